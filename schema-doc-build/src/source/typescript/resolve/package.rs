//! Packages of the project: by their own name, by a path among the dependencies, or as members of a workspace; and what they export (Node.js,
//! Modules: Packages).

use std::rc::Rc;

use super::path::{is_relative, join};
use super::{Search, Target, pattern};
use crate::json::Value;
use crate::list::{IteratorExt, SliceExt};

/// What an import of a package is made of.
pub(super) struct Specifier<'a> {
    /// `drizzle-orm`, `@acme/db`
    pub(super) name: &'a str,
    /// `pg-core`; empty for the package itself.
    pub(super) subpath: &'a str,
}

impl<'a> Specifier<'a> {
    /// `None` where no package can have such a name: `@/db`, `~/db`, `#db`, `$lib`.
    pub(super) fn of(specifier: &'a str) -> Option<Self> {
        let plain = specifier.strip_prefix('@').unwrap_or(specifier);
        if !plain.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
            return None;
        }
        let mut slashes = specifier.match_indices('/').map(|(at, _)| at);
        let end = if plain.len() < specifier.len() { slashes.next().and(slashes.next()) } else { slashes.next() };
        let (name, rest) = specifier.split_at(end.unwrap_or(specifier.len()));
        Some(Self { name, subpath: rest.trim_start_matches('/') })
    }
}

/// The package that a specifier with a scheme means, by the name that npm has for it: `npm:drizzle-orm@0.45/pg-core`, `node:crypto`, `https://…`.
pub(super) fn of_scheme(specifier: &str) -> Option<String> {
    let (scheme, rest) = specifier.split_once(':')?;
    let is_scheme =
        scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    is_scheme.then(|| if scheme == "npm" { without_version(rest) } else { specifier.to_owned() })
}

/// `@scope/name/users` of `@scope/name@^1.2/users`.
fn without_version(specifier: &str) -> String {
    let specifier = specifier.trim_start_matches('/');
    let Some(Specifier { name, subpath }) = Specifier::of(specifier) else { return specifier.to_owned() };
    let version = name.get(1..).and_then(|rest| rest.find('@')).map_or(name.len(), |at| at + 1);
    let name = name.get(..version).unwrap_or(name);
    with_subpath(name, subpath)
}

fn with_subpath(name: &str, subpath: &str) -> String {
    if subpath.is_empty() { name.to_owned() } else { format!("{name}/{subpath}") }
}

