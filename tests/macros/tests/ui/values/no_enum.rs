use schema_doc_runtime::SchemaEnum;

#[derive(SchemaEnum)]
#[schema_doc(name = "channel", schema = schema_doc_macro_tests::wide)]
enum Channel {
    Web,
}

fn main() {}
