//! `sync`: what a live database has, as files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use schema_doc_tests::{Oracle, Ran, command, copy_folder, schema_doc};

const SHOP: &str = "\
    CREATE TABLE users (\n  id INTEGER PRIMARY KEY,\n  email TEXT NOT NULL UNIQUE -- Where mail goes. @pii\n);\n\
    CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id));\n\
    CREATE INDEX orders_of_user ON orders (user_id);\n\
    CREATE VIEW addresses AS SELECT email FROM users;\n";

/// A folder with an SQLite database in it.
struct Folder {
    dir: tempfile::TempDir,
}

impl Folder {
    fn with(sql: &str) -> Self {
        let folder = Self { dir: tempfile::tempdir().unwrap() };
        folder.run(sql);
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Has the database run statements.
    fn run(&self, sql: &str) {
        sqlite(&self.path("app.db"), sql);
    }

    fn sync(&self, arguments: &[&str]) -> Ran {
        schema_doc(self.dir.path(), &[&["sync", "--database-url", "sqlite:app.db"], arguments].concat())
    }

    /// What a sync prints, which has succeeded.
    fn says(&self, arguments: &[&str]) -> String {
        self.sync(arguments).succeeds()
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path("docs/schema").join(name)).unwrap()
    }

    /// Every file in the docs folder, with its text and the time of its last change.
    fn files(&self) -> BTreeMap<String, (String, SystemTime)> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.path("docs/schema")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let name = path.strip_prefix(self.path("docs/schema")).unwrap().to_string_lossy().into_owned();
                let modified = path.metadata().unwrap().modified().unwrap();
                files.insert(name, (std::fs::read_to_string(&path).unwrap(), modified));
            }
        }
        files
    }

    /// The names of the files that something makes anew, or takes away.
    fn touched(&self, change: impl FnOnce()) -> Vec<String> {
        let before = self.files();
        std::thread::sleep(std::time::Duration::from_millis(20));
        change();
        let after = self.files();
        let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
        names.filter(|name| before.get(*name) != after.get(*name)).cloned().collect()
    }

    /// The marks of the index, by table.
    fn marks(&self) -> Vec<String> {
        let index = self.read("_index.md");
        let rows = index.lines().filter(|line| line.contains("](sql/") && line.starts_with('|'));
        let mark = |row: &str| {
            let mut cells = row.split('|').map(str::trim).skip(1);
            let (mark, link) = (cells.next().unwrap(), cells.next().unwrap());
            format!("{mark} {}", link.split('`').nth(1).unwrap())
        };
        rows.map(mark).collect()
    }
}

fn sqlite(database: &Path, sql: &str) {
    let program = "import sqlite3, sys\nsqlite3.connect(sys.argv[1]).executescript(sys.stdin.read())";
    let mut python = Command::new("python3").args(["-c", program]).arg(database).stdin(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut python.stdin.take().unwrap(), sql.as_bytes()).unwrap();
    assert!(python.wait().unwrap().success());
}

#[test]
fn programs_are_told_what_is_new_and_changed_and_gone() {
    let folder = Folder::with(SHOP);
    folder.says(&[]);
    folder.run(
        "DROP VIEW addresses; ALTER TABLE users ADD COLUMN phone TEXT; CREATE TABLE bills (id INTEGER PRIMARY KEY)",
    );
    let told = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&folder.says(&[&["--format", "json"], arguments].concat())).unwrap()
    };
    let would = told(&["--dry-run"]);
    let expected = serde_json::json!({
        "documents": "docs/schema",
        "dry_run": true,
        "new": ["sql/bills.sql"],
        "changed": ["sql/users.sql"],
        "orphaned": ["sql/addresses.sql"],
        "unchanged": 1,
        "written": [],
        "removed": [],
    });
    assert_eq!(would, expected);
    let did = told(&[]);
    assert_eq!((&did["new"], &did["changed"], &did["dry_run"]), (&would["new"], &would["changed"], &false.into()));
    let written = did["written"].as_array().unwrap();
    assert!(
        written.contains(&"docs/schema/sql/users.sql".into())
            && !written.contains(&"docs/schema/sql/orders.sql".into())
    );
}

