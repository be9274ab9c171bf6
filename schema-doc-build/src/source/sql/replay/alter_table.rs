//! `ALTER TABLE`: actions in the order of PostgreSQL's passes, and on to children.

use schema_doc_diagnostics::Span;

use super::Replay;
use super::catalog::{Oid, RelationKind};
use super::constraint::{Pending, deferrable};
use super::names::cut;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{MigrationAction, TableOptions};
use crate::sort;
use crate::source::sql::ast::{
    AlterAction, AlterActionKind, AlterTable, ColumnChange, ColumnDef, ConstraintAttributes, Ident, TableConstraintKind,
};

/// PostgreSQL runs a statement's actions in passes: what is dropped first, what needs columns after them.
fn pass(action: &AlterActionKind) -> u8 {
    match action {
        AlterActionKind::DropColumn { .. } | AlterActionKind::DropConstraint { .. } => 0,
        AlterActionKind::AlterColumn { change, .. } => match change {
            ColumnChange::DropDefault
            | ColumnChange::DropNotNull
            | ColumnChange::DropIdentity { .. }
            | ColumnChange::DropExpression { .. } => 0,
            ColumnChange::Type { .. } => 1,
            ColumnChange::SetExpression(_) => 2,
            ColumnChange::SetNotNull | ColumnChange::SetIdentity { .. } => 4,
            ColumnChange::SetDefault(_) | ColumnChange::AddIdentity { .. } => 6,
            ColumnChange::Option(_) => 7,
        },
        AlterActionKind::AddColumn { .. } => 3,
        AlterActionKind::AddConstraint(constraint) => match constraint.kind {
            TableConstraintKind::NotNull { .. } => 4,
            TableConstraintKind::Check(_) | TableConstraintKind::ForeignKey { .. } => 6,
            _ => 5,
        },
        _ => 7,
    }
}

