//! The commands of the book: every statement of SQL in it runs in a database that has the schema, or is prepared where it has parameters.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use schema_doc_build::model::System;
use schema_doc_build::{Builder, Format, Loaded};
use schema_doc_tests::postgresql::{self, Server};
use schema_doc_tests::{CorpusSchema, MARIADB, POSTGRESQL, Project, SQLITE, corpus, mysql, sqlite};

/// The text of the book.
fn book(loaded: &Loaded) -> String {
    let mut books = loaded.render().filter(|artifact| artifact.format == Format::HumanDocs);
    books.next().expect("a book").contents.to_string()
}

/// The statements in a book's blocks of SQL, without those that define the schema itself: none of chapter 4, in chapters 5 and 6 only what
/// stands under a comment of ours.
fn statements(book: &str) -> Vec<String> {
    let (mut chapter, mut block, mut found) = (0, None, Vec::new());
    for line in book.lines() {
        match &mut block {
            None if line == "```sql" => block = Some(Vec::new()),
            None => {
                if let Some(number) = line.strip_prefix("## ").and_then(|title| title.split_once('.')) {
                    chapter = number.0.parse().unwrap_or(0);
                }
            }
            Some(lines) if line == "```" => {
                let is_ours = lines.first().is_some_and(|line: &&str| line.starts_with("-- "));
                let is_definition = chapter == 4 || (matches!(chapter, 5 | 6) && !is_ours);
                if !is_definition {
                    found.extend(split(lines));
                }
                block = None;
            }
            Some(lines) => lines.push(line),
        }
    }
    found
}

/// Each ends at the end of a line; comments stand on lines of their own.
fn split(lines: &[&str]) -> Vec<String> {
    let mut statements = Vec::new();
    let mut statement = String::new();
    for line in lines.iter().filter(|line| !line.starts_with("-- ")) {
        statement.push_str(line);
        statement.push('\n');
        if let Some(whole) = statement.trim_end().strip_suffix(';') {
            statements.push(whole.to_owned());
            statement.clear();
        }
    }
    assert_eq!(statement.trim(), "", "a statement without its end");
    statements
}

#[test]
fn statements_are_taken_out_of_their_blocks() {
    let book = "## 5. Views\n```sql\nCREATE TABLE a (\n  b int\n);\n```\n```sql\n-- again\nREFRESH a;\n```\n## 7. Indexes\n```sql\n-- one\nSELECT 1\n  FROM a;\n\n-- two\nVACUUM;\n```\n";
    assert_eq!(statements(book), ["REFRESH a", "SELECT 1\n  FROM a", "\nVACUUM"]);
}

/// What is to be done "again and again until no row is left", so often.
fn repeated(book: &str) -> Vec<String> {
    let times = |statement: &String| if statement.contains("LIMIT 1000") { 20 } else { 1 };
    statements(book).into_iter().flat_map(|statement| vec![statement.clone(); times(&statement)]).collect()
}

