//! What a table does by itself, and who may touch it: triggers, row security, partitions, storage, privileges.

use super::{Context, keys};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Grant, Policy, QualifiedName, Schema, TableId, Trigger};
use crate::render::definition::definition_text;
use crate::render::links::Links;
use crate::render::lookup::found;
use crate::render::markdown::{self, Table, anchor, block, cell_code, code, fenced, heading, list, text};
use crate::render::words;

/// `### Triggers`.
pub(super) fn triggers(out: &mut String, context: &Context) {
    let shown = context.table.triggers.iter().filter(|t| !t.annotations.ignore);
    let items: Vec<String> = shown.map(|t| trigger(context.input.schema, &context.links, t)).collect_vec();
    if !items.is_empty() {
        heading(out, 3, "Triggers");
        list(out, &items);
    }
}

/// `set_updated_at` before update, for each row: calls `touch()` when `OLD.* <> NEW.*`.
pub(crate) fn trigger(schema: &Schema, links: &Links, trigger: &Trigger) -> String {
    let events: Vec<String> = trigger.events.mapped(|event| text(event));
    let mut item = format!("{} {} {}", code(&trigger.name), words::spaced(&trigger.timing, false), events.join(" or "));
    match trigger.level.as_str() {
        "row" => item.push_str(", for each row"),
        "statement" => item.push_str(", once a statement"),
        _ => {}
    }
    if let Some(function) = &trigger.function {
        item.push_str(&format!(": calls {}", routine(schema, links, function)));
    }
    if let Some(condition) = &trigger.condition {
        item.push_str(&format!(" when {}", code(condition)));
    }
    if let Some(state) = &trigger.state {
        item.push_str(&format!(" ({})", text(&state.to_lowercase())));
    }
    if trigger.inherited {
        item.push_str(" (from its partitioned table)");
    }
    if let Some(words) = trigger.annotations.description.as_ref().or(trigger.annotations.purpose.as_ref()) {
        item.push_str(&format!(" - {}", text(words)));
    }
    item
}

/// A routine, linked to where the overview has it.
fn routine(schema: &Schema, links: &Links, id: &QualifiedName) -> String {
    let name = schema.identifier(id);
    let label = code(&format!("{name}()"));
    let known = schema.routines.binary_search_by(|r| r.id.cmp(id)).is_ok();
    match links.overview(&anchor::id("routine", &name)).filter(|_| known) {
        Some(url) => markdown::link(&label, &url),
        None => label,
    }
}

/// `### Row-Level Security`.
pub(super) fn row_security(out: &mut String, context: &Context) {
    let security = context.table.row_security;
    let policies: Vec<String> =
        context.table.policies.iter().filter(|p| !p.annotations.ignore).map(policy).collect_vec();
    if !security.enabled && !security.forced && policies.is_empty() {
        return;
    }
    heading(out, 3, "Row-Level Security");
    let state = match (security.enabled, security.forced) {
        (true, true) => "Enabled, for the table's owner too.",
        (true, false) => "Enabled; the table's owner sees all rows.",
        (false, true) => "Forced for the table's owner, but not enabled: the policies have no effect.",
        (false, false) => "Not enabled: the policies have no effect.",
    };
    let closed = if security.enabled && policies.is_empty() { " Without a policy nobody else sees a row." } else { "" };
    block(out, &format!("{state}{closed}"));
    list(out, &policies);
}

fn policy(policy: &Policy) -> String {
    let roles = if policy.roles.is_empty() { "everyone".to_owned() } else { words::codes(&policy.roles) };
    let kind = if policy.permissive { "allows" } else { "restricts" };
    let command = if policy.command == "all" { "everything".to_owned() } else { text(&policy.command) };
    let mut item = format!("{} {kind} {command} for {roles}", code(&policy.name));
    if let Some(using) = &policy.using {
        item.push_str(&format!(", rows where {}", code(using)));
    }
    if let Some(check) = &policy.with_check {
        item.push_str(&format!(", new rows where {}", code(check)));
    }
    if let Some(words) = policy.annotations.description.as_ref().or(policy.annotations.purpose.as_ref()) {
        item.push_str(&format!(" - {}", text(words)));
    }
    item
}

