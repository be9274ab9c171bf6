//! The examples: their documents are what their sources say, and what breaks in them is found. What they print is held in their own
//! folders, by tests that cargo hands their programs to.

use std::path::{Path, PathBuf};

use schema_doc_build::{Builder, Loaded, Mode};
use schema_doc_tests::copy_folder;

const EXAMPLES: &[&str] = &["diesel-blog", "rust-defined", "storefront"];

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
        assert_eq!(report.findings, Vec::<String>::new(), "{name}");
        assert!(!report.unchanged.is_empty() && !report.hosts.is_empty(), "{name}: {report:?}");
    }
}

/// An example in a folder of its own, with one of its files written anew.
fn broken(name: &str, file: &str, rewrite: impl Fn(&str) -> String) -> String {
    let dir = tempfile::tempdir().unwrap();
    copy_folder(&example(name), dir.path());
    let path = dir.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let rewritten = rewrite(&text);
    assert_ne!(rewritten, text, "{file}");
    std::fs::write(&path, rewritten).unwrap();
    load(dir.path()).report(false)
}

#[test]
fn a_column_that_diesels_schema_lost_is_found_with_both_places() {
    let report = broken("diesel-blog", "src/schema.rs", |text| text.replace("        slug -> Text,\n", ""));
    assert_eq!(
        report,
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
