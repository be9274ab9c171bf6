//! Which database, and how it is reached.

use std::fmt;
use std::path::PathBuf;

/// A database that can be read.
#[derive(Debug, Clone)]
pub(crate) enum Connection {
    /// The file of an SQLite database.
    Sqlite(PathBuf),
}

/// Why a database was not read: what was tried, and what to do about it. Never with a password in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Problem {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    pub(crate) fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "\nhelp: {help}"),
            None => Ok(()),
        }
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl Connection {
    /// What a URL names: `sqlite:app.db`, `postgresql://user@host/db`, `mysql://user@host/db`.
    pub(crate) fn from_url(url: &str) -> Result<Self, Problem> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            return Ok(Self::Sqlite(path.strip_prefix("//").unwrap_or(path).into()));
        }
        let scheme = url.split(':').next().unwrap_or_default();
        Err(Problem::new(format!("no database system `{scheme}`")).with_help("type `sqlite:PATH`"))
    }
}
