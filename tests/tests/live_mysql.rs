//! MariaDB as it runs: what is read of it is what it has, and what its SQL text says.

use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use schema_doc_tests::mysql::{Database, socket, sql};
use schema_doc_tests::{CorpusSchema, MARIADB, MYSQL, Oracle, Project, Ran, corpus, schema_doc};
use serde_json::Value;

/// `sync` by a user, into a folder.
fn sync(database: &Database, user: &str, dir: &Path) -> Ran {
    synced(&database.url(user), dir)
}

fn synced(url: &str, dir: &Path) -> Ran {
    schema_doc(dir, &["sync", "--database-url", url, "--output-dir", "docs"])
}

/// The snapshot that `sync` wrote.
fn snapshot(dir: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(dir.join("docs/schema.snapshot.json")).unwrap()).unwrap()
}

/// Loads a schema, reads it live, compares with the server's own account, and the fingerprint with that of the text.
fn live_is_the_text(oracle: &Oracle, schema: &CorpusSchema) -> Result<(), String> {
    let Some(database) = Database::of_schema("corpus", schema) else { return Ok(()) };
    let dir = tempfile::tempdir().unwrap();
    let truth = dir.path().join("truth.json");
    std::fs::write(&truth, &database.account).unwrap();
    let ran = sync(&database, "root", dir.path());
    if ran.code != Some(0) || !ran.stderr.is_empty() {
        return Err(ran.stderr);
    }
    let mut live = snapshot(dir.path());
    let fingerprint = live["schema_manifest"]["fingerprint"].clone();
    for table in live["schema_manifest"]["tables"].as_array_mut().unwrap() {
        table.as_object_mut().unwrap().remove("relationships");
    }
    let facts = dir.path().join("facts.json");
    std::fs::write(&facts, live.to_string()).unwrap();
    oracle.run(None, [Path::new("compare"), &truth, &facts, Path::new("--show"), Path::new("20")])?;
    let project = Project::of_files(&schema.files).dialect(MARIADB.system);
    let loaded = project.load();
    project.write(&loaded);
    let text: Value = serde_json::from_str(&std::fs::read_to_string(project.manifest()).unwrap()).unwrap();
    if text["schema_manifest"]["fingerprint"] != fingerprint {
        return Err(format!("fingerprint\n{}", difference(&text, &live)));
    }
    Ok(())
}

/// The first facts of the fingerprint in which two manifests differ.
fn difference(text: &Value, live: &Value) -> String {
    let facts = |manifest: &Value| -> Vec<String> {
        let tables = manifest["schema_manifest"]["tables"].as_array().unwrap();
        let of_table = |table: &Value| -> Vec<String> {
            let name = &table["name"];
            let fields = table["fields"].as_array().unwrap().iter();
            let mut facts: Vec<String> = fields
                .map(|field| {
                    let default = !field["default"].is_null();
                    let constraints = &field["constraints"];
                    format!(
                        "{name} {} {} {} default {default} {} {}",
                        field["name"], field["native_type"], field["nullable"], field["auto_increment"], constraints
                    )
                })
                .collect();
            for part in ["primary_key", "unique", "foreign_keys", "indexes"] {
                let parts = table[part].as_array().cloned().unwrap_or_else(|| vec![table[part].clone()]);
                facts.extend(parts.iter().map(|value| {
                    let mut value = value.clone();
                    if let Some(value) = value.as_object_mut() {
                        value.retain(|key, _| {
                            !["location", "inferred", "serves", "performance_impact"].contains(&key.as_str())
                        });
                    }
                    format!("{name} {part} {value}")
                }));
            }
            facts
        };
        tables.iter().flat_map(of_table).collect()
    };
    let (text, live) = (facts(text), facts(live));
    let only = |these: &[String], those: &[String], sign: &str| -> Vec<String> {
        these.iter().filter(|fact| !those.contains(fact)).take(10).map(|fact| format!("{sign} {fact}")).collect()
    };
    [only(&text, &live, "text"), only(&live, &text, "live")].concat().join("\n")
}

