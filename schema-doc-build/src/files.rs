//! The one place that reads: what was opened or listed here is the watch list.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::{Map, Set};
use crate::sort;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// Reads files below a root and remembers what it read.
#[derive(Debug)]
pub struct Files {
    root: PathBuf,
    backend: Backend,
    /// Folders (relative, with `/`) that hold our own output: left out of every listing.
    excluded: Vec<String>,
    watched: Mutex<Set<String>>,
    /// Listed folders that hold a folder which is no part of the project: cargo must not watch them whole.
    shared: Mutex<Set<String>>,
    variables: Option<Map<String, String>>,
    env: Mutex<Map<String, Option<String>>>,
}

/// What was noted so far.
fn locked<T>(noted: &Mutex<T>) -> MutexGuard<'_, T> {
    noted.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Debug)]
enum Backend {
    Disk,
    Memory(Map<String, Vec<u8>>),
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
        Self {
            root,
            backend,
            excluded: Vec::new(),
            watched: Mutex::default(),
            shared: Mutex::default(),
            variables: None,
            env: Mutex::default(),
        }
    }

    /// Leaves a folder of our own output out of every listing.
    pub fn exclude(&mut self, dir: impl Into<String>) {
        self.excluded.push(dir.into());
    }

    /// Takes environment variables from here instead of from the process, for tests and tools.
    pub fn set_env<N: Into<String>, V: Into<String>>(&mut self, variables: impl IntoIterator<Item = (N, V)>) {
        self.variables = Some(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect());
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
        locked(&self.watched).insert(path.to_owned());
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

    /// The content of a file that no build depends on, to be read piece by piece.
    ///
    /// # Errors
    /// Where the file is missing or cannot be opened.
    #[allow(clippy::disallowed_methods)] // the one place that reads
    pub fn open_unwatched(&self, path: &str) -> io::Result<Box<dyn Read + '_>> {
        match &self.backend {
            Backend::Disk => Ok(Box::new(std::fs::File::open(self.root.join(path))?)),
            Backend::Memory(files) => match files.get(path) {
                Some(bytes) => Ok(Box::new(bytes.as_slice())),
                None => Err(io::ErrorKind::NotFound.into()),
            },
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
        sort::items(&mut found);
        Ok(found)
    }

    /// Adds the files below `dir`. Whether cargo may watch it whole: it may not where a build writes into it all the time.
    #[allow(clippy::disallowed_methods)] // the one place that reads
    fn list_into(&self, dir: &str, found: &mut Vec<String>) -> io::Result<bool> {
        if self.is_excluded(dir) {
            return Ok(true);
        }
        // Cargo looks at everything below a watched folder: below the root that is its own output too.
        let is_root = dir.is_empty() || dir == ".";
        let mut whole = !is_root;
        locked(&self.watched).insert(dir.to_owned());
        let join = |name: &str| if is_root { name.to_owned() } else { format!("{dir}/{name}") };
        match &self.backend {
            Backend::Memory(files) => {
                let prefix = join("");
                let below = |file: &&String| file.starts_with(&prefix) && !self.is_excluded(file);
                found.push_all(files.keys().filter(below).cloned());
            }
            Backend::Disk => {
                for entry in std::fs::read_dir(self.root.join(dir))? {
                    let entry = entry?;
                    let name = entry.file_name().to_string_lossy().into_owned();
                    if name.starts_with('.') {
                        whole &= name != ".git";
                        continue;
                    }
                    let path = join(&name);
                    // A link to a folder is not followed: it may lead back here.
                    if !entry.file_type()?.is_dir() {
                        found.push(path);
                    } else if entry.path().join("CACHEDIR.TAG").is_file() {
                        // Cargo's target folder, and its like: copies of everything, written by every build.
                        whole = false;
                    } else if name == "node_modules" {
                        // Other people's files; nobody adds a migration there.
                    } else if !self.is_excluded(&path) {
                        whole &= self.list_into(&path, found)?;
                    }
                }
            }
        }
        if !whole {
            locked(&self.shared).insert(dir.to_owned());
        }
        Ok(whole)
    }

    /// The names of the files and folders directly in a folder, sorted; hidden ones are left out, and nothing is watched. Empty where the folder
    /// cannot be listed.
    #[allow(clippy::disallowed_methods)] // the one place that reads
    pub fn names_unwatched(&self, dir: &str) -> Vec<String> {
        let mut names: Vec<String> = match &self.backend {
            Backend::Memory(files) => {
                let prefix = if dir.is_empty() || dir == "." { String::new() } else { format!("{dir}/") };
                let below = files.keys().filter_map(|file| file.strip_prefix(&prefix));
                below.filter_map(|file| file.split('/').next()).map(str::to_owned).collect_vec()
            }
            Backend::Disk => std::fs::read_dir(self.root.join(dir))
                .into_iter()
                .flatten()
                .flatten()
                .map(|entry| entry.file_name().to_string_lossy().into_owned())
                .collect_vec(),
        };
        names.keep(|name| !name.starts_with('.'));
        sort::items(&mut names);
        names.dedup();
        names
    }

    fn is_excluded(&self, path: &str) -> bool {
        let below = |dir: &String| path.strip_prefix(dir.as_str()).is_some_and(|p| p.is_empty() || p.starts_with('/'));
        self.excluded.any(below)
    }

    /// An environment variable, which is watched from now on.
    #[allow(clippy::disallowed_methods)] // the one place that reads
    pub fn env(&self, name: &str) -> Option<String> {
        let value = self.env_unwatched(name);
        locked(&self.env).insert(name.to_owned(), value.clone());
        value
    }

    /// An environment variable that cargo sets for the build script: it is no input of it. Text that is no Unicode is kept as far
    /// as it can be.
    #[allow(clippy::disallowed_methods)] // the one place that reads
    pub fn env_unwatched(&self, name: &str) -> Option<String> {
        match (&self.variables, &self.backend) {
            (Some(variables), _) => variables.get(name).cloned(),
            (None, Backend::Disk) => std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()),
            (None, Backend::Memory(_)) => None,
        }
    }

    /// The files directly in a folder and, with `deep`, those below it, sorted: no build depends on them. Empty where there is no
    /// such folder.
    #[allow(clippy::disallowed_methods)] // the one place that reads
    pub fn list_unwatched(&self, dir: &str, deep: bool) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![dir.trim_end_matches('/').to_owned()];
        while let Some(folder) = folders.pop() {
            let prefix = if folder.is_empty() || folder == "." { String::new() } else { format!("{folder}/") };
            match &self.backend {
                Backend::Memory(files) => {
                    let below = |file: &&String| file.strip_prefix(&prefix).is_some_and(|f| deep || !f.contains('/'));
                    found.push_all(files.keys().filter(below).cloned());
                }
                Backend::Disk => {
                    let entries = std::fs::read_dir(self.root.join(&folder)).into_iter().flatten().flatten();
                    for entry in entries {
                        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
                        match entry.file_type() {
                            Ok(kind) if kind.is_dir() && deep => folders.push(path),
                            Ok(kind) if !kind.is_dir() => found.push(path),
                            _ => {}
                        }
                    }
                }
            }
        }
        sort::items(&mut found);
        found
    }

    /// When a file or folder was changed last.
    #[allow(clippy::disallowed_methods)] // the one place that reads
    pub fn modified(&self, path: &str) -> Option<SystemTime> {
        match &self.backend {
            Backend::Disk => std::fs::metadata(self.root.join(path)).and_then(|m| m.modified()).ok(),
            Backend::Memory(_) => None,
        }
    }

    /// The files and folders that were read or listed, sorted.
    pub fn watched(&self) -> Vec<String> {
        locked(&self.watched).iter().cloned().collect_vec()
    }

    /// What cargo is told to watch: [`Files::watched`] without the folders that every build writes into (cargo watches a folder with
    /// all that is below it), and without what lies below another of them.
    pub fn watch_list(&self) -> Vec<String> {
        let (watched, shared) = (locked(&self.watched), locked(&self.shared));
        let mut list: Vec<String> = Vec::new();
        let mut folders: Set<&str> = Set::new();
        for path in watched.iter().filter(|path| !shared.contains(*path)) {
            let inside = path.match_indices('/').any(|(at, _)| path.get(..at).is_some_and(|dir| folders.contains(dir)));
            if self.is_dir(path) {
                folders.insert(path);
                if inside {
                    continue;
                }
            }
            list.push(if path.is_empty() { ".".to_owned() } else { path.clone() });
        }
        list
    }

    /// The environment variables that were read, sorted.
    pub fn watched_env(&self) -> Vec<String> {
        locked(&self.env).keys().cloned().collect_vec()
    }
}
