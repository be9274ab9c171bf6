//! Which files a SQL source is made of, and in which order its tool runs them.

mod detect;
mod order;
mod system;
mod tool;

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Set;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, nearest};

use crate::config::{SourceConfig, SourceKind, SqlLayout};
use crate::files::Files;
use crate::glob::{self, Glob};
use crate::json;
use crate::model::System;
use crate::sort;
use crate::source::sql::load;
use tool::{Part, Version};

/// The files of a SQL source.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Inputs {
    /// `file`, or a layout's name: set, or found from the files.
    pub(crate) layout: &'static str,
    /// In the order that the tool runs them.
    pub(crate) files: Vec<String>,
    /// SQL files that are not read, each with the reason: the downs of migrations, and what the tool itself ignores.
    pub(crate) left_out: Vec<(String, &'static str)>,
    /// Migrations that are no SQL and may change the schema, each with the reason: `unsupported` in the manifest.
    pub(crate) unsupported: Vec<(String, &'static str)>,
    /// What a reader of the report should know, one sentence each.
    pub(crate) notes: Vec<String>,
    /// The system that the tool's own files name, and where: `` `sqlite` in drizzle/meta/_journal.json ``.
    pub(crate) system: Option<(System, String)>,
}

/// Endings of SQL files; each may be followed by `.gz`.
const ENDINGS: &[&str] = &["sql", "pgsql", "psql", "mysql", "ddl"];

/// Files without an ending that are no SQL for sure, in lower case.
const NO_SQL: &[&str] = &[
    "authors",
    "changelog",
    "changes",
    "codeowners",
    "copying",
    "copyright",
    "dockerfile",
    "gemfile",
    "install",
    "justfile",
    "licence",
    "license",
    "makefile",
    "news",
    "notice",
    "procfile",
    "rakefile",
    "readme",
    "todo",
    "version",
];

/// What a source's path stands for.
enum Place {
    File(String),
    /// The files of a folder, or those that a glob matches, by their paths in the folder.
    Folder {
        base: String,
        glob: Option<Glob>,
        files: Vec<String>,
    },
}

/// Looks up the path of a source: a file, a folder or a glob. `None` is reported.
fn place(files: &Files, source: &SourceConfig, diagnostics: &mut Diagnostics) -> Option<Place> {
    let path = tidy(&source.path);
    if files.is_file(&path) {
        return Some(Place::File(path));
    }
    let (base, glob) = if files.is_dir(&path) {
        (path.clone(), None)
    } else if glob::is_glob(&path) {
        let Some(glob) = Glob::new(&path) else {
            let message = format!("the braces of the glob `{path}` stand for too many paths");
            diagnostics.push(Diagnostic::error(Code::InvalidConfig, source.span, message));
            return None;
        };
        let prefix = glob::fixed_prefix(&path);
        (if prefix.is_empty() { ".".to_owned() } else { prefix.to_owned() }, Some(glob))
    } else {
        diagnostics.push(no_source(files, source, &path));
        return None;
    };
    if !files.is_dir(&base) {
        diagnostics.push(no_source(files, source, &base));
        return None;
    }
    let listed = match files.list(&base) {
        Ok(listed) => listed,
        Err(error) => {
            let message = format!("the folder `{base}` cannot be listed: {error}");
            diagnostics.push(Diagnostic::error(Code::UnreadableFile, source.span, message));
            return None;
        }
    };
    let files = listed
        .into_iter()
        .filter(|file| glob.as_ref().is_none_or(|glob| glob.matches(file)))
        .map(|file| file.strip_prefix(&format!("{base}/")).map_or(file.clone(), str::to_owned))
        .filter(|file| !file.split('/').any(|component| component.starts_with('.')))
        .collect_vec();
    Some(Place::Folder { base, glob, files })
}

/// The Rust files of a source.
#[cfg(feature = "rust")]
pub(crate) fn rust_files(files: &Files, source: &SourceConfig, diagnostics: &mut Diagnostics) -> Vec<String> {
    program_files(files, source, &["rs"], "Rust", diagnostics)
}

/// The files of a source that are written in a language, by their endings.
#[cfg(any(feature = "rust", feature = "typescript"))]
pub(crate) fn program_files(
    files: &Files,
    source: &SourceConfig,
    endings: &[&str],
    language: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    let (base, mut found) = match place(files, source, diagnostics) {
        None => return Vec::new(),
        Some(Place::File(path)) => return vec![path],
        Some(Place::Folder { base, files, .. }) => (base, files),
    };
    found.keep(|file| file.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending)));
    if found.is_empty() {
        let message = format!("no {language} file in `{}`", source.path);
        diagnostics
            .push(Diagnostic::error(Code::NoSource, source.span, message).with_help("set `path` to one that has"));
    }
    found.into_iter().map(|file| join(&base, &file)).collect_vec()
}

