//! What `check` and `lint` report to programs: JSON, Markdown, annotations of GitHub's workflows, SARIF.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests look at the disk and run programs, and a failure is a panic"
)]

mod folder;

use folder::{CONFIG, Folder, USERS};
use serde_json::{Value, json};

/// A repository with a package in a folder of its workspace, whose documents lack a column.
fn repository() -> Folder {
    let folder = Folder::empty();
    folder.write(".git", "gitdir: elsewhere\n");
    folder.write("Cargo.toml", "[workspace]\nmembers = [\"crates/*\"]\n");
    folder.write("crates/shop/Cargo.toml", "[package]\nname = \"shop\"\n");
    folder.write("crates/shop/schema-doc.toml", CONFIG);
    folder.write("crates/shop/migrations/0001_users.sql", USERS);
    assert_eq!(folder.run(&["generate", "--quiet"]).code, Some(0));
    folder.write("crates/shop/migrations/0002 phone, 100%.sql", "ALTER TABLE users\n  ADD COLUMN phone text;\n");
    folder
}

fn json(folder: &Folder, arguments: &[&str], code: i32) -> Value {
    let run = folder.run(arguments);
    assert_eq!((run.code, run.err.as_str()), (Some(code), ""), "{}", run.out);
    serde_json::from_str(&run.out).unwrap()
}

#[test]
fn drift_is_told_to_programs_with_places_from_the_root_of_the_repository() {
    let report = json(&repository(), &["check", "--format", "json"], 1);
    let expected = json!([{
        "documents": "crates/shop/docs/schema",
        "files": 9,
        "up_to_date": false,
        "command": "cargo schema-doc generate",
    }]);
    assert_eq!(report["schemas"], expected);
    let expected = json!({
        "code": "drift",
        "level": "error",
        "message": "users.phone: column added; docs/schema/tables/users.md does not have it",
        "help": "bring them up to date with `cargo schema-doc generate`, and commit them",
        "place": { "file": "crates/shop/migrations/0002 phone, 100%.sql", "line": 2, "column": 14, "end_column": 24 },
    });
    assert_eq!(report["findings"][0], expected);
}

#[test]
fn drift_is_annotated_on_the_line_of_the_change() {
    let run = repository().run(&["check", "--format", "github"]);
    let expected = "::error file=crates/shop/migrations/0002 phone%2C 100%25.sql,line=2,col=14,endColumn=24,title=drift::\
                    users.phone: column added; docs/schema/tables/users.md does not have it%0A\
                    help: bring them up to date with `cargo schema-doc generate`, and commit them\n";
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    assert!(run.out.starts_with(expected), "{}", run.out);
}

#[test]
fn a_document_that_no_change_of_the_schema_explains_is_annotated_itself() {
    let folder = Folder::configured();
    folder.run(&["generate", "--quiet"]).prints(0, "", "");
    let page = folder.path.join("docs/schema/tables/users.md");
    let text = std::fs::read_to_string(&page).unwrap();
    std::fs::write(&page, text.replacen("People who", "Those who", 1)).unwrap();
    let run = folder.run(&["check", "--format", "github"]);
    assert!(run.out.starts_with("::error file=docs/schema/tables/users.md,line="), "{}", run.out);
}

#[test]
fn a_table_of_findings_is_for_a_comment() {
    let folder = Folder::configured();
    folder.run(&["lint", "--format", "markdown"]).prints(
        0,
        "Nothing is wrong with the schema and its annotations.\n",
        "",
    );
    folder.write("migrations/0002_a.sql", "-- Things.\n-- @catagory x\nCREATE TABLE a (id bigint PRIMARY KEY);\n");
    folder.run(&["lint", "--format", "markdown"]).prints(
        0,
        "The schema and its annotations: 1 finding.\n\n| Code | Finding | Place |\n|---|---|---|\n\
         | unknown-annotation | there is no tag `@catagory` | migrations/0002_a.sql:2:4 |\n",
        "",
    );
}

