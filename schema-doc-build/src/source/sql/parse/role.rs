//! `CREATE ROLE`, `USER`, `GROUP`, `ALTER ROLE`.

use super::super::ast::{AlterObject, AlterObjectAction, CreateRole, DropObject, Ident, ObjectName, StatementKind};
use super::cursor::{Cursor, Read};
use crate::list::{IteratorExt, VecExt};

const OPTIONS: &[&str] = &[
    "superuser",
    "nosuperuser",
    "createdb",
    "nocreatedb",
    "createrole",
    "nocreaterole",
    "inherit",
    "noinherit",
    "login",
    "nologin",
    "replication",
    "noreplication",
    "bypassrls",
    "nobypassrls",
    "createuser",
    "nocreateuser",
    "connection",
    "encrypted",
    "unencrypted",
    "password",
    "valid",
    "in",
    "role",
    "user",
    "admin",
    "sysid",
];

impl Cursor<'_> {
    /// Behind `CREATE ROLE`, `USER` or `GROUP`. A user may log in.
    pub(super) fn create_role(&mut self, user: bool) -> Read<StatementKind> {
        let name = self.label("a role name")?;
        let mut role = CreateRole {
            name,
            alter: false,
            login: user.then_some(true),
            options: String::new(),
            member_of: Vec::new(),
        };
        self.role_options(&mut role)?;
        Ok(StatementKind::CreateRole(Box::new(role)))
    }

    fn role_options(&mut self, role: &mut CreateRole) -> Read<()> {
        self.eat("with");
        let mut options: Vec<String> = Vec::new();
        while !self.at_end() && !self.is_statement_start() {
            let start = self.position;
            if self.eat_all(&["in", "role"]) || self.eat_all(&["in", "group"]) {
                role.member_of.push_all(self.comma_list(Self::role)?);
                continue;
            }
            if self.eat_any(&["role", "user", "admin"]).is_some() {
                self.comma_list(Self::role)?;
            } else if self.eat_any(&["encrypted", "unencrypted"]).is_some() || self.is("password") {
                self.expect("password")?;
                if !self.eat("null") {
                    self.string("a password as a string")?;
                }
                // Its value is nobody's business.
                options.push("PASSWORD".to_owned());
                continue;
            } else if self.eat_all(&["valid", "until"]) {
                self.string("a time as a string")?;
            } else if self.eat_all(&["connection", "limit"]) || self.eat("sysid") {
                self.integer()?;
            } else {
                match self.eat_any(OPTIONS) {
                    Some("login") => role.login = Some(true),
                    Some("nologin") => role.login = Some(false),
                    Some("in" | "connection" | "valid") | None => {
                        return Err(self.expected_word("an option of the role", OPTIONS));
                    }
                    Some(_) => {}
                }
            }
            options.push(self.upper_words(start));
        }
        role.options = options.join(" ");
        Ok(())
    }

    /// The tokens since `start`, words that are options in upper case.
    fn upper_words(&self, start: usize) -> String {
        let tokens = self.tokens.get(start..self.position).unwrap_or_default();
        let words = tokens.iter().enumerate().map(|(i, &token)| {
            let text = self.text_of(token);
            let keyword = i == 0 || text.eq_ignore_ascii_case("until") || text.eq_ignore_ascii_case("limit");
            if keyword { text.to_ascii_uppercase() } else { text.to_owned() }
        });
        words.join(" ").replace(" ,", ",").replace("- ", "-")
    }

    /// Behind `ALTER ROLE`, `USER` or `GROUP`.
    pub(super) fn alter_role(&mut self, group: bool) -> Read<StatementKind> {
        let name = self.label("a role name")?;
        if group && self.is_any(&["add", "drop"]) {
            return self.alter_group(&name);
        }
        if self.eat_all(&["rename", "to"]) {
            let to = self.label("a name")?;
            let object = DropObject { name: one_part(name), on: None, arguments: None };
            let action = AlterObjectAction::Rename(to);
            let alter = AlterObject { kind: "role".to_owned(), object, if_exists: false, action };
            return Ok(StatementKind::Alter(Box::new(alter)));
        }
        // Settings of a role's sessions.
        if self.is_any(&["set", "reset"]) || self.are(&["in", "database"]) {
            self.skip_until(Self::is_statement_start);
            return Ok(StatementKind::Irrelevant);
        }
        let mut role = CreateRole { name, alter: true, login: None, options: String::new(), member_of: Vec::new() };
        self.role_options(&mut role)?;
        Ok(StatementKind::CreateRole(Box::new(role)))
    }
}

fn one_part(name: Ident) -> ObjectName {
    let span = name.span;
    ObjectName { parts: vec![name], span }
}
