//! Every name that `schema-doc.toml` knows, those for later versions too: a name is unknown only where no version has it.

/// The keys at the top.
pub const TOP: &[&str] = &["schema", "source", "docs", "drift", "lint", "coverage", "performance", "book", "features"];
/// Sections of the overlay: prose and tags for what the schema holds.
pub const OVERLAY: &[&str] = &["tables", "views", "enums", "domains", "types", "routines", "sequences", "planned"];
/// `[schema]`.
pub const SCHEMA: &[&str] =
    &["name", "default_namespace", "purpose", "architecture_summary", "key_patterns", "exclude"];
/// `[[source]]`.
pub const SOURCE: &[&str] = &["kind", "path", "dialect", "layout", "role", "replace"];
/// Kinds of source that this version reads.
pub const SOURCE_KINDS: &[&str] = &["sql", "snapshot", "manifest", "rust", "diesel", "sea-orm", "convex", "drizzle"];
/// Kinds of source that later versions read.
pub const LATER_SOURCE_KINDS: &[&str] = &[];
/// What a source is to the schema: a part of it, or a mirror, which must agree with it.
pub const ROLES: &[&str] = &["schema", "mirror"];
/// Dialects of SQL that this version reads.
pub const DIALECTS: &[&str] = &["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"];
/// Layouts of migrations that this version knows.
pub const LAYOUTS: &[&str] = &[
    "auto",
    "plain",
    "sqlx",
    "diesel",
    "refinery",
    "drizzle",
    "prisma",
    "supabase",
    "goose",
    "dbmate",
    "flyway",
    "golang-migrate",
    "knex",
    "typeorm",
    "rails",
    "liquibase",
];
/// Layouts of migrations that later versions know.
pub const LATER_LAYOUTS: &[&str] = &[];
/// `[docs]`.
pub const DOCS: &[&str] = &["dir", "formats", "inject", "generated_at", "lines", "files"];
/// Formats that later versions make.
pub const LATER_FORMATS: &[&str] = &["sql"];
/// `[coverage]`.
pub const COVERAGE: &[&str] = &["minimum", "ratchet"];
/// What coverage is counted of.
pub const COVERAGE_KINDS: &[&str] = &["tables", "columns", "relationships", "indexes", "constraints"];
/// `[performance]`.
pub const PERFORMANCE: &[&str] = &["critical_indexes", "denormalization_patterns", "scaling_considerations"];
/// `[features.NAME]`.
pub const FEATURE: &[&str] = &["tables", "description", "category"];
/// `[[book.environments]]`.
pub const ENVIRONMENT: &[&str] = &["name", "host", "port", "database", "purpose"];
/// `[book]`.
pub const BOOK: &[&str] = &[
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
    "backup",
    "retention",
    "environments",
];
/// Lints that a `limit` can be set for.
pub const LIMITED: &[&str] = &["single-column-table", "wide-table"];
