use schema_doc_macro_tests::schema;
use schema_doc_runtime::access_pattern;

#[access_pattern(query = "-- later")]
fn empty() {}

#[access_pattern(query = "SELECT id FORM users")]
fn no_sql() {}

#[access_pattern(query = "SELECT 'open")]
fn no_end() {}

#[access_pattern(query = "SELECT ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))")]
fn too_deep() {}

fn main() {}
