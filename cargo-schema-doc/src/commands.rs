//! One module a command.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod context;
pub(crate) mod coverage;
pub(crate) mod generate;
pub(crate) mod init;
pub(crate) mod lint;
pub(crate) mod list;
pub(crate) mod show;
pub(crate) mod sync;
pub(crate) mod tbls;
pub(crate) mod verify;

/// `1 table`, `2 tables`.
pub(crate) fn count(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
