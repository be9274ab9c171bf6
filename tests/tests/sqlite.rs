//! SQLite's corners: what the database keeps, what it takes back, and what it refuses.

use schema_doc_build::Format;
use schema_doc_build::model::System;
use schema_doc_tests::{Oracle, Project, SQLITE};
use serde_json::Value;

fn project(sql: &str) -> Project {
    Project::of_sql(sql).dialect(System::Sqlite)
}

/// Our DDL of a schema: one statement a line, without its header and comments.
fn ddl(sql: &str) -> String {
    let loaded = project(sql).load();
    assert!(!loaded.diagnostics().has_errors(), "{sql}\n{}", loaded.report(false));
    let ddl = loaded.render().find(|artifact| artifact.format == Format::Ddl).unwrap().contents.to_string();
    let lines = ddl.lines().filter(|line| !line.starts_with("--") && !line.is_empty()).map(str::trim);
    lines.collect::<Vec<_>>().join(" ").replace("( ", "(").replace(" )", ")").replace("; ", ";\n")
}

/// Each script gives the schema of the other, here and in the database.
fn ends_as(histories: &[(&str, &str)]) {
    for (history, expected) in histories {
        assert_eq!(ddl(history), ddl(expected), "{history}");
    }
    let Some(oracle) = Oracle::from_env() else { return };
    let account = |sql: &str| {
        let project = project(sql);
        let file = project.docs().join("history.sql");
        std::fs::create_dir_all(project.docs()).unwrap();
        std::fs::write(&file, sql).unwrap();
        oracle.account(SQLITE, None, &[file]).unwrap_or_else(|error| panic!("{sql}: {error}"))
    };
    for (history, expected) in histories {
        assert_eq!(account(history), account(expected), "{history}");
    }
}

/// What is said of a script that the database refuses.
fn refuses(scripts: &[(&str, &str)]) {
    let oracle = Oracle::from_env();
    for (sql, expected) in scripts {
        let project = project(sql);
        let found: Vec<String> =
            project.load().diagnostics().iter().filter(|d| !d.is_advice()).map(|d| d.message.clone()).collect();
        assert_eq!(found, [*expected], "{sql}");
        if let Some(oracle) = &oracle {
            let file = project.docs().join("refused.sql");
            std::fs::create_dir_all(project.docs()).unwrap();
            std::fs::write(&file, sql).unwrap();
            assert!(oracle.account(SQLITE, None, &[file]).is_err(), "the database takes {sql}");
        }
    }
}

#[test]
fn what_a_key_says_of_conflicts_and_order_is_kept() {
    let check = |sql: &str, expected: &str| {
        assert_eq!(ddl(sql), expected, "{sql}");
        ends_as(&[(expected, expected)]);
    };
    check(
        "CREATE TABLE t (id INTEGER PRIMARY KEY ON CONFLICT REPLACE, a TEXT UNIQUE ON CONFLICT ignore, b INT NOT NULL ON CONFLICT ROLLBACK DEFAULT 0, UNIQUE (a, b) ON CONFLICT FAIL);",
        "CREATE TABLE t (id INTEGER, a TEXT, b INT NOT NULL ON CONFLICT ROLLBACK DEFAULT 0, PRIMARY KEY (id) ON CONFLICT REPLACE, UNIQUE (a) ON CONFLICT IGNORE, UNIQUE (a, b) ON CONFLICT FAIL);",
    );
    check(
        "CREATE TABLE t (id INTEGER PRIMARY KEY ON CONFLICT ABORT AUTOINCREMENT);",
        "CREATE TABLE t (id INTEGER PRIMARY KEY ON CONFLICT ABORT AUTOINCREMENT);",
    );
    // No alias of the row's number: the key has an index.
    check("CREATE TABLE t (id INTEGER PRIMARY KEY DESC);", "CREATE TABLE t (id INTEGER PRIMARY KEY DESC);");
    check("CREATE TABLE t (id INTEGER, PRIMARY KEY (id DESC));", "CREATE TABLE t (id INTEGER, PRIMARY KEY (id));");
    check(
        "CREATE TABLE o (id INT PRIMARY KEY); CREATE TABLE t (a REFERENCES o, b REFERENCES o (id));",
        "CREATE TABLE o (id INT, PRIMARY KEY (id));\n\
         CREATE TABLE t (a, b, FOREIGN KEY (a) REFERENCES o, FOREIGN KEY (b) REFERENCES o (id));",
    );
}

