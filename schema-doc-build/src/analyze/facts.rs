//! What follows for the columns of one table.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::{Map, Set};

use super::{ClosedSet, ClosedSetOrigin, ColumnFacts, StateFlow, TableFacts, sensitivity};
use crate::expression::{ValueSet, stated};
use crate::json::{self, Value};
use crate::model::{
    Check, Column, ColumnKind, DOCUMENTS, DataType, Domain, LogicalType, QualifiedName, Schema, System, Table,
};

/// What follows for the columns of a table.
pub fn table_facts(schema: &Schema, table: &Table) -> TableFacts {
    let carried = Carried::of(schema.system, table);
    let columns: Vec<ColumnFacts> = table.columns.mapped(|column| column_facts(schema, &carried, column));
    let mut state_flows = Vec::new();
    for (column, facts) in table.columns.iter().zip(&columns) {
        if !column.annotations.flow.is_empty() {
            state_flows.push(state_flow(&column.name, column, facts.closed_set.as_ref()));
        }
        let nested = if DOCUMENTS { column.nested() } else { continue };
        for field in nested.iter().filter(|field| !field.column.annotations.flow.is_empty()) {
            let facts = field_facts(schema, field.column);
            state_flows.push(state_flow(&field.path, field.column, facts.closed_set.as_ref()));
        }
    }
    TableFacts { columns, system: system_fields(schema, table), state_flows }
}

/// What follows for a field inside a document, which no constraint of the table names.
pub fn field_facts(schema: &Schema, field: &Column) -> ColumnFacts {
    column_facts(schema, &Carried::default(), field)
}

/// The fields that documents have without their schema saying so.
fn system_fields(schema: &Schema, table: &Table) -> Vec<(Column, ColumnFacts)> {
    if !DOCUMENTS {
        return Vec::new();
    }
    let key = Carried { primary_key: Set::from([Table::DOCUMENT_ID]), ..Carried::default() };
    let mut fields = Vec::new();
    for column in table.system_columns() {
        let facts = column_facts(schema, &key, &column);
        fields.push((column, facts));
    }
    fields
}

/// What a table's constraints say of its columns, by name.
#[derive(Default)]
struct Carried<'a> {
    /// `None` for a field inside a document.
    table: Option<&'a Table>,
    primary_key: Set<&'a str>,
    /// Alone a unique constraint or a unique index.
    unique: Set<&'a str>,
    /// Part of a foreign key.
    foreign_key: Set<&'a str>,
    /// Alone a foreign key: its position.
    reference: Map<&'a str, usize>,
    check: Set<&'a str>,
    /// The closed sets that checks state, with their check.
    sets: Map<String, (usize, ValueSet)>,
    rules: Map<String, Vec<String>>,
}

impl<'a> Carried<'a> {
    fn of(system: System, table: &'a Table) -> Self {
        let mut carried = Self { table: Some(table), ..Self::default() };
        let of_key = |part: &'a String| table.column_of_key(part);
        carried.primary_key.extend(table.primary_key.iter().flat_map(|key| &key.columns).map(of_key));
        for key in &table.unique {
            if let [column] = key.columns.as_slice() {
                carried.unique.insert(of_key(column));
            }
        }
        for index in table.indexes.iter().filter(|index| index.unique && index.predicate.is_none()) {
            if let [key] = index.keys.as_slice() {
                carried.unique.extend(key.as_column());
            }
        }
        for (position, key) in table.foreign_keys.iter().enumerate() {
            carried.foreign_key.extend(key.columns.iter().map(String::as_str));
            if let [column] = key.columns.as_slice() {
                carried.reference.or_insert(column, position);
            }
        }
        for (position, check) in table.checks.iter().enumerate() {
            carried.check.extend(check.columns.iter().map(String::as_str));
            if check.not_enforced {
                continue;
            }
            let stated = stated(system, &check.expression);
            for set in stated.closed_sets {
                match carried.sets.get_mut(&set.column) {
                    Some((_, known)) => narrow(known, &set),
                    None => {
                        carried.sets.insert(set.column.clone(), (position, set));
                    }
                }
            }
            for (column, rule) in stated.rules {
                carried.rules.or_default(column).push(rule);
            }
        }
        carried
    }
}

/// Two sets for one column: what is in both.
fn narrow(known: &mut ValueSet, other: &ValueSet) {
    if known.numeric == other.numeric {
        let allowed: Set<&String> = other.values.iter().collect();
        known.values.keep(|value| allowed.contains(value));
    }
}

