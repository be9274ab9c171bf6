//! Queries: their text, and what can be seen of them without a full grammar.

use super::super::ast::Query;
use super::cursor::{Cursor, Read};

impl Cursor<'_> {
    /// A query up to the end of the statement, or to these words at depth 0 with nothing but themselves behind.
    pub(super) fn query(&mut self, _stop: &[&str]) -> Read<Query> {
        let start = self.position;
        self.skip_until(|c| c.is_query_end() || (c.position > start && c.is_statement_start()));
        if self.position == start {
            return Err(self.expected_word("a query", &["select", "with", "values", "table"]));
        }
        let text = self.unfolded(start, self.position);
        let span = self.span_from(start);
        if self.is_query_end() {
            self.position = self.end;
        }
        Ok(Query { text, span, outputs: None, tables: Vec::new() })
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
