//! Bytes → [`Schema`].

#[cfg(feature = "typescript")]
pub mod convex;
#[cfg(any(feature = "rust", feature = "typescript"))]
mod declared;
#[cfg(feature = "rust")]
pub mod diesel;
#[cfg(feature = "typescript")]
pub mod drizzle;
#[cfg(any(feature = "rust", feature = "typescript"))]
pub mod mirror;
#[cfg(feature = "rust")]
pub mod rust;
#[cfg(feature = "rust")]
pub mod sea_orm;
pub mod snapshot;
pub mod sql;
#[cfg(feature = "typescript")]
mod typescript;
#[cfg(any(feature = "rust", feature = "typescript"))]
mod written;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics};

use crate::config::{SourceConfig, SourceKind};
use crate::files::Files;
use crate::model::Schema;

/// Adds what a program declares: structs, entities, models. One whose feature is off is reported.
pub(crate) fn read_program(files: &Files, source: &SourceConfig, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    if let Some(system) = source.dialect {
        schema.system = system;
        if schema.default_namespace.is_empty() {
            system.default_namespace().clone_into(&mut schema.default_namespace);
        }
    }
    match source.kind {
        #[cfg(feature = "rust")]
        SourceKind::Rust => rust::read(files, source, schema, diagnostics),
        #[cfg(feature = "rust")]
        SourceKind::Diesel => diesel::read(files, source, schema, diagnostics),
        #[cfg(feature = "rust")]
        SourceKind::SeaOrm => sea_orm::read(files, source, schema, diagnostics),
        #[cfg(feature = "typescript")]
        SourceKind::Convex => convex::read(files, source, schema, diagnostics),
        #[cfg(feature = "typescript")]
        SourceKind::Drizzle => drizzle::read(files, source, schema, diagnostics),
        _ => missing_feature(&format!("kind = \"{}\"", source.kind.as_str()), source, diagnostics),
    }
    let _ = files;
}

/// What a source needs that this build leaves out.
pub(crate) fn missing_feature(what: &str, source: &SourceConfig, diagnostics: &mut Diagnostics) {
    let feature = match source.kind {
        SourceKind::Convex | SourceKind::Drizzle => "typescript",
        _ => "rust",
    };
    let message = format!("`{what}` is read with the feature `{feature}` of schema-doc-build");
    let help =
        format!("type `schema-doc-build = {{ version = \"…\", features = [\"{feature}\"] }}` in [build-dependencies]");
    diagnostics.push(Diagnostic::error(Code::MissingFeature, source.span, message).with_help(help));
}
