//! What SQLite alone does: names carried into views and triggers, settings of the connection that change what `ALTER TABLE` does, the indexes
//! behind keys.

use schema_doc_diagnostics::{Code, Diagnostic, Span};

use super::super::types;
use super::part::named_columns;
use super::{Database, rewrite};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Column, ColumnKind, DataType, KeyTarget, PrimaryKey, System, Table};
use crate::render::definition::definition_text;
use crate::source::sql::ast::{Ident, Query, QueryOutput};

/// The database of temporary tables.
pub(super) const TEMPORARY: &str = "temp";

/// The settings of a connection that change what a statement does.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Settings {
    /// `PRAGMA foreign_keys`: off, until it is turned on.
    foreign_keys: bool,
    /// `PRAGMA legacy_alter_table`.
    legacy_alter_table: bool,
    in_transaction: bool,
}

impl Settings {
    /// `PRAGMA name = value`.
    pub(super) fn set(&mut self, name: &str, value: bool) {
        match name {
            "legacy_alter_table" => self.legacy_alter_table = value,
            // PRAGMA foreign_keys: a no-op within a transaction.
            "foreign_keys" if !self.in_transaction => self.foreign_keys = value,
            _ => {}
        }
    }

    pub(super) fn transaction(&mut self, begins: bool) {
        self.in_transaction = begins;
    }

    /// Whether a table's new name reaches the foreign keys that name it (ALTER TABLE RENAME).
    pub(super) fn renames_references(self) -> bool {
        !self.legacy_alter_table || self.foreign_keys
    }

    /// Whether a table's new name reaches views, and the bodies of triggers (the same section).
    fn renames_in_statements(self) -> bool {
        !self.legacy_alter_table
    }
}

