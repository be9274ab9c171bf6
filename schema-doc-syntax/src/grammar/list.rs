//! What hangs on a table: keys, indexes, checks, foreign keys, from the struct's keys or from a field's.

use darling::Error;
use darling::ast::NestedMeta;
use darling::error::Accumulator;
use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned;
use syn::{Lit, Meta};

use super::attribute::{Entries, Entry, Value, name_of};
use super::key::{Key, On};
use super::words::tag;
use super::{Reference, ReferentialAction, Text, error};

/// A primary key or a unique constraint.
#[derive(Debug, Clone)]
pub struct KeyItem {
    /// `name = "…"`.
    pub name: Option<Text>,
    /// Names of columns, each at its place.
    pub columns: Vec<Text>,
    /// The key's place.
    pub span: Span,
}

/// `index(name = "…", fields(a, b), unique, where = "…", method = "…")`.
#[derive(Debug, Clone)]
pub struct IndexItem {
    /// `name = "…"`.
    pub name: Option<Text>,
    /// Names of columns, each at its place.
    pub columns: Vec<Text>,
    /// `unique`.
    pub unique: bool,
    /// `where = "…"`: the rows that it holds.
    pub predicate: Option<Text>,
    /// `method = "gin"`.
    pub method: Option<Text>,
    /// Its tags, as the grammar of annotations writes them.
    pub tags: Vec<Text>,
    /// The key's place.
    pub span: Span,
}

/// `check(name = "…", expr = "…")`.
#[derive(Debug, Clone)]
pub struct CheckItem {
    /// `name = "…"`.
    pub name: Option<Text>,
    /// `expr = "…"`.
    pub expression: Text,
    /// The key's place.
    pub span: Span,
}

/// `foreign_key(fields(a), references = "t(x)", on_delete = "…")`, or `references = "t(x)"` on a field.
#[derive(Debug, Clone)]
pub struct ForeignKeyItem {
    /// `name = "…"`.
    pub name: Option<Text>,
    /// Names of columns, each at its place.
    pub columns: Vec<Text>,
    /// `references = "…"`.
    pub references: Reference,
    /// `on_delete = "…"`.
    pub on_delete: ReferentialAction,
    /// `on_update = "…"`.
    pub on_update: ReferentialAction,
    /// The place of `references`' text.
    pub span: Span,
}

/// The fields of a struct that are columns, as `(field, column)`: what lists name.
#[derive(Debug, Default)]
pub(super) struct Columns(pub(super) Vec<(String, Text)>);

impl Columns {
    /// `a` names a field, `"a"` a column; gives the column's name at that place.
    fn find(&self, item: &NestedMeta) -> Result<Text, Error> {
        match item {
            NestedMeta::Meta(Meta::Path(path)) => {
                let name = name_of(path);
                let column = self.0.iter().find(|(field, _)| *field == name);
                let fields = || self.0.iter().map(|(field, _)| field.as_str());
                let (_, column) = column.ok_or_else(|| error::unknown_field(path, &name, fields()))?;
                Ok(Text::new(column.to_string(), path.span()))
            }
            NestedMeta::Lit(Lit::Str(literal)) => {
                let name = literal.value();
                let columns = self.0.iter().map(|(_, column)| column.as_str());
                if columns.clone().any(|column| column == name) {
                    return Ok(Text::new(name, literal.span()));
                }
                Err(error::unknown_column(literal, &name, columns))
            }
            NestedMeta::Lit(literal) => Err(error::not_a_field(literal)),
            NestedMeta::Meta(meta) => Err(error::not_a_field(meta.path())),
            NestedMeta::NameValueInvalidExpr(pair) => Err(error::not_a_field(&pair.path)),
        }
    }
}

/// Reads lists of one struct.
pub(super) struct Lists<'a> {
    pub(super) columns: &'a Columns,
    pub(super) errors: &'a mut Accumulator,
}

/// Where a list stands.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    Struct,
    /// On a field: its column is meant.
    Field(&'a Text),
}

