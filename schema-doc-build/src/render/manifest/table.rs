//! A table: what it is, its prose, and what follows from it.

use std::collections::BTreeMap;

use schema_doc_runtime::manifest::{
    AccessPattern, Migration, Named, Relationship, Relationships, StateFlow, Table, TableContext, Transition,
};
use serde_json::Value;

use super::context::{Context, action, names, namespace, text, words};
use super::{constraint, field, object, set_prose};
use crate::analyze::{self, TableAnalysis, table_facts};
use crate::model;
use crate::render::{Format, json};

/// The table at a position of the schema.
pub(super) fn table(context: &Context<'_>, position: usize, table: &model::Table) -> Table {
    let schema = context.schema;
    let facts = table_facts(schema, table);
    let unknown = TableAnalysis::default();
    let analysis = context.input.analysis.tables.get(position).unwrap_or(&unknown);
    let tags = &table.annotations;
    let mut object = object!(Table {
        name: table.id.name.clone(),
        namespace: namespace(&table.id),
        kind: table.kind.as_str().to_owned(),
        role: analysis.role.map(|role| role.as_str().to_owned()),
        definition: context.definition(&table.definition),
        inferred: analysis.role.iter().map(|_| "role".to_owned()).collect(),
        usage: tags.usage.clone(),
        known_issues: tags.issues.iter().map(named).collect(),
        location: context.location(table.definition.span),
        fields: field::fields(context, table, &facts),
        primary_key: table.primary_key.as_ref().map(constraint::primary_key),
        unique: table.unique.iter().map(constraint::unique).collect(),
        foreign_keys: table.foreign_keys.iter().map(constraint::foreign_key).collect(),
        checks: table.checks.iter().map(constraint::check).collect(),
        exclusions: table.exclusions.iter().map(constraint::exclusion).collect(),
        triggers: table.triggers.iter().map(|t| constraint::trigger(context, t)).collect(),
        policies: table.policies.iter().map(constraint::policy).collect(),
        row_security: constraint::row_security(table.row_security),
        partitioning: constraint::partitioning(context, table),
        partition_of: constraint::partition_of(context, table),
        inherits: context.identifiers(&table.inherits),
        relationships: relationships(context, analysis),
        access_patterns: access_patterns(table, analysis),
        state_flow: facts.state_flows.iter().map(state_flow).collect(),
        migrations: table.migrations.iter().map(|step| migration(context, step)).collect(),
        examples: tags.examples.iter().filter_map(|(text, _)| json::parse(text)).filter(Value::is_object).collect(),
        ai_context: ai_context(tags),
        documentation: documentation(context, position),
    });
    let mut serves = served_patterns(table, analysis);
    object.indexes = table
        .indexes
        .iter()
        .map(|index| constraint::index(index, serves.remove(index.name.as_str()).unwrap_or_default()))
        .collect();
    if let Some(options) = table.options.as_deref() {
        set_options(context, &mut object, options);
    }
    set_prose!(object, tags);
    object
}

fn set_options(context: &Context<'_>, object: &mut Table, options: &model::TableOptions) {
    object.unlogged = options.unlogged;
    object.storage = options.storage.iter().cloned().collect();
    object.tablespace.clone_from(&options.tablespace);
    object.access_method.clone_from(&options.access_method);
    object.of_type = options.of_type.as_ref().map(|id| context.identifier(id));
    object.server.clone_from(&options.server);
    object.server_options.clone_from(&options.server_options);
    object.replica_identity.clone_from(&options.replica_identity);
    object.cluster_on.clone_from(&options.cluster_on);
    object.database_owner.clone_from(&options.owner);
}

fn relationships(context: &Context<'_>, analysis: &TableAnalysis) -> Option<Relationships> {
    let list = |list: &[analyze::Relationship]| list.iter().map(|r| relationship(context, r)).collect::<Vec<_>>();
    let object = object!(Relationships { outgoing: list(&analysis.outgoing), incoming: list(&analysis.incoming) });
    Some(object).filter(|object| *object != Relationships::default())
}

fn relationship(context: &Context<'_>, relationship: &analyze::Relationship) -> Relationship {
    let key = match relationship.keys.as_slice() {
        [key] => Some(key.clone()),
        _ => None,
    };
    object!(Relationship {
        table: context.table_name(relationship.table),
        relationship_type: relationship.cardinality.as_str().to_owned(),
        key: key,
        keys: relationship.keys.clone(),
        referenced: relationship.referenced.clone(),
        on_delete: action(relationship.on_delete),
        on_update: action(relationship.on_update),
        optional: relationship.optional,
        cardinality: relationship.referencing_end.clone(),
        label: relationship.label.clone(),
        origin: relationship.origin.as_str().to_owned(),
        through: relationship.through.map(|table| context.table_name(table)),
    })
}

fn access_patterns(table: &model::Table, analysis: &TableAnalysis) -> Vec<AccessPattern> {
    let pattern = |(i, pattern): (usize, &model::AccessPattern)| {
        let through_index = || pattern.index.as_ref().map(|index| format!("{index} index"));
        object!(AccessPattern {
            name: pattern.name.clone(),
            description: pattern.description.clone(),
            query_pattern: pattern.pattern.clone().or_else(through_index),
            query: pattern.query.clone(),
            index: pattern.index.clone(),
            frequency: pattern.frequency.map(|frequency| frequency.as_str().to_owned()),
            covered_by: analysis.covered_by.get(i).cloned().unwrap_or_default(),
        })
    };
    table.annotations.access.iter().enumerate().map(pattern).collect()
}

/// The names of the access patterns that each index serves.
fn served_patterns<'t>(table: &'t model::Table, analysis: &'t TableAnalysis) -> BTreeMap<&'t str, Vec<String>> {
    let mut serves: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (i, pattern) in table.annotations.access.iter().enumerate() {
        let covered_by = analysis.covered_by.get(i).into_iter().flatten().map(String::as_str);
        let mut indexes: Vec<&str> = covered_by.chain(pattern.index.as_deref()).collect();
        indexes.sort_unstable();
        indexes.dedup();
        for index in indexes {
            serves.entry(index).or_default().push(pattern.name.clone());
        }
    }
    serves
}

fn state_flow(flow: &analyze::StateFlow) -> StateFlow {
    let transition = |t: &model::Transition| object!(Transition { from: t.from.clone(), to: t.to.clone() });
    object!(StateFlow {
        field: flow.column.clone(),
        states: flow.states.clone(),
        transitions: flow.transitions.iter().map(transition).collect(),
    })
}

fn migration(context: &Context<'_>, step: &model::MigrationStep) -> Migration {
    object!(Migration {
        file: context.schema.files.path(step.span).to_owned(),
        line: context.line(step.span),
        action: step.action.as_str().to_owned(),
        detail: text(&step.detail),
    })
}

fn ai_context(tags: &model::Tags) -> Option<TableContext> {
    let object = object!(TableContext {
        common_operations: names(&tags.operations),
        security_considerations: tags.security.clone(),
        business_rules: names(&tags.rules),
        notes: words(tags.operations.iter().chain(&tags.rules)),
    });
    Some(object).filter(|object| *object != TableContext::default())
}

pub(super) fn named(named: &model::Named) -> Named {
    object!(Named { name: named.name.clone(), text: named.text.clone() })
}

/// The path of the table's page, where pages are written.
fn documentation(context: &Context<'_>, position: usize) -> Option<String> {
    let layout = context.input.layout;
    let has_pages = context.input.config.docs.formats.contains(&Format::Tables);
    has_pages.then(|| layout.path(layout.file(Format::Manifest), &layout.table_page(position)))
}
