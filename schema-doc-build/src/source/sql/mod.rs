//! Reads DDL: lexer → splitter → statements → replay.
//!
//! Replay is a small database: statements in order, with the system's own rules for what the text leaves out.

pub(crate) mod ast;
pub(crate) mod dialect;
pub(crate) mod guess;
pub(crate) mod irrelevant;
pub(crate) mod layout;
pub(crate) mod lexer;
pub(crate) mod load;
pub(crate) mod parse;
mod plain;
mod replay;
pub(crate) mod splitter;
pub(crate) mod token;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId, Span};

use self::ast::Statement;
use self::guess::{Evidence, Guess};
pub use self::plain::database::grant::ALL_ON_TABLE;
use self::plain::sql_plus::{self, Included, Variables};
use self::replay::Replay;
pub use self::replay::names::make_object_name;
use crate::config::SourceConfig;
use crate::files::Files;
use crate::hash::{self, Hash};
use crate::list::{SliceExt, VecExt};
use crate::model::{Schema, SourceInfo, System, Unsupported};
use crate::ordered::Set;
use crate::sort;

/// Files that include files that include files, at most.
const INCLUDE_DEPTH: usize = 32;

/// Reads all SQL sources, in order, as one replay.
pub fn read(files: &Files, sources: &[&SourceConfig], schema: &mut Schema, diagnostics: &mut Diagnostics) {
    if sources.all(|source| source.dialect.is_none()) {
        guess_system(files, sources, schema, diagnostics);
    }
    if schema.default_namespace.is_empty() {
        schema.system.default_namespace().clone_into(&mut schema.default_namespace);
    }
    if schema.system == System::PostgreSql {
        read_postgresql(files, sources, schema, diagnostics);
    } else {
        read_plain(files, sources, schema, diagnostics);
    }
    // an included file's stand between those of the file that includes it
    sort::by_key(&mut schema.comments, |comment| (comment.span.file, comment.span.start));
}

/// Takes the system from what the tool's files, the SQL or the paths say, where the configuration does not say it.
fn guess_system(files: &Files, sources: &[&SourceConfig], schema: &mut Schema, diagnostics: &mut Diagnostics) {
    let mut texts: Vec<(String, String)> = Vec::new();
    for source in sources {
        // Reading reports what is wrong with them.
        let inputs = layout::inputs(files, source, &mut Diagnostics::default());
        if let Some((system, evidence)) = inputs.system {
            return take_system(schema, system, evidence);
        }
        texts.push_all(inputs.files.into_iter().filter_map(|path| {
            let text = load::text(files, &path)?;
            Some((path, text))
        }));
    }
    let asked = sources.iter().find_map(|source| source.span);
    let place = |evidence: &Evidence| {
        let (path, text) = &texts[evidence.text];
        let line = text.get(..evidence.offset).unwrap_or_default().matches('\n').count() + 1;
        let sign = if evidence.sign == "`" { "a backtick".to_owned() } else { format!("`{}`", evidence.sign) };
        format!("{sign} in {path}:{line}")
    };
    let in_paths = guess::system_in_paths(&texts.mapped(|(path, _)| path.as_str()));
    let diagnostic = match guess::system(&texts.mapped(|(_, text)| text.as_str())) {
        Guess::System(evidence) => return take_system(schema, evidence.system, place(&evidence)),
        Guess::Mixed(first, second) => {
            let (one, other) = (first.system.title(), second.system.title());
            let (here, there) = (place(&first), place(&second));
            schema.system = first.system;
            Diagnostic::error(
                Code::AmbiguousDialect,
                asked,
                format!("these files speak of two systems: {here} is {one}'s, {there} is {other}'s"),
            )
            .with_help(format!(
                "type `dialect = \"{}\"` in the source, or leave the other files out",
                first.system.as_str()
            ))
        }
        Guess::Quotes(_) | Guess::Unknown if in_paths.is_some() => {
            let Some((system, word)) = in_paths else { return };
            return take_system(schema, system, format!("`{word}` in the path"));
        }
        Guess::Quotes(evidence) => {
            let one = evidence.system;
            schema.system = one;
            Diagnostic::error(
                Code::AmbiguousDialect,
                asked,
                format!("these files are {}'s or SQLite's: {} is all that tells", one.title(), place(&evidence)),
            )
            .with_help(format!("type `dialect = \"{}\"` or `dialect = \"sqlite\"` in the source", one.as_str()))
        }
        Guess::Unknown if texts.is_empty() => return,
        Guess::Unknown => Diagnostic::warning(
            Code::AmbiguousDialect,
            asked,
            "nothing in these files tells which system they are for; they are read as PostgreSQL's",
        )
        .with_help("type `dialect = \"postgresql\"` in the source, or `mysql`, `mariadb`, `sqlite`, `mssql`, `oracle`"),
    };
    diagnostics.push(diagnostic);
}

/// The system is this one, for the evidence says so.
pub(crate) fn take_system(schema: &mut Schema, system: System, evidence: String) {
    // The configuration's own stays.
    if schema.default_namespace == schema.system.default_namespace() {
        system.default_namespace().clone_into(&mut schema.default_namespace);
    }
    schema.system = system;
    schema.system_evidence = Some(evidence);
}

fn read_postgresql(files: &Files, sources: &[&SourceConfig], schema: &mut Schema, diagnostics: &mut Diagnostics) {
    let mut replay = Replay::new(schema, diagnostics);
    for source in sources {
        let inputs = inputs(files, source, replay.schema, replay.diagnostics);
        // plain files are psql's to run; migration tools commit what they run
        let commits = !matches!(inputs.layout, "file" | "plain");
        let mut reading = Reading::new(files, source, commits);
        for path in &inputs.files {
            // a migration tool runs each file in a transaction of its own
            if inputs.layout != "file" {
                replay.new_session();
            }
            reading.file(&mut replay, path, source.span);
        }
        replay.new_session();
        replay.schema.sources.push(info(source, inputs.layout, reading.hash, reading.read));
    }
    replay.finish();
}

