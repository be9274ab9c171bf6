use schema_doc_macro_tests::schema;
use schema_doc_runtime::SchemaRow;

fn user() {
    #[derive(SchemaRow)]
    #[schema_doc(table = "users")]
    struct User {
        id: i32,
    }
}

fn main() {}
