//! MySQL's and MariaDB's types as `COLUMN_TYPE` prints them.

use super::super::ast::{ColumnItem, Element};
use super::{Written, typed};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{ColumnKind, DataType, LogicalType, System, Unique};

pub(super) fn data_type(system: System, written: &Written) -> DataType {
    use LogicalType as L;
    let words: Vec<String> = written
        .words
        .iter()
        .map(|w| w.to_ascii_lowercase())
        .filter(|w| !matches!(w.as_str(), "unsigned" | "signed" | "zerofill"))
        .collect_vec();
    let unsigned = written.says("unsigned") || written.says("zerofill");
    let with_sign = |text: String| {
        let zerofill = if written.says("zerofill") { " zerofill" } else { "" };
        if unsigned { format!("{text} unsigned{zerofill}") } else { text }
    };
    let integer = |name: &str, signed_width: u64, unsigned_width: u64, logical: L| {
        let width = written.number(0);
        // MySQL 8 prints no display width, but for `tinyint(1)` and zero-filled ones.
        let shown = match system {
            System::MySql if written.says("zerofill") => Some(width.unwrap_or(unsigned_width)),
            System::MySql => width.filter(|&w| w == 1 && name == "tinyint" && !unsigned),
            _ => Some(width.unwrap_or(if unsigned { unsigned_width } else { signed_width })),
        };
        typed(with_sign(shown.map_or_else(|| name.to_owned(), |w| format!("{name}({w})"))), logical)
    };
    let decimal = || {
        let (precision, scale) = (written.number(0).unwrap_or(10), written.number(1).unwrap_or(0));
        typed(with_sign(format!("decimal({precision},{scale})")), L::Decimal)
    };
    let floating = |name: &str, logical: L| {
        let text = match (written.number(0), written.number(1)) {
            (Some(m), Some(d)) => format!("{name}({m},{d})"),
            _ => name.to_owned(),
        };
        typed(with_sign(text), logical)
    };
    let sized = |name: &str, default: u64, logical: L| {
        typed(format!("{name}({})", written.number(0).unwrap_or(default)), logical)
    };
    let fraction = |name: &str, logical: L| match written.number(0).filter(|&n| n > 0) {
        Some(n) => typed(format!("{name}({n})"), logical),
        None => typed(name, logical),
    };
    let large = |text: bool| {
        match written.number(0) {
            // How large it is depends on the column's character set.
            Some(n) if text => typed(format!("text({n})"), L::Text),
            None if text => typed("text", L::Text),
            Some(0..=255) => typed("tinyblob", L::Bytes),
            Some(256..=65_535) | None => typed("blob", L::Bytes),
            Some(65_536..=16_777_215) => typed("mediumblob", L::Bytes),
            Some(_) => typed("longblob", L::Bytes),
        }
    };
    let list = |name: &str, logical: L| {
        let values: Vec<String> = written.modifiers.mapped(|v| printed_value(v));
        typed(format!("{name}({})", values.join(",")), logical)
    };
    match words.join(" ").as_str() {
        "bool" | "boolean" => typed("tinyint(1)", L::Boolean),
        "tinyint" | "int1" if written.number(0) == Some(1) && !unsigned => typed("tinyint(1)", L::Boolean),
        "tinyint" | "int1" => integer("tinyint", 4, 3, L::SmallInt),
        "smallint" | "int2" => integer("smallint", 6, 5, L::SmallInt),
        "mediumint" | "int3" | "middleint" => integer("mediumint", 9, 8, L::Integer),
        "int" | "integer" | "int4" => integer("int", 11, 10, L::Integer),
        "bigint" | "int8" => integer("bigint", 20, 20, L::BigInt),
        "serial" => typed(if system == System::MySql { "bigint unsigned" } else { "bigint(20) unsigned" }, L::BigInt),
        "decimal" | "numeric" | "dec" | "fixed" | "number" => decimal(),
        "float" | "float4" if written.number(0).is_some_and(|p| p > 24) && written.number(1).is_none() => {
            typed(with_sign("double".to_owned()), L::Double)
        }
        "float" | "float4" => floating("float", L::Float),
        "double" | "double precision" | "real" | "float8" => floating("double", L::Double),
        "bit" => sized("bit", 1, L::Bit),
        "char" | "character" | "nchar" | "national char" | "national character" => {
            if written.tail.any(|t| t == "varying") {
                sized("varchar", 1, L::String)
            } else {
                sized("char", 1, L::String)
            }
        }
        "varchar"
        | "character varying"
        | "char varying"
        | "nvarchar"
        | "national varchar"
        | "varchar2"
        | "nchar varchar"
        | "national char varying"
        | "national character varying"
        | "nchar varying"
        | "varcharacter" => sized("varchar", 1, L::String),
        "binary" => sized("binary", 1, L::Bytes),
        "varbinary" | "raw" => sized("varbinary", 1, L::Bytes),
        "tinytext" => typed("tinytext", L::Text),
        "text" => large(true),
        "mediumtext" | "long" | "long varchar" | "long char varying" => typed("mediumtext", L::Text),
        "longtext" | "clob" => typed("longtext", L::Text),
        "tinyblob" => typed("tinyblob", L::Bytes),
        "blob" => large(false),
        "mediumblob" | "long varbinary" => typed("mediumblob", L::Bytes),
        "longblob" => typed("longblob", L::Bytes),
        "json" => typed("json", L::Json),
        "date" => typed("date", L::Date),
        "time" => fraction("time", L::Time),
        "datetime" => fraction("datetime", L::Timestamp),
        "timestamp" => fraction("timestamp", L::TimestampTz),
        "year" if system == System::MySql => typed("year", L::SmallInt),
        "year" => sized("year", 4, L::SmallInt),
        "enum" => list("enum", L::InlineEnum),
        "set" => list("set", L::Other),
        "uuid" => typed("uuid", L::Uuid),
        "inet4" | "inet6" => typed(words.join(" "), L::Network),
        "vector" => typed(format!("vector({})", written.number(0).unwrap_or(2048)), L::Vector),
        "geometrycollection" if system == System::MySql => typed("geomcollection", L::Geometry),
        name @ ("geometry" | "point" | "linestring" | "polygon" | "multipoint" | "multilinestring" | "multipolygon"
        | "geometrycollection" | "geomcollection") => typed(name, L::Geometry),
        other => typed(other, L::Other),
    }
}

