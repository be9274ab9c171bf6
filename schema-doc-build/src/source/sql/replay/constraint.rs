//! Constraints of `CREATE TABLE` and `ALTER TABLE`: collected first, then made in PostgreSQL's order. Checks are here.

use schema_doc_diagnostics::Span;

use super::Replay;
use super::catalog::{CheckData, Oid};
use super::expression_text::columns_in;
use super::key::{KeyConstraint, KeyConstraintKind};
use super::names::cut;
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Check, KeyTarget};
use crate::source::sql::ast::{
    ColumnConstraint, ColumnConstraintKind, ConstraintAttributes, Expr, Ident, References, TableConstraint,
    TableConstraintKind,
};

/// What the elements of a table make beside columns.
#[derive(Debug, Default)]
pub(super) struct Pending {
    pub(super) checks: Vec<PendingCheck>,
    pub(super) keys: Vec<KeyConstraint>,
    pub(super) foreign_keys: Vec<PendingForeignKey>,
    /// `NOT NULL a` as a constraint of the table: column, name, whether it stays here, place.
    pub(super) not_nulls: Vec<(Ident, Option<Ident>, bool)>,
    /// Sources of `LIKE` with what else they bring.
    pub(super) likes: Vec<super::like::PendingLike>,
    /// `UNIQUE USING INDEX i`: whether primary, the index, the name, attributes, place.
    pub(super) using_index: Vec<(bool, Ident, Option<Ident>, ConstraintAttributes, Span)>,
    /// Sequences that a column made while its table was not there yet.
    pub(super) sequences: Vec<Oid>,
    /// `ALTER TABLE ONLY`: keys are not made on partitions.
    pub(super) only: bool,
}

#[derive(Debug, Clone)]
pub(super) struct PendingCheck {
    pub(super) name: Option<String>,
    pub(super) expression: String,
    pub(super) attributes: ConstraintAttributes,
    pub(super) span: Span,
}

#[derive(Debug, Clone)]
pub(super) struct PendingForeignKey {
    pub(super) name: Option<String>,
    pub(super) columns: Vec<String>,
    pub(super) period: bool,
    pub(super) references: References,
    pub(super) attributes: ConstraintAttributes,
    pub(super) span: Span,
    /// Of `ADD COLUMN … REFERENCES`: there are no rows to look at, `NOT VALID` means nothing.
    pub(super) of_new_table: bool,
}

/// `DEFERRABLE` as the model has it.
pub(super) fn deferrable(attributes: &ConstraintAttributes) -> Option<bool> {
    let deferred = attributes.initially_deferred == Some(true);
    (attributes.deferrable == Some(true) || deferred).then_some(deferred)
}

pub(super) fn names_of(idents: &[Ident]) -> Vec<String> {
    idents.mapped(|i| cut(&i.name))
}

pub(super) fn name_of(ident: Option<&Ident>) -> Option<String> {
    ident.map(|i| cut(&i.name))
}

/// A constraint behind a column, apart from those that only change the column.
pub(super) fn transform_column_constraint(
    column: &str,
    constraint: &ColumnConstraint,
    pending: &mut Pending,
    added: bool,
) {
    let name = name_of(constraint.name.as_ref());
    let attributes = constraint.attributes.clone();
    let span = constraint.span;
    let columns = vec![column.to_owned()];
    match &constraint.kind {
        ColumnConstraintKind::Check(expr) => {
            pending.checks.push(PendingCheck { name, expression: expr.text.clone(), attributes, span });
        }
        ColumnConstraintKind::Unique { nulls_not_distinct, storage, tablespace } => {
            pending.keys.push(KeyConstraint {
                nulls_not_distinct: *nulls_not_distinct,
                storage: storage.clone(),
                tablespace: tablespace.clone(),
                ..KeyConstraint::new(KeyConstraintKind::Unique, name, columns, &attributes, span)
            });
        }
        ColumnConstraintKind::PrimaryKey { storage, tablespace } => pending.keys.push(KeyConstraint {
            storage: storage.clone(),
            tablespace: tablespace.clone(),
            ..KeyConstraint::new(KeyConstraintKind::Primary, name, columns, &attributes, span)
        }),
        ColumnConstraintKind::References(references) => pending.foreign_keys.push(PendingForeignKey {
            name,
            columns,
            period: references.period,
            references: references.clone(),
            attributes,
            span,
            of_new_table: !added,
        }),
        _ => {}
    }
}

