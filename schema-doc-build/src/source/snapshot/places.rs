//! Places of a manifest as spans: each file stands as line breaks alone, so that a line's number is its offset.

use crate::list::SliceExt;
use crate::ordered::Map;

use schema_doc_diagnostics::{FileId, Span};

use super::item::Item;
use crate::model::{Schema, SourceInfo};

/// The lists whose objects have a place.
const LOCATED: &[&str] =
    &["tables", "views", "enums", "domains", "composite_types", "range_types", "routines", "sequences"];

/// The files that a manifest names.
pub(super) struct Places {
    files: Map<String, (FileId, u32)>,
}

impl Places {
    /// Adds every file that the manifest names to the schema's source map.
    pub(super) fn new(manifest: Item<'_>, schema: &mut Schema) -> Self {
        let mut lines: Map<String, u32> = Map::new();
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

    pub(super) fn location(&self, item: Item<'_>) -> Option<Span> {
        item.item("location").and_then(|location| self.span(location.text("file"), location.line()))
    }

    pub(super) fn file(&self, path: &str) -> Option<FileId> {
        self.files.get(path).map(|&(file, _)| file)
    }

    /// Each file belongs to the source whose path it lies below, else to the first.
    pub(super) fn give_files_to(&self, sources: &mut [SourceInfo]) {
        for (path, &(file, last)) in &self.files {
            let below = |source: &SourceInfo| path.starts_with(source.path.trim_end_matches('/'));
            let position = sources.position(below).unwrap_or(0);
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
fn each_place(manifest: Item<'_>, see: &mut dyn FnMut(&str, Option<u32>)) {
    for key in LOCATED {
        for object in manifest.items(key) {
            each_location(object, see);
        }
    }
    for table in manifest.items("tables") {
        for field in table.items("fields") {
            each_field(field, see);
        }
        for pattern in table.items("access_patterns") {
            each_location(pattern, see);
        }
        for step in table.items("migrations") {
            see(step.text("file"), step.line());
        }
    }
    for item in manifest.items("unsupported") {
        see(item.text("source"), item.line());
    }
}

/// A field, or a type inside one, with all that lies in it.
fn each_field(field: Item<'_>, see: &mut dyn FnMut(&str, Option<u32>)) {
    each_location(field, see);
    if let Some(file) = field.optional("added_in") {
        see(file, None);
    }
    for key in ["fields", "variants"] {
        field.items(key).into_iter().for_each(|inner| each_field(inner, see));
    }
    for key in ["items", "key", "value"] {
        field.item(key).into_iter().for_each(|inner| each_field(inner, see));
    }
}

fn each_location(object: Item<'_>, see: &mut dyn FnMut(&str, Option<u32>)) {
    if let Some(location) = object.item("location") {
        see(location.text("file"), location.line());
    }
}
