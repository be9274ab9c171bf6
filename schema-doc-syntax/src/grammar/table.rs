//! `#[derive(SchemaTable)]`: a struct that is the definition of a table.

use darling::Error;
use syn::{Data, DeriveInput, Fields, Ident};

use super::attribute::Entries;
use super::case::Case;
use super::field::{distinct, named_fields, snake_case};
use super::key::On;
use super::list::{Columns, Lists, Place};
use super::{CheckItem, FieldItem, ForeignKeyItem, IndexItem, KeyItem, Paths, Text, Words, error};

/// A struct that defines a table. What its fields say of keys, indexes and checks stands in the table's lists.
#[derive(Debug, Clone)]
pub struct TableItem {
    /// The struct.
    pub ident: Ident,
    /// `table = "…"`, else the struct's name in snake case.
    pub table: Text,
    /// `namespace = "…"`.
    pub namespace: Option<Text>,
    /// `crate` and `schema`.
    pub paths: Paths,
    /// The columns, in order.
    pub fields: Vec<FieldItem>,
    /// `primary_key(a, b)`, or the fields with `primary_key`.
    pub primary_key: Option<KeyItem>,
    /// `unique(…)`, of the fields first.
    pub unique: Vec<KeyItem>,
    /// `index(…)`, of the fields first.
    pub indexes: Vec<IndexItem>,
    /// `check(…)`, of the fields first.
    pub checks: Vec<CheckItem>,
    /// `foreign_key(…)`, of the fields first.
    pub foreign_keys: Vec<ForeignKeyItem>,
    /// What people say of it.
    pub words: Words,
}

impl TableItem {
    /// Reads a struct.
    ///
    /// # Errors
    /// All that is wrong with it, each at its tokens.
    pub fn from_derive_input(input: &DeriveInput) -> Result<Self, Error> {
        let mut errors = Error::accumulator();
        let mut entries = Entries::of(&input.attrs, On::TABLE, &mut errors);
        let case = entries.take_text("rename_all").and_then(|text| errors.handle(Case::read(&text)));
        let mut table = Self {
            ident: input.ident.clone(),
            table: entries.take_text("table").unwrap_or_else(|| snake_case(&input.ident)),
            namespace: entries.take_text("namespace"),
            paths: entries.take_paths(),
            fields: Vec::new(),
            primary_key: None,
            unique: Vec::new(),
            indexes: Vec::new(),
            checks: Vec::new(),
            foreign_keys: Vec::new(),
            words: Words::of(&input.attrs, &mut entries),
        };
        let mut of_fields = Vec::new();
        for (field, mut entries) in named_fields(input, "SchemaTable", On::FIELD, &mut errors) {
            if let Some(field) = FieldItem::read(field, &mut entries, case, &mut errors) {
                of_fields.push((field.column.clone(), entries));
                table.fields.push(field);
            }
        }
        distinct(table.fields.iter().map(|field| &field.column), &mut errors);
        if table.fields.is_empty()
            && matches!(&input.data, Data::Struct(data) if matches!(data.fields, Fields::Named(_)))
        {
            errors.push(error::nothing_declared(&input.ident, "a table", "field"));
        }
        let columns = Columns(
            table
                .fields
                .iter()
                .map(|field| (syn::ext::IdentExt::unraw(&field.ident).to_string(), field.column.clone()))
                .collect(),
        );
        let mut lists = Lists { columns: &columns, errors: &mut errors };
        for (column, mut entries) in of_fields {
            table.take_lists(&mut entries, Place::Field(&column), &mut lists);
            table.foreign_keys.extend(lists.reference(&mut entries, vec![column]));
        }
        table.take_lists(&mut entries, Place::Struct, &mut lists);
        errors.finish_with(table)
    }

    fn take_lists(&mut self, entries: &mut Entries, place: Place<'_>, lists: &mut Lists<'_>) {
        for entry in entries.take_all("primary_key") {
            let span = entry.span;
            let Some(key) = lists.key(entry, On::PRIMARY_KEY, place) else { continue };
            match (&mut self.primary_key, place) {
                (None, _) => self.primary_key = Some(key),
                // `primary_key` on several fields: one key of them all.
                (Some(whole), Place::Field(_)) => whole.columns.extend(key.columns),
                (Some(_), Place::Struct) => lists.errors.push(error::second_primary_key(&span)),
            }
        }
        for entry in entries.take_all("unique") {
            self.unique.extend(lists.key(entry, On::UNIQUE, place));
        }
        for entry in entries.take_all("index") {
            self.indexes.extend(lists.index(entry, place));
        }
        for entry in entries.take_all("check") {
            self.checks.extend(lists.check(entry));
        }
        for entry in entries.take_all("foreign_key") {
            self.foreign_keys.extend(lists.foreign_key(entry));
        }
    }
}
