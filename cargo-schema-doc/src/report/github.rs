//! Annotations of GitHub's workflows.
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message>

use std::path::Path;

use super::{Finding, Level};

/// `::error file=migrations/0007_phone.sql,line=3,col=5,endColumn=10,title=drift::users.phone: column added; …`
pub(super) fn annotation(finding: &Finding, root: &Path) -> String {
    let level = match finding.level {
        Level::Error | Level::Warning => finding.level.as_str(),
        Level::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(place) = &finding.place {
        properties.push(format!("file={}", property(&place.path(root))));
        if let Some(line) = place.line {
            properties.push(format!("line={line}"));
        }
        if let Some((first, behind)) = place.columns {
            properties.push(format!("col={first},endColumn={behind}"));
        }
    }
    properties.push(format!("title={}", finding.code.as_str()));
    let help = finding.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    format!("::{level} {}::{}", properties.join(","), message(&format!("{}{help}", finding.line())))
}

fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
