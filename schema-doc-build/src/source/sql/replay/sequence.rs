//! Sequences: their own statements, `serial`, `IDENTITY`, and the texts that name them.

use super::Replay;
use super::catalog::{ColumnData, Oid, RelationKind, SequenceData};
use super::constraint::Pending;
use super::expression_text::{TokenKind, quote_qualified, tokens};
use super::names::cut;
use super::types::{self, TypeRef};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{ColumnKind, Identity, QualifiedName, Sequence, SequenceOptions};
use crate::source::sql::ast::{AlterSequence, AlterSequenceAction, CreateSequence, ObjectName, SequenceClauses};

impl Replay<'_> {
    pub(super) fn create_sequence(&mut self, create: &CreateSequence) {
        let id = self.place(&create.name, create.temporary);
        if let Some(existing) = self.catalog.relation_at(&id) {
            if !create.if_not_exists {
                let first = self.catalog.relation(existing).and_then(|r| r.span);
                let name = self.display(&id);
                self.duplicate("sequence", &name, create.name.span, first);
            }
            return;
        }
        let mut options = SequenceOptions::default();
        self.apply_clauses(&mut options, &create.clauses, None);
        let sequence =
            Sequence { options, span: Some(self.span), created: self.catalog.next_created(), ..Sequence::default() };
        let data = SequenceData { sequence, owner: None };
        let oid = self.catalog.add_relation(id, Some(self.span), RelationKind::Sequence(Box::new(data)));
        self.own_sequence(oid, &create.clauses);
    }

    pub(super) fn alter_sequence(&mut self, alter: &AlterSequence) {
        let Some(oid) = self.find(&alter.name).filter(|&s| self.catalog.sequence(s).is_some()) else {
            if !alter.if_exists && !matches!(alter.action, AlterSequenceAction::OwnerTo(_)) {
                self.unknown("sequence", &alter.name);
            }
            return;
        };
        match &alter.action {
            AlterSequenceAction::Clauses(clauses) => {
                let Some(data) = self.catalog.sequence(oid) else { return };
                let identity_type = data.sequence.identity.then(|| self.identity_type(oid)).flatten();
                let mut options = data.sequence.options.clone();
                self.apply_clauses(&mut options, clauses, identity_type.as_ref());
                if let Some(data) = self.catalog.sequence_mut(oid) {
                    data.sequence.options = options;
                }
                self.own_sequence(oid, clauses);
            }
            AlterSequenceAction::Rename(to) => self.rename_relation(oid, to),
            AlterSequenceAction::SetSchema(to) => self.move_relation(oid, to),
            AlterSequenceAction::OwnerTo(_) | AlterSequenceAction::Irrelevant => {}
        }
    }

    /// The type of the column that an identity sequence belongs to.
    fn identity_type(&self, sequence: Oid) -> Option<TypeRef> {
        let owner = self.catalog.sequence(sequence)?.owner?;
        let column = self.catalog.table(owner)?.columns.find(|c| c.sequences.contains(&sequence))?;
        Some(column.data_type.clone())
    }

    /// `OWNED BY t.c`, `OWNED BY NONE`
    fn own_sequence(&mut self, sequence: Oid, clauses: &SequenceClauses) {
        let Some(owned_by) = &clauses.owned_by else { return };
        self.disown_sequence(sequence);
        let Some(owned_by) = owned_by else { return };
        let Some((column, table)) = owned_by.parts.split_last().filter(|(_, table)| !table.is_empty()) else { return };
        let table_name = ObjectName { parts: table.to_vec(), span: owned_by.span };
        let Some(table) = self.find(&table_name).filter(|&t| self.catalog.table(t).is_some()) else {
            self.unknown("table", &table_name);
            return;
        };
        let name = cut(&column.name);
        let Some(found) = self.catalog.table_mut(table).and_then(|t| t.column_mut(&name)) else {
            self.unknown_column(&name, column.span, table);
            return;
        };
        found.sequences.push(sequence);
        if let Some(data) = self.catalog.sequence_mut(sequence) {
            data.owner = Some(table);
        }
    }

    /// Takes a sequence from the column that owns it.
    pub(super) fn disown_sequence(&mut self, sequence: Oid) {
        let Some(owner) = self.catalog.sequence_mut(sequence).and_then(|s| s.owner.take()) else { return };
        if let Some(table) = self.catalog.table_mut(owner) {
            for column in &mut table.columns {
                column.sequences.keep(|&s| s != sequence);
            }
        }
    }

    /// `serial`: a sequence of its own, `NOT NULL`, and the default that reads it.
    pub(super) fn serial_sequence(&mut self, table: &QualifiedName, column: &mut ColumnData, pending: &mut Pending) {
        let name = self.catalog.choose_relation_name(table, Some(&column.column.name), "seq", false);
        let id = QualifiedName::new(table.namespace.clone(), name);
        let options = SequenceOptions {
            data_type: (!column.data_type.is("int8")).then(|| types::print(&self.catalog, &column.data_type, true)),
            ..SequenceOptions::default()
        };
        let oid = self.make_sequence(id.clone(), options, false, column);
        let text = format!("nextval('{}'::regclass)", printed(&id).replace('\'', "''"));
        column.column.kind = ColumnKind::Default(text.into());
        column.reads = vec![(oid, id)];
        pending.sequences.push(oid);
    }

    /// `GENERATED … AS IDENTITY`: a sequence of its own and `NOT NULL`.
    pub(super) fn identity_sequence(
        &mut self,
        table: &QualifiedName,
        column: &mut ColumnData,
        always: bool,
        clauses: &SequenceClauses,
        pending: &mut Pending,
    ) {
        let id = if let Some(name) = &clauses.sequence_name {
            let namespace = name.namespace().map_or_else(|| table.namespace.clone(), cut);
            QualifiedName::new(namespace, cut(name.name()))
        } else {
            let name = self.catalog.choose_relation_name(table, Some(&column.column.name), "seq", false);
            QualifiedName::new(table.namespace.clone(), name)
        };
        let mut options = SequenceOptions::default();
        self.apply_clauses(&mut options, clauses, Some(&column.data_type.clone()));
        let oid = self.make_sequence(id, options, true, column);
        column.column.kind = ColumnKind::Identity(Box::new(Identity {
            always,
            options: SequenceOptions::default(),
            sequence: QualifiedName::default(),
        }));
        pending.sequences.push(oid);
    }

    fn make_sequence(
        &mut self,
        id: QualifiedName,
        options: SequenceOptions,
        identity: bool,
        column: &mut ColumnData,
    ) -> Oid {
        let sequence = Sequence {
            options,
            implicit: true,
            identity,
            span: column.column.span,
            created: self.catalog.next_created(),
            ..Sequence::default()
        };
        let data = SequenceData { sequence, owner: None };
        let oid = self.catalog.add_relation(id, column.column.span, RelationKind::Sequence(Box::new(data)));
        column.column.nullable = false;
        column.sequences.push(oid);
        oid
    }

    /// Sets options; what is the default is not kept. `identity`: the type of the column it is for.
    pub(super) fn apply_clauses(
        &self,
        options: &mut SequenceOptions,
        clauses: &SequenceClauses,
        identity: Option<&TypeRef>,
    ) {
        if let Some(data_type) = &clauses.data_type {
            let resolved = self.resolve_type(data_type);
            let default = identity.map_or_else(|| resolved.is("int8"), |column| *column == resolved);
            options.data_type = (!default).then(|| types::print(&self.catalog, &resolved, true));
        }
        if let Some(increment) = clauses.increment {
            options.increment = Some(increment);
        }
        if let Some(minimum) = clauses.minimum {
            options.minimum = minimum;
        }
        if let Some(maximum) = clauses.maximum {
            options.maximum = maximum;
        }
        if let Some(start) = clauses.start {
            options.start = Some(start);
        }
        if let Some(cache) = clauses.cache {
            options.cache = Some(cache);
        }
        if let Some(cycle) = clauses.cycle {
            options.cycle = cycle;
        }
        let ascending = options.increment.unwrap_or(1) > 0;
        let printed = options.data_type.clone().or_else(|| identity.map(|t| types::print(&self.catalog, t, true)));
        let (least, most) = match printed.as_deref() {
            Some("smallint") => (i128::from(i16::MIN), i128::from(i16::MAX)),
            Some("integer") => (i128::from(i32::MIN), i128::from(i32::MAX)),
            _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
        };
        let (minimum, maximum) = if ascending { (1, most) } else { (least, -1) };
        options.minimum = options.minimum.filter(|&m| m != minimum);
        options.maximum = options.maximum.filter(|&m| m != maximum);
        let start = if ascending { options.minimum.unwrap_or(minimum) } else { options.maximum.unwrap_or(maximum) };
        options.start = options.start.filter(|&s| s != start);
        options.increment = options.increment.filter(|&i| i != 1);
        options.cache = options.cache.filter(|&c| c != 1);
    }

    /// The sequences that `nextval('…')` in a text reads, each with its name now.
    pub(super) fn sequence_reads(&self, text: &str) -> Vec<(Oid, QualifiedName)> {
        let mut found = Vec::new();
        for literal in nextval_literals(text) {
            let parts = regclass_parts(&literal.2);
            let (name, namespace) = match parts.as_slice() {
                [name] => (name, None),
                [namespace, name] => (name, Some(namespace.as_str())),
                _ => continue,
            };
            let path = self.session.path();
            if let Some(oid) = self.catalog.find_relation_named(path, namespace, name) {
                found.push((oid, self.catalog.name_of(oid)));
            }
        }
        found
    }
}

