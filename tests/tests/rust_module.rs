//! The generated module: formatted as prettyplease would, and free of warnings in a library, in a binary and in rustdoc.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use schema_doc_build::model::System;
use schema_doc_build::{Format, Loaded, Source};
use schema_doc_tests::{Project, SERVERS, corpus, synthetic::synthetic};

/// The workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn hostile() -> Project {
    Project::of_files(&[root().join("tests/fixtures/hostile/schema.sql")])
}

fn private(loaded: &Loaded, format: Format) -> String {
    loaded.render_private().find(|artifact| artifact.format == format).unwrap().contents.to_string()
}

fn module(project: &Project) -> String {
    private(&project.load(), Format::Rust)
}

fn assert_formatted(name: &str, module: &str) {
    let file = syn::parse_file(module).unwrap_or_else(|error| panic!("{name}: {error}\n{module}"));
    let expected = prettyplease::unparse(&file);
    let differing = module.lines().zip(expected.lines()).position(|(ours, theirs)| ours != theirs);
    if let Some(line) = differing {
        let around = |text: &str| text.lines().skip(line.saturating_sub(3)).take(8).collect::<Vec<_>>().join("\n");
        panic!("{name}, line {}:\n{}\nprettyplease writes\n{}", line + 1, around(module), around(&expected));
    }
    assert_eq!(module, expected, "{name}");
}

#[test]
fn the_text_is_what_prettyplease_writes() {
    assert_formatted("empty", &module(&Project::of_sql("")));
    assert_formatted("hostile", &module(&hostile()));
    assert_formatted("synthetic", &module(&Project::of_sql(&synthetic(30))));
    // Lines of every length around the margin.
    let columns: Vec<String> = (1..120).map(|n| format!("c{} {}", "x".repeat(n % 60), "text")).collect();
    for (i, column) in columns.iter().enumerate() {
        let name = "t".repeat(i % 61 + 1);
        let sql = format!(
            "CREATE TYPE {name}e AS ENUM ('{}', 'b'); CREATE TABLE {name} ({column} UNIQUE, b{i} {name}e, \
             UNIQUE ({}, b{i})); CREATE INDEX ON {name} (b{i}) WHERE b{i} > '{}';",
            "v".repeat(i % 63),
            column.split_once(' ').unwrap().0,
            "p".repeat(i),
        );
        assert_formatted(&format!("lengths {i}"), &module(&Project::of_sql(&sql)));
    }
}

#[test]
fn real_schemas_are_written_as_prettyplease_writes_them() {
    for schema in SERVERS.iter().flat_map(|&server| corpus(server)) {
        assert_formatted(&schema.name, &module(&Project::of_schema(&schema)));
    }
}

/// All packages have one name and one target folder: what one test runs must not be what another has just built.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// A package that includes the module as a build script would have left it.
struct Package {
    dir: tempfile::TempDir,
}

impl Package {
    /// `features` of the runtime; `target` is the binary or library, by file name and content.
    fn new(loaded: &Loaded, features: &str, targets: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let manifest = format!(
            "[package]\nname = \"generated\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             schema-doc-runtime = {{ path = \"{}\", features = [{features}] }}\n{}",
            root().join("schema-doc-runtime").display(),
            if features.contains("serde") { "serde_json = \"1\"\n" } else { "" },
        );
        write("Cargo.toml", &manifest);
        std::fs::copy(root().join("Cargo.lock"), dir.path().join("Cargo.lock")).unwrap();
        let copy = "fn main() {\n    let to = std::path::Path::new(&std::env::var_os(\"OUT_DIR\").unwrap()).join(\"schema-doc\");\n    \
                    std::fs::create_dir_all(&to).unwrap();\n    for file in std::fs::read_dir(\"generated\").unwrap() {\n        \
                    let file = file.unwrap();\n        \
                    std::fs::copy(file.path(), to.join(file.file_name())).unwrap();\n    }\n}\n";
        write("build.rs", copy);
        for artifact in loaded.render_private() {
            write(&format!("generated/{}", artifact.path), &artifact.contents.to_string());
        }
        for (path, text) in targets {
            write(path, text);
        }
        Self { dir }
    }