impl Database<'_> {
    /// Carries a table's new name to views and triggers.
    pub(super) fn rename_in_statements(&mut self, from: &str, to: &str) {
        let (system, file) = (self.system(), self.span.file);
        if system != System::Sqlite || !self.settings.renames_in_statements() {
            return;
        }
        self.change_statements(|text, _| rewrite::table_in_statement(system, file, text, from, to));
        for (_, query) in &mut self.views {
            rename_query_table(system, query, from, to);
        }
    }

    /// Carries a column's new name to views and triggers.
    pub(super) fn rename_column_in_statements(&mut self, table: &str, from: &str, to: &str) {
        let (system, file) = (self.system(), self.span.file);
        if system != System::Sqlite {
            return;
        }
        let owners: Vec<String> = self
            .tables
            .iter()
            .flatten()
            .filter(|slot| slot.table.columns.any(|column| system.same_name(&column.name, from)))
            .map(|slot| slot.table.id.name.clone())
            .collect_vec();
        let elsewhere = |name: &str| !system.same_name(name, table) && owners.any(|o| system.same_name(o, name));
        self.change_statements(|text, on| {
            let own = on.is_some_and(|on| system.same_name(on, table));
            rewrite::column_in_statement(system, file, text, table, own, elsewhere, (from, to))
        });
        for (_, query) in &mut self.views {
            let ambiguous = query.tables.any(|(name, _)| elsewhere(name.name()));
            rename_query_column(system, query, table, (from, to), ambiguous);
        }
    }

    /// Gives a table the columns of the query that made it; `false` where they cannot be told from the text. A column has the affinity of the
    /// query's, if that is a plain column, and else none (CREATE TABLE AS SELECT Statements).
    pub(super) fn columns_of_query(&mut self, at: usize, query: &Query) -> bool {
        let outputs = self.outputs(query);
        if outputs.is_empty() {
            return false;
        }
        let file = self.span.file;
        let columns = outputs.into_iter().map(|output| Column {
            name: output.name,
            data_type: output
                .data_type
                .map_or_else(DataType::default, |of| types::of_sqlite(DataType::affinity(&of.native))),
            nullable: true,
            span: Some(query.span),
            added_in: Some(file),
            ..Column::default()
        });
        if let Some(table) = self.table(at) {
            table.columns = columns.collect_vec();
        }
        true
    }

    /// Reports what keeps SQLite from dropping a column; `false` where nothing does. What the column itself declares goes with it (ALTER TABLE,
    /// 5: DROP COLUMN).
    pub(super) fn keeps_column(&mut self, at: usize, name: &Ident) -> bool {
        let Some(Some(slot)) = self.tables.get(at).filter(|_| !self.guarded) else { return false };
        let Some(column) = slot.table.columns.find(|c| System::Sqlite.same_name(&c.name, &name.name)) else {
            return false;
        };
        let found = self.needs_column(&slot.table, column);
        let Some((by, place)) = found else { return false };
        let message = format!("column `{}` cannot be dropped: {by} depends on it", column.name);
        let mut diagnostic = Diagnostic::error(Code::DependentObject, name.span, message).with_help("drop that first");
        if let Some(place) = place {
            diagnostic = diagnostic.with_related(place, "what depends on it");
        }
        self.diagnostics.push(diagnostic);
        true
    }

    fn needs_column(&self, table: &Table, column: &Column) -> Option<(String, Option<Span>)> {
        let name = &column.name;
        let named = |text: &str| named_columns(System::Sqlite, table, text).contains(name);
        let elsewhere = |part: Option<Span>| {
            part.zip(column.span)
                .is_none_or(|(part, own)| part.file != own.file || part.start < own.start || own.end < part.end)
        };
        if table.columns.len() == 1 {
            return Some(("the table, which has no other,".to_owned(), table.definition.span));
        }
        if let Some(key) = table.primary_key.as_ref().filter(|key| key.columns.contains(name)) {
            return Some(("the primary key".to_owned(), key.span));
        }
        if let Some(unique) = table.unique.find(|unique| unique.columns.contains(name)) {
            return Some(("a unique constraint".to_owned(), unique.span));
        }
        for index in &table.indexes {
            let mut targets = index.keys.iter().map(|key| &key.target);
            let keyed = targets.any(|target| match target {
                KeyTarget::Column(other) => other == name,
                KeyTarget::Expression(text) => named(text),
            });
            if keyed || index.predicate.as_ref().is_some_and(|predicate| named(predicate)) {
                return Some((format!("index `{}`", index.name), index.span));
            }
        }
        if let Some(check) = table.checks.find(|c| c.columns.contains(name) && elsewhere(c.span)) {
            return Some(("a check".to_owned(), check.span));
        }
        if let Some(key) = table.foreign_keys.find(|key| key.columns.contains(name) && elsewhere(key.span)) {
            return Some(("a foreign key".to_owned(), key.span));
        }
        for other in table.columns.iter().filter(|other| other.name != *name) {
            if let ColumnKind::Generated(generated) = &other.kind
                && named(&generated.expression)
            {
                return Some((format!("column `{}`", other.name), other.span));
            }
        }
        let file = self.span.file;
        let view = self.views.iter().filter(|_| self.settings.renames_in_statements()).find(|(view, _)| {
            let renamed = (name.as_str(), "");
            rewrite::column_in_statement(System::Sqlite, file, &view.query, &table.id.name, false, |_| true, renamed)
                .is_some()
        });
        view.map(|(view, _)| (format!("view `{}`", view.id.name), view.definition.span))
    }

    /// Changes the texts of views and triggers; a trigger's comes with the name of its table.
    fn change_statements(&mut self, change: impl Fn(&str, Option<&str>) -> Option<String>) {
        let schema = &*self.schema;
        for (view, _) in &mut self.views {
            let text = definition_text(schema, &view.definition);
            if let Some(new) = change(&text, None) {
                view.definition.text = Some(new.into());
                if let Some(query) = change(&view.query, None) {
                    view.query = query;
                }
            }
            let on = view.id.name.clone();
            for trigger in &mut view.triggers {
                let text = definition_text(schema, &trigger.definition);
                if let Some(new) = change(&text, Some(&on)) {
                    trigger.definition.text = Some(new.into());
                }
            }
        }
        for slot in self.tables.iter_mut().flatten() {
            let on = slot.table.id.name.clone();
            for trigger in &mut slot.table.triggers {
                let text = definition_text(schema, &trigger.definition);
                if let Some(new) = change(&text, Some(&on)) {
                    trigger.definition.text = Some(new.into());
                }
            }
        }
    }
}

