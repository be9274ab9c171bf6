//! Where an import leads.

use crate::files::Files;
use crate::source::sql::load::tidy;

/// Where imports lead.
pub(super) struct Resolver;

/// Where an import leads.
pub(super) enum Target {
    /// A file of the project, relative to the package root with `/` (may begin with `../`).
    File(String),
    /// A package that is no part of the project: `drizzle-orm/pg-core`.
    Package,
    /// A relative path, or one of an alias, that leads to no file: what was tried.
    Missing { tried: Vec<String> },
}

impl Resolver {
    pub(super) fn new() -> Self {
        Self
    }

    pub(super) fn resolve(&mut self, files: &Files, from: &str, specifier: &str) -> Target {
        if !specifier.starts_with('.') {
            return Target::Package;
        }
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = tidy(&if folder.is_empty() { specifier.to_owned() } else { format!("{folder}/{specifier}") });
        let stem = path.strip_suffix(".js").unwrap_or(&path);
        let tried = vec![path.clone(), format!("{stem}.ts"), format!("{stem}.tsx"), format!("{stem}/index.ts")];
        match tried.iter().find(|path| files.is_file(path)) {
            Some(found) => Target::File(found.clone()),
            None => Target::Missing { tried },
        }
    }
}
