//! Methods of lists.

use std::rc::Rc;

use schema_doc_diagnostics::Span;

use super::{Evaluated, Program, Stop, operator, undecided, unknown, unknown_from};
use crate::list::SliceExt;
use crate::source::typescript::value::{Array, Slot, Value};

/// The methods that are evaluated.
const METHODS: &[&str] = &[
    "at",
    "concat",
    "entries",
    "every",
    "fill",
    "filter",
    "find",
    "findIndex",
    "findLast",
    "findLastIndex",
    "flat",
    "flatMap",
    "forEach",
    "includes",
    "indexOf",
    "join",
    "keys",
    "lastIndexOf",
    "map",
    "pop",
    "push",
    "reduce",
    "reduceRight",
    "reverse",
    "shift",
    "slice",
    "some",
    "sort",
    "splice",
    "toReversed",
    "toSorted",
    "toSpliced",
    "toString",
    "unshift",
    "values",
    "with",
];

pub(super) fn is_method(name: &str) -> bool {
    METHODS.contains(&name)
}

/// What iterating over a value gives. `None`: that is not known.
pub(super) fn iterated(value: &Value, span: Span) -> Option<Vec<Slot>> {
    match value {
        Value::Array(array) => Some(array.slots.borrow().clone()),
        Value::String(text) => Some(text.chars().map(|c| Slot::new(Value::string(c.to_string()), span)).collect()),
        // An iterable that the program writes itself is not.
        _ => None,
    }
}

impl Program<'_> {
    fn called_back(&mut self, with: &Value, slot: &Slot, at: usize, this: &Value) -> Evaluated {
        let arguments =
            vec![slot.clone(), Slot::new(Value::Number(at as f64), slot.span), Slot::new(this.clone(), slot.span)];
        self.step(slot.span)?;
        self.call_value(with, None, arguments, slot.span)
    }
}

