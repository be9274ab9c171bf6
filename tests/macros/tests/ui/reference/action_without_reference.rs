use schema_doc_runtime::SchemaTable;

#[derive(SchemaTable)]
struct Order {
    #[schema_doc(on_delete = "cascade")]
    user: i64,
}

fn main() {}
