use schema_doc_runtime::SchemaTable;

#[derive(SchemaTable)]
#[schema_doc(foreign_key(fields(user), references = "users(id"))]
struct Order {
    #[schema_doc(references = "a.b.users.id")]
    user: i64,
}

fn main() {}
