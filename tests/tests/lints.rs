//! Lints: what each one's page shows fails and passes as the page says; levels, suppressions, baselines, and coverage.

use std::fmt::Write as _;
use std::path::Path;

use schema_doc_build::diagnostics::Code;
use schema_doc_build::{Builder, Loaded};
use schema_doc_tests::{Ran, schema_doc};

/// A package with these files.
fn package(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    dir
}

fn load(dir: &Path) -> Loaded {
    Builder::default().root(dir).config_file("schema-doc.toml").load().unwrap()
}

/// The findings as `code subject`.
fn found(loaded: &Loaded) -> Vec<String> {
    let told = |d: &schema_doc_build::diagnostics::Diagnostic| {
        format!("{} {}", d.code.as_str(), d.subject.as_deref().unwrap_or(&d.message))
    };
    loaded.diagnostics().iter().map(told).collect()
}

/// A configuration for SQL with these lines behind it.
fn configured(lines: &str) -> String {
    format!(
        "[schema]\nname = \"x\"\n[[source]]\nkind = \"sql\"\npath = \"migrations\"\ndialect = \"postgresql\"\n{lines}"
    )
}

/// The code blocks of a page that are marked `fails` or `passes`, as a package that looks for this lint alone.
fn project(page: &str, mark: &str, code: Code) -> tempfile::TempDir {
    let (mut files, mut config, mut dialect) = (Vec::<(String, String)>::new(), String::new(), "postgresql".to_owned());
    for block in page.split("\n```").skip(1).step_by(2) {
        let (head, text) = block.split_once('\n').unwrap();
        let mut words = head.split(' ');
        let language = words.next().unwrap();
        if words.next() != Some(mark) {
            continue;
        }
        let mut file = "migrations/0001_init.sql".to_owned();
        for (key, value) in words.map(|word| word.split_once('=').unwrap_or_else(|| panic!("{head}"))) {
            match key {
                "file" => value.clone_into(&mut file),
                "dialect" => value.clone_into(&mut dialect),
                _ => panic!("{head}"),
            }
        }
        if language == "toml" {
            config.push_str(text);
            config.push('\n');
        } else {
            files.push((file, text.to_owned()));
        }
    }
    assert!(!files.is_empty(), "{}: nothing {mark}", code.as_str());
    let mut all = String::from("[schema]\nname = \"x\"\n");
    if files.iter().any(|(path, _)| path.starts_with("convex/")) {
        all.push_str("[[source]]\nkind = \"convex\"\npath = \"convex/schema.ts\"\n");
    } else {
        write!(all, "[[source]]\nkind = \"sql\"\npath = \"migrations\"\ndialect = \"{dialect}\"\n").unwrap();
    }
    if !config.contains("[lint]") {
        all.push_str("[lint]\n");
        for lint in Code::ALL.iter().filter(|lint| lint.is_lint()) {
            let level = if *lint == code { "warn" } else { "allow" };
            writeln!(all, "{} = \"{level}\"", lint.as_str()).unwrap();
        }
    }
    files.push(("schema-doc.toml".to_owned(), format!("{all}{config}")));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    package(&files)
}

#[test]
fn what_a_page_shows_fails_and_passes_as_it_says() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cargo-schema-doc/explain");
    for &code in Code::ALL.iter().filter(|code| code.is_lint()) {
        let name = code.as_str();
        let page = std::fs::read_to_string(pages.join(format!("{name}.md"))).unwrap_or_else(|e| panic!("{name}: {e}"));
        for (mark, expected) in [("fails", true), ("passes", false)] {
            let dir = project(&page, mark, code);
            let loaded = load(dir.path());
            let of_lint = loaded.diagnostics().iter().any(|found| found.code == code);
            assert_eq!(of_lint, expected, "{name} {mark}:\n{}", loaded.report(false));
            let wrong = loaded.diagnostics().iter().find(|found| !found.code.is_lint());
            assert!(wrong.is_none(), "{name} {mark}:\n{}", loaded.report(false));
            for found in loaded.diagnostics() {
                assert!(found.help.is_some() && !found.message.ends_with('.'), "{name}: {found:?}");
            }
        }
    }
}

