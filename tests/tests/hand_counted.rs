//! SQL Server and Oracle, whose servers cannot be asked: what schemas say, spelled by hand from their text.

use schema_doc_build::config::{SourceConfig, SourceKind};
use schema_doc_build::files::Files;
use schema_doc_build::model::{Action, ColumnKind, KeyTarget, Schema, System, Table};
use schema_doc_build::source::sql;
use schema_doc_build::{Builder, Format, Source};
use schema_doc_diagnostics::Diagnostics;
use schema_doc_tests::{ORACLE, SQL_SERVER, Server, corpus, skipped};
use serde_json::Value;

fn read(system: System, text: &str) -> Schema {
    let files = Files::in_memory([("schema.sql", text)]);
    let mut source = SourceConfig::new(SourceKind::Sql, "schema.sql");
    source.dialect = Some(system);
    let mut schema = Schema::default();
    schema.system = system;
    let mut diagnostics = Diagnostics::default();
    sql::read(&files, &[&source], &mut schema, &mut diagnostics);
    let messages: Vec<_> = diagnostics.iter().map(|d| &d.message).collect();
    assert!(!diagnostics.has_errors(), "{messages:#?}");
    schema
}

/// A line a table, then a line for each of its parts.
fn account(schema: &Schema) -> Vec<String> {
    let mut lines = Vec::new();
    for table in &schema.tables {
        let columns: Vec<String> = table.columns.iter().map(column).collect();
        lines.push(format!("{}: {}", table.id.name, columns.join(", ")));
        lines.extend(parts(table).into_iter().map(|part| format!("  {part}")));
    }
    lines
}

fn column(column: &schema_doc_build::model::Column) -> String {
    let mut text = format!("{} {}", column.name, column.data_type.native).trim_end().to_owned();
    if !column.nullable {
        text.push('!');
    }
    if let Some(collation) = &column.collation {
        text.push_str(&format!(" collate {collation}"));
    }
    match &column.kind {
        ColumnKind::Default(default) => text.push_str(&format!(" = {default}")),
        ColumnKind::Generated(generated) => text.push_str(&format!(" as {}", generated.expression)),
        ColumnKind::Identity(_) => text.push_str(" identity"),
        _ => {}
    }
    text
}

fn parts(table: &Table) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(key) = &table.primary_key {
        lines.push(format!("primary key {}({})", key.name, key.columns.join(", ")));
    }
    for unique in &table.unique {
        lines.push(format!("unique {}({})", unique.name, unique.columns.join(", ")));
    }
    for key in &table.foreign_keys {
        let (columns, referenced) = (key.columns.join(", "), key.referenced.join(", "));
        let mut line = format!("foreign key {}({columns}) {}({referenced})", key.name, key.table.name);
        for (event, action) in [("delete", key.on_delete), ("update", key.on_update)] {
            if action != Action::NoAction {
                line.push_str(&format!(" {event} {}", action.as_str()));
            }
        }
        lines.push(line);
    }
    for check in &table.checks {
        lines.push(format!("check {}({})", check.name, check.expression));
    }
    for index in &table.indexes {
        let keys: Vec<&str> = index
            .keys
            .iter()
            .map(|key| match &key.target {
                KeyTarget::Column(text) | KeyTarget::Expression(text) => text.as_str(),
            })
            .collect();
        let unique = if index.unique { "unique index" } else { "index" };
        lines.push(format!("{unique} {}({})", index.name, keys.join(", ")));
    }
    lines
}

fn check(system: System, text: &str, expected: &[&str]) {
    let schema = read(system, text);
    assert!(schema.unsupported.is_empty(), "{:#?}", schema.unsupported);
    let found = account(&schema);
    let missing: Vec<_> = expected.iter().filter(|line| !found.iter().any(|other| other == *line)).collect();
    let surplus: Vec<_> = found.iter().filter(|line| !expected.contains(&line.as_str())).collect();
    assert!(missing.is_empty() && surplus.is_empty(), "missing: {missing:#?}\nsurplus: {surplus:#?}");
    assert_eq!(found, expected);
}

fn corpus_text(server: Server, name: &str) -> Option<String> {
    let Some(schema) = corpus(server).into_iter().find(|schema| schema.name == name) else {
        skipped(&format!("no {name} among the schemas of {}", server.folder));
        return None;
    };
    Some(std::fs::read_to_string(&schema.files[0]).unwrap())
}

/// Reads a schema of the corpora and compares it with the account of all its tables that a person wrote from its text: the lines of
/// [`account`]; blank ones and those that begin with `#` are prose. Tables stand in the order of their names, parts in that of the text.
fn hand_counted(server: Server, name: &str, written: &str) {
    let Some(text) = corpus_text(server, name) else { return };
    let expected: Vec<&str> = written.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    check(server.system, &text, &expected);
}

#[test]
fn every_table_of_sql_servers_schemas_is_what_a_person_read() {
    hand_counted(SQL_SERVER, "chinook", include_str!("../fixtures/mssql/chinook.account.txt"));
    hand_counted(SQL_SERVER, "sakila", include_str!("../fixtures/mssql/sakila.account.txt"));
    hand_counted(SQL_SERVER, "roundcube-core", include_str!("../fixtures/mssql/roundcube-core.account.txt"));
}

