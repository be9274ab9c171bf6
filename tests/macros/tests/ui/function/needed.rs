use schema_doc_macro_tests::schema;
use schema_doc_runtime::access_pattern;

#[access_pattern(table = "users")]
struct User;

trait Store {
    #[access_pattern(table = "users")]
    fn find(&self);
}

#[access_pattern(table = "user")]
fn no_table() {}

#[access_pattern(frequency = "often", qurey = "SELECT 1")]
fn no_query() {}

#[access_pattern(query = "")]
fn nothing() {}

fn main() {}
