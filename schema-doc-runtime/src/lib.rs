//! What a program links of schema-doc: const descriptors of its schema, and on request the manifest's types.
//!
//! A build script that calls `schema_doc_build::generate()` writes a Rust module of the schema;
//! `include_schema!(pub mod schema);` makes it part of the crate ([`include_schema!`]). Each table and each column is a constant, so
//! that one which is renamed or dropped is a compile error wherever it is named:
//!
//! ```
//! # use schema_doc_macro_tests::schema;
//! let query = format!("SELECT {} FROM {}", schema::users::EMAIL, schema::users::TABLE);
//! assert_eq!(query, "SELECT email FROM users");
//! assert_eq!(schema::users::EMAIL.native_type, "character varying(255)");
//! ```
//!
//! `schema::VERIFY_SQL` is a query that returns a row for each difference between the database that it is run on and the schema.
//!
//! With the feature `derive`, the program's own types and the schema are held to each other, in three ways:
//!
//! | | says |
//! |---|---|
//! | [`#[derive(SchemaRow)]`](SchemaRow), [`#[derive(SchemaEnum)]`](SchemaEnum) | this struct is a row of a table that is there; this enum has the values of a column or of an enumerated type |
//! | `#[access_pattern(…)]` | this function's SQL names tables and columns that are there |
//! | [`#[derive(SchemaTable)]`](SchemaTable) | this struct is the table: the build script reads the schema from it |
//!
//! | feature | adds |
//! |---|---|
//! | `derive` | the derive macros of [`SchemaTable`], [`SchemaRow`] and [`SchemaEnum`], and `#[access_pattern]` |
//! | `queries` | `derive`, and the check of the SQL of access patterns |
//! | `manifest` | the types of `schema-manifest.json`, and `manifest()` in the generated module |
//! | `context` | `manifest`, and what a task needs to know of the schema, cut to a number of tokens |
//! | `serde` | `Serialize` and `Deserialize` on the generated enums |
//! | `json-schema` | the JSON Schema of the manifest, made from its types |
//!
//! Without features it has no dependency.

#[cfg(feature = "context")]
pub mod context;
mod descriptor;
mod generated;
mod include;
mod item;
#[cfg(feature = "manifest")]
pub mod manifest;
#[cfg(feature = "derive")]
#[doc(hidden)]
pub mod missing;

pub use descriptor::{Cardinality, Column, ForeignKeyDoc, IndexDoc, RelationshipDoc, TableDoc};
pub use generated::{MODULE_FORMAT, UnknownValue, assert_module_format};
#[cfg(feature = "derive")]
pub use item::access_pattern;
pub use item::{SchemaEnum, SchemaRow, SchemaTable};

#[doc(hidden)]
pub mod __private {
    //! What the generated code needs and nobody else.

    #[cfg(feature = "manifest")]
    pub use crate::generated::ManifestCell;
    #[cfg(feature = "derive")]
    pub use schema_doc_macros::__check;

    #[cfg(feature = "derive")]
    pub use crate::{__probe, missing};
    #[cfg(feature = "serde")]
    pub use serde;
}
