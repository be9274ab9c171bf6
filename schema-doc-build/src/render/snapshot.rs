//! `schema.snapshot.json`: the manifest without what analysis derives, for builds that lack the sources.

use schema_doc_runtime::manifest::{Document, Manifest};

use super::{Artifact, Format, Input, json, manifest};

/// The snapshot, at a path relative to the docs folder. `None` where the manifest cannot be read back.
pub fn snapshot(input: Input<'_>, path: &str) -> Option<Artifact> {
    let mut snapshot = Manifest::from_json(&manifest::manifest(input)).ok()?;
    snapshot.generated_at = None;
    snapshot.coverage = None;
    snapshot.performance_insights = None;
    snapshot.relationship_map.retain(|_, feature| !feature.inferred);
    for table in &mut snapshot.tables {
        table.role = None;
        table.relationships = None;
        table.documentation = None;
    }
    let mut document = Document::default();
    document.schema_manifest = snapshot;
    Some(Artifact::new(Format::Manifest, path, json::pretty(&document)))
}
