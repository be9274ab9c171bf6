use schema_doc_macro_tests::schema;
use schema_doc_runtime::SchemaEnum;

#[derive(SchemaEnum)]
#[schema_doc(name = "channel")]
enum Channel {
    Web,
}

#[derive(SchemaEnum)]
#[schema_doc(table = "orders", column = "status")]
enum Status {
    Pending,
    Shipped,
}

fn main() {}
