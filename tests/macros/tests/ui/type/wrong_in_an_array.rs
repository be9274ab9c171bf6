use schema_doc_macro_tests::schema;
use schema_doc_runtime::SchemaRow;

#[derive(SchemaRow)]
#[schema_doc(table = "users")]
struct User {
    tags: Vec<i64>,
    scores: Option<i32>,
}

fn main() {}
