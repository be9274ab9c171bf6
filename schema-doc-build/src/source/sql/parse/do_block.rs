//! `DO`: the DDL in a plpgsql body, where it is plain which of it runs.

use super::super::ast::{Statement, StatementKind};
use super::super::lexer::Lexer;
use super::super::token::{Token, TokenKind};
use super::cursor::{Cursor, Failure, Read};
use crate::list::{IteratorExt, SliceExt};
use crate::text::first_word;

/// How deep a body may stand in bodies.
const MAX_NESTING: u32 = 8;

/// What the statement at hand stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// `BEGIN … END`, and the number of statements found before it.
    Block(usize),
    /// `EXCEPTION WHEN … THEN`, up to the block's `END`.
    Handler,
    /// `IF` something is (or is not yet) there `THEN`.
    Guard {
        present: bool,
    },
    /// A branch on what cannot be known.
    Branch,
    Loop,
}

impl Cursor<'_> {
    /// Behind `DO`.
    pub(super) fn do_block(&mut self) -> Read<StatementKind> {
        let mut language = self.block_language()?;
        let Some(token) = self.peek().filter(|t| t.kind.is_string()) else {
            return Err(self.expected("a body as a string"));
        };
        self.bump();
        if language.is_none() {
            language = self.block_language()?;
        }
        if let Some(language) = language.filter(|language| language != "plpgsql") {
            return Err(unsupported(&format!("a block in `{language}` is not read")));
        }
        if self.nesting >= MAX_NESTING {
            return Err(unsupported("blocks stand too deep in one another"));
        }
        let Some((start, end)) = self.in_place(token) else {
            return Err(unsupported("a body in `'` with quotes in it is not read; quote it with `$$`"));
        };
        let statements = self.body(start, end);
        if statements.all(|(statement, _)| matches!(statement.kind, StatementKind::Irrelevant)) {
            return Ok(StatementKind::Irrelevant);
        }
        Ok(gather(statements))
    }

    fn block_language(&mut self) -> Read<Option<String>> {
        if self.eat("language") { Ok(Some(self.role()?)) } else { Ok(None) }
    }

    /// Where a string's text stands in the file, if its text is what it stands for.
    fn in_place(&self, token: Token) -> Option<(usize, usize)> {
        let text = self.text_of(token);
        let (before, after) = match token.kind {
            TokenKind::DollarString => {
                let tag = super::super::token::dollar_tag_length(text);
                (tag, if text.len() >= 2 * tag { tag } else { 0 })
            }
            TokenKind::String if !text.get(1..text.len().checked_sub(1)?)?.contains('\'') => (1, 1),
            _ => return None,
        };
        Some((token.start as usize + before, (token.end as usize).checked_sub(after)?))
    }

    /// The statements of a body, each with whether it is guarded.
    fn body(&mut self, start: usize, end: usize) -> Vec<(Statement, bool)> {
        let mut lexer = Lexer::new(self.file, self.text, start, end, self.dialect);
        let mut tokens = Vec::new();
        while let Some(token) = lexer.next_token() {
            tokens.push(token);
        }
        self.steps += lexer.steps;
        self.comments.append(&mut lexer.comments);
        self.diagnostics.extend(lexer.diagnostics);
        let mut body = Cursor::new(self.file, self.text, self.dialect, &tokens);
        body.nesting = self.nesting + 1;
        let found = body.block_statements();
        self.steps += body.steps;
        self.comments.append(&mut body.comments);
        self.diagnostics.extend(body.diagnostics);
        found
    }

    fn block_statements(&mut self) -> Vec<(Statement, bool)> {
        let mut frames: Vec<Frame> = Vec::new();
        let mut found: Vec<(Statement, bool)> = Vec::new();
        while !self.at_end() {
            let start = self.position;
            if self.eat_kind(TokenKind::Semicolon) {
            } else if self.is_operator("<<") {
                self.skip_until(|c| c.is_operator(">>"));
                self.bump();
            } else if self.eat("declare") {
                // Declarations, each with its semicolon, up to `BEGIN`.
                while !self.at_end() && !self.is("begin") {
                    self.skip_until(|c| c.is_kind(TokenKind::Semicolon));
                    self.bump();
                }
            } else if self.eat("begin") {
                frames.push(Frame::Block(found.len()));
            } else if self.eat("exception") {
                if let Some(Frame::Block(first)) = frames.last().copied() {
                    found.iter_mut().skip(first).for_each(|(_, guarded)| *guarded = true);
                }
                frames.push(Frame::Handler);
            } else if self.is("when") {
                self.skip_until(|c| c.is("then"));
                self.bump();
            } else if self.eat("end") {
                self.end_frame(&mut frames);
            } else if self.eat("if") {
                frames.push(self.condition());
            } else if self.eat("else") {
                if let Some(frame) = frames.last_mut() {
                    *frame = match *frame {
                        Frame::Guard { present } => Frame::Guard { present: !present },
                        other => other,
                    };
                }
            } else if self.is("elsif") || self.is("elseif") {
                self.skip_until(|c| c.is("then"));
                self.bump();
                if let Some(frame) = frames.last_mut() {
                    *frame = Frame::Branch;
                }
            } else if self.eat("case") {
                self.skip_until(|c| c.is("when"));
                frames.push(Frame::Branch);
            } else if self.is_any(&["loop", "for", "while", "foreach"]) {
                self.skip_until(|c| c.is("loop"));
                self.bump();
                frames.push(Frame::Loop);
            } else {
                self.block_statement(&frames, &mut found);
            }
            if self.position == start {
                self.bump();
            }
        }
        found
    }

    /// Behind `END`.
    fn end_frame(&mut self, frames: &mut Vec<Frame>) {
        self.skip_until(|c| c.is_kind(TokenKind::Semicolon));
        if frames.pop() == Some(Frame::Handler) {
            frames.pop();
        }
    }

    /// Behind `IF`: a look into the catalog is a guard, all else a branch.
    fn condition(&mut self) -> Frame {
        let start = self.position;
        let mut cases = 0_u32;
        self.skip_until(|c| {
            if c.is("case") {
                cases += 1;
            } else if c.is("end") {
                cases = cases.saturating_sub(1);
            }
            cases == 0 && c.is("then")
        });
        let end = self.position;
        self.bump();
        let tokens = self.tokens.get(start..end).unwrap_or_default();
        let words = tokens.iter().filter(|t| t.kind == TokenKind::Word).map(|&t| self.text_of(t).to_ascii_lowercase());
        let words: Vec<String> = words.collect_vec();
        let catalog = words.any(|word| {
            word == "information_schema"
                || word.starts_with("to_reg")
                || (word.starts_with("pg_") && !matches!(word.as_str(), "pg_sleep" | "pg_is_in_recovery"))
        });
        let asks = words.any(|word| word == "exists" || word.starts_with("to_reg"));
        if !catalog || !asks {
            return Frame::Branch;
        }
        let follow = |pair: [&str; 2]| words.windows(2).any(|w| w.iter().zip(pair).all(|(a, b)| a == b));
        let lookup = words.any(|word| word.starts_with("to_reg"));
        let absent = if lookup { follow(["is", "null"]) } else { follow(["not", "exists"]) };
        Frame::Guard { present: !absent }
    }

    /// A statement up to its semicolon.
    fn block_statement(&mut self, frames: &[Frame], found: &mut Vec<(Statement, bool)>) {
        let start = self.position;
        self.skip_until(|c| c.is_kind(TokenKind::Semicolon));
        let end = self.position;
        let outer = std::mem::replace(&mut self.end, end);
        self.position = start;
        let read = if self.eat("execute") { self.execute() } else { self.plain_statement() };
        self.end = outer;
        self.position = end;
        let kind = match read {
            Ok(StatementKind::Irrelevant) => return,
            Ok(kind) => kind,
            Err(failure) => match failure {
                Failure::Unsupported(reason) => StatementKind::Unsupported { reason },
                malformed @ Failure::Malformed(_) => return self.report(malformed),
            },
        };
        let kind = match uncertain(frames, &kind) {
            Some(reason) if !matches!(kind, StatementKind::Unsupported { .. } | StatementKind::Call(_)) => {
                StatementKind::Unsupported { reason: reason.to_owned() }
            }
            _ => kind,
        };
        let guarded = frames.any(|frame| matches!(frame, Frame::Guard { .. }));
        found.push((Statement { span: self.span_from(start), kind }, guarded));
    }

    /// SQL, or a statement of plpgsql.
    fn plain_statement(&mut self) -> Read<StatementKind> {
        if self.is_any(&["create", "alter", "drop", "comment", "grant", "revoke", "do", "import"])
            && !self.is_assignment()
        {
            return self.statement();
        }
        if self.is("set") && self.word_at(1).is_some() {
            return self.statement();
        }
        // `PERFORM f()` is `SELECT` here.
        if self.is_any(&["perform", "call"]) { self.select() } else { Ok(StatementKind::Irrelevant) }
    }

    fn is_assignment(&self) -> bool {
        self.peek_at(1).is_some_and(|t| t.kind == TokenKind::Operator && matches!(self.text_of(t), ":=" | "="))
    }

    /// Behind `EXECUTE`: a plain string is read in its place; what is put together at run time cannot be.
    fn execute(&mut self) -> Read<StatementKind> {
        let alone = self.position + 1 == self.end;
        if let Some((start, end)) = self.peek().filter(|t| alone && t.kind.is_string()).and_then(|t| self.in_place(t)) {
            if self.nesting >= MAX_NESTING {
                return Err(unsupported("blocks stand too deep in one another"));
            }
            let mut lexer = Lexer::new(self.file, self.text, start, end, self.dialect);
            let mut tokens = Vec::new();
            while let Some(token) = lexer.next_token().filter(|t| t.kind != TokenKind::Semicolon) {
                tokens.push(token);
            }
            let mut inner = Cursor::new(self.file, self.text, self.dialect, &tokens);
            inner.nesting = self.nesting + 1;
            let read = inner.statement();
            self.steps += lexer.steps + inner.steps;
            self.comments.append(&mut lexer.comments);
            self.diagnostics.extend(lexer.diagnostics);
            self.diagnostics.extend(inner.diagnostics);
            return read;
        }
        let start = self.position;
        let texts = self.tokens.get(start..self.end).unwrap_or_default().iter().filter(|t| t.kind.is_string());
        let first = texts.clone().next().map(|&t| super::super::token::string_value(t.kind, self.text_of(t)));
        let data = first.is_some_and(|text| {
            let (word, _) = first_word(text.trim_start(), |c| c.is_ascii_alphabetic());
            ["select", "insert", "update", "delete", "analyze", "vacuum", "refresh", "notify"]
                .any(|w| word.eq_ignore_ascii_case(w))
        });
        if data {
            return Ok(StatementKind::Irrelevant);
        }
        Err(unsupported("`EXECUTE` runs a statement that is put together at run time"))
    }
}

