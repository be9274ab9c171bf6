use schema_doc_macro_tests::schema;
use schema_doc_runtime::SchemaEnum;

#[derive(SchemaEnum)]
#[schema_doc(name = "channel", rename_all = "UPPERCASE")]
enum Channel {
    Web,
    Phone,
    Post,
}

fn main() {}
