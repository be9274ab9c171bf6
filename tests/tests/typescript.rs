//! Schemas in TypeScript, from `cargo build` to the documents: what is written, what is noticed, what is an error.

use schema_doc_build::{Loaded, Source};
use schema_doc_tests::{Package, Project};

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

const CONVEX: &str = r#"import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { timestamps } from "../shared/fields";

export default defineSchema({
  // People who sign in.
  users: defineTable({ email: v.string(), ...timestamps }).index("by_email", ["email"]),
});
"#;

const FIELDS: &str = r#"import { v } from "convex/values";

export const timestamps = { createdAt: v.number() };
"#;

const MODELS: &str = r#"import { pgTable, text, uuid } from "drizzle-orm/pg-core";
import { timestamps } from "../shared/columns";

// People who sign in.
export const users = pgTable("users", { id: uuid().primaryKey(), email: text().notNull().unique(), ...timestamps });
"#;

const COLUMNS: &str = r#"import { timestamp } from "drizzle-orm/pg-core";

export const timestamps = { createdAt: timestamp("created_at").notNull() };
"#;

/// A package whose source is a program.
fn package(name: &str, kind: &str, path: &str, files: &[(&str, &str)]) -> Package {
    let package = Package::empty(SCRATCH, name);
    let manifest = package.read("Cargo.toml");
    let (before, behind) = manifest.split_once("schema-doc-build\" }").expect("the build-dependency");
    package.write("Cargo.toml", &format!("{before}schema-doc-build\", features = [\"typescript\"] }}{behind}"));
    package.write(
        "schema-doc.toml",
        &format!("[schema]\nname = \"shop\"\n\n[[source]]\nkind = \"{kind}\"\npath = \"{path}\"\n"),
    );
    for (path, text) in files {
        package.write(path, text);
    }
    package
}

/// A build writes, one with nothing new does not run, a change of a file that only the program imports is noticed, and `CI` fails on drift.
fn is_watched(package: &Package, helper: (&str, &str), added: &str) {
    package.build(&[]).ok();
    assert!(package.read("docs/schema/tables/users.md").contains("People who sign in."));
    package.forget_runs();
    package.build(&[]).ok();
    assert_eq!(package.runs(), 0, "nothing has changed");
    package.build(&[("CI", "1")]).ok();

    let (path, text) = helper;
    package.write(path, text);
    let before = package.files("docs");
    let error = package.build(&[("CI", "1")]).failed();
    assert!(error.contains(&format!("users.{added}: column added in {path}:")), "{error}");
    assert_eq!(package.files("docs"), before);
    package.build(&[]).ok();
    assert!(package.read("docs/schema/tables/users.md").contains(added));
    package.build(&[("CI", "1")]).ok();
}

#[test]
fn a_build_notices_what_a_convex_schema_imports() {
    let files = [("convex/schema.ts", CONVEX), ("shared/fields.ts", FIELDS)];
    let package = package("of-convex", "convex", "convex/schema.ts", &files);
    let changed = FIELDS.replace("v.number() }", "v.number(), updatedAt: v.optional(v.number()) }");
    is_watched(&package, ("shared/fields.ts", &changed), "updatedAt");
}

#[test]
fn a_build_notices_what_drizzle_models_import() {
    let files = [("models/users.ts", MODELS), ("shared/columns.ts", COLUMNS)];
    let package = package("of-drizzle", "drizzle", "models", &files);
    let changed = COLUMNS.replace("notNull() }", "notNull(), deletedAt: timestamp(\"deleted_at\") }");
    is_watched(&package, ("shared/columns.ts", &changed), "deleted_at");
}

/// What is said of a Convex schema, and whether its documents would be written.
fn said(files: &[(&str, &str)]) -> (String, Loaded) {
    let project = Project::of_program(files, |path| Source::convex(path), "convex/schema.ts");
    let loaded = project.load();
    let report = loaded.brief(false);
    if report.starts_with("error") {
        loaded.check_diagnostics().expect_err("an error");
        assert!(!project.docs().exists());
    }
    (report, loaded)
}

const HEAD: &str =
    "import { defineSchema, defineTable } from \"convex/server\";\nimport { v } from \"convex/values\";\n";

/// A schema of one table `users` whose field `email` is this; what else the file holds goes before it.
fn email(before: &str, value: &str) -> String {
    format!("{HEAD}{before}export default defineSchema({{\n  users: defineTable({{ email: {value} }}),\n}});\n")
}

#[test]
fn what_is_wrong_with_a_program_is_said_where_it_is() {
    let reports = [
        ("a text that is no TypeScript", vec![("convex/schema.ts", email("", "v.string("))]),
        ("a file that is not there", vec![("convex/schema.ts", email("import { text } from \"./fields\";\n", "text"))]),
        (
            "an export that is not there",
            vec![
                ("convex/schema.ts", email("import { text } from \"./fields\";\n", "text")),
                ("convex/fields.ts", "export const texts = 1;\n".to_owned()),
            ],
        ),
        (
            "two files that need each other",
            vec![
                ("convex/schema.ts", email("import { text } from \"./fields\";\nexport const other = text;\n", "text")),
                ("convex/fields.ts", "import { other } from \"./schema\";\nexport const text = other;\n".to_owned()),
            ],
        ),
        (
            "a helper without an end",
            vec![("convex/schema.ts", email("const deep = (n: number) => deep(n + 1);\n", "deep(1)"))],
        ),
        ("a loop without an end", vec![("convex/schema.ts", email("function turn() {\n  for (;;) {}\n}\n", "turn()"))]),
        ("what only the running program knows", vec![("convex/schema.ts", email("", "process.env.KIND"))]),
        (
            "what another package computes",
            vec![(
                "convex/schema.ts",
                email(
                    "import { zodToConvex } from \"convex-zod\";\nimport { z } from \"zod\";\n",
                    "zodToConvex(z.string())",
                ),
            )],
        ),
        (
            "a choice that nobody can make",
            vec![("convex/schema.ts", email("", "process.env.STRICT ? v.string() : v.any()"))],
        ),
    ];
    let mut all = String::new();
    for (what, files) in reports {
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let (report, loaded) = said(&files);
        all.push_str(&format!("# {what}\n{report}\n"));
        if report.starts_with("warning") {
            // The table is there, and so is the field, and the manifest says what was not read.
            let artifact =
                loaded.render().find(|artifact| artifact.path == "schema-manifest.json").expect("a manifest");
            let manifest = artifact.contents.to_string();
            assert!(manifest.contains("\"email\"") && manifest.contains("\"unsupported\""), "{what}: {manifest}");
        }
    }
    insta::assert_snapshot!(all);
}
