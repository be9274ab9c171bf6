//! The configuration: `schema-doc.toml`, or the builder's calls; what either says ends up here.

pub mod toml;

use schema_doc_diagnostics::{Code, Level, Span};

use crate::model::System;
use crate::render::Format;

/// All that a run is told.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Config {
    /// `[schema]`.
    pub schema: SchemaConfig,
    /// `[[source]]`, in order.
    pub sources: Vec<SourceConfig>,
    /// `[docs]`.
    pub docs: DocsConfig,
    /// `[drift] mode`.
    pub drift: Drift,
    /// `[lint]`.
    pub lints: Vec<LintConfig>,
    /// `[coverage]`.
    pub coverage: CoverageConfig,
    /// `[performance]`.
    pub performance: PerformanceConfig,
    /// `[book]`.
    pub book: BookConfig,
    /// `[features.NAME]`, in order.
    pub features: Vec<FeatureConfig>,
    /// The overlay: `[tables.NAME]`, `[views.NAME]`, `[enums.NAME]`, …, in order. The first key is the section (`tables`).
    pub overlay: Vec<OverlayEntry>,
    /// `[sources] left_out`-like additions: names of further tables that no document shows.
    pub exclude: Vec<String>,
    /// The crate's module that `include_schema!` makes (`schema`, `billing`), where the package's build script generates one.
    pub module: Option<String>,
}

/// `[coverage]`: how much of the schema must be described.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct CoverageConfig {
    /// `minimum`: a kind of [`keys::COVERAGE_KINDS`](toml::keys::COVERAGE_KINDS), or all of them together where it is `None`; percent; the place.
    pub minimum: Vec<(Option<&'static str>, u32, Span)>,
    /// `ratchet = true`, and its place: coverage may not fall below what the committed manifest has reached.
    pub ratchet: Option<Span>,
}

/// What `[lint]` says of a lint.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LintConfig {
    /// The lint.
    pub code: Code,
    /// Its level, where one is set.
    pub level: Option<Level>,
    /// `limit`: how many columns are too many, or too few.
    pub limit: Option<u32>,
}

impl Config {
    /// The level of a lint: the one that is set, else its default.
    pub fn level(&self, code: Code) -> Level {
        let set = self.lints.iter().rev().find(|lint| lint.code == code).and_then(|lint| lint.level);
        set.unwrap_or_else(|| code.default_level())
    }

    /// The limit that is set for a lint.
    pub fn limit(&self, code: Code) -> Option<u32> {
        self.lints.iter().rev().find(|lint| lint.code == code).and_then(|lint| lint.limit)
    }
}

/// `[schema]`.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct SchemaConfig {
    /// `name`.
    pub name: Option<String>,
    /// `default_namespace`.
    pub default_namespace: Option<String>,
    /// `purpose`.
    pub purpose: Option<String>,
    /// `architecture_summary`.
    pub architecture_summary: Option<String>,
    /// `key_patterns`.
    pub key_patterns: Vec<String>,
}

/// What a source is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SourceKind {
    /// SQL files: migrations, dumps.
    Sql,
    /// `schema.snapshot.json`, or a manifest.
    Snapshot,
    /// Rust structs with `#[derive(SchemaTable)]`.
    Rust,
    /// Diesel's `schema.rs`.
    Diesel,
    /// Entities of `SeaORM`.
    SeaOrm,
    /// Convex's `schema.ts`.
    Convex,
    /// Drizzle's models.
    Drizzle,
}

impl SourceKind {
    /// As the configuration spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sql => "sql",
            Self::Snapshot => "snapshot",
            Self::Rust => "rust",
            Self::Diesel => "diesel",
            Self::SeaOrm => "sea-orm",
            Self::Convex => "convex",
            Self::Drizzle => "drizzle",
        }
    }
}

/// How the files of a SQL source are named and ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
#[allow(missing_docs)] // the names of the tools
pub enum SqlLayout {
    /// Found from the file names, and reported.
    #[default]
    Auto,
    Plain,
    Sqlx,
    Diesel,
    Refinery,
    Drizzle,
    Prisma,
    Supabase,
    Goose,
    Dbmate,
    Flyway,
    GolangMigrate,
    Knex,
    Typeorm,
    Rails,
    Liquibase,
}

impl SqlLayout {
    /// Every layout.
    pub const ALL: &[Self] = &[
        Self::Auto,
        Self::Plain,
        Self::Sqlx,
        Self::Diesel,
        Self::Refinery,
        Self::Drizzle,
        Self::Prisma,
        Self::Supabase,
        Self::Goose,
        Self::Dbmate,
        Self::Flyway,
        Self::GolangMigrate,
        Self::Knex,
        Self::Typeorm,
        Self::Rails,
        Self::Liquibase,
    ];

