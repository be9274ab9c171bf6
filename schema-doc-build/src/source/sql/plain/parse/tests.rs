//! What a text costs.

use schema_doc_diagnostics::SourceMap;

use super::Reader;
use crate::model::System;
use crate::source::sql::dialect::Dialect;

/// Tokens and bytes that reading a text looks at.
fn steps(system: System, text: &str) -> u64 {
    let file = SourceMap::default().add("schema.sql", text);
    let mut reader = Reader::new(file, text, Dialect::of(system));
    let mut statements = Vec::new();
    while reader.read(&mut statements) {}
    reader.steps + reader.splitter.lexer.steps
}

#[test]
fn the_work_is_linear_in_the_text_whatever_it_is() {
    let texts = [
        ("", "BEGIN "),
        ("", "IF 1 = 1 "),
        ("CREATE TABLE t (a int CHECK ", "("),
        ("CREATE TABLE t (", "a int, "),
        ("CREATE TABLE t (", "CONSTRAINT "),
        ("CREATE TRIGGER t AFTER INSERT ON a BEGIN ", "CASE "),
        ("", "/ "),
        ("", "GO "),
        ("", "'"),
        ("", "`"),
        ("", "["),
        ("", "\""),
        ("", "/*! "),
        ("", "/* "),
        ("", "q'[ "),
        ("", "DELIMITER x\n"),
        ("ALTER TABLE t ", "ADD "),
        ("ALTER TABLE t ", "DROP COLUMN a, "),
        ("EXEC p ", "@a = 'b', "),
        ("BEGIN ", "IF a THEN EXECUTE IMMEDIATE 'DROP TABLE t'; "),
        ("BEGIN v := 'DROP TABLE t'; ", "EXECUTE IMMEDIATE v; "),
        ("BEGIN EXECUTE IMMEDIATE 'CREATE TABLE t (a CHAR(9) DEFAULT ''", "''''"),
        ("BEGIN EXECUTE IMMEDIATE 'CREATE TABLE t (' || 'a NUMBER", "' || ', a NUMBER"),
        ("", "INSERT INTO t VALUES (q'[a]')\n/\n"),
        ("", "REM a -\n"),
        ("CREATE TABLE t ", "&a..&b"),
        ("CREATE TABLE t)", "("),
        ("SET @a = ", "IF(1, "),
        ("SET ", "@a = CONCAT(@a, @a, 'b'), "),
        ("", "SELECT IF(@a, 'ALTER TABLE t', 'x') INTO @a; "),
    ];
    for (start, repeated) in texts {
        for &system in System::ALL.iter().filter(|&&system| system != System::PostgreSql) {
            let of = |times: usize| steps(system, &format!("{start}{}", repeated.repeat(times)));
            let (small, large) = (of(1_000), of(8_000));
            assert!(large <= small * 9 + 1_000, "{system:?}: {start}{repeated}…: {small} steps, then {large}");
        }
    }
}
