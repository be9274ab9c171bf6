use schema_doc_runtime::SchemaRow;

#[derive(SchemaRow)]
#[schema_doc(table = "budget", schema = schema_doc_macro_tests::wide)]
struct Budget {
    total: i64,
}

fn main() {}
