//! `#[derive(SchemaEnum)]`: an enum that is a closed set of values.

use darling::Error;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, Ident};

use super::attribute::Entries;
use super::case::Case;
use super::field::{exclusive, snake_case};
use super::key::On;
use super::{Paths, Text, Words, error};

/// An enum that is a closed set of values.
#[derive(Debug, Clone)]
pub struct EnumItem {
    /// The enum.
    pub ident: Ident,
    /// The enumerated type: `name = "…"`, else the enum's name in snake case.
    pub name: Text,
    /// It names a set: that with `name`, or that of `table` and `column`.
    pub named: bool,
    /// `namespace = "…"`.
    pub namespace: Option<Text>,
    /// `table = "…", column = "…"`: the closed set that it is checked against, where it is a column's.
    pub of_column: Option<(Text, Text)>,
    /// `crate` and `schema`.
    pub paths: Paths,
    /// The values, in order.
    pub variants: Vec<VariantItem>,
    /// What people say of it.
    pub words: Words,
}

/// A variant: a value of the set.
#[derive(Debug, Clone)]
pub struct VariantItem {
    /// The variant.
    pub ident: Ident,
    /// `value = "…"` (or `rename`, as serde has it), else the variant's name in the enum's case, or in snake case.
    pub value: Text,
    /// What people say of it.
    pub words: Words,
}

impl EnumItem {
    /// Reads an enum.
    ///
    /// # Errors
    /// All that is wrong with it, each at its tokens.
    pub fn from_derive_input(input: &DeriveInput) -> Result<Self, Error> {
        let mut errors = Error::accumulator();
        let mut entries = Entries::of(&input.attrs, On::ENUM, &mut errors);
        let case = entries.take_text("rename_all").and_then(|text| errors.handle(Case::read(&text)));
        let (table, column) = (entries.take_text("table"), entries.take_text("column"));
        match (&table, &column) {
            (None, Some(column)) if !entries.flawed => errors.push(error::column_without_table(&column.span())),
            (Some(table), None) if !entries.flawed => errors.push(error::table_without_column(&table.span())),
            _ => {}
        }
        let name = entries.take_text("name");
        exclusive([("table", table.as_ref().map(Text::span)), ("name", name.as_ref().map(Text::span))], &mut errors);
        let mut item = Self {
            ident: input.ident.clone(),
            named: name.is_some() || table.is_some(),
            name: name.unwrap_or_else(|| snake_case(&input.ident)),
            namespace: entries.take_text("namespace"),
            of_column: table.zip(column),
            paths: entries.take_paths(),
            variants: Vec::new(),
            words: Words::of(&input.attrs, &mut entries),
        };
        let Data::Enum(data) = &input.data else {
            errors.push(error::not_an_enum(&input.ident));
            return errors.finish_with(item);
        };
        for variant in &data.variants {
            if !matches!(variant.fields, Fields::Unit) {
                errors.push(error::variant_with_fields(&variant.fields.span(), &variant.ident.to_string()));
            }
            let mut entries = Entries::of(&variant.attrs, On::VARIANT, &mut errors);
            let (value, rename) = (entries.take_text("value"), entries.take_text("rename"));
            let given = [("value", value.as_ref().map(Text::span)), ("rename", rename.as_ref().map(Text::span))];
            exclusive(given, &mut errors);
            let value = value.or(rename).unwrap_or_else(|| {
                let name = variant.ident.unraw().to_string();
                Text::new(case.unwrap_or(Case::Snake).apply(&name), variant.ident.span())
            });
            if item.variants.iter().any(|other| *other.value == *value) {
                errors.push(error::value_twice(&value.span(), &value));
            }
            let words = Words::of(&variant.attrs, &mut entries);
            item.variants.push(VariantItem { ident: variant.ident.clone(), value, words });
        }
        if data.variants.is_empty() {
            errors.push(error::nothing_declared(&input.ident, "a closed set", "variant"));
        }
        errors.finish_with(item)
    }
}
