use schema_doc_runtime::SchemaEnum;

#[derive(SchemaEnum)]
enum Channel {
    Web,
    #[schema_doc(value = "web")]
    Internet,
}

fn main() {}
