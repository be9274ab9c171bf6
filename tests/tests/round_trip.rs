//! `ddl.sql` is the schema: a database that loads it is the database that loads the sources. So are the files of `sql/`, in their order.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schema_doc_build::render::sql::SqlFiles;
use schema_doc_build::{Format, Loaded};
use schema_doc_tests::{CorpusSchema, MARIADB, Oracle, POSTGRESQL, Project, SQLITE, Server, corpus};
use serde_json::Value;

/// What the database says, and the statements that it refused: the messages without their places.
fn facts(account: &str) -> (Value, Vec<String>) {
    let mut account: Value = serde_json::from_str(account).unwrap();
    let load = account.as_object_mut().unwrap().remove("load").unwrap_or_default();
    let messages = load["messages"].as_array().cloned().unwrap_or_default();
    // `psql:schema.sql:12: ERROR:  …`, `ERROR 1064 (42000) at line 12: …`
    let message = |text: &Value| {
        let (_, message) = text.as_str()?.split_once("ERROR")?;
        Some(message.split_once(':')?.1.trim().to_owned())
    };
    (account, messages.iter().filter_map(message).collect())
}

/// The places in which two accounts differ: the path, what is expected, what is there.
fn differences(path: &str, expected: &Value, found: &Value, out: &mut Vec<String>) {
    let named = |value: &Value| match (value.get("schema"), value.get("name")) {
        (schema, Some(Value::String(name))) => Some(format!("{}.{name}", schema.and_then(Value::as_str).unwrap_or(""))),
        _ => None,
    };
    match (expected, found) {
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys().filter(|key| !a.contains_key(*key))) {
                let of = |map: &serde_json::Map<String, Value>| map.get(key).cloned().unwrap_or_default();
                differences(&format!("{path}/{key}"), &of(a), &of(b), out);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.iter().chain(b).all(|value| named(value).is_some()) => {
            let find = |list: &[Value], name: &str| {
                list.iter().find(|value| named(value).as_deref() == Some(name)).cloned().unwrap_or_default()
            };
            let order = |list: &[Value]| list.iter().filter_map(named).collect::<Vec<_>>();
            let (names, others) = (order(a), order(b));
            for name in names.iter().chain(others.iter().filter(|name| !names.contains(name))) {
                differences(&format!("{path}/{name}"), &find(a, name), &find(b, name), out);
            }
            if names.len() == others.len() && names != others && names.iter().all(|name| others.contains(name)) {
                out.push(format!("{path}: in another order: {names:?}, {others:?}"));
            }
        }
        _ if expected != found => out.push(format!("{path}: expected {expected}, found {found}")),
        _ => {}
    }
}

/// `ddl.sql`.
fn ddl(loaded: &Loaded) -> String {
    loaded.render().find(|artifact| artifact.format == Format::Ddl).unwrap().contents.to_string()
}

/// The files of `sql/`, one behind the other in the order that they say.
fn files(loaded: &Loaded) -> String {
    let sql = SqlFiles::new(loaded.input());
    let mut texts = BTreeMap::new();
    for artifact in sql.render() {
        assert!(!artifact.path.contains(char::is_whitespace), "{} is no name for `xargs`", artifact.path);
        let twice = texts.insert(artifact.path.to_ascii_lowercase(), artifact.contents.to_string());
        assert_eq!(twice, None, "{} is written twice", artifact.path);
    }
    let order = texts.remove("sql/_load_order.txt").unwrap();
    let files: Vec<String> =
        order.lines().map(|name| texts[&format!("sql/{name}").to_ascii_lowercase()].clone()).collect();
    assert_eq!(files.len(), texts.len());
    files.concat()
}

/// Loads the sources and our DDL of them, and compares what the database says of both.
fn check(oracle: &Oracle, schema: &CorpusSchema) -> Result<(), String> {
    let project = Project::of_schema(schema);
    let loaded = project.load();
    // From the same server, whatever extensions it has.
    let expected = oracle.load(schema.server, schema.sed, &schema.files)?;
    std::fs::create_dir_all(project.docs()).unwrap();
    for (name, script) in [("ddl", ddl(&loaded)), ("files", files(&loaded))] {
        let path = project.docs().join(format!("{name}.sql"));
        std::fs::write(&path, &script).unwrap();
        check_script(oracle, schema, &expected, &path).map_err(|error| match std::env::var_os("SCHEMA_DOC_KEEP") {
            Some(folder) => {
                let copy = Path::new(&folder).join(format!("{}-{name}.sql", schema.name));
                std::fs::write(&copy, &script).unwrap();
                format!("{error}\n(the script is {})", copy.display())
            }
            None => format!("{name}: {error}"),
        })?;
    }
    Ok(())
}

fn check_script(oracle: &Oracle, schema: &CorpusSchema, expected: &str, script: &Path) -> Result<(), String> {
    let (expected, refused) = facts(expected);
    let (found, errors) = facts(&oracle.load(schema.server, None, &[script.to_owned()])?);
    // An extension that is not installed here is missing from both.
    let errors: Vec<&String> = errors.iter().filter(|error| !refused.contains(error)).collect();
    if !errors.is_empty() {
        return Err(format!("{errors:#?}"));
    }
    let mut all = Vec::new();
    differences("", &expected, &found, &mut all);
    if all.is_empty() {
        return Ok(());
    }
    let count = all.len();
    all.truncate(20);
    Err(format!("{count} differences\n{}", all.join("\n")))
}

fn each(schemas: &[CorpusSchema]) {
    let Some(oracle) = Oracle::from_env() else { return };
    let failures: Vec<String> =
        schemas.iter().filter_map(|s| check(&oracle, s).err().map(|e| format!("== {}\n{e}", s.name))).collect();
    assert!(failures.is_empty(), "{} of {} schemas\n{}", failures.len(), schemas.len(), failures.join("\n"));
}

/// A schema of this repository, in one file or in the folder's files in order.
fn own(server: Server, name: &str, path: &str) -> CorpusSchema {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut files: Vec<PathBuf> = if path.is_dir() {
        std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).collect()
    } else {
        vec![path]
    };
    files.sort();
    CorpusSchema { name: name.into(), server, files, truth: None, sed: None }
}

#[test]
fn the_ddl_of_every_real_schema_of_postgresql_is_that_schema() {
    each(&corpus(POSTGRESQL));
}

#[test]
fn the_ddl_of_every_real_schema_of_mysql_is_that_schema() {
    each(&corpus(MARIADB));
}

#[test]
fn the_ddl_of_every_real_schema_of_sqlite_is_that_schema() {
    each(&corpus(SQLITE));
}

#[test]
fn the_ddl_of_our_own_schemas_is_those_schemas() {
    each(&[
        own(POSTGRESQL, "hostile", "fixtures/hostile/schema.sql"),
        own(POSTGRESQL, "round_trip", "fixtures/round_trip/schema.sql"),
        own(SQLITE, "sqlite", "fixtures/round_trip/sqlite.sql"),
        own(POSTGRESQL, "storefront", "../examples/storefront/migrations"),
    ]);
}
