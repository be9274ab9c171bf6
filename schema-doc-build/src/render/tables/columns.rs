//! The columns of a table.

use std::borrow::Cow;

#[cfg(feature = "typescript")]
use super::documents;
use super::{Context, purpose};
use crate::analyze::{ClosedSet, ClosedSetOrigin, ColumnFacts, Origin, type_rules};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Column, ColumnKind, Schema, Sensitivity};
use crate::render::markdown::{self, Table, block, cell_code, cell_text, code, heading, list, text};

/// A closed set of more values than this is told below the table.
const VALUES_IN_A_CELL: usize = 12;

/// `### Columns`.
pub(super) fn section(out: &mut String, context: &Context) {
    heading(out, 3, "Columns");
    if let Some(name) = &context.table.source_name {
        block(out, &format!("The program calls this table {}.", code(name)));
    }
    let table = columns_table(context);
    block(out, if table.is_empty() { "This table has no column." } else { &table });
    let mut notes = Vec::new();
    for (column, facts) in shown(context) {
        more(&mut notes, context, &column.name, column, facts);
        #[cfg(feature = "typescript")]
        for (field, facts) in documents::inside(context, column) {
            more(&mut notes, context, &field.path, field.column, &facts);
        }
    }
    if !notes.is_empty() {
        block(out, "More about them:");
        list(out, &notes);
    }
}

fn shown<'c>(context: &'c Context) -> impl Iterator<Item = (&'c Column, &'c ColumnFacts)> {
    context.facts.of(context.table).into_iter().filter(|(column, _)| !column.annotations.ignore)
}

/// The table of a table's columns; empty where it has none.
pub(crate) fn columns_table(context: &Context) -> String {
    if shown(context).any(|(column, _)| column.source_name.is_some()) {
        return columns_and_properties(context);
    }
    let mut rows = Table::new(&["Column", "Type", "Constraints", "Default", "Description"]);
    for (column, facts) in shown(context) {
        rows.push(&cells(context, column, facts));
        #[cfg(feature = "typescript")]
        for (field, facts) in documents::inside(context, column) {
            rows.push(&[
                documents::indented(&field),
                type_cell(context, field.column),
                constraints(context, field.column, &facts).join(", "),
                String::new(),
                description(field.column, &facts),
            ]);
        }
    }
    rows.finish()
}

/// The same, where the program has names of its own for columns.
fn columns_and_properties(context: &Context) -> String {
    let mut rows = Table::new(&["Column", "Property", "Type", "Constraints", "Default", "Description"]);
    for (column, facts) in shown(context) {
        let [name, data_type, constraints, default, description] = cells(context, column, facts);
        let property = cell_code(column.source_name.as_deref().unwrap_or(&column.name));
        rows.push(&[name, property, data_type, constraints, default, description]);
    }
    rows.finish()
}

/// Name, type, constraints, default, description.
fn cells(context: &Context, column: &Column, facts: &ColumnFacts) -> [String; 5] {
    [
        cell_code(&column.name),
        type_cell(context, column),
        constraints(context, column, facts).join(", "),
        default_cell(context, column),
        description(column, facts),
    ]
}

fn type_cell(context: &Context, column: &Column) -> String {
    if column.data_type.native.is_empty() {
        return "no type".to_owned();
    }
    let native = cell_code(&type_words(context.input.schema, column));
    let anchor = context.lookup.type_anchor(context.input.schema, &column.data_type.native);
    match anchor.and_then(|anchor| context.links.overview(&anchor)) {
        Some(url) => markdown::link(&native, &url),
        None => native,
    }
}

/// A column's type: of documents without what is inside them.
pub(crate) fn type_words<'c>(schema: &Schema, column: &'c Column) -> Cow<'c, str> {
    #[cfg(feature = "typescript")]
    if schema.system.has_documents() {
        return documents::type_words(&column.data_type).into();
    }
    let _ = schema;
    column.data_type.native.as_str().into()
}