/// What SARIF 2.1.0 asks of a log, and what GitHub asks beyond it.
fn is_sarif(log: &Value) {
    assert_eq!(log["version"], "2.1.0");
    let [run] = log["runs"].as_array().unwrap().as_slice() else { panic!("{log:#}") };
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "schema-doc");
    let rules = driver["rules"].as_array().unwrap();
    for rule in rules {
        let of = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
        assert!(of(&rule["id"]) && of(&rule["shortDescription"]["text"]) && of(&rule["help"]["text"]), "{rule:#}");
        assert!(["none", "note", "warning", "error"].map(Value::from).contains(&rule["defaultConfiguration"]["level"]));
    }
    let results = run["results"].as_array().unwrap();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"], "{result:#}");
        assert!(["note", "warning", "error"].map(Value::from).contains(&result["level"]));
        assert!(result["message"]["text"].is_string());
        let locations = result["locations"].as_array().unwrap();
        assert!(!locations.is_empty(), "{result:#}");
        for location in locations {
            let artifact = &location["physicalLocation"]["artifactLocation"];
            let uri = artifact["uri"].as_str().unwrap();
            assert!(uri.chars().all(|c| c.is_ascii_graphic()) && !uri.starts_with('/'), "{uri}");
            assert!(run["originalUriBaseIds"][artifact["uriBaseId"].as_str().unwrap()].is_object());
            let region = &location["physicalLocation"]["region"];
            assert!(region.is_null() || region["startLine"].as_u64().is_some_and(|line| line > 0), "{region:#}");
        }
        let fingerprints = result["partialFingerprints"].as_object().unwrap();
        assert!(fingerprints.values().all(Value::is_string) && !fingerprints.is_empty());
    }
}

#[test]
fn sarif_is_what_its_specification_asks_for() {
    let folder = repository();
    let log = json(&folder, &["check", "--format", "sarif"], 1);
    is_sarif(&log);
    let physical = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(physical["artifactLocation"]["uri"], "crates/shop/migrations/0002%20phone%2C%20100%25.sql");
    assert_eq!(physical["region"], json!({ "startLine": 2, "startColumn": 14, "endColumn": 24 }));

    folder.write("crates/shop/migrations/0003_é.sql", "-- @catagory x\nCREATE TABEL a (id bigint PRIMARY KEY);\n");
    let log = json(&folder, &["lint", "--format", "sarif"], 2);
    is_sarif(&log);
    let rules: Vec<&Value> = log["runs"][0]["results"].as_array().unwrap().iter().map(|r| &r["ruleId"]).collect();
    assert!(rules.contains(&&json!("syntax-error")), "{log:#}");

    let log = json(&Folder::configured(), &["lint", "--format", "sarif"], 0);
    is_sarif(&log);
    assert_eq!(log["runs"][0]["results"], json!([]));
}

#[test]
fn what_kept_a_command_from_its_work_is_a_finding_for_programs() {
    let folder = Folder::empty();
    let run = folder.run(&["check", "--format", "json"]);
    let found: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((run.code, &found["findings"][0]["code"]), (Some(2), &"invalid-config".into()));
    let nobody = ["verify", "--database-url", "postgresql://app:secret@localhost:1/shop", "--format"];
    let folder = Folder::configured();
    let verify = |format| folder.run(&[&nobody[..], &[format]].concat());
    let found: Value = serde_json::from_str(&verify("json").out).unwrap();
    let finding = &found["findings"][0];
    assert_eq!((&finding["code"], &finding["level"]), (&"unreadable-database".into(), &"error".into()));
    assert!(finding["message"].as_str().unwrap().contains("refused"), "{finding}");
    let run = verify("github");
    assert!(
        run.code == Some(2) && run.out.starts_with("::error title=unreadable-database::PostgreSQL at "),
        "{}",
        run.out
    );
    assert!(run.err.starts_with("error: PostgreSQL at ") && !run.out.contains("secret"), "{}", run.err);
    is_sarif(&serde_json::from_str(&verify("sarif").out).unwrap());
    assert!(verify("text").out.is_empty());
}
