//! What differs, in words: what changed in the schema where that explains it, else the first line that differs.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::{Map, Set};

use schema_doc_diagnostics::Diagnostics;

use super::Finding;
use super::compare::{first_difference, fold};
use crate::compare::{Change, ChangeAction, compare, member};
use crate::model::{MigrationAction, MigrationStep, QualifiedName, Schema};
use crate::pipeline::Loaded;
use crate::render::Format;
use crate::report::visible;
use crate::source::snapshot;

/// How many findings a report shows.
const SHOWN: usize = 10;
/// How many documents one line names.
const NAMED: usize = 5;
/// How much of a line is quoted, in characters.
const QUOTED: usize = 80;

const MISSING: &str = " is missing";

/// A document that is not as it should be.
pub(super) struct Difference {
    /// Relative to the package root.
    path: String,
    /// Relative to the docs folder; empty for a host.
    name: String,
    /// What is wrong with it, behind its path.
    what: String,
    /// The first line that differs.
    line: Option<u32>,
}

impl Difference {
    pub(super) fn missing(path: String, name: String) -> Self {
        Self { path, name, what: MISSING.to_owned(), line: None }
    }

    pub(super) fn stale(path: String, name: String) -> Self {
        Self { path, name, what: " is no longer made from the schema".to_owned(), line: None }
    }

    pub(super) fn host(path: String, old: &str, new: &str) -> Self {
        Self::differs(path, String::new(), old, &fold(new))
    }

    pub(super) fn differs(path: String, name: String, old: &str, new: &str) -> Self {
        let old = fold(old);
        let difference = first_difference(&old, new);
        let line = difference.map(|(line, ..)| line as u32);
        let what = match difference {
            Some((line, there, made)) => {
                let show = |side: Option<&str>| side.map_or_else(|| "nothing".to_owned(), |l| format!("`{}`", cut(l)));
                format!(":{line}: {} there, {} by the schema", show(there), show(made))
            }
            None => ": the end differs".to_owned(),
        };
        Self { path, name, what, line }
    }

    fn finding(&self) -> Finding {
        let text = visible(&format!("{}{}", self.path, self.what)).into_owned();
        Finding { message: text.clone(), text, span: None, document: Some(self.path.clone()), line: self.line }
    }
}

/// Each thing that differs: first what changed in the schema, then the documents that no change explains.
pub(super) fn describe(loaded: &Loaded, differences: &[Difference]) -> Vec<Finding> {
    let by_name: Map<&str, &Difference> = differences.iter().map(|d| (d.name.as_str(), d)).collect();
    let changes = changes(loaded, &by_name);
    if changes.is_empty() {
        return differences.mapped(Difference::finding);
    }
    let mut named = Set::new();
    let manifest = loaded.layout.file(Format::Manifest);
    let mut findings: Vec<Finding> = changes.mapped(|change| {
        let page = change.table.as_ref().map(|id| match loaded.schema.table_index(id) {
            Some(table) => loaded.layout.table_page(table).to_owned(),
            None => loaded.layout.page_of(id, &loaded.schema.default_namespace),
        });
        let document = page.and_then(|page| by_name.get(page.as_str())).or_else(|| by_name.get(manifest));
        let fault = document.map(|document| {
            named.insert(document.path.as_str());
            let verb = match change.action {
                ChangeAction::Added => "does not have it",
                ChangeAction::Removed => "still has it",
                ChangeAction::Changed => "does not say so",
            };
            let missing = document.what == MISSING;
            format!("; {} {}", document.path, if missing { "is missing" } else { verb })
        });
        let files = &loaded.schema.files;
        let place = change.new.map(|span| format!(" in {}:{}", files.path(span), files.line(span)));
        let (place, fault) = (place.unwrap_or_default(), fault.unwrap_or_default());
        let told = |place: &str| visible(&format!("{}: {}{place}{fault}", change.object, change.message)).into_owned();
        let document = document.map(|document| document.path.clone());
        Finding { text: told(&place), message: told(""), span: change.new, document, line: None }
    });
    let unnamed = differences.iter().filter(|d| !named.contains(d.path.as_str()));
    let (missing, others): (Vec<_>, Vec<_>) = unnamed.partition(|difference| difference.what == MISSING);
    findings.push_all(missing.into_iter().map(Difference::finding));
    let others: Vec<&str> = others.into_iter().map(|difference| difference.path.as_str()).collect_vec();
    if !others.is_empty() {
        let more = if others.len() > NAMED { ", …" } else { "" };
        let list = others.iter().take(NAMED).copied().join(", ");
        let differ = if others.len() == 1 { "document differs" } else { "documents differ" };
        let text = visible(&format!("{} more {differ}: {list}{more}", others.len())).into_owned();
        let document = others.first().map(|&path| path.to_owned());
        // Not behind the ten that are shown.
        let at = findings.len().min(SHOWN - 1);
        findings.insert(at, Finding { message: text.clone(), text, span: None, document, line: None });
    }
    findings
}

