//! The canonical form of an expression: called by `compare`, by closed sets and by sample rows, never by readers.

mod closed_set;
mod constant;
#[cfg(feature = "samples")]
mod evaluate;
#[cfg(feature = "queries")]
mod implicit;
mod node;
mod parse;
#[cfg(feature = "samples")]
mod pattern;
#[cfg(feature = "queries")]
mod query;
mod rules;
mod spelling;
mod token;
mod types;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::list::SliceExt;
use crate::model::{Column, System};
pub use closed_set::ValueSet;
#[cfg(feature = "samples")]
pub(crate) use evaluate::{Condition, Known};

/// Whether two expressions say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Equivalence {
    /// They have one canonical form.
    Same,
    /// Both are understood, and their forms differ.
    Different,
    /// One of them is not understood (it holds a subquery, or is too deep), and their words differ; or they differ in casts alone that
    /// the database adds where types ask for it (`length / 60.0` is stored as `(length)::numeric / 60.0`).
    Undecided,
}

/// Whether two expressions of a system say the same, however each is spelled: as people write it or as the database prints it.
pub fn equivalent(system: System, a: &str, b: &str) -> Equivalence {
    if a == b {
        return Equivalence::Same;
    }
    let (a, b) = (&*standard(system, a), &*standard(system, b));
    match (parse::parse(system, a), parse::parse(system, b)) {
        (Some(mut a), Some(mut b)) => {
            if a == b || a.to_string() == b.to_string() {
                return Equivalence::Same;
            }
            if system == System::PostgreSql {
                spelling::align(&mut a, &mut b);
            }
            if a == b || a.to_string() == b.to_string() {
                Equivalence::Same
            } else if node::differ_in_implicit_casts(&a, &b) {
                Equivalence::Undecided
            } else {
                Equivalence::Different
            }
        }
        _ => match (token::tokens(a), token::tokens(b)) {
            (Some(a), Some(b)) if a == b => Equivalence::Same,
            _ => Equivalence::Undecided,
        },
    }
}

/// [`equivalent`], of expressions over a table's columns. With the feature `queries`, the types of the columns tell of a cast that one of the two
/// lacks whether the database adds it.
pub fn equivalent_in(system: System, columns: &[Column], a: &str, b: &str) -> Equivalence {
    let found = equivalent(system, a, b);
    #[cfg(feature = "queries")]
    if found == Equivalence::Undecided
        && system == System::PostgreSql
        && let (Some(mut a), Some(mut b)) = (parse::parse(system, a), parse::parse(system, b))
    {
        spelling::align(&mut a, &mut b);
        if implicit::same(columns, &a, &b) {
            return Equivalence::Same;
        }
    }
    #[cfg(not(feature = "queries"))]
    let _ = columns;
    found
}

/// An expression of a system with the standard's quotes, which the parser reads: `` `a` `` and `[a]` are `"a"`, and in MySQL `"a"` is `'a'`.
fn standard(system: System, text: &str) -> Cow<'_, str> {
    if system == System::PostgreSql || !text.contains(['`', '[', '"', '\\']) {
        return Cow::Borrowed(text);
    }
    let mut standard = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(first) = chars.next() {
        let (close, quote) = match first {
            '\'' => ('\'', '\''),
            '"' if system.is_mysql() => ('"', '\''),
            '"' => ('"', '"'),
            '`' => ('`', '"'),
            '[' if !system.is_mysql() => (']', '"'),
            _ => {
                standard.push(first);
                continue;
            }
        };
        standard.push(quote);
        while let Some(inner) = chars.next() {
            if inner == close {
                // Doubled, it stands for itself: two texts in quotes, read as one.
                standard.push(quote);
                break;
            }
            match inner {
                '\\' if system.is_mysql() && quote == '\'' => match chars.next() {
                    Some('\'') => standard.push_str("''"),
                    Some('0') => standard.push('\0'),
                    Some('n') => standard.push('\n'),
                    Some('r') => standard.push('\r'),
                    Some('t') => standard.push('\t'),
                    // MySQL 8.4, String Literals: for patterns, these two stay escaped.
                    Some(escaped @ ('%' | '_')) => standard.extend(['\\', escaped]),
                    Some(escaped) => standard.push(escaped),
                    None => {}
                },
                _ if inner == quote => standard.extend([quote, quote]),
                _ => standard.push(inner),
            }
        }
    }
    Cow::Owned(standard)
}

/// The words of a text of SQL, in one spelling: names and keywords in lower case without their quotes, strings in single ones, comments
/// left out. `None` where a quote is not closed.
pub fn words(system: System, text: &str) -> Option<Vec<String>> {
    Some(token::tokens(&standard(system, text))?.mapped(token::Token::word))
}

