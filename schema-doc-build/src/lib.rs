//! Schema documentation that cannot go stale.
//!
//! A build-dependency that reads a project's database schema wherever it is written and, at `cargo build`, writes its documents,
//! generates a Rust module of constants, and fails the build where documents and schema drift apart.

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
