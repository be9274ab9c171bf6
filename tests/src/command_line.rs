//! The command `cargo schema-doc`, as its users run it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// What a run of the command came to.
#[derive(Debug, Clone)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Its standard output.
    ///
    /// # Panics
    /// Where it failed.
    #[track_caller]
    pub fn succeeds(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self.stdout
    }

    /// What it says is wrong.
    ///
    /// # Panics
    /// Where it did not fail, or says nothing of one of `parts`.
    #[track_caller]
    pub fn fails(self, parts: &[&str]) -> String {
        assert!(self.code.is_some_and(|code| code != 0), "{}{}", self.stdout, self.stderr);
        for part in parts {
            assert!(self.stderr.contains(part), "{part}\n{}", self.stderr);
        }
        self.stderr
    }
}

/// Runs `cargo schema-doc` in a folder, without the variables of whoever runs the tests.
pub fn schema_doc(dir: &Path, arguments: &[&str]) -> Ran {
    let output = command(dir, arguments).output().unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The command, not yet run.
pub fn command(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.arg("schema-doc").args(arguments).current_dir(dir).stdin(Stdio::null());
    command.env("HOME", dir).env_remove("SCHEMA_DOC").env_remove("DATABASE_URL").env_remove("MYSQL_PWD");
    let of_libpq = std::env::vars_os().map(|(name, _)| name).filter(|name| name.to_string_lossy().starts_with("PG"));
    for name in of_libpq {
        command.env_remove(name);
    }
    command
}

/// Where it lies: where `SCHEMA_DOC_COMMAND` says, else beside the tests, brought up to date by the first test that asks.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        if let Some(built) = std::env::var_os("SCHEMA_DOC_COMMAND") {
            return built.into();
        }
        // target/debug/deps/live_mysql-0123456789abcdef
        let tests = std::env::current_exe().unwrap();
        let profile = tests.parent().and_then(Path::parent).unwrap();
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--offline", "--package", "cargo-schema-doc"]);
        if profile.file_name().is_some_and(|name| name == "release") {
            cargo.arg("--release");
        }
        cargo.env("CARGO_TARGET_DIR", profile.parent().unwrap()).current_dir(env!("CARGO_MANIFEST_DIR"));
        assert!(cargo.status().unwrap().success(), "cargo-schema-doc is not built");
        profile.join("cargo-schema-doc")
    })
}