    fn cargo(&self, args: &[&str], variables: &[(&str, &str)]) -> String {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        // One target folder for all, so that dependencies are built once.
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated");
        command
            .current_dir(self.dir.path())
            .args(args)
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TARGET_DIR", target);
        command.env_remove("RUSTFLAGS").envs(variables.iter().copied());
        let alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let output = command.output().unwrap();
        drop(alone);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "cargo {args:?}:\n{}", text.chars().take(6000).collect::<String>());
        format!("{}{text}", String::from_utf8_lossy(&output.stdout))
    }

    /// Clippy with warnings as errors, and rustdoc.
    fn check(&self) {
        self.cargo(&["clippy", "--all-targets", "--", "-D", "warnings", "-W", "clippy::pedantic"], &[]);
        self.cargo(&["doc", "--document-private-items"], &[("RUSTDOCFLAGS", "-D warnings")]);
    }
}

const LIBRARY: &str = "//! A library.\n#![warn(missing_docs, unreachable_pub, unused)]\n\n\
                       schema_doc_runtime::include_schema!(\n    /// The schema.\n    pub mod schema\n);\n";
const BINARY: &str = "//! A binary that uses none of it.\nmod inner {\n    schema_doc_runtime::include_schema!(mod schema);\n}\n\n\
                      fn main() {}\n";

#[test]
fn the_module_of_a_hostile_schema_compiles_without_a_warning() {
    let loaded = hostile().load();
    let package = Package::new(&loaded, "", &[("src/lib.rs", LIBRARY), ("src/main.rs", BINARY)]);
    package.check();
    // Nothing in the prose is run as a test.
    assert!(package.cargo(&["test", "--doc"], &[]).contains("running 0 tests"));
    Package::new(&loaded, "\"manifest\", \"serde\"", &[("src/lib.rs", LIBRARY), ("src/main.rs", BINARY)]).check();
}

#[test]
fn the_module_says_what_the_schema_says() {
    let sql = "CREATE SCHEMA auth;\n\
               CREATE TYPE order_status AS ENUM ('pending', 'in transit');\n\
               -- People. See [nobody] at https://example.org.\n\
               CREATE TABLE users (id bigint PRIMARY KEY, email varchar(255) NOT NULL UNIQUE, type text CHECK (type IN ('a', 'b')));\n\
               CREATE TABLE auth.sessions (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE);\n\
               CREATE INDEX by_user ON auth.sessions (user_id);\n";
    let main = r#"//! Uses it.
schema_doc_runtime::include_schema!(mod schema);
use schema::{auth, users, OrderStatus};
use schema_doc_runtime::Column;

const EMAIL: &str = users::EMAIL.as_str();
const COLUMNS: [Column; 2] = [users::ID, auth::sessions::USER_ID];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    assert_eq!(EMAIL, "email");
    assert_eq!(COLUMNS[1].table, "auth.sessions");
    assert_eq!(users::TYPE.native_type, "text");
    assert_eq!([users::TYPE.nullable, users::EMAIL.nullable], [true, false]);
    assert_eq!(format!("SELECT {} FROM {}", users::EMAIL, users::TABLE), "SELECT email FROM users");
    assert_eq!(schema::TABLES.len(), 2);
    assert_eq!(users::DOC.primary_key, ["id"]);
    assert_eq!(auth::sessions::DOC.foreign_keys[0].on_delete, "cascade");
    assert_eq!(auth::sessions::indexes::BY_USER, "by_user");
    assert_eq!("in transit".parse(), Ok(OrderStatus::InTransit));
    assert_eq!(users::Type::ALL.len(), 2);
    assert_eq!(serde_json::to_string(&OrderStatus::InTransit)?, "\"in transit\"");
    let manifest = schema::manifest()?;
    assert_eq!(manifest.fingerprint, schema::FINGERPRINT);
    assert!(std::ptr::eq(manifest, schema::manifest()?));
    println!("{}", manifest.tables[0].name);
    Ok(())
}
"#;
    let package = Package::new(&Project::of_sql(sql).load(), "\"manifest\", \"serde\"", &[("src/main.rs", main)]);
    package.check();
    assert!(package.cargo(&["run", "-q"], &[]).starts_with("sessions"));
}

