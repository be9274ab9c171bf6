//! Whether what annotations name is there: tables, columns, indexes, states, values.

use crate::json;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Set;
use crate::render::definition::definition_text;
use crate::sample::{domain, misfit};

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, Severity, Span, nearest};

use super::merge::Marks;
use super::object::{Object, for_each, table_at};
use super::script::is_script;
use crate::analyze::{ClosedSetOrigin, ColumnFacts, field_facts, table_facts};
use crate::config::Config;
use crate::model::{
    Column, ColumnKind, DOCUMENTS, DataType, QualifiedName, Schema, System, Table, TableKind, Trigger, split_parts,
};

/// Checks every annotation against the schema.
pub(super) fn check(schema: &Schema, config: &Config, marks: &Marks, diagnostics: &mut Diagnostics) {
    targets(schema, diagnostics);
    relationship_ends(schema, marks, diagnostics);
    for table in &schema.tables {
        closed_sets(schema, table, diagnostics);
        access_patterns(schema, table, diagnostics);
        examples(schema, table, diagnostics);
    }
    enum_values(schema, marks, diagnostics);
    configuration(schema, config, diagnostics);
}

fn stale(span: impl Into<Option<Span>>, message: String, near: Option<String>, otherwise: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(Code::StaleAnnotation, span, message);
    match near {
        Some(near) => diagnostic.with_help(format!("did you mean `{near}`?")),
        None => diagnostic.with_help(otherwise),
    }
}

/// `@see` and `@references`.
fn targets(schema: &Schema, diagnostics: &mut Diagnostics) {
    let mut sees: Vec<(String, Option<Span>)> = Vec::new();
    for_each(schema, &mut |_, annotations| sees.push_all(annotations.see.iter().cloned()));
    let others: Set<&QualifiedName> = if sees.is_empty() {
        Set::new()
    } else {
        let mut others = Set::new();
        others.extend(schema.enums.iter().map(|o| &o.id));
        others.extend(schema.domains.iter().map(|o| &o.id));
        others.extend(schema.composites.iter().map(|o| &o.id));
        others.extend(schema.ranges.iter().map(|o| &o.id));
        others.extend(schema.routines.iter().map(|o| &o.id));
        others.extend(schema.sequences.iter().map(|o| &o.id));
        others
    };
    for (target, span) in sees.iter().filter(|(target, _)| !is_address(target)) {
        let whole = relation(schema, target).is_some() || others.iter().any(|id| schema.identifier(id) == *target);
        let part = column(schema, target).is_some();
        if whole && part {
            let message = format!("`{target}` reads in two ways: as a table, and as a column of another");
            let help = "write the table with its namespace, or the column with its table's namespace";
            diagnostics.push(Diagnostic::error(Code::InvalidAnnotation, *span, message).with_help(help));
        } else if !whole && !part {
            let message = format!("there is no table or column `{target}`");
            let help = "write `TABLE`, `TABLE.COLUMN` or an address with `https://`";
            let mut diagnostic = stale(*span, message, nearest_target(schema, target), help);
            // In a program it may be a name of the program.
            if DOCUMENTS && span.is_some_and(|span| is_script(schema, span.file)) {
                diagnostic.severity = Severity::Warning;
            }
            diagnostics.push(diagnostic);
        }
    }
    let mut references: Vec<(String, Option<Span>)> = Vec::new();
    for_each(schema, &mut |_, annotations| references.push_all(annotations.references.iter().cloned()));
    for (target, span) in &references {
        let by_key = || matches!(relation(schema, target), Some(Relation::Table(table)) if has_single_key(table));
        if column(schema, target).is_none() && !by_key() {
            let message = format!("there is no column `{target}`");
            diagnostics.push(stale(*span, message, nearest_target(schema, target), "write `TABLE.COLUMN`"));
        }
    }
}

fn has_single_key(table: &Table) -> bool {
    table.kind == TableKind::Document || table.primary_key.as_ref().is_some_and(|key| key.columns.len() == 1)
}

