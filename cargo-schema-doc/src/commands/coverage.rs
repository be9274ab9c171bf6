//! `coverage`: how much of the schema somebody described, and what nobody did.

use std::process::ExitCode;

use schema_doc_build::Loaded;
use schema_doc_build::analyze::{Coverage, Part, parts};
use schema_doc_diagnostics::{Code, Diagnostics};
use serde_json::{Map, Value, json};

use super::count;
use crate::arguments::Check;
use crate::failure::Failure;
use crate::output::style::{BAD, GOOD, painted};
use crate::output::{Fit, Output, plain};
use crate::packages::{self, docs_folder};
use crate::report::{Finding, Level, List, Place, Report};

/// How many names a row of the table shows.
const NAMED: usize = 12;

/// What of a table has words.
struct Row {
    table: usize,
    documented: usize,
    total: usize,
    /// The names of what has none; empty for the table itself.
    missing: Vec<String>,
}

pub(crate) fn run(arguments: &Check, output: &mut Output) -> Result<ExitCode, Failure> {
    let packages = packages::select(&arguments.selection)?;
    let progress = output.progress("reading");
    let all = packages::load_all(&packages)?;
    drop(progress);
    let mut code = ExitCode::SUCCESS;
    let mut findings: Vec<Finding> = Vec::new();
    for loaded in &all {
        let short = loaded.shortfalls();
        if loaded.diagnostics().has_errors() {
            output.diagnostics(loaded);
            code = ExitCode::from(2);
        } else if !short.is_empty() && code == ExitCode::SUCCESS {
            code = ExitCode::FAILURE;
        }
        findings.extend(short.iter().map(|found| Finding::of_diagnostic(loaded, found)));
        parts(loaded.schema(), &mut |part| findings.extend(missing(loaded, part)));
    }
    let facts: Vec<Value> = all.iter().map(facts).collect();
    let documented: usize = all.iter().map(|loaded| loaded.analysis().coverage.all().documented).sum();
    let total: usize = all.iter().map(|loaded| loaded.analysis().coverage.all().total).sum();
    let sentence = format!("{documented} of {} of the schema are described.", count(total, "part"));
    let lists = vec![List { name: "findings", title: "Finding", findings: &findings }];
    let report = Report::new(packages::root(&packages), sentence, json!({ "schemas": facts }), lists);
    report.write(arguments.format, output, |output| all.iter().try_for_each(|loaded| tell(loaded, output)))?;
    Ok(code)
}

/// Something that nobody described, as a note at its place.
fn missing(loaded: &Loaded, part: &Part<'_>) -> Option<Finding> {
    let (code, what) = match part.kind {
        0 => (Code::MissingTablePurpose, "table"),
        1 => (Code::MissingColumnDescription, "column"),
        2 => (Code::MissingColumnDescription, "foreign key"),
        3 => (Code::MissingIndexPurpose, "index"),
        _ => (Code::MissingConstraintReason, "constraint"),
    };
    let place = |span| Place::of_span(loaded.files().root(), &loaded.schema().files, span);
    (!part.documented && !part.ignored).then(|| Finding {
        code,
        level: Level::Note,
        subject: None,
        message: format!("nobody described the {what} `{}`", part.identifier(loaded.schema())),
        help: None,
        place: part.span.map(place),
        related: Vec::new(),
    })
}

fn rows(loaded: &Loaded) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    parts(loaded.schema(), &mut |part| {
        if part.ignored {
            return;
        }
        if part.kind == 0 {
            rows.push(Row { table: part.table, documented: 0, total: 0, missing: Vec::new() });
        }
        let Some(row) = rows.last_mut().filter(|row| row.table == part.table) else { return };
        row.total += 1;
        row.documented += usize::from(part.documented);
        if !part.documented {
            row.missing.push(if part.name.is_empty() { part.columns.join(", ") } else { part.name.to_owned() });
        }
    });
    rows
}

/// For programs: each kind, and each table with what it lacks.
fn facts(loaded: &Loaded) -> Value {
    let schema = loaded.schema();
    let ratios = loaded.analysis().coverage.ratios();
    let kinds: Map<String, Value> = Coverage::KINDS
        .iter()
        .zip(ratios)
        .map(|(kind, ratio)| ((*kind).to_owned(), json!({ "documented": ratio.documented, "total": ratio.total })))
        .collect();
    let tables: Vec<Value> = rows(loaded)
        .iter()
        .map(|row| {
            let table = schema.tables.get(row.table).map(|table| schema.identifier(&table.id));
            let missing: Vec<&String> = row.missing.iter().filter(|name| !name.is_empty()).collect();
            json!({ "table": table, "documented": row.documented, "total": row.total, "missing": missing })
        })
        .collect();
    json!({ "documents": docs_folder(loaded), "coverage": kinds, "tables": tables })
}

fn tell(loaded: &Loaded, output: &mut Output) -> Result<(), Failure> {
    let coverage = &loaded.analysis().coverage;
    let kinds = Coverage::KINDS.iter().zip(coverage.ratios()).chain([(&"all", coverage.all())]);
    let kinds: Vec<[String; 2]> = kinds.map(|(kind, ratio)| [(*kind).to_owned(), ratio.to_string()]).collect();
    output.table([("Of", Fit::Whole), ("Described", Fit::Whole)], &kinds)?;
    let schema = loaded.schema();
    let rows: Vec<[String; 3]> = rows(loaded)
        .into_iter()
        .filter(|row| !row.missing.is_empty())
        .map(|row| {
            let table = schema.tables.get(row.table).map(|table| schema.identifier(&table.id)).unwrap_or_default();
            let own =
                if row.missing.iter().any(String::is_empty) { "the table itself".to_owned() } else { String::new() };
            let parts = row.missing.iter().filter(|name| !name.is_empty());
            let mut names: Vec<String> = parts.clone().take(NAMED).cloned().collect();
            names.splice(..0, (!own.is_empty()).then_some(own));
            if let Some(more @ 1..) = parts.count().checked_sub(NAMED) {
                names.push(format!("and {more} more"));
            }
            [plain(&table), format!("{} of {}", row.documented, row.total), plain(&names.join(", "))]
        })
        .collect();
    output.line("")?;
    if rows.is_empty() {
        output.say(format!("{}: {}", docs_folder(loaded), painted(GOOD, "everything is described")))?;
    } else {
        let columns = [("Table", Fit::Whole), ("Described", Fit::Whole), ("Nobody described", Fit::Wrap)];
        output.table(columns, &rows)?;
    }
    let short: Diagnostics = loaded.shortfalls();
    for found in &short {
        output.paragraph(BAD, "error[coverage]", &format!(": {}", plain(&found.message)))?;
    }
    Ok(())
}
