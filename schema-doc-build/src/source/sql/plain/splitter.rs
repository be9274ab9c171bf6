//! Tokens → statements, one at a time: at `;`, at a `DELIMITER` of one's own, or at the line that ends a batch; not inside the body of a
//! routine.

use schema_doc_diagnostics::Span;

use super::irrelevant;
use crate::list::SliceExt;
use crate::model::System;
use crate::source::sql::lexer::Lexer;
use crate::source::sql::token::{Token, TokenKind};

/// What the splitter found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// A statement; its tokens are in the buffer, at least one, without the terminator.
    Statement,
    /// A statement that shapes no schema, by its first word; nothing of it was kept.
    Skipped(Span),
    /// A line that a client reads: SQL*Plus's `SET …`, `.mode` of SQLite's shell, SQLCMD's `:setvar`.
    ClientLine(Span),
}

/// What the semicolons of a statement mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Body {
    /// The first one ends it.
    None,
    /// They end it outside of `BEGIN … END`.
    Block,
    /// Only the end of the batch ends it.
    Batch,
}

/// What the first token of a statement is.
enum First {
    /// A part of it.
    Token,
    /// A command that only the splitter heeds.
    Nothing,
    /// All of it.
    Piece(Piece),
}

/// Reads statements off a lexer.
#[derive(Debug)]
pub(super) struct Splitter<'a> {
    pub(super) lexer: Lexer<'a>,
}

impl<'a> Splitter<'a> {
    /// The next piece; `tokens` is overwritten.
    pub(super) fn next_piece(&mut self, tokens: &mut Vec<Token>) -> Option<Piece> {
        tokens.clear();
        let mut body = Body::None;
        let mut depth = 0_u32;
        // The word behind `END` in `END IF` opens nothing.
        let mut closes = false;
        loop {
            if self.eats_delimiter() {
                if tokens.is_empty() {
                    continue;
                }
                return Some(Piece::Statement);
            }
            let Some(token) = self.lexer.next_token() else { break };
            if self.ends_batch(token) {
                self.lexer.position = self.lexer.line_end(token.start as usize);
                if tokens.is_empty() {
                    continue;
                }
                return Some(Piece::Statement);
            }
            if !tokens.is_empty() && self.begins_command(token) {
                self.lexer.position = token.start as usize;
                return Some(Piece::Statement);
            }
            if tokens.is_empty() {
                match self.first(token) {
                    First::Token => {}
                    First::Nothing => continue,
                    First::Piece(piece) => return Some(piece),
                }
            }
            match token.kind {
                TokenKind::Semicolon if self.lexer.delimiter.is_none() => match body {
                    Body::None | Body::Block if depth == 0 => {
                        if tokens.is_empty() {
                            continue;
                        }
                        return Some(Piece::Statement);
                    }
                    _ => {}
                },
                TokenKind::Word if self.lexer.delimiter.is_none() => {
                    let word = self.text(token);
                    if body == Body::None {
                        body = self.body(tokens, word);
                    }
                    if closes {
                        closes = false;
                    } else if body == Body::Block || self.lexer.dialect.free_statements {
                        if word.eq_ignore_ascii_case("end") && depth > 0 {
                            match self.next_word() {
                                word if is_any(word, &["if", "loop", "while", "repeat", "for"]) => closes = true,
                                word => {
                                    closes = is_any(word, &["case"]);
                                    depth -= 1;
                                }
                            }
                        } else if is_any(word, &["begin", "case"])
                            && !is_any(self.next_word(), &["tran", "transaction", "distributed", "dialog"])
                        {
                            depth += 1;
                        }
                    }
                }
                _ => {}
            }
            tokens.push(token);
        }
        (!tokens.is_empty()).then_some(Piece::Statement)
    }

