//! A table and everything that hangs on it.

use std::borrow::Cow;

use schema_doc_diagnostics::{FileId, Span};

use super::{Annotations, DataType, Definition, System, TableId};
use crate::list::SliceExt;

/// What kind of table it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
#[allow(missing_docs)] // the words of the manifest
pub enum TableKind {
    #[default]
    Table,
    PartitionedTable,
    Partition,
    ForeignTable,
    VirtualTable,
    /// A collection of documents, whose fields are its columns.
    Document,
}

impl TableKind {
    /// As the manifest spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::PartitionedTable => "partitioned_table",
            Self::Partition => "partition",
            Self::ForeignTable => "foreign_table",
            Self::VirtualTable => "virtual_table",
            Self::Document => "document",
        }
    }
}

/// A table.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Table {
    /// Its key.
    pub id: TableId,
    /// What the program calls it, where that is another name (Drizzle's `export const userAccounts = pgTable("user_accounts", …)`).
    pub source_name: Option<Box<str>>,
    /// What kind of table.
    pub kind: TableKind,
    /// The definition as written, and its place.
    pub definition: Definition,
    /// In declaration order.
    pub columns: Vec<Column>,
    /// The primary key. Documents have none: their `_id` is no field that a schema declares.
    pub primary_key: Option<PrimaryKey>,
    /// Unique constraints; a unique index that is no constraint stands in `indexes`.
    pub unique: Vec<Unique>,
    /// Foreign keys as declared. Of documents: each field that [is an id](DataType::as_id), not enforced; ids further inside a type are the type's own.
    pub foreign_keys: Vec<ForeignKey>,
    /// Check constraints.
    pub checks: Vec<Check>,
    /// Exclusion constraints.
    pub exclusions: Vec<Exclusion>,
    /// Indexes, without those behind primary keys and unique or exclusion constraints.
    pub indexes: Vec<Index>,
    /// Triggers.
    pub triggers: Vec<Trigger>,
    /// Row security policies.
    pub policies: Vec<Policy>,
    /// Row security.
    pub row_security: RowSecurity,
    /// `PARTITION BY`.
    pub partitioning: Option<Box<Partitioning>>,
    /// `PARTITION OF`.
    pub partition_of: Option<Box<PartitionOf>>,
    /// `INHERITS`.
    pub inherits: Vec<TableId>,
    /// What few tables have.
    pub options: Option<Box<TableOptions>>,
    /// Prose and tags.
    pub annotations: Annotations,
    /// What created and changed it, in order.
    pub migrations: Vec<MigrationStep>,
    /// Counts up over everything that a schema creates: a later object may depend on an earlier one.
    pub created: u32,
}

impl Table {
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.find(|column| column.name == name)
    }

    /// The column that a part of a key is on: in MySQL a key may hold the first characters of it alone, `jid(70)`.
    pub fn column_of_key<'a>(&'a self, part: &'a str) -> &'a str {
        let whole = !part.ends_with(')') || self.column(part).is_some();
        let cut = if whole { None } else { prefix(part) };
        cut.and_then(|(name, _)| self.column(&name)).map_or(part, |column| &column.name)
    }

    /// The columns that the parts of a key are on.
    pub(crate) fn columns_of_key(&self, parts: &[String]) -> Vec<String> {
        parts.mapped(|part| self.column_of_key(part).to_owned())
    }

    /// Whether a primary key is the row's own number: it needs no index, and no value (SQLite, CREATE TABLE, ROWIDs and the INTEGER PRIMARY KEY).
    pub(crate) fn is_rowid(&self, key: &PrimaryKey) -> bool {
        let without_rowid = self.options.as_ref().is_some_and(|options| options.without_rowid);
        let [only] = key.columns.as_slice() else { return false };
        !without_rowid
            && !key.descending
            && self.columns.any(|c| c.name == *only && c.data_type.native.eq_ignore_ascii_case("integer"))
    }
}

