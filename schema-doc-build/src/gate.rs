//! Artifacts × disk × mode → written, or a drift report: the one place that writes.

mod build_script;
mod compare;
mod environment;
mod findings;
mod host;
mod notes;
mod stale;
mod time;
mod watch;
mod write;

use crate::ordered::{Map, Set};
use std::fmt::Display;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, SourceMap, Span};

pub(crate) use build_script::{build_script, out_dir};
pub(crate) use environment::is_copy;
pub use time::now;

use crate::error::Error;
use crate::pipeline::Loaded;
use crate::render::{Artifact, Contents, Format, header};
use findings::Difference;
use write::Writer;

/// In the docs folder: what `sync` writes of a live database; and, where a source lies outside the package, what a packaged copy reads
/// instead.
pub const SNAPSHOT: &str = "schema.snapshot.json";

/// What is done with documents that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// They are written.
    Write,
    /// They are written, and the SQL files of tables that are gone, which are otherwise kept, are deleted.
    Prune,
    /// They are reported.
    Check,
}

/// What the gate found and did. Paths are relative to the package root, with `/`.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Report {
    /// Files that were written.
    pub written: Vec<String>,
    /// Files that were not there; in check mode, that are missing.
    pub added: Vec<String>,
    /// Files that said something else; in check mode, that do.
    pub changed: Vec<String>,
    /// Files that were ours, are no longer made, and were deleted.
    pub removed: Vec<String>,
    /// Files that were already as they should be.
    pub unchanged: Vec<String>,
    /// Pages of tables that are gone, kept for the notes on them, and SQL files of such tables.
    pub orphaned: Vec<String>,
    /// In check mode: what differs.
    pub findings: Vec<Finding>,
    /// Markdown files with blocks that were filled or checked.
    pub hosts: Vec<String>,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// In one line: `users.phone: column added in migrations/0007_phone.sql:3; docs/schema/tables/users.md does not have it`.
    pub text: String,
    /// The same without the place in the sources, for whoever has `span`.
    pub message: String,
    /// Where it changed, in [`Schema::files`](crate::model::Schema::files).
    pub span: Option<Span>,
    /// The document that does not say so, relative to the package root.
    pub document: Option<String>,
    /// Its first line that differs, where no change explains it.
    pub line: Option<u32>,
}

impl Report {
    /// Every document that was compared, whatever came of it.
    pub fn documents(&self) -> impl Iterator<Item = &str> {
        [&self.written, &self.unchanged, &self.orphaned].into_iter().flatten().map(String::as_str)
    }

    /// An error where the documents differ, with the command that mends it.
    ///
    /// # Errors
    /// Where there are findings.
    pub fn check(&self, command: &str) -> Result<(), Error> {
        if self.findings.is_empty() {
            return Ok(());
        }
        Err(Error::Drift { findings: findings::shorten(&self.findings), command: command.to_owned() })
    }
}

/// One run of the gate.
struct Gate<'a> {
    loaded: &'a Loaded,
    mode: Mode,
    writer: Writer,
    report: Report,
    produced: Set<String>,
    differences: Vec<Difference>,
    /// What is wrong with files on disk, and their texts.
    diagnostics: Diagnostics,
    texts: SourceMap,
    /// The pages of the tables: their positions in `Schema::tables`.
    pages: Map<&'a str, usize>,
    /// Pages that are no longer made, and whose notes went to another.
    moved_notes: Set<String>,
    /// Whether the docs folder holds anything of ours, once that was asked.
    folder_is_ours: Option<bool>,
}

pub(crate) fn run<'a>(
    loaded: &Loaded,
    artifacts: impl IntoIterator<Item = Artifact<'a>>,
    mode: Mode,
) -> Result<Report, Error> {
    let mut gate = Gate {
        loaded,
        mode,
        writer: Writer::new(&loaded.files),
        report: Report::default(),
        produced: Set::new(),
        differences: Vec::new(),
        diagnostics: Diagnostics::default(),
        texts: SourceMap::default(),
        pages: (0..loaded.schema.tables.len()).map(|table| (loaded.layout.table_page(table), table)).collect(),
        moved_notes: Set::new(),
        folder_is_ours: None,
    };
    let result = gate.all(artifacts);
    gate.writer.finish();
    result?;
    if gate.diagnostics.has_errors() {
        let summary = crate::report::summary(&gate.diagnostics);
        let report = crate::report::print(&gate.diagnostics, &gate.texts, false);
        return Err(Error::Invalid { report, summary });
    }
    gate.report.findings = findings::describe(loaded, &gate.differences);
    Ok(gate.report)
}

