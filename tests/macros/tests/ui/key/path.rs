use schema_doc_runtime::SchemaRow;

#[derive(SchemaRow)]
#[schema_doc(crate = "", schema = "the schema")]
struct User {
    id: i64,
}

fn main() {}
