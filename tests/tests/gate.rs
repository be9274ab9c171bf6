//! The stages as a tool calls them, with a reader and a renderer of its own.

use std::path::Path;

use schema_doc_build::diagnostics::Diagnostics;
use schema_doc_build::files::Files;
use schema_doc_build::model::{Column, QualifiedName, Schema, Table};
use schema_doc_build::render::Input;
use schema_doc_build::{Artifact, Builder, Error, Format, Loaded, Mode, Reader, Renderer, Source};

/// A table a line: `users id email`.
struct Lines;

impl Reader for Lines {
    fn read(&self, files: &Files, schema: &mut Schema, _: &mut Diagnostics) {
        let text = String::from_utf8(files.read("tables.txt").unwrap()).unwrap();
        for line in text.lines() {
            let mut words = line.split(' ');
            let mut table = Table::default();
            table.id = QualifiedName::new("public", words.next().unwrap());
            for word in words {
                let mut column = Column::default();
                word.clone_into(&mut column.name);
                table.columns.push(column);
            }
            schema.tables.push(table);
        }
        schema.files.add("tables.txt", text);
    }
}

/// How many tables there are.
struct Count;

impl Renderer for Count {
    fn format(&self) -> Format {
        Format::Custom
    }

    fn render<'a>(&'a self, input: Input<'a>) -> Box<dyn Iterator<Item = Artifact<'a>> + 'a> {
        let text = format!("{}\n", input.schema.tables.len());
        Box::new(std::iter::once(Artifact::new(Format::Custom, "count.txt", text)))
    }
}

fn load(root: &Path) -> Loaded {
    let builder = Builder::new("shop").root(root).source(Source::custom(Lines)).renderer(Count);
    builder.formats([Format::Manifest, Format::Tables, Format::Mermaid]).docs_dir("docs").load().unwrap()
}

fn gate(root: &Path, mode: Mode) -> Result<schema_doc_build::Report, Error> {
    let loaded = load(root);
    loaded.check_diagnostics()?;
    loaded.gate(loaded.render(), mode)
}

#[test]
fn a_reader_and_a_renderer_of_ones_own_go_through_all_stages() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    std::fs::write(root.join("tables.txt"), "users id email\norders id user_id\n").unwrap();
    let report = gate(root, Mode::Write).unwrap();
    assert!(report.written.contains(&"docs/count.txt".to_owned()), "{report:?}");
    assert!(report.written.contains(&"docs/tables/orders.md".to_owned()), "{report:?}");
    assert_eq!(std::fs::read_to_string(root.join("docs/count.txt")).unwrap(), "2\n");
    let report = gate(root, Mode::Write).unwrap();
    assert!(report.written.is_empty() && report.removed.is_empty(), "{report:?}");
    assert!(gate(root, Mode::Check).unwrap().findings.is_empty());

    std::fs::write(root.join("tables.txt"), "users id email phone\n").unwrap();
    let findings = gate(root, Mode::Check).unwrap().findings;
    assert!(findings[0].text.starts_with("orders: table removed; docs/tables/orders.md still has it"), "{findings:#?}");
    let added = "users.phone: column added; docs/tables/users.md does not have it";
    assert!(findings.iter().any(|finding| finding.text == added), "{findings:#?}");
    let report = gate(root, Mode::Write).unwrap();
    assert!(report.removed.contains(&"docs/tables/orders.md".to_owned()), "{report:?}");
    assert!(!root.join("docs/tables/orders.md").exists());
}

#[test]
fn what_one_run_makes_and_another_does_not_is_left_alone_where_only_some_formats_are_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    std::fs::write(root.join("tables.txt"), "users id\n").unwrap();
    gate(root, Mode::Write).unwrap();
    let builder = Builder::new("shop").root(root).source(Source::custom(Lines)).docs_dir("docs");
    let loaded = builder.only_formats([Format::Manifest]).load().unwrap();
    let report = loaded.gate(loaded.render(), Mode::Write).unwrap();
    assert!(report.removed.is_empty(), "{report:?}");
    assert!(root.join("docs/tables/users.md").exists());
}

