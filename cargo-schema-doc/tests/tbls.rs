//! What tbls gets from its external driver. tbls refuses a schema in which a relation names a table or a column that is not there.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests look at the disk and run programs, and a failure is a panic"
)]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn driver(address: &str, dir: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tbls-driver-schema-doc"));
    command.current_dir(dir).env("TBLS_DSN", address).output().unwrap()
}

fn schema(address: &str, dir: &Path) -> Value {
    let output = driver(address, dir);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn folder(sql: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("schema.sql"), sql).unwrap();
    dir
}

#[test]
fn a_table_with_its_parts() {
    let sql = "-- Who signs in.\n-- @category accounts\nCREATE TABLE users (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  \
               email text NOT NULL UNIQUE -- Where we write to.\n);\n\
               CREATE TABLE orders (\n  id bigint PRIMARY KEY,\n  \"user\" bigint REFERENCES users ON DELETE CASCADE,\n  \
               total int DEFAULT 0 CHECK (total >= 0)\n);\nCREATE INDEX by_total ON orders (total DESC) WHERE total > 100;\n\
               CREATE VIEW large AS SELECT id FROM orders;";
    let dir = folder(sql);
    let found = schema("schema-doc://schema.sql?dialect=postgresql", dir.path());
    assert_eq!(found["driver"]["name"], "postgres");
    let names: Vec<&str> = found["tables"].as_array().unwrap().iter().map(|t| t["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["orders", "users", "large"]);
    let (orders, users, large) = (&found["tables"][0], &found["tables"][1], &found["tables"][2]);
    assert_eq!(users["comment"], "Who signs in.");
    assert_eq!(users["labels"][0], json!({ "name": "accounts" }));
    assert_eq!(
        users["columns"],
        json!([
            { "name": "id", "type": "bigint", "nullable": false, "extra_def": "GENERATED ALWAYS AS IDENTITY" },
            { "name": "email", "type": "text", "nullable": false, "comment": "Where we write to." },
        ])
    );
    assert_eq!(
        orders["constraints"],
        json!([
            {
                "name": "orders_pkey", "type": "PRIMARY KEY", "def": "PRIMARY KEY (id)", "table": "orders",
                "columns": ["id"],
            },
            {
                "name": "orders_user_fkey", "type": "FOREIGN KEY", "table": "orders", "columns": ["user"],
                "def": "FOREIGN KEY (\"user\") REFERENCES users (id) ON DELETE CASCADE",
                "referenced_table": "users", "referenced_columns": ["id"],
            },
            {
                "name": "orders_total_check", "type": "CHECK", "def": "CHECK (total >= 0)", "table": "orders",
                "columns": ["total"],
            },
        ])
    );
    assert_eq!(
        orders["indexes"],
        json!([
            {
                "name": "orders_pkey", "def": "CREATE UNIQUE INDEX orders_pkey ON orders (id)", "table": "orders",
                "columns": ["id"],
            },
            {
                "name": "by_total", "def": "CREATE INDEX by_total ON orders (total DESC) WHERE total > 100",
                "table": "orders", "columns": ["total"],
            },
        ])
    );
    assert_eq!(
        found["relations"],
        json!([{
            "table": "orders", "columns": ["user"], "cardinality": "zero_or_more",
            "parent_table": "users", "parent_columns": ["id"], "parent_cardinality": "zero_or_one",
            "def": "FOREIGN KEY (\"user\") REFERENCES users (id) ON DELETE CASCADE",
        }])
    );
    assert_eq!((&large["type"], &large["referenced_tables"]), (&json!("VIEW"), &json!(["orders"])));
}

#[test]
fn both_ends_of_each_relation_are_there() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    for example in ["storefront", "diesel-blog", "rust-defined", "skyfire", "fondation", "ai-template", "aios"] {
        let found = schema(&format!("schema-doc://{example}"), &examples);
        let tables = found["tables"].as_array().unwrap();
        let has = |table: &Value, column: &Value| {
            let table =
                tables.iter().find(|found| found["name"] == *table).unwrap_or_else(|| panic!("{example}: {table}"));
            table["columns"].as_array().unwrap().iter().any(|found| found["name"] == *column)
        };
        let relations = found["relations"].as_array().unwrap();
        assert!(!relations.is_empty(), "{example}");
        for relation in relations {
            for (table, columns) in [("table", "columns"), ("parent_table", "parent_columns")] {
                let columns = relation[columns].as_array().unwrap();
                assert!(
                    !columns.is_empty() && columns.iter().all(|column| has(&relation[table], column)),
                    "{relation}"
                );
            }
        }
    }
}

#[test]
fn an_address_that_says_nothing_is_an_error() {
    let dir = folder("CREATE TABLE a (id int);");
    let check = |address: &str, words: &str| {
        let output = driver(address, dir.path());
        assert_eq!(output.status.code(), Some(2), "{address}");
        assert!(output.stdout.is_empty(), "{address}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(words), "{said}");
    };
    check("postgres://localhost/shop", "help: `schema-doc://PATH`");
    check("schema-doc://schema.sql?dialct=mysql", "`dialct=mysql` in");
    check("schema-doc://schema.sql?dialect=mysqll", "did you mean `mysql`?");
    check("schema-doc://nowhere.sql?dialect=mysql", "no file or folder `nowhere.sql`");
}
