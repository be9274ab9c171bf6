//! `[group]` and `key = value`: libpq's service files and MySQL's option files.

/// A line that says something.
pub(super) struct Entry<'t> {
    /// Counted from 1.
    pub(super) line: usize,
    /// That it stands in.
    pub(super) group: &'t str,
    pub(super) key: &'t str,
    pub(super) value: Option<&'t str>,
}

pub(super) fn entries(text: &str) -> impl Iterator<Item = Entry<'_>> {
    let mut group = "";
    text.lines().zip(1..).filter_map(move |(text, line)| {
        let text = text.trim();
        if text.is_empty() || text.starts_with(['#', ';']) {
            return None;
        }
        if let Some(name) = text.strip_prefix('[').and_then(|text| text.split(']').next()) {
            group = name.trim();
            return None;
        }
        Some(match text.split_once('=') {
            Some((key, value)) => Entry { line, group, key: key.trim(), value: Some(value.trim()) },
            None => Entry { line, group, key: text, value: None },
        })
    })
}
