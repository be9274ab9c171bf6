//! Which tables reference which: relationships, junction tables, features, hubs.

use crate::list::{IteratorExt, SliceExt};
use crate::ordered::Map;

use super::Context;
use crate::analyze::graph;
use crate::analyze::{Cardinality, Origin, Relationship};
use crate::model::{Action, System, TableKind};
use crate::render::markdown::{Table, block, cell_code, cell_text, count, heading, text};

/// A table that so many others reference is a hub.
const HUB: usize = 3;

/// How many hubs are shown.
const HUBS: usize = 25;

/// How many keys stand for the edges between two features.
const KEYS_BETWEEN: usize = 5;

/// `## Relationships`: every one, at its referencing table.
pub(super) fn relationships(out: &mut String, context: &Context) {
    heading(out, 2, "Relationships");
    let schema = context.input.schema;
    let headings = ["From", "Key", "To", "Cardinality", "On delete", "On update", "Said by"];
    let mut rows = Table::new(&headings);
    for (position, analysis) in context.input.analysis.tables.iter().enumerate() {
        for relationship in &analysis.incoming {
            let joined = |names: &[String]| names.mapped(|n| cell_code(n)).join(", ");
            let parent = schema.tables.get(relationship.table);
            let primary = parent.is_some_and(|parent| parent.is_key(&relationship.referenced));
            let mut to = context.links.table_in_cell(relationship.table);
            if !primary && !relationship.referenced.is_empty() {
                to.push_str(&format!(" ({})", joined(&relationship.referenced)));
            }
            let mut key = joined(&relationship.keys);
            key.extend(relationship.label.iter().map(|label| format!(" ({})", cell_text(label))));
            rows.push(&[
                context.links.table_in_cell(position),
                key,
                to,
                cardinality(relationship.cardinality, relationship.optional, relationship.referencing_end.as_deref()),
                action(relationship.on_delete),
                action(relationship.on_update),
                said_by(relationship, schema.system).to_owned(),
            ]);
        }
    }
    if rows.is_empty() {
        block(out, "No table references another.");
    }
    block(out, &rows.finish());
    let alone: Vec<usize> = (0..schema.tables.len())
        .filter(|&t| context.is_shown(t) && context.graph.references.get(t).is_none_or(Vec::is_empty))
        .filter(|&t| context.graph.referenced_by.get(t).is_none_or(Vec::is_empty))
        .filter(|&t| schema.tables.get(t).is_some_and(|t| t.kind != TableKind::Partition))
        .collect_vec();
    if !alone.is_empty() {
        let names: Vec<String> = alone.mapped(|&t| context.links.table(t));
        block(
            out,
            &format!("Without any relationship ({}): {}.", count(alone.len(), "table", "tables"), names.join(", ")),
        );
    }
}

/// `many to one, optional`.
fn cardinality(cardinality: Cardinality, optional: bool, stated: Option<&str>) -> String {
    let words = match cardinality {
        Cardinality::OneToOne => "one to one",
        Cardinality::OneToMany => "one to many",
        Cardinality::ManyToOne => "many to one",
        Cardinality::ManyToMany => "many to many",
    };
    let optional = if optional { ", optional" } else { "" };
    let stated = stated.map(|end| format!(" ({} at this end)", text(&end.replace('_', " ")))).unwrap_or_default();
    format!("{words}{optional}{stated}")
}

fn action(action: Action) -> String {
    match action {
        Action::NoAction => String::new(),
        other => other.sql().to_lowercase(),
    }
}

fn said_by(relationship: &Relationship, system: System) -> &'static str {
    match relationship.origin {
        Origin::Declared if system.has_documents() => "type of the field, not enforced",
        Origin::Declared if !relationship.enforced => "foreign key, not enforced",
        Origin::Declared => "foreign key",
        Origin::Annotated => "annotation, not enforced",
        Origin::Inferred => "inferred, not enforced",
    }
}

/// `## Junction tables`.
pub(super) fn junctions(out: &mut String, context: &Context) {
    let mut rows = Table::new(&["Junction table", "Ties", "To"]);
    for junction in graph::junctions(context.input.analysis) {
        let cell = |table| context.links.table_in_cell(table);
        rows.push(&[cell(junction.table), cell(junction.ends.0), cell(junction.ends.1)]);
    }
    if !rows.is_empty() {
        heading(out, 2, "Junction tables");
        block(out, "Each row of such a table ties one row to another: many to many.");
        block(out, &rows.finish());
    }
}

/// `## Features`, and the references between them.
pub(super) fn features(out: &mut String, context: &Context) {
    let (schema, analysis) = (context.input.schema, context.input.analysis);
    if analysis.features.is_empty() {
        return;
    }
    heading(out, 2, "Features");
    let mut rows = Table::new(&["Feature", "Tables", "Description"]);
    for feature in &analysis.features {
        let mut words: Vec<String> = feature.description.iter().map(|words| cell_text(words)).collect_vec();
        if feature.inferred {
            words.push("*Inferred*".to_owned());
        }
        let tables = context.tables_in_cell(&feature.tables, usize::MAX);
        rows.push(&[format!("**{}**", text(&feature.name)), tables, words.join(" · ")]);
    }
    block(out, &rows.finish());

    let mut between: Map<(usize, usize), Vec<(usize, usize)>> = Map::new();
    for (from, table) in analysis.tables.iter().enumerate() {
        for (position, relationship) in table.incoming.iter().enumerate() {
            let Some(target) = analysis.tables.get(relationship.table) else { continue };
            if table.features.any(|feature| target.features.contains(feature)) {
                continue;
            }
            for &here in &table.features {
                // A table of several features is told once, of the first.
                if let Some(&there) = target.features.first() {
                    between.or_default((here, there)).push((from, position));
                }
            }
        }
    }
    let mut rows = Table::new(&["Feature", "Depends on", "Through"]);
    let name = |feature: usize| analysis.features.get(feature).map(|f| cell_text(&f.name)).unwrap_or_default();
    for ((here, there), edges) in &between {
        let mut keys: Vec<String> = Vec::new();
        for &(from, position) in edges.iter().take(KEYS_BETWEEN) {
            let relationship = analysis.tables.get(from).and_then(|t| t.incoming.get(position));
            let (Some(table), Some(relationship)) = (schema.tables.get(from), relationship) else { continue };
            keys.push(cell_code(&format!("{}.{}", schema.identifier(&table.id), relationship.keys.join(", "))));
        }
        if edges.len() > KEYS_BETWEEN {
            keys.push(format!("and {} more", edges.len() - KEYS_BETWEEN));
        }
        rows.push(&[name(*here), name(*there), keys.join(", ")]);
    }
    if !rows.is_empty() {
        heading(out, 3, "Between features");
        block(out, &rows.finish());
    }
}

/// `## Hubs`.
pub(super) fn hubs(out: &mut String, context: &Context) {
    let hubs = graph::hubs(&context.graph, HUB);
    if hubs.is_empty() {
        return;
    }
    heading(out, 2, "Hubs");
    let shown = hubs.len().min(HUBS);
    let cut =
        if hubs.len() > shown { format!(" The first {shown} of {} are shown.", hubs.len()) } else { String::new() };
    block(out, &format!("Tables that at least {HUB} others reference: a change of their keys reaches far.{cut}"));
    let mut rows = Table::new(&["Table", "Referenced by", "References"]);
    for hub in hubs.iter().take(shown) {
        let tables = |number| count(number, "table", "tables");
        rows.push(&[context.links.table_in_cell(hub.table), tables(hub.referenced_by), tables(hub.references)]);
    }
    block(out, &rows.finish());
}
