//! A table: what it is, its prose, and what follows from it.

use crate::list::{IteratorExt, VecExt};
use crate::ordered::Map;
use crate::sort;

use super::context::{Context, action, add_words, annotations, names, namespace, pairs, text, words};
use super::{constraint, field};
use crate::analyze::{self, TableAnalysis, table_facts};
use crate::json::{Object, Value, canonical, list};
use crate::model::{self, TableKind, TableOptions};
use crate::render::queries::{self, Subject};
use crate::render::{Format, example};

/// The table at a position of the schema.
pub(super) fn table(context: &Context<'_>, position: usize, table: &model::Table) -> Value {
    let facts = table_facts(context.schema, table);
    let unknown = TableAnalysis::default();
    let analysis = context.input.analysis.tables.get(position).unwrap_or(&unknown);
    let tags = &table.annotations;
    let mut object = Object::default();
    object.set("name", &table.id.name);
    object.add("namespace", namespace(&table.id));
    object.add("source_name", &table.source_name);
    object.set("kind", table.kind.as_str());
    let role = analysis.role.map(analyze::TableRole::as_str);
    if !context.is_snapshot {
        object.add("role", role);
    }
    object.add("comment", &tags.comment);
    object.add("definition", context.definition(&table.definition));
    let written = examples(tags);
    let has_none = written.is_empty() && !context.is_snapshot;
    let derived = if has_none { example::derived(context.input, position) } else { None };
    let derived = derived.and_then(Result::ok).map(|(record, _)| record.sorted().into());
    let mut inferred: Vec<Value> = Vec::new();
    inferred.push_all(role.map(|_| "role".into()));
    inferred.push_all(derived.as_ref().map(|_| "examples".into()));
    object.add("inferred", inferred);
    add_words(&mut object, tags);
    object.add("annotations", annotations(tags).sorted());
    object.add("usage", &tags.usage);
    object.add("known_issues", list(&tags.issues, named));
    object.add("location", context.location(table.definition.span));
    object.set("fields", field::fields(context, table, &facts));
    add_constraints(&mut object, context, table, analysis);
    object.add("inherits", context.identifiers(&table.inherits));
    if let Some(options) = table.options.as_deref() {
        add_options(&mut object, context, options);
    }
    if !context.is_snapshot {
        object.add("relationships", relationships(context, analysis));
    }
    object.add("access_patterns", access_patterns(context, table, analysis));
    if !context.is_snapshot {
        object.add("queries", queries(context, table, analysis));
    }
    object.add("state_flow", list(&facts.state_flows, state_flow));
    object.add("migrations", list(&table.migrations, |step| migration(context, step)));
    object.add("examples", derived.map_or(written, |record| vec![record]));
    object.add("ai_context", ai_context(tags));
    if !context.is_snapshot {
        object.add("documentation", documentation(context, position));
    }
    object.into()
}

fn add_constraints(object: &mut Object, context: &Context<'_>, table: &model::Table, analysis: &TableAnalysis) {
    let serves = served_patterns(table, analysis);
    let serves = |index: &model::Index| serves.get(index.name.as_str()).map(Vec::as_slice).unwrap_or_default();
    object.add(
        "primary_key",
        match &table.primary_key {
            Some(key) => constraint::primary_key(key),
            None if table.kind == TableKind::Document => constraint::document_key(),
            None => Value::Null,
        },
    );
    object.add("unique", list(&table.unique, constraint::unique));
    object.add("foreign_keys", list(&table.foreign_keys, constraint::foreign_key));
    object.add("checks", list(&table.checks, constraint::check));
    object.add("exclusions", list(&table.exclusions, constraint::exclusion));
    object.add("indexes", list(&table.indexes, |index| constraint::index(index, serves(index))));
    object.add("triggers", list(&table.triggers, |trigger| constraint::trigger(context, trigger)));
    object.add("policies", list(&table.policies, constraint::policy));
    object.add("row_security", constraint::row_security(table.row_security));
    object.add("partitioning", constraint::partitioning(context, table));
    object.add("partition_of", constraint::partition_of(context, table));
}

