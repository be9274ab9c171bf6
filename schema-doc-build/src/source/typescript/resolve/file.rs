//! The file that a path without its ending, or with that of what is compiled from it, means.

use super::Search;
use super::path::join;
use crate::json::Value;
use crate::list::{IteratorExt, SliceExt};

/// The endings that are tried behind a path, in order. Declarations say types and no values: they come last.
const ENDINGS: &[&str] = &["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "json"];
const DECLARATIONS: &[&str] = &["d.ts", "d.mts", "d.cts"];

/// What is compiled from what: `./users.js` is written for `users.ts`, `./users.mjs` for `users.mts` alone (TypeScript, Modules: Theory, File extension
/// substitution).
const COMPILED: &[(&str, &[&str])] =
    &[("js", &["ts", "tsx", "jsx"]), ("jsx", &["tsx"]), ("mjs", &["mts"]), ("cjs", &["cts"])];

/// The keys of package.json that name the file of a package without `exports`: what is written rather than what is built.
const MAIN: &[&str] = &["source", "types", "typings", "module", "main"];

impl Search<'_> {
    /// The file of a path, else the index of its folder.
    pub(super) fn file_or_folder(&mut self, path: &str) -> Option<String> {
        self.file(path).or_else(|| self.folder(path))
    }

    /// `users` and `users.js`: `users.ts`. What is built, and what is not there, leads to what it is built from.
    pub(super) fn file(&mut self, path: &str) -> Option<String> {
        let written = self.written(path);
        if written.is_none() {
            self.tried.push(path.to_owned());
        }
        match written {
            Some(file) if is_source(&file) => Some(file),
            other => self.source_of(path).or(other).or_else(|| self.declaration(path)),
        }
    }

    /// The file whose path this is, or is but for the ending.
    pub(super) fn written(&self, path: &str) -> Option<String> {
        let (stem, ending) = split(path);
        let compiled = COMPILED.iter().filter(|(to, _)| *to == ending).flat_map(|(_, from)| from.iter());
        let compiled = compiled.map(|from| format!("{stem}.{from}"));
        let own = (ENDINGS.contains(&ending)).then(|| path.to_owned()).into_iter();
        let longer = ENDINGS.iter().map(|ending| format!("{path}.{ending}"));
        compiled.chain(own).chain(longer).find(|path| !is_declaration(path) && self.files.is_file(path))
    }

    /// The types of a file that is not there itself: `_generated/api.d.ts`.
    fn declaration(&self, path: &str) -> Option<String> {
        let stem = if COMPILED.any(|(to, _)| *to == split(path).1) { split(path).0 } else { path };
        let own = is_declaration(path).then(|| path.to_owned()).into_iter();
        own.chain(DECLARATIONS.iter().map(|ending| format!("{stem}.{ending}"))).find(|path| self.files.is_file(path))
    }

    /// The file that a folder means: the one that its package.json names, else its index.
    pub(super) fn folder(&mut self, path: &str) -> Option<String> {
        if !self.files.is_dir(path) {
            return None;
        }
        if self.files.is_file(&join(path, "package.json")) {
            return self.main(path);
        }
        self.file(&join(path, "index"))
    }

    /// The file that a folder with a package.json means.
    pub(super) fn main(&mut self, folder: &str) -> Option<String> {
        let manifest = self.manifest(folder);
        let said = MAIN.iter().filter_map(|key| manifest.as_ref()?.get(key).and_then(Value::as_text));
        let mut paths = said.map(|path| join(folder, path)).collect_vec();
        // `main` may name a folder; its own package.json is not asked in turn.
        let folders =
            paths.iter().filter(|path| split(path).1.is_empty()).map(|path| join(path, "index")).collect_vec();
        paths.extend(folders);
        paths.extend(["index", "src/index"].map(|path| join(folder, path)));
        self.first(&paths)
    }

    /// The first of several paths that leads to a file: one that is written, else what one is built from, else what there is.
    pub(super) fn first(&mut self, paths: &[String]) -> Option<String> {
        let written = paths.iter().filter_map(|path| self.written(path)).collect_vec();
        let source = written.find(|file| is_source(file)).cloned();
        let found = source
            .or_else(|| paths.iter().find_map(|path| self.source_of(path)))
            .or_else(|| written.into_iter().next())
            .or_else(|| paths.iter().find_map(|path| self.declaration(path)));
        if found.is_none() {
            self.tried.extend(paths.iter().cloned());
        }
        found
    }
}

/// Whether this is TypeScript that says values: nothing is built into such a file.
fn is_source(path: &str) -> bool {
    matches!(split(path).1, "ts" | "tsx" | "mts" | "cts") && !is_declaration(path)
}

fn is_declaration(path: &str) -> bool {
    DECLARATIONS.any(|ending| path.strip_suffix(ending).is_some_and(|stem| stem.ends_with('.')))
}

/// `users.test` and `ts` of `users.test.ts`.
pub(super) fn split(path: &str) -> (&str, &str) {
    match path.rsplit_once('.') {
        Some((stem, ending)) if !ending.contains('/') && !stem.is_empty() && !stem.ends_with('/') => (stem, ending),
        _ => (path, ""),
    }
}
