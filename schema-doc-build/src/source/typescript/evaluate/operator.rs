//! Operators, and what values are as numbers, texts and truths.

use std::rc::Rc;

use schema_doc_diagnostics::Span;

use super::class::instance_of;
use super::{Evaluated, Program, unknown, unknown_from};
use crate::source::typescript::ast::{Expression, ExpressionKind};
use crate::source::typescript::scope::Scope;
use crate::source::typescript::value::{ArrayKind, Function, Symbol, SymbolKind, Value};

impl Program<'_> {
    /// Whether a value counts as true. `None`: that is not known.
    pub(super) fn truth(&self, value: &Value) -> Option<bool> {
        Some(match value {
            Value::Undefined | Value::Null => false,
            Value::Bool(value) => *value,
            Value::Number(value) => *value != 0.0 && !value.is_nan(),
            Value::BigInt(digits) => &**digits != "0",
            Value::String(text) => !text.is_empty(),
            Value::Array(_) | Value::Object(_) | Value::Function(_) => true,
            Value::Symbol(symbol) => return self.is_there(symbol).then_some(true),
        })
    }

    /// Whether a symbol is something of a library, not a value that may be nothing.
    fn is_there(&self, symbol: &Symbol) -> bool {
        symbol.package().is_some_and(|package| self.library.knows(package))
    }

    /// Whether the left side of `&&`, `||`, `??` is the value of the whole.
    pub(super) fn decides(&self, operator: &str, left: &Value) -> Option<bool> {
        match operator {
            "&&" => self.truth(left).map(|truth| !truth),
            "||" => self.truth(left),
            _ => match left {
                Value::Undefined | Value::Null => Some(false),
                Value::Symbol(symbol) => self.is_there(symbol).then_some(true),
                _ => Some(true),
            },
        }
    }

    pub(super) fn unary(&mut self, operator: &str, of: &Expression, scope: &Rc<Scope>, span: Span) -> Evaluated {
        if operator == "delete" {
            return self.delete(of, scope);
        }
        let value = self.evaluate(of, scope)?;
        if let Value::Symbol(symbol) = &value {
            return Ok(match operator {
                "void" => Value::Undefined,
                "!" if self.is_there(symbol) => Value::Bool(false),
                _ => unknown_from(symbol, span),
            });
        }
        Ok(match operator {
            "!" => self.truth(&value).map_or(Value::Undefined, |truth| Value::Bool(!truth)),
            "void" => Value::Undefined,
            "typeof" => Value::string(type_of(&value)),
            "-" => match &value {
                Value::BigInt(digits) => Value::BigInt(match digits.strip_prefix('-') {
                    Some(positive) => positive.into(),
                    None => format!("-{digits}").into(),
                }),
                other => Value::Number(-number(other).unwrap_or(f64::NAN)),
            },
            "+" => Value::Number(number(&value).unwrap_or(f64::NAN)),
            "~" => Value::Number(f64::from(!to_int(number(&value).unwrap_or(f64::NAN)))),
            _ => unknown(format!("`{operator}` is not evaluated"), span),
        })
    }

    /// `delete object.name`
    fn delete(&mut self, of: &Expression, scope: &Rc<Scope>) -> Evaluated {
        let (object, key) = match &of.kind {
            ExpressionKind::Member { object, name, .. } => (self.evaluate(object, scope)?, Some(name.clone())),
            ExpressionKind::Index { object, index, .. } => {
                let object = self.evaluate(object, scope)?;
                (object, key_text(&self.evaluate(index, scope)?).ok())
            }
            _ => (Value::Undefined, None),
        };
        if let (Value::Object(object), Some(key)) = (object, key) {
            object.remove(&key);
        }
        Ok(Value::Bool(true))
    }

    pub(super) fn binary(&mut self, operator: &str, left: &Value, right: &Value, span: Span) -> Value {
        match operator {
            "===" | "==" | "!==" | "!=" => {
                let loose = operator.len() == 2;
                match self.equal(left, right, loose) {
                    Some(equal) => Value::Bool(equal != operator.starts_with('!')),
                    None => unknown_of_two(left, right, span),
                }
            }
            "in" => match (key_text(left), right) {
                (Ok(key), Value::Object(object)) => match super::find(object, &key) {
                    Some(_) => Value::Bool(true),
                    None => match super::unknown_part(object) {
                        Some(cause) => unknown_from(&cause, span),
                        None => Value::Bool(false),
                    },
                },
                _ => unknown_of_two(left, right, span),
            },
            "instanceof" => instance_of(left, right, span),
            _ => arithmetic(operator, left, right, span),
        }
    }

    /// Whether two values are equal. `None`: that is not known.
    pub(super) fn equal(&self, left: &Value, right: &Value, loose: bool) -> Option<bool> {
        let nothing = |value: &Value| matches!(value, Value::Undefined | Value::Null);
        Some(match (left, right) {
            (Value::Symbol(a), Value::Symbol(b)) if Rc::ptr_eq(a, b) => true,
            (Value::Symbol(symbol), other) | (other, Value::Symbol(symbol)) => {
                // What a library makes is none of the language's own values.
                return (self.is_there(symbol) && other.as_symbol().is_none()).then_some(false);
            }
            (Value::Undefined, Value::Undefined) | (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Number(a), Value::Number(b)) => a == b,
            (Value::BigInt(a), Value::BigInt(b)) | (Value::String(a), Value::String(b)) => a == b,
            (Value::Array(a), Value::Array(b)) => Rc::ptr_eq(a, b),
            (Value::Object(a), Value::Object(b)) => Rc::ptr_eq(a, b),
            (Value::Function(a), Value::Function(b)) => Rc::ptr_eq(a, b),
            (a, b) if loose && nothing(a) && nothing(b) => true,
            (a, b) if loose && !nothing(a) && !nothing(b) => number(a).zip(number(b)).is_some_and(|(a, b)| a == b),
            _ => false,
        })
    }
}

