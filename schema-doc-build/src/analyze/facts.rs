//! What follows for the columns of one table.

use super::{ClosedSet, ClosedSetOrigin, ColumnFacts, StateFlow, TableFacts, sensitivity};
use crate::model::{Column, ColumnKind, LogicalType, Schema, Table};

/// What follows for the columns of a table.
pub fn table_facts(schema: &Schema, table: &Table) -> TableFacts {
    let columns: Vec<ColumnFacts> = table.columns.iter().map(|column| column_facts(schema, table, column)).collect();
    let state_flows = table
        .columns
        .iter()
        .zip(&columns)
        .filter(|(column, _)| !column.annotations.flow.is_empty())
        .map(|(column, facts)| state_flow(column, facts.closed_set.as_ref()))
        .collect();
    TableFacts { columns, state_flows }
}

fn column_facts(schema: &Schema, table: &Table, column: &Column) -> ColumnFacts {
    let name = &column.name;
    let alone = |columns: &[String]| matches!(columns, [only] if only == name);
    let in_primary_key = table.primary_key.as_ref().is_some_and(|key| key.columns.contains(name));
    let primary_key = table.primary_key.as_ref().is_some_and(|key| alone(&key.columns));
    let unique = table.unique.iter().any(|key| alone(&key.columns))
        || table.indexes.iter().any(|index| {
            index.unique
                && index.predicate.is_none()
                && matches!(index.keys.as_slice(), [key] if key.as_column() == Some(name))
        });
    let closed_set = closed_set(schema, column);
    let enforced_set = closed_set.as_ref().is_some_and(|set| set.origin != ClosedSetOrigin::Stated);
    let in_foreign_key = table.foreign_keys.iter().any(|key| key.columns.contains(name));
    let unique_by_convention = column.annotations.unique && !unique && !primary_key;
    let constraints = [
        ("primary_key", primary_key),
        ("unique", unique || unique_by_convention),
        ("required", !column.nullable),
        ("foreign_key", in_foreign_key),
        ("check", table.checks.iter().any(|check| check.columns.contains(name))),
        ("enum", enforced_set),
        ("generated", matches!(column.kind, ColumnKind::Generated(_))),
        ("identity", matches!(column.kind, ColumnKind::Identity(_))),
    ];
    let written = column.annotations.sensitivity;
    let inferred = if written.is_none() { sensitivity::of_column(column) } else { None };
    ColumnFacts {
        in_primary_key,
        constraints: constraints.into_iter().filter(|(_, holds)| *holds).map(|(word, _)| word).collect(),
        closed_set,
        foreign_key: table.foreign_keys.iter().position(|key| alone(&key.columns)),
        in_foreign_key,
        sensitivity: written.or(inferred),
        sensitivity_inferred: inferred.is_some(),
        inferred_rules: Vec::new(),
        unique_by_convention,
    }
}

fn closed_set(schema: &Schema, column: &Column) -> Option<ClosedSet> {
    if let LogicalType::Enum(id) = &column.data_type.logical {
        let values = schema.enum_type(id)?.values.clone();
        return Some(ClosedSet::new(values, false, ClosedSetOrigin::Enum((**id).clone())));
    }
    if column.annotations.values.is_empty() {
        return None;
    }
    let values = column.annotations.values.iter().map(|value| value.name.clone()).collect();
    Some(ClosedSet::new(values, false, ClosedSetOrigin::Stated))
}

/// The flow of a column: the states of its closed set, else those that the flow names, in order.
fn state_flow(column: &Column, set: Option<&ClosedSet>) -> StateFlow {
    let transitions = column.annotations.flow.clone();
    let states = set.map_or_else(
        || {
            let mut states: Vec<String> = Vec::new();
            for state in transitions.iter().flat_map(|t| [&t.from, &t.to]) {
                if !states.contains(state) {
                    states.push(state.clone());
                }
            }
            states
        },
        |set| set.values.clone(),
    );
    StateFlow::new(column.name.as_str(), states, transitions)
}
