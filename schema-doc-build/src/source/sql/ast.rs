//! What the reader makes of DDL: statements, close to the text, names folded. Replay gives them meaning.
//!
//! Every node has a span; expressions and bodies are kept as text.

use schema_doc_diagnostics::Span;

/// A statement and its place, terminator left out.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) span: Span,
    pub(crate) kind: StatementKind,
}

impl Statement {
    /// Whether a transaction is open behind it; `None` where it says nothing about that.
    pub(crate) fn opens_transaction(&self) -> Option<bool> {
        match self.kind {
            StatementKind::Begin => Some(true),
            StatementKind::Commit | StatementKind::Rollback => Some(false),
            _ => None,
        }
    }
}

/// An identifier, folded as the system folds it (a quoted one as written), not yet cut to the system's length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ident {
    pub(crate) name: String,
    pub(crate) span: Span,
}

/// `a`, `a.b`, `a.b.c`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ObjectName {
    pub(crate) parts: Vec<Ident>,
    pub(crate) span: Span,
}

impl ObjectName {
    /// The last part.
    pub(crate) fn name(&self) -> &str {
        self.parts.last().map_or("", |p| &p.name)
    }

    /// The part before the last.
    pub(crate) fn namespace(&self) -> Option<&str> {
        self.parts.len().checked_sub(2).map(|i| self.parts[i].name.as_str())
    }
}

/// An expression: source text, white space folded to one space, comments left out, outer parentheses of the clause (not of the expression)
/// left out. `CHECK ((a > 0))` gives `(a > 0)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expr {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypeName {
    /// `double precision` is one part of two words; `public.citext` two parts. Words of multi-word types are joined by one space and
    /// folded: `timestamp with time zone`, `character varying`, `interval day to second`; modifiers are apart.
    pub(crate) name: ObjectName,
    /// Inside the parentheses, each folded text: `255`, `10`, `Point`, `4326`.
    pub(crate) modifiers: Vec<String>,
    /// `[]`, `[3]`, `ARRAY`, `ARRAY[3]`: how many dimensions.
    pub(crate) dimensions: u32,
    /// `SETOF`.
    pub(crate) set_of: bool,
    /// `table.column%TYPE`.
    pub(crate) percent_type: bool,
    pub(crate) span: Span,
}

/// What a statement does.
#[derive(Debug, Clone)]
pub(crate) enum StatementKind {
    CreateTable(Box<CreateTable>),
    AlterTable(Box<AlterTable>),
    CreateIndex(Box<CreateIndex>),
    CreateView(Box<CreateView>),
    CreateType(Box<CreateType>),
    AlterType(Box<AlterType>),
    CreateDomain(Box<CreateDomain>),
    AlterDomain(Box<AlterDomain>),
    CreateSequence(Box<CreateSequence>),
    AlterSequence(Box<AlterSequence>),
    CreateRoutine(Box<CreateRoutine>),
    CreateTrigger(Box<CreateTrigger>),
    CreatePolicy(Box<CreatePolicy>),
    AlterPolicy(Box<AlterPolicy>),
    CreateSchema(Box<CreateSchema>),
    CreateExtension(Box<CreateExtension>),
    CreateRole(Box<CreateRole>),
    Grant(Box<GrantStatement>),
    Revoke(Box<GrantStatement>),
    Comment(Box<CommentOn>),
    Drop(Box<Drop>),
    /// `ALTER kind name …` for everything whose only modelled changes are name, namespace and owner (views, routines, extensions, schemas,
    /// collations, indexes, triggers, rules, …).
    Alter(Box<AlterObject>),
    /// `CREATE kind name …` of what is kept as text: collation, cast, operator, rule, event trigger, server, statistics, …
    CreateOther(Box<CreateOther>),
    /// `SET search_path = …`, `SELECT set_config('search_path', …, false)`; `local`: `SET LOCAL`. `None`: `DEFAULT` or `RESET`.
    SetSearchPath {
        path: Option<Vec<String>>,
        local: bool,
    },
    /// `BEGIN`, `START TRANSACTION`.
    Begin,
    /// `COMMIT`, `END`.
    Commit,
    /// `ROLLBACK`, `ABORT`; not `ROLLBACK TO`.
    Rollback,
    /// A `DO` block whose DDL is straight-line: the statements in it, in order. Statements inside count as run with `IF NOT EXISTS` where the block guards
    /// them (`EXCEPTION WHEN duplicate_object`, `IF NOT EXISTS (SELECT …) THEN`): `guarded`.
    Do {
        statements: Vec<Statement>,
        guarded: bool,
    },
    /// psql's `\i file` and `\ir file` (`relative`: to the file that it stands in).
    Include {
        path: String,
        relative: bool,
    },
    /// What shapes no schema (`INSERT`, `SELECT`, `SET`, `VACUUM`, `PUBLICATION`, …), by the list in `irrelevant`.
    Irrelevant,
    /// `SELECT f()`, `PERFORM f()`, `CALL f()`: nothing, unless a function of the schema's own changes it.
    Call(Vec<ObjectName>),
    /// DDL that is not modelled, and why.
    Unsupported {
        reason: String,
    },
}

