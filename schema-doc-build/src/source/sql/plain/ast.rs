//! What the statements of these systems say. What they say of tables is the model's own: names that the system makes up are empty, and
//! [`super::database`] fills them in.

use schema_doc_diagnostics::Span;

use super::sql_plus::Included;
use crate::model::{
    Check, Column, Domain, ForeignKey, Index, OtherObject, PrimaryKey, Routine, Sequence, SequenceOptions, Table,
    Trigger, Unique, View,
};
use crate::source::sql::ast::{Ident, ObjectName, Query};

/// A statement and its place, terminator left out.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) span: Span,
    pub(super) kind: StatementKind,
    /// It stands under a condition about objects: what is there already, or not there, is no mistake.
    pub(super) guarded: bool,
}

/// What a statement does.
#[derive(Debug)]
pub(super) enum StatementKind {
    CreateTable(Box<CreateTable>),
    AlterTable {
        table: ObjectName,
        if_exists: bool,
        actions: Vec<Action>,
    },
    CreateIndex {
        table: ObjectName,
        index: Box<Index>,
        or_replace: bool,
        if_not_exists: bool,
    },
    /// `table`: the systems whose indexes are named within their table.
    DropIndex {
        name: ObjectName,
        table: Option<ObjectName>,
        if_exists: bool,
    },
    /// MySQL's `RENAME TABLE`, `sp_rename`.
    Rename {
        from: ObjectName,
        to: Ident,
        part: RenamedPart,
    },
    CreateView {
        name: ObjectName,
        view: Box<View>,
        query: Box<Query>,
        or_replace: bool,
        if_not_exists: bool,
    },
    CreateTrigger {
        name: ObjectName,
        table: Option<ObjectName>,
        trigger: Box<Trigger>,
        or_replace: bool,
        if_not_exists: bool,
    },
    CreateRoutine {
        name: ObjectName,
        routine: Box<Routine>,
        or_replace: bool,
        if_not_exists: bool,
    },
    CreateSequence {
        name: ObjectName,
        sequence: Box<Sequence>,
        or_replace: bool,
        if_not_exists: bool,
    },
    CreateSchema(Ident),
    /// MySQL's.
    Grant(Box<GrantStatement>),
    /// MySQL's: `CREATE ROLE`, `DROP ROLE`.
    Roles {
        roles: Vec<String>,
        drops: bool,
    },
    /// SQL Server: `CREATE TYPE name FROM type`.
    CreateDomain {
        name: ObjectName,
        domain: Box<Domain>,
    },
    AlterSequence {
        name: ObjectName,
        options: Box<SequenceOptions>,
    },
    /// SQL Server: `ALTER SCHEMA namespace TRANSFER table`.
    Transfer {
        table: ObjectName,
        namespace: Ident,
    },
    /// Kept as text: events, synonyms, packages, object types, …
    CreateOther {
        name: ObjectName,
        other: Box<OtherObject>,
        or_replace: bool,
        object_type: Option<Box<ObjectType>>,
    },
    Drop {
        kind: DropKind,
        names: Vec<ObjectName>,
        if_exists: bool,
        cascade: bool,
    },
    /// A database comment on a table or one of its columns.
    Comment {
        table: ObjectName,
        column: Option<Ident>,
        text: String,
    },
    /// A description of an index, a constraint or a trigger of a table, of a routine or of a namespace: SQL Server.
    Description {
        /// `index`, `constraint`, `trigger`, `schema`, `procedure`, …
        kind: String,
        /// Its table, or itself.
        owner: ObjectName,
        name: String,
        text: String,
    },
    /// SQLite: `PRAGMA foreign_keys = ON`, of those that change what other statements do.
    Pragma {
        name: String,
        on: bool,
    },
    /// SQLite: `BEGIN`, `COMMIT`, `ROLLBACK`; with a name `SAVEPOINT`, `RELEASE`, `ROLLBACK TO`.
    Transaction {
        step: TransactionStep,
        savepoint: String,
    },
    /// A temporary view or trigger.
    CreateTemporary(String),
    /// MySQL's: what a procedure does may be DDL.
    Call {
        routine: ObjectName,
        /// Those that are written out.
        arguments: Vec<Option<String>>,
    },
    /// A line of the client that runs another file.
    Include(Box<Included>),
    /// What shapes no schema.
    Irrelevant,
    /// DDL that is not modelled, and why.
    Unsupported(String),
}

