//! `lint`: what is wrong with the schema and its annotations.

use std::process::ExitCode;

use schema_doc_build::{Loaded, report};
use schema_doc_diagnostics::{Diagnostic, Severity};
use serde_json::json;

use super::count;
use crate::arguments::Lint;
use crate::explain;
use crate::failure::Failure;
use crate::output::{Output, plain};
use crate::packages::{self, docs_folder};
use crate::report::{Finding, List, Report};

pub(crate) fn run(arguments: &Lint, output: &mut Output) -> Result<ExitCode, Failure> {
    if let Some(code) = &arguments.explain {
        explain::run(code, output)?;
        return Ok(ExitCode::SUCCESS);
    }
    let packages = packages::select(&arguments.selection)?;
    let progress = output.progress("reading");
    let load = |package| {
        packages::load(package, |builder| if arguments.write_baseline { builder.without_baseline() } else { builder })
    };
    let all: Vec<Loaded> = Failure::together(packages.iter().map(load))?.into_iter().flatten().collect();
    drop(progress);
    if arguments.write_baseline {
        return write_baselines(&all, output);
    }
    let diagnostics = || all.iter().flat_map(|loaded| loaded.diagnostics().iter().map(move |found| (loaded, found)));
    let findings: Vec<Finding> = diagnostics().map(|(loaded, found)| Finding::of_diagnostic(loaded, found)).collect();
    let sentence = match findings.len() {
        0 => "Nothing is wrong with the schema and its annotations.".to_owned(),
        some => format!("The schema and its annotations: {}.", count(some, "finding")),
    };
    let lists = vec![List { name: "findings", title: "Finding", findings: &findings }];
    let report = Report::new(packages::root(&packages), sentence, json!({}), lists);
    report.write(arguments.format, output, |output| all.iter().try_for_each(|loaded| tell(loaded, output)))?;
    let worst = diagnostics().map(|(_, diagnostic)| rank(diagnostic)).max();
    Ok(ExitCode::from(worst.unwrap_or_default()))
}

/// The exit code that a diagnostic calls for.
fn rank(diagnostic: &Diagnostic) -> u8 {
    match (diagnostic.severity, diagnostic.code.is_lint()) {
        (Severity::Warning, _) => 0,
        (Severity::Error, true) => 1,
        (Severity::Error, false) => 2,
    }
}

/// Writes all findings of lints down as such that pass; errors of input are none.
#[expect(clippy::disallowed_methods, reason = "what the user asked for, and no document")]
fn write_baselines(all: &[Loaded], output: &mut Output) -> Result<ExitCode, Failure> {
    let mut code = ExitCode::SUCCESS;
    for loaded in all {
        if loaded.diagnostics().iter().any(|found| rank(found) == 2) {
            output.diagnostics(loaded);
            code = ExitCode::from(2);
            continue;
        }
        let (file, text) = loaded.baseline();
        let path = loaded.files().root().join(&file);
        std::fs::write(&path, text).map_err(|error| Failure::Write(path, error.to_string()))?;
        let findings = loaded.diagnostics().iter().filter(|found| found.code.is_lint()).count();
        output.say(format!("wrote  {file}: {} that pass from now on", count(findings, "finding")))?;
    }
    Ok(code)
}

fn tell(loaded: &Loaded, output: &mut Output) -> Result<(), Failure> {
    if loaded.diagnostics().is_empty() {
        output.say(format!("{}: nothing is wrong", docs_folder(loaded)))?;
    } else {
        output.line(loaded.report(true))?;
        output.line(report::summary(loaded.diagnostics()))?;
        if let Some(first) = loaded.diagnostics().iter().find(|found| found.code.is_lint()) {
            output.help(&format!("`cargo schema-doc lint --explain {}` says why", first.code.as_str()))?;
        }
    }
    let (file, _) = loaded.baseline();
    if let (Some(first), more) = (loaded.mended().first(), loaded.mended().len()) {
        let first = plain(first);
        let lines = if more == 1 { format!("`{first}` is") } else { format!("{more} lines, the first `{first}`, are") };
        output.say(format!("{file}: {lines} mended; `cargo schema-doc lint --write-baseline` writes it anew"))?;
    }
    Ok(())
}
