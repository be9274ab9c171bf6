//! Shared helpers of the end-to-end tests: the corpora, and the oracle that asks real databases and real parsers.
//!
//! Both come from the environment: `SCHEMA_DOC_CORPUS` (a folder with `sql/SYSTEM/NAME/`), `SCHEMA_DOC_MORE` (a folder with
//! `SYSTEM/PACKAGE/`) and `SCHEMA_DOC_ORACLE` (the command). A test that misses one says so and passes, unless
//! `SCHEMA_DOC_REQUIRE` is set, as in CI.

mod command_line;
pub mod editor;
mod live;
pub mod mysql;
pub mod package;
pub mod postgresql;
mod project;
pub mod sqlite;
pub mod synthetic;

pub use command_line::{Ran, command, schema_doc};
pub use editor::Editor;
pub use live::Row;
pub use package::Package;
pub use project::{Project, copy_folder};

use std::path::{Path, PathBuf};
use std::process::Command;

use schema_doc_build::model::System;

/// Whether nothing is wrong with a schema but what is advice.
pub fn is_clean(loaded: &schema_doc_build::Loaded) -> bool {
    loaded.diagnostics().iter().all(schema_doc_build::diagnostics::Diagnostic::is_advice)
}

/// A system that the oracle has a server of.
#[derive(Debug, Clone, Copy)]
pub struct Server {
    /// What its server says of a schema is the truth of this one.
    pub system: System,
    /// Its folder in the corpora.
    pub folder: &'static str,
    /// Its command of the oracle.
    pub command: &'static str,
}

/// PostgreSQL 18.
pub const POSTGRESQL: Server = Server { system: System::PostgreSql, folder: "postgresql", command: "postgres" };
/// MariaDB, to which MySQL's schemas are given.
pub const MARIADB: Server = Server { system: System::MariaDb, folder: "mysql", command: "mysql" };
/// MySQL's own words, which MariaDB understands.
pub const MYSQL: Server = Server { system: System::MySql, ..MARIADB };

/// SQLite 3.
pub const SQLITE: Server = Server { system: System::Sqlite, folder: "sqlite", command: "sqlite" };

/// SQL Server, of which there are schemas but no server to ask.
pub const SQL_SERVER: Server = Server { system: System::SqlServer, folder: "mssql", command: "" };
/// Oracle, of which there are schemas but no server to ask.
pub const ORACLE: Server = Server { system: System::Oracle, folder: "oracle", command: "" };

/// One for each folder of the corpora whose schemas a server can be asked about.
pub const SERVERS: &[Server] = &[POSTGRESQL, MYSQL, SQLITE];

/// A real schema, and what the real database says of it.
#[derive(Debug, Clone)]
pub struct CorpusSchema {
    /// `pagila`, `zabbix-server-pgsql`.
    pub name: String,
    /// The server that it is for.
    pub server: Server,
    /// Its files, in the order they load.
    pub files: Vec<PathBuf>,
    /// The database's account, where it lies beside the schema.
    pub truth: Option<PathBuf>,
    /// What the database's own client needs to be fed with another text (a `sed -E` script).
    pub sed: Option<&'static str>,
}

/// The value of a variable that a test cannot do without. `None` where it is not set, which is said.
pub fn required(variable: &str) -> Option<PathBuf> {
    let value = std::env::var_os(variable).filter(|v| !v.is_empty()).map(PathBuf::from);
    if value.is_none() {
        skipped(&format!("{variable} is not set"));
    }
    value
}

/// Says why a test cannot do its work here.
///
/// # Panics
/// Where `SCHEMA_DOC_REQUIRE` is set.
#[track_caller]
pub fn skipped(why: &str) {
    assert!(std::env::var_os("SCHEMA_DOC_REQUIRE").is_none(), "{why}");
    eprintln!("skipped: {why}");
}

