//! Columns that are dropped, and what goes with them.

use super::super::Replay;
use super::super::catalog::{Oid, RelationKind};
use super::super::expression_text::{column_tokens, mentions, tokens};
use super::super::types::{TypeBase, TypeRef};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{ColumnKind, KeyTarget, MigrationAction};
use schema_doc_diagnostics::Span;

impl Replay<'_> {
    /// Whether nothing elsewhere needs a column; reports what does.
    pub(in crate::source::sql::replay) fn column_is_free(&mut self, oid: Oid, column: &str, span: Span) -> bool {
        let Some(data) = self.catalog.table(oid) else { return true };
        let blocker = data.referenced_by.iter().filter(|t| **t != oid).find_map(|&t| {
            let keys = &self.catalog.table(t)?.foreign_keys;
            let key = keys.find(|f| f.target == Some(oid) && f.key.referenced.any(|r| r == column))?;
            let name = self.display(&self.catalog.name_of(t));
            Some((format!("foreign key `{}` of table `{name}`", key.key.name), key.key.span))
        });
        let generated = data.columns.find(|c| match &c.column.kind {
            ColumnKind::Generated(g) => c.column.name != column && names_column(&g.expression, column),
            _ => false,
        });
        let blocker =
            blocker.or_else(|| generated.map(|c| (format!("generated column `{}`", c.column.name), c.column.span)));
        let Some((by, place)) = blocker else { return true };
        !self.needed("column", column, span, &by, place)
    }

    /// Removes a column with all that hangs on it, from children too unless `only`. Without `cascade` the database has seen that no view and
    /// no policy hangs on it.
    pub(in crate::source::sql::replay) fn drop_column(&mut self, oid: Oid, name: &str, only: bool, cascade: bool) {
        let namespace = self.catalog.name_of(oid).namespace;
        let Some(data) = self.catalog.table_mut(oid) else { return };
        let Some(at) = data.columns.position(|c| c.column.name == name) else { return };
        let column = data.columns.remove(at);
        let children = data.children.clone();
        let mut names = Vec::new();
        let known = |text: &str| names_column(text, name);
        data.checks.keep(|c| {
            let goes = c.check.columns.any(|c| c == name);
            if goes {
                names.push(c.check.name.clone());
            }
            !goes
        });
        let mut copies = Vec::new();
        data.foreign_keys.keep(|f| {
            let goes = f.key.columns.any(|c| c == name);
            if goes {
                names.push(f.key.name.clone());
                copies.push(f.id);
            }
            !goes
        });
        let has = |columns: &[String]| columns.any(|c| c == name);
        let mut indexes: Vec<Oid> = Vec::new();
        indexes.push_all(
            data.primary_key
                .iter()
                .filter(|k| has(&k.constraint.columns) || has(&k.constraint.include))
                .map(|k| k.index),
        );
        indexes.push_all(
            data.unique.iter().filter(|k| has(&k.constraint.columns) || has(&k.constraint.include)).map(|k| k.index),
        );
        let key_has = |key: &crate::model::IndexKey| match &key.target {
            KeyTarget::Column(c) => c == name,
            KeyTarget::Expression(text) => known(text),
        };
        indexes.push_all(
            data.exclusions
                .iter()
                .filter(|k| {
                    k.constraint.elements.any(|(key, _)| key_has(key))
                        || has(&k.constraint.include)
                        || k.constraint.predicate.as_deref().is_some_and(known)
                })
                .map(|k| k.index),
        );
        indexes.push_all(
            data.indexes
                .iter()
                .filter(|i| {
                    i.index.keys.any(key_has)
                        || has(&i.index.include)
                        || i.index.predicate.as_deref().is_some_and(known)
                })
                .map(|i| i.oid),
        );
        data.triggers.keep(|t| {
            !t.trigger.events.any(|e| e.split_once(" of ").is_some_and(|(_, list)| list.split(", ").any(|c| c == name)))
        });
        let generated: Vec<String> = data
            .columns
            .iter()
            .filter(|c| matches!(&c.column.kind, ColumnKind::Generated(g) if known(&g.expression)))
            .map(|c| c.column.name.clone())
            .collect_vec();
        if cascade {
            data.table
                .policies
                .keep(|p| !p.using.as_deref().is_some_and(known) && !p.with_check.as_deref().is_some_and(known));
        }
        for name in names {
            self.catalog.remove_constraint_name(&namespace, &name);
        }
        for copy in copies {
            self.drop_foreign_key_copies(oid, copy);
        }
        for index in indexes {
            self.drop_index(index);
        }
        let referencing: Vec<Oid> =
            self.catalog.table(oid).map(|t| t.referenced_by.iter().copied().collect_vec()).unwrap_or_default();
        for other in referencing {
            let sets: Vec<Vec<String>> = self
                .catalog
                .table(other)
                .map(|t| {
                    t.foreign_keys
                        .iter()
                        .filter(|f| f.target == Some(oid) && f.key.referenced.any(|r| r == name))
                        .map(|f| f.key.referenced.clone())
                        .collect_vec()
                })
                .unwrap_or_default();
            for set in sets {
                self.drop_foreign_keys_to(other, oid, Some(&set));
            }
        }
        for sequence in column.sequences {
            self.drop_relation(sequence);
        }
        for column in generated {
            self.drop_column(oid, &column, only, cascade);
        }
        if cascade {
            self.drop_views_of_column(oid, name);
        }
        self.drop_statistics_of_column(oid, name);
        for child in children {
            let Some(below) = self.catalog.table_mut(child).and_then(|t| t.column_mut(name)) else { continue };
            below.inherited = below.inherited.saturating_sub(1);
            if only {
                below.local = true;
            }
            if below.inherited == 0 && !below.local {
                self.drop_column(child, name, false, cascade);
            }
        }
    }

    /// Views that name a dropped column.
    fn drop_views_of_column(&mut self, oid: Oid, column: &str) {
        let views: Vec<Oid> = self.catalog.views_on.get(&oid).into_iter().flatten().copied().collect_vec();
        for view in views {
            if self.view_names_column(view, oid, column) {
                self.drop_relation(view);
            }
        }
    }

    fn drop_statistics_of_column(&mut self, oid: Oid, column: &str) {
        let files = &self.schema.files;
        self.catalog.others.keep(|(other, table)| {
            *table != Some(oid)
                || other.kind != "statistics"
                || !other.definition.span.is_some_and(|s| names_column(files.text(s), column))
        });
    }

    /// `DROP EXTENSION … CASCADE`: the columns of its types.
    pub(super) fn drop_extension_columns(&mut self, extension: &str) {
        let mut columns: Vec<(Oid, String)> = Vec::new();
        for (oid, relation) in self.catalog.relations() {
            let RelationKind::Table(data) = &relation.kind else { continue };
            let of_extension = |t: &TypeRef| matches!(&t.base, TypeBase::Other(id) if super::super::types::extension_of(&id.name) == Some(extension));
            columns.push_all(
                data.columns.iter().filter(|c| of_extension(&c.data_type)).map(|c| (oid, c.column.name.clone())),
            );
        }
        for (table, column) in columns {
            self.drop_column(table, &column, false, true);
            self.step(table, MigrationAction::Dropped, format!("column {column}"));
        }
    }
}

/// Whether an expression of a table names the column.
pub(in crate::source::sql::replay) fn names_column(text: &str, column: &str) -> bool {
    if !mentions(text, column) {
        return false;
    }
    let list = tokens(text);
    column_tokens(&list).into_iter().any(|i| list[i].is_name(column))
}
