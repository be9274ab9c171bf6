//! A table's columns.

use schema_doc_runtime::manifest::{Annotation, Field, FieldContext, FieldType, Generated, Reference, SequenceOptions};
use serde_json::Value;

use super::context::{Context, action, names, namespace, one_or_more, words};
use super::{object, set_prose};
use crate::analyze::{ClosedSet, ClosedSetOrigin, ColumnFacts, TableFacts};
use crate::model::{Column, ColumnKind, DataType, Identity, LogicalType, QualifiedName, Table};
use crate::render::json;

/// The columns of a table.
pub(super) fn fields(context: &Context<'_>, table: &Table, facts: &TableFacts) -> Vec<Field> {
    let unknown = ColumnFacts::default();
    let columns = table.columns.iter().enumerate();
    columns.map(|(i, column)| field(context, table, column, facts.columns.get(i).unwrap_or(&unknown))).collect()
}

fn field(context: &Context<'_>, table: &Table, column: &Column, facts: &ColumnFacts) -> Field {
    let tags = &column.annotations;
    let sizes = sizes(&column.data_type);
    let mut field = object!(Field {
        name: column.name.clone(),
        logical_type: column.data_type.logical.as_str().to_owned(),
        native_type: column.data_type.native.clone(),
        nullable: Some(column.nullable),
        collation: column.collation.as_deref().map(str::to_owned),
        constraints: facts.constraints.iter().map(|&word| word.to_owned()).collect(),
        references: facts.foreign_key.and_then(|key| reference(table, key)),
        enum_type: enum_type(context, &column.data_type.logical),
        items: items(context, &column.data_type.logical),
        max_length: sizes.max_length,
        precision: sizes.precision,
        scale: sizes.scale,
        dimensions: sizes.dimensions,
        options: column.options.clone(),
        inherited: column.inherited,
        not_null_name: column.not_null_name.as_deref().map(str::to_owned),
        examples: tags.examples.iter().filter_map(|(text, _)| json::parse(text)).collect(),
        location: context.location(column.span),
        added_in: column.added_in.map(|file| context.schema.files.file(file).path().to_owned()),
    });
    match &column.kind {
        ColumnKind::Plain => {}
        ColumnKind::Default(expression) => field.default = Some(expression.to_string()),
        ColumnKind::Generated(generated) => {
            field.generated =
                Some(object!(Generated { expression: generated.expression.clone(), stored: generated.stored }));
        }
        ColumnKind::Identity(identity) => {
            field.identity = Some(if identity.always { "always" } else { "by_default" }.to_owned());
            field.identity_sequence = identity_sequence(context, table, column, identity);
        }
    }
    let stated = |set: &ClosedSet| set.origin == ClosedSetOrigin::Stated;
    field.stated = facts.unique_by_convention || facts.closed_set.as_ref().is_some_and(stated);
    // The values of an array's items stand there.
    if let (Some(set), None) = (&facts.closed_set, &field.items) {
        field.enum_values = values(set);
    }
    field.value_descriptions = words(&tags.values);
    set_prose!(field, tags);
    if let Some(purpose) = &tags.purpose {
        field.annotations.insert("purpose".to_owned(), Annotation::Text(purpose.clone()));
    }
    if let Some(security) = one_or_more(tags.security.clone()) {
        field.annotations.insert("security".to_owned(), security);
    }
    let rules_inferred = tags.rules.is_empty() && !facts.inferred_rules.is_empty();
    let about = object!(FieldContext {
        business_meaning: tags.meaning.clone(),
        data_sensitivity: facts.sensitivity.map(|level| level.as_str().to_owned()),
        validation_rules: if rules_inferred { facts.inferred_rules.clone() } else { names(&tags.rules) },
        notes: words(&tags.rules),
    });
    field.ai_context = Some(about).filter(|about| *about != FieldContext::default());
    if facts.sensitivity.is_some() && facts.sensitivity_inferred {
        field.inferred.push("ai_context.data_sensitivity".to_owned());
    }
    if rules_inferred {
        field.inferred.push("ai_context.validation_rules".to_owned());
    }
    field
}

