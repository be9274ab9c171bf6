//! The tables that a query names, without a grammar of queries: what stands behind `FROM` and `JOIN`.

use crate::list::VecExt;
use crate::ordered::Set;

use super::super::ast::{Ident, ObjectName};
use super::super::token::TokenKind;
use super::cursor::Cursor;
use super::keyword;

/// What the next token may be, inside one pair of parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// Nothing that matters.
    Nothing,
    /// A table, a function or a parenthesis.
    Item,
    /// Behind an item: a comma brings the next one.
    Behind,
    /// The name of a common table expression.
    CommonTable,
    /// Behind its name: a list of columns, `AS`, its query; then a comma or the main query.
    CommonTableBody,
}

/// One pair of parentheses.
#[derive(Debug, Clone, Copy)]
struct Level {
    expect: Expect,
    /// `SELECT` or `DELETE` was seen: `FROM` names tables (and in `extract(year FROM x)` does not).
    selects: bool,
    /// No token was seen yet.
    fresh: bool,
}

impl Level {
    fn new(expect: Expect) -> Self {
        Self { expect, selects: false, fresh: true }
    }
}

/// Words that end the `FROM` list.
const ENDS: &[&str] = &[
    "where",
    "group",
    "having",
    "window",
    "union",
    "intersect",
    "except",
    "order",
    "limit",
    "offset",
    "fetch",
    "for",
    "returning",
    "set",
    "select",
    "values",
];

impl Cursor<'_> {
    /// The tables named in the tokens `start..end`, each with its alias; names of the query's own `WITH` left out.
    pub(super) fn query_tables(&mut self, start: usize, end: usize) -> Vec<(ObjectName, Option<Ident>)> {
        let outer = (self.position, self.end);
        (self.position, self.end) = (start, end);
        let mut tables = Vec::new();
        let mut common = Set::new();
        let mut levels = vec![Level::new(Expect::Nothing)];
        while !self.at_end() {
            self.table_step(&mut levels, &mut tables, &mut common);
        }
        (self.position, self.end) = outer;
        tables.keep(|(name, _)| name.parts.len() > 1 || !common.contains(name.name()));
        tables
    }

    fn table_step(
        &mut self,
        levels: &mut Vec<Level>,
        tables: &mut Vec<(ObjectName, Option<Ident>)>,
        common: &mut Set<String>,
    ) {
        let Some(token) = self.peek() else { return };
        let Some(level) = levels.last_mut() else {
            self.position = self.end;
            return;
        };
        let fresh = std::mem::replace(&mut level.fresh, false);
        match token.kind {
            TokenKind::LeftParen | TokenKind::LeftBracket => {
                // `FROM (a JOIN b …)`, `FROM (SELECT …)`: a query says so by its first word.
                let inner = if level.expect == Expect::Item { Expect::Item } else { Expect::Nothing };
                if level.expect == Expect::Item {
                    level.expect = Expect::Behind;
                }
                levels.push(Level::new(inner));
                self.bump();
            }
            TokenKind::RightParen | TokenKind::RightBracket => {
                if levels.len() > 1 {
                    levels.pop();
                }
                self.bump();
            }
            TokenKind::Comma => {
                level.expect = match level.expect {
                    Expect::Behind => Expect::Item,
                    Expect::CommonTableBody => Expect::CommonTable,
                    other => other,
                };
                self.bump();
            }
            TokenKind::Word | TokenKind::QuotedIdentifier | TokenKind::UnicodeIdentifier => match level.expect {
                Expect::CommonTable if !self.is("recursive") => {
                    level.expect = Expect::CommonTableBody;
                    common.extend(self.ident_of(token).map(|ident| ident.name));
                    self.bump();
                }
                Expect::CommonTable => {
                    self.bump();
                }
                Expect::Item if !self.is_any(&["select", "with", "values", "table"]) => {
                    if self.is_any(&["only", "lateral", "rows"]) && !self.is_kind_at(1, TokenKind::Dot) {
                        // `ROWS FROM (f(), g())` has functions only.
                        if self.eat_all(&["rows", "from"]) {
                            level.expect = Expect::Nothing;
                        } else {
                            self.bump();
                        }
                        return;
                    }
                    level.expect = Expect::Behind;
                    if let Some(table) = self.table_item() {
                        tables.push(table);
                    }
                }
                _ => self.table_word(level, fresh),
            },
            _ => {
                self.bump();
            }
        }
    }

    fn table_word(&mut self, level: &mut Level, fresh: bool) {
        let behind_dot = self
            .position
            .checked_sub(1)
            .and_then(|i| self.tokens.get(i))
            .is_some_and(|t| matches!(t.kind, TokenKind::Dot | TokenKind::Cast));
        let joins = self.is("join") && level.expect == Expect::Behind;
        let lists = self.is("from") && level.selects && !self.is_behind_distinct();
        if behind_dot {
            self.bump();
        } else if fresh && self.is("with") {
            level.expect = Expect::CommonTable;
            self.bump();
        } else if joins || lists {
            level.expect = Expect::Item;
            self.bump();
        } else {
            if self.is("select") || self.is("delete") {
                level.selects = true;
            }
            if self.is_any(ENDS) && level.expect != Expect::CommonTableBody
                || level.expect == Expect::CommonTableBody
                    && self.is_any(&["select", "insert", "update", "delete", "values"])
                || level.expect == Expect::Item
            {
                level.expect = Expect::Nothing;
            }
            self.bump();
        }
    }

    /// `IS [NOT] DISTINCT FROM`.
    fn is_behind_distinct(&self) -> bool {
        let before = self.position.checked_sub(1).and_then(|i| self.tokens.get(i));
        before.is_some_and(|&t| self.text_of(t).eq_ignore_ascii_case("distinct"))
    }

    /// A table with its alias; a function is passed over.
    fn table_item(&mut self) -> Option<(ObjectName, Option<Ident>)> {
        let Ok(first) = self.label("a table") else {
            self.bump();
            return None;
        };
        let name = self.object_name_from(first).ok()?;
        if self.is_kind(TokenKind::LeftParen) {
            return None;
        }
        if self.is_operator("*") {
            self.bump();
        }
        if self.eat("as") {
            return Some((name, self.label("an alias").ok()));
        }
        let alias = self.peek().filter(|&t| {
            t.kind == TokenKind::QuotedIdentifier
                || (t.kind == TokenKind::Word && !keyword::is_reserved(self.text_of(t)) && !self.is("set"))
        });
        let alias = alias.and_then(|token| self.ident_of(token));
        if alias.is_some() {
            self.bump();
        }
        Some((name, alias))
    }
}
