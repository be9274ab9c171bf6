//! A table's page: its sections in the template's order.

use super::{Context, behaviour, columns, flow, history, keys, purpose, queries, relationships};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::render::definition::definition_text;
use crate::render::markdown::{self, block, count, fenced, folded, heading, text};
use crate::render::{Format, header, words};

/// The bytes that a page usually takes.
const PAGE: usize = 8 << 10;

/// The whole page.
pub(super) fn page(context: &Context) -> String {
    let mut out = String::with_capacity(PAGE);
    out.push_str(header::MARKDOWN);
    out.push('\n');
    top(&mut out, context);
    purpose::section(&mut out, context);
    heading(&mut out, 2, "Schema Definition");
    definition(&mut out, context);
    columns::section(&mut out, context);
    relationships::section(&mut out, context);
    keys::indexes(&mut out, context);
    keys::constraints(&mut out, context);
    behaviour::triggers(&mut out, context);
    behaviour::row_security(&mut out, context);
    behaviour::partitions(&mut out, context);
    behaviour::storage(&mut out, context);
    behaviour::privileges(&mut out, context);
    behaviour::others(&mut out, context);
    flow::section(&mut out, context);
    heading(&mut out, 2, "Usage Patterns");
    queries::section(&mut out, context);
    history::performance(&mut out, context);
    history::migrations(&mut out, context);
    history::examples(&mut out, context);
    history::notes(&mut out);
    out
}

/// Title, purpose, facts, places.
fn top(out: &mut String, context: &Context) {
    let (schema, table) = (context.input.schema, context.table);
    heading(out, 1, &text(&schema.identifier(&table.id)));
    if let Some(purpose) = &table.annotations.purpose {
        block(out, &format!("> {}", text(purpose)));
    }
    block(out, &facts(context).join(" · "));
    places(out, context);
}

/// `Table`, `core`, `authentication`, `[1 relationship](#relationships)`.
fn facts(context: &Context) -> Vec<String> {
    let (table, analysis) = (context.table, context.analysis);
    let mut facts = vec![words::spaced(table.kind.as_str(), true)];
    if table.options.as_ref().is_some_and(|o| o.unlogged) {
        facts.push("unlogged".to_owned());
    }
    facts.push_all(analysis.role.map(|role| role.as_str().to_owned()));
    facts.push_all(table.annotations.category.as_deref().map(text));
    for feature in analysis.features.iter().filter_map(|&f| context.input.analysis.features.get(f)) {
        let label = format!("feature {}", text(&feature.name));
        facts.push(match context.links.overview("features") {
            Some(url) => markdown::link(&label, &url),
            None => label,
        });
    }
    facts.push_all(table.annotations.owner.as_deref().map(|owner| format!("owned by {}", text(owner))));
    facts.push_all(table.annotations.tags.iter().map(|tag| format!("#{}", text(tag))));
    let relationships = analysis.incoming.len() + analysis.outgoing.len();
    if relationships > 0 {
        facts.push(context.section(&count(relationships, "relationship", "relationships"), "relationships"));
    }
    let indexes = table.indexes.count(|i| !i.annotations.ignore);
    if indexes > 0 {
        facts.push(context.section(&count(indexes, "index", "indexes"), "indexes"));
    }
    facts
}

/// Where it is written, what created and last changed it, where else it is documented.
fn places(out: &mut String, context: &Context) {
    let (table, links) = (context.table, &context.links);
    let mut lines = Vec::new();
    if let Some(span) = table.definition.span {
        lines.push(format!("**Location:** {}", links.source(span)));
    }
    let migrations: Vec<_> = history::steps(context).collect_vec();
    if let (Some(first), Some(last)) = (migrations.first(), migrations.last()) {
        let mut line = format!("**Migration:** {}", links.source_file(first.span));
        if first.span.file != last.span.file {
            line.push_str(&format!(", last changed in {}", links.source_file(last.span)));
        }
        lines.push(line);
    }
    let mut documentation = Vec::new();
    documentation.push_all(links.overview("").map(|url| markdown::link("the schema", &url)));
    documentation
        .push_all(links.format(Format::RelationshipAnalysis).map(|url| markdown::link("its relationships", &url)));
    if links.writes(Format::Mermaid) {
        let url = links.document(&context.input.layout.table_diagram(context.position));
        documentation.push(markdown::link("this table's diagram", &url));
    }
    documentation.push_all(links.format(Format::Dbml).map(|url| markdown::link("DBML", &url)));
    if !documentation.is_empty() {
        lines.push(format!("**Documentation of:** {}", documentation.join(" · ")));
    }
    let see: Vec<String> = table.annotations.see.mapped(|(target, _)| purpose::see(context, target));
    if !see.is_empty() {
        lines.push(format!("**See also:** {}", see.join(", ")));
    }
    // Two blanks break the line.
    block(out, &lines.join("  \n"));
}

/// The definition as written, folded.
fn definition(out: &mut String, context: &Context) {
    let text = definition_text(context.input.schema, &context.table.definition);
    if text.is_empty() {
        return;
    }
    let lines = text.lines().count();
    let summary = format!("As written ({})", count(lines, "line", "lines"));
    let span = context.table.definition.span;
    let extension = span.and_then(|span| context.input.schema.files.path(span).rsplit('.').next());
    let written = match extension {
        Some("rs") => fenced("rust", &text),
        Some("ts" | "tsx" | "mts" | "cts") => fenced("typescript", &text),
        None if context.input.schema.system.has_documents() => fenced("typescript", &text),
        Some("js" | "jsx" | "mjs" | "cjs") => fenced("javascript", &text),
        _ => fenced("sql", &format!("{text};")),
    };
    folded(out, &summary, &written);
}

/// A short account of the table for another document: purpose, facts, columns, relationships, indexes, its page.
pub(crate) fn summary(context: &Context) -> String {
    let mut out = String::new();
    let tags = &context.table.annotations;
    if let Some(words) = &tags.deprecated {
        block(&mut out, format!("**Deprecated:** {}", text(words)).trim_end());
    }
    if let Some(words) = tags.description.as_ref().or(tags.purpose.as_ref()) {
        block(&mut out, &markdown::prose(words));
    }
    block(&mut out, &facts(context).join(" · "));
    block(&mut out, &columns::columns_table(context));
    markdown::list(&mut out, &relationships::items(context));
    let indexes = context.table.indexes.iter().filter(|i| !i.annotations.ignore);
    markdown::list(&mut out, &indexes.map(|i| format!("**Index:** {}", keys::index_line(i))).collect_vec());
    if let Some(url) = context.links.page(context.position) {
        block(&mut out, &markdown::link("The whole page", &url));
    }
    out
}
