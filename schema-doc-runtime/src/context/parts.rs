//! What contexts are made of. Where the manifest has a key for the same thing, it bears the same name.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::manifest::Deprecated;

/// Whether a value says nothing, so that its key is left out.
pub(super) fn is_absent<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// What was asked of which schema, and how it was understood.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct About {
    /// `query`, `feature`, `debugging` or `performance`.
    pub context: String,
    /// The table, the feature or the words; absent for `performance`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub asked: Option<String>,
    /// The schema's name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub schema: Option<String>,
    /// The database system.
    pub system: String,
    /// `sha256:…` of the schema's structure, as in the manifest.
    pub fingerprint: String,
    /// Features that were named.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub features: Vec<String>,
    /// The words that were found.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub understood: Vec<Understood>,
    /// The words that stand nowhere in the schema.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub unknown_words: Vec<String>,
}

/// A word, and where it was found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Understood {
    /// As asked.
    pub word: String,
    /// The word of the schema that it was taken for, where it stands nowhere itself.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub taken_for: Option<String>,
    /// The tables that it was found in: the first of them.
    pub tables: Vec<String>,
    /// How many more there are.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub more: usize,
}

/// A table or a view.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TableDefinition {
    /// Its identifier.
    pub name: String,
    /// `table`, `partitioned_table`, `document`, `view`, …
    pub kind: String,
    /// What it is for in the schema.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub role: Option<String>,
    /// `@category`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub category: Option<String>,
    /// One sentence; absent where nobody wrote one.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub purpose: Option<String>,
    /// The whole description, where it says more; for a query alone.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub description: Option<String>,
    /// What to use instead, or `true`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub deprecated: Option<Deprecated>,
    /// The fields of the primary key.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub primary_key: Vec<String>,
    /// `@rule`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub business_rules: Vec<String>,
    /// `@security`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub security_considerations: Vec<String>,
    /// The fields that matter, in declaration order.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub fields: Vec<FieldDefinition>,
    /// How many more fields it has.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub more_fields: usize,
}

/// A column, or a field of a document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FieldDefinition {
    /// The table's identifier, where fields of several are listed.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub table: Option<String>,
    /// As in the database; inside a document the path (`address.city`, `tags[].name`).
    pub name: String,
    /// In the words of the system; the logical type where that would be long.
    pub native_type: String,
    /// `primary_key`, `unique`, `required`, …
    #[serde(default, skip_serializing_if = "is_absent")]
    pub constraints: Vec<String>,
    /// The default expression.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub default: Option<String>,
    /// The field that it references: `users.id`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub references: Option<String>,
    /// What a delete of the referenced row does.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub on_delete: Option<String>,
    /// Its closed set of values.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub enum_values: Vec<String>,
    /// How many more values the set has.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub more_values: usize,
    /// Words on its values.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub value_descriptions: BTreeMap<String, String>,
    /// One sentence; the whole description in the context of a query.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub purpose: Option<String>,
    /// `@meaning`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub business_meaning: Option<String>,
    /// How sensitive its data is.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub data_sensitivity: Option<String>,
    /// `@rule`, `@validation`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub validation_rules: Vec<String>,
    /// What to use instead, or `true`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub deprecated: Option<Deprecated>,
}

/// An index, or the key that has one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IndexDefinition {
    /// The table's identifier, where indexes of several are listed.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub table: Option<String>,
    /// Its name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub name: Option<String>,
    /// `primary_key`, `unique` (a constraint), `index`, `search`, `vector`, …
    pub kind: String,
    /// `btree`, `gin`, …
    #[serde(default, skip_serializing_if = "is_absent")]
    pub method: Option<String>,
    /// Its keys in order, each a field or an expression, with its order where that is not ascending.
    pub keys: Vec<String>,
    /// `INCLUDE`, or the fields that a search may be narrowed by.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub include: Vec<String>,
    /// `UNIQUE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub unique: bool,
    /// The rows that it holds.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub predicate: Option<String>,
    /// One sentence.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub purpose: Option<String>,
    /// `@impact`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub performance_impact: Option<String>,
    /// The access patterns that it serves.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub serves: Vec<String>,
}

