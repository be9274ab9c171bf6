//! Entities of `SeaORM`: `DeriveEntityModel`, `Relation`, `DeriveActiveEnum`.

use schema_doc_diagnostics::Diagnostics;

use super::declared::{self, Declared};
use crate::config::SourceConfig;
use crate::files::Files;
use crate::model::{Column, Schema};

/// Adds the tables of the entities.
pub fn read(_files: &Files, _source: &SourceConfig, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    declared::read(&Declared::default(), schema, diagnostics);
}

/// What the entity's type is in any system.
pub fn said(_: &Schema, column: &Column) -> Option<String> {
    Some(column.data_type.logical.as_str().to_owned())
}
