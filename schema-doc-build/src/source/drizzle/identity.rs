//! Identity columns and sequences: their options, as drizzle-kit completes them.

use crate::model::SequenceOptions;
use crate::source::declared::{Identity, Name};
use crate::source::typescript::{Slot, Value};

/// `.generatedAlwaysAsIdentity({ name: "…", startWith: 100 })`
pub(super) fn of(options: Option<&Slot>, always: bool, data_type: &str, namespace: Option<&String>) -> Identity {
    let name = options.and_then(|slot| slot.value.get("name"));
    let name = name.and_then(|slot| slot.value.as_str().map(ToString::to_string));
    let sequence = name.map(|name| Name { namespace: namespace.cloned(), name });
    let options = sequence_options(options);
    // drizzle-kit takes every column for a small one where it counts down.
    let minimum = match options.increment {
        Some(increment) if increment < 0 && data_type != "smallint" => options.minimum.or(Some(-32_768)),
        _ => options.minimum,
    };
    Identity { always, sequence, options: SequenceOptions { minimum, ..options } }
}

/// `{ startWith: 100, increment: 10, cycle: true }`
pub(super) fn sequence_options(options: Option<&Slot>) -> SequenceOptions {
    let get = |key: &str| options.and_then(|slot| slot.value.get(key));
    let number = |key: &str| match get(key)?.value {
        Value::Number(number) => Some(number as i128),
        Value::BigInt(digits) | Value::String(digits) => digits.parse().ok(),
        _ => None,
    };
    SequenceOptions {
        data_type: None,
        start: number("startWith"),
        increment: number("increment"),
        minimum: number("minValue"),
        maximum: number("maxValue"),
        cache: number("cache"),
        cycle: get("cycle").and_then(|slot| slot.value.as_bool()).unwrap_or(false),
    }
}