fn reference(table: &Table, key: usize) -> Option<Reference> {
    let key = table.foreign_keys.get(key)?;
    Some(object!(Reference {
        table: key.table.name.clone(),
        namespace: namespace(&key.table),
        field: key.referenced.first()?.clone(),
        on_delete: action(key.on_delete),
        on_update: action(key.on_update),
    }))
}

pub(super) fn enum_type(context: &Context<'_>, logical: &LogicalType) -> Option<String> {
    match logical {
        LogicalType::Enum(id) => Some(context.identifier(id)),
        _ => None,
    }
}

fn items(context: &Context<'_>, logical: &LogicalType) -> Option<Box<FieldType>> {
    match logical {
        LogicalType::Array(inner) => Some(Box::new(field_type(context, inner))),
        _ => None,
    }
}

fn field_type(context: &Context<'_>, data_type: &DataType) -> FieldType {
    let sizes = sizes(data_type);
    let values = match &data_type.logical {
        LogicalType::Enum(id) => context.schema.enum_type(id).map(|e| e.values.iter().map(|v| v.as_str().into())),
        _ => None,
    };
    object!(FieldType {
        logical_type: data_type.logical.as_str().to_owned(),
        native_type: data_type.native.clone(),
        enum_type: enum_type(context, &data_type.logical),
        enum_values: values.into_iter().flatten().collect(),
        items: items(context, &data_type.logical),
        max_length: sizes.max_length,
        precision: sizes.precision,
        scale: sizes.scale,
        dimensions: sizes.dimensions,
    })
}

fn values(set: &ClosedSet) -> Vec<Value> {
    let value = |text: &String| {
        let number = set.numeric.then(|| json::parse(text)).flatten().filter(Value::is_number);
        number.unwrap_or_else(|| text.as_str().into())
    };
    set.values.iter().map(value).collect()
}

/// The numbers in a type's parentheses, by what they mean.
#[derive(Default)]
struct Sizes {
    max_length: Option<i64>,
    precision: Option<i64>,
    scale: Option<i64>,
    dimensions: Option<i64>,
}

fn sizes(data_type: &DataType) -> Sizes {
    let mut modifiers = data_type.modifiers().into_iter();
    let (first, second) = (modifiers.next(), modifiers.next());
    match data_type.logical {
        LogicalType::String | LogicalType::Text | LogicalType::Bytes | LogicalType::Bit => {
            Sizes { max_length: first, ..Sizes::default() }
        }
        LogicalType::Decimal => Sizes { precision: first, scale: second, ..Sizes::default() },
        LogicalType::Time | LogicalType::Timestamp | LogicalType::TimestampTz | LogicalType::Interval => {
            Sizes { precision: first, ..Sizes::default() }
        }
        LogicalType::Vector => Sizes { dimensions: first, ..Sizes::default() },
        _ => Sizes::default(),
    }
}

fn identity_sequence(
    context: &Context<'_>,
    table: &Table,
    column: &Column,
    identity: &Identity,
) -> Option<SequenceOptions> {
    let mut options = sequence_options(&identity.options);
    let usual = QualifiedName::new(&*table.id.namespace, format!("{}_{}_seq", table.id.name, column.name));
    if identity.sequence != usual && !identity.sequence.name.is_empty() {
        options.name = Some(context.identifier(&identity.sequence));
    }
    Some(options).filter(|options| *options != SequenceOptions::default())
}

pub(super) fn sequence_options(options: &crate::model::SequenceOptions) -> SequenceOptions {
    // No system has sequences beyond 64 bits.
    let number = |number: Option<i128>| number.and_then(|n| i64::try_from(n).ok());
    object!(SequenceOptions {
        native_type: options.data_type.clone(),
        start: number(options.start),
        increment: number(options.increment),
        minimum: number(options.minimum),
        maximum: number(options.maximum),
        cache: number(options.cache),
        cycle: options.cycle,
    })
}