    /// As the configuration spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Plain => "plain",
            Self::Sqlx => "sqlx",
            Self::Diesel => "diesel",
            Self::Refinery => "refinery",
            Self::Drizzle => "drizzle",
            Self::Prisma => "prisma",
            Self::Supabase => "supabase",
            Self::Goose => "goose",
            Self::Dbmate => "dbmate",
            Self::Flyway => "flyway",
            Self::GolangMigrate => "golang-migrate",
            Self::Knex => "knex",
            Self::Typeorm => "typeorm",
            Self::Rails => "rails",
            Self::Liquibase => "liquibase",
        }
    }

    /// The layout of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|layout| layout.as_str() == name)
    }
}

/// `[[source]]`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SourceConfig {
    /// `kind`.
    pub kind: SourceKind,
    /// `path`: a file, a folder or a glob, relative to the root, with `/`.
    pub path: String,
    /// `dialect`; guessed and reported where left out.
    pub dialect: Option<System>,
    /// `layout`.
    pub layout: SqlLayout,
    /// `role = "mirror"`: must agree with the schema.
    pub mirror: bool,
    /// `replace`: template placeholders and what stands for them.
    pub replace: Vec<(String, String)>,
    /// Where it is written.
    pub span: Option<Span>,
}

impl SourceConfig {
    /// A source with nothing but its kind and path said.
    pub fn new(kind: SourceKind, path: impl Into<String>) -> Self {
        Self {
            kind,
            path: path.into(),
            dialect: None,
            layout: SqlLayout::Auto,
            mirror: false,
            replace: Vec::new(),
            span: None,
        }
    }
}

/// Which line numbers of sources stand in committed documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lines {
    /// Those of migrations: files that only grow in number.
    #[default]
    Migrations,
    /// All.
    All,
    /// None.
    None,
}

/// `[docs]`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DocsConfig {
    /// `dir`, relative to the root, with `/`.
    pub dir: String,
    /// The absolute path of the root, where `dir` lies outside it: links from there to the sources go by way of it.
    pub root: Option<String>,
    /// `formats`, in order, without doubles.
    pub formats: Vec<Format>,
    /// `inject`: Markdown files with blocks to fill, relative to the root.
    pub inject: Vec<String>,
    /// `generated_at`.
    pub generated_at: bool,
    /// `lines`.
    pub lines: Lines,
    /// `[docs.files]`: other file names, by format.
    pub files: Vec<(Format, String)>,
}

impl Default for DocsConfig {
    fn default() -> Self {
        Self {
            dir: "docs/schema".into(),
            root: None,
            formats: Format::DEFAULT.to_vec(),
            inject: Vec::new(),
            generated_at: false,
            lines: Lines::default(),
            files: Vec::new(),
        }
    }
}

/// `[drift] mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Drift {
    /// Write on a developer's machine, check in CI.
    #[default]
    Auto,
    /// Bring the documents up to date.
    Write,
    /// Fail where they are not.
    Check,
    /// Leave them alone.
    Off,
}

impl Drift {
    /// The mode of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "auto" => Some(Self::Auto),
            "write" => Some(Self::Write),
            "check" => Some(Self::Check),
            "off" => Some(Self::Off),
            _ => None,
        }
    }
}

/// `[performance]`: what analysis cannot see.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct PerformanceConfig {
    /// `critical_indexes`: `table.index`.
    pub critical_indexes: Vec<String>,
    /// `denormalization_patterns`.
    pub denormalization_patterns: Vec<String>,
    /// `scaling_considerations`.
    pub scaling_considerations: Vec<String>,
}

/// `[book]`: what no schema knows, for the book.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct BookConfig {
    /// Each key that is written, and its lines: `version`, `["1.2.0"]`; of a table, `name = value`.
    pub lines: Vec<(String, Vec<String>)>,
    /// `[[book.environments]]`, in order: each key that is written, and its value.
    pub environments: Vec<Vec<(String, String)>>,
}

/// `[features.NAME]`.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct FeatureConfig {
    /// Its name.
    pub name: String,
    /// `tables`: identifiers, each with its place.
    pub tables: Vec<(String, Option<Span>)>,
    /// `description`.
    pub description: Option<String>,
    /// `category`.
    pub category: Option<String>,
}

/// One key of the overlay: `[tables.users.fields.email] meaning = "…"` is the path `tables`, `users`, `fields`, `email`, `meaning`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OverlayEntry {
    /// The keys from the top, each with its place.
    pub path: Vec<(String, Span)>,
    /// The value: never a table (its keys are entries of their own), but arrays may hold tables.
    pub value: OverlayValue,
    /// The value's place.
    pub span: Span,
}

/// A value of the overlay.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum OverlayValue {
    String(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Array(Vec<OverlayValue>),
    Table(Vec<(String, OverlayValue)>),
}
