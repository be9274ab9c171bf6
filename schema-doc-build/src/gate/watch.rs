//! What cargo is told on standard output.

use crate::list::SliceExt;
use crate::ordered::Set;
use std::io::Write as _;

use schema_doc_diagnostics::{Code, Diagnostic, Severity};

use crate::pipeline::Loaded;
use crate::report;

/// Cargo's directives: what to watch, and one line for all warnings together.
pub(super) fn directives(loaded: &[Loaded], documents: &Set<String>, warnings: &[String]) -> String {
    let mut paths: Set<String> = documents.clone();
    let mut variables = Set::new();
    for loaded in loaded {
        paths.extend(loaded.files.watch_list());
        variables.extend(loaded.files.watched_env());
    }
    let mut text = String::new();
    // A line break in a path cannot be said to cargo.
    for path in paths.iter().filter(|path| !path.contains(['\n', '\r'])) {
        text.push_str(&format!("cargo::rerun-if-changed={path}\n"));
    }
    for variable in variables {
        text.push_str(&format!("cargo::rerun-if-env-changed={variable}\n"));
    }
    if let Some(first) = warnings.first() {
        let all = match warnings.len() {
            1 if loaded.any(|loaded| report::advice(&loaded.diagnostics).is_some()) => {
                " (`cargo schema-doc lint` shows all)".to_owned()
            }
            1 => String::new(),
            count => format!(" (and {} more: `cargo schema-doc lint` shows all)", count - 1),
        };
        text.push_str(&format!("cargo::warning=schema-doc: {}{all}\n", report::visible(first).replace('\n', " ")));
    }
    text
}

/// The warnings of a schema, a line each.
pub(super) fn warnings(loaded: &Loaded) -> impl Iterator<Item = String> + '_ {
    let rustcs = |code| code == Code::RustSyntax;
    let is_warning = move |d: &&Diagnostic| (d.severity == Severity::Warning && !d.is_advice()) || rustcs(d.code);
    let warnings = loaded.diagnostics.iter().filter(is_warning);
    warnings.map(|warning| report::line(warning, &loaded.schema.files))
}

/// Hands the directives to cargo.
pub(super) fn print(directives: &str) {
    // A closed standard output is cargo's to notice.
    let _ = std::io::stdout().lock().write_all(directives.as_bytes());
}
