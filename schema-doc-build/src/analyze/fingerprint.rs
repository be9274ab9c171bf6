//! The fingerprint: a hash over the schema's structure.
//!
//! Migrations and the live database that they built have the same one. So what a database does not keep as written, or makes up by itself,
//! does not count: prose, the order of files, the text of expressions, names that the system generates, the copies that partitions get.

use std::borrow::Cow;
use std::fmt::Write;

use crate::expression::{closed_sets, is_null};
use crate::hash::{self, Hash};
use crate::list::{IteratorExt, VecExt};
use crate::model::{
    Action, Check, Column, ColumnKind, ForeignKey, Index, IndexKey, IndexKind, KeyTarget, NullsOrder, Schema,
    SortOrder, System, Table,
};
use crate::sort;

/// `sha256:…` of the structure.
pub(super) fn fingerprint(schema: &Schema) -> String {
    let mut hash = Hash::new();
    // One table at a time: many small updates are slow where nothing is optimised.
    let mut text = String::new();
    add(&mut text, &["system", schema.system.as_str()]);
    for table in &schema.tables {
        add(&mut text, &["table", &table.id.namespace, &table.id.name, table.kind.as_str()]);
        for column in &table.columns {
            add(&mut text, &column_facts(schema.system, column));
        }
        // In a database constraints have no order: theirs is that of what they say.
        let mut facts = Vec::new();
        table_facts(schema.system, table, &mut facts);
        sort::items(&mut facts);
        for fact in &facts {
            add(&mut text, fact);
        }
        hash.update(text.as_bytes());
        text.clear();
    }
    for view in &schema.views {
        let kind = if view.materialized { "materialized view" } else { "view" };
        add(&mut text, &[kind, &view.id.namespace, &view.id.name]);
    }
    for found in &schema.enums {
        add(&mut text, &["enum", &found.id.namespace, &found.id.name]);
        add(&mut text, &found.values);
    }
    for domain in &schema.domains {
        let default = if domain.default.as_deref().is_some_and(|default| !is_null(schema.system, default)) {
            "default"
        } else {
            ""
        };
        let native = &domain.data_type.native;
        add(&mut text, &["domain", &domain.id.namespace, &domain.id.name, native, nullable(domain.nullable), default]);
        let mut facts: Vec<Vec<String>> =
            domain.checks.iter().flat_map(|check| sets(schema.system, check)).collect_vec();
        sort::items(&mut facts);
        for fact in &facts {
            add(&mut text, fact);
        }
    }
    for composite in &schema.composites {
        add(&mut text, &["composite", &composite.id.namespace, &composite.id.name]);
        for (name, data_type, _) in &composite.attributes {
            add(&mut text, &[name, &data_type.native]);
        }
    }
    hash.update(text.as_bytes());
    hash::text(hash)
}

/// Adds a record: how many parts, then each with its length, so that no two records read alike.
fn add(text: &mut String, parts: &[impl AsRef<str>]) {
    // Writing to a string does not fail.
    let _ = write!(text, "{}", parts.len());
    for part in parts {
        let part = part.as_ref();
        let _ = write!(text, " {}:{part}", part.len());
    }
    text.push('\n');
}

fn nullable(nullable: bool) -> &'static str {
    if nullable { "null" } else { "not null" }
}

/// What a column may be beside a value of its type. Of a document's field the type says whether it may be null.
fn presence(column: &Column) -> &'static str {
    if column.optional { "optional" } else { nullable(column.nullable) }
}

fn column_facts(system: System, column: &Column) -> [Cow<'_, str>; 4] {
    let value = match &column.kind {
        ColumnKind::Plain => "",
        // DEFAULT NULL: for some types a database keeps it, for others it does not.
        ColumnKind::Default(expression) if is_null(system, expression) => "",
        ColumnKind::Default(_) => "default",
        ColumnKind::Generated(_) => "generated",
        ColumnKind::Identity(_) => "identity",
        // What `serial` stands for.
        ColumnKind::AutoIncrement if system == System::PostgreSql => "default",
        ColumnKind::AutoIncrement => "auto_increment",
    };
    [column.name.as_str().into(), column.catalog_type(system), presence(column).into(), value.into()]
}

