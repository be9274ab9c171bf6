//! Running text: prose and names outside code spans.

use super::code::{cell_code, code};
use crate::list::IteratorExt;

/// Longer text between backticks is no code.
const LONGEST_CODE: usize = 80;

/// Plain text on one line; white space is folded.
pub fn text(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len() + 8);
    push_words(&mut out, plain, None);
    out.push_str(&bidi_close(plain));
    out
}

/// Prose as blocks: paragraphs stay paragraphs, lines that begin with `-`, `*` or a number stay items of a list.
pub fn prose(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len() + 16);
    let mut in_list = false;
    let mut open = false;
    for line in plain.lines() {
        if line.trim().is_empty() {
            open = false;
            continue;
        }
        let (marker, words) = split_marker(line);
        if open && marker.is_none() {
            // A soft break: the line goes on in its paragraph or item.
            out.push_str(if in_list { "\n  " } else { "\n" });
        } else {
            if !out.is_empty() {
                out.push_str(if in_list && marker.is_some() && open { "\n" } else { "\n\n" });
            }
            in_list = marker.is_some();
            if let Some(marker) = marker {
                out.push_str(&marker);
            }
        }
        push_words(&mut out, words, None);
        open = true;
    }
    out.push_str(&bidi_close(plain));
    out
}

/// Prose in a table's cell: lines run on, paragraphs and items of a list are set apart by `<br>`.
pub fn cell_text(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len() + 8);
    let mut apart = false;
    for line in plain.lines() {
        if line.trim().is_empty() {
            apart = true;
            continue;
        }
        let (marker, words) = split_marker(line);
        if !out.is_empty() {
            out.push_str(if apart || marker.is_some() { "<br>" } else { " " });
        }
        if let Some(marker) = marker {
            out.push_str(if marker.starts_with('-') { "• " } else { &marker });
        }
        push_words(&mut out, words, None);
        apart = false;
    }
    out.push_str(&bidi_close(plain));
    out
}

/// A message whose names stand in backticks: they become code spans. Safe in a table's cell too.
pub fn message(plain: &str) -> String {
    let parts: Vec<&str> = plain.split('`').collect_vec();
    // An odd number of backticks: one of them belongs to a name.
    if parts.len().is_multiple_of(2) || parts.iter().skip(1).step_by(2).any(|name| name.is_empty()) {
        return text(plain);
    }
    let mut out = String::with_capacity(plain.len());
    for (i, part) in parts.iter().enumerate() {
        if i % 2 == 1 {
            out.push_str(&if part.contains('|') { cell_code(part) } else { code(part) });
            continue;
        }
        if i > 0 && part.starts_with(char::is_whitespace) {
            out.push(' ');
        }
        push_words(&mut out, part, (i > 0).then_some('`'));
        if i + 1 < parts.len() && part.ends_with(char::is_whitespace) && !part.trim().is_empty() {
            out.push(' ');
        }
    }
    out.push_str(&bidi_close(plain));
    out
}

