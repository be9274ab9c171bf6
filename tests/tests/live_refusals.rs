//! Servers that let nobody in: what was tried, why it failed, what to type; and a password in nothing that is printed.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use schema_doc_tests::postgresql::Server;
use schema_doc_tests::{Ran, command, required};
use tempfile::TempDir;

/// A password of letters that no message has, with all that URLs and option files have a meaning for.
const PASSWORD: &str = "qzx@jvq/kzw#xqj wvk?zjx:%41";
const ENCODED: &str = "qzx%40jvq%2Fkzw%23xqj%20wvk%3Fzjx%3A%2541";
/// Its parts, none of which is printed.
const PARTS: [&str; 6] = ["qzx", "jvq", "kzw", "xqj", "wvk", "zjx"];

/// A folder that a server's own user can read, with a certificate for `localhost`, that of the authority which signed it, and that of another.
fn folder() -> TempDir {
    let dir = tempfile::Builder::new().prefix("refusals").tempdir().unwrap();
    let script = "set -e; cd \"$0\"; chmod 755 .
        for name in ca other; do openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=$name -keyout $name.key -out $name.crt; done
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost -keyout server.key -out server.csr
        printf 'basicConstraints=CA:FALSE\\nsubjectAltName=DNS:localhost\\n' > server.ext
        openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile server.ext -out server.crt";
    let output = Command::new("bash").args(["-c", script]).arg(dir.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    dir
}

/// A port that nobody listens on.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn run(script: &str, dir: &Path, port: u16) {
    let mut bash = Command::new("bash");
    bash.args(["-c", script]).arg(dir).env("PORT", port.to_string()).env("PASSWORD", PASSWORD.replace('\'', "''"));
    // A server that goes on running holds what it inherits.
    let log = std::fs::File::create(dir.join("script.log")).unwrap();
    let ran = bash.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).status().unwrap();
    assert!(ran.success(), "{}", std::fs::read_to_string(dir.join("script.log")).unwrap());
}

/// The PostgreSQL of the system's packages, with TLS: the database `shop` may be read with and without it, `safe` only with it.
struct PostgreSql {
    dir: TempDir,
    port: u16,
}

impl PostgreSql {
    const AS: &str = "as() { if [ \"$(id -u)\" = 0 ]; then runuser -u postgres -- \"$@\"; else \"$@\"; fi; }";

