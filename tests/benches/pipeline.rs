//! Reading and rendering, stage by stage: `cargo bench -p schema-doc-tests`, in the dev profile with `--profile dev`.
//!
//! Real schemas are those of `SCHEMA_DOC_MORE`; made-up ones have 100, 1,000 and 10,000 tables.

use divan::{Bencher, black_box};
use schema_doc_build::Loaded;
use schema_doc_tests::{POSTGRESQL, Project, corpus, synthetic::synthetic};

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
