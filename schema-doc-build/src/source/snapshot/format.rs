//! The manifest's format as data: which keys each object has, what they hold, and which of them are always there.
//!
//! It is `manifest.schema.json` short of what no reader of this version knows; a test compares the two.

use Type::{Any, Count, Flag, Identifier, List, Map, Member, Number, Object, Tag, Text, TextOrFlag, Version, Word};

/// What a value is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Type {
    Text,
    Flag,
    Number,
    /// A number from 0.
    Count,
    Any,
    /// One of a closed set.
    Word(&'static [&'static str]),
    /// `namespace.table`.
    Identifier,
    /// `namespace.table.field`.
    Member,
    /// Of the format: `1.0.0`.
    Version,
    TextOrFlag,
    /// The value of an annotation: a text, several, or a flag.
    Tag,
    List(&'static Type),
    /// An object whose keys are names.
    Map(&'static Type),
    Object(&'static Shape),
}

/// What an object holds.
#[derive(Debug)]
pub(super) struct Shape {
    /// `a table`.
    pub(super) title: &'static str,
    pub(super) required: &'static [Keys],
    pub(super) optional: &'static [Keys],
    /// Whether it may bear prose and tags.
    pub(super) is_described: bool,
    /// Two keys of which one is there.
    pub(super) one_of: &'static [&'static str],
}

/// Keys that hold the same.
pub(super) type Keys = (Type, &'static [&'static str]);

impl Shape {
    const fn new(title: &'static str, required: &'static [Keys], optional: &'static [Keys]) -> Self {
        Self { title, required, optional, is_described: false, one_of: &[] }
    }

    const fn described(title: &'static str, required: &'static [Keys], optional: &'static [Keys]) -> Self {
        Self { is_described: true, ..Self::new(title, required, optional) }
    }

    /// Every key that the object may have.
    pub(super) fn keys(&self) -> [&'static [Keys]; 3] {
        [self.required, self.optional, if self.is_described { PROSE } else { &[] }]
    }

    /// What a key holds. `None` where the object has no such key.
    pub(super) fn type_of(&self, key: &str) -> Option<Type> {
        for keys in self.keys() {
            for (held, names) in keys {
                if names.contains(&key) {
                    return Some(*held);
                }
            }
        }
        None
    }
}

const TEXTS: Type = List(&Text);