#[test]
fn every_table_and_view_has_its_file_and_the_index_lists_them() {
    let folder = Folder::with(SHOP);
    assert_eq!(
        folder.says(&[]),
        "Found 2 tables, 1 view (+3 new)\nAdding new tables:\n  ✓ addresses.sql\n  ✓ orders.sql\n  ✓ users.sql\n\
         Wrote 9 files in docs/schema\n"
    );
    let names: Vec<String> = folder.files().into_keys().collect();
    let expected = [
        "_index.md",
        "_table_list.txt",
        "schema.snapshot.json",
        "sql/_after.sql",
        "sql/_before.sql",
        "sql/_load_order.txt",
        "sql/addresses.sql",
        "sql/orders.sql",
        "sql/users.sql",
    ];
    assert_eq!(names, expected);
    assert_eq!(folder.read("_table_list.txt"), "orders\nusers\n");
    assert_eq!(folder.read("sql/_load_order.txt"), "_before.sql\nusers.sql\norders.sql\naddresses.sql\n_after.sql\n");
    assert_eq!(
        folder.read("sql/orders.sql"),
        "-- generated by schema-doc from the database app.db; do not edit\n-- Table orders\n\n-- Tables\n\n\
         CREATE TABLE orders (\n    id INTEGER,\n    user_id INTEGER NOT NULL,\n    PRIMARY KEY (id),\n    \
         FOREIGN KEY (user_id) REFERENCES users (id)\n);\n\n-- Indexes\n\nCREATE INDEX orders_of_user ON orders (user_id);\n"
    );
    assert_eq!(folder.marks(), ["+ orders", "+ users", "+ addresses"]);
    let index = folder.read("_index.md");
    for part in [
        "SQLite · 2 tables · 4 columns · 1 foreign key · 1 index · 1 view\n",
        "| + | [`orders`](sql/orders.sql) | 2 | `id` | `users` | 1 | |\n",
        "| + | [`addresses`](sql/addresses.sql) | 1 | `users` | |\n",
        "(cd docs/schema/sql && xargs cat < _load_order.txt) | sqlite3 new.db\n",
    ] {
        assert!(index.contains(part), "{part}\n{index}");
    }
    // A database has neither places nor a history; what comments in its statements say stays.
    let snapshot = folder.read("schema.snapshot.json");
    for word in ["\"location\"", "\"added_in\"", "\"migrations\"", folder.dir.path().to_str().unwrap()] {
        assert!(!snapshot.contains(word), "{word}");
    }
    assert!(snapshot.contains("\"kind\": \"database\"") && snapshot.contains("\"purpose\": \"Where mail goes.\""));
}

#[test]
fn only_what_has_changed_is_written() {
    let folder = Folder::with(SHOP);
    folder.says(&[]);
    let touched =
        folder.touched(|| assert_eq!(folder.says(&[]), "Found 2 tables, 1 view\nNothing has changed in docs/schema\n"));
    assert_eq!(touched, Vec::<String>::new());

    folder.run("CREATE TABLE survey_notes (id INTEGER PRIMARY KEY); ALTER TABLE users ADD COLUMN phone TEXT;");
    let touched = folder.touched(|| {
        assert_eq!(
            folder.says(&[]),
            "Found 3 tables, 1 view (+1 new)\nAdding new tables:\n  ✓ survey_notes.sql\nUpdated 1 existing table:\n  ~ users.sql\n\
             2 existing tables as they were\nWrote 6 files in docs/schema\n"
        );
    });
    let expected = [
        "_index.md",
        "_table_list.txt",
        "schema.snapshot.json",
        "sql/_load_order.txt",
        "sql/survey_notes.sql",
        "sql/users.sql",
    ];
    assert_eq!(touched.iter().filter(|name| expected.contains(&name.as_str())).count(), expected.len(), "{touched:?}");
    assert_eq!(touched.len(), expected.len());
    let marks = ["✓ orders", "+ survey_notes", "~ users", "✓ addresses"];
    assert_eq!(folder.marks(), marks);
    // What the last change did stays to be seen until the next.
    assert_eq!(folder.touched(|| drop(folder.says(&[]))), Vec::<String>::new());
    assert_eq!(folder.marks(), marks);
    folder.run("CREATE INDEX by_phone ON users (phone);");
    folder.says(&[]);
    assert_eq!(folder.marks(), ["✓ orders", "✓ survey_notes", "~ users", "✓ addresses"]);
}

