use schema_doc_runtime::SchemaTable;

#[derive(SchemaTable)]
struct Nothing {}

#[derive(SchemaTable)]
struct Cache {
    #[schema_doc(skip)]
    hits: u64,
}

fn main() {}
