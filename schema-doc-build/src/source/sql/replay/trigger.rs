//! Triggers and row security policies.

use super::Replay;
use super::catalog::{Oid, RelationKind, TriggerData};
use super::names::cut;
use crate::list::SliceExt;
use crate::model::{Definition, MigrationAction, Policy, QualifiedName, Trigger};
use crate::source::sql::ast::{
    AlterObject, AlterObjectAction, AlterPolicy, CreatePolicy, CreateTrigger, DropObject, Ident, ObjectName,
};

impl Replay<'_> {
    /// The table or view that something hangs on.
    fn find_host(&mut self, name: &ObjectName, quiet: bool) -> Option<Oid> {
        let found = self.find(name).filter(|&oid| {
            matches!(self.catalog.relation(oid).map(|r| &r.kind), Some(RelationKind::Table(_) | RelationKind::View(_)))
        });
        if found.is_none() && !quiet {
            self.unknown("table", name);
        }
        found
    }

    pub(super) fn create_trigger(&mut self, create: &CreateTrigger) {
        let Some(table) = self.find_host(&create.table, false) else { return };
        let name = cut(&create.name.name);
        let existing = self
            .catalog
            .triggers_mut(table)
            .and_then(|t| t.position(|t| t.trigger.name == name).map(|at| (at, t.get(at).cloned())));
        let function = self.find_routines(&create.function, Some(&[])).first().copied();
        let function_id = if let Some(routine) = function.and_then(|f| self.catalog.routine(f)) {
            routine.routine.id.clone()
        } else {
            let namespace = create
                .function
                .namespace()
                .map_or_else(|| self.session.path().first().cloned().unwrap_or_else(|| "public".into()), cut);
            QualifiedName::new(namespace, cut(create.function.name()))
        };
        let events = create.events.mapped(|(event, columns)| {
            if columns.is_empty() {
                (*event).to_owned()
            } else {
                format!("{event} of {}", columns.mapped(|c| cut(&c.name)).join(", "))
            }
        });
        let trigger = Trigger {
            name: name.clone(),
            timing: create.timing.to_owned(),
            events,
            level: create.level.to_owned(),
            function: Some(function_id),
            condition: create.condition.as_ref().map(|c| c.text.clone()),
            definition: Definition {
                span: Some(self.span),
                text: None,
                search_path: self.session.path_of_definition(),
            },
            created: self.catalog.next_created(),
            ..Trigger::default()
        };
        let id = self.catalog.next_part();
        let mut data = TriggerData { trigger, function, id, parent: None };
        if let Some((at, Some(old))) = existing {
            if !create.or_replace {
                let on = Self::written(&create.table);
                self.duplicate("trigger", &format!("{name}` of `{on}"), create.name.span, old.trigger.definition.span);
                return;
            }
            data.trigger.annotations = old.trigger.annotations;
            data.id = old.id;
            if let Some(place) = self.catalog.triggers_mut(table).and_then(|t| t.get_mut(at)) {
                *place = data;
            }
            return;
        }
        if let Some(triggers) = self.catalog.triggers_mut(table) {
            triggers.push(data.clone());
        }
        if data.trigger.level == "row" {
            for partition in self.partitions(table) {
                self.clone_trigger(partition, &data);
            }
        }
        self.step(table, MigrationAction::Added, format!("trigger {name}"));
    }

    pub(super) fn drop_trigger(&mut self, object: &DropObject, if_exists: bool) {
        let Some(on) = &object.on else { return };
        let Some(table) = self.find_host(on, if_exists) else { return };
        let name = cut(object.name.name());
        let Some(triggers) = self.catalog.triggers_mut(table) else { return };
        let names: Vec<String> = triggers.mapped(|t| t.trigger.name.clone());
        let Some(at) = triggers.position(|t| t.trigger.name == name) else {
            if !if_exists {
                self.unknown_part("trigger", &name, object.name.span, table, names.iter().map(String::as_str));
            }
            return;
        };
        let dropped = triggers.remove(at);
        self.drop_trigger_copies(table, dropped.id);
        self.step(table, MigrationAction::Dropped, format!("trigger {name}"));
    }

    fn drop_trigger_copies(&mut self, table: Oid, parent: u32) {
        for partition in self.partitions(table) {
            let Some(triggers) = self.catalog.triggers_mut(partition) else { continue };
            let Some(at) = triggers.position(|t| t.parent == Some(parent)) else { continue };
            let dropped = triggers.remove(at);
            self.drop_trigger_copies(partition, dropped.id);
        }
    }

    pub(super) fn alter_trigger(&mut self, alter: &AlterObject) {
        let (Some(on), AlterObjectAction::Rename(to)) = (&alter.object.on, &alter.action) else { return };
        let Some(table) = self.find_host(on, false) else { return };
        let (from, to) = (cut(alter.object.name.name()), cut(&to.name));
        let Some(triggers) = self.catalog.triggers_mut(table) else { return };
        let names: Vec<String> = triggers.mapped(|t| t.trigger.name.clone());
        let Some(trigger) = triggers.find_mut(|t| t.trigger.name == from) else {
            self.unknown_part("trigger", &from, alter.object.name.span, table, names.iter().map(String::as_str));
            return;
        };
        trigger.trigger.name.clone_from(&to);
        let (id, definition) = (trigger.id, trigger.trigger.definition.clone());
        let text = match (definition.text, definition.span) {
            (Some(text), _) => Some(text.to_string()),
            (None, Some(span)) => Some(super::expression_text::without_comments(self.schema.files.text(span))),
            (None, None) => None,
        };
        let done = std::cell::Cell::new(false);
        let text = text.and_then(|t| {
            super::expression_text::rename_object(&t, ("", &from), ("", &to), true, |_, at, _| {
                at > 0 && !done.replace(true)
            })
        });
        if let Some(trigger) = self.catalog.triggers_mut(table).and_then(|t| t.find_mut(|t| t.id == id)) {
            trigger.trigger.definition.text = text.map(Into::into);
        }
        self.rename_trigger_copies(table, id, &to);
        self.step(table, MigrationAction::Renamed, format!("trigger {from} to {to}"));
    }

    fn rename_trigger_copies(&mut self, table: Oid, parent: u32, to: &str) {
        for partition in self.partitions(table) {
            let Some(copy) =
                self.catalog.triggers_mut(partition).and_then(|t| t.find_mut(|t| t.parent == Some(parent)))
            else {
                continue;
            };
            to.clone_into(&mut copy.trigger.name);
            let id = copy.id;
            self.rename_trigger_copies(partition, id, to);
        }
    }

    /// `ENABLE TRIGGER t`, `DISABLE TRIGGER ALL`
    pub(super) fn trigger_state(&mut self, table: Oid, name: Option<&Ident>, state: Option<&str>, only: bool) {
        let own = name.map(|n| cut(&n.name));
        let Some(triggers) = self.catalog.triggers_mut(table) else { return };
        for trigger in triggers.iter_mut().filter(|t| own.as_ref().is_none_or(|n| *n == t.trigger.name)) {
            trigger.trigger.state = state.map(Into::into);
        }
        if !only {
            for partition in self.partitions(table) {
                self.trigger_state(partition, name, state, false);
            }
        }
    }

    pub(super) fn create_policy(&mut self, create: &CreatePolicy) {
        let Some(oid) = self.find_host(&create.table, false) else { return };
        let name = cut(&create.name.name);
        let created = self.catalog.next_created();
        let span = self.span;
        let Some(data) = self.catalog.table_mut(oid) else {
            self.unknown("table", &create.table);
            return;
        };
        if let Some(first) = data.table.policies.find(|p| p.name == name) {
            let first = first.span;
            let on = Self::written(&create.table);
            self.duplicate("policy", &format!("{name}` of table `{on}"), create.name.span, first);
            return;
        }
        self.catalog.policied.insert(oid);
        let Some(data) = self.catalog.table_mut(oid) else { return };
        data.table.policies.push(Policy {
            name: name.clone(),
            command: create.command.to_owned(),
            permissive: create.permissive,
            roles: policy_roles(&create.roles),
            using: create.using.as_ref().map(|u| u.text.clone()),
            with_check: create.with_check.as_ref().map(|w| w.text.clone()),
            span: Some(span),
            created,
            ..Policy::default()
        });
        self.step(oid, MigrationAction::Added, format!("policy {name}"));
    }

    pub(super) fn alter_policy(&mut self, alter: &AlterPolicy) {
        let Some(oid) = self.find_host(&alter.table, false) else { return };
        let name = cut(&alter.name.name);
        let Some(data) = self.catalog.table_mut(oid) else { return };
        let names: Vec<String> = data.table.policies.mapped(|p| p.name.clone());
        let Some(policy) = data.table.policies.find_mut(|p| p.name == name) else {
            self.unknown_part("policy", &name, alter.name.span, oid, names.iter().map(String::as_str));
            return;
        };
        if let Some(to) = &alter.rename {
            policy.name = cut(&to.name);
        }
        if let Some(roles) = &alter.roles {
            policy.roles = policy_roles(roles);
        }
        if let Some(using) = &alter.using {
            policy.using = Some(using.text.clone());
        }
        if let Some(with_check) = &alter.with_check {
            policy.with_check = Some(with_check.text.clone());
        }
        self.step(oid, MigrationAction::Changed, format!("policy {name}"));
    }

    pub(super) fn drop_policy(&mut self, object: &DropObject, if_exists: bool) {
        let Some(on) = &object.on else { return };
        let Some(oid) = self.find_host(on, if_exists) else { return };
        let name = cut(object.name.name());
        let Some(data) = self.catalog.table_mut(oid) else { return };
        let names: Vec<String> = data.table.policies.mapped(|p| p.name.clone());
        let Some(at) = data.table.policies.position(|p| p.name == name) else {
            if !if_exists {
                self.unknown_part("policy", &name, object.name.span, oid, names.iter().map(String::as_str));
            }
            return;
        };
        data.table.policies.remove(at);
        self.step(oid, MigrationAction::Dropped, format!("policy {name}"));
    }
}

/// `TO PUBLIC` is what an empty list means.
fn policy_roles(roles: &[String]) -> Vec<String> {
    if roles.any(|r| r.eq_ignore_ascii_case("public")) { Vec::new() } else { roles.to_vec() }
}
