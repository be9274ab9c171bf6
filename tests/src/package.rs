//! A real package in a folder of its own, built by real cargo.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, SystemTime};

/// A package with a build script, and how cargo is run on it.
///
/// All packages of a test run share one target folder, so that the dependencies are compiled once. What a run of the tests left
/// behind is removed by the next one.
#[derive(Debug, Clone)]
pub struct Package {
    name: String,
    dir: PathBuf,
    target: PathBuf,
}

/// What a run of cargo printed.
#[derive(Debug)]
pub struct Built {
    /// Whether it succeeded.
    pub success: bool,
    /// Standard error: cargo's own words and what the build script said.
    pub stderr: String,
    /// Standard output.
    pub stdout: String,
}

impl Built {
    /// The run, which has succeeded.
    ///
    /// # Panics
    /// Where it failed.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert!(self.success, "cargo failed:\n{}", self.stderr);
        self
    }

    /// Standard error of the run, which has failed.
    ///
    /// # Panics
    /// Where it succeeded.
    #[track_caller]
    pub fn failed(self) -> String {
        assert!(!self.success, "cargo succeeded:\n{}", self.stderr);
        self.stderr
    }
}

const MIGRATION: &str =
    "-- People who sign in.\nCREATE TABLE users (\n    id bigint PRIMARY KEY,\n    email text NOT NULL\n);\n";

const CONFIG: &str =
    "[schema]\nname = \"shop\"\n\n[[source]]\nkind = \"sql\"\npath = \"migrations\"\ndialect = \"postgresql\"\n";

/// Copies a folder with all times and links.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to.parent().unwrap()).unwrap();
    let copied = Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap();
    assert!(copied.success(), "{} to {}", from.display(), to.display());
}

impl Package {
    /// A package with one migration and a `schema-doc.toml`. `scratch` is a folder for tests (`CARGO_TARGET_TMPDIR`).
    pub fn new(scratch: &str, name: &str) -> Self {
        let package = Self::empty(scratch, name);
        package.write("schema-doc.toml", CONFIG);
        package.write("migrations/0001_users.sql", MIGRATION);
        package
    }

    /// A package with a build script and nothing to read.
    pub fn empty(scratch: &str, name: &str) -> Self {
        // Compiled before any test builds: a copy of a folder that is being built in would be of no use.
        static COMPILED: Once = Once::new();
        let scratch = Path::new(scratch);
        let target = scratch.join("shared-target");
        COMPILED.call_once(|| {
            let dependencies = Self::at(scratch, "dependencies", scratch.join("compiled-target"));
            dependencies.write("schema-doc.toml", CONFIG);
            dependencies.write("migrations/0001_users.sql", MIGRATION);
            dependencies.build(&[]).ok();
            let _ = std::fs::remove_dir_all(&target);
            copy(&dependencies.target, &target);
        });
        Self::at(scratch, name, target)
    }

    fn at(scratch: &Path, name: &str, target: PathBuf) -> Self {
        let dir = scratch.join("packages").join(name);
        let _ = std::fs::remove_dir_all(&dir);
        let package = Self { name: name.to_owned(), dir, target };
        package.write("Cargo.toml", &format!("{}\n[workspace]\n", manifest(name)));
        package.write("build.rs", &build_script("schema_doc_build::generate()"));
        package.write("src/lib.rs", "//! A backend.\n");
        // The versions that this workspace has: no network is needed.
        std::fs::copy(workspace().join("Cargo.lock"), package.dir.join("Cargo.lock")).unwrap();
        package
    }

    /// Another package in a folder below this one: a member of its workspace.
    #[must_use]
    pub fn member(&self, name: &str) -> Self {
        let member = Self { name: name.to_owned(), dir: self.dir.join(name), target: self.target.clone() };
        member.write("Cargo.toml", &manifest(name));
        member.write("build.rs", &build_script("schema_doc_build::generate()"));
        member.write("src/lib.rs", "//! A backend.\n");
        member.write("schema-doc.toml", CONFIG);
        member.write("migrations/0001_users.sql", MIGRATION);
        member
    }

    /// The same package, built into another folder, in which the dependencies are compiled.
    #[must_use]
    pub fn with_target(&self, target: &Path) -> Self {
        // One test copies, the others find it copied.
        static COPYING: Mutex<()> = Mutex::new(());
        let copying = COPYING.lock().unwrap_or_else(PoisonError::into_inner);
        if !target.is_dir() {
            copy(&self.target.with_file_name("compiled-target"), target);
        }
        drop(copying);
        Self { target: target.to_owned(), ..self.clone() }
    }

