//! What a command found, for people and for programs: one list of findings, five ways to write it.

mod github;
mod markdown;
mod place;
mod sarif;

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use schema_doc_build::{CONFIG_FILE, Loaded, gate};
use schema_doc_diagnostics::{Code, Diagnostic, Severity};
use serde_json::{Map, Value, json};

pub(crate) use self::place::Place;
use crate::failure::Failure;
use crate::output::Output;
use crate::packages::repository;
use crate::paths::here;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// A table for a comment or a page
    Markdown,
    /// Annotations of GitHub's workflows
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Error,
    Warning,
    /// It is said, and it is no fault.
    Note,
}

impl Level {
    /// In SARIF's words.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl From<Severity> for Level {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
        }
    }
}

/// The object of a schema that a finding is about.
pub(crate) struct Subject {
    /// `users.email`
    pub(crate) object: String,
    /// `column`
    pub(crate) kind: &'static str,
}

/// One thing that was found.
pub(crate) struct Finding {
    pub(crate) code: Code,
    pub(crate) level: Level,
    pub(crate) subject: Option<Subject>,
    /// What is wrong, in one line; with a subject, of that.
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) place: Option<Place>,
    /// Other places that explain it, each with a few words.
    pub(crate) related: Vec<(Place, String)>,
}

impl Finding {
    /// A diagnostic of a schema.
    pub(crate) fn of_diagnostic(loaded: &Loaded, diagnostic: &Diagnostic) -> Self {
        let root = loaded.files().root();
        let place = |span| Place::of_span(root, &loaded.schema().files, span);
        Self {
            code: diagnostic.code,
            level: diagnostic.severity.into(),
            subject: None,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            place: diagnostic.span.map(place),
            related: diagnostic.related.iter().map(|(span, label)| (place(*span), label.clone())).collect(),
        }
    }

    /// What kept a command from finding anything.
    fn of_failure(failure: &Failure) -> Self {
        let text = failure.to_string();
        let text = text.strip_prefix("schema-doc: ").unwrap_or(&text);
        let (message, help) = text.split_once("\nhelp: ").map_or((text, None), |(message, help)| (message, Some(help)));
        Self {
            code: failure.code(),
            level: Level::Error,
            subject: None,
            message: message.to_owned(),
            help: help.map(str::to_owned),
            place: None,
            related: Vec::new(),
        }
    }

    /// A document that differs: at the change of the schema that it does not have, else in the document itself.
    pub(crate) fn of_drift(loaded: &Loaded, finding: &gate::Finding, command: &str) -> Self {
        let root = loaded.files().root();
        let in_source = finding.span.map(|span| Place::of_span(root, &loaded.schema().files, span));
        let in_document = || Some(Place::of_line(root, finding.document.as_ref()?, finding.line));
        Self {
            code: Code::Drift,
            level: Level::Error,
            subject: None,
            message: finding.message.clone(),
            help: Some(format!("bring them up to date with `{command}`, and commit them")),
            place: in_source.or_else(in_document),
            related: Vec::new(),
        }
    }

    /// `` users.age: type changed from `integer` to `bigint` ``
    pub(crate) fn line(&self) -> String {
        match &self.subject {
            Some(subject) => format!("{}: {}", subject.object, self.message),
            None => self.message.clone(),
        }
    }

    fn as_json(&self, root: &Path) -> Value {
        let mut value = json!({ "code": self.code.as_str(), "level": self.level.as_str(), "message": self.message });
        if let Some(subject) = &self.subject {
            value["object"] = json!(subject.object);
            value["kind"] = json!(subject.kind);
        }
        if let Some(help) = &self.help {
            value["help"] = json!(help);
        }
        if let Some(place) = &self.place {
            value["place"] = place.as_json(root);
        }
        if !self.related.is_empty() {
            let related = self.related.iter().map(|(place, label)| {
                let mut value = place.as_json(root);
                value["message"] = json!(label);
                value
            });
            value["related"] = related.collect();
        }
        value
    }
}

/// Findings of one kind.
pub(crate) struct List<'a> {
    /// `differences`: its key in JSON.
    pub(crate) name: &'static str,
    /// `From the schema to the database`: the head of its column in Markdown.
    pub(crate) title: &'static str,
    pub(crate) findings: &'a [Finding],
}

/// All that a command found.
pub(crate) struct Report<'a> {
    /// What programs are told the paths from: where GitHub looks for them.
    root: PathBuf,
    /// The configuration: the place of what has no other, where a format asks for one.
    home: Place,
    /// What came of it, in a sentence.
    sentence: String,
    /// What stands beside the findings in JSON.
    facts: Map<String, Value>,
    lists: Vec<List<'a>>,
}

impl<'a> Report<'a> {
    /// `package`: the folder of the package, or of the first; `facts`: an object.
    pub(crate) fn new(package: &Path, sentence: String, facts: Value, lists: Vec<List<'a>>) -> Self {
        let facts = if let Value::Object(facts) = facts { facts } else { Map::new() };
        let home = Place::of_line(package, CONFIG_FILE, None);
        Self { root: repository(package), home, sentence, facts, lists }
    }

    /// Reports to programs why there is nothing to report; people are told on standard error.
    pub(crate) fn of_failure(failure: &Failure, format: ReportFormat, output: &mut Output) -> Result<(), Failure> {
        if matches!(failure, Failure::Reported) {
            return Ok(());
        }
        let findings = &[Finding::of_failure(failure)];
        Report::of_nothing(&here()?, findings).write(format, output, |_| Ok(()))
    }

    /// Of a run that came to no result, for errors.
    pub(crate) fn of_nothing(package: &Path, findings: &'a [Finding]) -> Self {
        let lists = vec![List { name: "findings", title: "Finding", findings }];
        Self::new(package, "Nothing was compared.".to_owned(), json!({}), lists)
    }

    /// Writes it; `text` does so for people, as each command has its own words for them.
    pub(crate) fn write(
        &self,
        format: ReportFormat,
        output: &mut Output,
        text: impl FnOnce(&mut Output) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        match format {
            ReportFormat::Text => text(output),
            ReportFormat::Json => output.line(format!("{:#}", self.as_json())),
            ReportFormat::Markdown => output.line(markdown::document(&self.sentence, &self.lists, &self.root)),
            ReportFormat::Github => {
                self.findings().try_for_each(|finding| output.line(github::annotation(finding, &self.root)))
            }
            ReportFormat::Sarif => {
                let findings: Vec<&Finding> = self.findings().collect();
                output.line(format!("{:#}", sarif::log(&findings, &self.home, &self.root)))
            }
        }
    }

    fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.lists.iter().flat_map(|list| list.findings)
    }

    fn as_json(&self) -> Value {
        let mut value = self.facts.clone();
        for list in &self.lists {
            let findings = list.findings.iter().map(|finding| finding.as_json(&self.root));
            value.insert(list.name.to_owned(), findings.collect());
        }
        Value::Object(value)
    }
}
