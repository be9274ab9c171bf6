//! `INHERITS`: columns and checks that come from parents, and changes that go on to children.

use super::Replay;
use super::catalog::{CheckData, ColumnData, Oid, TableData};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Annotations, Check, ColumnKind};
use crate::source::sql::ast::ObjectName;

impl Replay<'_> {
    /// Adds a parent's columns to a table that is being made.
    pub(super) fn inherit_columns(&mut self, data: &mut TableData, parent: Oid) {
        let Some(parent) = self.catalog.table(parent) else { return };
        let partitioned = parent.is_partitioned();
        data.partial |= parent.partial;
        let columns: Vec<ColumnData> = parent.columns.mapped(|c| inherited_column(c, partitioned));
        for column in columns {
            match data.column_mut(&column.column.name) {
                Some(existing) => {
                    existing.inherited += 1;
                    existing.column.nullable &= column.column.nullable;
                }
                None => data.columns.push(column),
            }
        }
    }

    /// Adds a parent's checks to a table.
    pub(super) fn inherit_checks(&mut self, table: Oid, parent: Oid) {
        let Some(parent) = self.catalog.table(parent) else { return };
        let checks: Vec<Check> = parent.checks.iter().map(|c| c.check.clone()).filter(|c| !c.no_inherit).collect_vec();
        for check in checks {
            self.inherit_check(table, &check);
        }
    }

    /// A parent's check on a table and on its children.
    pub(super) fn inherit_check(&mut self, table: Oid, check: &Check) {
        let namespace = self.catalog.name_of(table).namespace;
        let Some(data) = self.catalog.table_mut(table) else { return };
        if let Some(existing) = data.checks.find_mut(|c| c.check.name == check.name) {
            existing.inherited += 1;
            return;
        }
        let copy = Check { annotations: Annotations::default(), ..check.clone() };
        data.checks.push(CheckData { check: copy, local: false, inherited: 1 });
        let children = data.children.clone();
        self.catalog.add_constraint_name(&namespace, &check.name);
        for child in children {
            self.inherit_check(child, check);
        }
    }

    /// `ALTER TABLE t INHERIT p`
    pub(super) fn add_parent(&mut self, table: Oid, name: &ObjectName) {
        let Some(parent) = self.find(name).filter(|&p| self.catalog.table(p).is_some()) else {
            self.unknown("table", name);
            return;
        };
        self.link_parent(table, parent, false);
    }

    /// Ties a table that exists to a parent: what both have is inherited from now on.
    pub(super) fn link_parent(&mut self, table: Oid, parent: Oid, partition: bool) {
        let Some(above) = self.catalog.table(parent) else { return };
        let columns: Vec<(String, bool)> =
            above.columns.mapped(|c| (c.column.name.clone(), !c.column.nullable && !c.not_null_no_inherit));
        let identities: Vec<(String, ColumnKind, Vec<_>)> = above
            .columns
            .iter()
            .filter(|c| partition && matches!(c.column.kind, ColumnKind::Identity(_)))
            .map(|c| (c.column.name.clone(), c.column.kind.clone(), identity_source(c)))
            .collect_vec();
        let checks: Vec<String> =
            above.checks.iter().filter(|c| !c.check.no_inherit).map(|c| c.check.name.clone()).collect_vec();
        let Some(data) = self.catalog.table_mut(table) else { return };
        for (name, not_null) in columns {
            if let Some(column) = data.column_mut(&name) {
                column.inherited += 1;
                if partition {
                    column.local = false;
                }
                if not_null {
                    column.column.nullable = false;
                }
            }
        }
        for (name, kind, source) in identities {
            if let Some(column) = data.column_mut(&name) {
                column.column.kind = kind;
                column.reads = source;
            }
        }
        for name in checks {
            if let Some(check) = data.checks.find_mut(|c| c.check.name == name) {
                check.inherited += 1;
                if partition {
                    check.local = false;
                }
            }
        }
        data.parents.push(parent);
        if let Some(parent) = self.catalog.table_mut(parent) {
            parent.children.push(table);
        }
    }

    /// `ALTER TABLE t NO INHERIT p`
    pub(super) fn remove_parent(&mut self, table: Oid, name: &ObjectName) {
        let Some(parent) = self.find(name) else {
            self.unknown("table", name);
            return;
        };
        self.unlink_parent(table, parent);
    }

    /// Unties a table from a parent: what only came from it is its own now.
    pub(super) fn unlink_parent(&mut self, table: Oid, parent: Oid) {
        let Some(above) = self.catalog.table_mut(parent) else { return };
        above.children.keep(|&c| c != table);
        let columns: Vec<String> = above.columns.mapped(|c| c.column.name.clone());
        let checks: Vec<String> = above.checks.mapped(|c| c.check.name.clone());
        let Some(data) = self.catalog.table_mut(table) else { return };
        data.parents.keep(|&p| p != parent);
        for name in columns {
            if let Some(column) = data.column_mut(&name).filter(|c| c.inherited > 0) {
                column.inherited -= 1;
                column.local |= column.inherited == 0;
            }
        }
        for check in data.checks.iter_mut().filter(|c| c.inherited > 0 && checks.contains(&c.check.name)) {
            check.inherited -= 1;
            check.local |= check.inherited == 0;
        }
    }

    /// A column that was added to a parent.
    pub(super) fn inherit_added_column(&mut self, table: Oid, column: &ColumnData, partitioned: bool) {
        let Some(data) = self.catalog.table_mut(table) else { return };
        let children = data.children.clone();
        if let Some(existing) = data.column_mut(&column.column.name) {
            existing.inherited += 1;
            existing.column.nullable &= column.column.nullable;
            return;
        }
        let copy = inherited_column(column, partitioned);
        data.columns.push(copy);
        self.catalog.use_type(&column.data_type, table);
        for (sequence, _) in &column.reads {
            self.catalog.sequence_users.or_default(*sequence).insert(table);
        }
        for child in children {
            self.inherit_added_column(child, column, partitioned);
        }
    }
}

/// The sequence of an identity column, for a partition that shares it.
fn identity_source(column: &ColumnData) -> Vec<(Oid, crate::model::QualifiedName)> {
    match column.sequences.first() {
        Some(&sequence) => vec![(sequence, crate::model::QualifiedName::default())],
        None => column.reads.clone(),
    }
}

/// A parent's column as a child has it. Identity goes on to partitions only.
fn inherited_column(column: &ColumnData, partitioned: bool) -> ColumnData {
    let mut copy = column.clone();
    copy.local = false;
    copy.inherited = 1;
    copy.sequences.clear();
    copy.column.annotations = Annotations::default();
    copy.column.not_null_name = None;
    copy.column.options.keep(|o| o.starts_with("STORAGE") || o.starts_with("COMPRESSION"));
    if column.not_null_no_inherit {
        copy.column.nullable = true;
        copy.not_null_no_inherit = false;
    }
    if matches!(column.column.kind, ColumnKind::Identity(_)) {
        if partitioned {
            copy.reads = identity_source(column);
        } else {
            copy.column.kind = ColumnKind::Plain;
            copy.reads.clear();
        }
    }
    copy
}
