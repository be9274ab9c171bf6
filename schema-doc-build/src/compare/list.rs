//! Pairing two lists by a key, and the words of a change.

use crate::ordered::Map;

use crate::expression::{Equivalence, equivalent};
use crate::model::System;
use crate::sort;

/// Pairs the elements of two lists by their key: those of the new list in its order, then what only the old one has. Of equal keys the
/// first is paired with the first, the second with the second.
pub(super) fn pair<'a, T, K: Ord>(
    old: impl IntoIterator<Item = &'a T>,
    new: impl IntoIterator<Item = &'a T>,
    key: impl Fn(&'a T) -> K,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let mut left: Map<K, Vec<(usize, &'a T)>> = Map::new();
    for (position, element) in old.into_iter().enumerate() {
        left.or_default(key(element)).push((position, element));
    }
    // Taken from the end.
    for list in left.values_mut() {
        list.reverse();
    }
    let mut pairs: Vec<_> = new
        .into_iter()
        .map(|element| (left.get_mut(&key(element)).and_then(Vec::pop).map(|(_, old)| old), Some(element)))
        .collect();
    let mut gone: Vec<(usize, &T)> = left.into_values().flatten().collect();
    sort::by_key(&mut gone, |&(position, _)| position);
    pairs.extend(gone.into_iter().map(|(_, element)| (Some(element), None)));
    pairs
}

/// ``type changed from `a` to `b` ``; ``default `a` added``; ``default `a` removed``.
pub(super) fn change_of(what: &str, old: Option<&str>, new: Option<&str>) -> String {
    match (old, new) {
        (Some(old), Some(new)) => format!("{what} changed from `{}` to `{}`", short(old), short(new)),
        (None, Some(new)) => format!("{what} `{}` added", short(new)),
        (Some(old), None) => format!("{what} `{}` removed", short(old)),
        (None, None) => format!("{what} changed"),
    }
}

/// One line of at most 80 characters.
pub(super) fn short(text: &str) -> String {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if folded.chars().nth(80).is_none() {
        return folded;
    }
    let mut cut: String = folded.chars().take(79).collect();
    cut.push('…');
    cut
}

/// `a, b`.
pub(super) fn names<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    names.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// Whether two optional expressions say the same.
pub(super) fn same_expression(system: System, old: Option<&str>, new: Option<&str>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => equivalent(system, old, new) == Equivalence::Same,
        (None, None) => true,
        _ => false,
    }
}
