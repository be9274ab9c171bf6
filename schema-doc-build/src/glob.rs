//! A small glob matcher: `*`, `?`, `[a-z]`, `[!a]`, `{a,b}` within a path's component, `**` over any number of them.

use crate::list::{IteratorExt, SliceExt, VecExt};

/// Braces expand into patterns of their own; more than this many is a mistake, not a glob.
const MOST_PATTERNS: usize = 256;

/// A glob, its braces expanded.
#[derive(Debug)]
pub struct Glob {
    patterns: Vec<Vec<Vec<char>>>,
}

/// Whether the text has a character that a glob gives meaning.
pub fn is_glob(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}

impl Glob {
    /// Reads a glob. `None` where its braces expand into too many patterns.
    pub fn new(text: &str) -> Option<Self> {
        let patterns = expand(text)?;
        let components = |p: String| p.split('/').map(|component| component.chars().collect_vec()).collect_vec();
        Some(Self { patterns: patterns.into_iter().map(components).collect_vec() })
    }

    /// Whether the path matches as a whole.
    pub fn matches(&self, path: &str) -> bool {
        let path: Vec<Vec<char>> = path.split('/').map(|component| component.chars().collect_vec()).collect_vec();
        self.patterns.any(|pattern| path_matches(pattern, &path))
    }

    /// Whether every pattern's last component says how a file's name ends (`*.sql`, `up.sql`; not `*` or `**`).
    pub(crate) fn says_the_ending(&self) -> bool {
        let fixed = |component: &Vec<char>| component.last().is_some_and(|c| !matches!(c, '*' | '?' | ']'));
        self.patterns.all(|pattern| pattern.last().is_some_and(fixed))
    }
}

/// The folder before the first component with a glob character: `db/migrations` of `db/migrations/*/up.sql`. Empty where there is
/// none.
pub(crate) fn fixed_prefix(glob: &str) -> &str {
    let first = glob.find(['*', '?', '[', '{']).unwrap_or(glob.len());
    glob.get(..first).and_then(|fixed| fixed.rfind('/')).and_then(|slash| glob.get(..slash)).unwrap_or_default()
}

/// `a/{b,c}.sql` gives `a/b.sql`, `a/c.sql`. A brace without its end, or without a comma, stands for itself.
fn expand(text: &str) -> Option<Vec<String>> {
    let mut done = Vec::new();
    let mut todo = vec![(text.to_owned(), 0)];
    while let Some((pattern, from)) = todo.pop() {
        let Some(open) = pattern.get(from..).and_then(|rest| rest.find('{')).map(|i| i + from) else {
            done.push(pattern);
            continue;
        };
        let Some((alternatives, close)) = alternatives(&pattern, open) else {
            todo.push((pattern, open + 1));
            continue;
        };
        if todo.len() + done.len() + alternatives.len() > MOST_PATTERNS {
            return None;
        }
        let before = pattern.get(..open).unwrap_or_default();
        let after = pattern.get(close + 1..).unwrap_or_default();
        // Last first: the stack gives them back in order.
        todo.push_all(alternatives.iter().rev().map(|alternative| (format!("{before}{alternative}{after}"), open)));
    }
    Some(done)
}

