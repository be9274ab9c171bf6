//! Real schemas: read as the database reads them, documented so that every consumer takes it.

use std::path::{Path, PathBuf};

use schema_doc_build::model::System;
use schema_doc_tests::{
    CorpusSchema, MARIADB, MYSQL, ORACLE, Oracle, POSTGRESQL, Project, SERVERS, SQL_SERVER, SQLITE, Server, corpus,
};
use serde_json::Value;

fn with_extension(paths: &[PathBuf], extension: &str) -> Vec<PathBuf> {
    paths.iter().filter(|p| p.extension().is_some_and(|e| e == extension)).cloned().collect()
}

/// Runs `check` on every schema and reports all that fail.
fn each(schemas: &[CorpusSchema], check: impl Fn(&CorpusSchema) -> Result<(), String>) {
    let failures: Vec<String> =
        schemas.iter().filter_map(|s| check(s).err().map(|e| format!("== {}\n{e}", s.name))).collect();
    assert!(failures.is_empty(), "{} of {} schemas\n{}", failures.len(), schemas.len(), failures.join("\n"));
}

fn args(command: &str, files: &[PathBuf]) -> Vec<PathBuf> {
    std::iter::once(command.into()).chain(files.iter().cloned()).collect()
}

/// A copy of the manifest without `relationships`: a database's catalog has none to compare with, its facts are the foreign keys.
fn without_relationships(project: &Project) -> PathBuf {
    let mut manifest: Value = serde_json::from_str(&std::fs::read_to_string(project.manifest()).unwrap()).unwrap();
    for table in manifest["schema_manifest"]["tables"].as_array_mut().unwrap() {
        table.as_object_mut().unwrap().remove("relationships");
    }
    let path = project.docs().join("facts.json");
    std::fs::write(&path, manifest.to_string()).unwrap();
    path
}

/// Reads every schema of a server, and compares what was read with what the server says.
fn read_as_the_database_reads(server: Server) {
    let Some(oracle) = Oracle::from_env() else { return };
    each(&corpus(server), |schema| {
        let project = Project::of_schema(schema);
        let loaded = project.load();
        if loaded.diagnostics().has_errors() {
            return Err(loaded.report(false));
        }
        project.write(&loaded);
        let truth = if let Some(truth) = &schema.truth {
            truth.clone()
        } else {
            let account = oracle.account(server, schema.sed, &schema.files)?;
            let truth = project.docs().join("truth.json");
            std::fs::write(&truth, account).unwrap();
            truth
        };
        let manifest = without_relationships(&project);
        let show: [PathBuf; 2] = ["--show".into(), "20".into()];
        oracle.run(None, args("compare", &[vec![truth, manifest], show.to_vec()].concat())).map(drop)
    });
}

#[test]
fn every_schema_of_postgresql_is_read_as_the_database_reads_it() {
    read_as_the_database_reads(POSTGRESQL);
}

#[test]
fn every_schema_of_mysql_is_read_as_the_database_reads_it() {
    read_as_the_database_reads(MYSQL);
    read_as_the_database_reads(MARIADB);
}

#[test]
fn every_schema_of_sqlite_is_read_as_the_database_reads_it() {
    read_as_the_database_reads(SQLITE);
}

/// Writes every document of every schema of a server, and gives them to the programs that they are made for.
fn documents_parse(server: Server) {
    let Some(oracle) = Oracle::from_env() else { return };
    each(&corpus(server), |schema| check_documents(&oracle, &Project::of_schema(schema)));
}

#[test]
fn every_document_of_every_schema_of_postgresql_parses_in_its_consumer() {
    documents_parse(POSTGRESQL);
}

#[test]
fn every_document_of_every_schema_of_mysql_parses_in_its_consumer() {
    documents_parse(MYSQL);
}

#[test]
fn every_document_of_every_schema_of_sqlite_parses_in_its_consumer() {
    documents_parse(SQLITE);
}

#[test]
fn every_document_of_every_schema_of_sql_server_and_oracle_parses_in_its_consumer() {
    documents_parse(SQL_SERVER);
    documents_parse(ORACLE);
}

#[test]
fn every_schema_tells_which_system_it_is_for() {
    // SQLite takes nearly all that the others write, and little of it is its own.
    for &server in SERVERS.iter().filter(|server| server.system != System::Sqlite) {
        each(&corpus(server), |schema| {
            let guessed = Project::of_files(&schema.files).load().schema().system;
            if guessed == server.system { Ok(()) } else { Err(format!("guessed: {guessed:?}")) }
        });
    }
}

#[test]
fn every_document_of_a_hostile_schema_parses_in_its_consumer() {
    let Some(oracle) = Oracle::from_env() else { return };
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/hostile/schema.sql");
    let project = Project::of_files(std::slice::from_ref(&fixture));
    check_documents(&oracle, &project).unwrap_or_else(|e| panic!("{e}"));
    let truth = project.docs().join("truth.json");
    std::fs::write(&truth, oracle.account(POSTGRESQL, None, &[fixture]).unwrap()).unwrap();
    oracle.run(None, args("compare", &[truth, without_relationships(&project)])).unwrap_or_else(|e| panic!("{e}"));
}

/// Every Mermaid file and block, the DBML, every link of the Markdown and the JSON are taken by the programs they are made for.
fn check_documents(oracle: &Oracle, project: &Project) -> Result<(), String> {
    let loaded = project.load();
    let paths = project.write(&loaded);
    let diagrams = with_extension(&paths, "mmd");
    for diagram in &diagrams {
        let text = std::fs::read_to_string(diagram).unwrap();
        if text.chars().count() >= 50_000 {
            return Err(format!("{}: {} characters", diagram.display(), text.chars().count()));
        }
    }
    let pages = with_extension(&paths, "md");
    let manifest: Value = serde_json::from_str(&std::fs::read_to_string(project.manifest()).unwrap()).unwrap();
    for line in oracle.run(None, args("mermaid", &[diagrams, pages].concat()))?.lines() {
        let parsed: Value = serde_json::from_str(line).map_err(|e| format!("{e}: {line}"))?;
        if parsed["relationships"].as_u64().unwrap_or(0) > 500 {
            return Err(format!("more than 500 edges: {line}"));
        }
    }
    oracle.run(None, args("md", &[project.docs()]))?;
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema-doc-runtime/schema/manifest.schema.json");
    oracle.run(None, args("json", &[schema, project.manifest()]))?;
    for dbml in with_extension(&paths, "dbml") {
        let counts: Value = serde_json::from_str(oracle.run(None, args("dbml", &[dbml]))?.trim()).unwrap();
        let manifest = &manifest["schema_manifest"];
        let length = |value: &Value| value.as_array().map_or(0, Vec::len);
        let tables = manifest["tables"].as_array().unwrap();
        let references: usize = tables.iter().map(|table| length(&table["foreign_keys"])).sum();
        // The enums that columns' own types make have no name in the manifest.
        let inline = |field: &&Value| field["type"] == "enum" && field["enum"].is_null();
        let fields = tables.iter().flat_map(|table| table["fields"].as_array().unwrap());
        let enums = length(&manifest["enums"]) + fields.filter(inline).count();
        let expected = (tables.len(), references, enums);
        let found = |key: &str| usize::try_from(counts[key].as_u64().unwrap()).unwrap();
        let found = (found("tables"), found("refs"), found("enums"));
        if found != expected {
            return Err(format!("(tables, refs, enums) in DBML {found:?}, in the manifest {expected:?}"));
        }
    }
    Ok(())
}
