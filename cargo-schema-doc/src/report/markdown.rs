//! A table for a comment or a page.

use std::path::Path;

use super::{Finding, List};
use crate::output::plain;

/// A sentence, and a table for each list that has anything.
pub(super) fn document(sentence: &str, lists: &[List<'_>], root: &Path) -> String {
    let mut out = format!("{sentence}\n");
    for List { title, findings, .. } in lists.iter().filter(|list| !list.findings.is_empty()) {
        let first = if findings.iter().all(|finding| finding.subject.is_some()) { "Object" } else { "Code" };
        out.push_str(&format!("\n| {first} | {title} | Place |\n|---|---|---|\n"));
        for finding in *findings {
            out.push_str(&format!("| {} |\n", row(finding, root).map(|text| cell(&text)).join(" | ")));
        }
    }
    out.trim_end().to_owned()
}

fn row(finding: &Finding, root: &Path) -> [String; 3] {
    let first = match &finding.subject {
        Some(subject) => subject.object.clone(),
        None => finding.code.as_str().to_owned(),
    };
    let place = finding.place.as_ref().map(|place| place.text(root));
    [first, finding.message.clone(), place.unwrap_or_default()]
}

fn cell(text: &str) -> String {
    plain(text).replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;")
}
