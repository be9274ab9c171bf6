//! The files that are offered.

use std::path::Path;

use clap::ValueEnum;
use schema_doc_build::files::Files;
use schema_doc_build::{CONFIG_FILE, Format};

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
    /// `.github/workflows/schema-sync.yml`: reads the live database every night, into the snapshot, or to compare it with another source
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
    /// Relative to the package, with `/`; what is the repository's may lie above it.
    pub(super) path: String,
    pub(super) text: String,
    /// What it does, for the question.
    pub(super) why: &'static str,
}

/// Where documents go where nothing says otherwise.
pub(super) const DOCS: &str = "docs/schema";

/// What the files are for.
#[derive(Debug)]
pub(super) struct Project {
    pub(super) name: String,
    pub(super) sources: Vec<Found>,
    /// As the configuration spells it, where it is known.
    pub(super) dialect: Option<&'static str>,
    /// The folder of the documents.
    pub(super) docs: String,
    pub(super) site: Site,
    /// The branch that is kept up to date.
    pub(super) branch: String,
}

impl Project {
    pub(super) fn has_snapshot(&self) -> bool {
        self.sources.iter().any(|source| source.kind == "snapshot")
    }
}

/// The branch that a repository's server calls its own, as git has noted it; of a new repository `master` where it stands there, else `main`.
pub(super) fn main_branch(repository: &Files) -> String {
    let branch = |path: &str, folder: &str| {
        let text = String::from_utf8(repository.read_unwatched(path).ok()?).ok()?;
        Some(text.trim().strip_prefix("ref: refs/")?.strip_prefix(folder)?.to_owned())
    };
    let of_server = branch(".git/refs/remotes/origin/HEAD", "remotes/origin/");
    of_server
        .or_else(|| branch(".git/HEAD", "heads/").filter(|branch| branch == "master"))
        .unwrap_or_else(|| "main".to_owned())
}

/// Where a package lies in its repository: only at the root do git and GitHub look for what is theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Site {
    /// From the root to the package: `crates/db`, or nothing.
    inside: String,
}

impl Site {
    pub(super) fn new(repository: &Path, package: &Path) -> Self {
        let inside = package.strip_prefix(repository).unwrap_or(Path::new(""));
        let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        Self { inside: parts.join("/") }
    }

    /// How many folders the root is above the package.
    pub(super) fn levels(&self) -> usize {
        self.inside.split('/').filter(|part| !part.is_empty()).count()
    }

    /// A file of the repository, from the package.
    fn of_repository(&self, path: &str) -> String {
        format!("{}{path}", "../".repeat(self.levels()))
    }

    /// A path of the package, from the root.
    fn path_at_root(&self, path: &str) -> String {
        let mut parts: Vec<&str> = self.inside.split('/').filter(|part| !part.is_empty()).collect();
        for part in path.split('/') {
            if part == ".." {
                parts.pop();
            } else {
                parts.push(part);
            }
        }
        parts.join("/")
    }
}

/// Every file that the project may have.
pub(super) fn offers(project: &Project, files: &Files) -> Vec<Offer> {
    let site = &project.site;
    let offer = |part, path: String, why, text| Offer { part, path, text, why };
    let mut offers =
        vec![offer(Part::Config, CONFIG_FILE.to_owned(), "which says what is read and written", config(project))];
    if files.is_file("Cargo.toml") {
        offers.push(offer(
            Part::BuildScript,
            "build.rs".to_owned(),
            "so that a build keeps the documents true",
            BUILD_SCRIPT.to_owned(),
        ));
    }
    offers.push(offer(
        Part::Workflow,
        site.of_repository(".github/workflows/schema-docs.yml"),
        "which checks pull requests and brings the main branch up to date",
        workflow(project),
    ));
    offers.push(offer(
        Part::Nightly,
        site.of_repository(".github/workflows/schema-sync.yml"),
        "which reads the live database every night",
        nightly(project),
    ));
    offers.push(offer(
        Part::Script,
        format!("{}/generate-schema-docs.sh", project.docs),
        "which writes the documents by hand",
        script(&project.docs),
    ));
    offers.push(offer(
        Part::Hooks,
        site.of_repository(".githooks/pre-commit"),
        "which checks before a commit (`git config core.hooksPath .githooks`)",
        hook(PRE_COMMIT, site),
    ));
    offers.push(offer(
        Part::Hooks,
        site.of_repository(".githooks/post-merge"),
        "which brings the documents up to date behind a merge",
        hook(POST_MERGE, site),
    ));
    offers
}

pub(super) fn has_build_script(files: &Files) -> bool {
    files.is_file("build.rs")
}

