//! Members and methods of texts, and texts of values.

use std::rc::Rc;

use schema_doc_diagnostics::Span;

use super::{Evaluated, LONGEST_TEXT, Program, array, builtin, operator, unknown, unknown_from};
use crate::json;
use crate::source::typescript::value::{ArrayKind, Slot, Value};

/// `text.length`, `text[0]`, `text.split`.
pub(super) fn member(of: &Value, text: &str, name: &str, span: Span) -> Value {
    if name == "length" {
        return Value::Number(text.encode_utf16().count() as f64);
    }
    match name.parse::<usize>() {
        Ok(at) if at < text.encode_utf16().count() => part(&units(text), at, at + 1, span),
        Ok(_) => Value::Undefined,
        Err(_) => builtin::method(of, name),
    }
}

/// A text as the language counts it.
fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// A part of a text; one that ends within a character is none.
fn part(units: &[u16], from: usize, to: usize, span: Span) -> Value {
    match String::from_utf16(units.get(from..to).unwrap_or_default()) {
        Ok(part) => Value::string(part),
        Err(_) => unknown("half a character is no text", span),
    }
}

/// Where a text stands in another, from a place on.
fn position(units: &[u16], of: &[u16], from: usize) -> Option<usize> {
    (from..=units.len().saturating_sub(of.len())).find(|&at| units.get(at..).is_some_and(|rest| rest.starts_with(of)))
}

/// Calls a method of a text.
pub(super) fn call(program: &mut Program<'_>, text: &Rc<str>, name: &str, arguments: &[Slot], span: Span) -> Evaluated {
    if let Some(cause) = arguments.iter().find_map(|slot| slot.value.as_symbol()) {
        return Ok(unknown_from(cause, span));
    }
    let said = |at: usize| arguments.get(at).and_then(|slot| operator::text(&slot.value).ok());
    let number = |at: usize| arguments.get(at).and_then(|slot| operator::number(&slot.value));
    let units = units(text);
    let first = said(0).unwrap_or_default();
    // A place that is no place is the beginning.
    let place = |at: usize| number(at).map(|at| (at.max(0.0) as usize).min(units.len()));
    Ok(match name {
        "toLowerCase" | "toLocaleLowerCase" => Value::string(text.to_lowercase()),
        "toUpperCase" | "toLocaleUpperCase" => Value::string(text.to_uppercase()),
        "trim" => Value::string(text.trim_matches(is_space)),
        "trimStart" | "trimLeft" => Value::string(text.trim_start_matches(is_space)),
        "trimEnd" | "trimRight" => Value::string(text.trim_end_matches(is_space)),
        "toString" => Value::String(text.clone()),
        "normalize" if text.is_ascii() => Value::String(text.clone()),
        "concat" => {
            let rest: String = (0..arguments.len()).filter_map(said).map(|part| part.to_string()).collect();
            super::text_of(format!("{text}{rest}"), span)
        }
        "startsWith" | "endsWith" | "includes" | "indexOf" | "lastIndexOf" => {
            let (found, from) = (self::units(&first), place(1));
            let end = from.unwrap_or(units.len());
            match name {
                "startsWith" => {
                    Value::Bool(units.get(from.unwrap_or(0)..).is_some_and(|rest| rest.starts_with(&found)))
                }
                "endsWith" => Value::Bool(units.get(..end).is_some_and(|rest| rest.ends_with(&found))),
                "includes" => Value::Bool(position(&units, &found, from.unwrap_or(0)).is_some()),
                "indexOf" => Value::Number(position(&units, &found, from.unwrap_or(0)).map_or(-1.0, |at| at as f64)),
                _ => {
                    let starts = |at: &usize| units.get(*at..).is_some_and(|rest| rest.starts_with(&found));
                    Value::Number((0..=end).rev().find(starts).map_or(-1.0, |at| at as f64))
                }
            }
        }
        "slice" => {
            let (from, to) = array::range(number(0), number(1), units.len());
            part(&units, from, to, span)
        }
        "substring" => {
            let (a, b) = (place(0).unwrap_or(0), place(1).unwrap_or(units.len()));
            part(&units, a.min(b), a.max(b), span)
        }
        "substr" => {
            let (from, _) = array::range(number(0), None, units.len());
            let length = number(1).map_or(units.len(), |length| length.max(0.0) as usize);
            part(&units, from, from.saturating_add(length).min(units.len()), span)
        }
        "charAt" | "at" => {
            let at = number(0).unwrap_or(0.0).trunc();
            let at = if at < 0.0 && name == "at" { at + units.len() as f64 } else { at };
            match at {
                at if at >= 0.0 && at < units.len() as f64 => part(&units, at as usize, at as usize + 1, span),
                _ if name == "at" => Value::Undefined,
                _ => Value::string(""),
            }
        }
        "charCodeAt" => {
            let found = units.get(number(0).unwrap_or(0.0) as usize);
            found.map_or(Value::Number(f64::NAN), |&unit| Value::Number(f64::from(unit)))
        }
        "codePointAt" => {
            let rest = units.get(number(0).unwrap_or(0.0) as usize..).unwrap_or_default();
            match char::decode_utf16(rest.iter().copied()).next() {
                Some(Ok(c)) => Value::Number(f64::from(u32::from(c))),
                Some(Err(half)) => Value::Number(f64::from(half.unpaired_surrogate())),
                None => Value::Undefined,
            }
        }
        "repeat" => {
            let count = number(0).unwrap_or(0.0).clamp(0.0, LONGEST_TEXT as f64) as usize;
            if count.saturating_mul(text.len()) > LONGEST_TEXT {
                return Ok(unknown("a text of this length is not computed", span));
            }
            Value::string(text.repeat(count))
        }
        "padStart" | "padEnd" => {
            let fill = said(1).unwrap_or_else(|| Rc::from(" "));
            let missing = (number(0).unwrap_or(0.0) as usize).min(10_000).saturating_sub(units.len());
            let fill: String = fill.chars().cycle().take(if fill.is_empty() { 0 } else { missing }).collect();
            Value::string(if name == "padStart" { format!("{fill}{text}") } else { format!("{text}{fill}") })
        }
        "replace" | "replaceAll" => return replace(program, text, name, arguments, span),
        "split" => {
            let mut parts: Vec<String> = match arguments.first().map(|slot| &slot.value) {
                None | Some(Value::Undefined) => vec![text.to_string()],
                _ if first.is_empty() => text.chars().map(|c| c.to_string()).collect(),
                _ => text.split(&*first).map(str::to_owned).collect(),
            };
            parts.truncate(number(1).map_or(parts.len(), |most| most.max(0.0) as usize));
            Value::array(parts.into_iter().map(|part| Slot::new(Value::string(part), span)).collect())
        }
        "localeCompare" if arguments.len() == 1 && text.is_ascii() && first.is_ascii() => {
            Value::Number(f64::from(collated(text).cmp(&collated(&first)) as i8))
        }
        _ => unknown(format!("the method `{name}` of a text is not evaluated"), span),
    })
}

