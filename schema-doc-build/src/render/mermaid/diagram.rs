//! Boxes and the lines between them, as text that stays below Mermaid's own limits.

use std::borrow::Cow;

use crate::list::SliceExt;
use crate::ordered::Set;

use super::text;
use crate::analyze::{Cardinality, Origin, Relationship, literal_set};
use crate::model::{Column, DataType, KeyTarget, LogicalType, Schema, Table, TableId};

/// Mermaid refuses longer diagrams (`maxTextSize`); kept free for a last note.
const MAX_BYTES: usize = 49_600;
/// Mermaid refuses more lines (`maxEdges`).
const MAX_EDGES: usize = 500;

/// How much of a table its box shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Every column, with its words.
    Full,
    /// Every column, without words.
    #[cfg(feature = "book")]
    Columns,
    /// The columns of keys.
    Keys,
    /// The name.
    Name,
}

/// A line from a referenced table to a referencing one, by their positions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    pub(super) referenced: usize,
    pub(super) referencing: usize,
    ends: (&'static str, &'static str, &'static str),
    pub(super) keys: Vec<String>,
    label: String,
}

impl Edge {
    /// `users ||--o{ orders : places`
    pub(super) fn new(referenced: usize, referencing: usize, relationship: &Relationship) -> Self {
        let left = if relationship.optional { "|o" } else { "||" };
        let line = if relationship.origin == Origin::Inferred { ".." } else { "--" };
        let left = if relationship.cardinality == Cardinality::ManyToMany { "}o" } else { left };
        let right = match relationship.referencing_end.as_deref() {
            Some("one") => "||",
            Some("zero_or_one") => "o|",
            Some("one_or_more") => "|{",
            Some("zero_or_more") => "o{",
            _ if relationship.cardinality == Cardinality::OneToOne => "o|",
            _ => "o{",
        };
        let keys = relationship.keys.clone();
        let label = relationship.label.clone().unwrap_or_else(|| keys.join(", "));
        Self { referenced, referencing, ends: (left, line, right), keys, label }
    }

    /// Many rows on both sides, by way of a junction table.
    pub(super) fn through(here: usize, there: usize, junction: &str) -> Self {
        Self {
            referenced: here,
            referencing: there,
            ends: ("}o", "..", "o{"),
            keys: Vec::new(),
            label: format!("through {junction}"),
        }
    }

    /// A partition of its parent.
    pub(super) fn partition(parent: usize, partition: usize, bound: &str) -> Self {
        Self {
            referenced: parent,
            referencing: partition,
            ends: ("||", "..", "o{"),
            keys: Vec::new(),
            label: format!("partition {bound}"),
        }
    }
}

/// A diagram that is being written.
pub(super) struct Diagram<'a> {
    schema: &'a Schema,
    text: String,
    boxes: Set<usize>,
    edges: usize,
}

impl<'a> Diagram<'a> {
    pub(super) fn new(schema: &'a Schema) -> Self {
        let mut text = String::with_capacity(2 << 10);
        text.push_str("erDiagram\n");
        Self { schema, text, boxes: Set::new(), edges: 0 }
    }

    /// Adds a table's box unless it is there. `extra`: columns that are shown whatever the detail. `false`: there is no room.
    pub(super) fn table(&mut self, position: usize, detail: Detail, extra: &[String]) -> bool {
        if self.boxes.contains(&position) {
            return true;
        }
        let Some(table) = self.schema.tables.get(position) else { return true };
        let mark = self.mark();
        push_box(&mut self.text, self.schema, table, detail, extra);
        let room = self.text.len() <= MAX_BYTES;
        if !room {
            self.back_to(mark);
        }
        room && self.boxes.insert(position)
    }

    /// Adds the box of a table that does not exist yet. `false`: there is no room.
    pub(super) fn planned(&mut self, table: &Table) -> bool {
        let (id, alias) = text::entity(self.schema, &table.id);
        let name = text::shortened(&alias.unwrap_or_else(|| self.schema.identifier(&table.id)), 200);
        let version = table.annotations.planned.as_deref().unwrap_or_default();
        let mark = format!("planned {version}");
        self.push(&format!("    {id}[{}]\n", text::quoted(&format!("{name} ({})", mark.trim_end()))))
    }

