//! What `cargo run -p skyfire` prints.

use std::process::Command;

#[test]
fn it_knows_the_database_that_it_never_saw() {
    let run = Command::new(env!("CARGO_BIN_EXE_skyfire")).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let printed = String::from_utf8(run.stdout).unwrap();
    for part in [
        "The snapshot has 9 tables:\n",
        "  survey_notes             11 columns   What somebody found on site, and whether it is settled.\n",
        "SELECT id, project_id, area, severity, body, resolved_by FROM survey_notes \
         WHERE project_id = $1 AND severity = 'blocker' AND resolved_at IS NULL\n",
    ] {
        assert!(printed.contains(part), "{part}\n{printed}");
    }
}
