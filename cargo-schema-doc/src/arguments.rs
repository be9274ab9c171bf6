//! The arguments, and the help that teaches them.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use schema_doc_build::config::toml::keys;

use crate::commands::init::Part;
use crate::report::ReportFormat;

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "cargo schema-doc",
    bin_name = "cargo schema-doc",
    version,
    about = "Schema documentation that cannot go stale",
    long_about = "Schema documentation that cannot go stale.\n\n\
        Reads a database schema wherever it is written and writes its documentation, or checks that what is written is still true. \
        The build script does the same at every `cargo build`; both read `schema-doc.toml`.",
    after_help = "Examples:\n  \
        cargo schema-doc generate migrations --output-dir docs/schema\n      \
        documents for a folder of SQL, without any configuration\n  \
        cargo schema-doc generate\n      \
        what `schema-doc.toml` says\n  \
        cargo schema-doc check\n      \
        is what is written still true?\n\n\
        Exit code: 0, 1 where `check` finds a difference or `lint` something that is denied, 2 on an error.",
    arg_required_else_help = true,
    subcommand_required = true
)]
pub(crate) struct Arguments {
    #[command(flatten, next_help_heading = "Output")]
    pub(crate) verbosity: Verbosity,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// How much is said.
#[derive(Debug, Args)]
pub(crate) struct Verbosity {
    /// Say nothing but errors
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more: every file that was read and written
    #[arg(long, short, global = true)]
    pub(crate) verbose: bool,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// At a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a configuration for what is found here, and what keeps the documents true
    #[command(
        after_long_help = "Each file is asked for before it is written, and none that is there is changed.\n\nExamples:\n  \
        cargo schema-doc init\n      \
        asks\n  \
        cargo schema-doc init --yes --with hooks\n      \
        does not ask: what is usual, and the git hooks\n  \
        cargo schema-doc init --dry-run\n      \
        shows what it would write"
    )]
    Init(Init),
    /// Write the documents
    #[command(after_long_help = "Examples:\n  \
        cargo schema-doc generate\n      \
        all that `schema-doc.toml` says\n  \
        cargo schema-doc generate migrations --output-dir docs/db --formats tables,mermaid\n      \
        no configuration: two formats for a folder of SQL\n  \
        cargo schema-doc generate --watch\n      \
        again whenever a migration is saved\n  \
        cargo schema-doc generate dump.sql.gz --dialect postgresql\n      \
        a dump, compressed")]
    Generate(Generate),
    /// Check that the documents say what the schema says, and write nothing
    #[command(after_long_help = "Exit code: 0 where they do, 1 where they differ, 2 on an error.\n\nExamples:\n  \
        cargo schema-doc check\n      \
        the package of this folder\n  \
        cargo schema-doc check --workspace --format github\n      \
        in CI, without a build: annotations on the lines of a pull request")]
    Check(Check),
    /// List the tables
    #[command(after_long_help = "Examples:\n  \
        cargo schema-doc list\n      \
        the package of this folder\n  \
        cargo schema-doc list -p storefront --format json\n      \
        for a program")]
    List(List),
    /// Show a table: its columns, keys, indexes and relationships
    #[command(after_long_help = "Examples:\n  \
        cargo schema-doc show users\n  \
        cargo schema-doc show auth.sessions\n      \
        outside the default namespace\n  \
        cargo schema-doc show users --format json\n      \
        for a program: what the manifest says of it")]
    Show(Show),
    /// Tell an agent what a task needs to know of the schema, and no more than fits
    #[command(
        subcommand,
        after_long_help = "What is least relevant is left out first, and it is said how much that is. The words of a task are looked up in \
        names, prose, features, categories, roles, access patterns, rules and known issues.\n\nExamples:\n  \
        cargo schema-doc context query users\n      \
        its fields, indexes, patterns, and how to join it\n  \
        cargo schema-doc context feature authentication --max-tokens 8000\n      \
        the tables of a feature, or of any words, how they hang together, and what else meets them\n  \
        cargo schema-doc context debug users_email_key --format json\n      \
        what to look at, and with which queries; a whole message may stand between quotes\n  \
        cargo schema-doc context performance\n      \
        indexes, patterns and findings of the whole schema"
    )]
    Context(Context),
    /// Report what is wrong with the schema and its annotations
    #[command(after_long_help = "Levels are set in `schema-doc.toml`:\n\n  \
        [lint]\n  \
        unindexed-foreign-key = \"deny\"\n  \
        wide-table = { level = \"warn\", limit = 40 }\n\n\
        A comment above a definition silences a lint there: `-- schema-doc: allow(no-primary-key) only ever appended to`.\n\n\
        Exit code: 0, 1 where a finding is denied, 2 on an error.\n\nExamples:\n  \
        cargo schema-doc lint\n      \
        the package of this folder\n  \
        cargo schema-doc lint --explain unindexed-foreign-key\n      \
        why, and how to mend it; without a name, the list of all\n  \
        cargo schema-doc lint --write-baseline\n      \
        what there is passes from now on, what is new does not\n  \
        cargo schema-doc lint --workspace --format sarif > schema.sarif\n      \
        for code scanning")]
    Lint(Lint),
    /// Report how much of the schema is described, and what is not
    #[command(after_long_help = "What must be described is set in `schema-doc.toml`:\n\n  \
        [coverage]\n  \
        minimum = 80                       # percent, of everything\n  \
        # minimum = { tables = 100, columns = 60 }\n  \
        ratchet = true                     # never less than the committed manifest had\n\n\
        Exit code: 0, 1 where less is described than that, 2 on an error.\n\nExamples:\n  \
        cargo schema-doc coverage\n      \
        the package of this folder, table by table\n  \
        cargo schema-doc coverage --format json\n      \
        for a program")]
    Coverage(Check),
    /// Write what a live database has into files: SQL for each table, their index, and the snapshot that a build reads
    #[command(
        after_long_help = "Marks: ✓ as it was, + new, ~ changed, ⚠ orphaned: the file is there, its table is gone.\n\nExamples:\n  \
        cargo schema-doc sync\n      \
        the database of `DATABASE_URL`, or of `PGHOST` and its like\n  \
        cargo schema-doc sync --database-url sqlite:app.db --dry-run\n      \
        what has changed, without a file being written\n  \
        cargo schema-doc sync survey_notes\n      \
        one table alone"
    )]
    Sync(Sync),
    /// Compare a live database with the schema
    #[command(
        after_long_help = "Expressions are compared by what they mean, however the database spells them. A pair of which nobody can tell \
        is listed apart, and is no difference.\n\n\
        Exit code: 0 where they agree, 1 where they differ, 2 on an error.\n\nExamples:\n  \
        cargo schema-doc verify --database-url postgresql://app@localhost/shop\n      \
        the package of this folder\n  \
        cargo schema-doc verify -p storefront --schema public --format github\n      \
        in CI, with DATABASE_URL set"
    )]
    Verify(Verify),
    /// Print the schema as tbls reads it, which runs this for `tbls doc schema-doc://PATH`
    #[command(after_long_help = "Installed with it is `tbls-driver-schema-doc`, by which tbls finds the way here: \
        `tbls doc schema-doc://migrations?dialect=mysql`.\n\nExamples:\n  \
        cargo schema-doc tbls > schema.json\n      \
        what `schema-doc.toml` says, for `tbls doc json://schema.json`\n  \
        cargo schema-doc tbls migrations\n      \
        a folder of SQL, without any configuration")]
    Tbls(Tbls),
    /// Print the script that teaches a shell the command's words
    #[command(
        after_long_help = "Shells complete programs: type `cargo-schema-doc`, with a hyphen, which is the same. zsh completes \
        `cargo schema-doc`, too.\n\nExamples:\n  \
        cargo schema-doc completions bash > schema-doc.bash\n      \
        for `~/.bashrc` to source\n  \
        cargo schema-doc completions fish > ~/.config/fish/completions/cargo-schema-doc.fish"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