/// Calls a method of a list.
pub(super) fn call(
    program: &mut Program<'_>,
    this: &Value,
    array: &Rc<Array>,
    name: &str,
    arguments: Vec<Slot>,
    span: Span,
) -> Evaluated {
    let slots = array.slots.borrow().clone();
    program.count(slots.len(), span)?;
    let first = arguments.first().map_or(Value::Undefined, |slot| slot.value.clone());
    let number = |at: usize| arguments.get(at).and_then(|slot| operator::number(&slot.value));
    // A part that is not known makes all unknown but what keeps it as it is.
    let keeps = matches!(name, "concat" | "push" | "unshift");
    if let Some(spread) = slots.find(|slot| slot.spread).filter(|_| !keeps) {
        return Ok(undecided(&spread.value, span));
    }
    Ok(match name {
        "map" => {
            let mut made = Vec::with_capacity(slots.len());
            for (at, slot) in slots.iter().enumerate() {
                made.push(Slot::new(program.called_back(&first, slot, at, this)?, slot.span));
            }
            Value::array(made)
        }
        "flatMap" => {
            let mut made = Vec::new();
            for (at, slot) in slots.iter().enumerate() {
                let value = program.called_back(&first, slot, at, this)?;
                match value.elements() {
                    Some(inside) => made.extend(inside),
                    None => made.push(Slot::new(value, slot.span)),
                }
            }
            Value::array(made)
        }
        "forEach" => {
            for (at, slot) in slots.iter().enumerate() {
                program.called_back(&first, slot, at, this)?;
            }
            Value::Undefined
        }
        "filter" => {
            let mut kept = Vec::new();
            for (at, slot) in slots.iter().enumerate() {
                let value = program.called_back(&first, slot, at, this)?;
                match program.truth(&value) {
                    Some(true) => kept.push(slot.clone()),
                    Some(false) => {}
                    None => return Ok(undecided(&value, span)),
                }
            }
            Value::array(kept)
        }
        "find" | "findIndex" | "some" | "every" | "findLast" | "findLastIndex" => {
            return search(program, this, &slots, name, &first, span);
        }
        "reduce" | "reduceRight" => return reduce(program, this, slots, name, &arguments, span),
        "concat" => {
            let mut all = slots;
            for argument in arguments {
                match argument.value.elements() {
                    Some(inside) => all.extend(inside),
                    None => all.push(argument),
                }
            }
            Value::array(all)
        }
        "push" => {
            let mut slots = array.slots.borrow_mut();
            slots.extend(arguments);
            Value::Number(slots.len() as f64)
        }
        "unshift" => {
            let mut slots = array.slots.borrow_mut();
            slots.splice(0..0, arguments);
            Value::Number(slots.len() as f64)
        }
        "pop" => array.slots.borrow_mut().pop().map_or(Value::Undefined, |slot| slot.value),
        "shift" => {
            let mut slots = array.slots.borrow_mut();
            if slots.is_empty() { Value::Undefined } else { slots.remove(0).value }
        }
        "slice" => {
            let (from, to) = range(number(0), number(1), slots.len());
            Value::array(slots.get(from..to).unwrap_or_default().to_vec())
        }
        "splice" | "toSpliced" => {
            let (from, _) = range(number(0), None, slots.len());
            let count = match arguments.len() {
                0 => 0,
                1 => slots.len(),
                _ => number(1).unwrap_or(0.0).max(0.0) as usize,
            };
            let to = from.saturating_add(count).min(slots.len());
            let mut changed = slots;
            let removed = changed.splice(from..to, arguments.into_iter().skip(2)).collect();
            if name == "toSpliced" {
                return Ok(Value::array(changed));
            }
            *array.slots.borrow_mut() = changed;
            Value::array(removed)
        }
        "with" => {
            let mut slots = slots;
            let (at, _) = range(number(0), None, slots.len());
            match (slots.get_mut(at), arguments.into_iter().nth(1)) {
                (Some(slot), Some(value)) => *slot = value,
                _ => return Ok(unknown("the list has no element there", span)),
            }
            Value::array(slots)
        }
        "fill" => {
            let (from, to) = range(number(1), number(2), slots.len());
            let mut slots = array.slots.borrow_mut();
            slots.iter_mut().take(to).skip(from).for_each(|slot| slot.value = first.clone());
            drop(slots);
            this.clone()
        }
        "reverse" => {
            array.slots.borrow_mut().reverse();
            this.clone()
        }
        "toReversed" => Value::array(slots.into_iter().rev().collect()),
        "sort" => match sorted(program, slots, &first, span)? {
            Ok(sorted) => {
                *array.slots.borrow_mut() = sorted;
                this.clone()
            }
            Err(unknown) => unknown,
        },
        "toSorted" => sorted(program, slots, &first, span)?.map_or_else(|unknown| unknown, Value::array),
        "flat" => Value::array(flat(program, slots, number(0).unwrap_or(1.0), span)?),
        "lastIndexOf" if arguments.len() > 1 => unknown("where it looks from is not evaluated", span),
        "includes" | "indexOf" | "lastIndexOf" => {
            let mut found = None;
            let (from, _) = range(number(1), None, slots.len());
            for (at, slot) in slots.iter().enumerate().skip(from) {
                match program.equal(&slot.value, &first, false) {
                    Some(true) if name == "lastIndexOf" || found.is_none() => found = Some(at),
                    Some(_) => {}
                    None => return Ok(undecided(&first, span)),
                }
            }
            match name {
                "includes" => Value::Bool(found.is_some()),
                _ => Value::Number(found.map_or(-1.0, |at| at as f64)),
            }
        }
        "at" => {
            let at = number(0).unwrap_or(0.0);
            let at = if at < 0.0 { at + slots.len() as f64 } else { at };
            if at < 0.0 {
                return Ok(Value::Undefined);
            }
            slots.get(at as usize).map_or(Value::Undefined, |slot| slot.value.clone())
        }
        "join" => {
            let separator = match &first {
                Value::Undefined => Ok(Rc::from(",")),
                other => operator::text(other),
            };
            let parts: Result<Vec<Rc<str>>, _> = slots.iter().map(|slot| part(&slot.value)).collect();
            match (separator, parts) {
                (Ok(separator), Ok(parts)) => super::text_of(parts.join(&*separator), span),
                (Err(cause), _) | (_, Err(cause)) => unknown_from(&cause, span),
            }
        }
        "toString" => operator::text(this).map_or_else(|cause| unknown_from(&cause, span), Value::String),
        "values" => Value::array(slots),
        "keys" => {
            let key = |(at, slot): (usize, &Slot)| Slot::new(Value::Number(at as f64), slot.span);
            Value::array(slots.iter().enumerate().map(key).collect())
        }
        "entries" => {
            let entry = |(at, slot): (usize, &Slot)| {
                let key = Slot::new(Value::Number(at as f64), slot.span);
                Slot::new(Value::array(vec![key, slot.clone()]), slot.span)
            };
            Value::array(slots.iter().enumerate().map(entry).collect())
        }
        _ => unknown(format!("the method `{name}` of a list is not evaluated"), span),
    })
}

