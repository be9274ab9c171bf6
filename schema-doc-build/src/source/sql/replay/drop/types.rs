//! Types that are dropped, and the columns that have them.

use super::super::Replay;
use super::super::catalog::{TypeKind, TypeOid};
use super::super::types::{TypeBase, TypeRef};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::MigrationAction;
use crate::source::sql::ast::{Drop, DropObject};
use schema_doc_diagnostics::Span;

impl Replay<'_> {
    pub(super) fn drop_type_statement(&mut self, drop: &Drop, object: &DropObject) {
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
            if let Some(column) = data.columns.find(|c| uses(&c.data_type)) {
                let name = self.display(&self.catalog.name_of(table));
                return Some((format!("column `{name}.{}`", column.column.name), column.column.span));
            }
        }
        self.catalog.types().find_map(|(_, t)| match &t.kind {
            TypeKind::Domain(d) if uses(&d.base) => Some((format!("domain `{}`", self.display(&t.id)), t.span)),
            TypeKind::Composite(c) if c.attributes.any(|(_, a, _)| uses(a)) => {
                Some((format!("type `{}`", self.display(&t.id)), t.span))
            }
            _ => None,
        })
    }

    /// Removes a type with the columns, domains and routines that have it.
    pub(in crate::source::sql::replay) fn drop_type(&mut self, oid: TypeOid) {
        let Some(object) = self.catalog.remove_type(oid) else { return };
        if let TypeKind::Composite(composite) = &object.kind {
            self.catalog.remove_relation(composite.relation);
        }
        let uses = |t: &TypeRef| t.base == TypeBase::User(oid);
        for table in self.catalog.type_users.remove(&oid).unwrap_or_default() {
            let Some(data) = self.catalog.table(table) else { continue };
            let columns: Vec<String> =
                data.columns.iter().filter(|c| uses(&c.data_type)).map(|c| c.column.name.clone()).collect_vec();
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
                c.attributes.keep(|(_, a, _)| !uses(a));
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
            .filter(|(_, r)| r.as_ref().is_some_and(|r| r.arguments.any(uses)))
            .map(|(i, _)| i)
            .collect_vec();
        for routine in routines {
            self.drop_routine(routine);
        }
        self.catalog.others.keep(|(o, _)| o.kind != "type" || o.id != object.id);
    }
}
