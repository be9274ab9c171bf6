//! The baseline: findings of lints that were there before, and pass.
//!
//! A line a finding, `unindexed-foreign-key orders.orders_user_id_fkey`: its lint and the object that it is about, else its file and its message. So it
//! outlives changes of lines. A finding that is there twice stands there twice.

use schema_doc_diagnostics::{Diagnostic, Diagnostics, SourceMap};

use crate::files::Files;
use crate::list::{IteratorExt, SliceExt};
use crate::report::visible;
use crate::sort;

const HEAD: &str = "# Findings of lints that pass, since they were there before. Written by `cargo schema-doc lint --write-baseline`.\n";

/// The file of a schema: beside `schema-doc.toml`, or `schema-doc.NAME.toml`.
pub(crate) fn file(qualifier: Option<&str>) -> String {
    match qualifier {
        Some(name) => format!("schema-doc.{name}.baseline"),
        None => "schema-doc.baseline".to_owned(),
    }
}

/// Takes out what the baseline has, and returns what is in it and is no longer found.
pub(crate) fn apply(files: &Files, path: &str, texts: &SourceMap, diagnostics: &mut Diagnostics) -> Vec<String> {
    if !files.is_file(path) {
        return Vec::new();
    }
    let text = files.read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut known: Vec<String> = lines.map(str::to_owned).collect_vec();
    sort::items(&mut known);
    let mut found = vec![false; known.len()];
    diagnostics.retain_mut(|diagnostic| {
        if !diagnostic.code.is_lint() {
            return true;
        }
        let line = line(diagnostic, texts);
        let first = known.partition_point(|other| *other < line);
        let same = known.iter().zip(&mut found).skip(first).take_while(|(other, _)| **other == line);
        for (_, found) in same {
            if !*found {
                *found = true;
                return false;
            }
        }
        true
    });
    known.into_iter().zip(found).filter(|(_, found)| !found).map(|(line, _)| line).collect_vec()
}

/// The text of a baseline that has all these findings.
pub(crate) fn text(diagnostics: &Diagnostics, texts: &SourceMap) -> String {
    let mut lines: Vec<String> =
        diagnostics.iter().filter(|found| found.code.is_lint()).map(|found| line(found, texts)).collect_vec();
    sort::items(&mut lines);
    let lines = lines.mapped(|line| format!("{line}\n"));
    format!("{HEAD}{}", lines.concat())
}

fn line(diagnostic: &Diagnostic, texts: &SourceMap) -> String {
    let code = diagnostic.code.as_str();
    let told = match (&diagnostic.subject, diagnostic.span) {
        (Some(subject), _) => format!("{code} {subject}"),
        (None, Some(span)) => format!("{code} {}: {}", texts.path(span), diagnostic.message),
        (None, None) => format!("{code} {}", diagnostic.message),
    };
    visible(&told).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, SourceMap};

    use super::{apply, text};
    use crate::files::Files;

    #[test]
    fn what_was_there_passes_and_what_is_new_does_not() {
        let found = |subjects: &[&str]| {
            let mut diagnostics = Diagnostics::default();
            diagnostics.extend(
                subjects.iter().map(|subject| Diagnostic::warning(Code::NoPrimaryKey, None, "no key").about(*subject)),
            );
            diagnostics
        };
        let baseline = text(&found(&["b", "a", "gone"]), &SourceMap::default());
        assert!(baseline.ends_with("\nno-primary-key a\nno-primary-key b\nno-primary-key gone\n"), "{baseline}");
        let files = Files::in_memory([("schema-doc.baseline", baseline)]);
        let mut now = found(&["a", "b", "c", "a"]);
        let gone = apply(&files, "schema-doc.baseline", &SourceMap::default(), &mut now);
        let left: Vec<_> = now.iter().filter_map(|d| d.subject.as_deref()).collect();
        assert_eq!(left, ["c", "a"]);
        assert_eq!(gone, ["no-primary-key gone"]);
    }
}
