use schema_doc_diagnostics::Diagnostics;
use schema_doc_runtime::manifest::{self as published, Manifest};
use serde_json::Value;

use super::manifest;
use crate::analyze::analyze;
use crate::config::{Config, Lines};
use crate::model::Schema;
use crate::render::Input;
use crate::render::layout::Layout;
use crate::source::snapshot;

/// A schema of rows, and one of documents.
const EVERYTHING: &[&str] = &[
    include_str!("everything.json"),
    #[cfg(feature = "typescript")]
    include_str!("documents.json"),
];

fn read(text: &str) -> Schema {
    let (mut schema, mut diagnostics) = (Schema::default(), Diagnostics::default());
    snapshot::parse("manifest.json", text, &mut schema, &mut diagnostics);
    let messages: Vec<_> = diagnostics.iter().map(|d| d.message.clone()).collect();
    assert_eq!(messages, [""; 0]);
    schema
}

fn written(schema: &Schema) -> String {
    let mut config = Config::default();
    config.docs.lines = Lines::All;
    let analysis = analyze(schema, &config, &mut Diagnostics::default());
    let layout = Layout::new(schema, &config);
    manifest(Input { schema, analysis: &analysis, config: &config, layout: &layout }).to_string()
}

/// Everything that `expected` says, `actual` says too, in the same order.
fn assert_says(actual: &Value, expected: &Value, path: &str) {
    match (actual, expected) {
        (Value::Object(actual), Value::Object(expected)) => {
            for (key, value) in expected {
                let there = actual.get(key).unwrap_or_else(|| panic!("{path}.{key} is missing"));
                assert_says(there, value, &format!("{path}.{key}"));
            }
        }
        (Value::Array(actual), Value::Array(expected)) => {
            assert_eq!(actual.len(), expected.len(), "{path}: {actual:?}");
            for (i, (actual, expected)) in actual.iter().zip(expected).enumerate() {
                assert_says(actual, expected, &format!("{path}[{i}]"));
            }
        }
        // Computed.
        _ if path.ends_with(".fingerprint") => {}
        _ => assert_eq!(actual, expected, "{path}"),
    }
}

#[test]
fn what_a_manifest_says_survives_reading_and_writing() {
    for everything in EVERYTHING {
        let first = written(&read(everything));
        let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_says(&parse(&first), &parse(everything), "");
        let second = written(&read(&first));
        assert_eq!(first, second);
    }
}

#[test]
fn the_text_is_what_the_published_types_write() {
    for everything in EVERYTHING {
        let text = written(&read(everything));
        assert_eq!(Manifest::from_json(&text).unwrap().to_json().unwrap(), text);
    }
    let text = written(&Schema::default());
    assert_eq!(Manifest::from_json(&text).unwrap().to_json().unwrap(), text);
}

#[test]
fn the_version_is_that_of_the_published_types() {
    assert_eq!(super::VERSION, published::VERSION);
}
