//! A constraint with a new name, here and in heirs and partitions.

use super::super::Replay;
use super::super::catalog::{Key, Oid, TableData};
use super::super::names::cut;
use crate::list::SliceExt;
use crate::model::{MigrationAction, QualifiedName};
use crate::source::sql::ast::Ident;

impl Replay<'_> {
    pub(in crate::source::sql::replay) fn rename_constraint(&mut self, oid: Oid, from: &Ident, to: &Ident) {
        let (old, new) = (cut(&from.name), cut(&to.name));
        let id = self.catalog.name_of(oid);
        let Some(data) = self.catalog.table(oid) else { return };
        if let Some(&Key { index, .. }) = data.keys().find(|key| key.name == old) {
            let taken = QualifiedName::new(id.namespace, new.clone());
            if !self.catalog.rename_relation(index, taken) {
                self.duplicate("relation", &new, to.span, None);
                return;
            }
            self.rename_index(oid, index, &old, &new);
            return;
        }
        if !self.rename_constraint_here(oid, &old, &new) {
            let unnamed = data_not_null(self.catalog.table(oid), &id, &old);
            if let Some(column) = unnamed {
                if let Some(column) = self.catalog.table_mut(oid).and_then(|t| t.column_mut(&column)) {
                    column.column.not_null_name = Some(new.into());
                }
                return;
            }
            let data = self.catalog.table(oid);
            let names = data.map(|t| t.constraint_names().mapped(|name| (*name).to_owned())).unwrap_or_default();
            self.unknown_part("constraint", &old, from.span, oid, names.iter().map(String::as_str));
            return;
        }
        self.step(oid, MigrationAction::Renamed, format!("constraint {old} to {new}"));
    }

    fn rename_constraint_here(&mut self, oid: Oid, from: &str, to: &str) -> bool {
        let namespace = self.catalog.name_of(oid).namespace;
        let Some(data) = self.catalog.table_mut(oid) else { return false };
        let children = data.children.clone();
        if let Some(check) = data.checks.find_mut(|c| c.check.name == from) {
            to.clone_into(&mut check.check.name);
            check.check.generated_name = false;
            for child in children {
                self.rename_constraint_here(child, from, to);
            }
        } else if let Some(key) = data.foreign_keys.find_mut(|f| f.key.name == from) {
            to.clone_into(&mut key.key.name);
            key.key.generated_name = false;
        } else {
            return false;
        }
        self.catalog.remove_constraint_name(&namespace, from);
        self.catalog.add_constraint_name(&namespace, to);
        true
    }
}

/// The column whose unnamed `NOT NULL` PostgreSQL 18 calls so.
fn data_not_null(data: Option<&TableData>, id: &QualifiedName, name: &str) -> Option<String> {
    data?
        .columns
        .find(|c| {
            !c.column.nullable
                && c.column.not_null_name.as_deref().map_or_else(
                    || super::super::names::make_object_name(&id.name, Some(&c.column.name), "not_null") == name,
                    |n| n == name,
                )
        })
        .map(|c| c.column.name.clone())
}
