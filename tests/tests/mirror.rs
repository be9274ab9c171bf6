//! Sources in Rust: as mirrors of migrations, as the schema itself, and in a build while they do not parse.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use schema_doc_build::model::System;
use schema_doc_build::{Builder, Format, Loaded, Source};
use schema_doc_tests::{MARIADB, Oracle, POSTGRESQL, SQLITE, copy_folder, is_clean};

/// A fixture in a folder of its own.
fn fixture(name: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/mirror").join(name), dir.path());
    dir
}

fn load(dir: &tempfile::TempDir) -> Loaded {
    Builder::default().root(dir.path()).load().unwrap()
}

/// The mirrors, and a migration that neither has.
const MIRRORS: &[(&str, &str)] =
    &[("diesel", "migrations/00000000000002_phone/up.sql"), ("sea-orm", "migrations/0002_phone.sql")];

#[test]
fn a_mirror_that_agrees_is_silent_and_in_the_manifest_alone() {
    for &(name, _) in MIRRORS {
        let loaded = load(&fixture(name));
        assert!(is_clean(&loaded), "{name}\n{}", loaded.report(false));
        assert_eq!(loaded.schema().sources.len(), 1);
        for artifact in loaded.render() {
            let text = artifact.contents.to_string();
            let is_manifest = artifact.path.ends_with("schema-manifest.json");
            assert_eq!(text.contains("\"mirrors\": ["), is_manifest, "{name}: {}", artifact.path);
            let all = text.matches("src/").count();
            assert_eq!(all, usize::from(is_manifest), "{name}: {}", artifact.path);
        }
        let watched = loaded.files().watched();
        assert!(watched.iter().any(|path| path.starts_with("src/")), "{watched:?}");
    }
}

#[test]
fn a_migration_that_the_mirror_does_not_know_fails_the_build() {
    for &(name, migration) in MIRRORS {
        let dir = fixture(name);
        let path = dir.path().join(migration);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "ALTER TABLE users ADD COLUMN phone text;\nCREATE TABLE audit (id int PRIMARY KEY);\n")
            .unwrap();
        let loaded = load(&dir);
        let found = loaded.diagnostics().iter().filter(|d| !d.is_advice());
        let found: Vec<_> = found.map(|d| (d.code.as_str(), d.message.as_str())).collect();
        let missing = ("mirror-disagrees", "the mirror does not have the table `audit`");
        let column = ("mirror-disagrees", "the column `users.phone` of the schema is missing");
        assert_eq!(found.len(), 2, "{name}: {found:?}");
        assert!(found.contains(&missing) && found.contains(&column), "{name}: {found:?}");
        assert!(loaded.check_diagnostics().is_err());

        let config = dir.path().join("schema-doc.toml");
        let text = std::fs::read_to_string(&config).unwrap();
        std::fs::write(&config, format!("{text}\n[lint]\nmirror-disagrees = \"warn\"\n")).unwrap();
        assert!(load(&dir).check_diagnostics().is_ok());
    }
}

#[test]
fn what_rust_declares_the_databases_take() {
    let Some(oracle) = Oracle::from_env() else { return };
    for (name, path) in [("diesel", "src/schema.rs"), ("sea-orm", "src/entities")] {
        for server in [POSTGRESQL, MARIADB, SQLITE] {
            // Schemas, arrays and types of one's own are PostgreSQL's.
            if name == "diesel" && server.system != System::PostgreSql {
                continue;
            }
            let dir = fixture(name);
            let source = if name == "diesel" { Source::diesel(path) } else { Source::sea_orm(path) };
            std::fs::remove_file(dir.path().join("schema-doc.toml")).unwrap();
            let builder = Builder::new("shop").root(dir.path()).source(source.dialect(server.system));
            let loaded = builder.load().unwrap();
            assert!(is_clean(&loaded), "{name} {:?}\n{}", server.system, loaded.report(false));
            let ddl = loaded.render().find(|artifact| artifact.format == Format::Ddl).unwrap();
            let file = dir.path().join("ddl.sql");
            // What a type of the database is made of, Diesel does not say.
            let types = if name == "diesel" { "CREATE TYPE order_status AS ENUM ('open');\n" } else { "" };
            std::fs::write(&file, format!("{types}{}", ddl.contents)).unwrap();
            let account = oracle.load(server, None, &[file]).unwrap();
            assert!(!account.contains("ERROR"), "{name} {:?}: {account}", server.system);
        }
    }
}

/// The build script of the test below: run with the variables that cargo gives one.
#[test]
#[ignore = "a build script, run by another test"]
fn build_script() {
    schema_doc_build::generate().unwrap();
}

fn build(root: &Path, out: &Path) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "build_script", "--ignored", "--nocapture"]);
    command.env("CARGO_MANIFEST_DIR", root).env("OUT_DIR", out).current_dir(root);
    for variable in ["CI", "TF_BUILD", "DOCS_RS", "SCHEMA_DOC"] {
        command.env_remove(variable);
    }
    command.output().unwrap()
}

/// The files below a folder, each with its text.
fn files(dir: &Path) -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            let text = std::fs::read_to_string(&path).unwrap();
            all.push((path, text));
        }
    }
    all.sort();
    all
}

#[test]
fn rust_that_does_not_parse_is_rustcs_to_report() {
    let dir = fixture("diesel");
    let out = tempfile::tempdir().unwrap();
    assert!(build(dir.path(), out.path()).status.success());
    let before = (files(&dir.path().join("docs")), files(out.path()));
    assert!(!before.0.is_empty() && !before.1.is_empty());

    let schema = dir.path().join("src/schema.rs");
    let text = std::fs::read_to_string(&schema).unwrap();
    std::fs::write(&schema, text.replace("pub mod billing {", "pub mod billing")).unwrap();
    std::fs::write(dir.path().join("migrations/00000000000001_shop/down.sql"), "DROP TABLE users;\n").unwrap();
    let built = build(dir.path(), out.path());
    let said = String::from_utf8(built.stdout).unwrap();
    assert!(built.status.success(), "{said}");
    assert!(said.contains("cargo::warning=") && said.contains("src/schema.rs:"), "{said}");
    assert!(said.contains("cargo::rerun-if-changed=src/schema.rs"), "{said}");
    assert_eq!((files(&dir.path().join("docs")), files(out.path())), before);
}
