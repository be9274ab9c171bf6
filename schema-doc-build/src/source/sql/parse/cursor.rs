//! A place among the tokens of a statement, and the ways to go on from it.

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId, Span};

use super::super::ast::{Expr, Ident, ObjectName};
use super::super::dialect::Dialect;
use super::super::token::{self, Token, TokenKind};
use super::keyword;
use crate::list::{Condition, SliceExt};
use crate::model::SourceComment;
use crate::ordered::Map;

/// Why a statement or a clause could not be read.
#[derive(Debug)]
pub(in crate::source::sql) enum Failure {
    /// It is no SQL of this dialect.
    Malformed(Box<Diagnostic>),
    /// It is, and is not modelled.
    Unsupported(String),
}

pub(in crate::source::sql) type Read<T> = Result<T, Failure>;

/// What to do about text that is no SQL.
pub(in crate::source::sql) const PLACEHOLDER: &str =
    "a template's placeholder gets its value in the source's `replace`: `replace = { \"{{ name }}\" = \"value\" }`";

/// A cursor over the tokens `position..end` of a statement.
#[derive(Debug)]
pub(in crate::source::sql) struct Cursor<'a> {
    pub(in crate::source::sql) file: FileId,
    pub(in crate::source::sql) text: &'a str,
    pub(in crate::source::sql) dialect: &'a Dialect,
    pub(in crate::source::sql) tokens: &'a [Token],
    pub(in crate::source::sql) position: usize,
    pub(in crate::source::sql) end: usize,
    /// Where the text stands in its file: that of a string that is run begins behind its start.
    pub(in crate::source::sql) base: u32,
    /// Tokens looked at.
    pub(in crate::source::sql) steps: u64,
    /// How many bodies this statement stands in.
    pub(in crate::source::sql) nesting: u32,
    pub(in crate::source::sql) diagnostics: Diagnostics,
    /// Comments inside bodies.
    pub(in crate::source::sql) comments: Vec<SourceComment>,
    /// SQL Server: the tokens that a variable of the batch was last set to.
    pub(in crate::source::sql) variables: Map<String, (usize, usize)>,
}

impl<'a> Cursor<'a> {
    pub(in crate::source::sql) fn new(file: FileId, text: &'a str, dialect: &'a Dialect, tokens: &'a [Token]) -> Self {
        Self {
            file,
            text,
            dialect,
            tokens,
            position: 0,
            end: tokens.len(),
            base: 0,
            steps: 0,
            nesting: 0,
            diagnostics: Diagnostics::default(),
            comments: Vec::new(),
            variables: Map::new(),
        }
    }

    pub(in crate::source::sql) fn peek_at(&self, offset: usize) -> Option<Token> {
        let at = self.position + offset;
        match self.tokens.get(at) {
            Some(&token) if at < self.end => Some(token),
            _ => None,
        }
    }

    pub(in crate::source::sql) fn peek(&self) -> Option<Token> {
        self.peek_at(0)
    }

    pub(in crate::source::sql) fn at_end(&self) -> bool {
        self.position >= self.end
    }

    pub(in crate::source::sql) fn bump(&mut self) -> Option<Token> {
        let token = self.peek()?;
        self.position += 1;
        self.steps += 1;
        Some(token)
    }

