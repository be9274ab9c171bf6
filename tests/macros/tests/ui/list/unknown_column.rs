use schema_doc_runtime::SchemaTable;

#[derive(SchemaTable)]
#[schema_doc(unique("mial"), primary_key("number"))]
struct User {
    id: i64,
    #[schema_doc(column = "mail")]
    email: String,
}

fn main() {}
