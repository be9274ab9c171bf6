//! What people wrote on a page goes with it, also when its table is renamed.

use schema_doc_diagnostics::{Code, Diagnostic, Span};

use super::Gate;
use super::compare::fold;
use crate::list::IteratorExt;
use crate::model::{MigrationAction, QualifiedName, Table};
use crate::render::notes::{self, UnpairedMarker};

/// Whether the notes of the page before are on the new one.
pub(super) enum Carried {
    /// They are, or there were none.
    Yes,
    /// Nobody knows where they begin or end; it was reported, and the page must stay as it is.
    Unreadable,
}

/// Whether a page holds anything that people wrote. One whose markers do not pair may.
pub(super) fn holds_notes(text: &str) -> bool {
    !matches!(notes::extract(text), Ok(None))
}

/// Puts the notes of the page on disk, or of the page that the table had under its former name, into the new contents.
pub(super) fn carry(gate: &mut Gate<'_>, path: &str, name: &str, old: Option<&str>, contents: &mut String) -> Carried {
    if !contents.contains(notes::BEGIN) {
        return Carried::Yes;
    }
    match old.map(|old| notes::extract(old).map(|n| n.map(|n| fold(n).into_owned()))) {
        Some(Ok(Some(text))) => {
            *contents = notes::merge(contents, &text);
            return Carried::Yes;
        }
        Some(Err(UnpairedMarker { line, missing })) => {
            let there = if missing == notes::END { notes::BEGIN } else { notes::END };
            let file = gate.texts.add(path, old.unwrap_or_default());
            let (start, end) = gate.texts.file(file).line_range(line).unwrap_or_default();
            let diagnostic = Diagnostic::error(
                Code::UnclosedBlock,
                Span { file, start, end },
                format!("`{there}` without its `{missing}`: nobody knows where the notes are"),
            );
            gate.diagnostics.push(diagnostic.with_help(format!("add a line `{missing}`; the page was left as it is")));
            return Carried::Unreadable;
        }
        Some(Ok(None)) | None => {}
    }
    // A page without notes: its table may have had another name.
    for former in former_pages(gate, name) {
        let page = gate.loaded.in_docs(&former);
        let text = gate.read(&page).filter(|text| crate::render::header::is_ours(&former, text));
        let found = text.and_then(|text| notes::extract(&text).ok().flatten().map(|notes| fold(notes).into_owned()));
        if let Some(text) = found {
            *contents = notes::merge(contents, &text);
            gate.moved_notes.insert(former);
            break;
        }
    }
    Carried::Yes
}

/// Pages that the table of a page had before it was renamed and that no table has now, the last first.
fn former_pages(gate: &Gate<'_>, name: &str) -> Vec<String> {
    let (schema, layout) = (&gate.loaded.schema, &gate.loaded.layout);
    let Some(&table) = gate.pages.get(name) else { return Vec::new() };
    let Some(table) = schema.tables.get(table) else { return Vec::new() };
    let former = former_names(table).into_iter().filter_map(|former| schema.parse_identifier(former));
    former
        .filter(|id: &QualifiedName| schema.table_index(id).is_none())
        .map(|id| layout.page_of(&id, &schema.default_namespace))
        .filter(|page| page != name && !gate.pages.contains_key(page.as_str()))
        .collect_vec()
}

/// The names that a table had, the last first.
fn former_names(table: &Table) -> Vec<&str> {
    let renamed = table.migrations.iter().rev().filter(|step| step.action == MigrationAction::Renamed);
    let steps = renamed.filter_map(|step| step.detail.strip_prefix("from "));
    steps.chain(table.annotations.renamed_from.as_deref()).collect_vec()
}

impl Gate<'_> {
    /// Whether the notes of a page that is no longer made stand on another page now.
    pub(super) fn writer_moved_notes_of(&self, name: &str) -> bool {
        self.moved_notes.contains(name)
    }
}
