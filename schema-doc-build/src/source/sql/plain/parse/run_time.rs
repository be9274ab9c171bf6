//! SQL that a script makes while it runs: `EXEC (N'…')`, `sp_executesql`, `EXECUTE IMMEDIATE`. What is written out whole is read; the rest is
//! reported.

use super::super::ast::{Action, Statement, StatementKind};
use super::super::irrelevant;
use super::super::splitter::{Piece, Splitter};
use super::drop_substitutions;
use crate::list::{IteratorExt, SliceExt};
use crate::model::System;
use crate::ordered::Map;
use crate::source::sql::ast::Ident;
use crate::source::sql::lexer::Lexer;
use crate::source::sql::parse::cursor::{Cursor, Read};
use crate::source::sql::token::{Token, TokenKind, string_value};

/// First words of statements that shape a schema.
pub(super) const SHAPES: &[&str] = &["create", "alter", "drop", "rename", "comment", "exec", "execute"];

/// Why what a statement runs is not read. Anything may be there after it.
pub(in crate::source::sql::plain) const RUN_TIME: &str = "SQL that is made at run time";

/// Tokens between the query for a name and the statement that is made with it, at most.
const LOOK_BACK: usize = 1_000;

/// Whether a text begins as such a statement.
pub(super) fn shapes(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    SHAPES.any(|shapes| first.eq_ignore_ascii_case(shapes)) && irrelevant::reason(first, second).is_none()
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
            // @stmt = N'…'
            if self.peek_at(1).is_some_and(|token| self.text_of(token) == "=") {
                self.position += 2;
            }
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

    /// Oracle: a block of PL/SQL that is run: what it makes stands behind `EXECUTE IMMEDIATE`. Of the branches of an `IF` the first is
    /// for a database that has not what it makes, and handlers of exceptions are for what did not go well: here all goes well.
    pub(super) fn read_anonymous_block(&mut self, found: &mut Vec<Statement>) {
        let kept = found.len();
        let asks_dictionary = self.asks_dictionary();
        // For each `IF`, `LOOP`, `CASE` and `BEGIN` that is open, whether it is an `IF`, and how much was found before what is left out.
        let mut open: Vec<(bool, Option<usize>)> = Vec::new();
        let mut conditions = 0_u32;
        let mut variables: Map<String, Option<(usize, usize)>> = Map::new();
        let mut start = self.position;
        while let Some(token) = self.peek() {
            let at = self.position;
            if self.eat_all(&["execute", "immediate"]) {
                let mut made = (self.position, self.position);
                self.skip_until(|c| {
                    c.is_kind(TokenKind::Semicolon) || c.is_any(&["into", "using", "bulk", "returning"])
                });
                made.1 = self.position;
                if let [name] = self.tokens.get(made.0..made.1).unwrap_or_default() {
                    let name = self.text_of(*name).to_ascii_lowercase();
                    // What is run again is there already.
                    made = variables.get_mut(&name).and_then(Option::take).unwrap_or(made);
                }
                let first = found.len();
                let kind = self.made_statement(made.0, made.1, found);
                let conditional = !asks_dictionary && conditions > 0;
                let kind = match kind {
                    StatementKind::Irrelevant if conditional && found.len() > first => {
                        found.truncate(first);
                        StatementKind::Unsupported("whether what follows runs is known at run time only".to_owned())
                    }
                    kind => kind,
                };
                found.push(Statement { span: self.span_between(at, self.position), kind, guarded: true });
                continue;
            }
            self.bump();
            match self.text_of(token).to_ascii_lowercase().as_str() {
                ":=" => {
                    let name = self.tokens.get(start).map_or("", |&name| self.text_of(name)).to_ascii_lowercase();
                    let from = self.position;
                    self.skip_until(|c| c.is_kind(TokenKind::Semicolon));
                    // What is assigned twice, or not always, is not known.
                    let straight = !variables.contains_key(&name) && conditions == 0;
                    variables.insert(name, straight.then_some((from, self.position)));
                }
                word @ ("if" | "loop" | "case" | "begin") => {
                    conditions += u32::from(word == "if");
                    open.push((word == "if", None));
                }
                "end" => {
                    self.eat_any(&["if", "loop", "case"]);
                    let (is_if, known) = open.pop().unwrap_or_default();
                    conditions -= u32::from(is_if);
                    found.truncate(known.unwrap_or(found.len()));
                }
                word @ ("else" | "elsif" | "exception") => {
                    if let Some((is_if, left_out)) = open.last_mut()
                        && *is_if == (word != "exception")
                    {
                        left_out.get_or_insert(found.len());
                    }
                }
                ";" | "then" | "declare" => {}
                _ => continue,
            }
            start = self.position;
        }
        for statement in found.iter_mut().skip(kept) {
            statement.guarded = true;
        }
    }

    /// Whether the text asks which objects there are: `SELECT COUNT(*) INTO n FROM user_tables WHERE …`.
    fn asks_dictionary(&self) -> bool {
        self.tokens.any(|&token| {
            let word = self.text_of(token).to_ascii_lowercase();
            ["user_", "all_", "dba_"].any(|prefix| word.starts_with(prefix))
        })
    }

    /// SQL Server: notes what the statement from `start` to here sets variables to: `DECLARE @a int = 1, @b int`, `SET @a = 2`,
    /// `SELECT @a = version FROM t`.
    pub(super) fn keep_assigned(&mut self, start: usize) {
        let (mut named, mut depth) = (None, 0_u32);
        let mut open: Option<(String, usize)> = None;
        for at in start + 1..self.position {
            let token = self.tokens[at];
            let text = self.text_of(token);
            match token.kind {
                TokenKind::LeftParen => depth += 1,
                TokenKind::RightParen => depth = depth.saturating_sub(1),
                _ if depth > 0 => {}
                TokenKind::Comma => {
                    named = None;
                    if let Some((name, from)) = open.take() {
                        self.variables.insert(name, (from.min(at), at));
                    }
                }
                TokenKind::Word if named.is_none() && text.starts_with('@') => named = Some(text.to_lowercase()),
                TokenKind::Operator if open.is_none() && text.ends_with('=') => {
                    if let Some(name) = named.take() {
                        // `@a += 'b'`: what that makes is not told.
                        open = Some((name, if text == "=" { at + 1 } else { self.position }));
                    }
                }
                _ => {}
            }
        }
        if let Some((name, from)) = open {
            self.variables.insert(name, (from, self.position));
        }
    }

    /// The condition from `start` to here in lower case, with what its variable was set to.
    pub(super) fn guard_text(&self, start: usize) -> String {
        let mut text = self.folded(start, self.position);
        let variable = (start..self.position).find_map(|at| self.assigned(at));
        if let Some((from, to)) = variable {
            text.push(' ');
            text.push_str(&self.folded(from, to));
        }
        text.to_ascii_lowercase()
    }

    /// What the variable that stands at a place was last set to.
    fn assigned(&self, at: usize) -> Option<(usize, usize)> {
        let token = self.tokens.get(at).filter(|token| token.kind == TokenKind::Word)?;
        self.variables.get(&self.text_of(*token).to_lowercase()).copied()
    }

    /// What `IF @version IS NULL` or `IF @version = 1` comes to in a database that was empty before the script, in which what a query finds is
    /// null. `None` where that cannot be told.
    pub(super) fn known_condition(&self, start: usize) -> Option<bool> {
        let tokens = self.tokens.get(start + 1..self.position)?;
        let bare = |token: &&Token| !matches!(token.kind, TokenKind::LeftParen | TokenKind::RightParen);
        let words = tokens.iter().filter(bare).map(|&token| self.text_of(token)).take(4).collect_vec();
        let [variable, operator, value] = words.as_slice() else { return None };
        if !variable.starts_with('@') || variable.starts_with("@@") {
            return None;
        }
        let assigned = match self.variables.get(&variable.to_lowercase()) {
            Some(&(from, to)) => self.folded(from, to),
            None => "null".to_owned(),
        };
        let lower = assigned.to_ascii_lowercase();
        let queried = lower.contains("from ") && !lower.contains("count") && !lower.contains("sys");
        let literal = !assigned.is_empty() && !assigned.contains([' ', '@', '(']);
        if operator.eq_ignore_ascii_case("is") && value.eq_ignore_ascii_case("null") && (queried || literal) {
            return Some(queried || lower == "null");
        }
        (*operator == "=" && literal && !value.starts_with('@')).then(|| assigned.eq_ignore_ascii_case(value))
    }

    /// What the tokens of an expression say as SQL, or those that their variable was set to.
    fn made_statement(&mut self, from: usize, to: usize, found: &mut Vec<Statement>) -> StatementKind {
        let assigned = if to == from + 1 { self.assigned(from) } else { None };
        let (mut from, mut to) = assigned.unwrap_or((from, to));
        while self.tokens.get(from).is_some_and(|t| t.kind == TokenKind::LeftParen)
            && self.closing(from) == Some(to - 1)
        {
            (from, to) = (from + 1, to - 1);
        }
        let tokens = self.tokens.get(from..to).unwrap_or_default();
        let Some(&first) = tokens.first().filter(|token| token.kind.is_string()) else {
            return StatementKind::Unsupported(RUN_TIME.to_owned());
        };
        let value = string_value(first.kind, self.text_of(first));
        if !shapes(&value) {
            return StatementKind::Irrelevant;
        }
        if let Some(text) = self.laid_bare(tokens) {
            self.read_made(&text, first.start, found);
            return StatementKind::Irrelevant;
        }
        let dropped = self.dropped_default(first, from);
        dropped.unwrap_or_else(|| StatementKind::Unsupported(RUN_TIME.to_owned()))
    }

    /// The text that strings make, each in its own place, as spaces are where their quotes were and what joins them:
    /// `'CREATE TABLE t (' || 'a CHAR(1) DEFAULT ''x'')'` is `` CREATE TABLE t (      a CHAR(1) DEFAULT 'x'  ) ``. `None` where not all of it is
    /// written out.
    fn laid_bare(&self, tokens: &[Token]) -> Option<String> {
        let mut bare: Vec<u8> = Vec::new();
        let start = tokens.first()?.start as usize;
        for (at, &token) in tokens.iter().enumerate() {
            let text = self.text_of(token);
            if at % 2 == 1 {
                if !matches!(text, "||" | "+") {
                    return None;
                }
                continue;
            }
            if !token.kind.is_string() {
                return None;
            }
            let quote = text.find('\'')?;
            // q'[…]' has a bracket inside its quotes, and doubles none.
            let bracket = usize::from(token.kind == TokenKind::BracketString);
            let inside = text.get(quote + 1 + bracket..text.len().checked_sub(1 + bracket)?)?;
            bare.resize(token.start as usize - start + quote + 1 + bracket, b' ');
            if bracket == 1 {
                bare.extend_from_slice(inside.as_bytes());
            } else {
                halve_quotes(inside.as_bytes(), &mut bare)?;
            }
        }
        String::from_utf8(bare).ok()
    }

    /// Reads the statements of a text that stands at a place of this one.
    fn read_made(&mut self, text: &str, at: u32, found: &mut Vec<Statement>) {
        let mut lexer = Lexer::new(self.file, text, 0, text.len(), self.dialect);
        lexer.base = (self.base + at) as usize;
        let mut splitter = Splitter { lexer };
        let mut tokens = Vec::new();
        while let Some(piece) = splitter.next_piece(&mut tokens) {
            if piece == Piece::Statement {
                if self.system() == System::Oracle {
                    drop_substitutions(text, &mut tokens);
                }
                let mut cursor = Cursor::new(self.file, text, self.dialect, &tokens);
                cursor.base = self.base + at;
                if tokens.any(|&token| matches!(cursor.text_of(token), "&" | "&&")) {
                    let kind = StatementKind::Unsupported(RUN_TIME.to_owned());
                    found.push(Statement { span: cursor.span_between(0, cursor.end), kind, guarded: true });
                    continue;
                }
                cursor.read_statements(found);
                self.steps += cursor.steps;
                self.diagnostics.extend(cursor.diagnostics);
            }
        }
        self.steps += splitter.lexer.steps;
    }

    /// How Entity Framework drops a default whose name only the server knows:
    /// `SELECT @v = d.name FROM sys.default_constraints d … WHERE … [c].[name] = N'Url'; EXEC(N'ALTER TABLE [Blogs] DROP CONSTRAINT [' + @v + ']')`.
    fn dropped_default(&self, literal: Token, at: usize) -> Option<StatementKind> {
        if self.system() != System::SqlServer {
            return None;
        }
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
        let name_of = |at: usize| self.tokens.get(at).and_then(|&token| self.ident_of(token)).map(|ident| ident.name);
        let is = |at: usize, word: &str| name_of(at).is_some_and(|name| name.eq_ignore_ascii_case(word));
        let query = (at.saturating_sub(LOOK_BACK)..at).rev().find(|&at| is(at, "default_constraints"))?;
        // `o.name = 'Blogs'` and `s.name = 'dbo'` say which table.
        let column = (query + 2..at).rev().find_map(|at| {
            let token = *self.tokens.get(at).filter(|token| token.kind.is_string())?;
            let name = string_value(token.kind, self.text_of(token));
            let named = self.tokens.get(at - 1).is_some_and(|&token| self.text_of(token) == "=") && is(at - 2, "name");
            let of_table = table.parts.any(|part| part.name.eq_ignore_ascii_case(&name)) || name == "dbo";
            (named && !of_table).then(|| Ident { name, span: self.span_of(token) })
        })?;
        let actions = vec![Action::SetDefault { column, default: None }];
        Some(StatementKind::AlterTable { table, if_exists: false, actions })
    }
}

/// Adds what stands in a string, its quotes once. Behind the strings in it are as many spaces as there are quotes less, so that all else keeps
/// its place. `None` where one of them goes on in another string.
fn halve_quotes(inside: &[u8], bare: &mut Vec<u8>) -> Option<()> {
    let mut rest = inside;
    let mut in_string = false;
    let mut spaces = 0;
    loop {
        match rest {
            [] => return (!in_string).then_some(()),
            [b'\'', b'\'', b'\'', b'\'', after @ ..] if in_string => {
                bare.extend_from_slice(b"''");
                spaces += 2;
                rest = after;
            }
            [b'\'', b'\'', after @ ..] => {
                bare.push(b'\'');
                spaces += 1;
                in_string = !in_string;
                if !in_string {
                    bare.resize(bare.len() + std::mem::take(&mut spaces), b' ');
                }
                rest = after;
            }
            [byte, after @ ..] => {
                bare.push(*byte);
                rest = after;
            }
        }
    }
}