const SYSTEMS: &[&str] = &["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle", "convex"];
const TYPES: &[&str] = &[
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
const ACTIONS: Type = Word(&["cascade", "set_null", "set_default", "restrict"]);
const DEFERRABLE: Type = Word(&["initially_immediate", "initially_deferred"]);

const PROSE: &[Keys] = &[
    (Text, &["comment", "purpose", "description", "category", "owner"]),
    (TEXTS, &["tags", "inferred"]),
    (TextOrFlag, &["deprecated"]),
    (Map(&Tag), &["annotations"]),
];

pub(super) static DOCUMENT: Shape = Shape::new("a manifest", &[(Object(&MANIFEST), &["schema_manifest"])], &[]);

/// What is read of it first.
pub(super) static HEADER: Shape = Shape::new(
    "a manifest",
    &[(Object(&Shape::new("a manifest", &[(Version, &["version"])], &[])), &["schema_manifest"])],
    &[],
);

static MANIFEST: Shape = Shape::new(
    "a manifest",
    &[
        (Version, &["version"]),
        (Text, &["fingerprint"]),
        (Word(SYSTEMS), &["system"]),
        (List(&Object(&SOURCE)), &["sources"]),
        (List(&Object(&TABLE)), &["tables"]),
    ],
    &[
        (Text, &["name", "purpose", "generated_at", "source_file", "source_hash", "default_namespace"]),
        (TEXTS, &["left_out"]),
        (Object(&SCHEMA_CONTEXT), &["ai_context"]),
        (List(&Object(&NAMESPACE)), &["namespaces"]),
        (List(&Object(&EXTENSION)), &["extensions"]),
        (List(&Object(&ROLE)), &["roles"]),
        (List(&Object(&ENUM)), &["enums"]),
        (List(&Object(&COMPOSITE_TYPE)), &["composite_types"]),
        (List(&Object(&RANGE_TYPE)), &["range_types"]),
        (List(&Object(&DOMAIN)), &["domains"]),
        (List(&Object(&SEQUENCE)), &["sequences"]),
        (List(&Object(&VIEW)), &["views"]),
        (List(&Object(&ROUTINE)), &["routines"]),
        (List(&Object(&GRANT)), &["grants"]),
        (List(&Object(&OTHER_OBJECT)), &["others"]),
        (List(&Object(&PLANNED_TABLE)), &["planned"]),
        (List(&Object(&UNSUPPORTED)), &["unsupported"]),
        (Map(&Object(&FEATURE)), &["relationship_map"]),
        (Object(&PERFORMANCE_INSIGHTS), &["performance_insights"]),
        (Object(&COVERAGE), &["coverage"]),
        (List(&Object(&MIRROR)), &["mirrors"]),
    ],
);

static SOURCE: Shape = Shape::new("a source", &[(Text, &["kind", "path", "hash"]), (Word(SYSTEMS), &["system"])], &[]);

static MIRROR: Shape = Shape::new("a mirror", &[(Text, &["kind", "path"])], &[]);

static SCHEMA_CONTEXT: Shape =
    Shape::new("a context", &[], &[(Text, &["purpose", "architecture_summary"]), (TEXTS, &["key_patterns"])]);

static LOCATION: Shape = Shape::new("a location", &[(Text, &["file"])], &[(Count, &["line"]), (Text, &["function"])]);

static UNSUPPORTED: Shape =
    Shape::new("an unsupported statement", &[(Text, &["source", "statement", "reason"])], &[(Count, &["line"])]);

static FEATURE: Shape =
    Shape::new("a feature", &[(TEXTS, &["tables"])], &[(Text, &["description", "category"]), (Flag, &["inferred"])]);

static TABLE: Shape = Shape::described(
    "a table",
    &[
        (Text, &["name"]),
        (Word(&["table", "partitioned_table", "partition", "foreign_table", "virtual_table", "document"]), &["kind"]),
        (List(&Object(&FIELD)), &["fields"]),
    ],
    &[
        (Text, &["namespace", "source_name", "definition", "documentation", "database_owner"]),
        (Text, &["access_method", "tablespace", "cluster_on", "replica_identity", "server", "server_options"]),
        (Text, &["engine", "charset", "collation"]),
        (Flag, &["unlogged", "strict", "without_rowid"]),
        (Word(&["core", "junction", "audit", "lookup", "log"]), &["role"]),
        (Identifier, &["of_type"]),
        (List(&Identifier), &["inherits"]),
        (TEXTS, &["usage"]),
        (Map(&Text), &["storage"]),
        (Object(&LOCATION), &["location"]),
        (Object(&PRIMARY_KEY), &["primary_key"]),
        (List(&Object(&UNIQUE)), &["unique"]),
        (List(&Object(&FOREIGN_KEY)), &["foreign_keys"]),
        (List(&Object(&CHECK)), &["checks"]),
        (List(&Object(&EXCLUSION)), &["exclusions"]),
        (List(&Object(&INDEX)), &["indexes"]),
        (List(&Object(&TRIGGER)), &["triggers"]),
        (List(&Object(&POLICY)), &["policies"]),
        (Object(&ROW_SECURITY), &["row_security"]),
        (Object(&PARTITIONING), &["partitioning"]),
        (Object(&PARTITION_OF), &["partition_of"]),
        (Object(&RELATIONSHIPS), &["relationships"]),
        (List(&Object(&ACCESS_PATTERN)), &["access_patterns"]),
        (List(&Object(&QUERY)), &["queries"]),
        (List(&Object(&STATE_FLOW)), &["state_flow"]),
        (List(&Object(&MIGRATION)), &["migrations"]),
        (List(&Map(&Any)), &["examples"]),
        (List(&Object(&NAMED)), &["known_issues"]),
        (Object(&TABLE_CONTEXT), &["ai_context"]),
    ],
);

static QUERY: Shape = Shape::new(
    "a query",
    &[
        (Text, &["title", "query"]),
        (Word(&["read", "change", "inspect"]), &["kind"]),
        (Word(&["sql", "typescript"]), &["language"]),
    ],
    &[],
);

static NAMED: Shape = Shape::new("a known issue", &[(Text, &["name"])], &[(Text, &["text"])]);

static TABLE_CONTEXT: Shape = Shape::new(
    "a context",
    &[],
    &[(TEXTS, &["common_operations", "security_considerations", "business_rules"]), (Map(&Text), &["notes"])],
);

static FIELD: Shape = Shape::described(
    "a field",
    &[(Text, &["name", "native_type"]), (Word(TYPES), &["type"]), (Flag, &["nullable"])],
    &[
        (Text, &["convex_type", "source_name", "default", "collation", "not_null_name", "added_in"]),
        (Flag, &["optional", "auto_increment", "inherited", "stated"]),
        (Number, &["max_length", "precision", "scale", "dimensions"]),
        (Word(&["always", "by_default"]), &["identity"]),
        (
            List(&Word(&[
                "primary_key",
                "unique",
                "required",
                "foreign_key",
                "check",
                "enum",
                "generated",
                "identity",
            ])),
            &["constraints"],
        ),
        (Identifier, &["enum"]),
        (TEXTS, &["options"]),
        (List(&Any), &["enum_values", "examples"]),
        (Map(&Text), &["value_descriptions"]),
        (Object(&GENERATED), &["generated"]),
        (Object(&SEQUENCE_OPTIONS), &["identity_sequence"]),
        (Object(&REFERENCE), &["references"]),
        (List(&Object(&FIELD)), &["fields"]),
        (Object(&FIELD_TYPE), &["items", "key", "value"]),
        (List(&Object(&FIELD_TYPE)), &["variants"]),
        (Object(&FIELD_CONTEXT), &["ai_context"]),
        (Object(&LOCATION), &["location"]),
    ],
);

static FIELD_TYPE: Shape = Shape::new(
    "a type",
    &[(Text, &["native_type"]), (Word(TYPES), &["type"])],
    &[
        (Text, &["convex_type"]),
        (Flag, &["nullable"]),
        (Number, &["max_length", "precision", "scale", "dimensions"]),
        (Identifier, &["enum"]),
        (List(&Any), &["enum_values"]),
        (Object(&REFERENCE), &["references"]),
        (List(&Object(&FIELD)), &["fields"]),
        (Object(&FIELD_TYPE), &["items", "key", "value"]),
        (List(&Object(&FIELD_TYPE)), &["variants"]),
    ],
);

static FIELD_CONTEXT: Shape = Shape::new(
    "a context",
    &[],
    &[
        (Text, &["business_meaning"]),
        (Word(&["public", "internal", "confidential", "pii", "secret"]), &["data_sensitivity"]),
        (TEXTS, &["validation_rules"]),
        (Map(&Text), &["notes"]),
    ],
);

static GENERATED: Shape = Shape::new("a generated value", &[(Text, &["expression"]), (Flag, &["stored"])], &[]);

static REFERENCE: Shape = Shape::new(
    "a reference",
    &[(Text, &["table", "field"])],
    &[(Text, &["namespace"]), (ACTIONS, &["on_delete", "on_update"])],
);

static PRIMARY_KEY: Shape = Shape::described(
    "a primary key",
    &[(TEXTS, &["fields"])],
    &[
        (Text, &["name", "on_conflict", "reason"]),
        (TEXTS, &["include"]),
        (Flag, &["descending", "without_overlaps"]),
        (DEFERRABLE, &["deferrable"]),
    ],
);

static UNIQUE: Shape = Shape::described(
    "a unique constraint",
    &[(TEXTS, &["fields"])],
    &[
        (Text, &["name", "on_conflict", "predicate", "reason"]),
        (TEXTS, &["include"]),
        (Flag, &["nulls_not_distinct", "without_overlaps"]),
        (DEFERRABLE, &["deferrable"]),
    ],
);

static FOREIGN_KEY: Shape = Shape::described(
    "a foreign key",
    &[(Text, &["table"]), (TEXTS, &["fields", "referenced_fields"])],
    &[
        (Text, &["name", "namespace", "reason"]),
        (TEXTS, &["on_delete_fields"]),
        (Flag, &["period", "not_valid", "enforced", "inherited"]),
        (ACTIONS, &["on_delete", "on_update"]),
        (Word(&["full", "partial"]), &["match"]),
        (DEFERRABLE, &["deferrable"]),
    ],
);

static CHECK: Shape = Shape::described(
    "a check",
    &[(Text, &["expression"])],
    &[(Text, &["name", "reason"]), (TEXTS, &["fields"]), (Flag, &["no_inherit", "not_valid", "enforced", "inherited"])],
);

static EXCLUSION: Shape = Shape::described(
    "an exclusion",
    &[(Text, &["method"]), (List(&Object(&EXCLUSION_ELEMENT)), &["elements"])],
    &[(Text, &["name", "predicate", "reason"]), (TEXTS, &["include"]), (DEFERRABLE, &["deferrable"])],
);

static EXCLUSION_ELEMENT: Shape =
    Shape { one_of: KEY_TARGETS, ..Shape::new("an element", &[(Text, &["operator"])], KEY_OPTIONS) };

static INDEX_KEY: Shape = Shape { one_of: KEY_TARGETS, ..Shape::new("a key", &[], KEY_OPTIONS) };

const KEY_TARGETS: &[&str] = &["field", "expression"];
const KEY_OPTIONS: &[Keys] = &[
    (Text, &["field", "expression", "opclass", "collation"]),
    (Word(&["desc"]), &["order"]),
    (Word(&["first", "last"]), &["nulls"]),
];

static INDEX: Shape = Shape::described(
    "an index",
    &[(Text, &["name"]), (Word(&["index", "search", "vector", "fulltext", "spatial"]), &["kind"])],
    &[
        (Text, &["method", "predicate", "tablespace", "attached_to", "performance_impact"]),
        (TEXTS, &["fields", "include", "filter_fields", "serves"]),
        (Count, &["dimensions"]),
        (Flag, &["staged", "unique", "nulls_not_distinct", "only", "inherited"]),
        (Map(&Text), &["storage"]),
        (List(&Object(&INDEX_KEY)), &["keys"]),
    ],
);

static TRIGGER: Shape = Shape::described(
    "a trigger",
    &[(Text, &["name", "timing", "level"]), (TEXTS, &["events"])],
    &[(Text, &["condition", "state", "definition"]), (Identifier, &["function"]), (Flag, &["inherited"])],
);

static POLICY: Shape = Shape::described(
    "a policy",
    &[(Text, &["name", "command"]), (Flag, &["permissive"])],
    &[(Text, &["using", "with_check"]), (TEXTS, &["roles"])],
);

static ROW_SECURITY: Shape = Shape::new("row security", &[(Flag, &["enabled", "forced"])], &[]);

static PARTITIONING: Shape = Shape::new(
    "a partitioning",
    &[(Text, &["strategy"]), (List(&Object(&INDEX_KEY)), &["keys"])],
    &[(TEXTS, &["partitions"]), (Text, &["clause"])],
);

static PARTITION_OF: Shape = Shape::new("a partition", &[(Identifier, &["table"]), (Text, &["bound"])], &[]);

static RELATIONSHIPS: Shape =
    Shape::new("relationships", &[], &[(List(&Object(&RELATIONSHIP)), &["outgoing", "incoming"])]);

static RELATIONSHIP: Shape = Shape::new(
    "a relationship",
    &[
        (Text, &["table"]),
        (Word(&["one_to_one", "one_to_many", "many_to_one", "many_to_many"]), &["type"]),
        (Word(&["declared", "annotated", "inferred"]), &["origin"]),
    ],
    &[
        (Text, &["key", "label", "through", "cardinality"]),
        (TEXTS, &["keys", "referenced"]),
        (ACTIONS, &["on_delete", "on_update"]),
        (Flag, &["optional"]),
    ],
);

static ACCESS_PATTERN: Shape = Shape::new(
    "an access pattern",
    &[(Text, &["name"])],
    &[
        (Text, &["description", "query_pattern", "query", "index"]),
        (TEXTS, &["covered_by"]),
        (Word(&["high", "medium", "low"]), &["frequency"]),
        (Object(&LOCATION), &["location"]),
        (List(&Object(&TABLE_USE)), &["uses"]),
        (Word(&["inferred"]), &["origin"]),
    ],
);

static TABLE_USE: Shape = Shape::new(
    "what a query asks of a table",
    &[(Text, &["table"]), (Word(&["read", "insert", "update", "delete"]), &["action"])],
    &[(TEXTS, &["by", "order", "covered_by"])],
);

static STATE_FLOW: Shape = Shape::new(
    "a state flow",
    &[(Text, &["field"]), (TEXTS, &["states"])],
    &[(List(&Object(&TRANSITION)), &["transitions"])],
);

static TRANSITION: Shape = Shape::new("a transition", &[(Text, &["from", "to"])], &[]);

static MIGRATION: Shape = Shape::new(
    "a migration",
    &[(Text, &["file"]), (Word(&["created", "added", "changed", "renamed", "dropped"]), &["action"])],
    &[(Text, &["detail"]), (Count, &["line"])],
);

static NAMESPACE: Shape = Shape::described("a namespace", &[(Text, &["name"])], &[(Text, &["owner_role"])]);

static EXTENSION: Shape = Shape::described("an extension", &[(Text, &["name"])], &[(Text, &["namespace", "version"])]);

static ROLE: Shape = Shape::described(
    "a role",
    &[(Text, &["name"])],
    &[(Text, &["options"]), (TEXTS, &["member_of"]), (Flag, &["login"])],
);

static ENUM: Shape = Shape::described(
    "an enum",
    &[(Text, &["name"]), (TEXTS, &["values"])],
    &[
        (Text, &["namespace"]),
        (TEXTS, &["used_by"]),
        (Map(&Text), &["descriptions"]),
        (Object(&LOCATION), &["location"]),
    ],
);

static COMPOSITE_TYPE: Shape = Shape::described(
    "a composite type",
    &[(Text, &["name"])],
    &[(Text, &["namespace"]), (List(&Object(&ATTRIBUTE)), &["fields"]), (Object(&LOCATION), &["location"])],
);

static ATTRIBUTE: Shape = Shape::new(
    "an attribute",
    &[(Text, &["name", "native_type"]), (Word(TYPES), &["type"])],
    &[(Text, &["collation"])],
);

static RANGE_TYPE: Shape = Shape::described(
    "a range type",
    &[(Text, &["name"]), (List(&Object(&SETTING)), &["options"])],
    &[(Text, &["namespace"]), (Object(&LOCATION), &["location"])],
);

static SETTING: Shape = Shape::new("an option", &[(Text, &["name", "value"])], &[]);

static DOMAIN: Shape = Shape::described(
    "a domain",
    &[(Text, &["name", "native_type"]), (Flag, &["nullable"])],
    &[
        (Text, &["namespace", "default", "collation"]),
        (Word(TYPES), &["type"]),
        (List(&Object(&CHECK)), &["checks"]),
        (Object(&LOCATION), &["location"]),
    ],
);

static SEQUENCE: Shape = Shape::described(
    "a sequence",
    &[(Text, &["name"])],
    &[
        (Text, &["namespace"]),
        (Member, &["owned_by"]),
        (Object(&SEQUENCE_OPTIONS), &["options"]),
        (Object(&LOCATION), &["location"]),
    ],
);

static SEQUENCE_OPTIONS: Shape = Shape::new(
    "the options of a sequence",
    &[],
    &[
        (Identifier, &["name"]),
        (Text, &["native_type"]),
        (Number, &["start", "increment", "minimum", "maximum", "cache"]),
        (Flag, &["cycle"]),
    ],
);

static VIEW: Shape = Shape::described(
    "a view",
    &[(Text, &["name"]), (Word(&["view", "materialized_view"]), &["kind"])],
    &[
        (Text, &["namespace", "definition"]),
        (List(&Identifier), &["depends_on"]),
        (List(&Object(&VIEW_FIELD)), &["fields"]),
        (List(&Object(&INDEX)), &["indexes"]),
        (List(&Object(&TRIGGER)), &["triggers"]),
        (Object(&LOCATION), &["location"]),
    ],
);

static VIEW_FIELD: Shape =
    Shape::described("a view's field", &[(Text, &["name"])], &[(Text, &["native_type"]), (Word(TYPES), &["type"])]);

static ROUTINE: Shape = Shape::described(
    "a routine",
    &[(Text, &["name"]), (Word(&["function", "procedure", "aggregate"]), &["kind"])],
    &[
        (Text, &["namespace", "returns", "language", "volatility", "definition"]),
        (Flag, &["security_definer"]),
        (TEXTS, &["triggers"]),
        (List(&Object(&ARGUMENT)), &["arguments"]),
        (Object(&LOCATION), &["location"]),
    ],
);

static ARGUMENT: Shape = Shape::new(
    "an argument",
    &[(Text, &["native_type"])],
    &[(Text, &["name", "default"]), (Word(&["out", "inout", "variadic"]), &["mode"])],
);

static GRANT: Shape = Shape::new(
    "a grant",
    &[(Text, &["object_kind", "object"]), (TEXTS, &["privileges", "grantees"])],
    &[(Identifier, &["target"]), (Flag, &["with_grant_option"])],
);

static OTHER_OBJECT: Shape = Shape::described(
    "an object",
    &[(Text, &["kind", "name"])],
    &[(Text, &["namespace", "definition"]), (Identifier, &["table"])],
);

static PLANNED_TABLE: Shape = Shape::new(
    "a planned table",
    &[(Text, &["name", "version"])],
    &[(Text, &["namespace", "purpose", "description", "definition"]), (List(&Object(&FIELD)), &["fields"])],
);

static PERFORMANCE_INSIGHTS: Shape = Shape::new(
    "insights",
    &[],
    &[
        (TEXTS, &["critical_indexes", "denormalization_patterns", "scaling_considerations"]),
        (List(&Object(&FINDING)), &["findings"]),
    ],
);

static FINDING: Shape = Shape::new("a finding", &[(Text, &["code", "table", "message"])], &[(Text, &["subject"])]);

static COVERAGE: Shape = Shape::new(
    "a coverage",
    &[(Object(&RATIO), &["tables", "columns", "relationships", "indexes", "constraints"])],
    &[],
);

static RATIO: Shape = Shape::new("a ratio", &[(Count, &["documented", "total"])], &[(Object(&REACHED), &["reached"])]);

static REACHED: Shape = Shape::new("a ratio", &[(Count, &["documented", "total"])], &[]);
