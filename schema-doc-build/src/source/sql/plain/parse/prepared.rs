//! SQL that a script of MySQL makes while it runs (MySQL 8.4, Prepared Statements; User-Defined Variables):
//! `SET @s = IF(@n > 0, 'SELECT 1', CONCAT('ALTER TABLE ', @t, ' ADD a int')); PREPARE p FROM @s; EXECUTE p;`.
//! What is put together of strings is read; the rest is reported.

use std::rc::Rc;

use schema_doc_diagnostics::{Diagnostics, Span};

use super::super::ast::{Statement, StatementKind};
use super::run_time::{RUN_TIME, SHAPES, shapes};
use crate::list::{IteratorExt, SliceExt};
use crate::ordered::Map;
use crate::source::sql::dialect::Dialect;
use crate::source::sql::lexer::Lexer;
use crate::source::sql::parse::cursor::Cursor;
use crate::source::sql::token::{Token, TokenKind, string_value};

/// What is known of a value.
#[derive(Debug, Clone)]
enum Value {
    Text {
        text: Rc<str>,
        /// Where the first of its strings stands.
        at: usize,
        /// By what the catalog says of objects: they may be there, or not.
        chosen: bool,
    },
    /// What the catalog says of objects: `(SELECT COUNT(*) FROM information_schema.columns WHERE …)`.
    Catalog,
    Unknown,
}

/// Why what stands under a condition is not read.
const CONDITION: &str = "whether what follows runs is known at run time only";

/// Functions in functions, at most: each is a call in a call.
const DEEPEST: u32 = 8;

/// The values of variables (`@s`), of parameters and of prepared statements (`p`), by their names in lower case.
#[derive(Debug)]
pub(super) struct Prepared {
    values: Map<String, Value>,
    /// Bytes of text that may still be made: so many times the file's, whatever the variables name each other for.
    budget: usize,
}

impl Prepared {
    pub(super) fn of(text: &str) -> Self {
        Self { values: Map::new(), budget: text.len().saturating_mul(8) }
    }

    /// Heeds `SET @s = …`, `SELECT … INTO @s` and `PREPARE`, and adds what `EXECUTE` runs. `true` where nothing else is in the statement.
    pub(super) fn read(&mut self, cursor: &mut Cursor<'_>, found: &mut Vec<Statement>) -> bool {
        let start = cursor.position;
        match cursor.eat_any(&["set", "select", "prepare", "execute"]) {
            Some("set") => loop {
                self.assign(cursor, |c| c.is_kind(TokenKind::Comma) || c.is_kind(TokenKind::Semicolon));
                if !cursor.eat_kind(TokenKind::Comma) {
                    break;
                }
            },
            Some("select") => self.select(cursor),
            Some("prepare") => {
                if let Some(name) = cursor.word().map(str::to_ascii_lowercase) {
                    cursor.position += 2;
                    let value = self.value(cursor, cursor.position, cursor.end, 0);
                    self.values.insert(name, value);
                }
                cursor.position = cursor.end;
                return true;
            }
            Some(_) => {
                let value = if cursor.eat("immediate") {
                    Some(self.value(cursor, cursor.position, cursor.end, 0))
                } else {
                    cursor.word().and_then(|name| self.values.get(&name.to_ascii_lowercase())).cloned()
                };
                cursor.position = cursor.end;
                let first = found.len();
                if !self.run(cursor, value.unwrap_or(Value::Unknown), found) {
                    let kind = StatementKind::Unsupported(RUN_TIME.to_owned());
                    found.push(Statement { span: cursor.span_from(start), kind, guarded: false });
                }
                for statement in found.iter_mut().skip(first) {
                    statement.span = cursor.span_from(start);
                }
                return true;
            }
            None => {}
        }
        cursor.position = start;
        false
    }

