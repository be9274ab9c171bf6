//! What a schema has as a whole: sources, context, features, insights, coverage.

use serde::{Deserialize, Serialize};

use super::Field;
use super::is_absent;
#[cfg(feature = "json-schema")]
use super::vocabulary;

/// One source of the schema.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Source {
    /// `sql`, `snapshot`, …
    pub kind: String,
    /// Relative to the package root, with `/`.
    pub path: String,
    /// `sha256:…` over the bytes of its files, with LF and without byte order mark.
    #[cfg_attr(feature = "json-schema", schemars(regex(pattern = "^sha256:[0-9a-f]{64}$")))]
    pub hash: String,
    /// The system that it is for.
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::SYSTEMS)))]
    pub system: String,
}

/// A source that repeats the schema and is held to it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Mirror {
    /// `diesel`, `drizzle`, …
    pub kind: String,
    /// Relative to the package root, with `/`.
    pub path: String,
}

/// What an agent should know of the whole schema.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct SchemaContext {
    /// What the schema is for.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub purpose: Option<String>,
    /// Patterns that the schema follows.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub key_patterns: Vec<String>,
    /// What it runs in.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub architecture_summary: Option<String>,
}

/// A group of tables that serve one purpose.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Feature {
    /// Their identifiers.
    pub tables: Vec<String>,
    /// What the feature is.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub description: Option<String>,
    /// Its category.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub category: Option<String>,
    /// Found from connected tables, not declared.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub inferred: bool,
}

/// What matters for performance.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct PerformanceInsights {
    /// `table.index`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub critical_indexes: Vec<String>,
    /// Where data is kept twice on purpose.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub denormalization_patterns: Vec<String>,
    /// What grows.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub scaling_considerations: Vec<String>,
    /// What analysis found.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub findings: Vec<Finding>,
}

/// Something that analysis found in a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Finding {
    /// A stable kebab-case name.
    pub code: String,
    /// The table's identifier.
    pub table: String,
    /// The column, index or constraint that it is about.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub subject: Option<String>,
    /// One sentence.
    pub message: String,
}

/// How much of the schema is documented.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Coverage {
    /// Tables with a purpose.
    pub tables: Ratio,
    /// Columns with a description.
    pub columns: Ratio,
    /// Relationships with words.
    pub relationships: Ratio,
    /// Indexes with a purpose.
    pub indexes: Ratio,
    /// Constraints with a reason.
    pub constraints: Ratio,
}

/// How many of how many.
#[derive(Debug, Clone, Copy, Eq, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Ratio {
    /// Those with words.
    pub documented: u64,
    /// All.
    pub total: u64,
    /// What had been reached before it fell, where the configuration has a ratchet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reached: Option<Reached>,
}

/// How many of how many there were with words.
#[derive(Debug, Clone, Copy, Eq, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Reached {
    /// Those with words.
    pub documented: u64,
    /// All.
    pub total: u64,
}

/// A table that does not exist yet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct PlannedTable {
    /// Its name.
    pub name: String,
    /// The database schema.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub namespace: Option<String>,
    /// The version that it is planned for.
    pub version: String,
    /// One sentence.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub purpose: Option<String>,
    /// The whole description.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub description: Option<String>,
    /// The definition as written.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub definition: Option<String>,
    /// Its fields, as far as they are known.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub fields: Vec<Field>,
}

/// What the reader saw and did not model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Unsupported {
    /// The file.
    pub source: String,
    /// The line in it.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub line: Option<u32>,
    /// The first words of the statement.
    pub statement: String,
    /// Why it is not modelled.
    pub reason: String,
}

/// A place in a source.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Location {
    /// Relative to the package root, with `/`.
    pub file: String,
    /// From 1.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub line: Option<u32>,
    /// The path of a function (`crate::db::find_user`).
    #[serde(default, skip_serializing_if = "is_absent")]
    pub function: Option<String>,
}

/// A name and the words on it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Named {
    /// The name.
    pub name: String,
    /// The words.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub text: Option<String>,
}
