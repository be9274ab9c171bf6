//! What a schema has beside tables.

use schema_doc_diagnostics::Span;

use super::{Annotations, DataType, Index, QualifiedName, Trigger};

/// A definition as it is written, and where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Definition {
    /// The whole statement, its terminator left out. `None` for an object that comes from elsewhere (a snapshot).
    pub span: Option<Span>,
    /// The text, comments left out, where it is not (or no longer) the span's: the object was renamed or changed since, or
    /// comes from elsewhere. `None`: the span's text, comments left out.
    pub text: Option<Box<str>>,
    /// The namespaces that unqualified names in the text are looked up in; empty where the text is qualified or names
    /// the default namespace only.
    pub search_path: Vec<String>,
}

/// A namespace (`CREATE SCHEMA`).
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Namespace {
    /// Its name.
    pub name: String,
    /// `AUTHORIZATION`.
    pub owner: Option<String>,
    /// Prose and tags.
    pub annotations: Annotations,
}

/// A view or a materialized view.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct View {
    /// Its key.
    pub id: QualifiedName,
    /// A materialized one.
    pub materialized: bool,
    /// The output columns, as far as the text says them.
    pub columns: Vec<ViewColumn>,
    /// `CREATE VIEW …`, whole, as written.
    pub definition: Definition,
    /// The query: source text, comments left out, line breaks kept.
    pub query: String,
    /// Tables and views that the query names.
    pub depends_on: Vec<QualifiedName>,
    /// Indexes of a materialized view.
    pub indexes: Vec<Index>,
    /// `INSTEAD OF` triggers.
    pub triggers: Vec<Trigger>,
    /// Counts with `Table::created`.
    pub created: u32,
    /// Prose and tags.
    pub annotations: Annotations,
}

/// An output column of a view.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ViewColumn {
    /// Its name.
    pub name: String,
    /// Its type, where it is a plain column of a known table.
    pub data_type: Option<DataType>,
    /// Prose and tags.
    pub annotations: Annotations,
}

/// An enumerated type.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct EnumType {
    /// Its key.
    pub id: QualifiedName,
    /// In sort order.
    pub values: Vec<String>,
    /// Where it is defined.
    pub span: Option<Span>,
    /// Counts with `Table::created`.
    pub created: u32,
    /// Prose and tags; `values` holds the words on each value.
    pub annotations: Annotations,
}

/// A domain.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Domain {
    /// Its key.
    pub id: QualifiedName,
    /// The type under it.
    pub data_type: DataType,
    /// `NOT NULL` is not said.
    pub nullable: bool,
    /// `DEFAULT`.
    pub default: Option<String>,
    /// `COLLATE`.
    pub collation: Option<String>,
    /// Checks on `VALUE`.
    pub checks: Vec<super::Check>,
    /// Where it is defined.
    pub span: Option<Span>,
    /// Counts with `Table::created`.
    pub created: u32,
    /// Prose and tags.
    pub annotations: Annotations,
}

/// A composite type.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct CompositeType {
    /// Its key.
    pub id: QualifiedName,
    /// Name, type and collation of each attribute.
    pub attributes: Vec<(String, DataType, Option<String>)>,
    /// Where it is defined.
    pub span: Option<Span>,
    /// Counts with `Table::created`.
    pub created: u32,
    /// Prose and tags.
    pub annotations: Annotations,
}

/// A range type.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct RangeType {
    /// Its key.
    pub id: QualifiedName,
    /// `subtype`, `subtype_diff`, …: names and values, in order.
    pub options: Vec<(String, String)>,
    /// Where it is defined.
    pub span: Option<Span>,
    /// Counts with `Table::created`.
    pub created: u32,
    /// Prose and tags.
    pub annotations: Annotations,
}

/// What kind of routine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[allow(missing_docs)]
pub enum RoutineKind {
    #[default]
    Function,
    Procedure,
    Aggregate,
}

impl RoutineKind {
    /// As the manifest spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Procedure => "procedure",
            Self::Aggregate => "aggregate",
        }
    }
}

/// The direction of an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[allow(missing_docs)]
pub enum ArgumentMode {
    #[default]
    In,
    Out,
    InOut,
    Variadic,
}

