//! `schema-manifest.json`: everything about a schema, for machines. Its types, and how to read one.
//!
//! Reading takes what it does not know: a later version may have more keys, and more words where the JSON Schema
//! (`schema/manifest.schema.json` in this crate) has a closed list. What is absent is absent: no key is `null`, an empty list or
//! an empty object, apart from those that are always there.

mod constraint;
mod field;
#[cfg(feature = "json-schema")]
mod json_schema;
mod object;
mod schema;
mod table;
#[cfg(feature = "json-schema")]
mod vocabulary;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use constraint::{
    Check, Exclusion, ExclusionElement, ForeignKey, Index, IndexKey, PartitionOf, Partitioning, Policy, PrimaryKey,
    RowSecurity, Trigger, Unique,
};
pub use field::{Field, FieldContext, FieldType, Generated, Reference, SequenceOptions};
#[cfg(feature = "json-schema")]
pub use json_schema::json_schema;
pub use object::{
    Argument, Attribute, CompositeType, Domain, Enum, Extension, Grant, Namespace, OtherObject, RangeType, Role,
    Routine, Sequence, Setting, View, ViewField,
};
pub use schema::{
    Coverage, Feature, Finding, Location, Mirror, Named, PerformanceInsights, PlannedTable, Ratio, SchemaContext,
    Source, Unsupported,
};
pub use table::{
    AccessPattern, Migration, Query, Relationship, Relationships, StateFlow, Table, TableContext, TableUse, Transition,
};

/// The version of the format that these types are: a new optional key is a minor, a changed meaning a major.
pub const VERSION: &str = "1.0.0";

/// The schema, as the manifest says it under its one key `schema_manifest`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Manifest {
    /// Of this format.
    pub version: String,
    /// When the content last changed: RFC 3339, UTC; only where the configuration asks.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub generated_at: Option<String>,
    /// `sha256:…` of the schema's structure: a schema and the live database that it built have the same.
    pub fingerprint: String,
    /// The first source.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub source_file: Option<String>,
    /// `sha256:…` over all sources.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub source_hash: Option<String>,
    /// The sources, in order.
    pub sources: Vec<Source>,
    /// The database system.
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::SYSTEMS)))]
    pub system: String,
    /// The schema's name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub name: Option<String>,
    /// What the schema is for.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub purpose: Option<String>,
    /// The namespace that identifiers leave out, where it is not the system's own.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub default_namespace: Option<String>,
    /// What an agent should know of the whole schema.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub ai_context: Option<SchemaContext>,
    /// Tables, by namespace and name.
    pub tables: Vec<Table>,
    /// Views, by namespace and name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub views: Vec<View>,
    /// Enumerated types, by namespace and name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub enums: Vec<Enum>,
    /// Domains, by namespace and name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub domains: Vec<Domain>,
    /// Composite types, by namespace and name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub composite_types: Vec<CompositeType>,
    /// Range types, by namespace and name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub range_types: Vec<RangeType>,
    /// Functions, procedures and aggregates, by namespace and name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub routines: Vec<Routine>,
    /// Sequences that no column owns through `serial` or identity.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub sequences: Vec<Sequence>,
    /// Extensions.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub extensions: Vec<Extension>,
    /// Roles.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub roles: Vec<Role>,
    /// Privileges granted.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub grants: Vec<Grant>,
    /// Namespaces that the sources create.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub namespaces: Vec<Namespace>,
    /// What is kept as text only.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub others: Vec<OtherObject>,
    /// Features by name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub relationship_map: BTreeMap<String, Feature>,
    /// What matters for performance.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub performance_insights: Option<PerformanceInsights>,
    /// How much is documented.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub coverage: Option<Coverage>,
    /// The sources that repeat the schema and are held to it (`role = "mirror"`).
    #[serde(default, skip_serializing_if = "is_absent")]
    pub mirrors: Vec<Mirror>,
    /// Tables that do not exist yet; in no other list.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub planned: Vec<PlannedTable>,
    /// Tables of migration tools, those behind virtual tables, and what the configuration excludes.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub left_out: Vec<String>,
    /// What the reader saw and did not model.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub unsupported: Vec<Unsupported>,
}

/// The document: one object with one key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Document {
    /// The schema.
    pub schema_manifest: Manifest,
}

/// The value of a tag: one text, several, or that it stands there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Annotation {
    /// One text.
    Text(String),
    /// Several.
    List(Vec<String>),
    /// A tag without a text.
    Flag(bool),
}

