//! Oracle's types, as its dictionary spells them; the standard's are its own under other names (SQL Language Reference, Data Types).

use super::{Written, typed};
use crate::list::SliceExt;
use crate::model::{DataType, LogicalType};

pub(super) fn data_type(written: &Written) -> DataType {
    use LogicalType as L;
    let name = written.name();
    let inside = written.modifiers.mapped(|m| m.to_ascii_uppercase()).join(",");
    let sized = |name: &str| {
        let size = if inside.is_empty() { "1" } else { inside.as_str() };
        typed(format!("{name}({size})"), L::String)
    };
    let number = || {
        let inside = inside.strip_suffix(",0").unwrap_or(&inside);
        match (inside, inside.parse::<u64>()) {
            ("" | "*", _) if written.modifiers.len() < 2 => typed("NUMBER", L::Decimal),
            ("*", _) => typed("NUMBER(38)", L::Integer),
            (_, Ok(0..=4)) => typed(format!("NUMBER({inside})"), L::SmallInt),
            (_, Ok(5..=9)) => typed(format!("NUMBER({inside})"), L::Integer),
            (_, Ok(10..=18)) => typed(format!("NUMBER({inside})"), L::BigInt),
            // What INTEGER is.
            ("38", _) => typed("NUMBER(38)", L::Integer),
            _ => typed(format!("NUMBER({inside})"), L::Decimal),
        }
    };
    let zone = written.tail.find(|t| t.ends_with("time zone")).map(|t| t.to_ascii_uppercase());
    let varying = written.tail.any(|t| t == "varying");
    match name.as_str() {
        "varchar2" | "varchar" | "char varying" | "character varying" => sized("VARCHAR2"),
        "char" | "character" if varying => sized("VARCHAR2"),
        "char" | "character" => sized("CHAR"),
        "nvarchar2" | "nchar varying" | "national char varying" | "national character varying" => sized("NVARCHAR2"),
        "nchar" | "national char" | "national character" => sized(if varying { "NVARCHAR2" } else { "NCHAR" }),
        "numeric" | "decimal" | "dec" if inside.is_empty() => typed("NUMBER(38)", L::Integer),
        "number" | "numeric" | "decimal" | "dec" => number(),
        "integer" | "int" | "smallint" => typed("NUMBER(38)", L::Integer),
        "float" => typed(format!("FLOAT({})", written.number(0).unwrap_or(126)), L::Double),
        "double precision" => typed("FLOAT(126)", L::Double),
        "real" => typed("FLOAT(63)", L::Float),
        "binary_float" => typed("BINARY_FLOAT", L::Float),
        "binary_double" => typed("BINARY_DOUBLE", L::Double),
        "date" => typed("DATE", L::Timestamp),
        "timestamp" => {
            let base = format!("TIMESTAMP({})", written.number(0).unwrap_or(6));
            match zone {
                Some(zone) => typed(format!("{base} {zone}"), L::TimestampTz),
                None => typed(base, L::Timestamp),
            }
        }
        "long varchar" => typed("LONG", L::Text),
        "clob" | "nclob" | "long" => typed(name.to_ascii_uppercase(), L::Text),
        "blob" | "bfile" | "long raw" => typed(name.to_ascii_uppercase(), L::Bytes),
        "raw" => typed(format!("RAW({inside})"), if inside == "16" { L::Uuid } else { L::Bytes }),
        "boolean" | "bool" => typed("BOOLEAN", L::Boolean),
        "json" => typed("JSON", L::Json),
        "xmltype" => typed("XMLTYPE", L::Xml),
        "sdo_geometry" => typed("SDO_GEOMETRY", L::Geometry),
        "vector" => typed(if inside.is_empty() { "VECTOR".to_owned() } else { format!("VECTOR({inside})") }, L::Vector),
        "urowid" if !inside.is_empty() => typed(format!("UROWID({inside})"), L::Other),
        "rowid" | "urowid" => typed(name.to_ascii_uppercase(), L::Other),
        _ if name.starts_with("interval") => {
            // The grammar reads INTERVAL DAY (2) TO SECOND (6) as two words, a number and a tail.
            let mut tail = written.tail.join(" ").to_ascii_uppercase();
            if tail == "TO SECOND" {
                tail.push_str("(6)");
            }
            let size = if inside.is_empty() { "2".to_owned() } else { inside };
            typed(format!("{}({size}) {tail}", name.to_ascii_uppercase()), L::Interval)
        }
        _ => {
            let own = written.words.join(" ");
            let own = if written.quoted { own } else { own.to_uppercase() };
            match &written.namespace {
                Some(namespace) => typed(format!("{namespace}.{own}"), L::Other),
                None => typed(own, L::Other),
            }
        }
    }
}
