//! SQL that a script makes while it runs: `EXEC (N'…')`, `sp_executesql`, `EXECUTE IMMEDIATE`. What is written out whole is read; the rest is
//! reported.

use super::super::ast::{Action, Statement, StatementKind};
use super::super::splitter::{Piece, Splitter};
use crate::list::IteratorExt;
use crate::model::System;
use crate::source::sql::ast::Ident;
use crate::source::sql::lexer::Lexer;
use crate::source::sql::parse::cursor::{Cursor, Read};
use crate::source::sql::token::{Token, TokenKind, string_value};

/// First words of statements that shape a schema.
pub(super) const SHAPES: &[&str] = &["create", "alter", "drop", "rename", "comment", "exec", "execute"];

/// Why what a statement runs is not read. Anything may be there after it.
pub(in crate::source::sql::plain) const RUN_TIME: &str = "SQL that is made at run time";

/// Whether a text begins as such a statement.
pub(super) fn shapes(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default();
    SHAPES.iter().any(|shapes| word.eq_ignore_ascii_case(shapes))
}

impl Cursor<'_> {
    /// SQL Server: behind `EXEC`.
    pub(super) fn read_execute(&mut self, found: &mut Vec<Statement>) -> Read<StatementKind> {
        if self.is_kind(TokenKind::LeftParen) {
            let (from, to) = self.skip_group()?;
            let kind = self.made_statement(from, to, found);
            self.skip_statement();
            return Ok(kind);
        }
        let start = self.position;
        let procedure = self.read_name("a procedure")?;
        if procedure.name().eq_ignore_ascii_case("sp_executesql") {
            let from = self.position;
            self.skip_until(|c| {
                c.is_kind(TokenKind::Comma)
                    || c.is_kind(TokenKind::Semicolon)
                    || (c.position > from && c.begins_statement())
            });
            let kind = self.made_statement(from, self.position, found);
            self.skip_statement();
            return Ok(kind);
        }
        self.position = start;
        self.read_procedure_call()
    }

    /// Oracle: a block of PL/SQL that is run: what it makes stands behind `EXECUTE IMMEDIATE`.
    pub(super) fn read_anonymous_block(&mut self, found: &mut Vec<Statement>) {
        let kept = found.len();
        while !self.at_end() {
            if !self.eat_all(&["execute", "immediate"]) {
                self.bump();
                continue;
            }
            let from = self.position;
            self.skip_until(|c| c.is_kind(TokenKind::Semicolon) || c.is_any(&["into", "using"]));
            let kind = self.made_statement(from, self.position, found);
            found.push(Statement { span: self.span_between(from, self.position), kind, guarded: true });
        }
        // `EXCEPTION WHEN OTHERS THEN NULL`: nobody can tell what was there.
        for statement in found.iter_mut().skip(kept) {
            statement.guarded = true;
        }
    }

    /// What the tokens of an expression say as SQL.
    fn made_statement(&mut self, from: usize, to: usize, found: &mut Vec<Statement>) -> StatementKind {
        let tokens = self.tokens.get(from..to).unwrap_or_default();
        let Some(&first) = tokens.first().filter(|token| token.kind.is_string()) else {
            return StatementKind::Unsupported(RUN_TIME.to_owned());
        };
        let value = string_value(first.kind, self.text_of(first));
        if !shapes(&value) {
            return StatementKind::Irrelevant;
        }
        if tokens.len() == 1 && self.read_literal(first, value.len(), found) {
            return StatementKind::Irrelevant;
        }
        let dropped = self.dropped_default(first, from);
        dropped.unwrap_or_else(|| StatementKind::Unsupported(RUN_TIME.to_owned()))
    }

    /// Reads the statements in a string. `false` where a quote is doubled in it: the places in it are not those of the file.
    fn read_literal(&mut self, token: Token, length: usize, found: &mut Vec<Statement>) -> bool {
        let text = self.text_of(token);
        let Some(quote) = text.find('\'') else { return false };
        // q'[…]' has a bracket inside its quotes.
        let bracket =
            usize::from(text.starts_with(['q', 'Q']) || text.get(..2).is_some_and(|t| t.eq_ignore_ascii_case("nq")));
        let start = token.start as usize + quote + 1 + bracket;
        let end = (token.end as usize).saturating_sub(1 + bracket);
        if end.checked_sub(start) != Some(length) {
            return false;
        }
        let mut splitter = Splitter { lexer: Lexer::new(self.file, self.text, start, end, self.dialect) };
        let mut tokens = Vec::new();
        while let Some(piece) = splitter.next_piece(&mut tokens) {
            if piece == Piece::Statement {
                let mut cursor = Cursor::new(self.file, self.text, self.dialect, &tokens);
                cursor.read_statements(found);
                self.diagnostics.extend(cursor.diagnostics);
            }
        }
        true
    }

    /// How Entity Framework drops a default whose name only the server knows:
    /// `SELECT @v = d.name FROM sys.default_constraints d … WHERE … [c].[name] = N'Url'; EXEC(N'ALTER TABLE [Blogs] DROP CONSTRAINT [' + @v + ']')`.
    fn dropped_default(&mut self, literal: Token, at: usize) -> Option<StatementKind> {
        if self.system() != System::SqlServer {
            return None;
        }
        let name_of =
            |c: &Self, at: usize| c.tokens.get(at).and_then(|&token| c.ident_of(token)).map(|ident| ident.name);
        let query = (0..at)
            .rev()
            .find(|&at| name_of(self, at).is_some_and(|n| n.eq_ignore_ascii_case("default_constraints")))?;
        let value = (query + 2..at).rev().find(|&at| {
            self.tokens.get(at).is_some_and(|token| token.kind.is_string())
                && self.tokens.get(at - 1).is_some_and(|&token| self.text_of(token) == "=")
                && name_of(self, at - 2).is_some_and(|n| n.eq_ignore_ascii_case("name"))
        })?;
        let column = self
            .tokens
            .get(value)
            .map(|&token| Ident { name: string_value(token.kind, self.text_of(token)), span: self.span_of(token) })?;
        let text = self.text_of(literal);
        let end = text.to_ascii_lowercase().find("drop constraint")?;
        let start = literal.start as usize + text.find('\'')? + 1;
        let mut lexer = Lexer::new(self.file, self.text, start, literal.start as usize + end, self.dialect);
        let tokens: Vec<Token> = std::iter::from_fn(|| lexer.next_token()).collect_vec();
        let mut cursor = Cursor::new(self.file, self.text, self.dialect, &tokens);
        if !cursor.eat_all(&["alter", "table"]) {
            return None;
        }
        let table = cursor.read_name("a table").ok()?;
        let actions = vec![Action::SetDefault { column, default: None }];
        Some(StatementKind::AlterTable { table, if_exists: false, actions })
    }
}
