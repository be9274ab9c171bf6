//! What MySQL's clients look at: the URL, then option files, the user's own last, then variables.

use schema_doc_build::files::Files;
use schema_doc_diagnostics::nearest;
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};

use super::url::Url;
use super::{Connection, Problem, Server, groups};

/// In the order in which they are read: a later one outranks those before it. `~` is the user's folder.
pub(super) const FILES: &[&str] = &["/etc/my.cnf", "/etc/mysql/my.cnf", "~/.my.cnf"];

/// The groups that clients read.
const GROUPS: &[&str] = &["client", "client-server", "client-mariadb", "mysql", "mariadb-client"];

/// Variables, and the options that they stand for.
const VARIABLES: &[(&str, &str)] = &[
    ("USER", "user"),
    ("MYSQL_HOST", "host"),
    ("MYSQL_TCP_PORT", "port"),
    ("MYSQL_UNIX_PORT", "socket"),
    ("MYSQL_PWD", "password"),
];

/// Files that include files that include files, at most.
const INCLUDE_DEPTH: usize = 8;

/// Options by their names: what is said later outranks what was said before.
#[derive(Default)]
struct Options {
    entries: Vec<(String, String)>,
    /// The last file that said anything.
    file: Option<String>,
}

impl Options {
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.entries.iter().rev().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    fn add(&mut self, name: &str, value: &str) {
        // `loose-` and underscores are other spellings.
        let name = name.strip_prefix("loose-").unwrap_or(name).replace('_', "-");
        self.entries.push((name, value.to_owned()));
    }

    /// Variables, then option files, which outrank them.
    fn of_client(files: &Files) -> Self {
        let mut options = Self::default();
        for (variable, name) in VARIABLES {
            if let Some(value) = files.env(variable) {
                options.add(name, &value);
            }
        }
        let home = files.env("HOME").unwrap_or_default();
        for path in FILES {
            options.read(&path.replace('~', &home), files, INCLUDE_DEPTH);
        }
        options
    }

    fn read(&mut self, path: &str, files: &Files, depth: usize) {
        let Ok(bytes) = files.read_unwatched(path) else { return };
        for (group, key, value) in groups::entries(&String::from_utf8_lossy(&bytes)) {
            if let Some(other) = key.strip_prefix("!includedir ").filter(|_| depth > 0) {
                let folder = other.trim();
                let is_one = |file: &&String| file.rsplit_once('.').is_some_and(|(_, ending)| ending == "cnf");
                for file in files.list_unwatched(folder, false).iter().filter(is_one) {
                    self.read(file, files, depth - 1);
                }
            } else if let Some(other) = key.strip_prefix("!include ").filter(|_| depth > 0) {
                self.read(other.trim(), files, depth - 1);
            } else if GROUPS.contains(&group) {
                self.add(key, &plain(value.unwrap_or_default()));
                self.file = Some(path.to_owned());
            }
        }
    }

    fn server(&self) -> Result<Server, Problem> {
        let mut options = MySqlConnectOptions::new().statement_cache_capacity(0).pipes_as_concat(false);
        if let Some(host) = self.get("host") {
            options = options.host(host);
        }
        if let Some(port) = self.get("port") {
            let number =
                port.parse().map_err(|_| Problem::new(format!("the port `{port}` is no number up to 65535")))?;
            options = options.port(number);
        }
        if let Some(socket) = self.get("socket") {
            options = options.socket(socket);
        }
        if let Some(user) = self.get("user") {
            options = options.username(user);
        }
        if let Some(password) = self.get("password") {
            options = options.password(password);
        }
        if let Some(mode) = self.get("ssl-mode").or_else(|| self.get("sslmode")) {
            let known = ["DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"];
            let parsed: Result<MySqlSslMode, _> = mode.parse();
            let help = nearest(&mode.to_uppercase(), known)
                .map_or(format!("one of {}", known.join(", ")), |n| format!("did you mean `{n}`?"));
            options =
                options.ssl_mode(parsed.map_err(|_| Problem::new(format!("no ssl-mode `{mode}`")).with_help(help))?);
        }
        if let Some(file) = self.get("ssl-ca") {
            options = options.ssl_ca(file);
        }
        if let Some(file) = self.get("ssl-cert") {
            options = options.ssl_client_cert(file);
        }
        if let Some(file) = self.get("ssl-key") {
            options = options.ssl_client_key(file);
        }
        match self.get("database") {
            Some(database) => Ok(Server::MySql(Box::new(options.database(database)))),
            None => Err(Problem::new("no database is named")
                .with_help("its name is the last part of the URL: `mysql://USER@HOST/DATABASE`")),
        }
    }
}

/// `"a b"` → `a b`, with the escapes of option files.
fn plain(value: &str) -> String {
    let inner = ['"', '\''].iter().find_map(|&quote| value.strip_prefix(quote)?.strip_suffix(quote));
    let mut plain = String::new();
    let mut letters = inner.unwrap_or(value).chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n') => plain.push('\n'),
                Some('t') => plain.push('\t'),
                Some('s') => plain.push(' '),
                Some(other) => plain.push(other),
                None => plain.push('\\'),
            },
            // A comment, where it stands alone.
            '#' if inner.is_none() && plain.ends_with(char::is_whitespace) => break,
            _ => plain.push(letter),
        }
    }
    if inner.is_none() { plain.trim_end().to_owned() } else { plain }
}

/// Sockets that servers make where nothing else is said.
const SOCKETS: &[&str] = &["/run/mysqld/mysqld.sock", "/var/lib/mysql/mysql.sock", "/tmp/mysql.sock"];

/// What the URL leaves out of user, password and certificates is the option files' to say; another server's host is not.
pub(super) fn of_url(url: &Url, files: &Files) -> Result<Server, Problem> {
    let mut options = Options::of_client(files);
    options.entries.retain(|(name, _)| matches!(name.as_str(), "user" | "password") || name.starts_with("ssl"));
    let port = url.port.map(|port| port.to_string());
    let parts = [
        ("host", &url.host),
        ("port", &port),
        ("database", &url.database),
        ("user", &url.user),
        ("password", &url.password),
    ];
    for (name, value) in parts {
        if let Some(value) = value {
            options.add(name, value);
        }
    }
    for (name, value) in &url.parameters {
        options.add(name, value);
    }
    options.server()
}

/// What option files say, where they name a database.
pub(super) fn of_option_files(files: &Files) -> Result<Option<Connection>, Problem> {
    let mut options = Options::of_client(files);
    if options.get("database").is_none() {
        return Ok(None);
    }
    // For the clients, localhost is the socket.
    if options.get("socket").is_none()
        && options.get("host").is_none_or(|host| host == "localhost")
        && let Some(socket) = SOCKETS.iter().find(|path| files.modified(path).is_some())
    {
        options.add("socket", socket);
    }
    let origin = options.file.clone().unwrap_or_default();
    Ok(Some(Connection { server: options.server()?, origin }))
}
