//! What a program links.
