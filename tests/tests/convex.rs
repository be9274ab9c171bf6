//! Convex's schemas: read as the `convex` package itself exports them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use schema_doc_build::model::{Column, DataType, Index, IndexKey, IndexKind, LogicalType, Schema};
use schema_doc_build::{Builder, Format, Loaded, Source};
use schema_doc_tests::{Oracle, required, skipped};
use serde_json::Value;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/convex")
}

fn load(folder: &Path, path: &str) -> Loaded {
    let formats = Format::DEFAULT.iter().copied().chain([Format::HumanDocs, Format::SampleData]);
    Builder::new("test").root(folder).source(Source::convex(path)).formats(formats).load().unwrap()
}

/// The lines that one account of a schema has and the other has not.
fn differences(oracle: &Oracle, folder: &Path, path: &str) -> Result<Vec<String>, String> {
    let schema = folder.join(path);
    let raw = oracle.run(None, [Path::new("convex"), &schema, Path::new("--raw")])?;
    let truth = of_export(&serde_json::from_str(&raw).map_err(|error| format!("{error}: {raw}"))?);
    let loaded = load(folder, path);
    let read = of_schema(loaded.schema());
    let missing = truth.difference(&read).map(|line| format!("missing: {line}"));
    let extra = read.difference(&truth).map(|line| format!("extra: {line}"));
    let lines: Vec<String> = missing.chain(extra).collect();
    if lines.is_empty() && !loaded.diagnostics().has_errors() {
        return Ok(lines);
    }
    Ok(lines.into_iter().chain([loaded.report(false)]).collect())
}

/// `users.email?: v.string()`, `users by_email: index email`
fn of_export(export: &Value) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for table in list(&export["tables"]) {
        let name = text(&table["tableName"]);
        lines.insert(format!("table {name}"));
        let mut fields: Vec<(String, Vec<String>, bool, usize)> = Vec::new();
        let mut kinds = Vec::new();
        objects(&table["documentType"], &mut kinds);
        for (field, value) in kinds.iter().flat_map(|kind| kind["value"].as_object().unwrap()) {
            let written =
                if kinds.len() == 1 { vec![exported(&value["fieldType"])] } else { members(&value["fieldType"]) };
            match fields.iter_mut().find(|(known, ..)| known == field) {
                Some((_, types, optional, times)) => {
                    written
                        .into_iter()
                        .filter(|one| !types.contains(one))
                        .collect::<Vec<_>>()
                        .into_iter()
                        .for_each(|one| types.push(one));
                    *optional |= value["optional"] == true;
                    *times += 1;
                }
                None => fields.push((field.clone(), written, value["optional"] == true, 1)),
            }
        }
        for (field, types, optional, times) in fields {
            let optional = if optional || times < kinds.len() { "?" } else { "" };
            lines.insert(format!("{name}.{field}{optional}: {}", any_of(&types)));
        }
        for (key, kind, field, staged) in [
            ("indexes", "index", "fields", ""),
            ("stagedDbIndexes", "index", "fields", " staged"),
            ("searchIndexes", "search", "searchField", ""),
            ("stagedSearchIndexes", "search", "searchField", " staged"),
            ("vectorIndexes", "vector", "vectorField", ""),
            ("stagedVectorIndexes", "vector", "vectorField", " staged"),
        ] {
            for index in list(&table[key]) {
                let fields = match &index[field] {
                    Value::String(only) => only.clone(),
                    several => list(several).iter().map(text).collect::<Vec<_>>().join(","),
                };
                let filter =
                    list(&index["filterFields"]).iter().fold(String::new(), |all, field| all + " +" + &text(field));
                let dimensions = index["dimensions"].as_u64().map(|n| format!(" {n}")).unwrap_or_default();
                let name_of_index = text(&index["indexDescriptor"]);
                lines.insert(format!("{name} {name_of_index}: {kind} {fields}{filter}{dimensions}{staged}"));
            }
        }
    }
    lines
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The kinds of object that a document may be.
fn objects<'a>(document: &'a Value, found: &mut Vec<&'a Value>) {
    match document["type"].as_str().unwrap() {
        "object" => found.push(document),
        "union" => list(&document["value"]).iter().for_each(|member| objects(member, found)),
        _ => {}
    }
}

