//! Foreign keys as `Ref`s, and those that DBML has no place for.

use std::collections::{BTreeMap, BTreeSet};

use super::{qualified, text};
use crate::model::{Action, ForeignKey, KeyTarget, Schema, Table};

/// All references of a schema.
pub(super) struct References {
    text: String,
    left_out: BTreeMap<usize, Vec<String>>,
}

impl References {
    pub(super) fn new(schema: &Schema) -> Self {
        let mut references = Self { text: String::new(), left_out: BTreeMap::new() };
        let mut endpoints = BTreeSet::new();
        for (position, table) in schema.tables.iter().enumerate() {
            for key in &table.foreign_keys {
                match obstacle(schema, position, table, key, &mut endpoints) {
                    None => references.text.push_str(&reference(table, key)),
                    Some(reason) => {
                        let columns = key.columns.join(", ");
                        let target = format!("{} ({})", schema.identifier(&key.table), key.referenced.join(", "));
                        references
                            .left_out
                            .entry(position)
                            .or_default()
                            .push(format!("Reference {}: ({columns}) to {target}: {reason}", key.name));
                    }
                }
            }
        }
        references
    }

    /// The `Ref`s.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// A table's references that are no `Ref`, each with the reason.
    pub(super) fn left_out(&self, table: usize) -> &[String] {
        self.left_out.get(&table).map_or(&[], Vec::as_slice)
    }
}

/// The two ends of a reference as DBML tells them apart: whichever is first, and in whatever order their columns are.
type Endpoints<'a> = [(usize, Vec<&'a str>); 2];

/// Why a reference cannot be a `Ref`.
fn obstacle<'a>(
    schema: &Schema,
    position: usize,
    table: &Table,
    key: &'a ForeignKey,
    endpoints: &mut BTreeSet<Endpoints<'a>>,
) -> Option<&'static str> {
    let Some(target) = schema.table_index(&key.table) else { return Some("the table is not in this schema") };
    let columns = |table: &Table, names: &[String]| {
        names.iter().all(|name| table.columns.iter().any(|column| column.name == *name))
    };
    let known = schema.tables.get(target).is_some_and(|target| columns(target, &key.referenced));
    if !known || !columns(table, &key.columns) || key.columns.is_empty() || key.columns.len() != key.referenced.len() {
        return Some("a column is not in this schema");
    }
    let sorted = |names: &'a [String]| {
        let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
        names.sort_unstable();
        names
    };
    let mut ends = [(position, sorted(&key.columns)), (target, sorted(&key.referenced))];
    if ends[0] == ends[1] {
        return Some("both ends are the same");
    }
    ends.sort_unstable();
    (!endpoints.insert(ends)).then_some("another reference has the same ends")
}

/// `Ref orders_user_id_fkey: orders.user_id > users.id [delete: cascade]`
fn reference(table: &Table, key: &ForeignKey) -> String {
    let name = if key.name.is_empty() { String::new() } else { format!(" {}", text::name(&key.name)) };
    let operator = if is_unique(table, &key.columns) { '-' } else { '>' };
    let mut settings = Vec::new();
    for (event, action) in [("delete", key.on_delete), ("update", key.on_update)] {
        if action != Action::NoAction {
            settings.push(format!("{event}: {}", action.sql().to_ascii_lowercase()));
        }
    }
    let settings = if settings.is_empty() { String::new() } else { format!(" [{}]", settings.join(", ")) };
    let end = |id, columns: &[String]| format!("{}.{}", qualified(id), column_list(columns));
    format!("Ref{name}: {} {operator} {}{settings}\n", end(&table.id, &key.columns), end(&key.table, &key.referenced))
}

/// `id`, `(a, b)`
pub(super) fn column_list(columns: &[String]) -> String {
    match columns {
        [column] => text::name(column),
        _ => format!("({})", columns.iter().map(|c| text::name(c)).collect::<Vec<_>>().join(", ")),
    }
}

/// Whether no two rows can have the same values there.
fn is_unique(table: &Table, columns: &[String]) -> bool {
    let same = |key: &[String]| key.len() == columns.len() && key.iter().all(|column| columns.contains(column));
    table.primary_key.as_ref().is_some_and(|key| same(&key.columns))
        || table.unique.iter().any(|key| same(&key.columns))
        || table.indexes.iter().any(|index| {
            index.unique
                && index.predicate.is_none()
                && index.keys.len() == columns.len()
                && index.keys.iter().all(|key| match &key.target {
                    KeyTarget::Column(name) => columns.contains(name),
                    KeyTarget::Expression(_) => false,
                })
        })
}
