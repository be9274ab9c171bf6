//! What a validator takes, and the type that it is in a document.

use schema_doc_diagnostics::Span;

use crate::json;
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Column, DataType, LogicalType, TableId};
use crate::ordered::{Map, Set};
use crate::text;

/// A validator: `convex/values`, `validators.ts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Validator {
    Null,
    Number,
    Int64,
    /// An `int64` that is the time of the commit.
    CommitTs,
    Boolean,
    String,
    Bytes,
    Any,
    /// The table's name.
    Id(Box<str>),
    Literal(Literal),
    Array(Box<Validator>),
    Object(Object),
    /// Keys and values.
    Record(Box<(Validator, Validator)>),
    Union(Vec<Validator>),
    /// An expression, as written, of which nobody knows what it takes.
    Unknown(Box<str>),
}

/// `v.literal("admin")`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) json: Box<str>,
    pub(super) kind: LiteralKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LiteralKind {
    String,
    BigInt,
    Other,
}

/// `v.object({ … })`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Object {
    pub(super) fields: Vec<Field>,
    /// There may be fields that are not known.
    pub(super) open: bool,
}

/// A field of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: Box<str>,
    pub(super) validator: Validator,
    pub(super) optional: bool,
    /// `name: v.string()`, where it was written. `None`: it was written with others at once.
    pub(super) span: Option<Span>,
}

impl Validator {
    /// The type.
    pub(super) fn data_type(&self) -> DataType {
        DataType { native: self.native(), logical: self.logical() }
    }

    fn logical(&self) -> LogicalType {
        match self {
            Self::Null => LogicalType::Null,
            Self::Number => LogicalType::Number,
            Self::Int64 | Self::CommitTs => LogicalType::BigInt,
            Self::Boolean => LogicalType::Boolean,
            Self::String => LogicalType::String,
            Self::Bytes => LogicalType::Bytes,
            Self::Any | Self::Unknown(_) => LogicalType::Any,
            Self::Id(table) => LogicalType::Id(Box::new(TableId::new("", &**table))),
            Self::Literal(literal) => LogicalType::Literals(vec![literal.json.clone()]),
            Self::Array(element) => LogicalType::Array(Box::new(element.data_type())),
            Self::Object(object) => LogicalType::Object(object.fields.mapped(Field::column)),
            Self::Record(of) => LogicalType::Record(Box::new((of.0.data_type(), of.1.data_type()))),
            Self::Union(members) => match closed_set(members) {
                Some(values) => LogicalType::Literals(values),
                None => LogicalType::Union(members.mapped(Self::data_type)),
            },
        }
    }

    /// The validator as one would write it, on one line: `v.array(v.string())`.
    pub(super) fn native(&self) -> String {
        let all = |validators: &[Self]| validators.iter().map(Self::native).join(", ");
        match self {
            Self::Null => "v.null()".to_owned(),
            Self::Number => "v.number()".to_owned(),
            Self::Int64 => "v.int64()".to_owned(),
            Self::CommitTs => "v.commitTs()".to_owned(),
            Self::Boolean => "v.boolean()".to_owned(),
            Self::String => "v.string()".to_owned(),
            Self::Bytes => "v.bytes()".to_owned(),
            Self::Any => "v.any()".to_owned(),
            Self::Id(table) => format!("v.id({})", quoted(table)),
            Self::Literal(Literal { json, kind: LiteralKind::BigInt }) => format!("v.literal({json}n)"),
            Self::Literal(Literal { json, .. }) => format!("v.literal({json})"),
            Self::Array(element) => format!("v.array({})", element.native()),
            Self::Object(object) => object.native(),
            Self::Record(of) => format!("v.record({}, {})", of.0.native(), of.1.native()),
            Self::Union(members) => format!("v.union({})", all(members)),
            Self::Unknown(written) => written.to_string(),
        }
    }
}

impl Object {
    fn native(&self) -> String {
        let open = self.open.then(|| "…".to_owned());
        let fields = self.fields.iter().map(Field::native).chain(open).join(", ");
        if fields.is_empty() { "v.object({})".to_owned() } else { format!("v.object({{ {fields} }})") }
    }
}

impl Field {
    /// The field as a column.
    pub(super) fn column(&self) -> Column {
        let data_type = self.validator.data_type();
        Column {
            name: self.name.to_string(),
            nullable: data_type.has_null(),
            data_type,
            optional: self.optional,
            span: self.span,
            ..Column::default()
        }
    }

    fn native(&self) -> String {
        let name = if is_identifier(&self.name) { self.name.to_string() } else { quoted(&self.name) };
        let validator = self.validator.native();
        if self.optional { format!("{name}: v.optional({validator})") } else { format!("{name}: {validator}") }
    }
}

/// The values, where all members of a union are literals. One alone stays a union of one, and values that are said twice stay members.
fn closed_set(members: &[Validator]) -> Option<Vec<Box<str>>> {
    let mut values: Vec<Box<str>> = Vec::new();
    for member in members {
        let Validator::Literal(literal) = member else { return None };
        values.push(literal.json.clone());
    }
    let distinct: Set<&str> = values.iter().map(|value| &**value).collect();
    (values.len() > 1 && distinct.len() == values.len()).then_some(values)
}

/// A text in double quotes, as JSON and JavaScript write it.
pub(super) fn quoted(value: &str) -> String {
    json::compact(&json::Value::String(value.to_owned()))
}

fn is_identifier(name: &str) -> bool {
    let is_start = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$');
    text::starts_with(name, is_start)
        && !text::contains(name, |c| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '$')))
}

/// The fields of documents that are objects of one kind or another: one that some of them lack may be absent, and it takes what it takes in any of them.
pub(super) fn merged(objects: &[&Object]) -> Vec<Field> {
    let mut all: Vec<(Field, Vec<Validator>, usize)> = Vec::new();
    let mut places: Map<&str, usize> = Map::new();
    for field in objects.iter().flat_map(|object| &object.fields) {
        let at = places.get(&*field.name).copied();
        if let Some((known, validators, times)) = at.and_then(|at| all.get_mut(at)) {
            known.optional |= field.optional;
            add(validators, &field.validator);
            *times += 1;
        } else {
            places.insert(&field.name, all.len());
            all.push((field.clone(), vec![field.validator.clone()], 1));
        }
    }
    let fields = all.into_iter().map(|(field, validators, times)| Field {
        optional: field.optional || times < objects.len(),
        validator: any_of(validators),
        ..field
    });
    fields.collect_vec()
}

/// What takes all that any of several different validators takes.
fn any_of(mut validators: Vec<Validator>) -> Validator {
    match validators.pop() {
        Some(only) if validators.is_empty() => return only,
        Some(last) => validators.push(last),
        None => {}
    }
    let mut members = Vec::new();
    for validator in validators {
        match validator {
            Validator::Union(inside) => inside.iter().for_each(|member| add(&mut members, member)),
            other => add(&mut members, &other),
        }
    }
    Validator::Union(members)
}

/// Adds a validator that is not among them: fields of the same types are the same, wherever they were written.
fn add(validators: &mut Vec<Validator>, validator: &Validator) {
    let native = validator.native();
    if validators.all(|known| known.native() != native) {
        validators.push(validator.clone());
    }
}
