//! A value as it stands in a statement.

use crate::json::{Value, compact};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{DataType, LogicalType, System};

/// A value of a type in the words of the system.
pub(crate) fn literal(system: System, data_type: &DataType, value: &Value) -> String {
    let logical = &data_type.logical;
    match value {
        Value::Null => "NULL".to_owned(),
        _ if *logical == LogicalType::Json => quoted(system, &compact(value)),
        Value::Boolean(value) if system == System::PostgreSql => value.to_string(),
        Value::Boolean(value) => u8::from(*value).to_string(),
        Value::Number(number) if system == System::PostgreSql && number.starts_with('-') => format!("'{number}'"),
        Value::Number(number) => number.clone(),
        Value::Array(items) if matches!(logical, LogicalType::Array(_)) => quoted(system, &array(items)),
        Value::Array(_) | Value::Object(_) => quoted(system, &compact(value)),
        Value::String(text) => match (logical, system) {
            (LogicalType::Bytes, System::PostgreSql) => format!("'\\x{text}'"),
            (LogicalType::Bytes, System::SqlServer) => format!("0x{text}"),
            (LogicalType::Bytes, System::Oracle) => format!("HEXTORAW('{text}')"),
            (LogicalType::Bytes, _) => format!("X'{text}'"),
            (LogicalType::Bit, _) if system.is_mysql() => format!("b'{text}'"),
            (LogicalType::Vector, System::MariaDb) => format!("VEC_FromText('{text}')"),
            (LogicalType::Vector, System::MySql) => format!("STRING_TO_VECTOR('{text}')"),
            (LogicalType::Geometry, System::MySql | System::MariaDb) => format!("ST_GeomFromText('{text}')"),
            (LogicalType::Geometry, System::SqlServer) => {
                format!("{}::STGeomFromText('{text}', 4326)", data_type.native)
            }
            (LogicalType::Date, System::Oracle) => format!("DATE '{text}'"),
            (LogicalType::Timestamp | LogicalType::TimestampTz, System::Oracle) => format!("TIMESTAMP '{text}'"),
            (LogicalType::Interval, System::Oracle) => {
                format!("INTERVAL '{}' DAY", text.split(' ').next().unwrap_or_default())
            }
            _ => quoted(system, text),
        },
    }
}

/// A string constant. MySQL takes a backslash for the beginning of an escape.
fn quoted(system: System, text: &str) -> String {
    let text = text.replace('\'', "''");
    if system.is_mysql() { format!("'{}'", text.replace('\\', "\\\\")) } else { format!("'{text}'") }
}

/// `{"a","b"}` (PostgreSQL 18, Array Value Input).
fn array(items: &[Value]) -> String {
    let items = items.mapped(|item| match item {
        Value::Null => "NULL".to_owned(),
        Value::Array(items) => array(items),
        Value::String(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        Value::Object(_) => format!("\"{}\"", compact(item).replace('\\', "\\\\").replace('"', "\\\"")),
        other => compact(other),
    });
    format!("{{{}}}", items.iter().join(","))
}