fn unknown_of_two(left: &Value, right: &Value, span: Span) -> Value {
    match left.as_symbol().or(right.as_symbol()) {
        Some(cause) => unknown_from(cause, span),
        None => unknown("it compares what is not known", span),
    }
}

fn arithmetic(operator: &str, left: &Value, right: &Value, span: Span) -> Value {
    if left.as_symbol().is_some() || right.as_symbol().is_some() {
        return unknown_of_two(left, right, span);
    }
    let is_text =
        |value: &Value| matches!(value, Value::String(_) | Value::Array(_) | Value::Object(_) | Value::Function(_));
    if operator == "+" && (is_text(left) || is_text(right)) {
        return match (text(left), text(right)) {
            (Ok(left), Ok(right)) => super::text_of(format!("{left}{right}"), span),
            (Err(cause), _) | (_, Err(cause)) => unknown_from(&cause, span),
        };
    }
    if let (Value::String(a), Value::String(b)) = (left, right) {
        let order = a.cmp(b);
        match operator {
            "<" => return Value::Bool(order.is_lt()),
            "<=" => return Value::Bool(order.is_le()),
            ">" => return Value::Bool(order.is_gt()),
            ">=" => return Value::Bool(order.is_ge()),
            _ => {}
        }
    }
    if let (Value::BigInt(a), Value::BigInt(b)) = (left, right) {
        return big(operator, a, b).unwrap_or_else(|| unknown("numbers of this size are not computed", span));
    }
    let (a, b) = (number(left).unwrap_or(f64::NAN), number(right).unwrap_or(f64::NAN));
    match operator {
        "+" => Value::Number(a + b),
        "-" => Value::Number(a - b),
        "*" => Value::Number(a * b),
        "/" => Value::Number(a / b),
        "%" => Value::Number(a % b),
        "**" => Value::Number(a.powf(b)),
        "<" => Value::Bool(a < b),
        "<=" => Value::Bool(a <= b),
        ">" => Value::Bool(a > b),
        ">=" => Value::Bool(a >= b),
        "|" => Value::Number(f64::from(to_int(a) | to_int(b))),
        "&" => Value::Number(f64::from(to_int(a) & to_int(b))),
        "^" => Value::Number(f64::from(to_int(a) ^ to_int(b))),
        "<<" => Value::Number(f64::from(to_int(a).wrapping_shl(to_int(b) as u32))),
        ">>" => Value::Number(f64::from(to_int(a).wrapping_shr(to_int(b) as u32))),
        ">>>" => Value::Number(f64::from((to_int(a) as u32).wrapping_shr(to_int(b) as u32))),
        _ => unknown(format!("`{operator}` is not evaluated"), span),
    }
}

fn big(operator: &str, a: &str, b: &str) -> Option<Value> {
    let (a, b): (i128, i128) = (a.parse().ok()?, b.parse().ok()?);
    let result = match operator {
        "+" => a.checked_add(b),
        "-" => a.checked_sub(b),
        "*" => a.checked_mul(b),
        "/" => a.checked_div(b),
        "%" => a.checked_rem(b),
        "**" => a.checked_pow(u32::try_from(b).ok()?),
        "<" => return Some(Value::Bool(a < b)),
        "<=" => return Some(Value::Bool(a <= b)),
        ">" => return Some(Value::Bool(a > b)),
        ">=" => return Some(Value::Bool(a >= b)),
        _ => None,
    };
    result.map(|number| Value::BigInt(number.to_string().into()))
}

