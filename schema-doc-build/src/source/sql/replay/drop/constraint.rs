//! Constraints that are dropped, here and in heirs and partitions.

use super::super::Replay;
use super::super::catalog::{Key, Oid};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::MigrationAction;
use schema_doc_diagnostics::Span;

impl Replay<'_> {
    /// Removes a table's foreign keys that lead to another, or to one of its columns sets.
    pub(in crate::source::sql::replay) fn drop_foreign_keys_to(
        &mut self,
        table: Oid,
        target: Oid,
        columns: Option<&[String]>,
    ) {
        let Some(data) = self.catalog.table_mut(table) else { return };
        let mut dropped = Vec::new();
        data.foreign_keys.keep(|f| {
            let leads = f.target == Some(target)
                && columns.is_none_or(|c| f.key.referenced.len() == c.len() && f.key.referenced.all(|r| c.contains(r)));
            if leads {
                dropped.push(f.key.name.clone());
            }
            !leads
        });
        let namespace = self.catalog.name_of(table).namespace;
        for name in dropped {
            self.catalog.remove_constraint_name(&namespace, &name);
            self.step(table, MigrationAction::Dropped, format!("constraint {name}"));
        }
    }

    /// Removes a constraint; false where there is none of that name.
    pub(in crate::source::sql::replay) fn drop_constraint(
        &mut self,
        oid: Oid,
        name: &str,
        cascade: bool,
        only: bool,
        span: Span,
    ) -> bool {
        let Some(data) = self.catalog.table(oid) else { return false };
        let namespace = self.catalog.name_of(oid).namespace;
        let keys = data.keys();
        if let Some(&Key { index, columns, .. }) = keys.find(|key| key.name == name) {
            let columns = columns.to_vec();
            let referencing: Vec<Oid> = data.referenced_by.iter().copied().collect_vec();
            let other_key = |index: Oid| {
                let same = |c: &[String]| c.len() == columns.len() && c.all(|x| columns.contains(x));
                keys.any(|key| key.index != index && same(key.columns))
                    || data.indexes.any(|i| {
                        i.index.unique
                            && same(&super::super::create_table::key_columns(&i.index.keys).mapped(|c| (*c).to_owned()))
                    })
            };
            let needs = |f: &super::super::catalog::ForeignKeyData| {
                f.target == Some(oid)
                    && f.key.referenced.len() == columns.len()
                    && f.key.referenced.all(|r| columns.contains(r))
            };
            // another key on the same columns may be the one that the foreign keys lean on
            let lean = !columns.is_empty() && !other_key(index);
            if lean && !cascade {
                let blocker = referencing.iter().find_map(|&t| {
                    let key = self.catalog.table(t)?.foreign_keys.find(|f| needs(f) && f.parent.is_none())?;
                    Some((
                        format!("foreign key `{}` of table `{}`", key.key.name, self.display(&self.catalog.name_of(t))),
                        key.key.span,
                    ))
                });
                if let Some((by, place)) = blocker
                    && self.needed("constraint", name, span, &by, place)
                {
                    return true;
                }
            }
            self.drop_index(index);
            if lean {
                for table in referencing {
                    self.drop_foreign_keys_to(table, oid, Some(&columns));
                }
            }
            return true;
        }
        let Some(data) = self.catalog.table_mut(oid) else { return false };
        if let Some(at) = data.foreign_keys.position(|f| f.key.name == name) {
            let key = data.foreign_keys.remove(at);
            if let Some(target) = key.target
                && !self.catalog.table(oid).is_some_and(|t| t.foreign_keys.any(|f| f.target == Some(target)))
                && let Some(target) = self.catalog.table_mut(target)
            {
                target.referenced_by.remove(&oid);
            }
            self.catalog.remove_constraint_name(&namespace, name);
            self.drop_foreign_key_copies(oid, key.id);
            return true;
        }
        if let Some(at) = data.checks.position(|c| c.check.name == name) {
            let check = data.checks.remove(at);
            let children = data.children.clone();
            self.catalog.remove_constraint_name(&namespace, name);
            if !check.check.no_inherit {
                for child in children {
                    self.disinherit_check(child, name, only);
                }
            }
            return true;
        }
        false
    }

    pub(super) fn drop_foreign_key_copies(&mut self, table: Oid, parent: u32) {
        for partition in self.partitions(table) {
            let namespace = self.catalog.name_of(partition).namespace;
            let Some(data) = self.catalog.table_mut(partition) else { continue };
            let Some(at) = data.foreign_keys.position(|f| f.parent == Some(parent)) else { continue };
            let copy = data.foreign_keys.remove(at);
            self.catalog.remove_constraint_name(&namespace, &copy.key.name);
            self.drop_foreign_key_copies(partition, copy.id);
        }
    }

    fn disinherit_check(&mut self, table: Oid, name: &str, only: bool) {
        let namespace = self.catalog.name_of(table).namespace;
        let Some(data) = self.catalog.table_mut(table) else { return };
        let children = data.children.clone();
        let Some(at) = data.checks.position(|c| c.check.name == name) else { return };
        let Some(check) = data.checks.get_mut(at) else { return };
        check.inherited = check.inherited.saturating_sub(1);
        if only {
            check.local = true;
        }
        if check.inherited == 0 && !check.local {
            data.checks.remove(at);
            self.catalog.remove_constraint_name(&namespace, name);
            for child in children {
                self.disinherit_check(child, name, false);
            }
        }
    }
}
