//! Prints a made-up schema: `cargo run -p schema-doc-tests --example synthetic 1000 > schema.sql`, or
//! `cargo run -p schema-doc-tests --example synthetic 1000 convex > schema.ts`.

use schema_doc_tests::synthetic::{convex, synthetic};

fn main() {
    let tables = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(100);
    let is_convex = std::env::args().nth(2).is_some_and(|kind| kind == "convex");
    print!("{}", if is_convex { convex(tables) } else { synthetic(tables) });
}
