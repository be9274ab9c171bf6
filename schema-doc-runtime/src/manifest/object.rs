//! What a schema has beside tables.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::is_absent;
#[cfg(feature = "json-schema")]
use super::vocabulary;
use super::{Annotation, Check, Deprecated, Index, Location, SequenceOptions, Trigger};

/// A view or a materialized view.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct View {
    /// Its name.
    pub name: String,
    /// The database schema.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub namespace: Option<String>,
    /// Plain or materialized.
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::VIEW_KINDS)))]
    pub kind: String,
    /// The definition as written, comments left out.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub definition: Option<String>,
    /// Where it is defined.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub location: Option<Location>,
    /// The output columns, as far as the definition says them.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub fields: Vec<ViewField>,
    /// Identifiers of the tables and views that it reads.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub depends_on: Vec<String>,
    /// Indexes of a materialized view.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub indexes: Vec<Index>,
    /// `INSTEAD OF` triggers.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub triggers: Vec<Trigger>,
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

/// An output column of a view.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct ViewField {
    /// Its name.
    pub name: String,
    /// What it is in any system, where it is known.
    #[serde(rename = "type", default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::LOGICAL_TYPES)))]
    pub logical_type: Option<String>,
    /// Its type, where it is known.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub native_type: Option<String>,
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

/// An enumerated type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Enum {
    /// Its name.
    pub name: String,
    /// The database schema.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub namespace: Option<String>,
    /// In sort order.
    pub values: Vec<String>,
    /// Words on its values.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub descriptions: BTreeMap<String, String>,
    /// `table.field`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub used_by: Vec<String>,
    /// Where it is defined.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub location: Option<Location>,
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

/// A domain.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Domain {
    /// Its name.
    pub name: String,
    /// The database schema.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub namespace: Option<String>,
    /// What it is in any system.
    #[serde(rename = "type", default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::LOGICAL_TYPES)))]
    pub logical_type: Option<String>,
    /// The type under it.
    pub native_type: String,
    /// Whether null is a value.
    pub nullable: bool,
    /// The default expression.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub default: Option<String>,
    /// `COLLATE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub collation: Option<String>,
    /// Checks on `VALUE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub checks: Vec<Check>,
    /// Where it is defined.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub location: Option<Location>,
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

/// A composite type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct CompositeType {
    /// Its name.
    pub name: String,
    /// The database schema.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub namespace: Option<String>,
    /// Its attributes.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub fields: Vec<Attribute>,
    /// Where it is defined.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub location: Option<Location>,
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

/// An attribute of a composite type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// What it is in any system.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::LOGICAL_TYPES)))]
    pub logical_type: String,
    /// In the words of the system.
    pub native_type: String,
    /// `COLLATE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub collation: Option<String>,
}

/// A range type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct RangeType {
    /// Its name.
    pub name: String,
    /// The database schema.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub namespace: Option<String>,
    /// `subtype`, …, in order.
    pub options: Vec<Setting>,
    /// Where it is defined.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub location: Option<Location>,
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

/// A name and its value.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Setting {
    /// The name.
    pub name: String,
    /// The value as written.
    pub value: String,
}

/// A function, procedure or aggregate.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Routine {
    /// Its name.
    pub name: String,
    /// The database schema.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub namespace: Option<String>,
    /// What kind of routine.
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::ROUTINE_KINDS)))]
    pub kind: String,
    /// Its arguments.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub arguments: Vec<Argument>,
    /// What it returns.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub returns: Option<String>,
    /// `LANGUAGE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub language: Option<String>,
    /// `immutable`, `stable`, `volatile`, where said.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub volatility: Option<String>,
    /// `SECURITY DEFINER`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub security_definer: bool,
    /// The definition as written, comments left out.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub definition: Option<String>,
    /// Where it is defined.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub location: Option<Location>,
    /// `table.trigger`: the triggers that call it.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub triggers: Vec<String>,
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

/// An argument of a routine.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Argument {
    /// Its name.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub name: Option<String>,
    /// Its direction, where not `in`.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::MODES)))]
    pub mode: Option<String>,
    /// Its type.
    pub native_type: String,
    /// `DEFAULT`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub default: Option<String>,
}

/// A sequence that no column owns through `serial` or identity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Sequence {
    /// Its name.
    pub name: String,
    /// The database schema.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub namespace: Option<String>,
    /// `table.field`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub owned_by: Option<String>,
    /// The options that are not the default.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub options: Option<SequenceOptions>,
    /// Where it is defined.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub location: Option<Location>,
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

/// An extension.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Extension {
    /// Its name.
    pub name: String,
    /// The namespace that it is created in.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub namespace: Option<String>,
    /// Its version.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub version: Option<String>,
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

/// A role.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Role {
    /// Its name.
    pub name: String,
    /// May log in.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub login: bool,
    /// Its options as written, passwords left out.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub options: Option<String>,
    /// Roles that it is a member of.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub member_of: Vec<String>,
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

/// Privileges granted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Grant {
    /// `SELECT`, `INSERT (a, b)`, `ALL`.
    pub privileges: Vec<String>,
    /// `table`, `function`, …
    pub object_kind: String,
    /// The object as the system prints it.
    pub object: String,
    /// Its identifier, where it is a table, view or sequence.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub target: Option<String>,
    /// To whom.
    pub grantees: Vec<String>,
    /// `WITH GRANT OPTION`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub with_grant_option: bool,
}

/// A namespace (`CREATE SCHEMA`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Namespace {
    /// Its name.
    pub name: String,
    /// `AUTHORIZATION`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub owner_role: Option<String>,
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

/// What is kept as text only: casts, operators, rules, event triggers, …
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct OtherObject {
    /// As in `COMMENT ON`: `collation`, `event trigger`, …
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The database schema.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub namespace: Option<String>,
    /// The identifier of the table that it hangs on.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub table: Option<String>,
    /// The definition as written, comments left out.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub definition: Option<String>,
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
