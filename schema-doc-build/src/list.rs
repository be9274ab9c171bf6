//! What `itertools` calls `collect_vec` and `join`, what the standard library calls `retain` and `extend`, a list made of another, and
//! what is sought in a list, of which little is compiled per use.
//!
//! The standard library's `collect` is a stack of generic functions for every kind of iterator, over two hundred lines of code at each
//! use, as is its `extend`, and its `retain` as many for every condition: a sixth of all that this crate compiled to; its `find`, `any`
//! and their like are as many loops as there are conditions. Here each is one loop for all items of a type.

pub(crate) trait IteratorExt: Iterator + Sized {
    /// The items as a list.
    fn collect_vec(mut self) -> Vec<Self::Item> {
        let mut list = Vec::new();
        push_all(&mut list, &mut self);
        list
    }

    /// The items as one text, with a separator between each two.
    fn join(self, separator: &str) -> String
    where
        Self::Item: AsRef<str>,
    {
        let mut text = String::new();
        let mut first = true;
        for item in self {
            append(&mut text, item.as_ref(), separator, &mut first);
        }
        text
    }
}

impl<I: Iterator> IteratorExt for I {}

fn append(text: &mut String, item: &str, separator: &str, first: &mut bool) {
    if !std::mem::take(first) {
        text.push_str(separator);
    }
    text.push_str(item);
}

pub(crate) trait SliceExt<T> {
    /// What a function makes of each item.
    fn mapped<'a, U>(&'a self, function: impl FnMut(&'a T) -> U) -> Vec<U>
    where
        T: 'a;

    /// How many items the condition holds for.
    fn count(&self, condition: impl Fn(&T) -> bool) -> usize;

    /// Where the first item stands that the condition holds for.
    fn position(&self, condition: impl FnMut(&T) -> bool) -> Option<usize>;

    /// The first item that the condition holds for.
    fn find(&self, condition: impl FnMut(&T) -> bool) -> Option<&T>;

    /// The first item that the condition holds for, to be changed.
    fn find_mut(&mut self, condition: impl FnMut(&T) -> bool) -> Option<&mut T>;

    /// Whether the condition holds for an item.
    fn any(&self, condition: impl FnMut(&T) -> bool) -> bool;

    /// Whether the condition holds for each item.
    fn all(&self, condition: impl FnMut(&T) -> bool) -> bool;
}

impl<T> SliceExt<T> for [T] {
    fn mapped<'a, U>(&'a self, mut function: impl FnMut(&'a T) -> U) -> Vec<U>
    where
        T: 'a,
    {
        let mut list = Vec::with_capacity(self.len());
        for item in self {
            list.push(function(item));
        }
        list
    }

    fn count(&self, condition: impl Fn(&T) -> bool) -> usize {
        let mut count = 0;
        for item in self {
            count += usize::from(condition(item));
        }
        count
    }

    fn position(&self, mut condition: impl FnMut(&T) -> bool) -> Option<usize> {
        first(self, true, &mut condition)
    }

    fn find(&self, mut condition: impl FnMut(&T) -> bool) -> Option<&T> {
        found(self, &mut condition)
    }

    fn find_mut(&mut self, mut condition: impl FnMut(&T) -> bool) -> Option<&mut T> {
        found_mut(self, &mut condition)
    }

    fn any(&self, mut condition: impl FnMut(&T) -> bool) -> bool {
        first(self, true, &mut condition).is_some()
    }

    fn all(&self, mut condition: impl FnMut(&T) -> bool) -> bool {
        first(self, false, &mut condition).is_none()
    }
}

/// Where the first item stands that the condition holds for, or does not.
fn first<T>(items: &[T], holds: bool, condition: &mut dyn Condition<T>) -> Option<usize> {
    let mut position = 0;
    while let Some(item) = items.get(position) {
        if condition.holds(item) == holds {
            return Some(position);
        }
        position += 1;
    }
    None
}

fn found<'a, T>(items: &'a [T], condition: &mut dyn Condition<T>) -> Option<&'a T> {
    items.get(first(items, true, condition)?)
}

