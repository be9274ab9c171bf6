//! Every name that `schema-doc.toml` knows, those for later versions too: a name is unknown only where no version has it.

pub(super) const TOP: &[&str] =
    &["schema", "source", "docs", "drift", "lint", "coverage", "performance", "book", "features"];
/// Sections of the overlay: prose and tags for what the schema holds.
pub(super) const OVERLAY: &[&str] =
    &["tables", "views", "enums", "domains", "types", "routines", "sequences", "planned"];
pub(super) const SCHEMA: &[&str] =
    &["name", "default_namespace", "purpose", "architecture_summary", "key_patterns", "exclude"];
pub(super) const SOURCE: &[&str] = &["kind", "path", "dialect", "layout", "role", "replace"];
pub(super) const SOURCE_KINDS: &[&str] = &["sql", "snapshot", "manifest"];
pub(super) const LATER_SOURCE_KINDS: &[&str] = &["convex", "drizzle", "rust", "diesel", "sea-orm"];
pub(super) const DIALECTS: &[&str] = &["postgresql"];
pub(super) const LATER_DIALECTS: &[&str] = &["mysql", "mariadb", "sqlite", "mssql", "oracle"];
pub(super) const LAYOUTS: &[&str] = &["auto", "plain", "sqlx", "diesel", "refinery"];
pub(super) const LATER_LAYOUTS: &[&str] = &["drizzle", "prisma", "supabase", "goose", "dbmate", "rails"];
pub(super) const DOCS: &[&str] = &["dir", "formats", "inject", "generated_at", "lines", "files"];
pub(super) const LATER_FORMATS: &[&str] = &["human-docs", "sample-data", "sql"];
pub(super) const COVERAGE: &[&str] = &["minimum", "ratchet"];
pub(super) const COVERAGE_KINDS: &[&str] = &["tables", "columns", "relationships", "indexes", "constraints"];
pub(super) const PERFORMANCE: &[&str] = &["critical_indexes", "denormalization_patterns", "scaling_considerations"];
pub(super) const FEATURE: &[&str] = &["tables", "description", "category"];
pub(super) const ENVIRONMENT: &[&str] = &["name", "host", "port", "database", "purpose"];
pub(super) const BOOK: &[&str] = &[
    "version",
    "status",
    "created",
    "author",
    "use_case",
    "volume",
    "consistency",
    "performance_priority",
    "architecture",
    "normalization",
    "records",
    "growth",
    "storage",
    "settings",
    "resources",
    "environments",
];
pub(super) const LATER_LINTS: &[&str] = &[
    "missing-table-purpose",
    "missing-column-description",
    "missing-index-purpose",
    "missing-constraint-reason",
    "no-primary-key",
    "unindexed-foreign-key",
    "duplicate-index",
    "redundant-index",
    "mismatched-reference-type",
    "undeclared-reference",
    "orphan-table",
    "circular-reference",
    "nullable-unique",
    "inconsistent-key-type",
    "inconsistent-naming",
    "missing-timestamps",
    "reserved-name",
    "quoted-name",
    "incrementing-columns",
    "single-column-table",
    "wide-table",
    "null-as-string-default",
    "float-for-money",
    "timestamp-without-timezone",
    "char-type",
    "serial-type",
    "money-type",
    "unannotated-sensitive-column",
    "policy-without-row-security",
    "row-security-without-policy",
    "undocumented-status-value",
    "mirror-disagrees",
    "renamed-without-note",
    "invalid-example",
    "invalid-query",
    "uncovered-access-pattern",
];
