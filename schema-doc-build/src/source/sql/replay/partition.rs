//! Partitions: what a partitioned table gives to them, `ATTACH` and `DETACH`.

use super::Replay;
use super::catalog::{Oid, RelationKind, TriggerData};
use super::key::KeyConstraint;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{ForeignKey, Index, MigrationAction, PartitionOf, TableKind, Trigger};
use crate::sort;
use crate::source::sql::ast::{Expr, ObjectName};

/// What a partitioned table has that its partitions get.
enum Part {
    Key(KeyConstraint),
    Index(Index),
}

impl Replay<'_> {
    /// The partitions of a table; children of a plain table are none.
    pub(super) fn partitions(&self, table: Oid) -> Vec<Oid> {
        match self.catalog.table(table) {
            Some(data) if data.is_partitioned() => data.children.clone(),
            _ => Vec::new(),
        }
    }

    /// Keys and indexes, row triggers and foreign keys of a partitioned table, on a partition.
    pub(super) fn clone_onto_partition(&mut self, parent: Oid, partition: Oid) {
        let foreign = self.catalog.table(partition).is_some_and(|t| t.table.kind == TableKind::ForeignTable);
        let mut parts: Vec<(Oid, Part)> =
            self.keys_of(parent).into_iter().map(|(index, key)| (index, Part::Key(key))).collect_vec();
        let Some(above) = self.catalog.table(parent) else { return };
        parts.push_all(above.indexes.iter().map(|i| (i.oid, Part::Index(i.index.clone()))));
        sort::by_key(&mut parts, |(oid, _)| *oid);
        let triggers: Vec<TriggerData> =
            above.triggers.iter().filter(|t| t.trigger.level == "row").cloned().collect_vec();
        let keys: Vec<(u32, ForeignKey, Option<Oid>)> = above.foreign_keys.mapped(|f| (f.id, f.key.clone(), f.target));
        if !foreign {
            for (oid, part) in parts {
                match part {
                    Part::Key(key) => self.key_on_partition(partition, &key, oid),
                    Part::Index(index) => self.index_on_partition(partition, &index, oid),
                }
            }
        }
        for trigger in triggers {
            self.clone_trigger(partition, &trigger);
        }
        if !foreign {
            for (id, key, target) in keys {
                self.store_foreign_key(partition, key, target, Some(id));
            }
        }
    }

    /// A row trigger of a partitioned table, on a partition and its partitions.
    pub(super) fn clone_trigger(&mut self, partition: Oid, parent: &TriggerData) {
        let id = self.catalog.next_part();
        let created = self.catalog.next_created();
        let trigger = Trigger {
            inherited: true,
            annotations: crate::model::Annotations::default(),
            created,
            ..parent.trigger.clone()
        };
        let copy = TriggerData { trigger, function: parent.function, id, parent: Some(parent.id) };
        if let Some(triggers) = self.catalog.triggers_mut(partition) {
            triggers.push(copy.clone());
        }
        for below in self.partitions(partition) {
            self.clone_trigger(below, &copy);
        }
    }

    pub(super) fn attach_partition(&mut self, table: Oid, partition: &ObjectName, bound: &Expr) {
        let Some(oid) = self.find(partition).filter(|&p| self.catalog.table(p).is_some()) else {
            self.unknown("table", partition);
            return;
        };
        self.link_parent(oid, table, true);
        let id = self.catalog.name_of(table);
        if let Some(data) = self.catalog.table_mut(oid) {
            data.partition_of = Some(table);
            data.table.partition_of = Some(Box::new(PartitionOf { table: id.clone(), bound: bound.text.clone() }));
        }
        self.clone_onto_partition(table, oid);
        let on = self.display(&id);
        self.step(oid, MigrationAction::Changed, format!("partition of {on}"));
        let name = self.display(&self.catalog.name_of(oid));
        self.step(table, MigrationAction::Added, format!("partition {name}"));
    }

    pub(super) fn detach_partition(&mut self, table: Oid, partition: &ObjectName) {
        let Some(oid) = self.find(partition).filter(|&p| self.catalog.table(p).is_some()) else {
            self.unknown("partition", partition);
            return;
        };
        self.unlink_parent(oid, table);
        if let Some(data) = self.catalog.table_mut(oid) {
            data.partition_of = None;
            data.table.partition_of = None;
            data.triggers.keep(|t| t.parent.is_none());
            for index in &mut data.indexes {
                index.parent = None;
                index.index.inherited = false;
            }
            if let Some(key) = &mut data.primary_key {
                key.parent = None;
            }
            for key in &mut data.unique {
                key.parent = None;
            }
            for key in &mut data.exclusions {
                key.parent = None;
            }
            for key in &mut data.foreign_keys {
                key.parent = None;
                key.key.inherited = false;
            }
            for column in &mut data.columns {
                column.local = true;
                // since PostgreSQL 17 the identity is the partitioned table's
                if matches!(column.column.kind, crate::model::ColumnKind::Identity(_)) && column.sequences.is_empty() {
                    column.column.kind = crate::model::ColumnKind::Plain;
                    column.reads.clear();
                }
            }
        }
        let on = self.display(&self.catalog.name_of(table));
        self.step(oid, MigrationAction::Changed, format!("no partition of {on} any more"));
        let name = self.display(&self.catalog.name_of(oid));
        self.step(table, MigrationAction::Dropped, format!("partition {name}"));
    }

    /// `ALTER INDEX i ATTACH PARTITION p`
    pub(super) fn alter_index_attach(&mut self, index: &ObjectName, part: &ObjectName) {
        let is_index = |replay: &Self, oid: &Oid| {
            replay.catalog.relation(*oid).is_some_and(|r| matches!(r.kind, RelationKind::Index(_)))
        };
        let parent = self.find(index).filter(|oid| is_index(self, oid));
        let child = self.find(part).filter(|oid| is_index(self, oid));
        match (parent, child) {
            (Some(parent), Some(child)) => self.attach_index(parent, child),
            (None, _) => self.unknown("index", index),
            (_, None) => self.unknown("index", part),
        }
    }
}
