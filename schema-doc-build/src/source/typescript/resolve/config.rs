//! tsconfig.json and jsconfig.json: `paths`, `baseUrl`, `rootDirs`, and what `extends` and `references` add (TypeScript, `TSConfig` Reference).

use std::borrow::Cow;
use std::rc::Rc;

use super::package::{self, Specifier};
use super::path::{folder, is_below, is_installed, is_relative, join, strip, tidy, upward};
use super::{Search, pattern};
use crate::json::Value;
use crate::list::{IteratorExt, SliceExt};

/// The most configurations that one is made of: `extends` may lead in a circle, or in every direction at once.
const MOST: usize = 64;

/// What the configuration of a folder says, what it extends included; paths as seen from the package root.
#[derive(Debug, Default)]
pub(super) struct Config {
    pub(super) folder: String,
    /// `@/*` and where it leads, in order.
    paths: Vec<(String, Vec<String>)>,
    base_url: Option<String>,
    root_dirs: Vec<String>,
    pub(super) out_dir: Option<String>,
    pub(super) root_dir: Option<String>,
    references: Vec<String>,
    /// Configurations that it extends and that are not there: `.svelte-kit/tsconfig.json` before the first build.
    missing: Vec<String>,
}

/// An option, and the folder of the configuration that says so.
struct Said<'a> {
    value: &'a Value,
    folder: &'a str,
}

/// `"${configDir}/src"`: from the folder of the configuration that others extend it for.
const CONFIG_DIR: &str = "${configDir}";

