//! A table's entry.

use std::borrow::Cow;

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Map;

use crate::analyze::{
    Cardinality, ColumnFacts, Origin, Relationship, TableAnalysis, TableFacts, field_facts, table_facts,
};
use crate::json::{Object, Value, list as values_of};
use crate::model::{Action, Column, DOCUMENTS, IndexKind, KeyTarget, LogicalType, Named, Table, TableKind};
use crate::render::{Format, Input};

/// What a prompt needs of a table.
pub(super) fn entry(input: Input<'_>, position: usize, table: &Table) -> Value {
    let facts = table_facts(input.schema, table);
    let unknown = TableAnalysis::default();
    let analysis = input.analysis.tables.get(position).unwrap_or(&unknown);
    let tags = &table.annotations;
    // A partition has the columns of its table.
    let with_facts = if table.kind == TableKind::Partition { Vec::new() } else { facts.of(table) };
    let mut object = Object::default();
    object.add("kind", (table.kind != TableKind::Table).then(|| table.kind.as_str()));
    object.add("role", analysis.role.map(crate::analyze::TableRole::as_str));
    object.add("purpose", &tags.purpose);
    object.add("category", &tags.category);
    object.add("deprecated", &tags.deprecated);
    let mut columns = Vec::new();
    for (column, facts) in &with_facts {
        columns.push(self::column(&column.name, column, facts));
        let nested = if DOCUMENTS { column.nested() } else { continue };
        for field in nested {
            columns.push(self::column(&field.path, field.column, &field_facts(input.schema, field.column)));
        }
    }
    object.set("columns", columns);
    object.add("keys", keys(table));
    let mut references: Vec<String> = analysis.incoming.mapped(|r| reference(input, r));
    references.push_all(partition(input, table));
    object.add("references", references);
    let mut values = Object::default();
    let mut sensitive = Vec::new();
    for (column, facts) in with_facts {
        if let Some(texts) = self::values(column, facts) {
            values.entry(column.name.clone(), texts);
        }
        sensitive.push_all(self::sensitive(&column.name, facts));
        let nested = if DOCUMENTS { column.nested() } else { continue };
        for field in nested {
            let facts = field_facts(input.schema, field.column);
            if let Some(texts) = self::values(field.column, &facts) {
                values.entry(field.path.clone(), texts);
            }
            sensitive.push_all(self::sensitive(&field.path, &facts));
        }
    }
    object.add("values", values.sorted());
    object.add("state_flow", state_flow(&facts));
    object.add("sensitive", sensitive);
    object.add("access", values_of(&tags.access, |pattern| access(pattern).into()));
    object.add("rules", rules(table));
    if input.config.docs.formats.contains(&Format::Tables) {
        let layout = input.layout;
        object.set("page", layout.path(layout.file(Format::AiContext), layout.table_page(position)));
    }
    object.into()
}

/// The names of tables by their positions.
pub(super) fn names(input: Input<'_>, tables: &[usize]) -> Vec<String> {
    tables.iter().filter_map(|&i| input.schema.tables.get(i)).map(|t| input.schema.identifier(&t.id)).collect_vec()
}

/// `email character varying(255) unique`, and the purpose behind it where there is one.
fn column(path: &str, column: &Column, facts: &ColumnFacts) -> String {
    let mut text = String::with_capacity(64);
    text.push_str(&name(path));
    if column.optional {
        text.push('?');
    }
    if !column.data_type.native.is_empty() {
        text.push(' ');
        text.push_str(&column.data_type.outline());
    }
    for &word in &facts.constraints {
        match word {
            "primary_key" => text.push_str(" pk"),
            "unique" | "generated" | "identity" => {
                text.push(' ');
                text.push_str(word);
            }
            _ => {}
        }
    }
    if column.nullable {
        text.push_str(" null");
    }
    if column.default_expression().is_some() {
        text.push_str(" default");
    }
    if let Some(purpose) = &column.annotations.purpose {
        text.push_str(" -- ");
        text.push_str(purpose);
    }
    text
}

/// A name with white space in it is quoted.
fn name(name: &str) -> Cow<'_, str> {
    if name.is_empty() || name.contains(char::is_whitespace) {
        format!("\"{}\"", name.replace('"', "\"\"")).into()
    } else {
        name.into()
    }
}

fn list<'n>(names: impl IntoIterator<Item = &'n String>) -> String {
    names.into_iter().map(|n| name(n)).join(", ")
}