#[test]
fn every_schema_of_the_corpora_is_read_live_as_its_text_is() {
    let Some(oracle) = Oracle::from_env() else { return };
    let failures: Vec<String> = corpus(MYSQL)
        .iter()
        .filter_map(|schema| {
            live_is_the_text(&oracle, schema).err().map(|error| format!("== {}\n{error}", schema.name))
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What MariaDB has that the corpora have not.
const EVERYTHING: &str = include_str!("../fixtures/live/mariadb.sql");

#[test]
fn everything_that_mariadb_has_is_read_live_as_it_was_written() {
    let Some(database) = Database::of_sql("everything", EVERYTHING) else { return };
    let dir = tempfile::tempdir().unwrap();
    let ran = sync(&database, "root", dir.path());
    assert_eq!(ran.stderr, "");
    ran.succeeds();
    let live = snapshot(dir.path())["schema_manifest"].clone();
    let project = Project::of_sql(EVERYTHING).dialect(MARIADB.system);
    let loaded = project.load();
    assert!(!loaded.diagnostics().has_errors(), "{}", loaded.report(false));
    project.write(&loaded);
    let text: Value = serde_json::from_str(&std::fs::read_to_string(project.manifest()).unwrap()).unwrap();
    let facts = difference(&text, &snapshot(dir.path()));
    assert_eq!(live["fingerprint"], text["schema_manifest"]["fingerprint"], "{facts}");
    let written = live.to_string();
    assert!(!written.contains(&format!("`{}`.", database.name)) && !written.contains("DEFINER="), "{written}");
    for part in [
        "PERIOD FOR `p` (`d1`, `d2`)",
        "`p` WITHOUT OVERLAPS",
        "PARTITION BY SYSTEM_TIME LIMIT 100",
        "PARTITION `z` DEFAULT",
        "UNION=(`part_of_merged`)",
        "CREATE AGGREGATE FUNCTION `ag`",
        "DEFAULT nextval(`s`)",
        "WITH CASCADED CHECK OPTION",
        "ALGORITHM=MERGE SQL SECURITY INVOKER VIEW `v2`",
        "WITHOUT SYSTEM VERSIONING",
        "ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE",
    ] {
        assert!(written.contains(part), "{part}\n{written}");
    }
}

#[test]
fn what_a_user_may_not_see_is_named() {
    let Some(database) = Database::of_sql(
        "hidden",
        "CREATE TABLE t (id int PRIMARY KEY, a int, KEY (a)); CREATE TABLE u (a int); CREATE VIEW v AS SELECT a FROM t;
         CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;",
    ) else {
        return;
    };
    let name = &database.name;
    let check = |user: &str, grants: &str, tables: usize, expected: &[&str]| {
        let grants = grants.replace("APP", name);
        sql(&format!("DROP USER IF EXISTS {user}@localhost; CREATE USER {user}@localhost; {grants}"));
        let dir = tempfile::tempdir().unwrap();
        let ran = sync(&database, user, dir.path());
        sql(&format!("DROP USER {user}@localhost"));
        assert_eq!(ran.stderr.matches("warning").count(), expected.len(), "{}", ran.stderr);
        for part in expected {
            assert!(ran.stderr.contains(part), "{part}\n{}", ran.stderr);
        }
        // The statement that `SHOW GRANTS` prints has the password's hash.
        assert!(!ran.stderr.contains("IDENTIFIED"), "{}", ran.stderr);
        ran.succeeds();
        assert_eq!(snapshot(dir.path())["schema_manifest"]["tables"].as_array().unwrap().len(), tables);
    };
    check("live_all", "GRANT ALL ON APP.* TO live_all@localhost", 2, &[]);
    check(
        "live_reader",
        "GRANT SELECT ON APP.* TO live_reader@localhost",
        2,
        &[
            "what view `v` says is not shown to this user",
            &format!("the user lacks TRIGGER, EXECUTE and EVENT on database `{name}`"),
        ],
    );
    check(
        "live_columns",
        "GRANT SELECT (a) ON APP.t TO live_columns@localhost",
        1,
        &[
            "its tables that it has no privilege on, triggers, routines and events may be missing",
            "some columns of `t` alone",
        ],
    );
}

#[test]
fn privileges_are_read_where_they_are_asked_for() {
    let Some(database) = Database::of_sql(
        "access",
        "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a FROM t; CREATE FUNCTION f() RETURNS int RETURN 1;",
    ) else {
        return;
    };
    let drop = "DROP USER IF EXISTS access_app@'%', access_reader@localhost; DROP ROLE IF EXISTS access_role;";
    sql(&format!(
        "{drop} CREATE USER access_app@'%' IDENTIFIED BY 'S3cret!', access_reader@localhost; CREATE ROLE access_role;
         GRANT ALL ON APP.* TO access_app@'%'; GRANT SELECT (a, b), UPDATE (b), DELETE ON APP.t TO access_role;
         GRANT SELECT ON APP.v TO access_reader@localhost WITH GRANT OPTION; GRANT EXECUTE ON FUNCTION APP.f TO access_role;
         GRANT access_role TO access_app@'%'",
    ).replace("APP", &database.name));
    let read = |user: &str| {
        let dir = tempfile::tempdir().unwrap();
        let arguments =
            ["sync", "--database-url", &database.url(user), "--output-dir", "docs", "--privileges"].map(str::to_owned);
        let ran = schema_doc(dir.path(), &arguments.each_ref().map(String::as_str));
        let of_part = |name: &str| std::fs::read_to_string(dir.path().join("docs/sql").join(name)).unwrap();
        let text = [of_part("_before.sql"), of_part("_after.sql")].concat();
        let lines: Vec<String> = text.lines().filter(|line| line.contains("`access_")).map(str::to_owned).collect();
        (ran, lines, snapshot(dir.path()))
    };
    let (ran, lines, snapshot) = read("root");
    let (hidden, ..) = read("access_reader");
    sql(drop);
    assert_eq!(ran.stderr, "");
    assert_eq!(
        lines,
        [
            "CREATE ROLE IF NOT EXISTS `access_role`;",
            "CREATE USER IF NOT EXISTS `access_app`@`%` ACCOUNT LOCK;",
            "CREATE USER IF NOT EXISTS `access_reader`@`localhost` ACCOUNT LOCK;",
            "GRANT `access_role` TO `access_app`@`%`;",
            "GRANT `access_role` TO `root`@`localhost` WITH ADMIN OPTION;",
            "GRANT ALL ON * TO `access_app`@`%`;",
            "GRANT EXECUTE ON FUNCTION f TO `access_role`;",
            "GRANT DELETE, SELECT (a, b), UPDATE (b) ON t TO `access_role`;",
            "GRANT SELECT ON v TO `access_reader`@`localhost` WITH GRANT OPTION;",
        ]
    );
    let grants = snapshot["schema_manifest"]["grants"].as_array().unwrap();
    assert!(grants.iter().any(|grant| grant["target"] == "t" && grant["grantees"][0] == "access_role"), "{grants:?}");
    assert!(!snapshot.to_string().contains("S3cret") && !ran.stdout.contains("S3cret"));
    assert!(hidden.stderr.contains("members of roles are not shown to this user"), "{}", hidden.stderr);
}

#[test]
fn a_time_limit_of_the_server_ends_the_read_with_a_word() {
    let Some(database) = Database::of_sql("limit", "CREATE TABLE t (a int);") else { return };
    sql(&format!(
        "DROP USER IF EXISTS live_limit@localhost; CREATE USER live_limit@localhost WITH MAX_STATEMENT_TIME 1;
         GRANT ALL ON {}.* TO live_limit@localhost",
        database.name
    ));
    // Nothing holds anything yet.
    sync(&database, "live_limit", tempfile::tempdir().unwrap().path()).succeeds();
    let dir = tempfile::tempdir().unwrap();
    let ran = std::thread::scope(|scope| {
        // It holds its table while it is made.
        scope.spawn(|| database.sql("CREATE TABLE slow AS SELECT SLEEP(4)"));
        std::thread::sleep(Duration::from_secs(1));
        sync(&database, "live_limit", dir.path())
    });
    sql("DROP USER live_limit@localhost");
    ran.fails(&["max_statement_time exceeded", "the server's time limit for statements ended it"]);
    assert!(!dir.path().join("docs").exists());
}

#[test]
fn tables_that_come_and_go_leave_the_others_whole() {
    let Some(database) = Database::of_sql("changes", EVERYTHING) else { return };
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                database.sql("CREATE TABLE coming (a int, KEY (a)); DROP TABLE coming");
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        // Also where an assertion fails: the thread is waited for.
        let _ending = Ending(&stop);
        for _ in 0..8 {
            let dir = tempfile::tempdir().unwrap();
            let ran = sync(&database, "root", dir.path());
            if ran.code == Some(0) {
                assert_eq!(ran.stderr, "");
                let live = snapshot(dir.path());
                let tables = live["schema_manifest"]["tables"].as_array().unwrap();
                let stays = tables.iter().filter(|table| table["name"] != "coming");
                assert_eq!(stays.count(), 16);
                assert!(tables.iter().all(|table| !table["fields"].as_array().unwrap().is_empty()));
            } else {
                ran.fails(&["change while they are read", "run this once more"]);
            }
        }
    });
}

/// Says at its end that something is to stop.
struct Ending<'a>(&'a AtomicBool);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A server that is gone after so many bytes of its answers.
fn cut(listener: &UnixListener, mut left: usize) {
    let (mut client, _) = listener.accept().unwrap();
    let mut server = UnixStream::connect(socket()).unwrap();
    let (mut asks, mut asked) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let asking = std::thread::spawn(move || {
        let copied = std::io::copy(&mut asks, &mut asked);
        // Who has gone gets no more answers: the server would wait for its next question.
        let _ = asked.shutdown(std::net::Shutdown::Both);
        copied
    });
    let mut buffer = [0; 512];
    while left > 0 {
        let read = server.read(&mut buffer).unwrap().min(left);
        if read == 0 || client.write_all(&buffer[..read]).is_err() {
            break;
        }
        left -= read;
    }
    let _ = client.shutdown(std::net::Shutdown::Both);
    let _ = server.shutdown(std::net::Shutdown::Both);
    let _ = asking.join().unwrap();
}

