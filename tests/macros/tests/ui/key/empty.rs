use schema_doc_runtime::SchemaRow;

#[derive(SchemaRow)]
#[schema_doc(table = "")]
struct User {
    #[schema_doc(column = " ")]
    id: i64,
}

fn main() {}