/// A value of an `enum` or a `set` as `COLUMN_TYPE` prints it: `"it's "` and `'it\'s'` are `'it''s'`; blanks at the end are none of it
/// (MySQL 8.4, The ENUM Type).
fn printed_value(text: &str) -> String {
    use crate::source::sql::token::{TokenKind, string_value};
    let mut printed = String::from("'");
    for c in string_value(TokenKind::EscapeString, text).trim_end_matches(' ').chars() {
        match c {
            '\'' => printed.push_str("''"),
            '\\' => printed.push_str("\\\\"),
            '\n' => printed.push_str("\\n"),
            '\r' => printed.push_str("\\r"),
            '\0' => printed.push_str("\\0"),
            c => printed.push(c),
        }
    }
    printed + "'"
}

/// `SERIAL`: counts, and is a key. `NCHAR`: its character set is `utf8mb3` (MySQL 8.4, The National Character Set).
pub(super) fn declare(written: &Written, item: &mut ColumnItem) {
    let name = written.name();
    if name.starts_with("national") || matches!(name.split(' ').next(), Some("nchar" | "nvarchar")) {
        item.column.options.push("CHARACTER SET utf8mb3".to_owned());
    }
    if name == "serial" {
        item.column.nullable = false;
        item.column.kind = ColumnKind::AutoIncrement;
        item.says_default = true;
        let columns = vec![item.column.name.clone()];
        item.elements.push(Element::Unique(Unique { columns, span: written.span, ..Unique::default() }));
    }
}

/// MariaDB's `json` as it prints it itself: ``longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin CHECK (json_valid(`a`))``.
pub(in crate::source::sql::plain) fn recognize_json(item: &mut ColumnItem) {
    let column = &mut item.column;
    let own = format!("json_valid({})", column.name);
    let is_own = |element: &Element| match element {
        Element::Check { check, of_column } => {
            *of_column && check.expression.replace('`', "").eq_ignore_ascii_case(&own)
        }
        _ => false,
    };
    let binary = column.collation.as_deref() == Some("utf8mb4_bin") && column.data_type.native == "longtext";
    if binary && item.elements.any(is_own) {
        item.elements.keep(|element| !is_own(element));
        column.options.keep(|option| !option.starts_with("CHARACTER SET"));
        column.collation = None;
        column.data_type = typed("json", LogicalType::Json);
    }
}