/// `CREATE [UNLOGGED | TEMPORARY | FOREIGN] TABLE`.
#[derive(Debug, Clone)]
pub(crate) struct CreateTable {
    pub(crate) name: ObjectName,
    pub(crate) if_not_exists: bool,
    pub(crate) temporary: bool,
    pub(crate) unlogged: bool,
    pub(crate) foreign: bool,
    pub(crate) columns: Vec<ColumnDef>,
    pub(crate) constraints: Vec<TableConstraint>,
    pub(crate) likes: Vec<Like>,
    /// The order of columns, constraints and likes in the text matters for names and column order: how many columns stood before each
    /// like.
    pub(crate) inherits: Vec<ObjectName>,
    pub(crate) partition_of: Option<(ObjectName, Expr)>,
    pub(crate) partition_by: Option<PartitionBy>,
    pub(crate) of_type: Option<ObjectName>,
    pub(crate) storage: Vec<(String, String)>,
    pub(crate) tablespace: Option<String>,
    pub(crate) access_method: Option<String>,
    pub(crate) server: Option<String>,
    /// Inside the parentheses.
    pub(crate) server_options: Option<String>,
    /// `AS SELECT …`: the query.
    pub(crate) as_query: Option<Query>,
}

/// A query, as text and for what can be seen of it.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    /// Source text, comments left out, line breaks kept.
    pub(crate) text: String,
    pub(crate) span: Span,
    /// Output columns of its first `SELECT`; `None` where they cannot be told from the text.
    pub(crate) outputs: Option<Vec<QueryOutput>>,
    /// Names behind `FROM` and `JOIN`, anywhere in it, without those of its own `WITH`, each with its alias.
    pub(crate) tables: Vec<(ObjectName, Option<Ident>)>,
}

/// An output column of a query.
#[derive(Debug, Clone)]
pub(crate) enum QueryOutput {
    /// `*`, `t.*`.
    Wildcard(Option<Ident>),
    /// An expression and its name: the alias, else what the system calls it (`count`, `?column?`).
    Named { name: String, column: Option<ObjectName>, cast: Option<TypeName>, expr: Expr },
}

/// `LIKE source INCLUDING …`.
#[derive(Debug, Clone)]
pub(crate) struct Like {
    pub(crate) source: ObjectName,
    /// Columns that stand before it.
    #[cfg_attr(not(test), expect(dead_code, reason = "the spans say it too"))]
    pub(crate) position: usize,
    /// In order: `true` for `INCLUDING`; the option in lower case (`all`, `defaults`, `constraints`, …).
    pub(crate) options: Vec<(bool, String)>,
    pub(crate) span: Span,
}

