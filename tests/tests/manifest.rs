//! The manifest: valid by its JSON Schema, whole when read back, and what the context for a prompt is short of.

use std::path::{Path, PathBuf};

use schema_doc_build::analyze::analyze;
use schema_doc_build::config::{Config, Lines};
use schema_doc_build::model::Schema;
use schema_doc_build::render::layout::Layout;
use schema_doc_build::render::{Input, manifest::manifest};
use schema_doc_build::source::snapshot;
use schema_doc_build::{Format, Loaded};
use schema_doc_diagnostics::Diagnostics;
use schema_doc_runtime::manifest::{Manifest, json_schema};
use schema_doc_tests::{Project, SERVERS, corpus, synthetic::synthetic};

fn written(schema: &Schema) -> String {
    let mut config = Config::default();
    config.docs.lines = Lines::All;
    let analysis = analyze(schema, &config, &mut Diagnostics::default());
    let layout = Layout::new(schema, &config);
    manifest(Input { schema, analysis: &analysis, config: &config, layout: &layout }).to_string()
}

fn assert_same(name: &str, expected: &str, found: &str) {
    if let Some(line) = expected.lines().zip(found.lines()).position(|(a, b)| a != b) {
        let around = |text: &str| text.lines().skip(line.saturating_sub(6)).take(12).collect::<Vec<_>>().join("\n");
        panic!("{name}, line {}: expected\n{}\nfound\n{}", line + 1, around(expected), around(found));
    }
    assert_eq!(expected, found, "{name}");
}

fn check(name: &str, loaded: &Loaded) {
    let schema = json_schema();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for text in loaded.render().filter(|a| a.format == Format::Manifest).map(|a| a.contents.to_string()) {
        let value = serde_json::from_str(&text).unwrap();
        let errors: Vec<_> =
            validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).take(5).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
    }

    let first = written(loaded.schema());
    assert_same(name, &first, &Manifest::from_json(&first).unwrap().to_json().unwrap());

    let (mut again, mut diagnostics) = (Schema::default(), Diagnostics::default());
    snapshot::parse("manifest.json", &first, &mut again, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{name}: {diagnostics:?}");
    assert_same(name, &first, &written(&again));
}

fn hostile() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/hostile/schema.sql")
}

#[test]
fn every_manifest_is_valid_and_survives_reading() {
    check("empty", &Project::of_sql("").load());
    check("hostile", &Project::of_files(&[hostile()]).load());
    check("synthetic", &Project::of_sql(&synthetic(40)).load());
}

#[test]
fn the_manifests_of_real_schemas_are_valid_and_survive_reading() {
    for schema in SERVERS.iter().flat_map(|&server| corpus(server)) {
        let loaded = Project::of_schema(&schema).load();
        check(&schema.name, &loaded);
        let size = |format| loaded.render().find(|a| a.format == format).unwrap().contents.to_string().len();
        let (context, whole) = (size(Format::AiContext), size(Format::Manifest));
        assert!(context * 100 <= whole * 40, "{}: {context} of {whole} bytes", schema.name);
    }
}
