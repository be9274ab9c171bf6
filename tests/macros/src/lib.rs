//! A crate that has schemas. Others check their rows against them.

schema_doc_runtime::include_schema!(
    /// The schema that the tests speak of.
    pub mod schema
);

schema_doc_runtime::include_schema!(
    /// A schema without tables.
    pub mod types = "types"
);

schema_doc_runtime::include_schema!(
    /// A schema with a table of many columns, and without enumerated types.
    pub mod wide = "wide"
);
