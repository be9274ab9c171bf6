//! Shared helpers of the end-to-end tests: the corpora, and the oracle that asks real databases and real parsers.
//!
//! Both come from the environment: `SCHEMA_DOC_CORPUS` (a folder with `sql/SYSTEM/NAME/`), `SCHEMA_DOC_MORE` (a folder with
//! `SYSTEM/PACKAGE/`) and `SCHEMA_DOC_ORACLE` (the command). A test that misses one says so and passes, unless
//! `SCHEMA_DOC_REQUIRE` is set, as in CI.

pub mod package;
mod project;
pub mod synthetic;

pub use package::Package;
pub use project::Project;

use std::path::{Path, PathBuf};
use std::process::Command;

/// A real schema, and what the real database says of it.
#[derive(Debug, Clone)]
pub struct CorpusSchema {
    /// `pagila`, `zabbix-server-pgsql`.
    pub name: String,
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

/// Every schema of a system, of both corpora that are there.
pub fn corpus(system: &str) -> Vec<CorpusSchema> {
    let mut schemas = Vec::new();
    for folder in
        [required("SCHEMA_DOC_CORPUS").map(|c| c.join("sql")), required("SCHEMA_DOC_MORE")].into_iter().flatten()
    {
        let folder = folder.join(system);
        for dir in entries(&folder) {
            let (truth, files): (Vec<_>, Vec<_>) =
                entries(&dir).into_iter().partition(|f| f.file_name().is_some_and(|n| n == "oracle.json"));
            let name = dir.file_name().unwrap().to_string_lossy().into_owned();
            let sed = client_script(system, &name);
            schemas.push(CorpusSchema { name, files, truth: truth.into_iter().next(), sed });
        }
    }
    schemas
}

/// What the client must not see: other databases to connect to, placeholders of the application's installer.
fn client_script(system: &str, name: &str) -> Option<&'static str> {
    match (system, name) {
        ("postgresql", "chinook") => Some(r"/^\\c /d;/^(CREATE|DROP) DATABASE/d"),
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
        let mut command = Command::new(&self.command);
        command.args(args);
        if let Some(sed) = sed {
            command.env("SED", sed);
        }
        let output = command.output().unwrap_or_else(|e| panic!("{}: {e}", self.command.display()));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() { Ok(text) } else { Err(text + &String::from_utf8_lossy(&output.stderr)) }
    }

    /// What the database makes of the files: its catalog as JSON text. The first statements that it refused are an error.
    pub fn account(&self, system: &str, sed: Option<&str>, files: &[PathBuf]) -> Result<String, String> {
        let mut args: Vec<PathBuf> = vec![system.into()];
        args.extend_from_slice(files);
        let text = self.run(sed, args)?;
        let account: serde_json::Value = serde_json::from_str(&text).map_err(|e| format!("{e}: {text}"))?;
        match account["load"]["errors"].as_u64() {
            Some(0) | None => Ok(text),
            Some(_) => Err(account["load"]["messages"].to_string()),
        }
    }
}
