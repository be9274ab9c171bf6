//! Every construct of a list of DDL, one a line as `what|statement`: modelled or knowingly passed over.

use schema_doc_build::config::{SourceConfig, SourceKind};
use schema_doc_build::files::Files;
use schema_doc_build::model::{Schema, System};
use schema_doc_build::source::sql;
use schema_doc_diagnostics::{Code, Diagnostics};

/// Reads each line of `ddl-features/LIST.txt` by itself, in the words of a system.
fn check(system: System, list: &str, at_least: usize) {
    let Ok(corpus) = std::env::var("SCHEMA_DOC_CORPUS") else {
        println!("skipped: SCHEMA_DOC_CORPUS is not set");
        return;
    };
    check_lines(system, &std::fs::read_to_string(format!("{corpus}/ddl-features/{list}.txt")).unwrap(), at_least);
}

fn check_lines(system: System, list: &str, at_least: usize) {
    let mut surprises = Vec::new();
    let mut count = 0;
    for (what, statement) in list.lines().filter_map(|line| line.split_once('|')) {
        count += 1;
        let files = Files::in_memory([("schema.sql", statement)]);
        let mut source = SourceConfig::new(SourceKind::Sql, "schema.sql");
        source.dialect = Some(system);
        let mut schema = Schema::default();
        schema.system = system;
        let mut diagnostics = Diagnostics::default();
        sql::read(&files, &[&source], &mut schema, &mut diagnostics);
        let syntax = diagnostics.iter().filter(|d| d.code == Code::SyntaxError);
        surprises.extend(syntax.map(|d| format!("{what}: {}", d.message)));
        // A line by itself is about tables that it does not create.
        let missing = diagnostics.iter().any(|d| d.code == Code::UnknownObject);
        let about_others = |reason: &str| missing || reason.ends_with("is not made by these files");
        let unsupported = schema.unsupported.iter().filter(|u| !about_others(&u.reason));
        surprises.extend(unsupported.map(|u| format!("{what}: {}", u.reason)));
    }
    assert!(count >= at_least, "{count} lines");
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

#[test]
fn every_construct_of_postgresql_is_read() {
    check(System::PostgreSql, "postgresql", 100);
}

#[test]
fn every_construct_of_mysql_is_read() {
    check(System::MySql, "mysql", 40);
    check(System::MariaDb, "mysql", 40);
    check_lines(System::MySql, include_str!("../fixtures/ddl-features/mysql.txt"), 50);
    check_lines(System::MariaDb, include_str!("../fixtures/ddl-features/mariadb.txt"), 6);
}

#[test]
fn every_construct_of_sqlite_is_read() {
    check(System::Sqlite, "sqlite", 30);
}

#[test]
fn every_construct_of_sql_server_is_read() {
    check(System::SqlServer, "mssql", 40);
}

#[test]
fn every_construct_of_oracle_is_read() {
    check_lines(System::Oracle, include_str!("../fixtures/ddl-features/oracle.txt"), 45);
}