/// What few tables have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableOptions {
    /// `UNLOGGED`.
    pub unlogged: bool,
    /// `WITH (fillfactor=70)`: names and values, in order.
    pub storage: Vec<(String, String)>,
    /// `TABLESPACE`.
    pub tablespace: Option<String>,
    /// `USING heap`.
    pub access_method: Option<String>,
    /// `OF type`.
    pub of_type: Option<super::QualifiedName>,
    /// `SERVER` of a foreign table.
    pub server: Option<String>,
    /// `OPTIONS (…)` of a foreign table, as written inside the parentheses.
    pub server_options: Option<String>,
    /// `REPLICA IDENTITY`, as written behind the keywords (`FULL`, `USING INDEX i`).
    pub replica_identity: Option<String>,
    /// `CLUSTER ON`.
    pub cluster_on: Option<String>,
    /// `OWNER TO`.
    pub owner: Option<String>,
    /// `ENGINE`; of a virtual table, its module (`fts5`).
    pub engine: Option<String>,
    /// `CHARSET`.
    pub charset: Option<String>,
    /// `COLLATE`.
    pub collation: Option<String>,
    /// `PARTITION BY` of MySQL, SQL Server and Oracle, as written behind the keywords.
    pub partition_by: Option<String>,
    /// Of documents: their type, where they are not just objects of the columns: of one kind or another, or not wholly known.
    pub documents: Option<super::DataType>,
    /// `STRICT`.
    pub strict: bool,
    /// `WITHOUT ROWID`.
    pub without_rowid: bool,
}

/// A column, or the field of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// As in the database.
    pub name: String,
    /// What the program calls it, where that is another name.
    pub source_name: Option<Box<str>>,
    /// Its type.
    pub data_type: DataType,
    /// Whether it may be null. A primary key's column may not. Of documents: what [`DataType::has_null`] says of its type.
    pub nullable: bool,
    /// Whether a document may lack it (`v.optional`, which is no part of the type).
    pub optional: bool,
    /// Default, generated or identity.
    pub kind: ColumnKind,
    /// `COLLATE`, as the system prints it.
    pub collation: Option<Box<str>>,
    /// Came from a parent table (`INHERITS`, `PARTITION OF`) and is not declared here as well.
    pub inherited: bool,
    /// The name of its `NOT NULL` constraint where someone wrote one (PostgreSQL 18).
    pub not_null_name: Option<Box<str>>,
    /// What few columns have: `STORAGE`, `COMPRESSION`, `STATISTICS`, `OPTIONS`, each as the clause is written
    /// (`STORAGE EXTERNAL`).
    pub options: Vec<String>,
    /// Where it is defined. `None` for a column that comes from elsewhere (a snapshot).
    pub span: Option<Span>,
    /// The file that added it.
    pub added_in: Option<FileId>,
    /// Prose and tags.
    pub annotations: Annotations,
}

/// Where a column's value comes from when none is given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ColumnKind {
    /// Null, or an error.
    #[default]
    Plain,
    /// `DEFAULT`: the expression as source text, white space folded.
    Default(Box<str>),
    /// `GENERATED ALWAYS AS (…)`.
    Generated(Box<Generated>),
    /// `GENERATED … AS IDENTITY`.
    Identity(Box<Identity>),
    /// `AUTO_INCREMENT`, `AUTOINCREMENT`.
    AutoIncrement,
}

/// `GENERATED ALWAYS AS (expression) STORED`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// Source text, white space folded, without the parentheses.
    pub expression: String,
    /// `STORED`, else `VIRTUAL`.
    pub stored: bool,
}

/// `GENERATED … AS IDENTITY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// `ALWAYS`, else `BY DEFAULT`.
    pub always: bool,
    /// The options that are not the default.
    pub options: super::SequenceOptions,
    /// The sequence behind it.
    pub sequence: super::QualifiedName,
}

impl Column {
    /// The type that the system's catalog has, where the source says it in other words: Drizzle's `serial` is an `integer`.
    pub fn catalog_type(&self, system: System) -> Cow<'_, str> {
        let native = self.data_type.native.as_str();
        let plain = match (system, native) {
            (System::PostgreSql, "smallserial") => "smallint",
            (System::PostgreSql, "serial") => "integer",
            (System::PostgreSql, "bigserial") => "bigint",
            (System::MySql | System::MariaDb, "serial") => "bigint unsigned",
            (System::PostgreSql, _) if native.starts_with("numeric(") && !native.contains(',') => {
                return native.replace(')', ",0)").into();
            }
            _ => native,
        };
        plain.into()
    }

    /// The default expression.
    pub fn default_expression(&self) -> Option<&str> {
        match &self.kind {
            ColumnKind::Default(expression) => Some(expression),
            _ => None,
        }
    }
}

