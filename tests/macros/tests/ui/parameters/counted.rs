use schema_doc_macro_tests::schema;
use schema_doc_runtime::access_pattern;

#[access_pattern(query = "SELECT id FROM users WHERE email = $1 AND phone = $2", parameters(email))]
fn too_few(email: &str, phone: &str) {}

#[access_pattern(query = "SELECT id FROM users WHERE email = $1", parameters(emial, phone))]
fn misspelt(email: &str, phone: &str) {}

#[access_pattern(query = "SELECT id FROM users", parameters("email"))]
fn no_name(email: &str) {}

#[access_pattern(query = "SELECT id FROM users WHERE email = $1 AND phone = $3")]
fn gap(email: &str, phone: &str) {}

fn main() {}
