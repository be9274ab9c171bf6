use schema_doc_runtime::SchemaRow;

#[derive(SchemaRow)]
#[schema_doc(table = "budget", schema = schema_doc_macro_tests::wide)]
struct Budget {
    area: String,
}

fn main() {}