fn is_address(target: &str) -> bool {
    target.contains("://") || target.starts_with("mailto:") || target.starts_with("www.")
}

/// A table or a view.
enum Relation<'a> {
    Table(&'a Table),
    View,
}

/// The table or view of that name.
fn relation<'a>(schema: &'a Schema, text: &str) -> Option<Relation<'a>> {
    let id = schema.parse_identifier(text)?;
    let folded = QualifiedName::new(schema.system.fold(&id.namespace), schema.system.fold(&id.name));
    for id in [id, folded] {
        if let Some(table) = schema.table(&id) {
            return Some(Relation::Table(table));
        }
        if schema.views.binary_search_by(|view| view.id.cmp(&id)).is_ok() {
            return Some(Relation::View);
        }
    }
    None
}

/// The table and the name behind the last dot.
fn split_column(schema: &Schema, text: &str) -> Option<(QualifiedName, String)> {
    let mut parts = split_parts(text)?;
    let column = parts.pop()?;
    let name = parts.pop()?;
    let namespace = match parts.pop() {
        Some(namespace) if parts.is_empty() => namespace,
        Some(_) => return None,
        None => schema.default_namespace.clone(),
    };
    Some((QualifiedName::new(namespace, name), column))
}

fn column(schema: &Schema, text: &str) -> Option<()> {
    if DOCUMENTS
        && schema.system.has_documents()
        && let Some((table, path)) = text.split_once('.')
    {
        // `users.address.street`
        let table = schema.table(&QualifiedName::new(schema.default_namespace.as_str(), table))?;
        let inside = |column: &Column| column.nested().any(|field| field.path == path);
        return (table.has_column(path) || table.columns.any(inside)).then_some(());
    }
    let (id, name) = split_column(schema, text)?;
    let folded = QualifiedName::new(schema.system.fold(&id.namespace), schema.system.fold(&id.name));
    let folded_name = schema.system.fold(&name);
    let is = |other: &str| other == name || other == folded_name;
    [id, folded].iter().find_map(|id| {
        let of_table = schema.table(id).is_some_and(|table| table.columns.any(|column| is(&column.name)));
        let view = schema.views.binary_search_by(|view| view.id.cmp(id)).ok().and_then(|v| schema.views.get(v));
        let of_view = view.is_some_and(|view| view.columns.any(|column| is(&column.name)));
        (of_table || of_view).then_some(())
    })
}

fn nearest_target(schema: &Schema, text: &str) -> Option<String> {
    if let Some((id, name)) = split_column(schema, text)
        && let Some(table) = schema.table(&id)
    {
        let column = nearest(&name, table.columns.iter().map(|column| column.name.as_str()))?;
        return Some(format!("{}.{column}", schema.identifier(&table.id)));
    }
    let (table, rest) = match split_column(schema, text) {
        Some((id, name)) => (schema.identifier(&id), Some(name)),
        None => (text.to_owned(), None),
    };
    let mut names = schema.tables.mapped(|table| schema.identifier(&table.id));
    names.push_all(schema.views.iter().map(|view| schema.identifier(&view.id)));
    let near = nearest(&table, names.iter().map(String::as_str))?;
    let Some(name) = rest else { return Some(near.to_owned()) };
    let meant = format!("{near}.{name}");
    column(schema, &meant).map(|()| meant)
}

