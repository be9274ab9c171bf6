//! Rows that a schema lets in: derived from its types, names, closed sets, checks, keys and references alone, the same at any time.
//!
//! What is not known to be let in is left out, with the reason.

#[cfg(feature = "typescript")]
pub(crate) mod document;
mod row;
mod rule;
mod triggers;
mod value;

use crate::analyze::Analysis;
use crate::analyze::graph::{Graph, insert_order};
use crate::json::{Object, Value};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{ForeignKey, QualifiedName, Schema, System, Table, TableKind};
use crate::ordered::{Map, Set};
use crate::sample::Row;

use row::Maker;
use triggers::Effects;

/// How many rows a table gets at most: with two, what is unique differs.
const ROWS: usize = 2;

/// The rows of a schema.
#[derive(Debug, Clone, Default)]
pub(crate) struct Samples {
    /// Tables in the order in which their rows are inserted; those of a step refer to each other.
    pub(crate) order: Vec<Vec<usize>>,
    /// One a table, in the order of `Schema::tables`.
    pub(crate) tables: Vec<Sample>,
    /// PostgreSQL's triggers that refuse rows, do something elsewhere or call other functions, by the position of their table: they
    /// must rest.
    pub(crate) triggers: Vec<(usize, String)>,
    /// MySQL's variables of the session that triggers read.
    pub(crate) variables: Vec<String>,
}

/// The rows of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sample {
    pub(crate) rows: Vec<Row>,
    /// Why there is none.
    pub(crate) reason: Option<String>,
    /// They refer to rows of the same step that are inserted later, and nothing in the schema lets them.
    pub(crate) unchecked: bool,
    /// Of documents: the rows as they are inserted, each a list of fields.
    #[cfg(feature = "typescript")]
    pub(crate) documents: Vec<Vec<(String, document::Node)>>,
    /// Of documents: the number, and the field that is given a value when all are there.
    #[cfg(feature = "typescript")]
    pub(crate) later: Vec<(usize, String, document::Node)>,
}

/// A row as JSON: what is given, and what a default that is a constant gives.
pub(crate) fn record(schema: &Schema, table: &Table, row: &Row) -> Object {
    let mut object = Object::default();
    for (at, (column, given)) in table.columns.iter().zip(&row.values).enumerate() {
        let later = row.later.find(|(column, _)| *column == at).map(|(_, value)| value);
        let default = || rule::constant(schema.system, column);
        if let Some(value) = later.or(given.as_ref()).cloned().or_else(default) {
            object.entry(column.name.clone(), value);
        }
    }
    object
}

/// A reference to a table whose rows are not there yet.
#[derive(Debug)]
struct Pending {
    table: usize,
    row: usize,
    key: usize,
}

/// The rows of a schema.
pub(crate) fn samples(schema: &Schema, analysis: &Analysis) -> Samples {
    #[cfg(feature = "typescript")]
    if schema.system.has_documents() {
        return document::samples(schema);
    }
    let mut samples = Samples { tables: vec![Sample::default(); schema.tables.len()], ..Samples::default() };
    let mut graph = Graph::new(schema, analysis);
    let mut effects = Vec::new();
    let mut variables: Set<String> = Set::new();
    for (at, table) in schema.tables.iter().enumerate() {
        let mut found = if table.triggers.is_empty() { Effects::default() } else { triggers::effects(schema, table) };
        if schema.system == System::PostgreSql {
            samples.triggers.push_all(std::mem::take(&mut found).names.into_iter().map(|name| (at, name)));
        }
        for &into in found.inserts.iter().filter(|into| **into != at) {
            graph.follow(into, at);
        }
        variables.extend(std::mem::take(&mut found.variables));
        effects.push(found);
    }
    let mut referenced: Map<&QualifiedName, Vec<&String>> = Map::new();
    for key in schema.tables.iter().flat_map(|table| &table.foreign_keys) {
        referenced.or_default(&key.table).push_all(&key.referenced);
    }
    samples.variables = variables.into_iter().collect_vec();
    for component in insert_order(&graph) {
        let mut waiting = component;
        let mut pending = Vec::new();
        let mut step = Vec::new();
        while !waiting.is_empty() {
            let table = waiting.remove(next(schema, &waiting));
            step.push(table);
            let (Some(definition), Some(effects)) = (schema.tables.get(table), effects.get(table)) else { continue };
            let made = if let Some(reason) = unfit(definition, effects) {
                Err(reason)
            } else {
                let referenced = referenced.get(&&definition.id).map_or(&[][..], Vec::as_slice);
                let maker = Maker::new(schema, definition, table, &samples.tables, effects, referenced);
                maker.rows(&waiting, &mut pending)
            };
            if let Some(sample) = samples.tables.get_mut(table) {
                match made {
                    Ok(rows) => sample.rows = rows,
                    Err(reason) => sample.reason = Some(reason),
                }
            }
        }
        samples.order.push(step);
        for reference in pending {
            resolve(schema, &mut samples.tables, &reference);
        }
    }
    samples
}

