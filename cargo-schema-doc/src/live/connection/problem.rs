//! Why a database was not read, and what to do about it.

use std::fmt;
use std::io;

/// Why a database was not read: what was tried, and what to do about it. There is never a password in it: it holds what a server said, and
/// names, none of them a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    message: String,
    help: Option<String>,
}

impl Problem {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    pub(crate) fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// What was tried goes first.
    pub(crate) fn at(self, place: impl fmt::Display) -> Self {
        Self { message: format!("{place}: {}", self.message), ..self }
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
        match &error {
            sqlx::Error::Database(said) => {
                let problem = Self::new(said.message().trim_end());
                match said.code().and_then(|code| help_on(&code, said.message())) {
                    Some(help) => problem.with_help(help),
                    None => problem,
                }
            }
            sqlx::Error::Io(error) => of_io(error),
            sqlx::Error::Tls(error) => {
                let help = "where the server has no TLS, type `sslmode=prefer` (MySQL: `ssl-mode=PREFERRED`) in the URL; \
                            where its certificate is of your own making, `sslrootcert=FILE` (MySQL: `ssl-ca=FILE`)";
                // The innermost one says what is wrong.
                let mut cause: &dyn std::error::Error = error.as_ref();
                while let Some(source) = cause.source() {
                    cause = source;
                }
                Self::new(format!("no TLS: {cause}")).with_help(help)
            }
            other => Self::new(other.to_string()),
        }
    }
}

fn of_io(error: &io::Error) -> Problem {
    use io::ErrorKind::{
        BrokenPipe, ConnectionAborted, ConnectionRefused, ConnectionReset, NotFound, TimedOut, UnexpectedEof,
    };
    let help = match error.kind() {
        ConnectionRefused | NotFound => {
            "no server listens there: start it, or name another with `--database-url` (host and port as its clients have them)"
        }
        TimedOut => "the server does not answer: look at host, port and firewalls",
        UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe => {
            "the server closed the connection: it may have been stopped, or it may want TLS; nothing was written, run this once more"
        }
        _ => "look at the host's name, at the port, and whether this machine may reach it",
    };
    Problem::new(error.to_string()).with_help(help)
}

/// What to do about an error that the server names by this code (SQLSTATE, or SQLite's number).
fn help_on(code: &str, message: &str) -> Option<&'static str> {
    Some(match code {
        "28P01" | "28000" if message.contains("SSL") || message.contains("encryption") => {
            "the server asks for TLS: type `sslmode=require` in the URL, or set PGSSLMODE"
        }
        "28P01" | "28000" => {
            "look at user and password: the password may stand in the URL, in PGPASSWORD, ~/.pgpass, MYSQL_PWD or ~/.my.cnf"
        }
        "3D000" | "42000" if message.contains("atabase") => {
            "name one that is there: the last part of the URL is its name"
        }
        "57014" => {
            "the server's `statement_timeout` ended it: read fewer schemas with `--schema`, or run this when the server is less busy"
        }
        "70100" | "1969" | "3024" => {
            "the server's time limit for statements ended it: run this when the server is less busy"
        }
        "57P01" | "57P02" | "57P03" | "08006" | "08S01" => {
            "the server is going down or not up yet: run this once more, nothing was written"
        }
        "53300" | "08004" | "1040" => "the server has no connection left: close some, or raise its limit",
        "42501" => {
            "the user may not read this: grant it USAGE on the schema, or name the schemas that it may read with `--schema`"
        }
        "55P03" | "40001" => "something changed the schema meanwhile: run this once more, nothing was written",
        "26" => "the file is no SQLite database, or it is encrypted",
        "11" => {
            "the file is damaged: look at it with SQLite's `PRAGMA integrity_check`, or take a copy of it from before"
        }
        "14" => "look at the path, and whether it may be read",
        "5" | "261" => "another program holds the database: run this when it is done",
        _ => return None,
    })
}
