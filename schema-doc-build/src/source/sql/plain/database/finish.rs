//! What the statements have made → the model.

use super::Database;
use super::sqlite::shadow_tables;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{QualifiedName, System, Table, TableKind, ViewColumn};
use crate::ordered::Map;
use crate::render::definition::definition_text;
use crate::sort;
use crate::source::sql::ast::{Ident, ObjectName, Query, QueryOutput};
use crate::source::sql::replay::is_tool_table;

impl Database<'_> {
    /// Fills the schema with what is there at the end.
    pub(in crate::source::sql::plain) fn finish(mut self) {
        self.new_session();
        self.settle_namespace();
        let mut left_out = Vec::new();
        for at in 0..self.tables.len() {
            let Some(table) = self.table(at) else { continue };
            if is_tool_table(&table.id.name, &table.columns.iter().map(|column| column.name.as_str())) {
                left_out.push(table.id.clone());
                self.remove(at);
            }
        }
        for id in left_out {
            let name = self.schema.identifier(&id);
            self.schema.left_out.push(name);
        }
        for table in self.tables.iter().flatten().map(|slot| &slot.table) {
            let module = table.options.as_ref().and_then(|options| options.engine.as_deref());
            if let Some(module) = module.filter(|_| table.kind == TableKind::VirtualTable) {
                let definition = definition_text(self.schema, &table.definition);
                let shadows = shadow_tables(module, &definition);
                self.schema.left_out.push_all(shadows.iter().map(|end| format!("{}_{end}", table.id.name)));
            }
        }
        sort::items(&mut self.schema.left_out);
        self.schema.left_out.dedup();
        self.resolve_references();
        self.resolve_types();
        let views = std::mem::take(&mut self.views);
        let known: Vec<QualifiedName> = views.mapped(|(view, _)| view.id.clone());
        for (mut view, query) in views {
            let mut depends_on = Vec::new();
            for (name, _) in &query.tables {
                let id = self.id(name);
                let found = match self.table_at(&id) {
                    Some(at) => self.table(at).map(|table| table.id.clone()),
                    None => known.find(|other| self.key(other) == self.key(&id)).cloned(),
                };
                depends_on.push_all(found);
            }
            sort::by(&mut depends_on, Ord::cmp);
            depends_on.dedup();
            let columns = self.outputs(&query);
            if view.columns.is_empty() {
                view.columns = columns;
            } else {
                for (column, output) in view.columns.iter_mut().zip(columns) {
                    column.data_type = output.data_type;
                }
            }
            view.depends_on = depends_on;
            self.schema.views.push(view);
        }
        self.resolve_grants();
        self.schema.tables = self.tables.into_iter().flatten().map(|slot| slot.table).collect_vec();
        self.schema.routines = self.routines;
        self.schema.sequences = self.sequences;
        sort::by_key(&mut self.schema.tables, |table| table.id.clone());
        sort::by_key(&mut self.schema.views, |view| view.id.clone());
        sort::by_key(&mut self.schema.routines, |routine| routine.id.clone());
        sort::by_key(&mut self.schema.domains, |domain| domain.id.clone());
        sort::by_key(&mut self.schema.others, |other| (other.id.clone(), other.kind.clone()));
        sort::by_key(&mut self.schema.sequences, |sequence| sequence.id.clone());
        sort::by_key(&mut self.schema.namespaces, |namespace| namespace.name.clone());
        self.schema.namespaces.keep(|namespace| namespace.name != self.schema.default_namespace);
    }

    /// Oracle: where a script names one schema alone (`CREATE TABLE hr.employees`), what it makes without a name is that schema's too.
    fn settle_namespace(&mut self) {
        if self.system() != System::Oracle || !self.schema.default_namespace.is_empty() {
            return;
        }
        let mut ids: Vec<&mut QualifiedName> = Vec::new();
        ids.push_all(self.tables.iter_mut().flatten().map(|slot| &mut slot.table.id));
        ids.push_all(self.views.iter_mut().map(|(view, _)| &mut view.id));
        ids.push_all(self.routines.iter_mut().map(|routine| &mut routine.id));
        ids.push_all(self.sequences.iter_mut().map(|sequence| &mut sequence.id));
        ids.push_all(self.schema.others.iter_mut().map(|other| &mut other.id));
        let Some(own) = ids.iter().map(|id| &id.namespace).find(|name| !name.is_empty()).cloned() else { return };
        if ids.any(|id| !id.namespace.is_empty() && id.namespace != own) {
            return;
        }
        for id in ids {
            id.namespace.clone_from(&own);
        }
        self.names = Map::new();
        for (at, slot) in self.tables.iter().enumerate() {
            if let Some(slot) = slot {
                self.names.insert(slot.table.id.clone(), at);
            }
        }
        self.schema.default_namespace = own;
    }

    /// Gives foreign keys the tables that they name, and the columns where they name none.
    fn resolve_references(&mut self) {
        let system = self.system();
        for at in 0..self.tables.len() {
            let count = self.table(at).map_or(0, |table| table.foreign_keys.len());
            for key in 0..count {
                let Some(foreign) = self.table(at).and_then(|table| table.foreign_keys.get(key)) else { continue };
                let (id, mut referenced) = (foreign.table.clone(), foreign.referenced.clone());
                let Some(target) = self.table_at(&id).and_then(|target| self.table(target)) else { continue };
                let id = target.id.clone();
                let unsaid = referenced.is_empty();
                if unsaid {
                    referenced = target.primary_key.as_ref().map(|key| key.columns.clone()).unwrap_or_default();
                }
                spell(system, target, &mut referenced);
                if let Some(foreign) = self.table(at).and_then(|table| table.foreign_keys.get_mut(key)) {
                    foreign.table = id;
                    foreign.referenced = referenced;
                    foreign.referenced_unsaid = unsaid;
                }
            }
        }
    }

    /// The output columns of a view's query, with the types of those that are plain columns of known tables.
    pub(super) fn outputs(&mut self, query: &Query) -> Vec<ViewColumn> {
        let Some(outputs) = &query.outputs else { return Vec::new() };
        let mut columns = Vec::new();
        for output in outputs {
            match output {
                QueryOutput::Wildcard(of) => match self.all_columns(query, of.as_ref()) {
                    Some(all) => columns.push_all(all),
                    None => return Vec::new(),
                },
                QueryOutput::Named { name, column, .. } => {
                    let data_type = column.as_ref().and_then(|column| self.column_type(query, column));
                    columns.push(ViewColumn { name: name.clone(), data_type, ..ViewColumn::default() });
                }
            }
        }
        columns
    }

    /// What `*` or `t.*` stands for. `None` where the text does not tell: of queries in the query, and of joins that make one column of two.
    fn all_columns(&mut self, query: &Query, of: Option<&Ident>) -> Option<Vec<ViewColumn>> {
        let system = self.system();
        let words = crate::expression::words(system, &query.text)?;
        let selects = words.iter().filter(|word| *word == "select").count();
        let merges = words.any(|word| matches!(word.as_str(), "using" | "natural"));
        if of.is_none() && (selects > 1 || merges) {
            return None;
        }
        let own = |(table, alias): &(ObjectName, Option<Ident>)| {
            let name = alias.as_ref().map_or_else(|| table.name(), |alias| &alias.name);
            of.is_none_or(|of| system.same_name(&of.name, name))
        };
        let tables: Vec<&ObjectName> =
            query.tables.iter().filter(|table| own(table)).map(|(name, _)| name).collect_vec();
        if tables.is_empty() || (of.is_some() && tables.len() > 1) {
            return None;
        }
        let mut columns = Vec::new();
        for name in tables {
            let id = self.id(name);
            if let Some(table) = self.table_at(&id).and_then(|at| self.table(at)) {
                columns.push_all(table.columns.iter().map(|column| ViewColumn {
                    name: column.name.clone(),
                    data_type: Some(column.data_type.clone()),
                    ..ViewColumn::default()
                }));
            } else {
                let key = self.key(&id);
                let view = self.schema.views.find(|view| self.key(&view.id) == key)?;
                if view.columns.is_empty() {
                    return None;
                }
                columns.push_all(view.columns.iter().map(|column| ViewColumn {
                    name: column.name.clone(),
                    data_type: column.data_type.clone(),
                    ..ViewColumn::default()
                }));
            }
        }
        Some(columns)
    }

    fn column_type(&mut self, query: &Query, column: &ObjectName) -> Option<crate::model::DataType> {
        let system = self.system();
        for (table, alias) in &query.tables {
            let own = alias.as_ref().map_or_else(|| table.name(), |alias| &alias.name);
            if column.namespace().is_some_and(|of| !system.same_name(of, own)) {
                continue;
            }
            let id = self.id(table);
            let Some(table) = self.table_at(&id).and_then(|at| self.table(at)) else { continue };
            if let Some(found) = table.columns.find(|c| system.same_name(&c.name, column.name())) {
                return Some(found.data_type.clone());
            }
        }
        None
    }
}

fn spell(system: System, table: &Table, names: &mut [String]) {
    for name in names {
        if let Some(column) = table.columns.find(|c| system.same_name(&c.name, name)) {
            name.clone_from(&column.name);
        }
    }
}
