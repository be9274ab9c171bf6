//! `CREATE SEQUENCE`, `ALTER SEQUENCE`, and the clauses that identity columns share with them.

use super::super::ast::{AlterSequence, AlterSequenceAction, CreateSequence, SequenceClauses, StatementKind};
use super::cursor::{Cursor, Read};

const CLAUSES: &[&str] =
    &["as", "start", "increment", "minvalue", "maxvalue", "cache", "cycle", "no", "owned", "restart", "sequence"];

impl Cursor<'_> {
    /// All clauses up to the end.
    pub(super) fn sequence_clauses(&mut self) -> Read<SequenceClauses> {
        let mut clauses = SequenceClauses::default();
        while !self.at_end() && self.sequence_clause(&mut clauses)? {}
        if self.at_end() { Ok(clauses) } else { Err(self.expected_word("a clause of a sequence", CLAUSES)) }
    }

    /// One clause, where one stands here.
    pub(in crate::source::sql) fn sequence_clause(&mut self, clauses: &mut SequenceClauses) -> Read<bool> {
        if self.eat("as") {
            clauses.data_type = Some(self.data_type()?);
        } else if self.eat("start") {
            self.eat("with");
            clauses.start = Some(self.integer()?);
        } else if self.eat("increment") {
            self.eat("by");
            clauses.increment = Some(self.integer()?);
        } else if self.eat("minvalue") {
            clauses.minimum = Some(Some(self.integer()?));
        } else if self.eat("maxvalue") {
            clauses.maximum = Some(Some(self.integer()?));
        } else if self.eat_all(&["no", "minvalue"]) {
            clauses.minimum = Some(None);
        } else if self.eat_all(&["no", "maxvalue"]) {
            clauses.maximum = Some(None);
        } else if self.eat("cache") {
            clauses.cache = Some(self.integer()?);
        } else if self.eat("cycle") {
            clauses.cycle = Some(true);
        } else if self.eat_all(&["no", "cycle"]) {
            clauses.cycle = Some(false);
        } else if self.eat_all(&["owned", "by"]) {
            let none = self.is("none") && !self.is_kind_at(1, super::super::token::TokenKind::Dot);
            if none {
                self.bump();
                clauses.owned_by = Some(None);
            } else {
                clauses.owned_by = Some(Some(self.object_name("`table.column` or `NONE`")?));
            }
        } else if self.eat_all(&["sequence", "name"]) {
            clauses.sequence_name = Some(self.object_name("a sequence name")?);
        } else if self.eat("restart") {
            clauses.restart = true;
            self.eat("with");
            if self.integer().is_err() {
                // `RESTART` alone starts again where the sequence started.
            }
        } else if !self.eat("logged") && !self.eat("unlogged") {
            return Ok(false);
        }
        Ok(true)
    }

    /// Behind `CREATE [TEMPORARY] SEQUENCE`.
    pub(super) fn create_sequence(&mut self, temporary: bool) -> Read<StatementKind> {
        let if_not_exists = self.eat_all(&["if", "not", "exists"]);
        let name = self.object_name("a sequence name")?;
        let mut clauses = SequenceClauses::default();
        while self.sequence_clause(&mut clauses)? {}
        Ok(StatementKind::CreateSequence(Box::new(CreateSequence { name, if_not_exists, temporary, clauses })))
    }

    /// Behind `ALTER SEQUENCE`.
    pub(super) fn alter_sequence(&mut self) -> Read<StatementKind> {
        let if_exists = self.eat_all(&["if", "exists"]);
        let name = self.object_name("a sequence name")?;
        let action = if self.eat_all(&["rename", "to"]) {
            AlterSequenceAction::Rename(self.ident("a name")?)
        } else if self.eat_all(&["set", "schema"]) {
            AlterSequenceAction::SetSchema(self.ident("a schema name")?)
        } else if self.eat_all(&["owner", "to"]) {
            AlterSequenceAction::OwnerTo(self.role()?)
        } else if self.eat_all(&["set", "logged"]) || self.eat_all(&["set", "unlogged"]) {
            AlterSequenceAction::Irrelevant
        } else {
            AlterSequenceAction::Clauses(self.sequence_clauses()?)
        };
        Ok(StatementKind::AlterSequence(Box::new(AlterSequence { name, if_exists, action })))
    }
}