impl Gate<'_> {
    fn all<'a>(&mut self, artifacts: impl IntoIterator<Item = Artifact<'a>>) -> Result<(), Error> {
        for artifact in artifacts {
            self.document(artifact)?;
        }
        self.stale()?;
        self.hosts()
    }

    /// The text of a file on disk, without byte order mark. `None` where there is none, or none that is text.
    fn read(&self, path: &str) -> Option<String> {
        let bytes = self.loaded.files.read_unwatched(path).ok()?;
        let text = String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
        Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }

    fn document(&mut self, artifact: Artifact<'_>) -> Result<(), Error> {
        let Artifact { format, path: name, contents } = artifact;
        let path = self.loaded.in_docs(&name);
        let dated = name == self.loaded.layout.file(Format::Manifest) && self.loaded.config.docs.generated_at;
        let mut contents = match contents {
            Contents::Text(text) => text,
            // The comparison leaves the date out.
            Contents::Streamed(text) if dated => text.to_string(),
            Contents::Streamed(text) => {
                let old = self.loaded.files.open_unwatched(&path);
                match old.map(|old| compare::identical(old, &text)) {
                    Err(_) => return self.absent(path, name, &text),
                    Ok(true) => {
                        self.unchanged(path, name);
                        return Ok(());
                    }
                    Ok(false) => text.to_string(),
                }
            }
        };
        let old = self.read(&path);
        match notes::carry(self, &path, &name, old.as_deref(), &mut contents) {
            notes::Carried::Yes => {}
            notes::Carried::Unreadable => {
                self.produced.insert(name);
                return Ok(());
            }
        }
        let Some(old) = old else {
            if dated {
                contents = time::date(&contents, &time::now(&self.loaded.files));
            }
            return self.absent(path, name, &contents);
        };
        if compare::same(&old, &contents, format, &name) {
            self.unchanged(path, name);
            return Ok(());
        }
        self.produced.insert(name.clone());
        self.report.changed.push(path.clone());
        if self.mode == Mode::Check {
            self.differences.push(Difference::differs(path, name, &old, &contents));
            return Ok(());
        }
        if format != Format::Custom && !self.may_replace(&name, &old) {
            let message = format!("`{path}` is there, and schema-doc did not write it");
            let help = "move it away, or choose another place for the documents with `[docs] dir` or `[docs.files]`";
            self.diagnostics.push(Diagnostic::error(Code::UnwritableFile, None, message).with_help(help));
            return Ok(());
        }
        if dated {
            contents = time::date(&contents, &time::now(&self.loaded.files));
        }
        self.write(path, &contents)
    }

    /// A document that is not on disk.
    fn absent(&mut self, path: String, name: String, contents: &dyn Display) -> Result<(), Error> {
        self.produced.insert(name.clone());
        self.report.added.push(path.clone());
        match self.mode {
            Mode::Check => {
                self.differences.push(Difference::missing(path, name));
                Ok(())
            }
            Mode::Write | Mode::Prune => self.write(path, contents),
        }
    }

    /// A document that is on disk as it should be.
    fn unchanged(&mut self, path: String, name: String) {
        self.produced.insert(name);
        self.report.unchanged.push(path);
    }

    fn write(&mut self, path: String, contents: &dyn Display) -> Result<(), Error> {
        self.writer.write(&path, contents)?;
        self.report.written.push(path);
        Ok(())
    }

    /// Whether a file at one of our paths may be replaced: it says that it is ours, or it lies among others that do (then somebody
    /// edited it), or it is empty.
    fn may_replace(&mut self, name: &str, old: &str) -> bool {
        if header::is_ours(name, old) || old.trim().is_empty() {
            return true;
        }
        if self.folder_is_ours.is_none() {
            let files = stale::candidates(self.loaded, stale::files(self.loaded));
            let ours =
                |(path, name): (String, String)| self.read(&path).is_some_and(|text| header::is_ours(&name, &text));
            // What this run wrote says nothing about what was there before.
            let written: Set<&String> = self.report.written.iter().collect();
            self.folder_is_ours = Some(files.into_iter().filter(|(path, _)| !written.contains(path)).any(ours));
        }
        self.folder_is_ours.unwrap_or_default()
    }
}
