//! Tokens, and what their text stands for.

use crate::text::{contains, starts_with};
use std::borrow::Cow;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A keyword or an identifier that is not quoted.
    Word,
    /// `"x"`.
    QuotedIdentifier,
    /// `U&"x"`, its `UESCAPE '!'` included.
    UnicodeIdentifier,
    /// `'x'`, `N'x'`.
    String,
    /// `E'x'`, or `'x'` where a backslash escapes.
    EscapeString,
    /// `U&'x'`, its `UESCAPE '!'` included.
    UnicodeString,
    /// `B'0'`, `X'0'`.
    BitString,
    /// `$tag$ x $tag$`.
    DollarString,
    /// `q'[x]'`.
    BracketString,
    Number,
    /// `$1`.
    Parameter,
    Operator,
    /// `::`.
    Cast,
    Colon,
    Comma,
    Dot,
    Semicolon,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    /// A character that no token begins with.
    Other,
}

/// A token and its place in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl TokenKind {
    /// A character string of any form.
    pub(crate) fn is_string(self) -> bool {
        matches!(
            self,
            Self::String | Self::EscapeString | Self::UnicodeString | Self::DollarString | Self::BracketString
        )
    }
}

/// The name in a quoted identifier: `"a""b"` is `a"b`.
pub(crate) fn quoted_name(kind: TokenKind, text: &str) -> Cow<'_, str> {
    if kind == TokenKind::UnicodeIdentifier {
        let (body, escape) = unicode_body(text, '"');
        return Cow::Owned(decode_unicode(&body, escape));
    }
    let mut inner = text.chars();
    let quote = match inner.next() {
        Some('[') => ']',
        Some(quote) => quote,
        None => return Cow::Borrowed(""),
    };
    let inner = inner.as_str();
    let inner = inner.strip_suffix(quote).unwrap_or(inner);
    if inner.contains(quote) {
        Cow::Owned(inner.replace(&format!("{quote}{quote}"), &quote.to_string()))
    } else {
        Cow::Borrowed(inner)
    }
}

/// The value of a string token: quotes off, escapes resolved, continued strings joined.
pub(crate) fn string_value(kind: TokenKind, text: &str) -> String {
    match kind {
        TokenKind::DollarString => dollar_body(text).to_owned(),
        TokenKind::UnicodeString => {
            let (body, escape) = unicode_body(text, '\'');
            decode_unicode(&body, escape)
        }
        TokenKind::BracketString => {
            let inner = text.trim_start_matches(['n', 'N', 'q', 'Q', '\'']).trim_end_matches('\'');
            let mut inner = inner.chars();
            inner.next();
            inner.next_back();
            inner.as_str().to_owned()
        }
        TokenKind::EscapeString if text.starts_with('"') => segments(text, '"', true).0,
        TokenKind::EscapeString => segments(text, '\'', true).0,
        _ => segments(text, '\'', false).0,
    }
}

/// What stands between the tags of `$tag$ … $tag$`.
pub(crate) fn dollar_body(text: &str) -> &str {
    let tag = dollar_tag_length(text);
    let body = text.get(tag..).unwrap_or_default();
    body.strip_suffix(text.get(..tag).unwrap_or_default()).unwrap_or(body)
}

/// The length of the opening `$tag$`.
pub(crate) fn dollar_tag_length(text: &str) -> usize {
    text.get(1..).and_then(|rest| rest.find('$')).map_or(text.len(), |i| i + 2)
}

/// The quoted segments of a literal joined, and the text behind the last one: `'a' ⏎ 'b'`.
fn segments(text: &str, quote: char, escapes: bool) -> (String, &str) {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let Some(open) = rest.find(quote) else { return (value, rest) };
        // A comment between two segments may hold a quote.
        let gap = rest.get(..open).unwrap_or_default();
        if let (Some(comment), false) = (gap.find("--"), value.is_empty() && rest.len() == text.len()) {
            let after = rest.get(comment..).unwrap_or_default();
            let Some(line) = after.find('\n') else { return (value, rest) };
            rest = after.get(line..).unwrap_or_default();
            continue;
        }
        if contains(gap, |c| c.is_ascii_alphabetic()) && rest.len() != text.len() {
            return (value, rest); // UESCAPE
        }
        rest = rest.get(open + 1..).unwrap_or_default();
        loop {
            let stop = rest.find(|c| c == quote || (escapes && c == '\\')).unwrap_or(rest.len());
            value.push_str(rest.get(..stop).unwrap_or_default());
            rest = rest.get(stop..).unwrap_or_default();
            let mut chars = rest.chars();
            match (chars.next(), chars.clone().next()) {
                (None, _) => return (value, ""),
                (Some('\\'), _) if escapes => rest = push_escape(&mut value, chars.as_str()),
                (Some(_), Some(next)) if next == quote => {
                    value.push(quote);
                    rest = rest.get(2..).unwrap_or_default();
                }
                _ => {
                    rest = chars.as_str();
                    break;
                }
            }
        }
    }
}