/// `- words` → (`- `, `words`); `12) words` → (`12. `, `words`).
fn split_marker(line: &str) -> (Option<String>, &str) {
    let line = line.trim();
    for bullet in ["- ", "* ", "• "] {
        if let Some(words) = line.strip_prefix(bullet).filter(|words| !words.trim().is_empty()) {
            return (Some("- ".to_owned()), words.trim_start());
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits) {
        let (number, rest) = line.split_at(digits);
        let words = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "));
        if let Some(words) = words.filter(|words| !words.trim().is_empty()) {
            return (Some(format!("{number}. ")), words.trim_start());
        }
    }
    (None, line)
}

/// Words with single spaces between them, escaped; `before` is what they follow on their line.
fn push_words(out: &mut String, plain: &str, mut before: Option<char>) {
    let mut chars = plain.trim().chars().peekable();
    let mut number = before.is_none();
    while let Some(c) = chars.next() {
        if c.is_whitespace() || c.is_control() {
            while chars.next_if(|c| c.is_whitespace() || c.is_control()).is_some() {}
            if before.is_some() && chars.peek().is_some() {
                out.push(' ');
            }
            before = Some(' ');
            number = false;
            continue;
        }
        if c == '`'
            && before != Some('`')
            && let Some(code) = quoted_code(before, chars.clone())
        {
            out.push_str(&format!("`{code}`"));
            chars.by_ref().take(code.len() + 1).for_each(drop);
            before = Some('`');
            number = false;
            continue;
        }
        let next = chars.peek().copied();
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let escaped = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '|' | '~' | '$' => true,
            '_' => !(word(before) && word(next)),
            // What would begin a block where the text begins a line.
            '#' => before.is_none_or(|b| b == ' '),
            '-' | '+' | '=' | '>' | ':' => before.is_none(),
            // `12.` would begin a list.
            '.' | ')' => number && before.is_some() && next.is_none_or(char::is_whitespace),
            _ => false,
        };
        match c {
            '&' if next.is_some_and(|n| n.is_ascii_alphanumeric() || n == '#') => out.push_str("&amp;"),
            c if escaped => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
        number &= c.is_ascii_digit();
        before = Some(c);
    }
}

/// `deleted_at`, `a = 'b'`: what somebody wrote as code stays code. The text begins behind the first backtick, `before` stands before that.
fn quoted_code(before: Option<char>, mut text: impl Iterator<Item = char>) -> Option<String> {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut code = String::new();
    loop {
        match text.next()? {
            '`' => break,
            // What is no code to every parser of tables.
            '|' => return None,
            c if c == ' ' || c.is_ascii_graphic() => code.push(c),
            _ => return None,
        }
        if code.len() > LONGEST_CODE {
            return None;
        }
    }
    let next = text.next();
    let is_name = code.chars().all(|c| c.is_ascii_alphanumeric() || "_-.()".contains(c));
    // `the user`s and the order`s`: apostrophes.
    let apart = !word(before) && !word(next) && !code.starts_with(' ') && !code.ends_with(' ');
    (!code.is_empty() && next != Some('`') && (is_name || apart)).then_some(code)
}

/// What closes the text's open directional controls, so that they do not turn around what follows.
pub(super) fn bidi_close(text: &str) -> String {
    if text.is_ascii() {
        return String::new();
    }
    let mut open = Vec::new();
    for c in text.chars() {
        match c {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => open.push('\u{202c}'),
            '\u{2066}'..='\u{2068}' => open.push('\u{2069}'),
            '\u{202c}' | '\u{2069}' if open.last() == Some(&c) => {
                open.pop();
            }
            _ => {}
        }
    }
    open.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::{cell_text, message, prose, text};

    #[test]
    fn text_comes_out_as_text() {
        let check = |plain: &str, expected: &str| assert_eq!(text(plain), expected);
        check("plain words, and more.", "plain words, and more.");
        check("snake_case and _this_", "snake_case and \\_this\\_");
        check("a | b * c `d *e[]`", "a \\| b \\* c `d *e[]`");
        check("`a || b` `/^\\d$/` ` d`", "\\`a \\|\\| b\\` `/^\\d$/` \\` d\\`");
        check("the user`s *and* the order`s", "the user\\`s \\*and\\* the order\\`s");
        check("set `app.user_id` first", "set `app.user_id` first");
        check("a`b`c``d`` `e", "a`b`c\\`\\`d\\`\\` \\`e");
        check("<script>x</script>", "\\<script>x\\</script>");
        check("[a](b) ![c](d)", "\\[a\\](b) !\\[c\\](d)");
        check("# a # b C#", "\\# a \\# b C#");
        check("- a - b", "\\- a - b");
        check("1. a 2. b", "1\\. a 2. b");
        check("2025", "2025");
        check("&lt; a & b &#60;", "&amp;lt; a & b &amp;#60;");
        check(" a\n\tb \u{b}c\u{0}", "a b c");
        check("a\\", "a\\\\");
        check("\u{202e}x", "\u{202e}x\u{202c}");
        check("\u{2067}x\u{2069} y", "\u{2067}x\u{2069} y");
        check("===", "\\===");
        check("", "");
    }

    #[test]
    fn prose_keeps_paragraphs_and_lists() {
        let check = |plain: &str, expected: &str| assert_eq!(prose(plain), expected);
        check("a\nb\n\nc", "a\nb\n\nc");
        check("a:\n- b\n- c\n  d\n\ne", "a:\n\n- b\n- c\n  d\n\ne");
        check("1. a\n2) b", "1. a\n2. b");
        check("    indented\n---", "indented\n\\---");
        check("-", "\\-");
        check("\n\n", "");
    }

    #[test]
    fn a_cell_stays_on_its_line() {
        let check = |plain: &str, expected: &str| assert_eq!(cell_text(plain), expected);
        check("a\nb\n\nc", "a b<br>c");
        check("a\r\nb | c", "a b \\| c");
        check("a\n- b\n- c", "a<br>• b<br>• c");
    }

    #[test]
    fn names_in_a_message_are_code() {
        let check = |plain: &str, expected: &str| assert_eq!(message(plain), expected);
        check("`a_b` has no index on `c`", "`a_b` has no index on `c`");
        check("index `i` repeats `j`, see `k`.", "index `i` repeats `j`, see `k`.");
        check("`a`: see `b`. Or -", "`a`: see `b`. Or -");
        check("`a|b` is odd", "`a\\|b` is odd");
        check("`a`b` is odd", "`a`b\\` is odd");
        check("`` is odd", "\\`\\` is odd");
    }
}
