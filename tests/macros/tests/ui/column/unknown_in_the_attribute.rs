use schema_doc_macro_tests::schema;
use schema_doc_runtime::SchemaRow;

#[derive(SchemaRow)]
#[schema_doc(table = "users")]
struct Login {
    #[schema_doc(column = "mail")]
    email: String,
}

fn main() {}