/// A primary key.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct PrimaryKey {
    /// Its name, written or generated as the system does.
    pub name: String,
    /// Whether the system made the name up.
    pub generated_name: bool,
    /// Column names.
    pub columns: Vec<String>,
    /// SQLite: `INTEGER PRIMARY KEY DESC`, which is not the row's own number. MySQL: all of its columns are.
    pub descending: bool,
    /// `INCLUDE`.
    pub include: Vec<String>,
    /// `WITHOUT OVERLAPS` on the last column.
    pub without_overlaps: bool,
    /// SQLite: `ON CONFLICT REPLACE`, the word in capitals.
    pub on_conflict: Option<Box<str>>,
    /// `DEFERRABLE`: whether initially deferred.
    pub deferrable: Option<bool>,
    /// SQL Server: whether the rows lie in its order, where that is not as usual: a primary key's do, a unique constraint's do not.
    pub clustered: Option<bool>,
    /// Where it is defined.
    pub span: Option<Span>,
    /// Prose and tags.
    pub annotations: Annotations,
}

/// A unique constraint.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Unique {
    /// Its name, written or generated as the system does.
    pub name: String,
    /// Whether the system made the name up.
    pub generated_name: bool,
    /// Column names.
    pub columns: Vec<String>,
    /// `INCLUDE`.
    pub include: Vec<String>,
    /// `NULLS NOT DISTINCT`.
    pub nulls_not_distinct: bool,
    /// `WITHOUT OVERLAPS` on the last column.
    pub without_overlaps: bool,
    /// SQLite: `ON CONFLICT REPLACE`, the word in capitals.
    pub on_conflict: Option<Box<str>>,
    /// `DEFERRABLE`: whether initially deferred.
    pub deferrable: Option<bool>,
    /// SQL Server: whether the rows lie in its order, where that is not as usual: a primary key's do, a unique constraint's do not.
    pub clustered: Option<bool>,
    /// Where it is defined.
    pub span: Option<Span>,
    /// Prose and tags.
    pub annotations: Annotations,
}

/// A referential action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[allow(missing_docs)] // the words of SQL
pub enum Action {
    #[default]
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

impl Action {
    /// As the manifest spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoAction => "no_action",
            Self::Restrict => "restrict",
            Self::Cascade => "cascade",
            Self::SetNull => "set_null",
            Self::SetDefault => "set_default",
        }
    }

    /// What is done in a system: MySQL's catalog has `NO ACTION` where nothing is said, and `InnoDB` restricts in both cases.
    pub(crate) fn in_system(self, system: System) -> Self {
        if self == Self::NoAction && system == System::MySql { Self::Restrict } else { self }
    }

    /// As SQL spells it.
    pub fn sql(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}

/// A foreign key.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ForeignKey {
    /// Its name, written or generated as the system does.
    pub name: String,
    /// Whether the system made the name up.
    pub generated_name: bool,
    /// The referencing columns.
    pub columns: Vec<String>,
    /// The referenced table.
    pub table: TableId,
    /// The referenced columns; the primary key's where the source names none.
    pub referenced: Vec<String>,
    /// Whether the source names none of them.
    pub referenced_unsaid: bool,
    /// `ON DELETE`.
    pub on_delete: Action,
    /// `ON DELETE SET NULL (columns)`.
    pub on_delete_columns: Vec<String>,
    /// `ON UPDATE`.
    pub on_update: Action,
    /// `MATCH FULL`, else `MATCH SIMPLE`.
    pub match_full: bool,
    /// `PERIOD` on the last column of both sides.
    pub period: bool,
    /// `DEFERRABLE`: whether initially deferred.
    pub deferrable: Option<bool>,
    /// `NOT VALID`.
    pub not_valid: bool,
    /// `NOT ENFORCED`.
    pub not_enforced: bool,
    /// A partition's copy of its parent's.
    pub inherited: bool,
    /// Where it is defined.
    pub span: Option<Span>,
    /// Prose and tags.
    pub annotations: Annotations,
}

/// A check constraint.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Check {
    /// Its name, written or generated as the system does.
    pub name: String,
    /// Whether the system made the name up.
    pub generated_name: bool,
    /// Source text, white space folded, without the outer parentheses.
    pub expression: String,
    /// The columns that it names, in order of the table.
    pub columns: Vec<String>,
    /// `NO INHERIT`.
    pub no_inherit: bool,
    /// `NOT VALID`.
    pub not_valid: bool,
    /// `NOT ENFORCED`.
    pub not_enforced: bool,
    /// Came from a parent table and is not declared here as well.
    pub inherited: bool,
    /// Where it is defined.
    pub span: Option<Span>,
    /// Prose and tags.
    pub annotations: Annotations,
}

