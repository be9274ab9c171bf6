//! Objects, built key by key.

use crate::sort;
use std::borrow::Cow;

use super::Value;

/// An object in the making.
#[derive(Default)]
pub(crate) struct Object(Vec<(Cow<'static, str>, Value)>);

impl Object {
    /// Adds a key whatever its value says.
    pub(crate) fn set(&mut self, key: &'static str, value: impl Into<Value>) {
        self.push(Cow::Borrowed(key), value.into());
    }

    /// Adds a key where its value says something: `null`, `false`, `[]` and `{}` do not.
    pub(crate) fn add(&mut self, key: &'static str, value: impl Into<Value>) {
        let value = value.into();
        if !value.is_absent() {
            self.push(Cow::Borrowed(key), value);
        }
    }

    /// Adds an entry of a map.
    pub(crate) fn entry(&mut self, key: String, value: impl Into<Value>) {
        self.push(Cow::Owned(key), value.into());
    }

    fn push(&mut self, key: Cow<'static, str>, value: Value) {
        // Most objects have more keys than a list's first growth has room for.
        if self.0.is_empty() {
            self.0.reserve(8);
        }
        self.0.push((key, value));
    }

    /// The object as a map: in the order of its keys, the last of each that was added.
    pub(crate) fn sorted(mut self) -> Self {
        sort(&mut self.0);
        self
    }
}

pub(super) fn sort(entries: &mut Vec<(Cow<'static, str>, Value)>) {
    entries.reverse();
    sort::by(entries, |a, b| a.0.cmp(&b.0));
    entries.dedup_by(|later, first| later.0 == first.0);
}

/// The values of a slice.
pub(crate) fn list<T>(items: &[T], write: impl Fn(&T) -> Value) -> Value {
    let mut values = Vec::with_capacity(items.len());
    for item in items {
        values.push(write(item));
    }
    Value::Array(values)
}

/// A list of texts.
fn texts(texts: &[String]) -> Value {
    list(texts, |text| text.into())
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object.0)
    }
}

impl From<Vec<Value>> for Value {
    fn from(values: Vec<Value>) -> Self {
        Self::Array(values)
    }
}

impl From<&[String]> for Value {
    fn from(list: &[String]) -> Self {
        texts(list)
    }
}

impl From<&Vec<String>> for Value {
    fn from(list: &Vec<String>) -> Self {
        texts(list)
    }
}

impl From<Vec<String>> for Value {
    fn from(list: Vec<String>) -> Self {
        texts(&list)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::String(text.clone())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<bool> for Value {
    fn from(is: bool) -> Self {
        Self::Boolean(is)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number.to_string())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        i64::from(number).into()
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(number.to_string())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl From<&Option<String>> for Value {
    fn from(text: &Option<String>) -> Self {
        text.as_deref().into()
    }
}

impl From<&Option<Box<str>>> for Value {
    fn from(text: &Option<Box<str>>) -> Self {
        text.as_deref().into()
    }
}
