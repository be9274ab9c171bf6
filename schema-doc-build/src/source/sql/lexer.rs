//! Text → tokens; comments are collected on the way. Every byte is looked at a bounded number of times, whatever is left unclosed.

use crate::list::SliceExt;
use crate::ordered::Map;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId, Span};

use super::dialect::Dialect;
use super::token::{Token, TokenKind};
use crate::model::{SourceComment, System};

/// A position in a text, and what was found on the way there.
#[derive(Debug)]
pub(crate) struct Lexer<'a> {
    pub(crate) file: FileId,
    pub(crate) text: &'a str,
    bytes: &'a [u8],
    pub(crate) position: usize,
    /// Where the text stands in its file.
    pub(crate) base: usize,
    /// Behind the last byte that it reads.
    end: usize,
    pub(crate) dialect: &'a Dialect,
    pub(crate) comments: Vec<SourceComment>,
    pub(crate) diagnostics: Diagnostics,
    /// Bytes looked at: the measure of the work.
    pub(crate) steps: u64,
    /// Where each dollar tag stands last; made when one is found unclosed, so that no later one is searched in vain.
    last_tags: Option<Map<&'a str, usize>>,
    /// A string was unclosed: backslashes escape no quote from here on, else one place after another could run to the end.
    unclosed_escape: bool,
    /// A comment was unclosed: comments do not nest from here on.
    unclosed_comment: bool,
    /// Inside `/*!40101 … */`, whose text is run.
    in_executable: bool,
    /// What ends a statement in place of `;`, set by `DELIMITER`: no word goes over it.
    pub(crate) delimiter: Option<&'a str>,
}

