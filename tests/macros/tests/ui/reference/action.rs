use schema_doc_runtime::SchemaTable;

#[derive(SchemaTable)]
struct Order {
    #[schema_doc(references = "users(id)", on_delete = "cascad", on_update = "nothing")]
    user: i64,
}

fn main() {}
