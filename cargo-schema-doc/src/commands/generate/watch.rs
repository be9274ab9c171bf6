//! `--watch`: the documents are written again whenever anything that was read has changed.
//!
//! What was read is looked at again and again, rather than the operating system asked for news: those looks see every change wherever it
//! comes from, also through a container's mounts and on network folders, which send no news, and see nothing but what was read. They are
//! few, and rarer the longer one takes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use schema_doc_build::Loaded;
use schema_doc_build::files::Files;

use super::{Job, Telling};
use crate::failure::Failure;
use crate::output::{Output, plain};
use crate::paths::normal;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(250);
/// Nobody writes any more where two looks of this distance see the same.
const SETTLED: Duration = Duration::from_millis(80);
/// How many times longer the pause is than a look, at least.
const RARITY: u32 = 20;
/// How many changed files are named.
const NAMED: usize = 3;

pub(super) fn run(job: &Job<'_>, output: &mut Output) -> Result<ExitCode, Failure> {
    let mut watched = Watched::default();
    let mut telling = Telling::Everything;
    loop {
        let began = SystemTime::now();
        let loaded = job.load(output);
        if let Ok(schemas) = &loaded {
            // Before anything is written.
            watched = Watched::by(schemas, began);
        }
        match loaded.and_then(|schemas| job.write(&schemas, telling, output)) {
            Ok(()) => telling = Telling::Documents,
            Err(failure @ (Failure::ClosedPipe | Failure::Output(_))) => return Err(failure),
            Err(failure) if watched.paths.is_empty() => return Err(failure),
            Err(failure) => output.error(&failure),
        }
        let changed = watched.wait(output)?;
        output.say(format!("\nchanged {}", names(&changed, &job.here)))?;
    }
}

/// `migrations/0007_phone.sql, schema-doc.toml`
fn names(paths: &BTreeSet<PathBuf>, here: &Path) -> String {
    let name = |path: &PathBuf| plain(&path.strip_prefix(here).unwrap_or(path).to_string_lossy());
    let shown: Vec<String> = paths.iter().take(NAMED).map(name).collect();
    match paths.len().checked_sub(NAMED) {
        Some(more @ 1..) => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}

/// What tells that a file or folder has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Absent,
    File(Option<SystemTime>),
    /// What lies in it, the documents left out: what is written here is no change.
    Folder(Vec<String>),
    /// It was changed while it was read: who knows what was read of it.
    Unknown,
}

/// What was read, and how it was when it was.
#[derive(Debug, Default)]
struct Watched {
    paths: BTreeMap<PathBuf, State>,
    /// Of all schemas.
    documents: Vec<PathBuf>,
}

impl Watched {
    /// What the reading of schemas, since a time, has read.
    fn by(schemas: &[Loaded], since: SystemTime) -> Self {
        let now = SystemTime::now();
        let absolute = |loaded: &Loaded, path: &str| normal(&loaded.files().root().join(path));
        let documents = schemas.iter().map(|loaded| absolute(loaded, &loaded.config().docs.dir)).collect();
        let mut watched = Self { paths: BTreeMap::new(), documents };
        for loaded in schemas {
            for path in loaded.files().watched() {
                let path = absolute(loaded, &path);
                let state = match watched.state(&path) {
                    State::File(Some(time)) if (since..=now).contains(&time) => State::Unknown,
                    state => state,
                };
                watched.paths.insert(path, state);
            }
        }
        watched
    }

    fn state(&self, path: &Path) -> State {
        let files = Files::on_disk("");
        let name = path.to_string_lossy();
        if files.is_dir(&name) {
            let is_ours = |name: &str| self.documents.iter().any(|dir| dir.starts_with(path.join(name)));
            State::Folder(files.names_unwatched(&name).into_iter().filter(|name| !is_ours(name)).collect())
        } else if files.is_file(&name) {
            State::File(files.modified(&name))
        } else {
            State::Absent
        }
    }

    /// The files that are otherwise than they were. From now on they are as they are.
    fn changed(&mut self) -> BTreeSet<PathBuf> {
        let now: BTreeMap<PathBuf, State> = self.paths.keys().map(|path| (path.clone(), self.state(path))).collect();
        let before = std::mem::replace(&mut self.paths, now);
        let mut changed = BTreeSet::new();
        for ((path, old), new) in before.iter().zip(self.paths.values()).filter(|((_, old), new)| old != new) {
            match (old, new) {
                (State::Folder(old), State::Folder(new)) => {
                    let only = |here: &[String], there: &[String]| -> Vec<PathBuf> {
                        here.iter().filter(|name| !there.contains(name)).map(|name| path.join(name)).collect()
                    };
                    changed.extend(only(old, new).into_iter().chain(only(new, old)));
                }
                _ => {
                    changed.insert(path.clone());
                }
            }
        }
        changed
    }

    /// Waits until something is otherwise, and no longer being written.
    fn wait(&mut self, output: &mut Output) -> Result<BTreeSet<PathBuf>, Failure> {
        let mut changed = self.changed();
        if changed.is_empty() {
            output.say("watching what was read; Ctrl-C ends it")?;
        }
        while changed.is_empty() {
            let look = Instant::now();
            changed = self.changed();
            if changed.is_empty() {
                sleep(PAUSE.max(look.elapsed() * RARITY));
            }
        }
        loop {
            sleep(SETTLED);
            let mut more = self.changed();
            if more.is_empty() {
                return Ok(changed);
            }
            changed.append(&mut more);
        }
    }
}