/// Written examples against names, types, lengths, closed sets, null and what a row needs. A document's own fields are any.
fn examples(schema: &Schema, table: &Table, diagnostics: &mut Diagnostics) {
    let mut wrong = |span: Option<Span>, message: String, help: String| {
        diagnostics.push(Diagnostic::error(Code::InvalidExample, span, message).with_help(help));
    };
    let value_of = |text: &str| json::parse(text).ok().map(|parsed| parsed.value);
    let facts = table_facts(schema, table);
    let name = schema.identifier(&table.id);
    let mut check = |column: &Column, facts: &ColumnFacts, value: &json::Value, span: Option<Span>| {
        let set = facts.closed_set.as_ref().filter(|set| set.origin != ClosedSetOrigin::Stated);
        let is_known = |text: &str| set.is_none_or(|set| set.numeric || set.values.any(|value| value == text));
        let problem = match value {
            json::Value::Null if !column.nullable && !column.optional => Some("may not be null".to_owned()),
            json::Value::String(text) if !is_known(text) => {
                Some(format!("is none of `{}`", set.map(|set| set.values.join("`, `")).unwrap_or_default()))
            }
            value => misfit(schema, &column.data_type, value),
        };
        if let Some(problem) = problem {
            let shown = json::compact(value);
            let message = format!("the example `{shown}` of `{name}.{}` {problem}", column.name);
            wrong(span, message, format!("write a value of `{}`", column.data_type.native));
        }
    };
    let mut others = Vec::new();
    for (text, span) in &table.annotations.examples {
        let Some(json::Value::Object(entries)) = value_of(text) else { continue };
        let mut missing = table.columns.iter().filter(|column| is_needed(schema, table, column)).collect_vec();
        for (key, value) in &entries {
            let known = table.columns.iter().zip(&facts.columns).find(|(column, _)| {
                column.name.eq_ignore_ascii_case(key) || column.source_name.as_deref() == Some(key)
            });
            if let Some((column, facts)) = known {
                missing.keep(|other| other.name != column.name);
                check(column, facts, value, *span);
            } else if !table.has_column(key) {
                let near = nearest(key, table.columns.iter().map(|column| column.name.as_str()));
                missing.keep(|other| near != Some(&other.name));
                let help = near
                    .map_or_else(|| format!("write the columns of `{name}`"), |near| format!("did you mean `{near}`?"));
                others.push((*span, format!("an example of `{name}` has `{key}`, which is no column of it"), help));
            }
        }
        let missing = missing.iter().map(|column| format!("`{}`", column.name)).join(", ");
        if !missing.is_empty() {
            let message = format!("an example of `{name}` lacks {missing}, without which no row is let in");
            others.push((*span, message, "write what has no default and may not be null, too".to_owned()));
        }
    }
    for (column, facts) in table.columns.iter().zip(&facts.columns) {
        for (text, span) in &column.annotations.examples {
            if let Some(value) = value_of(text) {
                check(column, facts, &value, *span);
            }
        }
    }
    for (span, message, help) in others {
        wrong(span, message, help);
    }
}

/// Whether nothing but the one who inserts a row gives this column a value. A trigger that names it may do so.
fn is_needed(schema: &Schema, table: &Table, column: &Column) -> bool {
    if schema.system.has_documents() {
        return !column.optional;
    }
    let native = column.data_type.native.to_ascii_lowercase();
    let is_key =
        || table.primary_key.as_ref().is_some_and(|key| table.is_rowid(key) && key.columns.contains(&column.name));
    if column.nullable || !matches!(column.kind, ColumnKind::Plain) || table.kind == TableKind::ForeignTable {
        return false;
    }
    match schema.system {
        System::Sqlite if is_key() => return false,
        // It counts them up (rowversion), takes the first value (MySQL 8.4, The ENUM Type), or the domain has a default.
        System::SqlServer if matches!(native.as_str(), "timestamp" | "rowversion") => return false,
        System::MySql | System::MariaDb if native.starts_with("enum(") => return false,
        System::PostgreSql if domain(schema, &column.data_type).is_some_and(|domain| domain.default.is_some()) => {
            return false;
        }
        _ => {}
    }
    !table.triggers.any(|trigger| trigger.is_on("insert") && fills(schema, trigger, &column.name))
}

