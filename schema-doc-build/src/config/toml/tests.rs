use schema_doc_diagnostics::{Diagnostics, Level, SourceMap};

use super::{clean_path, parse};
use crate::config::{Config, Drift, Lines, OverlayValue, SourceKind, SqlLayout};
use crate::render::Format;

fn read(text: &str) -> (Config, Vec<String>) {
    let mut files = SourceMap::default();
    let file = files.add("schema-doc.toml", text);
    let mut diagnostics = Diagnostics::default();
    let config = parse(text, file, &mut diagnostics);
    let list = diagnostics
        .iter()
        .map(|d| {
            let place = d.span.map(|span| files.place(span)).unwrap_or_default();
            let help = d.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
            format!("{place} {}: {}{help}", d.code.as_str(), d.message)
        })
        .collect();
    (config, list)
}

#[test]
fn every_key_is_read() {
    let (config, diagnostics) = read(
        r#"
[schema]
name = "storefront"
default_namespace = "app"
purpose = "Orders"
architecture_summary = "Axum on PostgreSQL"
key_patterns = ["Audit by trigger"]
[[source]]
kind = "sql"
path = "./migrations/"
dialect = "postgresql"
layout = "sqlx"
role = "schema"
replace = { "{{ schema }}" = "auth" }
[docs]
dir = "docs\\db"
formats = ["ai-manifest", "manifest", "tables"]
inject = ["README.md"]
generated_at = true
lines = "all"
[docs.files]
tables = "t/{table}.md"
[drift]
mode = "check"
[lint]
unknown-annotation = "deny"
stale-annotation = { level = "allow" }
[performance]
critical_indexes = ["users.by_email"]
[book]
version = "1.2.0"
created = 2025-01-08
records = 1000000
resources = ["Runbook: https://wiki.example.com/db", "docs"]
settings = { max_connections = 200, shared_buffers = "4GB" }
[[book.environments]]
name = "Staging"
port = 5432
[features.chat]
tables = ["users"]
description = "Chat"
[tables.users.fields.email]
meaning = "Primary contact"
[tables.users]
category = "auth"
[[tables.users.access_patterns]]
name = "login"
[tables."odd.name"]
"#,
    );
    assert_eq!(diagnostics, Vec::<String>::new());
    assert_eq!(config.schema.name.as_deref(), Some("storefront"));
    assert_eq!(config.schema.default_namespace.as_deref(), Some("app"));
    assert_eq!(config.schema.key_patterns, ["Audit by trigger"]);
    let source = &config.sources[0];
    assert_eq!((source.kind, source.path.as_str(), source.layout), (SourceKind::Sql, "migrations", SqlLayout::Sqlx));
    assert_eq!(source.replace, [("{{ schema }}".to_owned(), "auth".to_owned())]);
    assert_eq!(config.docs.dir, "docs/db");
    assert_eq!(config.docs.formats, [Format::Manifest, Format::AiContext, Format::Tables]);
    assert_eq!(config.docs.lines, Lines::All);
    assert_eq!(config.docs.files, [(Format::Tables, "t/{table}.md".to_owned())]);
    assert_eq!(config.drift, Drift::Check);
    assert_eq!(config.lints.iter().map(|lint| lint.level).collect::<Vec<_>>(), [Some(Level::Deny), Some(Level::Allow)]);
    let line = |key: &str, lines: &[&str]| (key.to_owned(), lines.iter().map(|&line| line.to_owned()).collect());
    let lines = [
        line("version", &["1.2.0"]),
        line("created", &["2025-01-08"]),
        line("records", &["1000000"]),
        line("resources", &["Runbook: https://wiki.example.com/db", "docs"]),
        line("settings", &["max_connections = 200", "shared_buffers = 4GB"]),
    ];
    assert_eq!(config.book.lines, lines);
    assert_eq!(config.book.environments, [[("name".to_owned(), "Staging".to_owned()), ("port".into(), "5432".into())]]);
    assert_eq!(config.features[0].tables[0].0, "users");
    let paths: Vec<String> = config
        .overlay
        .iter()
        .map(|e| e.path.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>().join("/"))
        .collect();
    assert_eq!(
        paths,
        [
            "tables/users/fields/email/meaning",
            "tables/users/category",
            "tables/users/access_patterns",
            "tables/odd.name"
        ]
    );
    let OverlayValue::Array(patterns) = &config.overlay[2].value else { panic!("an array") };
    assert_eq!(patterns, &[OverlayValue::Table(vec![("name".into(), OverlayValue::String("login".into()))])]);
}

