//! Keys, constraints, indexes, triggers, policies and partitions of a table.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::is_absent;
#[cfg(feature = "json-schema")]
use super::vocabulary;
use super::{Annotation, Deprecated};

/// A primary key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct PrimaryKey {
    /// Its name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub name: Option<String>,
    /// Its fields.
    pub fields: Vec<String>,
    /// SQLite's `INTEGER PRIMARY KEY DESC`, which is not the row's own number.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub descending: bool,
    /// `INCLUDE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub include: Vec<String>,
    /// `WITHOUT OVERLAPS` on the last field.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub without_overlaps: bool,
    /// `DEFERRABLE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::DEFERRABLES)))]
    pub deferrable: Option<String>,
    /// SQLite's `ON CONFLICT`: what a row that is there already does to a new one (`REPLACE`).
    #[serde(default, skip_serializing_if = "is_absent")]
    pub on_conflict: Option<String>,
    /// The database's own comment, word for word.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub comment: Option<String>,
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
    /// `@reason`: why the constraint is there.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub reason: Option<String>,
    /// The other tags, by name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub annotations: BTreeMap<String, Annotation>,
}

/// A unique constraint.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Unique {
    /// Its name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub name: Option<String>,
    /// Its fields.
    pub fields: Vec<String>,
    /// `INCLUDE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub include: Vec<String>,
    /// `NULLS NOT DISTINCT`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub nulls_not_distinct: bool,
    /// `WITHOUT OVERLAPS` on the last field.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub without_overlaps: bool,
    /// `DEFERRABLE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::DEFERRABLES)))]
    pub deferrable: Option<String>,
    /// SQLite's `ON CONFLICT`: what a row that is there already does to a new one (`REPLACE`).
    #[serde(default, skip_serializing_if = "is_absent")]
    pub on_conflict: Option<String>,
    /// The rows that it holds for.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub predicate: Option<String>,
    /// The database's own comment, word for word.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub comment: Option<String>,
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
    /// `@reason`: why the constraint is there.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub reason: Option<String>,
    /// The other tags, by name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub annotations: BTreeMap<String, Annotation>,
}

/// A foreign key as declared.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct ForeignKey {
    /// Its name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub name: Option<String>,
    /// The referencing fields.
    pub fields: Vec<String>,
    /// The referenced table.
    pub table: String,
    /// Its namespace.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub namespace: Option<String>,
    /// The referenced fields.
    pub referenced_fields: Vec<String>,
    /// `ON DELETE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::ACTIONS)))]
    pub on_delete: Option<String>,
    /// `ON DELETE SET NULL (…)`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub on_delete_fields: Vec<String>,
    /// `ON UPDATE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::ACTIONS)))]
    pub on_update: Option<String>,
    /// `MATCH`.
    #[serde(rename = "match", default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::MATCHES)))]
    pub match_type: Option<String>,
    /// `PERIOD` on the last field of both sides.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub period: bool,
    /// `DEFERRABLE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::DEFERRABLES)))]
    pub deferrable: Option<String>,
    /// `NOT VALID`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub not_valid: bool,
    /// `false` where the database does not hold it.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub enforced: Option<bool>,
    /// A partition's copy of its parent's.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub inherited: bool,
    /// The database's own comment, word for word.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub comment: Option<String>,
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
    /// `@reason`: why the constraint is there.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub reason: Option<String>,
    /// The other tags, by name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub annotations: BTreeMap<String, Annotation>,
}

/// A check constraint.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Check {
    /// Its name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub name: Option<String>,
    /// Source text, white space folded, without outer parentheses.
    pub expression: String,
    /// The fields that it names.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub fields: Vec<String>,
    /// `NO INHERIT`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub no_inherit: bool,
    /// `NOT VALID`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub not_valid: bool,
    /// `false` where the database does not hold it.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub enforced: Option<bool>,
    /// Came from a parent table and is not declared here as well.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub inherited: bool,
    /// The database's own comment, word for word.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub comment: Option<String>,
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
    /// `@reason`: why the constraint is there.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub reason: Option<String>,
    /// The other tags, by name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub annotations: BTreeMap<String, Annotation>,
}

/// An exclusion constraint.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Exclusion {
    /// Its name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub name: Option<String>,
    /// The index method.
    pub method: String,
    /// Its keys and their operators.
    pub elements: Vec<ExclusionElement>,
    /// `INCLUDE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub include: Vec<String>,
    /// The rows that it holds for.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub predicate: Option<String>,
    /// `DEFERRABLE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::DEFERRABLES)))]
    pub deferrable: Option<String>,
    /// The database's own comment, word for word.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub comment: Option<String>,
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
    /// `@reason`: why the constraint is there.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub reason: Option<String>,
    /// The other tags, by name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub annotations: BTreeMap<String, Annotation>,
}