    /// Where it lies.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Where it is built.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// A file of it.
    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.join(path)
    }

    /// Writes a file of it, and the folders above.
    pub fn write(&self, path: &str, contents: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, contents).unwrap();
    }

    /// The text of a file of it.
    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    /// Whether there is such a file.
    pub fn has(&self, path: &str) -> bool {
        self.path(path).is_file()
    }

    /// Every file below one of its folders: path and contents.
    pub fn files(&self, dir: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.path(dir)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&self.dir).unwrap().to_string_lossy().into_owned();
                    files.insert(name, std::fs::read(&path).unwrap());
                }
            }
        }
        files
    }

    /// How often the build script has run.
    pub fn runs(&self) -> usize {
        std::fs::read_to_string(self.dir.with_extension("runs")).map_or(0, |log| log.lines().count())
    }

    /// Forgets how often the build script has run, and gives the clock of the file system time to move on.
    pub fn forget_runs(&self) {
        let _ = std::fs::remove_file(self.dir.with_extension("runs"));
        std::thread::sleep(Duration::from_millis(20));
    }

    /// A command of cargo on this package.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.program(env!("CARGO"));
        command.args(arguments).arg("--offline");
        command
    }

    /// A program that runs cargo on this package, without the variables of whoever runs the tests.
    pub fn program(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.dir).env("CARGO_TARGET_DIR", &self.target);
        command.env("RUNS", self.dir.with_extension("runs")).env("CARGO_TERM_COLOR", "never");
        for variable in [
            "CI",
            "TF_BUILD",
            "SCHEMA_DOC",
            "DOCS_RS",
            "SOURCE_DATE_EPOCH",
            "CARGO_MANIFEST_DIR",
            "OUT_DIR",
            "CARGO_PKG_NAME",
        ] {
            command.env_remove(variable);
        }
        command.stdin(Stdio::null());
        command
    }

    /// Runs cargo.
    pub fn cargo(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Built {
        let output = self.command(arguments).envs(variables.iter().copied()).output().unwrap();
        Built {
            success: output.status.success(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        }
    }

    /// `cargo build`.
    pub fn build(&self, variables: &[(&str, &str)]) -> Built {
        self.cargo(&["build"], variables)
    }

    /// The folder that the build script wrote the module to, the newest where there are several.
    pub fn out_dir(&self) -> PathBuf {
        let mut found: Vec<(SystemTime, PathBuf)> = Vec::new();
        let build = self.target.join("debug/build");
        for entry in std::fs::read_dir(&build).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let out = path.join("out/schema-doc");
            if name.strip_prefix(&self.name).is_some_and(|rest| rest.starts_with('-') && rest.len() == 17)
                && out.is_dir()
            {
                found.push((std::fs::metadata(&path).unwrap().modified().unwrap(), out));
            }
        }
        found.into_iter().max().unwrap_or_else(|| panic!("nothing in {}", build.display())).1
    }
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn manifest(name: &str) -> String {
    let (root, version) = (workspace().display(), env!("CARGO_PKG_VERSION"));
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"MIT\"\ndescription = \"A backend\"\n\
         repository = \"https://example.com\"\n\n\
         [dependencies]\nschema-doc-runtime = {{ version = \"={version}\", path = \"{root}/schema-doc-runtime\" }}\n\n\
         [build-dependencies]\nschema-doc-build = {{ version = \"={version}\", path = \"{root}/schema-doc-build\" }}\n"
    )
}

/// A build script that counts its runs and takes its time: cargo compares times, and a quick script can hide behind a clock tick.
pub fn build_script(call: &str) -> String {
    format!(
        "use std::io::Write as _;\n\
         fn main() -> Result<(), schema_doc_build::Error> {{\n    \
             let pause = || std::thread::sleep(std::time::Duration::from_millis(60));\n    \
             if let Some(path) = std::env::var_os(\"RUNS\") {{\n        \
                 let file = std::fs::OpenOptions::new().create(true).append(true).open(path);\n        \
                 writeln!(file.unwrap(), \"run\").unwrap();\n    \
             }}\n    \
             pause();\n    \
             let result = {call};\n    \
             pause();\n    \
             result\n\
         }}\n"
    )
}
