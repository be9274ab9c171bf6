//! Everything that a check can say, in one place: what is wrong, what to type, what is there.

use proc_macro2::Span;
use syn::{Error, Type};

use super::answer::{Column, Table};
use crate::grammar::did_you_mean;

fn at(span: Span, message: impl std::fmt::Display) -> Error {
    Error::new(span, message)
}

/// From the first token of the type to its last.
fn on(written: &Type, message: impl std::fmt::Display) -> Error {
    Error::new_spanned(written, message)
}

/// How many names a message lists.
const LISTED: usize = 30;

/// `` `a`, `b` and 12 more ``
fn list<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = names.len().saturating_sub(LISTED);
    let mut text = names.take(LISTED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

fn names(list: &[String]) -> impl ExactSizeIterator<Item = &str> {
    list.iter().map(String::as_str)
}

pub(super) fn no_table(span: Span, name: &str, tables: &[String]) -> Error {
    let there = if tables.is_empty() {
        "the schema has no tables".to_owned()
    } else {
        format!("the schema has {}", list(names(tables)))
    };
    at(span, format!("no table `{name}`{}\n{there}", did_you_mean(name, names(tables))))
}

pub(super) fn no_enum(span: Span, name: &str, enums: &[String]) -> Error {
    let there = if enums.is_empty() {
        "the schema has no enumerated types: name a column's values with `#[schema_doc(table = \"…\", column = \"…\")]`"
            .to_owned()
    } else {
        format!("the schema has {}", list(names(enums)))
    };
    at(span, format!("no enumerated type `{name}`{}\n{there}", did_you_mean(name, names(enums))))
}

/// A struct that defines a table which the build script has not found.
pub(super) fn not_read(span: Span, name: &str, tables: &[String]) -> Error {
    let source = "schema-doc.toml reads these structs with\n[[source]]\nkind = \"rust\"\npath = \"src\"";
    at(span, format!("the build script has read no table `{name}`{}\n{source}", did_you_mean(name, names(tables))))
}

pub(super) fn no_column(span: Span, name: &str, table: &Table) -> Error {
    let columns = || table.columns.iter().map(|column| column.name.as_str());
    let near = did_you_mean(name, columns());
    at(span, format!("no column `{name}` in table `{}`{near}\n`{}` has {}", table.name, table.name, list(columns())))
}

pub(super) fn null_unsaid(ty: &Type, table: &Table, column: &Column, written: &str) -> Error {
    on(ty, format!("`{}.{}` may be null; write `Option<{written}>`", table.name, column.name))
}

pub(super) fn never_null(ty: &Type, table: &Table, column: &Column, written: &str) -> Error {
    on(ty, format!("`{}.{}` is never null; write `{written}`", table.name, column.name))
}

/// `fitting`: Rust types that would do.
pub(super) fn wrong_type(ty: &Type, table: &Table, column: &Column, written: &str, fitting: &str) -> Error {
    let help = if fitting.is_empty() { String::new() } else { format!("; write {fitting}") };
    on(ty, format!("`{}.{}` is `{}`, which `{written}` does not fit{help}", table.name, column.name, column.native))
}

pub(super) fn unknown_type(ty: &Type, table: &Table, column: &Column, written: &str) -> Error {
    on(
        ty,
        format!(
            "nothing is known of the type `{written}`; write `#[schema_doc(as = \"{}\")]` if it holds what `{}.{}` does",
            column.native, table.name, column.name
        ),
    )
}

pub(super) fn wrong_as(span: Span, table: &Table, column: &Column, written: &str) -> Error {
    at(
        span,
        format!(
            "`{}.{}` is `{}`, not `{written}`; write `as = \"{}\"`",
            table.name, column.name, column.native, column.native
        ),
    )
}

pub(super) fn incomplete(span: Span, table: &Table, missing: &[&Column]) -> Error {
    let columns = list(missing.iter().map(|column| column.name.as_str()));
    let noun = if missing.len() == 1 { "a field" } else { "fields" };
    at(span, format!("`complete` wants {noun} for {columns} of `{}`", table.name))
}

pub(super) fn no_value(span: Span, value: &str, of: &str, values: &[String]) -> Error {
    at(
        span,
        format!("no value `{value}` in {of}{}\nit has {}", did_you_mean(value, names(values)), list(names(values))),
    )
}

pub(super) fn values_missing(span: Span, missing: &[&str], of: &str) -> Error {
    let noun = if missing.len() == 1 { "a variant is" } else { "variants are" };
    at(span, format!("{noun} missing for {} of {of}", list(missing.iter().copied())))
}

pub(super) fn no_closed_set(span: Span, table: &Table, column: &Column) -> Error {
    at(
        span,
        format!(
            "`{}.{}` has no closed set of values; add a check or an enum to the schema, or state them with `@values`",
            table.name, column.name
        ),
    )
}
