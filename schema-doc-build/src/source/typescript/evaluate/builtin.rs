//! What the language itself defines: `Object.entries`, `String`, `Math.max`, methods of values.

use std::rc::Rc;

use schema_doc_diagnostics::Span;

use super::array::iterated;
use super::{Evaluated, Program, array, collection, operator, text, undecided, unknown, unknown_from};
use crate::source::typescript::value::{ArrayKind, Function, Object, Property, Slot, Symbol, SymbolKind, Value};

/// The globals that are evaluated.
const GLOBALS: &[&str] = &["Array", "BigInt", "Boolean", "JSON", "Map", "Math", "Number", "Object", "Set", "String"];

/// A name that neither the program nor its imports define.
pub(super) fn global(name: &str) -> Option<Value> {
    Some(match name {
        "undefined" => Value::Undefined,
        "NaN" => Value::Number(f64::NAN),
        "Infinity" => Value::Number(f64::INFINITY),
        "parseInt" | "parseFloat" | "isNaN" | "structuredClone" => builtin(name),
        _ if GLOBALS.contains(&name) => builtin(name),
        _ => return None,
    })
}

fn builtin(path: &str) -> Value {
    Value::Function(Rc::new(Function::Builtin(Rc::from(path))))
}

/// A method of a value, to be called later.
pub(super) fn method(this: &Value, name: &str) -> Value {
    Value::Function(Rc::new(Function::Method { this: this.clone(), name: Rc::from(name) }))
}

/// A member of a global: `Math.PI`, `Object.entries`.
pub(super) fn member(path: &str, name: &str) -> Value {
    match (path, name) {
        ("Number", "MAX_SAFE_INTEGER") => Value::Number(9_007_199_254_740_991.0),
        ("Number", "MIN_SAFE_INTEGER") => Value::Number(-9_007_199_254_740_991.0),
        ("Number", "MAX_VALUE") => Value::Number(f64::MAX),
        ("Number", "EPSILON") => Value::Number(f64::EPSILON),
        ("Number", "POSITIVE_INFINITY") => Value::Number(f64::INFINITY),
        ("Math", "PI") => Value::Number(std::f64::consts::PI),
        ("Math", "E") => Value::Number(std::f64::consts::E),
        _ => builtin(&format!("{path}.{name}")),
    }
}

pub(super) fn is_object_method(name: &str) -> bool {
    matches!(name, "hasOwnProperty" | "toString" | "valueOf" | "propertyIsEnumerable")
}

/// `new Set([…])`, `new Array(3)`, `new Object()`.
pub(super) fn construct(program: &mut Program<'_>, path: &str, arguments: Vec<Slot>, span: Span) -> Evaluated {
    match path {
        "Object" => Ok(Value::object(Vec::new())),
        "Set" => Ok(collection::construct(program, ArrayKind::Set, arguments.into_iter().next(), span)),
        "Map" => Ok(collection::construct(program, ArrayKind::Map, arguments.into_iter().next(), span)),
        "Array" => call(program, "Array", arguments, span),
        _ => Ok(unknown(format!("`new {path}` is not evaluated"), span)),
    }
}

