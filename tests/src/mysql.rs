//! Databases of a running MariaDB.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::{CorpusSchema, MARIADB, Oracle};

/// The socket of the oracle's server.
pub fn socket() -> PathBuf {
    let home = std::env::var_os("ORACLE_HOME").map(PathBuf::from);
    home.unwrap_or_else(|| std::env::temp_dir().join("schema-doc-oracle")).join("my/s.sock")
}

/// Statements for the server, as its own client runs them; what they print.
///
/// # Panics
/// Where one of them fails.
#[track_caller]
pub fn sql(statements: &str) -> String {
    run(None, statements).unwrap()
}

fn run(database: Option<&str>, statements: &str) -> Result<String, String> {
    let mut client = Command::new("mariadb");
    client.args(["--no-defaults", "--user=root", "--default-character-set=utf8mb4", "--skip-column-names", "--raw"]);
    client.arg(format!("--socket={}", socket().display())).args(database);
    client.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut client = client.spawn().unwrap();
    // It may end at the first statement that fails.
    let _ = client.stdin.take().unwrap().write_all(statements.as_bytes());
    let output = client.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() { Ok(text) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// A database of the server, dropped at the end.
#[derive(Debug)]
pub struct Database {
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
    pub fn of_files(name: &str, sed: Option<&str>, files: &[PathBuf]) -> Option<Self> {
        // Tests that start one server at once would start it twice.
        static ONE: Mutex<()> = Mutex::new(());
        let oracle = Oracle::from_env()?;
        let name = format!("live_{name}_{}", std::process::id());
        let one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let account = oracle.keep(&name, MARIADB, sed, files);
        drop(one);
        // It is there, and is dropped, whatever became of the statements.
        let mut database = Self { name, account: Value::Null.to_string() };
        database.account = account.unwrap();
        Some(database)
    }

    /// With a schema of the corpora.
    ///
    /// # Panics
    /// Where a statement fails.
    pub fn of_schema(name: &str, schema: &CorpusSchema) -> Option<Self> {
        // Sakila names its own database.
        Self::of_files(name, schema.sed.or(Some(r"s/\bsakila\.//g")), &schema.files)
    }

    /// With what statements make, each of which must succeed. The oracle does not know all that they may make: it gives no account.
    ///
    /// # Panics
    /// Where one does not.
    pub fn of_sql(name: &str, sql: &str) -> Option<Self> {
        let nothing = tempfile::NamedTempFile::new().unwrap();
        let database = Self::of_files(name, None, &[nothing.path().to_owned()])?;
        database.sql(sql);
        Some(database)
    }

    /// Statements in it, each of which must succeed; what they print.
    ///
    /// # Panics
    /// Where one does not.
    #[track_caller]
    pub fn sql(&self, statements: &str) -> String {
        run(Some(&self.name), statements).unwrap()
    }

    /// Makes it anew, with what statements make.
    ///
    /// # Panics
    /// Where one fails.
    #[track_caller]
    pub fn renew(&self, statements: &str) {
        let name = &self.name;
        sql(&format!("DROP DATABASE `{name}`; CREATE DATABASE `{name}` CHARACTER SET utf8mb4"));
        self.sql(statements);
    }

    /// How a user reaches it, without a password.
    pub fn url(&self, user: &str) -> String {
        self.url_through(&socket(), user)
    }

    /// As [`Self::url`], through a socket.
    pub fn url_through(&self, socket: &Path, user: &str) -> String {
        format!("mysql://{user}@localhost/{}?socket={}", self.name, socket.display())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A test that fails has said what it has to say.
        let _ = run(None, &format!("DROP DATABASE IF EXISTS `{}`", self.name));
    }
}
