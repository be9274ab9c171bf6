use schema_doc_macro_tests::schema;
use schema_doc_runtime::SchemaRow;

#[derive(SchemaRow)]
#[schema_doc(tabel = "users")]
struct User {
    #[schema_doc(colum = "id")]
    id: i64,
}

fn main() {}
