//! A table in DBML: columns, indexes, checks, notes.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Set;

use super::reference::column_list;
use super::{qualified, text, words};
use crate::model::{Column, ColumnKind, Index, IndexKey, KeyTarget, LogicalType, NullsOrder, Schema, SortOrder, Table};

pub(super) fn table(schema: &Schema, table: &Table, left_out: &[String]) -> String {
    let mut out = format!("Table {} {{\n", qualified(&table.id));
    let alone = |columns: &[String]| match columns {
        [column] => Some(column.clone()),
        _ => None,
    };
    let primary = table.primary_key.as_ref().and_then(|key| alone(&key.columns));
    let unique: Set<String> = table.unique.iter().filter_map(|key| alone(&key.columns)).collect();
    for column in &table.columns {
        let is_primary = primary.as_deref() == Some(column.name.as_str());
        let is_unique = unique.contains(&column.name);
        out.push_str(&format!("  {}\n", column_line(schema, table, column, is_primary, is_unique)));
    }
    if table.columns.is_empty() {
        // DBML has no table without columns.
        out.push_str("  \"(no columns)\" none\n");
    }
    out.push_str(&indexes(table));
    out.push_str(&checks(table));
    if let Some(note) = note(schema, table, left_out) {
        out.push_str(&format!("\n  Note: {}\n", text::block(&note, "  ")));
    }
    out + "}\n"
}

/// `email "character varying(255)" [not null, default: 'x', note: '…']`
fn column_line(schema: &Schema, table: &Table, column: &Column, primary: bool, unique: bool) -> String {
    let mut settings: Vec<String> = Vec::new();
    if primary {
        settings.push("pk".into());
    }
    if !column.nullable {
        settings.push("not null".into());
    }
    if unique {
        settings.push("unique".into());
    }
    let mut notes: Vec<String> = words(&column.annotations).map(str::to_owned).into_iter().collect_vec();
    match &column.kind {
        ColumnKind::Default(expression) if expression.to_ascii_lowercase().starts_with("nextval(") => {
            settings.push("increment".into());
        }
        ColumnKind::Default(expression) => settings.push(format!("default: {}", text::default(expression))),
        ColumnKind::Identity(_) | ColumnKind::AutoIncrement => settings.push("increment".into()),
        ColumnKind::Generated(generated) => {
            let kind = if generated.stored { "stored" } else { "virtual" };
            notes.push(format!("Generated always as ({}) {kind}", generated.expression));
        }
        ColumnKind::Plain => {}
    }
    if !notes.is_empty() {
        settings.push(format!("note: {}", text::string(&notes.join("\n"))));
    }
    let settings = if settings.is_empty() { String::new() } else { format!(" [{}]", settings.join(", ")) };
    format!("{} {}{settings}", text::name(&column.name), column_type(schema, table, column))
}

/// The system's own words; an enumerated type is a reference to it.
fn column_type(schema: &Schema, table: &Table, column: &Column) -> String {
    match &column.data_type.logical {
        LogicalType::Enum(id) if schema.enum_type(id).is_some() => qualified(id),
        LogicalType::InlineEnum => super::inline_enum(table, column),
        _ if column.data_type.native.is_empty() => "unknown".into(),
        _ => text::name(&column.data_type.native),
    }
}

/// Keys of several columns, and indexes.
fn indexes(table: &Table) -> String {
    let mut lines = Vec::new();
    if let Some(key) = table.primary_key.as_ref().filter(|key| key.columns.len() > 1) {
        lines.push(format!("{} [pk, name: {}]", column_list(&key.columns), text::string(&key.name)));
    }
    for key in table.unique.iter().filter(|key| key.columns.len() > 1) {
        let mut settings = vec!["unique".to_owned(), format!("name: {}", text::string(&key.name))];
        let mut notes: Vec<String> = words(&key.annotations).map(str::to_owned).into_iter().collect_vec();
        if key.nulls_not_distinct {
            notes.push("NULLS NOT DISTINCT".into());
        }
        if !notes.is_empty() {
            settings.push(format!("note: {}", text::string(&notes.join("\n"))));
        }
        lines.push(format!("{} [{}]", column_list(&key.columns), settings.join(", ")));
    }
    lines.push_all(table.indexes.iter().filter(|index| !index.keys.is_empty()).map(index_line));
    section("indexes", &lines)
}