#[test]
fn a_comment_silences_a_lint_where_it_stands() {
    let check = |sql: &str, expected: &[&str]| {
        let lints = "[lint]\nmissing-table-purpose = \"allow\"\nserial-type = \"warn\"\n";
        let dir = package(&[("schema-doc.toml", &configured(lints)), ("migrations/0001_a.sql", sql)]);
        assert_eq!(found(&load(dir.path())), expected, "{sql}");
    };
    check(
        "CREATE TABLE a (x serial);\nCREATE TABLE b (x int);\n",
        &["no-primary-key a", "serial-type a.x", "no-primary-key b"],
    );
    check(
        "-- schema-doc: allow(no-primary-key, serial-type) rows are only appended\nCREATE TABLE a (x serial);\n",
        &[],
    );
    check("/* schema-doc: allow(no-primary-key) */\nCREATE TABLE a (x serial);\n", &["serial-type a.x"]);
    check("CREATE TABLE a (\n  x serial PRIMARY KEY -- schema-doc: allow(serial-type)\n);\n", &[]);
    check(
        "CREATE TABLE a (\n  -- A number.\n  -- schema-doc: allow(serial-type) old\n  x serial PRIMARY KEY\n);\n",
        &[],
    );
    check(
        "-- schema-doc: allow(no-primary-kee)\nCREATE TABLE a (x int PRIMARY KEY);\n",
        &["invalid-annotation there is no lint `no-primary-kee`"],
    );
    check(
        "-- schema-doc: alow(x)\nCREATE TABLE a (x int PRIMARY KEY);\n",
        &["invalid-annotation `schema-doc:` is followed by `allow(LINT)`"],
    );
    check(
        "-- schema-doc: allow(syntax-error)\nCREATE TABLE a (x int PRIMARY KEY);\n",
        &["invalid-annotation `syntax-error` is always an error: it cannot be allowed"],
    );
    check(
        "-- schema-doc: allow(no-primary-key)\n\nCREATE TABLE a (x int);\n",
        &["invalid-annotation what it allows stands nowhere: no definition is directly below", "no-primary-key a"],
    );
}

#[test]
fn what_a_comment_allows_is_no_prose_and_on_no_page() {
    let sql = "-- Visits.\n-- schema-doc: allow(no-primary-key) only appended\nCREATE TABLE a (x int);\n";
    let dir = package(&[("schema-doc.toml", &configured("")), ("migrations/0001_a.sql", sql)]);
    let loaded = load(dir.path());
    assert_eq!(loaded.schema().tables[0].annotations.purpose.as_deref(), Some("Visits."));
    let page = loaded.render().find(|artifact| artifact.path == "tables/a.md").unwrap().contents.to_string();
    assert!(!page.contains("primary key"), "{page}");
}

#[test]
fn what_null_does_to_a_unique_key_is_the_systems() {
    let check = |dialect: &str, sql: &str, expected: bool| {
        let lints = configured("[lint]\nnullable-unique = \"warn\"\n");
        let config = lints.replace("postgresql", dialect);
        let dir = package(&[("schema-doc.toml", &config), ("migrations/0001_a.sql", sql)]);
        let found = found(&load(dir.path()));
        assert_eq!(found.iter().any(|found| found.starts_with("nullable-unique")), expected, "{dialect}: {found:?}");
    };
    let (one, two) = ("(a int, b int NOT NULL, UNIQUE (a))", "(a int, b int NOT NULL, UNIQUE (a, b))");
    for (dialect, first, second) in
        [("postgresql", true, true), ("mysql", true, true), ("mssql", false, false), ("oracle", true, false)]
    {
        check(dialect, &format!("CREATE TABLE t {one};\n"), first);
        check(dialect, &format!("CREATE TABLE t {two};\n"), second);
    }
}

#[track_caller]
fn run(dir: &Path, arguments: &[&str], code: i32) -> Ran {
    let ran = schema_doc(dir, arguments);
    assert_eq!(ran.code, Some(code), "{arguments:?}: {} {}", ran.stdout, ran.stderr);
    ran
}