#[test]
fn every_table_of_oracle_schemas_is_what_a_person_read() {
    hand_counted(ORACLE, "chinook", include_str!("../fixtures/oracle/chinook.account.txt"));
    hand_counted(ORACLE, "hr", include_str!("../fixtures/oracle/hr.account.txt"));
    hand_counted(ORACLE, "sakila", include_str!("../fixtures/oracle/sakila.account.txt"));
    hand_counted(ORACLE, "roundcube-core", include_str!("../fixtures/oracle/roundcube-core.account.txt"));
}

#[test]
fn a_schema_of_sql_server_is_what_its_text_says() {
    check(
        System::SqlServer,
        include_str!("../fixtures/mssql/sales.sql"),
        &[
            "Audit: id bigint! identity, at datetime2(3)! = sysutcdatetime(), what nvarchar(max)",
            "  primary key (id)",
            "customer: id int! identity, email Email!, name nvarchar(100)!, initials as left([name], 2), active bit! = 1, rating decimal(4,2)",
            "  primary key PK_customer(id)",
            "  unique UQ_customer_email(email)",
            "  check CK_rating([rating] >= 0)",
            "order: id bigint! identity, customer_id int!, total decimal(10,2)! = 0.00, note varchar(50)",
            "  primary key PK_order(id)",
            "  foreign key FK_order_customer(customer_id) customer(id) delete cascade",
            "  unique index IX_order_note(note)",
        ],
    );
}

#[test]
fn a_schema_of_oracle_is_what_its_text_says() {
    check(
        System::Oracle,
        include_str!("../fixtures/oracle/stock.sql"),
        &[
            "ITEMS: ID NUMBER(10)! identity, SKU VARCHAR2(20 CHAR)!, PRICE NUMBER(10,2)! = 0, GROSS NUMBER as price * 1.2, ADDED TIMESTAMP(6) WITH TIME ZONE = SYSTIMESTAMP, Shelf NVARCHAR2(5)",
            "  primary key ITEMS_PK(ID)",
            "  unique ITEMS_SKU_UK(SKU)",
            "  check ITEMS_PRICE(price >= 0)",
            "  index ITEMS_UPPER_IX(UPPER(sku))",
            "MOVES: ID NUMBER(38)!, ITEM_ID NUMBER(10)!, AMOUNT NUMBER(6)! = 1, REASON VARCHAR2(200) = 'none'",
            "  primary key (ID)",
            "  foreign key MOVES_ITEM_FK(ITEM_ID) ITEMS(ID) delete cascade",
        ],
    );
}

/// The facts of a manifest: without places, prose and definitions, which are the text's.
fn facts(value: &Value) -> Value {
    const TEXT: &[&str] = &[
        "definition",
        "location",
        "source_file",
        "source_hash",
        "sources",
        "migrations",
        "added_in",
        "purpose",
        "fingerprint",
        "coverage",
        "source",
    ];
    match value {
        Value::Object(map) => {
            map.iter().filter(|(key, _)| !TEXT.contains(&key.as_str())).map(|(k, v)| (k.clone(), facts(v))).collect()
        }
        Value::Array(list) => list.iter().map(facts).collect(),
        other => other.clone(),
    }
}

fn documents(system: System, text: &str) -> (String, Value) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("schema.sql"), text).unwrap();
    let source = Source::sql("schema.sql").dialect(system);
    let loaded = Builder::new("test").root(dir.path()).source(source).load().unwrap();
    assert!(!loaded.diagnostics().has_errors(), "{}", loaded.report(false));
    let document = |format| loaded.render().find(|artifact| artifact.format == format).unwrap().contents.to_string();
    (document(Format::Ddl), serde_json::from_str(&document(Format::Manifest)).unwrap())
}

#[test]
fn the_ddl_of_every_schema_read_back_is_that_schema() {
    ddl_is_read_back(System::SqlServer, include_str!("../fixtures/mssql/sales.sql"));
    for server in [SQL_SERVER, ORACLE] {
        for schema in corpus(server) {
            ddl_is_read_back(server.system, &std::fs::read_to_string(&schema.files[0]).unwrap());
        }
    }
}

fn ddl_is_read_back(system: System, text: &str) {
    let (ddl, manifest) = documents(system, text);
    let (_, again) = documents(system, &ddl);
    assert_eq!(facts(&manifest), facts(&again), "{ddl}");
}

#[test]
fn the_ddl_says_where_the_rows_lie() {
    let (ddl, _) = documents(
        System::SqlServer,
        "CREATE TABLE a (x int, CONSTRAINT k PRIMARY KEY NONCLUSTERED (x), CONSTRAINT u UNIQUE CLUSTERED (x))",
    );
    assert!(ddl.contains("PRIMARY KEY NONCLUSTERED (x)") && ddl.contains("UNIQUE CLUSTERED (x)"), "{ddl}");
}
