//! How a table hangs together with others.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Set;

use super::Context;
use crate::analyze::{Cardinality, Relationship};
use crate::model::{Action, ForeignKey, TableId, TableKind};
use crate::render::markdown::{block, code, fenced, heading, list, text};
use crate::render::{mermaid, words};

/// `### Relationships`.
pub(super) fn section(out: &mut String, context: &Context) {
    heading(out, 3, "Relationships");
    let items = items(context);
    if items.is_empty() {
        let what = if context.table.kind == TableKind::Document { "id" } else { "foreign key" };
        block(out, &format!("None: no {what} leads from here or to here."));
        return;
    }
    list(out, &items);
    if context.analysis.incoming.is_empty() && context.analysis.outgoing.is_empty() {
        return;
    }
    block(out, &fenced("mermaid", &mermaid::table_neighbourhood(context.input, context.position)));
}

/// One line a relationship.
pub(super) fn items(context: &Context) -> Vec<String> {
    let (incoming, outgoing) = (&context.analysis.incoming, &context.analysis.outgoing);
    let mut items: Vec<String> = incoming.mapped(|r| match r.cardinality {
        Cardinality::ManyToMany => many_to_many(context, r, &context.table.id),
        _ => belongs_to(context, r),
    });
    let of = |kinds: &'static [Cardinality]| outgoing.iter().filter(move |r| kinds.contains(&r.cardinality));
    items.push_all(of(&[Cardinality::OneToOne]).map(|r| has(context, "Has One", r)));
    items.push_all(of(&[Cardinality::OneToMany, Cardinality::ManyToOne]).map(|r| has(context, "Has Many", r)));
    // A junction of a table with itself stands there from both ends.
    let mut junctions = Set::new();
    items.push_all(
        of(&[Cardinality::ManyToMany])
            .filter(|r| r.through.is_none() || junctions.insert((r.table, r.through)))
            .filter_map(|r| Some(many_to_many(context, r, &context.input.schema.tables.get(r.table)?.id))),
    );
    items.push_all(context.table.foreign_keys.iter().filter_map(|key| elsewhere(context, key)));
    items
}

/// `auth.users` via `user_id` (a table that is not documented here). `None`: it is.
fn elsewhere(context: &Context, key: &ForeignKey) -> Option<String> {
    let schema = context.input.schema;
    if key.annotations.ignore || schema.table_index(&key.table).is_some() {
        return None;
    }
    let (table, keys) = (code(&schema.identifier(&key.table)), words::codes(&key.columns));
    let action = match key.on_delete {
        Action::Cascade => "; deleted with its row",
        Action::SetNull => "; becomes null when its row is deleted",
        _ => "",
    };
    Some(format!("**Belongs To:** {table} via {keys} (a table that is not documented here{action})"))
}

/// `users` via `user_id` (opens; deleted with the user).
fn belongs_to(context: &Context, relationship: &Relationship) -> String {
    let schema = context.input.schema;
    let Some(parent) = schema.tables.get(relationship.table) else { return String::new() };
    let keys = words::codes(&relationship.keys);
    let primary = parent.is_key(&relationship.referenced);
    let target = if primary || relationship.referenced.is_empty() {
        String::new()
    } else {
        format!(" → {}", words::codes(&relationship.referenced))
    };
    let row = words::row_of(schema, &parent.id);
    let mut remarks: Vec<String> = relationship.label.iter().map(|label| text(label)).collect_vec();
    if relationship.optional {
        remarks.push("optional".to_owned());
    }
    if relationship.cardinality == Cardinality::OneToOne {
        remarks.push(format!("at most one a {row}"));
    }
    remarks.push_all(words::actions_here(relationship, &row));
    remarks.push_all(words::origin(relationship.origin).map(str::to_owned));
    format!(
        "**Belongs To:** {} via {keys}{target}{}",
        context.links.table(relationship.table),
        in_parentheses(&remarks)
    )
}

/// `sessions` via `sessions.user_id` (opens; deleted with the user).
fn has(context: &Context, title: &str, relationship: &Relationship) -> String {
    let schema = context.input.schema;
    let Some(child) = schema.tables.get(relationship.table) else { return String::new() };
    let name = schema.identifier(&child.id);
    let keys = words::codes(relationship.keys.iter().map(|key| format!("{name}.{key}")));
    let mut remarks: Vec<String> = relationship.label.iter().map(|label| text(label)).collect_vec();
    remarks.push_all(relationship.referencing_end.as_ref().map(|end| text(&words::spaced(end, false))));
    remarks.push_all(words::actions_there(relationship, &words::row_of(schema, &context.table.id)));
    remarks.push_all(words::origin(relationship.origin).map(str::to_owned));
    format!("**{title}:** {} via {keys}{}", context.links.table(relationship.table), in_parentheses(&remarks))
}

/// `products` through `order_items`; `conversations` via `conversations.participants`, a list of ids in one of the two.
fn many_to_many(context: &Context, relationship: &Relationship, referencing: &TableId) -> String {
    let other = context.links.table(relationship.table);
    if let Some(junction) = relationship.through {
        return format!("**Many to Many:** {other} through {}", context.links.table(junction));
    }
    let name = context.input.schema.identifier(referencing);
    let keys = words::codes(relationship.keys.iter().map(|key| format!("{name}.{key}")));
    let remarks = relationship.label.iter().map(|label| text(label)).collect_vec();
    format!("**Many to Many:** {other} via {keys}{}", in_parentheses(&remarks))
}

fn in_parentheses(remarks: &[String]) -> String {
    if remarks.is_empty() { String::new() } else { format!(" ({})", remarks.join("; ")) }
}
