//! `LIKE source INCLUDING …`: a copy with no tie to its source.

use schema_doc_diagnostics::Span;

use super::Replay;
use super::catalog::{ColumnData, Oid, RelationKind, TableData, TypeKind};
use super::constraint::{Pending, PendingCheck};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Annotations, ColumnKind, Index, QualifiedName};
use crate::sort;
use crate::source::sql::ast::{ConstraintAttributes, Like, SequenceClauses};

/// What a `LIKE` brings when the table is there.
#[derive(Debug)]
pub(super) struct PendingLike {
    source: Oid,
    options: Options,
    span: Span,
}

#[derive(Debug, Clone, Copy, Default)]
struct Options {
    comments: bool,
    compression: bool,
    constraints: bool,
    defaults: bool,
    generated: bool,
    identity: bool,
    indexes: bool,
    statistics: bool,
    storage: bool,
}

impl Options {
    fn of(like: &Like) -> Self {
        let mut options = Self::default();
        for &(including, ref option) in &like.options {
            match option.as_str() {
                "comments" => options.comments = including,
                "compression" => options.compression = including,
                "constraints" => options.constraints = including,
                "defaults" => options.defaults = including,
                "generated" => options.generated = including,
                "identity" => options.identity = including,
                "indexes" => options.indexes = including,
                "statistics" => options.statistics = including,
                "storage" => options.storage = including,
                "all" => {
                    options = Self {
                        comments: including,
                        compression: including,
                        constraints: including,
                        defaults: including,
                        generated: including,
                        identity: including,
                        indexes: including,
                        statistics: including,
                        storage: including,
                    };
                }
                _ => {}
            }
        }
        options
    }
}

impl Replay<'_> {
    /// The columns of the source.
    pub(super) fn like_columns(
        &mut self,
        id: &QualifiedName,
        data: &mut TableData,
        like: &Like,
        pending: &mut Pending,
    ) {
        let options = Options::of(like);
        let Some(source) = self.find(&like.source) else {
            data.partial = true;
            self.unknown("table", &like.source);
            return;
        };
        for mut column in self.like_source(source) {
            let identity = match &column.column.kind {
                ColumnKind::Identity(identity) => Some(identity.always),
                _ => None,
            };
            let source_sequence = column.sequences.first().copied().or_else(|| column.reads.first().map(|r| r.0));
            let keep = match &column.column.kind {
                ColumnKind::Default(_) => options.defaults,
                ColumnKind::Generated(_) => options.generated,
                _ => false,
            };
            if !keep {
                column.column.kind = ColumnKind::Plain;
                column.reads.clear();
            }
            column.local = true;
            column.inherited = 0;
            column.sequences.clear();
            if !options.comments {
                column.column.annotations = Annotations::default();
            }
            column.column.options.keep(|o| {
                (options.storage && o.starts_with("STORAGE")) || (options.compression && o.starts_with("COMPRESSION"))
            });
            column.column.added_in = Some(self.span.file);
            if let (Some(always), true) = (identity, options.identity) {
                let copied = source_sequence.and_then(|s| self.catalog.sequence(s)).map(|s| s.sequence.options.clone());
                self.identity_sequence(id, &mut column, always, &SequenceClauses::default(), pending);
                let made = column.sequences.first().copied();
                if let (Some(made), Some(copied)) = (made.and_then(|s| self.catalog.sequence_mut(s)), copied) {
                    made.sequence.options = copied;
                }
            }
            if let Some(same) = data.column_mut(&column.column.name).filter(|c| c.inherited > 0 && !c.local) {
                // merged with the inherited one
                same.local = true;
                same.column.nullable &= column.column.nullable;
                if column.column.kind != ColumnKind::Plain {
                    same.column.kind = column.column.kind;
                    same.reads = column.reads;
                    same.sequences = column.sequences;
                }
                continue;
            }
            if let Some(first) = data.column(&column.column.name).map(|c| c.column.span) {
                self.duplicate("column", &column.column.name, like.span, first);
                continue;
            }
            data.columns.push(column);
        }
        pending.likes.push(PendingLike { source, options, span: like.span });
    }

    fn like_source(&self, source: Oid) -> Vec<ColumnData> {
        match self.catalog.relation(source).map(|r| &r.kind) {
            Some(RelationKind::Table(table)) => table.columns.clone(),
            Some(RelationKind::View(view)) => view
                .view
                .columns
                .iter()
                .zip(&view.types)
                .filter_map(|(column, data_type)| Some(ColumnData::new(&column.name, data_type.clone()?)))
                .collect_vec(),
            Some(RelationKind::Composite(type_oid)) => match self.catalog.type_object(*type_oid).map(|t| &t.kind) {
                Some(TypeKind::Composite(composite)) => {
                    composite.attributes.mapped(|(name, data_type, _)| ColumnData::new(name, data_type.clone()))
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// Checks, keys, indexes and statistics of the source, under names made for the new table.
    pub(super) fn like_extras(&mut self, table: Oid, like: &PendingLike) {
        let Some(source) = self.catalog.table(like.source) else { return };
        let checks = source.checks.clone();
        let mut indexes: Vec<(Oid, Index)> = source.indexes.mapped(|i| (i.oid, i.index.clone()));
        if like.options.constraints {
            for check in checks {
                let attributes = ConstraintAttributes {
                    no_inherit: check.check.no_inherit,
                    enforced: check.check.not_enforced.then_some(false),
                    ..ConstraintAttributes::default()
                };
                let name = Some(check.check.name.clone());
                let expression = check.check.expression.clone();
                self.add_check(table, PendingCheck { name, expression, attributes, span: like.span });
                if let (true, Some(data)) = (like.options.comments, self.catalog.table_mut(table))
                    && let Some(made) = data.checks.find_mut(|c| c.check.name == check.check.name)
                {
                    made.check.annotations = check.check.annotations;
                }
            }
        }
        if like.options.indexes {
            let mut keys = self.keys_of(like.source).into_iter().peekable();
            sort::by_key(&mut indexes, |(oid, _)| *oid);
            for (oid, index) in indexes {
                while let Some((_, key)) = keys.next_if(|(key, _)| *key < oid) {
                    self.add_key_like(table, key, like);
                }
                let annotations =
                    if like.options.comments { index.annotations.clone() } else { Annotations::default() };
                let copy = Index { name: String::new(), annotations, span: Some(like.span), only: false, ..index };
                self.add_index(table, copy, None, true);
            }
            for (_, key) in keys {
                self.add_key_like(table, key, like);
            }
        }
        if like.options.statistics {
            self.copy_statistics(table, like);
        }
    }

    fn add_key_like(&mut self, table: Oid, mut key: super::key::KeyConstraint, like: &PendingLike) {
        key.span = Some(like.span);
        if !like.options.comments {
            key.annotations = Annotations::default();
        }
        self.add_key(table, &key, None, true);
    }

    /// Extended statistics are kept as text, so their copies can only be named.
    fn copy_statistics(&mut self, table: Oid, like: &PendingLike) {
        let any = self.catalog.others.any(|o| o.0.kind == "statistics" && o.1 == Some(like.source));
        if any {
            let on = self.display(&self.catalog.name_of(table));
            self.unsupported(like.span, format!("the extended statistics that LIKE copies onto `{on}`"));
        }
    }
}
