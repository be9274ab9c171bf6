//! What `itertools` calls `collect_vec` and `join`, what the standard library calls `retain` and `extend`, and a list made of another, of
//! which little is compiled per use.
//!
//! The standard library's `collect` is a stack of generic functions for every kind of iterator, over two hundred lines of code at each
//! use, as is its `extend`, and its `retain` as many for every condition: a sixth of all that this crate compiled to.
//! Here each is one loop.

pub(crate) trait IteratorExt: Iterator + Sized {
    /// The items as a list.
    fn collect_vec(self) -> Vec<Self::Item> {
        let mut list = Vec::new();
        for item in self {
            list.push(item);
        }
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
        for item in items {
            self.push(item);
        }
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
    use super::{IteratorExt, VecExt};

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
}