    /// Adds the lines from a table that does not exist yet to what its ids are of. `false`: there is no room.
    pub(super) fn planned_edges(&mut self, table: &Table) -> bool {
        let schema = self.schema;
        table.columns.all(|column| {
            let exists = |id: &&TableId| schema.table(id).is_some() || schema.planned.any(|table| table.id == **id);
            let Some(target) = column.data_type.as_id().filter(exists) else { return true };
            let left = if column.optional || column.nullable { "|o" } else { "||" };
            let right = match column.annotations.cardinality.as_deref() {
                Some("one") => "||",
                Some("zero_or_one") => "o|",
                Some("one_or_more") => "|{",
                _ => "o{",
            };
            let (from, _) = text::entity(schema, target);
            let (to, _) = text::entity(schema, &table.id);
            let label = column.annotations.label.as_deref().unwrap_or(&column.name);
            self.line(&format!("    {from} {left}--{right} {to} : {}\n", text::quoted(&text::shortened(label, 80))))
        })
    }

    /// Adds a line. `false`: there is no room.
    pub(super) fn edge(&mut self, edge: &Edge) -> bool {
        let (Some(referenced), Some(referencing)) =
            (self.schema.tables.get(edge.referenced), self.schema.tables.get(edge.referencing))
        else {
            return true;
        };
        let (left, line, right) = edge.ends;
        let (from, _) = text::entity(self.schema, &referenced.id);
        let (to, _) = text::entity(self.schema, &referencing.id);
        let label = text::quoted(&text::shortened(&edge.label, 80));
        self.line(&["    ", &*from, " ", left, line, right, " ", &*to, " : ", &*label, "\n"].concat())
    }

    /// Adds a line of text that is a line of the diagram. `false`: there is no room.
    pub(super) fn line(&mut self, text: &str) -> bool {
        let room = self.edges < MAX_EDGES && self.push(text);
        self.edges += usize::from(room);
        room
    }

    /// Adds text. `false`: there is no room.
    pub(super) fn push(&mut self, text: &str) -> bool {
        let room = self.text.len() + text.len() <= MAX_BYTES;
        if room {
            self.text.push_str(text);
        }
        room
    }

    /// Where the text and the lines stand.
    pub(super) fn mark(&self) -> (usize, usize) {
        (self.text.len(), self.edges)
    }

    /// Takes back what was added since.
    pub(super) fn back_to(&mut self, (bytes, edges): (usize, usize)) {
        self.text.truncate(bytes);
        self.edges = edges;
    }

    /// The text; with a box that says what was left out, if anything was.
    pub(super) fn finish(mut self, left_out: Option<String>) -> String {
        if let Some(note) = left_out {
            self.text.push_str(&format!("    left__out[{}]\n", text::quoted(&note)));
        }
        self.text
    }
}

/// Adds the box of a table: its name, and the columns that the detail asks for.
fn push_box(out: &mut String, schema: &Schema, table: &Table, detail: Detail, extra: &[String]) {
    let (id, alias) = text::entity(schema, &table.id);
    let shown = match (&table.partitioning, alias) {
        (Some(partitioning), alias) => {
            let name = alias.unwrap_or_else(|| schema.identifier(&table.id));
            Some(format!("{} (partitioned by {})", text::shortened(&name, 200), partitioning.strategy))
        }
        (None, alias) => alias.map(|name| text::shortened(&name, 200)),
    };
    out.push_str("    ");
    out.push_str(&id);
    if let Some(shown) = shown {
        out.push('[');
        // An empty name is printed as two quotes.
        text::push_quoted(out, if shown.trim().is_empty() { "\"\"" } else { &shown });
        out.push(']');
    }
    let head = out.len();
    if detail != Detail::Name || !extra.is_empty() {
        push_columns(out, table, detail, extra);
    }
    if out.len() > head {
        out.insert_str(head, " {\n");
        out.push_str("    }\n");
    } else {
        out.push('\n');
    }
}