/// `PARTITION BY strategy (keys)`.
#[derive(Debug, Clone)]
pub(crate) struct PartitionBy {
    /// In lower case.
    pub(crate) strategy: String,
    pub(crate) keys: Vec<KeyDef>,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub(crate) struct ColumnDef {
    pub(crate) name: Ident,
    /// Missing in `OF type` and `PARTITION OF` tables (`name WITH OPTIONS …`).
    pub(crate) data_type: Option<TypeName>,
    pub(crate) constraints: Vec<ColumnConstraint>,
    /// `COLLATE`, as an object name.
    pub(crate) collation: Option<ObjectName>,
    /// `STORAGE x`, `COMPRESSION x`, `OPTIONS (…)`: the clauses as text.
    pub(crate) options: Vec<String>,
    pub(crate) span: Span,
}

/// A constraint behind a column.
#[derive(Debug, Clone)]
pub(crate) struct ColumnConstraint {
    pub(crate) name: Option<Ident>,
    pub(crate) kind: ColumnConstraintKind,
    pub(crate) attributes: ConstraintAttributes,
    pub(crate) span: Span,
}

#[expect(clippy::large_enum_variant, reason = "short-lived, and few of them are small")]
#[derive(Debug, Clone)]
pub(crate) enum ColumnConstraintKind {
    Null,
    NotNull {
        no_inherit: bool,
    },
    Default(Expr),
    Check(Expr),
    Unique {
        nulls_not_distinct: bool,
        storage: Vec<(String, String)>,
        tablespace: Option<String>,
    },
    PrimaryKey {
        storage: Vec<(String, String)>,
        tablespace: Option<String>,
    },
    References(References),
    /// `GENERATED ALWAYS AS (…)`.
    Generated {
        expr: Expr,
        stored: bool,
    },
    Identity {
        always: bool,
        options: SequenceClauses,
    },
}

/// `DEFERRABLE`, `NOT VALID`, … behind any constraint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ConstraintAttributes {
    pub(crate) deferrable: Option<bool>,
    pub(crate) initially_deferred: Option<bool>,
    pub(crate) not_valid: bool,
    pub(crate) enforced: Option<bool>,
    pub(crate) no_inherit: bool,
}

/// `REFERENCES t (…) …`.
#[derive(Debug, Clone)]
pub(crate) struct References {
    pub(crate) table: ObjectName,
    pub(crate) columns: Vec<Ident>,
    pub(crate) period: bool,
    pub(crate) match_full: bool,
    pub(crate) on_delete: crate::model::Action,
    pub(crate) on_delete_columns: Vec<Ident>,
    pub(crate) on_update: crate::model::Action,
}

/// A constraint of a table.
#[derive(Debug, Clone)]
pub(crate) struct TableConstraint {
    pub(crate) name: Option<Ident>,
    pub(crate) kind: TableConstraintKind,
    pub(crate) attributes: ConstraintAttributes,
    pub(crate) span: Span,
}

#[derive(Debug, Clone)]
pub(crate) enum TableConstraintKind {
    Check(Expr),
    NotNull {
        column: Ident,
        no_inherit: bool,
    },
    Unique {
        columns: Vec<Ident>,
        include: Vec<Ident>,
        nulls_not_distinct: bool,
        without_overlaps: bool,
        storage: Vec<(String, String)>,
        tablespace: Option<String>,
    },
    PrimaryKey {
        columns: Vec<Ident>,
        include: Vec<Ident>,
        without_overlaps: bool,
        storage: Vec<(String, String)>,
        tablespace: Option<String>,
    },
    /// `UNIQUE USING INDEX i`, `PRIMARY KEY USING INDEX i`.
    UsingIndex {
        primary: bool,
        index: Ident,
    },
    ForeignKey {
        columns: Vec<Ident>,
        period: bool,
        references: References,
    },
    Exclude {
        method: String,
        elements: Vec<(KeyDef, String)>,
        include: Vec<Ident>,
        predicate: Option<Expr>,
        storage: Vec<(String, String)>,
        tablespace: Option<String>,
    },
}

/// A key of an index, of an exclusion constraint or of a partitioning.
#[derive(Debug, Clone)]
pub(crate) struct KeyDef {
    pub(crate) target: KeyDefTarget,
    pub(crate) collation: Option<ObjectName>,
    /// As written, parameters included.
    pub(crate) opclass: Option<String>,
    pub(crate) descending: bool,
    /// `NULLS FIRST`: `Some(true)`.
    pub(crate) nulls_first: Option<bool>,
    pub(crate) span: Span,
}

#[derive(Debug, Clone)]
pub(crate) enum KeyDefTarget {
    Column(Ident),
    /// A function call, or what stands in the key's own parentheses (left out).
    Expr(Expr),
}