#[test]
fn what_a_module_keeps_its_rows_in_is_left_out_by_name() {
    let check = |sql: &str| {
        let loaded = project(sql).load();
        let expected: Vec<&str> = loaded.schema().left_out.iter().map(String::as_str).collect();
        let Some(oracle) = Oracle::from_env() else { return };
        let project = project(sql);
        let file = project.docs().join("virtual.sql");
        std::fs::create_dir_all(project.docs()).unwrap();
        std::fs::write(&file, sql).unwrap();
        let account: Value = serde_json::from_str(&oracle.account(SQLITE, None, &[file]).unwrap()).unwrap();
        let names = account["tables"].as_array().unwrap().iter().map(|table| table["name"].as_str().unwrap());
        let shadows: Vec<&str> = names.filter(|name| !matches!(*name, "t" | "plain")).collect();
        assert_eq!(expected, shadows, "{sql}");
    };
    check("CREATE TABLE plain (a); CREATE VIRTUAL TABLE t USING fts5(a, content);");
    check("CREATE TABLE plain (a); CREATE VIRTUAL TABLE t USING fts5(a, content = 'plain', columnsize=0);");
    check("CREATE VIRTUAL TABLE t USING fts4(a, content=\"\");");
    check("CREATE VIRTUAL TABLE t USING fts4(a, matchinfo=fts3); CREATE TABLE plain (a);");
    check("CREATE VIRTUAL TABLE t USING fts3(a, b);");
    check("CREATE VIRTUAL TABLE t USING rtree(id, x, y);");
}

#[test]
fn a_transaction_that_is_rolled_back_leaves_nothing() {
    ends_as(&[
        (
            "CREATE TABLE a (x INT); BEGIN; CREATE TABLE b (x INT); ALTER TABLE a ADD y INT; ROLLBACK; CREATE TABLE c (x INT);",
            "CREATE TABLE a (x INT); CREATE TABLE c (x INT);",
        ),
        (
            "BEGIN IMMEDIATE TRANSACTION; CREATE TABLE b (x INT); ROLLBACK TRANSACTION; BEGIN; CREATE TABLE b (z INT); END TRANSACTION;",
            "CREATE TABLE b (z INT);",
        ),
        (
            "BEGIN; CREATE TABLE a (x INT); SAVEPOINT s; CREATE TABLE b (x INT); SAVEPOINT t; CREATE TABLE d (x INT); RELEASE t; \
             ROLLBACK TO S; CREATE TABLE c (x INT); RELEASE SAVEPOINT s; COMMIT;",
            "CREATE TABLE a (x INT); CREATE TABLE c (x INT);",
        ),
        (
            "CREATE TABLE a (x INT); SAVEPOINT 's'; DROP TABLE a; ROLLBACK TRANSACTION TO SAVEPOINT s; RELEASE s; ALTER TABLE a ADD y;",
            "CREATE TABLE a (x INT, y);",
        ),
    ]);
}

#[test]
fn a_dropped_column_takes_with_it_what_it_declares() {
    ends_as(&[
        (
            "CREATE TABLE t (a INT, b INT CHECK (b > 0 AND b > a)); ALTER TABLE t DROP COLUMN b;",
            "CREATE TABLE t (a INT);",
        ),
        (
            "CREATE TABLE o (id INT PRIMARY KEY); CREATE TABLE t (a INT, b INT REFERENCES o (id)); ALTER TABLE t DROP b;",
            "CREATE TABLE o (id INT PRIMARY KEY); CREATE TABLE t (a INT);",
        ),
        ("CREATE TABLE t (a INT, b INT AS (a + 1)); ALTER TABLE t DROP COLUMN b;", "CREATE TABLE t (a INT);"),
    ]);
}

#[test]
fn a_column_is_not_added_with_a_key() {
    let message = "column `b` cannot be added with a key";
    refuses(&[
        ("CREATE TABLE t (a INT); ALTER TABLE t ADD COLUMN b INT UNIQUE;", message),
        ("CREATE TABLE t (a INT); ALTER TABLE t ADD b INT PRIMARY KEY;", message),
    ]);
}

