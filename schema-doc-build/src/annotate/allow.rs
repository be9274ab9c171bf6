//! `-- schema-doc: allow(code) reason`: a finding that somebody has looked at.

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId, Span, nearest};

use super::text::Line;
use crate::list::{IteratorExt, VecExt};

/// What such a comment starts with.
const MARK: &str = "schema-doc:";

/// Takes the lines out of a comment that allow something, and gives the lints that they name.
pub(super) fn take(file: FileId, lines: &mut Vec<Line<'_>>, diagnostics: &mut Diagnostics) -> Vec<Code> {
    let mut allowed = Vec::new();
    lines.keep(|line| {
        let Some(behind) = line.text.trim_start().strip_prefix(MARK) else { return true };
        read(behind.trim(), line, file, &mut allowed, diagnostics);
        false
    });
    allowed
}

/// `allow(code, code) reason`.
fn read(text: &str, line: &Line<'_>, file: FileId, allowed: &mut Vec<Code>, diagnostics: &mut Diagnostics) {
    let place = |part: &str| {
        let at = line.text.find(part).unwrap_or_default() as u32;
        Span { file, start: line.offset + at, end: line.offset + at + part.len() as u32 }
    };
    let names = text.strip_prefix("allow").map(str::trim_start).and_then(|rest| rest.strip_prefix('('));
    let Some((names, _)) = names.and_then(|rest| rest.split_once(')')) else {
        let message = format!("`{MARK}` is followed by `allow(LINT)`");
        let help = "write, for one, `schema-doc: allow(no-primary-key) rows are only ever appended`";
        let span = place(if text.is_empty() { MARK } else { text });
        diagnostics.push(Diagnostic::error(Code::InvalidAnnotation, span, message).with_help(help));
        return;
    };
    for name in names.split(',').map(str::trim) {
        match Code::from_name(name) {
            Some(code) if code.is_lint() => allowed.push(code),
            Some(_) => {
                let message = format!("`{name}` is always an error: it cannot be allowed");
                diagnostics.push(Diagnostic::error(Code::InvalidAnnotation, place(name), message));
            }
            None => {
                let message = format!("there is no lint `{name}`");
                let diagnostic = Diagnostic::error(Code::InvalidAnnotation, place(name), message);
                let lints = Code::ALL.iter().filter(|code| code.is_lint()).map(|code| code.as_str()).collect_vec();
                diagnostics.push(match nearest(name, lints) {
                    Some(near) => diagnostic.with_help(format!("did you mean `{near}`?")),
                    None => diagnostic.with_help("`cargo schema-doc lint --explain` lists them"),
                });
            }
        }
    }
}
