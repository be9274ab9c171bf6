//! Everything that a check can say, in one place: what is wrong, what to type, what is there.

use proc_macro2::{Ident, Span};
use syn::{Error, Type};

use super::answer::{Column, Logical, Table};
#[cfg(feature = "queries")]
use crate::grammar::Text;
#[cfg(feature = "queries")]
use crate::query::Problem;
use crate::suggest::{did_you_mean, did_you_mean_object, list};

fn at(span: Span, message: impl std::fmt::Display) -> Error {
    Error::new(span, message)
}

/// From the first token of the type to its last.
fn on(written: &Type, message: impl std::fmt::Display) -> Error {
    Error::new_spanned(written, message)
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
    at(span, format!("no table `{name}`{}\n{there}", did_you_mean_object(name, names(tables))))
}

pub(super) fn no_enum(span: Span, name: &str, enums: &[String]) -> Error {
    let there = if enums.is_empty() {
        "the schema has no enumerated types: name a column's values with `#[schema_doc(table = \"…\", column = \"…\")]`"
            .to_owned()
    } else {
        format!("the schema has {}", list(names(enums)))
    };
    at(span, format!("no enumerated type `{name}`{}\n{there}", did_you_mean_object(name, names(enums))))
}

/// A struct that defines a table which the build script has not found.
pub(super) fn not_read(span: Span, name: &str, tables: &[String]) -> Error {
    let source = "schema-doc.toml reads these structs with\n[[source]]\nkind = \"rust\"\npath = \"src\"";
    at(
        span,
        format!("the build script has read no table `{name}`{}\n{source}", did_you_mean_object(name, names(tables))),
    )
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

/// `fitting`: a Rust type that would do.
pub(super) fn wrong_type(ty: &Type, table: &Table, column: &Column, written: &str, fitting: Option<&str>) -> Error {
    let help = fitting.map_or_else(|| stating(table, column), |fitting| format!("write `{fitting}`"));
    on(ty, format!("`{}.{}` is `{}`, which `{written}` does not fit; {help}", table.name, column.name, column.native))
}

/// How to say that a type of the program's own holds what a column does.
fn stating(table: &Table, column: &Column) -> String {
    format!("write `#[schema_doc(as = {:?})]` if it holds what `{}.{}` does", spelled(column), table.name, column.name)
}

/// A column's type as `as` names it: the manifest's word where the system's own words have strings in them.
fn spelled(column: &Column) -> &str {
    match &column.logical {
        Logical::Word(word) if column.native.contains('"') => word,
        _ => &column.native,
    }
}

pub(super) fn unknown_type(ty: &Type, table: &Table, column: &Column, written: &str) -> Error {
    on(ty, format!("nothing is known of the type `{written}`; {}", stating(table, column)))
}

pub(super) fn wrong_as(span: Span, table: &Table, column: &Column, written: &str) -> Error {
    at(
        span,
        format!(
            "`{}.{}` is `{}`, not `{written}`; write `as = {:?}`",
            table.name,
            column.name,
            column.native,
            spelled(column)
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

pub(super) fn no_function(span: Span) -> Error {
    at(span, "`access_pattern` needs a function")
}

pub(super) fn no_body(span: Span) -> Error {
    at(span, "`access_pattern` needs a function with a body; put it on the implementation")
}

pub(super) fn queries_feature(span: Span) -> Error {
    let feature = "schema-doc-runtime = { version = \"…\", features = [\"queries\"] }";
    at(span, format!("the SQL is checked by the feature `queries`; write in Cargo.toml\n{feature}\nor add `unchecked`"))
}

pub(super) fn no_index(span: Span, name: &str, tables: &[Table]) -> Error {
    let names: Vec<&str> = tables.iter().flat_map(|table| table.indexes.iter().map(String::as_str)).collect();
    let of = list(tables.iter().map(|table| table.name.as_str()));
    let near = did_you_mean(name, names.iter().copied());
    let there = if names.is_empty() { "no index".to_owned() } else { list(names.iter().copied()) };
    at(span, format!("no index `{name}` on {of}{near}\nthere is {there}"))
}

pub(super) fn no_parameter(ident: &Ident, function: &Ident, parameters: &[Ident]) -> Error {
    let names: Vec<String> = parameters.iter().map(Ident::to_string).collect();
    let near = did_you_mean(&ident.to_string(), names.iter().map(String::as_str));
    let there = if names.is_empty() { "no parameters".to_owned() } else { list(names.iter().map(String::as_str)) };
    at(ident.span(), format!("no parameter `{ident}`{near}\n`{function}` has {there}"))
}

/// The problem, and the line of the query that has it.
#[cfg(feature = "queries")]
pub(super) fn in_query(query: &Text, problem: &Problem) -> Error {
    let mut message = problem.message.clone();
    if problem.unread {
        let separator = if problem.place.is_some() { "\nif the database accepts it," } else { ";" };
        message.push_str(&format!("{separator} add `unchecked` to the attribute"));
    }
    let Some(place) = problem.place.clone() else { return at(query.span(), message) };
    let (first, rest) = message.split_once('\n').map_or((message.as_str(), ""), |(first, rest)| (first, rest));
    let separator = if rest.is_empty() { "" } else { "\n" };
    at(query.span(), format!("{first}\n{}{separator}{rest}", shown(query, place)))
}

/// The line with what is wrong underlined, cut where it is long.
#[cfg(feature = "queries")]
fn shown(text: &str, place: std::ops::Range<usize>) -> String {
    const BEFORE: usize = 50;
    const AFTER: usize = 30;
    let start = text[..place.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[place.start..].find('\n').map_or(text.len(), |at| place.start + at);
    let marked = text[place.start..place.end.clamp(place.start, end)].chars().count().max(1);
    let before: Vec<char> = text[start..place.start].trim_start().chars().collect();
    let cut = before.len().saturating_sub(BEFORE);
    let ellipsis = if cut > 0 { "…" } else { "" };
    let before: String = before.into_iter().skip(cut).collect();
    let from: Vec<char> = text[place.start..end].trim_end().chars().collect();
    let shown: String = from.iter().take(marked + AFTER).collect();
    let tail = if from.len() > marked + AFTER { "…" } else { "" };
    let margin = " ".repeat(ellipsis.chars().count() + before.chars().count());
    format!("  {ellipsis}{before}{shown}{tail}\n  {margin}{}", "^".repeat(marked))
}

#[cfg(feature = "queries")]
pub(super) fn uneven_parameters(query: &Text, count: usize, listed: &[Ident]) -> Error {
    let noun = |count: usize| if count == 1 { "1 parameter".to_owned() } else { format!("{count} parameters") };
    let span = listed.first().map_or(query.span(), Ident::span);
    at(span, format!("{} here, {} in the query; list what is bound, in its order", noun(listed.len()), noun(count)))
}

/// PostgreSQL cannot know the type of a parameter that nothing uses.
#[cfg(feature = "queries")]
pub(super) fn gap_in_parameters(query: &Text, number: usize) -> Error {
    at(query.span(), format!("the parameter `${number}` is used nowhere; number the parameters without a gap"))
}

#[cfg(feature = "queries")]
pub(super) fn unlisted_parameter(query: &Text, name: &str) -> Error {
    at(query.span(), format!("the query's parameter `{name}` is not listed; add it to `parameters(…)`"))
}

#[cfg(feature = "queries")]
pub(super) fn unused_parameter(ident: &Ident, names: &[String]) -> Error {
    let near = did_you_mean(&ident.to_string(), names.iter().map(String::as_str));
    at(
        ident.span(),
        format!("no parameter `{ident}` in the query{near}\nit has {}", list(names.iter().map(String::as_str))),
    )
}