/// Finds the files of a source of SQL.
pub(crate) fn inputs(files: &Files, source: &SourceConfig, diagnostics: &mut Diagnostics) -> Inputs {
    let (base, pattern, mut found) = match place(files, source, diagnostics) {
        None => return Inputs::default(),
        Some(Place::File(path)) => return Inputs { layout: "file", files: vec![path], ..Inputs::default() },
        Some(Place::Folder { base, glob, files }) => (base, glob, files),
    };
    let matched_any = !found.is_empty();
    let foreign: Vec<(String, &'static str)> =
        found.iter().filter_map(|file| Some((file.clone(), tool::foreign_language(file)?))).collect_vec();
    let all = found.clone();
    if !pattern.as_ref().is_some_and(Glob::says_the_ending) {
        keep_sql(&mut found);
    }
    let mut inputs = arrange(files, source, &base, &all, &found, diagnostics);
    inputs.system = system::named(files, &base, &all);
    if pattern.is_some() && inputs.files.is_empty() && !diagnostics.has_errors() {
        let path = tidy(&source.path);
        let message = if matched_any {
            format!("the glob `{path}` matches no SQL file")
        } else {
            format!("the glob `{path}` matches no file")
        };
        let help = "write a glob that does, for one `migrations/**/*.sql`";
        diagnostics.push(Diagnostic::error(Code::NoSource, source.span, message).with_help(help));
    }
    if inputs.files.is_empty() {
        inputs.notes.push(format!("no SQL file in `{base}`: the schema is empty"));
    }
    let dumped = dumped_versions(files, &inputs);
    for (file, language) in foreign {
        let path = join(&base, &file);
        if dumped.contains(tool::rails_version(&file)) {
            inputs.left_out.push((path, "what it does is in `structure.sql`"));
            continue;
        }
        let reason = in_language(language);
        let message = format!("`{path}` is {reason}");
        let help = "write the migration as SQL, or add a source with the statements that it runs";
        diagnostics.push(Diagnostic::warning(Code::UnsupportedStatement, source.span, message).with_help(help));
        inputs.unsupported.push((path, reason));
    }
    inputs
}

/// The migrations whose effect Rails has dumped: those of its own table, whose rows end `structure.sql`, as `('20230101000000')`.
fn dumped_versions(files: &Files, inputs: &Inputs) -> Set<String> {
    let mut versions = Set::new();
    for path in inputs.files.iter().filter(|_| inputs.layout == SqlLayout::Rails.as_str()) {
        let text = load::text(files, path).unwrap_or_default();
        versions.extend(text.split('\'').filter(|word| tool::is_digits(word)).map(str::to_owned));
    }
    versions
}

/// `./migrations/` is `migrations`.
fn tidy(path: &str) -> String {
    let absolute = path.starts_with('/');
    let components: Vec<&str> = path.split('/').filter(|component| !matches!(*component, "" | ".")).collect_vec();
    let path = components.join("/");
    match (absolute, path.is_empty()) {
        (true, _) => format!("/{path}"),
        (false, true) => ".".to_owned(),
        (false, false) => path,
    }
}

fn join(base: &str, file: &str) -> String {
    if base == "." { file.to_owned() } else { format!("{base}/{file}") }
}

/// Keeps files with an ending of SQL; where there is none, those without any ending (`make_postgresql_tables`).
fn keep_sql(found: &mut Vec<String>) {
    let is_sql = |file: &String| {
        let name = tool::file_name(file).to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        name.rsplit_once('.').is_some_and(|(stem, ending)| !stem.is_empty() && ENDINGS.contains(&ending))
    };
    if found.any(is_sql) {
        found.keep(is_sql);
    } else {
        found.keep(|file| {
            let name = tool::file_name(file).to_ascii_lowercase();
            let name = name.strip_suffix(".gz").unwrap_or(&name);
            !name.contains('.') && !NO_SQL.contains(&name)
        });
    }
}

/// Puts the files of a folder in the order of their tool. The paths of `found` start at `base`.
fn arrange(
    files: &Files,
    source: &SourceConfig,
    base: &str,
    all: &[String],
    found: &[String],
    diagnostics: &mut Diagnostics,
) -> Inputs {
    let layout = match source.layout {
        SqlLayout::Auto => detect::layout(files, base, all, found),
        set => set,
    };
    let mut inputs = Inputs { layout: layout.as_str(), ..Inputs::default() };
    if layout == SqlLayout::Plain {
        arrange_plain(base, found, &mut inputs);
        return inputs;
    }
    if layout == SqlLayout::Drizzle && all.any(|file| file == detect::JOURNAL) {
        arrange_by_journal(files, source, base, found, &mut inputs, diagnostics);
        return inputs;
    }
    let mut ups: Vec<(Version, String)> = Vec::new();
    let mut ignored: Vec<(String, &'static str)> = Vec::new();
    for file in found {
        let path = join(base, file);
        match tool::read(layout, file) {
            Part::Up(version) => ups.push((version, file.clone())),
            Part::Down => inputs.left_out.push((path, "takes a migration back")),
            Part::Ignored(reason) => ignored.push((path, reason)),
            Part::Refused(reason) => {
                let message = format!("{} refuses `{path}`: {reason}", layout.as_str());
                let help = "rename the file, or set `layout = \"plain\"`";
                diagnostics.push(Diagnostic::error(Code::InvalidMigration, source.span, message).with_help(help));
            }
        }
    }
    sort::by(&mut ups, |(v, a), (w, b)| v.cmp(w).then_with(|| order::natural(a, b)));
    if layout == SqlLayout::Refinery {
        leave_out_undos(base, &mut ups, &mut inputs);
    }
    if layout == SqlLayout::Flyway {
        begin_at_baseline(base, &mut ups, &mut inputs);
    }
    for pair in ups.windows(2) {
        if let [(version, first), (same, second)] = pair
            && version == same
        {
            let (first, second) = (join(base, first), join(base, second));
            let message = format!("`{first}` and `{second}` have the same version");
            let help = format!("rename one of them: {} runs one migration for each version", layout.as_str());
            diagnostics.push(Diagnostic::error(Code::InvalidMigration, source.span, message).with_help(help));
        }
    }
    if ups.is_empty() && !ignored.is_empty() {
        let shown = detect::layout(files, base, all, found).as_str();
        let message = format!("no file in `{base}` is named as {} names its migrations", layout.as_str());
        let help = format!("set `layout = \"{shown}\"`: so the files look");
        diagnostics.push(Diagnostic::error(Code::NoSource, source.span, message).with_help(help));
    } else if let Some((first, reason)) = ignored.first() {
        let others = match ignored.len() - 1 {
            0 => String::new(),
            1 => " and one more".to_owned(),
            more => format!(" and {more} more"),
        };
        let message = format!("`{first}`{others} is not read: {reason}");
        let help = "move it elsewhere, or set `layout = \"plain\"` to read every SQL file";
        diagnostics.push(Diagnostic::warning(Code::UnsupportedStatement, source.span, message).with_help(help));
    }
    inputs.left_out.append(&mut ignored);
    inputs.files = ups.into_iter().map(|(_, file)| join(base, &file)).collect_vec();
    inputs
}

/// refinery refuses a `U1__x.sql` beside a `V1__x.sql`; Flyway, of the same names, takes `V1` back with it.
fn leave_out_undos(base: &str, ups: &mut Vec<(Version, String)>, inputs: &mut Inputs) {
    let is_unversioned = |file: &str| tool::file_name(file).starts_with('U');
    let versioned: Set<Version> =
        ups.iter().filter(|(_, file)| !is_unversioned(file)).map(|(version, _)| version.clone()).collect();
    ups.keep(|(version, file)| {
        let undo = is_unversioned(file) && versioned.contains(version);
        if undo {
            inputs.left_out.push((join(base, file), "takes a migration back"));
        }
        !undo
    });
}

/// Flyway, Baseline Migrations: an empty database begins with the newest baseline; what it holds is not run.
fn begin_at_baseline(base: &str, ups: &mut Vec<(Version, String)>, inputs: &mut Inputs) {
    let is_baseline = |version: &Version| matches!(version, Version::Flyway(name) if name.baseline);
    let Some(at) = ups.iter().rposition(|(version, _)| is_baseline(version)) else { return };
    let held = ups.drain(..at).map(|(_, file)| (join(base, &file), "a baseline holds it"));
    inputs.left_out.push_all(held);
}

/// drizzle-orm, `migrator.ts`: `<tag>.sql` of each entry of the journal, in its order.
fn arrange_by_journal(
    files: &Files,
    source: &SourceConfig,
    base: &str,
    found: &[String],
    inputs: &mut Inputs,
    diagnostics: &mut Diagnostics,
) {
    let path = join(base, detect::JOURNAL);
    let text = files.read(&path).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let journal = json::parse(&text).ok();
    let entries = journal.as_ref().and_then(|journal| journal.value.get("entries"));
    let Some(json::Value::Array(entries)) = entries else {
        let message = format!("`{path}` is no journal of drizzle: it has no `entries`");
        let help = "restore it, or set `layout = \"plain\"`";
        diagnostics.push(Diagnostic::error(Code::InvalidMigration, source.span, message).with_help(help));
        return;
    };
    for tag in entries.iter().filter_map(|entry| entry.get("tag")?.as_text()) {
        let file = format!("{tag}.sql");
        if found.contains(&file) {
            inputs.files.push(join(base, &file));
        } else {
            let message = format!("there is no `{}`, which `{path}` names", join(base, &file));
            let help = "restore the migration, or take it out of the journal";
            diagnostics.push(Diagnostic::error(Code::InvalidMigration, source.span, message).with_help(help));
        }
    }
    let others = found.iter().map(|file| join(base, file)).filter(|file| !inputs.files.contains(file));
    let others: Vec<_> = others.map(|file| (file, "drizzle's journal does not name it")).collect_vec();
    inputs.left_out.push_all(others);
}

/// Why a migration in a programming language is not read.
fn in_language(language: &str) -> &'static str {
    match language {
        "Rust" => "a migration written in Rust: what it does to the schema is not read",
        "Go" => "a migration written in Go: what it does to the schema is not read",
        "Ruby" => "a migration written in Ruby: what it does to the schema is not read",
        "Java" => "a migration written in Java or Kotlin: what it does to the schema is not read",
        _ => "a migration written in JavaScript or TypeScript: what it does to the schema is not read",
    }
}

fn arrange_plain(base: &str, found: &[String], inputs: &mut Inputs) {
    let all: Set<&str> = found.iter().map(String::as_str).collect();
    let (downs, mut ups): (Vec<&str>, Vec<&str>) = all.iter().partition(|file| tool::is_down(file, &all));
    inputs.left_out.push_all(downs.into_iter().map(|file| (join(base, file), "takes a migration back")));
    let by_bytes = ups.clone();
    sort::by(&mut ups, |a, b| order::natural(a, b));
    if ups != by_bytes {
        inputs.notes.push(format!("the files in `{base}` are ordered by the numbers in their names"));
    }
    inputs.files = ups.into_iter().map(|file| join(base, file)).collect_vec();
}

/// The error for a path that is not there, with the nearest one that is.
fn no_source(files: &Files, source: &SourceConfig, path: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(Code::NoSource, source.span, format!("there is no file or folder `{path}`"));
    // The deepest folder that exists holds what was meant.
    let mut known = ".";
    let mut rest = path;
    for (slash, _) in path.match_indices('/').filter(|&(slash, _)| slash > 0) {
        let (folder, behind) = path.split_at(slash);
        if !files.is_dir(folder) {
            break;
        }
        (known, rest) = (folder, behind.trim_start_matches('/'));
    }
    if rest == path && path.starts_with('/') {
        return diagnostic;
    }
    let (wrong, behind) = rest.split_once('/').map_or((rest, None), |(wrong, behind)| (wrong, Some(behind)));
    let names = files.names_unwatched(known);
    if let Some(name) = nearest(wrong, names.iter().map(String::as_str)) {
        let meant = match behind {
            Some(behind) => join(known, &format!("{name}/{behind}")),
            None => join(known, name),
        };
        return diagnostic.with_help(format!("did you mean `{meant}`?"));
    }
    let usual = ["migrations", "db/migrations", "db/migrate", "schema.sql", "db/structure.sql", "sql", "db"];
    if source.kind != SourceKind::Sql {
        return diagnostic.with_help("set `path` of the source, relative to `schema-doc.toml`");
    }
    match usual.into_iter().find(|usual| files.is_dir(usual) || files.is_file(usual)) {
        Some(there) => diagnostic.with_help(format!("did you mean `{there}`?")),
        None => diagnostic
            .with_help("set `path` of the source to the file or folder with the SQL, relative to `schema-doc.toml`"),
    }
}

#[cfg(test)]
mod tests;
