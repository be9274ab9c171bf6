//! Where an import leads, as TypeScript and the bundlers have it, without `node_modules`: what is installed is no part of the project.
//!
//! ```text
//! ./users            a file beside, or a folder's index; `./users.js` is written for `users.ts`
//! @/db/users         `paths` and `baseUrl` of tsconfig.json, the import map of deno.json
//! #db/users          `imports` of package.json
//! $lib/users         what a framework writes into a tsconfig.json of its own
//! @acme/db/users     a package of the workspace: its `exports`, else its `main`; of what is built, the source
//! drizzle-orm        anything else is a package
//! ```
//!
//! What a build notices: a change of a file that an import leads to, since the program reads it, and of a configuration that was asked on the way.
//! Looking for files watches nothing: a file that is added later and would win (`users.ts` beside `users/index.ts`, a nearer tsconfig.json) is
//! seen when one of the watched files changes next.

mod built;
mod config;
mod document;
mod file;
mod framework;
mod import_map;
mod package;
mod path;
mod pattern;
#[cfg(test)]
mod tests;
mod workspace;

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, SourceMap, Span};

use crate::files::Files;
use crate::list::IteratorExt;
use crate::ordered::Map;
use document::Documents;
use package::Specifier;

/// Finds out where imports lead, and remembers.
#[derive(Default)]
pub(super) struct Resolver {
    /// By the folder of the importing file, and what it imports.
    known: Map<(String, String), Target>,
    documents: Documents,
    /// The packages of a workspace by name, by the folder of the workspace.
    workspaces: Map<String, Map<String, String>>,
}

/// Where an import leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// A file of the project, relative to the package root with `/` (may begin with `../`).
    File(String),
    /// A package that is no part of the project, by the name that npm has for it: `drizzle-orm/pg-core`, also where it is imported as
    /// `npm:drizzle-orm@0.45/pg-core`.
    Package(String),
    /// A relative path, or one of an alias or of a package of the project, that leads to no file: what was tried, without the endings.
    Missing { tried: Vec<String> },
}

impl Resolver {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Where `import … from "specifier"` in the file `from` leads.
    pub(super) fn resolve(&mut self, files: &Files, from: &str, specifier: &str) -> Target {
        let folder = path::tidy(path::folder(from));
        let key = (folder, specifier.to_owned());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let search =
            Search { files, documents: &mut self.documents, workspaces: &mut self.workspaces, tried: Vec::new() };
        let target = search.target(&key.0, specifier);
        self.known.insert(key, target.clone());
        target
    }

    /// Reports the configurations that were asked and are none.
    pub(super) fn report(&mut self, texts: &mut SourceMap, diagnostics: &mut Diagnostics) {
        for problem in self.documents.problems.drain(..) {
            let message = format!("cannot read `{}`: {}", problem.path, problem.message);
            let file = texts.add(problem.path, problem.text);
            let at = problem.offset as u32;
            let place = Span { file, start: at, end: at };
            let help = "imports are looked up as if it were not there";
            diagnostics.push(Diagnostic::error(Code::UnreadableFile, place, message).with_help(help));
        }
    }
}

/// The search for one import.
struct Search<'a> {
    files: &'a Files,
    documents: &'a mut Documents,
    workspaces: &'a mut Map<String, Map<String, String>>,
    /// Paths that lead to no file, without their endings.
    tried: Vec<String>,
}

impl Search<'_> {
    fn target(mut self, folder: &str, specifier: &str) -> Target {
        let target = if path::is_relative(specifier) {
            self.relative(folder, specifier)
        } else if let Some(package) = package::of_scheme(specifier) {
            Some(Target::Package(package))
        } else {
            self.bare(folder, specifier)
        };
        match target {
            None => self.missing(),
            Some(Target::File(path)) => Target::File(path::canonical(self.files.root(), &path)),
            Some(other) => other,
        }
    }

    /// Nothing is there.
    fn missing(&mut self) -> Target {
        let mut tried = Vec::new();
        for path in std::mem::take(&mut self.tried) {
            if !tried.contains(&path) {
                tried.push(path);
            }
        }
        Target::Missing { tried }
    }

    /// `./users`
    fn relative(&mut self, folder: &str, specifier: &str) -> Option<Target> {
        let path = path::join(folder, specifier);
        if path::is_installed(&path) {
            return Some(Target::Package(specifier.to_owned()));
        }
        // A trailing slash, or dots alone, mean the folder: `..` is never `../../parent.ts`.
        let is_folder =
            specifier.ends_with('/') || specifier.rsplit('/').next().is_some_and(|last| matches!(last, "." | ".."));
        let found = if is_folder { self.folder(&path) } else { self.file_or_folder(&path) };
        if let Some(file) = found.or_else(|| self.in_root_dirs(folder, &path)) {
            return Some(Target::File(file));
        }
        // `./logo.svg`, `./query.sql?raw`: what it exports is the bundler's to say, as a package's.
        let is_asset = specifier.contains('?') || self.files.is_file(&path);
        is_asset.then(|| Target::Package(specifier.to_owned()))
    }

    /// `@/db/users`, `#db/users`, `@acme/db/users`, `drizzle-orm`. TypeScript: `paths`, `baseUrl`, then packages.
    fn bare(&mut self, folder: &str, specifier: &str) -> Option<Target> {
        let folders = path::upward(self.files, folder);
        let mut configs = folders.iter();
        let nearest = configs.by_ref().find_map(|folder| self.config_of(folder));
        if let Some(file) = nearest.and_then(|config| self.by_config(&config, folder, specifier)) {
            return Some(Target::File(file));
        }
        if let Some(target) = self.by_import_map(&folders, specifier) {
            return Some(target);
        }
        if let Some(target) = self.by_imports(&folders, specifier).or_else(|| self.by_package(&folders, specifier)) {
            return Some(target);
        }
        let package = Specifier::of(specifier);
        let declared = package.as_ref().is_some_and(|package| self.is_dependency(&folders, package.name));
        if !declared {
            // tsx and drizzle-kit take the configuration of the folder that they are run in.
            for config in configs.by_ref().filter_map(|folder| self.config_of(folder)).collect_vec() {
                if let Some(file) = self.by_config(&config, folder, specifier) {
                    return Some(Target::File(file));
                }
            }
        }
        if let Some(target) = self.by_framework(&folders, specifier) {
            return Some(target);
        }
        let is_package = package.is_some() && (declared || self.tried.is_empty());
        is_package.then(|| Target::Package(specifier.to_owned()))
    }
}
