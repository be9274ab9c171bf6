use schema_doc_macro_tests::schema;
use schema_doc_runtime::SchemaRow;

macro_rules! id {
    () => { i64 };
}

#[derive(SchemaRow)]
#[schema_doc(table = "users")]
struct User {
    id: id!(),
}

fn main() {}
