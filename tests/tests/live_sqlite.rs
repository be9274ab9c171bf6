//! SQLite's files as programs leave them: what is read of one is what it has, and what its SQL text says.

use std::path::Path;
use std::process::{Command, Stdio};

use schema_doc_tests::sqlite::{make, python};
use schema_doc_tests::{CorpusSchema, Oracle, Project, Ran, SQLITE, corpus, schema_doc};
use serde_json::Value;

fn sync(dir: &Path, database: &str) -> Ran {
    schema_doc(dir, &["sync", "--database-url", &format!("sqlite:{database}"), "--output-dir", "docs"])
}

/// The snapshot that `sync` wrote.
fn snapshot(dir: &Path) -> Value {
    let text = std::fs::read_to_string(dir.join("docs/schema.snapshot.json")).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()["schema_manifest"].clone()
}

/// Names of what is in a list of the manifest.
fn names(manifest: &Value, list: &str) -> Vec<String> {
    let items = manifest[list].as_array().into_iter().flatten();
    items.map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

fn live_is_the_text(oracle: &Oracle, schema: &CorpusSchema) -> Result<(), String> {
    let dir = tempfile::tempdir().unwrap();
    // The oracle's own database, statement by statement, written out.
    let out = dir.path().join("app.db");
    let vacuum = dir.path().join("vacuum.sql");
    std::fs::write(&vacuum, format!("VACUUM INTO '{}';\n", out.display())).unwrap();
    let account = oracle.account(SQLITE, schema.sed, &[schema.files.clone(), vec![vacuum]].concat())?;
    let truth = dir.path().join("truth.json");
    std::fs::write(&truth, account).unwrap();
    let ran = sync(dir.path(), "app.db");
    if ran.code != Some(0) || !ran.stderr.is_empty() {
        return Err(ran.stderr);
    }
    let mut live = snapshot(dir.path());
    for table in live["tables"].as_array_mut().unwrap() {
        table.as_object_mut().unwrap().remove("relationships");
    }
    let facts = dir.path().join("facts.json");
    std::fs::write(&facts, serde_json::json!({ "schema_manifest": live }).to_string()).unwrap();
    oracle.run(None, [Path::new("compare"), &truth, &facts, Path::new("--show"), Path::new("20")])?;
    let loaded = Project::of_schema(schema).load();
    let text = &loaded.analysis().fingerprint;
    if live["fingerprint"] == text.as_str() {
        Ok(())
    } else {
        Err(format!("fingerprint of the text {text}, live {}", live["fingerprint"]))
    }
}

#[test]
fn every_schema_of_the_corpora_is_read_live_as_its_text_is() {
    let Some(oracle) = Oracle::from_env() else { return };
    let failures: Vec<String> = corpus(SQLITE)
        .iter()
        .filter_map(|schema| {
            live_is_the_text(&oracle, schema).err().map(|error| format!("== {}\n{error}", schema.name))
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

const RICH: &str = r#"
    CREATE TABLE "a b" (x integer PRIMARY KEY, -- The key.
        y text GENERATED ALWAYS AS (x || 'a') STORED) STRICT;
    ALTER TABLE "a b" RENAME TO "c""d";
    CREATE TABLE w (a text, b int, PRIMARY KEY (a, b)) WITHOUT ROWID;
    CREATE TABLE s (id integer PRIMARY KEY AUTOINCREMENT, old DEFAULT "text", gone int);
    ALTER TABLE s DROP COLUMN gone;
    ALTER TABLE s ADD COLUMN added REFERENCES w;
    CREATE INDEX i ON w (b) WHERE b > 0;
    CREATE VIRTUAL TABLE f USING fts5 (body);
    CREATE VIRTUAL TABLE r USING rtree (id, low, high);
    CREATE VIEW v AS SELECT * FROM w;
    CREATE TRIGGER t AFTER INSERT ON w BEGIN SELECT 1; END;
    INSERT INTO w VALUES ('a', 1);
    ANALYZE;
"#;

#[test]
fn what_sqlite_keeps_for_itself_is_left_out() {
    if Oracle::from_env().is_none() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    make(&dir.path().join("app.db"), RICH);
    let ran = sync(dir.path(), "app.db");
    assert_eq!(ran.stderr, "");
    ran.succeeds();
    let live = snapshot(dir.path());
    assert_eq!(names(&live, "tables"), ["c\"d", "f", "r", "s", "w"]);
    assert_eq!(names(&live, "views"), ["v"]);
    assert_eq!(live["tables"][3]["fields"].as_array().unwrap().len(), 3);
    assert_eq!(live["tables"][4]["without_rowid"], true);
    assert_eq!(
        live["fingerprint"],
        Project::of_sql(RICH).dialect(SQLITE.system).load().analysis().fingerprint.as_str()
    );
}

#[test]
fn a_file_is_read_however_it_was_left() {
    if Oracle::from_env().is_none() {
        return;
    }
    let check = |program: &str, folder: &str| {
        let dir = tempfile::tempdir().unwrap();
        let own = dir.path().join(folder);
        std::fs::create_dir_all(&own).unwrap();
        python(&own.join("app.db"), program, "");
        let ran = sync(dir.path(), &format!("{folder}/app.db"));
        python(&own.join("app.db"), "os.chmod(os.path.dirname(file), 0o755)", "");
        assert_eq!(ran.stderr, "", "{program}");
        ran.succeeds();
        assert_eq!(names(&snapshot(dir.path()), "tables"), ["t"], "{program}");
    };
    let make = "db = sqlite3.connect(file, isolation_level=None)\n";
    check(
        &format!("{make}db.execute(\"PRAGMA encoding = 'UTF-16'\"); db.execute(\"CREATE TABLE t (a DEFAULT 'ü')\")"),
        "u",
    );
    let log = "db.execute('PRAGMA journal_mode = wal'); db.execute('CREATE TABLE t (a)')";
    check(&format!("{make}{log}"), "closed");
    // Its last words are in the log alone.
    check(&format!("{make}{log}\nos._exit(0)"), "crashed");
    check(&format!("{make}{log}\ndb.close(); os.chmod(os.path.dirname(file), 0o555)"), "read-only");
}

#[test]
fn what_cannot_be_read_says_why() {
    if Oracle::from_env().is_none() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("text.db"), "no database".repeat(100)).unwrap();
    std::fs::create_dir(dir.path().join("folder.db")).unwrap();
    let many = "db = sqlite3.connect(file)\nfor i in range(60): db.execute(f\"CREATE TABLE t{i} (a DEFAULT '{'x' * 200}')\")\n\
                db.close()\nb = bytearray(open(file, 'rb').read()); b[100:4096] = b'x' * 3996; open(file, 'wb').write(b)";
    python(&dir.path().join("damaged.db"), many, "");
    for (file, parts) in [
        ("missing.db", &["SQLite in missing.db", "No such file", "is looked for in"][..]),
        ("folder.db", &["this is a folder", "name the file of the database"]),
        ("text.db", &["file is not a database", "it is encrypted"]),
        ("damaged.db", &["malformed", "PRAGMA integrity_check"]),
    ] {
        sync(dir.path(), file).fails(parts);
    }
    assert!(!dir.path().join("docs").exists(), "nothing is written where nothing was read");
}

#[test]
fn a_locked_file_says_so_and_bytes_that_are_no_text_are_named() {
    if Oracle::from_env().is_none() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("app.db");
    let legacy = "db = sqlite3.connect(file)\ndb.execute('CREATE TABLE t (a)')\ndb.execute('PRAGMA writable_schema = on')\n\
                  db.execute(\"UPDATE sqlite_schema SET sql = CAST(x'435245415445205441424c45207420286120746578742064656661756c742027fc2729' AS text)\")\n\
                  db.commit()";
    python(&file, legacy, "");
    let ran = sync(dir.path(), "app.db");
    assert!(ran.stderr.contains("the statement that made `t` is not UTF-8"), "{}", ran.stderr);
    ran.succeeds();
    let hold = "import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1], isolation_level=None)\ndb.execute('BEGIN EXCLUSIVE')\n\
                print('held', flush=True)\nsys.stdin.read()";
    let mut holder = Command::new("python3");
    holder.arg("-c").arg(hold).arg(&file).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut holder = holder.spawn().unwrap();
    let mut word = [0; 4];
    std::io::Read::read_exact(holder.stdout.as_mut().unwrap(), &mut word).unwrap();
    let ran = sync(dir.path(), "app.db");
    drop(holder.stdin.take());
    holder.wait().unwrap();
    ran.fails(&["database is locked", "another program holds the database"]);
}

#[test]
fn statistics_are_what_analyze_left_and_how_pages_are_divided() {
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("app.db");
    let rows = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO large SELECT i, 'text ' || i FROM n;";
    make(
        &database,
        &format!(
            "CREATE TABLE small (id INTEGER PRIMARY KEY); CREATE TABLE large (id INTEGER PRIMARY KEY, a TEXT); CREATE INDEX by_a ON large (a); {rows}"
        ),
    );
    let statistics = || {
        let arguments = ["sync", "--database-url", "sqlite:app.db", "--output-dir", "docs", "--statistics"];
        let said = schema_doc(dir.path(), &arguments).succeeds();
        assert!(said.find("Largest tables").unwrap() < said.rfind("large").unwrap(), "{said}");
        std::fs::read_to_string(dir.path().join("docs/_statistics.md")).unwrap()
    };
    let before = statistics();
    assert!(before.contains("nobody has typed `ANALYZE`") && before.contains("counts no scans"), "{before}");
    assert!(before.contains("| `large` | – | 180.0 kB |") && before.contains("| `small` | – | 4.0 kB |"), "{before}");
    let snapshot_before = snapshot(dir.path());
    make(&database, "ANALYZE;");
    let after = statistics();
    assert!(after.contains("| `large` | 5,000 | 180.0 kB |") && !after.contains("nobody"), "{after}");
    assert_eq!(snapshot(dir.path()), snapshot_before);
}
