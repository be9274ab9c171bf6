//! Patterns with one star, as `paths`, `exports` and `imports` have them: `@/*`. A folder stands for what is below it: `@/`.

/// The pattern that a text matches, and what its star stands for: the text itself wins, else what has most before its star.
pub(super) fn best<'p, 't>(
    patterns: impl Iterator<Item = &'p str>,
    text: &'t str,
) -> Option<(&'p str, Option<&'t str>)> {
    let mut best: Option<(&str, Option<&str>)> = None;
    for pattern in patterns {
        if pattern == text {
            return Some((pattern, None));
        }
        let length = |pattern: &str| pattern.find('*').unwrap_or(pattern.len());
        let Some(star) = star(pattern, text) else { continue };
        if best.is_none_or(|(known, _)| length(pattern) > length(known)) {
            best = Some((pattern, Some(star)));
        }
    }
    best
}

/// What the star of `@/*` stands for in `@/db`.
fn star<'t>(pattern: &str, text: &'t str) -> Option<&'t str> {
    match pattern.split_once('*') {
        Some((before, after)) => text.strip_prefix(before)?.strip_suffix(after),
        None => text.strip_prefix(pattern).filter(|_| pattern.ends_with('/')),
    }
}

/// The target with its stars replaced, or what is below a folder behind it.
pub(super) fn filled(target: &str, star: Option<&str>) -> String {
    match star {
        Some(star) if target.ends_with('/') => format!("{target}{star}"),
        Some(star) => target.replace('*', star),
        None => target.to_owned(),
    }
}
