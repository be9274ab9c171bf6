//! A value by the type and the name of a column, and by nothing else.

use crate::analyze::words;
use crate::json::Value;
use crate::list::IteratorExt;
use crate::model::{Column, DataType, LogicalType, Schema, System};
use crate::sample::domain;

/// More digits than this no value has: what needs them has none.
const LONGEST: usize = 4096;

#[expect(clippy::unnecessary_wraps, reason = "each of the types has one, or none")]
fn text(text: impl Into<String>) -> Option<Value> {
    Some(Value::String(text.into()))
}

/// The n-th value for a column of that name and type; `None` where nobody knows one.
pub(super) fn value(schema: &Schema, name: &str, data_type: &DataType, n: usize) -> Option<Value> {
    if let Some(domain) = domain(schema, data_type) {
        return value(schema, name, &domain.data_type, n);
    }
    let number = n + 1;
    let words = words(name);
    let mut names = words.split('_');
    // What ends does so a day later than what begins.
    let late = names.clone().any(|word| LATE.contains(&word));
    let day = format!("2024-01-{:02}", number + usize::from(late));
    match &data_type.logical {
        LogicalType::Boolean => Some(Value::Boolean(n == 0)),
        LogicalType::SmallInt | LogicalType::Integer | LogicalType::BigInt if names.any(|word| word == "year") => {
            Some(Value::Number((2023 + number).to_string()))
        }
        LogicalType::SmallInt
        | LogicalType::Integer
        | LogicalType::BigInt
        | LogicalType::Float
        | LogicalType::Double
        | LogicalType::Number => Some(Value::Number(number.to_string())),
        LogicalType::Decimal => match data_type.modifiers().as_slice() {
            [precision, scale] if precision <= scale => {
                let width = usize::try_from(*scale).ok().filter(|width| *width <= LONGEST)?;
                Some(Value::Number(format!("0.{number:0>width$}")))
            }
            _ => Some(Value::Number(number.to_string())),
        },
        LogicalType::String | LogicalType::Text => text(worded(&words, data_type, n)),
        LogicalType::Bytes => {
            let native = data_type.native.as_str();
            let fixed = matches!(native.split('(').next(), Some("binary" | "raw"));
            let length = data_type.modifiers().first().and_then(|&length| usize::try_from(length).ok());
            let length = length.filter(|length| fixed && *length <= 64).unwrap_or(1);
            text(format!("{number:0>width$x}", width = length * 2))
        }
        LogicalType::Uuid => text(format!("00000000-0000-4000-8000-{number:012}")),
        LogicalType::Date => text(day),
        LogicalType::Time => text(format!("09:{n:02}:00")),
        LogicalType::Timestamp => text(format!("{day} 09:00:00")),
        LogicalType::TimestampTz => {
            text(format!("{day} 09:00:00{}", if schema.system.is_mysql() { "" } else { "+00:00" }))
        }
        LogicalType::Interval => text(format!("{number} days")),
        LogicalType::Json => Some(Value::Object(Vec::new())),
        LogicalType::Xml => text("<value/>"),
        LogicalType::Enum(id) => {
            let values = &schema.enum_type(id)?.values;
            text(values.get(n % values.len().max(1))?.as_str())
        }
        LogicalType::InlineEnum => {
            let values = data_type.inline_values();
            text(values.get(n % values.len().max(1))?.as_str())
        }
        LogicalType::Array(inner) => Some(match value(schema, name, inner, n) {
            Some(Value::Array(_)) | None => Value::Array(Vec::new()),
            Some(one) => Value::Array(vec![one]),
        }),
        LogicalType::Vector => {
            let dimensions = data_type.modifiers().first().map_or(3, |&count| count.clamp(1, 16_000));
            let numbers = (0..dimensions).map(|at| if at == 0 { number.to_string() } else { "0".to_owned() });
            text(format!("[{}]", numbers.join(",")))
        }
        LogicalType::Geometry => geometry(schema.system, &data_type.native.to_ascii_lowercase(), number),
        LogicalType::Network | LogicalType::Range | LogicalType::Bit | LogicalType::TsVector | LogicalType::Other => {
            other(schema, data_type, name, n)
        }
        LogicalType::Id(_)
        | LogicalType::Object(_)
        | LogicalType::Record(_)
        | LogicalType::Union(_)
        | LogicalType::Literals(_)
        | LogicalType::Null
        | LogicalType::Any => None,
    }
}

