//! What somebody has to know of the schema who works on one of its features.

mod context;

// What `apps/convex/schema.ts` says, read by the build script.
schema_doc_runtime::include_schema!(pub mod schema);

pub use context::{feature, features};
