//! PostgreSQL as it runs: what is read of it is what it has, and what its SQL text says.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use schema_doc_tests::postgresql::{Database, Server, without_pgvector};
use schema_doc_tests::{CorpusSchema, Oracle, POSTGRESQL, Project, Ran, command, corpus, schema_doc};
use serde_json::Value;

/// What `sync` makes of a database.
trait Read {
    fn sync(&self, user: &str, dir: &Path, arguments: &[&str]) -> Ran;
    /// `sync` by a user, which must have nothing to say: what it wrote.
    fn read_as(&self, user: &str, arguments: &[&str]) -> Snapshot;
    fn read(&self) -> Snapshot;
    /// Starts `sync` and waits until it waits for a lock that another holds.
    fn sync_until_it_waits(&self, dir: &Path) -> Child;
}

impl Read for Database {
    fn sync(&self, user: &str, dir: &Path, arguments: &[&str]) -> Ran {
        let url = self.url(user);
        schema_doc(dir, &[&["sync", "--database-url", &url, "--output-dir", "docs"], arguments].concat())
    }

    #[track_caller]
    fn read_as(&self, user: &str, arguments: &[&str]) -> Snapshot {
        let dir = tempfile::tempdir().unwrap();
        let ran = self.sync(user, dir.path(), arguments);
        assert_eq!(ran.stderr, "");
        ran.succeeds();
        Snapshot::of(dir.path())
    }

    #[track_caller]
    fn read(&self) -> Snapshot {
        self.read_as("postgres", &[])
    }

    fn sync_until_it_waits(&self, dir: &Path) -> Child {
        let url = self.url("postgres");
        let mut sync = command(dir, &["sync", "--database-url", &url, "--output-dir", "docs"]);
        let sync = sync.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'schema-doc' \
                       AND wait_event_type = 'Lock'";
        let deadline = Instant::now() + Duration::from_mins(1);
        while self.psql(waiting) != "1" {
            assert!(Instant::now() < deadline, "it does not wait");
            std::thread::sleep(Duration::from_millis(20));
        }
        sync
    }
}

/// What `sync` wrote: a manifest.
#[derive(Debug, PartialEq)]
struct Snapshot(Value);

impl Snapshot {
    fn of(dir: &Path) -> Self {
        Self(serde_json::from_str(&std::fs::read_to_string(dir.join("docs/schema.snapshot.json")).unwrap()).unwrap())
    }

    fn schema(&self) -> &Value {
        &self.0["schema_manifest"]
    }

    fn fingerprint(&self) -> &str {
        self.schema()["fingerprint"].as_str().unwrap()
    }

    fn names(&self, list: &str) -> Vec<String> {
        let objects = self.schema()[list].as_array().into_iter().flatten();
        objects.map(|object| object["name"].as_str().unwrap().to_owned()).collect()
    }

    /// Compares fact by fact with what a server says.
    fn is(&self, account: &str) -> Result<(), String> {
        let Some(oracle) = Oracle::from_env() else { return Ok(()) };
        let dir = tempfile::tempdir().unwrap();
        let (truth, facts) = (dir.path().join("truth.json"), dir.path().join("facts.json"));
        let mut manifest = self.0.clone();
        // A catalog has none to compare with, its facts are the foreign keys.
        for table in manifest["schema_manifest"]["tables"].as_array_mut().unwrap() {
            table.as_object_mut().unwrap().remove("relationships");
        }
        std::fs::write(&truth, account).unwrap();
        std::fs::write(&facts, manifest.to_string()).unwrap();
        oracle.run(None, [Path::new("compare"), &truth, &facts, Path::new("--show"), Path::new("20")]).map(drop)
    }
}

/// The fingerprint of SQL text.
fn fingerprint_of(files: &[PathBuf]) -> String {
    let project = Project::of_files(files).dialect(POSTGRESQL.system);
    project.write(&project.load());
    let manifest: Value = serde_json::from_str(&std::fs::read_to_string(project.manifest()).unwrap()).unwrap();
    manifest["schema_manifest"]["fingerprint"].as_str().unwrap().to_owned()
}

