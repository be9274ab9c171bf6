//! A service beside a back office that it does not own: what it knows of the database is in the snapshot, and cannot go stale unseen.

use std::io::{self, Write};

use schema_doc_runtime::{SchemaEnum, SchemaRow};

schema_doc_runtime::include_schema!(pub mod schema);

use schema::survey_notes;

/// A note as the design tool shows it.
#[derive(Debug, SchemaRow)]
#[schema_doc(table = "survey_notes")]
#[allow(dead_code)] // there is no database here to read one from
struct Note {
    id: i64,
    project_id: i32,
    area: String,
    severity: String,
    body: String,
    resolved_by: Option<i32>,
}

/// How much a note matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SchemaEnum)]
#[schema_doc(table = "survey_notes", column = "severity")]
enum Severity {
    Info,
    Warning,
    Blocker,
}

/// What keeps a project from being designed, from constants: a column that a sync finds renamed does not compile.
fn open_blockers() -> String {
    format!(
        "SELECT {} FROM {} WHERE {} = $1 AND {} = '{}' AND {} IS NULL",
        Note::COLUMNS.iter().map(|column| column.name).collect::<Vec<_>>().join(", "),
        survey_notes::TABLE,
        survey_notes::PROJECT_ID,
        survey_notes::SEVERITY,
        Severity::Blocker.as_str(),
        survey_notes::RESOLVED_AT,
    )
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "The snapshot has {} tables:", schema::TABLES.len())?;
    for table in schema::TABLES {
        writeln!(
            out,
            "  {:<24} {:>2} columns   {}",
            table.name,
            table.columns.len(),
            table.purpose.unwrap_or_default()
        )?;
    }
    writeln!(out, "\nBefore a system is designed:\n  {}", open_blockers())
}
