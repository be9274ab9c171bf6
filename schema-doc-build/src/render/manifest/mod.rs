//! `schema-manifest.json`: everything, for machines. Tables are written one by one, so that memory stays flat.

mod constraint;
mod context;
mod field;
mod objects;
mod schema;
mod table;

use super::{Artifact, Format, Input, Renderer};
use context::Context;

/// An object of the manifest with some of its keys set; the others are absent.
macro_rules! object {
    ($type:ident { $($key:ident: $value:expr),* $(,)? }) => {{
        let mut object = $type::default();
        $(object.$key = $value;)*
        object
    }};
}

/// Sets the keys of prose, which almost every object has.
macro_rules! set_prose {
    ($object:expr, $tags:expr) => {{
        let tags: &$crate::model::Tags = $tags;
        $object.comment.clone_from(&tags.comment);
        $object.purpose.clone_from(&tags.purpose);
        $object.description = $crate::render::manifest::context::description(tags);
        $object.category.clone_from(&tags.category);
        $object.deprecated = $crate::render::manifest::context::deprecated(tags);
        $object.owner.clone_from(&tags.owner);
        $object.tags.clone_from(&tags.tags);
        $object.annotations = $crate::render::manifest::context::annotations(tags);
    }};
}

use {object, set_prose};

/// Makes `schema-manifest.json`.
#[derive(Debug, Clone, Copy)]
pub struct ManifestRenderer;

impl Renderer for ManifestRenderer {
    fn format(&self) -> Format {
        Format::Manifest
    }

    fn render<'a>(&'a self, input: Input<'a>) -> Box<dyn Iterator<Item = Artifact> + 'a> {
        Box::new(std::iter::once_with(move || {
            Artifact::new(Format::Manifest, input.layout.file(Format::Manifest), manifest(input))
        }))
    }
}

/// The manifest's text. Line numbers are those that the layout shows.
pub fn manifest(input: Input<'_>) -> String {
    super::json::pretty(&schema::Document { schema_manifest: schema::streamed(&Context::new(input)) })
}

#[cfg(test)]
mod tests;
