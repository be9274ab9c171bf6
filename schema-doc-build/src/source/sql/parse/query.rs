//! Queries: their text, and what can be seen of them without a full grammar.

use super::super::ast::{ObjectName, Query, StatementKind};
use super::super::token::TokenKind;
use super::cursor::{Cursor, Failure, Read};
use super::keyword;
use crate::list::{IteratorExt, SliceExt};

/// Functions of well-known extensions that make or change tables.
const FUNCTIONS: &[&str] = &[
    "addgeometrycolumn",
    "create_hypertable",
    "create_parent",
    "dropgeometrycolumn",
    "dropgeometrytable",
    "enable_tracking",
    "updategeometrysrid",
];

impl Cursor<'_> {
    /// A query up to the end of the statement.
    pub(in crate::source::sql) fn query(&mut self) -> Read<Query> {
        let start = self.position;
        self.skip_until(|c| c.is_query_end() || (c.position > start && c.is_statement_start()));
        if self.position == start {
            return Err(self.expected_word("a query", &["select", "with", "values", "table"]));
        }
        let text = self.unfolded(start, self.position);
        let span = self.span_from(start);
        let end = self.position;
        let outputs = self.query_outputs(start, end);
        let tables = self.query_tables(start, end);
        if self.is_query_end() {
            self.position = self.end;
        }
        Ok(Query { text, span, outputs, tables })
    }

    /// A `SELECT`, `PERFORM` or `CALL` of its own, from its first word on: what runs for its effect.
    pub(super) fn select(&mut self) -> Read<StatementKind> {
        if let Some(kind) = self.set_config() {
            self.skip_until(Self::is_statement_start);
            return Ok(kind);
        }
        let start = self.position;
        let mut into = false;
        let mut main = None;
        let mut effect = None;
        let mut calls = Vec::new();
        let with = self.is("with");
        self.skip_until(|c| {
            // `WITH a AS (…) INSERT INTO b …`: the statement's own verb
            let verb = with && main.is_none() && c.is("insert");
            if c.position > start && !verb && c.is_statement_start() {
                return true;
            }
            if main.is_none() {
                main = ["select", "insert", "update", "delete", "merge"].into_iter().find(|word| c.is(word));
            }
            into |= main == Some("select") && c.is("into") && !c.is_at(1, "strict");
            if c.is_kind_at(1, TokenKind::LeftParen) {
                effect = effect.or_else(|| FUNCTIONS.find(|function| c.is(function)).copied());
                calls.push(c.position);
            }
            false
        });
        if into {
            let reason = "`SELECT … INTO` makes a table of whatever the query gives; type `CREATE TABLE … AS`";
            return Err(Failure::Unsupported(reason.to_owned()));
        }
        if let Some(function) = effect {
            return Err(Failure::Unsupported(format!("`{function}` changes tables when it runs")));
        }
        let names: Vec<ObjectName> = calls.into_iter().filter_map(|at| self.name_ending_at(start, at)).collect_vec();
        Ok(if names.is_empty() { StatementKind::Irrelevant } else { StatementKind::Call(names) })
    }

    /// The name `a.b` whose last part is the token at `last`.
    fn name_ending_at(&self, start: usize, last: usize) -> Option<ObjectName> {
        let part = |at: usize| self.tokens.get(at).and_then(|&token| self.ident_of(token));
        let mut parts = vec![part(last).filter(|name| !keyword::is_reserved(&name.name))?];
        let mut at = last;
        while let Some(before) = at.checked_sub(2).filter(|&before| before > start)
            && self.tokens.get(at - 1).is_some_and(|t| t.kind == TokenKind::Dot)
            && let Some(name) = part(before)
        {
            parts.insert(0, name);
            at = before;
        }
        Some(ObjectName { parts, span: self.span_between(at, last + 1) })
    }

    /// `WITH [NO] DATA`, `WITH [LOCAL | CASCADED] CHECK OPTION`.
    fn is_query_end(&self) -> bool {
        let rest = self.end - self.position;
        (rest == 2 && self.are(&["with", "data"]))
            || (rest == 3 && (self.are(&["with", "no", "data"]) || self.are(&["with", "check", "option"])))
            || (rest == 4 && self.is("with") && self.is_at(2, "check") && self.is_at(3, "option"))
    }

    /// The text of the tokens `start..end`, comments out, line breaks kept.
    pub(super) fn unfolded(&self, start: usize, end: usize) -> String {
        let mut text = String::new();
        let mut before: Option<u32> = None;
        for &token in self.tokens.get(start..end).unwrap_or_default() {
            if let Some(before) = before {
                let gap = self.text.get(before as usize..token.start as usize).unwrap_or_default();
                if gap.trim().is_empty() {
                    text.extend(gap.chars().filter(|&c| c != '\r'));
                } else if let Some(line_break) = gap.rfind('\n') {
                    text.push_str(gap.get(line_break..).filter(|line| line.trim().is_empty()).unwrap_or("\n"));
                } else {
                    text.push(' ');
                }
            }
            text.push_str(self.text_of(token));
            before = Some(token.end);
        }
        text
    }
}