impl Command {
    /// How it reports what it finds, of the commands that do.
    pub(crate) fn report_format(&self) -> Option<ReportFormat> {
        match self {
            Self::Check(arguments) | Self::Coverage(arguments) => Some(arguments.format),
            Self::Lint(arguments) => Some(arguments.format),
            Self::Verify(arguments) => Some(arguments.format),
            _ => None,
        }
    }
}

/// `verify`.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The database: `postgresql://USER@HOST/DATABASE`, `mysql://…` or `sqlite:PATH` [default: `DATABASE_URL`, else what psql takes from
    /// `PGHOST` and its like, else MySQL's option files]
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// Compare this namespace (`CREATE SCHEMA`) only; may be given more than once [default: all but the system's]
    #[arg(long, value_name = "NAME")]
    pub(crate) schema: Vec<String>,
    /// How differences are told
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ReportFormat,
    #[command(flatten, next_help_heading = "Packages")]
    pub(crate) selection: Selection,
}

/// `lint`.
#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// Say why a lint matters and how to mend what it finds; without a name, list all
    #[arg(long, value_name = "LINT", num_args = 0..=1, default_missing_value = "", conflicts_with = "write_baseline")]
    pub(crate) explain: Option<String>,
    /// Write what is found into `schema-doc.baseline`, so that it passes
    #[arg(long)]
    pub(crate) write_baseline: bool,
    /// How what is found is told
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ReportFormat,
    #[command(flatten, next_help_heading = "Packages")]
    pub(crate) selection: Selection,
}

