//! Keywords that cannot be names without quotes.

/// PostgreSQL 18, Appendix C: reserved, or reserved but for functions and types; only those that are so in every version from 13 on.
#[rustfmt::skip] // one list, not one word a line
static RESERVED: &[&str] = &[
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "binary", "both",
    "case", "cast", "check", "collate", "collation", "column", "concurrently", "constraint", "create", "cross",
    "current_catalog", "current_date", "current_role", "current_schema", "current_time", "current_timestamp",
    "current_user", "default", "deferrable", "desc", "distinct", "do", "else", "end", "except", "false", "fetch", "for",
    "foreign", "freeze", "from", "full", "grant", "group", "having", "ilike", "in", "initially", "inner", "intersect",
    "into", "is", "isnull", "join", "lateral", "leading", "left", "like", "limit", "localtime", "localtimestamp",
    "natural", "not", "notnull", "null", "offset", "on", "only", "or", "order", "outer", "overlaps", "placing",
    "primary", "references", "returning", "right", "select", "session_user", "similar", "some", "symmetric", "table",
    "tablesample", "then", "to", "trailing", "true", "union", "unique", "user", "using", "variadic", "verbose", "when",
    "where", "window", "with",
];

/// Whether a word cannot be a name of a table or a column without quotes.
pub(super) fn is_reserved(word: &str) -> bool {
    let mut lower = [0_u8; 17];
    let Some(lower) = lower.get_mut(..word.len()) else { return false };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    RESERVED.binary_search_by(|reserved| reserved.as_bytes().cmp(lower)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{RESERVED, is_reserved};

    #[test]
    fn reserved_words_are_found_whatever_their_case() {
        assert!(RESERVED.is_sorted());
        assert!(RESERVED.iter().all(|word| word.len() <= 17 && is_reserved(word)));
        assert!(is_reserved("Order"));
        assert!(!is_reserved("comment"));
        assert!(!is_reserved("a_very_long_identifier"));
    }
}
