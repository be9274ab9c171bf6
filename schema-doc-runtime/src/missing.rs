//! What a derive meets in a crate without the generated module: rustc shows the line.

#[allow(dead_code)]
pub mod schema {
    const __INCLUDE_SCHEMA: &str = "write `schema_doc_runtime::include_schema!(pub mod schema);` in your lib.rs";
}