/// The snippets of every page, with sqlx itself and the generated module.
#[test]
fn what_pages_show_in_rust_compiles() {
    let storefront = root().join("examples/storefront/migrations");
    let mut files: Vec<_> = std::fs::read_dir(storefront).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let storefront: String = files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    let hostile = std::fs::read_to_string(root().join("tests/fixtures/hostile/schema.sql")).unwrap();
    let mariadb = "CREATE TABLE `order` (`id` int AUTO_INCREMENT PRIMARY KEY, `select` int NOT NULL, `a{b` text, KEY `x` (`select`));";
    for (sql, system, pool) in [
        (storefront.as_str(), System::PostgreSql, "PgPool"),
        (&hostile, System::PostgreSql, "PgPool"),
        (mariadb, System::MariaDb, "MySqlPool"),
    ] {
        let program =
            [("Cargo.toml", "[build-dependencies]\nschema-doc-build = \"0\"\n"), ("build.rs", ""), ("schema.sql", sql)];
        let loaded = Project::of_program(&program, |path| Source::sql(path), "schema.sql").dialect(system).load();
        let mut lib = LIBRARY.to_owned();
        let mut snippets = 0;
        for page in loaded.render().filter(|artifact| artifact.path.starts_with("tables/")) {
            let page = page.contents.to_string();
            let Some((_, rust)) = page.split_once("<summary>In Rust, with sqlx</summary>\n\n```rust\n") else {
                continue;
            };
            let code = rust.split_once("```").unwrap().0;
            let values: BTreeSet<&str> =
                code.split(".bind(").skip(1).map(|rest| rest.split_once(')').unwrap().0).collect();
            let values = values.iter().fold(String::new(), |values, name| values + "let " + name + " = 1_i64;\n");
            lib.push_str(&format!(
                "/// A page's.\n#[allow(unused)]\npub async fn snippet{snippets}(pool: &sqlx::{pool}) -> sqlx::Result<()> {{\n{values}{code}\nOk(())\n}}\n"
            ));
            snippets += 1;
        }
        assert_eq!(snippets, loaded.schema().tables.iter().filter(|table| !table.annotations.ignore).count());
        let package = Package::new(&loaded, "", &[("src/lib.rs", &lib)]);
        let manifest = package.dir.path().join("Cargo.toml");
        let text = std::fs::read_to_string(&manifest).unwrap();
        let sqlx = "sqlx = { version = \"0.9\", default-features = false, features = [\"mysql\", \"postgres\"] }\n";
        std::fs::write(manifest, text + sqlx).unwrap();
        package.cargo(&["check"], &[]);
    }
}

#[test]
fn what_is_missing_is_said() {
    let package = Package::new(&Project::of_sql("").load(), "", &[("src/lib.rs", LIBRARY)]);
    std::fs::remove_file(package.dir.path().join("build.rs")).unwrap();
    let error = std::panic::catch_unwind(|| package.cargo(&["check"], &[])).unwrap_err();
    let text = error.downcast_ref::<String>().unwrap();
    assert!(text.contains("this crate has no build script") && text.contains("[build-dependencies]"), "{text}");

    let package = Package::new(&Project::of_sql("").load(), "", &[("src/lib.rs", LIBRARY)]);
    let module = package.dir.path().join("generated/schema.rs");
    let text = std::fs::read_to_string(&module).unwrap().replace("assert_module_format(1)", "assert_module_format(99)");
    std::fs::write(&module, text).unwrap();
    let error = std::panic::catch_unwind(|| package.cargo(&["check"], &[])).unwrap_err();
    assert!(error.downcast_ref::<String>().unwrap().contains("give both the same version in Cargo.toml"));
}