/// What a field of several kinds of document may be: each kind's own type, unions laid open.
fn members(validator: &Value) -> Vec<String> {
    match validator["type"].as_str() {
        Some("union") => list(&validator["value"]).iter().map(exported).collect(),
        _ => vec![exported(validator)],
    }
}

/// Fields by their names: the export is read into a map.
fn in_braces(mut fields: Vec<String>) -> String {
    fields.sort();
    format!("{{{}}}", fields.join(", "))
}

fn any_of(types: &[String]) -> String {
    if let [only] = types { only.clone() } else { format!("v.union({})", types.join(", ")) }
}

/// A validator as it is sent, as one would write it.
fn exported(validator: &Value) -> String {
    let field = |(name, field): (&String, &Value)| {
        let inside = exported(&field["fieldType"]);
        if field["optional"] == true { format!("{name}?: {inside}") } else { format!("{name}: {inside}") }
    };
    match validator["type"].as_str().unwrap() {
        "number" => "v.number()".to_owned(),
        "bigint" => "v.int64()".to_owned(),
        "id" => format!("v.id({})", validator["tableName"]),
        "literal" => match validator["value"]["$integer"].as_str() {
            Some(bytes) => format!("v.literal({}n)", int64(bytes)),
            None => format!("v.literal({})", validator["value"]),
        },
        "array" => format!("v.array({})", exported(&validator["value"])),
        "object" => in_braces(validator["value"].as_object().unwrap().iter().map(field).collect()),
        "record" => {
            format!("v.record({}, {})", exported(&validator["keys"]), exported(&validator["values"]["fieldType"]))
        }
        "union" => {
            format!("v.union({})", list(&validator["value"]).iter().map(exported).collect::<Vec<_>>().join(", "))
        }
        plain => format!("v.{plain}()"),
    }
}

/// Eight bytes in base 64, the least first.
fn int64(base64: &str) -> i64 {
    let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits: Vec<u64> = base64.chars().filter_map(|c| digits.find(c)).map(|digit| digit as u64).collect();
    // Eleven digits are 66 bits: two of the last one count for nothing.
    let (last, others) = digits.split_last().unwrap();
    let bits = others.iter().fold(0, |bits, digit| bits << 6 | digit) << 4 | last >> 2;
    bits.swap_bytes().cast_signed()
}

/// The same of what was read.
fn of_schema(schema: &Schema) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for table in &schema.tables {
        let name = &table.id.name;
        lines.insert(format!("table {name}"));
        for column in &table.columns {
            let optional = if column.optional { "?" } else { "" };
            lines.insert(format!("{name}.{}{optional}: {}", column.name, written(&column.data_type)));
        }
        for index in &table.indexes {
            lines.insert(format!("{name} {}: {}", index.name, of_index(index)));
        }
    }
    lines
}

fn of_index(index: &Index) -> String {
    let kind = if index.kind == IndexKind::Index { "index" } else { index.kind.as_str() };
    let fields: Vec<&str> = index.keys.iter().filter_map(IndexKey::as_column).collect();
    let mut line = format!("{kind} {}", fields.join(","));
    for field in &index.filter_fields {
        write!(line, " +{field}").unwrap();
    }
    if let Some(dimensions) = index.dimensions {
        write!(line, " {dimensions}").unwrap();
    }
    if index.staged { line + " staged" } else { line }
}

