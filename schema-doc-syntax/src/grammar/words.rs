//! What people say of an item: its doc comments, and the keys that are tags.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

use super::Text;
use super::attribute::{Entries, Entry, Value};

/// Words on an item, in the grammar of annotations.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// The doc comments (`/// Who may log in.`), without their delimiters and margins.
    pub docs: Option<Text>,
    /// The keys that are tags, each as the grammar of annotations writes it: `@category authentication`, `@pii`.
    pub tags: Vec<Text>,
}

impl Words {
    pub(super) fn of(attributes: &[Attribute], entries: &mut Entries) -> Self {
        Self { docs: docs(attributes), tags: entries.take_tags().into_iter().filter_map(tag).collect() }
    }
}

pub(super) fn tag(entry: Entry) -> Option<Text> {
    let name = entry.key.tag?;
    Some(match entry.value {
        Value::Text(text) => Text::new(format!("@{name} {}", text.trim()), text.span()),
        Value::Flag | Value::Path(_) | Value::List(_) => Text::new(format!("@{name}"), entry.span),
    })
}

/// The doc comments of an item, line by line.
pub(super) fn docs(attributes: &[Attribute]) -> Option<Text> {
    let mut text = String::new();
    let mut span: Option<Span> = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        let Meta::NameValue(pair) = &attribute.meta else { continue };
        let Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) = &pair.value else { continue };
        if span.is_some() {
            text.push('\n');
        }
        text.push_str(&without_margin(&line.value()));
        let place = attribute.span();
        span = Some(span.map_or(place, |span| span.join(place).unwrap_or(span)));
    }
    let text = text.trim_end().to_owned();
    span.filter(|_| !text.trim().is_empty()).map(|span| Text::new(text, span))
}

/// `/// text` has a blank in front, `/** … */` stars in front of its lines.
fn without_margin(text: &str) -> String {
    let mut lines = text.split('\n').enumerate().map(|(number, line)| {
        let starless = line.trim_start().strip_prefix('*').filter(|_| number > 0);
        let line = starless.unwrap_or(line);
        line.strip_prefix(' ').unwrap_or(line).trim_end()
    });
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |text, line| text + "\n" + line).trim_start_matches('\n').to_owned()
}
