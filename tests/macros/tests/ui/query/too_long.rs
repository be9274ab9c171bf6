use schema_doc_macro_tests::schema;
use schema_doc_runtime::access_pattern;

#[access_pattern(
    query = "
        SELECT id FROM users
        WHERE id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
         OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1 OR id = 1
    "
)]
fn too_long() {}

fn main() {}
