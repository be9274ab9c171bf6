//! `GRANT`, `REVOKE`.

use super::Replay;
use super::catalog::GrantData;
use super::names::cut;
use crate::list::{SliceExt, VecExt};
use crate::model::{Grant, QualifiedName};
use crate::source::sql::ast::{GrantObject, GrantStatement};

/// What `ALL` is on a table.
const ALL_ON_TABLE: &[&str] =
    &["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"];

impl Replay<'_> {
    pub(super) fn grant(&mut self, grant: &GrantStatement) {
        if grant.object_kind == "role" {
            self.grant_roles(grant);
            return;
        }
        for object in &grant.objects {
            let (relation, routine, type_object) = self.grant_target(grant, object);
            // what lives in the session only, and what is not there, is no part of the schema
            if relation.is_some_and(|r| self.is_temporary(r)) {
                continue;
            }
            let made = Grant {
                privileges: grant.privileges.clone(),
                object_kind: grant.object_kind.clone(),
                object: self.grant_text(object),
                target: None,
                grantees: grant.grantees.clone(),
                with_grant_option: grant.with_grant_option,
                span: Some(self.span),
            };
            let data = GrantData { grant: made, relation, routine, type_object };
            let same = self.catalog.grants.iter().rev().take(64).any(|g| {
                same_object(g, &data)
                    && g.grant.privileges == data.grant.privileges
                    && g.grant.grantees == data.grant.grantees
                    && g.grant.with_grant_option == data.grant.with_grant_option
            });
            if !same {
                self.catalog.grants.push(data);
            }
        }
    }

    fn grant_target(&self, grant: &GrantStatement, object: &GrantObject) -> (Option<u32>, Option<usize>, Option<u32>) {
        match grant.object_kind.as_str() {
            "table" | "sequence" => (self.find(&object.name), None, None),
            "function" | "procedure" | "routine" => {
                (None, self.find_routines(&object.name, object.arguments.as_deref()).first().copied(), None)
            }
            "type" | "domain" => {
                let name = &object.name;
                (None, None, self.catalog.find_type(self.session.path(), name.namespace(), name.name()))
            }
            _ => (None, None, None),
        }
    }

    /// The object as written, for what is not in the catalog.
    fn grant_text(&self, object: &GrantObject) -> String {
        let parts: Vec<String> = object.name.parts.mapped(|p| super::expression_text::quote(&cut(&p.name)));
        let mut text = parts.join(".");
        if let Some(arguments) = &object.arguments {
            let types: Vec<String> =
                arguments.mapped(|a| super::types::print(&self.catalog, &self.resolve_type(&a.data_type), false));
            text.push_str(&format!("({})", types.join(", ")));
        }
        text
    }

    fn grant_roles(&mut self, grant: &GrantStatement) {
        let granted: Vec<String> = grant.privileges.mapped(|r| cut(r));
        for grantee in &grant.grantees {
            if let Some(role) = self.catalog.roles.get_mut(&cut(grantee)) {
                for name in &granted {
                    if !role.member_of.contains(name) {
                        role.member_of.push(name.clone());
                    }
                }
            } else {
                self.catalog.grants.push(GrantData {
                    grant: Grant {
                        privileges: granted.clone(),
                        object_kind: "role".into(),
                        grantees: vec![grantee.clone()],
                        with_grant_option: grant.with_grant_option,
                        span: Some(self.span),
                        ..Grant::default()
                    },
                    relation: None,
                    routine: None,
                    type_object: None,
                });
            }
        }
    }

    pub(super) fn revoke(&mut self, revoke: &GrantStatement) {
        if revoke.object_kind == "role" {
            let revoked: Vec<String> = revoke.privileges.mapped(|r| cut(r));
            for grantee in &revoke.grantees {
                if let Some(role) = self.catalog.roles.get_mut(&cut(grantee)) {
                    role.member_of.keep(|m| !revoked.contains(m));
                }
                self.catalog.grants.keep(|g| {
                    g.grant.object_kind != "role"
                        || !g.grant.grantees.contains(grantee)
                        || !g.grant.privileges.any(|p| revoked.contains(p))
                });
            }
            return;
        }
        for object in &revoke.objects {
            let (relation, routine, type_object) = self.grant_target(revoke, object);
            let wanted = GrantData {
                grant: Grant {
                    object_kind: revoke.object_kind.clone(),
                    object: self.grant_text(object),
                    ..Grant::default()
                },
                relation,
                routine,
                type_object,
            };
            let mut took = false;
            let grants = std::mem::take(&mut self.catalog.grants);
            for grant in grants {
                if same_object(&grant, &wanted) {
                    took |= self.revoke_from(grant, revoke);
                } else {
                    self.catalog.grants.push(grant);
                }
            }
            // what everyone has by default is taken by text only
            let public = revoke.grantees.any(|g| g.eq_ignore_ascii_case("public"));
            let by_default = matches!(
                revoke.object_kind.as_str(),
                "schema"
                    | "function"
                    | "procedure"
                    | "routine"
                    | "type"
                    | "domain"
                    | "language"
                    | "database"
                    | "all functions in schema"
                    | "all routines in schema"
                    | "all procedures in schema"
            ) || revoke.object_kind.starts_with("default ");
            if !took && public && by_default {
                let id = QualifiedName::new("", wanted.grant.object);
                let known = self.catalog.others.any(|(o, _)| o.kind == "revoke" && o.id == id);
                if !known {
                    self.add_other("revoke", id, None);
                }
            }
        }
    }

    /// Puts back what is left of a grant; whether anything was taken.
    fn revoke_from(&mut self, grant: GrantData, revoke: &GrantStatement) -> bool {
        let (from, kept): (Vec<String>, Vec<String>) =
            grant.grant.grantees.iter().cloned().partition(|g| revoke.grantees.contains(g));
        if from.is_empty() {
            self.catalog.grants.push(grant);
            return false;
        }
        let all = |privileges: &[String]| privileges.any(|p| p == "ALL" || p == "ALL PRIVILEGES");
        let mut left = grant.grant.privileges.clone();
        if all(&revoke.privileges) {
            left.clear();
        } else {
            if all(&left) && grant.grant.object_kind == "table" {
                left = ALL_ON_TABLE.mapped(|p| (*p).to_owned());
            }
            left.keep(|p| !revoke.privileges.contains(p));
        }
        let with = |privileges: Vec<String>, grantees: Vec<String>| GrantData {
            grant: Grant { privileges, grantees, ..grant.grant.clone() },
            ..grant.clone()
        };
        if !kept.is_empty() {
            self.catalog.grants.push(with(grant.grant.privileges.clone(), kept));
        }
        let took = left != grant.grant.privileges;
        if !left.is_empty() {
            self.catalog.grants.push(with(left, from));
        }
        took
    }
}

fn same_object(a: &GrantData, b: &GrantData) -> bool {
    if a.relation.is_some() || a.routine.is_some() || a.type_object.is_some() {
        return a.relation == b.relation && a.routine == b.routine && a.type_object == b.type_object;
    }
    a.grant.object_kind == b.grant.object_kind && a.grant.object == b.grant.object
}
