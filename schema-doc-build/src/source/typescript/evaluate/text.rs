//! Members and methods of texts, and texts of values.

use std::rc::Rc;

use schema_doc_diagnostics::Span;

use super::{Evaluated, Program, array, builtin, operator, unknown, unknown_from};
use crate::json;
use crate::source::typescript::value::{Slot, Value};

/// `text.length`, `text[0]`, `text.split`.
pub(super) fn member(of: &Value, text: &str, name: &str) -> Value {
    if name == "length" {
        return Value::Number(text.encode_utf16().count() as f64);
    }
    match name.parse::<usize>() {
        Ok(at) => text.chars().nth(at).map_or(Value::Undefined, |c| Value::string(c.to_string())),
        Err(_) => builtin::method(of, name),
    }
}

/// Calls a method of a text.
pub(super) fn call(program: &mut Program<'_>, text: &Rc<str>, name: &str, arguments: &[Slot], span: Span) -> Evaluated {
    if let Some(cause) = arguments.iter().find_map(|slot| slot.value.as_symbol()) {
        return Ok(unknown_from(cause, span));
    }
    let said = |at: usize| arguments.get(at).and_then(|slot| operator::text(&slot.value).ok());
    let number = |at: usize| arguments.get(at).and_then(|slot| operator::number(&slot.value));
    let characters: Vec<char> = text.chars().collect();
    let part = |(from, to): (usize, usize)| {
        Value::string(characters.get(from..to).unwrap_or_default().iter().collect::<String>())
    };
    let first = said(0).unwrap_or_default();
    Ok(match name {
        "toLowerCase" | "toLocaleLowerCase" => Value::string(text.to_lowercase()),
        "toUpperCase" | "toLocaleUpperCase" => Value::string(text.to_uppercase()),
        "trim" => Value::string(text.trim()),
        "trimStart" => Value::string(text.trim_start()),
        "trimEnd" => Value::string(text.trim_end()),
        "toString" | "normalize" => Value::String(text.clone()),
        "concat" => {
            let rest: String = (0..arguments.len()).filter_map(said).map(|part| part.to_string()).collect();
            Value::string(format!("{text}{rest}"))
        }
        "startsWith" => Value::Bool(text.starts_with(&*first)),
        "endsWith" => Value::Bool(text.ends_with(&*first)),
        "includes" => Value::Bool(text.contains(&*first)),
        "indexOf" => {
            Value::Number(text.find(&*first).map_or(-1.0, |at| text.get(..at).unwrap_or("").chars().count() as f64))
        }
        "slice" => part(array::range(number(0), number(1), characters.len())),
        "substring" | "substr" => {
            let from = number(0).unwrap_or(0.0).max(0.0);
            let to = number(1).map(|to| if name == "substr" { from + to } else { to.max(0.0) });
            let (a, b) = (from as usize, to.map_or(characters.len(), |to| to as usize));
            part((a.min(b).min(characters.len()), a.max(b).min(characters.len())))
        }
        "charAt" | "at" => {
            let at = number(0).unwrap_or(0.0);
            let at = if at < 0.0 && name == "at" { at + characters.len() as f64 } else { at };
            let found = (at >= 0.0).then(|| characters.get(at as usize)).flatten();
            found.map_or_else(|| Value::string(""), |c| Value::string(c.to_string()))
        }
        "charCodeAt" | "codePointAt" => {
            let found = characters.get(number(0).unwrap_or(0.0) as usize);
            found.map_or(Value::Number(f64::NAN), |&c| Value::Number(f64::from(u32::from(c))))
        }
        "repeat" => {
            let count = number(0).unwrap_or(0.0).clamp(0.0, 10_000.0) as usize;
            if count.saturating_mul(text.len()) > 1_000_000 {
                return Ok(unknown("a text of this length is not computed", span));
            }
            Value::string(text.repeat(count))
        }
        "padStart" | "padEnd" => {
            let fill = said(1).unwrap_or_else(|| Rc::from(" "));
            let missing = (number(0).unwrap_or(0.0) as usize).min(10_000).saturating_sub(characters.len());
            let fill: String = fill.chars().cycle().take(if fill.is_empty() { 0 } else { missing }).collect();
            Value::string(if name == "padStart" { format!("{fill}{text}") } else { format!("{text}{fill}") })
        }
        "replace" | "replaceAll" => return replace(program, text, name, arguments, span),
        "split" => {
            let parts: Vec<String> = match said(0) {
                None => vec![text.to_string()],
                Some(by) if by.is_empty() => characters.iter().map(char::to_string).collect(),
                Some(by) => text.split(&*by).map(str::to_owned).collect(),
            };
            Value::array(parts.into_iter().map(|part| Slot::new(Value::string(part), span)).collect())
        }
        "localeCompare" => Value::Number(match (**text).cmp(&*first) {
            std::cmp::Ordering::Less => -1.0,
            std::cmp::Ordering::Equal => 0.0,
            std::cmp::Ordering::Greater => 1.0,
        }),
        _ => unknown(format!("the method `{name}` of a text is not evaluated"), span),
    })
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
