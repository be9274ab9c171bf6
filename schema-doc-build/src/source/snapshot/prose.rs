//! Prose and tags of a manifest's objects.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Map;

use super::item::Item;
use super::places::Places;
use crate::json::{Value, compact};
use crate::model::{AccessPattern, Annotations, Frequency, Named, Sensitivity, Tags};

/// The keys of prose, which almost every object has.
pub(super) fn read_prose(annotations: &mut Annotations, from: Item<'_>) {
    const KEYS: &[&str] =
        &["comment", "purpose", "description", "category", "deprecated", "owner", "tags", "annotations", "reason"];
    // Most objects have none.
    if KEYS.all(|key| from.value(key).is_none()) {
        return;
    }
    let tags: &mut Tags = annotations;
    tags.comment = from.optional_string("comment");
    tags.purpose = from.optional_string("purpose");
    tags.description = from.optional_string("description").or_else(|| tags.purpose.clone());
    tags.category = from.optional_string("category");
    tags.owner = from.optional_string("owner");
    tags.tags = from.texts("tags");
    tags.reason = from.optional_string("reason");
    tags.deprecated = match from.value("deprecated") {
        None => None,
        Some(Value::Boolean(_)) => Some(String::new()),
        Some(_) => from.optional_string("deprecated"),
    };
    for (name, value) in from.entries("annotations") {
        let texts = texts(value);
        let text = texts.first().cloned();
        match name {
            "since" => tags.since = text,
            "renamed_from" => tags.renamed_from = text,
            "label" => tags.label = text,
            "cardinality" => tags.cardinality = text,
            "references" => tags.references = text.map(|target| (target, None)),
            "validation" => tags.validation = text,
            "security" => tags.security = texts,
            "unique" => tags.unique = *value != Value::Boolean(false),
            "see" => tags.see = texts.into_iter().map(|target| (target, None)).collect_vec(),
            // `purpose` stands beside it too.
            _ => {}
        }
    }
}

/// One text or several.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect_vec(),
        _ => Vec::new(),
    }
}

/// Names, with the words on those that have any.
fn named(names: Vec<String>, words: &Map<&str, &str>) -> Vec<Named> {
    let with_words = |name: String| Named { text: words.get(name.as_str()).map(|&text| text.to_owned()), name };
    names.into_iter().map(with_words).collect_vec()
}

/// What only tables have.
pub(super) fn read_table(annotations: &mut Annotations, table: Item<'_>, places: &Places) {
    const KEYS: &[&str] = &["usage", "known_issues", "examples", "access_patterns", "ai_context"];
    if KEYS.all(|key| table.value(key).is_none()) {
        return;
    }
    let tags: &mut Tags = annotations;
    tags.usage = table.texts("usage");
    let issue = |issue: &Item<'_>| Named { name: issue.string("name"), text: issue.optional_string("text") };
    tags.issues = table.items("known_issues").mapped(issue);
    // Those that a manifest has derived are nobody's words.
    if !table.texts("inferred").any(|key| key == "examples") {
        tags.examples = examples(table);
    }
    let stated = table.items("access_patterns").into_iter().filter(|pattern| pattern.value("origin").is_none());
    tags.access = stated.map(|pattern| access_pattern(pattern, places)).collect_vec();
    if let Some(context) = table.item("ai_context") {
        let notes = context.named_texts("notes").into_iter().collect();
        tags.operations = named(context.texts("common_operations"), &notes);
        tags.rules = named(context.texts("business_rules"), &notes);
        tags.security = context.texts("security_considerations");
    }
}

fn access_pattern(pattern: Item<'_>, places: &Places) -> AccessPattern {
    let index = pattern.optional_string("index");
    // `by_email index` follows from the index.
    let derived = index.as_ref().map(|index| format!("{index} index"));
    AccessPattern {
        name: pattern.string("name"),
        description: pattern.optional_string("description"),
        pattern: pattern.optional_string("query_pattern").filter(|text| derived.as_ref() != Some(text)),
        query: pattern.optional_string("query"),
        frequency: pattern.optional("frequency").and_then(Frequency::from_name),
        index,
        function: pattern.item("location").and_then(|location| location.optional_string("function")),
        span: places.location(pattern),
    }
}

/// What only fields have.
pub(super) fn read_field(annotations: &mut Annotations, field: Item<'_>) {
    const KEYS: &[&str] = &["ai_context", "stated", "examples", "value_descriptions"];
    if KEYS.all(|key| field.value(key).is_none()) {
        return;
    }
    let tags: &mut Tags = annotations;
    tags.examples = examples(field);
    let words: Map<&str, &str> = field.named_texts("value_descriptions").into_iter().collect();
    if field.flag("stated") {
        let name = |value: &Value| if let Value::String(text) = value { text.clone() } else { compact(value) };
        tags.values = named(field.list("enum_values").mapped(name), &words);
    }
    let mut more = words;
    for value in &tags.values {
        more.remove(value.name.as_str());
    }
    tags.values.push_all(more.into_iter().map(|(name, text)| Named { name: name.into(), text: Some(text.into()) }));
    let Some(context) = field.item("ai_context") else { return };
    let inferred = field.texts("inferred");
    let is_inferred = |path: &str| inferred.any(|p| p == path);
    tags.meaning = context.optional_string("business_meaning");
    if !is_inferred("ai_context.data_sensitivity") {
        tags.sensitivity = context.optional("data_sensitivity").and_then(Sensitivity::from_name);
    }
    if !is_inferred("ai_context.validation_rules") {
        tags.rules = named(context.texts("validation_rules"), &context.named_texts("notes").into_iter().collect());
    }
}

/// The words on an enumerated type's values.
pub(super) fn described(values: &[String], from: Item<'_>) -> Vec<Named> {
    let words: Map<&str, &str> = from.named_texts("descriptions").into_iter().collect();
    named(values.iter().filter(|value| words.contains_key(value.as_str())).cloned().collect_vec(), &words)
}

fn examples(from: Item<'_>) -> Vec<(String, Option<schema_doc_diagnostics::Span>)> {
    from.list("examples").mapped(|value| (compact(value), None))
}