/// Whether a trigger may give a column of a new row a value: `NEW.name := …`.
fn fills(schema: &Schema, trigger: &Trigger, column: &str) -> bool {
    if trigger.timing != "before" {
        return trigger.timing == "instead_of";
    }
    let mut text = definition_text(schema, &trigger.definition);
    if let Some(function) = &trigger.function {
        let Some(routine) = schema.routines.find(|routine| routine.id == *function) else { return true };
        text.push_str(&definition_text(schema, &routine.definition));
    }
    let text = text.to_lowercase().replace(['"', '`'], "");
    let new = format!("new.{}", column.to_lowercase());
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    text.contains("new :=") || text.split(&new).skip(1).any(ends)
}

/// `@label` and `@cardinality` stand on columns that reference something.
fn relationship_ends(schema: &Schema, marks: &Marks, diagnostics: &mut Diagnostics) {
    for name in ["label", "cardinality"] {
        for (object, span) in marks.of(name) {
            let references = match object {
                Object::Column(t, i) => table_at(schema, t).is_some_and(|table| {
                    table.columns.get(i).is_some_and(|column| {
                        holds_id(column) || table.foreign_keys.any(|key| key.columns.contains(&column.name))
                    })
                }),
                Object::Field(t, i, n) if DOCUMENTS => table_at(schema, t).is_some_and(|table| {
                    let column = table.columns.get(i).map(Column::nested).unwrap_or_default();
                    column.get(n).is_some_and(|field| holds_id(field.column))
                }),
                Object::ForeignKey(..) => true,
                _ => false,
            };
            if !references {
                let message = format!("`@{name}` stands on {}, which references nothing", object.title(schema));
                let help =
                    "put it on a foreign key's column, or say with `@references TABLE.COLUMN` what the column means";
                diagnostics.push(Diagnostic::error(Code::InvalidAnnotation, span, message).with_help(help));
            }
        }
    }
}

/// Whether a field is a reference, or holds the id of a document somewhere inside.
fn holds_id(field: &Column) -> bool {
    fn is_of_id(data_type: &DataType) -> bool {
        data_type.as_id().is_some() || data_type.parts().into_iter().any(is_of_id)
    }
    if !DOCUMENTS || field.annotations.references.is_some() {
        return field.annotations.references.is_some();
    }
    is_of_id(&field.data_type) || field.nested().any(|inner| is_of_id(&inner.column.data_type))
}

/// `@flow` and `@values` against the closed set of the column.
fn closed_sets(schema: &Schema, table: &Table, diagnostics: &mut Diagnostics) {
    let says = |column: &Column| !column.annotations.flow.is_empty() || !column.annotations.values.is_empty();
    for column in if DOCUMENTS { table.columns.as_slice() } else { &[] } {
        for field in column.nested().iter().filter(|field| says(field.column)) {
            closed_set(schema, table, &field.path, field.column, &field_facts(schema, field.column), diagnostics);
        }
    }
    if !table.columns.any(says) {
        return;
    }
    let facts = table_facts(schema, table);
    for (column, facts) in table.columns.iter().zip(&facts.columns) {
        if says(column) {
            closed_set(schema, table, &column.name, column, facts, diagnostics);
        }
    }
}

fn closed_set(
    schema: &Schema,
    table: &Table,
    name: &str,
    column: &Column,
    facts: &ColumnFacts,
    diagnostics: &mut Diagnostics,
) {
    let title = format!("`{}.{name}`", schema.identifier(&table.id));
    let Some(set) = &facts.closed_set else {
        if !column.annotations.flow.is_empty() {
            let message = format!("`@flow` stands on {title}, which has no closed set of values");
            let help = "add a check or an enum, or state the values with `@values a, b`";
            let span = column.annotations.flow_span;
            diagnostics.push(Diagnostic::error(Code::InvalidAnnotation, span, message).with_help(help));
        }
        return;
    };
    let allowed = || format!("`{}`", set.values.join("`, `"));
    let mut reported: Set<&str> = Set::new();
    for state in column.annotations.flow.iter().flat_map(|transition| [&transition.from, &transition.to]) {
        if !set.values.contains(state) && reported.insert(state) {
            let message = format!("{title} has no state `{state}`");
            let near = nearest(state, set.values.iter().map(String::as_str));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it is one of {}", allowed()),
            };
            let span = column.annotations.flow_span;
            diagnostics.push(Diagnostic::error(Code::InvalidAnnotation, span, message).with_help(help));
        }
    }
    if set.origin == ClosedSetOrigin::Stated {
        return;
    }
    for value in &column.annotations.values {
        if !set.values.contains(&value.name) {
            let message = format!("{title} has no value `{}`", value.name);
            let near = nearest(&value.name, set.values.iter().map(String::as_str)).map(str::to_owned);
            let span = column.annotations.values_span.or(column.span);
            diagnostics.push(stale(span, message, near, &format!("it is one of {}", allowed())));
        }
    }
}

