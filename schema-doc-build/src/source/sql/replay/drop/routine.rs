//! `DROP FUNCTION … CASCADE`: what calls the function goes with it.

use super::super::Replay;
use super::super::catalog::{Oid, RelationKind, ReturnsRef, RoutineData, TypeKind};
use super::super::expression_text::{mentions, tokens};
use crate::list::{SliceExt, VecExt};
use crate::model::{ColumnKind, KeyTarget, MigrationAction, QualifiedName};

/// What calls a routine on one relation.
#[derive(Debug, Default)]
struct Callers {
    columns: Vec<String>,
    constraints: Vec<String>,
    indexes: Vec<Oid>,
    view: bool,
}

impl Replay<'_> {
    /// Removes the defaults, generated columns, checks, policies, indexes and views that call a routine that is gone. Where another of its name
    /// is left, they may call that one.
    pub(in crate::source::sql::replay) fn drop_callers(&mut self, dropped: &RoutineData) {
        let id = &dropped.routine.id;
        // a trigger's function cannot be called
        let of_trigger = matches!(&dropped.returns, Some(ReturnsRef::Type { data_type, .. }) if super::super::types::print(&self.catalog, data_type, false) == "trigger");
        if of_trigger || self.catalog.routine_names.get(id).is_some_and(|left| !left.is_empty()) {
            return;
        }
        let mut found: Vec<(Oid, Callers)> = Vec::new();
        for (oid, relation) in self.catalog.relations_mut() {
            let callers = callers_on(&mut relation.kind, id);
            if callers.view
                || !(callers.columns.is_empty() && callers.constraints.is_empty() && callers.indexes.is_empty())
            {
                found.push((oid, callers));
            }
        }
        for object in self.catalog.types_mut() {
            if let TypeKind::Domain(domain) = &mut object.kind {
                domain.domain.checks.keep(|check| !calls(&check.expression, id));
                if domain.domain.default.as_deref().is_some_and(|text| calls(text, id)) {
                    domain.domain.default = None;
                }
            }
        }
        for (oid, callers) in found {
            if callers.view {
                self.drop_relation(oid);
                continue;
            }
            for index in callers.indexes {
                self.drop_index(index);
            }
            for name in callers.constraints {
                if self.drop_constraint(oid, &name, true, false, self.span) {
                    self.step(oid, MigrationAction::Dropped, format!("constraint {name}"));
                }
            }
            for name in callers.columns {
                self.drop_column(oid, &name, false, true);
                self.step(oid, MigrationAction::Dropped, format!("column {name}"));
            }
        }
    }
}

/// Takes defaults and policies away at once; names what else calls the routine.
fn callers_on(kind: &mut RelationKind, id: &QualifiedName) -> Callers {
    let mut callers = Callers::default();
    let data = match kind {
        RelationKind::Table(data) => data,
        RelationKind::View(view) => {
            callers.view = calls(&view.view.query, id);
            return callers;
        }
        _ => return callers,
    };
    for column in &mut data.columns {
        match &column.column.kind {
            ColumnKind::Default(text) if calls(text, id) => {
                column.column.kind = ColumnKind::Plain;
                column.reads.clear();
            }
            ColumnKind::Generated(generated) if calls(&generated.expression, id) => {
                callers.columns.push(column.column.name.clone());
            }
            _ => {}
        }
    }
    let called = |text: &Option<String>| text.as_deref().is_some_and(|text| calls(text, id));
    data.table.policies.keep(|policy| !called(&policy.using) && !called(&policy.with_check));
    let checks = data.checks.iter().filter(|check| calls(&check.check.expression, id));
    callers.constraints.push_all(checks.map(|check| check.check.name.clone()));
    let indexes = data.indexes.iter().filter(|index| {
        called(&index.index.predicate)
            || index.index.keys.any(|key| match &key.target {
                KeyTarget::Expression(text) => calls(text, id),
                KeyTarget::Column(_) => false,
            })
    });
    callers.indexes.push_all(indexes.map(|index| index.oid));
    callers
}

/// Whether a text calls the routine: `f(…)`, `app.f(…)`.
fn calls(text: &str, id: &QualifiedName) -> bool {
    if !mentions(text, &id.name) {
        return false;
    }
    let list = tokens(text);
    list.iter().enumerate().any(|(i, token)| {
        let before = |n: usize| i.checked_sub(n).and_then(|at| list.get(at));
        token.is_name(&id.name)
            && list.get(i + 1).is_some_and(|next| next.is("("))
            && (!before(1).is_some_and(|t| t.is(".")) || before(2).is_some_and(|t| t.is_name(&id.namespace)))
    })
}
