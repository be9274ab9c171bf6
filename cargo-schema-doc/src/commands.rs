//! One module a command.

pub(crate) mod check;
pub(crate) mod completions;
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

/// A workflow command of GitHub's: an annotation on a line of a file, or on the run.
pub(crate) fn github(level: &str, place: Option<(&str, u32, u32)>, message: &str) -> String {
    let value = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| value(text).replace(':', "%3A").replace(',', "%2C");
    match place {
        Some((file, line, column)) => {
            format!("::{level} file={},line={line},col={column}::{}", property(file), value(message))
        }
        None => format!("::{level}::{}", value(message)),
    }
}