impl<'a> Lexer<'a> {
    /// Reads a part of a file's text; offsets stay those of the file.
    pub(crate) fn new(file: FileId, text: &'a str, start: usize, end: usize, dialect: &'a Dialect) -> Self {
        Self {
            file,
            text,
            bytes: text.as_bytes(),
            position: start,
            base: 0,
            end: end.min(text.len()),
            dialect,
            comments: Vec::new(),
            diagnostics: Diagnostics::default(),
            steps: 0,
            last_tags: None,
            unclosed_escape: false,
            unclosed_comment: false,
            in_executable: false,
            delimiter: None,
        }
    }

    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        Span { file: self.file, start: (self.base + start) as u32, end: (self.base + end) as u32 }
    }

    fn byte(&self, at: usize) -> u8 {
        // Build scripts run unoptimised: as few calls as can be.
        match self.bytes.get(at) {
            Some(&byte) if at < self.end => byte,
            _ => 0,
        }
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The place of the next such character, from `at` on.
    fn find(&mut self, at: usize, character: char) -> Option<usize> {
        let found = self.text.get(at..self.end)?.find(character);
        self.steps += found.unwrap_or(self.end - at) as u64 + 1;
        found.map(|i| at + i)
    }

    /// Skips white space and comments.
    pub(crate) fn skip_blank(&mut self) {
        loop {
            match self.byte(self.position) {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => {
                    self.position += 1;
                    self.steps += 1;
                }
                b'-' | b'/' | b'#' if self.comment() => {}
                b'*' if self.in_executable && self.byte(self.position + 1) == b'/' => {
                    self.position += 2;
                    self.in_executable = false;
                }
                _ => return,
            }
        }
    }

    /// Skips and collects the comment that stands here, if one does.
    fn comment(&mut self) -> bool {
        let start = self.position;
        let end = match (self.byte(start), self.byte(start + 1)) {
            (b'-', b'-') if self.dialect.spaced_dashes && self.byte(start + 2) > b' ' && !self.is_mark(start) => {
                return false;
            }
            (b'-', b'-') => self.line_end(start),
            (b'#', _) if self.dialect.hash_comments => self.line_end(start),
            (b'/', b'*') if self.dialect.executable_comments && self.executable(start) => return true,
            (b'/', b'*') => self.block_comment_end(start),
            _ => return false,
        };
        self.comments.push(SourceComment { span: self.span(start, end) });
        self.position = end;
        true
    }

    /// Whether a mark of a tool stands here, which takes it out before the system sees it: `--> statement-breakpoint`, a line
    /// `--changeset a:1`.
    fn is_mark(&self, start: usize) -> bool {
        let begins_line = start.checked_sub(1).is_none_or(|before| matches!(self.byte(before), b'\n' | b'\r'));
        let next = self.byte(start + 2);
        next == b'>' || (begins_line && (next == b'+' || next.is_ascii_alphabetic()))
    }

    /// Goes into `/*! …`, `/*!50100 …` and MariaDB's `/*M! …`, where the system runs what stands in it.
    fn executable(&mut self, start: usize) -> bool {
        let mariadb = self.dialect.system == System::MariaDb;
        let mark = match (self.byte(start + 2), self.byte(start + 3)) {
            (b'!', _) => start + 3,
            (b'M' | b'm', b'!') if mariadb => start + 4,
            _ => return false,
        };
        let mut at = mark;
        while self.byte(at).is_ascii_digit() && at - mark < 6 {
            at += 1;
        }
        let version: u32 = self.slice(mark, at).parse().unwrap_or_default();
        // MariaDB leaves out what is for MySQL 5.7 and newer: its own numbers begin at 10.
        let runs = if mariadb { !(50_700..100_000).contains(&version) } else { version < 100_000 };
        if runs {
            self.position = at;
            self.in_executable = true;
        }
        runs
    }

    /// Where the line ends, its line break left out.
    pub(crate) fn line_end(&mut self, start: usize) -> usize {
        let end = self.find(start, '\n').unwrap_or(self.end);
        if end > start && self.byte(end - 1) == b'\r' { end - 1 } else { end }
    }

    fn block_comment_end(&mut self, start: usize) -> usize {
        let mut at = start + 2;
        let mut depth = 1;
        let nested = self.dialect.nested_comments && !self.unclosed_comment;
        while at + 1 < self.end {
            self.steps += 1;
            match (self.byte(at), self.byte(at + 1)) {
                (b'*', b'/') => {
                    at += 2;
                    depth -= 1;
                    if depth == 0 {
                        return at;
                    }
                }
                (b'/', b'*') if nested => {
                    at += 2;
                    depth += 1;
                }
                _ => at += 1,
            }
        }
        let place = self.span(start, start + 2);
        let problem = Diagnostic::error(Code::SyntaxError, place, "this comment is not closed");
        if !self.unclosed_comment {
            self.diagnostics.push(problem.with_help("type `*/` at its end"));
        }
        if nested {
            // Read again without nesting: an inner `*/` is the best guess for its end.
            self.unclosed_comment = true;
            return self.block_comment_end(start);
        }
        self.end
    }

    /// The next token; `None` at the end. A psql meta-command is none: its backslash comes as `Other`.
    pub(crate) fn next_token(&mut self) -> Option<Token> {
        self.skip_blank();
        let start = self.position;
        if start >= self.end {
            return None;
        }
        let first = self.byte(start);
        let (kind, end) = match first {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => self.word(start),
            b'0'..=b'9' => self.number(start),
            b'\'' => self.string(start, start, self.dialect.backslash_escapes),
            b'"' if self.dialect.double_quoted_strings => self.string(start, start, self.dialect.backslash_escapes),
            _ if self.dialect.name_sigils.contains(&first) => self.word(start),
            b'$' => self.dollar(start),
            b'.' if self.byte(start + 1).is_ascii_digit() && !self.qualifies(start) => {
                (TokenKind::Number, self.number_end(start))
            }
            b'.' => (TokenKind::Dot, start + 1),
            b',' => (TokenKind::Comma, start + 1),
            b';' => (TokenKind::Semicolon, start + 1),
            b'(' => (TokenKind::LeftParen, start + 1),
            b')' => (TokenKind::RightParen, start + 1),
            b':' if self.byte(start + 1) == b':' => (TokenKind::Cast, start + 2),
            b':' if self.byte(start + 1) == b'=' => (TokenKind::Operator, start + 2),
            b':' => (TokenKind::Colon, start + 1),
            _ if self.closing_quote(first).is_some() => self.quoted_identifier(start, start),
            b'[' => (TokenKind::LeftBracket, start + 1),
            b']' => (TokenKind::RightBracket, start + 1),
            _ if is_operator(first) => (TokenKind::Operator, self.operator_end(start)),
            _ => (TokenKind::Other, start + 1),
        };
        self.steps += (end - start) as u64;
        self.position = end;
        Some(Token { kind, start: start as u32, end: end as u32 })
    }

    fn closing_quote(&self, open: u8) -> Option<u8> {
        self.dialect.identifier_quotes.find(|(o, _)| *o == open).map(|&(_, close)| close)
    }

    fn word(&mut self, start: usize) -> (TokenKind, usize) {
        match (self.byte(start), self.byte(start + 1)) {
            (b'e' | b'E', b'\'') if self.dialect.escape_strings => return self.string(start, start + 1, true),
            (b'b' | b'B' | b'x' | b'X', b'\'') => {
                return (TokenKind::BitString, self.string(start, start + 1, false).1);
            }
            (b'n' | b'N', b'\'') => return self.string(start, start + 1, self.dialect.backslash_escapes),
            (b'u' | b'U', b'&') if self.dialect.unicode_escapes => match self.byte(start + 2) {
                b'\'' => {
                    let end = self.string(start, start + 2, false).1;
                    return (TokenKind::UnicodeString, self.escape_clause_end(end));
                }
                b'"' => {
                    let end = self.quoted_identifier(start, start + 2).1;
                    return (TokenKind::UnicodeIdentifier, self.escape_clause_end(end));
                }
                _ => {}
            },
            (b'q' | b'Q', b'\'') if self.dialect.bracket_strings => {
                return (TokenKind::BracketString, self.bracket_string_end(start + 1));
            }
            (b'n' | b'N', b'q' | b'Q') if self.dialect.bracket_strings && self.byte(start + 2) == b'\'' => {
                return (TokenKind::BracketString, self.bracket_string_end(start + 2));
            }
            _ => {}
        }
        let mut end = start + 1;
        let (sigils, delimiter) = (self.dialect.name_sigils, self.delimiter.map_or(b"".as_slice(), str::as_bytes));
        while is_word(self.byte(end)) || sigils.contains(&self.byte(end)) {
            if !delimiter.is_empty() && self.bytes.get(end..).is_some_and(|rest| rest.starts_with(delimiter)) {
                break;
            }
            end += 1;
        }
        (TokenKind::Word, end)
    }

    fn number(&self, start: usize) -> (TokenKind, usize) {
        let end = self.number_end(start);
        let is_whole = !self.slice(start, end).contains('.');
        if !(self.dialect.digit_names && is_whole && (is_word(self.byte(end)) || self.qualifies(start.wrapping_sub(1))))
        {
            return (TokenKind::Number, end);
        }
        // MySQL 8.4, Schema Object Names: `4o6`, `1ea10`; behind a dot also `2024`.
        let mut end = end;
        while is_word(self.byte(end)) {
            end += 1;
        }
        (TokenKind::Word, end)
    }

    /// Whether the dot at a place stands right behind a name, where names may begin with digits: `t.4o6`.
    fn qualifies(&self, dot: usize) -> bool {
        let behind_name = |byte: u8| byte == b'`' || (is_word(byte) && !byte.is_ascii_digit());
        self.dialect.digit_names && self.byte(dot) == b'.' && dot > 0 && behind_name(self.byte(dot - 1))
    }

    fn number_end(&self, start: usize) -> usize {
        let digits = |mut at: usize| {
            while self.byte(at).is_ascii_digit() || (self.byte(at) == b'_' && self.byte(at + 1).is_ascii_digit()) {
                at += 1;
            }
            at
        };
        if self.byte(start) == b'0' && matches!(self.byte(start + 1), b'x' | b'X' | b'o' | b'O' | b'b' | b'B') {
            let mut at = start + 2;
            while self.byte(at).is_ascii_hexdigit() || self.byte(at) == b'_' {
                at += 1;
            }
            return at;
        }
        let mut at = digits(start);
        // `1..10` of plpgsql is a range.
        if self.byte(at) == b'.' && self.byte(at + 1) != b'.' {
            at = digits(at + 1);
        }
        if matches!(self.byte(at), b'e' | b'E') {
            let sign = usize::from(matches!(self.byte(at + 1), b'+' | b'-'));
            if self.byte(at + 1 + sign).is_ascii_digit() {
                at = digits(at + 1 + sign);
            }
        }
        at.max(start + 1)
    }

    /// PostgreSQL 18, 4.1.3: a comment ends it, and it ends with `+` or `-` only where it has one of ``~!@#%^&|`?`` too.
    fn operator_end(&self, start: usize) -> usize {
        let mut end = start + 1;
        while is_operator(self.byte(end)) {
            let comment = matches!((self.byte(end), self.byte(end + 1)), (b'-', b'-') | (b'/', b'*'));
            // DEFINER=`root`@`localhost`
            if comment || self.closing_quote(self.byte(end)).is_some() {
                break;
            }
            end += 1;
        }
        let operator = self.bytes.get(start..end).unwrap_or_default();
        if !operator.any(|b| b"~!@#%^&|`?".contains(b)) {
            while end > start + 1 && matches!(self.byte(end - 1), b'+' | b'-') {
                end -= 1;
            }
        }
        end
    }

    /// A string whose quote opens at `open`; its prefix is before it.
    fn string(&mut self, start: usize, open: usize, escapes: bool) -> (TokenKind, usize) {
        let kind = if escapes { TokenKind::EscapeString } else { TokenKind::String };
        let Some(mut end) = self.string_end(open, escapes) else {
            self.unclosed(start, "this string", "type `'` at its end");
            self.unclosed_escape = true;
            return (kind, self.statement_end(open + 1));
        };
        while self.dialect.string_continuation {
            let Some(next) = self.continuation(end) else { break };
            match self.string_end(next, escapes) {
                Some(next_end) => end = next_end,
                None => break,
            }
        }
        (kind, end)
    }

    /// Behind `q'[ … ]'`.
    fn bracket_string_end(&mut self, quote: usize) -> usize {
        let close = match self.byte(quote + 1) {
            b'[' => b']',
            b'(' => b')',
            b'{' => b'}',
            b'<' => b'>',
            other => other,
        };
        let mut at = quote + 2;
        while let Some(end) = self.find(at, '\'') {
            if end > quote + 2 && self.byte(end - 1) == close {
                return end + 1;
            }
            at = end + 1;
        }
        self.unclosed(quote, "this string", "type its closing bracket and `'` at its end");
        self.statement_end(quote + 2)
    }

    /// Behind the closing quote.
    fn string_end(&mut self, open: usize, escapes: bool) -> Option<usize> {
        let mut at = open + 1;
        let quote = self.byte(open);
        if escapes && !self.unclosed_escape {
            loop {
                self.steps += 1;
                match self.byte(at) {
                    b'\\' => at += 2,
                    byte if byte == quote && self.byte(at + 1) == quote => at += 2,
                    byte if byte == quote && at < self.end => return Some(at + 1),
                    _ if at >= self.end => return None,
                    _ => at += 1,
                }
            }
        }
        loop {
            let end = self.find(at, char::from(quote))?;
            if self.byte(end + 1) != quote {
                return Some(end + 1);
            }
            at = end + 2;
        }
    }

    /// Where a string goes on behind white space with a line break: `'a' ⏎ 'b'`.
    fn continuation(&mut self, end: usize) -> Option<usize> {
        let mut at = end;
        let mut line_break = false;
        loop {
            match self.byte(at) {
                b'\n' => line_break = true,
                b' ' | b'\t' | b'\r' | 0x0b | 0x0c => {}
                b'-' if self.byte(at + 1) == b'-' => at = self.find(at, '\n')?.saturating_sub(1),
                b'\'' if line_break => return Some(at),
                _ => return None,
            }
            self.steps += 1;
            at += 1;
        }
    }

    fn quoted_identifier(&mut self, start: usize, open: usize) -> (TokenKind, usize) {
        let close = self.closing_quote(self.byte(open)).unwrap_or(b'"');
        let mut at = open + 1;
        loop {
            let Some(quote) = self.find(at, char::from(close)) else {
                let help = format!("type `{}` at its end", char::from(close));
                self.unclosed(start, "this quoted name", &help);
                return (TokenKind::QuotedIdentifier, self.statement_end(open + 1));
            };
            if self.byte(quote + 1) != close {
                return (TokenKind::QuotedIdentifier, quote + 1);
            }
            at = quote + 2;
        }
    }

    /// Behind ` UESCAPE '!'`, where it follows.
    fn escape_clause_end(&mut self, end: usize) -> usize {
        let mut at = end;
        while self.byte(at).is_ascii_whitespace() {
            at += 1;
        }
        if !self.slice(at, at + 7).eq_ignore_ascii_case("uescape") {
            return end;
        }
        at += 7;
        while self.byte(at).is_ascii_whitespace() {
            at += 1;
        }
        if self.byte(at) != b'\'' {
            return end;
        }
        self.find(at + 1, '\'').map_or(end, |quote| quote + 1)
    }

    fn dollar(&mut self, start: usize) -> (TokenKind, usize) {
        if self.byte(start + 1).is_ascii_digit() {
            let mut end = start + 2;
            while self.byte(end).is_ascii_digit() {
                end += 1;
            }
            return (TokenKind::Parameter, end);
        }
        let Some(tag) = self.dialect.dollar_quotes.then(|| self.dollar_tag(start)).flatten() else {
            return (TokenKind::Other, start + 1);
        };
        let body = start + tag.len();
        let may_end = self.last_tags.as_ref().is_none_or(|last| last.get(tag).is_some_and(|&at| at >= body));
        let end = if may_end { self.dollar_end(body, tag) } else { None };
        if let Some(end) = end {
            return (TokenKind::DollarString, end);
        }
        if self.last_tags.is_none() {
            self.index_tags(body);
        }
        self.unclosed(start, &format!("the text quoted with `{tag}`"), &format!("type `{tag}` at its end"));
        (TokenKind::DollarString, self.statement_end(body))
    }

    /// `$tag$` at a place, if one stands there.
    fn dollar_tag(&self, start: usize) -> Option<&'a str> {
        let mut at = start + 1;
        if !self.byte(at).is_ascii_digit() {
            while is_word(self.byte(at)) && self.byte(at) != b'$' {
                at += 1;
            }
        }
        (self.byte(at) == b'$').then(|| self.slice(start, at + 1))
    }

    /// Behind the closing tag.
    fn dollar_end(&mut self, body: usize, tag: &str) -> Option<usize> {
        let mut at = body;
        loop {
            let dollar = self.find(at, '$')?;
            if self.slice(dollar, self.end).starts_with(tag) {
                return Some(dollar + tag.len());
            }
            at = dollar + 1;
        }
    }

    fn index_tags(&mut self, from: usize) {
        let mut last = Map::new();
        let mut at = from;
        while let Some(dollar) = self.find(at, '$') {
            if let Some(tag) = self.dollar_tag(dollar) {
                last.insert(tag, dollar);
                self.steps += tag.len() as u64;
            }
            at = dollar + 1;
        }
        self.last_tags = Some(last);
    }

    fn unclosed(&mut self, start: usize, what: &str, help: &str) {
        let end = self.slice(start, self.end).char_indices().nth(1).map_or(self.end, |(i, _)| start + i);
        let place = self.span(start, end);
        self.diagnostics
            .push(Diagnostic::error(Code::SyntaxError, place, format!("{what} is not closed")).with_help(help));
    }

    /// The best guess for the end of a statement whose text is unclosed: the next semicolon at the end of a line.
    fn statement_end(&mut self, from: usize) -> usize {
        let mut at = from;
        while let Some(semicolon) = self.find(at, ';') {
            let mut next = semicolon + 1;
            while matches!(self.byte(next), b' ' | b'\t' | b'\r') {
                next += 1;
            }
            self.steps += (next - semicolon) as u64;
            if next >= self.end || self.byte(next) == b'\n' {
                return semicolon;
            }
            at = next;
        }
        self.end
    }

    /// Goes to the semicolon that ends a statement nobody needs (`INSERT … VALUES …`), or to the end.
    pub(crate) fn skip_statement(&mut self) {
        let start = self.position;
        let mut at = start;
        let delimiter = self.delimiter.map_or(b";".as_slice(), str::as_bytes);
        let ends = delimiter.first().copied().unwrap_or(b';');
        loop {
            match self.byte(at) {
                byte if byte == ends && self.bytes.get(at..).is_some_and(|rest| rest.starts_with(delimiter)) => break,
                b'/' if self.dialect.batch_line == Some("/") && self.is_alone(at, at + 1) => break,
                b'\'' if self.dialect.bracket_strings && self.opens_bracket_string(at) => {
                    at = self.bracket_string_end(at);
                }
                b'\'' => {
                    let escaped = matches!(self.byte(at.wrapping_sub(1)), b'e' | b'E')
                        && !is_word(self.byte(at.wrapping_sub(2)))
                        && self.dialect.escape_strings;
                    at = self.string(at, at, escaped || self.dialect.backslash_escapes).1;
                }
                b'"' if self.dialect.double_quoted_strings => {
                    at = self.string(at, at, self.dialect.backslash_escapes).1;
                }
                quote @ (b'"' | b'`' | b'[') if self.closing_quote(quote).is_some() => {
                    at = self.quoted_identifier(at, at).1;
                }
                b'$' if !is_word(self.byte(at.wrapping_sub(1))) => at = self.dollar(at).1,
                b'-' | b'/' | b'#' => {
                    self.position = at;
                    at = if self.comment() { self.position } else { at + 1 };
                }
                0 if at >= self.end => break,
                _ => at += 1,
            }
        }
        self.steps += (at - start) as u64;
        self.position = at.min(self.end);
    }

    /// Whether the quote here is that of `q'[…]'` or `nq'[…]'`.
    fn opens_bracket_string(&self, quote: usize) -> bool {
        let before = |back: usize| self.byte(quote.wrapping_sub(back));
        let prefix = if matches!(before(2), b'n' | b'N') { 2 } else { 1 };
        matches!(before(1), b'q' | b'Q') && !is_word(before(prefix + 1))
    }

    /// Whether nothing stands on its line before this place.
    pub(crate) fn begins_line(&self, start: usize) -> bool {
        let before = self.bytes.get(..start).unwrap_or_default();
        before.iter().rev().find(|&&b| !matches!(b, b' ' | b'\t')).is_none_or(|&b| matches!(b, b'\n' | b'\r'))
    }

    /// Whether nothing stands on its line beside this text, but a number, `GO 5`, or what migration tools take, `GO;`.
    pub(crate) fn is_alone(&self, start: usize, end: usize) -> bool {
        let after = self.bytes.get(end..).unwrap_or_default();
        let mut after = after.iter().skip_while(|&&b| matches!(b, b' ' | b'\t') || b.is_ascii_digit());
        self.begins_line(start) && matches!(after.next(), None | Some(b'\n' | b'\r' | b'-' | b';'))
    }
}

/// A byte of a word, behind its first.
fn is_word(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'$' | 0x80..)
}

fn is_operator(byte: u8) -> bool {
    matches!(
        byte,
        b'+' | b'-'
            | b'*'
            | b'/'
            | b'<'
            | b'>'
            | b'='
            | b'~'
            | b'!'
            | b'@'
            | b'#'
            | b'%'
            | b'^'
            | b'&'
            | b'|'
            | b'`'
            | b'?'
    )
}
