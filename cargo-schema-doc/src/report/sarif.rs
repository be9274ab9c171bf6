//! SARIF 2.1.0, the Static Analysis Results Interchange Format.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::path::Path;

use schema_doc_diagnostics::{Code, Level as Default};
use serde_json::{Value, json};

use super::{Finding, Place};

/// The base of all paths: GitHub's name for the root of the repository.
const ROOT: &str = "%SRCROOT%";

/// A log of one run. What has no place is at `home`: GitHub takes no result without one.
pub(super) fn log(findings: &[&Finding], home: &Place, root: &Path) -> Value {
    let mut codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let results = findings.iter().map(|finding| result(finding, &codes, home, root));
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "schema-doc",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": codes.iter().map(|&code| rule(code)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { ROOT: { "description": { "text": "the root of the repository" } } },
            "results": results.collect::<Vec<_>>(),
        }],
    })
}

/// Section 3.49, `reportingDescriptor`.
fn rule(code: Code) -> Value {
    let level = match code.default_level() {
        Default::Allow => "none",
        Default::Warn => "warning",
        Default::Deny => "error",
    };
    let name = code.as_str();
    let help = if code.is_lint() {
        format!(
            "{}. Its level is set in `schema-doc.toml`: `[lint]`, `{name} = \"allow\"`, `\"warn\"` or `\"deny\"`.",
            code.finds()
        )
    } else {
        format!("{}.", code.finds())
    };
    json!({
        "id": name,
        "shortDescription": { "text": code.finds() },
        "help": { "text": help },
        "defaultConfiguration": { "level": level },
    })
}

/// Section 3.27, `result`.
fn result(finding: &Finding, codes: &[Code], home: &Place, root: &Path) -> Value {
    let help = finding.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    let line = finding.line();
    let mut result = json!({
        "ruleId": finding.code.as_str(),
        "ruleIndex": codes.binary_search(&finding.code).unwrap_or_default(),
        "level": finding.level.as_str(),
        "message": { "text": format!("{line}{help}") },
    });
    let place = finding.place.as_ref().unwrap_or(home);
    result["locations"] = json!([location(place, root)]);
    let path = place.path(root);
    // The same finding in the next run, wherever its line has gone to.
    result["partialFingerprints"] = json!({ "finding/v1": format!("{path}: {line}") });
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(number, (place, label))| {
            let mut location = location(place, root);
            location["id"] = json!(number);
            location["message"] = json!({ "text": label });
            location
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

/// Section 3.28, `location`.
fn location(place: &Place, root: &Path) -> Value {
    let path = uri(&place.path(root));
    let mut physical = if place.is_below(root) {
        json!({ "artifactLocation": { "uri": path, "uriBaseId": ROOT } })
    } else {
        json!({ "artifactLocation": { "uri": format!("file://{}{path}", if path.starts_with('/') { "" } else { "/" }) } })
    };
    if let Some(line) = place.line {
        physical["region"] = json!({ "startLine": line });
    }
    if let Some((first, behind)) = place.columns {
        physical["region"]["startColumn"] = json!(first);
        physical["region"]["endColumn"] = json!(behind);
    }
    json!({ "physicalLocation": physical })
}

/// A path as a URI reference (RFC 3986): what is neither unreserved nor `/` is encoded.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
