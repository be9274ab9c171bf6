use schema_doc_runtime::access_pattern;

#[access_pattern(query = b"SELECT 1")]
fn bytes() -> &'static str {
    QUERY
}

#[access_pattern(query = concat!("SELECT", " 1"))]
fn a_macro() -> &'static str {
    QUERY
}

#[access_pattern("SELECT 1")]
fn no_key() {}

fn main() {}
