//! Every statement that documents show is taken by the real database, and every sample row is let in.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use schema_doc_build::model::System;
use schema_doc_build::{Builder, Format, Loaded, Source};
use schema_doc_tests::{CorpusSchema, MYSQL, POSTGRESQL, SQLITE, Server, corpus, mysql, postgresql, sqlite};
use serde_json::Value;

/// How many tables of a hundred may get no rows.
const LEFT_OUT: usize = 2;

/// What the documents of a schema hold of it.
struct Documents {
    _dir: tempfile::TempDir,
    loaded: Loaded,
    /// Title and statement of each query, with the table.
    queries: Vec<(String, String)>,
    /// `sample-data.sql`
    rows: String,
}

impl Documents {
    fn of(schema: &CorpusSchema, system: System) -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("schema")).unwrap();
        for file in &schema.files {
            std::fs::copy(file, dir.path().join("schema").join(file.file_name().unwrap())).unwrap();
        }
        let source = match schema.files.as_slice() {
            [file] => format!("schema/{}", file.file_name().unwrap().to_string_lossy()),
            _ => "schema".to_owned(),
        };
        let source = Source::sql(source).dialect(system);
        let formats = [Format::Manifest, Format::SampleData];
        let loaded = Builder::new("test").root(dir.path()).source(source).formats(formats).load().unwrap();
        let text = |format| loaded.render().find(|artifact| artifact.format == format).unwrap().contents.to_string();
        let rows = text(Format::SampleData);
        let manifest: Value = serde_json::from_str(&text(Format::Manifest)).unwrap();
        let mut queries = Vec::new();
        for table in manifest["schema_manifest"]["tables"].as_array().unwrap() {
            for query in table["queries"].as_array().into_iter().flatten() {
                let title = format!("{}: {}", table["name"].as_str().unwrap(), query["title"].as_str().unwrap());
                queries.push((title, query["query"].as_str().unwrap().trim_end_matches(';').to_owned()));
            }
        }
        Self { _dir: dir, loaded, queries, rows }
    }

    /// The tables that get no rows, each with its reason, and how many might have some.
    fn left_out(&self) -> (Vec<String>, usize) {
        let mark = "-- schema-doc: sample left out ";
        let lines: Vec<&str> = self.rows.lines().filter_map(|line| line.strip_prefix(mark)).collect();
        let (parts, left_out): (Vec<&str>, Vec<&str>) =
            lines.into_iter().partition(|line| line.ends_with("is a partition of"));
        let tables = self.loaded.schema().tables.len() - parts.len();
        (left_out.into_iter().map(str::to_owned).collect(), tables)
    }
}

/// Those of the corpora, and our own.
fn schemas(server: Server) -> Vec<CorpusSchema> {
    let mut schemas = corpus(server);
    schemas.extend(own(server));
    schemas
}

/// What is hard.
fn own(server: Server) -> impl Iterator<Item = CorpusSchema> {
    let files: &[&str] = match server.system {
        System::PostgreSql => &["hostile/schema.sql", "samples/schema.sql"],
        System::Sqlite => &["samples/sqlite.sql"],
        _ => &["samples/mysql.sql"],
    };
    files.iter().map(move |file| CorpusSchema {
        name: file.split('/').next().unwrap().to_owned(),
        server,
        files: vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(file)],
        truth: None,
        sed: None,
    })
}