/// What becomes of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TransactionStep {
    Begins,
    Ends,
    RollsBack,
}

/// Oracle's `CREATE TYPE t UNDER u (a NUMBER, …)`.
#[derive(Debug, Default)]
pub(super) struct ObjectType {
    pub(super) under: Option<ObjectName>,
    pub(super) attributes: Vec<Column>,
}

/// What a rename is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RenamedPart {
    Object,
    /// The last part of the name is the column.
    Column,
    /// The last part of the name is the index.
    Index,
}

/// What `DROP` takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DropKind {
    Table,
    View,
    Trigger,
    Routine,
    Sequence,
    Schema,
    /// By its word, as [`OtherObject::kind`] has it.
    Other(&'static str),
}

/// `CREATE TABLE`.
#[derive(Debug, Default)]
pub(super) struct CreateTable {
    pub(super) name: Option<ObjectName>,
    pub(super) temporary: bool,
    pub(super) if_not_exists: bool,
    pub(super) or_replace: bool,
    /// Its columns and options; what hangs on them is among the elements.
    pub(super) table: Table,
    /// Keys, indexes and checks, in order, those of columns at their column's place.
    pub(super) elements: Vec<Element>,
    /// The columns that say neither `NULL` nor `NOT NULL`: their type may.
    pub(super) silent: Vec<usize>,
    /// `LIKE other`.
    pub(super) like: Option<ObjectName>,
    /// Oracle's `OF type`, whose attributes are its columns; those in parentheses say more of them.
    pub(super) of: Option<ObjectName>,
    /// `AS SELECT …`: its columns are the query's, whose types are not known.
    pub(super) as_query: Option<Span>,
    /// The query itself, where the types of its columns are known by a rule: SQLite.
    pub(super) query: Option<Box<Query>>,
}

/// A part of a table beside its columns.
#[derive(Debug)]
pub(super) enum Element {
    PrimaryKey(PrimaryKey),
    Unique(Unique),
    ForeignKey {
        key: ForeignKey,
        table: ObjectName,
    },
    Check {
        check: Check,
        of_column: bool,
    },
    Index(Index),
    /// `PERIOD FOR p (a, b)`: MariaDB and SQL Server.
    Period {
        name: String,
        columns: Vec<Ident>,
    },
    /// A default as a constraint: SQL Server. Its name is empty where the server makes one up.
    Default {
        name: String,
        column: Ident,
        expression: String,
    },
}

/// A column, and what is said with it.
#[derive(Debug)]
pub(super) struct ColumnItem {
    pub(super) column: Column,
    pub(super) elements: Vec<Element>,
    /// `FIRST`, `AFTER a`.
    pub(super) position: Option<Position>,
    pub(super) has_type: bool,
    /// Whether `NULL` or `NOT NULL` is said.
    pub(super) says_nullable: bool,
    /// Whether `DEFAULT` is said.
    pub(super) says_default: bool,
}

/// Where a column goes.
#[derive(Debug, Clone)]
pub(super) enum Position {
    First,
    After(Ident),
}

