//! Fields: the columns of a table, and the inside of documents.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::is_absent;
#[cfg(feature = "json-schema")]
use super::vocabulary;
use super::{Annotation, Deprecated, Location};

/// A column, or a field of a document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Field {
    /// As in the database.
    pub name: String,
    /// What it is in any system.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::LOGICAL_TYPES)))]
    pub logical_type: String,
    /// In the words of the system, as the database itself prints it.
    pub native_type: String,
    /// The same, for a Convex source.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub convex_type: Option<String>,
    /// The name in the source, where it differs.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub source_name: Option<String>,
    /// Whether null is a value; always there for SQL systems.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub nullable: Option<bool>,
    /// A document's field that may be absent.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub optional: bool,
    /// The default expression as source text.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub default: Option<String>,
    /// The expression that it is generated from.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub generated: Option<Generated>,
    /// An identity column.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::IDENTITIES)))]
    pub identity: Option<String>,
    /// The options of the identity's sequence that are not the default.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub identity_sequence: Option<SequenceOptions>,
    /// MySQL's and SQLite's `AUTO_INCREMENT`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub auto_increment: bool,
    /// `COLLATE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub collation: Option<String>,
    /// The words that a reader looks for.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(transform = vocabulary::constraints))]
    pub constraints: Vec<String>,
    /// The field that it references.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub references: Option<Reference>,
    /// The identifier of its enum type.
    #[serde(rename = "enum", default, skip_serializing_if = "is_absent")]
    pub enum_type: Option<String>,
    /// Its closed set of values.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub enum_values: Vec<serde_json::Value>,
    /// Words on its values.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub value_descriptions: BTreeMap<String, String>,
    /// Its closed set, or that it is unique, is stated by convention and not enforced.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub stated: bool,
    /// The fields of an object.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub fields: Vec<Field>,
    /// The items of an array.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub items: Option<Box<FieldType>>,
    /// The variants of a union.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub variants: Vec<FieldType>,
    /// The keys of a record.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub key: Option<Box<FieldType>>,
    /// The values of a record.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub value: Option<Box<FieldType>>,
    /// The limit of its length.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub max_length: Option<i64>,
    /// Digits of a number, or of a second's fraction.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub precision: Option<i64>,
    /// Digits behind the point.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub scale: Option<i64>,
    /// Dimensions of an array or a vector.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub dimensions: Option<i64>,
    /// What few columns have, each as the clause is written.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub options: Vec<String>,
    /// Came from a parent table and is not declared here as well.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub inherited: bool,
    /// The name of its `NOT NULL` constraint, where someone wrote one.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub not_null_name: Option<String>,
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
    /// What an agent should know of it.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub ai_context: Option<FieldContext>,
    /// Example values.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub examples: Vec<serde_json::Value>,
    /// Where it is defined.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub location: Option<Location>,
    /// The migration that added it.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub added_in: Option<String>,
}

/// A type inside another: an array's items, a union's variant, a record's key or value.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct FieldType {
    /// What it is in any system.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::LOGICAL_TYPES)))]
    pub logical_type: String,
    /// In the words of the system.
    pub native_type: String,
    /// The same, for a Convex source.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub convex_type: Option<String>,
    /// Whether null is a value.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub nullable: Option<bool>,
    /// What an `id` references.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub references: Option<Reference>,
    /// The identifier of its enum type.
    #[serde(rename = "enum", default, skip_serializing_if = "is_absent")]
    pub enum_type: Option<String>,
    /// Its closed set of values.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub enum_values: Vec<serde_json::Value>,
    /// The fields of an object.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub fields: Vec<Field>,
    /// The items of an array.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub items: Option<Box<FieldType>>,
    /// The variants of a union.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub variants: Vec<FieldType>,
    /// The keys of a record.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub key: Option<Box<FieldType>>,
    /// The values of a record.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub value: Option<Box<FieldType>>,
    /// The limit of its length.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub max_length: Option<i64>,
    /// Digits of a number, or of a second's fraction.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub precision: Option<i64>,
    /// Digits behind the point.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub scale: Option<i64>,
    /// Dimensions of an array or a vector.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub dimensions: Option<i64>,
}

/// The expression that a column is generated from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Generated {
    /// Source text, white space folded.
    pub expression: String,
    /// Stored, else computed when read.
    pub stored: bool,
}

/// The field that a field references.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Reference {
    /// The referenced table.
    pub table: String,
    /// Its namespace.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub namespace: Option<String>,
    /// The referenced field.
    pub field: String,
    /// What a delete of the referenced row does.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::ACTIONS)))]
    pub on_delete: Option<String>,
    /// What an update of the referenced key does.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::ACTIONS)))]
    pub on_update: Option<String>,
}

/// What an agent should know of a field.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct FieldContext {
    /// `@meaning`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub business_meaning: Option<String>,
    /// How sensitive its data is.
    #[serde(default, skip_serializing_if = "is_absent")]
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = vocabulary::SENSITIVITIES)))]
    pub data_sensitivity: Option<String>,
    /// `@rule`, else what follows from checks and types.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub validation_rules: Vec<String>,
    /// The words on those rules that have any.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub notes: BTreeMap<String, String>,
}

/// The options of a sequence that are not the default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct SequenceOptions {
    /// The sequence's identifier, where it is not the one that the system would choose.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub name: Option<String>,
    /// `AS`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub native_type: Option<String>,
    /// `START`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub start: Option<i64>,
    /// `INCREMENT`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub increment: Option<i64>,
    /// `MINVALUE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub minimum: Option<i64>,
    /// `MAXVALUE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub maximum: Option<i64>,
    /// `CACHE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub cache: Option<i64>,
    /// `CYCLE`.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub cycle: bool,
}
