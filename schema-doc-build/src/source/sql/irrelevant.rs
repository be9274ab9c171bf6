//! The statements that shape no schema, each with the reason: the one list of what is passed over knowingly.

use crate::list::SliceExt;

/// First words of a statement, and why it shapes no schema. The longest entry that fits counts.
pub(crate) static STATEMENTS: &[(&str, &str)] = &[
    ("abort", "ends a transaction"),
    ("alter database", "a setting of the database"),
    ("alter large object", "data"),
    ("alter publication", "replication"),
    ("alter subscription", "replication"),
    ("alter system", "a setting of the server"),
    ("alter tablespace", "storage of the server"),
    ("alter user mapping", "a password for a foreign server"),
    ("analyse", "statistics of the planner"),
    ("analyze", "statistics of the planner"),
    ("call", "runs a procedure: its effect is data"),
    ("checkpoint", "maintenance"),
    ("close", "a cursor"),
    ("cluster", "maintenance"),
    ("commit prepared", "a transaction"),
    ("copy", "data"),
    ("create database", "the database, not what is in it"),
    ("create publication", "replication"),
    ("create subscription", "replication"),
    ("create tablespace", "storage of the server"),
    ("create user mapping", "a password for a foreign server"),
    ("deallocate", "the session"),
    ("declare", "a cursor"),
    ("delete", "data"),
    ("discard", "the session"),
    ("drop database", "the database, not what is in it"),
    ("drop publication", "replication"),
    ("drop subscription", "replication"),
    ("drop tablespace", "storage of the server"),
    ("drop user mapping", "a password for a foreign server"),
    ("execute", "a prepared statement: it holds no DDL"),
    ("explain", "a plan"),
    ("fetch", "a cursor"),
    ("insert", "data"),
    ("listen", "a notification"),
    ("load", "a library of the session"),
    ("lock", "a lock"),
    ("merge", "data"),
    ("move", "a cursor"),
    ("notify", "a notification"),
    ("prepare", "the session"),
    ("reassign", "owners of what a role has in the database, whatever that is"),
    ("refresh", "data of a materialized view"),
    ("reindex", "maintenance"),
    ("release", "a savepoint"),
    ("repack", "maintenance"),
    ("reset", "a setting of the session"),
    ("rollback prepared", "a transaction"),
    ("rollback to", "a savepoint"),
    ("rollback transaction to", "a savepoint"),
    ("rollback work to", "a savepoint"),
    ("savepoint", "a savepoint"),
    ("security label", "a label of a security provider"),
    ("select", "reads data"),
    ("set", "a setting of the session"),
    ("show", "a setting of the session"),
    ("table", "reads data"),
    ("truncate", "data"),
    ("unlisten", "a notification"),
    ("update", "data"),
    ("vacuum", "maintenance"),
    ("values", "reads data"),
    ("with", "reads or changes data"),
];

/// Whether a statement that begins with this word is passed over without a look at its tokens.
pub(crate) fn is_skipped(word: &str) -> bool {
    ["insert", "update", "delete"].any(|w| word.eq_ignore_ascii_case(w))
}

/// Why a statement that begins with these words (in lower case, one space between) shapes no schema.
pub(crate) fn reason(words: &str) -> Option<&'static str> {
    let first = words.as_bytes().first();
    let fits = |entry: &str| {
        entry.as_bytes().first() == first
            && words.strip_prefix(entry).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    STATEMENTS.iter().filter(|(entry, _)| fits(entry)).max_by_key(|(entry, _)| entry.len()).map(|&(_, reason)| reason)
}

#[cfg(test)]
mod tests {
    use super::reason;

    #[test]
    fn the_longest_entry_counts_and_whole_words_only() {
        assert_eq!(reason("rollback to savepoint"), Some("a savepoint"));
        assert_eq!(reason("rollback"), None);
        assert_eq!(reason("set search_path"), Some("a setting of the session"));
        assert_eq!(reason("settle"), None);
        assert_eq!(reason("create table t"), None);
    }
}
