//! What each table is for: core, junction, audit, lookup, log.

use super::junction::is_stamp;
use super::relationships::{partition_root, unique_keys};
use super::sensitivity::words;
use super::{Cardinality, Origin, TableAnalysis, TableRole};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Column, ColumnKind, LogicalType, Schema, Table, TableKind};

/// More columns than this make a table more than a list of values.
const MAXIMUM_LOOKUP_COLUMNS: usize = 5;

/// Last words of names of tables that are lists of values.
const LOOKUP_WORDS: [&str; 34] = [
    "type",
    "types",
    "kind",
    "kinds",
    "status",
    "statuses",
    "state",
    "states",
    "category",
    "categories",
    "genre",
    "genres",
    "country",
    "countries",
    "language",
    "languages",
    "currency",
    "currencies",
    "unit",
    "units",
    "level",
    "levels",
    "priority",
    "priorities",
    "severity",
    "severities",
    "timezone",
    "timezones",
    "locale",
    "locales",
    "reason",
    "reasons",
    "lookup",
    "codes",
];

/// Fills the role of every table; a partition's is its partitioned table's.
pub(super) fn fill(schema: &Schema, tables: &mut [TableAnalysis]) {
    let junctions: crate::ordered::Set<usize> = tables
        .iter()
        .flat_map(|table| &table.outgoing)
        .filter(|r| r.cardinality == Cardinality::ManyToMany)
        .filter_map(|r| r.through)
        .collect();
    for (position, table) in schema.tables.iter().enumerate() {
        let Some(analysis) = tables.get(position) else { continue };
        let role = if junctions.contains(&position) || is_many_way_junction(table, analysis) {
            TableRole::Junction
        } else {
            role(table, analysis)
        };
        if let Some(analysis) = tables.get_mut(position) {
            analysis.role = Some(role);
        }
    }
    for (position, table) in schema.tables.iter().enumerate().filter(|(_, table)| table.partition_of.is_some()) {
        let root = partition_root(schema, position);
        let role = tables.get(root).and_then(|analysis| analysis.role);
        if let (true, Some(analysis)) = (table.partition_of.is_some(), tables.get_mut(position)) {
            analysis.role = role;
        }
    }
}

/// A key that three or more references make up.
fn is_many_way_junction(table: &Table, analysis: &TableAnalysis) -> bool {
    let references: Vec<&[String]> =
        analysis.incoming.iter().filter(|r| r.origin == Origin::Declared).map(|r| r.keys.as_slice()).collect_vec();
    references.len() > 2
        && unique_keys(table).into_iter().any(|key| {
            let inside: Vec<&&[String]> = references
                .iter()
                .filter(|columns| columns.len() < key.len() && columns.all(|c| key.contains(&c.as_str())))
                .collect_vec();
            inside.len() > 2
                && key.all(|name| {
                    table.column(name).is_some_and(|c| !c.nullable) && inside.any(|columns| columns.any(|c| c == name))
                })
        })
}

fn role(table: &Table, analysis: &TableAnalysis) -> TableRole {
    let words = words(&table.id.name);
    let words = words.split('_').collect_vec();
    if is_audit(table, &words) {
        return TableRole::Audit;
    }
    if is_log(&words) {
        return TableRole::Log;
    }
    if is_lookup(table, analysis, &words) {
        return TableRole::Lookup;
    }
    TableRole::Core
}

/// `audit_log`, `auditlog`; a history with values before and after.
fn is_audit(table: &Table, words: &[&str]) -> bool {
    if words.any(|word| word.starts_with("audit") && !word.starts_with("audition") && !word.starts_with("auditor")) {
        return true;
    }
    let has = |names: &[&str]| table.columns.any(|c| names.contains(&c.name.to_ascii_lowercase().as_str()));
    has(&["old_values", "old_value", "old_data", "old_row", "before", "old_record"])
        && has(&["new_values", "new_value", "new_data", "new_row", "after", "new_record"])
}

fn is_log(words: &[&str]) -> bool {
    let Some(last) = words.last().copied() else { return false };
    matches!(last, "log" | "logs" | "logging" | "history" | "histories" | "journal" | "logentry" | "changelog")
        || words.windows(2).any(|pair| {
            matches!(pair, [first, second] if matches!(*first, "log" | "logs" | "history") && !matches!(*second, "in" | "ins" | "out"))
        })
        || words.first().is_some_and(|first| matches!(*first, "log" | "history"))
}

/// A short list of values that other tables point at: a key that people choose, or a name that says so; no references of its own.
fn is_lookup(table: &Table, analysis: &TableAnalysis, words: &[&str]) -> bool {
    let others = analysis.incoming.count(|r| !matches!(r.origin, Origin::Inferred));
    if others > 0 || table.columns.len() > 2 * MAXIMUM_LOOKUP_COLUMNS {
        return false;
    }
    let columns: Vec<&Column> = table.columns.iter().filter(|c| !is_stamp(&c.name)).collect_vec();
    if columns.len() > MAXIMUM_LOOKUP_COLUMNS || columns.is_empty() {
        return false;
    }
    let says_so = words.last().is_some_and(|last| LOOKUP_WORDS.contains(last));
    if table.kind == TableKind::Document {
        return says_so;
    }
    let Some([key]) = table.primary_key.as_ref().map(|k| k.columns.as_slice()) else { return false };
    let Some(key) = table.column(key) else { return false };
    if says_so {
        return true;
    }
    // level (id smallint PRIMARY KEY, name text): no one makes the key up but the author of the rows.
    let chosen = matches!(key.kind, ColumnKind::Plain)
        && matches!(key.data_type.logical, LogicalType::SmallInt | LogicalType::String | LogicalType::Text);
    let named = columns.len() == 2
        && columns
            .any(|c| matches!(c.data_type.logical, LogicalType::String | LogicalType::Text) && c.name != key.name);
    chosen && named && !analysis.outgoing.is_empty()
}