/// Loads a schema, reads it live, compares with the server's own account, and the fingerprint with that of the text.
fn live_is_the_text(server: Server, schema: &CorpusSchema) -> Result<(), String> {
    let dir = tempfile::tempdir().unwrap();
    let files = without_pgvector(schema, dir.path());
    let Some(database) = Database::of_files(server, &schema.name.replace('-', "_"), schema.sed, &files) else {
        return Ok(());
    };
    let live = database.read();
    live.is(&database.account)?;
    let text = fingerprint_of(&files);
    if live.fingerprint() == text { Ok(()) } else { Err(format!("{} is {text} in the text", live.fingerprint())) }
}

fn every_schema(server: Server, is_for: impl Fn(&CorpusSchema) -> bool) {
    let schemas = corpus(POSTGRESQL);
    let failures: Vec<String> = schemas
        .iter()
        .filter(|schema| is_for(schema))
        .filter_map(|schema| live_is_the_text(server, schema).err().map(|error| format!("== {}\n{error}", schema.name)))
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_schema_of_the_corpora_is_read_live_as_its_text_is() {
    every_schema(Server::Newest, |_| true);
}

#[test]
fn an_older_server_is_read_as_the_newest_is() {
    // Pagila calls functions of PostgreSQL 18.
    every_schema(Server::Packaged, |schema| ["sakila", "kea-admin", "roundcube-core"].contains(&&*schema.name));
}

#[test]
fn every_server_that_is_named_is_read_as_the_newest_is() {
    for server in Server::named() {
        // Pagila calls functions of PostgreSQL 18.
        every_schema(server, |schema| schema.name != "pagila");
        every_construct(server);
    }
}

const CONSTRUCTS: &str = include_str!("../fixtures/live/postgresql.sql");
/// What versions brought, and the first server that takes it.
const NEWER_CONSTRUCTS: &[(u32, &str)] = &[
    (15, include_str!("../fixtures/live/postgresql-15.sql")),
    (18, include_str!("../fixtures/live/postgresql-18.sql")),
];

/// Those that a server takes.
#[track_caller]
fn every_construct(server: Server) {
    reads_and_makes_again(server, "constructs", CONSTRUCTS);
    for (version, sql) in NEWER_CONSTRUCTS.iter().filter(|(version, _)| *version <= server.version()) {
        reads_and_makes_again(server, &format!("constructs_{version}"), sql);
    }
}

/// Reads what the text makes; then the DDL that is written from what was read makes it again.
#[track_caller]
fn reads_and_makes_again(server: Server, name: &str, sql: &str) {
    let Some(database) = Database::of_sql(server, name, sql) else { return };
    let live = database.read();
    live.is(&database.account).unwrap();
    assert_eq!(live.schema().get("unsupported"), None);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("schema.sql");
    std::fs::write(&file, sql).unwrap();
    assert_eq!(live.fingerprint(), fingerprint_of(std::slice::from_ref(&file)));

    std::fs::write(dir.path().join("schema.snapshot.json"), live.0.to_string()).unwrap();
    let arguments =
        ["generate", "schema.snapshot.json", "--kind", "snapshot", "--output-dir", "docs", "--formats", "ddl"];
    schema_doc(dir.path(), &arguments).succeeds();
    let again = Database::of_files(server, &format!("{name}_again"), None, &[dir.path().join("docs/ddl.sql")]).unwrap();
    let (first, second): (Value, Value) =
        (serde_json::from_str(&database.account).unwrap(), serde_json::from_str(&again.account).unwrap());
    for list in ["tables", "enums", "domains", "views", "functions", "sequences", "schemas"] {
        assert_eq!(first[list], second[list], "{list}");
    }
}

#[test]
fn every_construct_is_read() {
    every_construct(Server::Newest);
}

#[test]
fn every_construct_is_read_of_an_older_server() {
    every_construct(Server::Packaged);
}

#[test]
fn every_construct_of_the_list_that_a_server_takes_is_read_of_it() {
    let Some(corpus) = schema_doc_tests::required("SCHEMA_DOC_CORPUS") else { return };
    let Some(database) = Database::of_sql(Server::Newest, "list", "") else { return };
    // What the lines are about, in a namespace each.
    let around = "CREATE TABLE p (a int, b text); CREATE TABLE o (id int PRIMARY KEY, a int, b int UNIQUE, UNIQUE (a, b)); \
                  CREATE TYPE mood AS ENUM ('a', 'b'); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end'; \
                  CREATE SEQUENCE s;";
    let table = "CREATE TABLE t (id int, a int, b text, c int, user_id int);";
    let list = std::fs::read_to_string(corpus.join("ddl-features/postgresql.txt")).unwrap();
    let mut taken = 0;
    for (number, (_, statement)) in list.lines().filter_map(|line| line.split_once('|')).enumerate() {
        let place = format!("CREATE SCHEMA f{number}; SET search_path TO f{number}; {around}");
        let alone = format!("{place} {statement}");
        let on_table = format!("{place} {table} {statement}");
        let run = |statements: &str| database.server.psql(&database.name, statements).is_ok();
        taken += usize::from(run(&alone) || run(&on_table));
    }
    assert!(taken > 70, "{taken}");
    let account = Command::new("psql")
        .args(["-qXAt", "-U", "postgres", "-d", &database.name, "-f"])
        .arg(schema_doc_tests::required("SCHEMA_DOC_ORACLE").unwrap().with_file_name("pg-catalog.sql"))
        .arg("-h")
        .arg(database.server.socket())
        .output()
        .unwrap();
    database.read().is(&String::from_utf8_lossy(&account.stdout)).unwrap();
}

#[test]
fn the_schemas_that_are_asked_for_are_read_and_no_others() {
    let sql = "CREATE SCHEMA auth; CREATE TABLE users (id int); CREATE TABLE auth.sessions (id int)";
    let Some(database) = Database::of_sql(Server::Newest, "namespaces", sql) else { return };
    assert_eq!(database.read_as("postgres", &["--schema", "auth"]).names("tables"), ["sessions"]);
    assert_eq!(database.read_as("postgres", &["--schema", "auth", "--schema", "public"]).names("tables").len(), 2);
    let dir = tempfile::tempdir().unwrap();
    let said = database.sync("postgres", dir.path(), &["--schema", "aut"]);
    said.fails(&["no schema `aut`", "did you mean `auth`?", "auth, public"]);
}

#[test]
fn what_belongs_to_an_extension_is_left_out() {
    let sql = "CREATE TABLE users (id int); CREATE TABLE of_it (id int PRIMARY KEY); CREATE FUNCTION f_of_it() RETURNS int LANGUAGE sql AS 'SELECT 1'; \
               ALTER EXTENSION plpgsql ADD TABLE of_it; ALTER EXTENSION plpgsql ADD FUNCTION f_of_it();";
    let Some(database) = Database::of_sql(Server::Newest, "extension", sql) else { return };
    let live = database.read();
    assert_eq!(live.names("tables"), ["users"]);
    assert_eq!(live.names("routines"), [""; 0]);
}

/// A role without a password, dropped at the end.
struct Role<'d>(&'d Database, String);