/// An argument of a routine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Argument {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Its direction.
    pub mode: ArgumentMode,
    /// Its type, as the system prints it.
    pub data_type: String,
    /// `DEFAULT`.
    pub default: Option<String>,
}

/// A function, procedure or aggregate.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Routine {
    /// Its name; routines overload, so the arguments' types belong to the key.
    pub id: QualifiedName,
    /// What kind.
    pub kind: RoutineKind,
    /// Its arguments.
    pub arguments: Vec<Argument>,
    /// `RETURNS`, as the system prints it: `trigger`, `SETOF integer`, `TABLE(a integer)`.
    pub returns: Option<String>,
    /// `LANGUAGE`.
    pub language: Option<String>,
    /// `immutable`, `stable`, `volatile` where said.
    pub volatility: Option<String>,
    /// `SECURITY DEFINER`.
    pub security_definer: bool,
    /// `CREATE FUNCTION …`, whole, as written.
    pub definition: Definition,
    /// The body's text, between its quotes.
    pub body: Option<Span>,
    /// Counts with `Table::created`.
    pub created: u32,
    /// Prose and tags.
    pub annotations: Annotations,
}

/// The options of a sequence that are not the default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SequenceOptions {
    /// `AS`, where not `bigint` (for an identity: not the column's type).
    pub data_type: Option<String>,
    /// `START`.
    pub start: Option<i128>,
    /// `INCREMENT`.
    pub increment: Option<i128>,
    /// `MINVALUE`.
    pub minimum: Option<i128>,
    /// `MAXVALUE`.
    pub maximum: Option<i128>,
    /// `CACHE`.
    pub cache: Option<i128>,
    /// `CYCLE`.
    pub cycle: bool,
}

/// A sequence.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Sequence {
    /// Its key.
    pub id: QualifiedName,
    /// Its options.
    pub options: SequenceOptions,
    /// Table and column that own it.
    pub owned_by: Option<(QualifiedName, String)>,
    /// Made by `serial` or `IDENTITY`, not by a statement of its own.
    pub implicit: bool,
    /// The sequence of an identity column.
    pub identity: bool,
    /// Where it is defined.
    pub span: Option<Span>,
    /// Counts with `Table::created`.
    pub created: u32,
    /// Prose and tags.
    pub annotations: Annotations,
}

/// An extension.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Extension {
    /// Its name.
    pub name: String,
    /// `SCHEMA`.
    pub namespace: Option<String>,
    /// `VERSION`.
    pub version: Option<String>,
    /// Where it is created.
    pub span: Option<Span>,
    /// Prose and tags.
    pub annotations: Annotations,
}

/// A role.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Role {
    /// Its name.
    pub name: String,
    /// `LOGIN`.
    pub login: bool,
    /// Its options as written, passwords left out.
    pub options: String,
    /// Roles that it is a member of.
    pub member_of: Vec<String>,
    /// Where it is created.
    pub span: Option<Span>,
    /// Prose and tags.
    pub annotations: Annotations,
}

/// Privileges granted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Grant {
    /// `SELECT`, `INSERT (a, b)`, `ALL`, in upper case.
    pub privileges: Vec<String>,
    /// `table`, `sequence`, `function`, `schema`, `type`, `database`, `all tables in schema`, `default tables`, …, in lower case.
    pub object_kind: String,
    /// The object as the system prints it: `users`, `f(integer)`.
    pub object: String,
    /// Its key, where it is a table, view or sequence.
    pub target: Option<QualifiedName>,
    /// To whom.
    pub grantees: Vec<String>,
    /// `WITH GRANT OPTION`.
    pub with_grant_option: bool,
    /// Where it is written.
    pub span: Option<Span>,
}

/// What is kept as text only: casts, operators, rules, event triggers, collations, text search, servers, statistics, …
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct OtherObject {
    /// In lower case, as in `COMMENT ON`: `collation`, `event trigger`, `operator class`, `foreign data wrapper`.
    pub kind: String,
    /// Its name.
    pub id: QualifiedName,
    /// The table that it hangs on (rules, statistics).
    pub table: Option<QualifiedName>,
    /// `CREATE …`, whole, as written.
    pub definition: Definition,
    /// Counts with `Table::created`.
    pub created: u32,
    /// Prose and tags.
    pub annotations: Annotations,
}