/// A value in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn config(project: &Project) -> String {
    let mut text = format!("[schema]\nname = {}\n", quoted(&project.name));
    for source in &project.sources {
        text.push_str(&format!("\n[[source]]\nkind = {}\npath = {}\n", quoted(source.kind), quoted(&source.path)));
        match project.dialect {
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
    text.push_str(&format!("\n[docs]\ndir = {}\n{}\n", quoted(&project.docs), formats(project)));
    text
}

/// What is written where nothing is said, the book, and sample data.
fn formats(project: &Project) -> String {
    let has_ddl = !project.sources.iter().any(|source| source.kind == "convex");
    let of =
        |format: &&Format| Format::DEFAULT.contains(format) || matches!(format, Format::HumanDocs | Format::SampleData);
    let formats = Format::ALL.iter().filter(of).filter(|format| has_ddl || **format != Format::Ddl);
    let names: Vec<String> = formats.map(|format| format!("    {},\n", quoted(format.as_str()))).collect();
    format!("formats = [\n{}]", names.concat())
}

const BUILD_SCRIPT: &str = "\
fn main() -> Result<(), schema_doc_build::Error> {
    schema_doc_build::generate()
}
";

/// A git hook stands at the root when it runs.
fn hook(text: &str, site: &Site) -> String {
    let folder = if site.inside.is_empty() { String::new() } else { format!("cd '{}'\n", site.inside) };
    text.replace("set -euo pipefail\n", &format!("set -euo pipefail\n{folder}"))
}

/// The steps run in the folder of the package.
fn in_package(site: &Site) -> String {
    if site.inside.is_empty() {
        return String::new();
    }
    format!("\ndefaults:\n  run:\n    working-directory: {}\n", site.inside)
}

/// What changes the documents: the sources, and what they are read with.
fn workflow(project: &Project) -> String {
    let site = &project.site;
    let watched = |source: &Found| match source.path.rsplit_once('.') {
        Some((_, ending)) if !ending.contains('/') => source.path.clone(),
        _ => format!("{}/**", source.path),
    };
    let own = [CONFIG_FILE.to_owned(), format!("{}/**", project.docs)];
    let paths: Vec<String> =
        project.sources.iter().map(watched).chain(own).map(|path| format!("'{}'", site.path_at_root(&path))).collect();
    let (paths, folder, branch) = (paths.join(", "), in_package(site), &project.branch);
    let commit = commit_step(&project.docs, "docs: update schema documentation");
    format!(
        "\
name: Schema documentation

on:
  pull_request:
    paths: [{paths}]
  push:
    branches: [{branch}]
    paths: [{paths}]

permissions:
  contents: read
{folder}
jobs:
  check:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5

{INSTALL}
      - name: Check
        run: cargo schema-doc check --format github

  generate:
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    permissions:
      contents: write
    steps:
      - uses: actions/checkout@v5

{INSTALL}
      - name: Generate
        run: cargo schema-doc generate

{commit}"
    )
}

/// Reads the live database every night: what a sync wrote is written anew; what has another source is compared.
fn nightly(project: &Project) -> String {
    let (permission, step, commands, commit) = if project.has_snapshot() {
        let commands = "|\n          cargo schema-doc sync\n          cargo schema-doc generate\n";
        ("write", "Sync", commands, format!("\n{}", commit_step(&project.docs, "docs: sync database schema")))
    } else {
        ("read", "Compare", "cargo schema-doc verify --format github\n", String::new())
    };
    let folder = in_package(&project.site);
    format!(
        "\
name: Schema sync

on:
  schedule:
    - cron: '0 2 * * *'
  workflow_dispatch:

permissions:
  contents: {permission}
{folder}
jobs:
  schema-sync:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5

{INSTALL}
      - name: {step}
        env:
          DATABASE_URL: ${{{{ secrets.DATABASE_URL }}}}
        run: {commands}{commit}"
    )
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The command, of the version that wrote the workflow: another may write other documents.
const INSTALL: &str = concat!(
    "      - name: Install schema-doc\n        run: cargo install cargo-schema-doc --locked --version ",
    env!("CARGO_PKG_VERSION"),
    "\n"
);

/// The last step of a workflow: what changed is committed and pushed.
fn commit_step(docs: &str, message: &str) -> String {
    format!(
        "      - name: Commit updates
        run: |
          git config user.name 'github-actions[bot]'
          git config user.email '41898282+github-actions[bot]@users.noreply.github.com'
          git add {docs}
          git add --update
          git diff --staged --quiet || (git commit -m '{message}' && git push)
"
    )
}

fn script(docs: &str) -> String {
    let up = vec![".."; docs.split('/').count()].join("/");
    format!(
        "\
#!/usr/bin/env bash
# Writes the schema's documents.
set -euo pipefail
cd \"$(dirname \"${{BASH_SOURCE[0]}}\")/{up}\"
command -v cargo-schema-doc > /dev/null || cargo install cargo-schema-doc --locked --version {VERSION}
cargo schema-doc generate
"
    )
}

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

#[cfg(test)]
mod tests {
    use schema_doc_build::files::Files;

    use super::main_branch;

    #[test]
    fn the_main_branch_is_the_servers() {
        let check = |files: &[(&str, &str)], expected: &str| {
            assert_eq!(main_branch(&Files::in_memory(files.iter().copied())), expected, "{files:?}");
        };
        let server = (".git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/release/2\n");
        check(&[server, (".git/HEAD", "ref: refs/heads/feature\n")], "release/2");
        check(&[(".git/HEAD", "ref: refs/heads/master\n")], "master");
        check(&[(".git/HEAD", "ref: refs/heads/feature\n")], "main");
        check(&[(".git/HEAD", "4c1b7a3\n")], "main");
        check(&[], "main");
    }
}
