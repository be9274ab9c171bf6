//! The command as its users meet it: real runs in folders of their own, with their exit codes and what they print.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests look at the disk and run programs, and a failure is a panic"
)]

mod folder;

use std::process::Stdio;

use folder::{CONFIG, Folder, USERS};

#[test]
fn generate_writes_what_the_configuration_says() {
    let folder = Folder::configured();
    folder.run(&["generate"]).prints(
        0,
        "read   migrations: sql, PostgreSQL, layout sqlx, 1 file\nfound  1 table\nwrote  9 files to docs/schema\n",
        "",
    );
    assert!(folder.has("docs/schema/tables/users.md"));
    folder.run(&["generate", "--quiet"]).prints(0, "", "");
    let run = folder.run(&["generate", "--verbose"]);
    assert!(run.out.contains("         migrations/0001_users.sql\n"), "{}", run.out);
    assert!(run.out.ends_with("wrote  0 files to docs/schema, 9 unchanged\n"), "{}", run.out);
}

#[test]
fn generate_with_paths_needs_no_configuration() {
    let folder = Folder::with_sql();
    folder.run(&["generate", "migrations", "--output-dir", "docs/my db", "--formats", "tables,mermaid"]).prints(
        0,
        "read   migrations: sql, PostgreSQL (told by `search_path` in migrations/0001_users.sql:3), layout sqlx, 1 file\nfound  1 table\nwrote  4 files to docs/my db\n",
        "",
    );
    assert!(folder.has("docs/my db/tables/users.md") && !folder.has("docs/my db/ddl.sql"));
    let page = std::fs::read_to_string(folder.path.join("docs/my db/tables/users.md")).unwrap();
    assert!(page.contains("](../../../migrations/0001_users.sql#L"), "{page}");
    folder.write("other folder/schema file.sql", "CREATE TABLE a (id bigserial PRIMARY KEY);\n");
    let run = folder.run(&["generate", "other folder/schema file.sql"]);
    assert!(
        run.out.starts_with("read   other folder/schema file.sql: sql, PostgreSQL (told by `bigserial` in "),
        "{}",
        run.out
    );
    assert!(folder.has("docs/schema/tables/a.md"));
    // What was written is a source too.
    let run = folder.run(&["generate", "docs/schema/schema-manifest.json", "--output-dir", "again"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert!(folder.has("again/tables/a.md"));
}

#[test]
fn a_program_is_of_the_library_that_it_imports() {
    let folder = Folder::empty();
    let drizzle = "import { pgTable, text } from 'drizzle-orm/pg-core';\nexport const users = pgTable('users', { id: text() });\n";
    let convex = "import { defineSchema, defineTable } from \"convex/server\";\nexport default defineSchema({ users: defineTable({}) });\n";
    folder.write("models.ts", drizzle);
    folder.write("schema.mts", convex);
    folder.write("index.ts", "export * from './models';\n");
    for path in ["models.ts", "schema.mts"] {
        let run = folder.run(&["generate", path]);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(folder.has("docs/schema/tables/users.md"));
    }
    folder
        .run(&["generate", "index.ts"])
        .fails(&["`index.ts` imports neither `drizzle-orm` nor `convex`", "`--kind drizzle` or `--kind convex`"]);
}

#[test]
fn generate_reads_the_folder_that_it_writes_in() {
    let folder = Folder::with_sql();
    for last in ["wrote  9 files to docs/schema", "wrote  0 files to docs/schema, 9 unchanged"] {
        let read = "read   .: sql, PostgreSQL (told by `search_path` in migrations/0001_users.sql:3), layout plain, 1 file\nfound  1 table\n";
        folder.run(&["generate", "."]).prints(0, &format!("{read}{last}\n"), "");
    }
}

#[test]
fn cargo_calls_it_with_its_own_name_first() {
    let folder = Folder::configured();
    let expected = "Table  Role  Columns  Purpose\nusers  core  2        People who sign in.\n";
    folder.run(&["list"]).prints(0, expected, "");
    folder.run(&["schema-doc", "list"]).prints(0, expected, "");
    folder.run(&["schema-doc", "show", "users"]).prints(
        0,
        "users\nPeople who sign in.\ntable, core, migrations/0001_users.sql:2:1\n\n\
         Column  Type    Constraints            Default  Purpose\n\
         id      bigint  primary key, required\n\
         email   text    unique, required, PII\n\n\
         primary key users_pkey (id)\nunique users_email_key (email)\n",
        "",
    );
}

#[test]
fn check_tells_drift_from_errors_by_the_exit_code() {
    let folder = Folder::configured();
    folder.run(&["check"]).prints(
        1,
        "docs/schema: none of its 9 documents is there\nhelp: write them with `cargo schema-doc generate`, and commit them\n",
        "",
    );
    folder.run(&["generate", "--quiet"]).prints(0, "", "");
    folder.run(&["check"]).prints(0, "docs/schema: up to date, 9 files\n", "");
    folder.run(&["check", "--quiet"]).prints(0, "", "");

    folder.write("migrations/0002_phone.sql", "ALTER TABLE users ADD COLUMN phone text;\n");
    let run = folder.run(&["check"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    let added = "error[drift]: users.phone: column added; docs/schema/tables/users.md does not have it\n \
                 --> migrations/0002_phone.sql:1:30\n  |\n1 | ALTER TABLE users ADD COLUMN phone text;\n";
    assert!(run.out.contains(added), "{}", run.out);
    assert!(run.out.ends_with("with `cargo schema-doc generate`, and commit them\n"), "{}", run.out);

    folder.write("migrations/0003_wrong.sql", "\nCREATE TABEL a (id int);\n");
    folder.run(&["check"]).fails(&["migrations/0003_wrong.sql:2:8", "help: did you mean `TABLE`?"]);
}

#[test]
fn nothing_is_written_where_the_sql_cannot_be_read() {
    let folder = Folder::configured();
    folder.write("migrations/0002_wrong.sql", "CREATE TABLE a (id int,,);\nCREATE TABEL b (id int);\n");
    let words = ["error[syntax-error]", "migrations/0002_wrong.sql:1:24", "migrations/0002_wrong.sql:2:8"];
    folder.run(&["generate"]).fails(&[&words[..], &["\nerror: nothing was written: 3 errors\n"]].concat());
    assert!(!folder.path.join("docs").exists());
    folder.run(&["generate", "migrations"]).fails(&words);
    // What could be read is shown all the same.
    for arguments in [&["list"][..], &["show", "a"]] {
        let run = folder.run(arguments);
        assert_eq!(run.code, Some(2));
        assert!(words.iter().all(|word| run.err.contains(word)), "{}", run.err);
        assert!(run.out.contains('a'), "{}", run.out);
    }
    let run = folder.run(&["lint"]);
    assert_eq!((run.code, run.err.as_str()), (Some(2), ""));
    assert!(words.iter().all(|word| run.out.contains(word)), "{}", run.out);
}

#[test]
fn lint_fails_where_a_finding_is_denied() {
    let folder = Folder::configured();
    folder.run(&["lint"]).prints(0, "docs/schema: nothing is wrong\n", "");
    folder.write("migrations/0002_a.sql", "-- Things.\n-- @catagory x\nCREATE TABLE a (id bigint PRIMARY KEY);\n");
    let run = folder.run(&["lint"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert!(run.out.starts_with("warning[unknown-annotation]") && run.out.contains("\n1 warning\n"), "{}", run.out);
    folder.write("schema-doc.toml", format!("{CONFIG}\n[lint]\nunknown-annotation = \"deny\"\n"));
    let run = folder.run(&["lint"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    assert!(run.out.starts_with("error[unknown-annotation]") && run.out.contains("\n1 error\n"), "{}", run.out);
}

#[test]
fn a_folder_without_configuration_is_told_what_to_write() {
    let folder = Folder::with_sql();
    for command in [&["generate"][..], &["check"], &["list"], &["show", "users"], &["lint"], &["list", "-p", "shop"]] {
        folder.run(command).fails(&[
            "error: no `schema-doc.toml` for DIR\n",
            "`cargo schema-doc init`",
            "`cargo schema-doc generate migrations`",
        ]);
    }
    folder.write("Cargo.toml", "[package]\nname = \"shop\"\n");
    folder.run(&["list"]).fails(&["error: no `schema-doc.toml` for DIR\n"]);
    folder.write("Cargo.toml", "[package\n");
    folder.run(&["list"]).fails(&["DIR/Cargo.toml: "]);
}

#[test]
fn a_wrong_configuration_is_said_with_its_place() {
    let folder = Folder::configured();
    let check = |text: &str, words: &[&str]| {
        folder.write("schema-doc.toml", text);
        folder.run(&["generate"]).fails(words);
        folder.run(&["check"]).fails(words);
        assert!(!folder.path.join("docs").exists());
    };
    check(&format!("{CONFIG}\n[docs]\nformat = [\"dbml\"]\n"), &["schema-doc.toml:10:1", "did you mean `formats`?"]);
    check(&format!("{CONFIG}\n[docs\n"), &["schema-doc.toml:9:6"]);
    check(&CONFIG.replace("migrations", "migratoins"), &["schema-doc.toml:6:8", "did you mean `migrations`?"]);
    check("[schema]\nname = \"shop\"\n", &["schema-doc.toml"]);
    std::fs::remove_file(folder.path.join("schema-doc.toml")).unwrap();
    std::fs::create_dir(folder.path.join("Cargo.toml")).unwrap();
    folder.run(&["list"]).fails(&["DIR/Cargo.toml: "]);
}

#[test]
fn a_wrong_argument_is_said_with_what_was_meant() {
    let folder = Folder::configured();
    let check = |arguments: &[&str], words: &[&str]| folder.run(arguments).fails(words);
    check(&["generate", "--output-dir", ""], &["a value is required for '--output-dir <DIR>'"]);
    check(&["show", "usrs"], &["error: no table `usrs`\nhelp: did you mean `users`?\n"]);
    folder.write("migrations/0009_view.sql", "CREATE VIEW names AS SELECT id FROM users;");
    check(&["show", "names"], &["error: `names` is a view, not a table\nhelp: docs/schema/README.md has it\n"]);
    check(&["show", "invoices"], &["error: no table `invoices`\nhelp: `cargo schema-doc list` lists them\n"]);
    check(&["generate", "migratons"], &["there is no file or folder `migratons`", "did you mean `migrations`?"]);
    check(&["generate", "--formats", "tabels"], &["error: no format `tabels`\nhelp: did you mean `tables`?\n"]);
    check(&["generate", "migrations", "--dialect", "postgres"], &["no dialect `postgres`\nhelp: did you mean"]);
    check(&["generate", "migrations", "--kind", "sequel"], &["no source kind `sequel`\nhelp: one of `sql`"]);
    check(&["generate", "migrations", "--layout", "sqlxx"], &["no layout `sqlxx`\nhelp: did you mean `sqlx`?"]);
    check(&["generate", "--kind", "sql"], &["<PATH>"]);
    check(&["generate", "--fromats", "ddl"], &["--formats"]);
    check(&["generat"], &["generate"]);
    check(&["list", "--manifest-path", "no/Cargo.toml"], &["`--manifest-path` is no/Cargo.toml, where there is no"]);
    check(&["list", "--quiet", "--verbose"], &["--verbose"]);
    check(&[], &["Usage: cargo schema-doc"]);
    assert!(!folder.path.join("docs").exists());
}

#[test]
fn bytes_that_are_no_utf8_are_found_in_their_place() {
    let folder = Folder::configured();
    folder.write("migrations/0002_latin.sql", b"-- caf\xe9\n");
    folder.run(&["check"]).fails(&["migrations/0002_latin.sql:1:7", "iconv"]);
    folder.write("m.json", b"{\n\"\xe9\"");
    folder.run(&["generate", "m.json"]).fails(&["m.json:2:2", "iconv"]);
    folder.write("m.json", "{ \"schema_manifest\": 1 }");
    folder.run(&["generate", "m.json"]).fails(&["m.json:1:22", "help: write it anew"]);
}

#[test]
fn another_version_than_that_of_the_build_writes_nothing() {
    let folder = Folder::configured();
    folder.write("Cargo.lock", "[[package]]\nname = \"schema-doc-build\"\nversion = \"9.9.9\"\n");
    folder.run(&["generate"]).fails(&["schema-doc-build 9.9.9", "cargo install cargo-schema-doc --version 9.9.9"]);
    assert!(!folder.path.join("docs").exists());
}

#[test]
fn packages_of_a_workspace_are_chosen_by_name() {
    let folder = Folder::empty();
    folder.write("Cargo.toml", "[workspace]\nmembers = [\"crates/*\"]\n");
    for name in ["shop", "billing"] {
        folder.write(&format!("crates/{name}/Cargo.toml"), format!("[package]\nname = \"{name}\"\n"));
        folder.write(&format!("crates/{name}/schema-doc.toml"), CONFIG);
        folder.write(&format!("crates/{name}/migrations/1.sql"), USERS.replace("users", name));
    }
    folder.run(&["list"]).prints(
        0,
        "crates/billing/docs/schema\nTable    Role  Columns  Purpose\nbilling  core  2        People who sign in.\n\n\
         crates/shop/docs/schema\nTable  Role  Columns  Purpose\nshop   core  2        People who sign in.\n",
        "",
    );
    let run = folder.run(&["show", "shop", "-p", "shop"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    folder.run(&["show", "shop", "-p", "billing"]).fails(&["no table `shop`"]);
    folder.run(&["list", "-p", "shpo"]).fails(&["no package `shpo` in the workspace\nhelp: did you mean `shop`?"]);
    folder.run(&["lint", "--manifest-path", "crates/shop/Cargo.toml"]).prints(
        0,
        "crates/shop/docs/schema: nothing is wrong\n",
        "",
    );
    let run = folder.run(&["check", "--workspace"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    assert!(
        run.out.contains("\nhelp: write them with `cargo schema-doc generate -p shop`, and commit them\n"),
        "{}",
        run.out
    );
    folder.run(&["generate", "--output-dir", "docs"]).fails(&["`--output-dir` is for one schema"]);
}

#[test]
fn colours_are_for_terminals_or_whoever_asks() {
    let folder = Folder::configured();
    folder.write("migrations/0002_wrong.sql", "CREATE TABEL a (id int);\n");
    assert!(!folder.run(&["check"]).err.contains('\u{1b}'));
    assert!(!folder.run(&["lint"]).out.contains('\u{1b}'));
    assert!(folder.run(&["check", "--color", "always"]).err.contains('\u{1b}'));
    assert!(folder.run(&["lint", "--color", "always"]).out.contains('\u{1b}'));
    let run = Folder::configured().run(&["list", "--color", "always"]);
    assert!(run.out.starts_with("\u{1b}[1mTable  Role  Columns  Purpose\u{1b}[0m\n"), "{run:?}");
    let output = folder.command(&["check"]).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").output().unwrap();
    assert!(!output.stderr.contains(&0x1b));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = Folder::empty();
    // More than a pipe holds.
    let tables: Vec<_> =
        (0..5000).map(|i| format!("CREATE TABLE table_number_{i} (id bigint PRIMARY KEY);\n")).collect();
    folder.write("migrations/1.sql", tables.concat());
    folder.write("schema-doc.toml", CONFIG);
    let mut child = folder.command(&["list"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}

#[test]
fn documents_that_are_switched_off_are_missed_by_nobody() {
    let folder = Folder::with_sql();
    folder.write("schema-doc.toml", format!("{CONFIG}[drift]\nmode = \"off\"\n"));
    folder.run(&["check"]).prints(0, "docs/schema: no documents, as `[drift] mode = \"off\"` says\n", "");
    assert_eq!(folder.run(&["generate"]).code, Some(0));
    folder.write("migrations/0002_phone.sql", "ALTER TABLE users ADD COLUMN phone text;\n");
    assert_eq!(folder.run(&["check"]).code, Some(1));
}

#[test]
fn help_shows_how_each_command_is_typed() {
    let folder = Folder::empty();
    let commands = folder.run(&["--help"]).out;
    let commands = commands.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands: Vec<&str> = commands
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .collect();
    assert!(commands.contains(&"sync") && commands.len() > 8, "{commands:?}");
    for command in commands {
        for help in [&[command, "--help"][..], &["schema-doc", command, "--help"], &["help", command]] {
            let run = folder.run(help);
            assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
            let example = format!("Examples:\n  cargo schema-doc {command}");
            assert!(run.out.contains(&example), "{}", run.out);
            assert!(run.out.contains(&format!("Usage: cargo schema-doc {command} ")), "{}", run.out);
            assert!(run.out.lines().all(|line| line.chars().count() <= 100), "{}", run.out);
        }
        let short = folder.run(&[command, "-h"]);
        assert!(short.code == Some(0) && !short.out.contains("Examples:"), "{}", short.out);
    }
    let run = folder.run(&["--help"]);
    assert!(run.out.contains("Exit code: 0, 1 where"), "{}", run.out);
    assert!(folder.run(&["--version"]).out.starts_with("cargo schema-doc "));
}

#[test]
fn init_writes_what_it_is_told_to_and_changes_nothing_that_is_there() {
    let folder = Folder::with_sql();
    folder.write("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n");
    folder.write("build.rs", "fn main() {}\n");
    let found = "found  migrations: SQL\n       PostgreSQL, 1 table\n";
    folder.run(&["init"]).prints(
        2,
        found,
        "error: nobody is there to ask\nhelp: `--yes` writes what is usual, `--dry-run` shows it\n",
    );
    assert!(
        folder.run(&["init", "--dry-run"]).out.contains("would write schema-doc.toml:\n\n[schema]\nname = \"shop\"\n")
    );
    assert!(!folder.has("schema-doc.toml"));
    folder.run(&["init", "--yes", "--with", "hooks"]).prints(
        0,
        &format!(
            "{found}wrote  schema-doc.toml\nwrote  .github/workflows/schema-docs.yml\nwrote  .githooks/pre-commit\n\
             wrote  .githooks/post-merge\n\nnext:\n  cargo add --build schema-doc-build --features book,samples\n  cargo add schema-doc-runtime\n  \
             call `schema_doc_build::generate()?` in build.rs\n  \
             cargo build                   # writes the documents, and keeps them true\n  \
             git config core.hooksPath .githooks\n"
        ),
        "",
    );
    assert_eq!(folder.run(&["generate"]).code, Some(0));
    folder.run(&["init", "--yes"]).fails(&[
        "`schema-doc.toml` is there",
        "`cargo schema-doc generate`",
        "`--with workflow,hooks`",
    ]);
    folder.run(&["init", "--with", "nightly,hooks"]).prints(
        0,
        "wrote  .github/workflows/schema-sync.yml\nkept   .githooks/pre-commit, which is there\n\
         kept   .githooks/post-merge, which is there\n",
        "",
    );
    // Its source are migrations: the database is compared with them.
    let nightly = std::fs::read_to_string(folder.path.join(".github/workflows/schema-sync.yml")).unwrap();
    assert!(nightly.contains("run: cargo schema-doc verify --format github\n"), "{nightly}");
    folder.run(&["init", "--with", "nightly"]).prints(
        0,
        "kept   .github/workflows/schema-sync.yml, which is there\nwrote  nothing\n",
        "",
    );
}

#[test]
fn init_writes_what_is_the_repositorys_at_its_root() {
    let mut folder = Folder::empty();
    folder.write(".git/HEAD", "ref: refs/heads/main\n");
    folder.write("Cargo.toml", "[workspace]\nmembers = [\"crates/db\"]\n");
    folder.write("crates/db/Cargo.toml", "[package]\nname = \"db\"\n");
    folder.write("migrations/0001_users.sql", USERS);
    let root = folder.path.clone();
    folder.path.push("crates/db");
    folder.run(&["init", "--yes", "--with", "hooks"]).prints(
        0,
        "found  ../../migrations: SQL\n       PostgreSQL, 1 table\nwrote  schema-doc.toml\nwrote  build.rs\n\
         wrote  ../../.github/workflows/schema-docs.yml\nwrote  ../../.githooks/pre-commit\n\
         wrote  ../../.githooks/post-merge\n\nnext:\n  cargo add --build schema-doc-build --features book,samples\n  cargo add schema-doc-runtime\n  \
         cargo build                   # writes the documents, and keeps them true\n  \
         git config core.hooksPath .githooks\n",
        "",
    );
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let workflow = read(".github/workflows/schema-docs.yml");
    for words in [
        "paths: ['migrations/**', 'crates/db/schema-doc.toml', 'crates/db/docs/schema/**']",
        "defaults:\n  run:\n    working-directory: crates/db\n",
    ] {
        assert!(workflow.contains(words), "{words}\n{workflow}");
    }
    assert!(read(".githooks/pre-commit").contains("\ncd 'crates/db'\ncargo schema-doc check\n"));
    assert!(read("crates/db/schema-doc.toml").contains("path = \"../../migrations\"\n"));
    folder.run(&["generate", "--quiet"]).prints(0, "", "");
    assert!(folder.has("docs/schema/tables/users.md"));
}

#[test]
fn init_names_the_folder_below_that_has_a_schema() {
    let folder = Folder::empty();
    folder.write("Cargo.toml", "[workspace]\nmembers = [\"backend/*\"]\n");
    folder.write("backend/db/Cargo.toml", "[package]\nname = \"db\"\n");
    folder.write("backend/db/migrations/0001_users.sql", USERS);
    folder.write("node_modules/other/migrations/1.sql", USERS);
    folder.run(&["init"]).fails(&["no schema found in DIR", "help: run this in `backend/db` (migrations: SQL)\n"]);
    let next = folder.run(&["init", "--yes", "--manifest-path", "backend/db/Cargo.toml"]).out;
    for step in ["cargo add -p db --build schema-doc-build --features book,samples\n", "cargo build -p db  "] {
        assert!(next.contains(step), "{next}");
    }
}

#[test]
fn documents_may_lie_where_one_stands() {
    let run = Folder::with_sql().run(&["generate", "migrations", "--output-dir", "."]);
    assert!(run.code == Some(0) && run.out.contains(" files to .\n"), "{}{}", run.out, run.err);
}

#[test]
fn a_named_folder_without_sql_leaves_the_documents_alone() {
    let folder = Folder::configured();
    folder.write("src/main.rs", "fn main() {}\n");
    assert_eq!(folder.run(&["generate"]).code, Some(0));
    folder.run(&["generate", "src"]).prints(
        2,
        "",
        "error: no SQL file in `src`\nhelp: name the folder that has them\n",
    );
    assert!(folder.has("docs/schema/tables/users.md"));
}

#[test]
fn init_says_where_it_looked() {
    Folder::empty().run(&["init", "--yes"]).fails(&[
        "no schema found in DIR",
        "convex/schema.ts",
        "sync --database-url URL",
        "generate PATH",
    ]);
}

#[test]
fn completions_are_printed_for_each_shell() {
    let folder = Folder::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = folder.run(&["completions", shell]);
        assert!(run.code == Some(0) && run.out.contains("cargo-schema-doc") && run.out.contains("verify"), "{shell}");
    }
}

#[test]
fn tables_are_listed_for_programs() {
    let run = Folder::configured().run(&["list", "--format", "json"]);
    let tables: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let expected = serde_json::json!([{
        "table": "users",
        "kind": "table",
        "role": "core",
        "columns": 2,
        "purpose": "People who sign in.",
        "documentation": "docs/schema/tables/users.md",
    }]);
    assert_eq!((run.code, tables), (Some(0), expected));
}

#[test]
fn a_table_is_shown_to_programs_as_the_manifest_has_it() {
    let folder = Folder::configured();
    folder.run(&["generate", "--quiet"]).prints(0, "", "");
    let manifest = std::fs::read_to_string(folder.path.join("docs/schema/schema-manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let run = folder.run(&["show", "users", "--format", "json"]);
    let table: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((run.code, &table), (Some(0), &manifest["schema_manifest"]["tables"][0]));
    assert_eq!(table["name"], "users");
}
