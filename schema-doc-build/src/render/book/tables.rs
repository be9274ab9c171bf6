//! Chapter 4: every table with its DDL, by role.

use super::{Chapter, Context};
use crate::analyze::TableRole;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{self, Annotations, Named, TableKind};
use crate::ordered::Set;
use crate::render::Format;
use crate::render::ddl::TableScripts;
use crate::render::definition::definition_text;
use crate::render::markdown::{Table, anchor, block, cell_text, code, count, fenced, heading, link, list, prose, text};

/// More DDL than this together is left to the pages.
const DEFINITIONS: usize = 150_000;

/// More tables than this are left out of the list of all.
const LISTED: usize = 200;

/// More types than take this much text are left to the overview.
const TYPES: usize = 30_000;

/// `## 4. Table Definitions`
pub(super) fn tables(book: &Context) -> Chapter {
    let mut room = DEFINITIONS;
    let scripts = TableScripts::new(book.schema);
    let mut shown = Set::new();
    let mut part = |role: TableRole| of_role(book, role, &scripts, &mut room, &mut shown);
    let parts = vec![
        ("4.1 Core Tables", part(TableRole::Core)),
        ("4.2 Junction Tables", part(TableRole::Junction)),
        ("4.3 Audit Tables", part(TableRole::Audit)),
        ("4.4 Lookup Tables", part(TableRole::Lookup)),
        ("4.5 Logs", part(TableRole::Log)),
        ("4.6 Types and Sequences", types(book, &scripts)),
    ];
    let body = if parts.all(|(_, text)| text.is_empty()) { String::new() } else { all(book, &shown) };
    Chapter { title: "4. Table Definitions", body, parts }
}

/// Every table with its purpose, as a way in.
fn all(book: &Context, shown: &Set<usize>) -> String {
    let features = &book.input.analysis.features;
    let owned = book.tables().any(|(_, table)| table.annotations.owner.is_some());
    let purpose =
        |tags: &Annotations| tags.purpose.as_ref().or(tags.description.as_ref()).map(|words| cell_text(words));
    let told = book.tables().any(|(_, table)| purpose(&table.annotations).is_some());
    let mut heads = vec!["Table"];
    heads.push_all(told.then_some("What it holds"));
    heads.push_all((!features.is_empty()).then_some("Feature"));
    heads.push_all(owned.then_some("Owner"));
    let mut rows = Table::new(&heads);
    for (at, table) in book.tables().take(LISTED) {
        let tags = &table.annotations;
        let name = book.schema.identifier(&table.id);
        let is_shown = shown.contains(&at);
        let mut cells = vec![if is_shown {
            link(&crate::render::markdown::cell_code(&name), &format!("#{}", anchor::id("table", &name)))
        } else {
            book.links.table_in_cell(at)
        }];
        cells.push_all(told.then(|| purpose(tags).unwrap_or_default()));
        if !features.is_empty() {
            let of = features.iter().filter(|feature| feature.tables.contains(&at)).map(|f| cell_text(&f.name));
            cells.push(of.join(", "));
        }
        cells.push_all(owned.then(|| tags.owner.as_ref().map(|owner| cell_text(owner)).unwrap_or_default()));
        rows.push(&cells);
    }
    let mut out = String::new();
    block(&mut out, &rows.finish());
    let more = book.shown.len().saturating_sub(LISTED);
    if more > 0 {
        block(&mut out, &format!("And {}.", count(more, "more table", "more tables")));
    }
    if book.links.writes(Format::Tables) {
        let columns = if book.system.has_documents() { "fields" } else { "columns" };
        block(
            &mut out,
            &format!(
                "The name above a definition leads to the table's page: its {columns}, its relationships, queries, examples."
            ),
        );
    }
    out
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

fn of_role(
    book: &Context,
    role: TableRole,
    scripts: &TableScripts,
    room: &mut usize,
    shown: &mut Set<usize>,
) -> String {
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
        shown.insert(at);
        let name = book.schema.identifier(&table.id);
        block(&mut out, &anchor::target(&anchor::id("table", &name)));
        let page = book.links.page(at);
        heading(&mut out, 4, &page.map_or_else(|| text(&name), |url| link(&text(&name), &url)));
        block(&mut out, &told(&table.annotations));
        block(&mut out, &definition);
        let mut facts = words(table);
        if table.kind == TableKind::PartitionedTable {
            let partitions = crate::render::lookup::found(&book.lookup.partitions, &&table.id);
            facts.push(format!("**Partitions:** {}", book.table_list(partitions)));
        }
        list(&mut out, &facts);
    }
    if !without.is_empty() {
        let tables = count(without.len(), "more table", "more tables");
        block(&mut out, &format!("And {tables}{}: {}.", book.elsewhere(), book.table_list(&without)));
    }
    out
}

/// What somebody wrote on a table and its parts, but for what stands elsewhere: keys and indexes (7.1), policies (9.1), security (9.2),
/// known issues (12.3), columns (13.1).
fn words(table: &model::Table) -> Vec<String> {
    let tags = &table.annotations;
    let mut facts: Vec<String> = match tags.usage.as_slice() {
        [] => Vec::new(),
        [words] => vec![format!("**Usage:** {}", text(words))],
        several => vec![format!("**Usage:**\n  - {}", several.iter().map(|words| text(words)).join("\n  - "))],
    };
    let mut named = |title: &str, list: &[Named]| {
        facts.push_all(list.iter().map(|named| match &named.text {
            Some(words) => format!("**{title}:** {}: {}", code(&named.name), text(words)),
            None => format!("**{title}:** {}", code(&named.name)),
        }));
    };
    named("Rule", &tags.rules);
    named("Operation", &tags.operations);
    let mut part = |title: &str, name: &str, tags: &Annotations| {
        let said = [&tags.description, &tags.reason].into_iter().flatten().map(|words| text(words)).join(" ");
        if !tags.ignore && !said.is_empty() {
            facts.push(format!("**{title}** {}: {said}", code(name)));
        }
    };
    for key in &table.foreign_keys {
        part("Foreign key", &key.name, &key.annotations);
    }
    for check in table.checks.iter().filter(|check| !check.inherited) {
        part("Check", if check.name.is_empty() { &check.expression } else { &check.name }, &check.annotations);
    }
    for trigger in &table.triggers {
        part("Trigger", &trigger.name, &trigger.annotations);
    }
    facts
}