fn written(data_type: &DataType) -> String {
    let field = |column: &Column| {
        let optional = if column.optional { "?" } else { "" };
        format!("{}{optional}: {}", column.name, written(&column.data_type))
    };
    let all = |types: &[DataType]| types.iter().map(written).collect::<Vec<_>>().join(", ");
    match &data_type.logical {
        LogicalType::Id(table) => format!("v.id({:?})", table.name),
        LogicalType::Array(element) => format!("v.array({})", written(element)),
        LogicalType::Object(columns) => in_braces(columns.iter().map(field).collect()),
        LogicalType::Record(of) => format!("v.record({}, {})", written(&of.0), written(&of.1)),
        LogicalType::Union(types) => format!("v.union({})", all(types)),
        // One literal, or a union of them: the values are the same as in the text.
        LogicalType::Literals(values) => {
            let literals: Vec<String> = values
                .iter()
                .map(|value| {
                    let integer = data_type.native.contains(&format!("v.literal({value}n)"));
                    format!("v.literal({value}{})", if integer { "n" } else { "" })
                })
                .collect();
            any_of(&literals)
        }
        _ => data_type.native.clone(),
    }
}

/// The manifest against the oracle's own account, fact by fact; what it prints where they differ.
fn compared(oracle: &Oracle, folder: &Path, path: &str) -> Result<(), String> {
    let dir = tempfile::tempdir().unwrap();
    let truth = dir.path().join("truth.json");
    std::fs::write(&truth, oracle.run(None, [Path::new("convex"), &folder.join(path)])?).unwrap();
    let loaded = load(folder, path);
    let manifest = loaded.render().find(|artifact| artifact.format == Format::Manifest).unwrap();
    let own = dir.path().join("manifest.json");
    std::fs::write(&own, manifest.contents.to_string()).unwrap();
    oracle.run(None, [Path::new("compare"), &truth, &own, Path::new("--show"), Path::new("20")]).map(drop)
}

/// Writes every document, beside the files that they link to, and gives them to the programs that they are made for.
fn documented(oracle: &Oracle, folder: &Path, path: &str) -> Result<(), String> {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let loaded = load(folder, path);
    for (_, file) in loaded.schema().files.iter() {
        write(file.path(), file.text());
    }
    let (mut diagrams, mut dbml) = (vec![PathBuf::from("mermaid")], vec![PathBuf::from("dbml")]);
    for artifact in loaded.render() {
        let path = format!("docs/schema/{}", artifact.path);
        write(&path, &artifact.contents.to_string());
        let path = dir.path().join(path);
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("mmd" | "md") => diagrams.push(path),
            Some("dbml") => dbml.push(path),
            _ => {}
        }
    }
    let docs = dir.path().join("docs/schema");
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema-doc-runtime/schema/manifest.schema.json");
    oracle.run(None, diagrams)?;
    oracle.run(None, [Path::new("md"), &docs])?;
    oracle.run(None, [Path::new("json"), &schema, &docs.join("schema-manifest.json")])?;
    oracle.run(None, dbml).map(drop)
}

/// What `compare` counts as wrong and is not: it knows no word for `int64` literals and commit times, nor letters beyond ASCII, and writes what a field may be in several kinds of
/// document without `union<…>`.
const UNCOMPARED: &[&str] = &["literals", "samples", "unions"];

/// The oracle puts its programs in place each time that it is asked: one at a time.
static ORACLE: Mutex<()> = Mutex::new(());

