//! Writing Markdown: whatever a name or a comment holds comes out as text, in running text and in GitHub's tables.
//!
//! Functions that return a `String` return finished Markdown; what they take is plain text unless the name says otherwise.

pub mod anchor;
pub mod code;
pub mod fence;
pub mod table;
pub mod text;

pub use anchor::Anchors;
pub use code::{cell_code, code, push_code};
pub use fence::fenced;
pub use table::Table;
pub use text::{cell_text, message, prose, text};

/// Starts a new block: leaves one blank line behind what is there.
pub fn gap(out: &mut String) {
    if out.is_empty() || out.ends_with("\n\n") {
        return;
    }
    out.push_str(if out.ends_with('\n') { "\n" } else { "\n\n" });
}

/// A block of finished Markdown, with a blank line in front.
pub fn block(out: &mut String, markdown: &str) {
    if !markdown.is_empty() {
        gap(out);
        out.push_str(markdown);
        if !markdown.ends_with('\n') {
            out.push('\n');
        }
    }
}

/// A heading of one of our own words.
pub fn heading(out: &mut String, level: usize, title: &str) {
    gap(out);
    for _ in 0..level {
        out.push('#');
    }
    out.push(' ');
    out.push_str(title);
    out.push('\n');
}

/// A fenced block, folded under a line that opens it.
pub fn folded(out: &mut String, summary_html: &str, inside: &str) {
    gap(out);
    out.push_str(&format!("<details>\n<summary>{summary_html}</summary>\n\n{}\n\n</details>\n", inside.trim_end()));
}

/// A list of finished Markdown, one item a line.
pub fn list(out: &mut String, items: &[String]) {
    if items.is_empty() {
        return;
    }
    gap(out);
    for item in items {
        out.push_str("- ");
        out.push_str(item);
        out.push('\n');
    }
}

/// A link. The label is finished Markdown, the URL an encoded one.
pub fn link(label: &str, url: &str) -> String {
    ["[", label, "](", url, ")"].concat()
}

/// `1 table`, `2 tables`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// `12,345`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{block, count, heading};

    #[test]
    fn blocks_stand_apart() {
        let mut out = String::new();
        heading(&mut out, 1, "a");
        block(&mut out, "b");
        block(&mut out, "");
        heading(&mut out, 2, "c");
        assert_eq!(out, "# a\n\nb\n\n## c\n");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(count(1, "table", "tables"), "1 table");
        assert_eq!(count(0, "table", "tables"), "0 tables");
        assert_eq!(count(1_234_567, "table", "tables"), "1,234,567 tables");
        assert_eq!(count(123, "table", "tables"), "123 tables");
    }
}