    /// `@s = …`, `@s := …`, up to where it stops.
    fn assign(&mut self, cursor: &mut Cursor<'_>, stop: impl Fn(&Cursor<'_>) -> bool) {
        let name = variable(cursor);
        cursor.bump();
        let assigns = cursor.is_operator("=") || cursor.is_operator(":=");
        let from = cursor.position + 1;
        cursor.skip_until(stop);
        if let Some(name) = name.filter(|_| assigns) {
            let value = self.value(cursor, from, cursor.position, 0);
            self.values.insert(name, value);
        }
    }

    /// Behind `SELECT`: `@s := …`, `… INTO @s FROM …`.
    fn select(&mut self, cursor: &mut Cursor<'_>) {
        let from = cursor.position;
        if cursor.peek_at(1).is_some_and(|token| cursor.text_of(token) == ":=") {
            return self.assign(cursor, |c| c.is("from"));
        }
        cursor.skip_until(|c| c.is("into") || c.is("from"));
        let to = cursor.position;
        cursor.skip_until(|c| c.is("into"));
        if !cursor.eat("into") {
            return;
        }
        let value = match self.value(cursor, from, to, 0) {
            Value::Unknown if self.asks_catalog(cursor, from, cursor.end) => Value::Catalog,
            value => value,
        };
        while let Some(name) = variable(cursor) {
            cursor.bump();
            cursor.eat_kind(TokenKind::Comma);
            self.values.insert(name, value.clone());
        }
    }

    /// What the tokens of an expression make.
    fn value(&mut self, cursor: &mut Cursor<'_>, from: usize, to: usize, depth: u32) -> Value {
        let tokens = cursor.tokens.get(from..to).unwrap_or_default();
        let word = tokens.first().map_or("", |&token| cursor.text_of(token)).to_ascii_lowercase();
        if depth > DEEPEST {
            return Value::Unknown;
        }
        match tokens {
            [first, ..] if tokens.all(|token| token.kind.is_string()) => {
                let text = tokens.mapped(|&token| string_value(token.kind, cursor.text_of(token))).join("");
                return self.text(&text, first.start as usize, false);
            }
            [_] if word == "null" => return self.text("", 0, false),
            [_] => {
                let value = self.values.get(&word).cloned().unwrap_or(Value::Unknown);
                return match value {
                    Value::Text { text, at, chosen } => self.text(&text, at, chosen),
                    value => value,
                };
            }
            [Token { kind: TokenKind::LeftParen, .. }, ..] if cursor.closing(from) == Some(to - 1) => {
                return self.value(cursor, from + 1, to - 1, depth + 1);
            }
            [_, Token { kind: TokenKind::LeftParen, .. }, ..] if cursor.closing(from + 1) == Some(to - 1) => {
                let arguments = split(cursor, from + 2, to - 1, |c| c.is_kind(TokenKind::Comma));
                match (word.as_str(), arguments.as_slice()) {
                    ("concat", arguments) => return self.concatenated(cursor, arguments, depth),
                    ("if", &[condition, yes, no]) => {
                        let (yes, no) =
                            (self.value(cursor, yes.0, yes.1, depth + 1), self.value(cursor, no.0, no.1, depth + 1));
                        return chosen(yes, no, self.asks_catalog(cursor, condition.0, condition.1));
                    }
                    _ => {}
                }
            }
            _ if word == "select" && split(cursor, from, to, |c| c.is("from")).len() == 1 => {
                return self.value(cursor, from + 1, to, depth + 1);
            }
            _ => {}
        }
        if self.asks_catalog(cursor, from, to) { Value::Catalog } else { Value::Unknown }
    }

    fn concatenated(&mut self, cursor: &mut Cursor<'_>, arguments: &[(usize, usize)], depth: u32) -> Value {
        let (mut made, mut place, mut by_catalog) = (String::new(), None, false);
        for &(from, to) in arguments {
            match self.value(cursor, from, to, depth + 1) {
                Value::Text { text, at, chosen } => {
                    made.push_str(&text);
                    place = place.or(Some(at));
                    by_catalog |= chosen;
                }
                // INSERT INTO …: whatever follows.
                _ if !made.is_empty() && !shapes(&made) => break,
                _ => return Value::Unknown,
            }
        }
        self.text(&made, place.unwrap_or_default(), by_catalog)
    }

    fn text(&mut self, text: &str, at: usize, chosen: bool) -> Value {
        let Some(left) = self.budget.checked_sub(text.len()) else { return Value::Unknown };
        self.budget = left;
        Value::Text { text: text.into(), at, chosen }
    }

    /// Whether the tokens `from..to` ask which objects there are.
    fn asks_catalog(&self, cursor: &Cursor<'_>, from: usize, to: usize) -> bool {
        cursor.tokens.get(from..to).unwrap_or_default().any(|&token| {
            let text = cursor.text_of(token).to_ascii_lowercase();
            text.trim_matches('`') == "information_schema" || matches!(self.values.get(&text), Some(Value::Catalog))
        })
    }

    /// Adds what a text says. `false` where nobody can tell.
    fn run(&mut self, cursor: &mut Cursor<'_>, value: Value, found: &mut Vec<Statement>) -> bool {
        let Value::Text { text, at, chosen } = value else { return false };
        let second = text.split_whitespace().nth(1).unwrap_or_default();
        if !shapes(&text) {
            return true;
        }
        // The text of a body and of a query is the file's.
        let is_kept_whole = ["view", "trigger", "procedure", "function", "event", "definer", "or", "algorithm"]
            .any(|word| second.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)));
        if is_kept_whole && text.trim_start().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("create")) {
            return false;
        }
        let Some(left) = self.budget.checked_sub(at + text.len()) else { return false };
        self.budget = left;
        // Its places are those of the file.
        let padded = format!("{}{text}", " ".repeat(at));
        let mut lexer = Lexer::new(cursor.file, &padded, at, padded.len(), cursor.dialect);
        let tokens: Vec<Token> = std::iter::from_fn(|| lexer.next_token()).collect_vec();
        let mut inner = Cursor::new(cursor.file, &padded, cursor.dialect, &tokens);
        let first = found.len();
        inner.read_statements(found);
        for mut diagnostic in inner.diagnostics {
            diagnostic.span = Some(cursor.span_between(0, cursor.end));
            cursor.diagnostics.push(diagnostic);
        }
        for statement in found.iter_mut().skip(first) {
            statement.guarded |= chosen;
        }
        true
    }
}

