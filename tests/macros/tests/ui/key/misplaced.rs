use schema_doc_runtime::{SchemaEnum, SchemaRow, SchemaTable};

#[derive(SchemaRow)]
#[schema_doc(value = "users")]
struct User {
    #[schema_doc(primary_key)]
    id: i64,
}

#[derive(SchemaTable)]
#[schema_doc(complete, unique(id, where = "id > 0"), index(fields(id), references = "users"))]
struct Order {
    #[schema_doc(name = "the_id")]
    id: i64,
}

#[derive(SchemaEnum)]
#[schema_doc(skip)]
enum Status {
    #[schema_doc(table = "users")]
    Pending,
}

fn main() {}