impl<'d> Role<'d> {
    fn new(database: &'d Database, name: &str) -> Self {
        let name = format!("live_{name}_{}", std::process::id());
        database.psql(&format!("CREATE ROLE {name} LOGIN"));
        Self(database, name)
    }
}

impl Drop for Role<'_> {
    fn drop(&mut self) {
        let _ = self.0.server.psql(&self.0.name, &format!("DROP OWNED BY {0}; DROP ROLE {0}", self.1));
    }
}

#[test]
fn a_role_that_may_not_use_a_schema_reads_it_all_the_same() {
    let Some(database) = Database::of_sql(Server::Newest, "role", CONSTRUCTS) else { return };
    let role = Role::new(&database, "nobody");
    database.psql("REVOKE ALL ON SCHEMA public FROM PUBLIC; REVOKE ALL ON SCHEMA auth FROM PUBLIC");
    assert_eq!(database.read_as(&role.1, &[]).fingerprint(), database.read().fingerprint());
}

#[test]
fn what_a_role_may_not_read_is_named() {
    let sql = "CREATE TABLE users (id int); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'";
    let Some(database) = Database::of_sql(Server::Newest, "gap", sql) else { return };
    let role = Role::new(&database, "kept_out");
    database.psql("REVOKE SELECT ON pg_catalog.pg_proc FROM PUBLIC");
    let dir = tempfile::tempdir().unwrap();
    let ran = database.sync(&role.1, dir.path(), &[]);
    assert!(
        ran.stderr.contains("functions and procedures are left out: the role may not read pg_proc"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("GRANT SELECT ON pg_proc TO"), "{}", ran.stderr);
    ran.succeeds();
    assert_eq!(Snapshot::of(dir.path()).names("tables"), ["users"]);
}

#[test]
fn nothing_of_the_database_runs() {
    let sql = "CREATE TABLE log (at timestamptz); \
               CREATE FUNCTION wrote() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (now()); RETURN 1; END $$; \
               CREATE TABLE t (a integer DEFAULT wrote(), CHECK (wrote() > 0)); CREATE VIEW v AS SELECT wrote(); CREATE SEQUENCE s;";
    let Some(database) = Database::of_sql(Server::Newest, "quiet", sql) else { return };
    // In front of the system's own, for whoever calls them with `public` in the search path and other types than theirs.
    database.psql(
        "CREATE FUNCTION hidden(oid, regclass) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'it ran'; END $$; \
         CREATE OPERATOR = (LEFTARG = oid, RIGHTARG = regclass, FUNCTION = hidden); \
         CREATE FUNCTION array_agg(text) RETURNS text[] LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'it ran'; END $$;",
    );
    assert_eq!(database.read().names("tables"), ["log", "t"]);
    assert_eq!(database.psql("SELECT count(*) FROM log"), "0");
    assert_eq!(database.psql("SELECT is_called FROM s"), "f");
}

/// Two tables, and a view on the first: to print its definition a server locks that table.
const LOCKABLE: &str = "CREATE TABLE first (id int); CREATE TABLE second (id int CONSTRAINT of_second CHECK (id > 0)); CREATE VIEW v AS SELECT id FROM first";

/// Holds a transaction open in a session of its own, until it is told the next statement.
fn session(database: &Database, statements: &str) -> Child {
    use std::io::Write as _;
    let mut psql = Command::new("psql");
    psql.args(["-qXAt", "-U", "postgres", "-d", &database.name, "-h"]).arg(database.server.socket());
    let mut session = psql.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    writeln!(session.stdin.as_mut().unwrap(), "{statements}").unwrap();
    let locked =
        "SELECT count(*) > 0 FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'first'::regclass";
    while database.psql(locked) != "t" {
        std::thread::sleep(Duration::from_millis(20));
    }
    session
}

/// The end of the input alone is the end of the session, and would roll back.
fn commit(session: &mut Child) {
    use std::io::Write as _;
    writeln!(session.stdin.take().unwrap(), "COMMIT;").unwrap();
    session.wait().unwrap();
}

fn ran(sync: Child) -> Ran {
    let output = sync.wait_with_output().unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[test]
fn a_table_that_is_dropped_meanwhile_is_there_whole_or_not_at_all() {
    let Some(database) = Database::of_sql(Server::Newest, "dropped", LOCKABLE) else { return };
    let dir = tempfile::tempdir().unwrap();
    let mut other = session(&database, "BEGIN; LOCK TABLE first; DROP TABLE second;");
    let sync = database.sync_until_it_waits(dir.path());
    commit(&mut other);
    let ran = ran(sync);
    assert_eq!(ran.stderr, "");
    ran.succeeds();
    assert_eq!(Snapshot::of(dir.path()).names("tables"), ["first"]);
}

#[test]
fn a_table_that_is_renamed_meanwhile_has_one_name() {
    let sql = "CREATE TABLE second (id int PRIMARY KEY, a int); CREATE INDEX by_a ON second (a); \
               CREATE TABLE first (second_id int REFERENCES second); CREATE VIEW v AS SELECT second_id FROM first;";
    for (change, expected) in [
        ("ALTER TABLE second RENAME TO renamed", "first(second_id) renamed(id,a)"),
        ("ALTER TABLE second RENAME a TO b", "first(second_id) second(id,b)"),
    ] {
        let Some(database) = Database::of_sql(Server::Newest, "renamed", sql) else { return };
        let dir = tempfile::tempdir().unwrap();
        let mut other = session(&database, &format!("BEGIN; LOCK TABLE first; {change};"));
        let sync = database.sync_until_it_waits(dir.path());
        commit(&mut other);
        let ran = ran(sync);
        assert_eq!(ran.stderr, "");
        ran.succeeds();
        let live = Snapshot::of(dir.path());
        let names = |list: &Value| {
            let names = list.as_array().unwrap().iter().map(|object| object["name"].as_str().unwrap());
            names.collect::<Vec<_>>().join(",")
        };
        let tables = live.schema()["tables"].as_array().unwrap().iter();
        let tables: Vec<String> =
            tables.map(|table| format!("{}({})", table["name"].as_str().unwrap(), names(&table["fields"]))).collect();
        assert_eq!(tables.join(" "), expected);
    }
}

#[test]
fn a_server_that_stops_meanwhile_is_an_error_and_nothing_is_written() {
    let Some(database) = Database::of_sql(Server::Newest, "stopped", LOCKABLE) else { return };
    let dir = tempfile::tempdir().unwrap();
    let mut other = session(&database, "BEGIN; LOCK TABLE first;");
    let sync = database.sync_until_it_waits(dir.path());
    database.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'schema-doc' AND datname = current_database()");
    ran(sync).fails(&["terminating connection", "nothing was written"]);
    drop(other.stdin.take());
    other.wait().unwrap();
    assert!(!dir.path().join("docs").exists());
}

#[test]
fn a_time_limit_of_the_server_is_named() {
    let Some(database) = Database::of_sql(Server::Newest, "timeout", LOCKABLE) else { return };
    database.psql(&format!("ALTER DATABASE \"{}\" SET statement_timeout = '1s'", database.name));
    let dir = tempfile::tempdir().unwrap();
    let mut other = session(&database, "BEGIN; LOCK TABLE first;");
    database.sync("postgres", dir.path(), &[]).fails(&["statement timeout", "statement_timeout"]);
    drop(other.stdin.take());
    other.wait().unwrap();
    assert!(!dir.path().join("docs").exists());
}

#[test]
fn a_hundred_readers_at_once_read_the_same_or_are_told_why_not() {
    let Some(database) = Database::of_sql(Server::Newest, "hundred", CONSTRUCTS) else { return };
    let expected = database.read();
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..100)
            .map(|_| {
                scope.spawn(|| {
                    let dir = tempfile::tempdir().unwrap();
                    let ran = database.sync("postgres", dir.path(), &[]);
                    match ran.code {
                        Some(0) => assert_eq!(Snapshot::of(dir.path()), expected),
                        _ => assert!(ran.stderr.contains("the server has no connection left"), "{}", ran.stderr),
                    }
                })
            })
            .collect();
        for reader in readers {
            reader.join().unwrap();
        }
    });
}

