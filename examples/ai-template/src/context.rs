//! The manifest, feature by feature, as Markdown for a prompt.

use std::fmt::Write as _;

use schema_doc_runtime::manifest::{AccessPattern, ManifestError, Table};

use crate::schema;

/// The names of the features.
pub fn features() -> Result<Vec<&'static str>, ManifestError> {
    Ok(schema::manifest()?.relationship_map.keys().map(String::as_str).collect())
}

/// The tables of a feature, and how they are read. `None` where there is no such feature.
pub fn feature(name: &str) -> Result<Option<String>, ManifestError> {
    let manifest = schema::manifest()?;
    let Some(feature) = manifest.relationship_map.get(name) else { return Ok(None) };
    let mut text = format!("# {name}\n");
    if let Some(description) = &feature.description {
        _ = writeln!(text, "\n{description}");
    }
    for table in manifest.tables.iter().filter(|table| feature.tables.contains(&table.name)) {
        describe(table, &mut text);
    }
    Ok(Some(text))
}

/// `## users: Core user authentication and profile management`
fn describe(table: &Table, text: &mut String) {
    _ = writeln!(text, "\n## {}: {}\n", table.name, table.purpose.as_deref().unwrap_or("no purpose yet"));
    for field in &table.fields {
        let optional = if field.optional { "?" } else { "" };
        _ = writeln!(text, "- {}{optional}: {}", field.name, field.native_type);
    }
    for AccessPattern { name, description, query_pattern, index, .. } in &table.access_patterns {
        let how = index.as_ref().or(query_pattern.as_ref()).map(|how| format!(" ({how})")).unwrap_or_default();
        _ = writeln!(text, "- **{name}**: {}{how}", description.as_deref().unwrap_or_default());
    }
}
