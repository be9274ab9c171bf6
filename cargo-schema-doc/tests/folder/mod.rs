//! A folder of its own for each test, and runs of the command in it.
#![allow(dead_code, reason = "each test program needs a part of it")]

use std::path::PathBuf;
use std::process::{Command, Stdio};

pub(crate) const CONFIG: &str =
    "[schema]\nname = \"shop\"\n\n[[source]]\nkind = \"sql\"\npath = \"migrations\"\ndialect = \"postgresql\"\n";
pub(crate) const USERS: &str = "-- People who sign in.\nCREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE /* @pii */);\nSET search_path = public;\n";

/// A folder, with a space in its path.
pub(crate) struct Folder {
    _dir: tempfile::TempDir,
    pub(crate) path: PathBuf,
}

/// What a run printed, with `DIR` for the folder, and its exit code.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Folder {
    pub(crate) fn empty() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().canonicalize().unwrap().join("a shop");
        std::fs::create_dir(&path).unwrap();
        Self { _dir: dir, path }
    }

    /// With a migration.
    pub(crate) fn with_sql() -> Self {
        let folder = Self::empty();
        folder.write("migrations/0001_users.sql", USERS);
        folder
    }

    /// With a migration and a configuration.
    pub(crate) fn configured() -> Self {
        let folder = Self::with_sql();
        folder.write("schema-doc.toml", CONFIG);
        folder
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.path.join(path).is_file()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-schema-doc"));
        command.current_dir(&self.path).args(arguments).stdin(Stdio::null()).env("COLUMNS", "100");
        for variable in ["CI", "SCHEMA_DOC", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "SOURCE_DATE_EPOCH"] {
            command.env_remove(variable);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap().replace(self.path.to_str().unwrap(), "DIR");
        Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Run {
    /// All that was printed.
    #[track_caller]
    pub(crate) fn prints(self, code: i32, out: &str, err: &str) {
        assert_eq!(
            (self.code, self.out.as_str(), self.err.as_str()),
            (Some(code), out, err),
            "{}\n{}",
            self.out,
            self.err
        );
    }

    /// A failure without a result, and words of what standard error says.
    #[track_caller]
    pub(crate) fn fails(self, words: &[&str]) {
        assert_eq!((self.code, self.out.as_str()), (Some(2), ""), "{}", self.err);
        for word in words {
            assert!(self.err.contains(word), "no {word:?} in\n{}", self.err);
        }
        assert!(!self.err.contains("panicked"), "{}", self.err);
    }
}