    pub(in crate::source::sql) fn text_of(&self, token: Token) -> &'a str {
        self.text.get(token.start as usize..token.end as usize).unwrap_or_default()
    }

    pub(in crate::source::sql) fn span_of(&self, token: Token) -> Span {
        self.span(token.start, token.end)
    }

    /// The next token's place; at the end, the empty place behind the last token.
    pub(in crate::source::sql) fn here(&self) -> Span {
        if let Some(token) = self.peek() {
            return self.span_of(token);
        }
        let end = self.position.checked_sub(1).and_then(|i| self.tokens.get(i)).map_or(0, |t| t.end);
        self.span(end, end)
    }

    fn span(&self, start: u32, end: u32) -> Span {
        Span { file: self.file, start: self.base + start, end: self.base + end }
    }

    /// From the token at `start` to the one before the cursor.
    pub(in crate::source::sql) fn span_from(&self, start: usize) -> Span {
        self.span_between(start, self.position)
    }

    /// Of the tokens `start..end`.
    pub(in crate::source::sql) fn span_between(&self, start: usize, end: usize) -> Span {
        let first = self.tokens.get(start).map_or(0, |t| t.start);
        let last = end.checked_sub(1).filter(|&i| i >= start).and_then(|i| self.tokens.get(i)).map_or(first, |t| t.end);
        self.span(first, last)
    }

    pub(in crate::source::sql) fn is_kind_at(&self, offset: usize, kind: TokenKind) -> bool {
        self.peek_at(offset).is_some_and(|t| t.kind == kind)
    }

    pub(in crate::source::sql) fn is_kind(&self, kind: TokenKind) -> bool {
        self.is_kind_at(0, kind)
    }

    pub(in crate::source::sql) fn eat_kind(&mut self, kind: TokenKind) -> bool {
        let is = self.is_kind(kind);
        if is {
            self.bump();
        }
        is
    }

    pub(in crate::source::sql) fn is_operator(&self, operator: &str) -> bool {
        self.peek().is_some_and(|t| t.kind == TokenKind::Operator && self.text_of(t) == operator)
    }

    /// The next token, where it is a word, as written.
    pub(in crate::source::sql) fn word(&self) -> Option<&'a str> {
        self.word_at(0)
    }

    pub(in crate::source::sql) fn word_at(&self, offset: usize) -> Option<&'a str> {
        self.peek_at(offset).filter(|t| t.kind == TokenKind::Word).map(|t| self.text_of(t))
    }

    pub(in crate::source::sql) fn is_at(&self, offset: usize, word: &str) -> bool {
        self.peek_at(offset).is_some_and(|token| self.token_is(token, word))
    }

    fn token_is(&self, token: Token, word: &str) -> bool {
        // The length tells most words apart, without a look at the text.
        token.kind == TokenKind::Word
            && (token.end - token.start) as usize == word.len()
            && self.text_of(token).eq_ignore_ascii_case(word)
    }

    /// Whether the next token is this keyword.
    pub(in crate::source::sql) fn is(&self, word: &str) -> bool {
        self.is_at(0, word)
    }

    pub(in crate::source::sql) fn is_any(&self, words: &[&str]) -> bool {
        self.peek().is_some_and(|token| words.any(|word| self.token_is(token, word)))
    }

    /// Whether the next tokens are these keywords.
    pub(in crate::source::sql) fn are(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(offset, word)| self.is_at(offset, word))
    }

    pub(in crate::source::sql) fn eat(&mut self, word: &str) -> bool {
        self.eat_all(&[word])
    }

    /// Eats these keywords, if all of them are next.
    pub(in crate::source::sql) fn eat_all(&mut self, words: &[&str]) -> bool {
        let are = self.are(words);
        if are {
            self.position += words.len();
            self.steps += words.len() as u64;
        }
        are
    }

    /// Eats the first of these keywords that is next.
    pub(in crate::source::sql) fn eat_any(&mut self, words: &[&'static str]) -> Option<&'static str> {
        let token = self.peek()?;
        let found = words.find(|word| self.token_is(token, word)).copied()?;
        self.bump();
        Some(found)
    }

    pub(in crate::source::sql) fn expect(&mut self, word: &str) -> Read<()> {
        if self.eat(word) { Ok(()) } else { Err(self.expected(&format!("`{}`", word.to_ascii_uppercase()))) }
    }

    pub(in crate::source::sql) fn expect_kind(&mut self, kind: TokenKind, what: &str) -> Read<Token> {
        match self.peek() {
            Some(token) if token.kind == kind => {
                self.bump();
                Ok(token)
            }
            _ => Err(self.expected(what)),
        }
    }

    /// What stands here, for a message.
    pub(in crate::source::sql) fn found(&self) -> String {
        match self.peek() {
            None if self.end < self.tokens.len() => {
                self.tokens.get(self.end).map_or_else(String::new, |&t| format!("`{}`", self.text_of(t)))
            }
            None => "the end of the statement".to_owned(),
            Some(token) => {
                let text = self.text_of(token);
                match text.char_indices().nth(40) {
                    Some((cut, _)) => format!("`{}…`", text.get(..cut).unwrap_or_default()),
                    None => format!("`{text}`"),
                }
            }
        }
    }

    /// `expected …, found …`, here.
    pub(in crate::source::sql) fn expected(&self, what: &str) -> Failure {
        self.malformed(format!("expected {what}, found {}", self.found()))
    }

    /// An error here.
    pub(in crate::source::sql) fn malformed(&self, message: impl Into<String>) -> Failure {
        if self.is_placeholder() {
            return self.malformed_with_help(message, PLACEHOLDER);
        }
        Failure::Malformed(Box::new(Diagnostic::error(Code::SyntaxError, self.here(), message)))
    }

    /// Whether a template's placeholder seems to stand here: `{{ schema }}`, `${schema}`, `<%= schema %>`, `%(schema)s`.
    pub(in crate::source::sql) fn is_placeholder(&self) -> bool {
        let Some(token) = self.peek() else { return false };
        let text = self.text.get(token.start as usize..).unwrap_or_default();
        ["{", "${", "<%", "%(", "@{", "#{"].any(|mark| text.starts_with(mark))
    }

    pub(in crate::source::sql) fn malformed_with_help(
        &self,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Failure {
        let diagnostic = Diagnostic::error(Code::SyntaxError, self.here(), message).with_help(help);
        Failure::Malformed(Box::new(diagnostic))
    }

    /// `expected …`, with the nearest of the words that could stand here.
    pub(in crate::source::sql) fn expected_word(&self, what: &str, words: &[&str]) -> Failure {
        let near = self.word().and_then(|word| schema_doc_diagnostics::nearest(word, words.iter().copied()));
        let message = format!("expected {what}, found {}", self.found());
        match near {
            Some(near) => self.malformed_with_help(message, format!("did you mean `{}`?", near.to_ascii_uppercase())),
            None => self.malformed(message),
        }
    }

    /// The identifier that a token is; keywords count.
    pub(in crate::source::sql) fn ident_of(&self, token: Token) -> Option<Ident> {
        let text = self.text_of(token);
        let name = match token.kind {
            TokenKind::Word => self.dialect.system.fold(text),
            TokenKind::QuotedIdentifier | TokenKind::UnicodeIdentifier => {
                token::quoted_name(token.kind, text).into_owned()
            }
            _ => return None,
        };
        Some(Ident { name, span: self.span_of(token) })
    }

    /// An identifier, where keywords that are not reserved may stand.
    pub(in crate::source::sql) fn ident(&mut self, what: &str) -> Read<Ident> {
        if let Some(text) = self.word().filter(|word| keyword::is_reserved(word)) {
            let help = format!("`{text}` is a keyword: to use it as a name, type `\"{}\"`", text.to_lowercase());
            return Err(self.malformed_with_help(format!("expected {what}, found {}", self.found()), help));
        }
        self.label(what)
    }

    /// An identifier, where every keyword may stand.
    pub(in crate::source::sql) fn label(&mut self, what: &str) -> Read<Ident> {
        match self.peek().and_then(|token| self.ident_of(token)) {
            Some(ident) => {
                self.bump();
                Ok(ident)
            }
            None => Err(self.expected(what)),
        }
    }

    /// `a`, `a.b`, `a.b.c`.
    pub(in crate::source::sql) fn object_name(&mut self, what: &str) -> Read<ObjectName> {
        let first = self.ident(what)?;
        self.object_name_from(first)
    }

    /// The rest of a name whose first part is read.
    pub(in crate::source::sql) fn object_name_from(&mut self, first: Ident) -> Read<ObjectName> {
        let mut span = first.span;
        let mut parts = vec![first];
        while self.eat_kind(TokenKind::Dot) {
            let part = self.label("a name behind the dot")?;
            span = span.to(part.span);
            parts.push(part);
        }
        Ok(ObjectName { parts, span })
    }

    /// `(a, b)`.
    pub(in crate::source::sql) fn ident_list(&mut self, what: &str) -> Read<Vec<Ident>> {
        self.group(|c| c.comma_list(|c| c.ident(what)))
    }

    /// `item, item`.
    pub(in crate::source::sql) fn comma_list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let mut items = vec![item(self)?];
        while self.eat_kind(TokenKind::Comma) {
            items.push(item(self)?);
        }
        Ok(items)
    }

    /// A string of any form, resolved.
    pub(in crate::source::sql) fn string(&mut self, what: &str) -> Read<(String, Span)> {
        match self.peek() {
            Some(token) if token.kind.is_string() => {
                self.bump();
                Ok((token::string_value(token.kind, self.text_of(token)), self.span_of(token)))
            }
            _ => Err(self.expected(what)),
        }
    }

    /// The token that closes the parenthesis or bracket at `open`.
    pub(in crate::source::sql) fn closing(&mut self, open: usize) -> Option<usize> {
        let mut depth = 0_u32;
        for at in open..self.end {
            self.steps += 1;
            match self.tokens.get(at).map(|t| t.kind) {
                Some(TokenKind::LeftParen | TokenKind::LeftBracket) => depth += 1,
                Some(TokenKind::RightParen | TokenKind::RightBracket) => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(at);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Reads what stands in the parentheses here with `read`, which must read all of it.
    pub(in crate::source::sql) fn group<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if !self.is_kind(TokenKind::LeftParen) {
            return Err(self.expected("`(`"));
        }
        let open = self.position;
        let Some(close) = self.closing(open) else {
            return Err(self.malformed_with_help("this parenthesis is not closed", "type `)` where it ends"));
        };
        let outer = std::mem::replace(&mut self.end, close);
        self.position = open + 1;
        let value =
            read(self).and_then(|value| if self.at_end() { Ok(value) } else { Err(self.expected("`,` or `)`")) });
        self.end = outer;
        let value = value?;
        self.position = close + 1;
        Ok(value)
    }

    /// Skips the parentheses here; gives back the tokens inside.
    pub(in crate::source::sql) fn skip_group(&mut self) -> Read<(usize, usize)> {
        let start = self.position + 1;
        self.group(|c| {
            c.position = c.end;
            Ok(())
        })?;
        Ok((start, self.position - 1))
    }

    /// An expression in parentheses, which are left out.
    pub(in crate::source::sql) fn group_expr(&mut self) -> Read<Expr> {
        let place = self.here();
        let (start, end) = self.skip_group()?;
        if start == end {
            let diagnostic = Diagnostic::error(Code::SyntaxError, place, "expected an expression, found `)`");
            return Err(Failure::Malformed(Box::new(diagnostic)));
        }
        Ok(self.expr_between(start, end))
    }

    /// Moves behind the tokens up to the first at depth 0 for which `stop` holds, or to the end.
    pub(in crate::source::sql) fn skip_until(&mut self, mut stop: impl FnMut(&Self) -> bool) {
        self.skip(&mut stop);
    }

    fn skip(&mut self, stop: &mut dyn Condition<Self>) {
        let mut depth = 0_u32;
        while let Some(token) = self.peek() {
            if depth == 0 && stop.holds(self) {
                return;
            }
            match token.kind {
                TokenKind::LeftParen | TokenKind::LeftBracket => depth += 1,
                TokenKind::RightParen | TokenKind::RightBracket => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.bump();
        }
    }

    /// The expression up to the first token at depth 0 for which `stop` holds.
    pub(in crate::source::sql) fn expr_until(&mut self, stop: impl FnMut(&Self) -> bool) -> Read<Expr> {
        let start = self.position;
        self.skip_until(stop);
        if self.position == start {
            return Err(self.expected("an expression"));
        }
        Ok(self.expr_between(start, self.position))
    }

    pub(in crate::source::sql) fn expr_between(&self, start: usize, end: usize) -> Expr {
        Expr { text: self.folded(start, end), span: self.span_between(start, end) }
    }

    /// The text of the tokens `start..end`, comments out, white space folded to one space.
    pub(in crate::source::sql) fn folded(&self, start: usize, end: usize) -> String {
        let tokens = self.tokens.get(start..end).unwrap_or_default();
        let length = tokens.first().zip(tokens.last()).map_or(0, |(first, last)| last.end - first.start);
        let mut text = String::with_capacity(length as usize);
        let mut before = None;
        for &token in tokens {
            if before.is_some_and(|before| before < token.start) {
                text.push(' ');
            }
            text.push_str(self.text_of(token));
            before = Some(token.end);
        }
        text
    }
}