/// The alternatives of the brace at `open`, and where it closes. Braces nest.
fn alternatives(pattern: &str, open: usize) -> Option<(Vec<String>, usize)> {
    let mut depth = 0;
    let mut found = Vec::new();
    let mut start = open + 1;
    for (i, c) in pattern.char_indices().skip_while(|&(i, _)| i < open) {
        match c {
            '{' => depth += 1,
            ',' if depth == 1 => {
                found.push(pattern.get(start..i)?.to_owned());
                start = i + 1;
            }
            '}' if depth == 1 => {
                found.push(pattern.get(start..i)?.to_owned());
                return (found.len() > 1).then_some((found, i));
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn path_matches(pattern: &[Vec<char>], path: &[Vec<char>]) -> bool {
    let is_deep = |component: &Vec<char>| component.as_slice() == ['*', '*'];
    wildcard(pattern, path, is_deep, |component, name| component_matches(component, name))
}

fn component_matches(pattern: &[char], name: &[char]) -> bool {
    let units = units(pattern);
    let one = |unit: &Unit, c: &char| match unit {
        Unit::Any => true,
        Unit::Star => false,
        Unit::One(expected) => expected == c,
        Unit::Class { negated, ranges } => ranges.any(|(low, high)| low <= c && c <= high) != *negated,
    };
    wildcard(&units, name, |unit| matches!(unit, Unit::Star), one)
}

#[derive(Debug)]
enum Unit {
    Any,
    Star,
    One(char),
    Class { negated: bool, ranges: Vec<(char, char)> },
}

fn units(pattern: &[char]) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut rest = pattern;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        units.push(match first {
            '*' => Unit::Star,
            '?' => Unit::Any,
            '[' => match class(after) {
                Some((unit, behind)) => {
                    rest = behind;
                    unit
                }
                None => Unit::One('['),
            },
            other => Unit::One(other),
        });
    }
    units
}

/// `a-z0]` behind the bracket; `]` first stands for itself.
fn class(after: &[char]) -> Option<(Unit, &[char])> {
    let negated = matches!(after.first(), Some('!' | '^'));
    let inner = after.get(usize::from(negated)..)?;
    let end = inner.iter().skip(1).position(|&c| c == ']')? + 1;
    let (mut members, behind) = (inner.get(..end)?, inner.get(end + 1..)?);
    let mut ranges = Vec::new();
    while let Some((&low, rest)) = members.split_first() {
        if let ['-', high, rest @ ..] = rest {
            ranges.push((low, *high));
            members = rest;
        } else {
            ranges.push((low, low));
            members = rest;
        }
    }
    Some((Unit::Class { negated, ranges }, behind))
}

/// Matches a pattern with stars: on a mismatch the last star takes one item more. Never worse than pattern × text.
fn wildcard<P, T>(pattern: &[P], text: &[T], star: impl Fn(&P) -> bool, one: impl Fn(&P, &T) -> bool) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut last_star: Option<(usize, usize)> = None;
    while let Some(item) = text.get(t) {
        match pattern.get(p) {
            Some(unit) if star(unit) => {
                last_star = Some((p, t));
                p += 1;
            }
            Some(unit) if one(unit, item) => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((at, taken)) = last_star else { return false };
                last_star = Some((at, taken + 1));
                p = at + 1;
                t = taken + 1;
            }
        }
    }
    pattern.get(p..).is_none_or(|rest| rest.all(star))
}

#[cfg(test)]
mod tests {
    use super::{Glob, fixed_prefix};

    #[test]
    fn globs_match_as_people_expect() {
        let check = |glob: &str, path: &str, expected: bool| {
            assert_eq!(Glob::new(glob).unwrap().matches(path), expected, "{glob} {path}");
        };
        check("**/*.sql", "a.sql", true);
        check("**/*.sql", "a/b/c.sql", true);
        check("**/*.sql", "a/b/c.sqlx", false);
        check("migrations/*/up.sql", "migrations/1_a/up.sql", true);
        check("migrations/*/up.sql", "migrations/up.sql", false);
        check("migrations/*/up.sql", "migrations/1/2/up.sql", false);
        check("a/**/z", "a/z", true);
        check("a/**/z", "a/b/c/z", true);
        check("a/**/m/**/z", "a/b/m/c/z", true);
        check("a/**", "a/b/c", true);
        check("db/{pg,sqlite}/*.sql", "db/pg/a.sql", true);
        check("db/{pg,sqlite}/*.sql", "db/mysql/a.sql", false);
        check("{a,b{c,d}}x", "bdx", true);
        check("{a}", "{a}", true);
        check("{a", "{a", true);
        check("V[0-9]__?.sql", "V7__é.sql", true);
        check("V[!0-9]__?.sql", "V7__a.sql", false);
        check("[]x]", "]", true);
        check("[a", "[a", true);
        check("*a*b*c", "xaybzc", true);
        check("*.sql", "a/b.sql", false);
        check("", "a", false);
    }

    #[test]
    fn braces_beyond_reason_are_refused() {
        assert!(Glob::new(&"{a,b}".repeat(40)).is_none());
    }

    #[test]
    fn the_folder_of_a_glob_is_what_stands_before_it() {
        assert_eq!(fixed_prefix("db/migrations/*/up.sql"), "db/migrations");
        assert_eq!(fixed_prefix("db/m*/up.sql"), "db");
        assert_eq!(fixed_prefix("**/*.sql"), "");
    }
}
