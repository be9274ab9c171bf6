//! Schema documentation that cannot go stale.
//!
//! A build-dependency that reads a project's database schema wherever it is written and, at `cargo build`, writes its documents,
//! generates a Rust module of constants, and fails the build where documents and schema drift apart.
//!
//! | feature | opens |
//! |---|---|
//! | `book` | the format `human-docs`: the whole schema in one file |
//! | `samples` | the format `sample-data`: rows that load, and an example on each page |
//! | `rust` | the sources `rust`, `diesel` and `sea-orm`, and mirrors |
//! | `typescript` | the sources `convex` and `drizzle` (needs rustc 1.95) |
//! | `queries` | the SQL of access patterns and of the crate's functions: what it asks of tables, and the indexes that serve it |
//! | `sync`, `tbls` | what the command line alone needs |
//!
//! None is on by default. What is asked for and left out is an error that names the feature; no feature changes what others write.

pub mod analyze;
pub mod annotate;
mod baseline;
mod builder;
pub mod compare;
pub mod config;
mod error;
pub mod expression;
pub mod files;
pub mod gate;
pub mod glob;
mod hash;
mod json;
mod list;
pub mod model;
mod ordered;
mod pipeline;
pub mod render;
pub mod report;
mod sample;
mod sort;
pub mod source;
mod text;

pub use schema_doc_diagnostics as diagnostics;

pub use builder::{Builder, Reader, Source};
pub use config::{Config, Drift, SqlLayout};
pub use error::Error;
pub use gate::{Finding, Mode, Report};
pub use pipeline::{CONFIG_FILE, Loaded, config_files, configuration, generate, load};
pub use render::{Artifact, Contents, Format, Renderer};
