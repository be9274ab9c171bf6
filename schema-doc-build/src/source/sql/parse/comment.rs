//! `COMMENT ON`.

use schema_doc_diagnostics::Span;

use super::super::ast::{ArgumentDef, CommentOn, Ident, ObjectName, StatementKind};
use super::super::token::TokenKind;
use super::cursor::{Cursor, Read};
use crate::list::{IteratorExt, SliceExt};

/// Kinds of objects, the longer ones first.
pub(super) const OBJECT_KINDS: &[&[&str]] = &[
    &["access", "method"],
    &["aggregate"],
    &["cast"],
    &["collation"],
    &["column"],
    &["constraint"],
    &["conversion"],
    &["database"],
    &["default", "conversion"],
    &["domain"],
    &["event", "trigger"],
    &["extension"],
    &["foreign", "data", "wrapper"],
    &["foreign", "table"],
    &["function"],
    &["group"],
    &["index"],
    &["large", "object"],
    &["materialized", "view"],
    &["operator", "class"],
    &["operator", "family"],
    &["operator"],
    &["policy"],
    &["procedural", "language"],
    &["procedure"],
    &["publication"],
    &["role"],
    &["routine"],
    &["rule"],
    &["schema"],
    &["sequence"],
    &["server"],
    &["statistics"],
    &["subscription"],
    &["table"],
    &["tablespace"],
    &["text", "search", "configuration"],
    &["text", "search", "dictionary"],
    &["text", "search", "parser"],
    &["text", "search", "template"],
    &["transform"],
    &["trigger"],
    &["trusted", "language"],
    &["trusted", "procedural", "language"],
    &["language"],
    &["type"],
    &["user", "mapping"],
    &["user"],
    &["view"],
];

impl Cursor<'_> {
    /// `TABLE`, `MATERIALIZED VIEW`, …, in lower case.
    pub(super) fn object_kind(&mut self) -> Read<String> {
        let Some(words) = OBJECT_KINDS.find(|words| self.eat_all(words)) else {
            let first: Vec<&str> = OBJECT_KINDS.iter().filter_map(|words| words.first().copied()).collect_vec();
            return Err(self.expected_word("a kind of object", &first));
        };
        Ok(match words.join(" ").as_str() {
            "user" | "group" => "role".to_owned(),
            "procedural language" | "trusted language" | "trusted procedural language" => "language".to_owned(),
            kind => kind.to_owned(),
        })
    }

    /// Behind `COMMENT`.
    pub(super) fn comment_on(&mut self) -> Read<StatementKind> {
        self.expect("on")?;
        let kind = self.object_kind()?;
        let (name, arguments) = self.named_object(&kind)?;
        let mut on = None;
        let mut on_domain = false;
        if self.eat("on") {
            on_domain = kind == "constraint" && self.is("domain") && !self.is_at(1, "is") && {
                self.bump();
                true
            };
            on = Some(self.object_name("a table name")?);
        }
        self.expect("is")?;
        let place = self.here();
        let (text, text_span) = if self.eat("null") {
            (None, place)
        } else {
            let (text, span) = self.string("a string or `NULL`")?;
            (Some(text), span)
        };
        let comment = CommentOn { kind, name, on, on_domain, arguments, text, text_span };
        Ok(StatementKind::Comment(Box::new(comment)))
    }

    /// The name of an object of a kind, with the argument types of a routine.
    pub(super) fn named_object(&mut self, kind: &str) -> Read<(ObjectName, Option<Vec<ArgumentDef>>)> {
        let start = self.position;
        match kind {
            // `(a AS b)`
            "cast" => {
                self.skip_group()?;
                Ok((self.text_name(start), None))
            }
            // `FOR type LANGUAGE name`, `FOR user SERVER name`
            "transform" | "user mapping" => {
                self.expect("for")?;
                self.skip_until(|c| c.is("is") || c.is_any(&["options", "cascade", "restrict", "from"]));
                Ok((self.text_name(start), None))
            }
            // `===(box, box)`
            "operator" => {
                let mut name = self.operator_name()?;
                let types = self.group(|c| c.comma_list(|c| c.expr_until(|c| c.is_kind(TokenKind::Comma))))?;
                let types: Vec<String> = types.into_iter().map(|t| t.text).collect_vec();
                if let Some(last) = name.parts.last_mut() {
                    last.name.push_str(&format!("({})", types.join(", ")));
                }
                name.span = self.span_from(start);
                Ok((name, None))
            }
            "operator class" | "operator family" => {
                let name = self.object_name("a name")?;
                self.expect("using")?;
                self.label("an index method")?;
                Ok((name, None))
            }
            "large object" => {
                self.bump();
                Ok((self.text_name(start), None))
            }
            "aggregate" | "function" | "procedure" | "routine" => {
                let name = self.function_name()?;
                let arguments = if self.is_kind(TokenKind::LeftParen) { Some(self.arguments(true)?) } else { None };
                Ok((name, arguments))
            }
            _ => Ok((self.object_name("a name")?, None)),
        }
    }

    /// The tokens since `start` as a name of one part.
    pub(super) fn text_name(&self, start: usize) -> ObjectName {
        let span: Span = self.span_from(start);
        ObjectName { parts: vec![Ident { name: self.folded(start, self.position), span }], span }
    }
}
