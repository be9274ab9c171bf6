//! Prints a made-up schema: `cargo run -p schema-doc-tests --example synthetic 1000 > schema.sql`.

fn main() {
    let tables = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(100);
    print!("{}", schema_doc_tests::synthetic::synthetic(tables));
}
