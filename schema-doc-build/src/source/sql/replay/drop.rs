//! `DROP`, and what goes with the dropped.

use crate::ordered::Set;

use schema_doc_diagnostics::Span;

use super::Replay;
use super::catalog::{Oid, RelationKind, TypeKind, TypeOid};
use super::expression_text::{column_tokens, mentions, tokens};
use super::names::cut;
use super::types::{TypeBase, TypeRef};
use crate::model::{ColumnKind, KeyTarget, MigrationAction};
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
                    if let Some(key) = table.foreign_keys.iter().find(|f| f.target == Some(oid) && f.parent.is_none()) {
                        let name = self.display(&self.catalog.name_of(*other));
                        return Some((format!("foreign key `{}` of table `{name}`", key.key.name), key.key.span));
                    }
                }
                let child = data.children.iter().find(|c| {
                    !together.contains(c) && self.catalog.table(**c).is_some_and(|t| t.partition_of != Some(oid))
                });
                child
                    .and_then(|c| self.catalog.relation(*c))
                    .map(|r| (format!("table `{}`", self.display(&r.id)), r.span))
            }
            RelationKind::Sequence(data) => {
                let users = self.catalog.sequence_users.get(&oid)?;
                users.iter().filter(|t| !together.contains(t)).find_map(|&t| {
                    let table = self.catalog.table(t)?;
                    let column = table.columns.iter().find(|c| {
                        matches!(c.column.kind, ColumnKind::Default(_)) && c.reads.iter().any(|(s, _)| *s == oid)
                    })?;
                    let _ = data;
                    let name = self.display(&self.catalog.name_of(t));
                    Some((format!("the default of `{name}.{}`", column.column.name), column.column.span))
                })
            }
            RelationKind::Index(table) => {
                let data = self.catalog.table(*table)?;
                let key = data.primary_key.iter().map(|k| (k.index, k.constraint.span));
                let unique = data.unique.iter().map(|k| (k.index, k.constraint.span));
                let exclusion = data.exclusions.iter().map(|k| (k.index, k.constraint.span));
                let constraint = key.chain(unique).chain(exclusion).find(|(index, _)| *index == oid)?;
                Some((format!("constraint `{}`", relation.id.name), constraint.1))
            }
            _ => None,
        }
    }

    /// Removes a relation with all that hangs on it.
    pub(super) fn drop_relation(&mut self, oid: Oid) {
        let views: Vec<Oid> = self.catalog.views_on.remove(&oid).into_iter().flatten().collect();
        if matches!(self.catalog.relation(oid).map(|r| &r.kind), Some(RelationKind::Index(_))) {
            self.drop_index(oid);
            return;
        }
        let Some(relation) = self.catalog.remove_relation(oid) else { return };
        for view in views {
            self.drop_relation(view);
        }
        match relation.kind {
            RelationKind::Table(data) => {
                let namespace = relation.id.namespace;
                for name in data.constraint_names() {
                    self.catalog.remove_constraint_name(&namespace, name);
                }
                let keys = data.primary_key.iter().map(|k| k.index);
                let keys =
                    keys.chain(data.unique.iter().map(|k| k.index)).chain(data.exclusions.iter().map(|k| k.index));
                for index in keys.chain(data.indexes.iter().map(|i| i.oid)) {
                    self.catalog.remove_relation(index);
                }
                for sequence in data.columns.iter().flat_map(|c| c.sequences.iter().copied()) {
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
                        parent.children.retain(|c| *c != oid);
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
                        if column.reads.iter().any(|(s, _)| *s == oid) {
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
                column.sequences.retain(|&s| s != oid);
            }
        }
    }

    /// Removes an index; one of a constraint takes the constraint with it. Its parts on partitions go too.
    pub(super) fn drop_index(&mut self, oid: Oid) {
        let Some(relation) = self.catalog.remove_relation(oid) else { return };
        let RelationKind::Index(table) = relation.kind else { return };
        let mut constraint = None;
        if let Some(indexes) = self.catalog.indexes_mut(table) {
            indexes.retain(|i| i.oid != oid);
        }
        if let Some(data) = self.catalog.table_mut(table) {
            if data.primary_key.as_ref().is_some_and(|k| k.index == oid) {
                constraint = data.primary_key.take().map(|k| k.constraint.name);
            }
            if let Some(at) = data.unique.iter().position(|k| k.index == oid) {
                constraint = Some(data.unique.remove(at).constraint.name);
            }
            if let Some(at) = data.exclusions.iter().position(|k| k.index == oid) {
                constraint = Some(data.exclusions.remove(at).constraint.name);
            }
        }
        if let Some(name) = constraint {
            self.catalog.remove_constraint_name(&relation.id.namespace, &name);
        }
        for partition in self.partitions(table) {
            let Some(data) = self.catalog.table(partition) else { continue };
            let mut parts: Vec<Oid> = data.indexes.iter().filter(|i| i.parent == Some(oid)).map(|i| i.oid).collect();
            parts.extend(data.primary_key.iter().filter(|k| k.parent == Some(oid)).map(|k| k.index));
            parts.extend(data.unique.iter().filter(|k| k.parent == Some(oid)).map(|k| k.index));
            parts.extend(data.exclusions.iter().filter(|k| k.parent == Some(oid)).map(|k| k.index));
            for part in parts {
                self.drop_index(part);
            }
        }
    }

    /// Removes a table's foreign keys that lead to another, or to one of its columns sets.
    pub(super) fn drop_foreign_keys_to(&mut self, table: Oid, target: Oid, columns: Option<&[String]>) {
        let Some(data) = self.catalog.table_mut(table) else { return };
        let mut dropped = Vec::new();
        data.foreign_keys.retain(|f| {
            let leads = f.target == Some(target)
                && columns.is_none_or(|c| {
                    f.key.referenced.len() == c.len() && f.key.referenced.iter().all(|r| c.contains(r))
                });
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
    pub(super) fn drop_constraint(&mut self, oid: Oid, name: &str, cascade: bool, only: bool, span: Span) -> bool {
        let Some(data) = self.catalog.table(oid) else { return false };
        let namespace = self.catalog.name_of(oid).namespace;
        let key = data.primary_key.iter().map(|k| (&k.constraint.name, k.index, k.constraint.columns.clone()));
        let unique = data.unique.iter().map(|k| (&k.constraint.name, k.index, k.constraint.columns.clone()));
        let exclusion = data.exclusions.iter().map(|k| (&k.constraint.name, k.index, Vec::new()));
        let found = key.chain(unique).chain(exclusion).find(|(n, ..)| *n == name).map(|(_, i, c)| (i, c));
        if let Some((index, columns)) = found {
            let referencing: Vec<Oid> = data.referenced_by.iter().copied().collect();
            let other_key = |index: Oid| {
                let same = |c: &[String]| c.len() == columns.len() && c.iter().all(|x| columns.contains(x));
                data.primary_key.iter().any(|k| k.index != index && same(&k.constraint.columns))
                    || data.unique.iter().any(|k| k.index != index && same(&k.constraint.columns))
                    || data.indexes.iter().any(|i| {
                        i.index.unique
                            && same(
                                &super::create_table::key_columns(&i.index.keys)
                                    .iter()
                                    .map(|c| (*c).to_owned())
                                    .collect::<Vec<_>>(),
                            )
                    })
            };
            let needs = |f: &super::catalog::ForeignKeyData| {
                f.target == Some(oid)
                    && f.key.referenced.len() == columns.len()
                    && f.key.referenced.iter().all(|r| columns.contains(r))
            };
            // another key on the same columns may be the one that the foreign keys lean on
            let lean = !columns.is_empty() && !other_key(index);
            if lean && !cascade {
                let blocker = referencing.iter().find_map(|&t| {
                    let key = self.catalog.table(t)?.foreign_keys.iter().find(|f| needs(f) && f.parent.is_none())?;
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
        if let Some(at) = data.foreign_keys.iter().position(|f| f.key.name == name) {
            let key = data.foreign_keys.remove(at);
            if let Some(target) = key.target
                && !self.catalog.table(oid).is_some_and(|t| t.foreign_keys.iter().any(|f| f.target == Some(target)))
                && let Some(target) = self.catalog.table_mut(target)
            {
                target.referenced_by.remove(&oid);
            }
            self.catalog.remove_constraint_name(&namespace, name);
            self.drop_foreign_key_copies(oid, key.id);
            return true;
        }
        if let Some(at) = data.checks.iter().position(|c| c.check.name == name) {
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

    fn drop_foreign_key_copies(&mut self, table: Oid, parent: u32) {
        for partition in self.partitions(table) {
            let namespace = self.catalog.name_of(partition).namespace;
            let Some(data) = self.catalog.table_mut(partition) else { continue };
            let Some(at) = data.foreign_keys.iter().position(|f| f.parent == Some(parent)) else { continue };
            let copy = data.foreign_keys.remove(at);
            self.catalog.remove_constraint_name(&namespace, &copy.key.name);
            self.drop_foreign_key_copies(partition, copy.id);
        }
    }

    fn disinherit_check(&mut self, table: Oid, name: &str, only: bool) {
        let namespace = self.catalog.name_of(table).namespace;
        let Some(data) = self.catalog.table_mut(table) else { return };
        let children = data.children.clone();
        let Some(at) = data.checks.iter().position(|c| c.check.name == name) else { return };
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

    /// Whether nothing elsewhere needs a column; reports what does.
    pub(super) fn column_is_free(&mut self, oid: Oid, column: &str, span: Span) -> bool {
        let Some(data) = self.catalog.table(oid) else { return true };
        let blocker = data.referenced_by.iter().filter(|t| **t != oid).find_map(|&t| {
            let keys = &self.catalog.table(t)?.foreign_keys;
            let key = keys.iter().find(|f| f.target == Some(oid) && f.key.referenced.iter().any(|r| r == column))?;
            let name = self.display(&self.catalog.name_of(t));
            Some((format!("foreign key `{}` of table `{name}`", key.key.name), key.key.span))
        });
        let generated = data.columns.iter().find(|c| match &c.column.kind {
            ColumnKind::Generated(g) => c.column.name != column && names_column(&g.expression, column),
            _ => false,
        });
        let blocker =
            blocker.or_else(|| generated.map(|c| (format!("generated column `{}`", c.column.name), c.column.span)));
        let Some((by, place)) = blocker else { return true };
        !self.needed("column", column, span, &by, place)
    }

    /// Removes a column with all that hangs on it, from children too unless `only`. Without `cascade` the database has seen that no view and
    /// no policy hangs on it.
    pub(super) fn drop_column(&mut self, oid: Oid, name: &str, only: bool, cascade: bool) {
        let namespace = self.catalog.name_of(oid).namespace;
        let Some(data) = self.catalog.table_mut(oid) else { return };
        let Some(at) = data.columns.iter().position(|c| c.column.name == name) else { return };
        let column = data.columns.remove(at);
        let children = data.children.clone();
        let mut names = Vec::new();
        let known = |text: &str| names_column(text, name);
        data.checks.retain(|c| {
            let goes = c.check.columns.iter().any(|c| c == name);
            if goes {
                names.push(c.check.name.clone());
            }
            !goes
        });
        let mut copies = Vec::new();
        data.foreign_keys.retain(|f| {
            let goes = f.key.columns.iter().any(|c| c == name);
            if goes {
                names.push(f.key.name.clone());
                copies.push(f.id);
            }
            !goes
        });
        let has = |columns: &[String]| columns.iter().any(|c| c == name);
        let mut indexes: Vec<Oid> = Vec::new();
        indexes.extend(
            data.primary_key
                .iter()
                .filter(|k| has(&k.constraint.columns) || has(&k.constraint.include))
                .map(|k| k.index),
        );
        indexes.extend(
            data.unique.iter().filter(|k| has(&k.constraint.columns) || has(&k.constraint.include)).map(|k| k.index),
        );
        let key_has = |key: &crate::model::IndexKey| match &key.target {
            KeyTarget::Column(c) => c == name,
            KeyTarget::Expression(text) => known(text),
        };
        indexes.extend(
            data.exclusions
                .iter()
                .filter(|k| {
                    k.constraint.elements.iter().any(|(key, _)| key_has(key))
                        || has(&k.constraint.include)
                        || k.constraint.predicate.as_deref().is_some_and(known)
                })
                .map(|k| k.index),
        );
        indexes.extend(
            data.indexes
                .iter()
                .filter(|i| {
                    i.index.keys.iter().any(key_has)
                        || has(&i.index.include)
                        || i.index.predicate.as_deref().is_some_and(known)
                })
                .map(|i| i.oid),
        );
        data.triggers.retain(|t| {
            !t.trigger
                .events
                .iter()
                .any(|e| e.split_once(" of ").is_some_and(|(_, list)| list.split(", ").any(|c| c == name)))
        });
        let generated: Vec<String> = data
            .columns
            .iter()
            .filter(|c| matches!(&c.column.kind, ColumnKind::Generated(g) if known(&g.expression)))
            .map(|c| c.column.name.clone())
            .collect();
        if cascade {
            data.table
                .policies
                .retain(|p| !p.using.as_deref().is_some_and(known) && !p.with_check.as_deref().is_some_and(known));
        }
        for name in names {
            self.catalog.remove_constraint_name(&namespace, &name);
        }
        for copy in copies {
            self.drop_foreign_key_copies(oid, copy);
        }
        for index in indexes {
            self.drop_index(index);
        }
        let referencing: Vec<Oid> =
            self.catalog.table(oid).map(|t| t.referenced_by.iter().copied().collect()).unwrap_or_default();
        for other in referencing {
            let sets: Vec<Vec<String>> = self
                .catalog
                .table(other)
                .map(|t| {
                    t.foreign_keys
                        .iter()
                        .filter(|f| f.target == Some(oid) && f.key.referenced.iter().any(|r| r == name))
                        .map(|f| f.key.referenced.clone())
                        .collect()
                })
                .unwrap_or_default();
            for set in sets {
                self.drop_foreign_keys_to(other, oid, Some(&set));
            }
        }
        for sequence in column.sequences {
            self.drop_relation(sequence);
        }
        for column in generated {
            self.drop_column(oid, &column, only, cascade);
        }
        if cascade {
            self.drop_views_of_column(oid, name);
        }
        self.drop_statistics_of_column(oid, name);
        for child in children {
            let Some(below) = self.catalog.table_mut(child).and_then(|t| t.column_mut(name)) else { continue };
            below.inherited = below.inherited.saturating_sub(1);
            if only {
                below.local = true;
            }
            if below.inherited == 0 && !below.local {
                self.drop_column(child, name, false, cascade);
            }
        }
    }

    /// Views that name a dropped column.
    fn drop_views_of_column(&mut self, oid: Oid, column: &str) {
        let views: Vec<Oid> = self.catalog.views_on.get(&oid).into_iter().flatten().copied().collect();
        for view in views {
            if self.view_names_column(view, oid, column) {
                self.drop_relation(view);
            }
        }
    }

    fn drop_statistics_of_column(&mut self, oid: Oid, column: &str) {
        let files = &self.schema.files;
        self.catalog.others.retain(|(other, table)| {
            *table != Some(oid)
                || other.kind != "statistics"
                || !other.definition.span.is_some_and(|s| names_column(files.text(s), column))
        });
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
            .collect();
        let types: Vec<TypeOid> =
            self.catalog.types().filter(|(_, t)| t.id.namespace == name).map(|(oid, _)| oid).collect();
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
            .collect();
        for routine in routines {
            self.drop_routine(routine);
        }
        self.catalog.others.retain(|(o, _)| o.id.namespace != name);
        self.catalog.extensions.retain(|_, e| e.namespace.as_deref() != Some(name.as_str()));
        self.catalog.namespaces.remove(&name);
    }

    fn drop_type_statement(&mut self, drop: &Drop, object: &DropObject) {
        let found = self.catalog.find_type(self.session.path(), object.name.namespace(), object.name.name());
        let Some(oid) = found else {
            if !drop.if_exists {
                self.unknown(&drop.kind, &object.name);
            }
            return;
        };
        if !drop.cascade
            && let Some((by, place)) = self.type_blocker(oid)
            && self.needed(&drop.kind, &Self::written(&object.name), object.name.span, &by, place)
        {
            return;
        }
        self.drop_type(oid);
    }

    fn type_blocker(&self, oid: TypeOid) -> Option<(String, Option<Span>)> {
        let uses = |t: &TypeRef| t.base == TypeBase::User(oid);
        for &table in self.catalog.type_users.get(&oid).into_iter().flatten() {
            let Some(data) = self.catalog.table(table) else { continue };
            if let Some(column) = data.columns.iter().find(|c| uses(&c.data_type)) {
                let name = self.display(&self.catalog.name_of(table));
                return Some((format!("column `{name}.{}`", column.column.name), column.column.span));
            }
        }
        self.catalog.types().find_map(|(_, t)| match &t.kind {
            TypeKind::Domain(d) if uses(&d.base) => Some((format!("domain `{}`", self.display(&t.id)), t.span)),
            TypeKind::Composite(c) if c.attributes.iter().any(|(_, a, _)| uses(a)) => {
                Some((format!("type `{}`", self.display(&t.id)), t.span))
            }
            _ => None,
        })
    }

    /// Removes a type with the columns, domains and routines that have it.
    pub(super) fn drop_type(&mut self, oid: TypeOid) {
        let Some(object) = self.catalog.remove_type(oid) else { return };
        if let TypeKind::Composite(composite) = &object.kind {
            self.catalog.remove_relation(composite.relation);
        }
        let uses = |t: &TypeRef| t.base == TypeBase::User(oid);
        for table in self.catalog.type_users.remove(&oid).unwrap_or_default() {
            let Some(data) = self.catalog.table(table) else { continue };
            let columns: Vec<String> =
                data.columns.iter().filter(|c| uses(&c.data_type)).map(|c| c.column.name.clone()).collect();
            for column in columns {
                self.drop_column(table, &column, false, true);
                self.step(table, MigrationAction::Dropped, format!("column {column}"));
            }
        }
        let mut domains = Vec::new();
        for (other, object) in self.catalog.types() {
            match &object.kind {
                TypeKind::Domain(d) if uses(&d.base) => domains.push(other),
                TypeKind::Multirange(range) if *range == oid => domains.push(other),
                _ => {}
            }
        }
        for object in self.catalog.types_mut() {
            if let TypeKind::Composite(c) = &mut object.kind {
                c.attributes.retain(|(_, a, _)| !uses(a));
            }
        }
        for domain in domains {
            self.drop_type(domain);
        }
        let routines: Vec<usize> = self
            .catalog
            .routines
            .iter()
            .enumerate()
            .filter(|(_, r)| r.as_ref().is_some_and(|r| r.arguments.iter().any(uses)))
            .map(|(i, _)| i)
            .collect();
        for routine in routines {
            self.drop_routine(routine);
        }
        self.catalog.others.retain(|(o, _)| o.kind != "type" || o.id != object.id);
    }

    /// `DROP EXTENSION … CASCADE`: the columns of its types.
    fn drop_extension_columns(&mut self, extension: &str) {
        let mut columns: Vec<(Oid, String)> = Vec::new();
        for (oid, relation) in self.catalog.relations() {
            let RelationKind::Table(data) = &relation.kind else { continue };
            let of_extension = |t: &TypeRef| matches!(&t.base, TypeBase::Other(id) if super::types::extension_of(&id.name) == Some(extension));
            columns.extend(
                data.columns.iter().filter(|c| of_extension(&c.data_type)).map(|c| (oid, c.column.name.clone())),
            );
        }
        for (table, column) in columns {
            self.drop_column(table, &column, false, true);
            self.step(table, MigrationAction::Dropped, format!("column {column}"));
        }
    }

    fn drop_other(&mut self, kind: &str, object: &DropObject, if_exists: bool) {
        let table = object.on.as_ref().and_then(|on| self.find(on));
        let name = cut(object.name.name());
        let namespace = object.name.namespace().map(cut);
        let before = self.catalog.others.len();
        self.catalog.others.retain(|(other, on)| {
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

/// Whether an expression of a table names the column.
pub(super) fn names_column(text: &str, column: &str) -> bool {
    if !mentions(text, column) {
        return false;
    }
    let list = tokens(text);
    column_tokens(&list).into_iter().any(|i| list[i].is_name(column))
}
