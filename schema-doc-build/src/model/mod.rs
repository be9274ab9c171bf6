//! The working model: what a schema is, whatever it was written in.
//!
//! Plain owned data. Readers fill it, `annotate` adds prose, `analyze` derives from it, renderers read it.

mod annotation;
mod data_type;
mod document;
mod keyword;
mod name;
mod object;
mod system;
mod table;

pub use annotation::{AccessPattern, Annotations, Frequency, Named, Sensitivity, Tags, Transition};
pub use data_type::{DataType, LogicalType};
pub(crate) use document::DOCUMENTS;
pub use document::Nested;
pub(crate) use keyword::is_reserved;
pub use keyword::{KeywordCategory, keyword, quote_identifier};
pub use name::split_parts;
pub use name::{QualifiedName, TableId};
pub use object::{
    Argument, ArgumentMode, CompositeType, Definition, Domain, EnumType, Extension, Grant, Namespace, OtherObject,
    RangeType, Role, Routine, RoutineKind, Sequence, SequenceOptions, View, ViewColumn,
};
pub use system::System;
pub(crate) use table::prefix;
pub use table::{
    Action, Check, Column, ColumnKind, Exclusion, ForeignKey, Generated, Identity, Index, IndexKey, IndexKind,
    KeyTarget, MigrationAction, MigrationStep, NullsOrder, PartitionOf, Partitioning, Policy, PrimaryKey, Reference,
    RowSecurity, SortOrder, Table, TableKind, TableOptions, Trigger, Unique,
};

use crate::list::SliceExt;
use schema_doc_diagnostics::{Code, FileId, SourceMap, Span};

/// A schema of one system, from all its sources.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Schema {
    /// The database system that it is for.
    pub system: System,
    /// What the system was told by, where the configuration does not say it: `` `AUTO_INCREMENT` in db/0003.sql:7 ``.
    pub system_evidence: Option<String>,
    /// The name in the configuration.
    pub name: Option<String>,
    /// `[schema] purpose`.
    pub purpose: Option<String>,
    /// `[schema] key_patterns`.
    pub key_patterns: Vec<String>,
    /// `[schema] architecture_summary`.
    pub architecture_summary: Option<String>,
    /// Names in this namespace are written without it (`public`). Empty where the system has none.
    pub default_namespace: String,
    /// The sources, in the order of the configuration.
    pub sources: Vec<SourceInfo>,
    /// The text of every file that was read; all spans point into it.
    pub files: SourceMap,
    /// Every comment of the sources, in order of file and offset; `annotate` attaches them by their lines.
    pub comments: Vec<SourceComment>,
    /// Where comments allow what a lint finds: from the start of a definition to its end, by place.
    pub allowed: Vec<(Code, Span)>,
    /// What sources say of an object by its name, not by where a comment stands.
    pub words: Vec<Words>,
    /// Queries that a program's functions run, by file and place.
    pub code_queries: Vec<CodeQuery>,
    /// Namespaces (`CREATE SCHEMA`), by name.
    pub namespaces: Vec<Namespace>,
    /// Tables of all kinds, by (namespace, name). Tables of migration tools are not among them.
    pub tables: Vec<Table>,
    /// Views and materialized views, by (namespace, name).
    pub views: Vec<View>,
    /// Enumerated types, by (namespace, name).
    pub enums: Vec<EnumType>,
    /// Domains, by (namespace, name).
    pub domains: Vec<Domain>,
    /// Composite types, by (namespace, name).
    pub composites: Vec<CompositeType>,
    /// Range types, by (namespace, name).
    pub ranges: Vec<RangeType>,
    /// Functions, procedures and aggregates, by (namespace, name, arguments).
    pub routines: Vec<Routine>,
    /// Sequences, by (namespace, name), owned ones too.
    pub sequences: Vec<Sequence>,
    /// Extensions, by name.
    pub extensions: Vec<Extension>,
    /// Roles that the sources create, by name.
    pub roles: Vec<Role>,
    /// Privileges granted, in order.
    pub grants: Vec<Grant>,
    /// What belongs to the schema and is kept as text only (casts, operators, rules, event triggers, …), in order.
    pub others: Vec<OtherObject>,
    /// Tables that do not exist yet (`@planned`): in no other list.
    pub planned: Vec<Table>,
    /// What `@ignore` takes out of every document.
    pub ignored: Vec<Ignored>,
    /// What the reader saw and did not model.
    pub unsupported: Vec<Unsupported>,
    /// Names of tables of migration tools, of those behind virtual tables and of what the configuration excludes, as identifiers.
    pub left_out: Vec<String>,
    /// Tables and views that migrations dropped, each with the statement.
    pub dropped: Vec<(QualifiedName, Span)>,
}

