//! The files that are offered.

use clap::ValueEnum;
use schema_doc_build::CONFIG_FILE;
use schema_doc_build::files::Files;

use super::discover::Found;

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// `schema-doc.toml`
    Config,
    /// `build.rs`, where there is none
    BuildScript,
    /// `.github/workflows/schema-docs.yml`: checks pull requests, brings the main branch up to date
    Workflow,
    /// `.github/workflows/schema-sync.yml`: reads the live database every night
    Nightly,
    /// `generate-schema-docs.sh` beside the documents
    Script,
    /// `.githooks/pre-commit` and `.githooks/post-merge`
    Hooks,
}

impl Part {
    /// What nearly everybody wants.
    pub(super) fn is_usual(self) -> bool {
        matches!(self, Self::Config | Self::BuildScript | Self::Workflow)
    }

    pub(super) fn is_program(self) -> bool {
        matches!(self, Self::Script | Self::Hooks)
    }
}

/// A file that may be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) part: Part,
    /// Relative to the package, with `/`.
    pub(super) path: String,
    pub(super) text: String,
    /// What it does, for the question.
    pub(super) why: &'static str,
}

const DOCS: &str = "docs/schema";

/// Every file that is not there yet.
pub(super) fn offers(name: &str, found: &[Found], dialect: Option<&str>, files: &Files) -> Vec<Offer> {
    let is_snapshot = found.iter().any(|source| source.kind == "snapshot");
    let in_package = files.is_file("Cargo.toml");
    let offer = |part, path: &str, why, text| Offer { part, path: path.to_owned(), text, why };
    let mut offers =
        vec![offer(Part::Config, CONFIG_FILE, "which says what is read and written", config(name, found, dialect))];
    if in_package && !has_build_script(files) {
        offers.push(offer(
            Part::BuildScript,
            "build.rs",
            "so that a build keeps the documents true",
            BUILD_SCRIPT.to_owned(),
        ));
    }
    offers.push(offer(
        Part::Workflow,
        ".github/workflows/schema-docs.yml",
        "which checks pull requests and brings the main branch up to date",
        workflow(found),
    ));
    if is_snapshot {
        offers.push(offer(
            Part::Nightly,
            ".github/workflows/schema-sync.yml",
            "which reads the live database every night",
            nightly(),
        ));
    }
    let script = format!("{DOCS}/generate-schema-docs.sh");
    offers.push(offer(Part::Script, &script, "which writes the documents by hand", SCRIPT.to_owned()));
    offers.push(offer(
        Part::Hooks,
        ".githooks/pre-commit",
        "which checks before a commit (`git config core.hooksPath .githooks`)",
        PRE_COMMIT.to_owned(),
    ));
    offers.push(offer(
        Part::Hooks,
        ".githooks/post-merge",
        "which brings the documents up to date behind a merge",
        POST_MERGE.to_owned(),
    ));
    offers.retain(|offer| !files.is_file(&offer.path));
    offers
}

pub(super) fn has_build_script(files: &Files) -> bool {
    files.is_file("build.rs")
}

/// A value in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn config(name: &str, found: &[Found], dialect: Option<&str>) -> String {
    let mut text = format!("[schema]\nname = {}\n", quoted(name));
    for source in found {
        text.push_str(&format!("\n[[source]]\nkind = {}\npath = {}\n", quoted(source.kind), quoted(&source.path)));
        match dialect {
            Some(dialect) if source.kind == "sql" => text.push_str(&format!("dialect = {}\n", quoted(dialect))),
            None if source.kind == "sql" => {
                text.push_str("dialect = \"postgresql\"             # or mysql, mariadb, sqlite, mssql, oracle\n");
            }
            _ => {}
        }
        if source.mirror {
            text.push_str("role = \"mirror\"                    # must agree with the schema\n");
        }
    }
    text.push_str(&format!("\n[docs]\ndir = {}\n", quoted(DOCS)));
    text
}

const BUILD_SCRIPT: &str = "\
fn main() -> Result<(), schema_doc_build::Error> {
    schema_doc_build::generate()
}
";

/// What changes the documents: the sources, and what they are read with.
fn workflow(found: &[Found]) -> String {
    let watched = |source: &Found| match source.path.rsplit_once('.') {
        Some((_, ending)) if !ending.contains('/') => source.path.trim_start_matches("../").to_owned(),
        _ => format!("{}/**", source.path.trim_start_matches("../")),
    };
    let own = [CONFIG_FILE.to_owned(), format!("{DOCS}/**")];
    let paths: Vec<String> = found.iter().map(watched).chain(own).map(|path| format!("'{path}'")).collect();
    let paths = paths.join(", ");
    let commit = commit_step("        if: github.event_name == 'push'\n", "docs: update schema documentation");
    format!(
        "\
name: Schema documentation

on:
  pull_request:
    paths: [{paths}]
  push:
    branches: [main]
    paths: [{paths}]

permissions:
  contents: write

jobs:
  schema-docs:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4

      - name: Install schema-doc
        run: cargo install cargo-schema-doc --locked

      - name: Check
        if: github.event_name == 'pull_request'
        run: cargo schema-doc check

      - name: Generate
        if: github.event_name == 'push'
        run: cargo schema-doc generate

{commit}"
    )
}

/// Reads the live database every night.
fn nightly() -> String {
    let commit = commit_step("", "docs: sync database schema");
    format!(
        "\
name: Schema sync

on:
  schedule:
    - cron: '0 2 * * *'
  workflow_dispatch:

permissions:
  contents: write

jobs:
  schema-sync:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4

      - name: Install schema-doc
        run: cargo install cargo-schema-doc --locked

      - name: Sync
        env:
          DATABASE_URL: ${{{{ secrets.DATABASE_URL }}}}
        run: |
          cargo schema-doc sync
          cargo schema-doc generate

{commit}"
    )
}

/// The last step of a workflow: what changed is committed and pushed. `condition`: a line of its own, or nothing.
fn commit_step(condition: &str, message: &str) -> String {
    format!(
        "      - name: Commit updates
{condition}        run: |
          git config user.name 'github-actions[bot]'
          git config user.email '41898282+github-actions[bot]@users.noreply.github.com'
          git add {DOCS}
          git diff --staged --quiet || (git commit -m '{message}' && git push)
"
    )
}

const SCRIPT: &str = "\
#!/usr/bin/env bash
# Writes the schema's documents.
set -euo pipefail
cd \"$(dirname \"${BASH_SOURCE[0]}\")/../..\"
command -v cargo-schema-doc > /dev/null || cargo install cargo-schema-doc --locked
cargo schema-doc generate
";

const PRE_COMMIT: &str = "\
#!/usr/bin/env bash
# No commit whose documents say something else than the schema.
set -euo pipefail
cargo schema-doc check
";

const POST_MERGE: &str = "\
#!/usr/bin/env bash
# What a merge brought is in the documents.
set -euo pipefail
cargo schema-doc generate --quiet
";
