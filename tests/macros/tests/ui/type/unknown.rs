use schema_doc_macro_tests::schema;
use schema_doc_runtime::SchemaRow;

struct Money(i64);

#[derive(SchemaRow)]
#[schema_doc(table = "orders")]
struct Order {
    total: Money,
}

fn main() {}
