//! Reads a manifest back: the committed one for the drift report, and snapshots that stand for a source that is not there.

mod constraint;
mod format;
mod item;
mod objects;
mod places;
mod prose;
mod table;
mod verify;

use crate::list::{SliceExt, VecExt};
use crate::ordered::Set;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId, Span};

use crate::config::SourceConfig;
use crate::files::Files;
use crate::json::{self, Parsed};
use crate::model::{DATABASE, QualifiedName, Schema, SourceInfo, System, Unsupported};
use crate::sort;
use crate::source::sql::load::invalid_utf8;
use item::Item;
use places::Places;
use verify::{WRITE_ANEW, verify};

/// Reads the snapshots and manifests of the configuration.
pub fn read(files: &Files, sources: &[&SourceConfig], schema: &mut Schema, diagnostics: &mut Diagnostics) {
    for source in sources {
        match files.read(&source.path) {
            Ok(bytes) => parse_bytes(&source.path, &bytes, schema, diagnostics),
            Err(error) => {
                let message = format!("cannot read `{}`: {error}", source.path);
                let help =
                    "`cargo schema-doc sync` writes one of a live database, wherever it can be reached; commit it";
                diagnostics.push(Diagnostic::error(Code::UnreadableFile, source.span, message).with_help(help));
            }
        }
    }
}

fn parse_bytes(path: &str, bytes: &[u8], schema: &mut Schema, diagnostics: &mut Diagnostics) {
    match std::str::from_utf8(bytes) {
        Ok(text) => parse(path, text, schema, diagnostics),
        Err(error) => {
            let file = schema.files.add(path, String::from_utf8_lossy(bytes));
            diagnostics.push(invalid_utf8(bytes, error.valid_up_to(), file));
        }
    }
}

/// Adds what a manifest says to a schema, where all of it fits the format. Its spans point into files of line breaks alone, which
/// stand for the sources that the manifest was made from: a place's path and line are the manifest's, its text is not there.
pub fn parse(path: &str, text: &str, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file = schema.files.add(path, text);
    let parsed = match json::parse(text) {
        Ok(parsed) => parsed,
        Err(error) => {
            let message = format!("no JSON: {}", error.message);
            let diagnostic = Diagnostic::error(Code::InvalidManifest, place(file, error.offset), message);
            diagnostics.push(diagnostic.with_help(WRITE_ANEW));
            return;
        }
    };
    let misfits = verify(&parsed);
    if misfits.is_empty()
        && let Some(manifest) = parsed.value.get("schema_manifest")
    {
        Reader::new(Item::new(manifest), file, &parsed, schema, diagnostics).read(Item::new(manifest));
    }
    for misfit in misfits {
        let span = place(file, misfit.offset);
        diagnostics.push(Diagnostic::error(Code::InvalidManifest, span, misfit.message).with_help(misfit.help));
    }
}

fn place(file: FileId, offset: usize) -> Span {
    let start = u32::try_from(offset).unwrap_or_default();
    Span { file, start, end: start }
}

/// What reading needs at every object.
struct Reader<'a> {
    schema: &'a mut Schema,
    diagnostics: &'a mut Diagnostics,
    places: Places,
    file: FileId,
    parsed: &'a Parsed,
    default_namespace: String,
    /// Sequences that stand in the manifest: those that no `serial` made.
    listed_sequences: Set<QualifiedName>,
    created: u32,
}

impl<'a> Reader<'a> {
    fn new(
        manifest: Item<'_>,
        file: FileId,
        parsed: &'a Parsed,
        schema: &'a mut Schema,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        let places = Places::new(manifest, schema);
        Self {
            schema,
            diagnostics,
            places,
            file,
            parsed,
            default_namespace: String::new(),
            listed_sequences: Set::new(),
            created: 0,
        }
    }

