//! `schema-manifest.json`: everything, for machines.

use super::{Artifact, Format, Input, Renderer};

/// Makes `schema-manifest.json`.
#[derive(Debug, Clone, Copy)]
pub struct ManifestRenderer;

impl Renderer for ManifestRenderer {
    fn format(&self) -> Format {
        Format::Manifest
    }

    fn render<'a>(&'a self, input: Input<'a>) -> Box<dyn Iterator<Item = Artifact> + 'a> {
        let _ = input;
        Box::new(std::iter::empty())
    }
}
