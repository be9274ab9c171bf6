use schema_doc_runtime::SchemaEnum;

#[derive(SchemaEnum)]
struct Struct {
    id: i64,
}

#[derive(SchemaEnum)]
union Union {
    id: i64,
}

fn main() {}