/// ECMAScript, `WhiteSpace` and `LineTerminator`.
fn is_space(c: char) -> bool {
    (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}'
}

/// The root collation of CLDR, for ASCII.
const COLLATION: &str = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz";

/// What texts are put in order by: their letters, then which of these are capitals.
fn collated(text: &str) -> (Vec<Option<usize>>, Vec<bool>) {
    let letters = text.chars().map(|c| COLLATION.find(c.to_ascii_lowercase())).collect();
    (letters, text.chars().map(|c| c.is_ascii_uppercase()).collect())
}

/// `replace("a", "b")`, with a text or a function.
fn replace(program: &mut Program<'_>, text: &str, name: &str, arguments: &[Slot], span: Span) -> Evaluated {
    let (Some(Value::String(from)), Some(to)) = (arguments.first().map(|slot| &slot.value), arguments.get(1)) else {
        return Ok(unknown("a text is replaced by a pattern that is not evaluated", span));
    };
    let to = match &to.value {
        function @ Value::Function(_) => {
            program.call_value(function, None, vec![Slot::new(Value::String(from.clone()), span)], span)?
        }
        // `$&` is what was found.
        Value::String(pattern) if pattern.contains('$') => {
            return Ok(unknown("a text is replaced by a pattern that is not evaluated", span));
        }
        other => other.clone(),
    };
    Ok(match operator::text(&to) {
        Ok(to) if name == "replace" => Value::string(text.replacen(&**from, &to, 1)),
        Ok(to) => Value::string(text.replace(&**from, &to)),
        Err(cause) => unknown_from(&cause, span),
    })
}

/// `JSON.stringify(value)`. `None`: a part of it is not known.
pub(super) fn json(value: &Value) -> Option<String> {
    Some(json::compact(&json_value(value)?))
}

fn json_value(value: &Value) -> Option<json::Value> {
    Some(match value {
        Value::Bool(value) => json::Value::Boolean(*value),
        Value::Number(number) if number.is_finite() => json::Value::Number(operator::number_text(*number)),
        Value::Null | Value::Undefined | Value::Function(_) | Value::Number(_) => json::Value::Null,
        Value::String(text) => json::Value::String(text.to_string()),
        Value::Array(array) if array.kind != ArrayKind::List => json::Value::Object(Vec::new()),
        Value::Array(array) => {
            let slots = array.slots.borrow();
            let values = slots.iter().map(|slot| if slot.spread { None } else { json_value(&slot.value) });
            json::Value::Array(values.collect::<Option<_>>()?)
        }
        Value::Object(object) => {
            let mut entries = Vec::new();
            for property in object.ordered() {
                if property.slot.spread || property.getter {
                    return None;
                }
                if !matches!(property.slot.value, Value::Undefined | Value::Function(_)) {
                    entries.push((property.key.to_string().into(), json_value(&property.slot.value)?));
                }
            }
            json::Value::Object(entries)
        }
        Value::BigInt(_) | Value::Symbol(_) => return None,
    })
}
