//! What is built leads to what it is built from: `dist/users.js` is not there in a clean checkout, `src/users.ts` is.

use super::Search;
use super::file::split;
use super::path::{folder, is_below, join, strip, upward};
use crate::list::IteratorExt;

/// Folders that tools build into, where tsconfig.json says no `outDir`.
const OUTPUT: &[&str] = &["dist", "build", "lib", "out", "output", ".output", "esm", "cjs"];

/// Folders within them, one for each kind of module or of output.
const FORMATS: &[&str] =
    &["esm", "cjs", "es", "mjs", "node", "types", "browser", "bundle", "development", "production"];

impl Search<'_> {
    /// The source of a file of a folder that tools build into.
    pub(super) fn source_of(&mut self, path: &str) -> Option<String> {
        self.sources(path).iter().find_map(|source| {
            let index = || self.written(&join(source, "index"));
            self.written(source).or_else(index).filter(|file| file != path)
        })
    }

    /// Where the source of a built file may be, without its ending.
    fn sources(&mut self, path: &str) -> Vec<String> {
        let stem = without_ending(path);
        let mut sources = if stem == path { Vec::new() } else { self.by_out_dir(stem) };
        let path = stem;
        // `…/dist/esm/users`: base, `dist`, rest.
        for (at, _) in path.match_indices('/').chain([(path.len(), "")]) {
            let (built, rest) = path.split_at(at);
            let rest = rest.trim_start_matches('/');
            let (base, name) = (folder(built), built.rsplit('/').next().unwrap_or_default());
            if !OUTPUT.contains(&name) || !self.files.is_file(&join(base, "package.json")) {
                continue;
            }
            let inner = rest.split_once('/').filter(|(format, _)| FORMATS.contains(format)).map(|(_, inner)| inner);
            for rest in inner.into_iter().chain([rest]) {
                sources.push(join(&join(base, "src"), rest));
                // A `lib` may be written by hand, beside files that have nothing to do with it.
                if rest.starts_with("src/") || matches!(name, "dist" | "build") {
                    sources.push(join(base, rest));
                }
            }
        }
        sources
    }

    /// As the tsconfig.json of the package has it: `outDir` is built from `rootDir`.
    fn by_out_dir(&mut self, path: &str) -> Vec<String> {
        let folders = upward(self.files, folder(path));
        let Some(config) = folders.iter().find_map(|folder| self.config_of(folder)) else { return Vec::new() };
        let Some(rest) = config.out_dir.as_ref().and_then(|out_dir| strip(path, out_dir)) else { return Vec::new() };
        let roots = config.root_dir.iter().cloned().chain(["src", ""].map(|root| join(&config.folder, root)));
        roots.filter(|root| is_below(root, &config.folder)).map(|root| join(&root, rest)).collect_vec()
    }
}

/// `dist/users` of `dist/users.d.ts`.
fn without_ending(path: &str) -> &str {
    let (stem, ending) = split(path);
    match ending {
        "js" | "jsx" | "mjs" | "cjs" => stem,
        "ts" | "mts" | "cts" => stem.strip_suffix(".d").unwrap_or(path),
        _ => path,
    }
}
