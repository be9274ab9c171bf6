use schema_doc_runtime::SchemaTable;

#[derive(SchemaTable)]
#[schema_doc(check(name = "positive"), foreign_key(fields(user)))]
struct Order {
    user: i64,
}

fn main() {}
