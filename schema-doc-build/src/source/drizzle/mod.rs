//! Drizzle's models.

use schema_doc_diagnostics::Diagnostics;

use crate::config::SourceConfig;
use crate::files::Files;
use crate::model::Schema;

/// Adds the tables of the program.
pub fn read(_: &Files, _: &SourceConfig, _: &mut Schema, _: &mut Diagnostics) {}
