//! `ALTER [FOREIGN] TABLE`.

use super::super::ast::{
    AlterAction, AlterActionKind, AlterTable, ColumnChange, ConstraintAttributes, Ident, SequenceClauses, StatementKind,
};
use super::super::token::TokenKind;
use super::cursor::{Cursor, Failure, Read};
use crate::list::IteratorExt;

/// First words of the actions.
const ACTIONS: &[&str] = &[
    "add", "alter", "attach", "cluster", "detach", "disable", "drop", "enable", "force", "inherit", "no", "not", "of",
    "options", "owner", "rename", "replica", "reset", "set", "validate",
];

impl Cursor<'_> {
    /// Behind `ALTER [FOREIGN] TABLE`.
    pub(super) fn alter_table(&mut self) -> Read<StatementKind> {
        if self.eat_all(&["all", "in", "tablespace"]) {
            self.position = self.end;
            return Ok(StatementKind::Irrelevant);
        }
        let if_exists = self.eat_all(&["if", "exists"]);
        let only = self.eat("only");
        let name = self.object_name("a table name")?;
        if self.is_operator("*") {
            self.bump();
        }
        let mut actions = Vec::new();
        loop {
            let start = self.position;
            let kind = match self.alter_action() {
                Ok(kind) => kind,
                Err(failure) => {
                    let kind = match failure {
                        Failure::Unsupported(reason) => Some(AlterActionKind::Unsupported { reason }),
                        malformed @ Failure::Malformed(_) => {
                            self.report(malformed);
                            None
                        }
                    };
                    self.skip_until(|c| c.is_kind(TokenKind::Comma));
                    kind.unwrap_or(AlterActionKind::Irrelevant)
                }
            };
            actions.push(AlterAction { kind, span: self.span_from(start) });
            if !self.eat_kind(TokenKind::Comma) {
                break;
            }
        }
        Ok(StatementKind::AlterTable(Box::new(AlterTable { name, if_exists, only, actions })))
    }

    fn alter_action(&mut self) -> Read<AlterActionKind> {
        let Some(word) = self.word().map(str::to_ascii_lowercase) else {
            return Err(self.expected("an action of `ALTER TABLE`"));
        };
        match word.as_str() {
            "add" => self.add_action(),
            "drop" => self.drop_action(),
            "alter" => self.alter_column_or_constraint(),
            "rename" => self.rename_action(),
            "set" => self.set_action(),
            "enable" | "disable" | "force" => self.state_action(),
            "attach" => {
                self.bump();
                self.expect("partition")?;
                let partition = self.object_name("a table name")?;
                Ok(AlterActionKind::AttachPartition { partition, bound: self.partition_bound()? })
            }
            "detach" => {
                self.bump();
                self.expect("partition")?;
                let partition = self.object_name("a table name")?;
                self.eat_any(&["concurrently", "finalize"]);
                Ok(AlterActionKind::DetachPartition(partition))
            }
            "validate" => {
                self.bump();
                self.expect("constraint")?;
                Ok(AlterActionKind::ValidateConstraint(self.ident("a constraint name")?))
            }
            "inherit" => {
                self.bump();
                Ok(AlterActionKind::Inherit(self.object_name("a table name")?))
            }
            "no" if self.is_at(1, "inherit") => {
                self.position += 2;
                Ok(AlterActionKind::NoInherit(self.object_name("a table name")?))
            }
            "no" if self.are(&["no", "force", "row", "level", "security"]) => {
                self.position += 5;
                Ok(AlterActionKind::RowSecurity { enabled: None, forced: Some(false) })
            }
            "of" => {
                self.bump();
                Ok(AlterActionKind::OfType(Some(self.object_name("a type name")?)))
            }
            "not" if self.is_at(1, "of") => {
                self.position += 2;
                Ok(AlterActionKind::OfType(None))
            }
            "owner" => {
                self.bump();
                self.expect("to")?;
                Ok(AlterActionKind::OwnerTo(self.role()?))
            }
            "replica" => {
                self.bump();
                self.expect("identity")?;
                let start = self.position;
                if self.eat_all(&["using", "index"]) {
                    self.ident("an index name")?;
                } else if self.eat_any(&["default", "full", "nothing"]).is_none() {
                    return Err(self.expected_word("a replica identity", &["default", "full", "nothing", "using"]));
                }
                Ok(AlterActionKind::ReplicaIdentity(self.folded(start, self.position)))
            }
            "cluster" => {
                self.bump();
                self.expect("on")?;
                Ok(AlterActionKind::ClusterOn(Some(self.ident("an index name")?)))
            }
            "reset" => {
                self.bump();
                Ok(AlterActionKind::ResetStorage(self.parameters()?.into_iter().map(|(name, _)| name).collect_vec()))
            }
            "options" => {
                self.bump();
                let (start, end) = self.skip_group()?;
                Ok(AlterActionKind::ServerOptions(self.folded(start, end)))
            }
            // PostgreSQL 19: `SPLIT PARTITION`, `MERGE PARTITIONS`.
            "split" | "merge" => Err(Failure::Unsupported(format!(
                "`ALTER TABLE … {} PARTITION` is not modelled",
                word.to_ascii_uppercase()
            ))),
            _ => Err(self.expected_word("an action of `ALTER TABLE`", ACTIONS)),
        }
    }

    fn add_action(&mut self) -> Read<AlterActionKind> {
        self.expect("add")?;
        if !self.is("column") && self.is_table_constraint() {
            return Ok(AlterActionKind::AddConstraint(self.table_constraint()?));
        }
        self.eat("column");
        let if_not_exists = self.eat_all(&["if", "not", "exists"]);
        let column = self.column()?;
        if column.data_type.is_none() {
            let message = format!("column `{}` has no type", column.name.name);
            return Err(self.malformed_with_help(message, "type one behind its name"));
        }
        Ok(AlterActionKind::AddColumn { column, if_not_exists })
    }

    fn drop_action(&mut self) -> Read<AlterActionKind> {
        self.expect("drop")?;
        let constraint = self.eat("constraint");
        if !constraint {
            self.eat("column");
        }
        let if_exists = self.eat_all(&["if", "exists"]);
        let name = self.ident(if constraint { "a constraint name" } else { "a column name" })?;
        let cascade = self.cascade();
        Ok(if constraint {
            AlterActionKind::DropConstraint { name, if_exists, cascade }
        } else {
            AlterActionKind::DropColumn { name, if_exists, cascade }
        })
    }

    fn alter_column_or_constraint(&mut self) -> Read<AlterActionKind> {
        self.expect("alter")?;
        if self.eat("constraint") {
            let name = self.ident("a constraint name")?;
            // PostgreSQL 18: `ALTER CONSTRAINT c SET [NO] INHERIT`, `ALTER CONSTRAINT c INHERIT`.
            self.eat("set");
            if self.eat("inherit") {
                return Ok(AlterActionKind::AlterConstraint { name, attributes: ConstraintAttributes::default() });
            }
            let attributes = self.constraint_attributes()?;
            return Ok(AlterActionKind::AlterConstraint { name, attributes });
        }
        self.eat("column");
        if let Some(number) = self.peek().filter(|t| t.kind == TokenKind::Number) {
            // `ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 100`.
            let start = self.position;
            self.skip_until(|c| c.is_kind(TokenKind::Comma));
            let name = Ident { name: self.text_of(number).to_owned(), span: self.span_of(number) };
            return Ok(AlterActionKind::AlterColumn {
                name,
                change: ColumnChange::Option(self.folded(start + 1, self.position)),
            });
        }
        let name = self.ident("a column name")?;
        let change = self.column_change()?;
        Ok(AlterActionKind::AlterColumn { name, change })
    }

    fn column_change(&mut self) -> Read<ColumnChange> {
        let start = self.position;
        if self.eat("type") || self.eat_all(&["set", "data", "type"]) {
            let data_type = self.data_type()?;
            let collation = if self.eat("collate") { Some(self.object_name("a collation")?) } else { None };
            if self.eat("using") {
                self.expr_until(|c| c.is_kind(TokenKind::Comma) || c.is_statement_start())?;
            }
            return Ok(ColumnChange::Type { data_type, collation });
        }
        if self.eat_all(&["set", "default"]) {
            let expr = self.expr_until(|c| c.is_kind(TokenKind::Comma) || c.is_statement_start())?;
            return Ok(ColumnChange::SetDefault(expr));
        }
        if self.eat_all(&["drop", "default"]) {
            return Ok(ColumnChange::DropDefault);
        }
        if self.eat_all(&["set", "not", "null"]) {
            return Ok(ColumnChange::SetNotNull);
        }
        if self.eat_all(&["drop", "not", "null"]) {
            return Ok(ColumnChange::DropNotNull);
        }
        if self.eat_all(&["add", "generated"]) {
            let always = self.eat("always");
            if !always && !self.eat_all(&["by", "default"]) {
                return Err(self.expected("`ALWAYS` or `BY DEFAULT`"));
            }
            self.expect("as")?;
            self.expect("identity")?;
            return Ok(ColumnChange::AddIdentity { always, options: self.identity_options()? });
        }
        if self.eat_all(&["drop", "identity"]) {
            return Ok(ColumnChange::DropIdentity { if_exists: self.eat_all(&["if", "exists"]) });
        }
        if self.eat_all(&["drop", "expression"]) {
            return Ok(ColumnChange::DropExpression { if_exists: self.eat_all(&["if", "exists"]) });
        }
        if self.eat_all(&["set", "expression"]) {
            self.expect("as")?;
            return Ok(ColumnChange::SetExpression(self.group_expr()?));
        }
        if self.eat_all(&["set", "statistics"]) {
            if !self.eat("default") {
                self.integer()?;
            }
            return Ok(ColumnChange::Option(self.folded(start + 1, self.position)));
        }
        if self.eat_all(&["set", "storage"]) || self.eat_all(&["set", "compression"]) {
            self.label("a value")?;
            return Ok(ColumnChange::Option(self.folded(start + 1, self.position)));
        }
        let bare = self.is("options") || self.is("reset");
        if bare || (self.is("set") && self.is_kind_at(1, TokenKind::LeftParen)) {
            self.bump();
            self.skip_group()?;
            let from = if self.text_at_is(start, "set") { start + 1 } else { start };
            return Ok(ColumnChange::Option(self.folded(from, self.position)));
        }
        self.identity_change()
    }

    fn text_at_is(&self, at: usize, word: &str) -> bool {
        self.tokens.get(at).is_some_and(|&t| self.text_of(t).eq_ignore_ascii_case(word))
    }

    /// `SET GENERATED ALWAYS SET INCREMENT BY 2 RESTART`.
    fn identity_change(&mut self) -> Read<ColumnChange> {
        let mut always = None;
        let mut options = SequenceClauses::default();
        let start = self.position;
        loop {
            if self.eat_all(&["set", "generated"]) {
                always = Some(self.eat("always"));
                if always == Some(false) && !self.eat_all(&["by", "default"]) {
                    return Err(self.expected("`ALWAYS` or `BY DEFAULT`"));
                }
            } else if self.is("restart") {
                self.sequence_clause(&mut options)?;
            } else if self.eat("set") {
                if !self.sequence_clause(&mut options)? {
                    let words =
                        ["data", "default", "not", "expression", "statistics", "storage", "compression", "generated"];
                    return Err(self.expected_word("what to set", &words));
                }
            } else if self.position > start {
                return Ok(ColumnChange::SetIdentity { always, options });
            } else {
                return Err(self.expected_word("a change of the column", &["type", "set", "drop", "add", "options"]));
            }
        }
    }

    fn rename_action(&mut self) -> Read<AlterActionKind> {
        self.expect("rename")?;
        if self.eat("to") {
            return Ok(AlterActionKind::RenameTable(self.ident("a name")?));
        }
        let constraint = self.eat("constraint");
        if !constraint && !self.is_at(1, "to") {
            self.eat("column");
        }
        let from = self.ident(if constraint { "a constraint name" } else { "a column name" })?;
        self.expect("to")?;
        let to = self.ident("a name")?;
        Ok(if constraint {
            AlterActionKind::RenameConstraint { from, to }
        } else {
            AlterActionKind::RenameColumn { from, to }
        })
    }

    fn set_action(&mut self) -> Read<AlterActionKind> {
        self.expect("set")?;
        if self.eat("schema") {
            return Ok(AlterActionKind::SetSchema(self.ident("a schema name")?));
        }
        if self.eat("tablespace") {
            let name = self.ident("a tablespace")?.name;
            self.eat("nowait");
            return Ok(AlterActionKind::SetTablespace(name));
        }
        if self.eat_all(&["access", "method"]) {
            return Ok(AlterActionKind::SetAccessMethod(self.label("an access method")?.name));
        }
        if let Some(word) = self.eat_any(&["logged", "unlogged"]) {
            return Ok(AlterActionKind::SetLogged(word == "logged"));
        }
        if self.eat_all(&["without", "cluster"]) {
            return Ok(AlterActionKind::ClusterOn(None));
        }
        // Without effect since PostgreSQL 12.
        if self.eat_all(&["without", "oids"]) {
            return Ok(AlterActionKind::Irrelevant);
        }
        if self.is_kind(TokenKind::LeftParen) {
            return Ok(AlterActionKind::SetStorage(self.parameters()?));
        }
        Err(self.expected_word("what to set", &["schema", "tablespace", "access", "logged", "unlogged", "without"]))
    }

    fn state_action(&mut self) -> Read<AlterActionKind> {
        if self.eat_all(&["force", "row", "level", "security"]) {
            return Ok(AlterActionKind::RowSecurity { enabled: None, forced: Some(true) });
        }
        let Some(word) = self.eat_any(&["enable", "disable"]) else {
            return Err(self.expected("`FORCE ROW LEVEL SECURITY`"));
        };
        let enabled = word == "enable";
        if self.eat_all(&["row", "level", "security"]) {
            return Ok(AlterActionKind::RowSecurity { enabled: Some(enabled), forced: None });
        }
        let firing = if enabled { self.eat_any(&["replica", "always"]) } else { None };
        let state = match (enabled, firing) {
            (false, _) => Some("DISABLE"),
            (true, Some("replica")) => Some("ENABLE REPLICA"),
            (true, Some(_)) => Some("ENABLE ALWAYS"),
            (true, None) => None,
        };
        if self.eat("rule") {
            self.ident("a rule name")?;
            return Err(Failure::Unsupported("the state of a rule is not modelled".to_owned()));
        }
        if !self.eat("trigger") {
            return Err(self.expected_word("`TRIGGER`, `RULE` or `ROW LEVEL SECURITY`", &["trigger", "rule", "row"]));
        }
        let name = if self.is("all") || self.is("user") {
            self.bump();
            None
        } else {
            Some(self.ident("a trigger name")?)
        };
        Ok(AlterActionKind::TriggerState { name, state })
    }
}