#[test]
fn a_server_that_stops_leaves_no_file() {
    let Some(database) = Database::of_sql("stops", EVERYTHING) else { return };
    for bytes in [0, 40, 300, 2_000, 9_000] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cut.sock");
        let listener = UnixListener::bind(&path).unwrap();
        let ran = std::thread::scope(|scope| {
            scope.spawn(|| cut(&listener, bytes));
            synced(&database.url_through(&path, "root"), dir.path())
        });
        let said = ran.fails(&["the socket", "nothing was written, run this once more"]);
        assert!(!dir.path().join("docs").exists(), "{said}");
    }
}

#[test]
fn statistics_are_what_the_server_estimates_and_counts() {
    let sql_text =
        "CREATE TABLE small (id int PRIMARY KEY); CREATE TABLE large (id int PRIMARY KEY, a int, KEY unused (a));
        INSERT INTO large SELECT seq, seq FROM seq_1_to_5000; ANALYZE TABLE large;";
    let Some(database) = Database::of_sql("statistics", sql_text) else { return };
    let dir = tempfile::tempdir().unwrap();
    let statistics = |user: &str| {
        let arguments = ["sync", "--database-url", &database.url(user), "--output-dir", "docs", "--statistics"];
        let ran = schema_doc(dir.path(), &arguments);
        assert_eq!(ran.stderr.matches("error").count(), 0, "{}", ran.stderr);
        assert!(ran.succeeds().contains("Largest tables"));
        std::fs::read_to_string(dir.path().join("docs/_statistics.md")).unwrap()
    };
    let text = statistics("root");
    let first = text.lines().find(|line| line.starts_with("| `")).unwrap();
    // An estimate; and when it was made.
    assert!(first.starts_with("| `large` | ") && first.ends_with("Z |") && first.contains("kB |"), "{text}");
    assert!(text.contains("| `small` |"), "{text}");
    // The oracle's server watches nothing.
    assert!(text.contains("Scans of indexes are not counted"), "{text}");
    sql("SET GLOBAL userstat = 1");
    database.sql("SELECT a FROM large WHERE id = 7");
    let text = statistics("root");
    sql("SET GLOBAL userstat = 0");
    let (never, scanned) =
        text.split_once("## Indexes never scanned").unwrap().1.split_once("## Indexes by scans").unwrap();
    assert!(never.contains("Counted since 20") && never.contains("| `unused` | `large` |"), "{text}");
    assert!(scanned.contains("| `PRIMARY` | `large` | 1 |"), "{text}");
    // Who may read the tables alone.
    sql(&format!(
        "DROP USER IF EXISTS live_statistics@localhost; CREATE USER live_statistics@localhost; \
         GRANT ALL ON {}.* TO live_statistics@localhost",
        database.name
    ));
    let text = statistics("live_statistics");
    sql("DROP USER live_statistics@localhost");
    assert!(text.contains("may not read `mysql.innodb_table_stats`") && text.contains("| `large` | "), "{text}");
}
