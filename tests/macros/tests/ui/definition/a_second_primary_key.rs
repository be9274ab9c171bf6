use schema_doc_runtime::SchemaTable;

#[derive(SchemaTable)]
#[schema_doc(primary_key(id, kind))]
struct User {
    #[schema_doc(primary_key)]
    id: i64,
    kind: i16,
}

fn main() {}
