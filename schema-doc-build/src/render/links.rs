//! Links from one document to others and to the sources.

use schema_doc_diagnostics::Span;

use super::markdown::anchor::below_title;
use super::markdown::{cell_code, code, link};
use super::{Format, Input};
use crate::model::TableId;

/// Writes the links of one document.
#[derive(Debug, Clone)]
pub(crate) struct Links<'a> {
    input: Input<'a>,
    from: From,
}

/// The document that links.
#[derive(Debug, Clone)]
enum From {
    /// One of ours, relative to the docs folder, with `/`.
    Document(String),
    /// Any file, relative to the package root, with `/`.
    File(String),
}

impl<'a> Links<'a> {
    /// The links of a document of ours; its path is relative to the docs folder.
    pub(crate) fn of_document(input: Input<'a>, path: &str) -> Self {
        Self { input, from: From::Document(path.to_owned()) }
    }

    /// The links of any file; its path is relative to the package root.
    pub(crate) fn of_file(input: Input<'a>, path: &str) -> Self {
        Self { input, from: From::File(path.to_owned()) }
    }

    /// The URL of a document of ours.
    pub(crate) fn document(&self, path: &str) -> String {
        let layout = self.input.layout;
        match &self.from {
            From::Document(from) => layout.link(from, path),
            From::File(from) => layout.link(from, &format!("{}/{path}", layout.docs_dir())),
        }
    }

    /// Whether the configuration has us write that format.
    pub(crate) fn writes(&self, format: Format) -> bool {
        self.input.config.docs.formats.contains(&format)
    }

    /// The URL of the one file of a format, where it is written.
    pub(crate) fn format(&self, format: Format) -> Option<String> {
        self.writes(format).then(|| self.document(self.input.layout.file(format)))
    }

    /// The URL of an anchor of the overview, where it is written.
    pub(crate) fn overview(&self, anchor: &str) -> Option<String> {
        self.writes(Format::Tables).then(|| {
            let url = self.document(self.input.layout.readme());
            if anchor.is_empty() { url } else { format!("{url}#{anchor}") }
        })
    }

    /// The URL of a table's page, where it has one.
    pub(crate) fn page(&self, table: usize) -> Option<String> {
        let shown = self.input.schema.tables.get(table).is_some_and(|t| !t.annotations.ignore);
        (shown && self.writes(Format::Tables)).then(|| self.document(self.input.layout.table_page(table)))
    }

    /// The URL of a section of a table's page, where it has one.
    pub(crate) fn page_section(&self, table: usize, anchor: &str) -> Option<String> {
        let title = self.input.schema.identifier(&self.input.schema.tables.get(table)?.id);
        self.page(table).map(|url| format!("{url}#{}", below_title(&title, anchor)))
    }

    /// A table's name, linked to its page.
    pub(crate) fn table(&self, table: usize) -> String {
        let Some(known) = self.input.schema.tables.get(table) else { return String::new() };
        linked(code(&self.input.schema.identifier(&known.id)), self.page(table))
    }

    /// A table's name in a table's cell, linked to its page.
    pub(crate) fn table_in_cell(&self, table: usize) -> String {
        let Some(known) = self.input.schema.tables.get(table) else { return String::new() };
        linked(cell_code(&self.input.schema.identifier(&known.id)), self.page(table))
    }

    /// The name of a table that may not exist.
    pub(crate) fn table_id(&self, id: &TableId) -> String {
        let url = self.input.schema.table_index(id).and_then(|table| self.page(table));
        linked(code(&self.input.schema.identifier(id)), url)
    }

    /// `file:line` of a place, as far as documents show lines.
    pub(crate) fn place(&self, span: Span) -> String {
        let path = self.input.schema.files.path(span);
        match self.input.layout.line(self.input.schema, span) {
            Some(line) => format!("{path}:{line}"),
            None => path.to_owned(),
        }
    }

    /// A place, linked to its source.
    pub(crate) fn source(&self, span: Span) -> String {
        self.linked_source(span, code(&self.place(span)))
    }

    /// The same, in a table's cell.
    pub(crate) fn source_in_cell(&self, span: Span) -> String {
        self.linked_source(span, cell_code(&self.place(span)))
    }

    fn linked_source(&self, span: Span, label: String) -> String {
        let line = self.input.layout.line(self.input.schema, span);
        let fragment = line.map(|line| format!("#L{line}")).unwrap_or_default();
        linked(label, self.source_url(span).map(|url| url + &fragment))
    }

    /// A source file without a line, linked.
    pub(crate) fn source_file(&self, span: Span) -> String {
        linked(code(self.input.schema.files.path(span)), self.source_url(span))
    }

    /// The same, in a table's cell.
    #[cfg(feature = "book")]
    pub(crate) fn source_file_in_cell(&self, span: Span) -> String {
        linked(cell_code(self.input.schema.files.path(span)), self.source_url(span))
    }

    /// The URL of a source. A path that is absolute has none that holds on every machine.
    fn source_url(&self, span: Span) -> Option<String> {
        let path = self.input.schema.files.path(span);
        let absolute = path.starts_with(['/', '\\']) || path.as_bytes().get(1) == Some(&b':');
        (!absolute).then(|| match &self.from {
            From::Document(from) => self.input.layout.link_to_source(from, path),
            From::File(from) => self.input.layout.link(from, path),
        })
    }
}

fn linked(label: String, url: Option<String>) -> String {
    match url {
        Some(url) => link(&label, &url),
        None => label,
    }
}