    fn start() -> Option<Self> {
        required("SCHEMA_DOC_ORACLE")?;
        let server = Self { dir: folder(), port: free_port() };
        let script = format!(
            "set -e; {}; cd \"$0\"; B=/usr/lib/postgresql/{}/bin; mkdir pg; cp server.crt server.key pg; chmod 600 pg/server.key
             if [ \"$(id -u)\" = 0 ]; then chown -R postgres pg; fi
             as $B/initdb -D $PWD/pg/data -U postgres --locale=C -E UTF8 --no-sync
             as tee pg/data/pg_hba.conf <<< $'local all all trust\\nhostssl safe all all scram-sha-256\\nhost shop all all scram-sha-256'
             as tee -a pg/data/postgresql.conf <<< \"ssl=on
ssl_cert_file='$PWD/pg/server.crt'
ssl_key_file='$PWD/pg/server.key'\"
             as $B/pg_ctl -D $PWD/pg/data -w -l $PWD/pg/log -o \"-c listen_addresses=localhost -p $PORT -k $PWD/pg -c fsync=off\" start
             psql -qX -h $PWD/pg -p $PORT -U postgres -c \"CREATE ROLE app LOGIN PASSWORD '$PASSWORD'\" -c 'CREATE DATABASE shop' \
                -c 'CREATE DATABASE safe'
             for d in shop safe; do psql -qX -h $PWD/pg -p $PORT -U postgres -d $d -c 'CREATE TABLE users (id int)'; done",
            Self::AS,
            Server::Packaged.version(),
        );
        run(&script, server.dir.path(), server.port);
        Some(server)
    }
}

impl Drop for PostgreSql {
    fn drop(&mut self) {
        let stop = format!(
            "{}; as /usr/lib/postgresql/{}/bin/pg_ctl -D \"$0/pg/data\" -m immediate stop",
            Self::AS,
            Server::Packaged.version()
        );
        run(&stop, self.dir.path(), self.port);
    }
}

/// A MariaDB with TLS, which the user `safe` must use.
struct MariaDb {
    dir: TempDir,
    port: u16,
    process: Child,
}

impl MariaDb {
    fn start() -> Option<Self> {
        required("SCHEMA_DOC_ORACLE")?;
        let (dir, port) = (folder(), free_port());
        let prepare = "set -e; cd \"$0\"; mkdir my; cp server.crt server.key ca.crt my; chmod 644 my/server.key; chown -R mysql my
            runuser -u mysql -- mariadb-install-db --no-defaults --datadir=$PWD/my/data --auth-root-authentication-method=normal --skip-test-db";
        run(prepare, dir.path(), port);
        let option = |name: &str, file: &str| format!("--{name}={}", dir.path().join("my").join(file).display());
        let mut mariadbd = Command::new("runuser");
        mariadbd.args(["-u", "mysql", "--", "mariadbd", "--no-defaults", "--bind-address=127.0.0.1"]);
        mariadbd.args([option("datadir", "data"), option("socket", "s.sock"), format!("--port={port}")]);
        mariadbd.args([option("ssl-cert", "server.crt"), option("ssl-key", "server.key"), option("ssl-ca", "ca.crt")]);
        mariadbd.args([option("pid-file", "pid"), "--innodb-buffer-pool-size=16M".to_owned()]);
        let log = std::fs::File::create(dir.path().join("log")).unwrap();
        let process = mariadbd.stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap();
        let server = Self { dir, port, process };
        let script = "set -e; cd \"$0\"; m() { mariadb --no-defaults -S $PWD/my/s.sock -u root \"$@\"; }
            for _ in $(seq 100); do m -e 'SELECT 1' && break; sleep .1; done
            m -e \"CREATE DATABASE shop; CREATE TABLE shop.users (id int); CREATE USER app@'%' IDENTIFIED BY '$PASSWORD';
                   CREATE USER safe@'%' IDENTIFIED BY '$PASSWORD' REQUIRE SSL; GRANT ALL ON shop.* TO app@'%'; GRANT ALL ON shop.* TO safe@'%'\"";
        run(script, server.dir.path(), server.port);
        Some(server)
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        run("kill -9 $(cat \"$0/my/pid\")", self.dir.path(), self.port);
        let _ = self.process.wait();
    }
}

/// Runs a command in a folder, of whose output no part of the password is any.
fn schema_doc(dir: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let output = command(dir, arguments).envs(variables.iter().copied()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let ran = Ran { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) };
    for part in PARTS {
        assert!(!ran.stdout.contains(part) && !ran.stderr.contains(part), "{part} of {arguments:?}\n{ran:?}");
    }
    ran
}

/// `sync`, told everything there is to tell; and `verify`, as programs read it.
fn sync(dir: &Path, variables: &[(&str, &str)], url: Option<&str>) -> Ran {
    let url: Vec<&str> = url.into_iter().flat_map(|url| ["--database-url", url]).collect();
    let ran = schema_doc(dir, variables, &[&["sync", "--verbose", "--output-dir", "docs"], &url[..]].concat());
    schema_doc(dir, variables, &[&["verify", "--verbose", "--format", "json"], &url[..]].concat());
    if ran.code != Some(0) {
        assert_eq!(ran.code, Some(2));
        assert!(!dir.join("docs").exists());
    }
    ran
}

/// A project, of which `verify` can ask whether a database is like it.
fn project() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("schema.sql"), "CREATE TABLE users (id int);").unwrap();
    let source = "[[source]]\nkind = \"sql\"\npath = \"schema.sql\"\ndialect = ";
    std::fs::write(dir.path().join("schema-doc.toml"), format!("{source}\"postgresql\"\n")).unwrap();
    dir
}

