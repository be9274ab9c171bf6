use schema_doc_runtime::SchemaTable;

#[derive(SchemaTable)]
#[schema_doc(foreign_key(fields(user, kind), references = "users(id)"))]
struct Order {
    #[schema_doc(references = "users(id, kind)")]
    user: i64,
    kind: i16,
}

fn main() {}
