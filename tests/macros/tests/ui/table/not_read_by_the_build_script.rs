use schema_doc_macro_tests::schema;
use schema_doc_runtime::SchemaTable;

#[derive(SchemaTable)]
struct Invoice {
    #[schema_doc(primary_key)]
    id: i64,
}

fn main() {}
