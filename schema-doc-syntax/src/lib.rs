//! The Rust side of the grammar: the identifiers that the names of a schema become, and behind the feature `grammar` what
//! `#[schema_doc(…)]` says.

#[cfg(feature = "grammar")]
pub mod expand;
#[cfg(feature = "grammar")]
pub mod grammar;
mod hash;
mod identifier;
mod keyword;
mod latin;
mod others;
#[cfg(feature = "queries")]
pub mod query;
#[cfg(any(feature = "grammar", feature = "queries"))]
mod suggest;

pub use hash::hash_suffix;
pub use identifier::{Style, distinct, identifier};
pub use keyword::is_reserved;
pub use others::is_table_of_migration_tool;
