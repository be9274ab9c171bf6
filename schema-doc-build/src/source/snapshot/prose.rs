//! Prose and tags of a manifest's objects.

use std::collections::BTreeMap;

use schema_doc_runtime::manifest::{self as published, Annotation, Deprecated};

use crate::model::{AccessPattern, Frequency, Named, Sensitivity, Tags};

/// The tags of an object that has the keys of prose.
macro_rules! read_prose {
    ($annotations:expr, $object:expr) => {{
        let object = $object;
        let prose = $crate::source::snapshot::prose::Prose {
            comment: object.comment.as_ref(),
            purpose: object.purpose.as_ref(),
            description: object.description.as_ref(),
            category: object.category.as_ref(),
            deprecated: object.deprecated.as_ref(),
            owner: object.owner.as_ref(),
            tags: &object.tags,
            annotations: &object.annotations,
        };
        if !prose.is_empty() {
            prose.read_into(&mut $annotations);
        }
    }};
}
pub(super) use read_prose;

/// The keys of prose, which almost every object has.
pub(super) struct Prose<'a> {
    pub(super) comment: Option<&'a String>,
    pub(super) purpose: Option<&'a String>,
    pub(super) description: Option<&'a String>,
    pub(super) category: Option<&'a String>,
    pub(super) deprecated: Option<&'a Deprecated>,
    pub(super) owner: Option<&'a String>,
    pub(super) tags: &'a [String],
    pub(super) annotations: &'a BTreeMap<String, Annotation>,
}

impl Prose<'_> {
    /// Most objects have none.
    pub(super) fn is_empty(&self) -> bool {
        let texts = [self.comment, self.purpose, self.description, self.category, self.owner];
        texts.iter().all(Option::is_none)
            && self.deprecated.is_none()
            && self.tags.is_empty()
            && self.annotations.is_empty()
    }

    pub(super) fn read_into(&self, tags: &mut Tags) {
        tags.comment = self.comment.cloned();
        tags.purpose = self.purpose.cloned();
        tags.description = self.description.or(self.purpose).cloned();
        tags.category = self.category.cloned();
        tags.owner = self.owner.cloned();
        tags.tags = self.tags.to_vec();
        tags.deprecated = self.deprecated.map(|deprecated| match deprecated {
            Deprecated::Text(text) => text.clone(),
            Deprecated::Flag(_) => String::new(),
        });
        for (name, value) in self.annotations {
            let texts = texts(value);
            let text = texts.first().cloned();
            match name.as_str() {
                "since" => tags.since = text,
                "renamed_from" => tags.renamed_from = text,
                "label" => tags.label = text,
                "cardinality" => tags.cardinality = text,
                "references" => tags.references = text.map(|target| (target, None)),
                "validation" => tags.validation = text,
                "security" => tags.security = texts,
                "unique" => tags.unique = *value != Annotation::Flag(false),
                "see" => tags.see = texts.into_iter().map(|target| (target, None)).collect(),
                // `purpose` stands beside it too.
                _ => {}
            }
        }
    }
}

fn texts(value: &Annotation) -> Vec<String> {
    match value {
        Annotation::Text(text) => vec![text.clone()],
        Annotation::List(texts) => texts.clone(),
        Annotation::Flag(_) => Vec::new(),
    }
}

/// Names, with the words on those that have any.
pub(super) fn named(names: &[String], words: &BTreeMap<String, String>) -> Vec<Named> {
    names.iter().map(|name| Named { name: name.clone(), text: words.get(name).cloned() }).collect()
}

/// What only tables have.
pub(super) fn read_table(tags: &mut Tags, table: &published::Table) {
    tags.usage.clone_from(&table.usage);
    tags.issues =
        table.known_issues.iter().map(|issue| Named { name: issue.name.clone(), text: issue.text.clone() }).collect();
    tags.examples = examples(&table.examples);
    tags.access = table.access_patterns.iter().map(access_pattern).collect();
    if let Some(context) = &table.ai_context {
        tags.operations = named(&context.common_operations, &context.notes);
        tags.rules = named(&context.business_rules, &context.notes);
        tags.security.clone_from(&context.security_considerations);
    }
}

fn access_pattern(pattern: &published::AccessPattern) -> AccessPattern {
    // `by_email index` follows from the index.
    let derived = pattern.index.as_ref().map(|index| format!("{index} index"));
    AccessPattern {
        name: pattern.name.clone(),
        description: pattern.description.clone(),
        index: pattern.index.clone(),
        pattern: pattern.query_pattern.clone().filter(|text| derived.as_ref() != Some(text)),
        query: pattern.query.clone(),
        frequency: pattern.frequency.as_deref().and_then(Frequency::from_name),
        span: None,
    }
}

/// What only fields have.
pub(super) fn read_field(tags: &mut Tags, field: &published::Field) {
    let is_inferred = |path: &str| field.inferred.iter().any(|p| p == path);
    tags.examples = examples(&field.examples);
    let described = |value: &serde_json::Value| {
        let name = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Named { text: field.value_descriptions.get(&name).cloned(), name }
    };
    if field.stated {
        tags.values = field.enum_values.iter().map(described).collect();
    }
    let said: Vec<&String> = tags.values.iter().map(|value| &value.name).collect();
    let more: Vec<Named> = field
        .value_descriptions
        .iter()
        .filter(|(name, _)| !said.contains(name))
        .map(|(name, text)| Named { name: name.clone(), text: Some(text.clone()) })
        .collect();
    tags.values.extend(more);
    let Some(context) = &field.ai_context else { return };
    tags.meaning.clone_from(&context.business_meaning);
    if !is_inferred("ai_context.data_sensitivity") {
        tags.sensitivity = context.data_sensitivity.as_deref().and_then(Sensitivity::from_name);
    }
    if !is_inferred("ai_context.validation_rules") {
        tags.rules = named(&context.validation_rules, &context.notes);
    }
}

fn examples(values: &[serde_json::Value]) -> Vec<(String, Option<schema_doc_diagnostics::Span>)> {
    values.iter().map(|value| (value.to_string(), None)).collect()
}
