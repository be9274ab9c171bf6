//! SQL Server's types, as `sys.types` names them with what they are declared with.

use super::{Written, typed};
use crate::list::SliceExt;
use crate::model::{DataType, LogicalType};

pub(super) fn data_type(written: &Written) -> DataType {
    use LogicalType as L;
    let name = written.name();
    let inside = written.modifiers.join(",").to_ascii_lowercase();
    let sized = |name: &str, logical: L| {
        let size = if inside.is_empty() { "1" } else { inside.as_str() };
        typed(
            format!("{name}({size})"),
            if size == "max" { if logical == L::Bytes { L::Bytes } else { L::Text } } else { logical },
        )
    };
    let decimal = |name: &str| {
        let (precision, scale) = (written.number(0).unwrap_or(18), written.number(1).unwrap_or(0));
        typed(format!("{name}({precision},{scale})"), L::Decimal)
    };
    let fraction = |name: &str, logical: L| typed(format!("{name}({})", written.number(0).unwrap_or(7)), logical);
    let varying = written.tail.any(|t| t == "varying");
    match name.as_str() {
        "bit" => typed("bit", L::Boolean),
        "tinyint" | "smallint" => typed(name, L::SmallInt),
        "int" | "integer" => typed("int", L::Integer),
        "bigint" => typed("bigint", L::BigInt),
        "decimal" | "dec" => decimal("decimal"),
        "numeric" => decimal("numeric"),
        "money" | "smallmoney" => typed(name, L::Decimal),
        "real" => typed("real", L::Float),
        "float" if written.number(0).is_some_and(|n| n <= 24) => typed("real", L::Float),
        "float" | "double precision" => typed("float", L::Double),
        "char" | "character" if !varying => sized("char", L::String),
        "nchar" | "national char" | "national character" if !varying => sized("nchar", L::String),
        "varchar" | "char varying" | "character varying" | "char" | "character" => sized("varchar", L::String),
        "nvarchar"
        | "national char varying"
        | "national character varying"
        | "nchar"
        | "national char"
        | "national character" => sized("nvarchar", L::String),
        "text" | "ntext" => typed(name, L::Text),
        "national text" => typed("ntext", L::Text),
        "binary" => sized("binary", L::Bytes),
        "varbinary" | "binary varying" => sized("varbinary", L::Bytes),
        "image" | "timestamp" => typed(name, L::Bytes),
        "rowversion" => typed("timestamp", L::Bytes),
        "uniqueidentifier" => typed(name, L::Uuid),
        "date" => typed("date", L::Date),
        "time" => fraction("time", L::Time),
        "datetime" | "smalldatetime" => typed(name, L::Timestamp),
        "datetime2" => fraction("datetime2", L::Timestamp),
        "datetimeoffset" => fraction("datetimeoffset", L::TimestampTz),
        "xml" => typed(if inside.is_empty() { name } else { format!("xml({inside})") }, L::Xml),
        "json" => typed("json", L::Json),
        "geometry" | "geography" => typed(name, L::Geometry),
        "vector" => typed(format!("vector({inside})"), L::Vector),
        "hierarchyid" | "sql_variant" => typed(name, L::Other),
        "sysname" => typed("sysname", L::String),
        _ => {
            // A type of the schema's own, or of the CLR.
            let own = written.words.join(" ");
            let qualified = match written.namespace.as_deref() {
                None | Some("dbo" | "sys") => own,
                Some(namespace) => format!("{namespace}.{own}"),
            };
            typed(qualified, L::Other)
        }
    }
}
