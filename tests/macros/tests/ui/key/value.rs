use schema_doc_runtime::{SchemaRow, SchemaTable};

#[derive(SchemaRow)]
#[schema_doc(table = b"users", schema, complete = true)]
struct Bytes {
    #[schema_doc(column = 1, skip())]
    id: i64,
    #[schema_doc(column = email)]
    email: String,
    #[schema_doc(column("phone"), as = concat!("te", "xt"))]
    phone: String,
    #[schema_doc(as = struct)]
    tags: Vec<String>,
}

#[derive(SchemaTable)]
#[schema_doc(primary_key)]
struct Order {
    #[schema_doc(unique = "one_id", index = "by_id", check, deprecated())]
    id: i64,
}

fn main() {}