#[test]
fn temporary_tables_hide_the_others_of_their_names() {
    ends_as(&[
        (
            "CREATE TEMP TABLE t (a INT); CREATE TABLE main.t (b INT); ALTER TABLE t ADD c INT; DROP TABLE t; ALTER TABLE t ADD d INT;",
            "CREATE TABLE t (b INT, d INT);",
        ),
        (
            "CREATE TABLE k (a INT); CREATE TABLE Temp.u (a INT); CREATE INDEX temp.i ON u (a); CREATE TEMP VIEW v AS SELECT 1; CREATE TABLE temp.k AS SELECT * FROM k;",
            "CREATE TABLE k (a INT);",
        ),
    ]);
    let attached = project("ATTACH ':memory:' AS other; CREATE TABLE other.t (a INT); CREATE TABLE t (b INT);").load();
    assert_eq!(attached.schema().tables.len(), 1);
    assert_eq!(attached.schema().unsupported[0].reason, "`other` is another database, which is attached");
}

#[test]
fn a_column_that_something_needs_is_not_dropped() {
    refuses(&[
        (
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT); ALTER TABLE t DROP COLUMN id;",
            "column `id` cannot be dropped: the primary key depends on it",
        ),
        (
            "CREATE TABLE t (id INT, a INT, UNIQUE (id, a)); ALTER TABLE t DROP COLUMN A;",
            "column `a` cannot be dropped: a unique constraint depends on it",
        ),
        (
            "CREATE TABLE t (id INT, a INT); CREATE INDEX i ON t (abs(a)); ALTER TABLE t DROP COLUMN a;",
            "column `a` cannot be dropped: index `i` depends on it",
        ),
        (
            "CREATE TABLE t (id INT, a INT); CREATE INDEX i ON t (id) WHERE a > 0; ALTER TABLE t DROP COLUMN a;",
            "column `a` cannot be dropped: index `i` depends on it",
        ),
        (
            "CREATE TABLE t (id INT, a INT, CHECK (a > 0)); ALTER TABLE t DROP COLUMN a;",
            "column `a` cannot be dropped: a check depends on it",
        ),
        (
            "CREATE TABLE t (a INT, b INT CHECK (b > a)); ALTER TABLE t DROP COLUMN a;",
            "column `a` cannot be dropped: a check depends on it",
        ),
        (
            "CREATE TABLE t (a INT, b INT AS (a + 1)); ALTER TABLE t DROP COLUMN a;",
            "column `a` cannot be dropped: column `b` depends on it",
        ),
        (
            "CREATE TABLE t (a INT, b INT, FOREIGN KEY (a) REFERENCES t (b)); ALTER TABLE t DROP COLUMN a;",
            "column `a` cannot be dropped: a foreign key depends on it",
        ),
        (
            "CREATE TABLE t (a INT, b INT); CREATE VIEW v AS SELECT a FROM t; ALTER TABLE t DROP COLUMN a;",
            "column `a` cannot be dropped: view `v` depends on it",
        ),
        (
            "CREATE TABLE t (a INT); ALTER TABLE t DROP COLUMN a;",
            "column `a` cannot be dropped: the table, which has no other, depends on it",
        ),
    ]);
}

#[test]
fn what_is_dropped_may_be_named_as_kinds_of_things_are() {
    let mut made = "CREATE TABLE t (a INT);".to_owned();
    for name in ["log", "policy", "type", "list", "source", "catalog", "class"] {
        made += &format!(
            "CREATE TABLE {name} (a INT); DROP TABLE {name}; CREATE VIEW {name} AS SELECT a FROM t; DROP VIEW {name};"
        );
    }
    ends_as(&[(&made, "CREATE TABLE t (a INT);")]);
}

#[test]
fn libsql_replaces_the_definition_of_a_column() {
    let history =
        "CREATE TABLE t (a text(4) DEFAULT 'x', b int); ALTER TABLE t ALTER COLUMN \"a\" TO \"a\" text NOT NULL;";
    assert_eq!(ddl(history), ddl("CREATE TABLE t (a text NOT NULL, b int);"));
}

/// Where a name would stand, the columns do.
#[test]
fn a_constraint_without_a_name_is_called_by_its_columns() {
    let loaded =
        project("CREATE TABLE a (x int CHECK (x > 0), CONSTRAINT y_is_small CHECK (y < 9), y int REFERENCES a (x));")
            .load();
    let readme = loaded.render().find(|artifact| artifact.path == "README.md").unwrap().contents.to_string();
    assert!(readme.contains("All foreign keys are documented (0 of 1); missing: `a (y)`\n"), "{readme}");
    assert!(readme.contains("All constraints are documented (0 of 2); missing: `a (x)`, `a.y_is_small`\n"), "{readme}");
}