fn push_columns(out: &mut String, table: &Table, detail: Detail, extra: &[String]) {
    let marks = KeyMarks::new(table);
    for column in table.system_columns().iter().filter(|column| column.name == Table::DOCUMENT_ID) {
        if detail != Detail::Name {
            push_attribute(out, column, "PK", detail);
        }
    }
    for column in &table.columns {
        let mark = marks.of(column);
        let show = match detail {
            Detail::Keys => mark.contains("PK") || mark.contains("FK") || column.annotations.unique,
            detail => detail != Detail::Name,
        };
        if show || extra.contains(&column.name) {
            push_attribute(out, column, mark, detail);
        }
    }
}

/// `bigint id PK "words"`
fn push_attribute(out: &mut String, column: &Column, mark: &str, detail: Detail) {
    let word = text::word(&column.name);
    let name = (word != column.name).then(|| text::shortened(&column.name, 200));
    let purpose = column.annotations.purpose.as_ref().filter(|_| detail == Detail::Full);
    let comment = match (name, purpose.map(|purpose| text::shortened(purpose, 80))) {
        (Some(name), Some(purpose)) => Some(format!("{name}: {purpose}")),
        (name, purpose) => name.or(purpose),
    };
    for part in ["        ", &*text::type_word(&type_name(column)), " ", &*word] {
        out.push_str(part);
    }
    if !mark.is_empty() {
        out.push(' ');
        out.push_str(mark);
    }
    if let Some(comment) = comment {
        out.push(' ');
        text::push_quoted(out, &comment);
    }
    out.push('\n');
}

/// The logical type; what has none in any system is called as its own system calls it.
fn type_name(column: &Column) -> Cow<'_, str> {
    let data_type = column.data_type.without_null();
    match &data_type.logical {
        LogicalType::Array(inner) => format!("{}[]", item_type_name(inner)).into(),
        LogicalType::Union(_) if literal_set(data_type).is_some() => "enum".into(),
        _ => item_type_name(data_type),
    }
}

fn item_type_name(data_type: &DataType) -> Cow<'_, str> {
    match &data_type.logical {
        // set('a','b')
        LogicalType::Other if !data_type.native.is_empty() => {
            text::shortened(data_type.native.split("('").next().unwrap_or_default(), 40).into()
        }
        logical => logical.as_str().into(),
    }
}

/// Which columns carry keys.
struct KeyMarks<'a> {
    primary: Set<&'a str>,
    foreign: Set<&'a str>,
    unique: Set<&'a str>,
}

impl<'a> KeyMarks<'a> {
    fn new(table: &'a Table) -> Self {
        let alone = |columns: &'a [String]| match columns {
            [column] => Some(table.column_of_key(column)),
            _ => None,
        };
        let index = table.indexes.iter().filter(|i| i.unique && i.predicate.is_none()).filter_map(|i| {
            match i.keys.as_slice() {
                [key] => match &key.target {
                    KeyTarget::Column(name) => Some(name.as_str()),
                    KeyTarget::Expression(_) => None,
                },
                _ => None,
            }
        });
        Self {
            primary: table
                .primary_key
                .iter()
                .flat_map(|key| &key.columns)
                .map(|part| table.column_of_key(part))
                .collect(),
            foreign: table.foreign_keys.iter().flat_map(|key| &key.columns).map(String::as_str).collect(),
            unique: table.unique.iter().filter_map(|key| alone(&key.columns)).chain(index).collect(),
        }
    }

    /// `PK,FK`
    fn of(&self, column: &Column) -> &'static str {
        let name = column.name.as_str();
        let foreign = self.foreign.contains(name) || column.annotations.references.is_some();
        let unique = self.unique.contains(name) || column.annotations.unique;
        match (self.primary.contains(name), foreign, unique) {
            (true, true, true) => "PK,FK,UK",
            (true, true, false) => "PK,FK",
            (true, false, true) => "PK,UK",
            (true, false, false) => "PK",
            (false, true, true) => "FK,UK",
            (false, true, false) => "FK",
            (false, false, true) => "UK",
            (false, false, false) => "",
        }
    }
}
