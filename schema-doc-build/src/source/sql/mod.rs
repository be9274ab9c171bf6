//! Reads DDL: lexer → splitter → statements → replay.
//!
//! Replay is a small database: statements in order, with the system's own rules for what the text leaves out.

pub(crate) mod ast;
pub(crate) mod dialect;
pub(crate) mod irrelevant;
pub(crate) mod layout;
pub(crate) mod lexer;
pub(crate) mod load;
pub(crate) mod parse;
pub(crate) mod splitter;
pub(crate) mod token;

use schema_doc_diagnostics::Diagnostics;

use crate::config::SourceConfig;
use crate::files::Files;
use crate::model::Schema;

/// Reads all SQL sources, in order, as one replay.
pub fn read(files: &Files, sources: &[&SourceConfig], schema: &mut Schema, diagnostics: &mut Diagnostics) {
    let _ = (files, sources, schema, diagnostics);
}
