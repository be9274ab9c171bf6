use schema_doc_diagnostics::Diagnostics;

use super::{parse, parse_bytes};
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
    check("", &["1:1: no JSON: expected a value"]);
    check("{", &["1:2: no JSON: expected a key in double quotes"]);
    check("[]", &["1:1: expected an object, found a list"]);
    check("{}", &["1:1: a manifest without `schema_manifest`"]);
    check("{\n  \"schema_manifest\": 1\n}", &["2:22: expected an object in `schema_manifest`, found a number"]);
    check(
        &manifest("{ \"name\": \"a\", \"kind\": \"heap\", \"fields\": [] }"),
        &["5:24: `heap` is no `kind` that this version knows"],
    );
    check(
        &manifest("").replace("1.0.0", "2.0.0"),
        &["2:12: version `2.0.0` of the manifest's format, where `1.0.0` is known"],
    );
    check(
        &manifest("").replace("1.0.0", "one"),
        &["2:12: version `one` of the manifest's format, where `1.0.0` is known"],
    );
    let table = "{ \"name\": \"a\", \"kind\": \"table\", \"fields\": [] }";
    check(&manifest(&format!("{table},\n{table}")), &["6:1: a second table `a`"]);
    check(&manifest("").replace("postgresql", "redis"), &["3:11: `redis` is no `system` that this version knows"]);
}

#[test]
fn all_that_is_wrong_is_reported() {
    let table = "{ \"name\": \"a\", \"kind\": \"tabel\", \"feilds\": 1,\n\"fields\": [{ \"type\": \"text\", \"native_type\": null },\n 1] }";
    let (mut schema, mut diagnostics) = (Schema::default(), Diagnostics::default());
    parse("m.json", &manifest(table), &mut schema, &mut diagnostics);
    let found: Vec<_> = diagnostics
        .iter()
        .map(|d| format!("{}: {}: {}", schema.files.place(d.span.unwrap()), d.message, d.help.as_deref().unwrap()))
        .collect();
    let anew = "write it anew from its sources, with `cargo schema-doc generate`";
    assert_eq!(
        found,
        [
            "m.json:5:24: `tabel` is no `kind` that this version knows: did you mean `table`?".to_owned(),
            "m.json:5:43: a table has no key `feilds`: did you mean `fields`?".to_owned(),
            format!("m.json:6:12: a field without `name`: {anew}"),
            format!("m.json:6:12: a field without `native_type`: {anew}"),
            format!("m.json:6:12: a field without `nullable`: {anew}"),
            format!("m.json:7:2: expected an object in `fields`, found a number: {anew}"),
        ]
    );
    assert!(schema.tables.is_empty());
}

#[test]
fn bytes_that_are_no_utf8_are_found_in_their_place() {
    let (mut schema, mut diagnostics) = (Schema::default(), Diagnostics::default());
    parse_bytes("m.json", b"{\n \"\xe9\"", &mut schema, &mut diagnostics);
    let error = diagnostics.iter().next().unwrap();
    assert_eq!(schema.files.place(error.span.unwrap()), "m.json:2:3");
    assert_eq!(error.message, "the byte 0xe9 here is no UTF-8");
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

#[test]
fn the_check_of_a_column_of_mariadb_stays_with_it() {
    let table = r#"{ "name": "t", "kind": "table", "fields": [{ "name": "a", "type": "integer", "native_type": "int(11)", "nullable": true }],
        "checks": [{ "name": "a", "expression": "a > 0", "fields": ["a"] }, { "name": "t_a", "expression": "a < 9", "fields": ["a"] }] }"#;
    let of_system = |system: &str| {
        let (mut schema, mut diagnostics) = (Schema::default(), Diagnostics::default());
        parse("m.json", &manifest(table).replace("postgresql", system), &mut schema, &mut diagnostics);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        schema.tables[0].checks.iter().map(|check| check.generated_name).collect::<Vec<_>>()
    };
    assert_eq!(of_system("mariadb"), [true, false]);
    assert_eq!(of_system("mysql"), [false, false]);
}
