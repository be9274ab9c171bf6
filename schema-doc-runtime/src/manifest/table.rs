//! A table: what it is, its prose, and what follows from it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::is_absent;
#[cfg(feature = "json-schema")]
use super::vocabulary;
use super::{
    Annotation, Check, Deprecated, Exclusion, Field, ForeignKey, Index, Location, Named, PartitionOf, Partitioning,
    Policy, PrimaryKey, RowSecurity, Trigger, Unique,
};

/// A table, or a document type of a document database.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Table {
    /// As in the database.
    pub name: String,
    /// The database schema (`public`); absent where the system has none.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub namespace: Option<String>,
    /// The name in the source, where it differs.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub source_name: Option<String>,
    /// What kind of table it is.
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::TABLE_KINDS)))]
    pub kind: String,
    /// What it is for in the schema.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::ROLES)))]
    pub role: Option<String>,
    /// The database's own comment, word for word.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub comment: Option<String>,
    /// The definition as written, comments left out.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub definition: Option<String>,
    /// Paths of the keys in this object that analysis inferred.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub inferred: Vec<String>,
    /// One sentence; absent where nobody wrote one.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub purpose: Option<String>,
    /// The whole description, where it says more than the purpose.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub description: Option<String>,
    /// `@category`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub category: Option<String>,
    /// `@deprecated`: what to use instead, or `true`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub deprecated: Option<Deprecated>,
    /// `@owner`: the team that answers for it.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub owner: Option<String>,
    /// `@tag`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub tags: Vec<String>,
    /// The other tags, by name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub annotations: BTreeMap<String, Annotation>,
    /// `@usage`: how rows come about and are used.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub usage: Vec<String>,
    /// `@issue`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub known_issues: Vec<Named>,
    /// Where it is defined.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub location: Option<Location>,
    /// Columns, in declaration order.
    pub fields: Vec<Field>,
    /// The primary key.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub primary_key: Option<PrimaryKey>,
    /// Unique constraints; a unique index that is no constraint stands in `indexes`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub unique: Vec<Unique>,
    /// Foreign keys as declared.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub foreign_keys: Vec<ForeignKey>,
    /// Check constraints.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub checks: Vec<Check>,
    /// Exclusion constraints.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub exclusions: Vec<Exclusion>,
    /// Indexes, without those behind primary keys and unique constraints.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub indexes: Vec<Index>,
    /// Triggers.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub triggers: Vec<Trigger>,
    /// Row security policies.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub policies: Vec<Policy>,
    /// Row security.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub row_security: Option<RowSecurity>,
    /// How it is partitioned.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub partitioning: Option<Partitioning>,
    /// The table that it is a partition of.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub partition_of: Option<PartitionOf>,
    /// Identifiers of the tables that it inherits from.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub inherits: Vec<String>,
    /// Storage parameters.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub storage: BTreeMap<String, String>,
    /// `UNLOGGED`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub unlogged: bool,
    /// SQLite's `STRICT`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub strict: bool,
    /// SQLite's `WITHOUT ROWID`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub without_rowid: bool,
    /// MySQL's `ENGINE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub engine: Option<String>,
    /// MySQL's character set.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub charset: Option<String>,
    /// MySQL's collation.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub collation: Option<String>,
    /// `TABLESPACE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub tablespace: Option<String>,
    /// `USING`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub access_method: Option<String>,
    /// The identifier of the composite type that it is `OF`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub of_type: Option<String>,
    /// The server of a foreign table.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub server: Option<String>,
    /// The `OPTIONS` of a foreign table.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub server_options: Option<String>,
    /// `REPLICA IDENTITY`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub replica_identity: Option<String>,
    /// The index that it is clustered on.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub cluster_on: Option<String>,
    /// The role that owns it in the database.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub database_owner: Option<String>,
    /// Relationships, both ends.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub relationships: Option<Relationships>,
    /// How it is queried.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub access_patterns: Vec<AccessPattern>,
    /// Statements that follow from its keys, indexes, references, closed sets and access patterns, in the words of the system: what its page
    /// shows as common queries. Parameters are written as the system's drivers take them.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub queries: Vec<Query>,
    /// The states of its closed sets and the ways between them.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub state_flow: Vec<StateFlow>,
    /// What created and changed it, in order.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub migrations: Vec<Migration>,
    /// Example records.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(transform = vocabulary::objects))]
    pub examples: Vec<serde_json::Value>,
    /// What an agent should know of it.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub ai_context: Option<TableContext>,
    /// The path of its page, relative to the manifest.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub documentation: Option<String>,
}

