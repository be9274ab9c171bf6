//! What libpq looks at: parameters of the URL, then those of a service, then variables, then `~/.pgpass` for the password.

use schema_doc_build::files::Files;
use schema_doc_diagnostics::nearest;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::setting::{Setting, check_name};
use super::url::Url;
use super::{Connection, Problem, Server, groups};

/// Variables, and the parameters that they stand for (libpq, Environment Variables).
const VARIABLES: &[(&str, &str)] = &[
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGPORT", "port"),
    ("PGDATABASE", "dbname"),
    ("PGUSER", "user"),
    ("PGPASSWORD", "password"),
    ("PGPASSFILE", "passfile"),
    ("PGSERVICE", "service"),
    ("PGOPTIONS", "options"),
    ("PGAPPNAME", "application_name"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLCERT", "sslcert"),
    ("PGSSLKEY", "sslkey"),
    ("PGSSLROOTCERT", "sslrootcert"),
];

/// One of these says that a database of PostgreSQL is meant.
const TELLING: &[&str] = &["PGSERVICE", "PGHOST", "PGHOSTADDR", "PGDATABASE", "PGUSER", "PGPORT"];

/// Other words for parameters, which sqlx takes in URLs.
const OTHER_WORDS: &[(&str, &str)] = &[
    ("ssl-mode", "sslmode"),
    ("ssl-root-cert", "sslrootcert"),
    ("ssl-ca", "sslrootcert"),
    ("ssl-cert", "sslcert"),
    ("ssl-key", "sslkey"),
];

/// libpq's words, from the least to the most that is asked of TLS.
const MODES: &[(&str, PgSslMode)] = &[
    ("disable", PgSslMode::Disable),
    ("allow", PgSslMode::Allow),
    ("prefer", PgSslMode::Prefer),
    ("require", PgSslMode::Require),
    ("verify-ca", PgSslMode::VerifyCa),
    ("verify-full", PgSslMode::VerifyFull),
];

/// What was said first outranks what is said later.
#[derive(Default)]
struct Parameters(Vec<Setting>);

impl Parameters {
    fn get(&self, name: &str) -> Option<&Setting> {
        self.0.iter().find(|setting| setting.name == name).filter(|setting| !setting.value.is_empty())
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.get(name).map(|setting| setting.value.as_str())
    }

    fn add(&mut self, name: &str, value: &str, place: &str) -> Result<(), Problem> {
        let name = OTHER_WORDS.iter().find(|(other, _)| *other == name).map_or(name, |(_, name)| name);
        let known: Vec<&str> = VARIABLES.iter().map(|(_, name)| *name).collect();
        check_name(name, place, &known)?;
        self.0.push(Setting::new(name, value, place));
        Ok(())
    }

    fn add_url(&mut self, url: &Url, origin: &str) -> Result<(), Problem> {
        // libpq's parameters outrank the parts of the URL.
        for (name, value) in &url.parameters {
            self.add(name, value, origin)?;
        }
        let port = url.port.map(|port| port.to_string());
        let parts = [
            ("host", &url.host),
            ("port", &port),
            ("dbname", &url.database),
            ("user", &url.user),
            ("password", &url.password),
        ];
        for (name, value) in parts {
            if let Some(value) = value {
                self.add(name, value, origin)?;
            }
        }
        Ok(())
    }

    fn add_environment(&mut self, files: &Files) -> Result<(), Problem> {
        let service = self.value("service").map(str::to_owned).or_else(|| files.env("PGSERVICE"));
        if let Some(service) = service.filter(|service| !service.is_empty()) {
            self.add_service(&service, files)?;
        }
        for (variable, name) in VARIABLES {
            if let Some(value) = files.env(variable) {
                self.add(name, &value, variable)?;
            }
        }
        Ok(())
    }

    /// The section of that name in the user's or the system's `pg_service.conf`.
    fn add_service(&mut self, service: &str, files: &Files) -> Result<(), Problem> {
        let own = files.env("PGSERVICEFILE").or_else(|| Some(format!("{}/.pg_service.conf", files.env("HOME")?)));
        let folder = files.env("PGSYSCONFDIR").unwrap_or_else(|| "/etc/postgresql-common".to_owned());
        let paths: Vec<String> = own.into_iter().chain([format!("{folder}/pg_service.conf")]).collect();
        let mut known: Vec<String> = Vec::new();
        for path in &paths {
            let Ok(bytes) = files.read_unwatched(path) else { continue };
            let text = String::from_utf8_lossy(&bytes);
            let found = text.lines().any(|line| line.trim() == format!("[{service}]"));
            for entry in groups::entries(&text) {
                if entry.group == service {
                    self.add(entry.key, entry.value.unwrap_or_default(), &format!("{path}:{}", entry.line))?;
                } else if known.last().is_none_or(|last| last != entry.group) {
                    known.push(entry.group.to_owned());
                }
            }
            if found {
                return Ok(());
            }
        }
        let help = match nearest(service, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write a section `[{service}]` with host, port, dbname and user"),
        };
        Err(Problem::new(format!("no service `{service}` in {}", paths.join(", "))).with_help(help))
    }

    fn connection(&self, origin: &str, files: &Files) -> Result<Connection, Problem> {
        // Its defaults: the socket or localhost.
        let mut options = PgConnectOptions::new_without_pgpass().statement_cache_capacity(0).extra_float_digits(None);
        if let Some(host) = self.value("hostaddr").or_else(|| self.value("host")) {
            options = options.host(host);
        }
        if let Some(port) = self.get("port") {
            options = options.port(port.port()?);
        }
        // The user of the operating system, as its own list of users names it: cron sets no USER.
        if let Some(user) = self.value("user").map(str::to_owned).or_else(|| whoami::username().ok()) {
            options = options.username(&user);
        }
        if let Some(database) = self.value("dbname") {
            options = options.database(database);
        }
        options = self.with_tls(options, files)?;
        options = options.application_name(self.value("application_name").unwrap_or("schema-doc"));
        options = options.options(settings(self.value("options").unwrap_or_default()));
        let password = self.get("password").cloned().or_else(|| self.password_of_file(&options, files));
        if let Some(password) = &password {
            options = options.password(&password.value);
        }
        Ok(Connection {
            server: Server::PostgreSql(Box::new(options)),
            origin: origin.to_owned(),
            password: password.map(|password| password.place),
            tls: self.get("sslmode").map(Setting::described),
        })
    }

    fn with_tls(&self, mut options: PgConnectOptions, files: &Files) -> Result<PgConnectOptions, Problem> {
        let mode = self.get("sslmode").map(|mode| mode.one_of(MODES)).transpose()?;
        let is_socket = options.get_socket().is_some() || options.get_host().starts_with('/');
        if is_socket {
            return Ok(options.ssl_mode(PgSslMode::Disable));
        }
        let mut mode = mode.unwrap_or(PgSslMode::Prefer);
        // `system` stands for the authorities that this machine trusts: they always count.
        if let Some(file) = self.get("sslrootcert").filter(|file| file.value != "system") {
            options = options.ssl_root_cert_from_pem(file.file(files)?);
            // "If a root CA file is present, the behavior of `require` will be the same as that of `verify-ca`."
            if matches!(mode, PgSslMode::Require) {
                mode = PgSslMode::VerifyCa;
            }
        }
        if let Some(file) = self.get("sslcert") {
            options = options.ssl_client_cert_from_pem(file.file(files)?);
        }
        if let Some(file) = self.get("sslkey") {
            options = options.ssl_client_key_from_pem(file.file(files)?);
        }
        Ok(options.ssl_mode(mode))
    }

    /// `localhost:5432:shop:app:secret`: the first line that fits, `*` fits all, `\` takes a colon's meaning.
    fn password_of_file(&self, options: &PgConnectOptions, files: &Files) -> Option<Setting> {
        let path =
            self.value("passfile").map(str::to_owned).or_else(|| Some(format!("{}/.pgpass", files.env("HOME")?)))?;
        let text = String::from_utf8(files.read_unwatched(&path).ok()?).ok()?;
        let host = options.get_host();
        // libpq looks the socket up as localhost.
        let host = if host.starts_with('/') { "localhost" } else { host };
        let user = options.get_username();
        let port = options.get_port().to_string();
        let wanted = [host, &port, options.get_database().unwrap_or(user), user];
        text.lines().zip(1..).filter(|(line, _)| !line.starts_with('#')).find_map(|(line, number)| {
            let mut fields = fields(line);
            let password = (fields.len() == 5).then(|| fields.pop())??;
            let fits = fields.iter().zip(wanted).all(|(field, wanted)| field == "*" || field == wanted);
            fits.then(|| Setting::new("password", &password, &format!("{path}:{number}")))
        })
    }
}

/// `a:b\:c` → `a`, `b:c`
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ':' if fields.len() < 5 => fields.push(String::new()),
            '\\' => fields.last_mut().map(|field| field.extend(letters.next())).unwrap_or_default(),
            _ => fields.last_mut().map(|field| field.push(letter)).unwrap_or_default(),
        }
    }
    fields
}

