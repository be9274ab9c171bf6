use schema_doc_diagnostics::{Code, Diagnostics, Severity};

use super::{Inputs, inputs};
use crate::config::{SourceConfig, SourceKind, SqlLayout};
use crate::files::Files;
use crate::model::System;

fn run(paths: &[&str], path: &str, layout: SqlLayout) -> (Inputs, Diagnostics) {
    let mut files = Files::in_memory(paths.iter().map(|&path| (path, "")));
    files.exclude("docs/schema");
    let mut source = SourceConfig::new(SourceKind::Sql, path);
    source.layout = layout;
    let mut diagnostics = Diagnostics::default();
    (inputs(&files, &source, &mut diagnostics), diagnostics)
}

/// Layout and files of a source that has nothing to complain about.
#[track_caller]
fn check(paths: &[&str], path: &str, layout: &str, expected: &[&str]) {
    let (inputs, diagnostics) = run(paths, path, SqlLayout::Auto);
    assert_eq!(diagnostics.iter().collect::<Vec<_>>(), Vec::<&schema_doc_diagnostics::Diagnostic>::new());
    assert_eq!(inputs.layout, layout);
    assert_eq!(inputs.files, expected);
}

/// Code and message of the one finding, and its help.
#[track_caller]
fn check_finding(paths: &[&str], path: &str, layout: SqlLayout, expected: (Severity, Code, &str, &str)) {
    let (_, diagnostics) = run(paths, path, layout);
    let found: Vec<_> = diagnostics
        .iter()
        .map(|d| (d.severity, d.code, d.message.as_str(), d.help.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(found, [expected]);
}

#[test]
fn a_file_is_read_whatever_its_name() {
    check(&["db/structure.sql"], "./db/structure.sql", "file", &["db/structure.sql"]);
    check(&["pgsql"], "pgsql", "file", &["pgsql"]);
    check(&["schema.sql.gz"], "schema.sql.gz", "file", &["schema.sql.gz"]);
    check(&["a[1].sql", "a1.sql"], "a[1].sql", "file", &["a[1].sql"]);
}

#[test]
fn a_plain_folder_is_read_in_natural_order() {
    check(&["db/10_x.sql", "db/2_x.sql", "db/x.sql"], "db/", "plain", &["db/2_x.sql", "db/10_x.sql", "db/x.sql"]);
    check(&["db/a/1.sql", "db/b.sql", "db/README.md", "db/mod.rs"], "db", "plain", &["db/a/1.sql", "db/b.sql"]);
    check(&["db/dhcpdb_create.pgsql"], "db", "plain", &["db/dhcpdb_create.pgsql"]);
    check(&["db/pgsql", "db/README"], "db", "plain", &["db/pgsql"]);
    check(&["db/a.sql.gz", "db/b.SQL"], "db", "plain", &["db/a.sql.gz", "db/b.SQL"]);
    check(&["db/a.sql", "db/.hidden.sql", "db/.git/x.sql"], "db", "plain", &["db/a.sql"]);
    check(&["a.sql", "docs/schema/ddl.sql"], ".", "plain", &["a.sql"]);
}

#[test]
fn what_takes_a_migration_back_is_not_run() {
    let check = |paths: &[&str], expected: &[&str], left_out: usize| {
        let (inputs, _) = run(paths, "m", SqlLayout::Auto);
        assert_eq!(inputs.files, expected);
        assert_eq!(inputs.left_out.len(), left_out);
    };
    check(&["m/1-a.up.sql", "m/1-a.down.sql"], &["m/1-a.up.sql"], 1);
    check(&["m/1-a/up.sql", "m/1-a/down.sql"], &["m/1-a/up.sql"], 1);
    check(&["m/up/a.sql", "m/down/a.sql"], &["m/up/a.sql"], 1);
    check(&["m/1.sql", "m/1_rollback.sql", "m/x_rollback.sql"], &["m/1.sql", "m/x_rollback.sql"], 1);
    check(&["m/a_up.sql", "m/a_down.sql"], &["m/a_up.sql"], 1);
    check(&["m/V1_1__a.sql", "m/V1__a.sql", "m/U1__a.sql"], &["m/V1__a.sql", "m/V1_1__a.sql"], 1);
    check(&["m/V1__a.sql", "m/U1__a.sql", "m/U2__b.sql"], &["m/V1__a.sql", "m/U2__b.sql"], 1);
    check(&["m/1_a.up.sql", "m/1_a.down.sql"], &["m/1_a.up.sql"], 1);
}

#[test]
fn tools_order_by_their_own_versions() {
    check(&["m/10_b.sql", "m/9_a.sql"], "m", "sqlx", &["m/9_a.sql", "m/10_b.sql"]);
    check(&["m/V10__b.sql", "m/sub/V9__a.sql", "m/mod.rs"], "m", "refinery", &["m/sub/V9__a.sql", "m/V10__b.sql"]);
    check(
        &["m/2023-01-02-000000_b/up.sql", "m/20230101000000_a/up.sql", "m/20230103000000_c/up.sql"],
        "m",
        "diesel",
        &["m/20230101000000_a/up.sql", "m/2023-01-02-000000_b/up.sql", "m/20230103000000_c/up.sql"],
    );
}

#[test]
fn globs_pick_files() {
    check(&["a.sql", "db/m/b.sql", "docs/schema/ddl.sql"], "**/*.sql", "plain", &["a.sql", "db/m/b.sql"]);
    check(
        &["m/2_b/up.sql", "m/1_a/up.sql", "m/1_a/down.sql"],
        "m/*/up.sql",
        "diesel",
        &["m/1_a/up.sql", "m/2_b/up.sql"],
    );
    check(&["m/a.sql", "m/README.md"], "m/*", "plain", &["m/a.sql"]);
    check(&["m/a.txt", "m/b.sql"], "m/*.{txt,sql}", "plain", &["m/a.txt", "m/b.sql"]);
}

#[test]
fn an_empty_folder_is_an_empty_schema() {
    let (inputs, diagnostics) = run(&["migrations/README.md"], "migrations", SqlLayout::Auto);
    assert!(diagnostics.is_empty());
    assert_eq!(inputs.notes, ["no SQL file in `migrations`: the schema is empty"]);
}

#[test]
fn what_is_not_there_is_an_error_with_what_to_type() {
    use Severity::{Error, Warning};
    let no = Code::NoSource;
    check_finding(
        &["db/migrations/1_a.sql"],
        "db/migratons",
        SqlLayout::Auto,
        (Error, no, "there is no file or folder `db/migratons`", "did you mean `db/migrations`?"),
    );
    check_finding(
        &["db/migrations/1_a.sql"],
        "bd/migrations",
        SqlLayout::Auto,
        (Error, no, "there is no file or folder `bd/migrations`", "did you mean `db/migrations`?"),
    );
    check_finding(
        &["migrations/a.sql"],
        "x",
        SqlLayout::Auto,
        (Error, no, "there is no file or folder `x`", "did you mean `migrations`?"),
    );
    check_finding(
        &["m/a.sql"],
        "m/*.txt",
        SqlLayout::Auto,
        (Error, no, "the glob `m/*.txt` matches no file", "write a glob that does, for one `migrations/**/*.sql`"),
    );
    check_finding(
        &["m/1_a.sql"],
        "m",
        SqlLayout::Diesel,
        (
            Error,
            no,
            "no file in `m` is named as diesel names its migrations",
            "set `layout = \"sqlx\"`: so the files look",
        ),
    );
    check_finding(
        &["m/1_a.sql", "m/01_b.sql"],
        "m",
        SqlLayout::Auto,
        (
            Error,
            Code::InvalidMigration,
            "`m/1_a.sql` and `m/01_b.sql` have the same version",
            "rename one of them: sqlx runs one migration for each version",
        ),
    );
    check_finding(
        &["m/1_a.sql", "m/old/b.sql"],
        "m",
        SqlLayout::Auto,
        (
            Warning,
            Code::UnsupportedStatement,
            "`m/old/b.sql` is not read: sqlx reads only files directly in the folder",
            "move it elsewhere, or set `layout = \"plain\"` to read every SQL file",
        ),
    );
    check_finding(
        &["m/V1__a.sql", "m/V2__b.rs"],
        "m",
        SqlLayout::Auto,
        (
            Warning,
            Code::UnsupportedStatement,
            "`m/V2__b.rs` is a migration written in Rust: what it does to the schema is not read",
            "write the migration as SQL, or add a source with the statements that it runs",
        ),
    );
}

#[test]
fn each_tool_is_found_by_what_it_leaves_in_the_folder() {
    check(
        &["m/1_b/migration.sql", "m/0_a/migration.sql", "m/migration_lock.toml"],
        "m",
        "prisma",
        &["m/0_a/migration.sql", "m/1_b/migration.sql"],
    );
    check(&["m/1_b/migration.sql", "m/1_b/snapshot.json"], "m", "drizzle", &["m/1_b/migration.sql"]);
    check(
        &["supabase/migrations/10_b.sql", "supabase/migrations/1_a.sql"],
        "supabase/migrations",
        "supabase",
        &["supabase/migrations/10_b.sql", "supabase/migrations/1_a.sql"],
    );
    check(&["db/structure.sql", "db/migrate/x.txt"], "db", "rails", &["db/structure.sql"]);
    check(
        &["m/1690000000000-A.sql", "m/1680000000000-B.sql"],
        "m",
        "typeorm",
        &["m/1680000000000-B.sql", "m/1690000000000-A.sql"],
    );
    check(
        &["m/V2__c.sql", "m/V1.10__b.sql", "m/V1.2__a.sql", "m/R__v.sql", "m/R__u.sql", "m/U2__c.sql"],
        "m",
        "flyway",
        &["m/V1.2__a.sql", "m/V1.10__b.sql", "m/V2__c.sql", "m/R__u.sql", "m/R__v.sql"],
    );
    check(&["m/V1__a.sql", "m/B2.1__all.sql", "m/V3__b.sql"], "m", "flyway", &["m/B2.1__all.sql", "m/V3__b.sql"]);
}

#[test]
fn a_layout_that_is_set_orders_as_its_tool_does() {
    let check = |paths: &[&str], layout, expected: &[&str]| {
        let (inputs, _) = run(paths, "m", layout);
        assert_eq!(inputs.files, expected, "{layout:?}");
    };
    check(&["m/10_b.sql", "m/2_a.sql"], SqlLayout::Goose, &["m/2_a.sql", "m/10_b.sql"]);
    check(&["m/10_b.sql", "m/2_a.sql"], SqlLayout::Dbmate, &["m/10_b.sql", "m/2_a.sql"]);
    check(&["m/10_b.sql", "m/2_a.sql"], SqlLayout::Knex, &["m/10_b.sql", "m/2_a.sql"]);
    check(
        &["m/10_b.up.sql", "m/2_a.up.sql", "m/2_a.down.sql"],
        SqlLayout::GolangMigrate,
        &["m/2_a.up.sql", "m/10_b.up.sql"],
    );
    check(&["m/b/1.sql", "m/a.sql"], SqlLayout::Liquibase, &["m/a.sql", "m/b/1.sql"]);
}

#[test]
fn the_journal_of_drizzle_says_the_order() {
    let journal =
        r#"{"entries": [{"idx": 0, "tag": "0001_b"}, {"idx": 1, "tag": "0000_a"}, {"idx": 2, "tag": "0002_gone"}]}"#;
    let files = Files::in_memory([
        ("m/0000_a.sql", ""),
        ("m/0001_b.sql", ""),
        ("m/0003_c.sql", ""),
        ("m/meta/_journal.json", journal),
    ]);
    let mut diagnostics = Diagnostics::default();
    let inputs = inputs(&files, &SourceConfig::new(SourceKind::Sql, "m"), &mut diagnostics);
    assert_eq!((inputs.layout, inputs.files), ("drizzle", vec!["m/0001_b.sql".to_owned(), "m/0000_a.sql".to_owned()]));
    assert_eq!(inputs.left_out, [("m/0003_c.sql".to_owned(), "drizzle's journal does not name it")]);
    let messages: Vec<_> = diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(messages, ["there is no `m/0002_gone.sql`, which `m/meta/_journal.json` names"]);
}

#[test]
fn what_rails_has_dumped_is_read() {
    let files = Files::in_memory([
        ("db/migrate/001_a.rb", ""),
        ("db/migrate/20240101000000_b.rb", ""),
        ("db/migrate/20240102000000_c.rb", ""),
        ("db/structure.sql", "INSERT INTO schema_migrations VALUES\n('20240101000000'),\n('1');\n"),
    ]);
    let inputs = inputs(&files, &SourceConfig::new(SourceKind::Sql, "db"), &mut Diagnostics::default());
    let paths = |list: &[(String, &str)]| list.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    assert_eq!(inputs.files, ["db/structure.sql"]);
    assert_eq!(paths(&inputs.left_out), ["db/migrate/001_a.rb", "db/migrate/20240101000000_b.rb"]);
    assert_eq!(paths(&inputs.unsupported), ["db/migrate/20240102000000_c.rb"]);
}

#[test]
fn a_migration_in_a_programming_language_is_not_passed_over() {
    let check = |path: &str, language: &str| {
        let (inputs, _) = run(&["m/1_a.sql", path], "m", SqlLayout::Auto);
        let found = inputs.unsupported.first().map(|(path, reason)| (path.as_str(), reason.contains(language)));
        assert_eq!(found, Some((path, true)));
    };
    check("m/2_b.go", "Go");
    check("m/20200101_b.ts", "TypeScript");
    check("m/20200101_b.rb", "Ruby");
    check("m/V2__B.java", "Java");
}

#[test]
fn the_tools_own_files_name_the_system() {
    let check = |file: (&str, &str), expected: Option<(System, &str)>| {
        let files = Files::in_memory([("m/1_a/migration.sql", ""), file]);
        let inputs = inputs(&files, &SourceConfig::new(SourceKind::Sql, "m"), &mut Diagnostics::default());
        assert_eq!(inputs.system.as_ref().map(|(system, evidence)| (*system, evidence.as_str())), expected);
    };
    let prisma = ("m/migration_lock.toml", "# Prisma\nprovider = \"sqlite\"\n");
    check(prisma, Some((System::Sqlite, "`sqlite` in m/migration_lock.toml")));
    let drizzle = ("m/1_a/snapshot.json", r#"{"dialect": "mysql"}"#);
    check(drizzle, Some((System::MySql, "`mysql` in m/1_a/snapshot.json")));
    let journal = ("m/meta/_journal.json", r#"{"dialect": "postgresql", "entries": []}"#);
    check(journal, Some((System::PostgreSql, "`postgresql` in m/meta/_journal.json")));
    check(("m/migration_lock.toml", "provider = \"mongodb\""), None);
}
