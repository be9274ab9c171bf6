//! The program as somebody at a terminal has it.

use std::fs;
use std::path::Path;
use std::process::Command;

/// What the program printed, or what it failed with.
fn run(export: &Path) -> Result<String, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_fondation")).arg(export).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

/// An export with these jobs.
fn export(jobs: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |table: &str, documents: &str| {
        fs::create_dir(dir.path().join(table)).unwrap();
        fs::write(dir.path().join(table).join("documents.jsonl"), documents).unwrap();
    };
    write("repositories", "{\"_id\":\"jx9k2\",\"fullName\":\"johndoe/my-project\"}\n");
    write("jobs", jobs);
    dir
}

#[test]
fn jobs_are_counted_by_their_status() {
    let export = export("{\"status\":\"pending\"}\n{\"status\":\"completed\"}\n{\"status\":\"running\"}\n");
    assert_eq!(run(export.path()).as_deref(), Ok("1 repositories; jobs: 2 waiting, 1 done, 0 failed\n"));
}

#[test]
fn a_job_of_another_schema_is_refused_at_its_line() {
    let export = export("{\"status\":\"pending\"}\n{\"status\":\"lost\"}\n");
    let place = export.path().join("jobs").join("documents.jsonl");
    assert_eq!(run(export.path()), Err(format!("{}:2: `status` is `lost`\n", place.display())));
}
