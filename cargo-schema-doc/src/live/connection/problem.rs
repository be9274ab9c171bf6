//! Why a database was not read, and what to do about it.

use std::fmt;
use std::io;

use super::Connection;

/// Why a database was not read: what was tried, and what to do about it. There is never a password in it: it holds what a server said, and
/// names, none of them a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    message: String,
    help: Option<String>,
    about: About,
}

/// What the settings of the connection have a part in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    /// User and password.
    Login,
    Tls,
    Other,
}

impl Problem {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, about: About::Other }
    }

    pub(crate) fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    fn about(self, about: About) -> Self {
        Self { about, ..self }
    }

    /// What was tried goes first; the help names the settings that it is about.
    pub(crate) fn of(self, connection: &Connection) -> Self {
        let help = match (self.about, self.help) {
            (About::Login, None) => Some(connection.help_on_login()),
            (About::Tls, Some(help)) => Some(connection.help_on_tls(&help)),
            (_, help) => help,
        };
        Self { message: format!("{connection}: {}", self.message), help, about: self.about }
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
                of_server(said.message().trim_end(), said.code().as_deref().unwrap_or_default())
            }
            sqlx::Error::Io(error) => of_io(error),
            sqlx::Error::Tls(error) => {
                // The innermost one says what is wrong.
                let mut cause: &dyn std::error::Error = error.as_ref();
                while let Some(source) = cause.source() {
                    cause = source;
                }
                of_tls(&cause.to_string())
            }
            sqlx::Error::Protocol(said) => Self::new(format!("what answers there is no such server: {said}"))
                .with_help("look at the port: another program may listen on it"),
            other => Self::new(other.to_string()),
        }
    }
}

/// What a server says, with its code (SQLSTATE, or SQLite's number).
fn of_server(message: &str, code: &str) -> Problem {
    let problem = Problem::new(message);
    match code {
        "28P01" | "28000" if message.contains("pg_hba.conf") && !message.contains("no encryption") => problem.with_help(
            "no line of the server's `pg_hba.conf` lets this user into this database from this host: look at all three",
        ),
        "28P01" | "28000" if message.contains("pg_hba.conf") => problem
            .with_help("the server may ask for TLS: type `sslmode=require` in the URL, or set PGSSLMODE")
            .about(About::Tls),
        "28000" if message.starts_with("role ") => {
            problem.with_help("name a user that the server has: `--database-url postgresql://USER@HOST/DATABASE`, or PGUSER")
        }
        "28P01" | "28000" => problem.about(About::Login),
        _ => match help_on(code, message) {
            Some(help) => problem.with_help(help),
            None => problem,
        },
    }
}

/// What TLS says is wrong, in words of its users.
fn of_tls(cause: &str) -> Problem {
    let problem = |message: &str, help: &str| Problem::new(message).with_help(help).about(About::Tls);
    let certificate = cause.strip_prefix("invalid peer certificate: ");
    match certificate {
        None if cause.contains("does not support TLS") => problem(
            "the server has no TLS",
            "to read it all the same, type `sslmode=prefer` (MySQL: `ssl-mode=PREFERRED`)",
        ),
        None => {
            problem(&format!("no TLS: {cause}"), "look at what the server's own client says with the same settings")
        }
        Some(why) if why.contains("UnknownIssuer") => problem(
            "nobody whom this machine trusts has signed the server's certificate",
            "name the certificate of who has: `sslrootcert=FILE` (MySQL: `ssl-ca=FILE`)",
        ),
        Some(why) if why.contains("CaUsedAsEndEntity") => problem(
            "the server's certificate is that of an authority, which signs others and is no server's",
            "give the server one with `CA:FALSE`, signed by that authority; `sslmode=require` without `sslrootcert` (MySQL: \
             `ssl-mode=REQUIRED`) encrypts without asking who it is",
        ),
        Some(why) if why.contains("not valid for name") => problem(
            why,
            "name the host as its certificate does; `sslmode=verify-ca` (MySQL: `ssl-mode=VERIFY_CA`) does not compare the names",
        ),
        Some(why) => problem(&format!("the server's certificate is not valid: {why}"), "the server needs another one"),
    }
}

fn of_io(error: &io::Error) -> Problem {
    use io::ErrorKind::{
        BrokenPipe, ConnectionAborted, ConnectionRefused, ConnectionReset, NotFound, TimedOut, UnexpectedEof,
    };
    let text = error.to_string();
    let help = match error.kind() {
        _ if text.starts_with("invalid peer certificate") => return of_tls(&text),
        ConnectionRefused | NotFound => {
            "no server listens there: start it, or name another with `--database-url` (host and port as its clients have them)"
        }
        TimedOut => "the server does not answer: look at host, port and firewalls",
        UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe => {
            "the server closed the connection: it may have been stopped, or it may want TLS; nothing was written, run this once more"
        }
        _ => "look at the host's name, at the port, and whether this machine may reach it",
    };
    Problem::new(text).with_help(help)
}

/// What to do about an error that the server names by this code (SQLSTATE, or SQLite's number).
fn help_on(code: &str, message: &str) -> Option<&'static str> {
    Some(match code {
        "3D000" | "42000" if message.contains("database") => {
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
        "55P03" | "40001" | "42P01" | "42S02" => {
            "something changed the schema meanwhile: run this once more, nothing was written"
        }
        "26" => "the file is no SQLite database, or it is encrypted",
        "11" => {
            "the file is damaged: look at it with SQLite's `PRAGMA integrity_check`, or take a copy of it from before"
        }
        "14" => "look at the path, and whether it may be read",
        "5" | "261" => "another program holds the database: run this when it is done",
        _ => return None,
    })
}
