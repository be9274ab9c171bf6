//! Reads DDL: lexer → splitter → statements → replay.
//!
//! Replay is a small database: statements in order, with the system's own rules for what the text leaves out.

pub(crate) mod ast;
pub(crate) mod dialect;
pub(crate) mod irrelevant;
pub(crate) mod layout;
pub(crate) mod lexer;
pub(crate) mod load;
pub(crate) mod parse;
mod replay;
pub(crate) mod splitter;
pub(crate) mod token;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId, Span};

use self::ast::Statement;
use self::replay::Replay;
use crate::config::SourceConfig;
use crate::files::Files;
use crate::hash::{self, Hash};
use crate::model::{Schema, SourceInfo, Unsupported};
use crate::sort;

/// Files that include files that include files, at most.
const INCLUDE_DEPTH: usize = 32;

/// Reads all SQL sources, in order, as one replay.
pub fn read(files: &Files, sources: &[&SourceConfig], schema: &mut Schema, diagnostics: &mut Diagnostics) {
    if schema.default_namespace.is_empty() {
        schema.system.default_namespace().clone_into(&mut schema.default_namespace);
    }
    let mut replay = Replay::new(schema, diagnostics);
    for source in sources {
        let inputs = layout::inputs(files, source, replay.diagnostics);
        // plain files are psql's to run; migration tools commit what they run
        let commits = !matches!(inputs.layout, "file" | "plain");
        let mut reading = Reading { files, source, commits, hash: Hash::new(), read: Vec::new(), open: Vec::new() };
        for (path, reason) in inputs.unsupported {
            let file = replay.schema.files.add(path.clone(), "");
            let span = Span { file, start: 0, end: 0 };
            replay.schema.unsupported.push(Unsupported { span, statement: path, reason: reason.to_owned() });
        }
        for path in &inputs.files {
            // a migration tool runs each file in a transaction of its own
            if inputs.layout != "file" {
                replay.new_session();
            }
            reading.file(&mut replay, path, source.span);
        }
        replay.new_session();
        let hash = hash::text(reading.hash);
        replay.schema.sources.push(SourceInfo {
            kind: "sql",
            path: source.path.clone(),
            hash,
            layout: Some(inputs.layout).filter(|l| !l.is_empty()),
            files: reading.read,
        });
    }
    // an included file's stand between those of the file that includes it
    sort::by_key(&mut replay.schema.comments, |comment| (comment.span.file, comment.span.start));
    replay.finish();
}

/// The reading of one source.
struct Reading<'a> {
    files: &'a Files,
    source: &'a SourceConfig,
    /// Whether a transaction that a file leaves open takes effect.
    commits: bool,
    hash: Hash,
    read: Vec<FileId>,
    /// The files that include the one at hand, from the outermost.
    open: Vec<String>,
}

impl Reading<'_> {
    /// Loads, parses and replays a file and those that it includes.
    fn file(&mut self, replay: &mut Replay<'_>, path: &str, asked: Option<Span>) {
        let map = &mut replay.schema.files;
        let loaded = load::load(self.files, path, self.source, asked, map, &mut self.hash, replay.diagnostics);
        let Some(file) = loaded else { return };
        self.read.push(file);
        let text = replay.schema.files.file(file).shared_text();
        let mut reader = parse::Reader::new(file, load::up_half(&text), dialect::Dialect::of(replay.schema.system));
        self.open.push(path.to_owned());
        let mut statements = Vec::new();
        let mut in_transaction = false;
        loop {
            let known = statements.len();
            let more = reader.read(&mut statements);
            for statement in &statements[known..] {
                in_transaction = statement.opens_transaction().unwrap_or(in_transaction);
            }
            replay.diagnostics.extend(std::mem::take(&mut reader.diagnostics));
            replay.schema.comments.append(&mut reader.comments);
            // what a transaction does depends on how it ends
            if !more || !in_transaction {
                self.run(replay, path, &statements);
                statements.clear();
            }
            if !more {
                break;
            }
        }
        self.open.pop();
    }

    /// Replays statements of a file.
    fn run(&mut self, replay: &mut Replay<'_>, path: &str, statements: &[Statement]) {
        let commits = self.commits || self.open.len() > 1;
        replay.run(statements, commits, &mut |replay, span, included, relative| {
            let included = load::included_path(self.files, path, included, relative);
            if self.open.contains(&included) || self.open.len() >= INCLUDE_DEPTH {
                let message = format!("`{included}` includes itself");
                replay.diagnostics.push(Diagnostic::error(Code::UnreadableFile, span, message));
                return;
            }
            self.file(replay, &included, Some(span));
        });
    }
}