/// `ALTER [FOREIGN] TABLE`, and what `ALTER TABLE` may be said of: views, indexes, sequences.
#[derive(Debug, Clone)]
pub(crate) struct AlterTable {
    pub(crate) name: ObjectName,
    pub(crate) if_exists: bool,
    pub(crate) only: bool,
    pub(crate) actions: Vec<AlterAction>,
}

/// One action of `ALTER TABLE`.
#[derive(Debug, Clone)]
pub(crate) struct AlterAction {
    pub(crate) kind: AlterActionKind,
    pub(crate) span: Span,
}

#[derive(Debug, Clone)]
pub(crate) enum AlterActionKind {
    AddColumn {
        column: ColumnDef,
        if_not_exists: bool,
    },
    DropColumn {
        name: Ident,
        if_exists: bool,
        cascade: bool,
    },
    AlterColumn {
        name: Ident,
        change: ColumnChange,
    },
    AddConstraint(TableConstraint),
    DropConstraint {
        name: Ident,
        if_exists: bool,
        cascade: bool,
    },
    AlterConstraint {
        name: Ident,
        attributes: ConstraintAttributes,
    },
    ValidateConstraint(Ident),
    RenameTable(Ident),
    RenameColumn {
        from: Ident,
        to: Ident,
    },
    RenameConstraint {
        from: Ident,
        to: Ident,
    },
    SetSchema(Ident),
    OwnerTo(String),
    RowSecurity {
        enabled: Option<bool>,
        forced: Option<bool>,
    },
    AttachPartition {
        partition: ObjectName,
        bound: Expr,
    },
    DetachPartition(ObjectName),
    Inherit(ObjectName),
    NoInherit(ObjectName),
    OfType(Option<ObjectName>),
    /// The new state: `DISABLE`, `ENABLE REPLICA`, `ENABLE ALWAYS`; `None` is `ENABLE`. `name` is `None` for `ALL` and `USER`.
    TriggerState {
        name: Option<Ident>,
        state: Option<&'static str>,
    },
    SetStorage(Vec<(String, String)>),
    ResetStorage(Vec<String>),
    SetLogged(bool),
    SetTablespace(String),
    SetAccessMethod(String),
    ReplicaIdentity(String),
    ClusterOn(Option<Ident>),
    ServerOptions(String),
    /// Shapes nothing that is modelled, by a list in the reader.
    Irrelevant,
    Unsupported {
        reason: String,
    },
}

#[derive(Debug, Clone)]
pub(crate) enum ColumnChange {
    Type {
        data_type: TypeName,
        collation: Option<ObjectName>,
    },
    SetDefault(Expr),
    DropDefault,
    SetNotNull,
    DropNotNull,
    AddIdentity {
        always: bool,
        options: SequenceClauses,
    },
    SetIdentity {
        always: Option<bool>,
        options: SequenceClauses,
    },
    DropIdentity {
        if_exists: bool,
    },
    SetExpression(Expr),
    DropExpression {
        if_exists: bool,
    },
    /// `STORAGE x`, `COMPRESSION x`, `STATISTICS n`, `OPTIONS (…)`, `(n_distinct = …)`: kept as text.
    Option(String),
}

/// `CREATE [UNIQUE] INDEX`.
#[derive(Debug, Clone)]
pub(crate) struct CreateIndex {
    pub(crate) name: Option<Ident>,
    pub(crate) if_not_exists: bool,
    pub(crate) unique: bool,
    pub(crate) only: bool,
    pub(crate) table: ObjectName,
    /// `btree` where not written.
    pub(crate) method: String,
    pub(crate) keys: Vec<KeyDef>,
    pub(crate) include: Vec<Ident>,
    pub(crate) nulls_not_distinct: bool,
    pub(crate) storage: Vec<(String, String)>,
    pub(crate) tablespace: Option<String>,
    pub(crate) predicate: Option<Expr>,
}

