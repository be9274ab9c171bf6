//! The packages of a monorepo: `workspaces` of package.json, pnpm-workspace.yaml, lerna.json, rush.json, `workspace` of deno.json.

use super::Search;
use super::path::{join, tidy};
use crate::files::Files;
use crate::glob::{self, Glob};
use crate::json::Value;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::{Map, Set};

/// The files that say in JSON which packages a workspace has.
const WORKSPACES: &[&str] = &["package.json", "lerna.json", "rush.json", "deno.json", "deno.jsonc"];

/// The file that says it in YAML.
const PNPM: &str = "pnpm-workspace.yaml";

/// More folders than these are not looked through for packages.
const MOST_FOLDERS: usize = 10_000;

/// How deep `**` looks.
const MOST_LEVELS: usize = 8;

impl Search<'_> {
    /// The folder of a package of the nearest workspace around that has it.
    pub(super) fn member(&mut self, folders: &[String], name: &str) -> Option<String> {
        folders.iter().find_map(|root| {
            if !self.workspaces.contains_key(root) {
                let members = self.members(root);
                self.workspaces.insert(root.clone(), members);
            }
            let member = self.workspaces.get(root)?.get(name)?.clone();
            let workspaces = WORKSPACES.iter().chain([&PNPM]);
            for path in workspaces.map(|file| join(root, file)).filter(|path| self.files.is_file(path)) {
                // For the watch list alone.
                drop(self.files.read(&path));
            }
            Some(member)
        })
    }

    /// The packages of a workspace by name: of two with one name the first in the order of their paths.
    fn members(&mut self, root: &str) -> Map<String, String> {
        let mut members = Map::new();
        for folder in package_folders(self.files, root, &self.patterns(root)) {
            if let Some(name) = self.name_of(&folder).filter(|name| !members.contains_key(name)) {
                members.insert(name, folder);
            }
        }
        members
    }

    /// The folders of packages, as a workspace has them written: `packages/*`, `!packages/old`.
    fn patterns(&mut self, root: &str) -> Vec<String> {
        let mut patterns = Vec::new();
        let mut add = |list: Option<&Value>, key: Option<&str>| {
            let Some(Value::Array(items)) = list else { return };
            let text = |item| key.map_or(Some(item), |key| Value::get(item, key)).and_then(Value::as_text);
            patterns.push_all(items.iter().filter_map(text).map(str::to_owned));
        };
        for file in WORKSPACES {
            let Some(document) = self.documents.peek(self.files, &join(root, file)) else { continue };
            let workspace = document.get(if file.starts_with("deno") { "workspace" } else { "workspaces" });
            add(workspace, None);
            add(workspace.and_then(|w| w.get("packages").or_else(|| w.get("members"))), None);
            if *file == "lerna.json" {
                add(document.get("packages"), None);
            }
            add(document.get("projects").filter(|_| *file == "rush.json"), Some("projectFolder"));
        }
        if let Ok(bytes) = self.files.read_unwatched(&join(root, PNPM)) {
            patterns.push_all(pnpm_packages(&String::from_utf8_lossy(&bytes)));
        }
        patterns
    }
}

/// The items of the list `packages` in a pnpm-workspace.yaml, as blocks or on one line.
fn pnpm_packages(yaml: &str) -> Vec<String> {
    let mut items = Vec::new();
    let mut is_inside = false;
    for line in yaml.lines().map(without_comment).filter(|line| !line.trim().is_empty()) {
        if let Some(item) = line.trim_start().strip_prefix('-').filter(|_| is_inside) {
            items.push(unquoted(item));
        } else if !line.starts_with([' ', '\t']) {
            let list = line.strip_prefix("packages:").map(str::trim);
            is_inside = list.is_some();
            let inline = list.and_then(|list| list.strip_prefix('[')?.strip_suffix(']'));
            items.push_all(
                inline.into_iter().flat_map(|list| list.split(',')).map(unquoted).filter(|item| !item.is_empty()),
            );
        }
    }
    items
}

/// A comment begins at the line's start or behind white space.
fn without_comment(line: &str) -> &str {
    let comment = line.match_indices('#').map(|(at, _)| at).find(|&at| {
        let before = line.get(..at).unwrap_or_default();
        before.is_empty() || before.ends_with([' ', '\t'])
    });
    comment.and_then(|at| line.get(..at)).unwrap_or(line)
}

fn unquoted(item: &str) -> String {
    let item = item.trim();
    let inner = ['"', '\''].into_iter().find_map(|quote| item.strip_prefix(quote)?.strip_suffix(quote));
    inner.unwrap_or(item).to_owned()
}

/// The folders below a root that its patterns mean, in the order of their paths.
fn package_folders(files: &Files, root: &str, patterns: &[String]) -> Vec<String> {
    let (excluded, included): (Vec<&String>, Vec<&String>) =
        patterns.iter().partition(|pattern| pattern.starts_with('!'));
    let excluded = excluded.iter().filter_map(|p| Glob::new(&tidy(p.trim_start_matches('!')))).collect_vec();
    let mut found = Set::new();
    for pattern in included {
        let pattern = tidy(pattern.trim_end_matches('/'));
        if !glob::is_glob(&pattern) {
            found.insert(pattern);
        } else if let Some(glob) = Glob::new(&pattern) {
            let levels = if pattern.contains("**") { MOST_LEVELS } else { pattern.split('/').count() };
            let mut walk = Walk { files, root, glob: &glob, levels, left: MOST_FOLDERS, found: &mut found };
            walk.below(glob::fixed_prefix(&pattern));
        }
    }
    found
        .into_iter()
        .filter(|path| !excluded.any(|glob| glob.matches(path)))
        .map(|path| join(root, &path))
        .collect_vec()
}

/// Looks for the folders that a glob matches.
struct Walk<'a> {
    files: &'a Files,
    root: &'a str,
    glob: &'a Glob,
    levels: usize,
    left: usize,
    found: &'a mut Set<String>,
}

impl Walk<'_> {
    fn below(&mut self, folder: &str) {
        if !folder.is_empty() && folder.split('/').count() >= self.levels {
            return;
        }
        for name in self.files.names_unwatched(&join(self.root, folder)) {
            let path = join(folder, &name);
            if self.left == 0 || name == "node_modules" || !self.files.is_dir(&join(self.root, &path)) {
                continue;
            }
            self.left -= 1;
            if self.glob.matches(&path) {
                self.found.insert(path.clone());
            }
            self.below(&path);
        }
    }
}