/// Calls what the language defines.
pub(super) fn call(program: &mut Program<'_>, path: &str, arguments: Vec<Slot>, span: Span) -> Evaluated {
    let first = arguments.first().map_or(Value::Undefined, |slot| slot.value.clone());
    let value = |at: usize| arguments.get(at).map(|slot| &slot.value);
    Ok(match path {
        "Object.freeze" | "Object.seal" | "Object.preventExtensions" | "Object" | "structuredClone" => first,
        "Object.keys" | "Object.getOwnPropertyNames" => {
            properties(&first, span, |property| (Value::String(property.key.clone()), property.span))
        }
        "Object.values" => {
            let open = open_getters(program, &first, span)?;
            properties(&open, span, |property| (property.slot.value.clone(), property.slot.span))
        }
        "Object.entries" => {
            let open = open_getters(program, &first, span)?;
            properties(&open, span, |property| {
                let key = Slot::new(Value::String(property.key.clone()), property.span);
                (Value::array(vec![key, property.slot.clone()]), property.span)
            })
        }
        "Object.fromEntries" => from_entries(&first, span),
        "Object.assign" => {
            let Value::Object(target) = &first else { return Ok(first) };
            for source in arguments.iter().skip(1) {
                program.spread_into(target, source.value.clone(), source.span)?;
            }
            first
        }
        "Object.create" => Value::object(Vec::new()),
        "Object.hasOwn" => {
            call_method(program, &first, "hasOwnProperty", arguments.into_iter().skip(1).collect(), span)?
        }
        "Object.groupBy" => unknown("`Object.groupBy` is not evaluated", span),
        "Array.isArray" => match &first {
            Value::Symbol(cause) => unknown_from(cause, span),
            other => Value::Bool(matches!(other, Value::Array(array) if array.kind == ArrayKind::List)),
        },
        "Array.of" => Value::array(arguments),
        "Array" => match first.as_number().filter(|_| arguments.len() == 1) {
            Some(length) => of_length(length, span),
            None => Value::array(arguments),
        },
        "Array.from" => array_from(program, &first, value(1).cloned(), span)?,
        "String" => operator::text(&first).map_or_else(|cause| unknown_from(&cause, span), Value::String),
        "Number" => number(&first, span),
        "parseFloat" | "Number.parseFloat" => match operator::text(&first) {
            Ok(text) => Value::Number(operator::parse_float(&text)),
            Err(cause) => unknown_from(&cause, span),
        },
        "parseInt" | "Number.parseInt" => match operator::text(&first) {
            Ok(text) => Value::Number(operator::parse_int(&text, value(1).and_then(operator::number))),
            Err(cause) => unknown_from(&cause, span),
        },
        "isNaN" | "Number.isNaN" => Value::Bool(operator::number(&first).is_none_or(f64::is_nan)),
        "Number.isInteger" => Value::Bool(first.as_number().is_some_and(|number| number.fract() == 0.0)),
        "Boolean" => match program.truth(&first) {
            Some(truth) => Value::Bool(truth),
            None => undecided(&first, span),
        },
        "BigInt" => match operator::text(&first) {
            Ok(digits) => Value::BigInt(digits),
            Err(cause) => unknown_from(&cause, span),
        },
        "String.raw" => unknown("`String.raw` is not evaluated", span),
        "JSON.stringify" => match text::json(&first) {
            Some(text) => Value::string(text),
            None => unknown("`JSON.stringify` of what is not known", span),
        },
        _ => {
            if let Some(function) = path.strip_prefix("Math.") {
                return Ok(math(function, &arguments, span));
            }
            // What is not evaluated stays as it is written: `Array.prototype.x.call`.
            let callee = Value::Symbol(Symbol::new(SymbolKind::Global(Rc::from(path)), span));
            Value::Symbol(Symbol::new(SymbolKind::Call { callee, arguments }, span))
        }
    })
}

fn number(value: &Value, span: Span) -> Value {
    match value {
        Value::Symbol(cause) => unknown_from(cause, span),
        other => Value::Number(operator::number(other).unwrap_or(f64::NAN)),
    }
}

/// `number.toString(16)`, of whole numbers.
fn in_radix(number: f64, radix: f64, span: Span) -> Value {
    if number.fract() != 0.0 || number.abs() > 9_007_199_254_740_991.0 || !(2.0..=36.0).contains(&radix) {
        return unknown("a number is not written in this way", span);
    }
    let (mut left, radix) = (number.abs() as u64, radix as u64);
    let mut digits = Vec::new();
    while left > 0 || digits.is_empty() {
        digits.extend(char::from_digit((left % radix) as u32, radix as u32));
        left /= radix;
    }
    digits.extend((number < 0.0).then_some('-'));
    Value::string(digits.into_iter().rev().collect::<String>())
}

/// A list of as many values that are nothing.
fn of_length(length: f64, span: Span) -> Value {
    // More than that no schema has.
    let length = if (0.0..=100_000.0).contains(&length) { length as usize } else { 0 };
    Value::array((0..length).map(|_| Slot::new(Value::Undefined, span)).collect())
}

fn array_from(program: &mut Program<'_>, of: &Value, map: Option<Value>, span: Span) -> Evaluated {
    let list = match of.get("length").and_then(|length| length.value.as_number()) {
        Some(length) => of_length(length, span),
        None => match iterated(of, span) {
            Some(slots) => Value::array(slots),
            None => return Ok(undecided(of, span)),
        },
    };
    match map {
        Some(map) => call_method(program, &list, "map", vec![Slot::new(map, span)], span),
        None => Ok(list),
    }
}

fn math(function: &str, arguments: &[Slot], span: Span) -> Value {
    if let Some(cause) = arguments.iter().find_map(|slot| slot.value.as_symbol()) {
        return unknown_from(cause, span);
    }
    let numbers: Vec<f64> = arguments.iter().map(|slot| operator::number(&slot.value).unwrap_or(f64::NAN)).collect();
    let first = numbers.first().copied().unwrap_or(f64::NAN);
    Value::Number(match function {
        "max" => numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        "min" => numbers.iter().copied().fold(f64::INFINITY, f64::min),
        "floor" => first.floor(),
        "ceil" => first.ceil(),
        "round" => (first + 0.5).floor(),
        "trunc" => first.trunc(),
        "abs" => first.abs(),
        "sqrt" => first.sqrt(),
        "log2" => first.log2(),
        "log10" => first.log10(),
        "sign" => first.signum(),
        "pow" => first.powf(numbers.get(1).copied().unwrap_or(f64::NAN)),
        _ => return unknown(format!("`Math.{function}` is known only when the program runs"), span),
    })
}

