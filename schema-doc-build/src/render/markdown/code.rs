//! Code spans: names, types and expressions.

use std::borrow::Cow;

use super::fence::{longest_run, push_ticks};
use super::text::bidi_close;

/// A code span outside tables. Control characters show as pictures (`␊`), an empty name as `""`.
pub fn code(text: &str) -> String {
    let mut out = String::new();
    push_code(&mut out, text);
    out
}

/// Adds a code span to a text outside tables.
pub fn push_code(out: &mut String, text: &str) {
    let shown = shown(text);
    push_span(out, &shown, text);
}

/// A code span in a table's cell, where a pipe must be escaped even in code.
pub fn cell_code(text: &str) -> String {
    // Parsers disagree whether `\\|` in a row is an escaped pipe: such a text goes without code spans.
    if text.contains("\\|") {
        return html_code(text);
    }
    let mut shown = shown(text);
    if shown.contains('|') {
        shown = shown.replace('|', "\\|").into();
    }
    let mut out = String::new();
    push_span(&mut out, &shown, text);
    out
}

/// `<code>`, with everything that Markdown could read as its own written as a character reference. For summaries and odd texts.
pub fn html_code(text: &str) -> String {
    let mut out = String::from("<code>");
    for c in shown(text).chars() {
        if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | '(' | ')' | '-' | '_' | '/' | '=') {
            out.push_str(&format!("&#{};", c as u32));
        } else {
            out.push(c);
        }
    }
    out.push_str("</code>");
    out.push_str(&bidi_close(text));
    out
}

/// Adds what is shown of a text between as many backticks as it needs.
fn push_span(out: &mut String, shown: &str, text: &str) {
    let ticks = longest_run(shown) + 1;
    let padded = |c: char| c == '`' || c == ' ';
    let pad = if shown.starts_with(padded) || shown.ends_with(padded) { " " } else { "" };
    out.reserve(shown.len() + 2 * (ticks + pad.len()));
    push_ticks(out, ticks);
    for part in [pad, shown, pad] {
        out.push_str(part);
    }
    push_ticks(out, ticks);
    out.push_str(&bidi_close(text));
}

/// The text on one line, with nothing invisible in it.
fn shown(text: &str) -> Cow<'_, str> {
    if text.is_empty() {
        return "\"\"".into();
    }
    if text.chars().all(|c| visible(c) == c) { text.into() } else { text.chars().map(visible).collect() }
}

/// What stands for a character that is invisible or ends a line; any other itself.
fn visible(c: char) -> char {
    match c {
        '\0'..='\x1f' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        '\u{80}'..='\u{9f}' => '\u{fffd}',
        '\u{2028}' | '\u{2029}' => '\u{2424}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::{cell_code, code};

    #[test]
    fn a_name_cannot_leave_its_code_span() {
        let check = |text: &str, expected: &str| assert_eq!(code(text), expected);
        check("users", "`users`");
        check("a`b", "``a`b``");
        check("`", "`` ` ``");
        check(" a", "`  a `");
        check("a\nb\0", "`a␊b␀`");
        check("</script>|", "`</script>|`");
        check("", "`\"\"`");
        check("a\u{202e}b", "`a\u{202e}b`\u{202c}");
    }

    #[test]
    fn a_pipe_cannot_leave_its_cell() {
        let check = |text: &str, expected: &str| assert_eq!(cell_code(text), expected);
        check("a || b", "`a \\|\\| b`");
        check("a\\b", "`a\\b`");
        check("a\\|b", "<code>a&#92;&#124;b</code>");
    }
}
