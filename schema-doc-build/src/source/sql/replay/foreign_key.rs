//! Foreign keys: their targets, names, and copies on partitions.

use schema_doc_diagnostics::{Span, nearest};

use super::Replay;
use super::catalog::{ForeignKeyData, Oid};
use super::constraint::{PendingForeignKey, deferrable, names_of};
use super::key::is_system_column;
use super::names::name_addition;
use crate::list::{IteratorExt, SliceExt};
use crate::model::{ForeignKey, QualifiedName};
use crate::source::sql::ast::{Ident, References};

impl Replay<'_> {
    pub(super) fn add_foreign_key(&mut self, table: Oid, pending: PendingForeignKey) {
        let id = self.catalog.name_of(table);
        let references = &pending.references;
        let Some(data) = self.catalog.table(table) else { return };
        let missing: Vec<String> =
            pending.columns.iter().filter(|c| !data.partial && data.column(c).is_none()).cloned().collect_vec();
        for column in &missing {
            self.unknown_column(column, pending.span, table);
        }
        if !missing.is_empty() {
            return;
        }
        let partial = self.catalog.table(table).is_some_and(|t| pending.columns.any(|c| t.column(c).is_none()));
        if partial {
            self.unsupported(pending.span, "the columns of this foreign key are not known");
        }
        let target = self.find(&references.table).filter(|&oid| self.catalog.table(oid).is_some());
        let key_table = if let Some(target) = target {
            self.catalog.name_of(target)
        } else {
            self.unresolved_table(references, pending.span);
            let namespace = references.table.namespace().map_or_else(
                || self.session.path().first().cloned().unwrap_or_else(|| "public".into()),
                super::names::cut,
            );
            QualifiedName::new(namespace, super::names::cut(references.table.name()))
        };
        let referenced = self.referenced_columns(target, references, &pending);
        let generated_name = pending.name.is_none();
        let name = if let Some(name) = pending.name {
            if !self.constraint_is_free(table, &name, pending.span) {
                return;
            }
            name
        } else {
            let addition = name_addition(pending.columns.iter().map(String::as_str));
            self.catalog.choose_constraint_name(&id, Some(&addition), "fkey")
        };
        let not_enforced = pending.attributes.enforced == Some(false);
        let key = ForeignKey {
            name,
            generated_name,
            columns: pending.columns,
            table: key_table,
            referenced,
            on_delete: references.on_delete,
            on_delete_columns: names_of(&references.on_delete_columns),
            on_update: references.on_update,
            match_full: references.match_full,
            period: pending.period || references.period,
            deferrable: deferrable(&pending.attributes),
            not_valid: pending.attributes.not_valid && !not_enforced && !pending.of_new_table,
            not_enforced,
            inherited: false,
            span: Some(pending.span),
            ..ForeignKey::default()
        };
        self.store_foreign_key(table, key, target, None);
    }

    /// Stores a foreign key, and its copies on partitions.
    pub(super) fn store_foreign_key(
        &mut self,
        table: Oid,
        mut key: ForeignKey,
        target: Option<Oid>,
        parent: Option<u32>,
    ) {
        let id = self.catalog.name_of(table);
        if parent.is_some() {
            let Some(data) = self.catalog.table_mut(table) else { return };
            // an equal one that stands alone becomes the parent's part
            let equal = data.foreign_keys.find_mut(|f| {
                f.parent.is_none()
                    && f.target == target
                    && f.key.columns == key.columns
                    && f.key.referenced == key.referenced
                    && f.key.on_delete == key.on_delete
                    && f.key.on_update == key.on_update
                    && f.key.match_full == key.match_full
                    && f.key.deferrable == key.deferrable
            });
            if let Some(equal) = equal {
                equal.parent = parent;
                equal.key.inherited = true;
                return;
            }
            if self.catalog.table(table).is_some_and(|t| t.has_constraint(&key.name)) {
                let addition = name_addition(key.columns.iter().map(String::as_str));
                key.name = self.catalog.choose_constraint_name(&id, Some(&addition), "fkey");
            }
            key.inherited = true;
        }
        let part = self.catalog.next_part();
        self.catalog.add_constraint_name(&id.namespace, &key.name);
        if let Some(target) = target
            && let Some(target) = self.catalog.table_mut(target)
        {
            target.referenced_by.insert(table);
        }
        let partitions = self.partitions(table);
        if let Some(data) = self.catalog.table_mut(table) {
            if data.foreign_keys.is_empty() {
                // most tables have no more
                data.foreign_keys.reserve_exact(1);
            }
            data.foreign_keys.push(ForeignKeyData { key: key.clone(), id: part, target, parent });
        }
        for partition in partitions {
            self.store_foreign_key(partition, key.clone(), target, Some(part));
        }
    }

    /// The columns that a foreign key leads to: those written, else the primary key's.
    fn referenced_columns(
        &mut self,
        target: Option<Oid>,
        references: &References,
        pending: &PendingForeignKey,
    ) -> Vec<String> {
        let written = names_of(&references.columns);
        let Some((oid, data)) = target.and_then(|oid| Some((oid, self.catalog.table(oid)?))) else { return written };
        let name = self.catalog.name_of(oid);
        let known: Vec<String> = data.columns.mapped(|c| c.column.name.clone());
        if data.partial {
            let reason = format!("the columns of the referenced table `{}` are not known", self.display(&name));
            self.unsupported(pending.span, reason);
            return written;
        }
        if written.is_empty() {
            let Some(key) = &data.primary_key else {
                let message = format!("table `{}` has no primary key to reference", self.display(&name));
                self.unresolved(references.table.span, message, Some("name the referenced columns".into()));
                return written;
            };
            let columns = key.constraint.columns.clone();
            if columns.len() != pending.columns.len() {
                self.wrong_count(references.table.span);
            }
            return columns;
        }
        if written.len() != pending.columns.len() {
            self.wrong_count(references.table.span);
        }
        for (column, ident) in written.iter().zip(&references.columns) {
            if !known.contains(column) && !is_system_column(column) {
                self.unresolved_column(&name, ident, &known);
            }
        }
        written
    }

    fn wrong_count(&mut self, span: Span) {
        self.unresolved(span, "the numbers of referencing and referenced columns differ".into(), None);
    }

    fn unresolved_column(&mut self, table: &QualifiedName, column: &Ident, known: &[String]) {
        let message = format!("the referenced table `{}` has no column `{}`", self.display(table), column.name);
        let help =
            nearest(&column.name, known.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
        self.unresolved(column.span, message, help);
    }

    fn unresolved_table(&mut self, references: &References, span: Span) {
        if self.guarded {
            return;
        }
        let name = &references.table;
        let written = Self::written(name);
        if self.is_external("table", name.namespace(), name.name()) || self.unread.may_concern(&written) {
            self.unsupported(span, format!("the referenced table `{written}` is not made by these files"));
            return;
        }
        let near = self.nearest_relation(&references.table);
        let message = format!("the referenced table `{written}` does not exist");
        let span = if references.table.parts.is_empty() { span } else { references.table.span };
        self.unresolved(span, message, near.map(|near| format!("did you mean `{near}`?")));
    }
}