/// A list with an element for each property of an object; a spread that is not known stays one.
fn properties(of: &Value, span: Span, element: impl Fn(&Property) -> (Value, Span)) -> Value {
    match of {
        Value::Object(_) | Value::Function(_) => {
            let own = match of {
                Value::Object(object) => Some(object),
                Value::Function(function) => function.own(),
                _ => None,
            };
            let slots = own.into_iter().flat_map(|object| object.ordered()).map(|property| {
                if property.slot.spread {
                    return property.slot;
                }
                let (value, span) = element(&property);
                Slot::new(value, span)
            });
            Value::array(slots.collect())
        }
        Value::Array(array) if array.kind == ArrayKind::List => {
            let slots = array.slots.borrow();
            let slots = slots.iter().enumerate().map(|(at, slot)| {
                let property =
                    Property { key: at.to_string().into(), span: slot.span, slot: slot.clone(), getter: false };
                let (value, span) = element(&property);
                Slot::new(value, span)
            });
            Value::array(slots.collect())
        }
        Value::Symbol(cause) => unknown_from(cause, span),
        _ => Value::array(Vec::new()),
    }
}

/// An object with what its getters give.
fn open_getters(program: &mut Program<'_>, of: &Value, span: Span) -> Evaluated {
    let Value::Object(_) = of else { return Ok(of.clone()) };
    let open = Object::default();
    program.spread_into(&open, of.clone(), span)?;
    Ok(Value::Object(Rc::new(open)))
}

fn from_entries(of: &Value, span: Span) -> Value {
    let Some(entries) = iterated(of, span) else { return undecided(of, span) };
    let object = Object::default();
    for entry in entries {
        let pair = entry.value.elements().unwrap_or_default();
        let key = pair.first().map(|key| operator::key_text(&key.value));
        match (key, pair.get(1)) {
            (Some(Ok(key)), Some(value)) if !entry.spread => {
                let span = if value.span.file == entry.span.file { entry.span } else { value.span };
                object.set(Property { key, span, slot: value.clone(), getter: false });
            }
            _ => object.set(super::spread(entry.value, entry.span)),
        }
    }
    Value::Object(Rc::new(object))
}

/// Calls a method of a value.
pub(super) fn call_method(
    program: &mut Program<'_>,
    this: &Value,
    name: &str,
    arguments: Vec<Slot>,
    span: Span,
) -> Evaluated {
    match (this, name) {
        (Value::Array(array), _) if array.kind != ArrayKind::List => {
            collection::call(program, this, array, name, &arguments, span)
        }
        (Value::Array(array), _) => array::call(program, this, array, name, arguments, span),
        (Value::String(text), _) => text::call(program, text, name, &arguments, span),
        (Value::Function(_), "call") => {
            let mut arguments = arguments.into_iter();
            let this_value = arguments.next().map(|slot| slot.value);
            program.call_value(this, this_value.as_ref(), arguments.collect(), span)
        }
        (Value::Function(_), "apply") => {
            let list = arguments.get(1).and_then(|slot| slot.value.elements()).unwrap_or_default();
            program.call_value(this, arguments.first().map(|slot| &slot.value), list, span)
        }
        (Value::Object(object), "hasOwnProperty") => {
            let key = arguments.first().map(|slot| operator::key_text(&slot.value));
            Ok(match key {
                Some(Ok(key)) => Value::Bool(object.get(&key).is_some()),
                _ => unknown("it asks for a name that is not known", span),
            })
        }
        (Value::Function(_), "bind") => {
            let mut arguments = arguments.into_iter();
            let bound_to = arguments.next().map_or(Value::Undefined, |slot| slot.value);
            let (function, arguments) = (this.clone(), arguments.collect());
            Ok(Value::Function(Rc::new(Function::Bound { function, this: bound_to, arguments })))
        }
        (_, "valueOf") => Ok(this.clone()),
        (Value::Number(number), "toString")
            if arguments.first().is_some_and(|radix| !matches!(radix.value, Value::Number(10.0))) =>
        {
            Ok(match arguments.first().and_then(|radix| operator::number(&radix.value)) {
                Some(radix) => in_radix(*number, radix, span),
                None => unknown("`toString` of a number is given no number", span),
            })
        }
        (Value::Number(number), "toFixed") => {
            let digits = arguments.first().and_then(|slot| slot.value.as_number()).unwrap_or(0.0);
            Ok(Value::string(format!("{number:.*}", digits as usize % 101)))
        }
        (_, "toString" | "toLocaleString") => Ok(match operator::text(this) {
            Ok(text) => Value::String(text),
            Err(cause) => unknown_from(&cause, span),
        }),
        _ => Ok(unknown(format!("the method `{name}` is not evaluated"), span)),
    }
}