/// The kind of a source that is a live database.
pub const DATABASE: &str = "database";

/// One source of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceInfo {
    /// `sql`, `snapshot`, …
    pub kind: &'static str,
    /// The path of the configuration, relative to the package root, with `/`.
    pub path: String,
    /// `sha256:…` over the files' bytes with LF and without byte order mark.
    pub hash: String,
    /// The layout that was found or set (`sqlx`, `diesel`, …), for the report.
    pub layout: Option<&'static str>,
    /// The files, in the order they were read.
    pub files: Vec<FileId>,
}

/// A comment of a source, delimiters included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceComment {
    /// The whole comment with its delimiters. Neighbouring line comments are separate.
    pub span: Span,
}

/// Words on an object, in the grammar of annotations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The object.
    pub on: WordsOn,
    /// The text: `Where a reply goes. @pii`.
    pub text: String,
    /// Where they stand.
    pub span: Span,
    /// In an attribute (`#[schema_doc(pii)]`), else in a comment.
    pub attribute: bool,
    /// The value of the object's closed set that they are about.
    pub value: Option<String>,
}

/// What words are about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum WordsOn {
    /// A table.
    Table(TableId),
    /// A column of a table.
    Column(TableId, String),
    /// An index of a table.
    Index(TableId, String),
    /// An enumerated type.
    Enum(QualifiedName),
}

/// SQL that a function runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeQuery {
    /// The path of the function: `crate::db::Users::find`. Empty: sqlx's own files have the query (`.sqlx/query-….json`), and no function was seen
    /// to run it.
    pub function: String,
    /// The text, one statement or several.
    pub sql: String,
    /// The text's literal, or all that it is put together of; of one in a file of its own, the path.
    pub span: Span,
    /// Where the function runs it: `query!(…)`, `query_one(…)`.
    pub call: Span,
}

/// What `@ignore` takes out of every document; coverage counts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// `table`, `column`, `index`, `constraint`, `relationship`, `view`, …
    pub kind: &'static str,
    /// Its identifier: `users`, `users.email`.
    pub name: String,
}

/// What the reader saw and did not model; nothing is dropped silently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported {
    /// The statement or clause.
    pub span: Span,
    /// Its first words, white space folded, at most 120 characters.
    pub statement: String,
    /// Why, in a few words.
    pub reason: String,
}

impl Schema {
    /// Whether a comment allows what a lint finds at a place.
    pub fn allows(&self, code: Code, place: Span) -> bool {
        let covers = |span: &Span| span.file == place.file && span.start <= place.start && place.start < span.end;
        self.allowed.any(|(allowed, span)| *allowed == code && covers(span))
    }

    /// The position in `tables` of the table of that name. Tables are sorted by (namespace, name).
    pub fn table_index(&self, id: &TableId) -> Option<usize> {
        self.tables.binary_search_by(|t| t.id.cmp(id)).ok()
    }

    /// The table of that name.
    pub fn table(&self, id: &TableId) -> Option<&Table> {
        self.table_index(id).map(|i| &self.tables[i])
    }

    /// The enumerated type of that name.
    pub fn enum_type(&self, id: &QualifiedName) -> Option<&EnumType> {
        self.enums.binary_search_by(|e| e.id.cmp(id)).ok().map(|i| &self.enums[i])
    }

    /// The one printer of qualified names: `name` in the default namespace, else `namespace.name`; a part with a dot or a
    /// double quote in it, or an empty one, is quoted.
    pub fn identifier(&self, id: &QualifiedName) -> String {
        id.display(&self.default_namespace)
    }

    /// Reads what [`Schema::identifier`] prints, and the same with the default namespace written out.
    pub fn parse_identifier(&self, text: &str) -> Option<QualifiedName> {
        QualifiedName::parse(text, &self.default_namespace)
    }
}
