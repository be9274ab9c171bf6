//! `CREATE kind name …` of what is kept as text: casts, collations, operators, rules, event triggers, text search, servers, statistics, …

use super::super::ast::{CreateOther, ObjectName, StatementKind};
use super::super::token::TokenKind;
use super::cursor::{Cursor, Read};
use crate::list::{SliceExt, VecExt};

/// Kinds, the longer ones first.
const KINDS: &[&[&str]] = &[
    &["access", "method"],
    &["cast"],
    &["collation"],
    &["conversion"],
    &["event", "trigger"],
    &["foreign", "data", "wrapper"],
    &["language"],
    &["operator", "class"],
    &["operator", "family"],
    &["operator"],
    &["rule"],
    &["server"],
    &["statistics"],
    &["text", "search", "configuration"],
    &["text", "search", "dictionary"],
    &["text", "search", "parser"],
    &["text", "search", "template"],
    &["transform"],
];

impl Cursor<'_> {
    /// Behind `CREATE [OR REPLACE]`, where one of these kinds stands.
    pub(super) fn create_other(&mut self, or_replace: bool) -> Option<Read<StatementKind>> {
        let start = self.position;
        // `DEFAULT CONVERSION`, `TRUSTED PROCEDURAL LANGUAGE`
        self.eat_any(&["default", "trusted"]);
        self.eat("procedural");
        let Some(words) = KINDS.find(|words| self.eat_all(words)) else {
            self.position = start;
            return None;
        };
        Some(self.other(words.join(" "), or_replace))
    }

    fn other(&mut self, kind: String, or_replace: bool) -> Read<StatementKind> {
        let if_not_exists = self.eat_all(&["if", "not", "exists"]);
        let start = self.position;
        let (name, table) = match kind.as_str() {
            "cast" => {
                self.skip_group()?;
                (self.text_name(start), None)
            }
            "transform" => {
                self.expect("for")?;
                self.skip_until(|c| c.is_kind(TokenKind::LeftParen));
                (self.text_name(start), None)
            }
            "operator" => (self.operator_definition()?, None),
            "operator class" | "operator family" => {
                let name = self.object_name("a name")?;
                (name, None)
            }
            "rule" => {
                let name = self.ident("a rule name")?;
                self.expect("as")?;
                self.expect("on")?;
                self.skip_until(|c| c.is("to"));
                self.expect("to")?;
                let table = self.object_name("a table name")?;
                let span = name.span;
                (ObjectName { parts: vec![name], span }, Some(table))
            }
            "statistics" => {
                let unnamed = self.is("on") || self.is_kind(TokenKind::LeftParen);
                let span = self.here();
                let name = if unnamed {
                    ObjectName { parts: Vec::new(), span: span.at_start() }
                } else {
                    self.object_name("a name")?
                };
                self.skip_until(|c| c.is("from"));
                self.expect("from")?;
                (name, Some(self.object_name("a table name")?))
            }
            _ => (self.object_name("a name")?, None),
        };
        // `DO INSTEAD INSERT INTO …`: a statement in a statement
        if kind == "rule" {
            self.position = self.end;
        } else {
            self.skip_until(Self::is_statement_start);
        }
        let other = CreateOther { kind, name, or_replace, if_not_exists, table };
        Ok(StatementKind::CreateOther(Box::new(other)))
    }

    /// `=== (LEFTARG = box, RIGHTARG = box, …)` is called `===(box, box)`, as `COMMENT ON` and `DROP` call it.
    fn operator_definition(&mut self) -> Read<ObjectName> {
        let start = self.position;
        let mut name = self.operator_name()?;
        let parameters = self.parameters()?;
        let argument = |side: &str| parameters.find(|(key, _)| key == side).map_or("none", |(_, value)| value.as_str());
        let signature = format!("({}, {})", argument("leftarg"), argument("rightarg"));
        if let Some(last) = name.parts.last_mut() {
            last.name.push_str(&signature);
        }
        name.span = self.span_from(start);
        Ok(name)
    }

    /// `===`, `pg_catalog.===`.
    pub(super) fn operator_name(&mut self) -> Read<ObjectName> {
        let start = self.position;
        let mut parts = Vec::new();
        while self.is_kind_at(1, TokenKind::Dot) {
            parts.push(self.label("a schema name")?);
            self.bump();
        }
        let at = self.position;
        self.expect_kind(TokenKind::Operator, "an operator")?;
        parts.push_all(self.text_name(at).parts);
        Ok(ObjectName { parts, span: self.span_from(start) })
    }
}