/// Words in the names of what ends.
pub(super) const LATE: &[&str] = &[
    "cancelled",
    "closed",
    "completed",
    "deleted",
    "due",
    "end",
    "ended",
    "ends",
    "expired",
    "expires",
    "expiry",
    "finished",
    "last",
    "modified",
    "to",
    "until",
    "updated",
];

/// Types of which few columns are.
fn other(schema: &Schema, data_type: &DataType, name: &str, n: usize) -> Option<Value> {
    let number = n + 1;
    let native = data_type.native.to_ascii_lowercase();
    let base = native.split('(').next().unwrap_or_default().trim();
    let length = data_type.modifiers().first().and_then(|&n| usize::try_from(n).ok()).unwrap_or(1);
    match base.rsplit('.').next().unwrap_or_default() {
        "inet" | "inet4" => text(format!("192.0.2.{number}")),
        "inet6" => text(format!("2001:db8::{number}")),
        "cidr" => text(format!("192.0.2.{number}/32")),
        "macaddr" => text(format!("00:00:5e:00:53:{number:02x}")),
        "macaddr8" => text(format!("00:00:5e:ff:fe:00:53:{number:02x}")),
        "bit" if length > LONGEST => None,
        "bit" => text(format!("{:0>length$b}", n % 2)),
        "bit varying" | "varbit" => text("1"),
        "int4range" | "int8range" | "numrange" => text(format!("[{},{})", number * 10, number * 10 + 5)),
        "daterange" => text(format!("[2024-{number:02}-01,2024-{number:02}-15)")),
        "tsrange" | "tstzrange" => text(format!("[2024-{number:02}-01 09:00,2024-{number:02}-01 10:00)")),
        "tsvector" | "tsquery" | "citext" | "hstore" | "ltree" | "lquery" | "name" | "\"char\"" | "sysname"
            if base != "hstore" =>
        {
            let plain = DataType { native: String::new(), logical: LogicalType::Text };
            let Some(Value::String(words)) = value(schema, name, &plain, n) else { return None };
            text(match base {
                "citext" | "name" | "sysname" => words,
                "\"char\"" => "a".to_owned(),
                _ => "sample".to_owned(),
            })
        }
        "hstore" => text(""),
        "jsonpath" => text("$"),
        "money" | "oid" | "xid" | "xid8" | "year" => Some(Value::Number(number.to_string())),
        "pg_lsn" => text(format!("0/{number}")),
        "regclass" => text("pg_class"),
        "regtype" => text("text"),
        "regproc" | "regprocedure" => text("now"),
        "regconfig" => text("simple"),
        "set" => {
            let values = DataType { native: native.clone(), logical: LogicalType::InlineEnum }.inline_values();
            text(values.into_iter().next()?)
        }
        // SQLite: a column takes what its affinity makes of it.
        _ if schema.system == System::Sqlite => text(worded(&words(name), data_type, n)),
        _ if data_type.logical == LogicalType::Range && base.ends_with("multirange") => text("{}"),
        _ if data_type.logical == LogicalType::Range => text("empty"),
        _ => {
            let id = schema.parse_identifier(&data_type.native)?;
            let at = schema.composites.binary_search_by(|composite| composite.id.cmp(&id)).ok()?;
            let attributes = schema.composites.get(at)?.attributes.len();
            text(format!("({})", ",".repeat(attributes.saturating_sub(1))))
        }
    }
}

