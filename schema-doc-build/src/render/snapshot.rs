//! `schema.snapshot.json`: the manifest without what analysis derives, for builds that lack the sources.

use super::{Artifact, Format, Input, manifest};

/// The snapshot, at a path relative to the docs folder.
pub fn snapshot<'a>(input: Input<'a>, path: &str) -> Artifact<'a> {
    Artifact::streamed(Format::Manifest, path, manifest::snapshot(input))
}
