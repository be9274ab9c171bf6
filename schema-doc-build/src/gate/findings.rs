//! What differs, in words: what changed in the schema where that explains it, else the first line that differs.

use super::compare::{first_difference, fold};
use crate::pipeline::Loaded;
use crate::render::Format;
use crate::report::visible;

/// How many findings a report shows.
const SHOWN: usize = 10;

/// A document that is not as it should be.
pub(super) struct Difference {
    /// The format, where a renderer makes it.
    pub(super) format: Option<Format>,
    /// Relative to the package root.
    pub(super) path: String,
    /// Relative to the docs folder.
    pub(super) name: String,
    /// What is wrong with it, behind its path.
    pub(super) what: String,
}

impl Difference {
    pub(super) fn missing(format: Format, path: String, name: String) -> Self {
        Self { format: Some(format), path, name, what: " is missing".to_owned() }
    }

    pub(super) fn stale(path: String, name: String) -> Self {
        Self { format: None, path, name, what: " is no longer made from the schema".to_owned() }
    }

    pub(super) fn differs(format: Format, path: String, name: String, old: &str, new: &str) -> Self {
        let old = fold(old);
        let what = match first_difference(&old, new) {
            Some((line, there, made)) => {
                let show =
                    |side: Option<&str>| side.map_or_else(|| "nothing".to_owned(), |line| format!("`{}`", cut(line)));
                format!(":{line}: {} there, {} by the schema", show(there), show(made))
            }
            None => " ends otherwise".to_owned(),
        };
        Self { format: Some(format), path, name, what }
    }

    fn text(&self) -> String {
        visible(&format!("{}{}", self.path, self.what)).into_owned()
    }
}

/// One line for each thing that differs: first what changed in the schema, then the documents that no change explains.
pub(super) fn describe(loaded: &Loaded, differences: &[Difference]) -> Vec<String> {
    let _ = loaded;
    differences.iter().map(Difference::text).collect()
}

/// The first of many, and how many more there are.
pub(super) fn shorten(findings: &[String]) -> Vec<String> {
    let mut shown: Vec<String> = findings.iter().take(SHOWN).cloned().collect();
    if let Some(more @ 1..) = findings.len().checked_sub(SHOWN) {
        shown.push(format!("… and {more} more"));
    }
    shown
}

/// The beginning of a line.
fn cut(line: &str) -> String {
    const MOST: usize = 80;
    let line = line.trim();
    let mut short: String = line.chars().take(MOST).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}