fn read_plain(files: &Files, sources: &[&SourceConfig], schema: &mut Schema, diagnostics: &mut Diagnostics) {
    let mut replay = plain::Replay::new(schema, diagnostics);
    for source in sources {
        let (schema, diagnostics) = replay.parts();
        let inputs = inputs(files, source, schema, diagnostics);
        let mut reading = Reading::new(files, source, true);
        for path in &inputs.files {
            replay.new_session();
            // One that another has run already is a part of that.
            if !reading.ran(&inputs.files, path) {
                reading.plain_file(&mut replay, &inputs.files, path, source.span);
            }
        }
        replay.parts().0.sources.push(info(source, inputs.layout, reading.hash, reading.read));
    }
    replay.finish();
}

/// Whether the system, or one of its extensions that we know, has a type of that name.
#[cfg(feature = "rust")]
pub(crate) fn is_type(system: System, name: &str) -> bool {
    match system {
        System::PostgreSql => {
            replay::types::builtin_named(name).is_some() || replay::types::extension_of(name).is_some()
        }
        _ => plain::is_type(system, name),
    }
}

/// The files of a source; what stands among them and cannot be read is noted.
fn inputs(files: &Files, source: &SourceConfig, schema: &mut Schema, diagnostics: &mut Diagnostics) -> layout::Inputs {
    let mut inputs = layout::inputs(files, source, diagnostics);
    for (path, reason) in inputs.unsupported.drain(..) {
        let file = schema.files.add(path.clone(), "");
        let span = Span { file, start: 0, end: 0 };
        schema.unsupported.push(Unsupported { span, statement: path, reason: reason.to_owned() });
    }
    inputs
}

fn info(source: &SourceConfig, layout: &'static str, hash: Hash, files: Vec<FileId>) -> SourceInfo {
    SourceInfo {
        kind: "sql",
        path: source.path.clone(),
        hash: hash::text(hash),
        layout: Some(layout).filter(|l| !l.is_empty()),
        files,
    }
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
    /// Oracle's, of the session.
    variables: Variables,
    /// Files of the source that ran.
    ran: Set<String>,
}

impl<'a> Reading<'a> {
    fn new(files: &'a Files, source: &'a SourceConfig, commits: bool) -> Self {
        let (hash, variables) = (Hash::new(), Variables::new());
        Self { files, source, commits, hash, read: Vec::new(), open: Vec::new(), variables, ran: Set::new() }
    }

    /// Whether a file among those of the source has run.
    fn ran(&self, listed: &[String], path: &str) -> bool {
        self.ran.contains(path) && listed.any(|listed| listed == path)
    }

    /// Loads a file of a system whose schemas are tables, and replays it and those that it runs.
    fn plain_file(&mut self, replay: &mut plain::Replay<'_>, listed: &[String], path: &str, asked: Option<Span>) {
        let (schema, diagnostics) = replay.parts();
        let loaded = load::load(self.files, path, self.source, asked, &mut schema.files, &mut self.hash, diagnostics);
        let Some(mut file) = loaded else { return };
        if schema.system == System::Oracle {
            let text = schema.files.file(file).shared_text();
            let open = |included: &Included| {
                load::text(self.files, &load::included_path(self.files, path, &included.path, included.relative))
            };
            if let Some(text) = sql_plus::substituted(&text, &mut self.variables, &open) {
                file = schema.files.add(path, text);
            }
        }
        self.read.push(file);
        self.ran.insert(path.to_owned());
        self.open.push(path.to_owned());
        replay.file(file, &mut |replay, span, included| self.plain_include(replay, listed, path, span, included));
        self.open.pop();
    }

    /// Runs a file that a client's line names. `false` where there is none.
    fn plain_include(
        &mut self,
        replay: &mut plain::Replay<'_>,
        listed: &[String],
        path: &str,
        span: Span,
        included: &Included,
    ) -> bool {
        let target = load::included_path(self.files, path, &included.path, included.relative);
        if !self.files.is_file(&target) {
            return false;
        }
        if !self.nests(&target, span, replay.parts().1) || self.ran(listed, &target) {
            return true;
        }
        for (at, argument) in included.arguments.iter().enumerate() {
            self.variables.insert((at + 1).to_string(), argument.clone());
        }
        self.plain_file(replay, listed, &target, Some(span));
        true
    }

    /// Whether a file may be included here: one that includes itself is reported.
    fn nests(&self, included: &str, span: Span, diagnostics: &mut Diagnostics) -> bool {
        let nests = self.open.len() < INCLUDE_DEPTH && !self.open.any(|open| open == included);
        if !nests {
            diagnostics.push(Diagnostic::error(Code::UnreadableFile, span, format!("`{included}` includes itself")));
        }
        nests
    }

    /// Loads, parses and replays a file and those that it includes.
    fn file(&mut self, replay: &mut Replay<'_>, path: &str, asked: Option<Span>) {
        let map = &mut replay.schema.files;
        let loaded = load::load(self.files, path, self.source, asked, map, &mut self.hash, replay.diagnostics);
        let Some(file) = loaded else { return };
        self.read.push(file);
        let text = replay.schema.files.file(file).shared_text();
        let system = replay.schema.system;
        let text = load::run_text(load::up_half(&text), dialect::Dialect::of(system));
        let mut reader = parse::Reader::new(file, &text, dialect::Dialect::of(system));
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
            if self.nests(&included, span, replay.diagnostics) {
                self.file(replay, &included, Some(span));
            }
        });
    }
}
