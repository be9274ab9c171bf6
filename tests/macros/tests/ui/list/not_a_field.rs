use schema_doc_runtime::SchemaTable;

#[derive(SchemaTable)]
#[schema_doc(index(fields(email = "desc")), foreign_key(fields(id, 1), references = "users(id)"))]
struct User {
    id: i64,
    email: String,
}

fn main() {}
