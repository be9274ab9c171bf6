use schema_doc_runtime::{SchemaRow, SchemaTable};

#[derive(SchemaTable)]
struct User {
    id: i64,
    #[schema_doc(column = "id")]
    number: i64,
}

#[derive(SchemaRow)]
#[schema_doc(table = "users", rename_all = "lowercase")]
struct Row {
    Id: i64,
    id: i64,
}

fn main() {}
