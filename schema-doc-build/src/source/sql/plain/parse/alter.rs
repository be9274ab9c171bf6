//! `ALTER TABLE` and its kin.

use super::super::ast::{Action, StatementKind, TableClauses};
use crate::list::VecExt;
use crate::model::System;
use crate::source::sql::parse::cursor::{Cursor, Read};
use crate::source::sql::token::TokenKind;

impl Cursor<'_> {
    /// Behind `ALTER`.
    pub(super) fn read_alter(&mut self) -> Read<StatementKind> {
        self.eat_any(&["online", "offline", "ignore"]);
        if self.system().is_mysql() {
            self.skip_definer();
            if self.eat_any(&["schema", "undo", "logfile"]).is_some() {
                self.skip_statement();
                return Ok(StatementKind::Irrelevant);
            }
        }
        if self.eat("table") {
            return self.read_alter_table();
        }
        if self.eat("index") {
            return self.read_alter_index();
        }
        if self.is_any(&["view", "procedure", "proc", "function", "trigger", "event"]) {
            // SQL Server defines anew; MySQL changes what no document shows, but for a view.
            if self.system() == System::SqlServer || (self.is("view") && self.system() != System::Oracle) {
                return self.read_created(true, false);
            }
            self.position = self.end;
            return Ok(StatementKind::Irrelevant);
        }
        if self.eat("sequence") {
            return self.read_alter_sequence();
        }
        if self.system() == System::SqlServer && self.eat("schema") {
            let namespace = self.read_ident("a schema")?;
            self.expect("transfer")?;
            // OBJECT::, TYPE::
            if self.eat_any(&["object", "type", "xml"]).is_some() {
                self.skip_until(|c| !matches!(c.peek().map(|t| c.text_of(t)), Some(":" | "::")));
            }
            return Ok(StatementKind::Transfer { table: self.read_name("a table")?, namespace });
        }
        if self.system() == System::Oracle && self.is("type") {
            self.skip_until(|c| c.is("attribute"));
            let changes = !self.at_end();
            self.position = self.end;
            return Ok(if changes {
                StatementKind::Unsupported("the attributes of an object type are those of its `CREATE TYPE`".to_owned())
            } else {
                StatementKind::Irrelevant
            });
        }
        if self.is_any(&[
            "authorization",
            "type",
            "function",
            "procedure",
            "materialized",
            "external",
            "security",
            "xml",
            "cluster",
            "dimension",
            "operator",
            "java",
            "library",
            "package",
            "synonym",
            "partition",
            "fulltext",
            "queue",
            "assembly",
            "certificate",
            "session",
        ]) {
            self.position = self.end;
            return Ok(StatementKind::Irrelevant);
        }
        let reason = format!(
            "`ALTER {}` is no statement that schema-doc knows",
            self.found().trim_matches('`').to_ascii_uppercase()
        );
        self.position = self.end;
        Ok(StatementKind::Unsupported(reason))
    }

    fn read_alter_index(&mut self) -> Read<StatementKind> {
        let name = self.read_name("an index")?;
        if self.eat("rename") {
            self.expect("to")?;
            let to = self.read_ident("an index name")?;
            return Ok(StatementKind::Rename { from: name, to, part: super::super::ast::RenamedPart::Index });
        }
        self.skip_statement();
        Ok(StatementKind::Irrelevant)
    }

    fn read_alter_table(&mut self) -> Read<StatementKind> {
        let if_exists = self.eat_all(&["if", "exists"]);
        let table = self.read_name("a table")?;
        let mut actions = Vec::new();
        // SQL Server: ALTER TABLE t WITH NOCHECK ADD …
        if self.eat("with") {
            self.eat_any(&["check", "nocheck"]);
        }
        loop {
            let start = self.position;
            if self.at_end()
                || self.is_kind(TokenKind::Semicolon)
                || (self.dialect.free_statements && self.begins_statement())
            {
                break;
            }
            if let Err(failure) = self.read_actions(&mut actions) {
                use crate::source::sql::parse::cursor::Failure;
                match failure {
                    Failure::Unsupported(reason) => {
                        actions.push(Action::Unsupported { span: self.span_from(start), reason });
                    }
                    Failure::Malformed(_) => self.report(failure),
                }
                self.skip_until(|c| c.is_kind(TokenKind::Comma) || c.is_kind(TokenKind::Semicolon));
            }
            if self.eat_kind(TokenKind::Comma) {
                continue;
            }
            if self.position == start {
                break;
            }
            // Oracle writes one action behind the other without a comma.
            if self.system() != System::Oracle {
                break;
            }
        }
        Ok(StatementKind::AlterTable { table, if_exists, actions })
    }

    /// One action, or the several that one `ADD (a, b)` says.
    fn read_actions(&mut self, actions: &mut Vec<Action>) -> Read<()> {
        // MODIFY COLUMN IF EXISTS a int
        let if_exists = (1..4).any(|at| self.is_at(at, "if") && self.is_at(at + 1, "exists"));
        let first = actions.len();
        self.read_one_action(actions)?;
        if if_exists {
            let guarded = actions.split_off(first).into_iter().map(|action| Action::IfExists(Box::new(action)));
            actions.push_all(guarded);
        }
        Ok(())
    }

    fn read_one_action(&mut self, actions: &mut Vec<Action>) -> Read<()> {
        let start = self.position;
        let Some(word) = self.word().map(str::to_ascii_lowercase) else { return Err(self.expected("an action")) };
        self.bump();
        match word.as_str() {
            "add" => self.read_add(actions)?,
            "drop" => self.read_drop_actions(actions)?,
            "modify" => self.read_modify(actions)?,
            "change" => {
                self.eat("column");
                self.eat_all(&["if", "exists"]);
                let old = self.read_ident("a column")?;
                let column = Box::new(self.read_column()?);
                actions.push(Action::ReplaceColumn { old, column });
            }
            "alter" => self.read_alter_column(actions)?,
            "rename" => self.read_rename_action(actions)?,
            "convert" if self.eat("to") => {
                let mut clauses = TableClauses { converts: true, ..TableClauses::default() };
                self.read_table_clauses(&mut clauses);
                actions.push(Action::Options(Box::new(clauses)));
            }
            "check" | "nocheck" if self.system() == System::SqlServer => {
                self.expect("constraint")?;
                let enforced = word == "check";
                if self.eat("all") {
                    actions.push(Action::Enforce { name: None, enforced });
                } else {
                    let names = self.comma_list(|c| c.read_ident("a constraint"))?;
                    actions.push_all(names.into_iter().map(|name| Action::Enforce { name: Some(name), enforced }));
                }
            }
            "enable" | "disable" if self.system() == System::Oracle && self.read_enforce(&word, actions)? => {}
            "set" if self.eat("unused") => {
                // Oracle: it is in no dictionary view any more.
                self.eat("column");
                let columns = if self.is_kind(TokenKind::LeftParen) {
                    self.read_idents("a column")?
                } else {
                    vec![self.read_ident("a column")?]
                };
                actions.push_all(columns.into_iter().map(Action::DropColumn));
                self.eat_all(&["cascade", "constraints"]);
                self.eat_any(&["online", "invalidate"]);
            }
            "engine"
            | "comment"
            | "default"
            | "charset"
            | "character"
            | "collate"
            | "row_format"
            | "auto_increment"
            | "key_block_size"
            | "max_rows"
            | "min_rows"
            | "checksum"
            | "pack_keys"
            | "delay_key_write"
            | "stats_persistent"
            | "stats_auto_recalc"
            | "stats_sample_pages"
            | "avg_row_length"
            | "tablespace"
            | "partition"
            | "compression"
            | "connection"
            | "data"
            | "encryption"
            | "encrypted"
            | "encryption_key_id"
            | "engine_attribute"
            | "secondary_engine"
            | "index"
            | "secondary_engine_attribute"
            | "insert_method"
            | "page_checksum"
            | "page_compressed"
            | "page_compression_level"
            | "password"
            | "transactional"
            | "autoextend_size"
            | "union"
            | "sequence"
            | "type"
                if self.system().is_mysql() =>
            {
                self.position = start;
                let mut clauses = TableClauses::default();
                self.read_table_clauses(&mut clauses);
                actions.push(Action::Options(Box::new(clauses)));
            }
            "coalesce" | "reorganize" | "remove" | "convert" if self.system().is_mysql() => {
                self.skip_until(|c| c.is_kind(TokenKind::Semicolon));
                actions.push(self.repartition(word == "remove"));
            }
            "order" | "force" | "algorithm" | "lock" | "enable" | "disable" | "discard" | "import" | "truncate"
            | "coalesce" | "reorganize" | "exchange" | "analyze" | "optimize" | "rebuild" | "repair" | "remove"
            | "set" | "switch" | "move" | "shrink" | "logging" | "nologging" | "parallel" | "noparallel" | "cache"
            | "nocache" | "read" | "storage" | "pctfree" | "nowait" | "wait" | "without" | "with" | "inmemory"
            | "no" | "upgrade" | "compress" | "nocompress" | "row" | "validation" | "deallocate" | "allocate"
            | "initrans" | "monitoring" | "secondary_load" => {
                self.skip_until(|c| {
                    c.is_kind(TokenKind::Comma) || c.is_kind(TokenKind::Semicolon) || c.begins_statement()
                });
                actions.push(Action::Nothing);
            }
            _ => {
                self.position = start;
                let known = ["add", "drop", "modify", "change", "alter", "rename", "convert"];
                return Err(self.expected_word("an action", &known));
            }
        }
        Ok(())
    }

    /// Oracle: `ENABLE [VALIDATE] CONSTRAINT c`, `DISABLE CONSTRAINT c CASCADE`. `false` where it is about something else.
    fn read_enforce(&mut self, word: &str, actions: &mut Vec<Action>) -> Read<bool> {
        self.eat_any(&["validate", "novalidate"]);
        if !self.eat("constraint") {
            return Ok(false);
        }
        let name = Some(self.read_ident("a constraint")?);
        self.read_key_options();
        self.eat("cascade");
        actions.push(Action::Enforce { name, enforced: word == "enable" });
        Ok(true)
    }

    /// What an action on partitions does: nothing that a document shows, but for MySQL's.
    fn repartition(&self, removes: bool) -> Action {
        if self.system().is_mysql() { Action::Repartition { removes } } else { Action::Nothing }
    }

    /// Behind `ADD`.
    fn read_add(&mut self, actions: &mut Vec<Action>) -> Read<()> {
        let said_column = self.eat("column");
        let if_not_exists = self.read_if_not_exists();
        if self.eat("partition") || self.eat_all(&["clustering", "by"]) {
            self.skip_until(|c| c.is_kind(TokenKind::Comma) && c.position == c.end);
            actions.push(self.repartition(false));
            return Ok(());
        }
        if self.eat_all(&["system", "versioning"]) {
            actions.push(versioning("ON"));
            return Ok(());
        }
        if self.eat_all(&["supplemental", "log"]) || self.eat_all(&["sensitivity"]) {
            self.skip_until(|c| c.is_kind(TokenKind::Semicolon));
            actions.push(Action::Nothing);
            return Ok(());
        }
        // ADD (a int, b int): MySQL and Oracle.
        if self.is_kind(TokenKind::LeftParen) {
            let mut added = Vec::new();
            self.group(|c| {
                added = c.comma_list(|c| c.read_added(false, if_not_exists))?;
                Ok(())
            })?;
            actions.push_all(added.into_iter().flatten());
            return Ok(());
        }
        actions.push_all(self.read_added(said_column, if_not_exists)?);
        // SQL Server: ADD a int, b int, CONSTRAINT …
        while self.system() == System::SqlServer && self.is_kind(TokenKind::Comma) {
            self.bump();
            self.eat("add");
            self.eat("column");
            actions.push_all(self.read_added(false, if_not_exists)?);
        }
        Ok(())
    }

    fn read_added(&mut self, said_column: bool, if_not_exists: bool) -> Read<Option<Action>> {
        if !said_column && (self.begins_element() || (self.is("default") && self.system() == System::SqlServer)) {
            // ADD INDEX IF NOT EXISTS i: MariaDB.
            let if_not_exists = if_not_exists || (0..3).any(|at| self.is_at(at, "if") && self.is_at(at + 1, "not"));
            let element = self.read_element()?;
            return Ok(element.map(|element| Action::Add { element: Box::new(element), if_not_exists }));
        }
        let if_not_exists = self.read_if_not_exists() || if_not_exists;
        let column = Box::new(self.read_column()?);
        Ok(Some(Action::AddColumn { column, if_not_exists }))
    }

    /// Behind `DROP`.
    fn read_drop_actions(&mut self, actions: &mut Vec<Action>) -> Read<()> {
        if self.eat_all(&["primary", "key"]) {
            self.eat_any(&["cascade"]);
            actions.push(Action::DropPrimaryKey);
        } else if self.eat_all(&["foreign", "key"]) {
            self.eat_all(&["if", "exists"]);
            actions.push(Action::DropForeignKey(self.read_ident("a foreign key")?));
        } else if self.eat_any(&["index", "key"]).is_some() {
            self.eat_all(&["if", "exists"]);
            actions.push(Action::DropIndex(self.read_ident("an index")?));
        } else if self.eat_any(&["constraint", "check"]).is_some() {
            self.eat_all(&["if", "exists"]);
            loop {
                actions.push(Action::DropConstraint(self.read_ident("a constraint")?));
                // SQL Server: DROP CONSTRAINT a, b; DROP CONSTRAINT a, COLUMN b
                if self.system() != System::SqlServer || !self.eat_kind(TokenKind::Comma) {
                    break;
                }
                if self.eat("column") {
                    self.read_dropped_columns(actions)?;
                    break;
                }
                self.eat("constraint");
            }
            self.eat_any(&["cascade", "restrict"]);
        } else if self.eat("unique") {
            let columns = self.read_idents("a column")?;
            self.eat("cascade");
            actions.push(Action::DropUnique(columns));
        } else if self.eat_any(&["partition", "subpartition"]).is_some() {
            self.skip_until(|c| c.is_kind(TokenKind::Semicolon));
            actions.push(self.repartition(false));
        } else if self.eat_all(&["system", "versioning"]) {
            actions.push(versioning("OFF"));
        } else if self.eat("period") {
            self.eat_all(&["if", "exists"]);
            self.expect("for")?;
            actions.push(Action::DropPeriod(self.read_ident("a period")?.name));
        } else if self.eat_all(&["unused", "columns"]) {
            self.skip_until(|c| c.is_kind(TokenKind::Semicolon));
            actions.push(Action::Nothing);
        } else {
            self.eat("column");
            self.eat_all(&["if", "exists"]);
            if self.is_kind(TokenKind::LeftParen) {
                let columns = self.read_idents("a column")?;
                actions.push_all(columns.into_iter().map(Action::DropColumn));
            } else {
                self.read_dropped_columns(actions)?;
            }
            self.eat_any(&["cascade", "restrict"]);
            self.eat("constraints");
        }
        Ok(())
    }

    fn read_dropped_columns(&mut self, actions: &mut Vec<Action>) -> Read<()> {
        loop {
            actions.push(Action::DropColumn(self.read_ident("a column")?));
            if self.system() != System::SqlServer || !self.eat_kind(TokenKind::Comma) {
                return Ok(());
            }
            if self.eat("constraint") {
                actions.push(Action::DropConstraint(self.read_ident("a constraint")?));
            }
            self.eat("column");
            self.eat_all(&["if", "exists"]);
        }
    }

    /// Behind `MODIFY`: MySQL gives the whole definition, Oracle what changes.
    fn read_modify(&mut self, actions: &mut Vec<Action>) -> Read<()> {
        self.eat("column");
        self.eat_all(&["if", "exists"]);
        if self.system() != System::Oracle {
            let at = self.position;
            let old = self.read_ident("a column")?;
            self.position = at;
            let column = Box::new(self.read_column()?);
            actions.push(Action::ReplaceColumn { old, column });
            return Ok(());
        }
        if self.eat("constraint") {
            let name = Some(self.read_ident("a constraint")?);
            let from = self.position;
            self.read_key_options();
            actions.push(Action::Enforce { name, enforced: !self.says_disable(from) });
        } else if self.eat_any(&["partition", "default", "lob", "nested", "varray"]).is_some() {
            self.skip_until(|c| c.is_kind(TokenKind::Semicolon));
            actions.push(Action::Nothing);
        } else if self.is_kind(TokenKind::LeftParen) {
            let columns = self.group(|c| c.comma_list(Self::read_column))?;
            actions.push_all(columns.into_iter().map(|column| Action::ModifyColumn { column: Box::new(column) }));
        } else {
            actions.push(Action::ModifyColumn { column: Box::new(self.read_column()?) });
        }
        Ok(())
    }

    /// Behind `ALTER` in `ALTER TABLE`.
    fn read_alter_column(&mut self, actions: &mut Vec<Action>) -> Read<()> {
        if let Some(part) = self.eat_any(&["index", "key", "check", "constraint"]) {
            self.eat_all(&["if", "exists"]);
            let name = self.read_ident("a name")?;
            let not = self.eat("not");
            let word = self.eat_any(&["enforced", "visible", "invisible", "ignored"]);
            actions.push(match part {
                "index" | "key" => Action::ShowIndex { name, visible: not || word == Some("visible") },
                _ => Action::Enforce { name: Some(name), enforced: !not },
            });
            return Ok(());
        }
        self.eat("column");
        self.eat_all(&["if", "exists"]);
        let start = self.position;
        let column = self.read_ident("a column")?;
        if self.system() == System::Sqlite && self.eat("to") {
            // libSQL: ALTER COLUMN a TO a text NOT NULL
            let item = Box::new(self.read_column()?);
            actions.push(Action::ReplaceColumn { old: column, column: item });
        } else if self.eat_all(&["set", "default"]) {
            let default = self.read_default()?;
            actions.push(Action::SetDefault { column, default: Some(default) });
        } else if self.eat_all(&["drop", "default"]) {
            actions.push(Action::SetDefault { column, default: None });
        } else if self.eat_all(&["set", "not", "null"]) {
            actions.push(Action::SetNullable { column, nullable: false });
        } else if self.eat_all(&["drop", "not", "null"]) {
            actions.push(Action::SetNullable { column, nullable: true });
        } else if let Some(verb) = self.eat_any(&["add", "drop"]) {
            let option = self.word().unwrap_or_default().to_ascii_uppercase();
            self.bump();
            if matches!(option.as_str(), "SPARSE" | "ROWGUIDCOL" | "HIDDEN" | "PERSISTED") {
                actions.push(Action::SetOption { column, option, on: verb == "add" });
            } else {
                // MASKED WITH (…), NOT FOR REPLICATION: who sees it, and who writes it
                self.eat_all(&["for", "replication"]);
                self.eat("with");
                if self.is_kind(TokenKind::LeftParen) {
                    self.skip_group()?;
                }
                actions.push(Action::Nothing);
            }
        } else if self.is("set") {
            // VISIBLE
            self.skip_until(|c| c.is_kind(TokenKind::Comma) || c.is_kind(TokenKind::Semicolon) || c.begins_statement());
            actions.push(Action::Nothing);
        } else {
            self.position = start;
            let item = Box::new(self.read_column()?);
            actions.push(Action::ReplaceColumn { old: column, column: item });
        }
        Ok(())
    }

    /// Behind `RENAME`.
    fn read_rename_action(&mut self, actions: &mut Vec<Action>) -> Read<()> {
        let kind = self.eat_any(&["column", "index", "key", "constraint"]);
        self.eat_all(&["if", "exists"]);
        if kind.is_none() && self.eat_any(&["to", "as"]).is_some() {
            actions.push(Action::RenameTo(self.read_name("a table")?));
            return Ok(());
        }
        if kind.is_none() && !(self.is_at(1, "to") && self.peek_at(2).is_some()) {
            // MySQL: RENAME t
            actions.push(Action::RenameTo(self.read_name("a table")?));
            return Ok(());
        }
        let from = self.read_ident("a name")?;
        self.expect("to")?;
        let to = self.read_ident("a name")?;
        actions.push(match kind {
            Some("index" | "key") => Action::RenameIndex { from, to },
            Some("constraint") => Action::RenameConstraint { from, to },
            _ => Action::RenameColumn { from, to },
        });
        Ok(())
    }
}

/// MariaDB: `ADD SYSTEM VERSIONING`, `DROP SYSTEM VERSIONING`.
fn versioning(on: &str) -> Action {
    Action::Options(Box::new(TableClauses { versioning: Some(on.to_owned()), ..TableClauses::default() }))
}