fn part(value: &Value) -> Result<Rc<str>, Rc<crate::source::typescript::value::Symbol>> {
    match value {
        Value::Undefined | Value::Null => Ok(Rc::from("")),
        other => operator::text(other),
    }
}

fn search(program: &mut Program<'_>, this: &Value, slots: &[Slot], name: &str, test: &Value, span: Span) -> Evaluated {
    let mut places: Vec<usize> = (0..slots.len()).collect();
    if matches!(name, "findLast" | "findLastIndex") {
        places.reverse();
    }
    for at in places {
        let Some(slot) = slots.get(at) else { continue };
        let value = program.called_back(test, slot, at, this)?;
        let Some(truth) = program.truth(&value) else { return Ok(undecided(&value, span)) };
        if truth == (name == "every") {
            continue;
        }
        return Ok(match name {
            "find" | "findLast" => slot.value.clone(),
            "findIndex" | "findLastIndex" => Value::Number(at as f64),
            _ => Value::Bool(truth),
        });
    }
    Ok(match name {
        "find" | "findLast" => Value::Undefined,
        "findIndex" | "findLastIndex" => Value::Number(-1.0),
        _ => Value::Bool(name == "every"),
    })
}

fn reduce(
    program: &mut Program<'_>,
    this: &Value,
    slots: Vec<Slot>,
    name: &str,
    arguments: &[Slot],
    span: Span,
) -> Evaluated {
    let Some(with) = arguments.first() else { return Ok(unknown("it reduces with nothing", span)) };
    let mut slots: Vec<(usize, Slot)> = slots.into_iter().enumerate().collect();
    if name == "reduceRight" {
        slots.reverse();
    }
    let mut slots = slots.into_iter();
    let mut value = match arguments.get(1) {
        Some(first) => first.value.clone(),
        None => match slots.next() {
            Some((_, first)) => first.value,
            None => return Ok(unknown("it reduces an empty list", span)),
        },
    };
    for (at, slot) in slots {
        program.step(slot.span)?;
        let place = slot.span;
        let arguments = vec![
            Slot::new(value, place),
            slot,
            Slot::new(Value::Number(at as f64), place),
            Slot::new(this.clone(), place),
        ];
        value = program.call_value(&with.value, None, arguments, place)?;
    }
    Ok(value)
}

/// The slots in order: by their texts, or as a function says. `Err`: what is not known.
fn sorted(
    program: &mut Program<'_>,
    mut slots: Vec<Slot>,
    by: &Value,
    span: Span,
) -> Result<Result<Vec<Slot>, Value>, Stop> {
    if let Value::Undefined = by {
        let mut texts = Vec::with_capacity(slots.len());
        for slot in slots {
            match operator::text(&slot.value) {
                Ok(text) => texts.push((text, slot)),
                Err(cause) => return Ok(Err(unknown_from(&cause, span))),
            }
        }
        texts.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
        return Ok(Ok(texts.into_iter().map(|(_, slot)| slot).collect()));
    }
    // By insertion: the function may not be an order, and may fail.
    let mut sorted: Vec<Slot> = Vec::with_capacity(slots.len());
    for slot in slots.drain(..) {
        let (mut low, mut high) = (0, sorted.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let Some(other) = sorted.get(middle) else { break };
            let value = program.call_value(by, None, vec![other.clone(), slot.clone()], span)?;
            match operator::number(&value) {
                Some(order) if order > 0.0 => high = middle,
                Some(_) => low = middle + 1,
                None => return Ok(Err(undecided(&value, span))),
            }
        }
        sorted.insert(low, slot);
    }
    Ok(Ok(sorted))
}

fn flat(program: &mut Program<'_>, slots: Vec<Slot>, depth: f64, span: Span) -> Result<Vec<Slot>, Stop> {
    program.count(slots.len(), span)?;
    let mut all = Vec::new();
    for slot in slots {
        match slot.value.elements() {
            Some(inside) if depth >= 1.0 => all.extend(flat(program, inside, depth.min(100.0) - 1.0, span)?),
            _ => all.push(slot),
        }
    }
    Ok(all)
}

/// The range that `slice(from, to)` means: negative numbers count from the end.
pub(super) fn range(from: Option<f64>, to: Option<f64>, length: usize) -> (usize, usize) {
    let place = |at: f64| {
        let at = if at < 0.0 { (at + length as f64).max(0.0) } else { at };
        (at as usize).min(length)
    };
    let (from, to) = (from.map_or(0, place), to.map_or(length, place));
    (from, to.max(from))
}