/// `@values` on enums.
fn enum_values(schema: &Schema, marks: &Marks, diagnostics: &mut Diagnostics) {
    let mut seen: Set<usize> = Set::new();
    for (object, span) in marks.of("values") {
        let Object::Enum(i) = object else { continue };
        let Some(kind) = schema.enums.get(i).filter(|_| seen.insert(i)) else { continue };
        for value in kind.annotations.values.iter().filter(|value| !kind.values.contains(&value.name)) {
            let message = format!("{} has no value `{}`", object.title(schema), value.name);
            let near = nearest(&value.name, kind.values.iter().map(String::as_str)).map(str::to_owned);
            let help = format!("it is one of `{}`", kind.values.join("`, `"));
            diagnostics.push(stale(span, message, near, &help));
        }
    }
}

/// `@access … index=NAME`.
fn access_patterns(schema: &Schema, table: &Table, diagnostics: &mut Diagnostics) {
    for pattern in &table.annotations.access {
        let Some(index) = &pattern.index else { continue };
        if !has_index(schema, table, index) {
            let message = format!("`{}` has no index `{index}`", schema.identifier(&table.id));
            let near = nearest(index, index_names(table)).map(str::to_owned);
            let help = "write the name of one of its indexes or keys, or leave `index` out";
            diagnostics.push(stale(pattern.span, message, near, help));
        }
    }
}

fn index_names(table: &Table) -> Vec<&str> {
    let mut names = table.indexes.mapped(|index| index.name.as_str());
    names.push_all(table.primary_key.as_ref().map(|key| key.name.as_str()));
    names.push_all(table.unique.iter().map(|key| key.name.as_str()));
    names.push_all(table.exclusions.iter().map(|key| key.name.as_str()));
    names.extend_from_slice(table.system_indexes());
    names
}

fn has_index(schema: &Schema, table: &Table, name: &str) -> bool {
    let folded = schema.system.fold(name);
    index_names(table).into_iter().any(|other| other == name || other == folded)
}

/// `[features]` and `[performance]`.
fn configuration(schema: &Schema, config: &Config, diagnostics: &mut Diagnostics) {
    for feature in &config.features {
        for (table, span) in &feature.tables {
            if !matches!(relation(schema, table), Some(Relation::Table(_))) {
                let message = format!("the feature `{}` names a table `{table}`, which is not there", feature.name);
                let near = nearest_target(schema, table);
                diagnostics.push(stale(*span, message, near, "remove it, or write the name that the table has now"));
            }
        }
    }
    for name in &config.performance.critical_indexes {
        let found = split_column(schema, name)
            .and_then(|(id, index)| Some(has_index(schema, schema.table(&id)?, &index)))
            .unwrap_or_default();
        if !found {
            let message = format!("`critical_indexes` names an index `{name}`, which is not there");
            let near = split_column(schema, name).and_then(|(id, index)| {
                let table = schema.table(&id)?;
                Some(format!("{}.{}", schema.identifier(&id), nearest(&index, index_names(table))?))
            });
            diagnostics.push(stale(None, message, near, "write `TABLE.INDEX`"));
        }
    }
}