    fn read(mut self, manifest: Item<'_>) {
        self.schema.system = System::from_name(manifest.text("system")).unwrap_or_default();
        let system_namespace = self.schema.system.default_namespace();
        let default_namespace = manifest.optional("default_namespace").unwrap_or(system_namespace);
        default_namespace.clone_into(&mut self.default_namespace);
        self.schema.default_namespace.clone_from(&self.default_namespace);
        self.read_context(manifest);
        self.objects_before_tables(manifest);
        self.tables(manifest);
        self.planned(manifest);
        self.objects_behind_tables(manifest);
        self.left_out(manifest);
        self.sort();
    }

    /// What the configuration says of a schema outranks what a manifest does.
    fn read_context(&mut self, manifest: Item<'_>) {
        let schema = &mut *self.schema;
        for source in manifest.items("sources") {
            schema.sources.push(SourceInfo {
                kind: source_kind(source.text("kind")),
                path: source.string("path"),
                hash: source.string("hash"),
                layout: None,
                files: Vec::new(),
            });
        }
        self.places.give_files_to(&mut schema.sources);
        schema.name = schema.name.take().or_else(|| manifest.optional_string("name"));
        let context = manifest.item("ai_context");
        let purpose = manifest.optional_string("purpose");
        let purpose = purpose.or_else(|| context.and_then(|context| context.optional_string("purpose")));
        schema.purpose = schema.purpose.take().or(purpose);
        let Some(context) = context else { return };
        if schema.key_patterns.is_empty() {
            schema.key_patterns = context.texts("key_patterns");
        }
        let summary = context.optional_string("architecture_summary");
        schema.architecture_summary = schema.architecture_summary.take().or(summary);
    }

    fn left_out(&mut self, manifest: Item<'_>) {
        self.schema.left_out.push_all(manifest.texts("left_out"));
        for item in manifest.items("unsupported") {
            if let Some(span) = self.places.span(item.text("source"), item.line()) {
                let (statement, reason) = (item.string("statement"), item.string("reason"));
                self.schema.unsupported.push(Unsupported { span, statement, reason });
            }
        }
    }

    /// A manifest may be edited by hand, or stand beside another.
    fn sort(&mut self) {
        let schema = &mut *self.schema;
        sort::by(&mut schema.tables, |a, b| a.id.cmp(&b.id));
        sort::by(&mut schema.views, |a, b| a.id.cmp(&b.id));
        sort::by(&mut schema.enums, |a, b| a.id.cmp(&b.id));
        sort::by(&mut schema.domains, |a, b| a.id.cmp(&b.id));
        sort::by(&mut schema.composites, |a, b| a.id.cmp(&b.id));
        sort::by(&mut schema.ranges, |a, b| a.id.cmp(&b.id));
        sort::by(&mut schema.routines, |a, b| a.id.cmp(&b.id));
        sort::by(&mut schema.sequences, |a, b| a.id.cmp(&b.id));
    }

    fn id(&self, text: &str) -> QualifiedName {
        QualifiedName::parse(text, &self.default_namespace).unwrap_or_default()
    }

    fn ids(&self, texts: &[String]) -> Vec<QualifiedName> {
        texts.mapped(|text| self.id(text))
    }

    /// `table.field`.
    fn member(&self, text: &str) -> Option<(QualifiedName, String)> {
        let mut parts = crate::model::split_parts(text)?;
        let member = parts.pop()?;
        let name = parts.pop()?;
        let namespace = parts.pop().unwrap_or_else(|| self.default_namespace.clone());
        parts.is_empty().then_some((QualifiedName { namespace, name }, member))
    }

    /// An object without a namespace lies in the default one.
    fn qualified(&self, item: Item<'_>) -> QualifiedName {
        QualifiedName::new(item.optional("namespace").unwrap_or(&self.default_namespace), item.text("name"))
    }

    fn next(&mut self) -> u32 {
        self.created += 1;
        self.created
    }
}

fn source_kind(kind: &str) -> &'static str {
    const KINDS: &[&str] = &["sql", "convex", "drizzle", "rust", "diesel", "sea-orm", "snapshot", "manifest", DATABASE];
    KINDS.find(|k| *k == kind).copied().unwrap_or("manifest")
}

#[cfg(test)]
mod tests;
