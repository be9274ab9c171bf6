//! SQLite prints a type as it was written; its affinity and its words say what it is (Datatypes In SQLite, 3.1).

use super::{Written, typed};
use crate::model::{DataType, LogicalType};

pub(super) fn data_type(written: &Written) -> DataType {
    let native = &written.text;
    let logical = logical(&native.to_ascii_lowercase(), native.contains('('));
    typed(native, logical)
}

fn logical(native: &str, limited: bool) -> LogicalType {
    let words = native.split('(').next().unwrap_or_default().trim();
    let has = |part: &str| words.contains(part);
    // What people call them, where the affinity is NUMERIC and says nothing.
    match words {
        "bool" | "boolean" => return LogicalType::Boolean,
        "date" => return LogicalType::Date,
        "time" => return LogicalType::Time,
        "datetime" | "timestamp" => return LogicalType::Timestamp,
        "timestamptz" | "timestamp with time zone" => return LogicalType::TimestampTz,
        "json" | "jsonb" => return LogicalType::Json,
        "uuid" | "guid" => return LogicalType::Uuid,
        _ => {}
    }
    if has("int") {
        if has("big") || has("int8") {
            LogicalType::BigInt
        } else if has("small") || has("tiny") || has("int2") {
            LogicalType::SmallInt
        } else {
            LogicalType::Integer
        }
    } else if has("char") || has("clob") || has("text") {
        if limited { LogicalType::String } else { LogicalType::Text }
    } else if has("blob") || has("binary") {
        LogicalType::Bytes
    } else if has("real") || has("floa") || has("doub") {
        LogicalType::Double
    } else if has("numeric") || has("decimal") || has("number") || has("money") {
        LogicalType::Decimal
    } else {
        LogicalType::Other
    }
}
