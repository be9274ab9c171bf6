//! Functions, procedures, aggregates: overloaded by the types of their input arguments.

use super::Replay;
use super::catalog::{ReturnsRef, RoutineData};
use super::names::cut;
use super::rename::is_call;
use super::types::{self, TypeRef};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Argument, ArgumentMode, Definition, QualifiedName, Routine, RoutineKind};
use crate::source::sql::ast::{
    AlterObject, AlterObjectAction, ArgumentDef, CreateRoutine, Drop, DropObject, ObjectName, Returns,
};

impl Replay<'_> {
    pub(super) fn create_routine(&mut self, create: &CreateRoutine) {
        let id = self.place(&create.name, false);
        let types: Vec<TypeRef> = create.arguments.mapped(|a| self.resolve_type(&a.data_type));
        let arguments = create.arguments.mapped(|a| Argument {
            name: a.name.as_ref().map(|n| cut(&n.name)),
            mode: a.mode,
            data_type: String::new(),
            default: a.default.as_ref().map(|d| d.text.clone()),
        });
        let returns = create.returns.as_ref().map(|r| match r {
            Returns::Type(data_type) => {
                ReturnsRef::Type { data_type: self.resolve_type(data_type), set_of: data_type.set_of }
            }
            Returns::Table(columns) => {
                ReturnsRef::Table(columns.mapped(|(name, t)| (cut(&name.name), self.resolve_type(t))))
            }
        });
        let of_arguments = || {
            let mut out = create.arguments.iter().zip(&types).filter(|(argument, _)| {
                create.kind == RoutineKind::Function && matches!(argument.mode, ArgumentMode::Out | ArgumentMode::InOut)
            });
            let (_, first) = out.next()?;
            let data_type = if out.next().is_some() { TypeRef::of("record") } else { first.clone() };
            Some(ReturnsRef::Type { data_type, set_of: false })
        };
        let returns = returns.or_else(of_arguments);
        let routine = Routine {
            kind: create.kind,
            id: id.clone(),
            arguments,
            returns: None,
            language: create.language.clone(),
            volatility: create.volatility.clone(),
            security_definer: create.security_definer,
            definition: Definition {
                span: Some(self.span),
                text: None,
                search_path: self.session.path_of_definition(),
            },
            body: create.body,
            created: self.catalog.next_created(),
            ..Routine::default()
        };
        let mut data = RoutineData { routine, arguments: types, returns, span: self.span };
        let signature = self.signature(&data);
        let same = self
            .catalog
            .routine_names
            .get(&id)
            .into_iter()
            .flatten()
            .copied()
            .find(|&other| self.catalog.routine(other).is_some_and(|r| self.signature(r) == signature));
        if let Some(other) = same {
            let Some(existing) = self.catalog.routine_mut(other) else { return };
            if !create.or_replace {
                let first = existing.span;
                let name = format!("{}({})", self.display(&id), signature.join(","));
                self.duplicate("function", &name, create.name.span, Some(first));
                return;
            }
            data.routine.annotations = std::mem::take(&mut existing.routine.annotations);
            data.routine.created = existing.routine.created;
            *existing = data;
            return;
        }
        let oid = self.catalog.routines.len();
        self.catalog.routines.push(Some(data));
        self.catalog.routine_names.or_default(id).push(oid);
    }

    /// The types of the input arguments, as printed without modifiers.
    pub(super) fn signature(&self, data: &RoutineData) -> Vec<String> {
        data.routine
            .arguments
            .iter()
            .zip(&data.arguments)
            .filter(|(a, _)| a.mode != ArgumentMode::Out)
            .map(|(_, t)| types::print(&self.catalog, t, false))
            .collect_vec()
    }

    /// The routines that a name with or without argument types means; at most one where types are given.
    pub(super) fn find_routines(&self, name: &ObjectName, arguments: Option<&[ArgumentDef]>) -> Vec<usize> {
        let own = cut(name.name());
        let namespaces: Vec<String> = match name.namespace() {
            Some(namespace) => vec![cut(namespace)],
            None => self.session.path().to_vec(),
        };
        for namespace in namespaces {
            let all = self.catalog.routine_names.get(&QualifiedName::new(namespace, own.clone()));
            let Some(all) = all.filter(|a| !a.is_empty()) else { continue };
            let Some(arguments) = arguments else { return all.clone() };
            let print = |a: &ArgumentDef| types::print(&self.catalog, &self.resolve_type(&a.data_type), false);
            let inputs: Vec<String> = arguments.iter().filter(|a| a.mode != ArgumentMode::Out).map(print).collect_vec();
            let every: Vec<String> = arguments.mapped(print);
            let matching: Vec<usize> = all
                .iter()
                .copied()
                .filter(|&oid| {
                    self.catalog.routine(oid).is_some_and(|r| {
                        let signature = self.signature(r);
                        // DROP PROCEDURE p(int, int): OUT arguments may be counted too
                        signature == inputs
                            || (r.arguments.len() == every.len()
                                && r.arguments
                                    .iter()
                                    .map(|t| types::print(&self.catalog, t, false))
                                    .eq(every.iter().cloned()))
                    })
                })
                .collect_vec();
            if !matching.is_empty() {
                return matching;
            }
        }
        Vec::new()
    }

    pub(super) fn drop_routine_statement(&mut self, drop: &Drop, object: &DropObject) {
        let found = self.find_routines(&object.name, object.arguments.as_deref());
        let Some(&oid) = found.first() else {
            if !drop.if_exists {
                self.unknown(&drop.kind, &object.name);
            }
            return;
        };
        if !drop.cascade {
            let user = self.catalog.relations().find_map(|(_, r)| {
                let triggers = match &r.kind {
                    super::catalog::RelationKind::Table(t) => &t.triggers,
                    super::catalog::RelationKind::View(v) => &v.triggers,
                    _ => return None,
                };
                let trigger = triggers.find(|t| t.function == Some(oid))?;
                let by = format!("trigger `{}` of `{}`", trigger.trigger.name, self.display(&r.id));
                Some((by, trigger.trigger.definition.span))
            });
            if let Some((by, place)) = user
                && self.needed(&drop.kind, &Self::written(&object.name), object.name.span, &by, place)
            {
                return;
            }
        }
        let dropped = self.catalog.routine(oid).filter(|_| drop.cascade).cloned();
        self.drop_routine(oid);
        if let Some(dropped) = dropped {
            self.drop_callers(&dropped);
        }
    }

    /// Removes a routine, and the triggers that call it.
    pub(super) fn drop_routine(&mut self, oid: usize) {
        let Some(data) = self.catalog.routines.get_mut(oid).and_then(Option::take) else { return };
        if let Some(all) = self.catalog.routine_names.get_mut(&data.routine.id) {
            all.keep(|&o| o != oid);
        }
        for (_, relation) in self.catalog.relations_mut() {
            match &mut relation.kind {
                super::catalog::RelationKind::Table(t) => t.triggers.keep(|t| t.function != Some(oid)),
                super::catalog::RelationKind::View(v) => v.triggers.keep(|t| t.function != Some(oid)),
                _ => {}
            }
        }
    }

    pub(super) fn alter_routine(&mut self, alter: &AlterObject) {
        let found = self.find_routines(&alter.object.name, alter.object.arguments.as_deref());
        let Some(&oid) = found.first() else {
            let quiet = matches!(alter.action, AlterObjectAction::OwnerTo(_) | AlterObjectAction::Irrelevant);
            if !alter.if_exists && !quiet {
                self.unknown(&alter.kind, &alter.object.name);
            }
            return;
        };
        if let AlterObjectAction::RoutineOptions { volatility, security_definer } = &alter.action {
            if let Some(data) = self.catalog.routine_mut(oid) {
                if volatility.is_some() {
                    data.routine.volatility.clone_from(volatility);
                }
                data.routine.security_definer = security_definer.unwrap_or(data.routine.security_definer);
            }
            return;
        }
        let Some(from) = self.catalog.routine(oid).map(|r| r.routine.id.clone()) else { return };
        let to = match &alter.action {
            AlterObjectAction::Rename(to) => QualifiedName::new(from.namespace.clone(), cut(&to.name)),
            AlterObjectAction::SetSchema(to) => {
                self.need_namespace(&cut(&to.name), to.span);
                QualifiedName::new(cut(&to.name), from.name.clone())
            }
            _ => return,
        };
        self.name_routine(oid, &from, &to);
        let overloaded = self.catalog.routine_names.get(&from).is_some_and(|all| !all.is_empty());
        if !overloaded {
            self.rewrite_everywhere(&from, &to, is_call);
        }
    }

    fn name_routine(&mut self, oid: usize, from: &QualifiedName, to: &QualifiedName) {
        let text =
            self.catalog.routine(oid).and_then(|r| match (&r.routine.definition.text, r.routine.definition.span) {
                (Some(text), _) => Some(text.to_string()),
                (None, Some(span)) => Some(super::expression_text::without_comments(self.schema.files.text(span))),
                (None, None) => None,
            });
        let done = std::cell::Cell::new(false);
        let text = text.and_then(|text| {
            super::expression_text::rename_object(
                &text,
                (&from.namespace, &from.name),
                (&to.namespace, &to.name),
                true,
                |_, at, _| at > 0 && !done.replace(true),
            )
        });
        if let Some(all) = self.catalog.routine_names.get_mut(from) {
            all.keep(|&o| o != oid);
        }
        self.catalog.routine_names.or_default(to.clone()).push(oid);
        if let Some(data) = self.catalog.routine_mut(oid) {
            data.routine.id = to.clone();
            if text.is_some() {
                data.routine.definition.text = text.map(Into::into);
            }
        }
    }

    /// All routines of a namespace that is renamed.
    pub(super) fn move_routines(&mut self, from: &str, to: &str) {
        let moved: Vec<(usize, QualifiedName)> = self
            .catalog
            .routines
            .iter()
            .enumerate()
            .filter_map(|(i, r)| Some((i, r.as_ref()?.routine.id.clone())))
            .filter(|(_, id)| id.namespace == from)
            .collect_vec();
        for (oid, id) in moved {
            let new = QualifiedName::new(to, id.name.clone());
            self.name_routine(oid, &id, &new);
        }
    }
}
