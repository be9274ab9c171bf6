use schema_doc_runtime::SchemaEnum;

#[derive(SchemaEnum)]
#[schema_doc(column = "status")]
enum Status {
    Pending,
}

#[derive(SchemaEnum)]
#[schema_doc(table = "orders")]
enum Channel {
    Web,
}

fn main() {}
