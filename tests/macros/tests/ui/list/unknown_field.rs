use schema_doc_runtime::SchemaTable;

#[derive(SchemaTable)]
#[schema_doc(unique(emial), primary_key(number), index(fields(user::id)))]
struct User {
    id: i64,
    email: String,
}

fn main() {}
