//! Indexes and constraints.

use super::Context;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{
    AccessPattern, Annotations, Frequency, Index, IndexKey, IndexKind, KeyTarget, NullsOrder, SortOrder, Table,
    TableKind,
};
use crate::render::markdown::{block, code, heading, list, text};
use crate::render::words;

/// `### Indexes`.
pub(super) fn indexes(out: &mut String, context: &Context) {
    heading(out, 3, "Indexes");
    let items: Vec<String> =
        context.table.indexes.iter().filter(|i| !i.annotations.ignore).map(|i| index(context, i)).collect_vec();
    let keys = context.table.primary_key.is_some() || !context.table.unique.is_empty();
    if items.is_empty() {
        let behind = || format!("None beside those behind the {}.", context.section("keys", "constraints"));
        block(out, &if keys { behind() } else { "None.".to_owned() });
    }
    list(out, &items);
}

/// `by_email` on `email`, unique - Fast lookups.
fn index(context: &Context, index: &Index) -> String {
    let mut item = index_line(index);
    item.push_str(&told(&index.annotations));
    let tags = &index.annotations;
    let mut remarks: Vec<String> = tags.impact.iter().map(|impact| format!("Impact: {}", text(impact))).collect_vec();
    let served = words::codes(patterns(context, index).map(|pattern| pattern.name.as_str()));
    if !served.is_empty() {
        remarks.push(format!("Serves {served}"));
    }
    if is_critical(context, &index.name) {
        remarks.push("**Critical**".to_owned());
    }
    if !remarks.is_empty() {
        item.push_str(" · ");
        item.push_str(&remarks.join(" · "));
    }
    item
}

/// The access patterns that an index serves.
fn patterns<'c>(context: &'c Context, index: &'c Index) -> impl Iterator<Item = &'c AccessPattern> {
    let all = context.table.annotations.access.iter().enumerate();
    let served = all.filter(|(i, pattern)| {
        let covered = context.analysis.access.get(*i).is_some_and(|access| access.covered_by.contains(&index.name));
        covered || pattern.index.as_ref() == Some(&index.name)
    });
    served.map(|(_, pattern)| pattern)
}

/// Why an index is critical: `: high frequency of login`. Empty where the configuration alone says so.
pub(super) fn served(context: &Context, index: &Index) -> String {
    let frequent = patterns(context, index).filter(|pattern| pattern.frequency == Some(Frequency::High));
    let names = words::codes(frequent.map(|pattern| pattern.name.as_str()));
    if names.is_empty() { String::new() } else { format!(": {names} is frequent and rests on it") }
}

/// Whether it is critical: the configuration says so, or a frequent access pattern rests on it.
pub(super) fn is_critical(context: &Context, index: &str) -> bool {
    let table = context.input.schema.identifier(&context.table.id);
    let names = &context.input.analysis.insights.critical_indexes;
    names.any(|name| name.strip_prefix(table.as_str()).and_then(|rest| rest.strip_prefix('.')) == Some(index))
}

/// `by_email` on `email`, `created_at DESC` (unique, gin, where …).
pub(crate) fn index_line(index: &Index) -> String {
    let mut item = format!("{} on {}", code(&index.name), keys(&index.keys));
    let mut facts = Vec::new();
    if index.unique {
        facts.push("unique".to_owned());
    }
    if index.nulls_not_distinct {
        facts.push("nulls not distinct".to_owned());
    }
    if !index.method.is_empty() && index.method != "btree" {
        facts.push(text(&index.method));
    } else if index.kind != IndexKind::Index {
        facts.push(index.kind.as_str().to_owned());
    }
    facts.push_all(index.dimensions.map(|number| format!("{number} dimensions")));
    if !index.filter_fields.is_empty() {
        facts.push(format!("narrowed by {}", words::codes(&index.filter_fields)));
    }
    if index.staged {
        facts.push("staged: no query can use it yet".to_owned());
    }
    if !index.include.is_empty() {
        facts.push(format!("including {}", words::codes(&index.include)));
    }
    facts.push_all(index.predicate.as_ref().map(|predicate| format!("where {}", code(predicate))));
    facts.push_all(index.storage.iter().map(|(name, value)| code(&format!("{name} = {value}"))));
    facts.push_all(index.tablespace.as_ref().map(|name| format!("in tablespace {}", code(name))));
    if index.only {
        facts.push("not on the partitions".to_owned());
    }
    facts.push_all(index.attached_to.as_ref().map(|name| format!("part of {}", code(name))));
    if index.inherited {
        facts.push("from its partitioned table".to_owned());
    }
    if !facts.is_empty() {
        item.push_str(&format!(" ({})", facts.join(", ")));
    }
    item
}

/// The keys of an index in order: `a`, `lower(b) DESC`.
pub(crate) fn keys(keys: &[IndexKey]) -> String {
    words::codes(keys.iter().map(key_text))
}

/// The same in a table's cell.
#[cfg(feature = "book")]
pub(crate) fn keys_in_cell(keys: &[IndexKey]) -> String {
    keys.iter().map(|key| crate::render::markdown::cell_code(&key_text(key))).join(", ")
}

