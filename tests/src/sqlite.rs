//! Files of SQLite.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs Python, which has SQLite: `file` is the database's, `text` what is handed in.
///
/// # Panics
/// Where the program fails.
#[track_caller]
pub fn python(database: &Path, program: &str, text: &str) {
    let program = format!("import os, sqlite3, sys\nfile = sys.argv[1]\ntext = sys.stdin.read()\n{program}");
    let mut command = Command::new("python3");
    let mut child = command.arg("-c").arg(program).arg(database).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success(), "{text}");
}

/// Makes a database of statements, each of which must succeed.
///
/// # Panics
/// Where one does not.
#[track_caller]
pub fn make(database: &Path, sql: &str) {
    python(database, "db = sqlite3.connect(file)\ndb.executescript(text)\ndb.close()", sql);
}
