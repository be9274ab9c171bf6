//! A crate that has a schema. Others check their rows against it.

schema_doc_runtime::include_schema!(
    /// The schema that the tests speak of.
    pub mod schema
);