#[test]
fn a_file_whose_table_is_gone_is_kept_until_it_is_pruned() {
    let folder = Folder::with(SHOP);
    folder.says(&[]);
    std::fs::write(folder.path("docs/schema/sql/mine.sql"), "SELECT 1;\n").unwrap();
    folder.run("DROP TABLE orders;");
    let kept = "Orphaned, kept until `--prune`:\n  ⚠ orders.sql\n";
    assert!(folder.says(&[]).contains(kept));
    assert_eq!(folder.marks(), ["✓ users", "⚠ orders", "✓ addresses"]);
    let touched = folder.touched(|| assert!(folder.says(&[]).contains(kept)));
    assert_eq!(touched, Vec::<String>::new());

    let touched =
        folder.touched(|| assert!(folder.says(&["--prune", "--dry-run"]).contains("Would remove:\n  ⚠ orders.sql\n")));
    assert_eq!(touched, Vec::<String>::new());
    let touched = folder.touched(|| assert!(folder.says(&["--prune"]).contains("Removed:\n  ⚠ orders.sql\n")));
    assert_eq!(touched, ["_index.md", "sql/orders.sql"]);
    assert_eq!(folder.marks(), ["✓ users", "✓ addresses"]);
    assert_eq!(folder.read("sql/mine.sql"), "SELECT 1;\n");
}

#[test]
fn a_command_that_is_killed_leaves_every_file_whole() {
    // A hundred tables of one column, then of two.
    let tables: Vec<String> = (0..100).map(|number| format!("CREATE TABLE t{number} (a int);")).collect();
    let folder = Folder::with(&tables.concat());
    folder.says(&[]);
    let old = folder.files();
    let changes: Vec<String> = (0..100).map(|number| format!("ALTER TABLE t{number} ADD b text;")).collect();
    folder.run(&changes.concat());
    let begun = std::time::Instant::now();
    folder.says(&[]);
    let took = begun.elapsed();
    let new = folder.files();

    let mut were_between = 0;
    for part in (1..20).step_by(2) {
        for (path, (text, _)) in &old {
            std::fs::write(folder.path("docs/schema").join(path), text).unwrap();
        }
        let mut sync = command(folder.dir.path(), &["sync", "--database-url", "sqlite:app.db"]);
        let mut sync = sync.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(took * part / 20);
        sync.kill().unwrap();
        sync.wait().unwrap();
        let mut found = folder.files();
        // The one that was being written has a name of its own until it is whole.
        found.retain(|path, _| !path.contains(".schema-doc-"));
        assert!(found.keys().eq(old.keys()));
        let is = |path: &str, of: &BTreeMap<String, (String, SystemTime)>| found[path].0 == of[path].0;
        assert!(found.keys().all(|path| is(path, &old) || is(path, &new)));
        were_between += usize::from(found.keys().any(|p| !is(p, &old)) && found.keys().any(|p| !is(p, &new)));
    }
    folder.says(&[]);
    // What the index marks as changed depends on what was left to do.
    let again = folder.files();
    assert!(new.iter().all(|(path, (text, _))| path == "_index.md" || again[path].0 == *text));
    println!("{were_between} times some files were written, and some were not");
}

#[test]
fn a_dry_run_says_what_would_be_and_writes_nothing() {
    let folder = Folder::with(SHOP);
    let says = folder.says(&["--dry-run"]);
    assert!(says.contains("New tables, not written:\n  ✓ addresses.sql\n"), "{says}");
    assert!(says.ends_with("Nothing was written: 9 files would be, in docs/schema\n"), "{says}");
    assert!(folder.files().is_empty());
    folder.says(&[]);
    folder.run("ALTER TABLE users ADD COLUMN phone TEXT;");
    let touched = folder.touched(|| {
        let says = folder.says(&["--dry-run"]);
        assert!(says.contains("Would update 1 existing table:\n  ~ users.sql\n"), "{says}");
    });
    assert_eq!(touched, Vec::<String>::new());
}

#[test]
fn of_some_tables_only_their_files_and_their_part_of_the_snapshot_change() {
    let folder = Folder::with(SHOP);
    folder.sync(&["users"]).fails(&["there is no `docs/schema/schema.snapshot.json`", "without a table's name first"]);
    folder.says(&[]);
    folder.run("ALTER TABLE users ADD COLUMN phone TEXT; ALTER TABLE orders ADD COLUMN note TEXT; CREATE TABLE notes (id INT);");
    folder.sync(&["user"]).fails(&["no table or view `user` in the database", "did you mean `users`?"]);
    let touched = folder.touched(|| {
        assert_eq!(
            folder.says(&["users"]),
            "Found 1 of 1\nUpdated 1 existing table:\n  ~ users.sql\nWrote 2 files in docs/schema\n"
        );
    });
    assert_eq!(touched, ["schema.snapshot.json", "sql/users.sql"]);
    let snapshot = folder.read("schema.snapshot.json");
    assert!(snapshot.contains("\"phone\"") && !snapshot.contains("\"note\"") && !snapshot.contains("\"notes\""));
    folder.run("CREATE TABLE teams (id INTEGER PRIMARY KEY); CREATE TABLE members (team INT REFERENCES teams (id));");
    folder.sync(&["members"]).fails(&["references `teams`, which does not exist", "name what else has changed, too"]);
    folder.says(&["members", "teams"]);
    // The rest follows, and nothing is left over.
    folder.says(&["orders", "notes"]);
    folder.says(&[]);
    let whole = folder.read("schema.snapshot.json");
    std::fs::remove_dir_all(folder.path("docs")).unwrap();
    folder.says(&[]);
    assert_eq!(folder.read("schema.snapshot.json"), whole);
}