/// PostgreSQL 18, Geometric Types; `PostGIS`'s, and MySQL's, in well-known text.
fn geometry(system: System, native: &str, number: usize) -> Option<Value> {
    let (base, inside) = native.split_once('(').unwrap_or((native, ""));
    let postgis = base.ends_with("geometry") || base.ends_with("geography");
    if system == System::PostgreSql && !postgis {
        return text(match base {
            "point" => format!("({number},{number})"),
            "line" => format!("{{1,1,{number}}}"),
            "lseg" => format!("[(0,0),({number},1)]"),
            "box" => format!("({number},{number}),(0,0)"),
            "path" | "polygon" => format!("((0,0),({number},0),(0,1))"),
            "circle" => format!("<(0,0),{number}>"),
            _ => return None,
        });
    }
    let mut parts = inside.trim_end_matches(')').split(',').map(str::trim);
    let shape = if postgis { parts.next().unwrap_or_default() } else { base };
    let ring = format!("((0 0,{number} 0,0 1,0 0))");
    let shape = match shape.trim_end_matches(['z', 'm']) {
        "linestring" => format!("LINESTRING(0 0,{number} 1)"),
        "polygon" => format!("POLYGON{ring}"),
        "multipoint" => format!("MULTIPOINT(({number} 0))"),
        "multilinestring" => format!("MULTILINESTRING((0 0,{number} 1))"),
        "multipolygon" => format!("MULTIPOLYGON({ring})"),
        "geometrycollection" | "geomcollection" => format!("GEOMETRYCOLLECTION(POINT({number} 0))"),
        _ => format!("POINT({number} 0)"),
    };
    let reference = parts.next().filter(|reference| postgis && !reference.is_empty());
    text(reference.map_or(shape.clone(), |reference| format!("SRID={reference};{shape}")))
}

/// Words that are told by the name of their column.
fn worded(words: &str, data_type: &DataType, n: usize) -> String {
    let number = n + 1;
    let has = |names: &[&str]| words.split('_').any(|word| names.contains(&word));
    let ends = |names: &[&str]| words.rsplit('_').next().is_some_and(|word| names.contains(&word));
    let fixed =
        data_type.native.split('(').next().is_some_and(|base| {
            matches!(base.to_ascii_lowercase().as_str(), "character" | "char" | "nchar" | "bpchar")
        });
    let limit = data_type.modifiers().first().and_then(|&limit| usize::try_from(limit).ok());
    let full = if ends(&["email", "mail"]) || words == "email_address" {
        format!("user{number}@example.com")
    } else if ends(&["url", "uri", "website", "homepage", "link", "href"]) {
        format!("https://example.com/{number}")
    } else if ends(&["phone", "mobile", "fax", "tel", "telephone"]) || words == "phone_number" {
        format!("+1 202 555 01{number:02}")
    } else if has(&["uuid", "guid"]) && limit.is_none_or(|limit| limit >= 36) {
        format!("00000000-0000-4000-8000-{number:012}")
    } else if ends(&["ip", "ipaddr"]) || words == "ip_address" {
        format!("192.0.2.{number}")
    } else if ends(&["host", "hostname", "domain"]) {
        format!("host{number}.example.com")
    } else if ends(&["timezone", "tz"]) || words.ends_with("time_zone") {
        "UTC".to_owned()
    } else if ends(&["locale", "lang", "language"]) {
        "en".to_owned()
    } else if ends(&["currency"]) {
        "USD".to_owned()
    } else if ends(&["date", "at"]) {
        format!("2024-01-{number:02}")
    } else if ends(&["json"]) {
        "{}".to_owned()
    } else if ends(&["username", "login"]) {
        format!("user{number}")
    } else if ends(&[
        "id", "code", "key", "token", "slug", "hash", "number", "no", "sku", "ref", "type", "kind", "status", "state",
        "path",
    ]) {
        format!("{}-{number}", words.replace('_', "-"))
    } else {
        let mut plain = words.replace('_', " ");
        if let Some(first) = plain.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        format!("{plain} {number}")
    };
    match limit {
        Some(limit) if full.chars().count() > limit || (fixed && limit <= 64) => {
            let letter = char::from(b'A' + u8::try_from(n % 26).unwrap_or_default());
            let length = if fixed { limit.min(64) } else { 1 };
            letter.to_string().repeat(length)
        }
        _ => full,
    }
}

/// [`value`] of a column.
pub(super) fn of_column(schema: &Schema, column: &Column, n: usize) -> Option<Value> {
    value(schema, &column.name, &column.data_type, n)
}