fn add_options(object: &mut Object, context: &Context<'_>, options: &TableOptions) {
    object.add("storage", pairs(&options.storage));
    object.add("unlogged", options.unlogged);
    object.add("tablespace", &options.tablespace);
    object.add("access_method", &options.access_method);
    object.add("of_type", options.of_type.as_ref().map(|id| context.identifier(id)));
    object.add("server", &options.server);
    object.add("server_options", &options.server_options);
    object.add("replica_identity", &options.replica_identity);
    object.add("cluster_on", &options.cluster_on);
    object.add("database_owner", &options.owner);
    object.add("engine", &options.engine);
    object.add("charset", &options.charset);
    object.add("collation", &options.collation);
    object.add("strict", options.strict);
    object.add("without_rowid", options.without_rowid);
}

fn relationships(context: &Context<'_>, analysis: &TableAnalysis) -> Object {
    let mut object = Object::default();
    object.add("outgoing", list(&analysis.outgoing, |r| relationship(context, r)));
    object.add("incoming", list(&analysis.incoming, |r| relationship(context, r)));
    object
}

fn relationship(context: &Context<'_>, relationship: &analyze::Relationship) -> Value {
    let mut object = Object::default();
    object.set("table", context.table_name(relationship.table));
    object.set("type", relationship.cardinality.as_str());
    if let [key] = relationship.keys.as_slice() {
        object.add("key", key);
    }
    object.add("keys", &relationship.keys);
    object.add("referenced", &relationship.referenced);
    object.add("on_delete", action(relationship.on_delete));
    object.add("on_update", action(relationship.on_update));
    object.add("optional", relationship.optional);
    object.add("cardinality", &relationship.referencing_end);
    object.add("label", &relationship.label);
    object.set("origin", relationship.origin.as_str());
    object.add("through", relationship.through.map(|table| context.table_name(table)));
    object.into()
}

fn access_patterns(context: &Context<'_>, table: &model::Table, analysis: &TableAnalysis) -> Vec<Value> {
    let pattern = |(i, pattern): (usize, &model::AccessPattern)| {
        let through_index = || pattern.index.as_ref().map(|index| format!("{index} index"));
        let mut object = Object::default();
        object.set("name", &pattern.name);
        object.add("description", &pattern.description);
        object.add("query_pattern", pattern.pattern.clone().or_else(through_index));
        object.add("query", &pattern.query);
        object.add("index", &pattern.index);
        object.add("frequency", pattern.frequency.map(model::Frequency::as_str));
        if let (Some(function), Some(span)) = (&pattern.function, pattern.span) {
            let mut location = Object::default();
            location.set("file", context.schema.files.path(span));
            location.set("function", function);
            object.set("location", location);
        }
        let access = analysis.access.get(i);
        object.add("covered_by", access.map(|access| &access.covered_by));
        object.add("uses", list(access.map_or(&[][..], |access| &access.uses), |used| table_use(context, used)));
        object.into()
    };
    let mut patterns = table.annotations.access.iter().enumerate().map(pattern).collect_vec();
    patterns.push_all(analysis.code.iter().filter_map(|&query| code_query(context, table, query)));
    patterns
}

/// A query of the program's code that asks something of a table.
fn code_query(context: &Context<'_>, table: &model::Table, position: usize) -> Option<Value> {
    let query = context.schema.code_queries.get(position)?;
    let (analysis, file) = (context.input.analysis, context.schema.files.path(query.call));
    let mut location = Object::default();
    location.set("file", file);
    location.add("line", context.input.layout.line(context.schema, query.call));
    location.add("function", &query.function);
    let mut object = Object::default();
    object.set("name", if query.function.is_empty() { file } else { &query.function });
    object.set("query", &query.sql);
    object.set("location", location);
    let own = context.schema.table_index(&table.id)?;
    object.add("covered_by", analysis.serves_code(context.schema, position, own));
    let uses = analysis.code.get(position).map_or(&[][..], |access| &access.uses);
    object.add("uses", list(uses, |used| table_use(context, used)));
    object.set("origin", "inferred");
    Some(object.into())
}