/// The relationships of a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Relationships {
    /// From this table as the referenced one.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub outgoing: Vec<Relationship>,
    /// The mirror, on the referencing side.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub incoming: Vec<Relationship>,
}

/// One end's view of a relationship.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Relationship {
    /// The identifier of the table at the other end.
    pub table: String,
    /// How many rows here and there.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::CARDINALITIES)))]
    pub relationship_type: String,
    /// The referencing field, where it is one.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub key: Option<String>,
    /// The referencing fields.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub keys: Vec<String>,
    /// The referenced fields.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub referenced: Vec<String>,
    /// What a delete of the referenced row does.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::ACTIONS)))]
    pub on_delete: Option<String>,
    /// What an update of the referenced key does.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::ACTIONS)))]
    pub on_update: Option<String>,
    /// The referencing row may have no partner.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub optional: bool,
    /// `@cardinality`: the referencing end, where it says more than the schema.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub cardinality: Option<String>,
    /// `@label`: the verb on it.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub label: Option<String>,
    /// Who says so.
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::ORIGINS)))]
    pub origin: String,
    /// The identifier of the junction table.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub through: Option<String>,
}

/// A way that a table is queried.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct AccessPattern {
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
    /// The index that it is written for.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub index: Option<String>,
    /// How often it runs.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::FREQUENCIES)))]
    pub frequency: Option<String>,
    /// The function that carries it.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub location: Option<Location>,
    /// The indexes that serve it; those of other tables as `table.index`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub covered_by: Vec<String>,
    /// What its SQL asks of tables, in the order of the query.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub uses: Vec<TableUse>,
    /// `inferred` where nobody stated it: the code runs the query.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::ACCESS_ORIGINS)))]
    pub origin: Option<String>,
}

/// What a query asks of a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct TableUse {
    /// The table's identifier.
    pub table: String,
    /// What is done with its rows.
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::USES)))]
    pub action: String,
    /// Columns and expressions that the rows are found by.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub by: Vec<String>,
    /// What they are sorted by: `placed_at DESC`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub order: Vec<String>,
    /// The table's indexes that serve that.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub covered_by: Vec<String>,
}

/// A statement that runs against the table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Query {
    /// What it does, or the names of what leads to it: `by email; login`.
    pub title: String,
    /// `read`: rows by a key, an index, a reference or an access pattern. `change`: creates, changes or deletes a row. `inspect`: what one asks
    /// when something is wrong.
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::QUERY_KINDS)))]
    pub kind: String,
    /// `sql`, or `typescript` for Convex's functions and Drizzle's.
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::LANGUAGES)))]
    pub language: String,
    /// The statement.
    pub query: String,
}

/// The states of a closed set and the ways between them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct StateFlow {
    /// The field.
    pub field: String,
    /// All states.
    pub states: Vec<String>,
    /// The ways between them.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub transitions: Vec<Transition>,
}

/// One way between two states.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Transition {
    /// The state before.
    pub from: String,
    /// The state after.
    pub to: String,
}

/// What a migration did to a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Migration {
    /// The migration.
    pub file: String,
    /// The line in it.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub line: Option<u32>,
    /// What it did.
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::MIGRATION_ACTIONS)))]
    pub action: String,
    /// To what.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub detail: Option<String>,
}

/// What an agent should know of a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct TableContext {
    /// `@operation`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub common_operations: Vec<String>,
    /// `@security`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub security_considerations: Vec<String>,
    /// `@rule`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub business_rules: Vec<String>,
    /// The words on those names that have any.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub notes: BTreeMap<String, String>,
}
