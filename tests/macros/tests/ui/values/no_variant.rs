use schema_doc_runtime::SchemaEnum;

#[derive(SchemaEnum)]
enum Never {}

fn main() {}
