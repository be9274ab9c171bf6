//! `COMMENT ON`.

use super::Replay;
use super::catalog::{RelationKind, TypeKind};
use super::names::{cut, make_object_name};
use crate::list::SliceExt;
use crate::model::{Annotations, Column, Namespace};
use crate::source::sql::ast::{CommentOn, ObjectName};

impl Replay<'_> {
    pub(super) fn comment(&mut self, comment: &CommentOn) {
        let span = comment.text_span;
        let text = comment.text.clone().filter(|t| !t.is_empty());
        if comment.kind == "column" && self.comment_on_attribute(comment) {
            return;
        }
        if comment.kind == "constraint" && self.comment_on_not_null(comment) {
            return;
        }
        let Some(annotations) = self.annotations_of(comment) else {
            if matches!(
                comment.kind.as_str(),
                "table"
                    | "view"
                    | "materialized view"
                    | "foreign table"
                    | "sequence"
                    | "index"
                    | "type"
                    | "domain"
                    | "function"
                    | "procedure"
                    | "aggregate"
                    | "routine"
                    | "schema"
                    | "column"
                    | "constraint"
                    | "trigger"
                    | "policy"
            ) {
                self.unknown_comment(comment);
            }
            return;
        };
        annotations.comment_span = text.is_some().then_some(span);
        annotations.comment = text;
    }

    /// `COMMENT ON COLUMN type.attribute`: true where the name is of a composite type.
    fn comment_on_attribute(&mut self, comment: &CommentOn) -> bool {
        let Some((attribute, on)) = comment.name.parts.split_last().filter(|(_, on)| !on.is_empty()) else {
            return false;
        };
        let place = comment.name.span;
        let Some(oid) = self.find(&ObjectName { parts: on.to_vec(), span: place }) else { return false };
        let Some(RelationKind::Composite(type_oid)) = self.catalog.relation(oid).map(|r| r.kind.clone()) else {
            return false;
        };
        let name = cut(&attribute.name);
        let attributes: Vec<String> = match self.catalog.type_object(type_oid).map(|t| &t.kind) {
            Some(TypeKind::Composite(made)) => made.attributes.mapped(|(name, ..)| name.clone()),
            _ => Vec::new(),
        };
        if !attributes.contains(&name) {
            self.unknown_part("attribute", &name, attribute.span, oid, attributes.iter().map(String::as_str));
        } else if comment.text.is_some() {
            self.unsupported(self.span, "a comment on an attribute of a composite type is not kept");
        }
        true
    }

    /// `COMMENT ON CONSTRAINT t_a_not_null ON t`: true where the name is of a column's `NOT NULL` (PostgreSQL 18).
    fn comment_on_not_null(&mut self, comment: &CommentOn) -> bool {
        let Some(oid) = comment.on.as_ref().filter(|_| !comment.on_domain).and_then(|on| self.find(on)) else {
            return false;
        };
        let (own, id) = (cut(comment.name.name()), self.catalog.name_of(oid));
        let is_of = |column: &Column| {
            column.not_null_name.as_deref() == Some(own.as_str())
                || (!column.nullable && make_object_name(&id.name, Some(&column.name), "not_null") == own)
        };
        let found = self.catalog.table(oid).is_some_and(|data| data.columns.any(|c| is_of(&c.column)));
        if found && comment.text.is_some() {
            self.unsupported(self.span, "a comment on a NOT NULL constraint is not kept");
        }
        found
    }

    fn unknown_comment(&mut self, comment: &CommentOn) {
        let own = comment.name.name().to_owned();
        let place = comment.name.span;
        if comment.kind == "column"
            && let Some((column, table)) = comment.name.parts.split_last().filter(|(_, t)| !t.is_empty())
        {
            let table = ObjectName { parts: table.to_vec(), span: place };
            match self.find(&table) {
                Some(oid) => self.unknown_column(&cut(&column.name), column.span, oid),
                None => self.unknown("table", &table),
            }
            return;
        }
        match &comment.on {
            Some(on) if !comment.on_domain => match self.find(on) {
                Some(oid) => self.unknown_part(&comment.kind, &own, place, oid, []),
                None => self.unknown("table", on),
            },
            _ => self.unknown(&comment.kind, &comment.name),
        }
    }

    /// Where the comment goes; `None` where the object is not there, or is none that has annotations.
    fn annotations_of(&mut self, comment: &CommentOn) -> Option<&mut Annotations> {
        let name = &comment.name;
        let own = cut(name.name());
        match comment.kind.as_str() {
            "table" | "view" | "materialized view" | "foreign table" | "sequence" => {
                let oid = self.find(name)?;
                match &mut self.catalog.relation_mut(oid)?.kind {
                    RelationKind::Table(data) => Some(&mut data.table.annotations),
                    RelationKind::View(data) => Some(&mut data.view.annotations),
                    RelationKind::Sequence(data) => Some(&mut data.sequence.annotations),
                    _ => None,
                }
            }
            "column" => {
                let (column, table) = name.parts.split_last()?;
                if table.is_empty() {
                    return None;
                }
                let column = cut(&column.name);
                let oid = self.find(&ObjectName { parts: table.to_vec(), span: name.span })?;
                match &mut self.catalog.relation_mut(oid)?.kind {
                    RelationKind::Table(data) => Some(&mut data.column_mut(&column)?.column.annotations),
                    RelationKind::View(data) => {
                        if data.view.columns.all(|c| c.name != column) {
                            // an output that the text does not tell
                            data.view.columns.push(crate::model::ViewColumn {
                                name: column.clone(),
                                ..crate::model::ViewColumn::default()
                            });
                            data.types.push(None);
                        }
                        data.view.columns.find_mut(|c| c.name == column).map(|c| &mut c.annotations)
                    }
                    // attributes of composite types carry none
                    _ => None,
                }
            }
            "index" => {
                let oid = self.find(name)?;
                let RelationKind::Index(table) = self.catalog.relation(oid)?.kind else { return None };
                self.index_annotations(table, oid)
            }
            "constraint" if comment.on_domain => {
                let on = comment.on.as_ref()?;
                let oid = self.catalog.find_type(self.session.path(), on.namespace(), on.name())?;
                let TypeKind::Domain(data) = &mut self.catalog.type_mut(oid)?.kind else { return None };
                data.domain.checks.find_mut(|c| c.name == own).map(|c| &mut c.annotations)
            }
            "constraint" => {
                let oid = self.find(comment.on.as_ref()?)?;
                let data = self.catalog.table_mut(oid)?;
                if let Some(key) = data.primary_key.as_mut().filter(|k| k.constraint.name == own) {
                    return Some(&mut key.constraint.annotations);
                }
                if let Some(key) = data.unique.find_mut(|k| k.constraint.name == own) {
                    return Some(&mut key.constraint.annotations);
                }
                if let Some(key) = data.exclusions.find_mut(|k| k.constraint.name == own) {
                    return Some(&mut key.constraint.annotations);
                }
                if let Some(key) = data.foreign_keys.find_mut(|f| f.key.name == own) {
                    return Some(&mut key.key.annotations);
                }
                data.checks.find_mut(|c| c.check.name == own).map(|c| &mut c.check.annotations)
            }
            "trigger" => {
                let oid = self.find(comment.on.as_ref()?)?;
                let triggers = self.catalog.triggers_mut(oid)?;
                triggers.find_mut(|t| t.trigger.name == own).map(|t| &mut t.trigger.annotations)
            }
            "policy" => {
                let oid = self.find(comment.on.as_ref()?)?;
                let policies = &mut self.catalog.table_mut(oid)?.table.policies;
                policies.find_mut(|p| p.name == own).map(|p| &mut p.annotations)
            }
            "type" | "domain" => {
                let oid = self.catalog.find_type(self.session.path(), name.namespace(), name.name())?;
                if matches!(self.catalog.type_object(oid)?.kind, TypeKind::Base) {
                    return self.other_annotations("type", &own, None);
                }
                match &mut self.catalog.type_mut(oid)?.kind {
                    TypeKind::Enum(made) => Some(&mut made.annotations),
                    TypeKind::Domain(made) => Some(&mut made.domain.annotations),
                    TypeKind::Composite(made) => Some(&mut made.composite.annotations),
                    TypeKind::Range(made) => Some(&mut made.annotations),
                    TypeKind::Multirange(_) | TypeKind::Base => None,
                }
            }
            "function" | "procedure" | "aggregate" | "routine" => {
                let oid = *self.find_routines(name, comment.arguments.as_deref()).first()?;
                Some(&mut self.catalog.routine_mut(oid)?.routine.annotations)
            }
            "schema" => self.catalog.namespaces.get_mut(&own).map(|n: &mut Namespace| &mut n.annotations),
            "extension" => self.catalog.extensions.get_mut(&own).map(|e| &mut e.annotations),
            "role" => self.catalog.roles.get_mut(&own).map(|r| &mut r.annotations),
            kind => {
                let table = comment.on.as_ref().and_then(|on| self.find(on));
                self.other_annotations(kind, &own, table)
            }
        }
    }

    fn index_annotations(&mut self, table: u32, oid: u32) -> Option<&mut Annotations> {
        let at = self.catalog.indexes_mut(table)?.position(|i| i.oid == oid);
        if let Some(at) = at {
            return self.catalog.indexes_mut(table)?.get_mut(at).map(|i| &mut i.index.annotations);
        }
        let data = self.catalog.table_mut(table)?;
        if let Some(key) = data.primary_key.as_mut().filter(|k| k.index == oid) {
            return Some(&mut key.constraint.annotations);
        }
        if let Some(key) = data.unique.find_mut(|k| k.index == oid) {
            return Some(&mut key.constraint.annotations);
        }
        data.exclusions.find_mut(|k| k.index == oid).map(|k| &mut k.constraint.annotations)
    }

    fn other_annotations(&mut self, kind: &str, name: &str, table: Option<u32>) -> Option<&mut Annotations> {
        self.catalog
            .others
            .find_mut(|(o, t)| o.kind == kind && o.id.name == name && (table.is_none() || *t == table))
            .map(|(o, _)| &mut o.annotations)
    }
}