/// A key of an exclusion constraint and its operator.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct ExclusionElement {
    /// The field.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub field: Option<String>,
    /// Or the expression.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub expression: Option<String>,
    /// Where not ascending.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::ORDERS)))]
    pub order: Option<String>,
    /// Where not the order's default.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::NULLS)))]
    pub nulls: Option<String>,
    /// The operator class, where not the default.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub opclass: Option<String>,
    /// `COLLATE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub collation: Option<String>,
    /// The operator.
    pub operator: String,
}

/// An index.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Index {
    /// Its name.
    pub name: String,
    /// What kind of search it is for.
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::INDEX_KINDS)))]
    pub kind: String,
    /// `btree`, `gin`, …
    #[serde(default, skip_serializing_if = "is_absent")]
    pub method: Option<String>,
    /// The plain columns among its keys.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub fields: Vec<String>,
    /// Every key in order; absent where plain `fields` say it all.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub keys: Vec<IndexKey>,
    /// `INCLUDE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub include: Vec<String>,
    /// Of a search or a vector index: the fields that a search may be narrowed by.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub filter_fields: Vec<String>,
    /// Of a vector index: how many numbers a vector has.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub dimensions: Option<u64>,
    /// Not filled, nor used by queries, yet.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub staged: bool,
    /// `UNIQUE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub unique: bool,
    /// `NULLS NOT DISTINCT`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub nulls_not_distinct: bool,
    /// The rows that it holds.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub predicate: Option<String>,
    /// Storage parameters.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub storage: BTreeMap<String, String>,
    /// `TABLESPACE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub tablespace: Option<String>,
    /// `ON ONLY`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub only: bool,
    /// The partitioned index that it is a part of.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub attached_to: Option<String>,
    /// A partition's copy of its parent's, made by the system.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub inherited: bool,
    /// The database's own comment, word for word.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub comment: Option<String>,
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
    /// `@impact`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub performance_impact: Option<String>,
    /// The access patterns that it serves.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub serves: Vec<String>,
}

/// One key of an index.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct IndexKey {
    /// The field.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub field: Option<String>,
    /// Or the expression.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub expression: Option<String>,
    /// Where not ascending.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::ORDERS)))]
    pub order: Option<String>,
    /// Where not the order's default.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::NULLS)))]
    pub nulls: Option<String>,
    /// The operator class, where not the default.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub opclass: Option<String>,
    /// `COLLATE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub collation: Option<String>,
}

/// A trigger.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// `before`, `after`, `instead_of`.
    pub timing: String,
    /// `insert`, `update of a, b`, …
    pub events: Vec<String>,
    /// `row` or `statement`.
    pub level: String,
    /// The identifier of the function that it calls.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub function: Option<String>,
    /// `WHEN`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub condition: Option<String>,
    /// The definition as written, comments left out.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub definition: Option<String>,
    /// Where it is not plainly enabled.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub state: Option<String>,
    /// A partition's copy of its parent's.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub inherited: bool,
    /// The database's own comment, word for word.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub comment: Option<String>,
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
}

/// A row security policy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// `all`, `select`, `insert`, `update`, `delete`.
    pub command: String,
    /// Permissive, else restrictive.
    pub permissive: bool,
    /// To whom; absent for everyone.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub roles: Vec<String>,
    /// The rows that are seen.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub using: Option<String>,
    /// The rows that may be written.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub with_check: Option<String>,
    /// The database's own comment, word for word.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub comment: Option<String>,
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
}

/// Row security of a table.
#[derive(Debug, Clone, Copy, Eq, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct RowSecurity {
    /// Policies hold.
    pub enabled: bool,
    /// For the owner too.
    pub forced: bool,
}

/// How a table is partitioned.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Partitioning {
    /// `range`, `list`, `hash`.
    pub strategy: String,
    /// The keys.
    pub keys: Vec<IndexKey>,
    /// The identifiers of its partitions.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub partitions: Vec<String>,
    /// `PARTITION BY` as written, where a system's partitions are no tables.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub clause: Option<String>,
}

/// The table that a table is a partition of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct PartitionOf {
    /// Its identifier.
    pub table: String,
    /// The bound as written.
    pub bound: String,
}
