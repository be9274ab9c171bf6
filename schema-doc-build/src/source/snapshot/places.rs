//! Places of a manifest as spans: each file stands as line breaks alone, so that a line's number is its offset.

use std::collections::BTreeMap;

use schema_doc_diagnostics::{FileId, Span};
use schema_doc_runtime::manifest::{Location, Manifest};

use crate::model::{Schema, SourceInfo};

/// The files that a manifest names.
pub(super) struct Places {
    files: BTreeMap<String, (FileId, u32)>,
}

impl Places {
    /// Adds every file that the manifest names to the schema's source map.
    pub(super) fn new(manifest: &Manifest, schema: &mut Schema) -> Self {
        let mut lines: BTreeMap<String, u32> = BTreeMap::new();
        each_place(manifest, &mut |file, line| {
            // A line beyond this is nobody's; it must not cost memory.
            let line = line.unwrap_or(0).min(10_000_000);
            match lines.get_mut(file) {
                Some(last) => *last = line.max(*last),
                None => drop(lines.insert(file.to_owned(), line)),
            }
        });
        let files = lines.into_iter().map(|(path, last)| {
            let text = "\n".repeat(last as usize);
            (path.clone(), (schema.files.add(path, text), last))
        });
        Self { files: files.collect() }
    }

    /// The place of a file and a line; a file without known lines has one empty place.
    pub(super) fn span(&self, file: &str, line: Option<u32>) -> Option<Span> {
        let &(file, last) = self.files.get(file)?;
        let offset = line.unwrap_or(1).clamp(1, last.max(1)) - 1;
        Some(Span { file, start: offset, end: offset })
    }

    pub(super) fn location(&self, location: Option<&Location>) -> Option<Span> {
        location.and_then(|location| self.span(&location.file, location.line))
    }

    pub(super) fn file(&self, path: &str) -> Option<FileId> {
        self.files.get(path).map(|&(file, _)| file)
    }

    /// Each file belongs to the source whose path it lies below, else to the first.
    pub(super) fn give_files_to(&self, sources: &mut [SourceInfo]) {
        for (path, &(file, last)) in &self.files {
            let below = |source: &SourceInfo| path.starts_with(source.path.trim_end_matches('/'));
            let position = sources.iter().position(below).unwrap_or(0);
            let Some(source) = sources.get_mut(position) else { return };
            source.files.push(file);
            if last > 0 {
                // Its lines were shown, so they are to be shown again.
                source.layout = Some("plain");
            }
        }
    }
}

/// Calls `see` with each file and line that a manifest names.
fn each_place(manifest: &Manifest, see: &mut impl FnMut(&str, Option<u32>)) {
    let mut at = |location: Option<&Location>| {
        if let Some(location) = location {
            see(&location.file, location.line);
        }
    };
    for table in &manifest.tables {
        at(table.location.as_ref());
        for field in &table.fields {
            at(field.location.as_ref());
        }
    }
    manifest.views.iter().for_each(|view| at(view.location.as_ref()));
    manifest.enums.iter().for_each(|enum_type| at(enum_type.location.as_ref()));
    manifest.domains.iter().for_each(|domain| at(domain.location.as_ref()));
    manifest.composite_types.iter().for_each(|composite| at(composite.location.as_ref()));
    manifest.range_types.iter().for_each(|range| at(range.location.as_ref()));
    manifest.routines.iter().for_each(|routine| at(routine.location.as_ref()));
    manifest.sequences.iter().for_each(|sequence| at(sequence.location.as_ref()));
    for table in &manifest.tables {
        table.migrations.iter().for_each(|step| see(&step.file, step.line));
        table.fields.iter().filter_map(|field| field.added_in.as_ref()).for_each(|file| see(file, None));
    }
    manifest.unsupported.iter().for_each(|item| see(&item.source, item.line));
}