fn unsupported(reason: &str) -> Failure {
    Failure::Unsupported(reason.to_owned())
}

/// Why it cannot be known whether, or how often, a statement runs.
fn uncertain(frames: &[Frame], kind: &StatementKind) -> Option<&'static str> {
    frames.iter().find_map(|frame| match frame {
        Frame::Block(_) | Frame::Guard { present: false } => None,
        // What is changed or dropped where it is there is so by the schema; what is created then depends on something else.
        Frame::Guard { present: true } => creates(kind).then_some(CONDITION),
        Frame::Handler => Some("it runs where another statement fails"),
        Frame::Branch => Some(CONDITION),
        Frame::Loop => Some("it runs in a loop"),
    })
}

const CONDITION: &str = "it runs where a condition holds that only the database can know";

fn creates(kind: &StatementKind) -> bool {
    matches!(
        kind,
        StatementKind::CreateTable(_)
            | StatementKind::CreateIndex(_)
            | StatementKind::CreateView(_)
            | StatementKind::CreateType(_)
            | StatementKind::CreateDomain(_)
            | StatementKind::CreateSequence(_)
            | StatementKind::CreateRoutine(_)
            | StatementKind::CreateTrigger(_)
            | StatementKind::CreatePolicy(_)
            | StatementKind::CreateSchema(_)
            | StatementKind::CreateExtension(_)
            | StatementKind::CreateRole(_)
            | StatementKind::CreateOther(_)
    )
}

/// One `Do`; the guarded among others are in a `Do` of their own.
fn gather(statements: Vec<(Statement, bool)>) -> StatementKind {
    let all_alike = statements.all(|(_, guarded)| *guarded) || statements.all(|(_, guarded)| !guarded);
    if all_alike {
        let guarded = statements.first().is_some_and(|(_, guarded)| *guarded);
        return StatementKind::Do {
            statements: statements.into_iter().map(|(statement, _)| statement).collect_vec(),
            guarded,
        };
    }
    let wrapped = statements.into_iter().map(|(statement, guarded)| {
        if !guarded {
            return statement;
        }
        let span = statement.span;
        Statement { span, kind: StatementKind::Do { statements: vec![statement], guarded: true } }
    });
    StatementKind::Do { statements: wrapped.collect_vec(), guarded: false }
}
