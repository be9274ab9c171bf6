//! A small database in memory: statements in order → [`Schema`], with PostgreSQL's own rules for what the text leaves out.

mod alter_column;
mod alter_table;
mod alter_type;
mod catalog;
mod comment;
mod constraint;
mod create_table;
mod create_type;
mod drop;
mod expression_text;
mod extension;
mod finish;
mod foreign_key;
mod grant;
mod index;
mod inherit;
mod key;
mod like;
pub(crate) mod names;
mod partition;
mod query;
mod rename;
mod report;
mod routine;
mod sequence;
mod session;
mod trigger;
pub(crate) mod types;
mod unread;
mod view;

use schema_doc_diagnostics::{Diagnostics, SourceMap, Span};

pub(in crate::source::sql) use self::finish::is_tool_table;

use self::catalog::{Catalog, Oid};
use self::session::Session;
use self::types::TypeRef;
use self::unread::Unread;
use crate::list::SliceExt;
use crate::model::{MigrationAction, MigrationStep, QualifiedName, Schema};
use crate::source::sql::ast::{ObjectName, Statement, StatementKind, TypeName};

/// The state of a replay.
pub(crate) struct Replay<'a> {
    pub(crate) schema: &'a mut Schema,
    pub(crate) diagnostics: &'a mut Diagnostics,
    pub(crate) catalog: Catalog,
    pub(crate) session: Session,
    /// The statement at hand.
    span: Span,
    /// Inside a `DO` block that takes failures of its statements.
    guarded: bool,
    /// What was seen and not read.
    unread: Unread,
    /// Nearest names that were looked for: a wrong dump must not cost its square.
    nearest_searches: u32,
}

