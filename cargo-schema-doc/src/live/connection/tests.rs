use super::url::Url;
use super::{Connection, Server};
use schema_doc_build::files::Files;

/// The parts of a connection that were found, or the first line of why there is none.
fn found(argument: Option<&str>, variables: &[(&str, &str)], texts: &[(&str, &str)]) -> String {
    let mut files = Files::in_memory(texts.iter().copied());
    files.set_env(variables.iter().copied());
    match Connection::find(argument, &files) {
        Ok(connection) => connection.to_string(),
        Err(problem) => problem.to_string().lines().next().unwrap_or_default().to_owned(),
    }
}

/// What a connection would log in with, as far as sqlx tells it.
fn password(argument: Option<&str>, variables: &[(&str, &str)], texts: &[(&str, &str)]) -> Option<String> {
    let mut files = Files::in_memory(texts.iter().copied());
    files.set_env(variables.iter().copied());
    let options = match Connection::find(argument, &files).unwrap().server {
        Server::PostgreSql(options) => format!("{options:?}"),
        Server::MySql(options) => format!("{options:?}"),
        Server::Sqlite(_) => return None,
    };
    let rest = options.split("password: Some(\"").nth(1)?;
    rest.split('"').next().map(str::to_owned)
}

const PG: &str = "postgresql://app:secret@db.example:5433/shop";

#[test]
fn a_url_says_which_database_it_is() {
    let check = |url: &str, expected: &str| assert_eq!(found(Some(url), &[], &[]), expected, "{url}");
    check(PG, "PostgreSQL at db.example:5433, database `shop`, user `app` (from --database-url)");
    check(
        "postgres://a%40b@[::1]/my%20shop?sslmode=require",
        "PostgreSQL at ::1:5432, database `my shop`, user `a@b` (from --database-url)",
    );
    check(
        "postgresql:///shop?host=/var/run/postgresql&user=app",
        "PostgreSQL at the socket in /var/run/postgresql, database `shop`, user `app` (from --database-url)",
    );
    check(
        "host=localhost dbname='my shop' user=app password=a\\ b",
        "PostgreSQL at localhost:5432, database `my shop`, user `app` (from --database-url)",
    );
    check(
        "mysql://app:secret@db.example/shop?ssl-mode=REQUIRED",
        "MySQL at db.example:3306, database `shop`, user `app` (from --database-url)",
    );
    check(
        "mariadb://app@localhost/shop?socket=/run/s.sock",
        "MySQL at the socket /run/s.sock, database `shop`, user `app` (from --database-url)",
    );
    check("sqlite:app.db", "SQLite in app.db (from --database-url)");
    check("sqlite:///var/app.db?mode=rwc", "SQLite in /var/app.db (from --database-url)");
    check("data/app.sqlite3", "SQLite in data/app.sqlite3 (from --database-url)");
}

#[test]
fn what_is_wrong_with_a_url_is_said_without_repeating_it() {
    for (url, expected) in [
        ("postgresql:app:secret", "--database-url: no `//` behind the name of the system"),
        ("postgresql://app:secret@h:99999/x", "--database-url: the port is no number up to 65535"),
        ("postgresql://app:sec%zret@h/x", "--database-url: a `%` without two digits behind it, or no UTF-8"),
        ("postgresql://app:secret@a,b/x", "--database-url: several hosts; name the one to read from"),
        ("postgresql://app:secret@h/x?sslmode=requir", "no sslmode `requir` (--database-url)"),
        ("postgresql://app:sec/ret@h/secret", "--database-url: an `@` behind a `/`, `?` or `#`"),
        ("postgresql://app:s@secret #1/:%@h/x", "--database-url: an `@` behind a `/`, `?` or `#`"),
        ("mysql://app:12?secret@h/x", "--database-url: an `@` behind a `/`, `?` or `#`"),
        ("postgresql://h/x?sslmod=secret", "--database-url: there is a parameter that is not known"),
        ("mysql://h/x?ssl-moed=secret", "--database-url: there is a parameter that is not known"),
        ("mongodb://app:secret@h/x", "--database-url names no database system that can be read"),
        ("secret", "--database-url names no database system that can be read"),
        ("mysql://app:secret@h", "no database is named"),
    ] {
        let files = Files::in_memory([("a", "")]);
        let problem = Connection::find(Some(url), &files).unwrap_err().to_string();
        assert_eq!(problem.lines().next(), Some(expected), "{url}");
        assert!(!problem.contains("secret"), "{problem}");
    }
}

