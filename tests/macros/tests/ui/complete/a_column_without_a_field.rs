use schema_doc_macro_tests::schema;
use schema_doc_runtime::SchemaRow;

#[derive(SchemaRow)]
#[schema_doc(table = "auth.sessions", complete)]
struct Session {
    token: String,
}

fn main() {}
