//! `lint`: what is wrong with the schema and its annotations.

use std::process::ExitCode;

use schema_doc_build::{Loaded, report};
use schema_doc_diagnostics::{Diagnostic, Severity};
use serde_json::json;

use super::count;
use crate::arguments::Check;
use crate::failure::Failure;
use crate::output::Output;
use crate::packages::{self, docs_folder};
use crate::report::{Finding, List, Report};

pub(crate) fn run(arguments: &Check, output: &mut Output) -> Result<ExitCode, Failure> {
    let packages = packages::select(&arguments.selection)?;
    let progress = output.progress("reading");
    let all = packages::load_all(&packages)?;
    drop(progress);
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

fn tell(loaded: &Loaded, output: &mut Output) -> Result<(), Failure> {
    if loaded.diagnostics().is_empty() {
        return output.say(format!("{}: nothing is wrong", docs_folder(loaded)));
    }
    output.line(loaded.report(true))?;
    output.line(report::summary(loaded.diagnostics()))
}