#[test]
fn a_date_is_kept_while_nothing_else_changes() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    std::fs::write(root.join("tables.txt"), "users id\n").unwrap();
    std::fs::write(root.join("schema-doc.toml"), "[docs]\ndir = \"docs\"\ngenerated_at = true\n").unwrap();
    gate(root, Mode::Write).unwrap();
    let manifest = root.join("docs/schema-manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let line = text.lines().find(|line| line.contains("\"generated_at\"")).unwrap();
    let old = text.replace(line, "    \"generated_at\": \"2001-02-03T04:05:06Z\",");
    assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
    std::fs::write(&manifest, &old).unwrap();
    assert!(gate(root, Mode::Check).unwrap().findings.is_empty());
    assert!(gate(root, Mode::Write).unwrap().written.is_empty());
    assert_eq!(std::fs::read_to_string(&manifest).unwrap(), old);
    std::fs::write(root.join("tables.txt"), "users id email\n").unwrap();
    gate(root, Mode::Write).unwrap();
    assert!(!std::fs::read_to_string(&manifest).unwrap().contains("2001-02-03"));
}

#[test]
fn what_a_migration_dropped_altered_or_renamed_is_told_at_its_statement() {
    let check = |dialect: &str, then: &str, expected: &[&str]| {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        let config = format!("[[source]]\nkind = \"sql\"\npath = \"migrations\"\ndialect = \"{dialect}\"\n");
        std::fs::write(root.join("schema-doc.toml"), config).unwrap();
        std::fs::create_dir(root.join("migrations")).unwrap();
        let first = "CREATE TABLE users (id INT PRIMARY KEY,\nname VARCHAR(9),\nage INT);\nCREATE INDEX by_name ON users (name);\n\
                     ALTER TABLE users ALTER COLUMN age SET DEFAULT 1;\n";
        let first = if dialect == "sqlite" { &first[..first.find("ALTER").unwrap()] } else { first };
        std::fs::write(root.join("migrations/1_a.sql"), first).unwrap();
        let load = || Builder::new("shop").root(root).formats([Format::Manifest, Format::Tables]).load().unwrap();
        load().gate(load().render(), Mode::Write).unwrap();
        std::fs::write(root.join("migrations/2_b.sql"), then).unwrap();
        let findings = load().gate(load().render(), Mode::Check).unwrap().findings;
        let told: Vec<&str> = findings.iter().filter_map(|finding| finding.text.split(';').next()).collect();
        assert_eq!(told.get(..expected.len()), Some(expected), "{dialect}: {then}");
    };
    for dialect in ["postgresql", "mysql", "sqlite"] {
        check(dialect, "\nALTER TABLE users DROP COLUMN age;", &["users.age: column removed in migrations/2_b.sql:2"]);
        let renamed =
            ["users.years: column added in migrations/2_b.sql:1", "users.age: column removed in migrations/2_b.sql:1"];
        check(dialect, "ALTER TABLE users RENAME COLUMN age TO years;", &renamed);
        check(
            dialect,
            "\n\nALTER TABLE users ADD COLUMN bio VARCHAR(9);",
            &["users.bio: column added in migrations/2_b.sql:3"],
        );
    }
    for dialect in ["postgresql", "mysql", "sqlite"] {
        let dropped = "users: table removed in migrations/2_b.sql:2";
        check(dialect, "CREATE VIEW v AS SELECT 1;\nDROP TABLE users; DROP VIEW v;", &[dropped]);
    }
    for dialect in ["postgresql", "sqlite"] {
        let dropped = "users.by_name: index on `name` removed in migrations/2_b.sql:2";
        check(dialect, "\nDROP INDEX by_name;", &[dropped]);
    }
    for dialect in ["postgresql", "mysql"] {
        let default = ["users.age: default changed from `1` to `2` in migrations/2_b.sql:2"];
        check(dialect, "\nALTER TABLE users ALTER COLUMN age SET DEFAULT 2;", &default);
    }
    // An older step made no change of today's.
    let purpose = ["users.age: purpose added in migrations/2_b.sql:2"];
    check("postgresql", "\nCOMMENT ON COLUMN users.age IS 'in years';", &purpose);
}
