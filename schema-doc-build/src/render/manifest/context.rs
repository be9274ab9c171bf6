//! What the parts of a manifest share: places, identifiers, prose, and who uses what.

use crate::list::SliceExt;
use crate::ordered::{Map, Set};

use schema_doc_diagnostics::Span;

use crate::json::{Object, Value, list};
use crate::model::{Action, Definition, LogicalType, Named, QualifiedName, Schema, Tags};
use crate::render::Input;
use crate::render::definition::definition_text;

/// The input, and what is looked up from both ends.
pub(super) struct Context<'a> {
    pub(super) input: Input<'a>,
    pub(super) schema: &'a Schema,
    /// Whether what analysis derives is left out.
    pub(super) is_snapshot: bool,
    /// `table.field` of each enumerated type.
    pub(super) enum_users: Map<&'a QualifiedName, Vec<String>>,
    /// `table.trigger` of each function.
    pub(super) routine_users: Map<&'a QualifiedName, Vec<String>>,
    /// Identifiers of the partitions of each table.
    pub(super) partitions: Map<&'a QualifiedName, Vec<String>>,
    /// Tables whose rows a rule may send elsewhere.
    pub(super) with_rules: Set<&'a QualifiedName>,
}

impl<'a> Context<'a> {
    pub(super) fn new(input: Input<'a>) -> Self {
        let schema = input.schema;
        let mut context = Self {
            input,
            schema,
            is_snapshot: false,
            enum_users: Map::new(),
            routine_users: Map::new(),
            partitions: Map::new(),
            with_rules: Set::new(),
        };
        let rules = schema.others.iter().filter(|other| other.kind == "rule");
        context.with_rules.extend(rules.filter_map(|rule| rule.table.as_ref()));
        for table in &schema.tables {
            for column in &table.columns {
                if let Some(id) = enum_of(&column.data_type.logical) {
                    context.enum_users.or_default(id).push(member(schema, &table.id, &column.name));
                }
            }
            for trigger in &table.triggers {
                if let Some(function) = &trigger.function {
                    let user = member(schema, &table.id, &trigger.name);
                    context.routine_users.or_default(function).push(user);
                }
            }
            if let Some(partition_of) = &table.partition_of {
                let partition = schema.identifier(&table.id);
                context.partitions.or_default(&partition_of.table).push(partition);
            }
        }
        for view in &schema.views {
            for trigger in &view.triggers {
                if let Some(function) = &trigger.function {
                    let user = member(schema, &view.id, &trigger.name);
                    context.routine_users.or_default(function).push(user);
                }
            }
        }
        context
    }

    pub(super) fn line(&self, span: Span) -> Option<u32> {
        self.input.layout.line(self.schema, span)
    }

    pub(super) fn location(&self, span: Option<Span>) -> Value {
        let Some(span) = span else { return Value::Null };
        let mut object = Object::default();
        object.set("file", self.schema.files.path(span));
        object.add("line", self.line(span));
        object.into()
    }

    pub(super) fn identifier(&self, id: &QualifiedName) -> String {
        self.schema.identifier(id)
    }

    pub(super) fn identifiers(&self, ids: &[QualifiedName]) -> Vec<String> {
        ids.mapped(|id| self.identifier(id))
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

pub(super) fn namespace(id: &QualifiedName) -> Option<&str> {
    text(&id.namespace)
}

/// `None` where there is no text.
pub(super) fn text(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// `no_action` is left out.
pub(super) fn action(action: Action) -> Option<&'static str> {
    (action != Action::NoAction).then(|| action.as_str())
}

pub(super) fn deferrable(initially_deferred: Option<bool>) -> Option<&'static str> {
    initially_deferred.map(|deferred| if deferred { "initially_deferred" } else { "initially_immediate" })
}

/// Adds the keys of prose, which almost every object has.
pub(super) fn add_prose(object: &mut Object, tags: &Tags) {
    object.add("comment", &tags.comment);
    add_words(object, tags);
    object.add("annotations", annotations(tags).sorted());
}

/// The keys of prose between a comment and the annotations.
pub(super) fn add_words(object: &mut Object, tags: &Tags) {
    object.add("purpose", &tags.purpose);
    // Where it says more than the purpose.
    object.add("description", tags.description.as_ref().filter(|&text| tags.purpose.as_ref() != Some(text)));
    object.add("category", &tags.category);
    match tags.deprecated.as_deref() {
        Some("") => object.set("deprecated", true),
        words => object.add("deprecated", words),
    }
    object.add("owner", &tags.owner);
    object.add("tags", &tags.tags);
}

/// The tags that have no key of their own on any object.
pub(super) fn annotations(tags: &Tags) -> Object {
    let mut object = Object::default();
    object.add("since", &tags.since);
    object.add("renamed_from", &tags.renamed_from);
    object.add("label", &tags.label);
    object.add("cardinality", &tags.cardinality);
    object.add("references", tags.references.as_ref().map(|(target, _)| target));
    object.add("validation", &tags.validation);
    object.add("unique", tags.unique);
    let see: Vec<String> = tags.see.mapped(|(target, _)| target.clone());
    object.add("see", one_or_more(&see));
    object
}

/// One text, several, or nothing.
pub(super) fn one_or_more(texts: &[String]) -> Value {
    match texts {
        [one] => one.into(),
        several => several.into(),
    }
}

pub(super) fn names(named: &[Named]) -> Value {
    list(named, |n| (&n.name).into())
}

/// The words on those names that have any.
pub(super) fn words(named: &[&[Named]]) -> Object {
    let mut object = Object::default();
    for n in named.iter().copied().flatten() {
        if let Some(text) = &n.text {
            object.entry(n.name.clone(), text);
        }
    }
    object.sorted()
}

/// Pairs of texts as a map.
pub(super) fn pairs(pairs: &[(String, String)]) -> Object {
    let mut object = Object::default();
    for (name, value) in pairs {
        object.entry(name.clone(), value);
    }
    object.sorted()
}