/// As `regclass` prints a name.
pub(super) fn printed(id: &QualifiedName) -> String {
    quote_qualified(&id.namespace, &id.name)
}

/// The literals that are the argument of `nextval`: start and end in the text, and content.
pub(super) fn nextval_literals(text: &str) -> Vec<(usize, usize, String)> {
    if !super::expression_text::mentions(text, "nextval") {
        return Vec::new();
    }
    let list = tokens(text);
    let mut found = Vec::new();
    for (i, token) in list.iter().enumerate() {
        if !token.is_word("nextval") || !list.get(i + 1).is_some_and(|t| t.is("(")) {
            continue;
        }
        let mut at = i + 2;
        while list.get(at).is_some_and(|t| t.is("(")) {
            at += 1;
        }
        let Some(literal) = list.get(at).filter(|t| t.kind == TokenKind::Text && t.text.starts_with('\'')) else {
            continue;
        };
        // `nextval('s'::text)` looks for it when it runs
        if list.get(at + 1).is_some_and(|t| t.is("::")) && list.get(at + 2).is_some_and(|t| t.is_word("text")) {
            continue;
        }
        let inner = literal.text.trim_matches('\'').replace("''", "'");
        found.push((literal.start, literal.start + literal.text.len(), inner));
    }
    found
}

/// `public."Seq"` → `public`, `Seq`
fn regclass_parts(text: &str) -> Vec<String> {
    tokens(text).iter().filter_map(super::expression_text::Token::name).map(|n| cut(&n)).collect_vec()
}
