//! Drizzle's tables: what drizzle-kit makes of them, what its DDL makes, and what a mirror of them agrees with.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use schema_doc_build::{Builder, Loaded, Source};
use schema_doc_tests::{Oracle, copy_folder, required, skipped};

/// The systems of the fixtures: their folder, the oracle's name for them, the configuration's.
const SYSTEMS: &[(&str, &str)] = &[("postgresql", "pg"), ("mysql", "mysql"), ("sqlite", "sqlite")];

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/drizzle").join(name)
}

/// A folder with a fixture in it.
fn copied(name: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy_folder(&fixture(name), &dir.path().join(name));
    dir
}

fn load(dir: &Path, name: &str) -> Loaded {
    Builder::new("shop").root(dir).source(Source::drizzle(name)).docs_dir("docs").load().unwrap()
}

#[track_caller]
fn silent(loaded: &Loaded, name: &str) {
    let messages: Vec<&str> =
        loaded.diagnostics().iter().filter(|d| !d.is_advice()).map(|d| d.message.as_str()).collect();
    assert_eq!(messages, Vec::<&str>::new(), "{name}");
}

/// The configuration of a mirror of DDL.
fn mirror(dir: &Path, name: &str, ddl: &str) -> Loaded {
    std::fs::write(dir.join("kit.sql"), ddl).unwrap();
    let config = format!(
        "[[source]]\nkind = \"sql\"\npath = \"kit.sql\"\ndialect = \"{name}\"\n\
         [[source]]\nkind = \"drizzle\"\nrole = \"mirror\"\npath = \"{name}\"\n"
    );
    std::fs::write(dir.join("schema-doc.toml"), config).unwrap();
    Builder::default().root(dir).load().unwrap()
}

#[test]
fn every_builder_and_every_form_is_read_as_drizzle_kit_reads_it() {
    let Some(oracle) = Oracle::from_env() else { return };
    for &(name, dialect) in SYSTEMS {
        let dir = copied(name);
        let loaded = load(dir.path(), name);
        silent(&loaded, name);
        let manifest = loaded.render().find(|artifact| artifact.path.ends_with("schema-manifest.json")).unwrap();
        let (truth, ours) = (dir.path().join("oracle.json"), dir.path().join("manifest.json"));
        std::fs::write(&ours, manifest.contents.to_string()).unwrap();
        let schema = fixture(name).join("schema.ts");
        let arguments = ["drizzle".into(), format!("--dialect={dialect}"), schema.display().to_string()];
        std::fs::write(&truth, oracle.run(None, arguments).unwrap()).unwrap();
        let compared = ["compare".into(), truth.display().to_string(), ours.display().to_string()];
        oracle.run(None, compared).unwrap_or_else(|differences| panic!("{name}: {differences}"));
    }
}

#[test]
fn the_ddl_of_drizzle_kit_makes_the_same_schema() {
    let Some(oracle) = Oracle::from_env() else { return };
    for &(name, dialect) in SYSTEMS {
        let dir = copied(name);
        let schema = fixture(name).join("schema.ts");
        let arguments =
            ["drizzle".into(), "--sql".into(), format!("--dialect={dialect}"), schema.display().to_string()];
        silent(&mirror(dir.path(), name, &oracle.run(None, arguments).unwrap()), name);
    }
}

#[test]
fn our_ddl_makes_the_same_schema() {
    for &(name, _) in SYSTEMS {
        let dir = copied(name);
        let loaded = load(dir.path(), name);
        let ddl = loaded.render().find(|artifact| artifact.path.ends_with("ddl.sql")).unwrap().contents.to_string();
        silent(&mirror(dir.path(), name, &ddl), name);
    }
}

#[test]
fn a_model_that_was_changed_is_the_one_finding() {
    let dir = copied("sqlite");
    let ddl = |loaded: &Loaded| {
        loaded.render().find(|artifact| artifact.path.ends_with("ddl.sql")).unwrap().contents.to_string()
    };
    let ddl = ddl(&load(dir.path(), "sqlite"));
    let path = dir.path().join("sqlite/schema.ts");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("email: text(\"email\").notNull()", "email: text(\"email\")")).unwrap();
    let loaded = mirror(dir.path(), "sqlite", &ddl);
    let found: Vec<&str> = loaded.diagnostics().iter().filter(|d| !d.is_advice()).map(|d| d.message.as_str()).collect();
    assert_eq!(found, ["the mirror differs from the schema: `users.email`: may be null now"]);
}