/// `### Partitions`, and inheritance.
pub(super) fn partitions(out: &mut String, context: &Context) {
    let table = context.table;
    let schema = context.input.schema;
    if table.partitioning.is_some() || table.partition_of.is_some() {
        heading(out, 3, "Partitions");
    }
    if let Some(of) = &table.partition_of {
        block(out, &format!("A partition of {}: {}.", context.links.table_id(&of.table), code(&of.bound)));
    }
    if let Some(partitioning) = &table.partitioning {
        let by = format!("Partitioned by {} of {}", text(&partitioning.strategy), keys::keys(&partitioning.keys));
        let mut rows = Table::new(&["Partition", "Holds"]);
        for &partition in found(&context.lookup.partitions, &&table.id) {
            let bound = schema.tables.get(partition).and_then(|t| t.partition_of.as_ref()).map(|p| cell_code(&p.bound));
            rows.push(&[context.links.table_in_cell(partition), bound.unwrap_or_default()]);
        }
        let none = if rows.is_empty() { "; no partition is in the schema's sources" } else { "" };
        block(out, &format!("{by}{none}."));
        block(out, &rows.finish());
    }
    let heirs = found(&context.lookup.heirs, &&table.id);
    if table.inherits.is_empty() && heirs.is_empty() {
        return;
    }
    heading(out, 3, "Inheritance");
    let mut items = Vec::new();
    items.push_all(
        table.inherits.iter().map(|parent: &TableId| format!("**Inherits from:** {}", context.links.table_id(parent))),
    );
    items.push_all(heirs.iter().map(|&heir| format!("**Inherited by:** {}", context.links.table(heir))));
    list(out, &items);
}

/// `### Storage`, only where it is not the default.
pub(super) fn storage(out: &mut String, context: &Context) {
    let Some(options) = context.table.options.as_deref() else { return };
    let mut items = Vec::new();
    let mut push = |what: &str, value: &Option<String>| {
        items.push_all(value.as_ref().map(|value| format!("**{what}:** {}", code(value))));
    };
    push("Owner", &options.owner);
    push("Tablespace", &options.tablespace);
    push("Access method", &options.access_method);
    push("Server", &options.server);
    push("Server options", &options.server_options);
    push("Replica identity", &options.replica_identity);
    push("Clustered on", &options.cluster_on);
    push("Of type", &options.of_type.as_ref().map(|id| context.input.schema.identifier(id)));
    if !options.storage.is_empty() {
        let pairs = options.storage.iter().map(|(name, value)| format!("{name} = {value}"));
        items.push(format!("**Parameters:** {}", words::codes(pairs)));
    }
    if options.unlogged {
        items.push("**Unlogged:** empty after a crash, and on no replica".to_owned());
    }
    if !items.is_empty() {
        heading(out, 3, "Storage");
        list(out, &items);
    }
}

/// `### Privileges`.
pub(super) fn privileges(out: &mut String, context: &Context) {
    let grants = found(&context.lookup.grants, &&context.table.id);
    let items: Vec<String> = grants.iter().filter_map(|&g| context.input.schema.grants.get(g)).map(grant).collect_vec();
    if !items.is_empty() {
        heading(out, 3, "Privileges");
        list(out, &items);
    }
}

/// `reader` may `SELECT`.
pub(crate) fn grant(grant: &Grant) -> String {
    let option = if grant.with_grant_option { ", and may pass it on" } else { "" };
    format!("{} may {}{option}", words::codes(&grant.grantees), words::codes(&grant.privileges))
}

/// Rules, statistics and the like.
pub(super) fn others(out: &mut String, context: &Context) {
    let schema = context.input.schema;
    let others = found(&context.lookup.others, &&context.table.id);
    let views = found(&context.lookup.views, &&context.table.id);
    if !views.is_empty() {
        heading(out, 3, "Used by Views");
        let names = views.iter().filter_map(|&v| schema.views.get(v)).filter(|v| !v.annotations.ignore);
        let items: Vec<String> = names.map(|view| self::view(schema, &context.links, &view.id)).collect_vec();
        block(out, &items.join(", "));
    }
    let shown: Vec<_> =
        others.iter().filter_map(|&o| schema.others.get(o)).filter(|o| !o.annotations.ignore).collect_vec();
    if shown.is_empty() {
        return;
    }
    heading(out, 3, "Rules and Other Objects");
    for other in shown {
        let words = other.annotations.description.as_ref().map(|d| format!(" - {}", text(d))).unwrap_or_default();
        block(out, &format!("{}: {}{words}", words::spaced(&text(&other.kind), true), code(&other.id.name)));
        let definition = definition_text(schema, &other.definition);
        if !definition.is_empty() {
            block(out, &fenced("sql", &format!("{definition};")));
        }
    }
}

/// A view, linked to where the overview has it.
pub(crate) fn view(schema: &Schema, links: &Links, id: &QualifiedName) -> String {
    let name = schema.identifier(id);
    match links.overview(&anchor::id("view", &name)) {
        Some(url) => markdown::link(&code(&name), &url),
        None => code(&name),
    }
}
