//! Code spans: names, types and expressions.

use super::fence::longest_run;
use super::text::bidi_close;

/// A code span outside tables. Control characters show as pictures (`␊`), an empty name as `""`.
pub fn code(text: &str) -> String {
    span(text, str::to_owned)
}

/// A code span in a table's cell, where a pipe must be escaped even in code.
pub fn cell_code(text: &str) -> String {
    // Parsers disagree whether `\\|` in a row is an escaped pipe: such a text goes without code spans.
    if text.contains("\\|") { html_code(text) } else { span(text, |shown| shown.replace('|', "\\|")) }
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

fn span(text: &str, escape: impl Fn(&str) -> String) -> String {
    let shown = shown(text);
    let ticks = "`".repeat(if shown.contains('`') { longest_run(&shown) + 1 } else { 1 });
    let padded = |c: char| c == '`' || c == ' ';
    let pad = if shown.starts_with(padded) || shown.ends_with(padded) { " " } else { "" };
    format!("{ticks}{pad}{}{pad}{ticks}{}", escape(&shown), bidi_close(text))
}

/// The text on one line, with nothing invisible in it.
fn shown(text: &str) -> String {
    if text.is_empty() {
        return "\"\"".to_owned();
    }
    text.chars()
        .map(|c| match c {
            '\0'..='\x1f' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
            '\x7f' => '\u{2421}',
            '\u{80}'..='\u{9f}' => '\u{fffd}',
            '\u{2028}' | '\u{2029}' => '\u{2424}',
            c => c,
        })
        .collect()
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
