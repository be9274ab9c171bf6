//! Everything that a query can be told, in one place: what is wrong, what to type, what is there.

use std::ops::Range;

use sqlparser::tokenizer::{Location, Span};

use super::scope::Visible;
use crate::suggest::{did_you_mean, did_you_mean_object, list};

/// What is wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Bytes of the query.
    pub place: Option<Range<usize>>,
    /// What is wrong and what to type; further lines say what is there.
    pub message: String,
    /// The query is not read: the database may know what the parser does not.
    pub unread: bool,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

fn at(span: Span, text: &str, message: String) -> Problem {
    let start = offset(text, span.start);
    let end = offset(text, span.end);
    Problem { place: start.map(|start| start..end.unwrap_or(start).max(start)), message, unread: false }
}

/// What is not read, at no place.
fn unread(message: String) -> Problem {
    Problem { place: None, message, unread: true }
}

/// The parser counts lines and characters from one.
fn offset(text: &str, location: Location) -> Option<usize> {
    let line = usize::try_from(location.line).ok()?.checked_sub(1)?;
    let column = usize::try_from(location.column).ok()?.checked_sub(1)?;
    let start = match line {
        0 => 0,
        _ => text.match_indices('\n').nth(line - 1)?.0 + 1,
    };
    let rest = text.get(start..)?;
    Some(start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at))
}

pub(super) fn empty() -> Problem {
    Problem { place: None, message: "the query is empty; write its SQL".to_owned(), unread: false }
}

pub(super) fn too_long(words: usize, longest: usize) -> Problem {
    unread(format!("the query has {words} words, {longest} are looked into"))
}

/// `said`: by the parser.
pub(super) fn unreadable(said: &str, location: Option<Location>, text: &str) -> Problem {
    let message = format!("cannot read the query: {said}");
    match location {
        Some(location) => Problem { unread: true, ..at(Span::new(location, location), text, message) },
        None => unread(message),
    }
}

pub(super) fn too_deep() -> Problem {
    unread("the query is nested too deeply".to_owned())
}

pub(super) fn no_table<'a>(
    span: Span,
    text: &str,
    name: &str,
    tables: impl ExactSizeIterator<Item = &'a str> + Clone,
) -> Problem {
    let there = if tables.len() == 0 { "the schema has no tables".to_owned() } else { list(tables.clone()) };
    let near = did_you_mean_object(name, tables);
    at(span, text, format!("no table `{name}`{near}\nthe schema has {there}"))
}

/// `relation.column`, where the relation is there.
pub(super) fn no_column_of(span: Span, text: &str, name: &str, relation: &Visible) -> Problem {
    let columns = || relation.columns.names.iter().map(String::as_str);
    let near = did_you_mean(name, columns());
    let (whose, they_have) = match relation {
        Visible { table: Some(table), .. } => (format!("table `{table}`"), format!("`{table}` has")),
        Visible { name, .. } if name.is_empty() => ("these rows".to_owned(), "they have".to_owned()),
        Visible { name, .. } => (format!("`{name}`"), format!("`{name}` has")),
    };
    at(span, text, format!("no column `{name}` in {whose}{near}\n{they_have} {}", list(columns())))
}

/// A column without a qualifier.
pub(super) fn no_column(span: Span, text: &str, name: &str, visible: &[&Visible]) -> Problem {
    match visible {
        [] => at(span, text, format!("no column `{name}`: nothing here has columns")),
        [relation] => no_column_of(span, text, name, relation),
        several => {
            let columns = several.iter().flat_map(|relation| relation.columns.names.iter().map(String::as_str));
            let mut message = format!("no column `{name}` in the query's tables{}", did_you_mean(name, columns));
            for relation in several {
                let names = relation.columns.names.iter().map(String::as_str);
                message.push_str(&format!("\n`{}` has {}", relation.name, list(names)));
            }
            at(span, text, message)
        }
    }
}

pub(super) fn ambiguous(span: Span, text: &str, name: &str, holders: &[&Visible]) -> Problem {
    let qualified: Vec<String> = holders.iter().map(|holder| format!("`{}.{name}`", holder.name)).collect();
    at(span, text, format!("`{name}` is ambiguous; write {}", qualified.join(" or ")))
}

/// `relation.column`, where no relation is called so.
pub(super) fn no_relation(span: Span, text: &str, name: &str, visible: &[&Visible]) -> Problem {
    let names: Vec<&str> = visible.iter().map(|relation| relation.name.as_str()).collect();
    let near = did_you_mean(name, names.iter().copied());
    let there = if names.is_empty() { "nothing".to_owned() } else { list(names.iter().copied()) };
    at(span, text, format!("nothing is called `{name}` here{near}\nthe query reads {there}"))
}

pub(super) fn uneven_values(span: Span, text: &str, columns: usize, values: usize) -> Problem {
    let count = |count: usize, noun: &str| if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") };
    let (columns, values) = (count(columns, "column"), count(values, "value"));
    at(span, text, format!("{columns} and {values}; give as many values as columns"))
}
