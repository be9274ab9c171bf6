//! A namespace with a new name: what lies in it, and what names it.

use super::super::Replay;
use super::super::catalog::{Oid, RelationKind, TypeOid};
use super::super::expression_text::mentions;
use super::super::names::cut;
use super::column::each_expression;
use crate::list::IteratorExt;
use crate::model::QualifiedName;
use crate::source::sql::ast::{AlterObject, AlterObjectAction};

impl Replay<'_> {
    pub(super) fn alter_schema(&mut self, alter: &AlterObject) {
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
            .collect_vec();
        for (oid, name) in relations {
            if let Some(data) = self.catalog.table(oid) {
                let names: Vec<String> = data.constraint_names().into_iter().map(str::to_owned).collect_vec();
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
            .collect_vec();
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
    let list = super::super::expression_text::tokens(text);
    let new = super::super::expression_text::quote(to);
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
