//! Stable sorting that is compiled once.
//!
//! The standard library's is compiled anew for every type and every closure, which took a fifth of this crate's compile time where
//! nothing is optimised. Here positions are sorted, and then the items are put there.

use std::cmp::Ordering;

use crate::list::IteratorExt;

/// Sorts by a comparison.
pub(crate) fn by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let order = order(items.len(), &|a: usize, b: usize| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    arrange(items, &order);
}

/// Sorts by the items' own order.
pub(crate) fn items<T: Ord>(items: &mut [T]) {
    by(items, T::cmp);
}

/// Sorts by a key, which is made at each comparison.
pub(crate) fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    by(items, |a, b| key(a).cmp(&key(b)));
}

/// A comparison of positions behind a pointer: for a `dyn Fn`, two functions more are compiled of each closure.
trait Compare {
    fn compare(&self, a: usize, b: usize) -> Ordering;
}

impl<F: Fn(usize, usize) -> Ordering> Compare for F {
    fn compare(&self, a: usize, b: usize) -> Ordering {
        self(a, b)
    }
}

/// The positions of the items, in their order.
fn order(len: usize, comparison: &dyn Compare) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect_vec();
    order.sort_by(|&a, &b| comparison.compare(a, b));
    order
}

/// Puts items into an order, which lists the position of each.
pub(crate) fn arrange<T>(items: &mut [T], order: &[usize]) {
    for (a, b) in swaps(order) {
        items.swap(a, b);
    }
}

/// What is swapped to reach an order: every swap puts one item where it belongs for good.
fn swaps(order: &[usize]) -> Vec<(usize, usize)> {
    let mut places = vec![0; order.len()];
    for (place, &item) in order.iter().enumerate() {
        if let Some(slot) = places.get_mut(item) {
            *slot = place;
        }
    }
    let mut swaps = Vec::new();
    for i in 0..places.len() {
        while let Some(&place) = places.get(i).filter(|&&place| place != i) {
            places.swap(i, place);
            swaps.push((i, place));
        }
    }
    swaps
}

#[cfg(test)]
mod tests {
    use super::{by, by_key};

    #[test]
    fn items_are_sorted_as_the_standard_library_sorts_them() {
        let mut state = 7_u32;
        for len in 0..50 {
            let mut items: Vec<(u32, usize)> = Vec::new();
            for i in 0..len {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                items.push((state >> 28, i));
            }
            let mut expected = items.clone();
            expected.sort_by_key(|&(key, _)| key);
            let mut reversed = expected.clone();
            reversed.sort_by(|a, b| b.cmp(a));
            by_key(&mut items, |&(key, _)| key);
            assert_eq!(items, expected);
            by(&mut items, |a, b| b.cmp(a));
            assert_eq!(items, reversed);
        }
    }
}
