use schema_doc_runtime::SchemaRow;

#[derive(SchemaRow)]
#[schema_doc(tabel = "users")]
struct User {
    #[schema_doc(colum = "id")]
    id: i64,
    #[schema_doc(serde::rename = "mail", nothing)]
    email: String,
}

fn main() {}
