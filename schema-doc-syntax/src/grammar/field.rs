//! Fields with names: columns.

use darling::error::Accumulator;
use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, Ident, Type};

use super::attribute::Entries;
use super::case::Case;
use super::key::On;
use super::{Text, Words, error, option_inner};

/// A field of a struct that defines a table.
#[derive(Debug, Clone)]
pub struct FieldItem {
    /// What it is as a column.
    pub row: RowFieldItem,
    /// `default = "…"`: an expression of the system.
    pub default: Option<Text>,
    /// `generated = "…"`: the expression that the system computes it by.
    pub generated: Option<Text>,
    /// `auto_increment`: its place.
    pub auto_increment: Option<Span>,
    /// What people say of it.
    pub words: Words,
}

/// A field that stands for a column.
#[derive(Debug, Clone)]
pub struct RowFieldItem {
    /// The field.
    pub ident: Ident,
    /// The column: `column = "…"`, else the field's name in the struct's case.
    pub column: Text,
    /// The type as written.
    pub ty: Type,
    /// `Option<…>`.
    pub nullable: bool,
    /// The type, without its `Option`.
    pub value_type: Type,
    /// `as = "…"`: the column's type in the system's words.
    pub data_type: Option<Text>,
    /// `transparent`: its type is a struct around one value, which is what the column holds.
    pub transparent: bool,
}

impl std::ops::Deref for FieldItem {
    type Target = RowFieldItem;

    fn deref(&self) -> &RowFieldItem {
        &self.row
    }
}

impl RowFieldItem {
    /// A field that is not skipped.
    pub(super) fn read(
        field: &syn::Field,
        entries: &mut Entries,
        case: Option<Case>,
        errors: &mut Accumulator,
    ) -> Option<Self> {
        let ident = field.ident.clone()?;
        let column = entries.take_text("column").unwrap_or_else(|| {
            let name = ident.unraw().to_string();
            Text::new(case.map_or(name.clone(), |case| case.apply(&name)), ident.span())
        });
        let (data_type, transparent) = (entries.take_text("as"), entries.take_flag("transparent"));
        exclusive([("as", data_type.as_ref().map(Text::span)), ("transparent", transparent)], errors);
        let inner = option_inner(&field.ty);
        Some(Self {
            column,
            nullable: inner.is_some(),
            value_type: inner.unwrap_or(&field.ty).clone(),
            ty: field.ty.clone(),
            data_type,
            transparent: transparent.is_some(),
            ident,
        })
    }
}

impl FieldItem {
    pub(super) fn read(
        field: &syn::Field,
        entries: &mut Entries,
        case: Option<Case>,
        errors: &mut Accumulator,
    ) -> Option<Self> {
        let row = RowFieldItem::read(field, entries, case, errors)?;
        let item = Self {
            row,
            default: entries.take_text("default"),
            generated: entries.take_text("generated"),
            auto_increment: entries.take_flag("auto_increment"),
            words: Words::of(&field.attrs, entries),
        };
        let (default, generated) = (item.default.as_ref().map(Text::span), item.generated.as_ref().map(Text::span));
        let values = [("auto_increment", item.auto_increment), ("default", default), ("generated", generated)];
        exclusive(values, errors);
        Some(item)
    }
}

/// Of those keys, one item has one at most.
pub(super) fn exclusive<const N: usize>(keys: [(&str, Option<Span>); N], errors: &mut Accumulator) {
    let mut given = keys.iter().filter_map(|(name, span)| Some((name, (*span)?)));
    let Some((first, _)) = given.next() else { return };
    errors.extend(given.map(|(name, span)| error::contradicting_keys(&span, first, name)));
}

/// The fields of a struct that are not skipped, each with its keys.
pub(super) fn named_fields<'a>(
    input: &'a DeriveInput,
    derive: &str,
    on: On,
    errors: &mut Accumulator,
) -> Vec<(&'a syn::Field, Entries)> {
    let Data::Struct(syn::DataStruct { fields: Fields::Named(fields), .. }) = &input.data else {
        errors.push(error::not_a_struct(&input.ident, derive));
        return Vec::new();
    };
    let mut found = Vec::new();
    for field in &fields.named {
        let mut entries = Entries::of(&field.attrs, on, errors);
        if entries.take_flag("skip").is_none() {
            found.push((field, entries));
        } else if let Some(other) = entries.first() {
            errors.push(error::contradicting_keys(&other.span, "skip", other.key.name));
        }
    }
    found
}

/// Two fields cannot be one column.
pub(super) fn distinct<'a>(columns: impl Iterator<Item = &'a Text>, errors: &mut Accumulator) {
    let mut seen = std::collections::HashSet::new();
    for column in columns {
        if !seen.insert(column.as_str()) {
            errors.push(error::column_twice(&column.span(), column));
        }
    }
}

/// The name of an item in snake case, at its place.
pub(super) fn snake_case(ident: &Ident) -> Text {
    Text::new(heck::ToSnakeCase::to_snake_case(ident.unraw().to_string().as_str()), ident.span())
}