fn default_cell(context: &Context, column: &Column) -> String {
    match &column.kind {
        ColumnKind::Plain if context.facts.system.any(|(of_system, _)| of_system.name == column.name) => {
            format!("given by {}", context.input.schema.system.title())
        }
        ColumnKind::Plain => String::new(),
        ColumnKind::Default(expression) => cell_code(expression),
        ColumnKind::Generated(generated) => {
            let stored = if generated.stored { "stored" } else { "virtual" };
            format!("{} ({stored})", cell_code(&generated.expression))
        }
        ColumnKind::AutoIncrement => "counts up".to_owned(),
        ColumnKind::Identity(identity) => {
            if identity.always { "always given by the database" } else { "given by the database" }.to_owned()
        }
    }
}

fn constraints(context: &Context, column: &Column, facts: &ColumnFacts) -> Vec<Cow<'static, str>> {
    #[cfg(feature = "typescript")]
    if context.input.schema.system.has_documents() {
        return documents::constraints(context, column, facts);
    }
    let table = context.table;
    let mut words: Vec<Cow<str>> = Vec::new();
    for &word in &facts.constraints {
        match word {
            "primary_key" => words.push("primary key".into()),
            "unique" if facts.unique_by_convention => words.push("unique by convention".into()),
            "unique" if facts.in_primary_key && !facts.constraints.contains(&"primary_key") => {
                words.push("unique".into());
            }
            "required" if facts.in_primary_key => {}
            "foreign_key" => words.push_all(references(context, column).into_iter().map(Cow::Owned)),
            "check" => {
                let of_set =
                    |position| matches!(&facts.closed_set, Some(set) if set.origin == ClosedSetOrigin::Check(position));
                let others = table
                    .checks
                    .iter()
                    .enumerate()
                    .any(|(i, check)| check.columns.contains(&column.name) && !of_set(i));
                if others {
                    words.push(context.section("check", "constraints").into());
                }
            }
            "enum" => {}
            other => words.push(other.into()),
        }
    }
    if facts.in_primary_key && !facts.constraints.contains(&"primary_key") {
        words.insert(0, "part of the primary key".into());
    }
    words.push_all(stated_references(context, column).map(Cow::Owned));
    words.push_all(facts.closed_set.as_ref().map(|set| closed_set(set).into()));
    words
}

/// `references users`, for every foreign key that the column is in.
fn references(context: &Context, column: &Column) -> Vec<String> {
    let keys =
        context.table.foreign_keys.iter().filter(|key| !key.annotations.ignore && key.columns.contains(&column.name));
    keys.map(|key| {
        let label = cell_code(&context.input.schema.identifier(&key.table));
        let page = context.input.schema.table_index(&key.table).and_then(|table| context.links.page(table));
        let target = page.map_or(label.clone(), |url| markdown::link(&label, &url));
        let others: Vec<String> = key.columns.iter().filter(|c| **c != column.name).map(|c| cell_code(c)).collect_vec();
        let with = if others.is_empty() { String::new() } else { format!(" with {}", others.join(" and ")) };
        format!("references {target}{with}")
    })
    .collect_vec()
}

/// What `@references` says.
pub(super) fn stated_references<'c>(context: &'c Context, column: &'c Column) -> impl Iterator<Item = String> + 'c {
    let stated = context.analysis.incoming.iter().filter(|r| r.origin != Origin::Declared);
    stated
        .filter(|r| r.keys.contains(&column.name))
        .map(|r| format!("refers to {} (not enforced)", context.links.table_in_cell(r.table)))
}

/// `one of active, suspended`.
pub(super) fn closed_set(set: &ClosedSet) -> String {
    let shown = if set.values.len() > VALUES_IN_A_CELL { VALUES_IN_A_CELL - 2 } else { set.values.len() };
    let values: Vec<String> = set.values.iter().take(shown).map(|value| cell_code(value)).collect_vec();
    let more = if shown < set.values.len() { format!(" and {} more", set.values.len() - shown) } else { String::new() };
    let stated = if set.origin == ClosedSetOrigin::Stated { " (stated, not enforced)" } else { "" };
    format!("one of {}{more}{stated}", values.join(", "))
}

