//! Reads a manifest back: the committed one for the drift report, and snapshots that stand for a source that is not there.

mod constraint;
mod item;
mod objects;
mod places;
mod prose;
mod table;

use crate::ordered::Set;
use std::cell::Cell;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId, Span};

use crate::config::SourceConfig;
use crate::files::Files;
use crate::json::{self, Parsed, Value};
use crate::model::{QualifiedName, Schema, SourceInfo, System, Unsupported};
use crate::render::manifest::VERSION;
use crate::sort;
use item::{Item, Wrong};
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
    let mut found = Diagnostics::default();
    if let Err((message, offset)) = read_text(text, file, schema, &mut found) {
        let start = u32::try_from(offset).unwrap_or_default();
        let span = Span { file, start, end: start };
        let help = "write it anew with `cargo schema-doc generate`";
        // What else was found follows from it.
        diagnostics
            .push(Diagnostic::error(Code::InvalidManifest, span, format!("no manifest: {message}")).with_help(help));
    } else {
        diagnostics.extend(found.iter().cloned());
    }
}

/// What is wrong, and at which offset.
type Refusal = (String, usize);

fn read_text(text: &str, file: FileId, schema: &mut Schema, diagnostics: &mut Diagnostics) -> Result<(), Refusal> {
    let parsed = json::parse(text).map_err(|error| (error.message.to_owned(), error.offset))?;
    let wrong = Cell::new(None);
    let document = Item::new(&parsed.value, &wrong);
    if let Some(manifest) = document.item("schema_manifest") {
        let version = manifest.text("version");
        let major = |version: &str| version.split('.').next().map(str::to_owned);
        if wrong.get().is_none() && major(version) != major(VERSION) {
            let message = format!("version `{version}` of the manifest's format, where `{VERSION}` is known");
            return Err((message, manifest.value("version").map(|value| parsed.offset_of(value)).unwrap_or_default()));
        }
        if wrong.get().is_none() {
            Reader::new(manifest, file, text, schema, diagnostics).read(manifest);
        }
    } else {
        document.text("schema_manifest");
    }
    wrong.get().map_or(Ok(()), |wrong| Err(refusal(wrong, &parsed)))
}

fn refusal(wrong: Wrong<'_>, parsed: &Parsed) -> Refusal {
    let message = match (wrong.expected, wrong.value) {
        (Some(expected), _) => format!("`{}` is not {expected}", wrong.key),
        (None, Value::Object(_)) => format!("`{}` is missing", wrong.key),
        (None, _) => "not an object".to_owned(),
    };
    (message, parsed.offset_of(wrong.value))
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
    reported: Set<String>,
    /// Sequences that stand in the manifest: those that no `serial` made.
    listed_sequences: Set<QualifiedName>,
    created: u32,
}

impl<'a> Reader<'a> {
    fn new(
        manifest: Item<'_>,
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
            reported: Set::new(),
            listed_sequences: Set::new(),
            created: 0,
        }
    }

    fn read(mut self, manifest: Item<'_>) {
        manifest.require(&["fingerprint", "sources", "tables"]);
        match System::from_name(manifest.text("system")) {
            Some(system) => self.schema.system = system,
            None => self.unknown_word("system", manifest.text("system")),
        }
        let system_namespace = self.schema.system.default_namespace();
        let default_namespace = manifest.optional("default_namespace").unwrap_or(system_namespace);
        default_namespace.clone_into(&mut self.default_namespace);
        self.schema.default_namespace.clone_from(&self.default_namespace);
        self.read_context(manifest);
        self.objects_before_tables(manifest);
        self.tables(manifest);
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
        self.schema.left_out.extend(manifest.texts("left_out"));
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
        let value = json::compact(&word.into());
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
    fn qualified(&self, item: Item<'_>) -> QualifiedName {
        QualifiedName::new(item.optional("namespace").unwrap_or(&self.default_namespace), item.text("name"))
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
