//! The program as somebody at a terminal has it.

use std::path::Path;
use std::process::Command;

use rusqlite::Connection;

/// What a command printed, or what it failed with.
fn run(database: &Path, command: &[&str]) -> Result<String, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_rust-defined")).arg(database).args(command).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

#[test]
fn a_question_is_asked_taken_answered_and_closed() {
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("desk.db");
    let says = |command: &[&str], expected: &str| assert_eq!(run(&database, command).as_deref(), Ok(expected));
    let fails = |command: &[&str], expected: &str| assert_eq!(run(&database, command), Err(expected.to_owned()));
    says(&["ask", "ada@example.org", "Why is the engine silent?"], "#1\n");
    says(&["ask", "kurt@example.org", "Is this true?"], "#2\n");
    says(&["take", "1", "charles@example.org"], "");
    says(&["say", "1", "charles@example.org", "Is there steam?"], "");
    let open = "#2 Is this true? [open, nobody]\n";
    says(&["queue"], &format!("{open}#1 Why is the engine silent? [waiting, charles@example.org]\n"));
    says(&["say", "1", "ada@example.org", "There is none."], "");
    says(&["show", "1"], "charles@example.org: Is there steam?\nada@example.org: There is none.\n");
    says(&["close", "1"], "");
    says(&["queue"], open);
    fails(&["say", "1", "ada@example.org", "Oh."], "Query returned no rows\n");
    fails(&["ask", "ada@example.org", ""], "CHECK constraint failed: tickets_in_one_line\n");
}

#[test]
fn a_database_that_somebody_changed_is_refused_with_each_difference() {
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("desk.db");
    assert_eq!(run(&database, &["queue"]).as_deref(), Ok(""));
    let sql = "ALTER TABLE tickets RENAME COLUMN subject TO title;
               ALTER TABLE people ADD COLUMN phone text;
               DROP INDEX tickets_queue;
               DROP TABLE messages;";
    Connection::open(&database).unwrap().execute_batch(sql).unwrap();
    let refusal = run(&database, &["queue"]).unwrap_err();
    assert_eq!(
        refusal.replace(database.to_str().unwrap(), "desk.db"),
        "desk.db is not what this program was built for
messages: missing table
people.phone: extra column, found TEXT
tickets.subject: missing column, expected TEXT
tickets.tickets_queue: missing index, expected index (state, opened_at) where ...
tickets.title: extra column, found TEXT
"
    );
}
