use schema_doc_diagnostics::Diagnostics;

use super::parse;
use crate::model::Schema;

fn errors(text: &str) -> Vec<String> {
    let (mut schema, mut diagnostics) = (Schema::default(), Diagnostics::default());
    parse("docs/schema-manifest.json", text, &mut schema, &mut diagnostics);
    diagnostics
        .iter()
        .map(|d| format!("{}: {}", d.span.map(|s| schema.files.place(s)).unwrap_or_default(), d.message))
        .collect()
}

fn manifest(more: &str) -> String {
    format!(
        "{{ \"schema_manifest\": {{\n\"version\": \"1.0.0\", \"fingerprint\": \"\", \"sources\": [],\n\
         \"system\": \"postgresql\",\n\"tables\": [\n{more}] }} }}"
    )
}

#[test]
fn errors_have_their_place() {
    let check = |text: &str, expected: &[&str]| {
        let expected: Vec<_> = expected.iter().map(|e| format!("docs/schema-manifest.json:{e}")).collect();
        assert_eq!(errors(text), expected, "{text}");
    };
    check("", &["1:1: no manifest: expected a value"]);
    check("{\n  \"schema_manifest\": 1\n}", &["2:22: no manifest: `schema_manifest` is not an object"]);
    check(
        &manifest("{ \"name\": \"a\", \"kind\": \"heap\", \"fields\": [] }"),
        &["5:16: `heap` is no `kind` that this version knows"],
    );
    check(
        &manifest("{ \"name\": \"a\", \"kind\": \"table\", \"fields\": [{ \"name\": \"é\", \"type\": 1 }] }"),
        &["5:67: no manifest: `type` is not a text"],
    );
    check("[]", &["1:1: no manifest: not an object"]);
    check("{}", &["1:1: no manifest: `schema_manifest` is missing"]);
    check(&manifest("{ \"name\": \"a\", \"kind\": \"table\" }"), &["5:1: no manifest: `fields` is missing"]);
    check(
        &manifest("").replace("1.0.0", "2.0.0"),
        &["2:12: no manifest: version `2.0.0` of the manifest's format, where `1.0.0` is known"],
    );
    let table = "{ \"name\": \"a\", \"kind\": \"table\", \"fields\": [] }";
    check(&manifest(&format!("{table},\n{table}")), &["5:3: a second table `a`"]);
    check(&manifest("").replace("postgresql", "redis"), &["3:1: `redis` is no `system` that this version knows"]);
}

#[test]
fn declared_features_become_tags_of_their_tables() {
    let (mut schema, mut diagnostics) = (Schema::default(), Diagnostics::default());
    let table = manifest("{ \"name\": \"a\", \"kind\": \"table\", \"fields\": [] }");
    let features = ", \"relationship_map\": { \"one\": { \"tables\": [\"a\"] }, \"two\": { \"tables\": [\"a\"], \"inferred\": true } } } }";
    let text = table.replace(" } }", features);
    parse("m.json", &text, &mut schema, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(schema.tables[0].annotations.features, ["one"]);
}
