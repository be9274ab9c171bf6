//! Why a command failed, and its exit code.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use schema_doc_diagnostics::{Code, nearest};

use crate::live::Problem;

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Whoever read standard output went away (`| head`): no failure of ours.
    ClosedPipe,
    /// Standard output cannot be written.
    Output(io::Error),
    /// An argument that cannot be, or that nothing here fits.
    Argument(String),
    /// No `schema-doc.toml` in a folder, nor above it.
    NotConfigured(PathBuf),
    /// A file of the project that cannot be read.
    Read(PathBuf, String),
    /// A file of the project that cannot be written.
    Write(PathBuf, String),
    /// A database that was not read.
    Database(Problem),
    /// What the library says.
    Library(schema_doc_build::Error),
    /// Documents that are not written for what is wrong, which is already reported: how many errors and warnings.
    NotWritten(String),
    /// Several of one run: never none.
    Several(Vec<Failure>),
    /// Already reported.
    Reported,
}

impl Failure {
    /// A word that is none of those known.
    pub(crate) fn unknown(what: &str, name: &str, known: &[&str], later: &[&str]) -> Self {
        let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        if later.contains(&name) {
            return Self::Argument(format!(
                "this version of schema-doc has no {what} `{name}` yet\nhelp: one of {list}"
            ));
        }
        match nearest(name, known.iter().chain(later).copied()) {
            Some(near) => Self::Argument(format!("no {what} `{name}`\nhelp: did you mean `{near}`?")),
            None => Self::Argument(format!("no {what} `{name}`\nhelp: one of {list}")),
        }
    }

    /// All results, or all failures.
    pub(crate) fn together<T>(results: impl IntoIterator<Item = Result<T, Self>>) -> Result<Vec<T>, Self> {
        let (mut values, mut failures) = (Vec::new(), Vec::new());
        for result in results {
            match result {
                Ok(value) => values.push(value),
                Err(failure) => failures.push(failure),
            }
        }
        if failures.is_empty() { Ok(values) } else { Err(Self::Several(failures)) }
    }

    /// What a report calls it.
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::Read(..) | Self::Library(schema_doc_build::Error::Read { .. }) => Code::UnreadableFile,
            Self::Output(_)
            | Self::Write(..)
            | Self::NotWritten(_)
            | Self::Library(schema_doc_build::Error::Write { .. }) => Code::UnwritableFile,
            Self::Database(_) => Code::UnreadableDatabase,
            Self::Several(failures) => failures.first().map_or(Code::InvalidConfig, Self::code),
            _ => Code::InvalidConfig,
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::ClosedPipe => ExitCode::SUCCESS,
            Self::Library(schema_doc_build::Error::Drift { .. }) => ExitCode::FAILURE,
            _ => ExitCode::from(2),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClosedPipe | Self::Reported => Ok(()),
            Self::Output(error) => write!(f, "standard output cannot be written: {error}"),
            Self::Argument(message) => f.write_str(message),
            Self::NotConfigured(dir) => write!(
                f,
                "no `schema-doc.toml` for {}\n\
                 help: `cargo schema-doc init` writes one for what it finds; or name what to read: `cargo schema-doc generate migrations`",
                dir.display()
            ),
            Self::Read(path, why) => write!(f, "{}: {why}", path.display()),
            Self::Write(path, why) => write!(f, "{}: cannot be written: {why}", path.display()),
            Self::NotWritten(summary) => write!(f, "nothing was written: {summary}"),
            Self::Database(problem) => write!(f, "{problem}"),
            Self::Library(error) => write!(f, "{error}"),
            Self::Several(failures) => {
                let all: Vec<String> = failures.iter().map(Self::to_string).collect();
                f.write_str(&all.join("\nerror: "))
            }
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::ClosedPipe } else { Self::Output(error) }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Database(problem)
    }
}

impl From<schema_doc_build::Error> for Failure {
    fn from(error: schema_doc_build::Error) -> Self {
        Self::Library(error)
    }
}