fn found_mut<'a, T>(items: &'a mut [T], condition: &mut dyn Condition<T>) -> Option<&'a mut T> {
    let position = first(items, true, condition)?;
    items.get_mut(position)
}

pub(crate) trait VecExt<T> {
    /// Drops the items that the condition does not hold for.
    fn keep(&mut self, condition: impl FnMut(&T) -> bool);

    /// Adds items behind the last.
    fn push_all(&mut self, items: impl IntoIterator<Item = T>);
}

impl<T> VecExt<T> for Vec<T> {
    fn keep(&mut self, mut condition: impl FnMut(&T) -> bool) {
        keep(self, &mut condition);
    }

    fn push_all(&mut self, items: impl IntoIterator<Item = T>) {
        push_all(self, &mut items.into_iter());
    }
}

/// An iterator behind a pointer: for a `dyn Iterator`, five functions more are compiled of each iterator.
trait Items<T> {
    fn take(&mut self) -> Option<T>;
}

impl<I: Iterator> Items<I::Item> for I {
    fn take(&mut self) -> Option<I::Item> {
        self.next()
    }
}

fn push_all<T>(list: &mut Vec<T>, items: &mut dyn Items<T>) {
    while let Some(item) = items.take() {
        list.push(item);
    }
}

/// A condition behind a pointer: for a `dyn FnMut`, two functions more are compiled of each closure.
pub(crate) trait Condition<T: ?Sized> {
    fn holds(&mut self, item: &T) -> bool;
}

impl<T: ?Sized, F: FnMut(&T) -> bool> Condition<T> for F {
    fn holds(&mut self, item: &T) -> bool {
        self(item)
    }
}

fn keep<T>(items: &mut Vec<T>, condition: &mut dyn Condition<T>) {
    let mut kept = 0;
    for i in 0..items.len() {
        if items.get(i).is_some_and(|item| condition.holds(item)) {
            items.swap(kept, i);
            kept += 1;
        }
    }
    items.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::{IteratorExt, SliceExt, VecExt};

    #[test]
    fn items_are_joined_as_the_standard_library_joins_them() {
        for items in [&[][..], &[""], &["a"], &["", "b", ""], &["a", "b", "c"]] {
            assert_eq!(items.iter().join(", "), items.join(", "));
            assert_eq!(items.iter().map(|item| (*item).to_owned()).collect_vec(), items);
        }
    }

    #[test]
    fn what_a_condition_holds_for_is_kept_in_its_order() {
        let check = |items: &[i32], expected: &[i32]| {
            let mut items = items.to_vec();
            items.keep(|item| item % 2 == 0);
            assert_eq!(items, expected);
        };
        check(&[], &[]);
        check(&[1, 3], &[]);
        check(&[2, 4], &[2, 4]);
        check(&[1, 2, 3, 4, 6, 7, 8, 9], &[2, 4, 6, 8]);
    }

    #[test]
    fn what_is_sought_is_what_the_standard_library_finds() {
        for items in [&[][..], &[1], &[2], &[1, 2], &[2, 1], &[1, 3], &[2, 4], &[1, 2, 3, 4]] {
            let is_even = |item: &i32| item % 2 == 0;
            assert_eq!(items.position(is_even), items.iter().position(is_even));
            assert_eq!(items.find(is_even), items.iter().find(|item| is_even(item)));
            assert_eq!(items.any(is_even), items.iter().any(is_even));
            assert_eq!(items.all(is_even), items.iter().all(is_even));
            assert_eq!(items.count(is_even), items.iter().filter(|item| is_even(item)).count());
            let mut changed = items.to_vec();
            assert_eq!(changed.find_mut(is_even).map(|item| *item), items.find(is_even).copied());
        }
    }
}
