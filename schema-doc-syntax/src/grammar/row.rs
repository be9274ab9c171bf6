//! `#[derive(SchemaRow)]`: a struct that is a row of a table defined elsewhere.

use darling::Error;
use proc_macro2::Span;
use syn::{DeriveInput, Ident};

use super::attribute::Entries;
use super::case::Case;
use super::field::{distinct, named_fields, snake_case};
use super::key::On;
use super::{Paths, RowFieldItem, Text};

/// A struct that is a row of a table.
#[derive(Debug, Clone)]
pub struct RowItem {
    /// The struct.
    pub ident: Ident,
    /// `table = "…"`, else the struct's name in snake case.
    pub table: Text,
    /// `namespace = "…"`.
    pub namespace: Option<Text>,
    /// `crate` and `schema`.
    pub paths: Paths,
    /// `complete`: every column has a field. Its place.
    pub complete: Option<Span>,
    /// The fields that are not skipped, in order.
    pub fields: Vec<RowFieldItem>,
}

impl RowItem {
    /// Reads a struct.
    ///
    /// # Errors
    /// All that is wrong with it, each at its tokens.
    pub fn from_derive_input(input: &DeriveInput) -> Result<Self, Error> {
        let mut errors = Error::accumulator();
        let mut entries = Entries::of(&input.attrs, On::ROW, &mut errors);
        let case = entries.take_text("rename_all").and_then(|text| errors.handle(Case::read(&text)));
        let fields = named_fields(input, "SchemaRow", On::ROW_FIELD, &mut errors);
        let row = Self {
            ident: input.ident.clone(),
            table: entries.take_text("table").unwrap_or_else(|| snake_case(&input.ident)),
            namespace: entries.take_text("namespace"),
            paths: entries.take_paths(),
            complete: entries.take_flag("complete"),
            fields: fields
                .into_iter()
                .filter_map(|(field, mut entries)| RowFieldItem::read(field, &mut entries, case, &mut errors))
                .collect(),
        };
        distinct(row.fields.iter().map(|field| &field.column), &mut errors);
        errors.finish_with(row)
    }
}