impl<'a> Replay<'a> {
    /// An empty database.
    pub(crate) fn new(schema: &'a mut Schema, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            schema,
            diagnostics,
            catalog: Catalog::new(),
            session: Session::default(),
            // before the first statement: the start of the first file
            span: Span { file: SourceMap::default().add("", ""), start: 0, end: 0 },
            guarded: false,
            unread: Unread::default(),
            nearest_searches: 0,
        }
    }

    /// Runs statements in order. `include` reads another file's, for psql's `\i`; `commits`: a transaction that is open at the end takes
    /// effect.
    pub(crate) fn run(
        &mut self,
        statements: &[Statement],
        commits: bool,
        include: &mut dyn FnMut(&mut Self, Span, &str, bool),
    ) {
        let mut at = 0;
        while let Some(statement) = statements.get(at) {
            if matches!(statement.kind, StatementKind::Begin) {
                match end_of_transaction(statements.get(at + 1..).unwrap_or_default()) {
                    Some((length, StatementKind::Rollback)) => {
                        at += length + 2;
                        continue;
                    }
                    None if !commits => {
                        let lost = statements.get(at + 1..).unwrap_or_default();
                        if lost.any(|s| !matches!(s.kind, StatementKind::Irrelevant | StatementKind::Call(_))) {
                            self.unsupported(
                                statement.span,
                                "this transaction is never committed, so nothing of it is kept",
                            );
                        }
                        return;
                    }
                    _ => {}
                }
            }
            if let StatementKind::Include { path, relative } = &statement.kind {
                include(self, statement.span, path, *relative);
            } else {
                self.statement(statement);
            }
            at += 1;
        }
    }

    /// Runs one statement.
    fn statement(&mut self, statement: &Statement) {
        let outer = std::mem::replace(&mut self.span, statement.span);
        match &statement.kind {
            StatementKind::CreateTable(create) => self.create_table(create),
            StatementKind::AlterTable(alter) => self.alter_table(alter),
            StatementKind::CreateIndex(create) => self.create_index(create),
            StatementKind::CreateView(create) => self.create_view(create),
            StatementKind::CreateType(create) => self.create_type(create),
            StatementKind::AlterType(alter) => self.alter_type(alter),
            StatementKind::CreateDomain(create) => self.create_domain(create),
            StatementKind::AlterDomain(alter) => self.alter_domain(alter),
            StatementKind::CreateSequence(create) => self.create_sequence(create),
            StatementKind::AlterSequence(alter) => self.alter_sequence(alter),
            StatementKind::CreateRoutine(create) => self.create_routine(create),
            StatementKind::CreateTrigger(create) => self.create_trigger(create),
            StatementKind::CreatePolicy(create) => self.create_policy(create),
            StatementKind::AlterPolicy(alter) => self.alter_policy(alter),
            StatementKind::CreateSchema(create) => self.create_schema(create),
            StatementKind::CreateExtension(create) => self.create_extension(create),
            StatementKind::CreateRole(create) => self.create_role(create),
            StatementKind::Grant(grant) => self.grant(grant),
            StatementKind::Revoke(revoke) => self.revoke(revoke),
            StatementKind::Comment(comment) => self.comment(comment),
            StatementKind::Drop(drop) => self.drop(drop),
            StatementKind::Alter(alter) => self.alter_object(alter),
            StatementKind::CreateOther(create) => self.create_other(create),
            StatementKind::SetSearchPath { path, local } => self.session.set_path(path.as_deref(), *local),
            StatementKind::Begin => self.session.begin(),
            StatementKind::Commit | StatementKind::Rollback => self.session.end_transaction(),
            StatementKind::Do { statements, guarded } => {
                let before = self.guarded;
                self.guarded |= *guarded;
                for statement in statements {
                    self.statement(statement);
                }
                self.guarded = before;
            }
            StatementKind::Include { .. } => {
                self.unsupported(statement.span, "a file included from inside a statement");
            }
            StatementKind::Irrelevant => {}
            StatementKind::Call(functions) => self.call(functions),
            StatementKind::Unsupported { reason } => self.unsupported(statement.span, reason),
        }
        self.span = outer;
    }

    /// What a written type means here.
    fn resolve_type(&self, written: &TypeName) -> TypeRef {
        let quoted = written.name.parts.last().is_some_and(|part| self.schema.files.text(part.span).starts_with('"'));
        types::resolve(&self.catalog, self.session.path(), written, quoted)
    }

    /// The relation of a name, looked up along the search path.
    fn find(&self, name: &ObjectName) -> Option<Oid> {
        self.catalog.find_relation(self.session.path(), name)
    }

    /// The full name that a new object gets.
    fn place(&mut self, name: &ObjectName, temporary: bool) -> QualifiedName {
        let own = names::cut(name.name());
        if temporary {
            return QualifiedName::new(catalog::TEMPORARY, own);
        }
        let namespace = match name.namespace() {
            Some("pg_temp") => catalog::TEMPORARY.to_owned(),
            Some(namespace) => {
                let namespace = names::cut(namespace);
                self.need_namespace(&namespace, name.span);
                namespace
            }
            None => self.creation_namespace(name.span),
        };
        QualifiedName::new(namespace, own)
    }

    /// The first namespace of the path that exists.
    fn creation_namespace(&mut self, span: Span) -> String {
        let path = self.session.path();
        if let Some(found) = path.find(|n| self.catalog.namespaces.contains_key(n)) {
            return found.clone();
        }
        let first = path.first().cloned().unwrap_or_else(|| "public".to_owned());
        self.need_namespace(&first, span);
        first
    }

    /// Notes a step in a table's history.
    fn step(&mut self, table: Oid, action: MigrationAction, detail: impl Into<String>) {
        let span = self.span;
        if let Some(table) = self.catalog.table_mut(table) {
            table.table.migrations.push(MigrationStep::new(span, action, detail));
        }
    }

    /// Whether a relation lives in the session only.
    fn is_temporary(&self, oid: Oid) -> bool {
        self.catalog.relation(oid).is_some_and(|r| r.id.namespace == catalog::TEMPORARY)
    }

    /// At the start of a file of its own transaction: a default session, temporary objects gone.
    pub(crate) fn new_session(&mut self) {
        self.session = Session::default();
        for oid in self.catalog.take_temporary() {
            if self.is_temporary(oid) {
                self.drop_relation(oid);
            }
        }
    }
}

/// Where and how a transaction that began just before these statements ends. A second `BEGIN` changes nothing about the first.
fn end_of_transaction(statements: &[Statement]) -> Option<(usize, &StatementKind)> {
    let ends = |s: &Statement| matches!(s.kind, StatementKind::Commit | StatementKind::Rollback);
    let end = statements.position(ends)?;
    Some((end, &statements.get(end)?.kind))
}

#[cfg(test)]
mod tests;
