//! What the README shows of queries compiles: its code is this file's.

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

#[test]
fn a_function_has_its_query() {
    assert_eq!(find_login(&mut Connection { is_open: true }, "a").map(|login| login.query.len()), Some(64));
}
