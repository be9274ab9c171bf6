//! `Map` and `Set`.

use std::rc::Rc;

use schema_doc_diagnostics::Span;

use super::array::iterated;
use super::{Evaluated, Program, Stop, builtin, undecided, unknown};
use crate::list::SliceExt;
use crate::source::typescript::value::{Array, ArrayKind, Slot, Value};

/// How many elements a collection has, at most: they are compared one by one.
const MOST: usize = 2_000;

/// The methods that are evaluated.
const METHODS: &[&str] = &["add", "clear", "delete", "entries", "forEach", "get", "has", "keys", "set", "values"];

/// `map.size`, `map.get`
pub(super) fn member(of: &Value, collection: &Array, name: &str) -> Value {
    match name {
        "size" => Value::Number(collection.slots.borrow().len() as f64),
        _ if METHODS.contains(&name) => builtin::method(of, name),
        _ => Value::Undefined,
    }
}

/// `new Set(["a"])`, `new Map([["a", 1]])`
pub(super) fn construct(program: &mut Program<'_>, kind: ArrayKind, from: Option<Slot>, span: Span) -> Value {
    let collection = Rc::new(Array { kind, ..Array::default() });
    let Some(from) = from.filter(|slot| !matches!(slot.value, Value::Undefined | Value::Null)) else {
        return Value::Array(collection);
    };
    let Some(slots) = iterated(&from.value, span).filter(|slots| slots.all(|slot| !slot.spread)) else {
        return undecided(&from.value, span);
    };
    for slot in slots {
        let known = match kind {
            ArrayKind::Map => match &slot.value.elements().unwrap_or_default()[..] {
                [key, rest @ ..] => {
                    let value = rest.first().cloned().unwrap_or_else(|| Slot::new(Value::Undefined, slot.span));
                    put(program, &collection, key, value)
                }
                [] => return undecided(&slot.value, span),
            },
            _ => put(program, &collection, &slot, slot.clone()),
        };
        if !known {
            return undecided(&slot.value, span);
        }
    }
    Value::Array(collection)
}

/// Where a key stands. `Err`: that is not known.
fn place(program: &Program<'_>, collection: &Array, key: &Value) -> Result<Option<usize>, ()> {
    for (at, slot) in collection.slots.borrow().iter().enumerate() {
        let pair = (collection.kind == ArrayKind::Map).then(|| slot.value.elements()).flatten();
        let known = pair.and_then(|pair| pair.into_iter().next()).map_or_else(|| slot.value.clone(), |key| key.value);
        match program.equal(&known, key, false) {
            Some(true) => return Ok(Some(at)),
            Some(false) => {}
            None => return Err(()),
        }
    }
    Ok(None)
}

/// Adds an element, or gives a key another value. Whether that could be done.
fn put(program: &Program<'_>, collection: &Array, key: &Slot, value: Slot) -> bool {
    if collection.slots.borrow().len() >= MOST {
        return false;
    }
    let Ok(place) = place(program, collection, &key.value) else { return false };
    let element = match collection.kind {
        ArrayKind::Map => {
            let span = value.span;
            Slot::new(Value::array(vec![key.clone(), value]), span)
        }
        _ => value,
    };
    let mut slots = collection.slots.borrow_mut();
    match place.and_then(|at| slots.get_mut(at)) {
        Some(known) if collection.kind == ArrayKind::Map => *known = element,
        Some(_) => {}
        None => slots.push(element),
    }
    true
}

/// Calls a method.
pub(super) fn call(
    program: &mut Program<'_>,
    this: &Value,
    collection: &Rc<Array>,
    name: &str,
    arguments: &[Slot],
    span: Span,
) -> Evaluated {
    let nothing = Slot::new(Value::Undefined, span);
    let first = arguments.first().unwrap_or(&nothing);
    let second = arguments.get(1).unwrap_or(&nothing);
    if let Some(spread) = collection.slots.borrow().find(|slot| slot.spread) {
        return Ok(undecided(&spread.value, span));
    }
    Ok(match (name, collection.kind) {
        ("add", _) if put(program, collection, first, first.clone()) => this.clone(),
        ("set", _) if put(program, collection, first, second.clone()) => this.clone(),
        ("add" | "set", _) => undecided(&first.value, span),
        ("clear", _) => {
            collection.slots.borrow_mut().clear();
            Value::Undefined
        }
        ("forEach", kind) => {
            let slots = collection.slots.borrow().clone();
            for slot in slots {
                each(program, this, kind, &first.value, slot, span)?;
            }
            Value::Undefined
        }
        ("keys", ArrayKind::Map) => parts(collection, 0),
        ("values", ArrayKind::Map) => parts(collection, 1),
        ("entries", ArrayKind::Set) => {
            let pair = |slot: &Slot| Slot::new(Value::array(vec![slot.clone(), slot.clone()]), slot.span);
            Value::array(collection.slots.borrow().iter().map(pair).collect())
        }
        ("keys" | "values" | "entries", _) => Value::array(collection.slots.borrow().clone()),
        ("delete" | "get" | "has", _) => match place(program, collection, &first.value) {
            Err(()) => undecided(&first.value, span),
            Ok(at) => found(collection, name, at),
        },
        _ => unknown(format!("the method `{name}` is not evaluated"), span),
    })
}

fn found(collection: &Array, name: &str, at: Option<usize>) -> Value {
    match name {
        "get" => {
            at.and_then(|at| parts(collection, 1).elements()?.into_iter().nth(at)).map_or(Value::Undefined, |s| s.value)
        }
        "delete" => {
            if let Some(at) = at {
                collection.slots.borrow_mut().remove(at);
            }
            Value::Bool(at.is_some())
        }
        _ => Value::Bool(at.is_some()),
    }
}

/// The keys of a map, or its values.
fn parts(collection: &Array, at: usize) -> Value {
    let part = |slot: &Slot| slot.value.elements().and_then(|pair| pair.into_iter().nth(at));
    Value::array(collection.slots.borrow().iter().filter_map(part).collect())
}

fn each(
    program: &mut Program<'_>,
    this: &Value,
    kind: ArrayKind,
    with: &Value,
    slot: Slot,
    span: Span,
) -> Result<(), Stop> {
    let (key, value) = match (kind, slot.value.elements().as_deref()) {
        (ArrayKind::Map, Some([key, value])) => (key.clone(), value.clone()),
        _ => (slot.clone(), slot),
    };
    program.call_value(with, None, vec![value, key, Slot::new(this.clone(), span)], span).map(drop)
}
