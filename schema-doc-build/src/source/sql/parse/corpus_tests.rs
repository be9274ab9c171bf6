//! Real schemas, where `SCHEMA_DOC_CORPUS` names their folder: everything in them is read.

use schema_doc_diagnostics::{Diagnostics, SourceMap};

use super::super::ast::StatementKind;
use super::super::dialect::POSTGRESQL;
use super::parse;
use crate::files::Files;
use crate::list::IteratorExt;

fn corpus() -> Option<String> {
    let folder = Files::on_disk(".").env("SCHEMA_DOC_CORPUS");
    if folder.is_none() {
        println!("skipped: SCHEMA_DOC_CORPUS is not set");
    }
    folder
}

/// What of a text was not read: findings and unsupported statements.
fn surprises(text: &str) -> Vec<String> {
    let mut files = SourceMap::default();
    let file = files.add("a.sql", text);
    let mut diagnostics = Diagnostics::default();
    let parsed = parse(file, text, &POSTGRESQL, &mut diagnostics);
    let mut found: Vec<String> =
        diagnostics.iter().map(|d| format!("{:?}: {}", d.span.map(|s| files.place(s)), d.message)).collect_vec();
    for statement in &parsed.statements {
        if let StatementKind::Unsupported { reason } = &statement.kind {
            let text: String = files.text(statement.span).chars().take(80).collect();
            found.push(format!("{}: {reason}: {text}", files.place(statement.span)));
        }
    }
    assert!(parsed.steps <= 40 * (text.len() as u64 + 100), "{} steps for {} bytes", parsed.steps, text.len());
    found
}

#[test]
fn every_feature_of_the_list_is_read() {
    let Some(corpus) = corpus() else { return };
    let list = Files::on_disk(corpus).read("ddl-features/postgresql.txt").unwrap();
    let list = String::from_utf8(list).unwrap();
    let found: Vec<String> = list
        .lines()
        .filter_map(|line| line.split_once('|'))
        .flat_map(|(what, statement)| surprises(statement).into_iter().map(move |s| format!("{what}: {s}")))
        .collect_vec();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_statement_of_real_schemas_is_read() {
    let Some(corpus) = corpus() else { return };
    let files = Files::on_disk(corpus);
    let mut found = Vec::new();
    for path in files.list("sql/postgresql").unwrap().into_iter().filter(|path| path.rsplit('.').next() != Some("json"))
    {
        let text = String::from_utf8(files.read(&path).unwrap()).unwrap();
        found.extend(surprises(&text).into_iter().map(|s| format!("{path}: {s}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