/// Runs `check` on every schema of a server, which gives what the database refused.
fn each(server: Server, check: impl Fn(&CorpusSchema, &Documents) -> String) {
    let (mut failures, mut queries) = (String::new(), 0);
    for schema in schemas(server) {
        let documents = Documents::of(&schema, server.system);
        let failed = check(&schema, &documents);
        if !failed.is_empty() {
            write!(failures, "== {}\n{failed}\n", schema.name).unwrap();
        }
        queries += documents.queries.len();
    }
    println!("{queries} queries");
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn of_our_own_tables_all_get_rows() {
    for server in [POSTGRESQL, MYSQL, SQLITE] {
        let left_out = |schema| Documents::of(&schema, server.system).left_out().0;
        assert_eq!(own(server).flat_map(left_out).collect::<Vec<_>>(), [""; 0]);
    }
}

#[test]
fn of_a_type_without_end_no_value_is_made() {
    let check = |data_type: &str| {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("schema.sql");
        std::fs::write(&file, format!("CREATE TABLE wide (value {data_type} NOT NULL);")).unwrap();
        let schema =
            CorpusSchema { name: String::new(), server: POSTGRESQL, files: vec![file], truth: None, sed: None };
        let (left_out, _) = Documents::of(&schema, System::PostgreSql).left_out();
        assert!(matches!(&*left_out, [reason] if reason.starts_with("wide: no value of the type")), "{left_out:?}");
    };
    check("bit(100000)");
    check("numeric(1,70000)");
}

#[test]
fn few_tables_get_no_rows_and_each_says_why() {
    let (mut left_out, mut tables) = (Vec::new(), 0);
    for server in [POSTGRESQL, MYSQL, SQLITE] {
        for schema in corpus(server) {
            let (reasons, count) = Documents::of(&schema, server.system).left_out();
            left_out.extend(reasons.into_iter().map(|reason| format!("{}: {reason}", schema.name)));
            tables += count;
        }
    }
    let most = tables * LEFT_OUT / 100;
    assert!(left_out.len() <= most, "{} of {tables} tables\n{}", left_out.len(), left_out.join("\n"));
    println!("{} of {tables} tables without rows\n{}", left_out.len(), left_out.join("\n"));
}

/// What a program says of the text that it is given.
fn said(command: &mut Command, text: &str) -> String {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let text = text.to_owned();
    let writer = std::thread::spawn(move || drop(input.write_all(text.as_bytes())));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The queries that messages name by the number of the line that each stands in.
fn refused(documents: &Documents, messages: &str, line_of: impl Fn(&str) -> Option<usize>) -> String {
    let mut out = String::new();
    for message in messages.lines() {
        // The type alone is there, without its operators.
        if message.contains("operator does not exist: vector") {
            continue;
        }
        if let Some((title, query)) = line_of(message).and_then(|line| documents.queries.get(line - 1)) {
            writeln!(out, "{title}\n  {message}\n  {query}").unwrap();
        } else if message.contains("ERROR") {
            writeln!(out, "{message}").unwrap();
        }
    }
    out
}

#[test]
fn postgresql_takes_every_statement_and_every_row() {
    each(POSTGRESQL, |schema, documents| {
        let name = format!("queries_{}", schema.name);
        // It is there for the type alone.
        let dir = tempfile::tempdir().unwrap();
        let files = postgresql::without_pgvector(schema, dir.path());
        let Some(database) = postgresql::Database::of_files(postgresql::Server::Newest, &name, schema.sed, &files)
        else {
            return String::new();
        };
        let psql = |stop: &str| {
            let mut psql = Command::new("psql");
            psql.args(["-qXAt", "-v", stop, "-U", "postgres", "-d", &database.name, "-f", "-"]);
            psql.arg("-h").arg(database.server.socket()).env("PGOPTIONS", "-c client_min_messages=error");
            psql
        };
        // A line each.
        let prepared = documents.queries.iter().enumerate().map(|(n, (_, query))| {
            let query = query.replace('\n', " ");
            format!("PREPARE q{n} AS {query};\n")
        });
        let prepared: String = prepared.collect();
        let line_of = |message: &str| {
            let (_, rest) = message.split_once("<stdin>:")?;
            rest.split(':').next()?.parse().ok().filter(|_| message.contains("ERROR"))
        };
        let mut failed = refused(documents, &said(&mut psql("ON_ERROR_STOP=0"), &prepared), line_of);
        // Twice: what is there is no error.
        for _ in 0..2 {
            failed.push_str(&said(&mut psql("ON_ERROR_STOP=1"), &documents.rows));
        }
        if failed.is_empty() {
            failed.push_str(&empty(documents, |from| format!("SELECT count(*) FROM {from}"), |sql| database.psql(sql)));
        }
        failed
    });
}

#[test]
fn mariadb_takes_every_statement_and_every_row() {
    each(MYSQL, |schema, documents| {
        let Some(database) = mysql::Database::of_schema(&format!("queries_{}", schema.name), schema) else {
            return String::new();
        };
        let client = |force: bool| {
            let mut client = Command::new("mariadb");
            client.args(["--no-defaults", "--user=root", "--default-character-set=utf8mb4"]);
            client.args(force.then_some("--force")).arg(format!("--socket={}", mysql::socket().display()));
            client.arg(&database.name);
            client
        };
        let prepared = documents.queries.iter().map(|(_, query)| {
            let query = query.replace('\\', "\\\\").replace('\'', "''").replace('\n', " ");
            format!("PREPARE q FROM '{query}';\n")
        });
        let prepared: String = prepared.collect();
        let line_of = |message: &str| message.split_once(" at line ")?.1.split(':').next()?.parse().ok();
        let mut failed = refused(documents, &said(&mut client(true), &prepared), line_of);
        for _ in 0..2 {
            failed.push_str(&said(&mut client(false), &documents.rows));
        }
        if failed.is_empty() {
            failed.push_str(&empty(documents, |from| format!("SELECT count(*) FROM {from}"), |sql| database.sql(sql)));
        }
        failed
    });
}

#[test]
fn sqlite_takes_every_statement_and_every_row() {
    const PROGRAM: &str = r#"
import json, re
given = json.loads(text)
db = sqlite3.connect(file, isolation_level=None)
for path in given["files"]:
    db.executescript(re.sub(given["sed"] or "$^", "", open(path, encoding="utf-8-sig").read()))
failed = []
for title, query in given["queries"]:
    count = max([int(n) for n in re.findall(r"\?(\d+)", query)] + [0])
    try: db.execute("EXPLAIN " + query, [None] * count)
    except sqlite3.Error as error: failed.append(f"{title}\n  {error}\n  {query}")
db.execute("PRAGMA foreign_keys = ON")
try:
    for _ in range(2): db.executescript(given["rows"])
except sqlite3.Error as error: failed.append(str(error))
for table in given["tables"]:
    if not failed and not db.execute("SELECT count(*) FROM " + table).fetchone()[0]: failed.append("no rows in " + table)
open(file + ".failed", "w").write("\n".join(failed))
"#;
    each(SQLITE, |schema, documents| {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("database");
        let given = serde_json::json!({
            "files": schema.files,
            "sed": if schema.name == "mediawiki" { r"/\*_\*/|/\*\$wgDBTableOptions\*/" } else { "" },
            "queries": documents.queries,
            "rows": documents.rows,
            "tables": filled(documents),
        });
        sqlite::python(&file, PROGRAM, &given.to_string());
        std::fs::read_to_string(dir.path().join("database.failed")).unwrap()
    });
}

/// The tables that the sample data has rows for, as statements name them.
fn filled(documents: &Documents) -> Vec<String> {
    let name = |line: &str| {
        let rest = line.strip_prefix("INSERT INTO ")?;
        let mut quoted = false;
        let end = rest.find(|c| {
            quoted ^= matches!(c, '"' | '`');
            c == ' ' && !quoted
        });
        Some(rest[..end?].to_owned())
    };
    let mut names: Vec<String> = documents.rows.lines().filter_map(name).collect();
    names.dedup();
    names
}

/// The tables that have no rows after all.
fn empty(documents: &Documents, count: impl Fn(&str) -> String, run: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let names = filled(documents);
    let statements: Vec<String> = names.iter().map(|name| count(name)).collect();
    let counts = run(&statements.join(" UNION ALL "));
    for (name, count) in names.iter().zip(counts.lines()) {
        if count.trim() == "0" {
            writeln!(out, "no rows in {name}").unwrap();
        }
    }
    out
}
