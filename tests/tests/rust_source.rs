//! A schema that is written as Rust structs: read as the database reads its DDL, and documented as SQL is.

use std::path::PathBuf;

use schema_doc_build::model::System;
use schema_doc_build::{Builder, Format, Loaded, Source};
use schema_doc_tests::{MARIADB, Oracle, POSTGRESQL, SQLITE, Server, is_clean};
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
        assert!(is_clean(&loaded), "{}", loaded.report(false));
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
fn is_what_the_database_reads(server: Server, shop: &Crate) {
    let Some(oracle) = Oracle::from_env() else { return };
    let (ddl, text) = shop.document(Format::Ddl);
    let account = oracle.account(server, None, &[ddl]).unwrap_or_else(|error| panic!("{error}\n{text}"));
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
    oracle.run(None, args).unwrap_or_else(|error| panic!("{error}\n{text}"));
}

#[test]
fn structs_are_the_schema_that_the_database_reads() {
    for server in [POSTGRESQL, MARIADB, SQLITE] {
        is_what_the_database_reads(server, &shop(server.system));
    }
}

/// Every type that a system has columns for, as a value, as what may be missing, and in a list.
#[test]
fn every_rust_type_is_a_column_that_the_database_has() {
    const ALL: &str = "bool i8 i16 i32 i64 u8 u16 u32 f32 f64 char String Vec<u8> uuid::Uuid chrono::NaiveDate \
                       chrono::NaiveTime chrono::NaiveDateTime chrono::DateTime<Utc> serde_json::Value";
    for (server, more, lists) in [
        (POSTGRESQL, "u64 u128 chrono::TimeDelta rust_decimal::Decimal std::net::IpAddr mac_address::MacAddress", true),
        (MARIADB, "u64 i128 chrono::TimeDelta", false),
        (SQLITE, "rust_decimal::Decimal std::net::IpAddr", false),
    ] {
        let mut fields = String::new();
        for (number, name) in ALL.split(' ').chain(more.split(' ')).filter(|name| !name.is_empty()).enumerate() {
            fields.push_str(&format!("value{number}: {name}, option{number}: Option<{name}>,\n"));
            if lists && !matches!(name, "u8" | "Vec<u8>") {
                fields.push_str(&format!("list{number}: Vec<{name}>,\n"));
            }
        }
        let lib = format!("#[derive(SchemaTable)] struct Everything {{ {fields} }}");
        is_what_the_database_reads(server, &Crate::new(server.system, &lib));
    }
}

#[test]
fn hostile_names_are_names() {
    let lib = r#"
        #[derive(SchemaTable)]
        #[schema_doc(table = "Weird \"tablé\"", rename_all = "camelCase", unique(r#type, "odd 'column'", name = "uniq ue"))]
        struct Weird {
            #[schema_doc(primary_key)]
            r#type: i32,
            #[schema_doc(column = "odd 'column'", index)]
            odd: i32,
            #[schema_doc(column = "select", default = "1", check = "1 = 1")]
            select: i32,
            some_state: State,
        }
        #[derive(SchemaTable)]
        #[schema_doc(primary_key(weird), foreign_key(fields(weird), references = "\"Weird \"\"tablé\"\"\"(\"type\")"))]
        struct Below { weird: i32, states: Option<State> }
        #[derive(SchemaEnum)]
        #[schema_doc(name = "Odd State")]
        enum State {
            #[schema_doc(value = "it's")]
            Quoted,
            #[schema_doc(value = "back\\slash")]
            Slashed,
            #[schema_doc(value = "ünï code")]
            Other,
        }
    "#;
    for server in [POSTGRESQL, MARIADB, SQLITE] {
        is_what_the_database_reads(server, &Crate::new(server.system, lib));
    }
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
    says("/tables/2/indexes/0/purpose", "The directory".into());
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
