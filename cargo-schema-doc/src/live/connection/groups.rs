//! `[group]` and `key = value`: libpq's service files and MySQL's option files.

/// A line that says something: the group that it stands in, the key, and the value if there is one.
pub(super) fn entries(text: &str) -> impl Iterator<Item = (&str, &str, Option<&str>)> {
    let mut group = "";
    text.lines().filter_map(move |line| {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            return None;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.split(']').next()) {
            group = name.trim();
            return None;
        }
        Some(match line.split_once('=') {
            Some((key, value)) => (group, key.trim(), Some(value.trim())),
            None => (group, line, None),
        })
    })
}
