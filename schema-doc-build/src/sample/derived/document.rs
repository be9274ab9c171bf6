//! Documents that a schema of Convex lets in: values by validators and names, with the ids of documents that are inserted before.

use super::value::value;
use super::{ROWS, Sample, Samples};
use crate::analyze::{is_time, words};
use crate::json::{self, Value};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Column, DataType, IndexKind, LogicalType, Schema, Table, TableId};
use crate::ordered::Set;
use crate::sample::derived::row::is_of_few;
use crate::sample::{Row, written};

/// A value of a document: what JSON cannot tell apart is its own.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Plain(Value),
    /// `1n`
    BigInt(String),
    /// A byte.
    Bytes(usize),
    /// The id of a document: the position of its table, and its number.
    Id(usize, usize),
    /// As many numbers as a vector index asks for.
    Vector(i64),
    Array(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// 2024-01-01 09:00 UTC, and a day, in milliseconds.
const TIME: usize = 1_704_099_600_000;
const DAY: usize = 86_400_000;

/// The documents of a schema, those that others refer to first.
pub(super) fn samples(schema: &Schema) -> Samples {
    let mut samples = Samples { tables: vec![Sample::default(); schema.tables.len()], ..Samples::default() };
    let references = schema.tables.mapped(|table| References::of(schema, table));
    let mut done = vec![false; schema.tables.len()];
    let mut late = Vec::new();
    for _ in &schema.tables {
        let mut waiting = (0..schema.tables.len()).filter(|&at| !done[at]);
        let is_free = |at: usize, to: &Set<usize>| to.iter().all(|to| *to == at || done[*to]);
        let free = waiting.clone().find(|&at| is_free(at, &references[at].all));
        // In a circle, the one that most others wait for.
        let awaited =
            |at: usize| references.iter().enumerate().filter(|(by, of)| !done[*by] && of.all.contains(&at)).count();
        let open = waiting.clone().filter(|&at| is_free(at, &references[at].needed));
        let free = free.or_else(|| open.min_by_key(|&at| std::cmp::Reverse(awaited(at))));
        let Some(at) = free.or_else(|| waiting.next()) else { break };
        match (Maker { schema, samples: &samples.tables, at }).documents() {
            Ok(sample) => samples.tables[at] = sample,
            Err(reason) => samples.tables[at].reason = Some(reason),
        }
        late.push_all(references[at].all.iter().filter(|to| !done[**to]).map(|_| at));
        done[at] = true;
        samples.order.push(vec![at]);
    }
    for at in late.into_iter().collect::<Set<_>>() {
        let changes = Maker { schema, samples: &samples.tables, at }.later();
        for (n, column, node) in changes {
            samples.tables[at].later.push((n, column, node));
        }
    }
    samples
}

/// The tables that documents of a table refer to.
#[derive(Default)]
struct References {
    all: Set<usize>,
    /// Those without which there is no document.
    needed: Set<usize>,
}

impl References {
    fn of(schema: &Schema, table: &Table) -> Self {
        let mut references = Self::default();
        for column in &table.columns {
            references.add(schema, &column.data_type, !column.optional);
        }
        references
    }

    fn add(&mut self, schema: &Schema, data_type: &DataType, needed: bool) {
        match &data_type.logical {
            LogicalType::Id(table) => {
                let Some(at) = table_of(schema, table) else { return };
                self.all.insert(at);
                if needed {
                    self.needed.insert(at);
                }
            }
            LogicalType::Array(inner) => self.add(schema, inner, false),
            LogicalType::Record(of) => self.add(schema, &of.1, false),
            LogicalType::Union(variants) => {
                for variant in variants {
                    self.add(schema, variant, needed && variants.len() == 1);
                }
            }
            LogicalType::Object(fields) => {
                for field in fields {
                    self.add(schema, &field.data_type, needed && !field.optional);
                }
            }
            _ => {}
        }
    }
}

fn table_of(schema: &Schema, id: &TableId) -> Option<usize> {
    schema.tables.position(|table| table.id.name == id.name)
}

/// Makes the documents of a table.
struct Maker<'s> {
    schema: &'s Schema,
    samples: &'s [Sample],
    at: usize,
}

