//! Whole files or none: a temporary file beside the target, and a rename.

use crate::list::{IteratorExt, SliceExt};
use crate::ordered::Map;
use std::fmt::Display;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::error::Error;
use crate::files::Files;

/// Writes below a root, with the modification time of the newest input: cargo, which compares with the time when the build script
/// began, sees no change in what the script wrote.
pub(super) struct Writer {
    root: PathBuf,
    newest_input: Option<SystemTime>,
    /// Folders that cargo watches whole: their own times must not change either.
    watched: Vec<PathBuf>,
    /// Folders that changed, with their times before. `None` for a new one.
    touched: Map<PathBuf, Option<SystemTime>>,
}

impl Writer {
    pub(super) fn new(files: &Files) -> Self {
        let watched = files.watched();
        let newest_input =
            watched.iter().filter(|path| files.is_file(path)).filter_map(|path| files.modified(path)).max();
        let folders = files.watch_list().into_iter().filter(|path| files.is_dir(path));
        Self {
            root: files.root().to_owned(),
            newest_input,
            watched: folders.map(|path| files.root().join(path)).collect_vec(),
            touched: Map::new(),
        }
    }

    /// Writes a file, and the folders above it.
    pub(super) fn write(&mut self, path: &str, contents: &dyn Display) -> Result<(), Error> {
        let path = self.resolve(path);
        self.touch(&path);
        let newest = self.newest_input;
        write_file(&path, contents, newest).map_err(|source| failed(path, source))
    }

    /// Deletes a file, and the folders above it that are empty now, up to but without `top`.
    #[expect(clippy::disallowed_methods, reason = "the gate writes")]
    pub(super) fn remove(&mut self, path: &str, top: &str) -> Result<(), Error> {
        let path = self.root.join(path);
        self.touch(&path);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => return Err(failed(path, source)),
            _ => {}
        }
        let top = self.root.join(top);
        let mut folder = path.parent();
        while let Some(dir) = folder.filter(|dir| *dir != top && dir.starts_with(&top)) {
            self.touch(dir);
            if fs::remove_dir(dir).is_err() {
                break;
            }
            folder = dir.parent();
        }
        Ok(())
    }

    /// Gives the folders that cargo watches their times back.
    pub(super) fn finish(&mut self) {
        for (folder, before) in std::mem::take(&mut self.touched) {
            if let Some(time) = before.or(self.newest_input) {
                // Where the system does not let us, the build script runs once more.
                let _ = open(&folder).and_then(|folder| folder.set_modified(time));
            }
        }
    }

    /// Where the file really lies: a link stays a link.
    #[expect(clippy::disallowed_methods, reason = "the gate writes")]
    fn resolve(&self, path: &str) -> PathBuf {
        let path = self.root.join(path);
        if path.is_symlink() { fs::canonicalize(&path).unwrap_or(path) } else { path }
    }

    /// Remembers the times of the folders above a path that is about to change.
    #[expect(clippy::disallowed_methods, reason = "the gate writes")]
    fn touch(&mut self, path: &Path) {
        let mut folder = path.parent();
        while let Some(dir) = folder.filter(|dir| self.watched.any(|watched| dir.starts_with(watched))) {
            if self.touched.contains_key(dir) {
                break;
            }
            self.touched.insert(dir.to_owned(), fs::metadata(dir).and_then(|m| m.modified()).ok());
            folder = dir.parent();
        }
    }
}

fn failed(path: PathBuf, source: io::Error) -> Error {
    let purpose = match source.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            "a file is where a folder has to be: name another folder for the documents"
        }
        _ => {
            "it has to change: make it writable, or name another folder for the documents; a build with `SCHEMA_DOC=off` writes none"
        }
    };
    Error::Write { path, purpose, source }
}

#[expect(clippy::disallowed_methods, reason = "the gate writes")]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Replaces a file as a whole: others see the old one or the new one.
#[expect(clippy::disallowed_methods, reason = "the gate writes")]
pub(super) fn write_file(path: &Path, contents: &dyn Display, modified: Option<SystemTime>) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let temporary = folder.join(temporary_name());
    let written = OpenOptions::new().write(true).create_new(true).open(&temporary).and_then(|mut file| {
        write!(file, "{contents}")?;
        match modified {
            Some(modified) => file.set_modified(modified),
            None => Ok(()),
        }
    });
    let result = written.and_then(|()| fs::rename(&temporary, path));
    if result.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    result
}

/// A name that no other build uses, on this machine or on another that shares the folder: `.schema-doc-1f3a-18790c0ffee00000-0.tmp`.
fn temporary_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!(".schema-doc-{:x}-{:x}-{count:x}.tmp", std::process::id(), nanos())
}

/// Since 1970.
fn nanos() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos())
}

/// Whether a file is what a run left that was killed while it wrote: its name is of more than an hour ago.
pub(super) fn is_left(name: &str) -> bool {
    const HOUR: u128 = 3_600_000_000_000;
    let parts = name.strip_prefix(".schema-doc-").and_then(|rest| rest.strip_suffix(".tmp"));
    let made = parts.and_then(|rest| u128::from_str_radix(rest.split('-').nth(1)?, 16).ok());
    made.is_some_and(|made| made.saturating_add(HOUR) < nanos())
}

#[cfg(test)]
mod tests {
    use super::{is_left, temporary_name};

    #[test]
    fn what_a_killed_run_left_is_told_by_its_name() {
        let check = |name: &str, expected: bool| assert_eq!(is_left(name), expected, "{name}");
        check(".schema-doc-1f3a-18790c0ffee00000-0.tmp", true);
        check(&temporary_name(), false);
        check(".schema-doc-1f3a.tmp", false);
        check("schema-doc-1f3a-18790c0ffee00000-0.tmp", false);
        check("users.md", false);
    }
}