#[test]
fn the_first_that_says_it_is_taken() {
    let check = |argument, variables: &[(&str, &str)], texts: &[(&str, &str)], expected: &str| {
        assert_eq!(found(argument, variables, texts), expected);
    };
    let dotenv = ("DATABASE_URL", "sqlite:variable.db");
    let text = (".env", "# DATABASE_URL=a\nexport DATABASE_URL=\"sqlite:file.db\"\n");
    check(Some("sqlite:argument.db"), &[dotenv], &[text], "SQLite in argument.db (from --database-url)");
    check(None, &[dotenv], &[text], "SQLite in variable.db (from DATABASE_URL)");
    check(None, &[("PGHOST", "h")], &[text], "SQLite in file.db (from DATABASE_URL in .env)");
    check(None, &[("PGHOST", "h"), ("PGUSER", "u")], &[], "PostgreSQL at h:5432, database `u`, user `u` (from PGHOST)");
    let options = ("/etc/mysql/my.cnf", "[mysqld]\nport=1\n[client]\nuser = app\nhost=h\n\n!include /etc/more.cnf\n");
    let more = ("/etc/more.cnf", "[mysql]\ndatabase = \"shop\" \nloose-port=3307\n");
    check(
        None,
        &[("MYSQL_HOST", "variable"), ("USER", "root")],
        &[options, more],
        "MySQL at h:3307, database `shop`, user `app` (from /etc/more.cnf:2)",
    );
    check(
        None,
        &[],
        &[],
        "no database is named; looked at --database-url, DATABASE_URL, .env, PGHOST and its like, /etc/my.cnf, /etc/mysql/my.cnf, \
         ~/.my.cnf",
    );
}

#[test]
fn a_url_outranks_a_service_and_that_the_variables() {
    let service =
        ("/home/a/.pg_service.conf", "# mine\n[other]\nhost=o\n[shop]\nhost=service\nport=1\nuser=s\ndbname=d\n");
    let variables = [("HOME", "/home/a"), ("PGSERVICE", "shop"), ("PGUSER", "variable"), ("PGPORT", "2")];
    let check = |argument, expected: &str| assert_eq!(found(argument, &variables, &[service]), expected);
    check(None, "PostgreSQL at service:1, database `d`, user `s` (from PGSERVICE)");
    check(Some("postgresql://url/x"), "PostgreSQL at url:1, database `x`, user `s` (from --database-url)");
    assert_eq!(
        found(Some("postgresql://?service=shp"), &[("HOME", "/home/a")], &[service]),
        "no service `shp` in /home/a/.pg_service.conf, /etc/postgresql-common/pg_service.conf",
    );
}

#[test]
fn a_setting_that_cannot_be_is_told_with_its_place() {
    let service =
        ("/home/a/.pg_service.conf", "[shop]\nhost=h\n\nsslmode=requir\n[other]\nport=five\n[third]\nsslrootcrt=x\n");
    let options = ("/home/a/.my.cnf", "[client]\ndatabase=x\nport = many\n");
    let check = |argument, variables: &[(&str, &str)], expected: &str| {
        let variables = [&[("HOME", "/home/a")], variables].concat();
        assert_eq!(found(argument, &variables, &[service, options]), expected);
    };
    check(None, &[("PGHOST", "h"), ("PGSSLMODE", "always")], "no sslmode `always` (PGSSLMODE)");
    check(None, &[("PGHOST", "h"), ("PGPORT", "70000")], "the port `70000` is no number up to 65535 (PGPORT)");
    check(None, &[("PGSERVICE", "shop")], "no sslmode `requir` (/home/a/.pg_service.conf:4)");
    check(None, &[("PGSERVICE", "other")], "the port `five` is no number up to 65535 (/home/a/.pg_service.conf:6)");
    check(None, &[("PGSERVICE", "third")], "/home/a/.pg_service.conf:8: there is a parameter that is not known");
    check(None, &[], "the port `many` is no number up to 65535 (/home/a/.my.cnf:3)");
    check(
        Some("postgresql://h/x?sslmode=verify-full&sslrootcert=ca.pem"),
        &[],
        "`sslrootcert=ca.pem` (--database-url): entity not found",
    );
    check(Some("mysql://h/x?ssl-mode=on"), &[], "no ssl-mode `on` (--database-url)");
}