/// An action of `ALTER TABLE`.
#[derive(Debug)]
pub(super) enum Action {
    AddColumn {
        column: Box<ColumnItem>,
        if_not_exists: bool,
    },
    /// The whole definition anew (MySQL's `MODIFY` and `CHANGE`; SQL Server's `ALTER COLUMN`).
    ReplaceColumn {
        old: Ident,
        column: Box<ColumnItem>,
    },
    /// What is said, anew (Oracle's `MODIFY`).
    ModifyColumn {
        column: Box<ColumnItem>,
    },
    Add {
        element: Box<Element>,
        if_not_exists: bool,
    },
    DropColumn(Ident),
    DropPrimaryKey,
    DropConstraint(Ident),
    DropForeignKey(Ident),
    DropIndex(Ident),
    /// `PERIOD FOR p`.
    DropPeriod(String),
    /// With `IF EXISTS`.
    IfExists(Box<Action>),
    /// MySQL's `ADD PARTITION`, `REORGANIZE PARTITION`, …; `REMOVE PARTITIONING`.
    Repartition {
        removes: bool,
    },
    /// `DROP UNIQUE (a, b)`.
    DropUnique(Vec<Ident>),
    RenameTo(ObjectName),
    RenameColumn {
        from: Ident,
        to: Ident,
    },
    RenameIndex {
        from: Ident,
        to: Ident,
    },
    RenameConstraint {
        from: Ident,
        to: Ident,
    },
    SetDefault {
        column: Ident,
        default: Option<String>,
    },
    SetNullable {
        column: Ident,
        nullable: bool,
    },
    /// SQL Server's `ALTER COLUMN c ADD SPARSE`, `DROP PERSISTED`: the option in upper case.
    SetOption {
        column: Ident,
        option: String,
        on: bool,
    },
    /// `ENABLE` and `DISABLE`, `CHECK` and `NOCHECK CONSTRAINT`; all of them where no name is said.
    Enforce {
        name: Option<Ident>,
        enforced: bool,
    },
    /// Whether the planner sees an index: MySQL's `ALTER INDEX i INVISIBLE`.
    ShowIndex {
        name: Ident,
        visible: bool,
    },
    /// `ENGINE = …`, `COMMENT = …`, `DEFAULT CHARSET = …`, `CONVERT TO …`.
    Options(Box<TableClauses>),
    /// Storage, locks, statistics: nothing of a schema.
    Nothing,
    Unsupported {
        span: Span,
        reason: String,
    },
}

/// `GRANT`, `REVOKE`.
#[derive(Debug, Default, Clone)]
pub(super) struct GrantStatement {
    pub(super) revokes: bool,
    /// `SELECT (a, b)`, `ALL`; of the kind `role`, accounts.
    pub(super) privileges: Vec<String>,
    /// `table`, `function`, `procedure`, `database`, `role`; empty: `REVOKE ALL PRIVILEGES, GRANT OPTION FROM …`.
    pub(super) object_kind: String,
    /// `users`, `f`; of a database `*`, which is the session's own, `shop.*` or `*.*`.
    pub(super) object: String,
    /// `app@localhost`; no host where none is written.
    pub(super) grantees: Vec<String>,
    /// `WITH GRANT OPTION`, `WITH ADMIN OPTION`.
    pub(super) option: bool,
}

/// The options of a table.
#[derive(Debug, Default, Clone)]
pub(super) struct TableClauses {
    pub(super) engine: Option<String>,
    pub(super) charset: Option<String>,
    pub(super) collation: Option<String>,
    pub(super) comment: Option<String>,
    /// `CONVERT TO CHARACTER SET`: the columns' too.
    pub(super) converts: bool,
    pub(super) strict: bool,
    pub(super) without_rowid: bool,
    /// MySQL's further options, as the catalog names them: `ROW_FORMAT`, `COMPRESSED`. None: what is as usual again.
    pub(super) storage: Vec<(String, Option<String>)>,
    /// `PARTITION BY`, as written.
    pub(super) partition_by: Option<String>,
    /// SQL Server's `SYSTEM_VERSIONING = …`, as written behind the sign; `ON` for MariaDB's `WITH SYSTEM VERSIONING`.
    pub(super) versioning: Option<String>,
}
