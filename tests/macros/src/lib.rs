//! A crate that has schemas. Others check their rows against them.

// The schema that the tests speak of.
schema_doc_runtime::include_schema!(pub mod schema);

schema_doc_runtime::include_schema!(
    /// The tables that the README defines by structs.
    pub mod defined = "defined"
);

schema_doc_runtime::include_schema!(
    /// A schema without tables.
    pub mod types = "types"
);

schema_doc_runtime::include_schema!(
    /// A schema with a table of many columns, and without enumerated types.
    pub mod wide = "wide"
);
