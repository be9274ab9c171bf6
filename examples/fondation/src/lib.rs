//! How the documentation jobs of an export of Convex stand.

mod report;

// What `convex/schema.ts` says, read by the build script.
schema_doc_runtime::include_schema!(pub mod schema);

pub use report::{Error, Report};
