//! Codes, spans, diagnostics and nearest names: what every front end of schema-doc reports with.
//!
//! A [`Diagnostic`] has a stable kebab-case [`Code`], one sentence, a [`Span`] and a help. Lines and columns are
//! computed at the edge, by the [`SourceMap`] that holds the text.

mod code;
mod diagnostic;
mod nearest;
mod source_map;

pub use code::{Code, Level};
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use nearest::{nearest, nearest_of};
pub use source_map::{FileId, Position, SourceFile, SourceMap, Span};
