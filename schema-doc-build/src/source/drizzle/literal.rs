//! Values of the program in the words of SQL.

use std::fmt::Write;

use crate::json;
use crate::list::{IteratorExt, SliceExt};
use crate::model::System;
use crate::source::typescript::{Symbol, SymbolKind, Value, number_text};

/// `'it''s'`
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A value in the place of a parameter; `None` where it is not known.
pub(super) fn inline(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => number_text(*value),
        Value::BigInt(digits) => digits.to_string(),
        Value::String(text) => quoted(text),
        Value::Object(_) | Value::Array(_) => quoted(&json_text(value)?),
        Value::Undefined | Value::Function(_) | Value::Symbol(_) => return None,
    })
}

/// What `JSON.stringify` gives; `None` where a part is not known.
pub(super) fn json_text(value: &Value) -> Option<String> {
    json_value(value).map(|value| json::compact(&value))
}

fn json_value(value: &Value) -> Option<json::Value> {
    Some(match value {
        Value::Bool(value) => json::Value::Boolean(*value),
        Value::Number(value) if value.is_finite() => json::Value::Number(number_text(*value)),
        Value::Null | Value::Undefined | Value::Number(_) => json::Value::Null,
        Value::String(text) => json::Value::String(text.to_string()),
        Value::Array(_) => {
            let slots = value.elements()?;
            let known = slots.iter().map(|slot| if slot.spread { None } else { json_value(&slot.value) });
            json::Value::Array(known.collect::<Option<_>>()?)
        }
        Value::Object(_) => {
            let mut entries = Vec::new();
            for property in value.properties()? {
                if property.slot.spread {
                    return None;
                }
                if !matches!(property.slot.value, Value::Undefined) {
                    entries.push((property.key.to_string().into(), json_value(&property.slot.value)?));
                }
            }
            json::Value::Object(entries)
        }
        Value::Symbol(symbol) => json::Value::String(date(symbol)?),
        Value::BigInt(_) | Value::Function(_) => return None,
    })
}

/// `new Date("2024-01-31")` as `toISOString` writes it. `None`: it is no date, or one that only the running program knows.
pub(super) fn date(symbol: &Symbol) -> Option<String> {
    let SymbolKind::New { callee: Value::Symbol(callee), arguments } = &symbol.kind else { return None };
    if !matches!(&callee.kind, SymbolKind::Global(name) if &**name == "Date") {
        return None;
    }
    match (&arguments.first()?.value, arguments.len()) {
        (Value::String(text), 1) => iso(text),
        (Value::Number(milliseconds), 1) => Some(of_milliseconds(*milliseconds as i64)),
        _ => None,
    }
}

