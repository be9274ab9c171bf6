//! Which database, and how it is reached: a URL, else what the system's own clients look at, with the precedence that they have.

mod groups;
mod mysql;
mod postgresql;
mod problem;
mod setting;
mod sqlite;
mod url;

use std::fmt;
use std::path::PathBuf;

use schema_doc_build::files::Files;
use schema_doc_build::model::System;
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use sqlx::postgres::PgConnectOptions;

pub(crate) use problem::Problem;

/// What is typed where nothing says which database it is.
const URLS: &str = "`postgresql://USER@HOST:5432/DATABASE`, `mysql://USER@HOST:3306/DATABASE` or `sqlite:PATH`";

/// A database that can be read.
#[derive(Clone)]
pub(crate) struct Connection {
    pub(crate) server: Server,
    /// What said so: `--database-url`, `DATABASE_URL in .env`, `PGHOST`.
    origin: String,
    /// Where the password stands: `PGPASSWORD`, `/home/a/.pgpass:3`.
    password: Option<String>,
    /// What says how much is asked of TLS: `sslmode=require` (PGSSLMODE).
    tls: Option<String>,
}

/// How it is reached.
#[derive(Clone)]
pub(crate) enum Server {
    PostgreSql(Box<PgConnectOptions>),
    /// MySQL or MariaDB: the server says which.
    MySql(Box<MySqlConnectOptions>),
    /// The file of the database.
    Sqlite(PathBuf),
}

/// Without what options hold: there is a password among it.
impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// `PostgreSQL at localhost:5432, database `shop`, user `app` (from PGHOST)`
impl fmt::Display for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.server {
            Server::PostgreSql(options) => {
                let place = match options.get_socket() {
                    Some(folder) => format!("the socket in {}", folder.display()),
                    None if options.get_host().starts_with('/') => format!("the socket in {}", options.get_host()),
                    None => format!("{}:{}", options.get_host(), options.get_port()),
                };
                let user = options.get_username();
                write!(
                    f,
                    "PostgreSQL at {place}, database `{}`, user `{user}`",
                    options.get_database().unwrap_or(user)
                )?;
            }
            Server::MySql(options) => {
                let place = match options.get_socket() {
                    Some(socket) => format!("the socket {}", socket.display()),
                    None => format!("{}:{}", options.get_host(), options.get_port()),
                };
                let (database, user) = (options.get_database().unwrap_or_default(), options.get_username());
                write!(f, "MySQL at {place}, database `{database}`, user `{user}`")?;
            }
            Server::Sqlite(path) => write!(f, "SQLite in {}", path.display())?,
        }
        write!(f, " (from {})", self.origin)
    }
}

impl Connection {
    /// The database of `--database-url`, else that of `DATABASE_URL` (of the environment, or of the file `.env`), else the one that psql
    /// would take from the variables `PG…`, else the one of MySQL's option files.
    pub(crate) fn find(argument: Option<&str>, files: &Files) -> Result<Self, Problem> {
        let variable = "DATABASE_URL";
        if let Some(url) = argument {
            return Self::of_url(url, "--database-url", files);
        }
        if let Some(url) = files.env(variable).filter(|url| !url.is_empty()) {
            return Self::of_url(&url, variable, files);
        }
        if let Some(url) = of_dotenv(files, variable) {
            return Self::of_url(&url, &format!("{variable} in .env"), files);
        }
        if let Some(connection) = postgresql::of_environment(files)? {
            return Ok(connection);
        }
        if let Some(connection) = mysql::of_option_files(files)? {
            return Ok(connection);
        }
        let looked = format!("--database-url, {variable}, .env, PGHOST and its like, {}", mysql::FILES.join(", "));
        Err(Problem::new(format!("no database is named; looked at {looked}"))
            .with_help(format!("type `--database-url` and {URLS}")))
    }

    /// Whether a schema for that system can be there.
    pub(crate) fn is_of(&self, system: System) -> bool {
        match self.server {
            Server::PostgreSql(_) => system == System::PostgreSql,
            Server::MySql(_) => system.is_mysql(),
            Server::Sqlite(_) => system == System::Sqlite,
        }
    }

    fn of_url(url: &str, origin: &str, files: &Files) -> Result<Self, Problem> {
        let scheme = url.split(':').next().unwrap_or_default().to_ascii_lowercase();
        match scheme.as_str() {
            "postgresql" | "postgres" => postgresql::of_url(&url::Url::parse(url, origin)?, origin, files),
            // As psql takes it: `host=localhost dbname=shop`.
            _ if url.contains('=') && !url.contains("://") => postgresql::of_words(url, origin, files),
            "mysql" | "mariadb" => mysql::of_url(&url::Url::parse(url, origin)?, origin, files),
            "sqlite" | "sqlite3" | "file" => Ok(Self::of_file(sqlite::of_url(url), origin)),
            _ if !url.contains(':') && sqlite::is_file_name(url) => Ok(Self::of_file(url.into(), origin)),
            _ => {
                // What stands in front of the first colon may be anything but a scheme: it is not repeated.
                let message = format!("{origin} names no database system that can be read");
                Err(Problem::new(message).with_help(format!("type {URLS}")))
            }
        }
    }

    fn of_file(path: PathBuf, origin: &str) -> Self {
        Self { server: Server::Sqlite(path), origin: origin.to_owned(), password: None, tls: None }
    }

    /// What to do where the server does not let the user in.
    fn help_on_login(&self) -> String {
        let places = match self.server {
            Server::MySql(_) => "it may stand in the URL, in MYSQL_PWD, or under `[client]` in ~/.my.cnf",
            _ => "it may stand in the URL, in PGPASSWORD, or in ~/.pgpass as `HOST:PORT:DATABASE:USER:PASSWORD`",
        };
        let login = match &self.password {
            None => format!("there was no password: {places}"),
            Some(place) if *place == self.origin => {
                format!(
                    "look at user and password ({place}): `@ / : ? # %` in it are `%40 %2F %3A %3F %23 %25` in a URL"
                )
            }
            Some(place) => format!("look at user and password, which is that of {place}"),
        };
        match &self.server {
            Server::MySql(options) if matches!(options.get_ssl_mode(), MySqlSslMode::Disabled) => {
                format!("{login}; an account that must use TLS is refused so, too, without it")
            }
            _ => login,
        }
    }

    /// What to do where the two do not come to terms about TLS.
    fn help_on_tls(&self, help: &str) -> String {
        match &self.tls {
            Some(said) => format!("{help}; now it is {said}"),
            None => help.to_owned(),
        }
    }
}

/// The value of a variable in `.env`, as sqlx's and Diesel's own commands read it.
fn of_dotenv(files: &Files, variable: &str) -> Option<String> {
    let text = String::from_utf8(files.read_unwatched(".env").ok()?).ok()?;
    let mut values = text.lines().filter_map(|line| {
        let line = line.trim_start().strip_prefix("export ").unwrap_or(line.trim_start());
        let value = line.strip_prefix(variable)?.trim_start().strip_prefix('=')?.trim();
        let unquoted = ['"', '\''].iter().find_map(|&quote| value.strip_prefix(quote)?.strip_suffix(quote));
        Some(unquoted.unwrap_or(value).to_owned())
    });
    values.next_back().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests;
