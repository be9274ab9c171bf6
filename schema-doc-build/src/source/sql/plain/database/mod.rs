//! A small database in memory: statements in order → tables, with the system's own rules for what the text leaves out.

mod alter;
pub(super) mod charset;
mod finish;
pub(in crate::source::sql) mod grant;
mod names;
mod object_type;
mod part;
mod rewrite;
mod server;
mod sqlite;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, SourceMap, Span, nearest};

use super::ast::{CreateTable, DropKind, RenamedPart, Statement, StatementKind, TransactionStep};
use super::parse;
use super::sql_plus::Included;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{
    Column, Definition, Index, MigrationAction, MigrationStep, QualifiedName, Routine, Schema, Sequence,
    SequenceOptions, System, Table, Trigger, Unsupported, View,
};
use crate::ordered::{Map, Set};
use crate::source::sql::ast::{Ident, ObjectName, Query};
use crate::source::sql::dialect::Dialect;

/// Bytes of bodies of procedures that are run, at most, whatever calls what.
const CALL_BUDGET: usize = 1 << 20;

/// Procedures that call procedures, at most.
const DEEPEST_CALL: u32 = 16;

/// Nearest names that a replay looks for at most.
const NEAREST_SEARCHES: u32 = 50;

/// The state of a replay.
pub(super) struct Database<'a> {
    pub(super) schema: &'a mut Schema,
    pub(super) diagnostics: &'a mut Diagnostics,
    /// In order of creation; `None` where one was dropped.
    tables: Vec<Option<Slot>>,
    /// Where each table stands, by the name that it is found by.
    names: Map<QualifiedName, usize>,
    views: Vec<(View, Query)>,
    routines: Vec<Routine>,
    sequences: Vec<Sequence>,
    /// Names of views, routines and the like that were made from text that was not read.
    unread: Set<String>,
    /// SQL that is made at run time was not read: anything may be there.
    blind: bool,
    /// The statement at hand.
    span: Span,
    guarded: bool,
    created: u32,
    /// Nearest names that were looked for.
    nearest_searches: u32,
    /// SQLite's.
    settings: sqlite::Settings,
    /// Oracle's: the attributes of object types.
    object_types: Map<QualifiedName, Vec<Column>>,
    /// Bytes of bodies that calls may still run, and make.
    call_budget: usize,
    /// How many procedures the statement at hand stands in.
    call_depth: u32,
    /// Names of temporary views and triggers: they are gone at the end.
    temporary: Set<String>,
}

/// A table and what is known of it.
struct Slot {
    table: Table,
    temporary: bool,
    /// Columns that nobody can tell from the text may be there.
    partial: bool,
    /// `InnoDB`'s: the highest number in the name of a foreign key when the statement at hand began.
    last_foreign_key: u32,
    /// SQL Server: the defaults that are constraints with a name, each with its column.
    defaults: Vec<(String, String)>,
}

