use schema_doc_macro_tests::schema;
use schema_doc_runtime::access_pattern;

#[access_pattern(query = "SELECT id FROM users WHERE email = $1", index = "users_emial_key")]
fn misspelt() {}

#[access_pattern(table = "sessions", namespace = "auth", index = "by_user")]
fn on_a_table() {}

fn main() {}
