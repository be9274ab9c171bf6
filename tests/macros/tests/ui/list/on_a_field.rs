use schema_doc_runtime::SchemaTable;

#[derive(SchemaTable)]
struct User {
    #[schema_doc(unique(id, email))]
    id: i64,
    #[schema_doc(index(fields(id, email)))]
    email: String,
}

fn main() {}
