//! Chapter 4: every table with its DDL, by role.

use super::{Chapter, Context};
use crate::analyze::TableRole;
use crate::list::{IteratorExt, VecExt};
use crate::model::{Annotations, TableKind};
use crate::render::ddl::TableScripts;
use crate::render::definition::definition_text;
use crate::render::links::Links;
use crate::render::markdown::{block, code, count, fenced, heading, link, list, prose, text};
use crate::render::words;

/// More DDL than this together is left to the pages.
const DEFINITIONS: usize = 150_000;

/// More types than take this much text are left to the overview.
const TYPES: usize = 30_000;

/// `## 4. Table Definitions`
pub(super) fn tables(book: &Context) -> Chapter {
    let mut room = DEFINITIONS;
    let scripts = TableScripts::new(book.schema);
    let mut part = |role: TableRole| of_role(book, role, &scripts, &mut room);
    let parts = vec![
        ("4.1 Core Tables", part(TableRole::Core)),
        ("4.2 Junction Tables", part(TableRole::Junction)),
        ("4.3 Audit Tables", part(TableRole::Audit)),
        ("4.4 Lookup Tables", part(TableRole::Lookup)),
        ("4.5 Logs", part(TableRole::Log)),
        ("4.6 Types and Sequences", types(book, &scripts)),
    ];
    Chapter::new("4. Table Definitions", parts)
}

/// What columns are of, beside the system's own types; what the values mean stands in 13.2.
fn types(book: &Context, scripts: &TableScripts) -> String {
    let text = scripts.types();
    let text = text.trim();
    let mut out = String::new();
    if text.len() > TYPES {
        let place =
            book.links.overview("").map_or_else(String::new, |url| format!(" in {}", link("the overview", &url)));
        block(&mut out, &format!("Listed{place}, for their number."));
    } else if !text.is_empty() {
        block(&mut out, &fenced("sql", text));
    }
    out
}

/// The text on an object: its description, else its purpose.
pub(super) fn told(tags: &Annotations) -> String {
    let mut out = String::new();
    if let Some(deprecated) = &tags.deprecated {
        block(&mut out, format!("**Deprecated.** {}", text(deprecated)).trim_end());
    }
    block(&mut out, &tags.description.as_ref().or(tags.purpose.as_ref()).map(|words| prose(words)).unwrap_or_default());
    out
}

fn of_role(book: &Context, role: TableRole, scripts: &TableScripts, room: &mut usize) -> String {
    let mut out = String::new();
    let mut without = Vec::new();
    for (at, table) in book.tables().filter(|(at, _)| book.analysis(*at).is_some_and(|a| a.role == Some(role))) {
        let definition = if book.system.has_documents() {
            fenced("typescript", &definition_text(book.schema, &table.definition))
        } else {
            fenced("sql", &scripts.text(at))
        };
        if definition.len() > *room {
            without.push(at);
            continue;
        }
        *room -= definition.len();
        heading(&mut out, 4, &text(&book.schema.identifier(&table.id)));
        block(&mut out, &told(&table.annotations));
        block(&mut out, &definition);
        let mut facts = Vec::new();
        if table.kind == TableKind::PartitionedTable {
            let partitions = crate::render::lookup::found(&book.lookup.partitions, &&table.id);
            facts.push(format!("**Partitions:** {}", book.table_list(partitions)));
        }
        facts.push_all(table.annotations.rules.iter().map(|rule| match &rule.text {
            Some(words) => format!("**Rule:** {}: {}", code(&rule.name), text(words)),
            None => format!("**Rule:** {}", code(&rule.name)),
        }));
        list(&mut out, &facts);
        block(&mut out, &page(book, &book.links, at));
    }
    if !without.is_empty() {
        let tables = count(without.len(), "more table", "more tables");
        block(&mut out, &format!("And {tables}{}: {}.", book.elsewhere(), book.table_list(&without)));
    }
    out
}

/// `More: [columns](…), [queries](…), …`, as far as the page has them.
fn page(book: &Context, links: &Links, at: usize) -> String {
    let title = book.schema.tables.get(at).map(|t| words::row_of(book.schema, &t.id));
    let section = |label: &str, anchor: &str| links.page_section(at, anchor).map(|url| link(label, &url));
    let found = [
        section(if book.system.has_documents() { "fields" } else { "columns" }, "columns"),
        section("relationships", "relationships"),
        section("queries", "common-queries"),
        section("examples", "examples"),
    ];
    let found: Vec<String> = found.into_iter().flatten().collect_vec();
    if found.is_empty() || title.is_none() { String::new() } else { format!("On its page: {}.", found.join(", ")) }
}
