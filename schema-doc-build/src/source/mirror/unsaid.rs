//! What Drizzle has no words for is as the schema has it: a model that leaves it out says nothing of it.
//!
//! ```text
//! triggers, routines, extensions, domains, collations, storage     drizzle-kit neither writes nor drops them
//! the order of columns                                             a column that is added stands last in the table, wherever the model has it
//! names of foreign keys in SQLite                                  written by some versions of drizzle-kit, and by others not
//! unique indexes of MySQL                                          `CONSTRAINT … UNIQUE` in a CREATE TABLE, and the same to MySQL
//! ```

use crate::list::{SliceExt, VecExt};
use crate::model::{Column, ForeignKey, IndexKey, IndexKind, Schema, System, Table};

/// Completes what was read of the models.
pub(super) fn complete(schema: &Schema, models: &mut Schema) {
    models.routines.clone_from(&schema.routines);
    models.extensions.clone_from(&schema.extensions);
    models.domains.clone_from(&schema.domains);
    models.composites.clone_from(&schema.composites);
    models.ranges.clone_from(&schema.ranges);
    models.grants.clone_from(&schema.grants);
    models.others.clone_from(&schema.others);
    let known = models.roles.clone();
    let is_new = |name: &str| !known.any(|role| role.name == name);
    models.roles.push_all(schema.roles.iter().filter(|role| is_new(&role.name)).cloned());
    models.roles.sort_by(|a, b| a.name.cmp(&b.name));
    for model in &mut models.tables {
        if let Some(table) = schema.table(&model.id) {
            complete_table(schema.system, table, model);
        }
    }
}

fn complete_table(system: System, table: &Table, model: &mut Table) {
    model.triggers.clone_from(&table.triggers);
    model.exclusions.clone_from(&table.exclusions);
    model.kind = table.kind;
    model.options.clone_from(&table.options);
    model.partitioning.clone_from(&table.partitioning);
    model.partition_of.clone_from(&table.partition_of);
    model.inherits.clone_from(&table.inherits);
    let place = |column: &Column| table.columns.position(|other| other.name == column.name);
    model.columns.sort_by_key(|column| place(column).unwrap_or(usize::MAX));
    let key = model.primary_key.as_ref().map(|key| key.columns.as_slice()).unwrap_or_default();
    for column in &mut model.columns {
        let Some(other) = table.column(&column.name) else { continue };
        if column.collation.is_none() {
            column.collation.clone_from(&other.collation);
        }
        // SQLite lets keys be null that nobody made so (SQLite, CREATE TABLE, 3.5).
        if system == System::Sqlite && key.contains(&column.name) {
            column.nullable = other.nullable;
        }
    }
    if system == System::Sqlite {
        for key in &mut model.foreign_keys {
            if let Some(same) = table.foreign_keys.find(|other| joins_as(key, other)) {
                key.name.clone_from(&same.name);
            }
        }
    }
    if system.is_mysql() {
        unique_as(table, model);
    }
}

fn joins_as(key: &ForeignKey, other: &ForeignKey) -> bool {
    (&key.columns, &key.table, &key.referenced) == (&other.columns, &other.table, &other.referenced)
}

/// A unique index that the schema has as a constraint is one, and the other way round.
fn unique_as(table: &Table, model: &mut Table) {
    for constraint in &table.unique {
        let is_it = |index: &crate::model::Index| {
            let columns = index.keys.iter().map(IndexKey::as_column);
            let own = constraint.columns.iter().map(|column| Some(column.as_str()));
            index.unique && index.kind == IndexKind::Index && index.name == constraint.name && columns.eq(own)
        };
        if model.indexes.any(is_it) {
            model.indexes.keep(|index| !is_it(index));
            model.unique.push(constraint.clone());
        }
    }
    for index in table.indexes.iter().filter(|index| index.unique) {
        let columns = || index.keys.iter().map(IndexKey::as_column);
        let is_it = |constraint: &crate::model::Unique| {
            let own = constraint.columns.iter().map(|column| Some(column.as_str()));
            index.name == constraint.name && columns().eq(own)
        };
        if model.unique.any(is_it) {
            model.unique.keep(|constraint| !is_it(constraint));
            model.indexes.push(index.clone());
        }
    }
}
