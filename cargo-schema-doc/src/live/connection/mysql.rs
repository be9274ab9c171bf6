//! What MySQL's clients look at: the URL, then option files, the user's own last, then variables.

use schema_doc_build::files::Files;
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};

use super::setting::{Setting, check_name};
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

/// What a URL may say beside its parts.
const PARAMETERS: &[&str] = &["socket", "ssl-ca", "ssl-cert", "ssl-key", "ssl-mode", "ssl-verify-server-cert"];

/// Words of MySQL's clients.
const MODES: &[(&str, MySqlSslMode)] = &[
    ("DISABLED", MySqlSslMode::Disabled),
    ("PREFERRED", MySqlSslMode::Preferred),
    ("REQUIRED", MySqlSslMode::Required),
    ("VERIFY_CA", MySqlSslMode::VerifyCa),
    ("VERIFY_IDENTITY", MySqlSslMode::VerifyIdentity),
];

/// What is said later outranks what was said before.
#[derive(Default)]
struct Options(Vec<Setting>);

impl Options {
    fn get(&self, name: &str) -> Option<&Setting> {
        self.0.iter().rev().find(|setting| setting.name == name).filter(|setting| !setting.value.is_empty())
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.get(name).map(|setting| setting.value.as_str())
    }

    fn add(&mut self, name: &str, value: &str, place: &str) {
        // `loose-` and underscores are other spellings.
        let name = name.strip_prefix("loose-").unwrap_or(name).replace('_', "-");
        let name = match name.as_str() {
            "sslmode" => "ssl-mode",
            "sslca" => "ssl-ca",
            "sslcert" => "ssl-cert",
            "sslkey" => "ssl-key",
            other => other,
        };
        self.0.push(Setting::new(name, value, place));
    }

    /// Variables, then option files, which outrank them.
    fn of_client(files: &Files) -> Self {
        let mut options = Self::default();
        for (variable, name) in VARIABLES {
            if let Some(value) = files.env(variable) {
                options.add(name, &value, variable);
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
        for entry in groups::entries(&String::from_utf8_lossy(&bytes)) {
            if let Some(other) = entry.key.strip_prefix("!includedir ").filter(|_| depth > 0) {
                let folder = other.trim();
                let is_one = |file: &&String| file.rsplit_once('.').is_some_and(|(_, ending)| ending == "cnf");
                for file in files.list_unwatched(folder, false).iter().filter(is_one) {
                    self.read(file, files, depth - 1);
                }
            } else if let Some(other) = entry.key.strip_prefix("!include ").filter(|_| depth > 0) {
                self.read(other.trim(), files, depth - 1);
            } else if GROUPS.contains(&entry.group) {
                // `skip-ssl` says it with its name alone.
                let value = entry.value.map_or_else(|| "1".to_owned(), plain);
                self.add(entry.key, &value, &format!("{path}:{}", entry.line));
            }
        }
    }

    fn connection(&self, origin: &str, files: &Files) -> Result<Connection, Problem> {
        let mut options = MySqlConnectOptions::new().statement_cache_capacity(0).pipes_as_concat(false);
        if let Some(host) = self.value("host") {
            options = options.host(host);
        }
        if let Some(port) = self.get("port") {
            options = options.port(port.port()?);
        }
        if let Some(socket) = self.value("socket") {
            options = options.socket(socket);
        }
        if let Some(user) = self.value("user") {
            options = options.username(user);
        }
        let password = self.get("password");
        if let Some(password) = password {
            options = options.password(&password.value);
        }
        let Some(database) = self.value("database") else {
            return Err(Problem::new("no database is named")
                .with_help("its name is the last part of the URL: `mysql://USER@HOST/DATABASE`"));
        };
        let (options, said) = self.with_tls(options.database(database), files)?;
        Ok(Connection {
            server: Server::MySql(Box::new(options)),
            origin: origin.to_owned(),
            password: password.map(|password| password.place.clone()),
            tls: said,
        })
    }

    /// And what says how much is asked of TLS. What goes through a socket leaves no machine, and servers end a session that asks for TLS there.
    fn with_tls(
        &self,
        mut options: MySqlConnectOptions,
        files: &Files,
    ) -> Result<(MySqlConnectOptions, Option<String>), Problem> {
        let (mode, said) = self.mode()?;
        if options.get_socket().is_some() {
            return Ok((options.ssl_mode(MySqlSslMode::Disabled), None));
        }
        if let Some(file) = self.get("ssl-ca") {
            options = options.ssl_ca_from_pem(file.file(files)?);
        }
        if let Some(file) = self.get("ssl-cert") {
            options = options.ssl_client_cert_from_pem(file.file(files)?);
        }
        if let Some(file) = self.get("ssl-key") {
            options = options.ssl_client_key_from_pem(file.file(files)?);
        }
        Ok((options.ssl_mode(mode), said.map(Setting::described)))
    }

    /// `ssl-mode` is MySQL's word; MariaDB's clients have `ssl`, `skip-ssl` and `ssl-verify-server-cert`.
    fn mode(&self) -> Result<(MySqlSslMode, Option<&Setting>), Problem> {
        if let Some(mode) = self.get("ssl-mode") {
            return Ok((mode.one_of(MODES)?, Some(mode)));
        }
        let switch = |name: &str| {
            let setting = self.get(name)?;
            let is_on = !["0", "OFF", "FALSE"].iter().any(|off| setting.value.eq_ignore_ascii_case(off));
            Some((is_on, setting))
        };
        Ok(match (switch("skip-ssl"), switch("ssl"), switch("ssl-verify-server-cert")) {
            (Some((true, setting)), _, _) | (_, Some((false, setting)), _) => (MySqlSslMode::Disabled, Some(setting)),
            (_, _, Some((true, setting))) => (MySqlSslMode::VerifyIdentity, Some(setting)),
            (_, Some((true, setting)), _) => (MySqlSslMode::Required, Some(setting)),
            _ => (MySqlSslMode::Preferred, None),
        })
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
pub(super) fn of_url(url: &Url, origin: &str, files: &Files) -> Result<Connection, Problem> {
    let mut options = Options::of_client(files);
    let is_of_user = |name: &str| matches!(name, "user" | "password" | "skip-ssl") || name.starts_with("ssl");
    options.0.retain(|setting| is_of_user(&setting.name));
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
            options.add(name, value, origin);
        }
    }
    for (name, value) in &url.parameters {
        options.add(name, value, origin);
        if let Some(added) = options.0.last() {
            check_name(&added.name, origin, PARAMETERS)?;
        }
    }
    options.connection(origin, files)
}

/// What option files say, where they name a database.
pub(super) fn of_option_files(files: &Files) -> Result<Option<Connection>, Problem> {
    let mut options = Options::of_client(files);
    let Some(database) = options.get("database") else { return Ok(None) };
    let origin = database.place.clone();
    // For the clients, localhost is the socket.
    if options.get("socket").is_none()
        && options.value("host").is_none_or(|host| host == "localhost")
        && let Some(socket) = SOCKETS.iter().find(|path| files.modified(path).is_some())
    {
        options.add("socket", socket, &origin);
    }
    options.connection(&origin, files).map(Some)
}
