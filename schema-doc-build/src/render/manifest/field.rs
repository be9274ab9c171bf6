//! A table's columns.

use super::context::{Context, action, add_words, annotations, names, namespace, one_or_more, words};
use crate::analyze::{ClosedSet, ClosedSetOrigin, ColumnFacts, TableFacts, field_facts};
use crate::json::{Object, Value, canonical, list};
use crate::list::IteratorExt;
use crate::model::{
    Column, ColumnKind, DOCUMENTS, DataType, Identity, LogicalType, QualifiedName, Sensitivity, System, Table, TableId,
};

/// The columns of a table.
pub(super) fn fields(context: &Context<'_>, table: &Table, facts: &TableFacts) -> Vec<Value> {
    let unknown = ColumnFacts::default();
    let columns = table.columns.iter().enumerate();
    columns.map(|(i, column)| field(context, table, column, facts.columns.get(i).unwrap_or(&unknown))).collect_vec()
}

fn field(context: &Context<'_>, table: &Table, column: &Column, facts: &ColumnFacts) -> Value {
    let tags = &column.annotations;
    let logical = &column.data_type.logical;
    let mut object = Object::default();
    object.set("name", &column.name);
    object.set("type", logical.as_str());
    object.set("native_type", &column.data_type.native);
    object.add("convex_type", convex_type(context, &column.data_type));
    object.add("source_name", &column.source_name);
    object.set("nullable", column.nullable);
    object.add("optional", column.optional);
    add_kind(&mut object, context, table, column);
    object.add("collation", &column.collation);
    object.add("constraints", list(&facts.constraints, |&word| word.into()));
    object.add(
        "references",
        match column.data_type.as_id() {
            Some(table) => id_reference(table),
            None => facts.foreign_key.map_or(Value::Null, |key| reference(table, key)),
        },
    );
    object.add("enum", enum_type(context, logical));
    match (logical, &facts.closed_set) {
        (LogicalType::Literals(values), _) if DOCUMENTS => object.add("enum_values", literals(values)),
        // The values of an array's items stand there.
        (LogicalType::Array(_), _) | (_, None) => {}
        (_, Some(set)) => object.add("enum_values", values(set)),
    }
    object.add("value_descriptions", words(&[&tags.values]));
    let stated = |set: &ClosedSet| set.origin == ClosedSetOrigin::Stated;
    object.add("stated", facts.unique_by_convention || facts.closed_set.as_ref().is_some_and(stated));
    add_inside(&mut object, context, table, &column.data_type);
    object.add("options", &column.options);
    object.add("inherited", column.inherited);
    object.add("not_null_name", &column.not_null_name);
    object.add("comment", &tags.comment);
    let rules_inferred = tags.rules.is_empty() && !facts.inferred_rules.is_empty();
    let mut inferred: Vec<Value> = Vec::new();
    if facts.sensitivity.is_some() && facts.sensitivity_inferred {
        inferred.push("ai_context.data_sensitivity".into());
    }
    if rules_inferred {
        inferred.push("ai_context.validation_rules".into());
    }
    object.add("inferred", inferred);
    add_words(&mut object, tags);
    let mut annotations = annotations(tags);
    annotations.add("purpose", &tags.purpose);
    annotations.add("security", one_or_more(&tags.security));
    object.add("annotations", annotations.sorted());
    let mut about = Object::default();
    about.add("business_meaning", &tags.meaning);
    about.add("data_sensitivity", facts.sensitivity.map(Sensitivity::as_str));
    about.add("validation_rules", if rules_inferred { (&facts.inferred_rules).into() } else { names(&tags.rules) });
    about.add("notes", words(&[&tags.rules]));
    object.add("ai_context", about);
    let examples: Vec<Value> = tags.examples.iter().filter_map(|(text, _)| canonical(text)).collect_vec();
    object.add("examples", examples);
    object.add("location", context.location(column.span));
    object.add("added_in", column.added_in.map(|file| context.schema.files.file(file).path()));
    object.into()
}

/// Where a column's values come from.
fn add_kind(object: &mut Object, context: &Context<'_>, table: &Table, column: &Column) {
    match &column.kind {
        ColumnKind::Plain => {}
        ColumnKind::Default(expression) => object.set("default", &**expression),
        ColumnKind::Generated(generated) => {
            let mut about = Object::default();
            about.set("expression", &generated.expression);
            about.set("stored", generated.stored);
            object.set("generated", about);
        }
        ColumnKind::AutoIncrement => object.set("auto_increment", true),
        ColumnKind::Identity(identity) => {
            object.set("identity", if identity.always { "always" } else { "by_default" });
            object.add("identity_sequence", identity_sequence(context, table, column, identity));
        }
    }
}