/// The keys and indexes that a column's flags do not say.
fn keys(table: &Table) -> Vec<String> {
    let mut keys = Vec::new();
    if let Some(key) = table.primary_key.as_ref().filter(|key| key.columns.len() > 1) {
        keys.push(format!("pk ({})", list(&key.columns)));
    }
    for key in table.unique.iter().filter(|key| key.columns.len() > 1) {
        keys.push(format!("unique ({})", list(&key.columns)));
    }
    for index in table.indexes.iter().filter(|index| !index.inherited) {
        let targets = index.keys.iter().map(|key| match &key.target {
            KeyTarget::Column(column) => name(column),
            KeyTarget::Expression(expression) => expression.into(),
        });
        let targets = targets.join(", ");
        let word = if index.unique { "unique" } else { "index" };
        let word =
            if index.kind == IndexKind::Search || index.dimensions.is_some() { index.kind.as_str() } else { word };
        let method = if index.method == "btree" { "" } else { &*index.method };
        let space = if method.is_empty() { "" } else { " " };
        let mut text = [word, space, method, " ", &*name(&index.name), " (", &*targets, ")"].concat();
        if let Some(dimensions) = index.dimensions {
            text.push_str(&format!(" of {dimensions} dimensions"));
        }
        if !index.filter_fields.is_empty() {
            text.push_str(" narrowed by ");
            text.push_str(&list(&index.filter_fields));
        }
        if index.staged {
            text.push_str(" staged");
        }
        if let Some(predicate) = &index.predicate {
            text.push_str(" where ");
            text.push_str(predicate);
        }
        keys.push(text);
    }
    keys
}

/// `user_id -> users.id cascade`, `a, b -> t (x, y)`.
fn reference(input: Input<'_>, relationship: &Relationship) -> String {
    let table = names(input, &[relationship.table]).pop().unwrap_or_default();
    let target = match relationship.referenced.as_slice() {
        [only] => format!("{table}.{}", name(only)),
        several => format!("{table} ({})", list(several)),
    };
    let mut text = format!("{} -> {target}", list(&relationship.keys));
    if relationship.on_delete != Action::NoAction {
        text.push(' ');
        text.push_str(relationship.on_delete.as_str());
    }
    if relationship.cardinality == Cardinality::ManyToMany {
        text.push_str(" many");
    }
    if relationship.origin != Origin::Declared {
        text.push_str(&format!(" ({})", relationship.origin.as_str()));
    }
    text
}

fn partition(input: Input<'_>, table: &Table) -> Option<String> {
    let partition_of = table.partition_of.as_ref()?;
    Some(format!("partition of {} {}", input.schema.identifier(&partition_of.table), partition_of.bound))
}

/// The values of a closed set, with the words on them.
fn values(column: &Column, facts: &ColumnFacts) -> Option<Vec<String>> {
    let is_alone = matches!(&column.data_type.logical, LogicalType::Literals(only) if only.len() == 1);
    let set = facts.closed_set.as_ref().filter(|_| !is_alone)?;
    let words: Map<&str, &str> =
        column.annotations.values.iter().filter_map(|v| Some((v.name.as_str(), v.text.as_deref()?))).collect();
    let values = set.values.iter().map(|value| match words.get(value.as_str()) {
        Some(words) => format!("{value}: {words}"),
        None => value.clone(),
    });
    Some(values.collect_vec())
}

fn state_flow(facts: &TableFacts) -> Object {
    let mut object = Object::default();
    for flow in &facts.state_flows {
        let arrows = values_of(&flow.transitions, |t| format!("{} -> {}", t.from, t.to).into());
        object.entry(flow.column.clone(), arrows);
    }
    object.sorted()
}

fn sensitive(path: &str, facts: &ColumnFacts) -> Option<String> {
    let level = facts.sensitivity?;
    Some(format!("{} {}", name(path), level.as_str()))
}

/// `login: Email-based login lookup (by_email index, high)`.
fn access(pattern: &crate::model::AccessPattern) -> String {
    let through_index = pattern.index.as_ref().map(|index| format!("{index} index"));
    let how = pattern.query.clone().or_else(|| pattern.pattern.clone()).or(through_index);
    let details: Vec<String> =
        how.into_iter().chain(pattern.frequency.map(|frequency| frequency.as_str().to_owned())).collect_vec();
    let mut text = pattern.name.clone();
    if let Some(description) = &pattern.description {
        text.push_str(": ");
        text.push_str(description);
    }
    if !details.is_empty() {
        text.push_str(&format!(" ({})", details.join(", ")));
    }
    text
}

/// Rules of the table, then of its columns, then what is to be kept safe.
fn rules(table: &Table) -> Vec<String> {
    let words = |named: &Named| match &named.text {
        Some(text) => format!("{}: {text}", named.name),
        None => named.name.clone(),
    };
    let mut rules: Vec<String> = table.annotations.rules.mapped(words);
    for column in &table.columns {
        let tags = &column.annotations;
        let of_column = tags.rules.iter().map(words).chain(tags.validation.clone()).chain(tags.security.clone());
        rules.push_all(of_column.map(|rule| format!("{}: {rule}", name(&column.name))));
    }
    rules.push_all(table.annotations.security.iter().cloned());
    rules
}