#[test]
fn tls_is_as_the_clients_have_it() {
    let mode = |argument: &str, texts: &[(&str, &str)]| {
        let texts = texts.iter().copied().chain([("ca.pem", "-")]);
        let mut files = Files::in_memory(texts);
        files.set_env([("HOME", "/home/a")]);
        match Connection::find(Some(argument), &files).unwrap().server {
            Server::PostgreSql(options) => format!("{:?}", options.get_ssl_mode()),
            Server::MySql(options) => format!("{:?}", options.get_ssl_mode()),
            Server::Sqlite(_) => String::new(),
        }
    };
    assert_eq!(mode("postgresql://h/x", &[]), "Prefer");
    assert_eq!(mode("postgresql://h/x?ssl-mode=verify-full", &[]), "VerifyFull");
    assert_eq!(mode("postgresql://h/x?sslmode=require&sslrootcert=ca.pem", &[]), "VerifyCa");
    assert_eq!(mode("postgresql://h/x?sslmode=verify-full&sslrootcert=system", &[]), "VerifyFull");
    assert_eq!(mode("postgresql://h/x?host=/run/postgresql&sslmode=verify-full", &[]), "Disable");
    assert_eq!(mode("mysql://h/x?sslmode=verify_ca", &[]), "VerifyCa");
    assert_eq!(mode("mysql://localhost/x?socket=/run/s.sock&ssl-mode=REQUIRED", &[]), "Disabled");
    let check = |line: &str, expected: &str| {
        let text = format!("[client]\n{line}\n");
        assert_eq!(mode("mysql://h/x", &[("/home/a/.my.cnf", &text)]), expected, "{line}");
    };
    check("", "Preferred");
    check("ssl", "Required");
    check("ssl=0", "Disabled");
    check("skip-ssl", "Disabled");
    check("ssl_verify_server_cert", "VerifyIdentity");
}

#[test]
fn a_password_is_found_where_the_clients_find_it() {
    let file = ("/home/a/.pgpass", "# a comment\nother:*:*:*:no\nh:5432:a\\:b:*:o\\\\ne\n*:*:*:app:two\n");
    let check = |argument, variables: &[(&str, &str)], expected: Option<&str>| {
        let variables = [&[("HOME", "/home/a")], variables].concat();
        assert_eq!(password(Some(argument), &variables, &[file]).as_deref(), expected, "{argument}");
    };
    check("postgresql://app:own@h/x", &[("PGPASSWORD", "variable")], Some("own"));
    check("postgresql://app@h/x", &[("PGPASSWORD", "variable")], Some("variable"));
    check("postgresql://app@h/x", &[], Some("two"));
    check("postgresql://me@h/a%3Ab", &[], Some("o\\\\ne")); // `Debug` doubles it once more
    check("postgresql://me@h/x", &[], None);
    check("mysql://app@h/x", &[("MYSQL_PWD", "variable")], Some("variable"));
}

#[test]
fn no_password_is_in_what_is_printed_of_a_connection() {
    for url in [PG, "mysql://app:secret@h/x"] {
        let connection = Connection::find(Some(url), &Files::in_memory([("a", "")])).unwrap();
        assert!(!format!("{connection} {connection:?}").contains("secret"));
    }
}

#[test]
fn the_last_at_sign_divides() {
    let url = Url::parse("postgresql://app:p@ss@h/x", "--database-url").unwrap();
    assert_eq!((url.password.as_deref(), url.host.as_deref()), (Some("p@ss"), Some("h")));
}