fn each_fixture(check: impl Fn(&Oracle, &Path) -> Result<(), String>) {
    let Some(oracle) = Oracle::from_env() else { return };
    let mut failures = Vec::new();
    for entry in std::fs::read_dir(fixtures()).unwrap() {
        let folder = entry.unwrap().path();
        let _one = ORACLE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = check(&oracle, &folder) {
            failures.push(format!("== {}\n{error}", folder.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_fixture_is_read_as_convex_exports_it() {
    each_fixture(|oracle, folder| match differences(oracle, folder, "schema.ts")? {
        lines if lines.is_empty() => Ok(()),
        lines => Err(lines.join("\n")),
    });
}

#[test]
fn the_manifest_of_every_fixture_agrees_with_convex() {
    each_fixture(|oracle, folder| {
        let uncompared = folder.file_name().is_some_and(|name| UNCOMPARED.iter().any(|other| name == *other));
        if uncompared { Ok(()) } else { compared(oracle, folder, "schema.ts") }
    });
}

#[test]
fn the_documents_of_every_fixture_parse_in_their_consumers() {
    each_fixture(|oracle, folder| documented(oracle, folder, "schema.ts"));
}

/// What runs `sample-data.ts` on a database of its own, as `convex-helpers` tells what validators take: gives the number of documents of each table.
const RUN: &str = r#"
import schema from "SCHEMA";
import { seed } from "./sampleData";
import { validate } from "convex-helpers/validators";
const documents = new Map<string, [string, any]>();
const put = (id: string, table: string, document: any) => {
  const of = (id: string, name: string) => (documents.get(id)?.[0] === name ? id : null);
  const normalizeId = (name: string, id: string) => of(id, name);
  const db: any = { normalizeId, system: { normalizeId } };
  const validator: any = (schema.tables as any)[table].validator;
  validate(validator, document, { throw: true, db });
  // One document is in as many indexes as ask for as many numbers as it has.
  const indexes = JSON.parse((schema as any).export()).tables.find((one: any) => one.tableName === table).vectorIndexes;
  for (const field of new Set(indexes.map((index: any) => index.vectorField)) as Set<string>) {
    const asked = indexes.filter((index: any) => index.vectorField === field).map((index: any) => index.dimensions);
    if (document[field] && !asked.includes(document[field].length)) throw new Error(`${table}.${field}: ${asked} numbers`);
  }
  documents.set(id, [table, document]);
  return id;
};
const db = {
  query: () => ({ first: async () => null }),
  insert: async (table: string, document: any) => put(`${table}|${documents.size}`, table, document),
  patch: async (id: string, change: any) => {
    const [table, document] = documents.get(id)!;
    put(id, table, { ...document, ...change });
  },
};
const said = await (seed as any).handler({ db });
const tables: Record<string, number> = {};
for (const [table] of documents.values()) tables[table] = (tables[table] ?? 0) + 1;
export default { export: () => JSON.stringify({ said, tables }) };
"#;

/// Runs the sample data of a schema; every table has documents, or is named with the reason.
fn filled(oracle: &Oracle, folder: &Path, path: &str) -> Result<(), String> {
    let dir = tempfile::tempdir().unwrap();
    let loaded = load(folder, path);
    let document = loaded.render().find(|artifact| artifact.format == Format::SampleData).unwrap();
    let text = document.contents.to_string();
    std::fs::create_dir(dir.path().join("_generated")).unwrap();
    let schema = folder.join(path).canonicalize().unwrap();
    for (name, text) in [
        ("_generated/server.ts", "export const internalMutation = (of: any) => of;\n"),
        ("sampleData.ts", text.as_str()),
        ("run.ts", &RUN.replace("SCHEMA", &schema.display().to_string())),
    ] {
        std::fs::write(dir.path().join(name), text).unwrap();
    }
    let ran = oracle.run(None, [Path::new("convex"), &dir.path().join("run.ts"), Path::new("--raw")])?;
    let ran: Value = serde_json::from_str(&ran).map_err(|error| format!("{error}: {ran}"))?;
    let left_out: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("// schema-doc: sample left out ")).collect();
    let names = loaded.schema().tables.iter().map(|table| &table.id.name);
    let missing = names.filter(|name| {
        ran["tables"][name.as_str()].is_null() && !left_out.iter().any(|line| line.starts_with(&format!("{name}: ")))
    });
    let missing: Vec<&String> = missing.collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("neither filled nor left out: {missing:?}\n{text}")) }
}

#[test]
fn the_sample_data_of_every_fixture_is_let_in() {
    each_fixture(|oracle, folder| filled(oracle, folder, "schema.ts"));
    let loaded = load(&fixtures(), "samples/schema.ts");
    let document = loaded.render().find(|artifact| artifact.format == Format::SampleData).unwrap();
    insta::assert_snapshot!("sample-data", document.contents.to_string());
}

/// The schemas of the packages in `convex/` of a further corpus.
fn corpus() -> Vec<(PathBuf, String)> {
    let Some(folder) = required("SCHEMA_DOC_MORE").map(|more| more.join("convex")) else { return Vec::new() };
    if !folder.is_dir() {
        // Debian packages none: these are put there by hand.
        eprintln!("skipped: no schemas of Convex in {}", folder.display());
        return Vec::new();
    }
    let mut found = Vec::new();
    for package in std::fs::read_dir(&folder).unwrap() {
        let package = package.unwrap().path();
        schemas(&package, &package, &mut found);
    }
    found
}

fn schemas(package: &Path, folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            schemas(package, &path, found);
        } else if path.file_stem().is_some_and(|stem| stem == "schema") {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let defines = text.contains("defineSchema(") || text.contains("defineEntSchema(");
            if defines && text.contains("export default") {
                found.push((package.to_owned(), path.strip_prefix(package).unwrap().to_string_lossy().into_owned()));
            }
        }
    }
}