#[test]
fn owners_roles_and_privileges_are_read_where_they_are_asked_for() {
    let sql = "CREATE SCHEMA app; CREATE TABLE app.t (a int, b int); CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'";
    let Some(database) = Database::of_sql(Server::Newest, "privileges", sql) else { return };
    let (reader, group) = (Role::new(&database, "reader"), Role::new(&database, "group"));
    database.psql(&format!(
        "GRANT {group} TO {reader}; ALTER SCHEMA app OWNER TO {group}; ALTER TABLE app.t OWNER TO {group}; \
         GRANT SELECT, INSERT ON app.t TO {reader} WITH GRANT OPTION; GRANT UPDATE (a) ON app.t TO PUBLIC; \
         REVOKE ALL ON FUNCTION f(int) FROM PUBLIC; GRANT EXECUTE ON FUNCTION f(int) TO {reader}; \
         ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO {reader}",
        group = group.1,
        reader = reader.1,
    ));
    let without = database.read();
    assert_eq!((without.names("roles"), without.schema().get("grants")), (Vec::new(), None));
    let with = database.read_as("postgres", &["--privileges"]);
    assert_eq!(with.names("roles"), [group.1.as_str(), &reader.1]);
    assert_eq!(with.fingerprint(), without.fingerprint());
    assert_eq!(with.schema()["tables"][0]["database_owner"], *group.1);
    let grants = with.schema()["grants"].as_array().unwrap().iter();
    let grants: Vec<String> = grants
        .map(|grant| {
            let list = |key: &str| {
                let values = grant[key].as_array().unwrap().iter();
                values.map(|value| value.as_str().unwrap()).collect::<Vec<_>>().join(", ")
            };
            let object = grant["object"].as_str().unwrap();
            format!("{} on {object} to {}", list("privileges"), list("grantees").replace(&reader.1, "reader"))
        })
        .collect();
    let expected = [
        "SELECT on app to reader",
        "ALL on f(integer) to reader",
        "INSERT, SELECT on app.t to reader",
        "UPDATE (a) on app.t to public",
    ];
    assert_eq!(grants, expected);
}