/// ``(`lower(email)`, id) [type: btree, unique, name: 'by_email', note: 'WHERE active']``
fn index_line(index: &Index) -> String {
    let keys: Vec<String> = index.keys.mapped(|key| match &key.target {
        KeyTarget::Column(name) => text::name(name),
        KeyTarget::Expression(expression) => text::expression(expression),
    });
    let keys = if keys.len() == 1 { keys.join("") } else { format!("({})", keys.join(", ")) };
    let mut settings = Vec::new();
    if !index.method.is_empty() {
        settings.push(format!("type: {}", text::name(&index.method)));
    }
    if index.unique {
        settings.push("unique".into());
    }
    settings.push(format!("name: {}", text::string(&index.name)));
    let mut notes: Vec<String> = words(&index.annotations).map(str::to_owned).into_iter().collect_vec();
    notes.push_all(index.keys.iter().filter_map(key_note));
    if !index.include.is_empty() {
        notes.push(format!("INCLUDE ({})", index.include.join(", ")));
    }
    if index.nulls_not_distinct {
        notes.push("NULLS NOT DISTINCT".into());
    }
    if let Some(predicate) = &index.predicate {
        notes.push(format!("WHERE {predicate}"));
    }
    if !notes.is_empty() {
        settings.push(format!("note: {}", text::string(&notes.join("\n"))));
    }
    format!("{keys} [{}]", settings.join(", "))
}

/// What DBML cannot say of a key: `created_at DESC NULLS LAST`.
fn key_note(key: &IndexKey) -> Option<String> {
    let mut words = Vec::new();
    if let Some(collation) = &key.collation {
        words.push(format!("COLLATE {collation}"));
    }
    if let Some(opclass) = &key.opclass {
        words.push(opclass.to_string());
    }
    if key.order == SortOrder::Descending {
        words.push("DESC".into());
    }
    match key.nulls {
        Some(NullsOrder::First) => words.push("NULLS FIRST".into()),
        Some(NullsOrder::Last) => words.push("NULLS LAST".into()),
        None => {}
    }
    let (KeyTarget::Column(target) | KeyTarget::Expression(target)) = &key.target;
    (!words.is_empty()).then(|| format!("{target} {}", words.join(" ")))
}

fn checks(table: &Table) -> String {
    let lines: Vec<String> = table
        .checks
        .mapped(|check| format!("{} [name: {}]", text::expression(&check.expression), text::string(&check.name)));
    section("checks", &lines)
}

fn section(name: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut out = format!("\n  {name} {{\n");
    for line in lines {
        out.push_str(&format!("    {line}\n"));
    }
    out + "  }\n"
}

/// The table's words, and what DBML has no syntax for.
fn note(schema: &Schema, table: &Table, left_out: &[String]) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    if let Some(deprecated) = &table.annotations.deprecated {
        parts.push(format!("Deprecated. {deprecated}").trim_end().to_owned());
    }
    parts.push_all(words(&table.annotations).map(str::to_owned));
    if let Some(partition_of) = &table.partition_of {
        parts.push(format!("Partition of {} {}", schema.identifier(&partition_of.table), partition_of.bound));
    }
    if let Some(partitioning) = &table.partitioning {
        let keys: Vec<&str> = partitioning.keys.mapped(|key| match &key.target {
            KeyTarget::Column(target) | KeyTarget::Expression(target) => target.as_str(),
        });
        parts.push(format!("Partitioned by {} ({})", partitioning.strategy, keys.join(", ")));
    }
    if !table.inherits.is_empty() {
        let parents: Vec<String> = table.inherits.mapped(|id| schema.identifier(id));
        parts.push(format!("Inherits {}", parents.join(", ")));
    }
    parts.push_all(table.exclusions.iter().map(|exclusion| {
        let elements: Vec<String> = exclusion.elements.mapped(|(key, operator)| match &key.target {
            KeyTarget::Column(target) | KeyTarget::Expression(target) => format!("{target} WITH {operator}"),
        });
        format!("Exclusion {}: {} ({})", exclusion.name, exclusion.method, elements.join(", "))
    }));
    parts.push_all(left_out.iter().cloned());
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}
