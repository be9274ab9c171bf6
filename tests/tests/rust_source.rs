//! A schema that is written as Rust structs: read as the database reads its DDL, and documented as SQL is.

use std::path::PathBuf;

use schema_doc_build::model::System;
use schema_doc_build::{Builder, Format, Loaded, Source};
use schema_doc_tests::{MARIADB, Oracle, POSTGRESQL, SQLITE, Server};
use serde_json::{Value, json};

/// A crate of one file, whose structs are a schema.
struct Crate {
    dir: tempfile::TempDir,
    system: System,
}

impl Crate {
    fn new(system: System, lib: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("src")).unwrap();
        std::fs::write(dir.path().join("src/lib.rs"), lib).unwrap();
        Self { dir, system }
    }

    fn load(&self) -> Loaded {
        let source = Source::rust("src").dialect(self.system);
        let loaded = Builder::new("test").root(self.dir.path()).source(source).load().unwrap();
        assert!(loaded.diagnostics().is_empty(), "{}", loaded.report(false));
        loaded
    }

    /// A document, written to disk.
    fn document(&self, format: Format) -> (PathBuf, String) {
        let loaded = self.load();
        let artifact = loaded.render().find(|artifact| artifact.format == format).unwrap();
        let path = self.dir.path().join(artifact.path.replace('/', "-"));
        std::fs::write(&path, artifact.contents.to_string()).unwrap();
        (path, artifact.contents.to_string())
    }

    fn manifest(&self) -> Value {
        serde_json::from_str(&self.document(Format::Manifest).1).unwrap()
    }
}

fn shop(system: System) -> Crate {
    Crate::new(system, include_str!("../fixtures/rust/shop.rs"))
}

/// Loads our DDL into the database, and compares what it says with the manifest.
fn is_what_the_database_reads(server: Server) {
    let Some(oracle) = Oracle::from_env() else { return };
    let shop = shop(server.system);
    let (ddl, _) = shop.document(Format::Ddl);
    let account = oracle.account(server, None, &[ddl]).unwrap();
    let truth = shop.dir.path().join("truth.json");
    std::fs::write(&truth, account).unwrap();
    let mut manifest = shop.manifest();
    // A database's catalog has none to compare with, its facts are the foreign keys.
    for table in manifest["schema_manifest"]["tables"].as_array_mut().unwrap() {
        table.as_object_mut().unwrap().remove("relationships");
    }
    let facts = shop.dir.path().join("facts.json");
    std::fs::write(&facts, manifest.to_string()).unwrap();
    let args: [PathBuf; 5] = ["compare".into(), truth, facts, "--show".into(), "20".into()];
    oracle.run(None, args).unwrap();
}

#[test]
fn structs_are_the_schema_that_postgresql_reads() {
    is_what_the_database_reads(POSTGRESQL);
}

#[test]
fn structs_are_the_schema_that_mariadb_reads() {
    is_what_the_database_reads(MARIADB);
}

#[test]
fn structs_are_the_schema_that_sqlite_reads() {
    is_what_the_database_reads(SQLITE);
}

#[test]
fn what_is_written_on_structs_reaches_the_documents() {
    let shop = shop(System::PostgreSql);
    let manifest = &shop.manifest()["schema_manifest"];
    let at = |pointer: &str| manifest.pointer(pointer).unwrap_or_else(|| panic!("{pointer}\n{manifest:#}"));
    let says = |pointer: &str, expected: Value| assert_eq!(*at(pointer), expected, "{pointer}");
    says("/sources/0/kind", "rust".into());
    says("/sources/0/path", "src".into());
    says("/enums/0/purpose", "Where an order is.".into());
    says("/enums/0/descriptions", json!({ "open": "Not yet paid.", "paid": "Paid in full, or: on account." }));
    says("/tables/0/name", "order_line".into());
    says("/tables/0/foreign_keys/0/name", "order_line_order".into());
    says("/tables/0/location", json!({ "file": "src/lib.rs" }));
    says("/tables/1/state_flow/0/states", json!(["open", "paid", "in-work", "cancelled"]));
    says("/tables/1/relationships/incoming/0/label", "places".into());
    says("/tables/2/purpose", "Who may log in.".into());
    says("/tables/2/description", "Who may log in.\n\nOne account an address.".into());
    says("/tables/2/category", "authentication".into());
    says("/tables/2/owner", "identity-team".into());
    says("/tables/2/ai_context/business_rules", json!(["unique_email"]));
    says("/tables/2/indexes/0/performance_impact", "Critical for search".into());
    says("/tables/2/fields/1/purpose", "The address of the login.".into());
    says("/tables/2/fields/1/ai_context/data_sensitivity", "pii".into());
    says("/tables/2/fields/9/name", "is_active".into());
    says("/tables/2/access_patterns/1/name", "by_email".into());
    says("/tables/2/access_patterns/1/location", json!({ "file": "src/lib.rs", "function": "crate::User::by_email" }));
    let loaded = shop.load();
    let page = loaded.render().find(|artifact| artifact.path.ends_with("users.md")).unwrap().contents.to_string();
    for words in ["One account an address.", "The address of the login.", "in `crate::User::by_email`"] {
        assert!(page.contains(words), "{words}\n{page}");
    }
}

#[test]
fn a_manifest_of_structs_reads_back_as_itself() {
    let shop = shop(System::Sqlite);
    let (path, manifest) = shop.document(Format::Manifest);
    let snapshot = Source::snapshot(path.file_name().unwrap().to_str().unwrap());
    let loaded = Builder::new("test").root(shop.dir.path()).source(snapshot).load().unwrap();
    let again = loaded.render().find(|artifact| artifact.format == Format::Manifest).unwrap().contents.to_string();
    assert_eq!(again, manifest);
}

#[test]
fn what_is_wrong_in_a_struct_is_shown_in_its_file() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("src")).unwrap();
    let lib = "#[derive(SchemaTable)]\nstruct User {\n    #[schema_doc(primray_key)]\n    id: i64,\n}\n";
    std::fs::write(dir.path().join("src/lib.rs"), lib).unwrap();
    let source = Source::rust("src").dialect(System::Sqlite);
    let loaded = Builder::new("test").root(dir.path()).source(source).load().unwrap();
    let report = loaded.report(false);
    assert!(report.contains("unknown key `primray_key`"), "{report}");
    assert!(report.contains("src/lib.rs:3:18"), "{report}");
    assert!(report.contains("did you mean `primary_key`?"), "{report}");
}
