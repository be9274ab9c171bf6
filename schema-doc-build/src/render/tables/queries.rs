//! `### Common Queries`: access patterns, and the statements that the schema leads to.

use super::Context;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{AccessPattern, OtherObject};
use crate::render::lookup::found;
use crate::render::markdown::{block, code, fenced, folded, heading, list, text};
use crate::render::queries::{self, Kind, Subject};
use crate::render::{rust, words};

/// `### Common Queries`.
pub(super) fn section(out: &mut String, context: &Context) {
    heading(out, 3, "Common Queries");
    let patterns: Vec<String> =
        context.table.annotations.access.iter().enumerate().map(|(i, p)| pattern(context, i, p)).collect_vec();
    list(out, &patterns);
    in_code(out, context);
    let has_rule =
        found(&context.lookup.others, &&context.table.id).any(|&o| is_rule(context.input.schema.others.get(o)));
    let subject = Subject { input: context.input, table: context.table, analysis: context.analysis, has_rule };
    let statements = queries::queries(&subject);
    let (language, mark) =
        if context.input.schema.system.has_documents() { ("typescript", "//") } else { ("sql", "--") };
    let write = |out: &mut String, kind, words: &str| {
        let text = statements.text(kind, mark);
        if !text.is_empty() {
            block(out, words);
            block(out, &fenced(language, &text));
        }
    };
    write(out, Kind::Read, "");
    write(out, Kind::Change, "Changes:");
    list(out, &queries::remarks(&subject));
    write(out, Kind::Inspect, "When something looks wrong:");
    #[cfg(feature = "typescript")]
    if let Some(queries) = queries::drizzle::queries(&subject) {
        block(out, "With Drizzle:");
        block(out, &fenced("ts", &queries::drizzle::text(&queries)));
    }
    if let Some(text) = in_rust(context, &subject) {
        folded(out, "In Rust, with sqlx", &fenced("rust", &text));
    }
}

/// Statements with the names of the generated module, where there is one.
fn in_rust(context: &Context, subject: &Subject) -> Option<String> {
    let schema = context.input.schema;
    let root = context.input.config.module.as_deref()?;
    let fields = context.facts.of(context.table);
    let columns = fields.mapped(|(column, _)| column.name.as_str());
    let columns = columns.into_iter().zip(rust::constants(context.table, &context.facts)).collect_vec();
    let table = context.lookup.module(schema, context.position);
    queries::sqlx::text(subject, &queries::sqlx::Names { root, table, columns })
}

/// `login`: Email-based login lookup (high frequency; served by `by_email`).
fn pattern(context: &Context, position: usize, pattern: &AccessPattern) -> String {
    let mut item = format!("**{}**", text(&pattern.name));
    if let Some(description) = &pattern.description {
        item.push_str(&format!(": {}", text(description)));
    }
    let mut facts = Vec::new();
    facts.push_all(pattern.frequency.map(|frequency| format!("{} frequency", frequency.as_str())));
    facts.push_all(pattern.pattern.as_ref().map(|pattern| text(pattern)));
    let mut served: Vec<&str> = context
        .analysis
        .access
        .get(position)
        .into_iter()
        .flat_map(|access| &access.covered_by)
        .map(String::as_str)
        .collect_vec();
    served.push_all(pattern.index.as_deref().filter(|index| !served.contains(index)));
    if !served.is_empty() {
        facts.push(format!("served by {}", words::codes(served)));
    }
    facts.push_all(pattern.function.as_ref().map(|function| format!("in {}", code(function))));
    if !facts.is_empty() {
        item.push_str(&format!(" ({})", facts.join("; ")));
    }
    item
}

/// The functions whose queries ask something of the table.
fn in_code(out: &mut String, context: &Context) {
    let (schema, analysis) = (context.input.schema, context.input.analysis);
    let mut items = Vec::new();
    for &position in &context.analysis.code {
        let (Some(query), Some(access)) = (schema.code_queries.get(position), analysis.code.get(position)) else {
            continue;
        };
        let place = context.links.source(query.call);
        let mut item = match query.function.as_str() {
            "" => place,
            function => format!("{} ({place})", code(function)),
        };
        for (i, used) in access.uses.iter().filter(|used| used.table == context.position).enumerate() {
            let verb = match used.action {
                "insert" => "adds rows",
                "update" => "changes rows",
                "delete" => "deletes rows",
                _ => "reads",
            };
            item.push_str(&format!("{} {verb}", if i == 0 { ":" } else { ";" }));
            let list = |name: &str, keys: &[String]| match keys {
                [] => String::new(),
                keys => format!(" {name} {}", words::codes(keys.iter().map(String::as_str))),
            };
            item.push_str(&list("by", &used.by));
            item.push_str(&list("in the order of", &used.order));
            if !used.covered_by.is_empty() {
                item.push_str(&format!(" ({})", list("served by", &used.covered_by).trim_start()));
            }
        }
        items.push(item);
    }
    if !items.is_empty() {
        block(out, "In the code:");
        list(out, &items);
    }
}

fn is_rule(other: Option<&OtherObject>) -> bool {
    other.is_some_and(|other| other.kind == "rule")
}