#[test]
fn an_error_has_its_place_and_the_nearest_name() {
    let check = |text: &str, expected: &[&str]| assert_eq!(read(text).1, expected, "{text}");
    check("[shema]\n", &["schema-doc.toml:1:2 invalid-config: no key `shema`; did you mean `schema`?"]);
    check(
        "[schema]\nname = 3\npurpos = \"\"\n",
        &[
            "schema-doc.toml:2:8 invalid-config: `name` is a string, not a whole number",
            "schema-doc.toml:3:1 invalid-config: `[schema]` has no key `purpos`; did you mean `purpose`?",
        ],
    );
    check(
        "[[source]]\nkind = \"convx\"\npath = \"convex\"\n",
        &["schema-doc.toml:2:8 invalid-config: no source kind `convx`; did you mean `convex`?"],
    );
    check(
        "[[source]]\nkind = \"sql\"\npath = \"m\"\ndialect = \"postgres\"\n",
        &["schema-doc.toml:4:11 invalid-config: no dialect `postgres`; did you mean `postgresql`?"],
    );
    check(
        "[[source]]\npath = \"m\"\n",
        &["schema-doc.toml:1:1 invalid-config: a source without a `kind`; add `kind = \"sql\"`; \
           one of `sql`, `snapshot`, `manifest`, `rust`, `diesel`, `sea-orm`, \
           `convex`, `drizzle`"],
    );
    check(
        "[docs]\nformats = [\"dbl\", \"sql\", 1]\n",
        &[
            "schema-doc.toml:2:26 invalid-config: `formats` is an array of strings, not of a whole number",
            "schema-doc.toml:2:12 invalid-config: no format `dbl`; did you mean `dbml`?",
            "schema-doc.toml:2:19 missing-feature: the format `sql` is not made by this version of schema-doc",
        ],
    );
    check(
        "[lint]\nunkown-annotation = \"deny\"\nwide-table = { level = \"wrn\", limit = 60 }\nsyntax-error = \"warn\"\n",
        &[
            "schema-doc.toml:2:1 invalid-config: no lint `unkown-annotation`; did you mean `unknown-annotation`?",
            "schema-doc.toml:3:24 invalid-config: no lint level `wrn`; did you mean `warn`?",
            "schema-doc.toml:4:1 invalid-config: `syntax-error` is always an error: it has no level",
        ],
    );
    check(
        "[docs.files]\nddl = \"../ddl.sql\"\ntables = \"all.md\"\n",
        &[
            "schema-doc.toml:2:7 invalid-config: a file name that leaves the docs folder",
            "schema-doc.toml:3:10 invalid-config: the name of many files needs `{table}`; one file a table: `tables/{table}.md`",
        ],
    );
}

#[test]
fn what_is_wrong_in_the_book_is_said() {
    let check = |text: &str, expected: &[&str]| assert_eq!(read(text).1, expected, "{text}");
    check(
        "[book]\nstatsu = \"Draft\"\n",
        &["schema-doc.toml:2:1 invalid-config: `[book]` has no key `statsu`; did you mean `status`?"],
    );
    check(
        "[book]\nenvironments = \"Staging\"\n",
        &[
            "schema-doc.toml:2:16 invalid-config: `environments` is an array of tables: `[[book.environments]]`, not a string",
        ],
    );
    check(
        "[[book.environments]]\nhots = \"a\"\n",
        &["schema-doc.toml:2:1 invalid-config: `[[book.environments]]` has no key `hots`; did you mean `host`?"],
    );
}

#[test]
fn a_format_whose_feature_is_off_is_an_error_with_the_command_to_type() {
    let check = |format: Format, feature: &str, is_on: bool| {
        let name = format.as_str();
        let (config, diagnostics) = read(&format!("[docs]\nformats = [\"{name}\"]\n"));
        assert_eq!(config.docs.formats, [format]);
        let expected = format!(
            "schema-doc.toml:2:12 missing-feature: the format `{name}` is made with the feature `{feature}` of schema-doc-build; \
             type `cargo add --build schema-doc-build --features {feature}`"
        );
        assert_eq!(diagnostics, if is_on { vec![] } else { vec![expected] });
    };
    check(Format::HumanDocs, "book", cfg!(feature = "book"));
    check(Format::SampleData, "samples", cfg!(feature = "samples"));
}

#[test]
fn all_errors_of_a_broken_file_are_reported() {
    let (config, diagnostics) = read("[schema]\nname = \n[docs]\ndir = \"d\"\n[drift]\nmode = \"sometimes\"\n");
    assert_eq!(diagnostics.len(), 2, "{diagnostics:?}");
    assert!(diagnostics[1].contains("6:8 invalid-config: no drift mode `sometimes`"), "{diagnostics:?}");
    assert_eq!((config.docs.dir.as_str(), config.drift), ("d", Drift::Auto));
}

#[test]
fn paths_are_cleaned() {
    let check = |path: &str, expected: &str| assert_eq!(clean_path(path), expected, "{path}");
    check("./migrations/", "migrations");
    check("a\\b", "a/b");
    check(".", ".");
    check("../x/./y", "../x/y");
    check("/abs/", "/abs");
    check("", "");
}
