//! `SET`, `RESET` and `set_config`: only the search path matters to a schema.

use super::super::ast::StatementKind;
use super::super::token::{self, TokenKind};
use super::cursor::{Cursor, Read};
use crate::list::IteratorExt;

impl Cursor<'_> {
    /// Behind `SET`.
    pub(super) fn set(&mut self) -> Read<StatementKind> {
        let local = self.eat_any(&["session", "local"]) == Some("local");
        if self.eat("schema") {
            let path = vec![self.string("a schema name as a string")?.0];
            return Ok(StatementKind::SetSearchPath { path: Some(path), local });
        }
        if !self.eat("search_path") {
            self.position = self.end;
            return Ok(StatementKind::Irrelevant);
        }
        if !self.eat("to") {
            if !self.is_operator("=") {
                return Err(self.expected("`TO` or `=`"));
            }
            self.bump();
        }
        if self.eat("default") {
            return Ok(StatementKind::SetSearchPath { path: None, local });
        }
        let path = self.comma_list(|c| match c.peek() {
            Some(token) if token.kind.is_string() => {
                c.bump();
                Ok(token::string_value(token.kind, c.text_of(token)))
            }
            _ => Ok(c.label("a schema name")?.name),
        })?;
        // `SET search_path = ''` empties it.
        let path = path.into_iter().filter(|name| !name.is_empty()).collect_vec();
        Ok(StatementKind::SetSearchPath { path: Some(path), local })
    }

    /// Behind `RESET`.
    pub(super) fn reset(&mut self) -> StatementKind {
        let whole = self.is("all") || self.is("search_path");
        self.position = self.end;
        if whole { StatementKind::SetSearchPath { path: None, local: false } } else { StatementKind::Irrelevant }
    }

    /// `SELECT [pg_catalog.]set_config('search_path', 'a, b', false)`, from the `SELECT` on.
    pub(super) fn set_config(&self) -> Option<StatementKind> {
        let at = if self.is_at(1, "pg_catalog") && self.is_kind_at(2, TokenKind::Dot) { 3 } else { 1 };
        let string = |offset: usize| {
            self.peek_at(offset).filter(|t| t.kind.is_string()).map(|t| token::string_value(t.kind, self.text_of(t)))
        };
        let fits = self.is_at(at, "set_config")
            && self.is_kind_at(at + 1, TokenKind::LeftParen)
            && string(at + 2).is_some_and(|name| name.eq_ignore_ascii_case("search_path"));
        if !fits {
            return None;
        }
        let value = string(at + 4)?;
        let names = value.split(',').map(|name| {
            let name = name.trim();
            match name.strip_prefix('"').and_then(|n| n.strip_suffix('"')) {
                Some(quoted) => quoted.replace("\"\"", "\""),
                None => self.dialect.system.fold(name),
            }
        });
        let path = names.filter(|name| !name.is_empty()).collect_vec();
        Some(StatementKind::SetSearchPath { path: Some(path), local: self.is_at(at + 6, "true") })
    }
}
