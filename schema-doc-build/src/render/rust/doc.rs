//! The schema's prose as doc comments: it comes out as text, with links and code spans, and rustdoc finds nothing to warn of.

use std::borrow::Cow;

use crate::list::IteratorExt;
use crate::render::markdown::fence::{longest_run, push_ticks};

/// Lines of Markdown for a text. No line starts a heading, a fence or an indented block, so nothing in it is ever run as a test.
pub(super) fn prose(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = escape_line(line.trim());
        // Two blank lines in a row say no more than one.
        if !(line.is_empty() && lines.last().is_none_or(String::is_empty)) {
            lines.push(line);
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// A text on one line.
pub(super) fn sentence(text: &str) -> String {
    prose(text).into_iter().filter(|line| !line.is_empty()).join(" ")
}

/// A code span.
pub(super) fn code(text: &str) -> String {
    let mut out = String::new();
    push_code(&mut out, text);
    out
}

/// Adds a code span.
pub(super) fn push_code(out: &mut String, text: &str) {
    let is_blank = |c: char| c.is_whitespace() || is_invisible(c);
    let text = text.trim_matches(is_blank);
    let text = if text.is_empty() { "\"\"" } else { text };
    let ticks = longest_run(text) + 1;
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    out.reserve(text.len() + 2 * (ticks + pad.len()));
    push_ticks(out, ticks);
    let mut space = pad;
    for word in text.split(is_blank).filter(|word| !word.is_empty()) {
        out.push_str(space);
        out.push_str(word);
        space = " ";
    }
    out.push_str(pad);
    push_ticks(out, ticks);
}

/// Control characters, marks that turn the direction of text, and line separators: rustc refuses some of them in comments.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn escape_line(line: &str) -> String {
    let line: Cow<str> = if line.contains(is_invisible) { line.replace(is_invisible, " ").into() } else { line.into() };
    let line = line.trim();
    let mut out = String::with_capacity(line.len() + 8);
    // `# x`, `---`, `===`, `~~~`, `> x`, `: x`, `| x`
    let starts_block = line.starts_with(['#', '=', '~', '>', '|', '+', ':'])
        || line.starts_with('-') && !line.starts_with("- ")
        || line.chars().all(|c| c == '-' || c == ' ') && !line.is_empty();
    if starts_block {
        out.push('\\');
    }
    // A pair of single backticks stays a code span.
    let spans = line.matches('`').count().is_multiple_of(2) && !line.contains("``");
    let mut in_code = false;
    let mut rest = line;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        if !in_code && (rest.starts_with("http://") || rest.starts_with("https://")) {
            let (url, after) = split_url(rest);
            out.push_str(&if url.ends_with('/') && url.matches('/').count() == 2 {
                code(url)
            } else {
                format!("<{url}>")
            });
            rest = after;
            before = '>';
            continue;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        let next = rest.chars().next().unwrap_or(' ');
        match c {
            '`' if spans => {
                in_code = !in_code;
                out.push(c);
            }
            _ if in_code => out.push(c),
            '\\' | '[' | ']' | '<' | '>' | '*' | '`' | '&' | '~' | '$' => {
                if !(starts_block && out == "\\") {
                    out.push('\\');
                }
                out.push(c);
            }
            '_' if !(before.is_alphanumeric() && next.is_alphanumeric()) => out.push_str("\\_"),
            _ => out.push(c),
        }
        before = c;
    }
    out
}

/// A URL at the beginning of a text: up to white space or what cannot stand in `<…>`; the sentence's own punctuation stays outside.
fn split_url(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '`' | '"' | '\\')).unwrap_or(text.len());
    let url = text.get(..end).unwrap_or_default();
    let url = url.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}', '\'', '*', '_']);
    (url, text.get(url.len()..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{code, prose, sentence};

    #[test]
    fn prose_comes_out_as_text() {
        let check = |text: &str, expected: &str| assert_eq!(prose(text).join("\n"), expected, "{text:?}");
        check("Plain words, it's all.", "Plain words, it's all.");
        check("see [foo] and <b>", "see \\[foo\\] and \\<b\\>");
        check("use `a_b` now", "use `a_b` now");
        check("one ` alone, ```rust", "one \\` alone, \\`\\`\\`rust");
        check("    indented", "indented");
        check("# no heading\n---\n~~~", "\\# no heading\n\\---\n\\~\\~\\~");
        check("a\n\n\n\nb\n", "a\n\nb");
        check("(see https://example.org/a_b).", "(see <https://example.org/a_b>).");
        check("snake_case and _odd_", "snake_case and \\_odd\\_");
        check("a\u{202e}b\0c", "a b c");
        check("- item", "- item");
        check("http://", "`http://`");
        assert_eq!(sentence("a\nb\n\nc"), "a b c");
    }

    #[test]
    fn code_spans_hold_anything() {
        let check = |text: &str, expected: &str| assert_eq!(code(text), expected);
        check("a", "`a`");
        check("a`b", "``a`b``");
        check("`", "`` ` ``");
        check("", "`\"\"`");
        check("a\nb", "`a b`");
    }
}