fn reference(table: &Table, key: usize) -> Value {
    let key = table.foreign_keys.get(key).and_then(|key| Some((key, key.referenced.first()?)));
    let Some((key, field)) = key else { return Value::Null };
    let mut object = Object::default();
    object.set("table", &key.table.name);
    object.add("namespace", namespace(&key.table));
    object.set("field", field);
    object.add("on_delete", action(key.on_delete));
    object.add("on_update", action(key.on_update));
    object.into()
}

fn enum_type(context: &Context<'_>, logical: &LogicalType) -> Option<String> {
    match logical {
        LogicalType::Enum(id) => Some(context.identifier(id)),
        _ => None,
    }
}

/// What a type is made of.
fn add_inside(object: &mut Object, context: &Context<'_>, table: &Table, data_type: &DataType) {
    match &data_type.logical {
        LogicalType::Array(inner) => object.set("items", field_type(context, table, inner)),
        LogicalType::Object(fields) if DOCUMENTS => {
            object.add("fields", list(fields, |f| field(context, table, f, &field_facts(context.schema, f))));
        }
        LogicalType::Union(variants) if DOCUMENTS => {
            object.set("variants", list(variants, |variant| field_type(context, table, variant)));
        }
        LogicalType::Record(record) if DOCUMENTS => {
            object.set("key", field_type(context, table, &record.0));
            object.set("value", field_type(context, table, &record.1));
        }
        _ => add_sizes(object, data_type),
    }
}

fn field_type(context: &Context<'_>, table: &Table, data_type: &DataType) -> Value {
    let values = match &data_type.logical {
        LogicalType::Enum(id) => context.schema.enum_type(id).map_or(Value::Null, |e| (&e.values).into()),
        LogicalType::Literals(values) if DOCUMENTS => literals(values),
        _ => Value::Null,
    };
    let mut object = Object::default();
    object.set("type", data_type.logical.as_str());
    object.set("native_type", &data_type.native);
    object.add("convex_type", convex_type(context, data_type));
    object.add("nullable", data_type.has_null());
    object.add("references", data_type.as_id().map(id_reference));
    object.add("enum", enum_type(context, &data_type.logical));
    object.add("enum_values", values);
    add_inside(&mut object, context, table, data_type);
    object.into()
}

/// The type in the words of Convex, for its schemas.
fn convex_type<'t>(context: &Context<'_>, data_type: &'t DataType) -> Option<&'t String> {
    (context.schema.system == System::Convex).then_some(&data_type.native)
}

/// What an id is of.
fn id_reference(table: &TableId) -> Value {
    let mut object = Object::default();
    object.set("table", &table.name);
    object.add("namespace", namespace(table));
    object.set("field", Table::DOCUMENT_ID);
    object.into()
}

fn literals(values: &[Box<str>]) -> Value {
    list(values, |text| canonical(text).unwrap_or_else(|| (&**text).into()))
}

fn values(set: &ClosedSet) -> Value {
    list(&set.values, |text| {
        let number = set.numeric.then(|| canonical(text)).flatten();
        number.filter(|value| matches!(value, Value::Number(_))).unwrap_or_else(|| text.into())
    })
}

/// The numbers in a type's parentheses, by what they mean.
fn add_sizes(object: &mut Object, data_type: &DataType) {
    let modifiers = data_type.modifiers();
    let (first, second) = (modifiers.first().copied(), modifiers.get(1).copied());
    match data_type.logical {
        LogicalType::String | LogicalType::Text | LogicalType::Bytes | LogicalType::Bit => {
            object.add("max_length", first);
        }
        LogicalType::Decimal => {
            object.add("precision", first);
            object.add("scale", second);
        }
        LogicalType::Time | LogicalType::Timestamp | LogicalType::TimestampTz | LogicalType::Interval => {
            object.add("precision", first);
        }
        LogicalType::Vector => object.add("dimensions", first),
        _ => {}
    }
}

fn identity_sequence(context: &Context<'_>, table: &Table, column: &Column, identity: &Identity) -> Object {
    let usual = QualifiedName::new(&*table.id.namespace, format!("{}_{}_seq", table.id.name, column.name));
    let is_usual = identity.sequence == usual || identity.sequence.name.is_empty();
    sequence_options((!is_usual).then(|| context.identifier(&identity.sequence)), &identity.options)
}

/// The options of a sequence, and its name where it has an unusual one.
pub(super) fn sequence_options(name: Option<String>, options: &crate::model::SequenceOptions) -> Object {
    // No system has sequences beyond 64 bits.
    let number = |number: Option<i128>| number.and_then(|n| i64::try_from(n).ok());
    let mut object = Object::default();
    object.add("name", name);
    object.add("native_type", &options.data_type);
    object.add("start", number(options.start));
    object.add("increment", number(options.increment));
    object.add("minimum", number(options.minimum));
    object.add("maximum", number(options.maximum));
    object.add("cache", number(options.cache));
    object.add("cycle", options.cycle);
    object
}
