use schema_doc_runtime::SchemaRow;

#[derive(SchemaRow)]
#[schema_doc("users")]
struct User {
    #[schema_doc(1)]
    id: i64,
}

fn main() {}
