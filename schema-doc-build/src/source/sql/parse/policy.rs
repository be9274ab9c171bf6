//! `CREATE POLICY`, `ALTER POLICY`.

use super::super::ast::{AlterPolicy, CreatePolicy, StatementKind};
use super::cursor::{Cursor, Read};

const CLAUSES: &[&str] = &["as", "for", "to", "using", "with"];

impl Cursor<'_> {
    /// Behind `CREATE POLICY`.
    pub(super) fn create_policy(&mut self) -> Read<StatementKind> {
        let name = self.ident("a policy name")?;
        self.expect("on")?;
        let table = self.object_name("a table name")?;
        let mut policy = CreatePolicy {
            name,
            table,
            permissive: true,
            command: "all",
            roles: Vec::new(),
            using: None,
            with_check: None,
        };
        while !self.at_end() && !self.is_statement_start() {
            if self.eat("as") {
                let Some(word) = self.eat_any(&["permissive", "restrictive"]) else {
                    let words = ["permissive", "restrictive"];
                    return Err(self.expected_word("`PERMISSIVE` or `RESTRICTIVE`", &words));
                };
                policy.permissive = word == "permissive";
            } else if self.eat("for") {
                let commands = &["all", "select", "insert", "update", "delete"];
                match self.eat_any(commands) {
                    Some(word) => policy.command = word,
                    None => return Err(self.expected_word("a command", commands)),
                }
            } else if self.eat("to") {
                policy.roles = self.comma_list(Self::role)?;
            } else if self.eat("using") {
                policy.using = Some(self.group_expr()?);
            } else if self.eat_all(&["with", "check"]) {
                policy.with_check = Some(self.group_expr()?);
            } else {
                return Err(self.expected_word("a clause of the policy", CLAUSES));
            }
        }
        Ok(StatementKind::CreatePolicy(Box::new(policy)))
    }

    /// Behind `ALTER POLICY`.
    pub(super) fn alter_policy(&mut self) -> Read<StatementKind> {
        let name = self.ident("a policy name")?;
        self.expect("on")?;
        let table = self.object_name("a table name")?;
        let mut policy = AlterPolicy { name, table, rename: None, roles: None, using: None, with_check: None };
        while !self.at_end() && !self.is_statement_start() {
            if self.eat_all(&["rename", "to"]) {
                policy.rename = Some(self.ident("a name")?);
            } else if self.eat("to") {
                policy.roles = Some(self.comma_list(Self::role)?);
            } else if self.eat("using") {
                policy.using = Some(self.group_expr()?);
            } else if self.eat_all(&["with", "check"]) {
                policy.with_check = Some(self.group_expr()?);
            } else {
                return Err(self.expected_word("a clause of the policy", &["rename", "to", "using", "with"]));
            }
        }
        Ok(StatementKind::AlterPolicy(Box::new(policy)))
    }
}