/// Which of these tables gets its rows next: one that need not wait for another, as far as there is one.
fn next(schema: &Schema, waiting: &[usize]) -> usize {
    let is_free = |&table: &usize| {
        let Some(definition) = schema.tables.get(table) else { return true };
        definition.foreign_keys.all(|key| {
            let to = schema.table_index(&key.table);
            to == Some(table) || !to.is_some_and(|to| waiting.contains(&to)) || can_wait(schema.system, definition, key)
        })
    };
    waiting.position(is_free).unwrap_or_default()
}

/// Why a table gets no rows of its own.
fn unfit(table: &Table, effects: &Effects) -> Option<String> {
    let looks_on =
        |name: &String| table.columns.any(|column| column.name.eq_ignore_ascii_case(name) && !column.nullable);
    match table.kind {
        TableKind::ForeignTable => Some("its rows lie on another server".to_owned()),
        TableKind::VirtualTable => Some("its rows are what its module makes of them".to_owned()),
        _ if table.partition_of.is_some() => {
            Some("its rows are those of the table that it is a partition of".to_owned())
        }
        _ if effects.refuses.is_some() && effects.looks_at.any(looks_on) => {
            effects.refuses.as_ref().map(|trigger| format!("the trigger `{trigger}` may refuse its rows"))
        }
        _ => None,
    }
}

/// Whether rows may be there before those that they refer to are: null at first, or looked at when the transaction ends.
fn can_wait(system: System, table: &Table, key: &ForeignKey) -> bool {
    is_deferred(system, key) || nullable(table, key).is_some()
}

fn is_deferred(system: System, key: &ForeignKey) -> bool {
    key.not_enforced || system == System::Sqlite || (system == System::PostgreSql && key.deferrable.is_some())
}

/// Whether a value is given before the row that it refers to is there. PostgreSQL looks at the end of a statement, which may insert into several
/// tables; MySQL can leave references unchecked for a while.
fn is_given_early(system: System, table: &Table, key: &ForeignKey) -> bool {
    is_deferred(system, key)
        || (nullable(table, key).is_none() && matches!(system, System::PostgreSql | System::MySql | System::MariaDb))
}

/// The columns of a reference that are null where it leads nowhere: those of no other key.
fn nullable(table: &Table, key: &ForeignKey) -> Option<Vec<usize>> {
    let positions = key.columns.iter().filter_map(|name| table.columns.position(|column| column.name == *name));
    let may_be_null = |&at: &usize| {
        table.columns.get(at).is_some_and(|column| {
            let shared = table.foreign_keys.count(|other| other.columns.contains(&column.name)) > 1;
            column.nullable && (key.match_full || !shared)
        })
    };
    let columns = positions.filter(may_be_null).collect_vec();
    let enough = if key.match_full { columns.len() == key.columns.len() } else { !columns.is_empty() };
    enough.then_some(columns)
}

/// Gives a row the values of the row that it was waiting for.
fn resolve(schema: &Schema, samples: &mut [Sample], pending: &Pending) {
    let Some(table) = schema.tables.get(pending.table) else { return };
    let Some(key) = table.foreign_keys.get(pending.key) else { return };
    let values =
        schema.table_index(&key.table).and_then(|parent| row::partner(schema, samples, parent, key, pending.row));
    let Some(sample) = samples.get_mut(pending.table) else { return };
    let early = is_given_early(schema.system, table, key);
    let Some(values) = values else {
        if early {
            sample.rows.clear();
            sample.reason = Some(format!("needs a row of `{}`, which gets none", schema.identifier(&key.table)));
        }
        return;
    };
    sample.unchecked |= early && !is_deferred(schema.system, key);
    let Some(row) = sample.rows.get_mut(pending.row) else { return };
    for (name, value) in key.columns.iter().zip(values) {
        let Some(at) = table.columns.position(|column| column.name == *name) else { continue };
        match row.values.get_mut(at) {
            Some(given) if early => *given = Some(value),
            Some(given @ Some(Value::Null)) => {
                *given = None;
                row.later.push((at, value));
            }
            _ => {}
        }
    }
}
