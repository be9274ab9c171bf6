//! Colours, few, and each with one meaning. The streams take them out where they are not wanted.

use anstyle::{AnsiColor, Style};

/// The head of a table, a name that the following is about.
pub(crate) const HEAD: Style = Style::new().bold();
/// As it should be, or new.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// Changed.
pub(crate) const CHANGED: Style = AnsiColor::Yellow.on_default();
/// Gone, or wrong.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What to type.
pub(crate) const HELP: Style = AnsiColor::Cyan.on_default().bold();

/// A text in a style. It must be [`plain`](super::plain) before.
pub(crate) fn painted(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}