/// A constraint of the table.
pub(super) fn transform_constraint(constraint: &TableConstraint, pending: &mut Pending) {
    let name = name_of(constraint.name.as_ref());
    let attributes = constraint.attributes.clone();
    let span = constraint.span;
    match &constraint.kind {
        TableConstraintKind::Check(Expr { text, .. }) => {
            pending.checks.push(PendingCheck { name, expression: text.clone(), attributes, span });
        }
        TableConstraintKind::NotNull { column, no_inherit } => {
            let stays = *no_inherit || attributes.no_inherit;
            pending.not_nulls.push((column.clone(), constraint.name.clone(), stays));
        }
        TableConstraintKind::Unique { columns, include, nulls_not_distinct, without_overlaps, storage, tablespace } => {
            pending.keys.push(KeyConstraint {
                include: names_of(include),
                nulls_not_distinct: *nulls_not_distinct,
                without_overlaps: *without_overlaps,
                storage: storage.clone(),
                tablespace: tablespace.clone(),
                ..KeyConstraint::new(KeyConstraintKind::Unique, name, names_of(columns), &attributes, span)
            });
        }
        TableConstraintKind::PrimaryKey { columns, include, without_overlaps, storage, tablespace } => {
            pending.keys.push(KeyConstraint {
                include: names_of(include),
                without_overlaps: *without_overlaps,
                storage: storage.clone(),
                tablespace: tablespace.clone(),
                ..KeyConstraint::new(KeyConstraintKind::Primary, name, names_of(columns), &attributes, span)
            });
        }
        TableConstraintKind::UsingIndex { primary, index } => {
            pending.using_index.push((*primary, index.clone(), constraint.name.clone(), attributes, span));
        }
        TableConstraintKind::ForeignKey { columns, period, references } => {
            pending.foreign_keys.push(PendingForeignKey {
                name,
                columns: names_of(columns),
                period: *period,
                references: references.clone(),
                attributes,
                span,
                of_new_table: false,
            });
        }
        TableConstraintKind::Exclude { method, elements, include, predicate, storage, tablespace } => {
            let elements: Vec<_> = elements.mapped(|(key, operator)| (super::index::index_key(key), operator.clone()));
            let columns = elements
                .iter()
                .filter_map(|(key, _)| match &key.target {
                    KeyTarget::Column(name) => Some(name.clone()),
                    KeyTarget::Expression(_) => None,
                })
                .collect_vec();
            pending.keys.push(KeyConstraint {
                include: names_of(include),
                method: method.clone(),
                predicate: predicate.as_ref().map(|p| p.text.clone()),
                storage: storage.clone(),
                tablespace: tablespace.clone(),
                ..KeyConstraint::new(KeyConstraintKind::Exclusion(elements), name, columns, &attributes, span)
            });
        }
    }
}

impl Replay<'_> {
    /// Makes all that was collected, in PostgreSQL's order.
    pub(super) fn apply_pending(&mut self, table: Oid, pending: Pending) {
        for sequence in pending.sequences {
            if let Some(sequence) = self.catalog.sequence_mut(sequence) {
                sequence.owner = Some(table);
            }
        }
        for check in pending.checks {
            self.add_check(table, check);
        }
        for (column, name, no_inherit) in pending.not_nulls {
            self.add_not_null(table, &column, name.as_ref(), no_inherit);
        }
        for (primary, index, name, attributes, span) in pending.using_index {
            self.key_using_index(table, primary, &index, name.as_ref(), &attributes, span);
        }
        self.add_keys(table, pending.keys, !pending.only);
        for like in pending.likes {
            self.like_extras(table, &like);
        }
        for key in pending.foreign_keys {
            self.add_foreign_key(table, key);
        }
    }

    /// Whether a constraint's name is free on the table; reports it where it is not.
    pub(super) fn constraint_is_free(&mut self, table: Oid, name: &str, span: Span) -> bool {
        if !self.catalog.table(table).is_some_and(|t| t.has_constraint(name)) {
            return true;
        }
        let on = self.display(&self.catalog.name_of(table));
        self.duplicate("constraint", &format!("{name}` of table `{on}"), span, None);
        false
    }

    pub(super) fn add_check(&mut self, table: Oid, pending: PendingCheck) {
        let id = self.catalog.name_of(table);
        let Some(data) = self.catalog.table(table) else { return };
        let named = columns_in(&pending.expression, |c| data.column(c).is_some());
        let generated_name = pending.name.is_none();
        let name = if let Some(name) = pending.name {
            // `ADD CONSTRAINT` of a check that a parent already gave merges with it
            let same = data.checks.position(|c| c.check.name == name && c.inherited > 0 && !c.local);
            if let Some(data) = same.and_then(|at| self.catalog.table_mut(table)?.checks.get_mut(at)) {
                data.local = true;
                data.check.span = Some(pending.span);
                return;
            }
            if !self.constraint_is_free(table, &name, pending.span) {
                return;
            }
            name
        } else {
            let column = match named.as_slice() {
                [column] => Some(column.as_str()),
                _ => None,
            };
            self.catalog.choose_constraint_name(&id, column, "check")
        };
        let not_enforced = pending.attributes.enforced == Some(false);
        let check = Check {
            name: name.clone(),
            generated_name,
            expression: pending.expression,
            columns: named,
            no_inherit: pending.attributes.no_inherit,
            not_valid: pending.attributes.not_valid && !not_enforced,
            not_enforced,
            span: Some(pending.span),
            ..Check::default()
        };
        self.catalog.add_constraint_name(&id.namespace, &name);
        let Some(data) = self.catalog.table_mut(table) else { return };
        data.checks.push(CheckData { check: check.clone(), local: true, inherited: 0 });
        if !check.no_inherit {
            for child in data.children.clone() {
                self.inherit_check(child, &check);
            }
        }
    }

    /// `NOT NULL` on a column, and on those that inherit it.
    pub(super) fn add_not_null(&mut self, table: Oid, column: &Ident, name: Option<&Ident>, no_inherit: bool) {
        let own = cut(&column.name);
        let Some(found) = self.catalog.table_mut(table).and_then(|t| t.column_mut(&own)) else {
            self.unknown_column(&own, column.span, table);
            return;
        };
        if let Some(name) = name {
            found.column.not_null_name = Some(cut(&name.name).into());
        }
        found.not_null_no_inherit = no_inherit;
        self.set_not_null(table, &own, !no_inherit);
    }

    /// Sets `NOT NULL`, on children too where `recurse`.
    pub(super) fn set_not_null(&mut self, table: Oid, column: &str, recurse: bool) {
        let Some(data) = self.catalog.table_mut(table) else { return };
        let children = data.children.clone();
        if let Some(column) = data.column_mut(column) {
            column.column.nullable = false;
        }
        if recurse {
            for child in children {
                self.set_not_null(child, column, true);
            }
        }
    }
}