#[test]
fn statistics_are_in_a_file_of_their_own_and_in_nothing_else() {
    let sql = "CREATE TABLE small (id int PRIMARY KEY); CREATE TABLE large (id int PRIMARY KEY, a int); CREATE INDEX unused ON large (a); \
               CREATE SCHEMA app; CREATE TABLE app.\"a|b\" (id int); \
               INSERT INTO large SELECT n, n FROM generate_series(1, 20000) AS n; ANALYZE large;";
    let Some(database) = Database::of_sql(Server::Newest, "statistics", sql) else { return };
    database.psql("SET enable_seqscan TO off; SELECT a FROM large WHERE id = 7; SELECT pg_stat_force_next_flush()");
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("docs/_statistics.md");
    database.sync("postgres", dir.path(), &[]).succeeds();
    assert!(!path.exists());
    let without = Snapshot::of(dir.path());

    // What is there is said, and nothing is written.
    database.sync("postgres", dir.path(), &["--statistics", "--dry-run"]).succeeds();
    assert!(!path.exists());
    let said = database.sync("postgres", dir.path(), &["--statistics"]).succeeds();
    assert!(said.contains("Wrote 1 file"), "{said}");
    let largest = said.split_once("Largest tables").unwrap().1;
    assert!(largest.find("large").unwrap() < largest.find("small").unwrap() && largest.contains("20,000"), "{said}");
    assert_eq!(Snapshot::of(dir.path()), without);

    let text = std::fs::read_to_string(&path).unwrap();
    let row =
        |begins: &str| text.lines().find(|line| line.starts_with(begins)).unwrap_or_else(|| panic!("{begins}\n{text}"));
    assert!(row("| `large` | 20,000 | 1.6 MB |").contains('T'), "{text}");
    assert_eq!(row("| `small`"), "| `small` | – | 8.0 kB | 8.0 kB | – |");
    row("| `app.a\\|b` | – |");
    let (never, scanned) =
        text.split_once("## Indexes never scanned").unwrap().1.split_once("## Indexes by scans").unwrap();
    assert!(
        never.contains("| `unused` | `large` |")
            && never.contains("| `small_pkey` | `small` | 8.0 kB | keeps values apart |"),
        "{text}"
    );
    assert!(scanned.contains("| `large_pkey` | `large` | 1 |"), "{text}");

    // Who does not ask leaves it as it is.
    let said = database.sync("postgres", dir.path(), &["--prune"]).succeeds();
    assert!(said.contains("Nothing has changed"), "{said}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn what_is_said_of_an_object_after_it_was_made_is_read() {
    let Some(database) = Database::of_sql(Server::Newest, "additions", CONSTRUCTS) else { return };
    let live = database.read();
    let others = live.schema()["others"].as_array().unwrap();
    let definition = |kind: &str, name: &str| {
        let is_it = |other: &&Value| other["kind"] == kind && other["name"] == name;
        others.iter().find(is_it).unwrap()["definition"].as_str().unwrap().to_owned()
    };
    let check = |kind: &str, name: &str, expected: &str| {
        let definition = definition(kind, name);
        assert!(definition.ends_with(expected), "{definition}");
    };
    check("event trigger", "noticed", ";\nALTER EVENT TRIGGER noticed DISABLE");
    check("statistics", "amounts", ";\nALTER STATISTICS public.amounts SET STATISTICS 500");
    check("foreign data wrapper", "remote", " OPTIONS (debug 'true')");
    let mapping = "ALTER TEXT SEARCH CONFIGURATION plain_text ADD MAPPING FOR";
    check(
        "text search configuration",
        "plain_text",
        &format!(
            ";\n{mapping} asciiword WITH plain_words, english_stem;\n{mapping} word WITH plain_words, english_stem"
        ),
    );
    check(
        "operator family",
        "loose",
        " ADD OPERATOR 1 <(integer,bigint), FUNCTION 1 (integer, bigint) btint48cmp(integer,bigint)",
    );
}

#[test]
fn what_shapes_no_schema_is_counted_and_shown_nowhere() {
    let sql = "CREATE TABLE t (id int); CREATE PUBLICATION news FOR TABLE t; CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING; \
               ALTER TABLE t DISABLE RULE r; CREATE FOREIGN DATA WRAPPER remote; CREATE SERVER shop FOREIGN DATA WRAPPER remote; \
               CREATE USER MAPPING FOR PUBLIC SERVER shop OPTIONS (password 'qzxjvq');";
    let Some(database) = Database::of_sql(Server::Newest, "left_out", sql) else { return };
    let dir = tempfile::tempdir().unwrap();
    let said = database.sync("postgres", dir.path(), &[]).succeeds();
    assert!(said.ends_with("Left out: 1 publication, 1 user mapping, which shape no schema\n"), "{said}");
    let live = Snapshot::of(dir.path());
    assert_eq!(live.schema()["unsupported"][0]["statement"], "DISABLE RULE r");
    assert!(!live.0.to_string().contains("qzxjvq"));
}

#[test]
fn tablespaces_are_read_with_privileges() {
    let sql = "CREATE TABLE t (id int, a int)";
    let Some(database) = Database::of_sql(Server::Newest, "tablespaces", sql) else { return };
    let name = format!("live_space_{}", std::process::id());
    let create = format!("CREATE TABLESPACE {name} LOCATION ''");
    // Each in a transaction of its own.
    let mut psql = Command::new("psql");
    psql.args(["-qX", "-U", "postgres", "-c", "SET allow_in_place_tablespaces TO on", "-c", &create]);
    assert!(psql.arg("-h").arg(database.server.socket()).status().unwrap().success());
    database.psql(&format!(
        "CREATE INDEX by_a ON t (a) TABLESPACE {name} WHERE a > 0; CREATE INDEX by_id ON t (id) TABLESPACE {name}; ALTER TABLE t SET TABLESPACE {name}"
    ));
    let dir = tempfile::tempdir().unwrap();
    let file = || std::fs::read_to_string(dir.path().join("docs/sql/t.sql")).unwrap();
    database.sync("postgres", dir.path(), &[]).succeeds();
    assert!(!file().contains(&name));
    database.sync("postgres", dir.path(), &["--privileges"]).succeeds();
    let text = file();
    for lies in ["t", "by_a", "by_id"] {
        assert!(text.contains(&format!("-- {lies} lies in the tablespace {name}")), "{text}");
    }
    let server = database.server;
    drop(database);
    server.psql("postgres", &format!("DROP TABLESPACE {name}")).unwrap();
}