/// What replaces something that should no longer be used, or just that it should not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Deprecated {
    /// What to use instead.
    Text(String),
    /// `true`: no more is said.
    Flag(bool),
}

/// Why a text is no manifest.
#[derive(Debug)]
#[non_exhaustive]
pub struct ManifestError {
    message: String,
    line: usize,
    column: usize,
}

impl ManifestError {
    /// What is wrong, without the place.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The line, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column, from 1.
    pub fn column(&self) -> usize {
        self.column
    }
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at line {} column {}", self.message, self.line, self.column)
    }
}

impl std::error::Error for ManifestError {}

impl From<serde_json::Error> for ManifestError {
    fn from(error: serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column().max(1));
        let text = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let message = text.strip_suffix(&place).unwrap_or(&text).to_owned();
        Self { message, line: line.max(1), column }
    }
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// ```
    /// use schema_doc_runtime::manifest::Manifest;
    ///
    /// let text = r#"{ "schema_manifest": {
    ///     "version": "1.0.0", "fingerprint": "sha256:0", "sources": [], "system": "postgresql",
    ///     "tables": [{ "name": "users", "kind": "table", "fields": [] }]
    /// } }"#;
    /// assert_eq!(Manifest::from_json(text)?.tables[0].name, "users");
    /// # Ok::<(), schema_doc_runtime::manifest::ManifestError>(())
    /// ```
    ///
    /// # Errors
    /// Where the text is no JSON, lacks a key that is always there, or is of another major version of the format.
    pub fn from_json(text: &str) -> Result<Self, ManifestError> {
        let document: Document = serde_json::from_str(text)?;
        let manifest = document.schema_manifest;
        let major = |version: &str| version.split('.').next().map(str::to_owned);
        if major(&manifest.version) == major(VERSION) {
            Ok(manifest)
        } else {
            let message =
                format!("version `{}` of the manifest's format, where `{VERSION}` is known", manifest.version);
            let (line, column) = place_of(text, "\"version\"");
            Err(ManifestError { message, line, column })
        }
    }

    /// The document as pretty-printed JSON: two spaces, the keys in the format's order, one newline at the end.
    ///
    /// # Errors
    /// Where a value cannot be written as JSON; none of this crate's making can be so.
    pub fn to_json(&self) -> Result<String, ManifestError> {
        #[derive(Serialize)]
        struct Document<'a> {
            schema_manifest: &'a Manifest,
        }
        let mut text = serde_json::to_string_pretty(&Document { schema_manifest: self })?;
        text.push('\n');
        Ok(text)
    }
}

/// Line and column of the first occurrence.
fn place_of(text: &str, needle: &str) -> (usize, usize) {
    let before = text.find(needle).and_then(|offset| text.get(..offset)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
    (line, column)
}

/// Whether a value says nothing, so that its key is left out.
fn is_absent<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::{Manifest, VERSION};

    fn minimal(version: &str, more: &str) -> String {
        format!(
            "{{ \"schema_manifest\": {{ \"version\": \"{version}\", \"fingerprint\": \"sha256:0\", \"sources\": [],\n\
             \"system\": \"postgresql\", \"tables\": []{more} }} }}"
        )
    }

    #[test]
    fn keys_of_a_later_version_are_read_over() {
        let text = minimal("1.7.0", ", \"colour\": { \"of\": [\"the\", null] }");
        assert_eq!(Manifest::from_json(&text).unwrap().version, "1.7.0");
    }

    #[test]
    fn errors_say_what_and_where() {
        let check = |text: &str, expected: &str| {
            assert_eq!(Manifest::from_json(text).unwrap_err().to_string(), expected, "{text}");
        };
        check("{", "EOF while parsing an object at line 1 column 1");
        check("{\n}", "missing field `schema_manifest` at line 2 column 1");
        check(
            &minimal("1.0.0", ",\n\"views\": 1"),
            "invalid type: integer `1`, expected a sequence at line 3 column 10",
        );
        check(
            &minimal("2.0.0", ""),
            "version `2.0.0` of the manifest's format, where `1.0.0` is known at line 1 column 24",
        );
    }

    #[test]
    fn what_is_absent_is_not_written() {
        let manifest = Manifest { version: VERSION.into(), system: "sqlite".into(), ..Manifest::default() };
        let expected = "{\n  \"schema_manifest\": {\n    \"version\": \"1.0.0\",\n    \"fingerprint\": \"\",\n    \
                        \"sources\": [],\n    \"system\": \"sqlite\",\n    \"tables\": []\n  }\n}\n";
        assert_eq!(manifest.to_json().unwrap(), expected);
    }
}