/// An exclusion constraint.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Exclusion {
    /// Its name, written or generated as the system does.
    pub name: String,
    /// Whether the system made the name up.
    pub generated_name: bool,
    /// The index method (`gist`).
    pub method: String,
    /// Each key and its operator (`&&`, `OPERATOR(pg_catalog.=)`).
    pub elements: Vec<(IndexKey, String)>,
    /// `INCLUDE`.
    pub include: Vec<String>,
    /// `WHERE`, without the outer parentheses.
    pub predicate: Option<String>,
    /// `DEFERRABLE`: whether initially deferred.
    pub deferrable: Option<bool>,
    /// Where it is defined.
    pub span: Option<Span>,
    /// Prose and tags.
    pub annotations: Annotations,
}

/// What kind of search an index is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
#[allow(missing_docs)] // the words of the manifest
pub enum IndexKind {
    #[default]
    Index,
    Search,
    Vector,
    Fulltext,
    Spatial,
}

impl IndexKind {
    /// As the manifest spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Search => "search",
            Self::Vector => "vector",
            Self::Fulltext => "fulltext",
            Self::Spatial => "spatial",
        }
    }
}

/// An index.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Index {
    /// Its name, written or generated as the system does. It lies in the table's namespace.
    pub name: String,
    /// Whether the system made the name up.
    pub generated_name: bool,
    /// What kind of search it is for.
    pub kind: IndexKind,
    /// `btree`, `gin`, …
    pub method: String,
    /// The keys, in order.
    pub keys: Vec<IndexKey>,
    /// `INCLUDE`.
    pub include: Vec<String>,
    /// Of a search or a vector index: the fields that a search may be narrowed by.
    pub filter_fields: Vec<String>,
    /// Of a vector index: how many numbers a vector has.
    pub dimensions: Option<u32>,
    /// Not filled, nor used by queries, yet.
    pub staged: bool,
    /// `UNIQUE`.
    pub unique: bool,
    /// `NULLS NOT DISTINCT`.
    pub nulls_not_distinct: bool,
    /// `WHERE`, without outer parentheses.
    pub predicate: Option<String>,
    /// `WITH (…)`: names and values, in order.
    pub storage: Vec<(String, String)>,
    /// `TABLESPACE`.
    pub tablespace: Option<String>,
    /// `ON ONLY`.
    pub only: bool,
    /// The partitioned index that it is a part of.
    pub attached_to: Option<String>,
    /// A partition's copy of its parent's, made by the system.
    pub inherited: bool,
    /// Where it is defined.
    pub span: Option<Span>,
    /// Counts with `Table::created`.
    pub created: u32,
    /// Prose and tags.
    pub annotations: Annotations,
}

/// One key of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IndexKey {
    /// A column or an expression.
    pub target: KeyTarget,
    /// `ASC`, `DESC`.
    pub order: SortOrder,
    /// `NULLS FIRST`, `NULLS LAST`, where it is not the order's default.
    pub nulls: Option<NullsOrder>,
    /// The operator class with its parameters, as written (`gin_trgm_ops`, `gist_trgm_ops (siglen=32)`).
    pub opclass: Option<Box<str>>,
    /// `COLLATE`.
    pub collation: Option<Box<str>>,
}

/// What an index key is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyTarget {
    /// A column.
    Column(String),
    /// An expression: source text, white space folded, without outer parentheses.
    Expression(String),
}

impl IndexKey {
    /// A plain ascending key on a column.
    pub fn column(name: impl Into<String>) -> Self {
        Self::on(KeyTarget::Column(name.into()))
    }

    /// A plain ascending key on anything.
    pub fn on(target: KeyTarget) -> Self {
        Self { target, order: SortOrder::Ascending, nulls: None, opclass: None, collation: None }
    }

    /// The column's name, if it is one.
    pub fn as_column(&self) -> Option<&str> {
        match &self.target {
            KeyTarget::Column(name) => Some(name),
            KeyTarget::Expression(_) => None,
        }
    }

