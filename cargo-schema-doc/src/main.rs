//! `cargo schema-doc`: the command line.
fn main() {}