impl Replay<'_> {
    pub(super) fn alter_table(&mut self, alter: &AlterTable) {
        let quiet = alter.actions.all(|a| matches!(a.kind, AlterActionKind::OwnerTo(_) | AlterActionKind::Irrelevant));
        let Some(oid) = self.find(&alter.name) else {
            if !alter.if_exists && !quiet {
                self.unknown("table", &alter.name);
            }
            return;
        };
        let mut actions: Vec<&AlterAction> = alter.actions.iter().collect_vec();
        sort::by_key(&mut actions, |a| pass(&a.kind));
        for action in actions {
            if self.catalog.table(oid).is_some() {
                self.alter_action(oid, action, alter.only);
            } else {
                self.alter_other_relation(oid, action);
            }
        }
    }

    /// What `ALTER TABLE` may do to a view, an index or a sequence.
    fn alter_other_relation(&mut self, oid: Oid, action: &AlterAction) {
        match &action.kind {
            AlterActionKind::RenameTable(to) => self.rename_relation(oid, to),
            AlterActionKind::RenameColumn { from, to } => self.rename_column(oid, from, to),
            AlterActionKind::SetSchema(to) => self.move_relation(oid, to),
            AlterActionKind::SetStorage(options) => {
                if let Some(RelationKind::Index(table)) = self.catalog.relation(oid).map(|r| r.kind.clone()) {
                    let index = self.catalog.indexes_mut(table).and_then(|l| l.find_mut(|i| i.oid == oid));
                    if let Some(index) = index {
                        set_storage(&mut index.index.storage, options);
                    }
                } else if self.catalog.view(oid).is_some() {
                    self.change_view_options(oid, |own| set_storage(own, options));
                }
            }
            AlterActionKind::ResetStorage(names) if self.catalog.view(oid).is_some() => {
                self.change_view_options(oid, |own| own.keep(|(name, _)| !names.contains(name)));
            }
            AlterActionKind::AlterColumn {
                change: ColumnChange::SetDefault(_) | ColumnChange::DropDefault, ..
            } => {
                self.unsupported(action.span, "a default of a view's column");
            }
            AlterActionKind::Unsupported { reason } => self.unsupported(action.span, reason),
            _ => {}
        }
    }

    fn alter_action(&mut self, oid: Oid, action: &AlterAction, only: bool) {
        match &action.kind {
            AlterActionKind::AddColumn { column, if_not_exists } => self.add_column(oid, column, *if_not_exists, only),
            AlterActionKind::DropColumn { name, if_exists, cascade } => {
                self.drop_column_action(oid, name, *if_exists, *cascade, only);
            }
            AlterActionKind::AlterColumn { name, change } => self.alter_column(oid, name, change, only),
            AlterActionKind::AddConstraint(constraint) => {
                let before: Vec<String> = self.constraint_names(oid);
                let mut pending = Pending { only, ..Pending::default() };
                super::constraint::transform_constraint(constraint, &mut pending);
                self.apply_pending(oid, pending);
                for name in self.constraint_names(oid).into_iter().filter(|n| !before.contains(n)) {
                    self.step(oid, MigrationAction::Added, format!("constraint {name}"));
                }
            }
            AlterActionKind::DropConstraint { name, if_exists, cascade } => {
                self.drop_constraint_action(oid, name, *if_exists, *cascade, only);
            }
            AlterActionKind::AlterConstraint { name, attributes } => self.alter_constraint(oid, name, attributes),
            AlterActionKind::ValidateConstraint(name) => self.validate_constraint(oid, name),
            AlterActionKind::RenameTable(to) => self.rename_relation(oid, to),
            AlterActionKind::RenameColumn { from, to } => self.rename_column(oid, from, to),
            AlterActionKind::RenameConstraint { from, to } => self.rename_constraint(oid, from, to),
            AlterActionKind::SetSchema(to) => self.move_relation(oid, to),
            AlterActionKind::OwnerTo(owner) => self.table_options(oid, |o| o.owner = Some(owner.clone())),
            AlterActionKind::RowSecurity { enabled, forced } => {
                if let Some(data) = self.catalog.table_mut(oid) {
                    let security = &mut data.table.row_security;
                    security.enabled = enabled.unwrap_or(security.enabled);
                    security.forced = forced.unwrap_or(security.forced);
                }
                self.step(oid, MigrationAction::Changed, "row security");
            }
            AlterActionKind::AttachPartition { partition, bound } => self.attach_partition(oid, partition, bound),
            AlterActionKind::DetachPartition(partition) => self.detach_partition(oid, partition),
            AlterActionKind::Inherit(parent) => self.add_parent(oid, parent),
            AlterActionKind::NoInherit(parent) => self.remove_parent(oid, parent),
            AlterActionKind::OfType(of_type) => {
                let found =
                    of_type.as_ref().and_then(|n| self.catalog.find_type(self.session.path(), n.namespace(), n.name()));
                let id = found.and_then(|t| self.catalog.type_object(t)).map(|t| t.id.clone());
                if let Some(data) = self.catalog.table_mut(oid) {
                    data.of_type = found;
                }
                self.table_options(oid, |o| o.of_type = id);
            }
            AlterActionKind::TriggerState { name, state } => self.trigger_state(oid, name.as_ref(), *state, only),
            AlterActionKind::SetStorage(options) => self.table_options(oid, |o| set_storage(&mut o.storage, options)),
            AlterActionKind::ResetStorage(names) => {
                self.table_options(oid, |o| o.storage.keep(|(name, _)| !names.contains(name)));
            }
            AlterActionKind::SetLogged(logged) => self.table_options(oid, |o| o.unlogged = !logged),
            AlterActionKind::SetTablespace(tablespace) => {
                self.table_options(oid, |o| o.tablespace = Some(tablespace.clone()));
            }
            AlterActionKind::SetAccessMethod(method) => {
                self.table_options(oid, |o| o.access_method = Some(method.clone()));
            }
            AlterActionKind::ReplicaIdentity(identity) => {
                self.table_options(oid, |o| o.replica_identity = Some(identity.clone()));
            }
            AlterActionKind::ClusterOn(index) => {
                let index = index.as_ref().map(|i| cut(&i.name));
                self.table_options(oid, |o| o.cluster_on = index);
            }
            AlterActionKind::ServerOptions(options) => {
                let message = "options of a foreign table that change later";
                if self
                    .catalog
                    .table(oid)
                    .is_some_and(|t| t.table.options.as_ref().is_none_or(|o| o.server_options.is_none()))
                {
                    self.table_options(oid, |o| o.server_options = Some(options.clone()));
                } else {
                    self.unsupported(action.span, message);
                }
            }
            AlterActionKind::Irrelevant => {}
            AlterActionKind::Unsupported { reason } => self.unsupported(action.span, reason),
        }
    }

    pub(super) fn table_options(&mut self, oid: Oid, change: impl FnOnce(&mut TableOptions)) {
        let Some(data) = self.catalog.table_mut(oid) else { return };
        let mut options = data.table.options.take().unwrap_or_default();
        change(&mut options);
        data.table.options = (*options != TableOptions::default()).then_some(options);
    }

    fn constraint_names(&self, oid: Oid) -> Vec<String> {
        let names = self.catalog.table(oid).map(super::catalog::TableData::constraint_names).unwrap_or_default();
        names.into_iter().map(str::to_owned).collect_vec()
    }

    fn add_column(&mut self, oid: Oid, def: &ColumnDef, if_not_exists: bool, only: bool) {
        let id = self.catalog.name_of(oid);
        let name = cut(&def.name.name);
        let Some(data) = self.catalog.table(oid) else { return };
        if let Some(existing) = data.column(&name) {
            if !if_not_exists {
                let first = existing.column.span;
                let on = self.display(&id);
                self.duplicate("column", &format!("{on}.{name}"), def.name.span, first);
            }
            return;
        }
        let partitioned = data.is_partitioned();
        let children = if only { Vec::new() } else { data.children.clone() };
        let mut pending = Pending::default();
        let column = self.transform_column(&id, def, &mut pending, true);
        self.catalog.use_type(&column.data_type, oid);
        for (sequence, _) in &column.reads {
            self.catalog.sequence_users.or_default(*sequence).insert(oid);
        }
        if let Some(data) = self.catalog.table_mut(oid) {
            data.columns.push(column.clone());
        }
        for child in children {
            self.inherit_added_column(child, &column, partitioned);
        }
        self.step(oid, MigrationAction::Added, format!("column {name}"));
        self.apply_pending(oid, pending);
    }

    fn alter_constraint(&mut self, oid: Oid, name: &Ident, attributes: &ConstraintAttributes) {
        let own = cut(&name.name);
        let Some(data) = self.catalog.table_mut(oid) else { return };
        let Some(found) = data.foreign_keys.find_mut(|f| f.key.name == own) else {
            let on_column = data.columns.find_mut(|c| c.column.not_null_name.as_deref() == Some(own.as_str()));
            if let Some(column) = on_column {
                column.not_null_no_inherit = attributes.no_inherit;
            } else if let Some(check) = data.checks.find_mut(|c| c.check.name == own) {
                check.check.not_enforced = attributes.enforced.map_or(check.check.not_enforced, |e| !e);
            } else {
                let names = self.constraint_names(oid);
                self.unknown_part("constraint", &own, name.span, oid, names.iter().map(String::as_str));
            }
            return;
        };
        if attributes.deferrable.is_some() || attributes.initially_deferred.is_some() {
            found.key.deferrable = deferrable(attributes);
        }
        if let Some(enforced) = attributes.enforced {
            found.key.not_enforced = !enforced;
            found.key.not_valid = false;
        }
        let (part, key) = (found.id, found.key.clone());
        self.change_copies(oid, part, &|copy| {
            copy.deferrable = key.deferrable;
            copy.not_enforced = key.not_enforced;
        });
        self.step(oid, MigrationAction::Changed, format!("constraint {own}"));
    }

    /// Changes a foreign key's copies on partitions.
    pub(super) fn change_copies(&mut self, table: Oid, parent: u32, change: &dyn Fn(&mut crate::model::ForeignKey)) {
        for partition in self.partitions(table) {
            let Some(data) = self.catalog.table_mut(partition) else { continue };
            let Some(copy) = data.foreign_keys.find_mut(|f| f.parent == Some(parent)) else { continue };
            change(&mut copy.key);
            let id = copy.id;
            self.change_copies(partition, id, change);
        }
    }

    fn validate_constraint(&mut self, oid: Oid, name: &Ident) {
        let own = cut(&name.name);
        let Some(data) = self.catalog.table_mut(oid) else { return };
        if let Some(key) = data.foreign_keys.find_mut(|f| f.key.name == own) {
            key.key.not_valid = false;
            self.step(oid, MigrationAction::Changed, format!("constraint {own}"));
        } else if let Some(check) = data.checks.find_mut(|c| c.check.name == own) {
            check.check.not_valid = false;
            self.step(oid, MigrationAction::Changed, format!("constraint {own}"));
        } else if !data.has_constraint(&own) && !is_generated_not_null(&own) {
            let names = self.constraint_names(oid);
            self.unknown_part("constraint", &own, name.span, oid, names.iter().map(String::as_str));
        }
    }

    fn drop_constraint_action(&mut self, oid: Oid, name: &Ident, if_exists: bool, cascade: bool, only: bool) {
        let own = cut(&name.name);
        if self.drop_constraint(oid, &own, cascade, only, name.span) {
            self.step(oid, MigrationAction::Dropped, format!("constraint {own}"));
            return;
        }
        // PostgreSQL 18 gives NOT NULL a name: `t_c_not_null`
        let id = self.catalog.name_of(oid);
        let Some(data) = self.catalog.table_mut(oid) else { return };
        let unnamed = data.columns.find_mut(|c| {
            !c.column.nullable
                && c.column.not_null_name.as_deref().map_or_else(
                    || super::names::make_object_name(&id.name, Some(&c.column.name), "not_null") == own,
                    |n| n == own,
                )
        });
        if let Some(column) = unnamed {
            column.column.nullable = true;
            column.column.not_null_name = None;
            self.step(oid, MigrationAction::Dropped, format!("constraint {own}"));
        } else if !if_exists {
            let names = self.constraint_names(oid);
            self.unknown_part("constraint", &own, name.span, oid, names.iter().map(String::as_str));
        }
    }

    fn drop_column_action(&mut self, oid: Oid, name: &Ident, if_exists: bool, cascade: bool, only: bool) {
        let own = cut(&name.name);
        let Some(column) = self.catalog.table(oid).map(|t| t.column(&own)) else { return };
        let Some(column) = column else {
            if !if_exists {
                self.unknown_column(&own, name.span, oid);
            }
            return;
        };
        if column.inherited > 0 {
            let on = self.display(&self.catalog.name_of(oid));
            let place = column_span(self, oid, &own);
            if self.needed("inherited column", &format!("{on}.{own}"), name.span, "its parent's column", place) {
                return;
            }
        }
        if !cascade && !self.column_is_free(oid, &own, name.span) {
            return;
        }
        self.drop_column(oid, &own, only, cascade);
        self.step(oid, MigrationAction::Dropped, format!("column {own}"));
    }
}

fn column_span(replay: &Replay<'_>, oid: Oid, name: &str) -> Option<Span> {
    replay.catalog.table(oid)?.column(name)?.column.span
}

fn is_generated_not_null(name: &str) -> bool {
    name.contains("_not_null")
}

/// `SET (name = value)`: what is there changes, what is new goes behind.
pub(super) fn set_storage(storage: &mut Vec<(String, String)>, options: &[(String, String)]) {
    for (name, value) in options {
        match storage.find_mut(|(known, _)| known == name) {
            Some(existing) => existing.1.clone_from(value),
            None => storage.push((name.clone(), value.clone())),
        }
    }
}
