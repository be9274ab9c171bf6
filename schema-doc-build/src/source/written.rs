//! Declarations as a program writes them, for documents.

/// A declaration without its comments, from the margin on.
pub(crate) fn as_written(text: &str) -> Box<str> {
    let bare = without_comments(text);
    let indent = |line: &str| line.len() - line.trim_start().len();
    // The first line begins where the declaration does, unless a comment did.
    let is_first = |number: usize, line: &str| number == 0 && indent(line) == 0;
    let others = bare.lines().enumerate().filter(|(number, line)| !is_first(*number, line) && !line.trim().is_empty());
    let margin = others.map(|(_, line)| indent(line)).min().unwrap_or_default();
    let mut out = String::with_capacity(bare.len());
    for (number, line) in bare.lines().enumerate() {
        let from = if is_first(number, line) { 0 } else { margin };
        out.push_str(line.get(from..).unwrap_or_default().trim_end());
        out.push('\n');
    }
    out.trim_end().into()
}

/// A text of Rust or TypeScript without `//` and `/* */`. A line that held nothing else goes with them.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' | '`' => quoted(rest, first),
            '/' if rest.starts_with("//") => {
                rest = leave_out(&mut out, rest, rest.find('\n').unwrap_or(rest.len()));
                continue;
            }
            '/' if rest.starts_with("/*") => {
                rest = leave_out(&mut out, rest, rest.find("*/").map_or(rest.len(), |end| end + 2));
                continue;
            }
            _ => first.len_utf8(),
        };
        let (taken, behind) = rest.split_at(length);
        out.push_str(taken);
        rest = behind;
    }
    out
}

/// Passes over a comment of that length; gives what is behind it.
fn leave_out<'a>(out: &mut String, rest: &'a str, length: usize) -> &'a str {
    let behind = rest.get(length..).unwrap_or_default();
    let line = out.rfind('\n').map_or(0, |at| at + 1);
    let begins_line = out.get(line..).is_some_and(|before| before.trim().is_empty());
    let (blank, next) = behind.split_at(behind.find('\n').map_or(behind.len(), |at| at + 1));
    if begins_line && blank.trim().is_empty() {
        out.truncate(line);
        return next;
    }
    behind
}

/// How long a text in quotes is. One that is not closed on its line is none (a lifetime), but for a template.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' if quote != '`' => break,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    1
}

#[cfg(test)]
mod tests {
    use super::as_written;

    #[test]
    fn comments_and_the_margin_are_left_out() {
        let check = |text: &str, expected: &str| assert_eq!(&*as_written(text), expected);
        check(
            "users: defineTable({\n    // who\n    a: v.string(), // b\n  })",
            "users: defineTable({\n  a: v.string(),\n})",
        );
        check("a: \"// no\", /* b */ c: 'it\\'s // ' // d", "a: \"// no\",  c: 'it\\'s // '");
        check("a(`//\n//`)", "a(`//\n//`)");
        check("f<'a>(x: &'a str) {\n  /* b\n c */\n  d // e\n}", "f<'a>(x: &'a str) {\n  d\n}");
        check("/// c\n  struct A {\n    a: u8,\n  }", "struct A {\n  a: u8,\n}");
        check("a /*", "a");
        check("a '", "a '");
    }
}
