use schema_doc_macro_tests::schema;
use schema_doc_runtime::SchemaTable;

#[derive(SchemaTable)]
#[schema_doc(table = "users")]
struct User {
    id: i64,
    emial: String,
}

fn main() {}
