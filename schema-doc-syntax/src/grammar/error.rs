//! Everything that can be wrong with an item, in one place: `what is wrong; what to type`.

use darling::Error;
use schema_doc_diagnostics::nearest;
use syn::spanned::Spanned;

use super::key::{Key, On};
use crate::suggest::{did_you_mean, list};

fn at(span: &impl Spanned, message: impl Into<String>) -> Error {
    Error::custom(message.into()).with_span(span)
}

/// `; did you mean …?`, else all that it can be.
fn nearest_or_all<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let candidates: Vec<_> = candidates.into_iter().collect();
    match did_you_mean(name, candidates.iter().copied()) {
        near if near.is_empty() && !candidates.is_empty() => format!("; it can be {}", list(candidates.into_iter())),
        near => near,
    }
}

/// `#[schema_doc]`, `#[schema_doc = "users"]`.
pub(super) fn no_parentheses(span: &impl Spanned) -> Error {
    at(span, "`schema_doc` has its keys in parentheses; write `#[schema_doc(key = \"value\")]`")
}

/// What is no list of keys, in the parser's words: ``expected `,` ``.
pub(super) fn not_keys(syntax: &syn::Error) -> Error {
    at(&syntax.span(), format!("{syntax}; write `key`, `key = \"value\"` or `key(…)`, with `,` between"))
}

pub(super) fn unknown_key(span: &impl Spanned, name: &str, on: On) -> Error {
    let keys = Key::all().filter(|key| key.on.holds(on)).map(|key| key.name);
    at(span, format!("unknown key `{name}`{}", nearest_or_all(name, keys)))
}

pub(super) fn misplaced_key(span: &impl Spanned, name: &str, on: On) -> Error {
    let mut allowed = On::NOWHERE;
    for key in Key::all().filter(|key| key.name == name) {
        allowed = allowed.or(key.on);
    }
    at(span, format!("`{name}` cannot stand {}; it can stand {}", on.in_words(), allowed.in_words()))
}

pub(super) fn wrong_value(span: &impl Spanned, key: &Key) -> Error {
    let name = key.name;
    let forms: Vec<String> = key.forms().collect();
    at(span, format!("`{name}` has a value of another kind; write `{}`", forms.join("` or `")))
}

pub(super) fn empty_value(span: &impl Spanned, key: &Key) -> Error {
    at(span, format!("`{}` is empty; write `{} = \"{}\"`", key.name, key.name, key.example))
}

/// A key, or a column in a list.
pub(super) fn repeated_key(span: &impl Spanned, name: &str) -> Error {
    at(span, format!("`{name}` is given twice; keep one of them"))
}

pub(super) fn no_key(span: &impl Spanned) -> Error {
    at(span, "a value without a key; write `key = \"value\"`")
}

pub(super) fn missing_key(span: &impl Spanned, name: &str, example: &str) -> Error {
    at(span, format!("`{name}` is missing; write `{example}`"))
}

pub(super) fn unknown_value<'a>(
    span: &impl Spanned,
    noun: &str,
    value: &str,
    allowed: impl Iterator<Item = &'a str> + Clone,
) -> Error {
    let all = list(allowed.clone().collect::<Vec<_>>().into_iter());
    let help = match nearest(value, allowed) {
        Some(near) => format!("did you mean `{near}`? It is one of {all}"),
        None => format!("write one of {all}"),
    };
    at(span, format!("`{value}` is no {noun}; {help}"))
}

pub(super) fn unknown_field<'a>(span: &impl Spanned, name: &str, fields: impl IntoIterator<Item = &'a str>) -> Error {
    at(span, format!("no field `{name}`{}", nearest_or_all(name, fields)))
}

pub(super) fn unknown_column<'a>(span: &impl Spanned, name: &str, columns: impl IntoIterator<Item = &'a str>) -> Error {
    at(span, format!("no column `{name}`{}", nearest_or_all(name, columns)))
}

/// `fields(3)`, `fields(a = "b")`.
pub(super) fn not_a_field(span: &impl Spanned) -> Error {
    at(span, "`fields` lists fields; write `fields(a, b)`")
}

pub(super) fn no_columns(span: &impl Spanned, key: &Key) -> Error {
    at(span, format!("`{}` names no field; write `{}`", key.name, key.forms().collect::<String>()))
}

pub(super) fn columns_on_a_field(span: &impl Spanned, key: &Key) -> Error {
    let on_the_struct: String = Key::find(key.name, On::TABLE).into_iter().flat_map(Key::forms).collect();
    let name = key.name;
    at(span, format!("`{name}` on a field is of that field alone; write `{on_the_struct}` on the struct for several"))
}

pub(super) fn column_twice(span: &impl Spanned, name: &str) -> Error {
    at(span, format!("a second column `{name}`; rename one of the fields with `#[schema_doc(column = \"…\")]`"))
}

pub(super) fn value_twice(span: &impl Spanned, value: &str) -> Error {
    at(span, format!("a second value `{value}`; change one of the variants with `#[schema_doc(value = \"…\")]`"))
}

pub(super) fn second_primary_key(span: &impl Spanned) -> Error {
    at(span, "a second primary key; write `primary_key(a, b)` on the struct, or `primary_key` on its fields")
}

pub(super) fn not_a_reference(span: &impl Spanned, text: &str) -> Error {
    at(span, format!("`{text}` names no table; write `references = \"users(id)\"`"))
}

pub(super) fn uneven_reference(span: &impl Spanned, own: usize, theirs: usize) -> Error {
    let columns = |count: usize| if count == 1 { "1 column".to_owned() } else { format!("{count} columns") };
    let verb = if own == 1 { "references" } else { "reference" };
    at(span, format!("{} {verb} {}; name as many on both ends", columns(own), columns(theirs)))
}

pub(super) fn action_without_reference(span: &impl Spanned, name: &str) -> Error {
    at(span, format!("`{name}` stands on a field that references nothing; add `references = \"users(id)\"`"))
}

pub(super) fn contradicting_keys(span: &impl Spanned, one: &str, other: &str) -> Error {
    at(span, format!("`{one}` and `{other}` exclude each other; keep one of them"))
}

pub(super) fn not_a_struct(span: &impl Spanned, derive: &str) -> Error {
    at(span, format!("`{derive}` needs a struct with named fields"))
}

pub(super) fn not_an_enum(span: &impl Spanned) -> Error {
    at(span, "`SchemaEnum` needs an enum")
}

pub(super) fn variant_with_fields(span: &impl Spanned, name: &str) -> Error {
    at(span, format!("the variant `{name}` has fields, but stands for one value; write `{name}`"))
}

pub(super) fn nothing_declared(span: &impl Spanned, what: &str, part: &str) -> Error {
    at(span, format!("{what} without a {part}; add one"))
}

pub(super) fn column_without_table(span: &impl Spanned) -> Error {
    at(span, "`column` needs the table that has it; add `table = \"…\"`")
}

pub(super) fn table_without_column(span: &impl Spanned) -> Error {
    at(span, "`table` needs the column that holds the set; add `column = \"…\"`")
}

pub(super) fn no_path(span: &impl Spanned, key: &str, example: &str) -> Error {
    at(span, format!("`{key}` needs a path; write `{key} = {example}`"))
}
