use schema_doc_macro_tests::schema;
use schema_doc_runtime::access_pattern;

#[access_pattern(query = "SELECT amount FROM users JOIN orders ON orders.user_id = users.id")]
fn in_none_of_several() {}

#[access_pattern(query = "SELECT id FROM users UNION SELECT user_id FROM orders ORDER BY total")]
fn after_a_union() {}

#[access_pattern(query = "SELECT nothing")]
fn without_a_table() {}

#[access_pattern(query = "WITH late AS (SELECT id FROM orders) SELECT late.total, x.id FROM late")]
fn of_a_common_table_expression() {}

#[access_pattern(
    query = "SELECT id FROM users WHERE email IS NOT NULL AND phone IS NOT NULL AND emial = $1 AND id > 0 AND created_at > now()"
)]
fn in_a_long_line() {}

fn main() {}
