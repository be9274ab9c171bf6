//! What the README shows of queries compiles: its code is this file's, between the marks.

use schema_doc_macro_tests::schema;

/// Of a driver that does not matter here.
struct Connection {
    is_open: bool,
}

impl Connection {
    fn fetch_optional(&self, query: &'static str, parameters: &[&str]) -> Option<Login> {
        (self.is_open && !parameters.is_empty()).then_some(Login { query })
    }
}

struct Login {
    query: &'static str,
}

// From here
use schema_doc_runtime::access_pattern;

/// Who signs in with an address.
#[access_pattern(
    query = "SELECT u.id, u.email, u.phone FROM users AS u WHERE u.email = $1",
    parameters(email),
    frequency = "high"
)]
fn find_login(connection: &mut Connection, email: &str) -> Option<Login> {
    connection.fetch_optional(QUERY, &[email])
}
// to here.

#[test]
fn the_readme_shows_this() {
    assert_eq!(find_login(&mut Connection { is_open: true }, "a").map(|login| login.query.len()), Some(64));
    let source = include_str!("readme_queries.rs");
    let this = source.split("// From here\n").nth(1).unwrap().split("// to here.").next().unwrap();
    assert!(include_str!("../../../README.md").contains(&format!("```rust\n{this}")), "{this}");
}