/// Whether the queries of two views that have the same names of columns ask the same, however each is spelled. Without the feature
/// `queries` they do where their words are the same.
pub fn equivalent_queries(system: System, a: &str, b: &str) -> Equivalence {
    let found = match equivalent(system, a, b) {
        #[cfg(feature = "queries")]
        Equivalence::Undecided => query::equivalent(system, &standard(system, a), &standard(system, b)),
        found => found,
    };
    // It keeps the query as it was written: another one is no spelling of its own.
    if found == Equivalence::Undecided && system == System::Sqlite { Equivalence::Different } else { found }
}

/// Whether two values for a column of a type are the same: `DEFAULT '0'` of an integer is `0`, and no default is null.
pub fn equivalent_values(system: System, native_type: &str, a: Option<&str>, b: Option<&str>) -> Equivalence {
    match (a, b) {
        (None, None) => Equivalence::Same,
        (Some(a), Some(b)) if a == b => Equivalence::Same,
        (Some(a), Some(b)) => {
            let typed = |text: &str| format!("({text})::{native_type}");
            let found = equivalent(system, a, b);
            if found == Equivalence::Same || equivalent(system, &typed(a), &typed(b)) == Equivalence::Same {
                return Equivalence::Same;
            }
            let parsed = |text: &str| parse::parse(system, &standard(system, text));
            match (parsed(a), parsed(b)) {
                (Some(one), Some(other)) => constant::same(system, native_type, &one, &other).unwrap_or(found),
                _ => found,
            }
        }
        (Some(one), None) | (None, Some(one)) if is_null(system, one) => Equivalence::Same,
        _ => Equivalence::Different,
    }
}

/// Whether two bounds of a partition are the same: an instant in any time zone is, and what says none is in that of the server.
pub fn same_bound(a: &str, b: &str) -> bool {
    let (Some(one), Some(other)) = (words(System::PostgreSql, a), words(System::PostgreSql, b)) else { return a == b };
    // '10' of a number is 10.
    let plain = |word: &str| word.trim_matches('\'').to_owned();
    one.len() == other.len()
        && one.iter().zip(&other).all(|(one, other)| one == other || constant::same_time(&plain(one), &plain(other)))
}

/// Whether two names are one: where one of them says no namespace, the search path says it.
pub fn same_name(a: &str, b: &str) -> bool {
    let own = |name: &str| name.rsplit_once('.').map_or(name, |(_, own)| own).to_owned();
    a == b || (a.contains('.') != b.contains('.') && own(a) == own(b))
}

/// Whether an expression is the constant null, whatever its type.
pub fn is_null(system: System, expression: &str) -> bool {
    let null =
        expression.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("null")) || expression.starts_with('(');
    null && canonical(system, expression).as_deref() == Some("null")
}

/// The one text that all spellings of an expression share; `None` where it is not understood.
pub fn canonical(system: System, expression: &str) -> Option<String> {
    parse::parse(system, &standard(system, expression)).map(|node| node.to_string())
}

/// The canonical texts of the conditions that an expression asks for all of: `a AND b`. `None` where it is not understood.
#[cfg(feature = "queries")]
pub(crate) fn conjuncts(system: System, expression: &str) -> Option<Vec<String>> {
    match parse::parse(system, &standard(system, expression))? {
        node::Node::And(parts) => Some(parts.mapped(ToString::to_string)),
        other => Some(vec![other.to_string()]),
    }
}

/// What a check says of its columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stated {
    /// The values that it leaves them: `status IN ('a', 'b')` in any spelling, alone or under `AND`, also where null is let through.
    pub closed_sets: Vec<ValueSet>,
    /// What else it asks, as far as it can be said in words: each column with its rule (`greater than 0`).
    pub rules: Vec<(String, String)>,
}

/// What a check says of its columns; nothing where it is not understood.
pub fn stated(system: System, check: &str) -> Stated {
    let Some(node) = parse::parse(system, &standard(system, check)) else { return Stated::default() };
    Stated { closed_sets: closed_set::sets(&node), rules: rules::rules(&node) }
}

/// The values that a check leaves its columns: [`Stated::closed_sets`].
pub fn closed_sets(system: System, check: &str) -> Vec<ValueSet> {
    parse::parse(system, &standard(system, check)).map(|node| closed_set::sets(&node)).unwrap_or_default()
}

/// The values that a check leaves one column, and whether they are numbers.
pub fn closed_set(system: System, expression: &str, column: &str) -> Option<(Vec<String>, bool)> {
    closed_sets(system, expression).into_iter().find(|set| set.column == column).map(|set| (set.values, set.numeric))
}
