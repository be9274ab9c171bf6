//! Renames and moves, and the texts that follow them as the database's stored expressions would.

use super::Replay;
use super::catalog::{Oid, RelationKind, TableData, TypeKind, TypeOid};
use super::expression_text::{Token, TokenKind, mentions, rename_column, rename_object};
use super::names::cut;
use crate::model::{ColumnKind, Index, KeyTarget, MigrationAction, QualifiedName, Trigger};
use crate::source::sql::ast::{AlterObject, AlterObjectAction, Ident};

/// Every expression of a table, to be rewritten.
fn each_expression(data: &mut TableData, change: &mut dyn FnMut(&str) -> Option<String>) {
    let apply = |text: &mut String, change: &mut dyn FnMut(&str) -> Option<String>| {
        if let Some(new) = change(text) {
            *text = new;
        }
    };
    for column in &mut data.columns {
        match &mut column.column.kind {
            ColumnKind::Default(text) => {
                if let Some(new) = change(text) {
                    *text = new.into();
                }
            }
            ColumnKind::Generated(generated) => apply(&mut generated.expression, change),
            _ => {}
        }
    }
    for check in &mut data.checks {
        apply(&mut check.check.expression, change);
    }
    for index in &mut data.indexes {
        each_index_expression(&mut index.index, change);
    }
    for key in &mut data.exclusions {
        for (element, _) in &mut key.constraint.elements {
            if let KeyTarget::Expression(text) = &mut element.target {
                apply(text, change);
            }
        }
        if let Some(text) = &mut key.constraint.predicate {
            apply(text, change);
        }
    }
    for policy in &mut data.table.policies {
        for text in policy.using.iter_mut().chain(policy.with_check.iter_mut()) {
            apply(text, change);
        }
    }
    for trigger in &mut data.triggers {
        if let Some(text) = &mut trigger.trigger.condition {
            apply(text, change);
        }
    }
    if let Some(partitioning) = &mut data.table.partitioning {
        for key in &mut partitioning.keys {
            if let KeyTarget::Expression(text) = &mut key.target {
                apply(text, change);
            }
        }
    }
}

fn each_index_expression(index: &mut Index, change: &mut dyn FnMut(&str) -> Option<String>) {
    for key in &mut index.keys {
        if let KeyTarget::Expression(text) = &mut key.target
            && let Some(new) = change(text)
        {
            *text = new;
        }
    }
    if let Some(text) = &mut index.predicate
        && let Some(new) = change(text)
    {
        *text = new;
    }
}

fn replace_name(names: &mut [String], from: &str, to: &str) {
    for name in names.iter_mut().filter(|n| *n == from) {
        to.clone_into(name);
    }
}