/// The words, the sensitivity, the validation.
pub(crate) fn description(column: &Column, facts: &ColumnFacts) -> String {
    let tags = &column.annotations;
    let mut parts = Vec::new();
    if let Some(words) = &tags.deprecated {
        let words = cell_text(words);
        parts.push(if words.is_empty() { "**Deprecated.**".to_owned() } else { format!("**Deprecated:** {words}") });
    }
    let prose = tags.description.as_ref().or(tags.purpose.as_ref()).or(tags.meaning.as_ref());
    parts.push_all(prose.map(|words| cell_text(words)));
    if let Some(level) = facts.sensitivity.filter(|&level| level != Sensitivity::Public) {
        let inferred = if facts.sensitivity_inferred { " (by its name)" } else { "" };
        parts.push(format!("**{}**{inferred}", level.title()));
    }
    let mut cell = parts.join(" ");
    if let Some(validation) = &tags.validation {
        if !cell.is_empty() {
            cell.push_str(" · ");
        }
        cell.push_str(&cell_text(validation));
    }
    cell
}

/// What finds no room in the table's row, one item a column.
fn more(notes: &mut Vec<String>, context: &Context, name: &str, column: &Column, facts: &ColumnFacts) {
    let tags = &column.annotations;
    let mut parts = Vec::new();
    if tags.description.is_some() || tags.purpose.is_some() {
        parts.push_all(tags.meaning.as_ref().map(|meaning| text(meaning)));
    }
    if !tags.rules.is_empty() {
        let rules = tags.rules.iter().map(|rule| match &rule.text {
            Some(words) => format!("{} ({})", code(&rule.name), text(words)),
            None => code(&rule.name),
        });
        parts.push(format!("Rules: {}", rules.join(", ")));
    }
    // What the type says stands in the row.
    let of_type = type_rules(column);
    parts.push_all(
        facts.inferred_rules.iter().filter(|rule| !of_type.contains(rule)).map(|rule| markdown::message(rule)),
    );
    parts.push_all(tags.security.iter().map(|words| format!("Security: {}", text(words))));
    parts.push_all(tags.since.as_ref().map(|since| format!("Since {}", text(since))));
    parts.push_all(tags.renamed_from.as_ref().map(|name| format!("Renamed from {}", code(name))));
    let see: Vec<String> = tags.see.mapped(|(target, _)| purpose::see(context, target));
    if !see.is_empty() {
        parts.push(format!("See {}", see.join(", ")));
    }
    if !tags.tags.is_empty() {
        parts.push(format!("Tags: {}", tags.tags.mapped(|tag| text(tag)).join(", ")));
    }
    parts.push_all(column.collation.as_ref().map(|collation| format!("Collation {}", code(collation))));
    parts.push_all(column.options.iter().map(|option| code(option)));
    let examples = tags.examples.iter().map(|(json, _)| code(json.trim()));
    let examples: Vec<String> = examples.collect_vec();
    if !examples.is_empty() {
        parts.push(format!("For example {}", examples.join(", ")));
    }
    let mut item = parts.join(" · ");
    for value in words_on_values(context, column, facts) {
        item.push_str("\n  - ");
        item.push_str(&value);
    }
    if !item.is_empty() {
        let space = if item.starts_with('\n') { "" } else { " " };
        notes.push(format!("{}:{space}{item}", code(name)));
    }
}

/// Words on the values of a closed set; all values where the row has room for some only.
fn words_on_values(context: &Context, column: &Column, facts: &ColumnFacts) -> Vec<String> {
    let Some(set) = &facts.closed_set else { return Vec::new() };
    let of_type = match &set.origin {
        ClosedSetOrigin::Enum(id) => context.input.schema.enum_type(id).map(|e| e.annotations.values.as_slice()),
        _ => None,
    };
    let words = |value: &str| {
        let lists = [column.annotations.values.as_slice(), of_type.unwrap_or_default()];
        lists.into_iter().flatten().find(|named| named.name == value).and_then(|named| named.text.as_deref())
    };
    let cut = set.values.len() > VALUES_IN_A_CELL;
    let mut items = Vec::new();
    for value in &set.values {
        match words(value) {
            Some(words) => items.push(format!("{}: {}", code(value), text(words))),
            None if cut => items.push(code(value)),
            None => {}
        }
    }
    items
}