/// Runs all in one session of psql, each by itself.
fn run_postgresql(database: &postgresql::Database, book: &str) -> Result<(), String> {
    let mut psql = Command::new("psql");
    psql.args(["-qXAte", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d", &database.name, "-h"]);
    psql.arg(database.server.socket()).env("PGOPTIONS", "-c client_min_messages=error");
    for statement in repeated(book) {
        let is_explained = statement.trim_start().starts_with("EXPLAIN");
        // The server's own statistics are there where it was started with them.
        let is_prepared = (statement.contains("$1") && !is_explained) || statement.contains("pg_stat_statements\n");
        let statement = if is_prepared { format!("PREPARE p AS {statement}; DEALLOCATE p") } else { statement };
        psql.args(["-c", &statement]);
    }
    let output = psql.stdin(Stdio::null()).output().unwrap();
    let lines = String::from_utf8_lossy(&output.stdout).lines().rev().take(6).collect::<Vec<_>>().join("\n");
    if output.status.success() { Ok(()) } else { Err(format!("{}{lines}", String::from_utf8_lossy(&output.stderr))) }
}

fn run_mariadb(database: &mysql::Database, book: &str) -> Result<(), String> {
    let mut script = String::new();
    for statement in repeated(book) {
        if statement.contains('?') {
            let quoted = statement.replace('\\', "\\\\").replace('\'', "\\'");
            script.push_str(&format!("PREPARE p FROM '{quoted}';\nDEALLOCATE PREPARE p;\n"));
        } else {
            script.push_str(&format!("{statement};\n"));
        }
    }
    let mut client = Command::new("mariadb");
    client.args(["--no-defaults", "--user=root", "--default-character-set=utf8mb4", "--verbose"]);
    client.arg(format!("--socket={}", mysql::socket().display())).arg(&database.name);
    let mut client = client.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut input = client.stdin.take().unwrap();
    // It may end at the first statement that fails.
    let writer = std::thread::spawn(move || drop(input.write_all(script.as_bytes())));
    let output = client.wait_with_output().unwrap();
    writer.join().unwrap();
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// Python says which statement it is that fails.
const SQLITE_PROGRAM: &str = r#"
import json, re
os.chdir(os.path.dirname(file))
db = sqlite3.connect(file, isolation_level=None)
for sql in json.loads(text):
    parameters = {int(n) for n in re.findall(r"\?(\d+)", sql)}
    values = [None] * max(parameters, default=0)
    try:
        db.execute(sql if not values or sql.lstrip().startswith("EXPLAIN") else "EXPLAIN " + sql, values).fetchall()
    except sqlite3.Error as error:
        sys.exit(f"{error}: {sql}")
db.close()
"#;

/// A database of a schema's files, each statement of which must succeed.
fn run_sqlite(files: &[PathBuf], book: &str) {
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("a.db");
    let text: Vec<String> =
        files.iter().map(|file| String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned()).collect();
    sqlite::make(&database, &text.join("\n;\n"));
    sqlite::python(&database, SQLITE_PROGRAM, &serde_json::to_string(&statements(book)).unwrap());
}

/// Runs a check over schemas and fails with all that went wrong.
fn each(schemas: &[CorpusSchema], check: impl Fn(&CorpusSchema) -> Result<(), String>) {
    let failed: Vec<String> =
        schemas.iter().filter_map(|schema| Some(format!("{}: {}", schema.name, check(schema).err()?))).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_statement_of_every_book_of_postgresql_runs() {
    each(&corpus(POSTGRESQL), |schema| {
        let name = format!("book_{}", schema.name.replace('-', "_"));
        let dir = tempfile::tempdir().unwrap();
        let files = postgresql::without_pgvector(schema, dir.path());
        let database = postgresql::Database::of_files(Server::Newest, &name, schema.sed, &files);
        database.map_or(Ok(()), |database| run_postgresql(&database, &book(&Project::of_schema(schema).load())))
    });
}

#[test]
fn every_statement_of_every_book_of_mariadb_runs() {
    each(&corpus(MARIADB), |schema| {
        let name = format!("book_{}", schema.name.replace('-', "_"));
        let database = mysql::Database::of_schema(&name, schema);
        database.map_or(Ok(()), |database| run_mariadb(&database, &book(&Project::of_schema(schema).load())))
    });
}

#[test]
fn every_statement_of_every_book_of_sqlite_runs() {
    for schema in corpus(SQLITE) {
        run_sqlite(&schema.files, &book(&Project::of_schema(&schema).load()));
    }
}

fn example(name: &str) -> (PathBuf, Loaded) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(name);
    let loaded = Builder::default().root(&root).load().unwrap();
    (root, loaded)
}

#[test]
fn every_statement_of_an_examples_book_runs() {
    for (name, files) in [
        ("storefront", vec!["migrations"]),
        ("aios", vec!["docs/data/schemas/ddl.sql"]),
        ("skyfire", vec!["docs/schema/ddl.sql"]),
    ] {
        let (root, loaded) = example(name);
        let files: Vec<PathBuf> = files.into_iter().map(|file| root.join(file)).collect();
        let Some(database) = postgresql::Database::of_files(Server::Newest, &format!("book_{name}"), None, &files)
        else {
            return;
        };
        run_postgresql(&database, &book(&loaded)).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    for name in ["diesel-blog", "rust-defined"] {
        let (root, loaded) = example(name);
        assert_eq!(loaded.schema().system, System::Sqlite);
        run_sqlite(&[root.join("docs/schema/ddl.sql")], &book(&loaded));
    }
}
