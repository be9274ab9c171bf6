//! `context`, as its users meet it.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests look at the disk and run programs, and a failure is a panic"
)]

mod folder;

use folder::{CONFIG, Folder};
use serde_json::Value;

const SESSIONS: &str = "-- Who is signed in.\nCREATE TABLE sessions (\n    id bigint PRIMARY KEY,\n    \
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,\n    expires_at timestamptz NOT NULL -- No request is answered after that.\n);\n\
    CREATE INDEX sessions_user ON sessions (user_id);\n";

fn shop() -> Folder {
    let folder = Folder::configured();
    folder.write("migrations/0002_sessions.sql", SESSIONS);
    folder
}

#[test]
fn each_context_is_printed() {
    let folder = shop();
    let check = |arguments: &[&str], expected: &[&str]| {
        let run = folder.run(&[&["context"], arguments].concat());
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{arguments:?}");
        for words in expected {
            assert!(run.out.contains(words), "no {words:?} in\n{}", run.out);
        }
    };
    let key = "- `user_id bigint` required, references `users.id` on delete cascade\n";
    check(
        &["query", "sessions"],
        &["# Query context: `sessions`\n", "Who is signed in. (table", key, "- index `sessions_user` on `user_id`"],
    );
    check(&["query", "SESSIONS"], &["- `sessions` to `users`: `sessions.user_id = users.id`\n"]);
    check(
        &["feature", "sign in"],
        &["# Feature context: sign in\n", "### `sessions`\n", "- `sessions.user_id = users.id`: on delete cascade\n"],
    );
    check(
        &["debug", "null value in column \"expires_at\""],
        &["### `sessions`\n", "`expires_at timestamp with time zone` required: No request"],
    );
    check(
        &["performance"],
        &["# Performance context\n", "- `users`: unique constraint `users_email_key` on `email`\n"],
    );
    // Without a configuration.
    check(&["feature", "sign in", "migrations", "--dialect", "postgresql"], &["### `sessions`\n"]);
}

#[test]
fn programs_get_json() {
    let run = shop().run(&["context", "feature", "sign in", "--format", "json"]);
    let value: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(value["relevant_tables"][1]["name"], "sessions");
    assert_eq!(value["relationships"][0]["join"], "sessions.user_id = users.id");
    assert_eq!(value["schema"], "shop");
    assert!(value["fingerprint"].as_str().unwrap().starts_with("sha256:"), "{value}");
}

#[test]
fn what_does_not_fit_is_left_out_and_said() {
    let folder = shop();
    let run = folder.run(&["context", "query", "sessions", "--max-tokens", "200"]);
    assert!(run.out.contains("\nLeft out: ") && run.out.ends_with(". Raise the budget to see them.\n"), "{}", run.out);
    folder
        .run(&["context", "query", "sessions", "--max-tokens", "2"])
        .fails(&["2 tokens hold no context of this schema: the least is", "help: `--max-tokens"]);
}

#[test]
fn an_unknown_table_has_a_nearest_one() {
    let folder = shop();
    folder.run(&["context", "query", "sesions"]).fails(&["no table `sesions`", "did you mean `sessions`?"]);
    folder.run(&["context", "query", "zeppelins"]).fails(&["no table `zeppelins`", "cargo schema-doc list"]);
}

#[test]
fn of_several_schemas_one_must_be_chosen() {
    let folder = shop();
    folder.write(
        "schema-doc.billing.toml",
        CONFIG
            .replace("migrations", "billing")
            .replace("\n\n[[source]]", "\n\n[docs]\ndir = \"docs/billing\"\n\n[[source]]"),
    );
    folder.write("billing/0001_invoices.sql", "CREATE TABLE invoices (id bigint PRIMARY KEY);\n");
    let run = folder.run(&["context", "query", "invoices"]);
    assert!(run.out.starts_with("# Query context: `invoices`\n"), "{run:?}");
    folder.run(&["context", "query", "invoics"]).fails(&["did you mean `invoices`?"]);
    folder
        .run(&["context", "performance"])
        .fails(&["there are 2: docs/schema, docs/billing", "name its manifest as PATH"]);
    folder.run(&["generate"]);
    let run = folder.run(&["context", "feature", "invoices", "docs/billing/schema-manifest.json"]);
    assert!(run.out.contains("### `invoices`\n"), "{run:?}");
}
