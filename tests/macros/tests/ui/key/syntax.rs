use schema_doc_runtime::{SchemaRow, SchemaTable};

#[derive(SchemaRow)]
#[schema_doc(table: "users")]
struct User {
    #[schema_doc(column "id")]
    id: i64,
    #[schema_doc(column = "email",, as = "text")]
    email: String,
    #[schema_doc(?)]
    phone: String,
}

#[derive(SchemaTable)]
#[schema_doc(foreign_key(fields(user) references = "users(id)"))]
struct Order {
    user: i64,
}

fn main() {}
