//! `check`: the gate, without a build.

use std::path::Path;
use std::process::ExitCode;

use schema_doc_build::{Drift, Loaded, Mode, gate, report};
use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics};
use serde_json::{Value, json};

use super::count;
use crate::arguments::{Check, Selection};
use crate::failure::Failure;
use crate::output::style::{BAD, GOOD, painted};
use crate::output::{Output, plain};
use crate::packages::{self, Package, docs_folder, repository};
use crate::report::{Finding, List, Place, Report};

/// How many differences people are shown.
const SHOWN: usize = 10;

/// A schema, and what came of the comparison: nothing where it could not be read.
struct Checked {
    loaded: Loaded,
    gate: Option<gate::Report>,
    /// What brings the documents up to date.
    command: String,
}

pub(crate) fn run(arguments: &Check, output: &mut Output) -> Result<ExitCode, Failure> {
    let packages = packages::select(&arguments.selection)?;
    let progress = output.progress("reading");
    let mut all = Vec::new();
    for package in &packages {
        for loaded in packages::load(package, |builder| builder)? {
            let gate =
                if loaded.diagnostics().has_errors() { None } else { Some(loaded.gate(loaded.render(), Mode::Check)?) };
            all.push(Checked { loaded, gate, command: mending_command(package, &arguments.selection) });
        }
    }
    drop(progress);
    let findings: Vec<Finding> = all.iter().flat_map(Checked::findings).collect();
    let root = repository(packages::root(&packages));
    let schemas: Value = all.iter().map(|checked| checked.facts(&root)).collect();
    let lists = vec![List { name: "findings", title: "Finding", findings: &findings }];
    let sentence = match findings.len() {
        0 => "The documents say what the schema says.".to_owned(),
        some => match all.iter().find(|checked| checked.has_drift()) {
            Some(Checked { command, .. }) => format!(
                "The documents differ from the schema: {}. Bring them up to date with `{command}`, and commit them.",
                count(some, "finding")
            ),
            None => format!("The schema and its annotations: {}.", count(some, "finding")),
        },
    };
    let report = Report::new(packages::root(&packages), sentence, json!({ "schemas": schemas }), lists);
    report.write(arguments.format, output, |output| all.iter().try_for_each(|checked| checked.tell(output)))?;
    Ok(if all.iter().any(|checked| checked.gate.is_none()) {
        ExitCode::from(2)
    } else if all.iter().any(|checked| checked.has_drift() || !checked.loaded.shortfalls().is_empty()) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// How many documents there are, or should be.
fn files(report: &gate::Report) -> usize {
    report.documents().count() + report.added.len() + report.changed.len()
}

/// Whether not one of the documents is there.
fn has_none(report: &gate::Report) -> bool {
    report.changed.is_empty() && report.unchanged.is_empty()
}

/// What brings the documents up to date, for whoever selected the package like that.
fn mending_command(package: &Package, selection: &Selection) -> String {
    match &package.name {
        Some(name) if selection.workspace || !selection.package.is_empty() => {
            format!("cargo schema-doc generate -p {name}")
        }
        _ => "cargo schema-doc generate".to_owned(),
    }
}

impl Checked {
    fn drift(&self) -> &[gate::Finding] {
        self.gate.as_ref().filter(|report| !self.is_left_alone(report)).map_or(&[], |report| &report.findings)
    }

    /// `[drift] mode = "off"`, and there is no document.
    fn is_left_alone(&self, report: &gate::Report) -> bool {
        self.loaded.config().drift == Drift::Off && has_none(report)
    }

    fn has_drift(&self) -> bool {
        !self.drift().is_empty()
    }

    fn findings(&self) -> impl Iterator<Item = Finding> {
        let diagnostics = self.loaded.diagnostics().iter().filter(|diagnostic| !diagnostic.is_advice());
        let drift = self.drift().iter();
        let short = self.loaded.shortfalls().into_iter().map(|short| Finding::of_diagnostic(&self.loaded, &short));
        diagnostics
            .map(|diagnostic| Finding::of_diagnostic(&self.loaded, diagnostic))
            .chain(short)
            .chain(drift.map(|finding| Finding::of_drift(&self.loaded, finding, &self.command)))
    }

    /// What a program may ask beside the findings.
    fn facts(&self, root: &Path) -> Value {
        let documents = Place::of_line(self.loaded.files().root(), &self.loaded.config().docs.dir, None);
        json!({
            "documents": documents.path(root),
            "files": self.gate.as_ref().map(files),
            "up_to_date": self.gate.is_some() && !self.has_drift(),
            "command": self.command,
        })
    }

    fn tell(&self, output: &mut Output) -> Result<(), Failure> {
        output.diagnostics(&self.loaded);
        let Some(report) = &self.gate else { return Ok(()) };
        for page in &report.orphaned {
            output.say(format!("kept {}: its table is gone, and there are notes on it", plain(page)))?;
        }
        let short = self.loaded.shortfalls();
        if !short.is_empty() {
            output.line(report::print(&short, &self.loaded.schema().files, true))?;
        }
        let docs = docs_folder(&self.loaded);
        if self.is_left_alone(report) {
            return output.say(format!("{docs}: no documents, as `[drift] mode = \"off\"` says"));
        }
        let drift = &report.findings;
        if drift.is_empty() {
            return output.say(format!("{docs}: {}, {}", painted(GOOD, "up to date"), count(files(report), "file")));
        }
        if has_none(report) && drift.len() == report.added.len() {
            let none = painted(BAD, format!("none of its {} is there", count(drift.len(), "document")));
            output.line(format!("{docs}: {none}"))?;
            return output.help(&format!("write them with `{}`, and commit them", self.command));
        }
        self.show(drift, output)?;
        if let Some(more @ 1..) = drift.len().checked_sub(SHOWN) {
            output.line(format!("… and {more} more\n"))?;
        }
        output.line(format!("{docs}: {}", painted(BAD, "the documents differ from the schema")))?;
        output.help(&format!("bring them up to date with `{}`, and commit them", self.command))
    }

    /// ```text
    /// error[drift]: users.phone: column added; docs/schema/tables/users.md does not have it
    ///  --> migrations/0002_phone.sql:1:30
    ///   |
    /// 1 | ALTER TABLE users ADD COLUMN phone text;
    ///   |                              ^^^^^
    /// ```
    fn show(&self, drift: &[gate::Finding], output: &mut Output) -> Result<(), Failure> {
        let (placed, others): (Vec<_>, Vec<_>) = drift.iter().take(SHOWN).partition(|finding| finding.span.is_some());
        let mut diagnostics = Diagnostics::default();
        diagnostics
            .extend(placed.into_iter().map(|finding| Diagnostic::error(Code::Drift, finding.span, &*finding.message)));
        if !diagnostics.is_empty() {
            output.line(report::print(&diagnostics, &self.loaded.schema().files, true))?;
        }
        for finding in &others {
            output.paragraph(BAD, "error[drift]", &format!(": {}", plain(&finding.message)))?;
        }
        if others.is_empty() { Ok(()) } else { output.line("") }
    }
}
