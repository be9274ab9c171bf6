//! `#[cfg(…)]` and `#[cfg_attr(…)]`: what is compiled in some builds only.
//!
//! Documents are the same in every build, so no condition is evaluated: what stands under one is read. Tests alone are none of the
//! schema.

use proc_macro2::Span;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Meta, MetaList, Token};

use crate::list::{IteratorExt, SliceExt};

/// What an item is compiled under.
pub(super) enum Condition {
    None,
    /// `#[cfg(test)]`.
    Test,
    /// Another one, at its place.
    Some(Span),
}

/// Attributes that say something of a schema or of its modules.
const OURS: &[&str] = &["derive", "schema_doc", "access_pattern", "path"];

/// The condition that attributes set.
pub(super) fn condition(attributes: &[Attribute]) -> Condition {
    let mut found = Condition::None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")) {
        if parts(&attribute.meta).any(is_test) {
            return Condition::Test;
        }
        found = Condition::Some(attribute.span());
    }
    found
}

/// Takes `#[cfg_attr(CONDITION, derive(SchemaTable))]` for `#[derive(SchemaTable)]`.
pub(super) fn apply(attributes: &mut Vec<Attribute>) {
    let mut applied = Vec::new();
    for attribute in attributes.drain(..) {
        if attribute.path().is_ident("cfg_attr") {
            conditional(&attribute.meta, &attribute, &mut applied);
        } else {
            applied.push(attribute);
        }
    }
    *attributes = applied;
}

fn conditional(meta: &Meta, attribute: &Attribute, applied: &mut Vec<Attribute>) {
    let mut parts = parts(meta).into_iter();
    if parts.next().is_none_or(|condition| is_test(&condition)) {
        return;
    }
    for meta in parts {
        if meta.path().is_ident("cfg_attr") {
            conditional(&meta, attribute, applied);
        } else if last_segment_is(meta.path(), OURS) {
            applied.push(Attribute { meta, ..attribute.clone() });
        }
    }
}

/// `test`, `all(test, feature = "x")`.
fn is_test(condition: &Meta) -> bool {
    condition.path().is_ident("test") || (condition.path().is_ident("all") && parts(condition).any(is_test))
}

/// What stands in the parentheses.
fn parts(meta: &Meta) -> Vec<Meta> {
    let Meta::List(MetaList { tokens, .. }) = meta else { return Vec::new() };
    let parse = Punctuated::<Meta, Token![,]>::parse_terminated;
    syn::parse::Parser::parse2(parse, tokens.clone()).map(|list| list.into_iter().collect_vec()).unwrap_or_default()
}

/// Whether `#[derive(…)]` names a macro, by its last segment: `schema_doc_runtime::SchemaTable`.
pub(super) fn derives(attributes: &[Attribute], name: &str) -> bool {
    let derives = attributes.iter().filter(|attribute| attribute.path().is_ident("derive"));
    derives.flat_map(|attribute| parts(&attribute.meta)).any(|derive| last_segment_is(derive.path(), &[name]))
}

/// Whether a path ends with one of these names.
pub(super) fn last_segment_is(path: &syn::Path, names: &[&str]) -> bool {
    path.segments.last().is_some_and(|last| names.any(|name| last.ident == name))
}
