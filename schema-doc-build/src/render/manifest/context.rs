//! What the parts of a manifest share: places, identifiers, prose, and who uses what.

use std::collections::BTreeMap;

use schema_doc_diagnostics::Span;
use schema_doc_runtime::manifest::{Annotation, Deprecated, Location};

use crate::model::{Action, Definition, LogicalType, Named, QualifiedName, Schema, Tags};
use crate::render::Input;
use crate::render::definition::definition_text;

/// The input, and what is looked up from both ends.
pub(super) struct Context<'a> {
    pub(super) input: Input<'a>,
    pub(super) schema: &'a Schema,
    /// `table.field` of each enumerated type.
    pub(super) enum_users: BTreeMap<&'a QualifiedName, Vec<String>>,
    /// `table.trigger` of each function.
    pub(super) routine_users: BTreeMap<&'a QualifiedName, Vec<String>>,
    /// Identifiers of the partitions of each table.
    pub(super) partitions: BTreeMap<&'a QualifiedName, Vec<String>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(input: Input<'a>) -> Self {
        let schema = input.schema;
        let mut context = Self {
            input,
            schema,
            enum_users: BTreeMap::new(),
            routine_users: BTreeMap::new(),
            partitions: BTreeMap::new(),
        };
        for table in &schema.tables {
            for column in &table.columns {
                if let Some(id) = enum_of(&column.data_type.logical) {
                    context.enum_users.entry(id).or_default().push(member(schema, &table.id, &column.name));
                }
            }
            for trigger in &table.triggers {
                if let Some(function) = &trigger.function {
                    let user = member(schema, &table.id, &trigger.name);
                    context.routine_users.entry(function).or_default().push(user);
                }
            }
            if let Some(partition_of) = &table.partition_of {
                let partition = schema.identifier(&table.id);
                context.partitions.entry(&partition_of.table).or_default().push(partition);
            }
        }
        for view in &schema.views {
            for trigger in &view.triggers {
                if let Some(function) = &trigger.function {
                    let user = member(schema, &view.id, &trigger.name);
                    context.routine_users.entry(function).or_default().push(user);
                }
            }
        }
        context
    }

    pub(super) fn line(&self, span: Span) -> Option<u32> {
        self.input.layout.line(self.schema, span)
    }

    pub(super) fn location(&self, span: Option<Span>) -> Option<Location> {
        let span = span?;
        let mut location = Location::default();
        self.schema.files.path(span).clone_into(&mut location.file);
        location.line = self.line(span);
        Some(location)
    }

    pub(super) fn identifier(&self, id: &QualifiedName) -> String {
        self.schema.identifier(id)
    }

    pub(super) fn identifiers(&self, ids: &[QualifiedName]) -> Vec<String> {
        ids.iter().map(|id| self.identifier(id)).collect()
    }

    pub(super) fn definition(&self, definition: &Definition) -> Option<String> {
        Some(definition_text(self.schema, definition)).filter(|text| !text.is_empty())
    }

    /// The table at a position of the analysis.
    pub(super) fn table_name(&self, position: usize) -> String {
        self.schema.tables.get(position).map(|table| self.identifier(&table.id)).unwrap_or_default()
    }
}

/// The enumerated type of a column, or of an array's items.
fn enum_of(logical: &LogicalType) -> Option<&QualifiedName> {
    match logical {
        LogicalType::Enum(id) => Some(id),
        LogicalType::Array(inner) => enum_of(&inner.logical),
        _ => None,
    }
}

/// `table.field`, `auth.users."a.b"`.
pub(super) fn member(schema: &Schema, id: &QualifiedName, name: &str) -> String {
    // Within the empty namespace a name is printed as it is anywhere.
    format!("{}.{}", schema.identifier(id), QualifiedName::new("", name).display(""))
}

pub(super) fn namespace(id: &QualifiedName) -> Option<String> {
    text(&id.namespace)
}

/// `None` where there is no text.
pub(super) fn text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// `no_action` is left out.
pub(super) fn action(action: Action) -> Option<String> {
    (action != Action::NoAction).then(|| action.as_str().to_owned())
}

pub(super) fn deferrable(initially_deferred: Option<bool>) -> Option<String> {
    initially_deferred.map(|deferred| if deferred { "initially_deferred" } else { "initially_immediate" }.to_owned())
}

/// The description, where it says more than the purpose.
pub(super) fn description(tags: &Tags) -> Option<String> {
    tags.description.clone().filter(|text| tags.purpose.as_ref() != Some(text))
}

pub(super) fn deprecated(tags: &Tags) -> Option<Deprecated> {
    let text = tags.deprecated.as_ref()?;
    Some(if text.is_empty() { Deprecated::Flag(true) } else { Deprecated::Text(text.clone()) })
}

/// The tags that have no key of their own on any object.
pub(super) fn annotations(tags: &Tags) -> BTreeMap<String, Annotation> {
    let mut annotations = BTreeMap::new();
    let mut add = |name: &str, text: Option<&String>| {
        if let Some(text) = text {
            annotations.insert(name.to_owned(), Annotation::Text(text.clone()));
        }
    };
    add("since", tags.since.as_ref());
    add("renamed_from", tags.renamed_from.as_ref());
    add("label", tags.label.as_ref());
    add("cardinality", tags.cardinality.as_ref());
    add("references", tags.references.as_ref().map(|(target, _)| target));
    add("validation", tags.validation.as_ref());
    if tags.unique {
        annotations.insert("unique".to_owned(), Annotation::Flag(true));
    }
    let see: Vec<String> = tags.see.iter().map(|(target, _)| target.clone()).collect();
    if let Some(value) = one_or_more(see) {
        annotations.insert("see".to_owned(), value);
    }
    annotations
}

/// One text, several, or nothing.
pub(super) fn one_or_more(mut texts: Vec<String>) -> Option<Annotation> {
    match texts.len() {
        0 => None,
        1 => texts.pop().map(Annotation::Text),
        _ => Some(Annotation::List(texts)),
    }
}

pub(super) fn names(named: &[Named]) -> Vec<String> {
    named.iter().map(|n| n.name.clone()).collect()
}

/// The words on those names that have any.
pub(super) fn words<'n>(named: impl IntoIterator<Item = &'n Named>) -> BTreeMap<String, String> {
    named.into_iter().filter_map(|n| Some((n.name.clone(), n.text.clone()?))).collect()
}