/// ECMAScript, Date Time String Format: a date alone, or a time of UTC.
fn iso(text: &str) -> Option<String> {
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00:00.000Z"));
    let is = |text: &str, lengths: &[usize], separator: char| {
        let parts = text.split(separator).collect_vec();
        parts.len() == lengths.len()
            && parts
                .iter()
                .zip(lengths)
                .all(|(part, length)| part.len() == *length && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let time = time.strip_suffix('Z')?;
    let (seconds, fraction) = time.split_once('.').unwrap_or((time, "000"));
    let seconds = if is(seconds, &[2, 2], ':') { format!("{seconds}:00") } else { seconds.to_owned() };
    let whole = is(day, &[4, 2, 2], '-') && is(&seconds, &[2, 2, 2], ':');
    let fraction = format!("{fraction:0<3}");
    let is_fraction = fraction.bytes().all(|byte| byte.is_ascii_digit());
    (whole && is_fraction).then(|| format!("{day}T{seconds}.{}Z", fraction.get(..3).unwrap_or_default()))
}

/// Days since 1970 to a date: Howard Hinnant, `civil_from_days`.
fn of_milliseconds(milliseconds: i64) -> String {
    const DAY: i64 = 86_400_000;
    let (days, rest) = (milliseconds.div_euclid(DAY), milliseconds.rem_euclid(DAY));
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (seconds, fraction) = (rest / 1000, rest % 1000);
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write!(
        text,
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{fraction:03}Z",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    text
}

/// What `default(value)` is in the database, as drizzle-kit's serializers write it. `None`: the value is not known.
pub(super) fn default(system: System, data_type: &str, value: &Value) -> Option<String> {
    let data_type = data_type.to_lowercase();
    if let Value::Symbol(symbol) = value {
        return Some(quoted(&date_in(system, &data_type, &date(symbol)?)?));
    }
    Some(match (system, value) {
        (_, Value::String(text)) => {
            let text = quoted(text);
            in_parentheses(system, &data_type, text)
        }
        (System::PostgreSql, value) if matches!(data_type.as_str(), "json" | "jsonb") => {
            format!("{}::{data_type}", quoted(&json_text(value)?))
        }
        (System::PostgreSql, Value::Array(_)) if data_type.ends_with(']') => quoted(&array(value, &data_type)?),
        (System::MySql | System::MariaDb, value) if data_type == "json" => format!("({})", quoted(&json_text(value)?)),
        (System::Sqlite | System::PostgreSql, Value::Array(_) | Value::Object(_)) => quoted(&json_text(value)?),
        (_, value) => {
            let text = inline(value)?;
            in_parentheses(system, &data_type, text)
        }
    })
}

/// MySQL 8.4, BLOB and TEXT: their default is an expression.
fn in_parentheses(system: System, data_type: &str, text: String) -> String {
    let wants = system.is_mysql() && matches!(data_type, "blob" | "text" | "json");
    if wants { format!("({text})") } else { text }
}

fn date_in(system: System, data_type: &str, iso: &str) -> Option<String> {
    let day = iso.split('T').next().unwrap_or_default();
    let time = || iso.replace('T', " ").get(..23).map(str::to_owned);
    match system {
        _ if data_type == "date" => Some(day.to_owned()),
        System::PostgreSql if data_type == "timestamp" => time(),
        System::PostgreSql => Some(iso.to_owned()),
        System::MySql | System::MariaDb if data_type.starts_with("datetime") || data_type.starts_with("timestamp") => {
            time()
        }
        // What `JSON.stringify` gives of a date.
        System::Sqlite => Some(format!("\"{iso}\"")),
        _ => None,
    }
}

/// `{1,2}`, `{"a","b"}`
fn array(value: &Value, data_type: &str) -> Option<String> {
    let element_type = data_type.split('[').next().unwrap_or_default();
    let mut parts = Vec::new();
    for slot in value.elements()?.iter().filter(|slot| !slot.spread) {
        parts.push(match &slot.value {
            Value::Array(_) => array(&slot.value, data_type)?,
            Value::Number(value) => number_text(*value),
            Value::BigInt(digits) => digits.to_string(),
            Value::Bool(value) => value.to_string(),
            Value::Symbol(symbol) => {
                format!("\"{}\"", date_in(System::PostgreSql, element_type.trim(), &date(symbol)?)?)
            }
            Value::Object(_) => format!("\"{}\"", json_text(&slot.value)?.replace('"', "\\\"")),
            Value::String(text) => format!("\"{text}\""),
            Value::Null | Value::Undefined => "null".to_owned(),
            Value::Function(_) => return None,
        });
    }
    Some(format!("{{{}}}", parts.join(",")))
}

/// `'a','b'`
pub(super) fn list(values: &[String]) -> String {
    values.mapped(|value| quoted(value)).join(",")
}

#[cfg(test)]
mod tests {
    use super::{iso, of_milliseconds};

    #[test]
    fn dates_are_written_as_the_language_does() {
        for (text, expected) in [
            ("2024-01-31", Some("2024-01-31T00:00:00.000Z")),
            ("2024-01-31T10:20:30Z", Some("2024-01-31T10:20:30.000Z")),
            ("2024-01-31T10:20Z", Some("2024-01-31T10:20:00.000Z")),
            ("2024-01-31T10:20:30.5Z", Some("2024-01-31T10:20:30.500Z")),
            // In the time of the machine.
            ("2024-01-31T10:20:30", None),
            ("yesterday", None),
        ] {
            assert_eq!(iso(text).as_deref(), expected, "{text}");
        }
        assert_eq!(of_milliseconds(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(of_milliseconds(1_709_210_096_789), "2024-02-29T12:34:56.789Z");
        assert_eq!(of_milliseconds(-1), "1969-12-31T23:59:59.999Z");
    }
}
