//! `schema.snapshot.json`: the manifest without what analysis derives, for builds that lack the sources.

use super::{Artifact, Format, Input, manifest};

/// The snapshot, at a path relative to the docs folder.
pub fn snapshot(input: Input<'_>, path: &str) -> Artifact {
    Artifact::new(Format::Manifest, path, manifest::snapshot(input))
}
