use schema_doc_runtime::SchemaRow;

#[derive(SchemaRow)]
#[schema_doc = "users"]
struct User {
    #[schema_doc]
    id: i64,
}

fn main() {}