/// What changed in the schema since the manifest on disk was written: nothing where it says the same, or cannot be read.
fn changes(loaded: &Loaded, differences: &Map<&str, &Difference>) -> Vec<Change> {
    let name = loaded.layout.file(Format::Manifest);
    let Some(manifest) = differences.get(name) else { return Vec::new() };
    let text = loaded.files.read_unwatched(&manifest.path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let Some(text) = text else { return Vec::new() };
    let mut committed = Schema::default();
    let mut diagnostics = Diagnostics::default();
    snapshot::parse(&manifest.path, &text, &mut committed, &mut diagnostics);
    if diagnostics.has_errors() {
        return Vec::new();
    }
    let mut changes = compare(&committed, &loaded.schema);
    for change in &mut changes {
        if let Some(step) = step_of(change, &committed, &loaded.schema) {
            change.new = Some(step.span);
        }
        // A table or view that is gone has no place of its own.
        if change.action == ChangeAction::Removed && change.new.is_none() {
            let is_it = |id: &QualifiedName| loaded.schema.identifier(id) == change.object;
            let dropped = loaded.schema.dropped.iter().rev().find(|(id, _)| is_it(id));
            change.new = dropped.map(|(_, span)| *span);
        }
    }
    changes
}

/// The migration's step that made a change, of those that the committed history lacks: what was dropped stands nowhere else, and what was
/// altered or renamed elsewhere.
fn step_of<'s>(change: &Change, committed: &Schema, schema: &'s Schema) -> Option<&'s MigrationStep> {
    let id = change.table.as_ref()?;
    let known = committed.table(id).map(|table| table.migrations.as_slice()).unwrap_or_default();
    let steps = &schema.table(id)?.migrations;
    let is_known = |(old, new): &(&MigrationStep, &MigrationStep)| old.action == new.action && old.detail == new.detail;
    let new = steps.get(known.iter().zip(steps).take_while(is_known).count()..)?;
    let is_it = |name: &str| member(schema, id, name) == change.object;
    new.iter().rev().find(|step| {
        let (_, name) = step.detail.split_once(' ').unwrap_or_default();
        let name = name.strip_prefix("key ").unwrap_or(name); // `foreign key by_user`
        let (from, to) = name.split_once(" to ").unwrap_or((name, name));
        match (step.action, change.action) {
            (MigrationAction::Renamed, ChangeAction::Removed) => is_it(from),
            (MigrationAction::Renamed, ChangeAction::Added) => is_it(to),
            (MigrationAction::Dropped, ChangeAction::Removed) | (MigrationAction::Changed, ChangeAction::Changed) => {
                is_it(name) || (!step.detail.is_empty() && change.message.starts_with(&step.detail))
            }
            _ => false,
        }
    })
}

/// The first of many, and how many more there are.
pub(super) fn shorten(findings: &[Finding]) -> Vec<String> {
    let mut shown: Vec<String> = findings.iter().take(SHOWN).map(|finding| finding.text.clone()).collect_vec();
    if let Some(more @ 1..) = findings.len().checked_sub(SHOWN) {
        shown.push(format!("… and {more} more"));
    }
    shown
}

/// The beginning of a line.
fn cut(line: &str) -> String {
    let line = line.trim();
    let mut short: String = line.chars().take(QUOTED).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}
