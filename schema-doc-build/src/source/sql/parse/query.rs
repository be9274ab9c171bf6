//! Queries: their text, and what can be seen of them without a full grammar.

use super::super::ast::{Query, StatementKind};
use super::super::token::TokenKind;
use super::cursor::{Cursor, Failure, Read};

/// Functions of well-known extensions that change the columns of tables.
const FUNCTIONS: &[&str] = &["addgeometrycolumn", "dropgeometrycolumn", "dropgeometrytable"];

impl Cursor<'_> {
    /// A query up to the end of the statement.
    pub(super) fn query(&mut self) -> Read<Query> {
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

    /// A `SELECT` of its own, from its first word on: what runs for its effect.
    pub(super) fn select(&mut self) -> Read<StatementKind> {
        if let Some(kind) = self.set_config() {
            self.skip_until(Self::is_statement_start);
            return Ok(kind);
        }
        let start = self.position;
        let mut into = false;
        let mut main = None;
        let mut effect = None;
        self.skip_until(|c| {
            if c.position > start && c.is_statement_start() {
                return true;
            }
            if main.is_none() {
                main = ["select", "insert", "update", "delete", "merge"].into_iter().find(|word| c.is(word));
            }
            into |= main == Some("select") && c.is("into") && !c.is_at(1, "strict");
            if effect.is_none() && c.is_kind_at(1, TokenKind::LeftParen) {
                effect = FUNCTIONS.iter().find(|function| c.is(function)).copied();
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
        Ok(StatementKind::Irrelevant)
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
