//! `DROP`, and what goes with the dropped.

mod column;
mod constraint;
mod routine;
mod types;

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Set;

use schema_doc_diagnostics::Span;

use super::Replay;
use super::catalog::{Oid, RelationKind, TypeOid};
use super::names::cut;
use crate::model::{ColumnKind, MigrationAction};
use crate::source::sql::ast::{Drop, DropObject};

impl Replay<'_> {
    pub(super) fn drop(&mut self, drop: &Drop) {
        match drop.kind.as_str() {
            "table" | "foreign table" | "view" | "materialized view" | "sequence" | "index" => {
                self.drop_relations(drop);
            }
            "type" | "domain" => {
                for object in &drop.objects {
                    self.drop_type_statement(drop, object);
                }
            }
            "function" | "procedure" | "aggregate" | "routine" => {
                for object in &drop.objects {
                    self.drop_routine_statement(drop, object);
                }
            }
            "trigger" => {
                for object in &drop.objects {
                    self.drop_trigger(object, drop.if_exists);
                }
            }
            "policy" => {
                for object in &drop.objects {
                    self.drop_policy(object, drop.if_exists);
                }
            }
            "schema" => {
                for object in &drop.objects {
                    self.drop_schema(object, drop);
                }
            }
            "extension" => {
                for object in &drop.objects {
                    let name = object.name.name();
                    if self.catalog.extensions.remove(name).is_none() && !drop.if_exists && name != "plpgsql" {
                        self.unknown("extension", &object.name);
                    }
                    if drop.cascade {
                        self.drop_extension_columns(name);
                    }
                }
            }
            "role" | "user" | "group" => {
                for object in &drop.objects {
                    if self.catalog.roles.remove(object.name.name()).is_none() && !drop.if_exists {
                        self.unknown("role", &object.name);
                    }
                }
            }
            "owned" => self.unsupported(self.span, "what a role owns is not known here"),
            kind => {
                for object in &drop.objects {
                    self.drop_other(kind, object, drop.if_exists);
                }
            }
        }
    }

    fn drop_relations(&mut self, drop: &Drop) {
        let mut found: Vec<(Oid, &DropObject)> = Vec::new();
        for object in &drop.objects {
            let oid = self.find(&object.name).filter(|&oid| {
                self.catalog.relation(oid).is_some_and(|r| {
                    let noun = r.kind.noun();
                    noun == drop.kind || (noun == "table" && drop.kind == "foreign table")
                })
            });
            match oid {
                Some(oid) => found.push((oid, object)),
                None if drop.if_exists => {}
                None => self.unknown(&drop.kind, &object.name),
            }
        }
        let together: Set<Oid> = found.iter().map(|(oid, _)| *oid).collect();
        for (oid, object) in found {
            if !drop.cascade
                && let Some((by, place)) = self.blocker(oid, &together)
            {
                let name = Self::written(&object.name);
                if self.needed(&drop.kind, &name, object.name.span, &by, place) {
                    continue;
                }
            }
            if let Some(RelationKind::Index(table)) = self.catalog.relation(oid).map(|r| r.kind.clone()) {
                let name = self.catalog.name_of(oid).name;
                self.step(table, MigrationAction::Dropped, format!("index {name}"));
            }
            self.drop_relation(oid);
        }
    }

    /// What forbids to drop a relation without `CASCADE`, and where it is.
    fn blocker(&self, oid: Oid, together: &Set<Oid>) -> Option<(String, Option<Span>)> {
        let relation = self.catalog.relation(oid)?;
        let view = self
            .catalog
            .views_on
            .get(&oid)
            .into_iter()
            .flatten()
            .find(|v| !together.contains(v) && self.catalog.view(**v).is_some());
        if let Some(view) = view.and_then(|v| self.catalog.relation(*v)) {
            return Some((format!("view `{}`", self.display(&view.id)), view.span));
        }
        match &relation.kind {
            RelationKind::Table(data) => {
                for other in data.referenced_by.iter().filter(|o| **o != oid && !together.contains(o)) {
                    let Some(table) = self.catalog.table(*other) else { continue };
                    if let Some(key) = table.foreign_keys.find(|f| f.target == Some(oid) && f.parent.is_none()) {
                        let name = self.display(&self.catalog.name_of(*other));
                        return Some((format!("foreign key `{}` of table `{name}`", key.key.name), key.key.span));
                    }
                }
                let child = data.children.find(|c| {
                    !together.contains(c) && self.catalog.table(*c).is_some_and(|t| t.partition_of != Some(oid))
                });
                child
                    .and_then(|c| self.catalog.relation(*c))
                    .map(|r| (format!("table `{}`", self.display(&r.id)), r.span))
            }
            RelationKind::Sequence(data) => {
                let users = self.catalog.sequence_users.get(&oid)?;
                users.iter().filter(|t| !together.contains(t)).find_map(|&t| {
                    let table = self.catalog.table(t)?;
                    let column = table
                        .columns
                        .find(|c| matches!(c.column.kind, ColumnKind::Default(_)) && c.reads.any(|(s, _)| *s == oid))?;
                    let _ = data;
                    let name = self.display(&self.catalog.name_of(t));
                    Some((format!("the default of `{name}.{}`", column.column.name), column.column.span))
                })
            }
            RelationKind::Index(table) => {
                let keys = self.catalog.table(*table)?.keys();
                let key = keys.find(|key| key.index == oid)?;
                Some((format!("constraint `{}`", relation.id.name), key.span))
            }
            _ => None,
        }
    }

    /// Removes a relation with all that hangs on it.
    pub(super) fn drop_relation(&mut self, oid: Oid) {
        let views: Vec<Oid> = self.catalog.views_on.remove(&oid).into_iter().flatten().collect_vec();
        if matches!(self.catalog.relation(oid).map(|r| &r.kind), Some(RelationKind::Index(_))) {
            self.drop_index(oid);
            return;
        }
        let Some(relation) = self.catalog.remove_relation(oid) else { return };
        for view in views {
            self.drop_relation(view);
        }
        self.schema.dropped.push((relation.id.clone(), self.span));
        match relation.kind {
            RelationKind::Table(data) => {
                let namespace = relation.id.namespace;
                for name in data.constraint_names() {
                    self.catalog.remove_constraint_name(&namespace, name);
                }
                for index in data.index_oids() {
                    self.catalog.remove_relation(index);
                }
                for sequence in data.sequences() {
                    self.drop_relation(sequence);
                }
                for key in &data.foreign_keys {
                    if let Some(target) = key.target.and_then(|t| self.catalog.table_mut(t)) {
                        target.referenced_by.remove(&oid);
                    }
                }
                for other in data.referenced_by.iter().copied().filter(|o| *o != oid) {
                    self.drop_foreign_keys_to(other, oid, None);
                }
                for parent in &data.parents {
                    if let Some(parent) = self.catalog.table_mut(*parent) {
                        parent.children.keep(|c| *c != oid);
                    }
                }
                for child in data.children {
                    self.drop_relation(child);
                }
            }
            RelationKind::View(view) => {
                for index in &view.indexes {
                    self.catalog.remove_relation(index.oid);
                }
                for on in &view.depends_on {
                    if let Some(views) = self.catalog.views_on.get_mut(on) {
                        views.remove(&oid);
                    }
                }
            }
            RelationKind::Sequence(_) => {
                let users = self.catalog.sequence_users.remove(&oid).unwrap_or_default();
                for table in users {
                    let Some(table) = self.catalog.table_mut(table) else { continue };
                    for column in &mut table.columns {
                        if column.reads.any(|(s, _)| *s == oid) {
                            column.reads.clear();
                            column.column.kind = ColumnKind::Plain;
                        }
                    }
                }
                self.disown_sequence_everywhere(oid, &relation.kind);
            }
            RelationKind::Composite(type_oid) => {
                self.catalog.remove_type(type_oid);
            }
            RelationKind::Index(_) => {}
        }
    }

    fn disown_sequence_everywhere(&mut self, oid: Oid, kind: &RelationKind) {
        let RelationKind::Sequence(data) = kind else { return };
        if let Some(table) = data.owner.and_then(|o| self.catalog.table_mut(o)) {
            for column in &mut table.columns {
                column.sequences.keep(|&s| s != oid);
            }
        }
    }

    /// Removes an index; one of a constraint takes the constraint with it. Its parts on partitions go too.
    pub(super) fn drop_index(&mut self, oid: Oid) {
        let Some(relation) = self.catalog.remove_relation(oid) else { return };
        let RelationKind::Index(table) = relation.kind else { return };
        let mut constraint = None;
        if let Some(indexes) = self.catalog.indexes_mut(table) {
            indexes.keep(|i| i.oid != oid);
        }
        if let Some(data) = self.catalog.table_mut(table) {
            if data.primary_key.as_ref().is_some_and(|k| k.index == oid) {
                constraint = data.primary_key.take().map(|k| k.constraint.name);
            }
            if let Some(at) = data.unique.position(|k| k.index == oid) {
                constraint = Some(data.unique.remove(at).constraint.name);
            }
            if let Some(at) = data.exclusions.position(|k| k.index == oid) {
                constraint = Some(data.exclusions.remove(at).constraint.name);
            }
        }
        if let Some(name) = constraint {
            self.catalog.remove_constraint_name(&relation.id.namespace, &name);
        }
        for partition in self.partitions(table) {
            let Some(data) = self.catalog.table(partition) else { continue };
            let mut parts: Vec<Oid> =
                data.indexes.iter().filter(|i| i.parent == Some(oid)).map(|i| i.oid).collect_vec();
            parts.push_all(data.primary_key.iter().filter(|k| k.parent == Some(oid)).map(|k| k.index));
            parts.push_all(data.unique.iter().filter(|k| k.parent == Some(oid)).map(|k| k.index));
            parts.push_all(data.exclusions.iter().filter(|k| k.parent == Some(oid)).map(|k| k.index));
            for part in parts {
                self.drop_index(part);
            }
        }
    }

    fn drop_schema(&mut self, object: &DropObject, drop: &Drop) {
        let name = cut(object.name.name());
        if !self.catalog.namespaces.contains_key(&name) {
            if !drop.if_exists {
                self.unknown("schema", &object.name);
            }
            return;
        }
        let relations: Vec<Oid> = self
            .catalog
            .relations()
            .filter(|(_, r)| r.id.namespace == name && !matches!(r.kind, RelationKind::Index(_)))
            .map(|(oid, _)| oid)
            .collect_vec();
        let types: Vec<TypeOid> =
            self.catalog.types().filter(|(_, t)| t.id.namespace == name).map(|(oid, _)| oid).collect_vec();
        if !drop.cascade {
            let first = relations.first().and_then(|&r| self.catalog.relation(r)).map(|r| (r.id.clone(), r.span));
            if let Some((id, span)) = first {
                let by = format!("`{}`", self.display(&id));
                if self.needed("schema", &name, object.name.span, &by, span) {
                    return;
                }
            }
        }
        for relation in relations {
            self.drop_relation(relation);
        }
        for type_oid in types {
            self.drop_type(type_oid);
        }
        let routines: Vec<usize> = self
            .catalog
            .routines
            .iter()
            .enumerate()
            .filter(|(_, r)| r.as_ref().is_some_and(|r| r.routine.id.namespace == name))
            .map(|(i, _)| i)
            .collect_vec();
        for routine in routines {
            self.drop_routine(routine);
        }
        self.catalog.others.keep(|(o, _)| o.id.namespace != name);
        self.catalog.extensions.keep(|_, e| e.namespace.as_deref() != Some(name.as_str()));
        self.catalog.namespaces.remove(&name);
    }

    fn drop_other(&mut self, kind: &str, object: &DropObject, if_exists: bool) {
        let table = object.on.as_ref().and_then(|on| self.find(on));
        let name = cut(object.name.name());
        let namespace = object.name.namespace().map(cut);
        let before = self.catalog.others.len();
        self.catalog.others.keep(|(other, on)| {
            other.kind != kind
                || other.id.name != name
                || namespace.as_ref().is_some_and(|n| *n != other.id.namespace)
                || (object.on.is_some() && *on != table)
        });
        // what is never modelled (a server's user mapping, a publication) is not missed either
        let modelled =
            matches!(kind, "rule" | "event trigger" | "collation" | "statistics" | "server" | "foreign data wrapper");
        if before == self.catalog.others.len() && !if_exists && modelled {
            self.unknown(kind, &object.name);
        }
    }
}
