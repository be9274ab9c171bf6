//! Where a build runs: packages, copies, workspaces, several builds at once.

use std::path::Path;

use schema_doc_tests::package::build_script;
use schema_doc_tests::{Package, skipped};

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

#[test]
fn a_package_verifies_and_a_copy_writes_to_out_dir_only() {
    let package = Package::new(SCRATCH, "packaged");
    package.build(&[]).ok();
    let before = package.files("docs");
    for variables in [[("DOCS_RS", "1")], [("SCHEMA_DOC", "write")]] {
        package.write("migrations/0002_phone.sql", "ALTER TABLE users ADD COLUMN phone text;\n");
        if variables[0].0 == "SCHEMA_DOC" {
            package.write("Cargo.toml.orig", "");
        }
        package.build(&variables).ok();
        assert_eq!(package.files("docs"), before, "{variables:?}");
        let page = std::fs::read_to_string(package.out_dir().join("docs/tables/users.md")).unwrap();
        assert!(page.contains("phone"));
        std::fs::remove_file(package.path("migrations/0002_phone.sql")).unwrap();
    }
    std::fs::remove_file(package.path("Cargo.toml.orig")).unwrap();
    std::fs::write(package.path(".cargo-ok"), "").unwrap();
    std::fs::remove_dir_all(package.path("docs")).unwrap();
    package.build(&[("CI", "1")]).ok();
    assert!(package.files("docs").is_empty());
}

#[test]
fn cargo_package_verifies() {
    let package = Package::new(SCRATCH, "verified");
    package.build(&[]).ok();
    // The dependencies are not in a registry: only this package is verified, against the paths.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let patch = |name: &str| format!("patch.crates-io.{name}.path='{}'", root.join(name).display());
    let (runtime, build) = (patch("schema-doc-runtime"), patch("schema-doc-build"));
    let built = package.cargo(&["package", "--allow-dirty", "--config", &runtime, "--config", &build], &[]);
    if built.stderr.contains("no matching package named") {
        return skipped("cargo cannot resolve what it packages, since it has no index of the registry");
    }
    built.ok();
    // What cargo ran the build script in: an unpacked copy, in which nothing may change.
    let unpacked = package.target().join("package/verified-0.1.0");
    assert!(unpacked.join("Cargo.toml.orig").is_file() && unpacked.join("docs/schema/tables/users.md").is_file());
}

#[test]
fn a_source_outside_the_package_is_read_from_its_snapshot_in_a_copy() {
    let package = Package::new(SCRATCH, "outside");
    let member = package.member("inner");
    package.write("Cargo.toml", "[workspace]\nmembers = [\"inner\"]\nresolver = \"3\"\n");
    let config = member.read("schema-doc.toml").replace("\"migrations\"", "\"../migrations\"");
    member.write("schema-doc.toml", &config);
    member.build(&[]).ok();
    assert!(member.has("docs/schema/schema.snapshot.json"));
    member.build(&[("CI", "1")]).ok();
    let module = std::fs::read_to_string(member.out_dir().join("schema.rs")).unwrap();
    std::fs::remove_dir_all(package.path("migrations")).unwrap();
    member.write("Cargo.toml.orig", "");
    member.build(&[]).ok();
    let of_snapshot = std::fs::read_to_string(member.out_dir().join("schema.rs")).unwrap();
    assert_eq!(of_snapshot, module);
}

