//! The Rust side of the grammar: the identifiers that the names of a schema become.
