//! `#[sea_orm(…)]`, a key after the other.

use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token};

use crate::list::SliceExt;
use crate::source::declared::program::{expression, text_of};

/// The keys of all `#[sea_orm(…)]` of an item.
#[derive(Default)]
pub(super) struct Keys {
    keys: Vec<(String, Option<Expr>)>,
}

impl Keys {
    pub(super) fn of(attributes: &[Attribute]) -> Self {
        let mut keys = Vec::new();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("sea_orm")) {
            let Meta::List(list) = &attribute.meta else { continue };
            for meta in list.parse_args_with(metas).unwrap_or_default() {
                let Some(key) = meta.path().get_ident().map(ToString::to_string) else { continue };
                let value = match meta {
                    Meta::NameValue(pair) => Some(pair.value),
                    _ => None,
                };
                keys.push((key, value));
            }
        }
        Self { keys }
    }

    /// Whether the key is there.
    pub(super) fn says(&self, key: &str) -> bool {
        self.keys.any(|(known, _)| known == key)
    }

    /// The value of a key.
    pub(super) fn value(&self, key: &str) -> Option<&Expr> {
        self.keys.find(|(known, _)| known == key).and_then(|(_, value)| value.as_ref())
    }

    /// The text of a key.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.value(key).and_then(text_of)
    }

    /// The Rust that stands in the text of a key.
    pub(super) fn code(&self, key: &str) -> Option<Expr> {
        expression(&self.text(key)?)
    }

    /// `auto_increment = false`
    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        match self.value(key)? {
            Expr::Lit(ExprLit { lit: Lit::Bool(flag), .. }) => Some(flag.value),
            _ => None,
        }
    }
}

/// `from = "Column::A", to = "Column::B"`: `SeaORM` asks for no comma between them.
fn metas(input: ParseStream<'_>) -> syn::Result<Vec<Meta>> {
    let mut metas = Vec::new();
    while !input.is_empty() {
        metas.push(input.parse()?);
        input.parse::<Option<Token![,]>>()?;
    }
    Ok(metas)
}

/// Whether the item derives it.
pub(super) fn derives(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("derive")).any(|attribute| {
        let Meta::List(list) = &attribute.meta else { return false };
        let paths = list.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated);
        let is = |path: &syn::Path| path.segments.last().is_some_and(|last| last.ident == name);
        paths.is_ok_and(|paths| paths.iter().any(is))
    })
}