fn rename_query_table(system: System, query: &mut Query, from: &str, to: &str) {
    for (name, _) in &mut query.tables {
        if let Some(last) = name.parts.last_mut().filter(|last| system.same_name(&last.name, from)) {
            to.clone_into(&mut last.name);
        }
    }
    for output in query.outputs.iter_mut().flatten() {
        let qualifier = match output {
            QueryOutput::Wildcard(of) => of.as_mut(),
            QueryOutput::Named { column: Some(column), .. } => {
                let at = column.parts.len().checked_sub(2);
                at.and_then(|at| column.parts.get_mut(at))
            }
            QueryOutput::Named { .. } => None,
        };
        if let Some(qualifier) = qualifier.filter(|qualifier| system.same_name(&qualifier.name, from)) {
            to.clone_into(&mut qualifier.name);
        }
    }
}

/// An output that is called by the column alone takes its new name, too.
fn rename_query_column(system: System, query: &mut Query, table: &str, (from, to): (&str, &str), ambiguous: bool) {
    let aliases: Vec<String> = query
        .tables
        .iter()
        .filter(|(name, _)| system.same_name(name.name(), table))
        .map(|(name, alias)| alias.as_ref().map_or_else(|| name.name(), |alias| &alias.name).to_owned())
        .collect_vec();
    if aliases.is_empty() {
        return;
    }
    for output in query.outputs.iter_mut().flatten() {
        let QueryOutput::Named { name, column: Some(column), expr, .. } = output else { continue };
        let is = match column.namespace() {
            Some(of) => aliases.any(|alias| system.same_name(alias, of)),
            None => !ambiguous,
        };
        if !is || !system.same_name(column.name(), from) {
            continue;
        }
        if let Some(last) = column.parts.last_mut() {
            to.clone_into(&mut last.name);
        }
        let has_alias = expr.text.to_ascii_lowercase().contains(" as ") || !system.same_name(name, from);
        if !has_alias {
            to.clone_into(name);
        }
    }
}

/// Whether the columns of the primary key are `NOT NULL` by it: in tables without rowids (The WITHOUT ROWID Optimization, 2.2) and in strict
/// ones, unless it is the row's number (STRICT Tables, 2).
pub(super) fn key_is_not_null(table: &Table, key: &PrimaryKey) -> bool {
    table.options.as_ref().is_some_and(|options| options.without_rowid || options.strict) && !table.is_rowid(key)
}

/// Whether a key on these columns has an index already, so that SQLite makes no second one. Collations that a key's own text gives are not
/// looked at.
pub(super) fn has_index(table: &Table, columns: &[String]) -> bool {
    table.unique.any(|unique| unique.columns == columns)
        || table.primary_key.as_ref().is_some_and(|key| key.columns == columns && !table.is_rowid(key))
}

/// The ends of the names of the tables in which a virtual table's module keeps what it holds (FTS5, 4.4 and 4.5; FTS3 and FTS4, 9.1: Shadow
/// Tables; The R*Tree Module, 7.3: Shadow Tables).
pub(super) fn shadow_tables(module: &str, definition: &str) -> Vec<&'static str> {
    let definition: String = definition.to_ascii_lowercase().split_whitespace().collect();
    let says = |option: &str| definition.contains(option);
    let content = if says(",content=") || says("(content=") { None } else { Some("content") };
    let others: &[&str] = match module {
        "fts5" if says("columnsize=0") => &["data", "idx", "config"],
        "fts5" => &["data", "idx", "config", "docsize"],
        "fts4" if says("matchinfo=fts3") => &["segments", "segdir", "stat"],
        "fts4" => &["segments", "segdir", "stat", "docsize"],
        "fts3" => &["segments", "segdir"],
        "rtree" | "rtree_i32" | "geopoly" => return vec!["node", "parent", "rowid"],
        _ => return Vec::new(),
    };
    others.iter().copied().chain(content).collect_vec()
}
