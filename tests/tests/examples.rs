//! The examples: their documents are what their sources say, and what breaks in them is found. What they print is held in their own
//! folders, by tests that cargo hands their programs to.

use std::path::{Path, PathBuf};

use schema_doc_build::{Builder, Loaded, Mode};
use schema_doc_tests::copy_folder;

const EXAMPLES: &[&str] = &["ai-template", "aios", "diesel-blog", "fondation", "rust-defined", "skyfire", "storefront"];

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(name)
}

fn load(root: &Path) -> Loaded {
    Builder::default().root(root).load().unwrap()
}

#[test]
fn the_documents_of_an_example_are_what_its_sources_say() {
    for name in EXAMPLES {
        let loaded = load(&example(name));
        assert_eq!(loaded.report(false), "", "{name}");
        let report = loaded.gate(loaded.render(), Mode::Check).unwrap();
        assert!(report.findings.is_empty(), "{name}: {report:?}");
        assert!(!report.unchanged.is_empty() && !report.hosts.is_empty(), "{name}: {report:?}");
    }
}

/// An example in a folder of its own, with a piece of one of its files replaced.
fn changed(name: &str, file: &str, piece: &str, by: &str) -> (tempfile::TempDir, Loaded) {
    let dir = tempfile::tempdir().unwrap();
    copy_folder(&example(name), dir.path());
    let path = dir.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches(piece).count(), 1, "{file}");
    std::fs::write(&path, text.replace(piece, by)).unwrap();
    let loaded = load(dir.path());
    (dir, loaded)
}

#[test]
fn a_field_that_a_struct_gained_is_drift() {
    let (_dir, loaded) = changed(
        "rust-defined",
        "src/tables.rs",
        "    pub email: String,",
        "    pub email: String,\n    pub phone: String,",
    );
    assert!(schema_doc_tests::is_clean(&loaded), "{}", loaded.report(false));
    let report = loaded.gate(loaded.render(), Mode::Check).unwrap();
    assert_eq!(
        report.findings[0].text,
        "people.phone: column added in src/tables.rs:16; docs/schema/tables/people.md does not have it"
    );
}

#[test]
fn a_column_that_diesels_schema_lost_is_found_with_both_places() {
    let (_dir, loaded) = changed("diesel-blog", "src/schema.rs", "        slug -> Text,\n", "");
    assert_eq!(
        loaded.report(false),
        "error[mirror-disagrees]: the column `posts.slug` of the schema is missing
  --> src/schema.rs:28:1
   |
28 | diesel::table! {
   | ^^^^^^^^^^^^^^^^
   |
  ::: migrations/2026-01-05-090000_posts/up.sql:18:5
   |
18 |     slug         TEXT NOT NULL, -- Its name in URLs.
   |     -------------------------- the schema's column
   |
   = help: run `diesel print-schema`, or write the migration that is missing
"
    );
}
