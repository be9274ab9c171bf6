//! What a build does with the documents, with real cargo.

use schema_doc_tests::Package;

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

const PHONE: &str = "ALTER TABLE users ADD COLUMN phone text;\n";

#[test]
fn the_first_build_writes_and_the_second_does_not_run_the_script() {
    let package = Package::new(SCRATCH, "first");
    package.forget_runs();
    package.build(&[]).ok();
    for file in [
        "README.md",
        "tables/users.md",
        "schema-manifest.json",
        "schema-ai-context.json",
        "ddl.sql",
        "visualization.dbml",
    ] {
        assert!(package.has(&format!("docs/schema/{file}")), "{file}");
    }
    assert!(package.read("docs/schema/tables/users.md").contains("People who sign in"));
    assert!(package.out_dir().join("schema.rs").is_file());
    assert!(package.out_dir().join("schema-manifest.json").is_file());
    package.build(&[]).ok();
    assert_eq!(package.runs(), 1);
    assert!(!package.files("docs").keys().any(|file| file.contains(".tmp")));
}

#[test]
fn what_changes_is_noticed_once() {
    let package = Package::new(SCRATCH, "noticed");
    package.build(&[]).ok();
    let built = |what: &str, runs: usize| {
        package.forget_runs();
        package.build(&[]).ok();
        package.build(&[]).ok();
        assert_eq!(package.runs(), runs, "{what}");
    };
    built("nothing", 0);
    let page = "docs/schema/tables/users.md";

    package.write("migrations/0002_phone.sql", PHONE);
    built("a new migration", 1);
    assert!(package.read(page).contains("phone"));

    let good = package.read(page);
    package.write(page, &good.replace("People", "Persons"));
    built("an edited document", 1);
    assert_eq!(package.read(page), good);

    std::fs::remove_file(package.path(page)).unwrap();
    built("a deleted document", 1);
    assert_eq!(package.read(page), good);

    let config = package.read("schema-doc.toml");
    package.write("schema-doc.toml", &format!("{config}\n[docs]\nformats = [\"manifest\", \"dbml\"]\n"));
    built("a changed configuration", 1);
    assert!(!package.has(page), "a format that is no longer made leaves no document");
    assert!(package.has("docs/schema/visualization.dbml"));

    package.write("schema-doc.toml", &config);
    built("the configuration of before", 1);
    assert_eq!(package.read(page), good);

    std::fs::remove_file(package.path("migrations/0002_phone.sql")).unwrap();
    built("a deleted migration", 1);
    assert!(!package.read(page).contains("phone"));
}

#[test]
fn ci_fails_with_the_finding_the_place_and_the_command_and_writes_nothing() {
    let package = Package::new(SCRATCH, "drifted");
    package.build(&[]).ok();
    package.build(&[("CI", "1")]).ok();
    package.write("migrations/0007_phone.sql", &format!("\n\n{PHONE}"));
    let before = package.files("docs");
    for variables in [[("CI", "true")], [("TF_BUILD", "True")], [("SCHEMA_DOC", "check")]] {
        let error = package.build(&variables).failed();
        let finding =
            "users.phone: column added in migrations/0007_phone.sql:3; docs/schema/tables/users.md does not have it";
        assert!(error.contains(finding), "{error}");
        assert!(error.contains("`SCHEMA_DOC=write cargo build -p drifted`"), "{error}");
        assert_eq!(package.files("docs"), before);
    }
    package.build(&[("CI", "true"), ("SCHEMA_DOC", "write")]).ok();
    package.build(&[("CI", "true")]).ok();
}

#[test]
fn ci_after_a_green_local_build_still_checks() {
    let package = Package::new(SCRATCH, "green");
    package.build(&[]).ok();
    package.build(&[]).ok();
    let page = "docs/schema/tables/users.md";
    let modified = |path: &str| std::fs::metadata(package.path(path)).unwrap().modified().unwrap();
    // Changed behind cargo's back: the time of the file stays.
    let time = modified(page);
    package.write(page, &package.read(page).replace("People", "Persons"));
    std::fs::File::options().write(true).open(package.path(page)).unwrap().set_modified(time).unwrap();
    let error = package.build(&[("CI", "1")]).failed();
    assert!(error.contains("docs/schema/tables/users.md:"), "{error}");
    assert!(error.contains("Persons who sign in"), "{error}");
}

#[test]
fn missing_stale_and_foreign_files_are_told_apart() {
    let package = Package::new(SCRATCH, "stale");
    package.write("migrations/0002_orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);\n");
    package.build(&[]).ok();
    package.write("docs/schema/tables/mine.md", "# Mine\n");
    package.write("docs/schema/other.txt", "mine\n");
    std::fs::remove_file(package.path("migrations/0002_orders.sql")).unwrap();
    std::fs::remove_file(package.path("docs/schema/ddl.sql")).unwrap();
    let error = package.build(&[("CI", "1")]).failed();
    assert!(error.contains("docs/schema/ddl.sql is missing"), "{error}");
    assert!(error.contains("orders: table removed"), "{error}");
    assert!(!error.contains("mine"), "{error}");
    package.build(&[]).ok();
    assert!(package.has("docs/schema/ddl.sql"));
    assert!(!package.has("docs/schema/tables/orders.md"));
    assert!(package.has("docs/schema/tables/mine.md") && package.has("docs/schema/other.txt"));
}

