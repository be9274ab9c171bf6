//! What a table is for.

use super::Context;
use crate::json::{self, Style};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Schema, Table};
use crate::render::links::Links;
use crate::render::markdown::{block, code, fenced, heading, list, prose, text};
use crate::text::contains;

/// `## Purpose`.
pub(super) fn section(out: &mut String, context: &Context) {
    let tags = &context.table.annotations;
    heading(out, 2, "Purpose");
    if let Some(words) = &tags.deprecated {
        let words = if words.trim().is_empty() { "no longer to be used" } else { words.as_str() };
        block(out, &quoted("CAUTION", &format!("**Deprecated:** {}", text(words))));
    }
    match tags.description.as_ref().or(tags.purpose.as_ref()) {
        Some(description) => {
            if let Some(purpose) = tags.purpose.as_ref().filter(|p| !squeezed(description).contains(&squeezed(p))) {
                block(out, &text(purpose));
            }
            block(out, &prose(description));
        }
        None => block(out, &format!("No description yet. {}", where_to_write(context))),
    }
    // A comment of the database that something stronger outranked.
    if let Some(comment) = &tags.comment {
        let said = tags.description.as_deref().map(squeezed).unwrap_or_default();
        if !said.contains(&squeezed(comment)) && tags.purpose.as_deref().map(squeezed) != Some(squeezed(comment)) {
            block(out, &format!("The database's own comment: {}", text(comment)));
        }
    }
    let mut facts = Vec::new();
    facts.push_all(tags.since.as_ref().map(|since| format!("**Since:** {}", text(since))));
    facts.push_all(tags.renamed_from.as_ref().map(|name| format!("**Renamed from:** {}", code(name))));
    let named = |title: &str, list: &[crate::model::Named]| {
        list.mapped(|n| match &n.text {
            Some(words) => format!("**{title}:** {}: {}", code(&n.name), text(words)),
            None => format!("**{title}:** {}", code(&n.name)),
        })
    };
    facts.push_all(named("Rule", &tags.rules));
    facts.push_all(named("Operation", &tags.operations));
    facts.push_all(tags.security.iter().map(|words| format!("**Security:** {}", text(words))));
    facts.push_all(named("Known issue", &tags.issues));
    list(out, &facts);
    if !tags.usage.is_empty() {
        heading(out, 3, "Usage");
        if let [only] = tags.usage.as_slice() {
            block(out, &prose(only));
        } else {
            list(out, &tags.usage.mapped(|words| text(words)));
        }
    }
}

/// Where a missing description is to be written.
pub(crate) fn where_to_write(context: &Context) -> String {
    let key = code(&overlay_key(context.input.schema, context.table));
    match context.table.definition.span {
        Some(span) => {
            format!(
                "Write one as a comment above {}, or as `purpose` under {key} in `schema-doc.toml`.",
                context.links.source(span)
            )
        }
        None => format!("Write one as `purpose` under {key} in `schema-doc.toml`."),
    }
}

/// `[tables.users]`, `[tables."auth.users"]`.
fn overlay_key(schema: &Schema, table: &Table) -> String {
    let name = schema.identifier(&table.id);
    let bare = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if bare {
        return format!("[tables.{name}]");
    }
    let mut quoted = String::new();
    for c in name.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", c as u32)),
            c => quoted.push(c),
        }
    }
    format!("[tables.\"{quoted}\"]")
}

/// The target of `@see`: a table, a column of one, or a URL.
pub(super) fn see(context: &Context, target: &str) -> String {
    see_from(&context.links, context.input.schema, target)
}

fn see_from(links: &Links, schema: &Schema, target: &str) -> String {
    let target = target.trim();
    if target.starts_with("https://") || target.starts_with("http://") {
        // Between angle brackets a URL ends at its closing bracket only; what cannot stand there is shown as text.
        let plain = !contains(target, |c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '`' | '\\'));
        return if plain { format!("<{target}>") } else { text(target) };
    }
    let table = |id| schema.table_index(&id);
    if let Some(position) = schema.parse_identifier(target).and_then(table) {
        return links.table(position);
    }
    let column = target
        .rsplit_once('.')
        .and_then(|(name, column)| Some((schema.parse_identifier(name).and_then(table)?, column)));
    match column {
        Some((position, column)) => match links.page_section(position, "columns") {
            Some(url) => crate::render::markdown::link(&code(target), &url),
            None => format!("{} ({})", links.table(position), code(column)),
        },
        None => code(target),
    }
}

/// An alert of GitHub's Markdown.
fn quoted(kind: &str, markdown: &str) -> String {
    format!("> [!{kind}]\n> {markdown}")
}

/// A text without the differences that do not count: case, white space, the last full stop.
fn squeezed(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect_vec();
    words.join(" ").trim_end_matches('.').to_lowercase()
}

/// An example of JSON, or of what was meant to be.
pub(super) fn example(text: &str) -> String {
    let pretty = json::canonical(text).map(|value| json::text(&value, Style::Pretty));
    fenced("json", pretty.as_deref().map_or(text, str::trim_end))
}
