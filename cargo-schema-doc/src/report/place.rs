//! Where a finding is.

use std::path::{Path, PathBuf};

use schema_doc_diagnostics::{SourceMap, Span};
use serde_json::{Value, json};

use crate::paths::normal;

/// A place in a file: in a line of it, or the file as a whole.
pub(crate) struct Place {
    /// Absolute.
    file: PathBuf,
    /// From one.
    pub(super) line: Option<u32>,
    /// From one, in characters: the first, and the one behind the last.
    pub(super) columns: Option<(u32, u32)>,
}

impl Place {
    /// Of a text that was read; its path is relative to `root`, or absolute. What is longer than a line is marked in its first.
    pub(crate) fn of_span(root: &Path, files: &SourceMap, span: Span) -> Self {
        let file = files.file(span.file);
        let start = files.position(span);
        let line_end = file.line_range(start.line).map_or(span.end, |(_, end)| end);
        let end = file.position(span.end.min(line_end).max(span.start));
        Self {
            file: normal(&root.join(file.path())),
            line: Some(start.line),
            columns: Some((start.column, end.column)),
        }
    }

    /// A line of a file, or the file.
    pub(crate) fn of_line(root: &Path, path: &str, line: Option<u32>) -> Self {
        Self { file: normal(&root.join(path)), line, columns: None }
    }

    /// Its path from `root` where it lies below, else the whole path; with `/`.
    pub(crate) fn path(&self, root: &Path) -> String {
        self.file.strip_prefix(root).unwrap_or(&self.file).to_string_lossy().replace('\\', "/")
    }

    /// `migrations/0001_users.sql:3:5`
    pub(crate) fn text(&self, root: &Path) -> String {
        let number = |number: Option<u32>| number.map(|number| format!(":{number}")).unwrap_or_default();
        format!("{}{}{}", self.path(root), number(self.line), number(self.columns.map(|(first, _)| first)))
    }

    pub(super) fn is_below(&self, root: &Path) -> bool {
        self.file.starts_with(root)
    }

    pub(super) fn as_json(&self, root: &Path) -> Value {
        let mut value = json!({ "file": self.path(root) });
        if let Some(line) = self.line {
            value["line"] = json!(line);
        }
        if let Some((first, behind)) = self.columns {
            value["column"] = json!(first);
            value["end_column"] = json!(behind);
        }
        value
    }
}