fn column_facts(schema: &Schema, carried: &Carried<'_>, column: &Column) -> ColumnFacts {
    let name = column.name.as_str();
    let in_primary_key = carried.primary_key.contains(name);
    let primary_key = in_primary_key && carried.primary_key.len() == 1;
    let unique = carried.unique.contains(name);
    let domain = domain_of(schema, column);
    let closed_set = closed_set(schema, carried, column, domain);
    let enforced_set = closed_set.as_ref().is_some_and(|set| set.origin != ClosedSetOrigin::Stated);
    let unique_by_convention = column.annotations.unique && !unique && !primary_key;
    let constraints = [
        ("primary_key", primary_key),
        ("unique", unique || unique_by_convention),
        ("required", if schema.system.has_documents() { !column.optional } else { !column.nullable }),
        ("foreign_key", carried.foreign_key.contains(name)),
        ("check", carried.check.contains(name)),
        ("enum", enforced_set),
        ("generated", matches!(column.kind, ColumnKind::Generated(_))),
        ("identity", matches!(column.kind, ColumnKind::Identity(_))),
    ];
    let written = column.annotations.sensitivity;
    // A key into another table holds no data of its own.
    let inferred = if written.is_none() && !carried.foreign_key.contains(name) {
        sensitivity::of_column(carried.table, column)
    } else {
        None
    };
    let mut inferred_rules = type_rules(column);
    inferred_rules
        .push_all(domain.into_iter().flat_map(|domain| &domain.checks).flat_map(|check| domain_rules(schema, check)));
    inferred_rules.push_all(carried.rules.get(name).into_iter().flatten().cloned());
    ColumnFacts {
        in_primary_key,
        constraints: constraints.into_iter().filter(|(_, holds)| *holds).map(|(word, _)| word).collect_vec(),
        closed_set,
        foreign_key: carried.reference.get(name).copied(),
        in_foreign_key: carried.foreign_key.contains(name),
        sensitivity: written.or(inferred),
        sensitivity_inferred: inferred.is_some(),
        inferred_rules,
        unique_by_convention,
    }
}

/// The domain that is a column's type.
fn domain_of<'a>(schema: &'a Schema, column: &Column) -> Option<&'a Domain> {
    if schema.domains.is_empty() {
        return None;
    }
    let id = schema.parse_identifier(&column.data_type.native)?;
    schema.domains.binary_search_by(|domain| domain.id.cmp(&id)).ok().and_then(|at| schema.domains.get(at))
}

fn domain_rules(schema: &Schema, check: &Check) -> impl Iterator<Item = String> {
    stated(schema.system, &check.expression)
        .rules
        .into_iter()
        .filter(|(column, _)| column == "value")
        .map(|(_, rule)| rule)
}

/// What a type asks of a value: `at most 255 characters`.
pub(crate) fn type_rules(column: &Column) -> Vec<String> {
    let native = &column.data_type.native;
    let rule = match (&column.data_type.logical, column.data_type.modifiers().as_slice()) {
        (LogicalType::String, [length]) if native.starts_with("character varying") => {
            format!("at most {length} characters")
        }
        (LogicalType::String, [length]) if native.starts_with("character(") && *length > 1 => {
            format!("{length} characters")
        }
        (LogicalType::Decimal, [precision, scale]) if *scale > 0 && precision >= scale => {
            format!("at most {} digits before the point and {scale} behind it", precision - scale)
        }
        _ => return Vec::new(),
    };
    vec![rule]
}

/// Of several sources the strongest: the type, its domain, the table's checks, then what is stated only.
fn closed_set(schema: &Schema, carried: &Carried<'_>, column: &Column, domain: Option<&Domain>) -> Option<ClosedSet> {
    if let LogicalType::Enum(id) = &column.data_type.logical
        && let Some(found) = schema.enum_type(id)
    {
        return Some(ClosedSet::new(found.values.clone(), false, ClosedSetOrigin::Enum(QualifiedName::clone(id))));
    }
    if let Some(set) = literal_set(&column.data_type) {
        return Some(set);
    }
    if column.data_type.logical == LogicalType::InlineEnum {
        return Some(ClosedSet::new(column.data_type.inline_values(), false, ClosedSetOrigin::Inline));
    }
    if let Some((position, set)) = carried.sets.get(&column.name) {
        return Some(ClosedSet::new(set.values.clone(), set.numeric, ClosedSetOrigin::Check(*position)));
    }
    if let Some(domain) = domain {
        let sets = domain.checks.iter().flat_map(|check| stated(schema.system, &check.expression).closed_sets);
        if let Some(set) = sets.into_iter().find(|set| set.column == "value") {
            return Some(ClosedSet::new(set.values, set.numeric, ClosedSetOrigin::Domain(domain.id.clone())));
        }
    }
    if column.annotations.values.is_empty() {
        return None;
    }
    let values = column.annotations.values.mapped(|value| value.name.clone());
    Some(ClosedSet::new(values, false, ClosedSetOrigin::Stated))
}

/// The literals that a type is one of, null apart: `v.union(v.literal("open"), v.literal("done"), v.null())`.
pub(crate) fn literal_set(data_type: &DataType) -> Option<ClosedSet> {
    if !DOCUMENTS {
        return None;
    }
    let mut literals: Vec<&str> = Vec::new();
    let mut parts = vec![data_type];
    while let Some(part) = parts.pop() {
        match &part.logical {
            LogicalType::Literals(values) => literals.push_all(values.iter().map(|value| &**value)),
            LogicalType::Union(variants) => parts.push_all(variants.iter().rev()),
            LogicalType::Null => {}
            _ => return None,
        }
    }
    let is_text = |literal: &&str| literal.starts_with('"');
    let values = literals.mapped(|literal| match json::parse(literal).map(|parsed| parsed.value) {
        Ok(Value::String(text)) => text,
        _ => (*literal).to_owned(),
    });
    let numeric = !literals.all(is_text);
    (!values.is_empty()).then(|| ClosedSet::new(values, numeric, ClosedSetOrigin::Inline))
}

/// The flow of a column: the states of its closed set, else those that the flow names, in order.
fn state_flow(name: &str, column: &Column, set: Option<&ClosedSet>) -> StateFlow {
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
    StateFlow::new(name, states, transitions)
}
