//! `lint`: what is wrong with the schema and its annotations.

use std::process::ExitCode;

use schema_doc_build::report;
use schema_doc_diagnostics::Severity;

use crate::arguments::Selection;
use crate::failure::Failure;
use crate::output::Output;
use crate::packages::{self, docs_folder};

pub(crate) fn run(selection: &Selection, output: &mut Output) -> Result<ExitCode, Failure> {
    let mut worst = 0;
    for package in packages::select(selection)? {
        for loaded in packages::load(&package, |builder| builder)? {
            let diagnostics = loaded.diagnostics();
            if diagnostics.is_empty() {
                output.say(format!("{}: nothing found", docs_folder(&loaded)))?;
                continue;
            }
            output.line(loaded.report(true))?;
            output.line(report::summary(diagnostics))?;
            for diagnostic in diagnostics {
                let rank = match (diagnostic.severity, diagnostic.code.is_lint()) {
                    (Severity::Warning, _) => 0,
                    (Severity::Error, true) => 1,
                    (Severity::Error, false) => 2,
                };
                worst = worst.max(rank);
            }
        }
    }
    Ok(ExitCode::from(worst))
}
