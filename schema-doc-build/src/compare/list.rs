//! Pairing two lists by a key, and the words of a change.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Map;

/// Pairs the elements of two lists by their key: those of the new list in its order, then what only the old one has. Of equal keys the
/// first is paired with the first, the second with the second.
pub(super) fn pair<'a, T, K: Ord>(
    old: impl IntoIterator<Item = &'a T>,
    new: impl IntoIterator<Item = &'a T>,
    key: impl Fn(&'a T) -> K,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let (mut was, mut is): (Vec<&T>, Vec<&T>) = (Vec::new(), Vec::new());
    was.push_all(old);
    is.push_all(new);
    let pairs = pair_keys(was.mapped(|element| key(element)), is.mapped(|element| key(element)));
    pairs.into_iter().map(|(old, new)| (old.map(|at| was[at]), new.map(|at| is[at]))).collect_vec()
}

/// [`pair`], of the keys alone: their positions.
pub(super) fn pair_keys<K: Ord>(old: Vec<K>, new: Vec<K>) -> Vec<(Option<usize>, Option<usize>)> {
    let mut gone = vec![true; old.len()];
    let mut positions: Map<K, Vec<usize>> = Map::new();
    // The first is taken first, from the end.
    for (position, key) in old.into_iter().enumerate().rev() {
        positions.or_default(key).push(position);
    }
    let mut pairs = Vec::new();
    for (position, key) in new.into_iter().enumerate() {
        let was = positions.get_mut(&key).and_then(Vec::pop);
        if let Some(was) = was {
            gone[was] = false;
        }
        pairs.push((was, Some(position)));
    }
    for (position, &gone) in gone.iter().enumerate() {
        if gone {
            pairs.push((Some(position), None));
        }
    }
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
    let folded = text.split_whitespace().join(" ");
    if folded.chars().nth(80).is_none() {
        return folded;
    }
    let mut cut: String = folded.chars().take(79).collect();
    cut.push('…');
    cut
}

/// `a, b`.
pub(super) fn names<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    names.into_iter().map(String::as_str).join(", ")
}
