//! Constants as a column of a type holds them: `'0.00'` of a number is `0`, `'abc'` of bytes is `'\x616263'`.

use super::Equivalence;
use super::node::Node;
use crate::json;
use crate::list::IteratorExt;
use crate::model::System;

/// How a value of a type is brought into one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Number,
    Text,
    Bytes,
    /// Bytes filled up to their length.
    PaddedBytes,
    Timestamp,
    Json,
    Uuid,
    /// The system prints it in a form of its own.
    Reformatted,
}

fn family(system: System, native_type: &str) -> Family {
    let lower = native_type.to_ascii_lowercase();
    let base = lower.split(['(', ' ']).next().unwrap_or_default();
    let array = lower.ends_with(']');
    match base {
        _ if array => Family::Reformatted,
        "timestamp" if lower.contains("with time zone") => Family::Reformatted,
        "smallint" | "integer" | "bigint" | "numeric" | "real" | "double" | "decimal" | "float" | "int" | "tinyint"
        | "mediumint" | "year" | "number" | "boolean" => Family::Number,
        "bytea" => Family::Bytes,
        "binary" if system.is_mysql() => Family::PaddedBytes,
        "timestamp" | "date" | "datetime" => Family::Timestamp,
        "jsonb" => Family::Json,
        "uuid" => Family::Uuid,
        "interval" | "time" | "timetz" | "timestamptz" | "inet" | "cidr" | "macaddr" | "macaddr8" | "point"
        | "line" | "lseg" | "box" | "path" | "polygon" | "circle" | "tsvector" | "tsquery" | "money" | "geometry"
        | "geography" | "hstore" | "vector" => Family::Reformatted,
        _ if base.ends_with("range") => Family::Reformatted,
        // Values of an enumeration are texts too.
        _ => Family::Text,
    }
}

/// Whether two constants are one value of a type. `None`: they are no constants, or no more can be said than their spelling says.
pub(super) fn same(system: System, native_type: &str, a: &Node, b: &Node) -> Option<Equivalence> {
    let family = family(system, native_type);
    let (a, b) = (text(a)?, text(b)?);
    match family {
        Family::Text => None,
        _ if form(family, &a) == form(family, &b) => Some(Equivalence::Same),
        Family::Reformatted => Some(Equivalence::Undecided),
        _ => Some(Equivalence::Different),
    }
}

/// The text of a constant, whatever it is cast to.
fn text(node: &Node) -> Option<String> {
    match node {
        Node::String(text) | Node::Number(text) => Some(text.clone()),
        Node::Boolean(value) => Some(if *value { "1" } else { "0" }.to_owned()),
        Node::Cast(inner, _) => text(inner),
        _ => None,
    }
}

fn form(family: Family, text: &str) -> String {
    match family {
        Family::Number => number(text).unwrap_or_else(|| text.to_owned()),
        Family::Bytes => match text.strip_prefix("\\x") {
            Some(digits) => digits.to_ascii_lowercase(),
            None => text.bytes().map(|byte| format!("{byte:02x}")).join(""),
        },
        Family::PaddedBytes => text.trim_end_matches('\0').to_owned(),
        // `2020-01-01` is `2020-01-01 00:00:00`, and so is `2020-01-01T00:00:00.000`.
        Family::Timestamp => {
            let text = text.replacen('T', " ", 1);
            let text = text.split_once('.').map_or(text.as_str(), |(whole, rest)| {
                if rest.bytes().all(|b| b == b'0') { whole } else { text.as_str() }
            });
            text.strip_suffix(" 00:00:00").unwrap_or(text).to_owned()
        }
        Family::Json => json::canonical(text).map_or_else(|| text.to_owned(), |value| json::compact(&value)),
        Family::Uuid => text.to_ascii_lowercase(),
        Family::Text | Family::Reformatted => text.to_owned(),
    }
}

/// `-01.50` → `-1.5`, `1e3` → `1000`; `None` where it is no number.
fn number(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = [whole, fraction].concat();
    if all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // 0.d₁d₂… × 10^point
    let significant = all.trim_start_matches('0');
    let zeros = all.len() - significant.len();
    let significant = significant.trim_end_matches('0');
    if significant.is_empty() {
        return Some("0".to_owned());
    }
    let point = i64::try_from(whole.len()).ok()? - i64::try_from(zeros).ok()? + exponent.parse::<i64>().ok()?;
    Some(format!("{sign}{significant}e{point}"))
}