impl<'a> Database<'a> {
    pub(super) fn new(schema: &'a mut Schema, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            schema,
            diagnostics,
            tables: Vec::new(),
            names: Map::new(),
            views: Vec::new(),
            routines: Vec::new(),
            sequences: Vec::new(),
            unread: Set::new(),
            blind: false,
            span: Span { file: SourceMap::default().add("", ""), start: 0, end: 0 },
            guarded: false,
            created: 0,
            nearest_searches: 0,
            settings: sqlite::Settings::default(),
            object_types: Map::new(),
            call_budget: CALL_BUDGET,
            call_depth: 0,
            temporary: Set::new(),
        }
    }

    fn system(&self) -> System {
        self.schema.system
    }

    /// Runs a statement.
    pub(super) fn run(&mut self, statement: Statement) {
        self.span = statement.span;
        self.guarded = statement.guarded;
        match statement.kind {
            StatementKind::CreateTable(create) => self.create_table(*create),
            StatementKind::AlterTable { table, if_exists, actions } => self.alter_table(&table, if_exists, actions),
            StatementKind::CreateIndex { table, index, or_replace, if_not_exists } => {
                if or_replace && let Some(at) = self.table_at(&self.id(&table)) {
                    self.take_index(at, &index.name);
                }
                self.create_index(&table, *index, if_not_exists);
            }
            StatementKind::DropIndex { name, table, if_exists } => self.drop_index(&name, table.as_ref(), if_exists),
            StatementKind::Rename { from, to, part } => self.rename(from, &to, part),
            StatementKind::CreateView { name, view, query, or_replace, if_not_exists } => {
                self.create_view(&name, *view, *query, or_replace, if_not_exists);
            }
            StatementKind::CreateTrigger { name, table, trigger, or_replace, if_not_exists } => {
                self.create_trigger(&name, table.as_ref(), *trigger, or_replace, if_not_exists);
            }
            StatementKind::CreateRoutine { name, mut routine, or_replace, if_not_exists } => {
                routine.id = self.id(&name);
                routine.definition = self.definition();
                routine.created = self.next_created();
                let same = self.routines.position(|other| other.id == routine.id && other.kind == routine.kind);
                match same {
                    Some(_) if if_not_exists => {}
                    Some(at) if or_replace => self.routines[at] = *routine,
                    Some(_) => self.duplicate(routine.kind.as_str(), &name),
                    None => self.routines.push(*routine),
                }
            }
            StatementKind::CreateSequence { name, mut sequence, or_replace, if_not_exists } => {
                sequence.id = self.id(&name);
                self.sequences.keep(|other| !or_replace || other.id != sequence.id);
                sequence.span = Some(self.span);
                sequence.created = self.next_created();
                if self.sequences.any(|other| other.id == sequence.id) {
                    if !if_not_exists {
                        self.duplicate("sequence", &name);
                    }
                } else {
                    self.sequences.push(*sequence);
                }
            }
            StatementKind::CreateSchema(name) => {
                if !self.schema.namespaces.any(|namespace| namespace.name == name.name) {
                    let namespace = crate::model::Namespace { name: name.name, ..crate::model::Namespace::default() };
                    self.schema.namespaces.push(namespace);
                }
            }
            StatementKind::Grant(statement) => self.grant(*statement),
            StatementKind::Roles { roles, drops } => self.roles(&roles, drops),
            StatementKind::CreateDomain { name, mut domain } => {
                domain.id = self.id(&name);
                domain.span = Some(self.span);
                domain.created = self.next_created();
                let key = self.key(&domain.id);
                if self.schema.domains.any(|other| self.key(&other.id) == key) {
                    self.duplicate("type", &name);
                } else {
                    self.schema.domains.push(*domain);
                }
            }
            StatementKind::AlterSequence { name, options } => {
                let id = self.id(&name);
                let (system, written) = (self.system(), name.namespace().is_some());
                let found = self.sequences.find_mut(|other| {
                    system.same_name(&other.id.name, &id.name) && (!written || other.id.namespace == id.namespace)
                });
                match found {
                    Some(sequence) => change_sequence(&mut sequence.options, &options),
                    None => self.unknown("sequence", &name),
                }
            }
            StatementKind::Transfer { table, namespace } => {
                if let Some(at) = self.find(&table, false) {
                    let name = table.name().to_owned();
                    self.move_table(at, QualifiedName::new(namespace.name, name));
                }
            }
            StatementKind::CreateOther { name, mut other, or_replace, object_type } => {
                if let Some(object_type) = object_type {
                    self.create_object_type(&name, *object_type);
                }
                other.id = self.id(&name);
                other.definition = self.definition();
                other.created = self.next_created();
                let same = self.schema.others.position(|o| o.id == other.id && o.kind == other.kind);
                match same {
                    Some(at) if or_replace => self.schema.others[at] = *other,
                    _ => self.schema.others.push(*other),
                }
            }
            StatementKind::Drop { kind, names, if_exists, cascade } => {
                for name in &names {
                    self.drop(kind, name, if_exists, cascade);
                }
            }
            StatementKind::Description { kind, owner, name, text } => self.describe(&kind, &owner, &name, text),
            StatementKind::Comment { table, column, text } => self.comment(&table, column.as_ref(), text),
            StatementKind::Pragma { name, on } => self.settings.set(&name, on),
            StatementKind::Transaction { step, savepoint } if savepoint.is_empty() => {
                self.settings.transaction(step == TransactionStep::Begins);
            }
            StatementKind::CreateTemporary(name) => {
                self.temporary.insert(name.to_lowercase());
            }
            StatementKind::Call { routine, arguments } => self.call(&routine, arguments),
            StatementKind::Transaction { .. } | StatementKind::Include(_) | StatementKind::Irrelevant => {}
            StatementKind::Unsupported(reason) => {
                self.blind |= reason == parse::RUN_TIME;
                self.unsupported(statement.span, reason);
            }
        }
    }

    /// Runs the DDL of a procedure.
    fn call(&mut self, name: &ObjectName, arguments: Vec<Option<String>>) {
        let id = self.id(name);
        let Some(routine) = self.routines.find(|routine| routine.id == id) else { return };
        let Some(body) = routine.body else { return };
        let names = routine.arguments.iter().filter_map(|argument| argument.name.clone());
        let parameters = names.zip(arguments).filter_map(|(name, value)| Some((name, value?))).collect_vec();
        let left = self.call_budget.checked_sub(body.end.saturating_sub(body.start) as usize);
        let Some(left) = left.filter(|_| self.call_depth < DEEPEST_CALL) else {
            self.unsupported(self.span, "procedures are read up to a megabyte, and to a depth of 16 calls");
            return;
        };
        self.call_budget = left;
        let text = self.schema.files.file(body.file).shared_text();
        let dialect = Dialect::of(self.system());
        let heard = (&mut self.call_budget, &mut *self.diagnostics);
        let statements = parse::called(&text, body, dialect, parameters, heard);
        self.call_depth += 1;
        for statement in statements {
            self.run(statement);
        }
        self.call_depth -= 1;
    }

    /// At the start of a file that is run by itself: temporary tables are gone. A tool runs all files through one connection, whose settings
    /// stay.
    pub(super) fn new_session(&mut self) {
        for at in 0..self.tables.len() {
            if self.tables[at].as_ref().is_some_and(|slot| slot.temporary) {
                self.remove(at);
            }
        }
    }

    fn next_created(&mut self) -> u32 {
        self.created += 1;
        self.created
    }

    fn definition(&self) -> Definition {
        Definition { span: Some(self.span), ..Definition::default() }
    }

    /// The full name of what is written.
    fn id(&self, name: &ObjectName) -> QualifiedName {
        let namespace = match self.system() {
            System::SqlServer | System::Oracle => name.namespace().filter(|n| !n.is_empty()),
            System::Sqlite => name.namespace().filter(|n| !n.eq_ignore_ascii_case("main")),
            // A database, which is not part of a schema.
            _ => None,
        };
        QualifiedName::new(namespace.unwrap_or(&self.schema.default_namespace), name.name())
    }

    /// What a name is found by.
    fn key(&self, id: &QualifiedName) -> QualifiedName {
        match self.system() {
            System::Sqlite | System::SqlServer => {
                QualifiedName::new(id.namespace.to_lowercase(), id.name.to_lowercase())
            }
            _ => id.clone(),
        }
    }

    fn table_at(&self, id: &QualifiedName) -> Option<usize> {
        // ATTACH DATABASE: a temporary table hides the other of its name.
        if self.system() == System::Sqlite
            && let Some(&at) = self.names.get(&self.key(&QualifiedName::new(sqlite::TEMPORARY, &*id.name)))
            && id.namespace == self.schema.default_namespace
        {
            return Some(at);
        }
        if let Some(&at) = self.names.get(&self.key(id)) {
            return Some(at);
        }
        // Oracle: `HR.EMPLOYEES` and `EMPLOYEES` are one in a script that HR runs.
        if self.system() != System::Oracle {
            return None;
        }
        let mut same = self
            .names
            .iter()
            .filter(|(key, _)| key.name == id.name && (key.namespace.is_empty() || id.namespace.is_empty()));
        same.next().map(|(_, &at)| at)
    }

    /// The table of that name; reports it where there is none.
    fn find(&mut self, name: &ObjectName, if_exists: bool) -> Option<usize> {
        let id = self.id(name);
        let found = self.table_at(&id);
        if found.is_none() && !if_exists {
            self.unknown("table", name);
        }
        found
    }

    fn table(&mut self, at: usize) -> Option<&mut Table> {
        self.tables.get_mut(at)?.as_mut().map(|slot| &mut slot.table)
    }

    fn create_table(&mut self, create: CreateTable) {
        let Some(name) = create.name else { return };
        let mut id = self.id(&name);
        let mut temporary = create.temporary;
        if self.system() == System::Sqlite {
            temporary |= id.namespace.eq_ignore_ascii_case(sqlite::TEMPORARY);
            if temporary {
                sqlite::TEMPORARY.clone_into(&mut id.namespace);
            } else if id.namespace != self.schema.default_namespace {
                self.unsupported(self.span, format!("`{}` is another database, which is attached", id.namespace));
                return;
            }
        }
        if let Some(at) = self.names.get(&self.key(&id)).copied() {
            if create.or_replace {
                self.remove(at);
            } else {
                if !create.if_not_exists {
                    self.duplicate("table", &name);
                }
                return;
            }
        }
        if self.views.any(|(view, _)| self.key(&view.id) == self.key(&id)) {
            if !create.if_not_exists {
                self.duplicate("view", &name);
            }
            return;
        }
        let mut table = create.table;
        self.nulls_of_types(&create.silent, &mut table);
        if let Some(like) = &create.like {
            let Some(at) = self.find(like, false) else { return };
            if let Some(source) = self.table(at) {
                table = source.clone();
                // MySQL 8.4, CREATE TABLE … LIKE: no foreign keys.
                table.foreign_keys.clear();
                table.triggers.clear();
                table.migrations.clear();
            }
        }
        if let Some(of) = &create.of
            && !self.columns_of_type(of, &mut table)
        {
            self.unsupported(self.span, format!("the columns are those of the object type `{}`", of.name()));
            return;
        }
        table.id = id.clone();
        table.definition = self.definition();
        table.created = self.next_created();
        table.migrations.push(MigrationStep::new(self.span, MigrationAction::Created, ""));
        for column in &mut table.columns {
            column.added_in = Some(self.span.file);
        }
        if self.system().is_mysql() && create.like.is_none() {
            let mut columns = std::mem::take(&mut table.columns);
            for column in &mut columns {
                charset::settle(&table, column);
            }
            table.columns = columns;
        }
        let slot = Slot { table, temporary, partial: false, last_foreign_key: 0, defaults: Vec::new() };
        let at = self.tables.len();
        self.names.insert(self.key(&id), at);
        self.tables.push(Some(slot));
        for element in create.elements {
            self.add(at, element, true);
        }
        if let Some(query) = create.query
            && self.columns_of_query(at, &query)
        {
            return;
        }
        if let Some(span) = create.as_query {
            if let Some(slot) = self.tables[at].as_mut() {
                slot.partial = true;
            }
            self.unsupported(span, format!("the columns of `{}` are those of a query", name.name()));
        }
    }

    fn create_view(&mut self, name: &ObjectName, mut view: View, query: Query, or_replace: bool, if_not_exists: bool) {
        view.id = self.id(name);
        let same = self.views.position(|(other, _)| self.key(&other.id) == self.key(&view.id));
        view.definition = self.definition();
        view.query.clone_from(&query.text);
        view.created = self.next_created();
        // A comment may name a column of it.
        if view.columns.is_empty() && matches!(self.system(), System::SqlServer | System::Oracle) {
            view.columns = self.outputs(&query);
        }
        match same {
            Some(_) if if_not_exists => {}
            Some(at) if or_replace => self.views[at] = (view, query),
            Some(_) => self.duplicate("view", name),
            None => self.views.push((view, query)),
        }
    }

    fn create_trigger(
        &mut self,
        name: &ObjectName,
        table: Option<&ObjectName>,
        mut trigger: Trigger,
        or_replace: bool,
        if_not_exists: bool,
    ) {
        name.name().clone_into(&mut trigger.name);
        trigger.definition = self.definition();
        trigger.created = self.next_created();
        let Some(table) = table else { return };
        let id = self.id(table);
        let (system, key) = (self.system(), self.key(&id));
        let detail = format!("trigger {}", trigger.name);
        let triggers = if let Some(at) = self.table_at(&id) {
            self.step(at, MigrationAction::Added, detail);
            self.table(at).map(|table| &mut table.triggers)
        } else {
            let at = self.views.position(|(view, _)| self.key(&view.id) == key);
            at.and_then(|at| self.views.get_mut(at)).map(|(view, _)| &mut view.triggers)
        };
        let Some(triggers) = triggers else {
            self.unknown("table", table);
            return;
        };
        match triggers.find_mut(|other| system.same_name(&other.name, &trigger.name)) {
            Some(_) if if_not_exists => {}
            Some(other) if or_replace => *other = trigger,
            Some(_) => self.duplicate("trigger", name),
            None => triggers.push(trigger),
        }
    }

    fn drop(&mut self, kind: DropKind, name: &ObjectName, if_exists: bool, cascade: bool) {
        let id = self.id(name);
        let key = self.key(&id);
        let system = self.system();
        let mut noun = "object";
        let found = match kind {
            DropKind::Table => {
                noun = "table";
                let at = self.table_at(&id);
                if let Some(at) = at {
                    self.remove(at);
                    self.schema.dropped.push((id.clone(), self.span));
                    if cascade && system == System::Oracle {
                        for slot in self.tables.iter_mut().flatten() {
                            slot.table.foreign_keys.keep(|foreign| foreign.table != id);
                        }
                    }
                }
                at.is_some()
            }
            DropKind::View => {
                noun = "view";
                let before = self.views.len();
                let kept = std::mem::take(&mut self.views);
                self.views = kept.into_iter().filter(|(view, _)| self.key(&view.id) != key).collect_vec();
                let is_gone = self.views.len() < before;
                if is_gone {
                    self.schema.dropped.push((id.clone(), self.span));
                }
                is_gone
            }
            DropKind::Trigger => {
                noun = "trigger";
                let mut found = false;
                let lists = self.tables.iter_mut().flatten().map(|slot| &mut slot.table.triggers);
                for triggers in lists.chain(self.views.iter_mut().map(|(view, _)| &mut view.triggers)) {
                    let before = triggers.len();
                    triggers.keep(|trigger| !system.same_name(&trigger.name, &id.name));
                    found |= triggers.len() < before;
                }
                found
            }
            DropKind::Routine => {
                noun = "routine";
                let before = self.routines.len();
                self.routines.keep(|routine| {
                    !(system.same_name(&routine.id.name, &id.name) && routine.id.namespace == id.namespace)
                });
                self.routines.len() < before
            }
            DropKind::Sequence => {
                noun = "sequence";
                let before = self.sequences.len();
                self.sequences.keep(|sequence| !system.same_name(&sequence.id.name, &id.name));
                self.sequences.len() < before
            }
            DropKind::Schema => {
                self.schema.namespaces.keep(|namespace| namespace.name != id.name);
                true
            }
            DropKind::Other(kind) => {
                if kind == "type" {
                    let domains = std::mem::take(&mut self.schema.domains);
                    self.schema.domains =
                        domains.into_iter().filter(|domain| self.key(&domain.id) != key).collect_vec();
                }
                self.schema
                    .others
                    .keep(|other| !(other.kind.starts_with(kind) && system.same_name(&other.id.name, &id.name)));
                true
            }
        };
        // Scripts for Oracle, which has had no IF EXISTS for long, drop what may be there: SQL*Plus prints the error and goes on.
        if !found && !if_exists && system != System::Oracle {
            self.unknown(noun, name);
        }
    }

    fn remove(&mut self, at: usize) {
        if let Some(slot) = self.tables.get_mut(at).and_then(Option::take) {
            let key = self.key(&slot.table.id);
            self.names.remove(&key);
        }
    }

    fn create_index(&mut self, table: &ObjectName, mut index: Index, if_not_exists: bool) {
        let id = self.id(table);
        index.span = Some(self.span);
        let system = self.system();
        if system == System::Sqlite && self.index_owner(&index.name).is_some() {
            // Names of indexes are the database's.
            if !if_not_exists {
                self.index_is_there(&index.name);
            }
            return;
        }
        if let Some(at) = self.table_at(&id) {
            if system.is_mysql() && index.unique {
                let key = self.unique_key_of(at, index);
                self.add_unique_key(at, key, if_not_exists);
            } else {
                self.add_index(at, index, if_not_exists);
            }
            return;
        }
        let key = self.key(&id);
        let view = self.views.position(|(view, _)| self.key(&view.id) == key);
        match view.and_then(|at| self.views.get_mut(at)) {
            Some((view, _)) => view.indexes.push(index),
            None => self.unknown("table", table),
        }
    }

    /// The table that an index of that name stands on.
    fn index_owner(&self, name: &str) -> Option<usize> {
        let system = self.system();
        self.tables.position(|slot| {
            slot.as_ref().is_some_and(|slot| slot.table.indexes.any(|index| system.same_name(&index.name, name)))
        })
    }

    fn drop_index(&mut self, name: &ObjectName, table: Option<&ObjectName>, if_exists: bool) {
        let at = match table {
            Some(table) => self.find(table, if_exists),
            None => self.index_owner(name.name()),
        };
        let dropped = at.is_some_and(|at| self.take_index(at, name.name()));
        if !dropped && !if_exists && (table.is_none() || at.is_some()) {
            self.unknown("index", name);
        }
    }

    fn rename(&mut self, mut from: ObjectName, to: &Ident, part: RenamedPart) {
        if part == RenamedPart::Object {
            if let Some(at) = self.table_at(&self.id(&from)) {
                self.rename_table(at, to.name.clone());
                return;
            }
            let key = self.key(&self.id(&from));
            if let Some(at) = self.views.position(|(view, _)| self.key(&view.id) == key) {
                self.views[at].0.id.name.clone_from(&to.name);
                return;
            }
            // SQL Server names constraints so, and indexes without their table.
            let system = self.system();
            let own = from.name().to_owned();
            let renamed = (0..self.tables.len()).any(|at| self.rename_constraint(at, &own, &to.name));
            if renamed {
                return;
            }
            let routine = self.routines.find_mut(|routine| system.same_name(&routine.id.name, &own));
            match routine {
                Some(routine) => routine.id.name.clone_from(&to.name),
                None => self.unknown("object", &from),
            }
            return;
        }
        let Some(last) = from.parts.pop() else { return };
        if from.parts.is_empty() {
            // An index without its table: SQLite has none to rename, Oracle names them so.
            let renamed = (0..self.tables.len()).any(|at| self.rename_index(at, &last.name, &to.name));
            if !renamed {
                from.parts.push(last);
                self.unknown("index", &from);
            }
            return;
        }
        let Some(at) = self.find(&from, false) else { return };
        if part == RenamedPart::Column {
            self.rename_column(at, &last, to);
        } else if !self.rename_index(at, &last.name, &to.name) {
            from.parts = vec![last];
            self.unknown("index", &from);
        }
    }

    fn comment(&mut self, table: &ObjectName, column: Option<&Ident>, text: String) {
        let text = Some(text).filter(|text| !text.is_empty());
        let (id, span, system) = (self.id(table), self.span, self.system());
        let key = self.key(&id);
        let mut annotations = None;
        let of_view = self.views.any(|(view, _)| self.key(&view.id) == key);
        if let Some(at) = self.table_at(&id) {
            if let Some(table) = self.table(at) {
                annotations = match column {
                    None => Some(&mut table.annotations),
                    Some(column) => {
                        table.columns.find_mut(|c| system.same_name(&c.name, &column.name)).map(|c| &mut c.annotations)
                    }
                };
            }
        } else if let Some(at) = self.views.position(|(view, _)| self.key(&view.id) == key) {
            let view = &mut self.views[at].0;
            annotations = match column {
                None => Some(&mut view.annotations),
                Some(column) => {
                    view.columns.find_mut(|c| system.same_name(&c.name, &column.name)).map(|c| &mut c.annotations)
                }
            };
        }
        if annotations.is_none() && column.is_none() {
            // Oracle: operators, index types.
            annotations = self.schema.others.find_mut(|other| other.id == id).map(|other| &mut other.annotations);
        }
        match annotations {
            Some(annotations) => {
                annotations.comment_span = text.is_some().then_some(span);
                annotations.comment = text;
            }
            None if of_view => {
                self.unsupported(span, "which column of the view this is about cannot be told from its query");
            }
            None => self.unknown(if column.is_some() { "column" } else { "table" }, table),
        }
    }

    /// Describes what hangs on a table, or what is no table. The index of a key and the constraint of a default are no objects of their own here:
    /// what is said of them is passed over.
    fn describe(&mut self, kind: &str, owner: &ObjectName, name: &str, text: String) {
        let (id, span, system) = (self.id(owner), self.span, self.system());
        let mut found = Vec::new();
        match kind {
            "schema" => {
                found.push_all(
                    self.schema.namespaces.iter_mut().map(|space| (space.name.as_str(), &mut space.annotations)),
                );
            }
            "routine" => {
                for routine in self.routines.iter_mut().filter(|routine| routine.id.namespace == id.namespace) {
                    found.push((routine.id.name.as_str(), &mut routine.annotations));
                }
            }
            _ => {
                let Some(at) = self.find(owner, false) else { return };
                let Some(table) = self.table(at) else { return };
                if kind == "index" {
                    found.push_all(table.indexes.iter_mut().map(|part| (part.name.as_str(), &mut part.annotations)));
                } else if kind == "trigger" {
                    found.push_all(table.triggers.iter_mut().map(|part| (part.name.as_str(), &mut part.annotations)));
                } else {
                    found
                        .push_all(table.primary_key.iter_mut().map(|part| (part.name.as_str(), &mut part.annotations)));
                    found.push_all(table.unique.iter_mut().map(|part| (part.name.as_str(), &mut part.annotations)));
                    found.push_all(
                        table.foreign_keys.iter_mut().map(|part| (part.name.as_str(), &mut part.annotations)),
                    );
                    found.push_all(table.checks.iter_mut().map(|part| (part.name.as_str(), &mut part.annotations)));
                }
            }
        }
        for (other, annotations) in found {
            if system.same_name(other, name) {
                annotations.comment_span = Some(span).filter(|_| !text.is_empty());
                annotations.comment = Some(text).filter(|text| !text.is_empty());
                return;
            }
        }
    }

    /// Notes a step in a table's history.
    fn step(&mut self, at: usize, action: MigrationAction, detail: impl Into<String>) {
        let span = self.span;
        if let Some(table) = self.table(at) {
            table.migrations.push(MigrationStep::new(span, action, detail));
        }
    }

    /// Notes a file that is run and not there: a part of the system's own, or one whose name is known at run time.
    pub(super) fn not_included(&mut self, span: Span, included: &Included) {
        self.unsupported(span, format!("`{}`, which is run here, is no file of this project", included.path));
    }

    /// Notes what is seen and not modelled.
    fn unsupported(&mut self, span: Span, reason: impl Into<String>) {
        let text = self.schema.files.text(span);
        let statement: String = text.split_whitespace().take(40).join(" ").chars().take(120).collect();
        for word in text.split(|c: char| !(c.is_alphanumeric() || c == '_')).take(200) {
            self.unread.insert(word.to_lowercase());
        }
        self.schema.unsupported.push(Unsupported { span, statement, reason: reason.into() });
    }

    fn duplicate(&mut self, noun: &str, name: &ObjectName) {
        if self.guarded {
            return;
        }
        let message = format!("{noun} `{}` is there already", name.name());
        self.diagnostics.push(Diagnostic::error(Code::DuplicateObject, name.span, message));
    }

    /// Reports a statement about an object that is not there.
    fn unknown(&mut self, noun: &str, name: &ObjectName) {
        // SQL Server's `SELECT … INTO #t` makes tables that nobody keeps.
        let gone = name.name().starts_with('#') || self.temporary.contains(&name.name().to_lowercase());
        if self.guarded || gone {
            return;
        }
        let written = name.parts.mapped(|p| p.name.as_str()).join(".");
        if self.blind || self.unread.contains(&name.name().to_lowercase()) {
            self.unsupported(self.span, format!("{noun} `{written}` may be made by a statement that was not read"));
            return;
        }
        let mut diagnostic = Diagnostic::error(Code::UnknownObject, name.span, format!("no {noun} `{written}`"));
        // A wrong dump must not cost its square.
        self.nearest_searches += 1;
        let known = self.names.iter().map(|(key, _)| key.name.as_str());
        if self.nearest_searches <= NEAREST_SEARCHES
            && let Some(near) = nearest(name.name(), known)
        {
            diagnostic = diagnostic.with_help(format!("did you mean `{near}`?"));
        }
        self.diagnostics.push(diagnostic);
    }
}

/// `ALTER SEQUENCE`: what is not said stays.
fn change_sequence(options: &mut SequenceOptions, said: &SequenceOptions) {
    options.start = said.start.or(options.start);
    options.increment = said.increment.or(options.increment);
    options.minimum = said.minimum.or(options.minimum);
    options.maximum = said.maximum.or(options.maximum);
    options.cache = said.cache.or(options.cache);
    options.cycle |= said.cycle;
}

/// What the options of `ALTER TABLE` change.
fn apply_clauses(system: System, clauses: &super::ast::TableClauses, table: &mut Table) {
    if system.is_mysql() {
        charset::apply(clauses, table);
    }
    parse::apply_clauses(clauses, table);
}
