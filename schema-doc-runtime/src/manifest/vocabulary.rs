//! The closed vocabularies of the format, for its JSON Schema. Reading takes any word: a later version may have more.

use schemars::Schema;

pub(super) const SYSTEMS: &[&str] =
    &["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle", "convex", "mongodb", "dynamodb", "rust"];
pub(super) const TABLE_KINDS: &[&str] =
    &["table", "partitioned_table", "partition", "foreign_table", "virtual_table", "document"];
pub(super) const ROLES: &[&str] = &["core", "junction", "audit", "lookup", "log"];
pub(super) const CARDINALITIES: &[&str] = &["one_to_one", "one_to_many", "many_to_one", "many_to_many"];
pub(super) const ACTIONS: &[&str] = &["cascade", "set_null", "set_default", "restrict"];
pub(super) const ORIGINS: &[&str] = &["declared", "annotated", "inferred"];
pub(super) const FREQUENCIES: &[&str] = &["high", "medium", "low"];
pub(super) const ACCESS_ORIGINS: &[&str] = &["inferred"];
pub(super) const USES: &[&str] = &["read", "insert", "update", "delete"];
pub(super) const QUERY_KINDS: &[&str] = &["read", "change", "inspect"];
pub(super) const LANGUAGES: &[&str] = &["sql", "typescript"];
pub(super) const MIGRATION_ACTIONS: &[&str] = &["created", "added", "changed", "renamed", "dropped"];
pub(super) const IDENTITIES: &[&str] = &["always", "by_default"];
pub(super) const SENSITIVITIES: &[&str] = &["public", "internal", "confidential", "pii", "secret"];
pub(super) const DEFERRABLES: &[&str] = &["initially_immediate", "initially_deferred"];
pub(super) const MATCHES: &[&str] = &["full", "partial"];
pub(super) const ORDERS: &[&str] = &["desc"];
pub(super) const NULLS: &[&str] = &["first", "last"];
pub(super) const INDEX_KINDS: &[&str] = &["index", "search", "vector", "fulltext", "spatial"];
pub(super) const VIEW_KINDS: &[&str] = &["view", "materialized_view"];
pub(super) const ROUTINE_KINDS: &[&str] = &["function", "procedure", "aggregate"];
pub(super) const MODES: &[&str] = &["out", "inout", "variadic"];
const CONSTRAINTS: &[&str] =
    &["primary_key", "unique", "required", "foreign_key", "check", "enum", "generated", "identity"];
pub(super) const LOGICAL_TYPES: &[&str] = &[
    "boolean",
    "integer",
    "bigint",
    "smallint",
    "float",
    "double",
    "decimal",
    "string",
    "text",
    "bytes",
    "uuid",
    "date",
    "time",
    "timestamp",
    "timestamptz",
    "interval",
    "json",
    "xml",
    "enum",
    "id",
    "array",
    "object",
    "record",
    "union",
    "literal",
    "null",
    "any",
    "number",
    "vector",
    "geometry",
    "network",
    "range",
    "bit",
    "tsvector",
    "other",
];

/// The items of `constraints` are its words.
pub(super) fn constraints(schema: &mut Schema) {
    schema.insert("items".into(), serde_json::json!({ "type": "string", "enum": CONSTRAINTS }));
}

/// The items are objects.
pub(super) fn objects(schema: &mut Schema) {
    schema.insert("items".into(), serde_json::json!({ "type": "object" }));
}