    fn text(&self, token: Token) -> &'a str {
        self.lexer.text.get(token.start as usize..token.end as usize).unwrap_or_default()
    }

    /// The word that follows, where nothing but white space is between.
    fn next_word(&self) -> &'a str {
        let rest = self.lexer.text.get(self.lexer.position..).unwrap_or_default().trim_start();
        let end = rest.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    }

    fn eats_delimiter(&mut self) -> bool {
        let Some(delimiter) = self.lexer.delimiter else { return false };
        self.lexer.skip_blank();
        let is = self.lexer.text.get(self.lexer.position..).is_some_and(|rest| rest.starts_with(delimiter));
        if is {
            self.lexer.position += delimiter.len();
        }
        is
    }

    /// Whether a token is all of the line that ends a batch: `GO`, `GO 5`, `/`.
    fn ends_batch(&self, token: Token) -> bool {
        self.lexer.dialect.batch_line.is_some_and(|mark| self.text(token).eq_ignore_ascii_case(mark))
            && self.lexer.is_alone(token.start as usize, token.end as usize)
    }

    /// Whether a token begins a command of SQLCMD: `:setvar path "x"`, `:r other.sql`.
    fn begins_command(&self, token: Token) -> bool {
        token.kind == TokenKind::Colon
            && self.lexer.dialect.system == System::SqlServer
            && self.lexer.begins_line(token.start as usize)
    }

    /// What the first token of a statement is.
    fn first(&mut self, token: Token) -> First {
        let word = self.text(token);
        let system = self.lexer.dialect.system;
        let client_line = match token.kind {
            TokenKind::Word => {
                if self.lexer.dialect.delimiter_command && word.eq_ignore_ascii_case("delimiter") {
                    // Flyway's may stand on the next line.
                    let rest = self.lexer.text.get(token.end as usize..).unwrap_or_default();
                    let delimiter = rest.split_whitespace().next().unwrap_or_default();
                    let blank = rest.len() - rest.trim_start().len();
                    self.lexer.delimiter = Some(delimiter).filter(|d| !matches!(*d, "" | ";"));
                    self.lexer.position = self.lexer.line_end(token.end as usize + blank);
                    return First::Nothing;
                }
                if !self.lexer.dialect.free_statements && irrelevant::is_skipped(word) {
                    self.lexer.skip_statement();
                    let span = self.lexer.span(token.start as usize, self.lexer.position);
                    return First::Piece(Piece::Skipped(span));
                }
                // `$ dir` asks the machine.
                (system == System::Oracle && (is_any(word, SQL_PLUS) || word.starts_with('$')))
                    || (system.is_mysql() && word.eq_ignore_ascii_case("source"))
            }
            // SQL*Plus: the buffer ends, and nothing of it is run.
            TokenKind::Dot => matches!(system, System::Sqlite | System::Oracle),
            // `);/`
            TokenKind::Operator if system == System::Oracle && word == "/" => return First::Nothing,
            TokenKind::Operator => system == System::Oracle && word.starts_with(['@', '!']),
            TokenKind::Other => system.is_mysql() && word == "\\",
            TokenKind::Colon => self.begins_command(token),
            _ => false,
        };
        if !client_line {
            return First::Token;
        }
        let mut line = self.lexer.line_end(token.start as usize);
        // SQL*Plus: a command goes on behind a hyphen; rules of hyphens are no such thing in practice.
        while system == System::Oracle && line < self.lexer.text.len() && self.lexer.text[..line].ends_with(" -") {
            let line_break = if self.lexer.text[line..].starts_with('\r') { 2 } else { 1 };
            line = self.lexer.line_end(line + line_break);
        }
        self.lexer.position = line;
        First::Piece(Piece::ClientLine(self.lexer.span(token.start as usize, line)))
    }

    /// What a word among the first ones says about the statement's semicolons.
    fn body(&self, tokens: &[Token], word: &str) -> Body {
        let system = self.lexer.dialect.system;
        if system == System::SqlServer && is_any(word, &["declare"]) {
            // Its variables live to the end of the batch.
            return Body::Batch;
        }
        let Some(&first) = tokens.first() else {
            let block = system == System::Oracle && is_any(word, &["begin", "declare"]);
            return if block { Body::Batch } else { Body::None };
        };
        // `CREATE OR REPLACE DEFINER = a@b SQL SECURITY INVOKER PROCEDURE`.
        if tokens.len() > 12 || !is_any(self.text(first), &["create", "alter"]) {
            return Body::None;
        }
        let named = tokens.get(1..).unwrap_or_default().any(|&token| {
            token.kind == TokenKind::LeftParen
                || is_any(self.text(token), &["table", "index", "sequence", "user", "role", "database", "schema"])
        });
        if named {
            return Body::None;
        }
        match system {
            System::SqlServer if is_any(word, &["proc", "procedure", "function", "trigger", "view"]) => Body::Batch,
            System::Oracle
                if is_any(word, &["procedure", "function", "trigger", "package", "java"])
                    || (is_any(word, &["type", "body"]) && tokens.len() < 5) =>
            {
                Body::Batch
            }
            System::MySql | System::MariaDb
                if is_any(word, &["procedure", "function", "trigger", "event", "package"]) =>
            {
                Body::Block
            }
            System::Sqlite if is_any(word, &["trigger"]) => Body::Block,
            _ => Body::None,
        }
    }
}

/// The commands of SQL*Plus that stand on a line of their own.
const SQL_PLUS: &[&str] = &[
    "acc",
    "accept",
    "archive",
    "attribute",
    "break",
    "btitle",
    "clear",
    "col",
    "column",
    "compute",
    "conn",
    "connect",
    "copy",
    "def",
    "define",
    "disc",
    "disconnect",
    "exec",
    "execute",
    "exit",
    "host",
    "oradebug",
    "passw",
    "password",
    "pause",
    "print",
    "pro",
    "prompt",
    "quit",
    "rem",
    "remark",
    "repfooter",
    "repheader",
    "run",
    "save",
    "set",
    "sho",
    "show",
    "shutdown",
    "spo",
    "spool",
    "sta",
    "start",
    "startup",
    "store",
    "timing",
    "ttitle",
    "undef",
    "undefine",
    "var",
    "variable",
    "whenever",
];

fn is_any(word: &str, words: &[&str]) -> bool {
    words.any(|other| word.eq_ignore_ascii_case(other))
}
