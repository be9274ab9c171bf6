//! Histories of migrations, as each tool lays them out: what their replay gives is what the database has after the tool ran.
//!
//! `fixtures/histories/NAME/runs.sql` are the statements that the tool runs, in its order.

use std::path::{Path, PathBuf};

use schema_doc_tests::{MARIADB, Oracle, POSTGRESQL, Project, SQLITE, Server};
use serde_json::Value;

/// A history's folder, its source below it, the layout that its files show, and the server that it is for.
const HISTORIES: &[(&str, &str, &str, Server)] = &[
    ("drizzle", "drizzle", "drizzle", SQLITE),
    ("drizzle-folders", "drizzle", "drizzle", POSTGRESQL),
    ("prisma", "migrations", "prisma", MARIADB),
    ("supabase", "supabase/migrations", "supabase", POSTGRESQL),
    ("goose", "migrations", "goose", POSTGRESQL),
    ("dbmate", "migrations", "dbmate", MARIADB),
    ("flyway", "db", "flyway", POSTGRESQL),
    // sqlx names its reversible migrations so, too: the order is one.
    ("golang-migrate", "migrations", "sqlx", MARIADB),
    ("knex", "migrations", "sqlx", MARIADB),
    ("typeorm", "migrations", "typeorm", POSTGRESQL),
    ("rails", "db", "rails", SQLITE),
    ("liquibase", "changelog", "liquibase", POSTGRESQL),
    ("sqlite-rebuild", "migrations", "sqlx", SQLITE),
];

fn project((name, source, _, server): (&str, &str, &str, Server)) -> (PathBuf, Project) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/histories").join(name);
    let project = Project::of_folder(&folder, source).dialect(server.system);
    (folder, project)
}

#[test]
fn a_history_shows_which_tool_it_belongs_to() {
    for &history in HISTORIES {
        let loaded = project(history).1.load();
        let report = loaded.report(false);
        assert!(!loaded.diagnostics().has_errors(), "{}: {report}", history.0);
        assert_eq!(loaded.schema().sources[0].layout, Some(history.2), "{}", history.0);
    }
}

#[test]
fn a_history_gives_what_the_database_has_after_its_tool_ran() {
    let Some(oracle) = Oracle::from_env() else { return };
    let mut failures = Vec::new();
    for &history in HISTORIES {
        let (folder, project) = project(history);
        project.write(&project.load());
        let account = oracle.account(history.3, None, &[folder.join("runs.sql")]).unwrap();
        let truth = project.docs().join("truth.json");
        std::fs::write(&truth, comparable(&account)).unwrap();
        let facts = project.docs().join("facts.json");
        std::fs::write(&facts, without_relationships(&project)).unwrap();
        let args: [PathBuf; 3] = ["compare".into(), truth, facts];
        failures.extend(oracle.run(None, args).err().map(|error| format!("== {}\n{error}", history.0)));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// A catalog has no relationships to compare with.
fn without_relationships(project: &Project) -> String {
    let mut manifest: Value = serde_json::from_str(&std::fs::read_to_string(project.manifest()).unwrap()).unwrap();
    for table in manifest["schema_manifest"]["tables"].as_array_mut().unwrap() {
        table.as_object_mut().unwrap().remove("relationships");
        if let Some(indexes) = table["indexes"].as_array_mut() {
            indexes.retain(|index| {
                index["keys"].as_array().is_none_or(|keys| keys.iter().all(|k| k["expression"].is_null()))
            });
        }
    }
    manifest.to_string()
}

/// SQLite names neither the keys of an index that are expressions, nor the columns of a reference that names none: those are left to the
/// comparison of our own DDL.
fn comparable(account: &str) -> String {
    let mut account: Value = serde_json::from_str(account).unwrap();
    if account["dialect"] == "sqlite" {
        let keys: Vec<(String, Value)> = account["tables"]
            .as_array()
            .unwrap()
            .iter()
            .map(|table| (table["name"].as_str().unwrap().to_owned(), table["primaryKey"].clone()))
            .collect();
        for table in account["tables"].as_array_mut().unwrap() {
            table["indexes"]
                .as_array_mut()
                .unwrap()
                .retain(|i| i["columns"].as_array().unwrap().iter().all(|c| !c.is_null()));
            for key in table["foreignKeys"].as_array_mut().unwrap() {
                if key["refColumns"] == serde_json::json!([null]) {
                    let of = keys.iter().find(|(name, _)| Some(name.as_str()) == key["refTable"].as_str());
                    key["refColumns"] = of.map(|(_, columns)| columns.clone()).unwrap_or_default();
                }
            }
        }
    }
    account.to_string()
}
