//! What hangs on a table: keys, indexes, checks, foreign keys, from the struct's keys or from a field's.

use darling::ast::NestedMeta;
use darling::error::Accumulator;
use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::{Lit, Meta};

use super::attribute::{Entries, Entry, Value, entry};
use super::key::On;
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
    /// `a` names a field, `"a"` a column; gives the column's name at that place, where there is none the name as written.
    fn find(&self, item: &NestedMeta, errors: &mut Accumulator) -> Option<Text> {
        match item {
            NestedMeta::Meta(Meta::Path(path)) => {
                let field = path.get_ident()?;
                let name = field.unraw().to_string();
                let column = self.0.iter().find(|(other, _)| *other == name).map(|(_, column)| column.to_string());
                if column.is_none() {
                    errors.push(error::unknown_field(field, &name, self.0.iter().map(|(other, _)| other.as_str())));
                }
                Some(Text::new(column.unwrap_or(name), field.span()))
            }
            NestedMeta::Lit(Lit::Str(literal)) => {
                let name = literal.value();
                if !self.0.iter().any(|(_, other)| **other == name) {
                    let columns = self.0.iter().map(|(_, other)| other.as_str());
                    errors.push(error::unknown_column(literal, &name, columns));
                }
                Some(Text::new(name, literal.span()))
            }
            NestedMeta::Lit(_) | NestedMeta::Meta(_) | NestedMeta::NameValueInvalidExpr(_) => None,
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
        match place {
            Place::Field(column) if columns.is_empty() => columns.push(Text::new(column.to_string(), span)),
            Place::Field(_) => self.errors.push(error::columns_on_a_field(&span, key.name)),
            Place::Struct => {}
        }
        let named = self.named(&columns, span, key.name, "a, b");
        named.then(|| KeyItem { name: entries.take_text("name"), columns, span })
    }

    /// `index(name = "…", fields(a, b), …)`; on a field `index`, `index(unique)`.
    pub(super) fn index(&mut self, entry: Entry, place: Place<'_>) -> Option<IndexItem> {
        let span = entry.span;
        let mut entries = self.entries(entry.value, On::INDEX);
        let columns = self.fields(&mut entries, span, "index", place)?;
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
            self.errors.push(error::missing_key(&span, "expr", "check(name = \"positive\", expr = \"price > 0\")"));
            return None;
        };
        Some(CheckItem { name: entries.take_text("name"), expression, span })
    }

    /// `foreign_key(fields(a), references = "t(x)", …)`.
    pub(super) fn foreign_key(&mut self, entry: Entry) -> Option<ForeignKeyItem> {
        let span = entry.span;
        let mut entries = self.entries(entry.value, On::FOREIGN_KEY);
        let columns = self.fields(&mut entries, span, "foreign_key", Place::Struct)?;
        if !entries.has("references") {
            self.errors.push(error::missing_key(&span, "references", "references = \"users(id)\""));
            return None;
        }
        self.reference(&mut entries, columns)
    }

    /// `references`, `on_delete`, `on_update`, of a field or inside `foreign_key(…)`.
    pub(super) fn reference(&mut self, entries: &mut Entries, columns: Vec<Text>) -> Option<ForeignKeyItem> {
        let text = entries.take_text("references");
        let mut action = |name: &str, errors: &mut Accumulator| {
            let action = entries.take_text(name)?;
            if text.is_none() {
                errors.push(error::action_without_reference(&action.span(), name));
            }
            errors.handle(ReferentialAction::read(&action))
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

    /// `fields(a, b)`.
    fn fields(&mut self, entries: &mut Entries, span: Span, name: &str, place: Place<'_>) -> Option<Vec<Text>> {
        let fields = entries.take("fields");
        if let Place::Field(column) = place {
            if let Some(fields) = fields {
                self.errors.push(error::columns_on_a_field(&fields.span, name));
            }
            return Some(vec![Text::new(column.to_string(), span)]);
        }
        let columns = match fields.map(|entry| entry.value) {
            Some(Value::List(tokens)) => self.columns_and_entries(tokens, On::NOWHERE).0,
            _ => Vec::new(),
        };
        self.named(&columns, span, name, "fields(a, b)").then_some(columns)
    }

    /// Whether a list names columns; it is an error where it names none.
    fn named(&mut self, columns: &[Text], span: Span, name: &str, example: &str) -> bool {
        if columns.is_empty() {
            self.errors.push(error::no_columns(&span, name, &format!("{name}({example})")));
        }
        !columns.is_empty()
    }

    /// `a, "b", name = "…"`: columns, and keys with values.
    fn columns_and_entries(&mut self, tokens: TokenStream, on: On) -> (Vec<Text>, Entries) {
        let mut columns = Vec::new();
        let mut entries = Entries::empty(on);
        let items = self.errors.handle(NestedMeta::parse_meta_list(tokens).map_err(darling::Error::from));
        for item in items.unwrap_or_default() {
            if matches!(item, NestedMeta::Meta(Meta::Path(_)) | NestedMeta::Lit(Lit::Str(_))) {
                columns.extend(self.columns.find(&item, self.errors));
            } else if let Some(entry) = self.errors.handle(entry(&item, on)) {
                entries.push(entry, self.errors);
            }
        }
        (columns, entries)
    }
}
