//! How deep a text is nested, before a parser that calls itself sees it.

use super::ast::Range;

/// How deep brackets lie in each other, at most; those in strings and comments count too.
const DEEPEST: usize = 1_000;

/// How many words and signs follow each other without anything that ends a statement or an element.
const LONGEST: usize = 10_000;

/// Where a text is deeper or longer than that: the parser, and whoever walks over what it made, calls itself for what is nested.
pub(super) fn too_deep(text: &str) -> Option<Range> {
    let (mut depth, mut length, mut chain) = (0_usize, 0_usize, 0_usize);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            // `for (;;) for (;;)`: not what ends a statement
            b';' | b',' => length = 0,
            b if b.is_ascii_whitespace() => continue,
            b if b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$') || !b.is_ascii() => {
                while bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$')) {
                    at += 1;
                }
                match bytes.get(start..at).unwrap_or_default() {
                    // none of them stands inside an expression without a bracket
                    b"const" | b"export" | b"import" | b"function" | b"class" | b"return" => (length, chain) = (0, 0),
                    b"else" | b"for" => chain += 1,
                    _ => {}
                }
            }
            _ => {}
        }
        length += 1;
        if depth > DEEPEST || length > LONGEST || chain > DEEPEST {
            return Some(Range { start: start as u32, end: at as u32 });
        }
    }
    None
}
