//! A column with a new name: keys, indexes, expressions, views and triggers follow.

use super::super::Replay;
use super::super::catalog::{Oid, RelationKind, TableData};
use super::super::expression_text::rename_column;
use super::super::names::cut;
use crate::list::{IteratorExt, SliceExt};
use crate::model::{ColumnKind, Index, KeyTarget, MigrationAction, Trigger};
use crate::source::sql::ast::Ident;

impl Replay<'_> {
    /// `ALTER TABLE t RENAME COLUMN a TO b`
    pub(in crate::source::sql::replay) fn rename_column(&mut self, oid: Oid, from: &Ident, to: &Ident) {
        let (old, new) = (cut(&from.name), cut(&to.name));
        if let Some(view) = self.catalog.view_mut(oid) {
            if let Some(column) = view.view.columns.find_mut(|c| c.name == old) {
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
}

fn rename_in_events(trigger: &mut Trigger, from: &str, to: &str) {
    for event in &mut trigger.events {
        if let Some((head, list)) = event.split_once(" of ") {
            let list: Vec<&str> = list.split(", ").map(|c| if c == from { to } else { c }).collect_vec();
            *event = format!("{head} of {}", list.join(", "));
        }
    }
}

/// Every expression of a table, to be rewritten.
pub(super) fn each_expression(data: &mut TableData, change: &mut dyn FnMut(&str) -> Option<String>) {
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

pub(super) fn each_index_expression(index: &mut Index, change: &mut dyn FnMut(&str) -> Option<String>) {
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
