//! Paths relative to the package root, with `/`; above it they begin with `../`.

use std::path::{Component, Path};

use crate::files::Files;
use crate::list::{IteratorExt, SliceExt};

pub(super) use crate::source::sql::load::tidy;

/// How far above the package root a repository is looked for where no folder says that it is one.
const MOST_LEVELS: usize = 8;

/// The folder of a file.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path that is written in a file of the folder.
pub(super) fn join(folder: &str, path: &str) -> String {
    if folder.is_empty() || path.starts_with('/') { tidy(path) } else { tidy(&format!("{folder}/{path}")) }
}

/// `./a`, `../a`, `.`, `..`, `/a`
pub(super) fn is_relative(specifier: &str) -> bool {
    matches!(specifier, "." | "..") || ["./", "../", "/"].any(|start| specifier.starts_with(start))
}

/// Whether a path leads into what a package manager installed.
pub(super) fn is_installed(path: &str) -> bool {
    path.split('/').any(|part| part == "node_modules")
}

/// Whether a file or folder lies in the folder or below it.
pub(super) fn is_below(path: &str, folder: &str) -> bool {
    strip(path, folder).is_some()
}

/// The path within the folder.
pub(super) fn strip<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() {
        return (!path.starts_with("..") && !path.starts_with('/')).then_some(path);
    }
    let rest = path.strip_prefix(folder)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// A folder and those around it, up to the repository's.
pub(super) fn upward(files: &Files, folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folder = folder.to_owned();
    loop {
        let git = join(&folder, ".git");
        // In a work tree of git it is a file.
        let is_last =
            folder.starts_with('/') || files.is_dir(&git) || files.is_file(&git) || levels(&folder) == MOST_LEVELS;
        let next = parent(&folder);
        found.push(std::mem::replace(&mut folder, next));
        if is_last {
            return found;
        }
    }
}

fn parent(folder: &str) -> String {
    if folder.is_empty() || folder == ".." || folder.ends_with("/..") {
        join(folder, "..")
    } else {
        self::folder(folder).to_owned()
    }
}

/// How many folders up a path goes before it goes down.
fn levels(path: &str) -> usize {
    path.split('/').take_while(|part| *part == "..").count()
}

/// `../server/src/users.ts`, seen from a root `…/server`, is `src/users.ts`: a file has one name.
pub(super) fn canonical(root: &Path, path: &str) -> String {
    let mut parts = path.split('/').collect_vec();
    let mut up = levels(path);
    let name = |component: Component<'_>| match component {
        Component::Normal(name) => name.to_str().map(str::to_owned),
        _ => None,
    };
    while up > 0 {
        // The folder of the root that the last `..` leaves.
        let left = root.components().rev().nth(up - 1).and_then(name);
        if left.is_none() || left.as_deref() != parts.get(up).copied() {
            break;
        }
        parts.remove(up);
        up -= 1;
        parts.remove(up);
    }
    parts.join("/")
}
