//! Statements: `INSERT`, `UPDATE`, `DELETE`, `MERGE`, and those around a query.

use sqlparser::ast::{
    Assignment, AssignmentTarget, ConflictTarget, CopySource, Delete, FromTable, Insert, Merge, MergeAction,
    MergeInsertKind, MergeUpdateKind, ObjectName, ObjectNamePart, OnConflict, OnConflictAction, OnInsert, OutputClause,
    SelectItem, SetExpr, Statement, TableFactor, TableObject, Update, UpdateTableFromKind, Values,
};

use super::super::problem;
use super::super::scope::{Columns, Scope, Visible};
use super::super::uses::{Action, Key};
use super::Resolver;

impl Resolver<'_> {
    /// A statement; gives the columns of its rows. Those that name no row (`CREATE`, `BEGIN`) have nothing to look up.
    pub(super) fn statement(&mut self, statement: &Statement, outer: &Scope<'_>) -> Columns {
        match statement {
            Statement::Query(query) | Statement::Copy { source: CopySource::Query(query), .. } => {
                self.query(query, outer)
            }
            Statement::Insert(insert) => self.insert(insert, outer),
            Statement::Update(update) => self.update(update, outer),
            Statement::Delete(delete) => self.delete(delete, outer),
            Statement::Merge(merge) => self.merge(merge, outer),
            Statement::Explain { statement, .. } => {
                self.statement(statement, outer);
                Columns::unknown()
            }
            Statement::Copy { source: CopySource::Table { table_name, columns }, .. } => {
                let table = self.table(table_name, None, outer);
                self.columns_of(columns, &table);
                Columns::default()
            }
            Statement::Truncate(truncate) => {
                for table in &truncate.table_names {
                    self.table(&table.name, None, outer);
                }
                Columns::default()
            }
            _ => Columns::unknown(),
        }
    }

    fn insert(&mut self, insert: &Insert, outer: &Scope<'_>) -> Columns {
        let alias = insert.table_alias.as_ref().map(|alias| &alias.alias);
        let target = match &insert.table {
            TableObject::TableName(name) => self.table(name, alias, outer),
            TableObject::TableFunction(_) | TableObject::TableQuery(_) => unknown(),
        };
        self.used(Action::Insert, &[], None, &Scope { relations: vec![target.clone()], ..Scope::default() });
        if let (
            Some(OnInsert::OnConflict(OnConflict { conflict_target: Some(ConflictTarget::Columns(by)), .. })),
            Some(_),
        ) = (&insert.on, &target.table)
            && let Some(used) = self.uses.last_mut()
        {
            used.equal = by.iter().map(|ident| Key::Column(self.catalog.fold(ident))).collect();
            used.narrowed = true;
        }
        self.named_columns_of(&insert.columns, &target);
        self.columns_of(&insert.after_columns, &target);
        if let Some(source) = &insert.source {
            self.query(source, outer);
            if let SetExpr::Values(values) = &*source.body {
                self.even(&insert.columns, values);
            }
        }
        let mut scope = Scope { relations: vec![target.clone()], ..Scope::inside(outer) };
        self.assignments(&insert.assignments, &target, &scope);
        if let Some(aliases) = &insert.insert_alias {
            let name = self.catalog.parts(&aliases.row_alias).pop().unwrap_or_default();
            let mut row = Visible { name, table: None, qualified_only: true, columns: target.columns.clone() };
            if let Some(names) = aliases.col_aliases.as_ref().filter(|names| !names.is_empty()) {
                row.columns.names = names.iter().map(|name| self.catalog.fold(name)).collect();
                row.qualified_only = false;
            }
            scope.relations.push(row);
        }
        match &insert.on {
            Some(OnInsert::DuplicateKeyUpdate(assignments)) => {
                // The rows of `INSERT … SELECT` can be named too.
                let selected = insert.source.as_ref().is_some_and(|source| !matches!(*source.body, SetExpr::Values(_)));
                if selected {
                    scope.relations.push(unknown());
                }
                self.assignments(assignments, &target, &scope);
            }
            Some(OnInsert::OnConflict(conflict)) => {
                if let Some(ConflictTarget::Columns(columns)) = &conflict.conflict_target {
                    self.columns_of(columns, &target);
                }
                if let OnConflictAction::DoUpdate(update) = &conflict.action {
                    let excluded = Visible { name: "excluded".to_owned(), qualified_only: true, ..target.clone() };
                    scope.relations.push(excluded);
                    self.assignments(&update.assignments, &target, &scope);
                    self.expressions(&update.selection, &scope);
                }
            }
            Some(_) | None => {}
        }
        self.returned(insert.returning.as_deref(), insert.output.as_ref(), &target, &scope)
    }

    /// `INSERT INTO t (a, b) VALUES (1, 2)`: as many values as columns.
    fn even(&mut self, columns: &[ObjectName], values: &Values) {
        let rows = values.rows.iter().filter(|row| !columns.is_empty() && row.content.len() != columns.len());
        for row in rows {
            let given = row.content.len();
            let span = row.opening_token.0.span.union(&row.closing_token.0.span);
            self.problems.push(problem::uneven_values(span, self.text, columns.len(), given));
        }
    }

    fn update(&mut self, update: &Update, outer: &Scope<'_>) -> Columns {
        let mut scope = Scope::inside(outer);
        let (UpdateTableFromKind::BeforeSet(from) | UpdateTableFromKind::AfterSet(from)) =
            update.from.as_ref().unwrap_or(&UpdateTableFromKind::AfterSet(Vec::new())).clone();
        self.from(&from, &mut scope);
        let target = if let Some(target) = self.listed(&update.table.relation, &scope) {
            target
        } else {
            let mut own = Scope::inside(outer);
            self.from(std::slice::from_ref(&update.table), &mut own);
            let target = own.relations.first().cloned().unwrap_or_else(unknown);
            own.relations.append(&mut scope.relations);
            scope.relations = own.relations;
            scope.merged.append(&mut own.merged);
            target
        };
        if update.table.joins.is_empty() {
            self.assignments(&update.assignments, &target, &scope);
        } else {
            self.assignments_of_several(&update.assignments, &scope);
        }
        self.used(Action::Update, std::slice::from_ref(&update.table), update.selection.as_ref(), &scope);
        self.expressions(&update.selection, &scope);
        self.expressions(&update.order_by, &scope);
        self.expressions(&update.limit, &scope);
        self.returned(update.returning.as_deref(), update.output.as_ref(), &target, &scope)
    }

    /// `UPDATE u SET … FROM users u`: SQL Server's target is one of its `FROM`.
    fn listed(&self, target: &TableFactor, scope: &Scope<'_>) -> Option<Visible> {
        let TableFactor::Table { name, alias: None, .. } = target else { return None };
        let [name] = &self.catalog.parts(name)[..] else { return None };
        let own = |relation: &&Visible| self.catalog.same(&relation.name, name);
        scope.relations.iter().find(own).filter(|_| self.catalog.system == "mssql").cloned()
    }

    /// `SET email = $1`
    fn assignments(&mut self, assignments: &[Assignment], target: &Visible, scope: &Scope<'_>) {
        for Assignment { target: assigned, value } in assignments {
            for name in names(assigned) {
                self.assigned(name, target);
            }
            self.expressions(value, scope);
        }
    }

    /// `email`; PostgreSQL's `address.city` is a part of the column `address`, in other systems `users.email` is a column.
    fn assigned(&mut self, name: &ObjectName, target: &Visible) {
        let part = if self.catalog.system == "postgresql" { name.0.first() } else { name.0.last() };
        if let Some(ident) = part.and_then(ObjectNamePart::as_ident) {
            self.column_of(ident, target);
        }
    }

    /// `UPDATE users u JOIN orders o … SET u.email = …, status = …`: MySQL assigns to any of them.
    fn assignments_of_several(&mut self, assignments: &[Assignment], scope: &Scope<'_>) {
        for Assignment { target, value } in assignments {
            for name in names(target) {
                let idents: Vec<_> = name.0.iter().filter_map(ObjectNamePart::as_ident).cloned().collect();
                match &idents[..] {
                    [column] => self.column(column, scope),
                    parts => self.qualified(parts, scope),
                }
            }
            self.expressions(value, scope);
        }
    }

    fn delete(&mut self, delete: &Delete, outer: &Scope<'_>) -> Columns {
        let mut scope = Scope::inside(outer);
        let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
        self.from(from, &mut scope);
        if let Some(using) = &delete.using {
            self.from(using, &mut scope);
        }
        // `DELETE u FROM users u`: what stands in front is called as behind.
        for ident in delete.tables.iter().filter_map(|name| name.0.last()).filter_map(ObjectNamePart::as_ident) {
            self.relation(ident, &scope);
        }
        let target = scope.relations.first().cloned().unwrap_or_else(unknown);
        self.used(Action::Delete, from, delete.selection.as_ref(), &scope);
        self.expressions(&delete.selection, &scope);
        self.expressions(&delete.order_by, &scope);
        self.expressions(&delete.limit, &scope);
        self.returned(delete.returning.as_deref(), delete.output.as_ref(), &target, &scope)
    }

    fn merge(&mut self, merge: &Merge, outer: &Scope<'_>) -> Columns {
        let mut scope = Scope::inside(outer);
        self.factor(&merge.table, &mut scope);
        let target = scope.relations.first().cloned().unwrap_or_else(unknown);
        self.factor(&merge.source, &mut scope);
        self.used(Action::Update, &[], Some(&merge.on), &scope);
        self.expressions(&merge.on, &scope);
        for clause in &merge.clauses {
            self.expressions(&clause.predicate, &scope);
            match &clause.action {
                MergeAction::Insert(insert) => {
                    self.named_columns_of(&insert.columns, &target);
                    self.expressions(&insert.insert_predicate, &scope);
                    if let MergeInsertKind::Values(values) = &insert.kind {
                        self.expressions(values, &scope);
                        self.even(&insert.columns, values);
                    }
                }
                MergeAction::Update(update) => {
                    if let MergeUpdateKind::Set(assignments) = &update.kind {
                        self.assignments(assignments, &target, &scope);
                    }
                    self.expressions(&update.update_predicate, &scope);
                    self.expressions(&update.delete_predicate, &scope);
                }
                MergeAction::Delete { .. } | MergeAction::DoNothing { .. } => {}
            }
        }
        self.returned(None, merge.output.as_ref(), &target, &scope)
    }

    /// `RETURNING`, `OUTPUT`: what a change gives, with the rows before and after it.
    fn returned(
        &mut self,
        returning: Option<&[SelectItem]>,
        output: Option<&OutputClause>,
        target: &Visible,
        scope: &Scope<'_>,
    ) -> Columns {
        let items = match output {
            Some(OutputClause::Output { select_items, .. } | OutputClause::Returning { select_items, .. }) => {
                Some(&select_items[..])
            }
            None => returning,
        };
        let Some(items) = items else { return Columns::default() };
        let versions = match self.catalog.system.as_str() {
            "mssql" => ["inserted", "deleted"],
            _ => ["old", "new"],
        };
        let version = |name: &str| Visible { name: name.to_owned(), qualified_only: true, ..target.clone() };
        let relations = scope.relations.iter().filter(|relation| relation.name != "excluded");
        let relations = relations.cloned().chain(versions.into_iter().map(version)).collect();
        let place = Scope {
            relations,
            merged: scope.merged.clone(),
            natural: scope.natural,
            outer: scope.outer,
            ..Scope::default()
        };
        self.outputs(items, &place)
    }
}

fn unknown() -> Visible {
    Visible { columns: Columns::unknown(), ..Visible::default() }
}

/// `email`, `(name, address)`
fn names(target: &AssignmentTarget) -> &[ObjectName] {
    match target {
        AssignmentTarget::ColumnName(name) => std::slice::from_ref(name),
        AssignmentTarget::Tuple(names) => names,
    }
}
