//! What `itertools` calls `collect_vec` and `join`, of which little is compiled per use.
//!
//! The standard library's `collect` is a stack of generic functions for every kind of iterator, over two hundred lines of code at each
//! use, which took a tenth of this crate's compile time where nothing is optimised. Here it is one loop.

pub(crate) trait IteratorExt: Iterator + Sized {
    /// The items as a list.
    fn collect_vec(mut self) -> Vec<Self::Item> {
        let mut list = Vec::new();
        while let Some(item) = self.next() {
            list.push(item);
        }
        list
    }

    /// The items as one text, with a separator between each two.
    fn join(mut self, separator: &str) -> String
    where
        Self::Item: AsRef<str>,
    {
        let mut text = String::new();
        let mut first = true;
        while let Some(item) = self.next() {
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

#[cfg(test)]
mod tests {
    use super::IteratorExt;

    #[test]
    fn items_are_joined_as_the_standard_library_joins_them() {
        for items in [&[][..], &[""], &["a"], &["", "b", ""], &["a", "b", "c"]] {
            assert_eq!(items.iter().join(", "), items.join(", "));
            assert_eq!(items.iter().map(|item| (*item).to_owned()).collect_vec(), items);
        }
    }
}
