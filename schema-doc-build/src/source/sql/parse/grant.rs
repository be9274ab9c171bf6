//! `GRANT`, `REVOKE`, `ALTER DEFAULT PRIVILEGES`.

use super::super::ast::{GrantObject, GrantStatement, Ident, ObjectName, StatementKind};
use super::super::token::TokenKind;
use super::cursor::{Cursor, Read};
use crate::list::{IteratorExt, SliceExt};

/// Kinds of objects behind `ON`, the longer ones first.
const KINDS: &[&[&str]] = &[
    &["all", "tables", "in", "schema"],
    &["all", "sequences", "in", "schema"],
    &["all", "functions", "in", "schema"],
    &["all", "procedures", "in", "schema"],
    &["all", "routines", "in", "schema"],
    &["foreign", "data", "wrapper"],
    &["foreign", "server"],
    &["large", "object"],
    &["table"],
    &["sequence"],
    &["database"],
    &["domain"],
    &["function"],
    &["procedure"],
    &["routine"],
    &["language"],
    &["parameter"],
    &["schema"],
    &["tablespace"],
    &["type"],
];

impl Cursor<'_> {
    /// Behind `GRANT` or `REVOKE`.
    pub(super) fn grant(&mut self, revoke: bool) -> Read<StatementKind> {
        let grant = self.grant_body(revoke, None)?;
        Ok(if revoke { StatementKind::Revoke(Box::new(grant)) } else { StatementKind::Grant(Box::new(grant)) })
    }

    /// `schemas`: those of `ALTER DEFAULT PRIVILEGES`.
    fn grant_body(&mut self, revoke: bool, schemas: Option<Vec<GrantObject>>) -> Read<GrantStatement> {
        let mut option = false;
        if revoke {
            for words in [
                ["grant", "option", "for"],
                ["admin", "option", "for"],
                ["inherit", "option", "for"],
                ["set", "option", "for"],
            ] {
                option |= self.eat_all(&words);
            }
        }
        let target = if revoke { "from" } else { "to" };
        let start = self.position;
        self.skip_until(|c| c.is("on") || c.is(target));
        let of_roles = !self.is("on");
        let end = self.position;
        self.position = start;
        let (privileges, object_kind, objects);
        if of_roles {
            privileges = self.comma_list(|c| Ok(c.label("a role")?.name))?;
            object_kind = "role".to_owned();
            objects = Vec::new();
        } else {
            privileges = self.comma_list(|c| c.privilege(end))?;
            self.expect("on")?;
            if let Some(schemas) = schemas {
                let Some(kind) =
                    self.eat_any(&["tables", "sequences", "functions", "routines", "types", "schemas", "large"])
                else {
                    return Err(self.expected_word(
                        "a kind of objects",
                        &["tables", "sequences", "functions", "types", "schemas"],
                    ));
                };
                if kind == "large" {
                    self.expect("objects")?;
                }
                object_kind = format!("default {}", if kind == "large" { "large objects" } else { kind });
                objects = schemas;
            } else {
                let kind = KINDS.find(|words| self.are(words) && !self.is_a_name(words.len()));
                object_kind = kind.map_or_else(|| "table".to_owned(), |words| words.join(" "));
                self.position += kind.map_or(0, |words| words.len());
                objects = self.comma_list(|c| c.granted_object(&object_kind))?;
            }
        }
        self.expect(target)?;
        let grantees = self.comma_list(Self::role)?;
        let mut with_grant_option = option;
        let mut cascade = false;
        loop {
            if self.eat_all(&["with", "grant", "option"]) || self.eat_all(&["with", "admin", "option"]) {
                with_grant_option = true;
            } else if self.eat("with") {
                // PostgreSQL 16: `WITH INHERIT TRUE, SET FALSE`.
                self.comma_list(|c| {
                    let admin = c.is("admin");
                    c.label("an option")?;
                    with_grant_option |= admin && c.is("true");
                    c.label("`TRUE` or `FALSE`")
                })?;
            } else if self.eat_all(&["granted", "by"]) {
                self.role()?;
            } else if self.is_any(&["cascade", "restrict"]) {
                cascade = self.cascade();
            } else {
                break;
            }
        }
        Ok(GrantStatement { privileges, object_kind, objects, grantees, with_grant_option, cascade })
    }

    /// `ON type TO …`: a table that is called like a kind.
    fn is_a_name(&self, words: usize) -> bool {
        words == 1
            && (self.is_at(1, "to")
                || self.is_at(1, "from")
                || self.is_kind_at(1, TokenKind::Comma)
                || self.is_kind_at(1, TokenKind::Dot))
    }

    /// `SELECT (a, b)`; `ALL PRIVILEGES` is `ALL`.
    fn privilege(&mut self, end: usize) -> Read<String> {
        let mut words: Vec<String> = Vec::new();
        while self.position < end {
            let Some(word) = self.word() else { break };
            words.push(word.to_ascii_uppercase());
            self.bump();
        }
        if words.is_empty() {
            return Err(self.expected("a privilege"));
        }
        let mut privilege = words.join(" ");
        if let Some(short) = privilege.strip_suffix(" PRIVILEGES") {
            privilege = short.to_owned();
        }
        if self.is_kind(TokenKind::LeftParen) {
            let columns: Vec<String> =
                self.ident_list("a column name")?.into_iter().map(|column| column.name).collect_vec();
            privilege = format!("{privilege} ({})", columns.join(", "));
        }
        Ok(privilege)
    }

    fn granted_object(&mut self, kind: &str) -> Read<GrantObject> {
        if matches!(kind, "function" | "procedure" | "routine") {
            let name = self.function_name()?;
            let arguments = if self.is_kind(TokenKind::LeftParen) { Some(self.arguments(true)?) } else { None };
            return Ok(GrantObject { name, arguments });
        }
        if kind == "large object" {
            let start = self.position;
            self.bump();
            return Ok(GrantObject { name: self.text_name(start), arguments: None });
        }
        Ok(GrantObject { name: self.object_name("a name")?, arguments: None })
    }

    /// Behind `ALTER DEFAULT PRIVILEGES`.
    pub(super) fn default_privileges(&mut self) -> Read<StatementKind> {
        let mut schemas = Vec::new();
        loop {
            if self.eat("for") {
                if self.eat_any(&["role", "user"]).is_none() {
                    return Err(self.expected_word("`ROLE` or `USER`", &["role", "user"]));
                }
                self.comma_list(Self::role)?;
            } else if self.eat_all(&["in", "schema"]) {
                schemas = self.comma_list(|c| {
                    let name = c.ident("a schema name")?;
                    let span = name.span;
                    Ok(GrantObject { name: ObjectName { parts: vec![name], span }, arguments: None })
                })?;
            } else if self.eat("grant") {
                return Ok(StatementKind::Grant(Box::new(self.grant_body(false, Some(schemas))?)));
            } else if self.eat("revoke") {
                return Ok(StatementKind::Revoke(Box::new(self.grant_body(true, Some(schemas))?)));
            } else {
                return Err(self.expected_word("`GRANT` or `REVOKE`", &["grant", "revoke", "for", "in"]));
            }
        }
    }

    /// `ALTER GROUP g ADD USER u`, behind `ALTER GROUP g`: an old word for `GRANT g TO u`.
    pub(super) fn alter_group(&mut self, group: &Ident) -> Read<StatementKind> {
        let add = self.eat("add");
        if !add {
            self.expect("drop")?;
        }
        self.expect("user")?;
        let grant = GrantStatement {
            privileges: vec![group.name.clone()],
            object_kind: "role".to_owned(),
            objects: Vec::new(),
            grantees: self.comma_list(Self::role)?,
            with_grant_option: false,
            cascade: false,
        };
        Ok(if add { StatementKind::Grant(Box::new(grant)) } else { StatementKind::Revoke(Box::new(grant)) })
    }
}