#[test]
fn a_file_that_we_did_not_write_is_not_replaced() {
    let package = Package::new(SCRATCH, "foreign");
    package.write("docs/schema/README.md", "# By hand\n");
    let error = package.build(&[]).failed();
    assert!(error.contains("`docs/schema/README.md` is there, and schema-doc did not write it"), "{error}");
    assert_eq!(package.read("docs/schema/README.md"), "# By hand\n");
}

#[test]
fn a_checkout_with_windows_line_breaks_is_no_drift() {
    let package = Package::new(SCRATCH, "windows");
    package.build(&[]).ok();
    for (path, contents) in package.files("docs").into_iter().chain(package.files("migrations")) {
        package.write(&path, &String::from_utf8(contents).unwrap().replace('\n', "\r\n"));
    }
    let before = package.files("docs");
    package.build(&[("CI", "1")]).ok();
    package.build(&[]).ok();
    assert_eq!(package.files("docs"), before);
}

#[test]
fn an_error_in_a_source_leaves_the_documents_and_names_the_place() {
    let package = Package::new(SCRATCH, "broken");
    package.build(&[]).ok();
    let before = package.files("docs");
    package.write("migrations/0002_broken.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);\nCREATE TABLE 1 (;\n");
    let error = package.build(&[]).failed();
    assert!(error.contains("migrations/0002_broken.sql:2:"), "{error}");
    assert!(error.contains("CREATE TABLE 1 (;"), "{error}");
    assert!(!error.contains("cargo::"), "{error}");
    assert_eq!(package.files("docs"), before);
    let module = std::fs::read_to_string(package.out_dir().join("schema.rs")).unwrap();
    assert!(module.contains("orders"), "the module is written from what could be read");
}

#[test]
fn notes_and_words_outside_the_markers_survive() {
    let package = Package::new(SCRATCH, "notes");
    let config = package.read("schema-doc.toml");
    package.write("schema-doc.toml", &format!("{config}\n[docs]\ninject = [\"README.md\"]\n"));
    let block = "<!-- schema-doc:begin table-list -->\n<!-- schema-doc:end table-list -->\n";
    package.write("README.md", &format!("# Shop\r\n\r\nMine.\n\n{block}\nMine too.\n"));
    package.build(&[]).ok();
    let readme = package.read("README.md");
    assert!(readme.starts_with("# Shop\r\n\r\nMine.\n\n<!-- schema-doc:begin table-list -->\n"), "{readme}");
    assert!(readme.ends_with("<!-- schema-doc:end table-list -->\n\nMine too.\n"), "{readme}");
    assert!(readme.contains("users"), "{readme}");

    let page = "docs/schema/tables/users.md";
    let noted =
        |text: &str| text.replace("<!-- notes:begin -->\n", "<!-- notes:begin -->\nAsk Ada before you change this.\n");
    package.write(page, &noted(&package.read(page)));
    package.write("migrations/0002_phone.sql", PHONE);
    package.build(&[]).ok();
    assert!(package.read(page).contains("Ask Ada") && package.read(page).contains("phone"));
    package.build(&[("CI", "1")]).ok();

    package.write("migrations/0003_rename.sql", "ALTER TABLE users RENAME TO people;\n");
    package.build(&[]).ok();
    assert!(package.read("docs/schema/tables/people.md").contains("Ask Ada"));
    assert!(!package.has(page));

    package.write("migrations/0004_drop.sql", "DROP TABLE people;\nCREATE TABLE orders (id bigint PRIMARY KEY);\n");
    let warning = package.build(&[]).ok().stderr;
    assert!(package.read("docs/schema/tables/people.md").contains("Ask Ada"));
    assert!(warning.contains("docs/schema/tables/people.md: the table is gone"), "{warning}");
    package.build(&[("CI", "1")]).ok();

    let unclosed = package.read("docs/schema/tables/orders.md").replace("<!-- notes:end -->\n", "");
    package.write("docs/schema/tables/orders.md", &unclosed);
    let error = package.build(&[]).failed();
    assert!(error.contains("without its `<!-- notes:end -->`") && error.contains("tables/orders.md:"), "{error}");
    assert_eq!(package.read("docs/schema/tables/orders.md"), unclosed);
}

#[test]
fn a_docs_folder_that_cannot_be_written_is_an_error_only_where_something_must_change() {
    let package = Package::new(SCRATCH, "unwritable");
    package.build(&[]).ok();
    let set = |mode: u32| {
        use std::os::unix::fs::PermissionsExt as _;
        for folder in ["docs/schema", "docs/schema/tables"] {
            std::fs::set_permissions(package.path(folder), std::fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    set(0o555);
    let root = std::fs::write(package.path("docs/schema/probe"), "").is_ok();
    package.write("schema-doc.toml", &format!("{}\n# A comment.\n", package.read("schema-doc.toml")));
    package.build(&[]).ok();
    package.write("migrations/0002_phone.sql", PHONE);
    let built = package.build(&[]);
    set(0o755);
    if root {
        eprintln!("skipped: root may write everywhere");
    } else {
        let error = built.failed();
        assert!(error.contains("docs/schema") && error.contains("cannot be written"), "{error}");
    }
    // For root too: a file where a folder has to be.
    std::fs::remove_dir_all(package.path("docs")).unwrap();
    package.write("docs", "");
    let error = package.build(&[]).failed();
    assert!(error.contains("docs/schema") && error.contains("cannot be written"), "{error}");
    assert!(!error.contains("panicked"), "{error}");
}
