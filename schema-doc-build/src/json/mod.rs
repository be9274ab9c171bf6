//! JSON as a tree of values that keeps the order of its keys: written for documents, read from manifests and examples.
//!
//! A library of its own kind would be the dearest part of a user's build.

mod canonical;
mod object;
mod parse;
mod write;

use std::borrow::Cow;

pub(crate) use canonical::{canonical, float};
pub(crate) use object::{Object, list};
pub(crate) use parse::{Parsed, parse};
pub(crate) use write::{Style, Writer, compact, text};

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Boolean(bool),
    /// As it is written.
    Number(String),
    String(String),
    Array(Vec<Value>),
    /// In order; of a key that a text says twice, the last counts.
    Object(Vec<(Cow<'static, str>, Value)>),
}

impl Value {
    /// The value of a key, where this is an object that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        let Self::Object(entries) = self else { return None };
        entries.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The text, where this is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        let Self::Object(entries) = self else { return None };
        entries.iter_mut().rev().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Whether this says nothing, so that a key with it can be left out.
    fn is_absent(&self) -> bool {
        match self {
            Self::Null | Self::Boolean(false) => true,
            Self::Array(items) => items.is_empty(),
            Self::Object(entries) => entries.is_empty(),
            _ => false,
        }
    }
}