impl Search<'_> {
    /// The configuration of a folder, where it has one.
    pub(super) fn config_of(&mut self, folder: &str) -> Option<Config> {
        let path =
            ["tsconfig.json", "jsconfig.json"].iter().map(|name| join(folder, name)).find(|p| self.files.is_file(p))?;
        Some(self.config(&path))
    }

    fn config(&mut self, path: &str) -> Config {
        let mut missing = Vec::new();
        let chain = self.extended(path, &mut missing);
        let own = folder(path);
        // The last that says an option has the word.
        let said = |name: &str| {
            chain.iter().rev().find_map(|(path, document)| {
                Some(Said { value: document.get("compilerOptions")?.get(name)?, folder: folder(path) })
            })
        };
        let path_from = |folder: &str, text: &str| match text.strip_prefix(CONFIG_DIR) {
            Some(rest) => join(own, rest.trim_start_matches('/')),
            None => join(folder, text),
        };
        let one = |name: &str| said(name).and_then(|said| Some(path_from(said.folder, said.value.as_text()?)));
        let list = |value: &Value, folder: &str| texts(value).map(|text| path_from(folder, text)).collect_vec();
        let base_url = one("baseUrl");
        let paths = said("paths").map_or_else(Vec::new, |said| {
            // With `baseUrl` they start there, else where they are written.
            let base = base_url.as_deref().unwrap_or(said.folder);
            entries(said.value).map(|(pattern, targets)| (pattern.to_owned(), list(targets, base))).collect_vec()
        });
        let references = self.documents.peek(self.files, path).map_or_else(Vec::new, |document| {
            let references = items(document.get("references")).filter_map(|item| item.get("path")?.as_text());
            references.map(|reference| join(own, reference)).collect_vec()
        });
        Config {
            folder: own.to_owned(),
            root_dirs: said("rootDirs").map_or_else(Vec::new, |said| list(said.value, said.folder)),
            out_dir: one("outDir"),
            root_dir: one("rootDir"),
            base_url,
            paths,
            references,
            missing,
        }
    }

    /// The configurations that one is made of, by path: what it extends before itself.
    fn extended(&mut self, path: &str, missing: &mut Vec<String>) -> Vec<(String, Rc<Value>)> {
        let mut chain: Vec<(String, Rc<Value>)> = Vec::new();
        let mut open = vec![(path.to_owned(), false)];
        let mut seen = 0;
        while let Some((path, is_done)) = open.pop() {
            let Some(document) = self.documents.read(self.files, &path).filter(|_| is_done || seen < MOST) else {
                continue;
            };
            if is_done {
                chain.push((path, document));
                continue;
            }
            seen += 1;
            open.push((path.clone(), true));
            let parents = match document.get("extends") {
                Some(Value::Array(items)) => items.iter().filter_map(Value::as_text).collect_vec(),
                Some(Value::String(text)) => vec![text.as_str()],
                _ => Vec::new(),
            };
            // Later ones have the word over earlier ones: the stack gives the first back first.
            for parent in parents.into_iter().rev() {
                match self.parent(folder(&path), parent) {
                    // Where a circle closes, TypeScript reports it.
                    Some(parent) if open.any(|(open, is_done)| *is_done && *open == parent) => {}
                    Some(parent) => open.push((parent, false)),
                    None if is_relative(parent) => missing.push(join(folder(&path), parent)),
                    // A package's: what is installed knows nothing of the project's paths.
                    None => {}
                }
            }
        }
        chain
    }

    /// The configuration that `extends` names: a file, its ending left out or not, or one of a package of the workspace.
    fn parent(&mut self, folder: &str, extends: &str) -> Option<String> {
        let paths = if is_relative(extends) {
            let path = join(folder, extends);
            vec![path.clone(), format!("{path}.json")]
        } else {
            let Specifier { name, subpath } = Specifier::of(extends)?;
            let package = self.folder_of_package(&upward(self.files, folder), name)?;
            let manifest = self.manifest(&package)?;
            let exported = package::exported(&manifest, subpath).unwrap_or_default();
            let named = manifest.get("tsconfig").and_then(Value::as_text).filter(|_| subpath.is_empty());
            let mut paths =
                exported.iter().map(String::as_str).chain(named).map(|path| join(&package, path)).collect_vec();
            let path = join(&package, subpath);
            paths.extend([format!("{path}.json"), join(&path, "tsconfig.json"), path]);
            paths
        };
        paths.into_iter().find(|path| self.files.is_file(path))
    }

    /// The file that a configuration leads to, or one of those that it refers to for the files of its folder: `tsconfig.app.json`.
    pub(super) fn by_config(&mut self, config: &Config, importing: &str, specifier: &str) -> Option<String> {
        if let Some(file) = self.by_options(config, specifier) {
            return Some(file);
        }
        for reference in &config.references {
            let path = if self.files.is_file(reference) { reference.clone() } else { join(reference, "tsconfig.json") };
            if is_below(importing, folder(&path)) && self.files.is_file(&path) {
                let referred = self.config(&path);
                if let Some(file) = self.by_options(&referred, specifier) {
                    return Some(file);
                }
            }
        }
        None
    }

    fn by_options(&mut self, config: &Config, specifier: &str) -> Option<String> {
        let patterns = config.paths.iter().map(|(pattern, _)| pattern.as_str());
        if let Some((best, star)) = pattern::best(patterns, specifier) {
            let (_, targets) = config.paths.find(|(pattern, _)| pattern == best)?;
            let before = self.tried.len();
            for target in targets {
                let path = tidy(&pattern::filled(target, star));
                if let Some(file) = self.file_or_folder(&path).filter(|_| !is_installed(&path)) {
                    return Some(file);
                }
            }
            // `*` says nothing of what it matches.
            if best.starts_with('*') || targets.all(|target| is_installed(target)) {
                self.tried.truncate(before);
            }
        } else if config.paths.is_empty() {
            // Its aliases may stand there.
            self.tried.extend(config.missing.iter().filter(|_| Specifier::of(specifier).is_none()).cloned());
        }
        let base = config.base_url.as_ref()?;
        let before = self.tried.len();
        let found = self.file_or_folder(&join(base, specifier));
        self.tried.truncate(before);
        found
    }

    /// The file that a relative path leads to where several folders are taken for one (`rootDirs`).
    pub(super) fn in_root_dirs(&mut self, folder: &str, path: &str) -> Option<String> {
        let folders = upward(self.files, folder);
        let config = folders.iter().find_map(|folder| self.config_of(folder))?;
        let within = config.root_dirs.iter().filter_map(|root| strip(path, root)).min_by_key(|within| within.len())?;
        let others = config.root_dirs.iter().map(|root| join(root, within)).filter(|other| other != path).collect_vec();
        others.iter().find_map(|other| self.file_or_folder(other))
    }
}

fn items(list: Option<&Value>) -> std::slice::Iter<'_, Value> {
    match list {
        Some(Value::Array(items)) => items.iter(),
        _ => [].iter(),
    }
}

/// The texts in a list.
fn texts(list: &Value) -> impl Iterator<Item = &str> {
    items(Some(list)).filter_map(Value::as_text)
}

/// The keys and values of an object.
pub(super) fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let entries: &[(Cow<'static, str>, Value)] = match value {
        Value::Object(entries) => entries,
        _ => &[],
    };
    entries.iter().map(|(key, value)| (&**key, value))
}
