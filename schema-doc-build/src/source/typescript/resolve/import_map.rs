//! The import map of Deno: `imports` of deno.json, or of the file that its `importMap` names (HTML, Import maps).

use super::path::{folder, is_relative, join};
use super::{Search, Target, config, package, pattern};
use crate::json::Value;

impl Search<'_> {
    /// `"drizzle-orm": "npm:drizzle-orm@0.45"`, `"@/": "./src/"`
    pub(super) fn by_import_map(&mut self, folders: &[String], specifier: &str) -> Option<Target> {
        folders.iter().find_map(|folder| {
            let names = ["deno.json", "deno.jsonc"].map(|name| join(folder, name));
            let path = names.into_iter().find(|path| self.files.is_file(path))?;
            let document = self.documents.read(self.files, &path)?;
            match document.get("importMap").and_then(Value::as_text) {
                Some(map) => self.by_map(&join(folder, map), specifier),
                None => self.by_map(&path, specifier),
            }
        })
    }

    fn by_map(&mut self, path: &str, specifier: &str) -> Option<Target> {
        let document = self.documents.read(self.files, path)?;
        let address = address(document.get("imports")?, specifier)?;
        if !is_relative(&address) {
            return Some(Target::Package(package::of_scheme(&address).unwrap_or(address)));
        }
        let found = self.file_or_folder(&join(folder(path), &address));
        Some(found.map_or_else(|| self.missing(), Target::File))
    }
}

/// What the map has for a specifier. Deno: a package's name stands for what is below it, too.
fn address(imports: &Value, specifier: &str) -> Option<String> {
    let get = |key: &str| imports.get(key).and_then(Value::as_text);
    if let Some((key, rest)) = pattern::best(config::entries(imports).map(|(key, _)| key), specifier) {
        return Some(pattern::filled(get(key)?, rest));
    }
    let name = package::Specifier::of(specifier)?.name;
    let subpath = specifier.strip_prefix(name)?;
    get(name).filter(|address| package::of_scheme(address).is_some()).map(|address| format!("{address}{subpath}"))
}
