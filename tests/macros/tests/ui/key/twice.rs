use schema_doc_runtime::SchemaRow;

#[derive(SchemaRow)]
#[schema_doc(table = "users", table = "users")]
#[schema_doc(table = "users")]
struct User {
    id: i64,
}

fn main() {}