#[test]
fn a_denied_lint_fails_and_a_baseline_lets_pass_what_was_there() {
    let denied = configured("[lint]\nno-primary-key = \"deny\"\nmissing-table-purpose = \"allow\"\n");
    let dir = package(&[("schema-doc.toml", &denied), ("migrations/0001_a.sql", "CREATE TABLE a (x int);\n")]);
    let dir = dir.path();
    let ran = run(dir, &["lint"], 1);
    assert!(ran.stdout.contains("error[no-primary-key]: `a`: no primary key"), "{}", ran.stdout);
    assert!(ran.stdout.contains("--explain no-primary-key"), "{}", ran.stdout);
    // Nothing is written while something is denied.
    run(dir, &["generate"], 2);
    assert!(!dir.join("docs").exists());
    run(dir, &["lint", "--write-baseline"], 0);
    run(dir, &["lint"], 0);
    run(dir, &["generate"], 0);
    run(dir, &["check"], 0);
    std::fs::write(dir.join("migrations/0002_b.sql"), "CREATE TABLE b (x int);\n").unwrap();
    let ran = run(dir, &["lint"], 1);
    assert!(ran.stdout.contains("`b`: no primary key") && !ran.stdout.contains("`a`:"), "{}", ran.stdout);
    std::fs::write(dir.join("migrations/0002_b.sql"), "ALTER TABLE a ADD PRIMARY KEY (x);\n").unwrap();
    let ran = run(dir, &["lint"], 0);
    assert!(ran.stdout.contains("schema-doc.baseline: `no-primary-key a` is mended"), "{}", ran.stdout);
}

#[test]
fn advice_is_counted_where_it_is_not_asked_for() {
    let sql = "CREATE TABLE a (x int);\nCREATE TABLE b (x int);\nCREATE TABLE c (x int);\n";
    let dir = package(&[("schema-doc.toml", &configured("")), ("migrations/0001_a.sql", sql)]);
    let ran = run(dir.path(), &["generate"], 0);
    let told = "lint   6 findings: 3 missing-table-purpose, 3 no-primary-key; `cargo schema-doc lint` shows them";
    assert!(ran.stdout.contains(told) && ran.stderr.is_empty(), "{} {}", ran.stdout, ran.stderr);
    let ran = run(dir.path(), &["check", "--format", "json"], 0);
    assert!(!ran.stdout.contains("no-primary-key"), "{}", ran.stdout);
}

#[test]
fn coverage_has_a_minimum_for_all_and_for_each_kind() {
    let sql = "-- People.\nCREATE TABLE a (\n  x int PRIMARY KEY, -- a number\n  y int, z int\n);\n";
    let check = |coverage: &str, expected: &[&str]| {
        let config = configured(&format!("[coverage]\n{coverage}\n"));
        let dir = package(&[("schema-doc.toml", &config), ("migrations/0001_a.sql", sql)]);
        let short: Vec<String> = load(dir.path()).shortfalls().iter().map(|found| found.message.clone()).collect();
        assert_eq!(short, expected, "{coverage}");
        let code = i32::from(!expected.is_empty());
        run(dir.path(), &["coverage"], code);
        run(dir.path(), &["generate"], 0);
        run(dir.path(), &["check"], code);
    };
    check("minimum = 50", &[]);
    check("minimum = 51", &["coverage is 2 of 4 (50 %), below 51 %"]);
    check("minimum = { tables = 100, columns = 33 }", &[]);
    check("minimum = { tables = 100, columns = 34 }", &["coverage of columns is 1 of 3 (33 %), below 34 %"]);
}

#[test]
fn a_ratchet_holds_what_was_reached() {
    let table =
        |columns: &str| format!("-- People.\nCREATE TABLE a (\n  x int PRIMARY KEY, -- a number\n{columns});\n");
    let ratchet = configured("[coverage]\nratchet = true\n");
    let dir = package(&[("schema-doc.toml", &ratchet), ("migrations/0001_a.sql", &table("  y int -- another\n"))]);
    let dir = dir.path();
    run(dir, &["generate"], 0);
    run(dir, &["check"], 0);
    std::fs::write(dir.join("migrations/0002_b.sql"), "ALTER TABLE a ADD z int;\n").unwrap();
    // Written, and remembered: who checks is told, however often it is written.
    for _ in 0..2 {
        run(dir, &["generate"], 0);
        let ran = run(dir, &["check"], 1);
        let told = "coverage of columns fell from 2 of 2 (100 %) to 2 of 3 (66 %)";
        assert!(ran.stderr.contains(told) || ran.stdout.contains(told), "{} {}", ran.stdout, ran.stderr);
    }
    std::fs::write(dir.join("migrations/0002_b.sql"), "-- A third.\nALTER TABLE a ADD z int;\n").unwrap();
    run(dir, &["generate"], 0);
    run(dir, &["check"], 0);
    let manifest = std::fs::read_to_string(dir.join("docs/schema/schema-manifest.json")).unwrap();
    assert!(!manifest.contains("reached"), "{manifest}");
}
