use schema_doc_macro_tests::schema;
use schema_doc_runtime::SchemaRow;

#[derive(SchemaRow)]
#[schema_doc(table = "users", complete)]
struct User {
    id: Option<i32>,
    emial: String,
    phone: String,
}

fn main() {}
