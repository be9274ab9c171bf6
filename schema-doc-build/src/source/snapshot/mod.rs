//! Reads a manifest back: the committed one for the drift report, and snapshots that stand for a source that is not there.

mod constraint;
mod objects;
mod places;
mod prose;
mod table;

use std::collections::BTreeSet;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId, Span};
use schema_doc_runtime::manifest::Manifest;

use crate::config::SourceConfig;
use crate::files::Files;
use crate::model::{QualifiedName, Schema, SourceInfo, System, Unsupported};
use places::Places;

/// Reads the snapshots and manifests of the configuration.
pub fn read(files: &Files, sources: &[&SourceConfig], schema: &mut Schema, diagnostics: &mut Diagnostics) {
    for source in sources {
        let text = match files.read(&source.path).map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(error)) => {
                let message = format!("`{}` is no UTF-8: {error}", source.path);
                diagnostics.push(Diagnostic::error(Code::InvalidUtf8, source.span, message));
                continue;
            }
            Err(error) => {
                let message = format!("cannot read `{}`: {error}", source.path);
                diagnostics.push(Diagnostic::error(Code::UnreadableFile, source.span, message));
                continue;
            }
        };
        parse(&source.path, &text, schema, diagnostics);
    }
}

/// Adds what a manifest says to a schema. Its spans point into files of line breaks alone, which stand for the sources that the
/// manifest was made from: a place's path and line are the manifest's, its text is not there.
pub fn parse(path: &str, text: &str, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file = schema.files.add(path, text);
    match Manifest::from_json(text) {
        Ok(manifest) => Reader::new(&manifest, file, text, schema, diagnostics).read(&manifest),
        Err(error) => {
            let span = byte_span(schema, file, error.line(), error.column());
            let help = "write it anew with `cargo schema-doc generate`";
            let message = format!("no manifest: {}", error.message());
            diagnostics.push(Diagnostic::error(Code::InvalidManifest, span, message).with_help(help));
        }
    }
}

/// The place of a line and a column in bytes, both from 1.
fn byte_span(schema: &Schema, file: FileId, line: usize, column: usize) -> Option<Span> {
    let source = schema.files.file(file);
    let (start, end) = source.line_range(u32::try_from(line).ok()?)?;
    let mut offset = start.saturating_add(u32::try_from(column.saturating_sub(1)).ok()?).min(end);
    while !source.text().is_char_boundary(offset as usize) {
        offset -= 1;
    }
    Some(Span { file, start: offset, end: offset })
}

/// What reading needs at every object.
struct Reader<'a> {
    schema: &'a mut Schema,
    diagnostics: &'a mut Diagnostics,
    places: Places,
    file: FileId,
    text: &'a str,
    default_namespace: String,
    /// Words that were reported, so that each is reported once.
    reported: BTreeSet<String>,
    /// Sequences that stand in the manifest: those that no `serial` made.
    listed_sequences: BTreeSet<QualifiedName>,
    created: u32,
}

impl<'a> Reader<'a> {
    fn new(
        manifest: &Manifest,
        file: FileId,
        text: &'a str,
        schema: &'a mut Schema,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        let places = Places::new(manifest, schema);
        Self {
            schema,
            diagnostics,
            places,
            file,
            text,
            default_namespace: String::new(),
            reported: BTreeSet::new(),
            listed_sequences: BTreeSet::new(),
            created: 0,
        }
    }

    fn read(mut self, manifest: &Manifest) {
        match System::from_name(&manifest.system) {
            Some(system) => self.schema.system = system,
            None => self.unknown_word("system", &manifest.system),
        }
        let system_namespace = self.schema.system.default_namespace();
        self.default_namespace = manifest.default_namespace.clone().unwrap_or_else(|| system_namespace.to_owned());
        self.schema.default_namespace.clone_from(&self.default_namespace);
        self.read_context(manifest);
        self.objects_before_tables(manifest);
        self.tables(manifest);
        self.objects_behind_tables(manifest);
        self.left_out(manifest);
        self.sort();
    }