#[test]
fn a_postgresql_that_lets_nobody_in_says_why() {
    let Some(server) = PostgreSql::start() else { return };
    let (port, files) = (server.port, server.dir.path().display());
    let refused = |url: &str, expected: &[&str]| {
        let ran = sync(project().path(), &[], Some(&url.replace("PORT", &port.to_string())));
        ran.fails(&[&["(from --database-url)"], expected].concat());
    };
    let read = |url: &str| {
        let url = url.replace("PORT", &port.to_string());
        sync(project().path(), &[], Some(&url)).succeeds();
    };
    let at = format!("PostgreSQL at localhost:{port}, database `shop`, user `app`");
    let login = format!("app:{ENCODED}@localhost:PORT");

    read(&format!("postgresql://{login}/shop"));
    refused(
        "postgresql://app:wrong@localhost:PORT/shop",
        &[&at, "password authentication failed", "look at user and password (--database-url)"],
    );
    refused("postgresql://app@localhost:PORT/shop", &[&at, "there was no password", "PGPASSWORD", "~/.pgpass"]);
    refused(&format!("postgresql://{login}/none"), &["database `none`", "no line of the server's `pg_hba.conf`"]);
    refused(
        &format!("postgresql://app:{ENCODED}@localhost:{}/shop", free_port()),
        &["refused", "no server listens there"],
    );
    refused(
        &format!("postgresql://app:{ENCODED}@/shop?host={files}/none"),
        &[&format!("the socket in {files}/none"), "no server listens there"],
    );
    refused(
        &format!("postgresql://app:{ENCODED}@host.invalid/shop"),
        &["host.invalid:5432", "look at the host's name"],
    );

    // TLS that the server demands, and the user forbids.
    read(&format!("postgresql://{login}/safe"));
    refused(
        &format!("postgresql://{login}/safe?sslmode=disable"),
        &["no encryption", "type `sslmode=require`", "now it is `sslmode=disable` (--database-url)"],
    );
    // Whose server it is.
    let ca = format!("sslrootcert={files}/ca.crt");
    read(&format!("postgresql://{login}/shop?sslmode=require"));
    read(&format!("postgresql://{login}/shop?sslmode=verify-full&{ca}"));
    refused(
        &format!("postgresql://{login}/shop?sslmode=verify-full"),
        &["nobody whom this machine trusts has signed", "`sslrootcert=FILE`"],
    );
    refused(
        &format!("postgresql://{login}/shop?sslmode=require&sslrootcert={files}/other.crt"),
        &["nobody whom this machine trusts has signed"],
    );
    refused(
        &format!("postgresql://app:{ENCODED}@127.0.0.1:PORT/shop?sslmode=verify-full&{ca}"),
        &["not valid for name \"127.0.0.1\"", "name the host as its certificate does"],
    );
    read(&format!("postgresql://app:{ENCODED}@127.0.0.1:PORT/shop?sslmode=verify-ca&{ca}"));
    // A server that is none.
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let other_port = other.local_addr().unwrap().port();
    std::thread::spawn(move || {
        use std::io::Write as _;
        for mut client in other.incoming().flatten() {
            let _ = client.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    refused(
        &format!("postgresql://app:{ENCODED}@localhost:{other_port}/shop"),
        &["what answers there is no such server", "look at the port"],
    );
    tls_that_it_does_not_have_is_demanded(&server);
}

/// Of the server from now on without it.
fn tls_that_it_does_not_have_is_demanded(server: &PostgreSql) {
    let psql = |statements: &[&str]| {
        let mut psql = Command::new("psql");
        psql.args(["-qXAt", "-U", "postgres", "-p", &server.port.to_string(), "-h"]).arg(server.dir.path().join("pg"));
        psql.args(statements.iter().flat_map(|statement| ["-c", statement])).output().unwrap()
    };
    assert!(psql(&["ALTER SYSTEM SET ssl TO off", "SELECT pg_reload_conf()"]).status.success());
    let deadline = Instant::now() + Duration::from_secs(10);
    while psql(&["SHOW ssl"]).stdout != b"off\n" {
        assert!(Instant::now() < deadline);
        std::thread::sleep(Duration::from_millis(20));
    }
    let dir = project();
    let url = format!("postgresql://app:{ENCODED}@localhost:{}/shop", server.port);
    sync(dir.path(), &[("PGSSLMODE", "verify-full")], Some(&url)).fails(&[
        "the server has no TLS",
        "`sslmode=prefer`",
        "now it is `sslmode=verify-full` (PGSSLMODE)",
    ]);
    sync(dir.path(), &[], Some(&format!("{url}?sslmode=require"))).fails(&["the server has no TLS"]);
    sync(dir.path(), &[], Some(&url)).succeeds();
}

#[test]
fn a_mariadb_that_lets_nobody_in_says_why() {
    let Some(server) = MariaDb::start() else { return };
    let (port, files) = (server.port, server.dir.path().display());
    let refused = |url: &str, expected: &[&str]| {
        let ran = sync(project().path(), &[], Some(&url.replace("PORT", &port.to_string())));
        ran.fails(&[&["(from --database-url)"], expected].concat());
    };
    let read = |url: &str| {
        let dir = tempfile::tempdir().unwrap();
        sync(dir.path(), &[], Some(&url.replace("PORT", &port.to_string()))).succeeds();
    };
    let at = format!("MySQL at 127.0.0.1:{port}, database `shop`, user `app`");
    let login = format!("app:{ENCODED}@localhost:PORT");

    read(&format!("mysql://{login}/shop"));
    // Through a socket nobody asks for TLS, whatever the settings say.
    let socket = format!("socket={files}/my/s.sock");
    read(&format!("mysql://app:{ENCODED}@localhost/shop?{socket}"));
    read(&format!("mysql://app:{ENCODED}@localhost/shop?{socket}&ssl-mode=REQUIRED"));
    refused(
        "mysql://app:wrong@127.0.0.1:PORT/shop",
        &[&at, "Access denied", "look at user and password (--database-url)"],
    );
    refused("mysql://app@127.0.0.1:PORT/shop", &[&at, "there was no password", "MYSQL_PWD", "~/.my.cnf"]);
    refused(&format!("mysql://app:{ENCODED}@127.0.0.1:{}/shop", free_port()), &["refused", "no server listens there"]);
    refused(
        &format!("mysql://app:{ENCODED}@localhost/shop?socket={files}/none"),
        &[&format!("the socket {files}/none"), "no server listens there"],
    );
    refused(&format!("mysql://app:{ENCODED}@host.invalid/shop"), &["host.invalid:3306", "look at the host's name"]);
    refused(&format!("mysql://{login}/none"), &["database `none`", "name one that is there"]);

    read(&format!("mysql://safe:{ENCODED}@localhost:PORT/shop"));
    refused(
        &format!("mysql://safe:{ENCODED}@localhost:PORT/shop?ssl-mode=DISABLED"),
        &["Access denied", "an account that must use TLS is refused so"],
    );
    let ca = format!("ssl-ca={files}/ca.crt");
    read(&format!("mysql://{login}/shop?ssl-mode=VERIFY_IDENTITY&{ca}"));
    refused(
        &format!("mysql://{login}/shop?ssl-mode=VERIFY_CA"),
        &["nobody whom this machine trusts has signed", "`ssl-ca=FILE`", "now it is `ssl-mode=VERIFY_CA`"],
    );
    refused(
        &format!("mysql://app:{ENCODED}@127.0.0.1:PORT/shop?ssl-mode=VERIFY_IDENTITY&{ca}"),
        &["not valid for name \"127.0.0.1\""],
    );

    // The same server without TLS: behind one that passes on all but its offer of it.
    let plain = without_tls(server.port);
    refused(
        &format!("mysql://app:{ENCODED}@127.0.0.1:{plain}/shop?ssl-mode=REQUIRED"),
        &["the server has no TLS", "`ssl-mode=PREFERRED`", "now it is `ssl-mode=REQUIRED` (--database-url)"],
    );
    read(&format!("mysql://app:{ENCODED}@127.0.0.1:{plain}/shop"));
}

/// Listens on a port and passes on what a server of MySQL's protocol says, but that it has TLS.
fn without_tls(server: u16) -> u16 {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let mut server = TcpStream::connect(("127.0.0.1", server)).unwrap();
            let mut greeting = vec![0; 512];
            let length = server.read(&mut greeting).unwrap();
            greeting.truncate(length);
            // Length and number of the packet, version of the protocol, name of the server up to a zero, thread, eight bytes of salt, a zero;
            // then the lower half of the capabilities: https://mariadb.com/kb/en/connection/#initial-handshake-packet
            let name = greeting[5..].iter().position(|byte| *byte == 0).unwrap();
            let capabilities = 5 + name + 1 + 4 + 8 + 1;
            greeting[capabilities + 1] &= !0x08;
            client.write_all(&greeting).unwrap();
            let (mut asks, mut asked) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut asks, &mut asked));
            std::thread::spawn(move || std::io::copy(&mut server, &mut client));
        }
    });
    port
}

