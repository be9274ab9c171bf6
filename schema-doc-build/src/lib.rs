//! Schema documentation that cannot go stale.
//!
//! A build-dependency that reads a project's database schema wherever it is written and, at `cargo build`, writes its documents,
//! generates a Rust module of constants, and fails the build where documents and schema drift apart.

pub mod analyze;
pub mod annotate;
pub mod compare;
pub mod config;
pub mod expression;
pub mod files;
pub mod model;
pub mod render;
pub mod source;
