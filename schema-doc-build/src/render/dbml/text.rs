//! Names, strings and expressions as DBML takes them.

use std::fmt::Write as _;

/// A name in double quotes where it must be. DBML has no empty name: two quotes are shown in its place.
pub(super) fn name(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if plain {
        return name.to_owned();
    }
    let name = if name.is_empty() { "''" } else { name };
    format!("\"{}\"", escaped(name, '"', false))
}

/// A string in single quotes; in three of them where it has several lines.
pub(super) fn string(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let text = text.trim_matches('\n');
    if text.contains('\n') {
        format!("'''\n{}\n'''", escaped(text, '\'', true))
    } else {
        format!("'{}'", escaped(text, '\'', false))
    }
}

/// A string of several lines as the text of a block at that depth.
pub(super) fn block(text: &str, indent: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let text = escaped(text.trim_matches('\n'), '\'', true);
    let mut out = String::from("'''\n");
    for line in text.split('\n') {
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

fn escaped(text: &str, quote: char, lines: bool) -> String {
    let mut out = String::with_capacity(text.len());
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
    out
}

/// An expression in backticks, which knows no escape: a backtick inside becomes the letter that looks like it.
pub(super) fn expression(text: &str) -> String {
    let text = if text.is_empty() { " ".to_owned() } else { text.replace('`', "\u{2cb}") };
    format!("`{text}`")
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
        Some(value) => format!("'{}'", escaped(&value, '\'', false)),
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
