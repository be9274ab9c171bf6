use schema_doc_runtime::SchemaTable;

#[derive(SchemaTable)]
#[schema_doc(unique(id, id), foreign_key(fields(id, "id"), references = "users(id, kind)"))]
struct User {
    id: i64,
}

fn main() {}
