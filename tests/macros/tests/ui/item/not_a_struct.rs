use schema_doc_runtime::{SchemaRow, SchemaTable};

#[derive(SchemaRow)]
struct Tuple(i64);

#[derive(SchemaTable)]
struct Unit;

#[derive(SchemaRow)]
enum Enum {
    Variant,
}

#[derive(SchemaTable)]
union Union {
    id: i64,
}

fn main() {}