/// Resolves the escape that `rest` begins with (its backslash gone); gives back what stands behind it.
fn push_escape<'a>(value: &mut String, rest: &'a str) -> &'a str {
    let mut chars = rest.chars();
    let Some(first) = chars.next() else { return rest };
    let after = chars.as_str();
    let digits = |text: &'a str, radix: u32, most: usize| {
        let count = text.chars().take(most).take_while(|c| c.is_digit(radix)).count();
        (text.get(..count).unwrap_or_default(), text.get(count..).unwrap_or_default())
    };
    let coded = |value: &mut String, (code, behind): (&'a str, &'a str), radix: u32| {
        if let Some(c) = u32::from_str_radix(code, radix).ok().and_then(char::from_u32) {
            value.push(c);
        }
        behind
    };
    match first {
        'n' => value.push('\n'),
        't' => value.push('\t'),
        'r' => value.push('\r'),
        'b' => value.push('\u{8}'),
        'f' => value.push('\u{c}'),
        'x' if starts_with(after, |c| c.is_ascii_hexdigit()) => return coded(value, digits(after, 16, 2), 16),
        'u' => return coded(value, digits(after, 16, 4), 16),
        'U' => return coded(value, digits(after, 16, 8), 16),
        '0'..='7' => return coded(value, digits(rest, 8, 3), 8),
        other => value.push(other),
    }
    after
}

/// The text in `U&'…'` with its escape character.
fn unicode_body(text: &str, quote: char) -> (String, char) {
    let (body, rest) = segments(text, quote, false);
    let escape = rest.rsplit('\'').nth(1).and_then(|e| e.chars().next()).unwrap_or('\\');
    (body, escape)
}

/// `\0061` and `\+000061` resolved; surrogate pairs are one character.
fn decode_unicode(text: &str, escape: char) -> String {
    let mut value = String::with_capacity(text.len());
    let mut rest = text;
    let mut high: Option<u32> = None;
    while let Some(at) = rest.find(escape) {
        value.push_str(rest.get(..at).unwrap_or_default());
        let behind = rest.get(at + escape.len_utf8()..).unwrap_or_default();
        if let Some(doubled) = behind.strip_prefix(escape) {
            value.push(escape);
            rest = doubled;
            continue;
        }
        let (digits, length) = match behind.strip_prefix('+') {
            Some(long) => (long.get(..6), 7),
            None => (behind.get(..4), 4),
        };
        match digits.and_then(|d| u32::from_str_radix(d, 16).ok()) {
            Some(code @ 0xD800..=0xDBFF) => high = Some(code),
            Some(code) => {
                let code = match high.take() {
                    Some(first) if (0xDC00..=0xDFFF).contains(&code) => {
                        0x10000 + ((first - 0xD800) << 10) + (code - 0xDC00)
                    }
                    _ => code,
                };
                value.extend(char::from_u32(code));
            }
            None => {
                value.push(escape);
                rest = behind;
                continue;
            }
        }
        rest = behind.get(length..).unwrap_or_default();
    }
    value.push_str(rest);
    value
}

#[cfg(test)]
mod tests {
    use super::{TokenKind, quoted_name, string_value};

    #[test]
    fn quotes_and_escapes_are_resolved() {
        let check = |kind, text: &str, expected: &str| assert_eq!(string_value(kind, text), expected, "{text}");
        check(TokenKind::String, "'it''s'", "it's");
        check(TokenKind::String, "'a'\n  'b'", "ab");
        check(TokenKind::String, "'a' -- it's\n  'b'", "ab");
        check(TokenKind::String, r"'a\nb'", r"a\nb");
        check(TokenKind::String, "''", "");
        check(TokenKind::String, "N'x'", "x");
        check(TokenKind::EscapeString, r"E'a\nb\'c\\d\x41\u00e9\101'", "a\nb'c\\dA\u{e9}A");
        check(TokenKind::UnicodeString, r"U&'d\0061t\+000061\\'", r"data\");
        check(TokenKind::UnicodeString, r"U&'d!0061' UESCAPE '!'", "da");
        check(TokenKind::UnicodeString, r"U&'\D83D\DE00'", "\u{1F600}");
        check(TokenKind::DollarString, "$a$ x $$ $a$", " x $$ ");
        check(TokenKind::DollarString, "$$$$", "");
        assert_eq!(quoted_name(TokenKind::QuotedIdentifier, "\"a\"\"b\""), "a\"b");
        assert_eq!(quoted_name(TokenKind::UnicodeIdentifier, "U&\"d\\0061\""), "da");
    }
}
