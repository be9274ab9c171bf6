//! The canonical form of an expression: called by `compare` and by closed sets, never by readers.