fn table_facts(system: System, table: &Table, facts: &mut Vec<Vec<String>>) {
    if let Some(parent) = &table.partition_of {
        facts.push(vec!["partition of".into(), parent.table.namespace.clone(), parent.table.name.clone()]);
    } else {
        facts.push_all(table.inherits.iter().map(|id| vec!["inherits".into(), id.namespace.clone(), id.name.clone()]));
    }
    if let Some(partitioning) = &table.partitioning {
        facts.push(record("partition by", [partitioning.strategy.clone()], partitioning.keys.iter().map(key)));
    }
    // A partition's keys and indexes are copies of its parent's; the database does not tell which were written.
    if table.partition_of.is_none() {
        facts.push_all(table.primary_key.iter().map(|k| record("primary key", [], k.columns.iter().cloned())));
        facts.push_all(table.unique.iter().map(|k| record("unique", [], k.columns.iter().cloned())));
        facts.push_all(table.indexes.iter().filter(|i| !i.inherited).map(index));
    }
    facts.push_all(table.foreign_keys.iter().filter(|k| !k.inherited).map(|key| foreign_key(system, key)));
    facts.push_all(table.checks.iter().filter(|c| !c.inherited).flat_map(|check| sets(system, check)));
    for exclusion in &table.exclusions {
        let elements = exclusion.elements.iter().map(|(element, operator)| format!("{} {operator}", key(element)));
        facts.push(record("exclusion", [exclusion.method.clone()], elements));
    }
}

/// A record of two lists, apart.
fn record(
    kind: &str,
    first: impl IntoIterator<Item = String>,
    second: impl IntoIterator<Item = String>,
) -> Vec<String> {
    let mut out = vec![kind.to_owned()];
    out.push_all(first);
    out.push(String::new());
    out.push_all(second);
    out
}

fn index(index: &Index) -> Vec<String> {
    let name = if is_generated(&index.name) { String::new() } else { index.name.clone() };
    let unique = if index.unique { "unique" } else { "" }.to_owned();
    let partial = if index.predicate.is_some() { "partial" } else { "" }.to_owned();
    let mut facts = record("index", [name, index.method.clone(), unique, partial], index.keys.iter().map(key));
    if index.kind == IndexKind::Search || index.dimensions.is_some() {
        facts.push(index.kind.as_str().to_owned());
        facts.push(index.dimensions.unwrap_or_default().to_string());
        facts.push_all(index.filter_fields.iter().cloned());
    }
    if index.staged {
        facts.push("staged".to_owned());
    }
    facts
}

/// Whether a name reads like those that PostgreSQL makes up (`users_email_idx`, `…_idx1`). A live database does not tell which names were
/// written, so none of such names count.
fn is_generated(name: &str) -> bool {
    name.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with("_idx")
}

fn key(key: &IndexKey) -> String {
    let mut out = match &key.target {
        KeyTarget::Column(name) => format!("column {name}"),
        KeyTarget::Expression(_) => "expression".to_owned(),
    };
    if key.order == SortOrder::Descending {
        out.push_str(" desc");
    }
    match key.nulls {
        Some(NullsOrder::First) => out.push_str(" nulls first"),
        Some(NullsOrder::Last) => out.push_str(" nulls last"),
        None => {}
    }
    out
}

fn foreign_key(system: System, key: &ForeignKey) -> Vec<String> {
    let action = |action: Action| action.in_system(system).as_str().to_owned();
    let target = [key.table.namespace.clone(), key.table.name.clone(), action(key.on_delete), action(key.on_update)];
    let pairs = key.columns.iter().cloned().chain([String::new()]).chain(key.referenced.iter().cloned());
    record("foreign key", target, pairs)
}

/// The closed sets of a check; their order is not kept by every spelling.
fn sets(system: System, check: &Check) -> Vec<Vec<String>> {
    closed_sets(system, &check.expression)
        .into_iter()
        .map(|mut set| {
            sort::items(&mut set.values);
            record("closed set", [set.column], set.values)
        })
        .collect_vec()
}