/// Every schema of a server, of both corpora that are there.
pub fn corpus(server: Server) -> Vec<CorpusSchema> {
    let mut schemas = Vec::new();
    for folder in
        [required("SCHEMA_DOC_CORPUS").map(|c| c.join("sql")), required("SCHEMA_DOC_MORE")].into_iter().flatten()
    {
        let folder = folder.join(server.folder);
        for dir in entries(&folder) {
            let (truth, files): (Vec<_>, Vec<_>) =
                entries(&dir).into_iter().partition(|f| f.file_name().is_some_and(|n| n == "oracle.json"));
            let name = dir.file_name().unwrap().to_string_lossy().into_owned();
            let sed = client_script(server.system, &name);
            schemas.push(CorpusSchema { name, server, files, truth: truth.into_iter().next(), sed });
        }
    }
    schemas
}

/// What the client must not see: other databases to connect to, placeholders of the application's installer.
fn client_script(system: System, name: &str) -> Option<&'static str> {
    match (system, name) {
        (System::PostgreSql, "chinook") => Some(r"/^\\c /d;/^(CREATE|DROP) DATABASE/d"),
        (_, "mediawiki") => Some("s/[/][*]_[*][/]//g;s/[/][*][$]wgDBTableOptions[*][/]//g"),
        _ => None,
    }
}

fn entries(dir: &Path) -> Vec<PathBuf> {
    let list = std::fs::read_dir(dir).unwrap_or_else(|e| panic!("{}: {e}", dir.display()));
    let mut entries: Vec<PathBuf> = list.map(|e| e.unwrap().path()).collect();
    entries.sort();
    entries
}

/// The command that asks real databases and real parsers.
#[derive(Debug, Clone)]
pub struct Oracle {
    command: PathBuf,
}

impl Oracle {
    /// The oracle of the environment.
    pub fn from_env() -> Option<Self> {
        required("SCHEMA_DOC_ORACLE").map(|command| Self { command })
    }

    /// Runs it; its standard output, or what it printed as an error.
    pub fn run<S: AsRef<std::ffi::OsStr>>(
        &self,
        sed: Option<&str>,
        args: impl IntoIterator<Item = S>,
    ) -> Result<String, String> {
        self.run_with(&[], sed, args)
    }

    /// As [`Self::run`], with variables of its own.
    pub fn run_with<S: AsRef<std::ffi::OsStr>>(
        &self,
        variables: &[(&str, &Path)],
        sed: Option<&str>,
        args: impl IntoIterator<Item = S>,
    ) -> Result<String, String> {
        let mut command = Command::new(&self.command);
        command.args(args).envs(variables.iter().copied());
        if let Some(sed) = sed {
            command.env("SED", sed);
        }
        let output = command.output().unwrap_or_else(|e| panic!("{}: {e}", self.command.display()));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() { Ok(text) } else { Err(text + &String::from_utf8_lossy(&output.stderr)) }
    }

    /// As [`Self::account`]; the files stay loaded in a database of this name, which is made anew.
    pub fn keep(&self, database: &str, server: Server, sed: Option<&str>, files: &[PathBuf]) -> Result<String, String> {
        let args = std::iter::once(server.command.into()).chain(files.iter().cloned());
        accepted(self.run_with(&[("KEEP", Path::new(database))], sed, args)?)
    }

    /// What the database makes of the files: its catalog as JSON text, with what it said of the statements that it refused.
    pub fn load(&self, server: Server, sed: Option<&str>, files: &[PathBuf]) -> Result<String, String> {
        let mut args: Vec<PathBuf> = vec![server.command.into()];
        args.extend_from_slice(files);
        self.run(sed, args)
    }

    /// As [`Self::load`]; the first statements that it refused are an error.
    pub fn account(&self, server: Server, sed: Option<&str>, files: &[PathBuf]) -> Result<String, String> {
        accepted(self.load(server, sed, files)?)
    }
}

/// An account without statements that were refused.
fn accepted(text: String) -> Result<String, String> {
    let account: serde_json::Value = serde_json::from_str(&text).map_err(|e| format!("{e}: {text}"))?;
    match account["load"]["errors"].as_u64() {
        Some(0) | None => Ok(text),
        Some(_) => Err(account["load"]["messages"].to_string()),
    }
}
