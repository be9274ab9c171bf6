//! Who may do what: MySQL's roles and privileges.

use super::super::ast::GrantStatement;
use super::Database;
use crate::list::{SliceExt, VecExt};
use crate::model::{Grant, QualifiedName, Role, System};

/// What `ALL` is on a table of MySQL.
pub const ALL_ON_TABLE: &[&str] = &[
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "CREATE",
    "DROP",
    "REFERENCES",
    "INDEX",
    "ALTER",
    "CREATE VIEW",
    "SHOW VIEW",
    "TRIGGER",
];

impl Database<'_> {
    pub(super) fn roles(&mut self, roles: &[String], drops: bool) {
        for written in roles {
            let name = if self.system() == System::MariaDb { written.clone() } else { self.account(written) };
            if drops {
                self.schema.roles.keep(|role| role.name != name);
                self.schema.grants.keep(|grant| grant.grantees != [name.clone()] && !grant.privileges.contains(&name));
            } else if !self.schema.roles.any(|role| role.name == name) {
                self.schema.roles.push(Role { name, span: Some(self.span), ..Role::default() });
            }
        }
    }

    pub(super) fn grant(&mut self, statement: GrantStatement) {
        let mut made = Grant {
            privileges: statement.privileges,
            object_kind: statement.object_kind,
            object: statement.object,
            with_grant_option: statement.option,
            span: Some(self.span),
            ..Grant::default()
        };
        if made.object_kind == "role" {
            made.privileges = made.privileges.mapped(|role| self.account(role));
        }
        let grantees = statement.grantees.mapped(|grantee| self.account(grantee));
        if statement.revokes {
            self.revoke(&made, &grantees);
            return;
        }
        for grantee in grantees {
            let role = self.schema.roles.find_mut(|role| role.name == grantee);
            if let Some(role) = role.filter(|_| made.object_kind == "role") {
                role.member_of.keep(|other| !made.privileges.contains(other));
                role.member_of.extend_from_slice(&made.privileges);
                continue;
            }
            let made = Grant { grantees: vec![grantee], ..made.clone() };
            if !self.schema.grants.contains(&made) {
                self.schema.grants.push(made);
            }
        }
    }

    fn revoke(&mut self, revoked: &Grant, grantees: &[String]) {
        for role in self.schema.roles.iter_mut().filter(|role| grantees.contains(&role.name)) {
            role.member_of.keep(|other| revoked.object_kind != "role" || !revoked.privileges.contains(other));
        }
        // REVOKE ALL PRIVILEGES, GRANT OPTION FROM u
        let all = revoked.object_kind.is_empty();
        self.schema.grants.retain_mut(|grant| {
            let same = (&grant.object_kind, &grant.object) == (&revoked.object_kind, &revoked.object);
            if !grant.grantees.any(|grantee| grantees.contains(grantee)) || !(same || all) {
                return true;
            }
            if all || revoked.privileges.any(|privilege| privilege == "ALL") {
                return grant.object_kind == "role";
            }
            if grant.object_kind == "table" && grant.privileges == ["ALL"] {
                grant.privileges = ALL_ON_TABLE.mapped(|privilege| (*privilege).to_owned());
            }
            grant.privileges.keep(|privilege| !revoked.privileges.contains(privilege));
            grant.with_grant_option &= !revoked.privileges.any(|privilege| privilege == "GRANT OPTION");
            !grant.privileges.is_empty()
        });
    }

    /// An account with its host: any, where none is said. A role of MariaDB's has none.
    fn account(&self, written: &str) -> String {
        let is_word = ["PUBLIC", "CURRENT_USER", "CURRENT_ROLE"].any(|word| written.eq_ignore_ascii_case(word));
        let is_role = self.system() == System::MariaDb && self.schema.roles.any(|role| role.name == written);
        if is_word || is_role || written.contains('@') { written.to_owned() } else { format!("{written}@%") }
    }

    /// What was granted on a table or a view is.
    pub(super) fn resolve_grants(&mut self) {
        let mut grants = std::mem::take(&mut self.schema.grants);
        for grant in grants.iter_mut().filter(|grant| grant.object_kind == "table") {
            let id = QualifiedName::new(&*self.schema.default_namespace, &*grant.object);
            let is_view = self.schema.views.any(|view| self.key(&view.id) == self.key(&id));
            grant.target = (is_view || self.table_at(&id).is_some()).then_some(id);
        }
        self.schema.grants = grants;
    }
}