/// A project whose user keeps the password in a file.
fn with_file(name: &str, text: &str) -> TempDir {
    let dir = project();
    let path: PathBuf = dir.path().join(name);
    std::fs::write(path, text).unwrap();
    dir
}

#[test]
fn a_password_is_printed_nowhere_wherever_it_stands() {
    let port = free_port();
    let fails = |dir: &TempDir, variables: &[(&str, &str)], url: Option<&str>| {
        sync(dir.path(), variables, url).fails(&["help: "]);
    };
    // As it is typed by who has not read how: it is encoded, or cut into what is no URL.
    for scheme in ["postgresql", "postgres", "mysql", "mariadb", "mongodb", "postgresq", ""] {
        let plain = format!("{scheme}://app:{PASSWORD}@localhost:{port}/shop");
        fails(&project(), &[], Some(&plain));
        fails(&project(), &[("DATABASE_URL", &plain)], None);
        fails(&with_file(".env", &format!("DATABASE_URL={plain}\n")), &[], None);
        fails(&project(), &[], Some(&format!("{scheme}:app:{PASSWORD}@localhost:{port}/shop")));
        let encoded = format!("{scheme}://app:{ENCODED}@localhost:{port}/shop");
        fails(&project(), &[], Some(&encoded));
        fails(&project(), &[], Some(&format!("{encoded}?sslmode=none")));
        fails(&project(), &[], Some(&format!("{encoded}?sslmod=require&{PASSWORD}")));
        fails(&project(), &[], Some(&format!("{encoded}?user=app&password={ENCODED}")));
        for part in PASSWORD.split(['@', '/', '#', ' ', '?', ':']) {
            fails(&project(), &[], Some(&format!("{scheme}://app:{part}/{PASSWORD}@localhost:{port}/shop")));
            fails(&project(), &[], Some(&format!("{scheme}://{part}?{PASSWORD}@localhost:{port}/shop")));
            fails(&project(), &[], Some(&format!("{scheme}://app:{part}%@localhost:{port}/shop")));
        }
    }
    fails(&project(), &[], Some(PASSWORD));
    fails(&project(), &[], Some(&format!("host=localhost port={port} user=app password='{PASSWORD}'")));
    fails(&project(), &[], Some(&format!("host=localhost port={port} user=app password={PASSWORD} dbname=shop")));
    let port = port.to_string();
    let server = [("PGHOST", "localhost"), ("PGPORT", &port), ("PGUSER", "app")];
    fails(&project(), &[&server[..], &[("PGPASSWORD", PASSWORD)]].concat(), None);
    let escaped = PASSWORD.replace(':', "\\:");
    let dir = with_file(".pgpass", &format!("*:*:*:app:{escaped}\n"));
    fails(&dir, &server, None);
    let passfile = with_file("mine", &format!("*:*:*:app:{escaped}\n"));
    fails(&passfile, &[&server[..], &[("PGPASSFILE", "mine")]].concat(), None);
    let section = format!("[shop]\nhost=localhost\nport={port}\nuser=app\npassword={PASSWORD}\n");
    fails(&with_file(".pg_service.conf", &section), &[("PGSERVICE", "shop")], None);
    let file = format!("[client]\nhost=127.0.0.1\nport={port}\nuser=app\npassword=\"{PASSWORD}\"\ndatabase=shop\n");
    fails(&with_file(".my.cnf", &file), &[], None);
    fails(&project(), &[("MYSQL_PWD", PASSWORD)], Some(&format!("mysql://app@127.0.0.1:{port}/shop")));
}
