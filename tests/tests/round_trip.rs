//! `ddl.sql` is the schema: a database that loads it is the database that loads the sources.

use std::path::{Path, PathBuf};

use schema_doc_build::Format;
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

/// Loads the sources and our DDL of them, and compares what the database says of both.
fn check(oracle: &Oracle, schema: &CorpusSchema) -> Result<(), String> {
    let project = Project::of_schema(schema);
    let loaded = project.load();
    let ddl = loaded.render().find(|artifact| artifact.format == Format::Ddl).ok_or("no DDL was written")?;
    let path = project.docs().join("ddl.sql");
    std::fs::create_dir_all(project.docs()).unwrap();
    std::fs::write(&path, ddl.contents.to_string()).unwrap();
    let keep = |text: &str| match std::env::var_os("SCHEMA_DOC_KEEP") {
        Some(folder) => {
            let copy = Path::new(&folder).join(format!("{}.sql", schema.name));
            std::fs::write(&copy, ddl.contents.to_string()).unwrap();
            format!("{text}\n(the DDL is {})", copy.display())
        }
        None => text.to_owned(),
    };
    // From the same server, whatever extensions it has.
    let expected = oracle.load(schema.server, schema.sed, &schema.files)?;
    let (expected, refused) = facts(&expected);
    let (found, errors) = facts(&oracle.load(schema.server, None, &[path])?);
    // An extension that is not installed here is missing from both.
    let errors: Vec<&String> = errors.iter().filter(|error| !refused.contains(error)).collect();
    if !errors.is_empty() {
        return Err(keep(&format!("{errors:#?}")));
    }
    let mut all = Vec::new();
    differences("", &expected, &found, &mut all);
    if all.is_empty() {
        return Ok(());
    }
    let count = all.len();
    all.truncate(20);
    Err(keep(&format!("{count} differences\n{}", all.join("\n"))))
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
