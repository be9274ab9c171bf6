use schema_doc_macro_tests::schema;
use schema_doc_runtime::SchemaRow;

#[derive(SchemaRow)]
#[schema_doc(table = "sessions")]
struct Session {
    token: String,
}

#[derive(SchemaRow)]
#[schema_doc(table = "users", namespace = "auht")]
struct User {
    id: i64,
}

fn main() {}