#[test]
fn the_index_says_when_something_changed_if_asked() {
    let folder = Folder::with(SHOP);
    let config =
        "[[source]]\nkind = \"snapshot\"\npath = \"docs/schema/schema.snapshot.json\"\n[docs]\ngenerated_at = true\n";
    std::fs::write(folder.path("schema-doc.toml"), config).unwrap();
    let sync_at = |seconds: &str| {
        let mut sync = command(folder.dir.path(), &["sync", "--database-url", "sqlite:app.db"]);
        assert!(sync.env("SOURCE_DATE_EPOCH", seconds).output().unwrap().status.success());
        let index = folder.read("_index.md");
        index.lines().find_map(|line| line.strip_prefix("Last change found at ")).map(str::to_owned)
    };
    assert_eq!(sync_at("0").as_deref(), Some("1970-01-01T00:00:00Z"));
    assert_eq!(sync_at("86400").as_deref(), Some("1970-01-01T00:00:00Z"));
    folder.run("ALTER TABLE users ADD COLUMN phone TEXT;");
    assert_eq!(sync_at("172800").as_deref(), Some("1970-01-03T00:00:00Z"));
    std::fs::remove_file(folder.path("schema-doc.toml")).unwrap();
    assert_eq!(sync_at("259200"), None);
}

#[test]
fn hostile_names_stay_in_the_folder() {
    // SQLite knows no case: these differ by more.
    let names = ["../../up", "_before", "_index", "a b", "con", "Users_", "users", "x|y", "`", "é", "a.b"];
    let sql: Vec<String> = names.iter().map(|name| format!("CREATE TABLE \"{name}\" (a INT);\n")).collect();
    let folder = Folder::with(&sql.concat());
    folder.says(&[]);
    let files = folder.files();
    assert_eq!(files.keys().filter(|name| name.starts_with("sql/")).count(), names.len() + 3);
    assert_eq!(files["_table_list.txt"].0.lines().count(), names.len());
    assert!(!folder.path("up.sql").exists() && !folder.path("docs/up.sql").exists());
    assert_eq!(folder.touched(|| drop(folder.says(&[]))), Vec::<String>::new());
    // Together they are the database again.
    let order = folder.read("sql/_load_order.txt");
    let script: String = order.lines().map(|name| folder.read(&format!("sql/{name}"))).collect();
    let other = Folder::with(&script);
    other.says(&[]);
    assert_eq!(other.read("_table_list.txt"), folder.read("_table_list.txt"));
}

#[test]
fn a_build_reads_the_snapshot_and_leaves_it_as_it_is() {
    let folder = Folder::with(SHOP);
    folder.says(&[]);
    let config =
        "[schema]\nname = \"shop\"\n\n[[source]]\nkind = \"snapshot\"\npath = \"docs/schema/schema.snapshot.json\"\n";
    std::fs::write(folder.path("schema-doc.toml"), config).unwrap();
    let synced = folder.files();
    schema_doc(folder.dir.path(), &["generate"]).succeeds();
    schema_doc(folder.dir.path(), &["check"]).succeeds();
    let built = folder.files();
    for (name, file) in &synced {
        assert_eq!(built.get(name), Some(file), "{name}");
    }
    assert!(built["schema-manifest.json"].0.contains("\"kind\": \"database\""));
    assert!(!built["tables/users.md"].0.contains("app.db"), "{}", built["tables/users.md"].0);
    // Beside another source, too, a build leaves the snapshot of a database alone.
    std::fs::write(folder.path("schema.sql"), SHOP).unwrap();
    let config = "[[source]]\nkind = \"sql\"\npath = \"schema.sql\"\ndialect = \"sqlite\"\n";
    std::fs::write(folder.path("schema-doc.toml"), config).unwrap();
    schema_doc(folder.dir.path(), &["generate"]).succeeds();
    assert_eq!(folder.files().get("schema.snapshot.json"), synced.get("schema.snapshot.json"));
}

