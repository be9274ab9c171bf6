use schema_doc_macro_tests::schema;
use schema_doc_runtime::access_pattern;

#[access_pattern(query = "SELECT id FROM users WHERE email = :email", parameters(emial))]
fn misspelt(emial: &str) {}

#[access_pattern(query = "SELECT id FROM users", parameters(email))]
fn without() {}

fn main() {}
