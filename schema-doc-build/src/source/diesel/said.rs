//! A column's type as Diesel says it: the one that `diesel print-schema` would write, aliases as one.

use crate::model::{Column, DataType, LogicalType, Schema, System};
use crate::source::declared::case::upper_camel;

/// `Int4` and `Integer` are both `Integer`; `None` where the type is not known, or Diesel has no word for it.
pub fn said(schema: &Schema, column: &Column) -> Option<String> {
    let data_type = &column.data_type;
    // a query made the table, and what it puts out is not known
    if data_type.native == "unknown" {
        return None;
    }
    match schema.system {
        System::PostgreSql => Some(postgresql(schema, data_type, 0)),
        System::Sqlite => sqlite(&data_type.native.to_lowercase()),
        _ => Some(mysql(&data_type.native.to_lowercase())),
    }
}

/// Diesel knows types by `udt_name`: without modifiers, domains as what they are made of.
fn postgresql(schema: &Schema, data_type: &DataType, depth: u32) -> String {
    if let LogicalType::Array(element) = &data_type.logical {
        return format!("Array<{}>", postgresql(schema, element, depth));
    }
    let name = without_modifier(&data_type.native);
    let base = |id: &crate::model::QualifiedName| {
        let found = schema.domains.binary_search_by(|domain| domain.id.cmp(id)).ok();
        found.and_then(|at| schema.domains.get(at)).filter(|_| depth < 64)
    };
    if let Some(domain) = schema.parse_identifier(&name).and_then(|id| base(&id)) {
        return postgresql(schema, &domain.data_type, depth + 1);
    }
    let known = match name.as_str() {
        "boolean" => "Bool",
        "smallint" => "SmallInt",
        "integer" => "Integer",
        "bigint" => "BigInt",
        "real" => "Float",
        "double precision" => "Double",
        "character varying" | "character" | "bpchar" | "text" => "Text",
        "bytea" => "Binary",
        "timestamp without time zone" => "Timestamp",
        "timestamp with time zone" => "Timestamptz",
        "time without time zone" => "Time",
        "\"char\"" => "CChar",
        _ => return camel_case(&name),
    };
    known.to_owned()
}

/// `character varying(40)` → `character varying`; `timestamp(3) with time zone` → `timestamp with time zone`.
fn without_modifier(native: &str) -> String {
    match native.split_once('(').and_then(|(head, rest)| Some((head, rest.split_once(')')?.1))) {
        Some((head, tail)) => format!("{head}{tail}"),
        None => native.to_owned(),
    }
}

/// `COLUMN_TYPE`, without its sizes and values.
fn mysql(native: &str) -> String {
    if native.starts_with("tinyint(1)") {
        return "Bool".to_owned();
    }
    let name = native.split(['(', ' ']).next().unwrap_or_default();
    let known = match name {
        "int" | "mediumint" => "Integer",
        "bigint" => "BigInt",
        "smallint" => "SmallInt",
        "tinyint" => "TinyInt",
        "decimal" => "Numeric",
        "char" | "varchar" | "text" | "tinytext" | "mediumtext" | "longtext" => "Text",
        "binary" | "varbinary" | "blob" | "tinyblob" | "mediumblob" | "longblob" | "bit" => "Binary",
        other => return camel_case(other),
    };
    if native.contains("unsigned") { format!("Unsigned<{known}>") } else { known.to_owned() }
}

/// By the words of the declared type, as `print-schema` looks at them.
fn sqlite(native: &str) -> Option<String> {
    let has = |part: &str| native.contains(part);
    let said = match native {
        "boolean" | "bool" => "Bool",
        "int2" => "SmallInt",
        "int8" => "BigInt",
        "datetime" | "timestamp" | "timestamptz" => "Timestamp",
        "date" => "Date",
        "time" => "Time",
        _ if has("int") && has("tiny") => "Bool",
        _ if has("int") && has("small") => "SmallInt",
        _ if has("int") && has("big") => "BigInt",
        _ if has("int") => "Integer",
        _ if has("char") || has("clob") || has("text") => "Text",
        _ if native.is_empty() || has("blob") || has("binary") => "Binary",
        _ if has("float") || has("real") => "Float",
        _ if has("double") || has("num") || has("dec") => "Double",
        _ => return None,
    };
    Some(said.to_owned())
}

/// `auth.user_role` → `UserRole`, whatever its case was.
fn camel_case(name: &str) -> String {
    let name = name.rsplit('.').next().unwrap_or(name).trim_matches('"');
    upper_camel(name)
}