#[test]
fn pages_have_the_names_of_the_program_and_its_queries() {
    let dir = copied("postgresql");
    let loaded = load(dir.path(), "postgresql");
    let page = |table: &str| {
        let path = format!("tables/{table}.md");
        let page = loaded.render().find(|artifact| artifact.path.ends_with(&path));
        page.unwrap_or_else(|| panic!("{path}")).contents.to_string()
    };
    let users = page("users");
    assert!(users.contains("| `invited_by` | `invitedBy` |"), "{users}");
    for expected in [
        "import { and, eq } from \"drizzle-orm\";",
        "await db.select().from(users).where(eq(users.email, email));",
        "await db.insert(users).values({ email }).returning();",
        "await db.update(users).set({ email }).where(eq(users.id, id));",
        "await db.delete(users).where(eq(users.id, id));",
        "SELECT * FROM users WHERE email = $1;",
    ] {
        assert!(users.contains(expected), "{expected}: {users}");
    }
    let lines = page("memberships");
    assert!(lines.contains("and(eq(memberships.userId, userId), eq(memberships.groupId, groupId))"), "{lines}");
    assert!(page("app_groups").contains("The program calls this table `groups`."));
}

/// What the packages export beside builders of columns, keys and tables: classes aside, helpers of queries and of their own parts.
const NO_BUILDERS: &[&str] = &[
    "alias",
    "convertIndexToString",
    "except",
    "exceptAll",
    "extractUsedTable",
    "getMaterializedViewConfig",
    "getTableConfig",
    "getViewConfig",
    "intersect",
    "intersectAll",
    "isMySqlSchema",
    "isPgEnum",
    "isPgMaterializedView",
    "isPgSchema",
    "isPgSequence",
    "isPgView",
    "isSingleStoreSchema",
    "makePgArray",
    "minus",
    "mysqlTableWithSchema",
    "mysqlViewWithSchema",
    "parsePgArray",
    "parsePgNestedArray",
    "pgEnumObjectWithSchema",
    "pgEnumWithSchema",
    "pgMaterializedViewWithSchema",
    "pgSequenceWithSchema",
    "pgTableWithSchema",
    "pgViewWithSchema",
    "singlestoreTableWithSchema",
    "toArray",
    "union",
    "unionAll",
    "uniqueKeyName",
    "withReplicas",
    // Schemas of MySQL are databases: drizzle-kit makes no table of another one.
    "mysqlDatabase",
    "mysqlSchema",
    "singlestoreDatabase",
    "singlestoreSchema",
];

#[test]
fn no_builder_of_the_packages_is_forgotten() {
    let Some(oracle) = required("SCHEMA_DOC_ORACLE") else { return };
    // The first call installs what is missing.
    let _ = Command::new(&oracle).args(["drizzle", "--dialect=pg"]).output();
    let home =
        std::env::var_os("ORACLE_HOME").map_or_else(|| std::env::temp_dir().join("schema-doc-oracle"), PathBuf::from);
    for package in ["pg", "mysql", "sqlite", "singlestore"] {
        let script = format!("console.log(Object.keys(require('drizzle-orm/{package}-core')).join(' '))");
        let exports = Command::new("node").current_dir(&home).args(["-e", &script]).output();
        let Some(exports) = exports.ok().filter(|output| output.status.success()) else {
            return skipped("no node with drizzle-orm");
        };
        let exports = String::from_utf8(exports.stdout).unwrap();
        let folder = match package {
            "pg" => "postgresql",
            other => other,
        };
        let text = std::fs::read_to_string(fixture(folder).join("schema.ts")).unwrap();
        let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        let is_builder = |name: &&str| name.starts_with(char::is_lowercase) && !NO_BUILDERS.contains(name);
        let missing: Vec<&str> =
            exports.split_whitespace().filter(is_builder).filter(|name| !words.contains(name)).collect();
        assert_eq!(missing, Vec::<&str>::new(), "{package}");
    }
}

#[test]
fn tables_of_singlestore_are_read_as_mysqls() {
    let dir = copied("singlestore");
    let loaded = load(dir.path(), "singlestore");
    silent(&loaded, "singlestore");
    assert_eq!(loaded.schema().system, schema_doc_build::model::System::MySql);
    assert!(loaded.schema().unsupported.is_empty());
    assert!(loaded.schema().tables.iter().all(|table| !table.columns.is_empty()));
}
