//! `verify`: a live database against the schema of its SQL text. What is changed in the database is found, named and placed, and nothing
//! else is.

mod mariadb;
mod postgresql;
mod sqlite;

use std::fmt::Write as _;
use std::path::Path;

use schema_doc_build::model::System;
use schema_doc_tests::{Ran, schema_doc};
use serde_json::Value;

/// Each difference: the line of the schema that it is about (0: there is none), the object, the words.
type Difference = (u64, &'static str, &'static str);

/// A folder with a schema of SQL files.
fn project<P: AsRef<Path>>(system: System, files: &[P]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut sources = String::new();
    for file in files {
        let (kind, dialect) = ("kind = \"sql\"", format!("dialect = \"{}\"", system.as_str()));
        writeln!(sources, "[[source]]\n{kind}\npath = \"{}\"\n{dialect}\n", file.as_ref().display()).unwrap();
    }
    std::fs::write(dir.path().join("schema-doc.toml"), sources).unwrap();
    dir
}

fn verify(dir: &Path, url: &str) -> (Ran, Value) {
    let ran = schema_doc(dir, &["verify", "--database-url", url, "--format", "json"]);
    let report =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}\n{}{}", ran.stdout, ran.stderr));
    (ran, report)
}

/// `4 users: comment changed`
fn lines(differences: &Value) -> Vec<String> {
    let line = |difference: &Value| {
        let text = |key: &str| difference[key].as_str().unwrap();
        let line = difference["place"]["line"].as_u64().unwrap_or_default();
        format!("{line} {}: {}", text("object"), text("message"))
    };
    differences.as_array().unwrap().iter().map(line).collect()
}

/// A database and the schema that it was made of are the same.
#[track_caller]
fn is_the_same(dir: &Path, url: &str) {
    let (ran, report) = verify(dir, url);
    assert_eq!((ran.code, lines(&report["differences"]), lines(&report["undecided"])), (Some(0), vec![], vec![]));
}

/// What is otherwise than expected of a database that was changed.
fn failure(dir: &Path, url: &str, change: &str, expected: &[Difference]) -> Option<String> {
    let (ran, report) = verify(dir, url);
    let mut expected: Vec<String> =
        expected.iter().map(|(line, object, message)| format!("{line} {object}: {message}")).collect();
    let mut found = lines(&report["differences"]);
    expected.sort();
    found.sort();
    let is_as_expected = (ran.code, &found) == (Some(1), &expected) && lines(&report["undecided"]).is_empty();
    let failure = || format!("{change}\n  expected {expected:#?}\n  found {found:#?}\n  {}", report["undecided"]);
    (!is_as_expected).then(failure)
}

/// Databases against the texts that they were made of.
#[derive(Debug, Default)]
struct Texts {
    failures: Vec<String>,
    expressions: u64,
    undecided: Vec<String>,
}

impl Texts {
    fn look_at(&mut self, name: &str, dir: &Path, url: &str) {
        let (ran, report) = verify(dir, url);
        self.expressions += report["expressions"].as_u64().unwrap();
        self.undecided.extend(lines(&report["undecided"]).into_iter().map(|line| format!("{name}:{line}")));
        if ran.code != Some(0) || !ran.stderr.is_empty() {
            self.failures.push(format!("== {name}\n{}\n{}", lines(&report["differences"]).join("\n"), ran.stderr));
        }
    }

    /// None differs, and at most one expression in a hundred is one that nobody can tell of.
    #[track_caller]
    fn are_the_same(self) {
        assert!(self.failures.is_empty(), "{}", self.failures.join("\n"));
        let count = self.undecided.len() as u64;
        assert!(
            count * 100 <= self.expressions,
            "{count} of {} are undecided\n{:#?}",
            self.expressions,
            self.undecided
        );
    }
}
