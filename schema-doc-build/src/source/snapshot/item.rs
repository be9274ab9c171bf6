//! The objects of a manifest, read key by key.

use std::cell::Cell;

use crate::json::Value;

/// An object of the manifest. A key that is not there, or `null`, says nothing; one of the wrong type is noted.
#[derive(Clone, Copy)]
pub(super) struct Item<'a> {
    value: &'a Value,
    wrong: &'a Cell<Option<Wrong<'a>>>,
}

/// The first value that is not what its key takes, or the object that lacks a key.
#[derive(Clone, Copy)]
pub(super) struct Wrong<'a> {
    pub(super) value: &'a Value,
    pub(super) key: &'a str,
    /// `a text`; `None` where the key is missing.
    pub(super) expected: Option<&'static str>,
}

impl<'a> Item<'a> {
    pub(super) fn new(value: &'a Value, wrong: &'a Cell<Option<Wrong<'a>>>) -> Self {
        Self { value, wrong }
    }

    fn note(&self, value: &'a Value, key: &'a str, expected: Option<&'static str>) {
        if self.wrong.get().is_none() {
            self.wrong.set(Some(Wrong { value, key, expected }));
        }
    }

    pub(super) fn value(&self, key: &str) -> Option<&'a Value> {
        self.value.get(key).filter(|value| **value != Value::Null)
    }

    /// Notes that a key is missing.
    fn required(&self, key: &'static str) -> Option<&'a Value> {
        let value = self.value(key);
        if value.is_none() {
            self.note(self.value, key, None);
        }
        value
    }

    fn as_text(&self, key: &'a str, value: &'a Value) -> Option<&'a str> {
        let Value::String(text) = value else {
            self.note(value, key, Some("a text"));
            return None;
        };
        Some(text)
    }

    /// A text that is always there.
    pub(super) fn text(&self, key: &'static str) -> &'a str {
        self.required(key).and_then(|value| self.as_text(key, value)).unwrap_or_default()
    }

    /// The same, to keep.
    pub(super) fn string(&self, key: &'static str) -> String {
        self.text(key).to_owned()
    }

    pub(super) fn optional(&self, key: &'static str) -> Option<&'a str> {
        self.value(key).and_then(|value| self.as_text(key, value))
    }

    pub(super) fn optional_string(&self, key: &'static str) -> Option<String> {
        self.optional(key).map(str::to_owned)
    }

    /// `None` where it is not there.
    pub(super) fn optional_flag(&self, key: &'static str) -> Option<bool> {
        match self.value(key)? {
            Value::Boolean(is) => Some(*is),
            other => {
                self.note(other, key, Some("`true` or `false`"));
                None
            }
        }
    }

    pub(super) fn flag(&self, key: &'static str) -> bool {
        self.optional_flag(key).unwrap_or_default()
    }

    pub(super) fn number(&self, key: &'static str) -> Option<i64> {
        let value = self.value(key)?;
        let number = if let Value::Number(text) = value { text.parse().ok() } else { None };
        if number.is_none() {
            self.note(value, key, Some("a whole number"));
        }
        number
    }

    pub(super) fn line(&self) -> Option<u32> {
        self.number("line").and_then(|line| u32::try_from(line).ok())
    }

    /// The values of a list.
    pub(super) fn list(&self, key: &'static str) -> &'a [Value] {
        match self.value(key) {
            Some(Value::Array(items)) => items,
            Some(other) => {
                self.note(other, key, Some("a list"));
                &[]
            }
            None => &[],
        }
    }

    /// Notes those of the keys that are missing.
    pub(super) fn require(&self, keys: &[&'static str]) {
        for key in keys {
            self.required(key);
        }
    }

    pub(super) fn texts(&self, key: &'static str) -> Vec<String> {
        self.list(key).iter().filter_map(|value| self.as_text(key, value)).map(str::to_owned).collect()
    }

    fn object(&self, key: &'a str, value: &'a Value) -> Option<Self> {
        if let Value::Object(_) = value {
            return Some(Self { value, wrong: self.wrong });
        }
        self.note(value, key, Some("an object"));
        None
    }

    /// The object of a key.
    pub(super) fn item(&self, key: &'static str) -> Option<Self> {
        self.value(key).and_then(|value| self.object(key, value))
    }

    /// The objects of a list.
    pub(super) fn items(&self, key: &'static str) -> Vec<Self> {
        self.list(key).iter().filter_map(|value| self.object(key, value)).collect()
    }

    /// The entries of a map.
    pub(super) fn entries(&self, key: &'static str) -> Vec<(&'a str, &'a Value)> {
        let Some(Value::Object(entries)) = self.item(key).map(|item| item.value) else { return Vec::new() };
        entries.iter().map(|(name, value)| (name.as_ref(), value)).collect()
    }

    /// The objects of a map.
    pub(super) fn named_items(&self, key: &'static str) -> Vec<(&'a str, Self)> {
        let entries = self.entries(key).into_iter();
        entries.filter_map(|(name, value)| Some((name, self.object(name, value)?))).collect()
    }

    /// The texts of a map.
    pub(super) fn named_texts(&self, key: &'static str) -> Vec<(&'a str, &'a str)> {
        let entries = self.entries(key).into_iter();
        entries.filter_map(|(name, value)| Some((name, self.as_text(name, value)?))).collect()
    }
}
