//! The attributes of an item, read against the table of keys.

use darling::Error;
use darling::ast::NestedMeta;
use darling::error::Accumulator;
use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, MetaNameValue, Path};

use super::key::{Form, Key, On};
use super::{Paths, Text, error};

/// A key with its value, both as the table of keys allows them.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: &'static Key,
    pub(super) value: Value,
    /// The key's place.
    pub(super) span: Span,
}

#[derive(Debug)]
pub(super) enum Value {
    Flag,
    Text(Text),
    Path(Path),
    List(TokenStream),
}

/// What an item's attributes say; what is taken out of it is read once.
#[derive(Debug)]
pub(super) struct Entries {
    on: On,
    list: Vec<Entry>,
    /// Some of it was not understood: what seems to be missing may be that.
    pub(super) flawed: bool,
}

impl Entries {
    /// Every `#[schema_doc(…)]` of an item.
    pub(super) fn of(attributes: &[Attribute], on: On, errors: &mut Accumulator) -> Self {
        let mut entries = Self::empty(on);
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("schema_doc")) {
            match &attribute.meta {
                Meta::List(list) => entries.read(list.tokens.clone(), errors),
                Meta::Path(path) | Meta::NameValue(MetaNameValue { path, .. }) => {
                    entries.flawed = true;
                    errors.push(error::no_parentheses(path));
                }
            }
        }
        entries
    }

    /// What stands between parentheses.
    pub(super) fn of_tokens(tokens: TokenStream, on: On, errors: &mut Accumulator) -> Self {
        let mut entries = Self::empty(on);
        entries.read(tokens, errors);
        entries
    }

    fn read(&mut self, tokens: TokenStream, errors: &mut Accumulator) {
        for item in self.items(tokens, errors) {
            self.push(&item, errors);
        }
    }

    /// What stands between the commas of a list.
    pub(super) fn items(&mut self, tokens: TokenStream, errors: &mut Accumulator) -> Vec<NestedMeta> {
        let items = NestedMeta::parse_meta_list(tokens).map_err(|syntax| error::not_keys(&syntax));
        self.handle(items, errors).unwrap_or_default()
    }

    /// Adds one, if it may stand there (again).
    pub(super) fn push(&mut self, item: &NestedMeta, errors: &mut Accumulator) {
        let Some(entry) = self.handle(entry(item, self.on), errors) else { return };
        if !entry.key.repeats && self.has(entry.key.name) {
            errors.push(error::repeated_key(&entry.span, entry.key.name));
        } else {
            self.list.push(entry);
        }
    }

    /// What was understood, else it is an error.
    pub(super) fn handle<T>(&mut self, read: Result<T, Error>, errors: &mut Accumulator) -> Option<T> {
        self.flawed |= read.is_err();
        errors.handle(read)
    }

    pub(super) fn empty(on: On) -> Self {
        Self { on, list: Vec::new(), flawed: false }
    }

    /// The first of those that nobody has taken.
    pub(super) fn first(&self) -> Option<&Entry> {
        self.list.first()
    }

    /// Every entry with that key, in order.
    pub(super) fn take_all(&mut self, name: &str) -> Vec<Entry> {
        self.take_where(|key| key.name == name)
    }

    /// Every entry whose key is a tag, in order.
    pub(super) fn take_tags(&mut self) -> Vec<Entry> {
        self.take_where(|key| key.tag.is_some())
    }

    fn take_where(&mut self, is: impl Fn(&Key) -> bool) -> Vec<Entry> {
        let (taken, kept) = std::mem::take(&mut self.list).into_iter().partition(|entry| is(entry.key));
        self.list = kept;
        taken
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.list.iter().any(|entry| entry.key.name == name)
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Entry> {
        let at = self.list.iter().position(|entry| entry.key.name == name)?;
        Some(self.list.remove(at))
    }

    pub(super) fn take_text(&mut self, name: &str) -> Option<Text> {
        match self.take(name)?.value {
            Value::Text(text) => Some(text),
            Value::Flag | Value::Path(_) | Value::List(_) => None,
        }
    }

    /// The place of a flag.
    pub(super) fn take_flag(&mut self, name: &str) -> Option<Span> {
        self.take(name).map(|entry| entry.span)
    }

    fn take_path(&mut self, name: &str) -> Option<Path> {
        match self.take(name)?.value {
            Value::Path(path) => Some(path),
            Value::Flag | Value::Text(_) | Value::List(_) => None,
        }
    }

    pub(super) fn take_paths(&mut self) -> Paths {
        Paths { runtime: self.take_path("crate"), schema: self.take_path("schema") }
    }
}

/// `key`, `key = value`, `key(…)`.
fn entry(item: &NestedMeta, on: On) -> Result<Entry, Error> {
    let (path, value) = match item {
        NestedMeta::Meta(Meta::Path(path)) => (path, Ok(Value::Flag)),
        NestedMeta::Meta(Meta::List(list)) => (&list.path, Ok(Value::List(list.tokens.clone()))),
        NestedMeta::Meta(Meta::NameValue(pair)) => (&pair.path, Err(&pair.value)),
        NestedMeta::NameValueInvalidExpr(pair) => {
            let (name, key) = known_key(&pair.path, on)?;
            return Err(error::wrong_value(&name, key));
        }
        NestedMeta::Lit(literal) => return Err(error::no_key(literal)),
    };
    let (span, key) = known_key(path, on)?;
    let value = match value {
        Ok(value) => value,
        Err(expression) => of_expression(expression, key)?,
    };
    let fits = match value {
        Value::Flag => Form::FLAG,
        Value::Text(_) => Form::TEXT,
        Value::Path(_) => Form::PATH,
        Value::List(_) => Form::LIST,
    };
    if key.form.holds(fits) { Ok(Entry { key, value, span }) } else { Err(error::wrong_value(&span, key)) }
}

/// `a::b`, without `r#`.
pub(super) fn name_of(path: &Path) -> String {
    let names = path.segments.iter().map(|segment| segment.ident.unraw().to_string());
    names.collect::<Vec<_>>().join("::")
}

fn known_key(path: &Path, on: On) -> Result<(Span, &'static Key), Error> {
    let name = name_of(path);
    match Key::find(&name, on) {
        Some(key) => Ok((path.span(), key)),
        None if Key::all().any(|key| key.name == name) => Err(error::misplaced_key(path, &name, on)),
        None => Err(error::unknown_key(path, &name, on)),
    }
}

fn of_expression(expression: &Expr, key: &Key) -> Result<Value, Error> {
    let expression = match expression {
        // What a macro hands over stands in a group that nobody sees.
        Expr::Group(group) => &group.expr,
        other => other,
    };
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if key.form.holds(Form::PATH) => {
            let path = text.parse_with(Path::parse_mod_style);
            path.map(Value::Path).map_err(|_| error::no_path(text, key.name, key.example))
        }
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
            let value = text.value();
            if value.trim().is_empty() && !key.form.holds(Form::EMPTY) {
                return Err(error::empty_value(text, key));
            }
            Ok(Value::Text(Text::new(value, text.span())))
        }
        Expr::Path(path) if path.qself.is_none() => Ok(Value::Path(path.path.clone())),
        other => Err(error::wrong_value(other, key)),
    }
}