#[test]
fn the_files_lie_where_the_configuration_says() {
    let folder = Folder::with(SHOP);
    std::fs::write(folder.path("schema-doc.toml"), "[docs]\ndir = \"db\"\n").unwrap();
    assert!(folder.says(&[]).ends_with("Wrote 9 files in db\n"));
    assert!(folder.path("db/sql/users.sql").is_file());
    assert!(folder.says(&["--output-dir", "other"]).ends_with("Wrote 9 files in other\n"));
}

#[test]
fn a_file_that_is_not_ours_is_left_alone() {
    let folder = Folder::with(SHOP);
    std::fs::create_dir_all(folder.path("docs/schema/sql")).unwrap();
    std::fs::write(folder.path("docs/schema/sql/users.sql"), "SELECT 'mine';\n").unwrap();
    folder.sync(&[]).fails(&["`docs/schema/sql/users.sql` is there, and schema-doc did not write it"]);
    assert_eq!(folder.read("sql/users.sql"), "SELECT 'mine';\n");
}

#[test]
fn a_database_without_a_table_is_an_error_and_nothing_is_written() {
    let folder = Folder::with("SELECT 1;");
    folder.run("CREATE TABLE t (a INT); DROP TABLE t;");
    folder.sync(&[]).fails(&["no table or view in any schema of `app.db`", "is it the right database?"]);
    assert!(folder.files().is_empty());
}

/// The folder of the socket of the oracle's PostgreSQL 18.
fn socket() -> PathBuf {
    let home = std::env::var_os("ORACLE_HOME").map(PathBuf::from);
    home.unwrap_or_else(|| std::env::temp_dir().join("schema-doc-oracle")).join("pg-18")
}

/// Has the database `skyfire` run a file, or another a statement.
fn psql(database: &str, arguments: &[&std::ffi::OsStr]) {
    let mut psql = Command::new("psql");
    psql.args(["-qX", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d", database, "-h"]).arg(socket()).args(arguments);
    let output = psql.env("PGOPTIONS", "-c client_min_messages=error").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_example_is_what_its_database_became() {
    let Some(oracle) = Oracle::from_env() else { return };
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/skyfire");
    let change = |name: &str| example.join("database").join(name);
    let dir = tempfile::tempdir().unwrap();
    copy_folder(&example, dir.path());
    let url = format!("postgresql://postgres@localhost/skyfire?host={}", socket().display());
    let sync = |arguments: &[&str]| schema_doc(dir.path(), &[&["sync", "--database-url", &url], arguments].concat());

    // Its database as it was before the last change.
    let first = ["postgres".into(), change("0001_company_and_users.sql"), change("0002_projects.sql")];
    oracle.run_with(&[("KEEP", Path::new("skyfire")), ("SHIM", Path::new("0"))], None, first).unwrap();
    std::fs::remove_dir_all(dir.path().join("docs")).unwrap();
    sync(&[]).succeeds();
    psql("skyfire", &["-f".as_ref(), change("0003_survey_notes.sql").as_os_str()]);
    let said = sync(&[]).succeeds();
    assert!(said.starts_with("Found 9 tables, 1 view (+2 new)\nAdding new tables:\n  ✓ survey_notes.sql\n"), "{said}");
    let readme = std::fs::read_to_string(example.join("README.md")).unwrap();
    assert!(readme.contains(&said), "{said}");
    assert!(sync(&[]).succeeds().ends_with("Nothing has changed in docs/schema\n"));
    schema_doc(dir.path(), &["generate"]).succeeds();
    assert_same(&example.join("docs"), &dir.path().join("docs"));
    psql("postgres", &["-c".as_ref(), "DROP DATABASE skyfire".as_ref()]);
}

/// Two folders hold the same.
fn assert_same(expected: &Path, found: &Path) {
    let names = |folder: &Path| {
        let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(expected), names(found), "{}", found.display());
    for name in names(expected) {
        let (expected, found) = (expected.join(&name), found.join(&name));
        if expected.is_dir() {
            assert_same(&expected, &found);
        } else {
            let text = |path: &Path| std::fs::read_to_string(path).unwrap();
            assert_eq!(text(&expected), text(&found), "{}", expected.display());
        }
    }
}
