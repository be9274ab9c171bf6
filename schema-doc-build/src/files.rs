//! The one place that reads: what was opened or listed here is the watch list.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

/// Reads files below a root and remembers what it read.
#[derive(Debug)]
pub struct Files {
    root: PathBuf,
    backend: Backend,
    /// A folder (relative, with `/`) that holds our own output: left out of every listing.
    excluded: Option<String>,
    watched: RefCell<BTreeSet<String>>,
    env: RefCell<BTreeMap<String, Option<String>>>,
}

#[derive(Debug)]
enum Backend {
    Disk,
    Memory(BTreeMap<String, Vec<u8>>),
}

impl Files {
    /// Files on disk. Paths are relative to `root`, with `/`; absolute ones and ones with `..` work too.
    pub fn on_disk(root: impl Into<PathBuf>) -> Self {
        Self::new(root.into(), Backend::Disk)
    }

    /// Files in memory, for tests and tools.
    pub fn in_memory<P: Into<String>, C: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, C)>) -> Self {
        let files = files.into_iter().map(|(path, content)| (path.into(), content.into())).collect();
        Self::new(PathBuf::new(), Backend::Memory(files))
    }

    fn new(root: PathBuf, backend: Backend) -> Self {
        Self { root, backend, excluded: None, watched: RefCell::default(), env: RefCell::default() }
    }

    /// Leaves the folder of our own output out of every listing.
    pub fn exclude(&mut self, dir: impl Into<String>) {
        self.excluded = Some(dir.into());
    }

    /// The folder that relative paths start from.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The content of a file, which is watched from now on.
    ///
    /// # Errors
    /// Where the file is missing or cannot be read.
    pub fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.watched.borrow_mut().insert(path.to_owned());
        self.read_unwatched(path)
    }

    /// The content of a file that no build depends on.
    ///
    /// # Errors
    /// Where the file is missing or cannot be read.
    #[allow(clippy::disallowed_methods)] // the one place that reads
    pub fn read_unwatched(&self, path: &str) -> io::Result<Vec<u8>> {
        match &self.backend {
            Backend::Disk => std::fs::read(self.root.join(path)),
            Backend::Memory(files) => files.get(path).cloned().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound)),
        }
    }

    /// Whether there is such a file.
    #[allow(clippy::disallowed_methods)] // the one place that reads
    pub fn is_file(&self, path: &str) -> bool {
        match &self.backend {
            Backend::Disk => self.root.join(path).is_file(),
            Backend::Memory(files) => files.contains_key(path),
        }
    }

    /// Whether there is such a folder.
    #[allow(clippy::disallowed_methods)] // the one place that reads
    pub fn is_dir(&self, path: &str) -> bool {
        match &self.backend {
            Backend::Disk => self.root.join(path).is_dir(),
            Backend::Memory(files) => {
                let prefix = if path.is_empty() || path == "." {
                    String::new()
                } else {
                    format!("{}/", path.trim_end_matches('/'))
                };
                files.keys().any(|file| file.starts_with(&prefix))
            }
        }
    }

    /// Every file below a folder, sorted by path bytes; hidden files and folders, caches (`target`, `node_modules`) and our own output are left out.
    /// The folder and the folders below it are watched from now on, the root itself excepted.
    ///
    /// # Errors
    /// Where a folder is missing or cannot be listed.
    pub fn list(&self, dir: &str) -> io::Result<Vec<String>> {
        let mut found = Vec::new();
        self.list_into(dir.trim_end_matches('/'), &mut found)?;
        found.sort();
        Ok(found)
    }

    #[allow(clippy::disallowed_methods)] // the one place that reads
    fn list_into(&self, dir: &str, found: &mut Vec<String>) -> io::Result<()> {
        if self.is_excluded(dir) {
            return Ok(());
        }
        // Cargo looks at everything below a watched folder: below the root that is its own output too.
        let is_root = dir.is_empty() || dir == ".";
        if !is_root {
            self.watched.borrow_mut().insert(dir.to_owned());
        }
        let join = |name: &str| if is_root { name.to_owned() } else { format!("{dir}/{name}") };
        match &self.backend {
            Backend::Memory(files) => {
                let prefix = join("");
                let below = |file: &&String| {
                    file.starts_with(&prefix)
                        && !self.excluded.as_ref().is_some_and(|e| file.starts_with(&format!("{e}/")))
                };
                found.extend(files.keys().filter(below).cloned());
            }
            Backend::Disk => {
                for entry in std::fs::read_dir(self.root.join(dir))? {
                    let entry = entry?;
                    let name = entry.file_name().to_string_lossy().into_owned();
                    if name.starts_with('.') {
                        continue;
                    }
                    let path = join(&name);
                    // A link to a folder is not followed: it may lead back here.
                    if entry.file_type()?.is_dir() {
                        if name != "node_modules" && !entry.path().join("CACHEDIR.TAG").is_file() {
                            self.list_into(&path, found)?;
                        }
                    } else {
                        found.push(path);
                    }
                }
            }
        }
        Ok(())
    }

    /// The names of the files and folders directly in a folder, sorted; hidden ones are left out, and nothing is watched. Empty where the folder
    /// cannot be listed.
    #[allow(clippy::disallowed_methods)] // the one place that reads
    pub fn names_unwatched(&self, dir: &str) -> Vec<String> {
        let mut names: Vec<String> = match &self.backend {
            Backend::Memory(files) => {
                let prefix = if dir.is_empty() || dir == "." { String::new() } else { format!("{dir}/") };
                let below = files.keys().filter_map(|file| file.strip_prefix(&prefix));
                below.filter_map(|file| file.split('/').next()).map(str::to_owned).collect()
            }
            Backend::Disk => std::fs::read_dir(self.root.join(dir))
                .into_iter()
                .flatten()
                .flatten()
                .map(|entry| entry.file_name().to_string_lossy().into_owned())
                .collect(),
        };
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        names.dedup();
        names
    }

    fn is_excluded(&self, dir: &str) -> bool {
        self.excluded.as_ref().is_some_and(|excluded| dir == excluded || dir.starts_with(&format!("{excluded}/")))
    }

    /// An environment variable, which is watched from now on.
    #[allow(clippy::disallowed_methods)] // the one place that reads
    pub fn env(&self, name: &str) -> Option<String> {
        let value = match &self.backend {
            Backend::Disk => std::env::var(name).ok(),
            Backend::Memory(_) => None,
        };
        self.env.borrow_mut().insert(name.to_owned(), value.clone());
        value
    }

    /// The files and folders that were read or listed, sorted.
    pub fn watched(&self) -> Vec<String> {
        self.watched.borrow().iter().cloned().collect()
    }

    /// The environment variables that were read, sorted.
    pub fn watched_env(&self) -> Vec<String> {
        self.env.borrow().keys().cloned().collect()
    }
}