#[test]
fn every_schema_of_the_corpus_is_read_as_convex_exports_it() {
    let Some(oracle) = Oracle::from_env() else { return };
    let schemas = corpus();
    let mut failures = Vec::new();
    for (package, path) in &schemas {
        for check in [documented, filled] {
            if let Err(error) = check(&oracle, package, path) {
                failures.push(format!("== {}/{path}\n{error}", package.display()));
            }
        }
        match differences(&oracle, package, path) {
            Ok(lines) if lines.is_empty() => {}
            Ok(lines) => failures.push(format!("== {}/{path}\n{}", package.display(), lines.join("\n"))),
            Err(error) => failures.push(format!("== {}/{path}: no truth\n{error}", package.display())),
        }
    }
    assert!(failures.is_empty(), "{} of {} schemas\n{}", failures.len(), schemas.len(), failures.join("\n"));
}

/// The declarations of the `convex` package that the oracle has installed.
fn declarations(file: &str) -> Option<String> {
    let home =
        std::env::var_os("ORACLE_HOME").map_or_else(|| std::env::temp_dir().join("schema-doc-oracle"), PathBuf::from);
    let path = home.join("node_modules/convex/dist/esm-types").join(file);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        skipped(&format!("{} is not there", path.display()));
    }
    text
}

/// What a declaration declares, up to its closing brace at the margin: `    name: …`, `    readonly name: …`, `    name(…): …`, `    name<…>(…): …`.
fn declared<'a>(text: &'a str, head: &str) -> BTreeSet<&'a str> {
    let bodies = text.split(head).skip(1).map(|body| body.split("\n}").next().unwrap());
    let lines = bodies.flat_map(str::lines).filter_map(|line| line.strip_prefix("    "));
    lines
        .filter_map(|line| {
            let line = line.strip_prefix("readonly ").unwrap_or(line);
            let end = line.find(|c: char| !c.is_ascii_alphanumeric())?;
            let (name, behind) = line.split_at(end);
            (!name.is_empty() && behind.starts_with([':', '(', '<'])).then_some(name)
        })
        .collect()
}

#[test]
fn every_validator_and_method_of_the_installed_release_is_in_a_fixture() {
    let Some(oracle) = Oracle::from_env() else { return };
    // Its first run installs the package.
    oracle.run(None, [Path::new("convex"), &fixtures().join("literals/schema.ts")]).unwrap();
    let (Some(v), Some(validators), Some(tables)) = (
        declarations("values/validator.d.ts"),
        declarations("values/validators.d.ts"),
        declarations("server/schema.d.ts"),
    ) else {
        return;
    };
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        std::fs::read_to_string(entry.unwrap().path().join("schema.ts")).unwrap()
    };
    let used: String = std::fs::read_dir(fixtures()).unwrap().map(read).collect();
    let builders = declared(&v, "declare const v: {");
    let mut members = declared(&validators, "class ");
    members.extend(declared(&tables, "class "));
    // Types, not values; and what no program calls.
    for name in ["type", "fieldPaths", "constructor", "strictTableNameTypes"] {
        members.remove(name);
    }
    assert!(builders.len() > 15 && members.len() > 15, "{builders:?} {members:?}");
    let missing = builders.iter().filter(|name| !used.contains(&format!("v.{name}(")));
    let missing: Vec<_> = missing.chain(members.iter().filter(|name| !used.contains(&format!(".{name}")))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