/// A way that tables are queried: one that people documented, or one that follows from the schema.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QueryPattern {
    /// The table's identifier, where patterns of several are listed.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub table: Option<String>,
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub description: Option<String>,
    /// The query in words.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub query_pattern: Option<String>,
    /// The query in code of the system.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub query: Option<String>,
    /// How often it runs.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub frequency: Option<String>,
    /// The indexes that serve it.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub covered_by: Vec<String>,
    /// The function that carries it, else `file:line`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub location: Option<String>,
}

/// How two tables hang together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RelationshipDefinition {
    /// The referencing table, or a view.
    pub from: String,
    /// The referenced table, or what the view reads.
    pub to: String,
    /// `many_to_one`, `one_to_one`; `reads` of a view.
    #[serde(rename = "type")]
    pub relationship_type: String,
    /// `orders.user_id = users.id`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub join: Option<String>,
    /// What a delete of the referenced row does.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub on_delete: Option<String>,
    /// The referencing row may have no partner.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub optional: bool,
    /// `@label`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub label: Option<String>,
    /// `declared`, `annotated`, or `inferred` from names and types.
    pub origin: String,
}

/// Where other parts of the system meet the tables.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IntegrationPoint {
    /// `trigger`, `function`, `procedure`, `aggregate`, `rust_function`, `mirror`.
    pub kind: String,
    /// Its name; the path of a function of Rust, or of a mirror's file.
    pub name: String,
    /// The tables that it meets; none of a mirror, which meets all.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub tables: Vec<String>,
    /// `after insert`, `calls audit_row_change`, …
    #[serde(default, skip_serializing_if = "is_absent")]
    pub detail: Option<String>,
    /// One sentence.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub purpose: Option<String>,
    /// `file:line`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub location: Option<String>,
}

/// Something that is known to go wrong.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct KnownIssue {
    /// The table's identifier.
    pub table: String,
    /// Its name (`@issue`), or the code of what analysis found.
    pub name: String,
    /// The words.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub text: Option<String>,
}

/// How to get from one table to another.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JoinPath {
    /// The one table.
    pub from: String,
    /// The other.
    pub to: String,
    /// `orders.user_id = users.id`, one a step.
    pub joins: Vec<String>,
    /// A step follows from names and types alone.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub inferred: bool,
}

/// How many parts the budget left out, by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LeftOut {
    /// Tables.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub tables: usize,
    /// Fields.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub fields: usize,
    /// Indexes.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub indexes: usize,
    /// Relationships.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub relationships: usize,
    /// Access patterns and queries.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub patterns: usize,
    /// Integration points.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub integration_points: usize,
    /// Performance tips.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub tips: usize,
    /// Known issues.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub issues: usize,
    /// Join paths.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub join_paths: usize,
    /// What is said of the table of a query: its description, rules, security.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub notes: usize,
    /// Words on how the question was understood.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub words: usize,
}

impl LeftOut {
    /// Whether everything is there.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn counts(mut self) -> [usize; 11] {
        self.counts_mut().map(|count| *count)
    }

    pub(super) fn counts_mut(&mut self) -> [&mut usize; 11] {
        let Self {
            tables,
            fields,
            indexes,
            relationships,
            patterns,
            integration_points,
            tips,
            issues,
            join_paths,
            notes,
            words,
        } = self;
        [tables, fields, indexes, relationships, patterns, integration_points, tips, issues, join_paths, notes, words]
    }
}

/// `12 tables, 30 fields`.
impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMES: [(&str, &str); 11] = [
            ("table", "tables"),
            ("field", "fields"),
            ("index", "indexes"),
            ("relationship", "relationships"),
            ("query pattern", "query patterns"),
            ("integration point", "integration points"),
            ("performance tip", "performance tips"),
            ("known issue", "known issues"),
            ("join path", "join paths"),
            ("note", "notes"),
            ("word of the question", "words of the question"),
        ];
        let mut separator = "";
        for (count, (one, many)) in self.counts().into_iter().zip(NAMES).filter(|(count, _)| *count > 0) {
            write!(f, "{separator}{count} {}", if count == 1 { one } else { many })?;
            separator = ", ";
        }
        Ok(())
    }
}
