//! MariaDB as it runs: what is read of it is what it has, and what its SQL text says.

use std::path::{Path, PathBuf};
use std::process::Command;

use schema_doc_tests::{CorpusSchema, MARIADB, MYSQL, Oracle, Project, Ran, corpus, schema_doc};
use serde_json::Value;

/// The socket of the oracle's server.
fn socket() -> PathBuf {
    let home = std::env::var_os("ORACLE_HOME").map(PathBuf::from);
    home.unwrap_or_else(|| std::env::temp_dir().join("schema-doc-oracle")).join("my/s.sock")
}

/// Statements for the server, as its own client runs them.
fn sql(statements: &str) -> String {
    let mut client = Command::new("mariadb");
    client.args(["--no-defaults", "--user=root", "--default-character-set=utf8mb4", "--skip-column-names", "--raw"]);
    client.arg(format!("--socket={}", socket().display())).args(["--execute", statements]);
    let output = client.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A database of the server, dropped at the end.
struct Database {
    name: &'static str,
}

impl Database {
    fn url(&self, user: &str) -> String {
        format!("mysql://{user}@localhost/{}?socket={}", self.name, socket().display())
    }

    /// `sync` by a user, into a folder.
    fn sync(&self, user: &str, dir: &Path) -> Ran {
        schema_doc(dir, &["sync", "--database-url", &self.url(user), "--output-dir", "docs"])
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        sql(&format!("DROP DATABASE IF EXISTS `{}`", self.name));
    }
}

/// The snapshot that `sync` wrote.
fn snapshot(dir: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(dir.join("docs/schema.snapshot.json")).unwrap()).unwrap()
}

/// Loads a schema, reads it live, compares with the server's own account, and the fingerprint with that of the text.
fn live_is_the_text(oracle: &Oracle, schema: &CorpusSchema) -> Result<(), String> {
    let database = Database { name: "live_corpus" };
    // Sakila names its own database.
    let sed = schema.sed.or(Some(r"s/\bsakila\.//g"));
    let account = oracle.keep(database.name, MARIADB, sed, &schema.files)?;
    let dir = tempfile::tempdir().unwrap();
    let truth = dir.path().join("truth.json");
    std::fs::write(&truth, account).unwrap();
    let ran = database.sync("root", dir.path());
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
