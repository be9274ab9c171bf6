use schema_doc_macro_tests::schema;
use schema_doc_runtime::SchemaRow;

#[derive(SchemaRow)]
#[schema_doc(table = "users")]
struct User {
    r#type: i16,
    größe: i16,
}

fn main() {}
