use schema_doc_macro_tests::schema;
use schema_doc_runtime::SchemaRow;

#[derive(SchemaRow)]
#[schema_doc(table = "orders")]
struct Order {
    id: String,
    user_id: i32,
    total: f64,
    quantity: i16,
    placed_on: bool,
}

fn main() {}
