//! What was read and written, in a few lines.

use schema_doc_build::config::SourceKind;
use schema_doc_build::model::DATABASE;
use schema_doc_build::report::advice;
use schema_doc_build::{Loaded, Report};

use crate::commands::count;
use crate::failure::Failure;
use crate::output::{Output, plain};
use crate::packages::docs_folder;

/// What was found.
pub(super) fn source(loaded: &Loaded, output: &mut Output) -> Result<(), Failure> {
    let schema = loaded.schema();
    for source in &schema.sources {
        let layout = source.layout.map(|layout| format!(", layout {layout}")).unwrap_or_default();
        // A snapshot says what was read when it was written: nothing is, here.
        let from = match source.files.len() {
            0 if source.kind == DATABASE => snapshots(loaded),
            files => count(files, "file"),
        };
        let told = schema
            .system_evidence
            .as_ref()
            .map(|evidence| format!(" (told by {})", plain(evidence)))
            .unwrap_or_default();
        let system = format!("{}{told}", schema.system.title());
        output.say(format!("read   {}: {}, {system}{layout}, {from}", plain(&source.path), source.kind))?;
        for &file in &source.files {
            output.detail(format!("         {}", plain(schema.files.file(file).path())))?;
        }
    }
    let mut found = vec![count(schema.tables.len(), "table")];
    let others = [
        (schema.views.len(), "view"),
        (schema.enums.len(), "enum"),
        (schema.routines.len(), "routine"),
        (schema.unsupported.len(), "unsupported statement"),
    ];
    found.extend(others.into_iter().filter(|&(number, _)| number > 0).map(|(number, what)| count(number, what)));
    output.say(format!("found  {}", found.join(", ")))
}

/// `as of docs/schema/schema.snapshot.json`
fn snapshots(loaded: &Loaded) -> String {
    let sources = loaded.config().sources.iter().filter(|source| source.kind == SourceKind::Snapshot);
    let paths: Vec<String> = sources.map(|source| plain(&source.path)).collect();
    format!("as of {}", paths.join(", "))
}

/// What was written, and where.
pub(super) fn documents(loaded: &Loaded, report: &Report, output: &mut Output) -> Result<(), Failure> {
    let mut words = vec![format!("wrote  {} to {}", count(report.written.len(), "file"), docs_folder(loaded))];
    if !report.unchanged.is_empty() {
        words.push(format!("{} unchanged", report.unchanged.len()));
    }
    if !report.removed.is_empty() {
        words.push(format!("{} deleted", report.removed.len()));
    }
    output.say(words.join(", "))?;
    for path in &report.written {
        output.detail(format!("         {}", plain(path)))?;
    }
    for path in &report.removed {
        output.detail(format!("deleted  {}", plain(path)))?;
    }
    if let Some(advice) = advice(loaded.diagnostics()) {
        output.say(format!("lint   {advice}; `cargo schema-doc lint` shows them"))?;
    }
    for path in &report.orphaned {
        output.say(format!("kept   {}: its table is gone, and there are notes on it", plain(path)))?;
    }
    Ok(())
}

pub(super) fn annotations(loaded: &Loaded, output: &mut Output) -> Result<(), Failure> {
    let coverage = &loaded.analysis().coverage;
    let kinds = [
        ("tables", coverage.tables),
        ("columns", coverage.columns),
        ("relationships", coverage.relationships),
        ("indexes", coverage.indexes),
        ("constraints", coverage.constraints),
    ];
    let words: Vec<String> =
        kinds.iter().map(|(what, ratio)| format!("{} of {} {what}", ratio.documented, ratio.total)).collect();
    output.say(format!("words  on {}", words.join(", ")))
}

pub(super) fn performance(loaded: &Loaded, output: &mut Output) -> Result<(), Failure> {
    let findings = &loaded.analysis().findings;
    if findings.is_empty() {
        return output.say("performance: nothing found");
    }
    for finding in findings {
        let table = loaded.schema().tables.get(finding.table);
        let table = table.map(|table| loaded.schema().identifier(&table.id)).unwrap_or_default();
        output.say(plain(&format!("{table}: {} ({})", finding.message, finding.code.as_str())))?;
    }
    Ok(())
}
