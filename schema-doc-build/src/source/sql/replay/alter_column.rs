//! `ALTER TABLE … ALTER COLUMN`.

use schema_doc_diagnostics::{Code, Diagnostic};

use super::Replay;
use super::catalog::{ColumnData, Oid};
use super::constraint::Pending;
use super::names::cut;
use crate::list::{IteratorExt, VecExt};
use crate::model::{ColumnKind, MigrationAction};
use crate::source::sql::ast::{ColumnChange, Ident};

impl Replay<'_> {
    pub(super) fn alter_column(&mut self, oid: Oid, name: &Ident, change: &ColumnChange, only: bool) {
        let own = cut(&name.name);
        if self.catalog.table(oid).is_some_and(|t| t.column(&own).is_none()) {
            self.unknown_column(&own, name.span, oid);
            return;
        }
        self.change_column(oid, &own, change, !only);
        self.step(oid, MigrationAction::Changed, format!("column {own}"));
    }

    fn with_column(&mut self, oid: Oid, name: &str, change: impl FnOnce(&mut ColumnData)) {
        if let Some(column) = self.catalog.table_mut(oid).and_then(|t| t.column_mut(name)) {
            change(column);
        }
    }

    fn has_kind(&self, oid: Oid, name: &str, is: impl Fn(&ColumnKind) -> bool) -> bool {
        self.catalog.table(oid).and_then(|t| t.column(name)).is_some_and(|c| is(&c.column.kind))
    }

    /// Reports a change that a column of its kind cannot have.
    fn unfit_column(&mut self, oid: Oid, name: &str, what: &str) {
        if self.guarded {
            return;
        }
        let on = self.display(&self.catalog.name_of(oid));
        let message = format!("`{on}.{name}` is {what}");
        self.diagnostics.push(Diagnostic::error(Code::UnknownObject, self.span, message));
    }

    fn change_column(&mut self, oid: Oid, name: &str, change: &ColumnChange, recurse: bool) {
        match change {
            ColumnChange::Type { data_type, collation } => {
                let data_type = self.resolve_type(data_type);
                let collation = collation.as_ref().and_then(super::create_table::collation);
                self.catalog.use_type(&data_type, oid);
                self.with_column(oid, name, |column| {
                    column.data_type = data_type;
                    column.column.collation = collation;
                });
            }
            ColumnChange::SetDefault(expr) => {
                let Some(mut column) = self.catalog.table(oid).and_then(|t| t.column(name)).cloned() else { return };
                self.set_default(&mut column, &expr.text);
                for (sequence, _) in &column.reads {
                    self.catalog.sequence_users.or_default(*sequence).insert(oid);
                }
                self.with_column(oid, name, |c| *c = column);
            }
            ColumnChange::DropDefault => self.with_column(oid, name, |column| {
                if matches!(column.column.kind, ColumnKind::Default(_)) {
                    column.column.kind = ColumnKind::Plain;
                    column.reads.clear();
                }
            }),
            ColumnChange::SetNotNull => self.with_column(oid, name, |column| {
                column.column.nullable = false;
                column.not_null_no_inherit = false;
            }),
            ColumnChange::DropNotNull => self.with_column(oid, name, |column| {
                column.column.nullable = true;
                column.column.not_null_name = None;
            }),
            ColumnChange::AddIdentity { always, options } => {
                let id = self.catalog.name_of(oid);
                let Some(mut column) = self.catalog.table(oid).and_then(|t| t.column(name)).cloned() else { return };
                let mut pending = Pending::default();
                self.identity_sequence(&id, &mut column, *always, options, &mut pending);
                let source: Vec<_> =
                    column.sequences.last().map(|&s| (s, self.catalog.name_of(s))).into_iter().collect_vec();
                let kind = column.column.kind.clone();
                self.with_column(oid, name, |c| *c = column);
                self.apply_pending(oid, pending);
                for partition in self.partitions(oid) {
                    self.with_column(partition, name, |c| {
                        c.column.kind = kind.clone();
                        c.column.nullable = false;
                        c.reads.clone_from(&source);
                    });
                }
                return;
            }
            ColumnChange::SetIdentity { always, options } => {
                let Some(column) = self.catalog.table(oid).and_then(|t| t.column(name)) else { return };
                let data_type = column.data_type.clone();
                let sequence = column
                    .sequences
                    .iter()
                    .copied()
                    .find(|&s| self.catalog.sequence(s).is_some_and(|s| s.sequence.identity));
                if let Some((oid, data)) = sequence.and_then(|s| Some((s, self.catalog.sequence(s)?))) {
                    let mut changed = data.sequence.options.clone();
                    self.apply_clauses(&mut changed, options, Some(&data_type));
                    if let Some(data) = self.catalog.sequence_mut(oid) {
                        data.sequence.options = changed;
                    }
                }
                self.with_column(oid, name, |column| {
                    if let (ColumnKind::Identity(identity), Some(always)) = (&mut column.column.kind, always) {
                        identity.always = *always;
                    }
                });
            }
            ColumnChange::DropIdentity { if_exists } => {
                if !if_exists && !self.has_kind(oid, name, |k| matches!(k, ColumnKind::Identity(_))) {
                    self.unfit_column(oid, name, "no identity column");
                    return;
                }
                let mut dropped = Vec::new();
                self.with_column(oid, name, |column| {
                    if matches!(column.column.kind, ColumnKind::Identity(_)) {
                        column.column.kind = ColumnKind::Plain;
                        column.reads.clear();
                        dropped.clone_from(&column.sequences);
                    }
                });
                for sequence in dropped {
                    if self.catalog.sequence(sequence).is_some_and(|s| s.sequence.identity) {
                        self.drop_relation(sequence);
                    }
                }
            }
            ColumnChange::SetExpression(expr) => self.with_column(oid, name, |column| {
                if let ColumnKind::Generated(generated) = &mut column.column.kind {
                    generated.expression.clone_from(&expr.text);
                }
            }),
            ColumnChange::DropExpression { if_exists: false }
                if !self.has_kind(oid, name, |k| matches!(k, ColumnKind::Generated(_))) =>
            {
                self.unfit_column(oid, name, "no generated column");
            }
            ColumnChange::DropExpression { .. } => self.with_column(oid, name, |column| {
                if matches!(column.column.kind, ColumnKind::Generated(_)) {
                    column.column.kind = ColumnKind::Plain;
                }
            }),
            ColumnChange::Option(option) => {
                let first = option.split_whitespace().next().unwrap_or_default().to_owned();
                self.with_column(oid, name, |column| {
                    column.column.options.keep(|o| o.split_whitespace().next() != Some(first.as_str()));
                    column.column.options.push(option.clone());
                });
            }
        }
        // children follow in everything but what is each table's own
        if recurse && !matches!(change, ColumnChange::Option(_)) {
            // an identity goes on to partitions only
            let identity = matches!(change, ColumnChange::DropIdentity { .. } | ColumnChange::SetIdentity { .. });
            let children = match self.catalog.table(oid) {
                Some(table) if !identity || table.is_partitioned() => table.children.clone(),
                _ => Vec::new(),
            };
            for child in children {
                self.change_column(child, name, change, true);
            }
        }
    }
}
