//! Entities of `SeaORM`: `DeriveEntityModel`, `Relation`, `DeriveActiveEnum`.

use schema_doc_diagnostics::Diagnostics;

use super::declared::{self, Declared};
use crate::config::SourceConfig;
use crate::files::Files;
use crate::model::Schema;

/// Adds the tables of the entities.
pub fn read(_files: &Files, _source: &SourceConfig, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    declared::read(&Declared::default(), schema, diagnostics);
}