/// `CREATE [MATERIALIZED] VIEW`.
#[derive(Debug, Clone)]
pub(crate) struct CreateView {
    pub(crate) name: ObjectName,
    pub(crate) or_replace: bool,
    pub(crate) if_not_exists: bool,
    pub(crate) temporary: bool,
    pub(crate) materialized: bool,
    #[expect(dead_code, reason = "the query says it too")]
    pub(crate) recursive: bool,
    pub(crate) columns: Vec<Ident>,
    pub(crate) query: Query,
}

/// `CREATE TYPE`.
#[derive(Debug, Clone)]
pub(crate) struct CreateType {
    pub(crate) name: ObjectName,
    pub(crate) kind: CreateTypeKind,
}

#[derive(Debug, Clone)]
pub(crate) enum CreateTypeKind {
    Enum(Vec<(String, Span)>),
    Composite(Vec<ColumnDef>),
    Range(Vec<(String, String)>),
    /// A base type, or a shell one.
    Base,
}

/// `ALTER TYPE`.
#[derive(Debug, Clone)]
pub(crate) struct AlterType {
    pub(crate) name: ObjectName,
    pub(crate) actions: Vec<AlterTypeAction>,
}

#[derive(Debug, Clone)]
pub(crate) enum AlterTypeAction {
    AddValue {
        value: String,
        if_not_exists: bool,
        /** `(true, 'x')` is `BEFORE 'x'`. */
        place: Option<(bool, String)>,
    },
    RenameValue {
        from: String,
        to: String,
    },
    AddAttribute(ColumnDef),
    DropAttribute {
        name: Ident,
        if_exists: bool,
    },
    AlterAttribute {
        name: Ident,
        data_type: TypeName,
    },
    RenameAttribute {
        from: Ident,
        to: Ident,
    },
    Rename(Ident),
    SetSchema(Ident),
    OwnerTo(#[expect(dead_code, reason = "the model has owners of tables and schemas only")] String),
    Irrelevant,
}

/// `CREATE DOMAIN`.
#[derive(Debug, Clone)]
pub(crate) struct CreateDomain {
    pub(crate) name: ObjectName,
    pub(crate) data_type: TypeName,
    pub(crate) collation: Option<ObjectName>,
    pub(crate) default: Option<Expr>,
    pub(crate) not_null: bool,
    pub(crate) checks: Vec<(Option<Ident>, Expr, Span)>,
}

/// `ALTER DOMAIN`.
#[derive(Debug, Clone)]
pub(crate) struct AlterDomain {
    pub(crate) name: ObjectName,
    pub(crate) action: AlterDomainAction,
}

#[derive(Debug, Clone)]
pub(crate) enum AlterDomainAction {
    SetDefault(Expr),
    DropDefault,
    SetNotNull,
    DropNotNull,
    AddCheck { name: Option<Ident>, expr: Expr, not_valid: bool, span: Span },
    DropConstraint { name: Ident, if_exists: bool },
    RenameConstraint { from: Ident, to: Ident },
    ValidateConstraint(Ident),
    Rename(Ident),
    SetSchema(Ident),
    OwnerTo(#[expect(dead_code, reason = "the model has owners of tables and schemas only")] String),
}

/// The clauses of a sequence.
#[expect(clippy::option_option, reason = "not said, said to be none, said to be some")]
#[derive(Debug, Clone, Default)]
pub(crate) struct SequenceClauses {
    pub(crate) data_type: Option<TypeName>,
    pub(crate) start: Option<i128>,
    pub(crate) increment: Option<i128>,
    /// `Some(None)`: `NO MINVALUE`.
    pub(crate) minimum: Option<Option<i128>>,
    pub(crate) maximum: Option<Option<i128>>,
    pub(crate) cache: Option<i128>,
    pub(crate) cycle: Option<bool>,
    /// `OWNED BY t.c`; `Some(None)`: `OWNED BY NONE`.
    pub(crate) owned_by: Option<Option<ObjectName>>,
    /// `SEQUENCE NAME`, of an identity column.
    pub(crate) sequence_name: Option<ObjectName>,
    pub(crate) restart: bool,
}

/// `CREATE SEQUENCE`.
#[derive(Debug, Clone)]
pub(crate) struct CreateSequence {
    pub(crate) name: ObjectName,
    pub(crate) if_not_exists: bool,
    pub(crate) temporary: bool,
    pub(crate) clauses: SequenceClauses,
}

/// `ALTER SEQUENCE`.
#[derive(Debug, Clone)]
pub(crate) struct AlterSequence {
    pub(crate) name: ObjectName,
    pub(crate) if_exists: bool,
    pub(crate) action: AlterSequenceAction,
}

#[expect(clippy::large_enum_variant, reason = "short-lived, and few of them are small")]
#[derive(Debug, Clone)]
pub(crate) enum AlterSequenceAction {
    Clauses(SequenceClauses),
    Rename(Ident),
    SetSchema(Ident),
    OwnerTo(#[expect(dead_code, reason = "the model has owners of tables and schemas only")] String),
    Irrelevant,
}

/// `CREATE FUNCTION`, `PROCEDURE`, `AGGREGATE`.
#[derive(Debug, Clone)]
pub(crate) struct CreateRoutine {
    pub(crate) name: ObjectName,
    pub(crate) kind: crate::model::RoutineKind,
    pub(crate) or_replace: bool,
    pub(crate) arguments: Vec<ArgumentDef>,
    pub(crate) returns: Option<Returns>,
    pub(crate) language: Option<String>,
    /// In lower case.
    pub(crate) volatility: Option<String>,
    pub(crate) security_definer: bool,
    pub(crate) body: Option<Span>,
}

#[derive(Debug, Clone)]
pub(crate) enum Returns {
    Type(TypeName),
    Table(Vec<(Ident, TypeName)>),
}

#[derive(Debug, Clone)]
pub(crate) struct ArgumentDef {
    pub(crate) name: Option<Ident>,
    pub(crate) mode: crate::model::ArgumentMode,
    pub(crate) data_type: TypeName,
    pub(crate) default: Option<Expr>,
}

/// `CREATE [CONSTRAINT] TRIGGER`.
#[derive(Debug, Clone)]
pub(crate) struct CreateTrigger {
    pub(crate) name: Ident,
    pub(crate) or_replace: bool,
    pub(crate) table: ObjectName,
    pub(crate) timing: &'static str,
    /// `insert`, `update`, `delete`, `truncate`, each with its `OF` columns.
    pub(crate) events: Vec<(&'static str, Vec<Ident>)>,
    /// `row` or `statement`.
    pub(crate) level: &'static str,
    pub(crate) condition: Option<Expr>,
    pub(crate) function: ObjectName,
}

/// `CREATE POLICY`.
#[derive(Debug, Clone)]
pub(crate) struct CreatePolicy {
    pub(crate) name: Ident,
    pub(crate) table: ObjectName,
    pub(crate) permissive: bool,
    pub(crate) command: &'static str,
    pub(crate) roles: Vec<String>,
    pub(crate) using: Option<Expr>,
    pub(crate) with_check: Option<Expr>,
}

/// `ALTER POLICY`.
#[derive(Debug, Clone)]
pub(crate) struct AlterPolicy {
    pub(crate) name: Ident,
    pub(crate) table: ObjectName,
    pub(crate) rename: Option<Ident>,
    pub(crate) roles: Option<Vec<String>>,
    pub(crate) using: Option<Expr>,
    pub(crate) with_check: Option<Expr>,
}

/// `CREATE SCHEMA`.
#[derive(Debug, Clone)]
pub(crate) struct CreateSchema {
    pub(crate) name: Option<Ident>,
    pub(crate) if_not_exists: bool,
    pub(crate) owner: Option<String>,
    /// Statements inside it; their unqualified names are of this schema.
    pub(crate) elements: Vec<Statement>,
}

/// `CREATE EXTENSION`.
#[derive(Debug, Clone)]
pub(crate) struct CreateExtension {
    pub(crate) name: Ident,
    pub(crate) if_not_exists: bool,
    pub(crate) namespace: Option<Ident>,
    pub(crate) version: Option<String>,
}

/// `CREATE ROLE`, `USER`, `GROUP`; `ALTER ROLE` with options is `CreateRole { alter: true }`.
#[derive(Debug, Clone)]
pub(crate) struct CreateRole {
    pub(crate) name: Ident,
    pub(crate) alter: bool,
    pub(crate) login: Option<bool>,
    /// As written, upper-cased keywords, the password's value replaced by nothing.
    pub(crate) options: String,
    pub(crate) member_of: Vec<String>,
}

/// `GRANT`, `REVOKE`.
#[derive(Debug, Clone)]
pub(crate) struct GrantStatement {
    /// Upper case, columns included: `SELECT (a, b)`. For `GRANT role TO role`: the roles, and `object_kind` is `role`.
    pub(crate) privileges: Vec<String>,
    /// `table`, `sequence`, `function`, `procedure`, `routine`, `schema`, `type`, `domain`, `database`, `language`, `all tables in schema`, `all sequences in schema`,
    /// `all functions in schema`, `default tables`, …
    pub(crate) object_kind: String,
    pub(crate) objects: Vec<GrantObject>,
    pub(crate) grantees: Vec<String>,
    pub(crate) with_grant_option: bool,
    #[expect(dead_code, reason = "who granted what further is not known from the text")]
    pub(crate) cascade: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct GrantObject {
    pub(crate) name: ObjectName,
    /// A routine's argument types.
    pub(crate) arguments: Option<Vec<ArgumentDef>>,
}

/// `COMMENT ON`.
#[derive(Debug, Clone)]
pub(crate) struct CommentOn {
    /// In lower case: `table`, `column`, `constraint`, `materialized view`, `operator class`, …
    pub(crate) kind: String,
    /// `a.b.c` for columns; the constraint's, trigger's or policy's own name.
    pub(crate) name: ObjectName,
    /// `ON table` of constraints, triggers, policies, rules; `ON DOMAIN d` sets `on_domain`.
    pub(crate) on: Option<ObjectName>,
    pub(crate) on_domain: bool,
    pub(crate) arguments: Option<Vec<ArgumentDef>>,
    /// `None` for `IS NULL`.
    pub(crate) text: Option<String>,
    pub(crate) text_span: Span,
}

/// `DROP`.
#[derive(Debug, Clone)]
pub(crate) struct Drop {
    /// In lower case: `table`, `view`, `materialized view`, `index`, `type`, `owned`, …
    pub(crate) kind: String,
    pub(crate) objects: Vec<DropObject>,
    pub(crate) if_exists: bool,
    pub(crate) cascade: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct DropObject {
    pub(crate) name: ObjectName,
    /// `ON table` of triggers, policies, rules.
    pub(crate) on: Option<ObjectName>,
    pub(crate) arguments: Option<Vec<ArgumentDef>>,
}

/// `ALTER kind name …`.
#[derive(Debug, Clone)]
pub(crate) struct AlterObject {
    /// In lower case, as in `Drop`.
    pub(crate) kind: String,
    pub(crate) object: DropObject,
    pub(crate) if_exists: bool,
    pub(crate) action: AlterObjectAction,
}

#[derive(Debug, Clone)]
pub(crate) enum AlterObjectAction {
    Rename(Ident),
    /// `ALTER VIEW v RENAME COLUMN a TO b`.
    RenameColumn {
        from: Ident,
        to: Ident,
    },
    SetSchema(Ident),
    OwnerTo(#[expect(dead_code, reason = "the model has owners of tables and schemas only")] String),
    /// `ALTER FUNCTION f STABLE SECURITY DEFINER`: what was said.
    RoutineOptions {
        volatility: Option<String>,
        security_definer: Option<bool>,
    },
    /// `ALTER INDEX i ATTACH PARTITION p`.
    AttachPartition(ObjectName),
    /// `ALTER VIEW v ALTER COLUMN c SET DEFAULT …`, `SET (…)`, …: shapes nothing that is modelled.
    Irrelevant,
}

/// `CREATE kind name …` of what is kept as text.
#[derive(Debug, Clone)]
pub(crate) struct CreateOther {
    /// In lower case, as in `COMMENT ON`.
    pub(crate) kind: String,
    /// For casts, `(a AS b)` as one part.
    pub(crate) name: ObjectName,
    pub(crate) or_replace: bool,
    pub(crate) if_not_exists: bool,
    /// `ON table`.
    pub(crate) table: Option<ObjectName>,
}
