//! The file that a schema is in.

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics};

use crate::config::SourceConfig;
use crate::files::Files;
use crate::source::sql::layout;

/// What a schema may be written in; the first is found first.
const ENDINGS: &[&str] = &["ts", "js", "mts", "tsx", "mjs", "jsx", "cts", "cjs"];

/// The files of a source: a file, a folder with one of the names in it or in its folder `convex`, a glob.
pub(super) fn paths(files: &Files, source: &SourceConfig, diagnostics: &mut Diagnostics) -> Vec<String> {
    let path = source.path.trim_end_matches('/');
    if files.is_dir(path) {
        let inside = |folder: &str| {
            let names = ENDINGS.iter().map(|ending| format!("{folder}schema.{ending}"));
            names.into_iter().find(|path| files.is_file(path))
        };
        let folder = if path == "." { String::new() } else { format!("{path}/") };
        if let Some(found) = inside(&folder).or_else(|| inside(&format!("{folder}convex/"))) {
            return vec![found];
        }
        let message = format!("no `schema.ts` in `{path}`");
        let help = "set `path` to the file with `defineSchema`";
        diagnostics.push(Diagnostic::error(Code::NoSource, source.span, message).with_help(help));
        return Vec::new();
    }
    layout::program_files(files, source, ENDINGS, "TypeScript", diagnostics)
}