/// ECMAScript, `ToInt32`.
fn to_int(number: f64) -> i32 {
    if number.is_finite() { (number.trunc() % 4_294_967_296.0) as i64 as i32 } else { 0 }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Undefined => "undefined",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::BigInt(_) => "bigint",
        Value::String(_) => "string",
        Value::Function(_) => "function",
        Value::Null | Value::Array(_) | Value::Object(_) | Value::Symbol(_) => "object",
    }
}

/// A value as a number. `None`: it is none.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Bool(value) => Some(f64::from(u8::from(*value))),
        Value::Null => Some(0.0),
        Value::BigInt(digits) => digits.parse().ok(),
        Value::String(text) => {
            let text = text.trim();
            match text.strip_prefix("0x").or(text.strip_prefix("0X")) {
                Some(digits) => i64::from_str_radix(digits, 16).ok().map(|number| number as f64),
                None if text.is_empty() => Some(0.0),
                None => text.parse().ok(),
            }
        }
        _ => None,
    }
}

/// ECMAScript, `parseFloat`: as much of the text as is a number.
pub(super) fn parse_float(text: &str) -> f64 {
    let text = text.trim_start();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.starts_with("Infinity") {
        return if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
    let mut end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    // `1.5e3-2`, `1.`, `1e`
    while end > 0 {
        if let Some(number) = text.get(..end).and_then(|part| part.parse().ok()) {
            return number;
        }
        end -= 1;
    }
    f64::NAN
}

/// ECMAScript, `parseInt`: as many digits as the text begins with.
pub(super) fn parse_int(text: &str, radix: Option<f64>) -> f64 {
    let text = text.trim_start();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1.0, digits),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let radix = radix.map_or(0, to_int);
    let is_hexadecimal = (radix == 0 || radix == 16) && (digits.starts_with("0x") || digits.starts_with("0X"));
    let radix = match radix {
        0 if is_hexadecimal => 16,
        0 => 10,
        other => u32::try_from(other).unwrap_or_default(),
    };
    if !(2..=36).contains(&radix) {
        return f64::NAN;
    }
    let digits = if is_hexadecimal { digits.get(2..).unwrap_or_default() } else { digits };
    let values = digits.chars().map_while(|digit| digit.to_digit(radix));
    let number = values.fold(None, |number, digit| Some(number.unwrap_or(0.0) * f64::from(radix) + f64::from(digit)));
    number.map_or(f64::NAN, |number: f64| sign * number)
}

/// A value as a text; the symbol that is the reason why it has none.
pub(super) fn text(value: &Value) -> Result<Rc<str>, Rc<Symbol>> {
    Ok(match value {
        Value::Undefined => "undefined".into(),
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string().into(),
        Value::Number(number) => number_text(*number).into(),
        Value::BigInt(text) | Value::String(text) => text.clone(),
        Value::Array(array) if array.kind != ArrayKind::List => "[object Object]".into(),
        Value::Array(array) => {
            let mut parts = Vec::new();
            for slot in array.slots.borrow().iter() {
                let nothing = matches!(slot.value, Value::Undefined | Value::Null);
                parts.push(if nothing { Rc::from("") } else { text(&slot.value)? });
            }
            parts.join(",").into()
        }
        Value::Object(_) => "[object Object]".into(),
        Value::Function(function) => match &**function {
            Function::Closure(closure) => closure.code.name.clone().unwrap_or_default(),
            _ => "function".into(),
        },
        Value::Symbol(symbol) => return Err(symbol.clone()),
    })
}

/// The name of a property that a value is.
pub(super) fn key_text(value: &Value) -> Result<Rc<str>, Rc<Symbol>> {
    let registered = value.as_symbol().and_then(|symbol| registered(symbol));
    registered.map_or_else(|| text(value), Ok)
}

/// What a member is called whose key is `Symbol.for("name")`.
pub(crate) fn symbol_key(name: &str) -> String {
    format!("@@{name}")
}

/// `Symbol.for("drizzle:Name")`
fn registered(symbol: &Symbol) -> Option<Rc<str>> {
    let (of, method, arguments) = symbol.method()?;
    let is_language = matches!(&of.kind, SymbolKind::Global(name) if &**name == "Symbol");
    let name = arguments.first()?.value.as_str()?;
    (is_language && method == "for").then(|| Rc::from(symbol_key(name)))
}

/// ECMAScript, `Number::toString`.
pub(crate) fn number_text(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let size = number.abs();
    if number == 0.0 {
        return "0".to_owned();
    }
    if (1e-6..1e21).contains(&size) {
        return format!("{number}");
    }
    let text = format!("{number:e}");
    match text.split_once('e') {
        Some((digits, exponent)) if !exponent.starts_with('-') => format!("{digits}e+{exponent}"),
        _ => text,
    }
}
