use schema_doc_runtime::{SchemaEnum, SchemaRow};

#[derive(SchemaRow)]
#[schema_doc(rename_all = "camelcase")]
struct User {
    id: i64,
}

#[derive(SchemaEnum)]
#[schema_doc(rename_all = "upside down")]
enum Status {
    Pending,
}

fn main() {}