/// Where a package.json says what it depends on.
const DEPENDENCIES: &[&str] = &["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

/// The files that say what a package is: npm's, Deno's.
const MANIFESTS: &[&str] = &["package.json", "deno.json", "deno.jsonc"];

impl Search<'_> {
    /// What a folder's package says of itself.
    pub(super) fn manifest(&mut self, folder: &str) -> Option<Rc<Value>> {
        MANIFESTS.iter().find_map(|name| self.documents.read(self.files, &join(folder, name)))
    }

    /// The name that a folder's package has.
    pub(super) fn name_of(&mut self, folder: &str) -> Option<String> {
        let manifest = MANIFESTS.iter().find_map(|name| self.documents.peek(self.files, &join(folder, name)))?;
        manifest.get("name").and_then(Value::as_text).map(str::to_owned)
    }

    /// `#db/users`: by `imports` of the nearest package.json.
    pub(super) fn by_imports(&mut self, folders: &[String], specifier: &str) -> Option<Target> {
        let folder = folders.find(|folder| self.files.is_file(&join(folder, "package.json")))?;
        if !specifier.starts_with('#') {
            return None;
        }
        let manifest = self.manifest(folder)?;
        let targets = chosen(manifest.get("imports")?, specifier)?;
        let (paths, packages): (Vec<String>, Vec<String>) = targets.into_iter().partition(|target| is_relative(target));
        if let Some(file) = self.first(&paths.iter().map(|path| join(folder, path)).collect_vec()) {
            return Some(Target::File(file));
        }
        // No `#` behind the first: Node.js refuses it.
        let package = packages.into_iter().find(|package| !package.starts_with('#'))?;
        self.by_package(folders, &package).or(Some(Target::Package(package)))
    }

    /// `@acme/db/users`, where the package is one of the project.
    pub(super) fn by_package(&mut self, folders: &[String], specifier: &str) -> Option<Target> {
        let Specifier { name, subpath } = Specifier::of(specifier)?;
        if let Some(alias) = self.dependency(folders, name).and_then(|(_, version)| Some(of_npm(&version)?.to_owned()))
        {
            return Some(Target::Package(with_subpath(&without_version(&alias), subpath)));
        }
        let folder = self.folder_of_package(folders, name)?;
        Some(match self.exported_file(&folder, subpath) {
            Some(file) => Target::File(file),
            None => self.missing(),
        })
    }

    /// The folder of a package of the project.
    pub(super) fn folder_of_package(&mut self, folders: &[String], name: &str) -> Option<String> {
        if let Some(own) = folders.find(|folder| self.name_of(folder).as_deref() == Some(name)) {
            return Some(own.clone());
        }
        if let Some((from, version)) = self.dependency(folders, name) {
            if let Some(path) =
                local_path(&version).map(|path| join(&from, path)).filter(|path| self.files.is_dir(path))
            {
                return Some(path);
            }
            // `"db": "workspace:@acme/db@*"`
            let alias = version.strip_prefix("workspace:").filter(|alias| Specifier::of(alias).is_some());
            if let Some(found) = alias.and_then(|alias| self.member(folders, &without_version(alias))) {
                return Some(found);
            }
        }
        self.member(folders, name)
    }

    /// Whether a package.json around says that it depends on the package.
    pub(super) fn is_dependency(&mut self, folders: &[String], name: &str) -> bool {
        self.dependency(folders, name).is_some()
    }

    /// The version of a dependency, and the folder of the package.json that says so.
    fn dependency(&mut self, folders: &[String], name: &str) -> Option<(String, String)> {
        folders.iter().find_map(|folder| {
            let manifest = self.documents.peek(self.files, &join(folder, "package.json"))?;
            let version =
                DEPENDENCIES.iter().find_map(|list| manifest.get(list)?.get(name)?.as_text().map(str::to_owned));
            Some((folder.clone(), version?))
        })
    }

    /// The file that a package of the project exports under a subpath.
    fn exported_file(&mut self, folder: &str, subpath: &str) -> Option<String> {
        let manifest = self.manifest(folder);
        if let Some(targets) = manifest.as_ref().and_then(|manifest| exported(manifest, subpath)) {
            let paths = targets.iter().map(|target| join(folder, target)).collect_vec();
            return self.first(&paths);
        }
        // Before `exports`, which TypeScript's `moduleResolution: "node"` does not know, every file was one.
        if subpath.is_empty() {
            return self.main(folder);
        }
        let path = join(folder, subpath);
        self.file_or_folder(&path).or_else(|| self.file_or_folder(&join(&join(folder, "src"), subpath)))
    }
}

/// `file:../db`, `link:../db`, `portal:../db`, `workspace:../db`
fn local_path(version: &str) -> Option<&str> {
    let (protocol, path) = version.split_once(':')?;
    let is_local = matches!(protocol, "file" | "link" | "portal") || (protocol == "workspace" && is_relative(path));
    is_local.then_some(path)
}

/// The package that `"db": "npm:drizzle-orm@0.45"` stands for.
fn of_npm(version: &str) -> Option<&str> {
    version.strip_prefix("npm:").filter(|package| Specifier::of(package).is_some())
}

/// The targets that a package exports under a subpath; none where it is kept back. `None` where `exports` says nothing of it.
pub(super) fn exported(manifest: &Value, subpath: &str) -> Option<Vec<String>> {
    let exports = manifest.get("exports")?;
    let key = if subpath.is_empty() { ".".to_owned() } else { format!("./{subpath}") };
    let has_subpaths = super::config::entries(exports).any(|(key, _)| key.starts_with('.'));
    if has_subpaths { chosen(exports, &key) } else { (key == ".").then(|| targets(exports, None)) }
}

/// The targets of the pattern that matches, in the order of preference.
fn chosen(patterns: &Value, text: &str) -> Option<Vec<String>> {
    let (best, star) = pattern::best(super::config::entries(patterns).map(|(pattern, _)| pattern), text)?;
    Some(targets(patterns.get(best)?, star))
}

/// Conditions in the order of preference: what is written before what is built. Others (`bun`, `workerd`) come behind, as they are written.
const CONDITIONS: &[&str] = &["source", "typescript", "types", "development", "import", "module", "default", "require"];

fn targets(value: &Value, star: Option<&str>) -> Vec<String> {
    match value {
        Value::String(target) => vec![pattern::filled(target, star)],
        Value::Array(alternatives) => alternatives.iter().flat_map(|value| targets(value, star)).collect_vec(),
        Value::Object(_) => {
            let known = CONDITIONS.iter().filter_map(|condition| value.get(condition));
            let others = super::config::entries(value).filter(|(condition, _)| !CONDITIONS.contains(condition));
            known.chain(others.map(|(_, value)| value)).flat_map(|value| targets(value, star)).collect_vec()
        }
        _ => Vec::new(),
    }
}
