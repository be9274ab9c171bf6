//! Texts taken apart by what their characters are.
//!
//! `str::split`, `find` and `starts_with` are compiled anew for every closure, up to four hundred lines of code each: here is one of
//! each, for a pointer to a function.

/// The words of a text: the longest runs of characters that belong into one.
pub(crate) fn words(text: &str, is_of_word: fn(char) -> bool) -> impl Iterator<Item = &str> {
    text.split(move |c| !is_of_word(c)).filter(|word| !word.is_empty())
}

/// The word that a text starts with, which may be empty, and what is behind it.
pub(crate) fn first_word(text: &str, is_of_word: fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !is_of_word(c)).unwrap_or(text.len()))
}

/// Whether the first character is such a one.
pub(crate) fn starts_with(text: &str, is: fn(char) -> bool) -> bool {
    text.starts_with(is)
}

/// Whether a character is such a one.
pub(crate) fn contains(text: &str, is: fn(char) -> bool) -> bool {
    text.contains(is)
}
