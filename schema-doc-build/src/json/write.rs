//! Values into text.

use std::fmt;

use super::Value;

/// How a text is laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// A line for each entry and each item, two spaces deeper than what it is in.
    Pretty,
    /// The same, but from the fourth level on everything on one line: compact to read for a model, and still a line a change in a
    /// diff.
    Inline,
    /// No white space.
    Compact,
}

impl Style {
    /// From this depth on, everything stands on one line.
    fn inline_depth(self) -> usize {
        match self {
            Self::Pretty => usize::MAX,
            Self::Inline => 4,
            Self::Compact => 0,
        }
    }
}

/// A document's text: pretty-printed or inline, one newline at the end.
pub(crate) fn text(value: &Value, style: Style) -> String {
    let mut writer = Writer::new(style);
    writer.value(value);
    writer.finish()
}

/// `{"a":[1,2]}`.
pub(crate) fn compact(value: &Value) -> String {
    let mut writer = Writer::new(Style::Compact);
    writer.value(value);
    writer.text
}

/// Writes a document part by part, so that none has to be held as a whole.
pub(crate) struct Writer {
    text: String,
    style: Style,
    depth: usize,
    /// Whether something stands in the array or object that is open.
    has_value: bool,
}

impl Writer {
    pub(crate) fn new(style: Style) -> Self {
        Self { text: String::new(), style, depth: 0, has_value: false }
    }

    /// Hands on what is written so far.
    pub(crate) fn flush(&mut self, sink: &mut dyn fmt::Write) -> fmt::Result {
        sink.write_str(&self.text)?;
        self.text.clear();
        Ok(())
    }

    /// The document, or what is left of it, with a newline behind it.
    pub(crate) fn finish(mut self) -> String {
        self.text.push('\n');
        self.text
    }

    /// Begins an array or an object: `[` or `{`.
    pub(crate) fn begin(&mut self, bracket: char) {
        self.text.push(bracket);
        self.depth += 1;
        self.has_value = false;
    }

    /// Ends it: `]` or `}`.
    pub(crate) fn end(&mut self, bracket: char) {
        let has_lines = self.depth < self.style.inline_depth();
        self.depth = self.depth.saturating_sub(1);
        if self.has_value && has_lines {
            self.new_line();
        }
        self.text.push(bracket);
        self.has_value = true;
    }

    /// What stands before an item or a key.
    pub(crate) fn item(&mut self) {
        let has_lines = self.depth < self.style.inline_depth();
        if self.has_value {
            self.text.push_str(if has_lines || self.style == Style::Compact { "," } else { ", " });
        }
        if has_lines {
            self.new_line();
        }
        self.has_value = true;
    }

    fn new_line(&mut self) {
        self.text.push('\n');
        for _ in 0..self.depth {
            self.text.push_str("  ");
        }
    }

    /// A key, up to its value.
    pub(crate) fn key(&mut self, key: &str) {
        self.item();
        self.string(key);
        self.text.push_str(if self.style == Style::Compact { ":" } else { ": " });
    }

    pub(crate) fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.text.push_str("null"),
            Value::Boolean(is) => self.text.push_str(if *is { "true" } else { "false" }),
            Value::Number(number) => self.text.push_str(number),
            Value::String(string) => self.string(string),
            Value::Array(items) => {
                self.begin('[');
                for item in items {
                    self.item();
                    self.value(item);
                }
                self.end(']');
            }
            Value::Object(_) => {
                self.begin('{');
                self.entries(value);
                self.end('}');
            }
        }
    }

    /// The entries of an object, into the one that is open.
    pub(crate) fn entries(&mut self, object: &Value) {
        let Value::Object(entries) = object else { return };
        for (key, value) in entries {
            self.key(key);
            self.value(value);
        }
    }

    fn string(&mut self, string: &str) {
        self.text.push('"');
        let mut rest = string;
        while let Some(at) = rest.find(|c: char| matches!(c, '"' | '\\' | '\0'..='\x1f')) {
            self.text.push_str(rest.get(..at).unwrap_or_default());
            match rest.as_bytes().get(at) {
                Some(b'"') => self.text.push_str("\\\""),
                Some(b'\\') => self.text.push_str("\\\\"),
                Some(b'\x08') => self.text.push_str("\\b"),
                Some(b'\x0c') => self.text.push_str("\\f"),
                Some(b'\n') => self.text.push_str("\\n"),
                Some(b'\r') => self.text.push_str("\\r"),
                Some(b'\t') => self.text.push_str("\\t"),
                other => self.text.push_str(&format!("\\u{:04x}", other.copied().unwrap_or_default())),
            }
            rest = rest.get(at + 1..).unwrap_or_default();
        }
        self.text.push_str(rest);
        self.text.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::{Style, text};
    use crate::json::{compact, parse};

    const SAMPLE: &str =
        r#"{"a":{"b":["x","y"],"c":{"d":{"e":[1,2],"f":{}},"g":[]},"h":{}},"i":"\"\\\b\f\n\r\t\u0000\u001f é 😀"}"#;

    #[test]
    fn texts_are_those_that_other_writers_write() {
        let value = parse(SAMPLE).unwrap().value;
        assert_eq!(compact(&value), SAMPLE);
        let other: serde_json::Value = serde_json::from_str(SAMPLE).unwrap();
        assert_eq!(text(&value, Style::Pretty), serde_json::to_string_pretty(&other).unwrap() + "\n");
    }

    #[test]
    fn inner_entries_stand_on_one_line() {
        let value = parse(r#"{"a":{"b":["x"],"c":{"d":{"e":[1,2],"f":{}},"g":[]},"h":{}}}"#).unwrap().value;
        let expected = "{\n  \"a\": {\n    \"b\": [\n      \"x\"\n    ],\n    \"c\": {\n      \
                        \"d\": {\"e\": [1, 2], \"f\": {}},\n      \"g\": []\n    },\n    \"h\": {}\n  }\n}\n";
        assert_eq!(text(&value, Style::Inline), expected);
    }
}