    /// What the configuration says of a schema outranks what a manifest does.
    fn read_context(&mut self, manifest: &Manifest) {
        let schema = &mut *self.schema;
        for source in &manifest.sources {
            schema.sources.push(SourceInfo {
                kind: source_kind(&source.kind),
                path: source.path.clone(),
                hash: source.hash.clone(),
                layout: None,
                files: Vec::new(),
            });
        }
        self.places.give_files_to(&mut schema.sources);
        schema.name = schema.name.take().or_else(|| manifest.name.clone());
        let context = manifest.ai_context.as_ref();
        let purpose = manifest.purpose.clone().or_else(|| context.and_then(|c| c.purpose.clone()));
        schema.purpose = schema.purpose.take().or(purpose);
        let Some(context) = context else { return };
        if schema.key_patterns.is_empty() {
            schema.key_patterns.clone_from(&context.key_patterns);
        }
        schema.architecture_summary =
            schema.architecture_summary.take().or_else(|| context.architecture_summary.clone());
    }

    fn left_out(&mut self, manifest: &Manifest) {
        self.schema.left_out.extend(manifest.left_out.iter().cloned());
        for item in &manifest.unsupported {
            if let Some(span) = self.places.span(&item.source, item.line) {
                self.schema.unsupported.push(Unsupported {
                    span,
                    statement: item.statement.clone(),
                    reason: item.reason.clone(),
                });
            }
        }
    }

    /// A manifest may be edited by hand, or stand beside another.
    fn sort(&mut self) {
        let schema = &mut *self.schema;
        schema.tables.sort_by(|a, b| a.id.cmp(&b.id));
        schema.views.sort_by(|a, b| a.id.cmp(&b.id));
        schema.enums.sort_by(|a, b| a.id.cmp(&b.id));
        schema.domains.sort_by(|a, b| a.id.cmp(&b.id));
        schema.composites.sort_by(|a, b| a.id.cmp(&b.id));
        schema.ranges.sort_by(|a, b| a.id.cmp(&b.id));
        schema.routines.sort_by(|a, b| a.id.cmp(&b.id));
        schema.sequences.sort_by(|a, b| a.id.cmp(&b.id));
        let twice: Vec<QualifiedName> = schema
            .tables
            .windows(2)
            .filter_map(|pair| match pair {
                [a, b] if a.id == b.id => Some(b.id.clone()),
                _ => None,
            })
            .collect();
        for id in twice {
            let message = format!("a second table `{}`", self.schema.identifier(&id));
            let span = self.place_of("name", &id.name);
            self.diagnostics.push(Diagnostic::error(Code::DuplicateObject, span, message));
        }
        self.schema.tables.dedup_by(|b, a| a.id == b.id);
    }

    /// Reports a word that this version does not know, at the first place where it stands.
    fn unknown_word(&mut self, key: &str, word: &str) {
        if !self.reported.insert(format!("{key}: {word}")) {
            return;
        }
        let message = format!("`{word}` is no `{key}` that this version knows");
        let span = self.place_of(key, word);
        self.diagnostics.push(Diagnostic::error(Code::InvalidManifest, span, message));
    }

    /// The first `"key": "word"` of the text.
    fn place_of(&self, key: &str, word: &str) -> Option<Span> {
        let value = serde_json::to_string(word).ok()?;
        let offset = [": ", ":"].iter().find_map(|colon| self.text.find(&format!("\"{key}\"{colon}{value}")))?;
        let start = u32::try_from(offset).ok()?;
        Some(Span { file: self.file, start, end: start })
    }

    fn id(&mut self, text: &str) -> QualifiedName {
        QualifiedName::parse(text, &self.default_namespace).unwrap_or_else(|| {
            self.unknown_word("identifier", text);
            QualifiedName::new(&*self.default_namespace, text)
        })
    }

    fn ids(&mut self, texts: &[String]) -> Vec<QualifiedName> {
        texts.iter().map(|text| self.id(text)).collect()
    }

    /// `table.field`.
    fn member(&mut self, text: &str) -> Option<(QualifiedName, String)> {
        let mut parts = crate::model::split_parts(text)?;
        let member = parts.pop()?;
        let name = parts.pop()?;
        let namespace = parts.pop().unwrap_or_else(|| self.default_namespace.clone());
        parts.is_empty().then_some((QualifiedName { namespace, name }, member))
    }

    /// An object without a namespace lies in the default one.
    fn qualified(&self, namespace: Option<&String>, name: &str) -> QualifiedName {
        QualifiedName::new(namespace.unwrap_or(&self.default_namespace).as_str(), name)
    }

    fn next(&mut self) -> u32 {
        self.created += 1;
        self.created
    }
}

fn source_kind(kind: &str) -> &'static str {
    const KINDS: &[&str] = &["sql", "convex", "drizzle", "rust", "diesel", "sea-orm", "snapshot", "manifest"];
    KINDS.iter().find(|&&k| k == kind).copied().unwrap_or("manifest")
}

#[cfg(test)]
mod tests;
