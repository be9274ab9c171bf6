//! Access patterns that no index serves, or whose queries name what is not there.

use schema_doc_diagnostics::{Code, Diagnostic};

use super::{Lints, OnTable, named};
use crate::analyze::access::{Access, TableUse};
use crate::list::IteratorExt;
use crate::model::{AccessPattern, quote_identifier};

pub(super) fn check(lints: &mut Lints<'_>, on: OnTable<'_>) {
    let analysis = lints.analysis;
    let Some(found) = analysis.tables.get(on.position) else { return };
    for (pattern, access) in on.table.annotations.access.iter().zip(&found.access) {
        problems(lints, on, pattern, access);
        let code = Code::UncoveredAccessPattern;
        let unserved = match &pattern.index {
            Some(index) if !access.covered_by.contains(index) => {
                Some((format!("counts on the index `{index}`, which this table does not have"), "add the index"))
            }
            Some(index) if access.unserved_claim => {
                Some((format!("counts on the index `{index}`, which does not serve its query"), "change the query"))
            }
            _ => None,
        };
        if let Some((what, mend)) = unserved {
            let message = format!("the access pattern `{}` {what}", pattern.name);
            let help = format!("{mend}, or name the one that serves it");
            lints.add(code, on, Some(&pattern.name), pattern.span, &message, help);
            continue;
        }
        for used in access.uses.iter().filter(|used| !used.uncovered.is_empty()) {
            let (what, help) = uncovered(lints, on, used);
            let message = format!("the access pattern `{}` {what}", pattern.name);
            lints.add(code, on, Some(&pattern.name), pattern.span, &message, help);
        }
    }
}

/// The queries of the program's code.
pub(super) fn code(lints: &mut Lints<'_>) {
    let (schema, analysis) = (lints.schema, lints.analysis);
    // Nobody knows what the SQL of no system means.
    if lints.diagnostics.iter().any(|found| found.code == Code::AmbiguousDialect) {
        return;
    }
    // A query that names nothing of the schema is another database's.
    for (query, access) in schema.code_queries.iter().zip(&analysis.code).filter(|(_, access)| access.is_known) {
        let name = match query.function.as_str() {
            "" => schema.files.path(query.span),
            function => function,
        };
        // What misses that much is more likely about tables of the same names elsewhere: it is told once.
        let is_foreign = access.problems.len() > 2;
        for problem in access.problems.iter().take(if is_foreign { 1 } else { usize::MAX }) {
            let mut lines = problem.message.splitn(2, '\n');
            let mut message = format!("the query in `{name}`: {}", lines.next().unwrap_or_default());
            let mut help = lines.next().unwrap_or("correct the query, or bring back what it needs");
            if is_foreign {
                message.push_str(&format!("; nor {} other things that it names", access.problems.len() - 1));
                help = "is it another database's? `// schema-doc: allow(invalid-query) it reads their database` above it says so";
            }
            lints.add_beside_tables(problem.code, problem.span.unwrap_or(query.span), name, message, help);
        }
        for used in access.uses.iter().filter(|used| !used.uncovered.is_empty()) {
            let Some(table) = schema.tables.get(used.table).filter(|table| !table.annotations.ignore) else { continue };
            let on = OnTable { position: used.table, table };
            let (what, help) = uncovered(lints, on, used);
            let message = format!("`{name}` {what}");
            lints.add(Code::UncoveredAccessPattern, on, Some(name), Some(query.span), &message, help);
        }
    }
}

/// What is wrong with the query. That of a function with `#[access_pattern]` is checked by the compiler, at its place.
fn problems(lints: &mut Lints<'_>, on: OnTable<'_>, pattern: &AccessPattern, access: &Access) {
    for problem in access.problems.iter().filter(|_| pattern.function.is_none()) {
        let mut lines = problem.message.splitn(2, '\n');
        let what = lines.next().unwrap_or_default();
        let message = format!("the query of the access pattern `{}`: {what}", pattern.name);
        let help = lines.next().unwrap_or(match problem.code {
            Code::UnsupportedStatement => "say in words what it asks, `pattern=\"…\"`, or write it in plainer SQL",
            _ => "correct the query",
        });
        lints.add(problem.code, on, Some(&pattern.name), problem.span.or(pattern.span), &message, help);
    }
}

/// Which rows are found without an index, and the index that would find them.
fn uncovered(lints: &Lints<'_>, on: OnTable<'_>, used: &TableUse) -> (String, String) {
    let schema = lints.schema;
    let Some(table) = schema.tables.get(used.table) else { return Default::default() };
    let by = used.uncovered.iter().map(|key| format!("`{key}`")).join(", ");
    let of = if used.table == on.position { String::new() } else { format!("of `{}` ", schema.identifier(&table.id)) };
    let what = format!("finds rows {of}by {by}, which no index is for");
    if used.index.is_empty() {
        return (what, "add an index for that operator, or find the rows by a key".to_owned());
    }
    let name = used.uncovered.first().filter(|key| key.chars().all(|c| c.is_alphanumeric() || c == '_'));
    let name = format!("{}_{}_idx", table.id.name, name.map_or("key", String::as_str));
    let name = quote_identifier(schema.system, &name);
    (what, format!("add one: `CREATE INDEX {name} ON {} ({})`", named(schema, table), used.index.iter().join(", ")))
}

/// SQL is read by what a feature brings; documents do not depend on features.
pub(super) fn needs_feature(lints: &mut Lints<'_>) {
    if cfg!(feature = "queries") {
        return;
    }
    let schema = lints.schema;
    let mut patterns = schema.tables.iter().filter(|t| !t.annotations.ignore).flat_map(|t| &t.annotations.access);
    let pattern = patterns.find(|pattern| crate::analyze::access::sql(schema, pattern).is_some());
    let (what, span) = match (pattern, schema.code_queries.first()) {
        (Some(pattern), _) => (format!("the access pattern `{}`", pattern.name), pattern.span),
        (None, Some(query)) => (format!("`{}`", query.function), Some(query.span)),
        (None, None) => return,
    };
    let message = format!("the SQL of {what} is read with the feature `queries` of schema-doc-build");
    let help = "type `schema-doc-build = { version = \"…\", features = [\"queries\"] }` in [build-dependencies]";
    lints.diagnostics.push(Diagnostic::error(Code::MissingFeature, span, message).with_help(help));
}
