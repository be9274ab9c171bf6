//! A table in DBML: columns, indexes, checks, notes.

use std::borrow::Cow;

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Set;

use super::reference::column_list;
use super::{qualified, text, words};
use crate::model::{
    Column, ColumnKind, Index, IndexKey, IndexKind, KeyTarget, LogicalType, NullsOrder, Schema, SortOrder, Table,
    TableKind,
};

pub(super) fn push(out: &mut String, schema: &Schema, table: &Table, left_out: &[String]) {
    out.push_str(&format!("Table {} {{\n", qualified(&table.id)));
    let key = table.key_columns();
    let primary = if let [column] = key.as_slice() { Some(*column) } else { None };
    let unique: Set<&str> =
        table.unique.iter().filter_map(|key| alone(&key.columns)).map(|part| table.column_of_key(part)).collect();
    for column in table.system_columns().iter().chain(&table.columns) {
        let name = column.name.as_str();
        push_column(out, schema, table, column, primary == Some(name), unique.contains(name));
    }
    if table.columns.is_empty() && table.kind != TableKind::Document {
        // DBML has no table without columns.
        out.push_str("  \"(no columns)\" none\n");
    }
    indexes(out, table);
    checks(out, table);
    if let Some(note) = note(schema, table, left_out) {
        out.push_str(&format!("\n  Note: {}\n", text::block(&note, "  ")));
    }
    out.push_str("}\n");
}

/// The only column of a key.
fn alone(columns: &[String]) -> Option<&str> {
    match columns {
        [column] => Some(column.as_str()),
        _ => None,
    }
}

/// `email "character varying(255)" [not null, default: 'x', note: '…']`
fn push_column(out: &mut String, schema: &Schema, table: &Table, column: &Column, primary: bool, unique: bool) {
    for part in ["  ", &*text::name(&column.name), " ", &*column_type(schema, table, column)] {
        out.push_str(part);
    }
    let mut before = " [";
    let mut set = |key: &str, value: &str| {
        for part in [std::mem::replace(&mut before, ", "), key, value] {
            out.push_str(part);
        }
    };
    if primary {
        set("pk", "");
    }
    if !column.nullable && !column.optional {
        set("not null", "");
    }
    if unique {
        set("unique", "");
    }
    let mut note = words(&column.annotations).map(Cow::Borrowed);
    match &column.kind {
        ColumnKind::Default(expression) if starts_with_nextval(expression) => set("increment", ""),
        ColumnKind::Default(expression) => set("default: ", &text::default(expression)),
        ColumnKind::Identity(_) | ColumnKind::AutoIncrement => set("increment", ""),
        ColumnKind::Generated(generated) => {
            let kind = if generated.stored { "stored" } else { "virtual" };
            let words = note.map(|words| format!("{words}\n")).unwrap_or_default();
            note = Some(format!("{words}Generated always as ({}) {kind}", generated.expression).into());
        }
        ColumnKind::Plain => {}
    }
    if let Some(note) = note {
        set("note: ", &text::string(&note));
    }
    let has_settings = before != " [";
    out.push_str(if has_settings { "]\n" } else { "\n" });
}

fn starts_with_nextval(expression: &str) -> bool {
    expression.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("nextval("))
}

/// The system's own words; an enumerated type is a reference to it.
fn column_type<'c>(schema: &Schema, table: &Table, column: &'c Column) -> Cow<'c, str> {
    match &column.data_type.logical {
        LogicalType::Enum(id) if schema.enum_type(id).is_some() => qualified(id),
        _ if super::inline_values(column).is_some() => super::inline_enum(table, column).into(),
        _ if column.data_type.native.is_empty() => "unknown".into(),
        _ => text::name(&column.data_type.outline()).into_owned().into(),
    }
}

/// Keys of several columns, and indexes.
fn indexes(out: &mut String, table: &Table) {
    let mut lines = Vec::new();
    if let Some(key) = table.primary_key.as_ref().filter(|key| key.columns.len() > 1) {
        lines.push(format!(
            "{} [pk, name: {}]",
            column_list(&table.columns_of_key(&key.columns)),
            text::string(&key.name)
        ));
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
        lines.push(format!("{} [{}]", column_list(&table.columns_of_key(&key.columns)), settings.join(", ")));
    }
    lines.push_all(table.indexes.iter().filter(|index| !index.keys.is_empty()).map(|index| index_line(table, index)));
    section(out, "indexes", &lines);
}

/// ``(`lower(email)`, id) [type: btree, unique, name: 'by_email', note: 'WHERE active']``
fn index_line(table: &Table, index: &Index) -> String {
    let keys: Vec<Cow<str>> = index.keys.mapped(|key| match &key.target {
        // `address.city` lies in a column.
        KeyTarget::Column(name) if table.kind == TableKind::Document && !table.has_column(name) => {
            text::expression(name).into()
        }
        KeyTarget::Column(name) => text::name(name),
        KeyTarget::Expression(expression) => text::expression(expression).into(),
    });
    let keys = match keys.as_slice() {
        [key] => key.clone(),
        keys => format!("({})", keys.join(", ")).into(),
    };
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
    if index.method.is_empty() && index.kind != IndexKind::Index {
        notes.push(format!("{} index", index.kind.as_str()));
    }
    notes.push_all(index.dimensions.map(|number| format!("{number} dimensions")));
    if !index.filter_fields.is_empty() {
        notes.push(format!("narrowed by {}", index.filter_fields.join(", ")));
    }
    if index.staged {
        notes.push("staged".into());
    }
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

fn checks(out: &mut String, table: &Table) {
    let lines: Vec<String> = table
        .checks
        .mapped(|check| [&text::expression(&check.expression), " [name: ", &text::string(&check.name), "]"].concat());
    section(out, "checks", &lines);
}

fn section(out: &mut String, name: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    for part in ["\n  ", name, " {\n"] {
        out.push_str(part);
    }
    for line in lines {
        for part in ["    ", line, "\n"] {
            out.push_str(part);
        }
    }
    out.push_str("  }\n");
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