/// `check` and `coverage`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// How what is found is told
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ReportFormat,
    #[command(flatten, next_help_heading = "Packages")]
    pub(crate) selection: Selection,
}

/// `sync`.
#[derive(Debug, Args)]
pub(crate) struct Sync {
    /// Tables or views to bring up to date; the files of all others stay as they are [default: all]
    #[arg(value_name = "TABLE")]
    pub(crate) tables: Vec<String>,
    /// The database: `postgresql://USER@HOST/DATABASE`, `mysql://…` or `sqlite:PATH` [default: `DATABASE_URL`, else what psql takes from
    /// `PGHOST` and its like, else MySQL's option files]
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// Read this namespace (`CREATE SCHEMA`) only; may be given more than once [default: all but the system's]
    #[arg(long, value_name = "NAME")]
    pub(crate) schema: Vec<String>,
    /// Read owners, roles and grants too
    #[arg(long)]
    pub(crate) privileges: bool,
    /// Write what the server counts and estimates (rows, sizes, scans of indexes) into `_statistics.md`
    #[arg(long)]
    pub(crate) statistics: bool,
    /// Where the files are written, instead of where `schema-doc.toml` says [default: docs/schema]
    #[arg(long, value_name = "DIR", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) output_dir: Option<String>,
    /// Write nothing, and say what would be
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Delete the files of tables that are gone
    #[arg(long, conflicts_with = "tables")]
    pub(crate) prune: bool,
    /// How what has changed is told
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ListFormat,
    #[command(flatten, next_help_heading = "Packages")]
    pub(crate) selection: Selection,
}

/// `init`.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Write what is usual (the configuration, the build script, the workflow) without asking
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Write these, too, without asking; beside a configuration that is there, these alone
    #[arg(long, value_name = "PART,…", value_delimiter = ',')]
    pub(crate) with: Vec<Part>,
    /// Write nothing, and show what would be written
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The `Cargo.toml` of the package [default: that of this folder]
    #[arg(long, value_name = "PATH")]
    pub(crate) manifest_path: Option<PathBuf>,
}