#[test]
fn four_builds_at_once_leave_whole_files() {
    let package = Package::new(SCRATCH, "four");
    let warm = package.clone();
    warm.build(&[]).ok();
    let expected = package.files("docs");
    std::fs::remove_dir_all(package.path("docs")).unwrap();
    let targets: Vec<Package> =
        (0..4).map(|i| package.with_target(&Path::new(SCRATCH).join(format!("four-targets/{i}")))).collect();
    let builds: Vec<_> = targets
        .iter()
        .map(|target| target.command(&["build"]).stderr(std::process::Stdio::piped()).spawn().unwrap())
        .collect();
    for build in builds {
        let output = build.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(package.files("docs"), expected);
    for target in &targets {
        target.build(&[("CI", "1")]).ok();
    }
    let _ = std::fs::remove_dir_all(Path::new(SCRATCH).join("four-targets"));
}

#[test]
fn one_package_and_the_workspace_with_other_features_write_the_same_bytes() {
    let package = Package::new(SCRATCH, "unified");
    let a = package.member("unified-a");
    let b = package.member("unified-b");
    package.write("Cargo.toml", "[workspace]\nmembers = [\"unified-a\", \"unified-b\"]\nresolver = \"3\"\n");
    // The other member turns on what this one leaves out.
    let with =
        |name: &str, feature: &str| (format!("/{name}\" }}"), format!("/{name}\", features = [\"{feature}\"] }}"));
    let mut manifest = b.read("Cargo.toml");
    for (without, with) in [with("schema-doc-runtime", "manifest"), with("schema-doc-build", "samples")] {
        assert!(manifest.contains(&without), "{manifest}");
        manifest = manifest.replace(&without, &with);
    }
    b.write(
        "Cargo.toml",
        &format!(
            "{manifest}\nserde_json = {{ version = \"1\", features = [\"preserve_order\", \"arbitrary_precision\"] }}\n"
        ),
    );
    package.cargo(&["build", "-p", "unified-a"], &[]).ok();
    let alone = a.files("docs");
    let module = std::fs::read(a.out_dir().join("schema.rs")).unwrap();
    std::fs::remove_dir_all(a.path("docs")).unwrap();
    package.cargo(&["build", "--workspace"], &[]).ok();
    assert_eq!(a.files("docs"), alone);
    assert_eq!(std::fs::read(a.out_dir().join("schema.rs")).unwrap(), module);
}

#[test]
fn documents_inside_a_watched_folder_are_neither_read_nor_a_reason_to_run_again() {
    let package = Package::new(SCRATCH, "inside");
    let config = package.read("schema-doc.toml");
    package.write("schema-doc.toml", &format!("{config}\n[docs]\ndir = \"migrations/docs\"\n"));
    package.forget_runs();
    package.build(&[]).ok();
    package.build(&[]).ok();
    assert_eq!(package.runs(), 1);
    assert!(package.has("migrations/docs/ddl.sql"));
    package.write("migrations/0002_phone.sql", "ALTER TABLE users ADD COLUMN phone text;\n");
    package.forget_runs();
    package.build(&[]).ok();
    package.build(&[]).ok();
    assert_eq!(package.runs(), 1);
}

#[test]
fn a_glob_over_the_whole_package_reads_nothing_of_ours() {
    let package = Package::new(SCRATCH, "glob");
    // The target folder lies inside the package, as it does for most.
    let package = package.with_target(&package.path("target"));
    package.write("schema-doc.toml", &package.read("schema-doc.toml").replace("\"migrations\"", "\"**/*.sql\""));
    package.write("target/stray.sql", "CREATE TABLE stray (id int);\n");
    package.forget_runs();
    package.build(&[]).ok();
    package.build(&[]).ok();
    assert_eq!(package.runs(), 1);
    assert!(package.has("docs/schema/tables/users.md") && !package.has("docs/schema/tables/stray.md"));
    package.write("migrations/0002_phone.sql", "ALTER TABLE users ADD COLUMN phone text;\n");
    package.forget_runs();
    package.build(&[]).ok();
    package.build(&[]).ok();
    assert_eq!(package.runs(), 1);
    assert!(package.read("docs/schema/tables/users.md").contains("phone"));
    package.build(&[("CI", "1")]).ok();
    let _ = std::fs::remove_dir_all(package.path("target"));
}

#[test]
fn a_builder_needs_no_file_and_two_schemas_have_two_folders() {
    let package = Package::new(SCRATCH, "builder");
    std::fs::remove_file(package.path("schema-doc.toml")).unwrap();
    let call = "schema_doc_build::Builder::new(\"shop\").source(schema_doc_build::Source::sql(\"migrations\")).docs_dir(\"docs/shop\").generate()";
    package.write("build.rs", &build_script(call));
    package.build(&[]).ok();
    assert!(package.has("docs/shop/tables/users.md"));

    package.write("build.rs", &build_script("schema_doc_build::generate()"));
    let error = package.build(&[]).failed();
    assert!(error.contains("no `schema-doc.toml`") && !error.contains("panicked"), "{error}");

    let config = "[[source]]\nkind = \"sql\"\npath = \"migrations\"\n";
    package.write("schema-doc.toml", config);
    package.write("billing/1.sql", "CREATE TABLE invoices (id bigint PRIMARY KEY);\n");
    package.write("schema-doc.billing.toml", &config.replace("migrations", "billing"));
    package.build(&[]).ok();
    assert!(package.has("docs/schema/tables/users.md") && !package.has("docs/schema/tables/invoices.md"));
    assert!(package.has("docs/schema-billing/tables/invoices.md"));
    assert!(package.out_dir().join("billing/schema.rs").is_file());
}

#[test]
fn a_wrong_key_or_variable_is_said_and_nothing_is_written() {
    let package = Package::new(SCRATCH, "wrong");
    let config = package.read("schema-doc.toml");
    package.write("schema-doc.toml", &format!("{config}\n[docs]\nformat = [\"dbml\"]\n"));
    let error = package.build(&[]).failed();
    assert!(error.contains("schema-doc.toml:10:1") && error.contains("did you mean `formats`?"), "{error}");
    package.write("schema-doc.toml", &config);
    let error = package.build(&[("SCHEMA_DOC", "yes")]).failed();
    assert!(error.contains("`SCHEMA_DOC` is `yes`, and it can be `write`, `check` or `off`"), "{error}");
    assert!(package.files("docs").is_empty());
    package.build(&[("SCHEMA_DOC", "off")]).ok();
    assert!(package.files("docs").is_empty());
    package.build(&[]).ok();
    assert!(!package.files("docs").is_empty());
}
