use schema_doc_runtime::SchemaTable;

#[derive(SchemaTable)]
#[schema_doc(
    primary_key(),
    unique(name = "one_email"),
    index(name = "by_email"),
    foreign_key(references = "users(id)")
)]
struct User {
    id: i64,
    email: String,
}

fn main() {}