/// `list`.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// How the tables are told
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ListFormat,
    #[command(flatten, next_help_heading = "Packages")]
    pub(crate) selection: Selection,
}

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// `show`.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The table, as the documents name it: `users`, or `auth.users` outside the default namespace
    #[arg(value_name = "TABLE")]
    pub(crate) table: String,
    /// How the table is told; `json` is its part of the manifest
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ListFormat,
    #[command(flatten, next_help_heading = "Packages")]
    pub(crate) selection: Selection,
}

/// `context`.
#[derive(Debug, Subcommand)]
pub(crate) enum Context {
    /// For a query on a table: its fields, indexes and common patterns
    #[command(
        after_long_help = "Examples:\n  cargo schema-doc context query orders\n  cargo schema-doc context query auth.sessions migrations"
    )]
    Query {
        /// The table or view, as the documents name it: `users`, or `auth.users` outside the default namespace
        #[arg(value_name = "TABLE")]
        table: String,
        #[command(flatten)]
        options: ContextOptions,
    },
    /// For work on a feature: the tables that it needs, and how they hang together
    #[command(
        after_long_help = "Examples:\n  cargo schema-doc context feature chat\n  cargo schema-doc context feature \"refund an order\""
    )]
    Feature {
        /// A declared feature, or any words between quotes
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        options: ContextOptions,
    },
    /// For a bug report: the fields to look at, known issues, and queries that tell the state of things
    #[command(
        after_long_help = "Examples:\n  cargo schema-doc context debug \"sessions expire too early\"\n  cargo schema-doc context debug orders_number_key"
    )]
    Debug {
        /// The report, or an error message, between quotes
        #[arg(value_name = "TEXT")]
        text: String,
        #[command(flatten)]
        options: ContextOptions,
    },
    /// For what is slow: indexes, frequent patterns, findings
    #[command(after_long_help = "Examples:\n  cargo schema-doc context performance --max-tokens 2000")]
    Performance {
        #[command(flatten)]
        options: ContextOptions,
    },
}

impl Context {
    pub(crate) fn options(&self) -> &ContextOptions {
        match self {
            Self::Query { options, .. }
            | Self::Feature { options, .. }
            | Self::Debug { options, .. }
            | Self::Performance { options } => options,
        }
    }
}

/// What every context may be told.
#[derive(Debug, Args)]
pub(crate) struct ContextOptions {
    #[command(flatten)]
    pub(crate) sources: Sources,
    /// How long it may be, in tokens of a language model, which are estimated from above
    #[arg(long, value_name = "N", default_value_t = 4_000)]
    pub(crate) max_tokens: usize,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "markdown")]
    pub(crate) format: ContextFormat,
    #[command(flatten, next_help_heading = "Packages")]
    pub(crate) selection: Selection,
}

/// How a context is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ContextFormat {
    /// For a prompt, and for people
    Markdown,
    /// For programs
    Json,
}

/// `generate`.
#[derive(Debug, Args)]
pub(crate) struct Generate {
    #[command(flatten)]
    pub(crate) sources: Sources,
    /// Where the documents are written, instead of where `schema-doc.toml` says [default: docs/schema]
    #[arg(long, value_name = "DIR", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) output_dir: Option<String>,
    /// The documents to write: manifest, ai-context, tables, human-docs (the book), relationship-analysis, dbml, mermaid, ddl, sample-data
    /// (rows that load, and an example on each page), rust; `ai-manifest` is the first two
    #[arg(long, value_name = "FORMAT,…", value_delimiter = ',')]
    pub(crate) formats: Vec<String>,
    /// Report how much of the schema is described by comments (they are always in the documents)
    #[arg(long)]
    pub(crate) include_annotations: bool,
    /// Report what analysis found about performance
    #[arg(long)]
    pub(crate) analyze_performance: bool,
    /// Stay, and write them again whenever anything that was read has changed; Ctrl-C ends it
    #[arg(long)]
    pub(crate) watch: bool,
    #[command(flatten, next_help_heading = "Packages")]
    pub(crate) selection: Selection,
}

