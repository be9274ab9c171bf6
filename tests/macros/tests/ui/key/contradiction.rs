use schema_doc_runtime::{SchemaEnum, SchemaTable};

#[derive(SchemaTable)]
struct Order {
    #[schema_doc(auto_increment, default = "1")]
    id: i64,
    #[schema_doc(default = "1", generated = "price * amount")]
    total: i64,
    #[schema_doc(as = "bigint", transparent)]
    price: i64,
    #[schema_doc(skip, pii)]
    cached: i64,
}

#[derive(SchemaEnum)]
#[schema_doc(name = "channel", table = "orders", column = "channel")]
enum Channel {
    #[schema_doc(value = "web", rename = "internet")]
    Web,
}

fn main() {}
