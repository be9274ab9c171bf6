//! What the README shows compiles: its code is this file's, between the marks.

#![expect(dead_code, reason = "an example")]

use schema_doc_macro_tests::schema;

// From here
use schema_doc_runtime::{SchemaEnum, SchemaRow};

#[derive(SchemaRow)]
#[schema_doc(table = "users")]
struct Login {
    id: i64,
    email: String,
    phone: Option<String>,
}

#[derive(SchemaEnum)]
#[schema_doc(table = "orders", column = "status")]
enum Status {
    Pending,
    Shipped,
    Cancelled,
}
// to here.

#[test]
fn the_readme_shows_this() {
    assert_eq!(Login::COLUMNS, [schema::users::ID, schema::users::EMAIL, schema::users::PHONE]);
    let this = include_str!("readme.rs").split("// From here\n").nth(1).unwrap().split("// to here.").next().unwrap();
    assert!(include_str!("../../../README.md").contains(&format!("```rust\n{this}")), "{this}");
}
