//! The sections below the queries: performance, migrations, examples, notes.

use super::{Context, keys, purpose};
use crate::json::{self, Style};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{MigrationAction, MigrationStep};
use crate::render::example::{derived, insert};
use crate::render::markdown::{Table, block, cell_code, cell_text, code, fenced, heading, list, message, text};
use crate::render::notes;
use crate::sample;

/// `### Performance Considerations`.
pub(super) fn performance(out: &mut String, context: &Context) {
    heading(out, 3, "Performance Considerations");
    let findings = context.analysis.findings.iter().filter_map(|&f| context.input.analysis.findings.get(f));
    let mut items: Vec<String> = findings.map(|finding| capital(&message(&finding.message))).collect_vec();
    for index in context.table.indexes.iter().filter(|i| keys::is_critical(context, &i.name)) {
        items.push(format!("{} is critical{}", code(&index.name), keys::served(context, index)));
    }
    let name = context.input.schema.identifier(&context.table.id);
    let written = &context.input.config.performance;
    let about = |line: &&String| mentions(line, &name);
    items.push_all(
        written.denormalization_patterns.iter().filter(about).map(|line| format!("Denormalized: {}", text(line))),
    );
    items.push_all(written.scaling_considerations.iter().filter(about).map(|line| text(line)));
    if items.is_empty() {
        block(out, "Nothing stands out.");
    }
    list(out, &items);
}

/// A sentence of its own begins with a capital, unless it begins with a name.
fn capital(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| format!("{}{}", first.to_ascii_uppercase(), chars.as_str()))
}

/// Whether a line of the configuration names the table, as a word or with a column behind a dot.
fn mentions(line: &str, table: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    !table.is_empty()
        && line.match_indices(table).any(|(at, _)| {
            let before = line.get(..at).and_then(|text| text.chars().next_back());
            let after = line.get(at + table.len()..).and_then(|text| text.chars().next());
            !inside(before) && before != Some('.') && !inside(after)
        })
}

/// What migrations did to the table. A source of one file, such as a dump, has no migrations.
pub(super) fn steps<'c>(context: &'c Context) -> impl Iterator<Item = &'c MigrationStep> + 'c {
    let sources = &context.input.schema.sources;
    let dump = sources.any(|s| s.layout == Some("file"));
    context
        .table
        .migrations
        .iter()
        .filter(move |step| !dump || !sources.any(|s| s.layout == Some("file") && s.files.contains(&step.span.file)))
}

/// `## Migrations`.
pub(super) fn migrations(out: &mut String, context: &Context) {
    let mut rows = Table::new(&["Migration", "Change"]);
    let mut steps = steps(context).peekable();
    while let Some(step) = steps.next() {
        let mut changes = vec![change(step)];
        // Steps of one statement stand in one row.
        while let Some(next) =
            steps.next_if(|next| next.span.file == step.span.file && next.span.start == step.span.start)
        {
            changes.push(change(next));
        }
        rows.push(&[context.links.source_in_cell(step.span), changes.join(", ")]);
    }
    if !rows.is_empty() {
        heading(out, 2, "Migrations");
        block(out, &rows.finish());
    }
}

/// What a name follows in a step's detail.
const BEFORE_A_NAME: &[&str] = &[
    "column ",
    "constraint ",
    "foreign key ",
    "from ",
    "index ",
    "no partition of ",
    "partition of ",
    "partition ",
    "policy ",
    "trigger ",
];

/// `added column email`, `renamed column a to b`, `changed row security`.
pub(crate) fn change(step: &MigrationStep) -> String {
    let action = step.action.as_str();
    if step.detail.is_empty() {
        return format!("{action} the table");
    }
    for kind in BEFORE_A_NAME {
        let Some(name) = step.detail.strip_prefix(kind) else { continue };
        let name = match name.split_once(" to ") {
            Some((old, new)) if step.action == MigrationAction::Renamed => {
                format!("{} to {}", cell_code(old), cell_code(new))
            }
            _ => match name.strip_suffix(" any more") {
                Some(name) => format!("{} any more", cell_code(name)),
                None => cell_code(name),
            },
        };
        return format!("{action} {kind}{name}");
    }
    format!("{action} {}", cell_text(&step.detail))
}

/// `## Examples`: as JSON and, of SQL, as `INSERT`. The written ones, else a derived record that says that it is.
pub(super) fn examples(out: &mut String, context: &Context) {
    let (schema, table) = (context.input.schema, context.table);
    heading(out, 2, "Examples");
    let examples = &table.annotations.examples;
    let is_sql = !schema.system.has_documents();
    for (json, _) in examples {
        block(out, &purpose::example(json));
        if let Some(row) = sample::written(schema, table, json).filter(|_| is_sql) {
            block(out, &fenced("sql", &insert(schema, table, &row)));
        }
    }
    if !examples.is_empty() {
        return;
    }
    let derived = derived(context.input, context.position);
    if let Some(Ok((record, row))) = derived {
        block(out, "Derived from types, names and constraints; nobody wrote it.");
        block(out, &fenced("json", &json::text(&record.into(), Style::Pretty)));
        if is_sql {
            block(out, &fenced("sql", &insert(schema, table, row)));
        }
        return;
    }
    block(out, "No example yet. Write one as `@example {…}` where the table is described.");
    if let Some(Err(reason)) = derived {
        block(out, &message(&format!("None is derived: {reason}.")));
    }
}

/// `## Notes`: empty here; what stands in the page on disk is carried over where it is written.
pub(super) fn notes(out: &mut String) {
    heading(out, 2, "Notes");
    block(out, &format!("{}\n{}", notes::BEGIN, notes::END));
}

#[cfg(test)]
mod tests {
    use schema_doc_diagnostics::Span;

    use super::{change, mentions};
    use crate::model::{MigrationAction, MigrationStep};

    #[test]
    fn a_step_tells_what_it_did() {
        let check = |action, detail: &str, expected: &str| {
            let span = Span { file: schema_doc_diagnostics::SourceMap::default().add("a.sql", ""), start: 0, end: 0 };
            assert_eq!(change(&MigrationStep::new(span, action, detail)), expected);
        };
        check(MigrationAction::Created, "", "created the table");
        check(MigrationAction::Added, "column a b", "added column `a b`");
        check(MigrationAction::Changed, "row security", "changed row security");
        check(MigrationAction::Added, "foreign key a_b", "added foreign key `a_b`");
        check(MigrationAction::Renamed, "column a to b", "renamed column `a` to `b`");
        check(MigrationAction::Renamed, "from a", "renamed from `a`");
        check(MigrationAction::Changed, "no partition of a any more", "changed no partition of `a` any more");
        check(MigrationAction::Dropped, "primary key", "dropped primary key");
    }

    #[test]
    fn a_line_is_about_the_tables_that_it_names() {
        let check = |line: &str, table: &str, expected: bool| assert_eq!(mentions(line, table), expected, "{line}");
        check("audit_log grows by 2 M rows a month", "audit_log", true);
        check("order_items.unit_price is copied from products", "order_items", true);
        check("order_items.unit_price is copied from products", "products", true);
        check("order_items.unit_price is copied from products", "items", false);
        check("copied from auth.users", "users", false);
        check("", "", false);
    }
}
