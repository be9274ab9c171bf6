//! Holds a manifest to its format, and finds all that does not fit.

use std::slice::Iter;

use schema_doc_diagnostics::nearest;

use super::format::{DOCUMENT, HEADER, Shape, Type};
use crate::json::{Parsed, Value};
use crate::model::{QualifiedName, split_parts};
use crate::render::manifest::VERSION;

/// What to do about a manifest that is none.
pub(super) const WRITE_ANEW: &str = "write it anew from its sources, with `cargo schema-doc generate`";

const UPDATE: &str = "a later version of schema-doc wrote it: update this one";

/// What does not fit, where, and what to do.
pub(super) struct Misfit {
    pub(super) offset: usize,
    pub(super) message: String,
    pub(super) help: String,
}

/// All that does not fit, in the order of the text.
pub(super) fn verify(parsed: &Parsed) -> Vec<Misfit> {
    // The rest is judged by the version.
    let header = misfits(parsed, &HEADER, true);
    if header.is_empty() { misfits(parsed, &DOCUMENT, is_later(parsed)) } else { header }
}

/// Whether a later minor version wrote it, which may have more keys.
fn is_later(parsed: &Parsed) -> bool {
    let version = parsed.value.get("schema_manifest").and_then(|manifest| manifest.get("version"));
    version.and_then(Value::as_text).and_then(numbers) > numbers(VERSION)
}

/// `1.2.3` → 1 and 2.
fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

fn misfits(parsed: &Parsed, shape: &'static Shape, is_later: bool) -> Vec<Misfit> {
    let mut verifier = Verifier { offsets: parsed.offsets.iter(), misfits: Vec::new(), is_later };
    verifier.value("", &parsed.value, Type::Object(shape));
    verifier.misfits
}

/// Walks over the values as the parser did, so that each meets its offset.
struct Verifier<'a> {
    offsets: Iter<'a, usize>,
    misfits: Vec<Misfit>,
    is_later: bool,
}

impl Verifier<'_> {
    fn report(&mut self, offset: usize, message: String, help: String) {
        self.misfits.push(Misfit { offset, message, help });
    }

    fn value(&mut self, key: &str, value: &Value, expected: Type) {
        let offset = self.offsets.next().copied().unwrap_or_default();
        match (expected, value) {
            (Type::Any, _) => self.pass(value),
            (Type::Text | Type::TextOrFlag | Type::Tag, Value::String(_))
            | (Type::Flag | Type::TextOrFlag | Type::Tag, Value::Boolean(_)) => {}
            (Type::Number, Value::Number(number)) if number.parse::<i64>().is_ok() => {}
            (Type::Count, Value::Number(number)) if number.parse::<u32>().is_ok() => {}
            (Type::Word(_) | Type::Identifier | Type::Member | Type::Version, Value::String(text)) => {
                self.text(offset, key, text, expected);
            }
            (Type::List(inner), Value::Array(items)) => {
                for item in items {
                    self.value(key, item, *inner);
                }
            }
            (Type::Tag, Value::Array(items)) => {
                for item in items {
                    self.value(key, item, Type::Text);
                }
            }
            (Type::Map(inner), Value::Object(entries)) => {
                for (name, value) in entries {
                    self.value(name, value, *inner);
                }
            }
            (Type::Object(shape), Value::Object(_)) => self.object(offset, value, shape),
            _ => {
                let place = if key.is_empty() { String::new() } else { format!(" in `{key}`") };
                let message = format!("expected {}{place}, found {}", expected.title(), title(value));
                self.report(offset, message, WRITE_ANEW.to_owned());
                self.pass(value);
            }
        }
    }

    /// Passes over what stands inside a value.
    fn pass(&mut self, value: &Value) {
        match value {
            Value::Array(items) => {
                for item in items {
                    self.value("", item, Type::Any);
                }
            }
            Value::Object(entries) => {
                for (_, value) in entries {
                    self.value("", value, Type::Any);
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, offset: usize, object: &Value, shape: &'static Shape) {
        for (_, keys) in shape.required {
            for key in *keys {
                if !has(object, key) {
                    self.report(offset, format!("{} without `{key}`", shape.title), WRITE_ANEW.to_owned());
                }
            }
        }
        if let [one, other] = shape.one_of
            && !has(object, one)
            && !has(object, other)
        {
            let message = format!("{} without `{one}` or `{other}`", shape.title);
            self.report(offset, message, WRITE_ANEW.to_owned());
        }
        let Value::Object(entries) = object else { return };
        for (key, value) in entries {
            match shape.type_of(key) {
                // Says nothing, as if it were not there.
                _ if *value == Value::Null => self.value(key, value, Type::Any),
                Some(expected) => self.value(key, value, expected),
                None => self.unknown_key(key, value, shape),
            }
        }
    }

    fn unknown_key(&mut self, key: &str, value: &Value, shape: &'static Shape) {
        if !self.is_later {
            let offset = self.offsets.as_slice().first().copied().unwrap_or_default();
            let mut known = Vec::new();
            for (_, names) in shape.keys().concat() {
                known.extend_from_slice(names);
            }
            let help = match nearest(key, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => WRITE_ANEW.to_owned(),
            };
            self.report(offset, format!("{} has no key `{key}`", shape.title), help);
        }
        self.value(key, value, Type::Any);
    }

    /// Texts that not every text is.
    fn text(&mut self, offset: usize, key: &str, text: &str, expected: Type) {
        let (message, help) = match expected {
            Type::Word(words) if !words.contains(&text) => {
                let help = match nearest(text, words.iter().copied()) {
                    _ if self.is_later => UPDATE.to_owned(),
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("one of `{}`", words.join("`, `")),
                };
                (format!("`{text}` is no `{key}` that this version knows"), help)
            }
            Type::Identifier if QualifiedName::parse(text, "").is_none() => {
                (format!("`{text}` in `{key}` is no identifier"), "`name`, or `namespace.name`".to_owned())
            }
            Type::Member if !matches!(split_parts(text).unwrap_or_default().len(), 2 | 3) => {
                let help = "`table.field`, or `namespace.table.field`".to_owned();
                (format!("`{text}` in `{key}` is no field of a table"), help)
            }
            Type::Version => {
                let (found, known) = (numbers(text).map(|(major, _)| major), numbers(VERSION).map(|(major, _)| major));
                if found == known {
                    return;
                }
                let help = if found > known { UPDATE } else { WRITE_ANEW };
                let message = format!("version `{text}` of the manifest's format, where `{VERSION}` is known");
                (message, help.to_owned())
            }
            _ => return,
        };
        self.report(offset, message, help);
    }
}

/// Whether an object says something under a key.
fn has(object: &Value, key: &str) -> bool {
    !matches!(object.get(key), None | Some(Value::Null))
}

impl Type {
    fn title(self) -> &'static str {
        match self {
            Self::Flag => "`true` or `false`",
            Self::Number => "a whole number",
            Self::Count => "a whole number from 0",
            Self::TextOrFlag => "a text or `true`",
            Self::Tag => "a text, a list of texts or `true`",
            Self::List(_) => "a list",
            Self::Map(_) | Self::Object(_) => "an object",
            Self::Text | Self::Word(_) | Self::Identifier | Self::Member | Self::Version | Self::Any => "a text",
        }
    }
}

fn title(value: &Value) -> &'static str {
    match value {
        Value::Null => "`null`",
        Value::Boolean(true) => "`true`",
        Value::Boolean(false) => "`false`",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
