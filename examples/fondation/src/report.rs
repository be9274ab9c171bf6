//! The report: an export has a folder for each table, with a document a line.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::schema::jobs::{self, Status};
use crate::schema::repositories;

/// How many jobs there are, and for how many repositories.
#[derive(Debug, PartialEq, Eq)]
pub struct Report {
    pub repositories: usize,
    pub waiting: usize,
    pub done: usize,
    pub failed: usize,
}

/// What is wrong with an export, and where.
#[derive(Debug)]
pub struct Error {
    path: PathBuf,
    line: usize,
    reason: String,
}

impl Report {
    /// Reads an export that is unpacked in a folder.
    pub fn of_export(folder: &Path) -> Result<Self, Error> {
        let repositories = documents(folder, repositories::TABLE, |_| Ok(()))?.len();
        let mut report = Self { repositories, waiting: 0, done: 0, failed: 0 };
        for status in documents(folder, jobs::TABLE, status)? {
            match status {
                Status::Pending | Status::Running => report.waiting += 1,
                Status::Completed => report.done += 1,
                Status::Failed => report.failed += 1,
            }
        }
        Ok(report)
    }
}

/// The status of a job: a document that has none, or another, is not one of this schema.
fn status(job: &Value) -> Result<Status, String> {
    let status = job.get(&*jobs::STATUS).and_then(Value::as_str).unwrap_or_default();
    status.parse().map_err(|_| format!("`{}` is `{status}`", jobs::STATUS))
}

/// What is made of each document of a table.
fn documents<T>(folder: &Path, table: &str, make: impl Fn(&Value) -> Result<T, String>) -> Result<Vec<T>, Error> {
    let path = folder.join(table).join("documents.jsonl");
    let wrong = |line, reason| Error { path: path.clone(), line, reason };
    let text = fs::read_to_string(&path).map_err(|error| wrong(0, error.to_string()))?;
    let read = |(at, line): (usize, &str)| {
        let document = serde_json::from_str(line).map_err(|error| wrong(at + 1, error.to_string()))?;
        make(&document).map_err(|reason| wrong(at + 1, reason))
    };
    text.lines().enumerate().map(read).collect()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { repositories, waiting, done, failed } = self;
        write!(f, "{repositories} repositories; jobs: {waiting} waiting, {done} done, {failed} failed")
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path.display(), self.line, self.reason)
    }
}

impl std::error::Error for Error {}
