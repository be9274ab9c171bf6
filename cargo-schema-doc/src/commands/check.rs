//! `check`: the gate, without a build.

use std::process::ExitCode;

use schema_doc_build::Mode;

use super::count;
use crate::arguments::Selection;
use crate::failure::Failure;
use crate::output::Output;
use crate::packages::{self, docs_folder};

pub(crate) fn run(selection: &Selection, output: &mut Output) -> Result<ExitCode, Failure> {
    let mut drift = false;
    let mut errors = false;
    for package in packages::select(selection)? {
        for loaded in packages::load(&package, |builder| builder)? {
            output.diagnostics(&loaded);
            if loaded.diagnostics().has_errors() {
                errors = true;
                continue;
            }
            let report = loaded.gate(loaded.render(), Mode::Check)?;
            for page in &report.orphaned {
                output.say(format!("kept {page}: its table is gone, and there are notes on it"))?;
            }
            match report.check(&loaded.mending_command()) {
                Ok(()) => {
                    let files = count(report.documents().count(), "file");
                    output.say(format!("{}: up to date, {files}", docs_folder(&loaded)))?;
                }
                Err(error) => {
                    drift = true;
                    let text = error.to_string();
                    let text = text.strip_prefix("schema-doc: ").unwrap_or(&text);
                    output.line(format!("{}: {text}", docs_folder(&loaded)))?;
                }
            }
        }
    }
    Ok(match (errors, drift) {
        (true, _) => ExitCode::from(2),
        (false, true) => ExitCode::FAILURE,
        (false, false) => ExitCode::SUCCESS,
    })
}