impl Replay<'_> {
    /// `ALTER TABLE t RENAME TO u`, of any kind of relation.
    pub(super) fn rename_relation(&mut self, oid: Oid, to: &Ident) {
        let from = self.catalog.name_of(oid);
        let new = QualifiedName::new(from.namespace.clone(), cut(&to.name));
        self.give_name(oid, &from, &new, to);
    }

    /// `ALTER TABLE t SET SCHEMA s`, of any kind of relation.
    pub(super) fn move_relation(&mut self, oid: Oid, to: &Ident) {
        let from = self.catalog.name_of(oid);
        let new = QualifiedName::new(cut(&to.name), from.name.clone());
        self.need_namespace(&new.namespace, to.span);
        if from == new {
            return;
        }
        // what lives in its namespace moves with it
        if let Some(data) = self.catalog.table(oid) {
            let names: Vec<String> = data.constraint_names().into_iter().map(str::to_owned).collect();
            let keys = data.primary_key.iter().map(|k| k.index);
            let keys = keys.chain(data.unique.iter().map(|k| k.index)).chain(data.exclusions.iter().map(|k| k.index));
            let mut with: Vec<Oid> = keys.chain(data.indexes.iter().map(|i| i.oid)).collect();
            with.extend(data.columns.iter().flat_map(|c| c.sequences.iter().copied()));
            for name in names {
                self.catalog.remove_constraint_name(&from.namespace, &name);
                self.catalog.add_constraint_name(&new.namespace, &name);
            }
            for part in with {
                let name = self.catalog.name_of(part).name;
                self.catalog.rename_relation(part, QualifiedName::new(new.namespace.clone(), name));
            }
        } else if let Some(view) = self.catalog.view(oid) {
            let with: Vec<Oid> = view.indexes.iter().map(|i| i.oid).collect();
            for part in with {
                let name = self.catalog.name_of(part).name;
                self.catalog.rename_relation(part, QualifiedName::new(new.namespace.clone(), name));
            }
        }
        self.give_name(oid, &from, &new, to);
    }

    fn give_name(&mut self, oid: Oid, from: &QualifiedName, to: &QualifiedName, written: &Ident) {
        if from == to {
            return;
        }
        if !self.catalog.rename_relation(oid, to.clone()) {
            let first = self.catalog.relation_at(to).and_then(|o| self.catalog.relation(o)).and_then(|r| r.span);
            let name = self.display(to);
            self.duplicate("relation", &name, written.span, first);
            return;
        }
        match self.catalog.relation(oid).map(|r| r.kind.clone()) {
            Some(RelationKind::Table(_)) => {
                let detail = format!("from {}", self.display(from));
                self.step(oid, MigrationAction::Renamed, detail);
                self.rewrite_own_table_name(oid, from, to);
                self.rewrite_policies(from, to);
                self.rewrite_views(oid, from, to);
            }
            Some(RelationKind::View(_)) => {
                self.rewrite_view_name(oid, to);
                self.rewrite_views(oid, from, to);
            }
            Some(RelationKind::Index(table)) => self.rename_index(table, oid, &from.name, &to.name),
            Some(RelationKind::Composite(type_oid)) => {
                self.catalog.rename_type(type_oid, to.clone());
            }
            Some(RelationKind::Sequence(_)) | None => {}
        }
    }

    /// `t.a` in the table's own expressions.
    fn rewrite_own_table_name(&mut self, oid: Oid, from: &QualifiedName, to: &QualifiedName) {
        let Some(data) = self.catalog.table_mut(oid) else { return };
        let qualifies =
            |list: &[Token<'_>], at: usize, end: usize| end > at + 2 && !list.get(end).is_some_and(|t| t.is("("));
        each_expression(data, &mut |text| {
            rename_object(text, (&from.namespace, &from.name), (&to.namespace, &to.name), true, qualifies)
        });
    }

    /// Policies may ask other tables.
    fn rewrite_policies(&mut self, from: &QualifiedName, to: &QualifiedName) {
        for table in self.catalog.policied.clone() {
            let Some(data) = self.catalog.table_mut(table) else { continue };
            for policy in &mut data.table.policies {
                for text in policy.using.iter_mut().chain(policy.with_check.iter_mut()) {
                    let new = rename_object(
                        text,
                        (&from.namespace, &from.name),
                        (&to.namespace, &to.name),
                        true,
                        is_relation_mention,
                    );
                    if let Some(new) = new {
                        *text = new;
                    }
                }
            }
        }
    }

    fn rename_index(&mut self, table: Oid, oid: Oid, from: &str, to: &str) {
        let namespace = self.catalog.name_of(table).namespace;
        if let Some(index) = self.catalog.indexes_mut(table).and_then(|l| l.iter_mut().find(|i| i.oid == oid)) {
            to.clone_into(&mut index.index.name);
            index.index.generated_name = false;
        }
        let mut constraint = false;
        if let Some(data) = self.catalog.table_mut(table) {
            if let Some(key) = data.primary_key.as_mut().filter(|k| k.index == oid) {
                to.clone_into(&mut key.constraint.name);
                key.constraint.generated_name = false;
                constraint = true;
            }
            for key in data.unique.iter_mut().filter(|k| k.index == oid) {
                to.clone_into(&mut key.constraint.name);
                key.constraint.generated_name = false;
                constraint = true;
            }
            for key in data.exclusions.iter_mut().filter(|k| k.index == oid) {
                to.clone_into(&mut key.constraint.name);
                key.constraint.generated_name = false;
                constraint = true;
            }
        }
        if constraint {
            self.catalog.remove_constraint_name(&namespace, from);
            self.catalog.add_constraint_name(&namespace, to);
        }
        self.table_index_names(table, from, to);
        self.step(table, MigrationAction::Renamed, format!("index {from} to {to}"));
    }

    /// `CLUSTER ON i`, `REPLICA IDENTITY USING INDEX i`
    fn table_index_names(&mut self, table: Oid, from: &str, to: &str) {
        if self.catalog.table(table).is_none_or(|t| t.table.options.is_none()) {
            return;
        }
        self.table_options(table, |options| {
            if options.cluster_on.as_deref() == Some(from) {
                options.cluster_on = Some(to.to_owned());
            }
            if let Some(identity) = &mut options.replica_identity
                && let Some(new) = rename_column(identity, from, to)
            {
                *identity = new;
            }
        });
    }

    /// `ALTER TABLE t RENAME COLUMN a TO b`
    pub(super) fn rename_column(&mut self, oid: Oid, from: &Ident, to: &Ident) {
        let (old, new) = (cut(&from.name), cut(&to.name));
        if let Some(view) = self.catalog.view_mut(oid) {
            if let Some(column) = view.view.columns.iter_mut().find(|c| c.name == old) {
                column.name.clone_from(&new);
                self.rename_view_column(oid);
                self.rename_in_views(oid, &old, &new);
            } else {
                self.unknown_column(&old, from.span, oid);
            }
            return;
        }
        if let Some(RelationKind::Composite(type_oid)) = self.catalog.relation(oid).map(|r| r.kind.clone()) {
            self.rename_attribute(type_oid, &old, &new);
            return;
        }
        let Some(data) = self.catalog.table(oid) else { return };
        if data.column(&old).is_none() {
            self.unknown_column(&old, from.span, oid);
            return;
        }
        if let Some(existing) = data.column(&new) {
            let first = existing.column.span;
            let on = self.display(&self.catalog.name_of(oid));
            self.duplicate("column", &format!("{on}.{new}"), to.span, first);
            return;
        }
        self.rename_column_here(oid, &old, &new);
        self.step(oid, MigrationAction::Renamed, format!("column {old} to {new}"));
    }

    fn rename_column_here(&mut self, oid: Oid, from: &str, to: &str) {
        let Some(data) = self.catalog.table_mut(oid) else { return };
        if let Some(column) = data.column_mut(from) {
            to.clone_into(&mut column.column.name);
        }
        each_expression(data, &mut |text| rename_column(text, from, to));
        if let Some(key) = &mut data.primary_key {
            replace_name(&mut key.constraint.columns, from, to);
            replace_name(&mut key.constraint.include, from, to);
        }
        for key in &mut data.unique {
            replace_name(&mut key.constraint.columns, from, to);
            replace_name(&mut key.constraint.include, from, to);
        }
        let rename_key = |target: &mut KeyTarget| {
            if let KeyTarget::Column(name) = target
                && name == from
            {
                to.clone_into(name);
            }
        };
        for key in &mut data.exclusions {
            key.constraint.elements.iter_mut().for_each(|(element, _)| rename_key(&mut element.target));
            replace_name(&mut key.constraint.include, from, to);
        }
        for index in &mut data.indexes {
            index.index.keys.iter_mut().for_each(|key| rename_key(&mut key.target));
            replace_name(&mut index.index.include, from, to);
        }
        for check in &mut data.checks {
            replace_name(&mut check.check.columns, from, to);
        }
        for key in &mut data.foreign_keys {
            replace_name(&mut key.key.columns, from, to);
            replace_name(&mut key.key.on_delete_columns, from, to);
        }
        for trigger in &mut data.triggers {
            rename_in_events(&mut trigger.trigger, from, to);
        }
        if let Some(partitioning) = &mut data.table.partitioning {
            partitioning.keys.iter_mut().for_each(|key| rename_key(&mut key.target));
        }
        let children = data.children.clone();
        let referencing = data.referenced_by.clone();
        for table in referencing {
            if let Some(other) = self.catalog.table_mut(table) {
                for key in other.foreign_keys.iter_mut().filter(|f| f.target == Some(oid)) {
                    replace_name(&mut key.key.referenced, from, to);
                }
            }
        }
        self.rename_in_views(oid, from, to);
        for child in children {
            self.rename_column_here(child, from, to);
        }
    }

    pub(super) fn rename_constraint(&mut self, oid: Oid, from: &Ident, to: &Ident) {
        let (old, new) = (cut(&from.name), cut(&to.name));
        let id = self.catalog.name_of(oid);
        let Some(data) = self.catalog.table(oid) else { return };
        let index = data
            .primary_key
            .iter()
            .map(|k| (&k.constraint.name, k.index))
            .chain(data.unique.iter().map(|k| (&k.constraint.name, k.index)))
            .chain(data.exclusions.iter().map(|k| (&k.constraint.name, k.index)))
            .find(|(name, _)| **name == old)
            .map(|(_, index)| index);
        if let Some(index) = index {
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
            let names: Vec<String> = self
                .catalog
                .table(oid)
                .map(|t| t.constraint_names().into_iter().map(str::to_owned).collect())
                .unwrap_or_default();
            self.unknown_part("constraint", &old, from.span, oid, names.iter().map(String::as_str));
            return;
        }
        self.step(oid, MigrationAction::Renamed, format!("constraint {old} to {new}"));
    }

    fn rename_constraint_here(&mut self, oid: Oid, from: &str, to: &str) -> bool {
        let namespace = self.catalog.name_of(oid).namespace;
        let Some(data) = self.catalog.table_mut(oid) else { return false };
        let children = data.children.clone();
        if let Some(check) = data.checks.iter_mut().find(|c| c.check.name == from) {
            to.clone_into(&mut check.check.name);
            check.check.generated_name = false;
            for child in children {
                self.rename_constraint_here(child, from, to);
            }
        } else if let Some(key) = data.foreign_keys.iter_mut().find(|f| f.key.name == from) {
            to.clone_into(&mut key.key.name);
            key.key.generated_name = false;
        } else {
            return false;
        }
        self.catalog.remove_constraint_name(&namespace, from);
        self.catalog.add_constraint_name(&namespace, to);
        true
    }

    /// Gives a type another name; casts in expressions follow.
    pub(super) fn rename_type(&mut self, oid: TypeOid, to: &QualifiedName, written: &Ident) {
        let Some(from) = self.catalog.type_object(oid).map(|t| t.id.clone()) else { return };
        if from == *to {
            return;
        }
        if !self.catalog.rename_type(oid, to.clone()) {
            let first = self.catalog.type_at(to).and_then(|t| self.catalog.type_object(t)).and_then(|t| t.span);
            let name = self.display(to);
            self.duplicate("type", &name, written.span, first);
            return;
        }
        if let Some(TypeKind::Composite(composite)) = self.catalog.type_object(oid).map(|t| t.kind.clone()) {
            self.catalog.rename_relation(composite.relation, to.clone());
        }
        self.rewrite_everywhere(&from, to, is_type_mention);
        for (other, _) in self.catalog.others.iter_mut().filter(|(o, _)| o.kind == "type" && o.id == from) {
            other.id = to.clone();
        }
    }

    /// Every expression and query in the catalog: for the renames of what anything may name.
    pub(super) fn rewrite_everywhere(
        &mut self,
        from: &QualifiedName,
        to: &QualifiedName,
        wanted: fn(&[Token<'_>], usize, usize) -> bool,
    ) {
        let mut change = |text: &str| {
            if !mentions(text, &from.name) {
                return None;
            }
            rename_object(text, (&from.namespace, &from.name), (&to.namespace, &to.name), true, wanted)
        };
        let mut views = Vec::new();
        for (oid, relation) in self.catalog.relations_mut() {
            match &mut relation.kind {
                RelationKind::Table(data) => each_expression(data, &mut change),
                RelationKind::View(data) => {
                    if mentions(&data.view.query, &from.name) {
                        views.push(oid);
                    }
                    for index in &mut data.indexes {
                        each_index_expression(&mut index.index, &mut change);
                    }
                }
                _ => {}
            }
        }
        for object in self.catalog.types_mut() {
            if let TypeKind::Domain(domain) = &mut object.kind {
                for check in &mut domain.domain.checks {
                    if let Some(new) = change(&check.expression) {
                        check.expression = new;
                    }
                }
                if let Some(new) = domain.domain.default.as_deref().and_then(&mut change) {
                    domain.domain.default = Some(new);
                }
            }
        }
        for view in views {
            self.rewrite_query(view, |query| {
                rename_object(query, (&from.namespace, &from.name), (&to.namespace, &to.name), true, wanted)
            });
        }
    }

    /// `ALTER kind name …`
    pub(super) fn alter_object(&mut self, alter: &AlterObject) {
        let name = &alter.object.name;
        match alter.kind.as_str() {
            "view" | "materialized view" | "index" | "sequence" | "table" | "foreign table" => {
                if let AlterObjectAction::AttachPartition(part) = &alter.action {
                    self.alter_index_attach(name, part);
                    return;
                }
                let quiet = matches!(alter.action, AlterObjectAction::OwnerTo(_) | AlterObjectAction::Irrelevant);
                let Some(oid) = self.find(name) else {
                    if !alter.if_exists && !quiet {
                        self.unknown(&alter.kind, name);
                    }
                    return;
                };
                match &alter.action {
                    AlterObjectAction::Rename(to) => self.rename_relation(oid, to),
                    AlterObjectAction::RenameColumn { from, to } => self.rename_column(oid, from, to),
                    AlterObjectAction::SetSchema(to) => self.move_relation(oid, to),
                    _ => {}
                }
            }
            "function" | "procedure" | "aggregate" | "routine" => self.alter_routine(alter),
            "trigger" => self.alter_trigger(alter),
            "schema" => self.alter_schema(alter),
            "extension" => {
                if let (AlterObjectAction::SetSchema(to), Some(extension)) =
                    (&alter.action, self.catalog.extensions.get_mut(name.name()))
                {
                    extension.namespace = Some(cut(&to.name));
                }
            }
            "role" | "user" | "group" => {
                if let AlterObjectAction::Rename(to) = &alter.action
                    && let Some(mut role) = self.catalog.roles.remove(name.name())
                {
                    role.name = cut(&to.name);
                    self.rename_role(name.name(), &role.name);
                    self.catalog.roles.insert(role.name.clone(), role);
                }
            }
            kind => self.alter_other(kind, alter),
        }
    }

    fn alter_other(&mut self, kind: &str, alter: &AlterObject) {
        let table = alter.object.on.as_ref().and_then(|on| self.find(on));
        let name = cut(alter.object.name.name());
        let found = self.catalog.others.iter_mut().find(|(other, on)| {
            other.kind == kind && other.id.name == name && (alter.object.on.is_none() || *on == table)
        });
        let Some((other, _)) = found else { return };
        let before = other.id.clone();
        match &alter.action {
            AlterObjectAction::Rename(to) => other.id.name = cut(&to.name),
            AlterObjectAction::SetSchema(to) => other.id.namespace = cut(&to.name),
            _ => return,
        }
        let after = other.id.clone();
        let text = match (&other.definition.text, other.definition.span) {
            (Some(text), _) => text.to_string(),
            (None, Some(span)) => super::expression_text::without_comments(self.schema.files.text(span)),
            (None, None) => return,
        };
        // the first mention is the object itself
        let done = std::cell::Cell::new(false);
        let renamed = rename_object(
            &text,
            (&before.namespace, &before.name),
            (&after.namespace, &after.name),
            true,
            |_, at, _| at > 0 && !done.replace(true),
        );
        other.definition.text = renamed.map(Into::into);
    }

    fn alter_schema(&mut self, alter: &AlterObject) {
        let AlterObjectAction::Rename(to) = &alter.action else { return };
        let (from, to_name) = (cut(alter.object.name.name()), cut(&to.name));
        let Some(mut namespace) = self.catalog.namespaces.remove(&from) else {
            self.unknown("schema", &alter.object.name);
            return;
        };
        namespace.name.clone_from(&to_name);
        self.catalog.namespaces.insert(to_name.clone(), namespace);
        let relations: Vec<(Oid, String)> = self
            .catalog
            .relations()
            .filter(|(_, r)| r.id.namespace == from)
            .map(|(oid, r)| (oid, r.id.name.clone()))
            .collect();
        for (oid, name) in relations {
            if let Some(data) = self.catalog.table(oid) {
                let names: Vec<String> = data.constraint_names().into_iter().map(str::to_owned).collect();
                for name in names {
                    self.catalog.remove_constraint_name(&from, &name);
                    self.catalog.add_constraint_name(&to_name, &name);
                }
            }
            self.catalog.rename_relation(oid, QualifiedName::new(to_name.clone(), name));
        }
        let types: Vec<(TypeOid, String)> = self
            .catalog
            .types()
            .filter(|(_, t)| t.id.namespace == from)
            .map(|(oid, t)| (oid, t.id.name.clone()))
            .collect();
        for (oid, name) in types {
            self.catalog.rename_type(oid, QualifiedName::new(to_name.clone(), name));
        }
        self.move_routines(&from, &to_name);
        for (other, _) in self.catalog.others.iter_mut().filter(|(o, _)| o.id.namespace == from) {
            other.id.namespace.clone_from(&to_name);
        }
        for extension in self.catalog.extensions.values_mut().filter(|e| e.namespace.as_deref() == Some(from.as_str()))
        {
            extension.namespace = Some(to_name.clone());
        }
        self.rewrite_namespace(&from, &to_name);
    }

    /// `old.thing` in every text.
    fn rewrite_namespace(&mut self, from: &str, to: &str) {
        let change = |text: &str| rename_qualifier(text, from, to);
        let mut views = Vec::new();
        for (oid, relation) in self.catalog.relations_mut() {
            match &mut relation.kind {
                RelationKind::Table(data) => each_expression(data, &mut { change }),
                RelationKind::View(_) => views.push(oid),
                _ => {}
            }
        }
        for view in views {
            self.rewrite_query(view, change);
        }
    }
}

/// `old.x` → `new.x`
fn rename_qualifier(text: &str, from: &str, to: &str) -> Option<String> {
    if !mentions(text, from) {
        return None;
    }
    let list = super::expression_text::tokens(text);
    let new = super::expression_text::quote(to);
    let mut made = String::new();
    let mut copied = 0;
    for (i, token) in list.iter().enumerate() {
        let first = i.checked_sub(1).and_then(|p| list.get(p)).is_none_or(|t| !t.is("."));
        if first && token.is_name(from) && list.get(i + 1).is_some_and(|t| t.is(".")) {
            made.push_str(text.get(copied..token.start).unwrap_or_default());
            made.push_str(&new);
            copied = token.start + token.text.len();
        }
    }
    if copied == 0 {
        return None;
    }
    made.push_str(text.get(copied..).unwrap_or_default());
    Some(made)
}

/// The column whose unnamed `NOT NULL` PostgreSQL 18 calls so.
fn data_not_null(data: Option<&TableData>, id: &QualifiedName, name: &str) -> Option<String> {
    data?
        .columns
        .iter()
        .find(|c| {
            !c.column.nullable
                && c.column.not_null_name.as_deref().map_or_else(
                    || super::names::make_object_name(&id.name, Some(&c.column.name), "not_null") == name,
                    |n| n == name,
                )
        })
        .map(|c| c.column.name.clone())
}

fn rename_in_events(trigger: &mut Trigger, from: &str, to: &str) {
    for event in &mut trigger.events {
        if let Some((head, list)) = event.split_once(" of ") {
            let list: Vec<&str> = list.split(", ").map(|c| if c == from { to } else { c }).collect();
            *event = format!("{head} of {}", list.join(", "));
        }
    }
}

/// `FROM t`, `JOIN t`, `t.a`: a table by its name.
pub(super) fn is_relation_mention(list: &[Token<'_>], at: usize, end: usize) -> bool {
    let before = at.checked_sub(1).and_then(|p| list.get(p));
    let behind = list.get(end);
    let source = before.is_some_and(|t| {
        ["from", "join", "only", "into", "update", "table", "lateral"].iter().any(|w| t.is_word(w))
            || t.is(",")
            || t.is("(")
    });
    let qualifier = end > at + 2 || behind.is_some_and(|t| t.is("."));
    let call = behind.is_some_and(|t| t.is("("));
    !call && (source || qualifier)
}

/// `x::type`, `CAST(x AS type)`, `type 'literal'`, `type[]`
pub(super) fn is_type_mention(list: &[Token<'_>], at: usize, end: usize) -> bool {
    let before = at.checked_sub(1).and_then(|p| list.get(p));
    before.is_some_and(|t| t.is("::") || t.is_word("as")) || list.get(end).is_some_and(|t| t.kind == TokenKind::Text)
}

/// `f(…)`
pub(super) fn is_call(list: &[Token<'_>], _at: usize, end: usize) -> bool {
    list.get(end).is_some_and(|t| t.is("("))
}
