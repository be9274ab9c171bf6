use schema_doc_runtime::SchemaRow;

mod schema {}

#[derive(SchemaRow)]
#[schema_doc(table = "users")]
struct User {
    id: i64,
}

fn main() {}
