//! Enumerated types and closed sets.

use crate::list::SliceExt;
use crate::ordered::Map;
use std::borrow::Cow;

use schema_doc_syntax::{Style, distinct};

use super::code::{Code, Expression, literal};
use super::doc;
use crate::model::Named;

/// An enum with `ALL`, `as_str` and what the runtime's macro adds.
pub(super) fn enum_type<T: AsRef<str>>(
    code: &mut Code,
    name: &str,
    docs: impl IntoIterator<Item = T>,
    values: &[String],
    words: &[Named],
) {
    let pairs: Vec<_> = values.mapped(|value| (value.as_str(), Cow::Borrowed(value.as_str())));
    let variants = distinct(&pairs, Style::Type, &[]);
    let words: Map<&str, &str> =
        words.iter().filter_map(|named| Some((named.name.as_str(), named.text.as_deref()?))).collect();
    code.docs(docs);
    code.line("#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]");
    let body = |code: &mut Code| {
        for (value, variant) in values.iter().zip(&variants) {
            match words.get(value.as_str()) {
                Some(words) => code.docs([format!("{}: {}", doc::code(value), doc::sentence(words))]),
                None => code.docs([doc::code(value)]),
            }
            code.line(&format!("{variant},"));
        }
    };
    if values.is_empty() {
        code.line(&format!("pub enum {name} {{}}"));
    } else {
        code.block(&format!("pub enum {name}"), body);
    }
    code.block(&format!("impl {name}"), |code| {
        code.docs(["Every value, in order."]);
        let all = variants.mapped(|variant| Expression::Word(format!("Self::{variant}").into()));
        code.constant("pub const ALL: &[Self]", &Expression::Slice(all));
        code.docs(["As the database spells it."]);
        code.block("pub const fn as_str(self) -> &'static str", |code| {
            if values.is_empty() {
                code.line("match self {}");
            } else {
                code.block("match self", |code| {
                    for (value, variant) in values.iter().zip(&variants) {
                        code.arm(&format!("Self::{variant}"), &literal(value));
                    }
                });
            }
        });
    });
    code.macro_call(&code.runtime("__enum"), name);
}