impl Maker<'_> {
    fn table(&self) -> &Table {
        &self.schema.tables[self.at]
    }

    fn documents(&self) -> Result<Sample, String> {
        let mut sample = Sample::default();
        for n in 0..ROWS {
            let document = match self.document(n) {
                Ok(document) => document,
                Err(reason) if n == 0 => return Err(reason),
                Err(_) => break,
            };
            let value =
                |column: &Column| document.find(|(name, _)| *name == column.name).map(|(_, node)| self.json(node));
            sample.rows.push(Row { values: self.table().columns.mapped(value), later: Vec::new() });
            sample.documents.push(document);
        }
        Ok(sample)
    }

    /// The type of the documents, where they are not just objects of the columns.
    fn whole(&self) -> Option<&DataType> {
        self.table().options.as_ref()?.documents.as_ref()
    }

    fn document(&self, n: usize) -> Result<Vec<(String, Node)>, String> {
        let table = self.table();
        if let Some(whole) = self.whole() {
            return match self.node("", &table.id.name, whole, n) {
                Some(Node::Object(fields)) => Ok(fields),
                _ => Err("what its documents are is not known, or none of them is".to_owned()),
            };
        }
        let examples = &table.annotations.examples;
        let written = examples.get(n).and_then(|(text, _)| written(self.schema, table, text));
        let mut fields = Vec::new();
        for (at, column) in table.columns.iter().enumerate() {
            let said = written.as_ref().and_then(|row| row.values.get(at).cloned().flatten());
            let node = match said.filter(|_| is_json(&column.data_type)) {
                Some(value) => Some(Node::Plain(value)),
                None if column.optional && is_of_few(&column.name) => None,
                None => self.node(&column.name, &column.name, &column.data_type, n),
            };
            match node {
                Some(node) => fields.push((column.name.clone(), node)),
                None if column.optional => {}
                None => return Err(self.reason(column)),
            }
        }
        Ok(fields)
    }

    fn reason(&self, column: &Column) -> String {
        let mut references = References::default();
        references.add(self.schema, &column.data_type, true);
        let missing = references.needed.iter().find(|at| self.samples[**at].rows.is_empty());
        match (missing.map(|at| &self.schema.tables[*at].id), column.data_type.as_id()) {
            (_, Some(id)) if Table::is_system(&id.name) => {
                format!("`{}` needs a document of `{}`, which no mutation inserts", column.name, id.name)
            }
            (Some(id), _) | (None, Some(id)) => {
                format!("`{}` needs a document of `{}`, which gets none that is there before", column.name, id.name)
            }
            _ => format!("no value of the type `{}` of `{}` is known", column.data_type.native, column.name),
        }
    }

    /// What the fields of documents are once those that they refer to are there.
    fn later(&self) -> Vec<(usize, String, Node)> {
        let mut changes = Vec::new();
        if self.whole().is_some() {
            return changes;
        }
        for (n, document) in self.samples[self.at].documents.iter().enumerate() {
            for column in self.table().columns.iter().filter(|column| column.data_type.as_id().is_some()) {
                let before = document.find(|(name, _)| *name == column.name).map(|(_, node)| node);
                let is_open = matches!(before, None | Some(Node::Plain(Value::Null))) && !is_of_few(&column.name);
                if let Some(node) = self.node(&column.name, &column.name, &column.data_type, n)
                    && is_open
                    && matches!(node, Node::Id(to, _) if to != self.at)
                {
                    changes.push((n, column.name.clone(), node));
                }
            }
        }
        changes
    }

    /// The n-th value of a type, at a path of the document. `None` where there is none, or none is known.
    fn node(&self, path: &str, name: &str, data_type: &DataType, n: usize) -> Option<Node> {
        let native = data_type.native.as_str();
        Some(match &data_type.logical {
            LogicalType::Id(id) => {
                let to = table_of(self.schema, id)?;
                let number = if to == self.at { n.checked_sub(1)? } else { n % self.samples[to].rows.len().max(1) };
                if to != self.at && self.samples[to].rows.is_empty() {
                    return None;
                }
                Node::Id(to, number)
            }
            LogicalType::Literals(values) => {
                let text = values.get(n % values.len().max(1))?;
                match json::parse(text).ok()?.value {
                    Value::Number(number) if native.contains(&format!("v.literal({number}n)")) => Node::BigInt(number),
                    value => Node::Plain(value),
                }
            }
            LogicalType::Null => Node::Plain(Value::Null),
            LogicalType::Any if native == ANY => Node::Object(Vec::new()),
            LogicalType::Union(variants) => {
                let mut kinds = variants.iter().filter(|variant| variant.logical != LogicalType::Null).collect_vec();
                let count = kinds.len().max(1);
                kinds.rotate_left(n % count);
                let made = kinds.into_iter().find_map(|kind| self.node(path, name, kind, n));
                return made.or_else(|| data_type.has_null().then_some(Node::Plain(Value::Null)));
            }
            // Some of its fields are not known.
            LogicalType::Object(_) if native.contains('…') => return None,
            LogicalType::Object(fields) => {
                let mut made = Vec::new();
                for field in fields {
                    let dot = if path.is_empty() { "" } else { "." };
                    match self.node(&format!("{path}{dot}{}", field.name), &field.name, &field.data_type, n) {
                        Some(node) if !(field.optional && is_of_few(&field.name)) => {
                            made.push((field.name.clone(), node));
                        }
                        _ if field.optional => {}
                        _ => return None,
                    }
                }
                Node::Object(made)
            }
            LogicalType::Record(of) => {
                let value = if of.0.logical == LogicalType::String { self.node("", name, &of.1, n) } else { None };
                Node::Object(value.map(|value| (format!("key{}", n + 1), value)).into_iter().collect_vec())
            }
            LogicalType::Array(_) if self.dimensions(path).is_some() => Node::Vector(self.dimensions(path)?),
            LogicalType::Array(inner) => Node::Array(self.node("", name, inner, n).into_iter().collect_vec()),
            LogicalType::Number if is_time(name) => {
                let is_late = words(name).split('_').any(|word| super::value::LATE.contains(&word));
                Node::Plain(Value::Number((TIME + DAY * (n + usize::from(is_late))).to_string()))
            }
            LogicalType::BigInt if native == "v.int64()" => Node::BigInt((n + 1).to_string()),
            LogicalType::Bytes => Node::Bytes(n + 1),
            LogicalType::Boolean | LogicalType::Number | LogicalType::String => {
                Node::Plain(value(self.schema, name, data_type, n)?)
            }
            _ => return None,
        })
    }

    /// How many numbers a vector index of the field holds.
    fn dimensions(&self, path: &str) -> Option<i64> {
        let is_of = |index: &&crate::model::Index| {
            index.kind == IndexKind::Vector && index.keys.any(|key| key.as_column() == Some(path))
        };
        let indexes = self.table().indexes.iter().filter(is_of).collect_vec();
        let built = indexes.find(|index| !index.staged).or(indexes.first())?;
        built.dimensions.map(i64::from)
    }

    /// The value as JSON: an id as the name of the document, a vector without its numbers.
    fn json(&self, node: &Node) -> Value {
        match node {
            Node::Plain(value) => value.clone(),
            Node::BigInt(number) => Value::Number(number.clone()),
            Node::Bytes(byte) => Value::String(format!("{byte:02x}")),
            Node::Id(to, number) => Value::String(format!("{}{}", self.schema.tables[*to].id.name, number + 1)),
            Node::Vector(_) => Value::Array(Vec::new()),
            Node::Array(items) => Value::Array(items.mapped(|item| self.json(item))),
            Node::Object(fields) => Value::Object(fields.mapped(|(name, node)| (name.clone().into(), self.json(node)))),
        }
    }
}

const ANY: &str = "v.any()";

/// Whether JSON tells all values of a type apart, and none of them is known to the database alone.
fn is_json(data_type: &DataType) -> bool {
    match &data_type.logical {
        LogicalType::Id(_) | LogicalType::BigInt | LogicalType::Bytes => false,
        LogicalType::Literals(_) => !data_type.native.contains("n)"),
        LogicalType::Array(inner) => is_json(inner),
        LogicalType::Record(of) => is_json(&of.0) && is_json(&of.1),
        LogicalType::Union(variants) => variants.all(is_json),
        LogicalType::Object(fields) => fields.all(|field| is_json(&field.data_type)),
        _ => true,
    }
}
