//! Databases of a running PostgreSQL.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock, PoisonError};

use serde_json::Value;

use crate::{CorpusSchema, Oracle, required};

/// A server that the oracle starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// PostgreSQL 18.
    Newest,
    /// The one that the system's packages have.
    Packaged,
    /// One whose programs lie in this folder.
    In(&'static Path),
}

impl Server {
    /// Those whose folders `SCHEMA_DOC_POSTGRESQL` names, as `PATH` names folders.
    pub fn named() -> Vec<Self> {
        static FOLDERS: OnceLock<Vec<PathBuf>> = OnceLock::new();
        let folders = || required("SCHEMA_DOC_POSTGRESQL").iter().flat_map(std::env::split_paths).collect();
        FOLDERS.get_or_init(folders).iter().map(|folder| Self::In(folder)).collect()
    }

    /// What tells the oracle to ask it.
    fn variables(self) -> Vec<(&'static str, &'static Path)> {
        let packaged = ("ORACLE_PG", Path::new("debian"));
        match self {
            Self::Newest => Vec::new(),
            Self::Packaged => vec![packaged],
            Self::In(folder) => vec![packaged, ("BIN", folder)],
        }
    }

    /// `18`
    ///
    /// # Panics
    /// Where there is no such server.
    pub fn version(self) -> u32 {
        match self {
            Self::Newest => 18,
            Self::Packaged => {
                let folders = std::fs::read_dir("/usr/lib/postgresql").unwrap();
                folders.filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok()).max().unwrap()
            }
            Self::In(folder) => {
                let output = Command::new(folder.join("postgres")).arg("--version").output().unwrap();
                // postgres (PostgreSQL) 13.23
                let text = String::from_utf8_lossy(&output.stdout);
                text.split([' ', '.']).find_map(|word| word.parse().ok()).unwrap()
            }
        }
    }

    /// The folder of its socket.
    pub fn socket(self) -> PathBuf {
        let home = std::env::var_os("ORACLE_HOME").map(PathBuf::from);
        let home = home.unwrap_or_else(|| std::env::temp_dir().join("schema-doc-oracle"));
        home.join(format!("pg-{}", self.version()))
    }

    /// Statements, as psql runs them; what they print.
    ///
    /// # Errors
    /// What psql says is wrong with them.
    ///
    /// # Panics
    /// Where there is no psql.
    pub fn psql(self, database: &str, statements: &str) -> Result<String, String> {
        let mut psql = Command::new("psql");
        psql.args(["-qXAt", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d", database, "-c", statements]);
        let output =
            psql.arg("-h").arg(self.socket()).env("PGOPTIONS", "-c client_min_messages=error").output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if output.status.success() { Ok(text) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
    }
}

/// A database of a server, dropped at the end.
#[derive(Debug)]
pub struct Database {
    /// Where it is.
    pub server: Server,
    /// Its name, which no other test uses.
    pub name: String,
    /// What the server says that it has.
    pub account: String,
}

impl Database {
    /// With what files make, whose every statement must succeed. None where there is no oracle, which is said.
    ///
    /// # Panics
    /// Where a statement fails.
    pub fn of_files(server: Server, name: &str, sed: Option<&str>, files: &[PathBuf]) -> Option<Self> {
        // Tests that start one server at once would start it twice.
        static ONE: Mutex<()> = Mutex::new(());
        let oracle = Oracle::from_env()?;
        let name = format!("live_{name}_{}", std::process::id());
        let variables = [server.variables(), vec![("KEEP", Path::new(&name))]].concat();
        let arguments = std::iter::once("postgres".into()).chain(files.iter().cloned());
        let one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let account = oracle.run_with(&variables, sed, arguments).unwrap();
        drop(one);
        let database = Self { server, name, account };
        let said: Value = serde_json::from_str(&database.account).unwrap();
        assert_eq!(said["load"]["errors"], 0, "{}", said["load"]["messages"]);
        Some(database)
    }

    /// With what statements make, each of which must succeed.
    ///
    /// # Panics
    /// Where one does not.
    pub fn of_sql(server: Server, name: &str, sql: &str) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("schema.sql");
        std::fs::write(&file, sql).unwrap();
        Self::of_files(server, name, None, &[file])
    }

    /// Statements, each of which must succeed.
    ///
    /// # Panics
    /// Where one does not.
    #[track_caller]
    pub fn psql(&self, statements: &str) -> String {
        self.server.psql(&self.name, statements).unwrap()
    }

    /// A database that begins as this one is, to which nobody is connected.
    ///
    /// # Panics
    /// Where the server makes none.
    pub fn copy(&self, name: &str) -> Self {
        let copy = format!("live_{name}_{}", std::process::id());
        let statement = format!("CREATE DATABASE \"{copy}\" TEMPLATE \"{}\"", self.name);
        self.server.psql("postgres", &statement).unwrap();
        Self { server: self.server, name: copy, account: self.account.clone() }
    }

    /// How a user reaches it, without a password.
    pub fn url(&self, user: &str) -> String {
        format!("postgresql://{user}@localhost/{}?host={}", self.name, self.server.socket().display())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE IF EXISTS \"{}\" WITH (FORCE)", self.name);
        // A test that fails has said what it has to say.
        let _ = self.server.psql("postgres", &drop);
    }
}

/// The files without the statements of an extension that the servers do not have.
///
/// # Panics
/// Where a file cannot be read.
pub fn without_pgvector(schema: &CorpusSchema, dir: &Path) -> Vec<PathBuf> {
    let is_of_it = |line: &str| line.contains("EXTENSION") && line.contains("vector") || line.contains("USING hnsw");
    let copy = |file: &PathBuf| {
        let text = std::fs::read_to_string(file).unwrap();
        let kept: Vec<&str> = text.lines().filter(|line| !is_of_it(line)).collect();
        let copy = dir.join(file.file_name().unwrap());
        std::fs::write(&copy, kept.join("\n")).unwrap();
        copy
    };
    schema.files.iter().map(copy).collect()
}