    /// Whether nothing but a column's name is said.
    pub fn is_plain(&self) -> bool {
        *self == Self::on(self.target.clone()) && self.as_column().is_some()
    }
}

/// The direction of an index key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[allow(missing_docs)]
pub enum SortOrder {
    #[default]
    Ascending,
    Descending,
}

/// Where nulls sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum NullsOrder {
    First,
    Last,
}

/// A trigger.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// `before`, `after`, `instead_of`.
    pub timing: String,
    /// `insert`, `update`, `update of a, b`, `delete`, `truncate`.
    pub events: Vec<String>,
    /// `row` or `statement`.
    pub level: String,
    /// The function that it calls.
    pub function: Option<super::QualifiedName>,
    /// `WHEN`, without outer parentheses.
    pub condition: Option<String>,
    /// `ENABLE`/`DISABLE` state where it is not plain `ENABLE`: `DISABLE`, `ENABLE REPLICA`, `ENABLE ALWAYS`.
    pub state: Option<Box<str>>,
    /// A partition's copy of its parent's.
    pub inherited: bool,
    /// The definition as written.
    pub definition: Definition,
    /// Counts with `Table::created`.
    pub created: u32,
    /// Prose and tags.
    pub annotations: Annotations,
}

impl Trigger {
    /// Whether it is called for `insert`, `update`, `delete` or `truncate`.
    pub(crate) fn is_on(&self, event: &str) -> bool {
        self.events.any(|known| known.split_whitespace().next() == Some(event))
    }
}

/// A row security policy.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// `all`, `select`, `insert`, `update`, `delete`.
    pub command: String,
    /// `PERMISSIVE`, else `RESTRICTIVE`.
    pub permissive: bool,
    /// `TO`; empty is `PUBLIC`.
    pub roles: Vec<String>,
    /// `USING`, without outer parentheses.
    pub using: Option<String>,
    /// `WITH CHECK`, without outer parentheses.
    pub with_check: Option<String>,
    /// Where it is defined.
    pub span: Option<Span>,
    /// Counts with `Table::created`.
    pub created: u32,
    /// Prose and tags.
    pub annotations: Annotations,
}

/// Row security of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowSecurity {
    /// `ENABLE ROW LEVEL SECURITY`.
    pub enabled: bool,
    /// `FORCE ROW LEVEL SECURITY`.
    pub forced: bool,
}

/// `PARTITION BY`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Partitioning {
    /// `range`, `list`, `hash`.
    pub strategy: String,
    /// The keys.
    pub keys: Vec<IndexKey>,
}

/// `PARTITION OF`, `ATTACH PARTITION`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct PartitionOf {
    /// The partitioned table.
    pub table: TableId,
    /// As written: `FOR VALUES FROM ('2025-01-01') TO ('2025-02-01')`, `DEFAULT`.
    pub bound: String,
}

/// A foreign key seen from one column.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reference {
    /// The referenced table.
    pub table: TableId,
    /// The referenced column.
    pub column: String,
}

/// What a migration did to a table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MigrationStep {
    /// The statement.
    pub span: Span,
    /// What it did.
    pub action: MigrationAction,
    /// To what: `column email`, `index by_email`, `from accounts`. Empty for the table itself.
    pub detail: String,
}

impl MigrationStep {
    /// A step of a table's history.
    pub fn new(span: Span, action: MigrationAction, detail: impl Into<String>) -> Self {
        Self { span, action, detail: detail.into() }
    }
}

/// What a migration did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[allow(missing_docs)]
pub enum MigrationAction {
    Created,
    Added,
    Changed,
    Renamed,
    Dropped,
}

impl MigrationAction {
    /// As the manifest spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Renamed => "renamed",
            Self::Dropped => "dropped",
        }
    }
}

/// MySQL's key on the first characters of a column, as its text: "`a b`(10)" is `a b` and `(10)`.
pub(crate) fn prefix(text: &str) -> Option<(String, &str)> {
    let open = text.rfind('(').filter(|&open| open > 0 && !text.starts_with('('))?;
    let (name, length) = text.split_at(open);
    let number = length.strip_prefix('(')?.strip_suffix(')')?;
    let quoted = name.strip_prefix('`').and_then(|name| name.strip_suffix('`')).map(|name| name.replace("``", "`"));
    number.bytes().all(|b| b.is_ascii_digit()).then(|| (quoted.unwrap_or_else(|| name.to_owned()), length))
}
