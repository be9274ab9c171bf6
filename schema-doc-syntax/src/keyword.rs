//! The words that name no module and no type.

/// The Rust Reference, Keywords: strict and reserved ones of every edition.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// A module of such a name would hide the type.
const PRIMITIVE_TYPES: &[&str] = &[
    "bool", "char", "f128", "f16", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "str", "u128", "u16",
    "u32", "u64", "u8", "usize",
];

/// Whether a word is a keyword of any edition, or the name of a primitive type.
pub fn is_reserved(word: &str) -> bool {
    KEYWORDS.binary_search(&word).is_ok() || PRIMITIVE_TYPES.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, PRIMITIVE_TYPES, is_reserved};

    #[test]
    fn the_words_are_sorted() {
        assert!(KEYWORDS.is_sorted() && PRIMITIVE_TYPES.is_sorted());
        assert!(is_reserved("gen") && is_reserved("Self") && is_reserved("str") && !is_reserved("union"));
    }
}
