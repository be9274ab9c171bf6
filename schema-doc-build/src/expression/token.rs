//! The words of an expression.

use crate::text::starts_with;
use std::borrow::Cow;
use std::iter::Peekable;
use std::str::CharIndices;

/// A word of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// An identifier or keyword that is not quoted, folded.
    Word(Cow<'a, str>),
    /// A quoted identifier.
    Quoted(Cow<'a, str>),
    /// A string constant, its escapes resolved.
    String(Cow<'a, str>),
    /// A bit string (`B'101'`, `X'1F'`), with its prefix in lower case.
    Bits(Cow<'a, str>),
    /// A number, in lower case.
    Number(Cow<'a, str>),
    /// An operator.
    Operator(Cow<'a, str>),
    /// `(` `)` `[` `]` `,` `.` `;` `:`, and `c` for `::`.
    Mark(char),
    /// `$1`.
    Parameter(Cow<'a, str>),
}

impl Token<'_> {
    /// Its text in one spelling, where a quoted name is as one without quotes.
    pub(super) fn word(&self) -> String {
        match self {
            Self::String(text) => format!("'{}'", text.replace('\'', "''")),
            Self::Mark('c') => "::".to_owned(),
            Self::Mark(mark) => mark.to_string(),
            Self::Quoted(name) => name.to_lowercase(),
            Self::Word(text) | Self::Bits(text) | Self::Number(text) | Self::Operator(text) => text.to_string(),
            Self::Parameter(number) => format!("${number}"),
        }
    }
}

const OPERATOR: &str = "+-*/<>=~!@#%^&|`?";

/// The tokens of an expression; `None` where a quote is not closed or a character is none of SQL's.
pub(super) fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut lexer = Lexer { text, chars: text.char_indices().peekable() };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next_token()? {
        tokens.push(token);
    }
    Some(tokens)
}

struct Lexer<'a> {
    text: &'a str,
    chars: Peekable<CharIndices<'a>>,
}

impl<'a> Lexer<'a> {
    fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|&(_, c)| c)
    }

    fn offset(&mut self) -> usize {
        self.chars.peek().map_or(self.text.len(), |&(at, _)| at)
    }

    fn rest(&mut self) -> &'a str {
        let at = self.offset();
        self.text.get(at..).unwrap_or_default()
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> &'a str {
        let start = self.offset();
        while self.peek().is_some_and(&keep) {
            self.chars.next();
        }
        let end = self.offset();
        self.text.get(start..end).unwrap_or_default()
    }

    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.chars.next();
        }
    }

    /// The next token; the outer `None` is an error, the inner one the end.
    #[expect(clippy::option_option, reason = "error and end are different things")]
    fn next_token(&mut self) -> Option<Option<Token<'a>>> {
        loop {
            self.take_while(char::is_whitespace);
            if self.rest().starts_with("--") {
                self.take_while(|c| c != '\n');
            } else if self.rest().starts_with("/*") {
                self.block_comment()?;
            } else {
                break;
            }
        }
        let Some(first) = self.peek() else { return Some(None) };
        let token = match first {
            '\'' => Token::String(self.string(false)?),
            '"' => Token::Quoted(self.quoted('"')?),
            '$' => self.dollar()?,
            '0'..='9' => Token::Number(self.number()),
            '.' if self.rest().get(1..2).is_some_and(|c| c.bytes().all(|b| b.is_ascii_digit())) => {
                Token::Number(self.number())
            }
            ':' => {
                self.chars.next();
                if self.peek() == Some(':') {
                    self.chars.next();
                    Token::Mark('c')
                } else {
                    Token::Mark(':')
                }
            }
            '(' | ')' | '[' | ']' | ',' | '.' | ';' => {
                self.chars.next();
                Token::Mark(first)
            }
            c if OPERATOR.contains(c) => Token::Operator(self.operator()),
            c if c.is_alphabetic() || c == '_' || !c.is_ascii() => self.word()?,
            _ => return None,
        };
        Some(Some(token))
    }

    fn block_comment(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            let rest = self.rest();
            if rest.starts_with("/*") {
                depth += 1;
                self.skip(2);
            } else if rest.starts_with("*/") {
                depth -= 1;
                self.skip(2);
                if depth == 0 {
                    return Some(());
                }
            } else {
                self.chars.next()?;
            }
        }
    }

    /// What stands between two quotes, doubled ones being one; the opening one is next.
    fn quoted(&mut self, quote: char) -> Option<Cow<'a, str>> {
        self.chars.next();
        let mut out = Cow::Borrowed(self.take_while(|c| c != quote));
        loop {
            self.chars.next()?;
            if self.peek() != Some(quote) {
                return Some(out);
            }
            self.chars.next();
            let more = self.take_while(|c| c != quote);
            out.to_mut().push(quote);
            out.to_mut().push_str(more);
        }
    }

    /// A string constant; with `escapes`, an `E'…'`.
    fn string(&mut self, escapes: bool) -> Option<Cow<'a, str>> {
        if !escapes {
            return self.quoted('\'');
        }
        self.chars.next();
        let mut out = String::new();
        loop {
            let (_, c) = self.chars.next()?;
            match c {
                '\'' if self.peek() == Some('\'') => {
                    self.chars.next();
                    out.push('\'');
                }
                '\'' => return Some(Cow::Owned(out)),
                '\\' => {
                    let (_, escaped) = self.chars.next()?;
                    out.push(self.escape(escaped)?);
                }
                _ => out.push(c),
            }
        }
    }

    fn escape(&mut self, escaped: char) -> Option<char> {
        let (radix, limit, first) = match escaped {
            'n' => return Some('\n'),
            't' => return Some('\t'),
            'r' => return Some('\r'),
            'b' => return Some('\u{8}'),
            'f' => return Some('\u{c}'),
            'x' => (16, 2, 0),
            'u' => (16, 4, 0),
            'U' => (16, 8, 0),
            '0'..='7' => (8, 2, escaped.to_digit(8)?),
            other => return Some(other),
        };
        let mut code = first;
        for _ in 0..limit {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(radix)) else { break };
            self.chars.next();
            code = code.checked_mul(radix)?.checked_add(digit)?;
        }
        char::from_u32(code)
    }

    /// `$1`, or a dollar-quoted string.
    fn dollar(&mut self) -> Option<Token<'a>> {
        let rest = self.rest();
        let after = rest.get(1..)?;
        if starts_with(after, |c| c.is_ascii_digit()) {
            self.chars.next();
            return Some(Token::Parameter(self.take_while(|c| c.is_ascii_digit()).into()));
        }
        let tag_length = after.find('$')?;
        let tag = after.get(..tag_length)?;
        if !tag.chars().all(|c| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let body = after.get(tag_length + 1..)?;
        let close = rest.get(..tag_length + 2)?;
        let end = body.find(close)?;
        let text = body.get(..end)?;
        let stop = self.offset() + 2 * (tag_length + 2) + end;
        while self.chars.peek().is_some_and(|&(at, _)| at < stop) {
            self.chars.next();
        }
        Some(Token::String(text.into()))
    }

    fn number(&mut self) -> Cow<'a, str> {
        let start = self.offset();
        self.take_while(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        // The exponent's sign: `1e-5`.
        let end = self.offset();
        let so_far = self.text.get(start..end).unwrap_or_default();
        let decimal = !so_far.starts_with("0x") && !so_far.starts_with("0X");
        if decimal && so_far.ends_with(['e', 'E']) && matches!(self.peek(), Some('+' | '-')) {
            self.chars.next();
            self.take_while(|c| c.is_ascii_digit());
        }
        let end = self.offset();
        let mut number = lowered(self.text.get(start..end).unwrap_or_default());
        if number.contains('_') {
            number = Cow::Owned(number.replace('_', ""));
        }
        number
    }

    /// The longest operator. PostgreSQL 18, Lexical Structure, Operators: one that ends in `+` or `-` holds a character that no standard
    /// operator has, so that `a=-1` is `a = -1`.
    fn operator(&mut self) -> Cow<'a, str> {
        let rest = self.rest();
        let mut length = rest.find(|c| !OPERATOR.contains(c)).unwrap_or(rest.len());
        for comment in ["--", "/*"] {
            if let Some(at) = rest.get(..length).and_then(|o| o.find(comment))
                && at > 0
            {
                length = at;
            }
        }
        let mut operator = rest.get(..length).unwrap_or_default();
        while operator.len() > 1
            && operator.ends_with(['+', '-'])
            && !operator.contains(['~', '!', '@', '#', '%', '^', '&', '|', '`', '?'])
        {
            operator = operator.get(..operator.len() - 1).unwrap_or_default();
        }
        self.skip(operator.len().max(1));
        Cow::Borrowed(if operator == "!=" { "<>" } else { operator })
    }

    fn word(&mut self) -> Option<Token<'a>> {
        let word = self.take_while(|c| c.is_alphanumeric() || c == '_' || c == '$' || !c.is_ascii());
        let next = self.peek();
        if next == Some('\'') {
            match word {
                "e" | "E" => return self.string(true).map(Token::String),
                "n" | "N" => return self.string(false).map(Token::String),
                "b" | "B" | "x" | "X" => {
                    return self
                        .string(false)
                        .map(|bits| Token::Bits(Cow::Owned(format!("{word}{bits}").to_ascii_lowercase())));
                }
                _ => {}
            }
        }
        // U&'\0061' and U&"…" keep escapes whose character the text may choose.
        if matches!(word, "u" | "U") && (self.rest().starts_with("&'") || self.rest().starts_with("&\"")) {
            return None;
        }
        Some(Token::Word(lowered(word)))
    }
}

/// In lower case, as far as that is ASCII.
fn lowered(text: &str) -> Cow<'_, str> {
    if text.contains(|c: char| c.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}
