use schema_doc_runtime::SchemaRow;

#[derive(SchemaRow)]
#[schema_doc(table = "users", schema = schema_doc_macro_tests::schema::users)]
struct User {
    id: i64,
}

fn main() {}