fn key_text(key: &IndexKey) -> String {
    let mut out = match &key.target {
        KeyTarget::Column(name) | KeyTarget::Expression(name) => name.clone(),
    };
    if let Some(collation) = &key.collation {
        out.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(opclass) = &key.opclass {
        out.push_str(&format!(" {opclass}"));
    }
    if key.order == SortOrder::Descending {
        out.push_str(" DESC");
    }
    out.push_str(match key.nulls {
        Some(NullsOrder::First) => " NULLS FIRST",
        Some(NullsOrder::Last) => " NULLS LAST",
        None => "",
    });
    out
}

/// ` - words`, from whichever tag has them; nothing where nobody wrote any.
fn told(tags: &Annotations) -> String {
    let mut words: Vec<String> = Vec::new();
    if let Some(deprecated) = &tags.deprecated {
        words.push(format!("**Deprecated** {}", text(deprecated)));
    }
    words.push_all(tags.description.as_ref().or(tags.purpose.as_ref()).map(|description| text(description)));
    words.push_all(tags.reason.as_ref().map(|reason| text(reason)));
    if words.is_empty() { String::new() } else { format!(" - {}", words.join(" · ")) }
}

/// `### Constraints`.
pub(super) fn constraints(out: &mut String, context: &Context) {
    let (table, links) = (context.table, &context.links);
    heading(out, 3, "Constraints");
    let mut items = Vec::new();
    let mut push = |title: &str, what: String, name: &str, facts: Vec<String>, tags: &Annotations| {
        if tags.ignore {
            return;
        }
        // A constraint of SQLite has the name that someone gave it, or none.
        let name = Some(name).filter(|name| !name.is_empty()).map(code);
        let named = name.into_iter().chain(facts).join(", ");
        let (open, close) = if named.is_empty() { ("", "") } else { (" (", ")") };
        items.push(["**", title, ":** ", &what, open, &named, close, &told(tags)].concat());
    };
    if let Some(key) = &table.primary_key {
        let facts = key_facts(&key.include, key.without_overlaps, key.deferrable);
        push("Primary Key", words::codes(&key.columns), &key.name, facts, &key.annotations);
    }
    if table.kind == TableKind::Document {
        let given = format!("given by {}", context.input.schema.system.title());
        push("Primary Key", code(Table::DOCUMENT_ID), "", vec![given], &Annotations::default());
    }
    for key in &table.unique {
        let mut facts = key_facts(&key.include, key.without_overlaps, key.deferrable);
        if key.nulls_not_distinct {
            facts.push("nulls not distinct".to_owned());
        }
        push("Unique", words::codes(&key.columns), &key.name, facts, &key.annotations);
    }
    for key in &table.foreign_keys {
        let mut facts = Vec::new();
        let mut flag = |set: bool, word: &str| facts.push_all(set.then(|| word.to_owned()));
        flag(key.match_full, "all columns or none");
        flag(key.period, "over time");
        flag(key.not_valid, "not checked for old rows");
        flag(key.not_enforced, "not enforced");
        flag(key.inherited, "from its partitioned table");
        if !key.on_delete_columns.is_empty() {
            facts.push(format!("a delete clears only {}", words::codes(&key.on_delete_columns)));
        }
        facts.push_all(deferrable(key.deferrable));
        let target = links.table_id(&key.table);
        let referenced =
            if key.referenced.is_empty() { String::new() } else { format!(" ({})", words::codes(&key.referenced)) };
        let mut what = format!("{} references {target}{referenced}", words::codes(&key.columns));
        for (event, action) in [("delete", key.on_delete), ("update", key.on_update)] {
            if action != crate::model::Action::NoAction {
                what.push_str(&format!(", on {event} {}", action.sql().to_lowercase()));
            }
        }
        push("Foreign Key", what, &key.name, facts, &key.annotations);
    }
    for check in &table.checks {
        let mut facts = Vec::new();
        let mut flag = |set: bool, word: &str| facts.push_all(set.then(|| word.to_owned()));
        flag(check.no_inherit, "not inherited");
        flag(check.not_valid, "not checked for old rows");
        flag(check.not_enforced, "not enforced");
        flag(check.inherited, "from its parent table");
        push("Check", code(&check.expression), &check.name, facts, &check.annotations);
    }
    for exclusion in &table.exclusions {
        let elements = exclusion.elements.iter().map(|(key, operator)| format!("{} WITH {operator}", key_text(key)));
        let mut facts = vec![text(&exclusion.method)];
        facts.push_all(exclusion.predicate.as_ref().map(|predicate| format!("where {}", code(predicate))));
        facts.push_all(key_facts(&exclusion.include, false, exclusion.deferrable));
        push("Exclusion", words::codes(elements), &exclusion.name, facts, &exclusion.annotations);
    }
    if items.is_empty() {
        block(out, "None.");
    }
    list(out, &items);
}

fn key_facts(include: &[String], without_overlaps: bool, deferred: Option<bool>) -> Vec<String> {
    let mut facts = Vec::new();
    if without_overlaps {
        facts.push("without overlaps".to_owned());
    }
    if !include.is_empty() {
        facts.push(format!("including {}", words::codes(include)));
    }
    facts.push_all(deferrable(deferred));
    facts
}

fn deferrable(deferrable: Option<bool>) -> Option<String> {
    deferrable.map(|deferred| {
        if deferred { "checked at the end of the transaction" } else { "can be deferred to the end of the transaction" }
            .to_owned()
    })
}
