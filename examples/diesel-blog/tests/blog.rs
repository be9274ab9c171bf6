//! What `cargo run -p diesel-blog` prints.

use std::process::Command;

#[test]
fn it_posts_reads_and_finds_the_database_as_the_schema_says() {
    let run = Command::new(env!("CARGO_BIN_EXE_diesel-blog")).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(
        String::from_utf8(run.stdout).unwrap(),
        "ran 20260105090000
ran 20260216140000

Incomplete, necessarily · Kurt · 2026-03-09 · logic · /incomplete
  This post has no proof.
  Comments are closed.

Notes on the engine · Ada · 2026-03-02 · algebra, engines · /notes
  It weaves algebraical patterns.
  Charles: I should build it one day.
  Luigi: Translated into Italian.

The database equals the schema: 4 tables, no difference.
"
    );
}
