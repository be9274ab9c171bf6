//! Everything that can be wrong with an item, in one place: `what is wrong; what to type`.

use darling::Error;
use schema_doc_diagnostics::nearest;
use syn::spanned::Spanned;

use super::key::{Key, On};
use crate::suggest::did_you_mean;

fn at(span: &impl Spanned, message: impl Into<String>) -> Error {
    Error::custom(message.into()).with_span(span)
}

pub(super) fn unknown_key(span: &impl Spanned, name: &str, on: On) -> Error {
    let keys = Key::all().filter(|key| key.on.holds(on)).map(|key| key.name);
    at(span, format!("unknown key `{name}`{}", did_you_mean(name, keys)))
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
    let list: Vec<String> = allowed.clone().map(|name| format!("`{name}`")).collect();
    let help = match nearest(value, allowed) {
        Some(near) => format!("did you mean `{near}`? It is one of {}", list.join(", ")),
        None => format!("write one of {}", list.join(", ")),
    };
    at(span, format!("`{value}` is no {noun}; {help}"))
}

pub(super) fn unknown_field<'a>(span: &impl Spanned, name: &str, fields: impl IntoIterator<Item = &'a str>) -> Error {
    at(span, format!("no field `{name}`{}", did_you_mean(name, fields)))
}

pub(super) fn unknown_column<'a>(span: &impl Spanned, name: &str, columns: impl IntoIterator<Item = &'a str>) -> Error {
    at(span, format!("no column `{name}`{}", did_you_mean(name, columns)))
}

pub(super) fn no_columns(span: &impl Spanned, key: &str, example: &str) -> Error {
    at(span, format!("`{key}` names no field; write `{example}`"))
}

pub(super) fn columns_on_a_field(span: &impl Spanned, key: &str) -> Error {
    at(span, format!("`{key}` on a field is of that field; write it on the struct for several"))
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
    at(span, format!("{} reference {}; name as many on both ends", columns(own), columns(theirs)))
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
    at(span, format!("the variant `{name}` has fields; a value of a closed set has none"))
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
