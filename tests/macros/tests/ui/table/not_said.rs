use schema_doc_macro_tests::schema;
use schema_doc_runtime::SchemaRow;

#[derive(SchemaRow)]
struct UserRow {
    id: i64,
}

fn main() {}