/// The variable that stands here, in lower case: a user's `@s`, or a body's own.
fn variable(cursor: &Cursor<'_>) -> Option<String> {
    cursor.word().filter(|word| !word.starts_with("@@")).map(str::to_ascii_lowercase)
}

/// The parts of the tokens `from..to` between those, outside of parentheses, for which `separates` holds.
fn split(
    cursor: &mut Cursor<'_>,
    from: usize,
    to: usize,
    separates: impl Fn(&Cursor<'_>) -> bool,
) -> Vec<(usize, usize)> {
    let (position, end) = (cursor.position, std::mem::replace(&mut cursor.end, to));
    cursor.position = from;
    let mut parts = Vec::new();
    loop {
        let start = cursor.position;
        cursor.skip_until(&separates);
        parts.push((start, cursor.position));
        if cursor.bump().is_none() {
            break;
        }
    }
    (cursor.position, cursor.end) = (position, end);
    parts
}

/// `IF(@n > 0, yes, no)`: the one that shapes the schema, where the condition is about objects. The other way is for a database that has the
/// object, or has it not: here it has what the statements say.
fn chosen(yes: Value, no: Value, about_objects: bool) -> Value {
    let is = |value: &Value| match value {
        Value::Text { text, .. } => Some(shapes(text)),
        _ => None,
    };
    match (is(&yes), is(&no)) {
        (Some(false), Some(false)) => yes,
        (Some(true), Some(false)) | (Some(false), Some(true)) if about_objects => {
            let value = if is(&yes) == Some(true) { yes } else { no };
            match value {
                Value::Text { text, at, .. } => Value::Text { text, at, chosen: true },
                value => value,
            }
        }
        _ => Value::Unknown,
    }
}

/// What a routine does to the schema when it is called, whatever its conditions say of objects, and what is wrong with it. `parameters` are
/// those whose values are known; `budget` is as [`Prepared`]'s.
pub(in crate::source::sql::plain) fn called(
    text: &str,
    body: Span,
    dialect: &Dialect,
    parameters: Vec<(String, String)>,
    (budget, diagnostics): (&mut usize, &mut Diagnostics),
) -> Vec<Statement> {
    let mut prepared = Prepared { values: Map::new(), budget: *budget };
    for (name, value) in parameters {
        let value = prepared.text(&value, body.start as usize, false);
        prepared.values.insert(name.to_ascii_lowercase(), value);
    }
    let mut lexer = Lexer::new(body.file, text, body.start as usize, body.end as usize, dialect);
    let tokens: Vec<Token> = std::iter::from_fn(|| lexer.next_token()).collect_vec();
    let is = |token: &Token, words: &[&str]| {
        let word = text.get(token.start as usize..token.end as usize).unwrap_or_default();
        words.any(|other| word.eq_ignore_ascii_case(other))
    };
    let conditional = tokens.any(|token| is(token, &["then"]));
    let about_objects = tokens.any(|token| is(token, &["information_schema", "`information_schema`", "handler"]));
    let mut found = Vec::new();
    let mut start = 0;
    for (at, token) in tokens.iter().enumerate() {
        let shapes = tokens.get(start).is_some_and(|token| is(token, SHAPES) || is(token, &["prepare", "call"]));
        if token.kind == TokenKind::Semicolon {
            let statement = tokens.get(start..at).unwrap_or_default();
            let mut cursor = Cursor::new(body.file, text, dialect, statement);
            if !prepared.read(&mut cursor, &mut found) && shapes {
                cursor.read_statements(&mut found);
            }
            diagnostics.extend(cursor.diagnostics);
            start = at + 1;
        } else if !shapes && is(token, &["begin", "then", "else", "do", "loop", "repeat"]) {
            start = at + 1;
        }
    }
    *budget = prepared.budget;
    for statement in &mut found {
        statement.guarded = true;
        if conditional && !about_objects && !matches!(statement.kind, StatementKind::Irrelevant) {
            statement.kind = StatementKind::Unsupported(CONDITION.to_owned());
        }
    }
    found
}
