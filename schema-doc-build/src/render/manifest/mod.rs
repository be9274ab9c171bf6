//! `schema-manifest.json`: everything, for machines. Tables are written one by one, so that memory stays flat.
//!
//! The keys and their order are those of `schema_doc_runtime::manifest`, which reads what is written here.

mod constraint;
mod context;
mod field;
mod objects;
mod schema;
mod table;

use std::fmt::{self, Display};

use super::{Artifact, Format, Input, Renderer};
use context::Context;

/// The version of the format.
pub(crate) const VERSION: &str = "1.0.0";

/// Makes `schema-manifest.json`.
#[derive(Debug, Clone, Copy)]
pub struct ManifestRenderer;

impl Renderer for ManifestRenderer {
    fn format(&self) -> Format {
        Format::Manifest
    }

    fn render<'a>(&'a self, input: Input<'a>) -> Box<dyn Iterator<Item = Artifact<'a>> + 'a> {
        super::single(input, |input| {
            Artifact::streamed(Format::Manifest, input.layout.file(Format::Manifest), manifest(input))
        })
    }
}

/// The manifest's text. Line numbers are those that the layout shows.
pub fn manifest(input: Input<'_>) -> impl Display {
    Document(Context::new(input))
}

/// The manifest without what analysis derives, for builds that lack the sources.
pub(super) fn snapshot(input: Input<'_>) -> impl Display {
    Document(Context { is_snapshot: true, ..Context::new(input) })
}

/// The text, made as it is written.
struct Document<'a>(Context<'a>);

impl Display for Document<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        schema::document(&self.0, formatter)
    }
}

#[cfg(test)]
mod tests;
