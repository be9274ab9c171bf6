//! The words of an expression, each with its place.

use super::{Token, TokenKind};
use crate::list::SliceExt;

/// The tokens of an expression or a query, comments left out.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        let kind = match byte {
            b if b.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            b'-' if bytes.get(at + 1) == Some(&b'-') => {
                at = find(bytes, at, b'\n').unwrap_or(bytes.len());
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at = comment_end(bytes, at);
                continue;
            }
            b'\'' => {
                at = quoted_end(bytes, at, b'\'', false);
                TokenKind::Text
            }
            b'"' => {
                at = quoted_end(bytes, at, b'"', false);
                TokenKind::Quoted
            }
            b'$' if dollar_tag(bytes, at).is_some() => {
                let tag = dollar_tag(bytes, at).and_then(|end| text.get(at..end)).unwrap_or("$$");
                let body = at + tag.len();
                at = text.get(body..).and_then(|rest| rest.find(tag)).map_or(bytes.len(), |i| body + i + tag.len());
                TokenKind::Text
            }
            b if is_word_start(b) => {
                while bytes.get(at).is_some_and(|&b| is_word_start(b) || b.is_ascii_digit() || b == b'$') {
                    at += 1;
                }
                let word = &bytes[start..at];
                match bytes.get(at) {
                    Some(b'\'')
                        if word.len() == 1
                            && matches!(word[0], b'e' | b'E' | b'b' | b'B' | b'x' | b'X' | b'n' | b'N') =>
                    {
                        at = quoted_end(bytes, at, b'\'', matches!(word[0], b'e' | b'E'));
                        TokenKind::Text
                    }
                    Some(b'&') if word.eq_ignore_ascii_case(b"u") && bytes.get(at + 1) == Some(&b'\'') => {
                        at = quoted_end(bytes, at + 1, b'\'', false);
                        TokenKind::Text
                    }
                    _ => TokenKind::Word,
                }
            }
            b if b.is_ascii_digit() => {
                while bytes.get(at).is_some_and(|&b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_') {
                    at += 1;
                }
                TokenKind::Number
            }
            b':' if matches!(bytes.get(at + 1), Some(b':' | b'=')) => {
                at += 2;
                TokenKind::Symbol
            }
            _ => {
                at += 1;
                TokenKind::Symbol
            }
        };
        let Some(token) = text.get(start..at) else { break };
        found.push(Token { kind, text: token, start });
    }
    found
}

fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn find(bytes: &[u8], from: usize, byte: u8) -> Option<usize> {
    bytes.get(from..)?.position(|&b| b == byte).map(|i| from + i)
}

/// Behind the closing quote of what opens at `at`; doubled quotes are part of it.
fn quoted_end(bytes: &[u8], at: usize, quote: u8, backslash: bool) -> usize {
    let mut at = at + 1;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'\\' && backslash {
            at += 2;
        } else if byte == quote {
            if bytes.get(at + 1) != Some(&quote) {
                return at + 1;
            }
            at += 2;
        } else {
            at += 1;
        }
    }
    bytes.len()
}

/// Behind the block comment that opens at `at`; they nest.
fn comment_end(bytes: &[u8], at: usize) -> usize {
    let mut depth = 0_u32;
    let mut at = at;
    while let Some(&byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'/', Some(b'*')) => {
                depth += 1;
                at += 2;
            }
            (b'*', Some(b'/')) => {
                depth = depth.saturating_sub(1);
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Behind `$tag$` that opens at `at`.
fn dollar_tag(bytes: &[u8], at: usize) -> Option<usize> {
    let mut end = at + 1;
    if bytes.get(end).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    while bytes.get(end).is_some_and(|&b| is_word_start(b) || b.is_ascii_digit()) {
        end += 1;
    }
    (bytes.get(end) == Some(&b'$')).then_some(end + 1)
}
