//! `ALTER kind name …` of what has no reader of its own: names, namespaces, owners.

use super::super::ast::{AlterObject, AlterObjectAction, StatementKind};
use super::super::token::TokenKind;
use super::cursor::{Cursor, Failure, Read};

/// First words of actions that change nothing that is modelled.
const IRRELEVANT: &[&str] = &[
    "add",
    "alter",
    "cluster",
    "depends",
    "disable",
    "drop",
    "enable",
    "handler",
    "no",
    "options",
    "refresh",
    "reset",
    "set",
    "update",
    "validator",
    "version",
];

const ACTIONS: &[&str] = &["rename", "owner", "set", "attach"];

impl Cursor<'_> {
    /// Behind `ALTER`.
    pub(super) fn alter_object(&mut self) -> Read<StatementKind> {
        let kind = self.object_kind()?;
        if self.eat_all(&["all", "in", "tablespace"]) {
            self.position = self.end;
            return Ok(StatementKind::Irrelevant);
        }
        let if_exists = self.eat_all(&["if", "exists"]);
        let object = self.dropped_object(&kind)?;
        let action = self.alter_object_action(&kind)?;
        Ok(StatementKind::Alter(Box::new(AlterObject { kind, object, if_exists, action })))
    }

    fn alter_object_action(&mut self, kind: &str) -> Read<AlterObjectAction> {
        if self.eat_all(&["rename", "to"]) {
            return Ok(AlterObjectAction::Rename(self.label("a name")?));
        }
        if self.eat("rename") {
            if !self.is_at(1, "to") {
                self.eat("column");
            }
            let from = self.ident("a column name")?;
            self.expect("to")?;
            return Ok(AlterObjectAction::RenameColumn { from, to: self.ident("a name")? });
        }
        if self.eat_all(&["set", "schema"]) {
            return Ok(AlterObjectAction::SetSchema(self.ident("a schema name")?));
        }
        if self.eat_all(&["owner", "to"]) {
            return Ok(AlterObjectAction::OwnerTo(self.role()?));
        }
        if self.eat_all(&["attach", "partition"]) {
            return Ok(AlterObjectAction::AttachPartition(self.object_name("an index name")?));
        }
        if matches!(kind, "function" | "procedure" | "routine") {
            return self.alter_routine();
        }
        // `ALTER EXTENSION e DROP TABLE t`, `ALTER TEXT SEARCH DICTIONARY d (…)`
        if kind == "extension" || (kind == "text search dictionary" && self.is_kind(TokenKind::LeftParen)) {
            self.position = self.end;
            return Ok(AlterObjectAction::Irrelevant);
        }
        if self.is_any(IRRELEVANT) {
            self.skip_until(Self::is_statement_start);
            return Ok(AlterObjectAction::Irrelevant);
        }
        Err(self.expected_word(&format!("an action of `ALTER {}`", kind.to_ascii_uppercase()), ACTIONS))
    }

    /// `STABLE`, `SECURITY DEFINER`, …: the options that `CREATE FUNCTION` has.
    fn alter_routine(&mut self) -> Read<AlterObjectAction> {
        let start = self.position;
        let mut volatility = None;
        let mut security_definer = None;
        while !self.at_end() && !self.is_statement_start() {
            if let Some(word) = self.eat_any(&["immutable", "stable", "volatile"]) {
                volatility = Some(word.to_owned());
            } else if self.eat_all(&["security", "definer"]) || self.eat_all(&["external", "security", "definer"]) {
                security_definer = Some(true);
            } else if self.eat_all(&["security", "invoker"]) || self.eat_all(&["external", "security", "invoker"]) {
                security_definer = Some(false);
            } else if self.eat_any(&["strict", "leakproof", "restrict"]).is_some()
                || self.eat_all(&["not", "leakproof"])
                || self.eat_all(&["called", "on", "null", "input"])
                || self.eat_all(&["returns", "null", "on", "null", "input"])
            {
            } else if self.eat_any(&["cost", "rows", "parallel"]).is_some() {
                self.bump();
            } else if self.eat("support") {
                self.function_name()?;
            } else if self.is_any(&["set", "reset", "depends", "no"]) {
                self.skip_until(Self::is_statement_start);
            } else {
                return Err(self.expected_word(
                    "an action of `ALTER FUNCTION`",
                    &[
                        "immutable",
                        "stable",
                        "volatile",
                        "security",
                        "strict",
                        "owner",
                        "rename",
                        "set",
                        "cost",
                        "parallel",
                    ],
                ));
            }
        }
        if self.position == start {
            return Err(self.expected("an action of `ALTER FUNCTION`"));
        }
        if volatility.is_none() && security_definer.is_none() {
            return Ok(AlterObjectAction::Irrelevant);
        }
        Ok(AlterObjectAction::RoutineOptions { volatility, security_definer })
    }

    /// Behind `IMPORT`.
    pub(super) fn import_foreign_schema(&mut self) -> Read<StatementKind> {
        self.expect("foreign")?;
        self.expect("schema")?;
        self.position = self.end;
        let reason = "its tables are those that the foreign server has at run time";
        Err(Failure::Unsupported(reason.to_owned()))
    }
}
