//! The notes of a page: written by hand between two markers, and kept through every regeneration.

use super::markdown::fence::Fence;

/// The line above the notes.
pub const BEGIN: &str = "<!-- notes:begin -->";

/// The line below the notes.
pub const END: &str = "<!-- notes:end -->";

/// One of the two markers stands without the other: nobody knows where the notes begin or end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnpairedMarker {
    /// The line of the marker that is there, from 1.
    pub line: u32,
    /// The marker that is not.
    pub missing: &'static str,
}

impl std::fmt::Display for UnpairedMarker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let there = if self.missing == END { BEGIN } else { END };
        write!(f, "`{there}` without its `{}`", self.missing)
    }
}

impl std::error::Error for UnpairedMarker {}

/// The notes of a page: the lines between the markers. `None` where there is nothing but white space.
///
/// # Errors
/// Where one marker stands without the other.
pub fn extract(old: &str) -> Result<Option<&str>, UnpairedMarker> {
    let Some((start, end)) = find(old)? else { return Ok(None) };
    let notes = old.get(start..end).unwrap_or_default();
    Ok((!notes.trim().is_empty()).then_some(notes))
}

/// A page with the notes of its predecessor between its markers. A page without markers gets a section for them.
pub fn merge(new: &str, notes: &str) -> String {
    let notes = notes.replace("\r\n", "\n");
    let notes = notes.trim_matches('\n');
    if let Ok(Some((start, end))) = find(new) {
        let (before, after) = (new.get(..start).unwrap_or_default(), new.get(end..).unwrap_or_default());
        return format!("{before}{notes}\n{after}");
    }
    format!("{}\n\n## Notes\n\n{BEGIN}\n{notes}\n{END}\n", new.trim_end())
}

/// Where the notes begin and end, in bytes. The first begin outside a code block counts, since a definition may show one; and the
/// last end, since the notes may.
fn find(text: &str) -> Result<Option<(usize, usize)>, UnpairedMarker> {
    let mut fence = Fence::default();
    let mut begin = None;
    let mut end = None;
    let mut offset = 0;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let next = offset + line.len();
        let in_code = fence.step(line);
        match line.trim() {
            BEGIN if begin.is_none() && !in_code => begin = Some((number, next)),
            END if begin.is_some() || !in_code => end = Some((number, offset)),
            _ => {}
        }
        offset = next;
    }
    match (begin, end) {
        (None, None) => Ok(None),
        (Some((_, start)), Some((_, end))) if start <= end => Ok(Some((start, end))),
        (Some((line, _)), _) => Err(UnpairedMarker { line, missing: END }),
        (None, Some((line, _))) => Err(UnpairedMarker { line, missing: BEGIN }),
    }
}

#[cfg(test)]
mod tests {
    use super::{BEGIN, END, UnpairedMarker, extract, merge};

    #[test]
    fn notes_survive_a_new_page() {
        let check = |old: &str, expected: Option<&str>| assert_eq!(extract(old), Ok(expected), "{old:?}");
        check("# t\n", None);
        check(&format!("# t\n{BEGIN}\n{END}\n"), None);
        check(&format!("# t\n{BEGIN}\nmine\n{END}\n"), Some("mine\n"));
        check(&format!("# t\r\n{BEGIN}\r\nmine\r\n{END}\r\n"), Some("mine\r\n"));
        // A definition that shows the markers is not the notes; notes that show the end keep it.
        check(&format!("```sql\n{BEGIN}\n{END}\n```\n{BEGIN}\nmine\n{END}\n"), Some("mine\n"));
        check(&format!("{BEGIN}\n```\n{END}\n```\nmore\n{END}\n"), Some(&*format!("```\n{END}\n```\nmore\n")));

        let new = format!("# t2\n\n## Notes\n\n{BEGIN}\n{END}\n");
        let merged = merge(&new, "mine\r\n\r\ntoo\r\n");
        assert_eq!(merged, format!("# t2\n\n## Notes\n\n{BEGIN}\nmine\n\ntoo\n{END}\n"));
        assert_eq!(merge(&new, extract(&merged).unwrap().unwrap()), merged);
        assert_eq!(extract(&merge("# t", "mine")), Ok(Some("mine\n")));
    }

    #[test]
    fn a_marker_without_the_other_is_an_error_at_its_line() {
        let check = |old: &str, line, missing| assert_eq!(extract(old), Err(UnpairedMarker { line, missing }));
        check(&format!("# t\n{BEGIN}\nmine\n"), 2, END);
        check(&format!("# t\n\nmine\n{END}\n"), 4, BEGIN);
        check(&format!("{END}\n{BEGIN}\n"), 2, END);
    }
}
