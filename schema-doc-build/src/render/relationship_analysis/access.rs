//! How tables are read: access patterns, missing keys and indexes, performance.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Map;

use schema_doc_diagnostics::Code;

use super::{Context, Input, Links};
use crate::analyze::{Finding, Origin};
use crate::render::markdown::{Table, block, cell_code, cell_text, code, count, heading, list, message, text};

/// How many findings of one kind are shown.
const FINDINGS: usize = 200;

fn findings<'c>(context: &'c Context, code: Code) -> impl Iterator<Item = &'c Finding> + 'c {
    context.input.analysis.findings.iter().filter(move |f| f.code == code && context.is_shown(f.table))
}

/// A list that is cut, and says so.
fn bounded(out: &mut String, items: &[String]) {
    list(out, items.get(..FINDINGS).unwrap_or(items));
    if items.len() > FINDINGS {
        block(out, &format!("And {} more, each on its table's page.", items.len() - FINDINGS));
    }
}

fn item(context: &Context, finding: &Finding) -> String {
    format!("{}: {}", context.links.table(finding.table), message(&finding.message))
}

/// `## References that are not declared`.
pub(super) fn undeclared(out: &mut String, context: &Context) {
    let mut items: Vec<String> = findings(context, Code::UndeclaredReference).map(|f| item(context, f)).collect_vec();
    for (position, table) in context.input.analysis.tables.iter().enumerate() {
        for relationship in table.incoming.iter().filter(|r| r.origin == Origin::Inferred) {
            let keys = crate::render::words::codes(&relationship.keys);
            let (here, there) = (context.links.table(position), context.links.table(relationship.table));
            items.push(format!("{here}: {keys} looks like a reference to {there}"));
        }
    }
    if !items.is_empty() {
        heading(out, 2, "References that are not declared");
        block(
            out,
            "Columns that look like references, and have no foreign key. State what is meant with `@references`, or add the key.",
        );
        bounded(out, &items);
    }
}

/// `## Foreign keys without an index`.
pub(super) fn unindexed(out: &mut String, context: &Context) {
    let items: Vec<String> = findings(context, Code::UnindexedForeignKey).map(|f| item(context, f)).collect_vec();
    if !items.is_empty() {
        if context.input.schema.system.has_documents() {
            heading(out, 2, "References without an index");
            block(out, "What refers to a document is found in such a table by reading it from end to end.");
        } else {
            heading(out, 2, "Foreign keys without an index");
            block(out, "A delete or a change of key in the referenced table reads such a table from end to end.");
        }
        bounded(out, &items);
    }
}

/// `## Access patterns`.
pub(super) fn patterns(out: &mut String, context: &Context) {
    let table = pattern_table(context.input, &context.links);
    if !table.is_empty() {
        heading(out, 2, "Access patterns");
        block(out, &table);
    }
}

/// Every access pattern, with what serves it; empty where nobody wrote one.
pub(crate) fn pattern_table(input: Input, links: &Links) -> String {
    let analysis = input.analysis;
    let mut rows = Table::new(&["Pattern", "Table", "Description", "Frequency", "Served by"]);
    for (position, table) in input.schema.tables.iter().enumerate().filter(|(_, t)| !t.annotations.ignore) {
        for (i, pattern) in table.annotations.access.iter().enumerate() {
            let covered = analysis.tables.get(position).and_then(|a| a.access.get(i));
            let mut served: Vec<&str> =
                covered.into_iter().flat_map(|access| &access.covered_by).map(String::as_str).collect_vec();
            served.push_all(pattern.index.as_deref().filter(|index| !served.contains(index)));
            let served: Vec<String> = served.into_iter().map(cell_code).collect_vec();
            let mut words: Vec<String> = pattern.description.iter().map(|words| cell_text(words)).collect_vec();
            words.push_all(pattern.pattern.iter().map(|words| cell_text(words)));
            words.push_all(pattern.query.iter().map(|query| cell_code(&on_one_line(query))));
            rows.push(&[
                cell_text(&pattern.name),
                links.table_in_cell(position),
                words.join("<br>"),
                pattern.frequency.map(|f| f.as_str().to_owned()).unwrap_or_default(),
                served.join(", "),
            ]);
        }
    }
    rows.finish()
}

/// A query without its line breaks; `db\n  .query(…)` goes on without a blank.
fn on_one_line(query: &str) -> String {
    let lines: Vec<&str> = query.lines().map(str::trim).filter(|line| !line.is_empty()).collect_vec();
    lines.join(" ").replace(" .", ".")
}

/// `## Performance insights`.
pub(super) fn insights(out: &mut String, context: &Context) {
    let performance = &context.input.analysis.insights;
    let mut by_code: Map<&str, Vec<String>> = Map::new();
    for finding in context.input.analysis.findings.iter().filter(|f| context.is_shown(f.table)) {
        if !matches!(finding.code, Code::UndeclaredReference | Code::UnindexedForeignKey) {
            by_code.or_default(finding.code.as_str()).push(item(context, finding));
        }
    }
    let written = [
        ("Critical indexes", &performance.critical_indexes),
        ("Denormalization", &performance.denormalization_patterns),
        ("Scaling", &performance.scaling_considerations),
    ];
    if by_code.is_empty() && written.all(|(_, lines)| lines.is_empty()) {
        return;
    }
    heading(out, 2, "Performance insights");
    for (title, lines) in written.into_iter().filter(|(_, lines)| !lines.is_empty()) {
        heading(out, 3, title);
        // Those of indexes are names.
        let is_name = |line: &String| title == "Critical indexes" && !line.contains(char::is_whitespace);
        list(out, &lines.mapped(|line| if is_name(line) { code(line) } else { text(line) }));
    }
    for (code, items) in by_code {
        let title = crate::render::words::spaced(&code.replace('-', "_"), true);
        heading(out, 3, &format!("{title} ({})", count(items.len(), "finding", "findings")));
        bounded(out, &items);
    }
}
