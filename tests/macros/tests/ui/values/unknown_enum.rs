use schema_doc_macro_tests::schema;
use schema_doc_runtime::SchemaEnum;

#[derive(SchemaEnum)]
#[schema_doc(name = "chanel")]
enum Channel {
    Web,
}

#[derive(SchemaEnum)]
#[schema_doc(name = "mood")]
enum Mood {
    Good,
}

fn main() {}