fn table_use(context: &Context<'_>, used: &analyze::TableUse) -> Value {
    let mut object = Object::default();
    object.set("table", context.table_name(used.table));
    object.set("action", used.action);
    object.add("by", &used.by);
    object.add("order", &used.order);
    object.add("covered_by", &used.covered_by);
    object.into()
}

/// What the page shows as common queries.
fn queries(context: &Context<'_>, table: &model::Table, analysis: &TableAnalysis) -> Vec<Value> {
    let subject = Subject { input: context.input, table, analysis, has_rule: context.with_rules.contains(&table.id) };
    let mut list = Vec::new();
    let mut add = |query: &queries::Query, language: &str| {
        let mut object = Object::default();
        object.set("title", &query.title);
        object.set("kind", query.kind.as_str());
        object.set("language", language);
        object.set("query", &query.statement);
        list.push(object.into());
    };
    let language = if context.schema.system.has_documents() { "typescript" } else { "sql" };
    for query in &queries::queries(&subject).list {
        add(query, language);
    }
    #[cfg(feature = "typescript")]
    for query in queries::drizzle::queries(&subject).iter().flat_map(|queries| &queries.list) {
        add(query, "typescript");
    }
    list
}

/// The names of the access patterns that each index serves.
fn served_patterns<'t>(table: &'t model::Table, analysis: &'t TableAnalysis) -> Map<&'t str, Vec<String>> {
    let mut serves: Map<&str, Vec<String>> = Map::new();
    for (i, pattern) in table.annotations.access.iter().enumerate() {
        let covered_by = analysis.access.get(i).into_iter().flat_map(|a| &a.covered_by).map(String::as_str);
        let mut indexes: Vec<&str> = covered_by.chain(pattern.index.as_deref()).collect_vec();
        sort::items(&mut indexes);
        indexes.dedup();
        for index in indexes {
            serves.or_default(index).push(pattern.name.clone());
        }
    }
    serves
}

fn state_flow(flow: &analyze::StateFlow) -> Value {
    let mut object = Object::default();
    object.set("field", &flow.column);
    object.set("states", &flow.states);
    object.add(
        "transitions",
        list(&flow.transitions, |transition| {
            let mut object = Object::default();
            object.set("from", &transition.from);
            object.set("to", &transition.to);
            object.into()
        }),
    );
    object.into()
}

fn migration(context: &Context<'_>, step: &model::MigrationStep) -> Value {
    let mut object = Object::default();
    object.set("file", context.schema.files.path(step.span));
    object.add("line", context.line(step.span));
    object.set("action", step.action.as_str());
    object.add("detail", text(&step.detail));
    object.into()
}

/// Records only.
fn examples(tags: &model::Tags) -> Vec<Value> {
    let values = tags.examples.iter().filter_map(|(text, _)| canonical(text));
    values.filter(|value| matches!(value, Value::Object(_))).collect_vec()
}

fn ai_context(tags: &model::Tags) -> Object {
    let mut object = Object::default();
    object.add("common_operations", names(&tags.operations));
    object.add("security_considerations", &tags.security);
    object.add("business_rules", names(&tags.rules));
    object.add("notes", words(&[&tags.operations, &tags.rules]));
    object
}

fn named(named: &model::Named) -> Value {
    let mut object = Object::default();
    object.set("name", &named.name);
    object.add("text", &named.text);
    object.into()
}

/// The path of the table's page, where pages are written.
fn documentation(context: &Context<'_>, position: usize) -> Option<String> {
    let layout = context.input.layout;
    let has_pages = context.input.config.docs.formats.contains(&Format::Tables);
    has_pages.then(|| layout.path(layout.file(Format::Manifest), layout.table_page(position)))
}