/// `tbls`.
#[derive(Debug, Args)]
pub(crate) struct Tbls {
    #[command(flatten)]
    pub(crate) sources: Sources,
    #[command(flatten, next_help_heading = "Packages")]
    pub(crate) selection: Selection,
}

/// A schema without a configuration.
#[derive(Debug, Args)]
pub(crate) struct Sources {
    /// Files, folders or globs to read, in order, instead of what `schema-doc.toml` says
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<String>,
    /// What the paths are written in: sql, convex, drizzle, rust, diesel, sea-orm, snapshot or manifest [default: found from the paths]
    #[arg(long, value_name = "KIND", requires = "paths")]
    pub(crate) kind: Option<String>,
    #[arg(long, value_name = "DIALECT", requires = "paths", help = dialects())]
    pub(crate) dialect: Option<String>,
    #[arg(long, value_name = "LAYOUT", requires = "paths", help = layouts())]
    pub(crate) layout: Option<String>,
}

impl Sources {
    /// Whether the configuration says what to read.
    pub(crate) fn are_none(&self) -> bool {
        self.paths.is_empty()
    }
}

/// Which packages.
#[derive(Debug, Clone, Args)]
pub(crate) struct Selection {
    /// The package to work on, by name; more than one may be given [default: that of this folder]
    #[arg(long, short, value_name = "PACKAGE")]
    pub(crate) package: Vec<String>,
    /// All packages of the workspace that have a `schema-doc.toml`
    #[arg(long)]
    pub(crate) workspace: bool,
    /// The `Cargo.toml` to start from
    #[arg(long, value_name = "PATH")]
    pub(crate) manifest_path: Option<PathBuf>,
}

fn dialects() -> String {
    format!("The database system: {} [default: told by the files' own words]", keys::DIALECTS.join(", "))
}

fn layouts() -> String {
    format!("How migrations are named: {} [default: found from the file names]", keys::LAYOUTS.join(", "))
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser as _};

    use super::Arguments;

    #[test]
    fn what_the_guides_say_to_type_is_understood() {
        let guides = [
            include_str!("../../README.md"),
            include_str!("../../docs/guide/quickstart.md"),
            include_str!("../../docs/guide/backend-server.md"),
            include_str!("../../docs/guide/lints-and-coverage.md"),
            include_str!("../../docs/guide/troubleshooting.md"),
            include_str!("../../docs/guide/agents.md"),
            include_str!("../../docs/guide/other-tools.md"),
            include_str!("../../examples/skyfire/README.md"),
        ];
        let mut known = 0;
        for command in guides.iter().flat_map(|guide| commands(guide)) {
            let parsed = Arguments::try_parse_from(command.split_whitespace());
            assert!(parsed.is_ok(), "{command}\n{}", parsed.unwrap_err());
            known += 1;
        }
        assert!(known >= 30, "{known}");
        Arguments::command().debug_assert();
    }

    /// Each `schema-doc …` behind `cargo`, up to whatever ends a command in a shell or in prose.
    fn commands(guide: &str) -> impl Iterator<Item = &str> {
        guide.split("cargo ").skip(1).filter(|rest| rest.starts_with("schema-doc ")).map(|rest| {
            let end = rest.find(['`', '\n', '#', '&', '|', '>']).unwrap_or(rest.len());
            rest[..end].trim()
        })
    }

    #[test]
    fn every_command_has_examples_that_can_be_typed() {
        for command in Arguments::command().get_subcommands() {
            let (name, help) = (command.get_name(), command.get_after_long_help().map(ToString::to_string));
            let help = help.unwrap_or_default();
            let (_, examples) = help.split_once("Examples:\n").unwrap_or_else(|| panic!("{name} has no examples"));
            assert!(examples.starts_with(&format!("  cargo schema-doc {name}")), "{examples}");
            for typed in commands(examples) {
                let parsed = Arguments::try_parse_from(typed.split_whitespace());
                assert!(parsed.is_ok(), "{typed}\n{}", parsed.unwrap_err());
            }
        }
    }
}