impl Lists<'_> {
    /// `primary_key(a, b)`, `unique(a, b, name = "…")`; on a field `unique`, `unique(name = "…")`.
    pub(super) fn key(&mut self, entry: Entry, on: On, place: Place<'_>) -> Option<KeyItem> {
        let Entry { key, value, span } = entry;
        let (mut columns, mut entries) = match value {
            Value::List(tokens) => self.columns_and_entries(tokens, on),
            Value::Flag | Value::Text(_) | Value::Path(_) => (Vec::new(), Entries::empty(on)),
        };
        if entries.flawed {
            return None;
        }
        match place {
            Place::Field(column) if columns.is_empty() => columns.push(Text::new(column.to_string(), span)),
            Place::Field(_) => self.errors.push(error::columns_on_a_field(&span, key)),
            Place::Struct => {}
        }
        let columns = self.some(columns, span, key)?;
        Some(KeyItem { name: entries.take_text("name"), columns, span })
    }

    /// `index(name = "…", fields(a, b), …)`; on a field `index`, `index(unique)`.
    pub(super) fn index(&mut self, entry: Entry, place: Place<'_>) -> Option<IndexItem> {
        let Entry { key, value, span } = entry;
        let mut entries = self.entries(value, On::INDEX);
        let columns = self.fields(&mut entries, span, key, place)?;
        Some(IndexItem {
            name: entries.take_text("name"),
            columns,
            unique: entries.take_flag("unique").is_some(),
            predicate: entries.take_text("where"),
            method: entries.take_text("method"),
            tags: entries.take_tags().into_iter().filter_map(tag).collect(),
            span,
        })
    }

    /// `check(name = "…", expr = "…")`; on a field `check = "…"` too.
    pub(super) fn check(&mut self, entry: Entry) -> Option<CheckItem> {
        let Entry { value, span, .. } = entry;
        if let Value::Text(expression) = value {
            return Some(CheckItem { name: None, expression, span });
        }
        let mut entries = self.entries(value, On::CHECK);
        let Some(expression) = entries.take_text("expr") else {
            self.missing(&entries, span, "expr", "check(name = \"positive\", expr = \"price > 0\")");
            return None;
        };
        Some(CheckItem { name: entries.take_text("name"), expression, span })
    }

    /// `foreign_key(fields(a), references = "t(x)", …)`.
    pub(super) fn foreign_key(&mut self, entry: Entry) -> Option<ForeignKeyItem> {
        let Entry { key, value, span } = entry;
        let mut entries = self.entries(value, On::FOREIGN_KEY);
        let columns = self.fields(&mut entries, span, key, Place::Struct)?;
        if !entries.has("references") {
            self.missing(&entries, span, "references", "references = \"users(id)\"");
            return None;
        }
        self.reference(&mut entries, columns)
    }

    /// `references`, `on_delete`, `on_update`, of a field or inside `foreign_key(…)`.
    pub(super) fn reference(&mut self, entries: &mut Entries, columns: Vec<Text>) -> Option<ForeignKeyItem> {
        let text = entries.take_text("references");
        let mut action = |name: &str, errors: &mut Accumulator| {
            let action = entries.take_text(name)?;
            if text.is_some() {
                return errors.handle(ReferentialAction::read(&action));
            }
            if !entries.flawed {
                errors.push(error::action_without_reference(&action.span(), name));
            }
            None
        };
        let on_delete = action("on_delete", self.errors).unwrap_or_default();
        let on_update = action("on_update", self.errors).unwrap_or_default();
        let name = entries.take_text("name");
        let text = text?;
        let references = self.errors.handle(Reference::read(&text))?;
        if !references.columns.is_empty() && references.columns.len() != columns.len() {
            self.errors.push(error::uneven_reference(&text.span(), columns.len(), references.columns.len()));
        }
        Some(ForeignKeyItem { name, columns, references, on_delete, on_update, span: text.span() })
    }

    fn entries(&mut self, value: Value, on: On) -> Entries {
        match value {
            Value::List(tokens) => Entries::of_tokens(tokens, on, self.errors),
            Value::Flag | Value::Text(_) | Value::Path(_) => Entries::empty(on),
        }
    }

    fn missing(&mut self, entries: &Entries, span: Span, name: &str, example: &str) {
        if !entries.flawed {
            self.errors.push(error::missing_key(&span, name, example));
        }
    }

    /// `fields(a, b)`.
    fn fields(&mut self, entries: &mut Entries, span: Span, key: &'static Key, place: Place<'_>) -> Option<Vec<Text>> {
        let fields = entries.take("fields");
        if let Place::Field(column) = place {
            if let Some(fields) = fields {
                self.errors.push(error::columns_on_a_field(&fields.span, key));
            }
            return Some(vec![Text::new(column.to_string(), span)]);
        }
        let mut columns = Vec::new();
        let mut flawed = entries.flawed;
        if let Some(Entry { value: Value::List(tokens), .. }) = fields {
            let (listed, read) = self.columns_and_entries(tokens, On::NOWHERE);
            (columns, flawed) = (listed, read.flawed);
        }
        if flawed { None } else { self.some(columns, span, key) }
    }

    /// The columns that a list names; it is an error where it names none.
    fn some(&mut self, columns: Vec<Text>, span: Span, key: &Key) -> Option<Vec<Text>> {
        if columns.is_empty() {
            self.errors.push(error::no_columns(&span, key));
            return None;
        }
        Some(columns)
    }

    /// `a, "b", name = "…"`: columns, and keys with values.
    fn columns_and_entries(&mut self, tokens: TokenStream, on: On) -> (Vec<Text>, Entries) {
        let mut columns: Vec<Text> = Vec::new();
        let mut entries = Entries::empty(on);
        for item in entries.items(tokens, self.errors) {
            let is_column = matches!(item, NestedMeta::Meta(Meta::Path(_)) | NestedMeta::Lit(Lit::Str(_)));
            if !is_column && on != On::NOWHERE {
                entries.push(&item, self.errors);
                continue;
            }
            let column = self.columns.find(&item).and_then(|column| new(column, &columns));
            columns.extend(entries.handle(column, self.errors));
        }
        (columns, entries)
    }
}

/// A column that is not among those yet.
fn new(column: Text, columns: &[Text]) -> Result<Text, Error> {
    if columns.iter().any(|other| **other == *column) {
        return Err(error::repeated_key(&column.span(), &column));
    }
    Ok(column)
}
