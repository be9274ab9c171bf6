//! Reading and rendering, stage by stage: `cargo bench -p schema-doc-tests`, in the dev profile with `--profile dev`.
//!
//! Real schemas are those of `SCHEMA_DOC_CORPUS` and `SCHEMA_DOC_MORE`; made-up ones have 100, 1,000 and 10,000 tables.

use std::fmt;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use schema_doc_build::config::{SourceConfig, SourceKind};
use schema_doc_build::files::Files;
use schema_doc_build::model::{Schema, System};
use schema_doc_build::render::manifest::manifest;
use schema_doc_build::source::sql;
use schema_doc_build::{Loaded, Source};
use schema_doc_diagnostics::Diagnostics;
use schema_doc_runtime::context::Budget;
use schema_doc_runtime::manifest::Manifest;
use schema_doc_tests::synthetic::{convex, synthetic};
use schema_doc_tests::{MYSQL, ORACLE, POSTGRESQL, Project, SQL_SERVER, SQLITE, Server, corpus};

fn main() {
    divan::main();
}

const TABLES: [usize; 3] = [100, 1_000, 10_000];

fn zabbix() -> Option<Project> {
    let schema = corpus(POSTGRESQL).into_iter().find(|s| s.name.contains("zabbix"))?;
    Some(Project::of_schema(&schema))
}

fn render(loaded: &Loaded) -> usize {
    loaded.render().map(|artifact| artifact.contents.to_string().len()).sum()
}

#[divan::bench(sample_count = 20)]
fn zabbix_read(bencher: Bencher) {
    if let Some(project) = zabbix() {
        bencher.bench_local(|| black_box(project.load()));
    }
}

#[divan::bench(sample_count = 20)]
fn zabbix_read_and_render(bencher: Bencher) {
    if let Some(project) = zabbix() {
        bencher.bench_local(|| black_box(render(&project.load())));
    }
}

#[divan::bench(args = TABLES, sample_count = 3)]
fn synthetic_read(bencher: Bencher, tables: usize) {
    let project = Project::of_sql(&synthetic(tables));
    bencher.bench_local(|| black_box(project.load()));
}

#[divan::bench(args = TABLES, sample_count = 3)]
fn synthetic_read_and_render(bencher: Bencher, tables: usize) {
    let project = Project::of_sql(&synthetic(tables));
    bencher.bench_local(|| black_box(render(&project.load())));
}

fn convex_project(tables: usize) -> Project {
    let files = [("convex/schema.ts", &*convex(tables))];
    Project::of_program(&files, |path| Source::convex(path), "convex/schema.ts")
}

#[divan::bench(args = TABLES, sample_count = 3)]
fn convex_read(bencher: Bencher, tables: usize) {
    let project = convex_project(tables);
    bencher.bench_local(|| black_box(project.load()));
}

#[divan::bench(args = TABLES, sample_count = 3)]
fn convex_read_and_render(bencher: Bencher, tables: usize) {
    let project = convex_project(tables);
    bencher.bench_local(|| black_box(render(&project.load())));
}

/// The text of a manifest of as many tables.
fn manifest_text(tables: usize) -> String {
    manifest(Project::of_sql(&synthetic(tables)).load().input()).to_string()
}

/// What a running service pays once, with `manifest()` of the generated module.
#[divan::bench(args = TABLES, sample_count = 3)]
fn manifest_parse(bencher: Bencher, tables: usize) {
    let text = manifest_text(tables);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| black_box(Manifest::from_json(&text)));
}

/// Words that stand in every table, and some that stand in one: nothing can be passed over.
const QUESTION: &str =
    "records of a customer are held although their status was open; where does the reply to record_17 go?";

#[divan::bench(args = TABLES, sample_count = 20)]
fn context_query(bencher: Bencher, tables: usize) {
    let manifest = Manifest::from_json(&manifest_text(tables)).expect("a manifest");
    bencher.bench_local(|| black_box(manifest.query_context("record_17", Budget::default())));
}

#[divan::bench(args = TABLES, sample_count = 20)]
fn context_feature(bencher: Bencher, tables: usize) {
    let manifest = Manifest::from_json(&manifest_text(tables)).expect("a manifest");
    bencher.bench_local(|| black_box(manifest.feature_context(QUESTION, Budget::default())));
}

#[divan::bench(args = TABLES, sample_count = 20)]
fn context_debug(bencher: Bencher, tables: usize) {
    let manifest = Manifest::from_json(&manifest_text(tables)).expect("a manifest");
    bencher.bench_local(|| black_box(manifest.debugging_context(QUESTION, Budget::default())));
}

#[divan::bench(args = TABLES, sample_count = 20)]
fn context_performance(bencher: Bencher, tables: usize) {
    let manifest = Manifest::from_json(&manifest_text(tables)).expect("a manifest");
    bencher.bench_local(|| black_box(manifest.performance_context(Budget::default())));
}

/// One schema, as one system has it.
struct Written {
    name: String,
    system: System,
    text: String,
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.system.as_str())
    }
}

/// The schemas that every system has, so that readers can be compared.
fn of_every_system() -> Vec<Written> {
    let mut all = Vec::new();
    for name in ["chinook", "sakila", "roundcube-core"] {
        for server in [POSTGRESQL, MYSQL, SQLITE, SQL_SERVER, ORACLE] {
            all.extend(written(server, name));
        }
    }
    all
}

fn written(server: Server, name: &str) -> Option<Written> {
    let schema = corpus(server).into_iter().find(|schema| schema.name == name)?;
    let texts: Vec<String> = schema.files.iter().map(|path| std::fs::read_to_string(path).expect("readable")).collect();
    Some(Written { name: schema.name, system: server.system, text: texts.concat() })
}

/// The reader alone, from bytes to the schema.
#[divan::bench(args = of_every_system(), sample_count = 50)]
fn system_read(bencher: Bencher, written: &Written) {
    let files = Files::in_memory([("schema.sql", written.text.as_str())]);
    let mut source = SourceConfig::new(SourceKind::Sql, "schema.sql");
    source.dialect = Some(written.system);
    bencher.counter(BytesCount::of_str(&written.text)).bench_local(|| {
        let mut schema = Schema::default();
        schema.system = written.system;
        sql::read(&files, &[&source], &mut schema, &mut Diagnostics::default());
        black_box(schema)
    });
}
