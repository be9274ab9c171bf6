//! `lint --explain`: why a lint matters, an example that fails, how to mend it. The pages lie in `explain/`.

use schema_doc_diagnostics::{Code, nearest};

use crate::failure::Failure;
use crate::output::{Fit, Output};

macro_rules! pages {
    ($($name:literal)*) => {
        /// By the name of the lint.
        const PAGES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../explain/", $name, ".md"))),)*];
    };
}

pages! {
    "char-type"
    "circular-reference"
    "duplicate-index"
    "float-for-money"
    "inconsistent-key-type"
    "inconsistent-naming"
    "incrementing-columns"
    "invalid-example"
    "invalid-query"
    "mirror-disagrees"
    "mismatched-reference-type"
    "missing-column-description"
    "missing-constraint-reason"
    "missing-index-purpose"
    "missing-table-purpose"
    "missing-timestamps"
    "money-type"
    "no-primary-key"
    "null-as-string-default"
    "nullable-unique"
    "orphan-table"
    "policy-without-row-security"
    "quoted-name"
    "redundant-index"
    "renamed-without-note"
    "reserved-name"
    "row-security-without-policy"
    "serial-type"
    "single-column-table"
    "stale-annotation"
    "timestamp-without-timezone"
    "unannotated-sensitive-column"
    "uncovered-access-pattern"
    "undeclared-reference"
    "undocumented-status-value"
    "unindexed-foreign-key"
    "unknown-annotation"
    "unknown-value"
    "unresolved-reference"
    "unsupported-statement"
    "wide-table"
}

/// The page of a code; without a name, the list of the lints.
pub(crate) fn run(name: &str, output: &mut Output) -> Result<(), Failure> {
    if name.is_empty() {
        return list(output);
    }
    let Some(code) = Code::from_name(name) else {
        let known = nearest(name, Code::ALL.iter().map(|code| code.as_str()));
        let help = match known {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`cargo schema-doc lint --explain` lists the lints".to_owned(),
        };
        return Err(Failure::Argument(format!("no lint `{name}`\nhelp: {help}")));
    };
    output.line(page(code))
}

/// What is said of a code, as Markdown.
fn page(code: Code) -> String {
    let name = code.as_str();
    let level = code.default_level().as_str();
    let Some((_, page)) = PAGES.iter().find(|(page, _)| *page == name) else {
        return format!("# {name}\n\nFound: {}. It is always an error.", code.finds());
    };
    let levels = format!(
        "Its level is `{level}` where `[lint]` in `schema-doc.toml` does not say otherwise: `{name} = \"allow\"`, `\"warn\"` or `\"deny\"`. \
         A comment above a definition silences it there: `schema-doc: allow({name}) the reason`."
    );
    format!("{page}\n## Level\n\n{levels}")
}

fn list(output: &mut Output) -> Result<(), Failure> {
    let row =
        |code: &Code| [code.as_str().to_owned(), code.default_level().as_str().to_owned(), code.finds().to_owned()];
    let rows: Vec<[String; 3]> = Code::ALL.iter().filter(|code| code.is_lint()).map(row).collect();
    output.table([("Lint", Fit::Whole), ("Level", Fit::Whole), ("Finds", Fit::Wrap)], &rows)
}

#[cfg(test)]
mod tests {
    use schema_doc_diagnostics::Code;

    use super::{PAGES, page};

    #[test]
    fn every_lint_has_a_page_and_every_page_is_of_one() {
        for (name, text) in PAGES {
            assert!(Code::from_name(name).is_some_and(Code::is_lint), "{name}");
            assert!(text.starts_with(&format!("# {name}\n")), "{name}");
            for part in [" fails", " passes", "\n## How to fix\n"] {
                assert!(text.contains(part), "{name}: {part}");
            }
        }
        for code in Code::ALL.iter().filter(|code| code.is_lint()) {
            assert!(page(*code).contains("## How to fix"), "{}", code.as_str());
        }
    }
}
