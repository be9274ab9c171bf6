//! `sync`: a live database into files.

mod merge;
mod statistics;
mod summary;

use std::path::PathBuf;
use std::process::ExitCode;

use schema_doc_build::files::Files;
use schema_doc_build::gate::{SNAPSHOT, now};
use schema_doc_build::model::{QualifiedName, Schema};
use schema_doc_build::render::Artifact;
use schema_doc_build::render::snapshot::snapshot;
use schema_doc_build::render::sql::{SqlFiles, Status, Statuses, index, statuses, table_list, time_of};
use schema_doc_build::{Builder, Format, Loaded, Mode, Report, config_files, configuration};
use schema_doc_diagnostics::nearest;

use crate::arguments::{ListFormat, Selection, Sync};
use crate::failure::Failure;
use crate::live::{self, Connection, Options, Problem};
use crate::output::{Output, plain};
use crate::packages::{self, Package};
use crate::paths;
use summary::Summary;

pub(crate) fn run(arguments: &Sync, output: &mut Output) -> Result<ExitCode, Failure> {
    let place = Place::of(arguments)?;
    let connection = Connection::find(arguments.database_url.as_deref(), &Files::on_disk(&place.root))?;
    let progress = output.progress("reading the database");
    let options = Options {
        namespaces: arguments.schema.clone(),
        privileges: arguments.privileges,
        statistics: arguments.statistics,
    };
    let mut database = live::read(&connection, &options)?;
    let statistics = database.statistics.take();
    let left_out = std::mem::take(&mut database.left_out);
    let (name, is_whole) = (database.name.clone(), arguments.tables.is_empty());
    // Of some tables alone: the files of the others are none that are no longer made.
    let loaded = database.load(place.builder().only_formats(is_whole.then_some(Format::Sql)))?;
    drop(progress);
    output.diagnostics(&loaded);
    if loaded.diagnostics().has_errors() {
        return Err(Failure::Reported);
    }
    let schema = loaded.schema();
    if schema.tables.is_empty() && schema.views.is_empty() {
        return Err(nothing_there(&name, &arguments.schema).of(&connection).into());
    }
    let progress = output.progress("writing");
    let measured = statistics.as_ref().map(|statistics| statistics::artifact(schema, statistics));
    let summary = if is_whole {
        whole(&loaded, &place, measured, arguments)?
    } else {
        some(&loaded, &place, measured, arguments)?
    };
    drop(progress);
    match arguments.format {
        ListFormat::Text => {
            summary.tell(output)?;
            summary::tell_left_out(&left_out, output)?;
            if let Some(statistics) = &statistics {
                statistics::tell(schema, statistics, output)?;
            }
        }
        ListFormat::Json => output.line(format!("{:#}", summary.as_json()))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn nothing_there(name: &str, asked: &[String]) -> Problem {
    let (looked, other) = match asked {
        [] => (format!("any schema of `{}`", plain(name)), "the URL's last part is its name"),
        asked => (format!("`{}`", asked.join("`, `")), "without `--schema` all but the system's are read"),
    };
    let help = format!("is it the right database? {other}; a user sees what it was granted");
    Problem::new(format!("no table or view in {looked}")).with_help(help)
}

/// Where the files lie.
struct Place {
    root: PathBuf,
    /// Relative to the root, or absolute.
    docs: String,
    /// The index says when a change was last found.
    is_dated: bool,
}

impl Place {
    /// What the arguments say, else the configuration of the package, else `docs/schema` where the user stands.
    fn of(arguments: &Sync) -> Result<Self, Failure> {
        let here = paths::here()?;
        if let Some(dir) = &arguments.output_dir {
            return Ok(Self { root: here, docs: dir.clone(), is_dated: false });
        }
        let root = package(&arguments.selection)?.map_or(here, |package| package.dir);
        let files = Files::on_disk(&root);
        let (docs, is_dated) = match config_files(&files).as_slice() {
            [] => ("docs/schema".to_owned(), false),
            [file] => {
                let docs = configuration(&files, file)?.docs;
                (docs.dir, docs.generated_at)
            }
            _ => {
                let message = "this package has several schemas\nhelp: name the folder of one: `--output-dir DIR`";
                return Err(Failure::Argument(message.to_owned()));
            }
        };
        Ok(Self { root, docs, is_dated })
    }

    fn builder(&self) -> Builder {
        Builder::default().root(&self.root).without_config_file().docs_dir(&self.docs)
    }
}

/// The package that the arguments select; a database needs none.
fn package(selection: &Selection) -> Result<Option<Package>, Failure> {
    match packages::select(selection) {
        Ok(packages) if packages.len() > 1 => {
            Err(Failure::Argument("one database is for one package\nhelp: choose it with `-p`".to_owned()))
        }
        Ok(packages) => Ok(packages.into_iter().next()),
        Err(Failure::NotConfigured(_)) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// All of the database.
fn whole(
    loaded: &Loaded,
    place: &Place,
    measured: Option<Artifact<'static>>,
    arguments: &Sync,
) -> Result<Summary, Failure> {
    let files = SqlFiles::new(loaded.input());
    let found = loaded.gate(files.render(), Mode::Check)?;
    let mut news = news(loaded, &files, &found);
    if arguments.prune {
        news.retain(|_, status| *status != Status::Orphaned);
    }
    let (marks, time) = if is_news(loaded, &found, &news) {
        (news.clone(), None)
    } else {
        let old = read(loaded, "_index.md").unwrap_or_default();
        (statuses(&old), time_of(&old).map(str::to_owned))
    };
    let time = place.is_dated.then(|| time.unwrap_or_else(|| now(loaded.files())));
    let input = loaded.input();
    let others = [index(&files, &marks, time.as_deref()), table_list(input), snapshot(input, SNAPSHOT)];
    let mode = match (arguments.dry_run, arguments.prune) {
        (true, _) => Mode::Check,
        (false, true) => Mode::Prune,
        (false, false) => Mode::Write,
    };
    let report = loaded.gate(files.render().chain(others).chain(measured), mode)?;
    Ok(Summary::of_whole(loaded, &news, report, arguments))
}

/// What became of the tables' files, by their paths; of those that are not as they were.
fn news(loaded: &Loaded, files: &SqlFiles<'_>, found: &Report) -> Statuses {
    let (added, changed) = (in_docs(loaded, &found.added), in_docs(loaded, &found.changed));
    let mut news = Statuses::new();
    for path in files.paths() {
        if added.contains(&path) {
            news.insert(path.to_owned(), Status::New);
        } else if changed.contains(&path) {
            news.insert(path.to_owned(), Status::Changed);
        }
    }
    for path in in_docs(loaded, &found.orphaned) {
        news.insert(path.to_owned(), Status::Orphaned);
    }
    news
}

/// Paths relative to the docs folder.
fn in_docs<'p>(loaded: &Loaded, paths: &'p [String]) -> std::collections::BTreeSet<&'p str> {
    let dir = format!("{}/", loaded.layout().docs_dir());
    paths.iter().map(|path| path.strip_prefix(&dir).unwrap_or(path)).collect()
}

/// Whether anything has changed since the index on disk was written.
fn is_news(loaded: &Loaded, found: &Report, news: &Statuses) -> bool {
    let orphans = |of: &Statuses| -> Vec<String> {
        of.iter().filter(|(_, status)| **status == Status::Orphaned).map(|(path, _)| path.clone()).collect()
    };
    !found.added.is_empty() || !found.changed.is_empty() || orphans(news) != orphans(&last_marks(loaded))
}

/// The marks of the index on disk.
fn last_marks(loaded: &Loaded) -> Statuses {
    read(loaded, "_index.md").map(|text| statuses(&text)).unwrap_or_default()
}

/// The text of a file in the docs folder.
fn read(loaded: &Loaded, name: &str) -> Option<String> {
    let bytes = loaded.files().read_unwatched(&format!("{}/{name}", loaded.layout().docs_dir())).ok()?;
    String::from_utf8(bytes).ok()
}

/// Some tables and views alone: their files, and what the snapshot says of them.
fn some(
    loaded: &Loaded,
    place: &Place,
    measured: Option<Artifact<'static>>,
    arguments: &Sync,
) -> Result<Summary, Failure> {
    let ids = Failure::together(arguments.tables.iter().map(|name| named(loaded.schema(), name)))?;
    let Some(old) = read(loaded, SNAPSHOT) else {
        let message = format!("there is no `{}/{SNAPSHOT}` to bring up to date", place.docs);
        return Err(Failure::Argument(format!("{message}\nhelp: run `sync` without a table's name first")));
    };
    let merged = merge::merged(place.builder().only_formats([]), &old, loaded, &ids)?;
    let files = SqlFiles::new(loaded.input());
    let artifacts = files.render_only(&ids).chain([snapshot(merged.input(), SNAPSHOT)]).chain(measured);
    let report = loaded.gate(artifacts, if arguments.dry_run { Mode::Check } else { Mode::Write })?;
    let news = news(loaded, &files, &report);
    Ok(Summary::of_some(loaded, &news, report, arguments))
}

/// The table or view of that name.
fn named(schema: &Schema, name: &str) -> Result<QualifiedName, Failure> {
    let is_there = |id: &QualifiedName| schema.table(id).is_some() || schema.views.iter().any(|view| view.id == *id);
    let folded = schema.system.fold(name);
    let mut ids = [name, &folded].into_iter().filter_map(|name| schema.parse_identifier(name));
    if let Some(id) = ids.find(is_there) {
        return Ok(id);
    }
    let tables = schema.tables.iter().map(|table| &table.id);
    let known: Vec<String> =
        tables.chain(schema.views.iter().map(|view| &view.id)).map(|id| schema.identifier(id)).collect();
    let help = match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{}`?", plain(near)),
        None => "run `sync` without a table's name for all there are".to_owned(),
    };
    Err(Failure::Argument(format!("no table or view `{}` in the database\nhelp: {help}", plain(name))))
}
