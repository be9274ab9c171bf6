//! `visualization.dbml`: the schema for dbdiagram and other DBML tools.

mod reference;
mod table;
mod text;

use std::borrow::Cow;

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Set;

use super::words::words;
use super::{Artifact, Format, Input, Renderer, header};
use crate::analyze::literal_set;
use crate::model::{Annotations, Column, LogicalType, QualifiedName, Table};
use reference::References;

/// Makes the DBML file.
#[derive(Debug)]
pub(crate) struct Dbml;

impl Renderer for Dbml {
    fn format(&self) -> Format {
        Format::Dbml
    }

    fn render<'a>(&'a self, input: Input<'a>) -> Box<dyn Iterator<Item = Artifact<'a>> + 'a> {
        super::single(input, |input| Artifact::new(Format::Dbml, input.layout.file(Format::Dbml), document(input)))
    }
}

fn document(input: Input) -> String {
    let schema = input.schema;
    let mut out = format!("{}\n\n", header::DBML);
    out.push_str(&project(input));
    for enum_type in &schema.enums {
        out.push('\n');
        out.push_str(&enumeration(&qualified(&enum_type.id), &enum_type.values, &enum_type.annotations));
    }
    for table in &schema.tables {
        for column in &table.columns {
            if let Some(values) = inline_values(column) {
                out.push('\n');
                out.push_str(&enumeration(&inline_enum(table, column), &values, &column.annotations));
            }
        }
    }
    let references = References::new(schema);
    for (position, table) in schema.tables.iter().enumerate() {
        out.push('\n');
        table::push(&mut out, schema, table, references.left_out(position));
    }
    if !references.text().is_empty() {
        out.push('\n');
        out.push_str(references.text());
    }
    out.push_str(&groups(input));
    out
}

fn project(input: Input) -> String {
    let schema = input.schema;
    let name = schema.name.as_deref().unwrap_or("schema");
    let mut out =
        format!("Project {} {{\n  database_type: {}\n", text::name(name), text::string(schema.system.title()));
    if let Some(purpose) = &schema.purpose {
        out.push_str(&format!("  Note: {}\n", text::block(purpose, "  ")));
    }
    out + "}\n"
}

/// A name with its namespace, unless that is DBML's own default (`public`).
fn qualified(id: &QualifiedName) -> Cow<'_, str> {
    if id.namespace.is_empty() || id.namespace == "public" {
        text::name(&id.name)
    } else {
        format!("{}.{}", text::name(&id.namespace), text::name(&id.name)).into()
    }
}

/// The texts that a column's own type holds: `enum('a','b')`, `v.union(v.literal("a"), v.literal("b"))`.
fn inline_values(column: &Column) -> Option<Vec<String>> {
    let data_type = &column.data_type;
    if data_type.logical == LogicalType::InlineEnum {
        return Some(data_type.inline_values());
    }
    let mut values = literal_set(data_type).filter(|set| !set.numeric && set.values.len() > 1)?.values;
    // A union may say a literal twice, an enum of DBML may not.
    let mut seen = Set::new();
    values.keep(|value| seen.insert(value.clone()));
    Some(values)
}

/// The name of the enum that a column's own type makes: `"film.rating"`.
fn inline_enum(table: &Table, column: &Column) -> String {
    text::name(&format!("{}.{}", table.id.name, column.name)).into_owned()
}

fn enumeration(name: &str, values: &[String], annotations: &Annotations) -> String {
    let mut out = format!("Enum {name} {{\n");
    let mut taken: Set<&str> = values.iter().map(String::as_str).collect();
    for value in values {
        // An empty value is shown as two quotes; where there is such a value too, as nothing that is one.
        let shown = if value.is_empty() && !taken.insert("''") { "(empty)" } else { value.as_str() };
        let note = annotations.values.find(|named| named.name == *value).and_then(|n| n.text.as_deref());
        let note = note.map(|words| format!(" [note: {}]", text::string(words))).unwrap_or_default();
        out.push_str(&format!("  {}{note}\n", text::name(shown)));
    }
    if values.is_empty() {
        // DBML has no enum without values.
        out.push_str("  \"(no values)\"\n");
    }
    out + "}\n"
}

/// Features; a table can be in one group only, so it is in that of its first feature.
fn groups(input: Input) -> String {
    let mut out = String::new();
    let mut taken = Set::new();
    let mut names = Set::new();
    for feature in &input.analysis.features {
        let members: Vec<&QualifiedName> = feature
            .tables
            .iter()
            .filter(|&&table| taken.insert(table))
            .filter_map(|&table| input.schema.tables.get(table).map(|t| &t.id))
            .collect_vec();
        let name = text::name(&feature.name);
        if members.is_empty() || !names.insert(name.clone()) {
            continue;
        }
        let note = feature.description.as_deref().map(|words| format!(" [note: {}]", text::string(words)));
        out.push_str(&format!("\nTableGroup {name}{} {{\n", note.unwrap_or_default()));
        for id in members {
            out.push_str(&format!("  {}\n", qualified(id)));
        }
        out.push_str("}\n");
    }
    out
}
