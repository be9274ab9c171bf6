//! Names, strings and expressions as DBML takes them.

use crate::text::starts_with;
use std::borrow::Cow;
use std::fmt::Write as _;

/// A name in double quotes where it must be. DBML has no empty name: two quotes are shown in its place.
pub(super) fn name(name: &str) -> Cow<'_, str> {
    let plain = starts_with(name, |c| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if plain {
        return name.into();
    }
    let mut out = String::with_capacity(name.len() + 4);
    out.push('"');
    push_escaped(&mut out, if name.is_empty() { "''" } else { name }, '"', false);
    out.push('"');
    out.into()
}

/// A string in single quotes; in three of them where it has several lines.
pub(super) fn string(text: &str) -> String {
    let text = with_plain_lines(text);
    let text = text.trim_matches('\n');
    let lines = text.contains('\n');
    let (open, close) = if lines { ("'''\n", "\n'''") } else { ("'", "'") };
    let mut out = String::with_capacity(text.len() + 2 * open.len());
    out.push_str(open);
    push_escaped(&mut out, text, '\'', lines);
    out.push_str(close);
    out
}

/// A text whose lines end with `\n`.
fn with_plain_lines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").into() } else { text.into() }
}

/// A string of several lines as the text of a block at that depth.
pub(super) fn block(text: &str, indent: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    push_escaped(&mut escaped, with_plain_lines(text).trim_matches('\n'), '\'', true);
    let mut out = String::from("'''\n");
    for line in escaped.split('\n') {
        let line = line.trim_end();
        if !line.is_empty() {
            out.push_str(indent);
            out.push_str("  ");
            out.push_str(line);
        }
        out.push('\n');
    }
    out + indent + "'''"
}

fn push_escaped(out: &mut String, text: &str, quote: char, lines: bool) {
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' if lines => out.push('\n'),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if c == quote => {
                out.push('\\');
                out.push(c);
            }
            // Control characters, and those that turn the direction of the text around.
            _ if c.is_control()
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}') =>
            {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
}

/// An expression in backticks, which knows no escape: a backtick inside becomes the letter that looks like it.
pub(super) fn expression(text: &str) -> String {
    let text = if text.is_empty() { " " } else { text };
    let mut out = String::with_capacity(text.len() + 2);
    out.push('`');
    out.extend(text.chars().map(|c| if c == '`' { '\u{2cb}' } else { c }));
    out.push('`');
    out
}

/// A default: a string, a number, a truth value, `null`, else an expression.
pub(super) fn default(text: &str) -> String {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    if matches!(lower.as_str(), "true" | "false" | "null") {
        return lower;
    }
    let number = |text: &str| {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        digits(whole) && digits(fraction)
    };
    if number(text.strip_prefix('-').unwrap_or(text)) {
        return text.to_owned();
    }
    match constant(text) {
        Some(value) => {
            let mut out = String::with_capacity(value.len() + 2);
            out.push('\'');
            push_escaped(&mut out, &value, '\'', false);
            out.push('\'');
            out
        }
        None => expression(text),
    }
}

/// The value of `'it''s'` and of `'it''s'::text`.
fn constant(text: &str) -> Option<String> {
    let mut rest = text.strip_prefix('\'')?;
    let mut value = String::new();
    loop {
        let (part, after) = rest.split_once('\'')?;
        value.push_str(part);
        let Some(doubled) = after.strip_prefix('\'') else {
            rest = after;
            break;
        };
        value.push('\'');
        rest = doubled;
    }
    let is_type = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | ' ' | '.' | '"' | '(' | ')' | ',' | '[' | ']'))
    };
    (rest.is_empty() || rest.strip_prefix("::").is_some_and(is_type)).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::{block, default, expression, name, string};

    #[test]
    fn names_are_quoted_where_they_must_be() {
        let check = |text: &str, expected: &str| assert_eq!(name(text), expected);
        check("users", "users");
        check("1st", "\"1st\"");
        check("a\"\\\nb", "\"a\\\"\\\\\\nb\"");
        check("", "\"''\"");
        check("\u{202e}", "\"\\u202e\"");
    }

    #[test]
    fn strings_keep_their_lines() {
        assert_eq!(string("it's"), "'it\\'s'");
        assert_eq!(string("a\r\nb'''\\"), "'''\na\nb\\'\\'\\'\\\\\n'''");
        assert_eq!(block("a\n\nb", "  "), "'''\n    a\n\n    b\n  '''");
    }

    #[test]
    fn defaults_are_constants_where_they_can_be() {
        let check = |text: &str, expected: &str| assert_eq!(default(text), expected);
        check("0", "0");
        check("-1.5", "-1.5");
        check("1.", "`1.`");
        check("TRUE", "true");
        check("'it''s'::character varying", "'it\\'s'");
        check("'a' || 'b'", "`'a' || 'b'`");
        check("'1'::integer + 1", "`'1'::integer + 1`");
        check("now()", "`now()`");
        assert_eq!(expression("a ` b"), "`a \u{2cb} b`");
    }
}
