//! A help desk on SQLite. Its tables are the structs of [`tables`]; what it does with them is [`Desk`].

mod desk;
pub mod tables;

// What the structs are in SQLite, read by the build script: the derives are checked against it.
schema_doc_runtime::include_schema!(pub mod schema);

pub use desk::{Desk, Waiting};
