//! Typed access to the keys of a table, in the order of the file; what does not fit is reported.

use crate::list::IteratorExt;
use crate::sort;
use std::ops::Range;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId, Span};
use toml::de::{DeInteger, DeTable, DeValue};

use super::{one_of, suggestion};

/// A key and its value, each with its place.
pub(super) struct Entry<'a> {
    pub(super) key: &'a str,
    pub(super) key_span: Span,
    pub(super) value: &'a DeValue<'a>,
    pub(super) value_span: Span,
}

/// Where the walk reports to.
pub(super) struct Walker<'d> {
    pub(super) file: FileId,
    pub(super) diagnostics: &'d mut Diagnostics,
}

/// A diagnostic that is reported when it goes out of scope, with what was added to it.
pub(super) struct Reported<'w> {
    diagnostic: Option<Diagnostic>,
    diagnostics: &'w mut Diagnostics,
}

impl Reported<'_> {
    pub(super) fn help(mut self, help: impl Into<String>) {
        self.diagnostic = self.diagnostic.take().map(|d| d.with_help(help));
    }
}

impl Drop for Reported<'_> {
    fn drop(&mut self) {
        self.diagnostics.extend(self.diagnostic.take());
    }
}

impl Walker<'_> {
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span { file: self.file, start: range.start as u32, end: range.end as u32 }
    }

    /// The keys of a table in the order of the file.
    pub(super) fn entries<'a>(&self, table: &'a DeTable<'a>) -> Vec<Entry<'a>> {
        let mut entries: Vec<Entry<'a>> = table
            .iter()
            .map(|(key, value)| Entry {
                key: key.get_ref().as_ref(),
                key_span: self.span(key.span()),
                value: value.get_ref(),
                value_span: self.span(value.span()),
            })
            .collect_vec();
        sort::by_key(&mut entries, |entry| entry.key_span.start);
        entries
    }

    pub(super) fn error(&mut self, span: Span, message: impl Into<String>) -> Reported<'_> {
        let diagnostic = Some(Diagnostic::error(Code::InvalidConfig, span, message));
        Reported { diagnostic, diagnostics: self.diagnostics }
    }

    /// A name that a later version knows: it is said, and the run goes on.
    pub(super) fn later(&mut self, span: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::warning(Code::MissingFeature, span, message));
    }

    pub(super) fn unknown(&mut self, entry: &Entry<'_>, what: &str, known: &[&str]) {
        self.unknown_name(entry.key_span, entry.key, what, known);
    }

    pub(super) fn unknown_name(&mut self, span: Span, name: &str, what: &str, known: &[&str]) {
        let help = suggestion(name, known);
        let message = match what.strip_prefix("key of ") {
            Some(table) => format!("{table} has no key `{name}`"),
            None => format!("no {what} `{name}`"),
        };
        self.error(span, message).help(help);
    }

    pub(super) fn wrong_type(&mut self, entry: &Entry<'_>, expected: &str) {
        let message = format!("`{}` is {expected}, not {}", entry.key, kind(entry.value));
        self.error(entry.value_span, message);
    }

    pub(super) fn table<'a>(&mut self, entry: &Entry<'a>) -> Vec<Entry<'a>> {
        if let DeValue::Table(table) = entry.value {
            self.entries(table)
        } else {
            self.wrong_type(entry, "a table");
            Vec::new()
        }
    }

    pub(super) fn string(&mut self, entry: &Entry<'_>) -> Option<String> {
        let text = entry.value.as_str();
        if text.is_none() {
            self.wrong_type(entry, "a string");
        }
        text.map(str::to_owned)
    }

    /// What a text, a list of texts, a scalar or a table says, a line each: `name = value` of a table.
    pub(super) fn lines(&mut self, entry: &Entry<'_>) -> Vec<String> {
        match entry.value {
            DeValue::Array(_) => self.strings(entry),
            DeValue::Table(table) => {
                let mut lines = Vec::new();
                for entry in self.entries(table) {
                    lines.push(format!("{} = {}", entry.key, self.lines(&entry).join(", ")));
                }
                lines
            }
            DeValue::String(text) => vec![text.clone().into_owned()],
            DeValue::Integer(number) => vec![number.as_str().to_owned()],
            DeValue::Float(number) => vec![number.as_str().to_owned()],
            DeValue::Boolean(value) => vec![value.to_string()],
            DeValue::Datetime(time) => vec![time.to_string()],
        }
    }

    pub(super) fn boolean(&mut self, entry: &Entry<'_>) -> Option<bool> {
        let boolean = entry.value.as_bool();
        if boolean.is_none() {
            self.wrong_type(entry, "`true` or `false`");
        }
        boolean
    }

    /// A whole number that is not negative; up to `most`, where that is not 0.
    pub(super) fn integer(&mut self, entry: &Entry<'_>, most: i64) -> Option<i64> {
        let Some(number) = entry.value.as_integer() else {
            self.wrong_type(entry, "a whole number");
            return None;
        };
        let number = self.parsed_integer(number, entry.value_span)?;
        if number < 0 || (most > 0 && number > most) {
            let range = if most > 0 { format!("from 0 to {most}") } else { "from 0".to_owned() };
            self.error(entry.value_span, format!("`{}` is a whole number {range}", entry.key));
            return None;
        }
        Some(number)
    }

    pub(super) fn parsed_integer(&mut self, number: &DeInteger<'_>, span: Span) -> Option<i64> {
        let parsed = i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok();
        if parsed.is_none() {
            self.error(span, "a number that is out of range");
        }
        parsed
    }

    pub(super) fn strings(&mut self, entry: &Entry<'_>) -> Vec<String> {
        self.strings_with_spans(entry).into_iter().map(|(text, _)| text).collect_vec()
    }

    pub(super) fn strings_with_spans(&mut self, entry: &Entry<'_>) -> Vec<(String, Span)> {
        let Some(list) = entry.value.as_array() else {
            self.wrong_type(entry, "an array of strings");
            return Vec::new();
        };
        let mut strings = Vec::new();
        for item in list {
            let span = self.span(item.span());
            if let Some(text) = item.get_ref().as_str() {
                strings.push((text.to_owned(), span));
            } else {
                let message = format!("`{}` is an array of strings, not of {}", entry.key, kind(item.get_ref()));
                self.error(span, message);
            }
        }
        strings
    }

    /// One of a set of names. Those in `later` are known, and this version has nothing for them.
    pub(super) fn one_of<T>(
        &mut self,
        entry: &Entry<'_>,
        what: &str,
        known: &[&str],
        later: &[&str],
        from_name: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let name = self.string(entry)?;
        let found = from_name(&name);
        if found.is_none() {
            if later.contains(&name.as_str()) {
                let message = format!("the {what} `{name}` is not read by this version of schema-doc");
                let diagnostic = Diagnostic::error(Code::MissingFeature, entry.value_span, message);
                self.diagnostics.push(diagnostic.with_help(format!("{}, so far", one_of(known))));
            } else {
                self.unknown_name(entry.value_span, &name, what, &[known, later].concat());
            }
        }
        found
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}
