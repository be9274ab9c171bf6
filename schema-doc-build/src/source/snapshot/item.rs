//! The objects of a manifest, read key by key.

use crate::json::{Parsed, Value};
use crate::list::{IteratorExt, SliceExt};

/// An object of a manifest that fits the format: a key that is not there, or `null`, says nothing.
#[derive(Clone, Copy)]
pub(super) struct Item<'a>(&'a Value);

impl<'a> Item<'a> {
    pub(super) fn new(value: &'a Value) -> Self {
        Self(value)
    }

    pub(super) fn value(self, key: &str) -> Option<&'a Value> {
        self.0.get(key).filter(|value| **value != Value::Null)
    }

    /// A text that is always there.
    pub(super) fn text(self, key: &str) -> &'a str {
        self.optional(key).unwrap_or_default()
    }

    /// The same, to keep.
    pub(super) fn string(self, key: &str) -> String {
        self.text(key).to_owned()
    }

    pub(super) fn optional(self, key: &str) -> Option<&'a str> {
        self.value(key).and_then(Value::as_text)
    }

    pub(super) fn optional_string(self, key: &str) -> Option<String> {
        self.optional(key).map(str::to_owned)
    }

    /// `None` where it is not there.
    pub(super) fn optional_flag(self, key: &str) -> Option<bool> {
        let Some(Value::Boolean(is)) = self.value(key) else { return None };
        Some(*is)
    }

    pub(super) fn flag(self, key: &str) -> bool {
        self.optional_flag(key).unwrap_or_default()
    }

    pub(super) fn number(self, key: &str) -> Option<i64> {
        let Some(Value::Number(text)) = self.value(key) else { return None };
        text.parse().ok()
    }

    pub(super) fn line(self) -> Option<u32> {
        self.number("line").and_then(|line| u32::try_from(line).ok())
    }

    /// The values of a list.
    pub(super) fn list(self, key: &str) -> &'a [Value] {
        let Some(Value::Array(items)) = self.value(key) else { return &[] };
        items
    }

    pub(super) fn texts(self, key: &str) -> Vec<String> {
        self.list(key).iter().filter_map(Value::as_text).map(str::to_owned).collect_vec()
    }

    /// The object of a key.
    pub(super) fn item(self, key: &str) -> Option<Self> {
        self.value(key).map(Self)
    }

    /// The objects of a list.
    pub(super) fn items(self, key: &str) -> Vec<Self> {
        self.list(key).mapped(Self)
    }

    /// The entries of a map.
    pub(super) fn entries(self, key: &str) -> Vec<(&'a str, &'a Value)> {
        let Some(Value::Object(entries)) = self.value(key) else { return Vec::new() };
        entries.mapped(|(name, value)| (name.as_ref(), value))
    }

    /// The objects of a map.
    pub(super) fn named_items(self, key: &str) -> Vec<(&'a str, Self)> {
        self.entries(key).into_iter().map(|(name, value)| (name, Self(value))).collect_vec()
    }

    /// The texts of a map.
    pub(super) fn named_texts(self, key: &str) -> Vec<(&'a str, &'a str)> {
        let entries = self.entries(key).into_iter();
        entries.filter_map(|(name, value)| Some((name, value.as_text()?))).collect_vec()
    }

    /// Where it begins.
    pub(super) fn offset(self, parsed: &Parsed) -> usize {
        parsed.offset_of(self.0)
    }
}
