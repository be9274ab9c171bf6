//! Schemas, extensions, roles, and what is kept as text.

use super::Replay;
use super::names::cut;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Extension, Namespace, QualifiedName, Role};
use crate::sort;
use crate::source::sql::ast::{CreateExtension, CreateOther, CreateRole, CreateSchema, Statement, StatementKind};

impl Replay<'_> {
    pub(super) fn create_schema(&mut self, create: &CreateSchema) {
        let name = match (&create.name, &create.owner) {
            (Some(name), _) => cut(&name.name),
            (None, Some(owner)) => cut(owner),
            (None, None) => return,
        };
        let assumed = self.catalog.assumed_namespaces.contains(&name);
        if self.catalog.namespaces.contains_key(&name) {
            // every database has `public`
            if !assumed && !create.if_not_exists && name != "public" {
                let span = create.name.as_ref().map_or(self.span, |n| n.span);
                self.duplicate("schema", &name, span, None);
            }
        } else {
            let made = Namespace { name: name.clone(), owner: create.owner.clone(), ..Namespace::default() };
            self.catalog.namespaces.insert(name.clone(), made);
        }
        let mut path = vec![name];
        path.push_all(self.session.path().iter().cloned());
        let before = self.session.replace_path(path);
        // tables stand before what is on them, whatever their order here
        let mut elements: Vec<&Statement> = create.elements.iter().collect_vec();
        sort::by_key(&mut elements, |element| match element.kind {
            StatementKind::CreateSequence(_) => 0,
            StatementKind::CreateTable(_) => 1,
            StatementKind::CreateView(_) => 2,
            StatementKind::CreateIndex(_) => 3,
            _ => 4,
        });
        for element in elements {
            self.statement(element);
        }
        self.session.replace_path(before);
    }

    pub(super) fn create_extension(&mut self, create: &CreateExtension) {
        let name = cut(&create.name.name);
        if let Some(existing) = self.catalog.extensions.get(&name) {
            if !create.if_not_exists {
                let first = existing.span;
                self.duplicate("extension", &name, create.name.span, first);
            }
            return;
        }
        let namespace = match &create.namespace {
            Some(namespace) => {
                let namespace = cut(&namespace.name);
                self.need_namespace(&namespace, create.name.span);
                Some(namespace)
            }
            None => None,
        };
        let version = create.version.clone();
        let made = Extension { name: name.clone(), namespace, version, span: Some(self.span), ..Extension::default() };
        self.catalog.extensions.insert(name, made);
    }

    pub(super) fn create_role(&mut self, create: &CreateRole) {
        let name = cut(&create.name.name);
        if create.alter {
            if let Some(role) = self.catalog.roles.get_mut(&name) {
                role.login = create.login.unwrap_or(role.login);
                if !create.options.is_empty() {
                    if !role.options.is_empty() {
                        role.options.push(' ');
                    }
                    role.options.push_str(&create.options);
                }
            }
            return;
        }
        if let Some(existing) = self.catalog.roles.get(&name) {
            let first = existing.span;
            self.duplicate("role", &name, create.name.span, first);
            return;
        }
        let made = Role {
            name: name.clone(),
            login: create.login.unwrap_or(false),
            options: create.options.clone(),
            member_of: create.member_of.mapped(|m| cut(m)),
            span: Some(self.span),
            ..Role::default()
        };
        self.catalog.roles.insert(name, made);
    }

    /// A role's new name in grants, policies and memberships.
    pub(super) fn rename_role(&mut self, from: &str, to: &str) {
        let change = |names: &mut Vec<String>| {
            for name in names.iter_mut().filter(|n| *n == from) {
                to.clone_into(name);
            }
        };
        for grant in &mut self.catalog.grants {
            change(&mut grant.grant.grantees);
        }
        for role in self.catalog.roles.values_mut() {
            change(&mut role.member_of);
        }
        for (_, relation) in self.catalog.relations_mut() {
            if let super::catalog::RelationKind::Table(data) = &mut relation.kind {
                for policy in &mut data.table.policies {
                    change(&mut policy.roles);
                }
            }
        }
    }

    pub(super) fn create_other(&mut self, create: &CreateOther) {
        let table = create.table.as_ref().and_then(|t| self.find(t));
        let global = matches!(
            create.kind.as_str(),
            "cast"
                | "event trigger"
                | "server"
                | "foreign data wrapper"
                | "language"
                | "procedural language"
                | "user mapping"
                | "access method"
                | "transform"
                | "rule"
                | "publication"
                | "subscription"
                | "tablespace"
                | "database"
        );
        let id = if global {
            QualifiedName::new("", cut(create.name.name()))
        } else if create.name.parts.is_empty() {
            QualifiedName::default()
        } else {
            self.place(&create.name, false)
        };
        let existing = self.catalog.others.position(|(o, t)| o.kind == create.kind && o.id == id && *t == table);
        // operators, casts and classes overload; unnamed statistics are named by the system
        let overloads = matches!(
            create.kind.as_str(),
            "operator" | "operator class" | "operator family" | "cast" | "transform" | "user mapping"
        ) || id.name.is_empty();
        match existing {
            Some(at) if create.or_replace => {
                self.catalog.others.remove(at);
            }
            Some(_) if create.if_not_exists => return,
            Some(at) if !overloads => {
                let first = self.catalog.others.get(at).and_then(|(o, _)| o.definition.span);
                let name = Self::written(&create.name);
                self.duplicate(&create.kind, &name, create.name.span, first);
                return;
            }
            _ => {}
        }
        self.add_other(&create.kind, id, table);
    }
}