/// `-c statement_timeout=5s --search_path=a` → the settings and their values.
fn settings(options: &str) -> Vec<(String, String)> {
    let words = options.replace("-c ", "--");
    let words = words.split_whitespace().filter_map(|word| word.strip_prefix("--").or_else(|| word.strip_prefix("-c")));
    words.filter_map(|word| word.split_once('=')).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

pub(super) fn of_url(url: &Url, origin: &str, files: &Files) -> Result<Connection, Problem> {
    let mut parameters = Parameters::default();
    parameters.add_url(url, origin)?;
    parameters.add_environment(files)?;
    parameters.connection(origin, files)
}

/// `host=localhost dbname='my shop'`
pub(super) fn of_words(text: &str, origin: &str, files: &Files) -> Result<Connection, Problem> {
    let mut parameters = Parameters::default();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (name, value) = rest.split_once('=').ok_or_else(|| {
            Problem::new(format!("{origin}: a parameter without `=`")).with_help("type `host=localhost dbname=shop`")
        })?;
        let value = value.trim_start();
        let mut word = String::new();
        let mut letters = value.char_indices();
        let quoted = value.starts_with('\'');
        if quoted {
            letters.next();
        }
        let mut end = value.len();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => word.extend(letters.next().map(|(_, letter)| letter)),
                '\'' if quoted => {
                    end = at + 1;
                    break;
                }
                _ if !quoted && letter.is_whitespace() => {
                    end = at;
                    break;
                }
                _ => word.push(letter),
            }
        }
        parameters.add(name.trim(), &word, origin)?;
        rest = value.get(end..).unwrap_or_default().trim_start();
    }
    parameters.add_environment(files)?;
    parameters.connection(origin, files)
}

/// What the variables say, where one of them says that PostgreSQL is meant.
pub(super) fn of_environment(files: &Files) -> Result<Option<Connection>, Problem> {
    let telling = TELLING.iter().find(|variable| files.env(variable).is_some_and(|value| !value.is_empty()));
    let Some(origin) = telling else { return Ok(None) };
    let mut parameters = Parameters::default();
    parameters.add_environment(files)?;
    parameters.connection(origin, files).map(Some)
}
