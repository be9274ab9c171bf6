//! The docs folder's `README.md`: what there is, where it is described, what is missing, and how to bring it up to date.

mod checks;
mod objects;

use super::links::Links;
use super::lookup::Lookup;
use super::markdown::{
    self, Table, block, cell_code, cell_text, code, count, fenced, grouped, heading, list, prose, text,
};
use super::{Artifact, Format, Input, header, mermaid, words};
use crate::analyze::TableRole;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{self, TableKind};

/// A diagram of more text than this is linked, not shown.
const DIAGRAM_IN_TEXT: usize = 12_000;

/// The file.
pub(super) fn artifact(input: Input) -> Artifact {
    let path = input.layout.readme();
    let links = Links::of_document(input, path);
    let lookup = Lookup::new(input.schema);
    let mut out = format!("{}\n", header::MARKDOWN);
    top(&mut out, input, &links);
    diagram(&mut out, input, &links);
    features(&mut out, input, &links);
    tables(&mut out, input, &links);
    objects::sections(&mut out, input, &links, &lookup);
    checks::section(&mut out, input, &links);
    maintenance(&mut out, input);
    not_here(&mut out, input, &links);
    Artifact::new(Format::Tables, path, out)
}

/// Title, purpose, key figures.
fn top(out: &mut String, input: Input, links: &Links) {
    let schema = input.schema;
    let title =
        schema.name.as_deref().map_or_else(|| "Database schema".to_owned(), |name| format!("{} schema", text(name)));
    heading(out, 1, &title);
    if let Some(purpose) = &schema.purpose {
        block(out, &prose(purpose));
    }
    if let Some(summary) = &schema.architecture_summary {
        block(out, &prose(summary));
    }
    if !schema.key_patterns.is_empty() {
        let patterns: Vec<String> = schema.key_patterns.mapped(|pattern| text(pattern));
        block(out, &format!("**Key patterns:** {}", patterns.join(" · ")));
    }
    heading(out, 2, "Key figures");
    block(out, &figures(input));
    let fingerprint = &input.analysis.fingerprint;
    let mut lines = vec![format!("**System:** {}", schema.system.title())];
    if !fingerprint.is_empty() {
        lines.push(format!("**Fingerprint:** {}", code(fingerprint)));
    }
    let sources: Vec<String> = schema.sources.mapped(|s| format!("{} ({})", code(&s.path), text(s.kind)));
    if !sources.is_empty() {
        lines.push(format!("**Sources:** {}", sources.join(", ")));
    }
    let documents = documents(links);
    if !documents.is_empty() {
        lines.push(format!("**Documents:** {}", documents.join(" · ")));
    }
    block(out, &lines.join("  \n"));
}

/// The other documents of the folder.
pub(super) fn documents(links: &Links) -> Vec<String> {
    let known = [
        (Format::HumanDocs, "the book"),
        (Format::RelationshipAnalysis, "relationship analysis"),
        (Format::Dbml, "DBML"),
        (Format::Ddl, "DDL"),
        (Format::SampleData, "sample data"),
        (Format::Manifest, "manifest"),
        (Format::AiContext, "context for AI agents"),
    ];
    known.into_iter().filter_map(|(format, title)| Some(markdown::link(title, &links.format(format)?))).collect_vec()
}

pub(super) fn figures(input: Input) -> String {
    let schema = input.schema;
    let (mut partitions, mut relationships, mut tables) = (0, 0, Vec::new());
    for (table, analysis) in schema.tables.iter().zip(&input.analysis.tables) {
        relationships += analysis.incoming.len();
        if table.annotations.ignore {
            continue;
        }
        match table.kind {
            TableKind::Partition => partitions += 1,
            _ => tables.push((table, analysis)),
        }
    }
    let sum = |of: fn(&model::Table) -> usize| {
        let mut sum = 0;
        for (table, _) in &tables {
            sum += of(table);
        }
        sum
    };
    let mut rows = Table::new(&["What", "How many"]);
    let mut row = |what: &str, number: usize| {
        if number > 0 {
            rows.push(&[what.to_owned(), grouped(number)]);
        }
    };
    row("Tables", tables.len());
    for (role, what) in [
        (TableRole::Junction, "of them junction tables"),
        (TableRole::Lookup, "of them lookup tables"),
        (TableRole::Audit, "of them audit tables"),
        (TableRole::Log, "of them logs"),
    ] {
        row(what, tables.count(|(_, analysis)| analysis.role == Some(role)));
    }
    row("Partitions", partitions);
    row(if schema.system.has_documents() { "Fields" } else { "Columns" }, sum(|t| t.columns.len()));
    row("Relationships", relationships);
    row("Indexes", sum(|t| t.indexes.len()));
    row("Unique keys, checks and exclusions", sum(|t| t.unique.len() + t.checks.len() + t.exclusions.len()));
    row("Triggers", sum(|t| t.triggers.len()));
    row("Policies", sum(|t| t.policies.len()));
    row("Views", schema.views.len());
    row("Enumerated types", schema.enums.len());
    row("Domains", schema.domains.len());
    row("Composite types", schema.composites.len());
    row("Range types", schema.ranges.len());
    row("Functions and procedures", schema.routines.len());
    row("Sequences", schema.sequences.count(|s| !s.implicit));
    row("Extensions", schema.extensions.len());
    rows.finish()
}

/// The overview as a diagram, where it is not too large to read; links to the diagrams' files.
fn diagram(out: &mut String, input: Input, links: &Links) {
    if input.schema.tables.is_empty() {
        return;
    }
    heading(out, 2, "Diagram");
    let diagram = mermaid::overview(input);
    let large = diagram.len() > DIAGRAM_IN_TEXT;
    if !large {
        block(out, &fenced("mermaid", &diagram));
    }
    if links.writes(Format::Mermaid) {
        let url = links.document(&mermaid::overview_path(input));
        let reason = if large { "The schema is too large for a diagram here. " } else { "" };
        let mut diagrams = vec![markdown::link("the whole schema", &url)];
        for (feature, path) in input.analysis.features.iter().zip(mermaid::feature_paths(input)) {
            diagrams.push(markdown::link(&text(&feature.name), &links.document(&path)));
        }
        block(out, &format!("{reason}As files: {}.", diagrams.join(" · ")));
    } else if large {
        block(out, "The schema is too large for a diagram here; add `mermaid` to the formats for diagrams as files.");
    }
}

/// Groups of tables that serve one purpose.
fn features(out: &mut String, input: Input, links: &Links) {
    let features = &input.analysis.features;
    if features.is_empty() {
        return;
    }
    heading(out, 2, "Features");
    let mut rows = Table::new(&["Feature", "Tables", "Description"]);
    for feature in features {
        let tables: Vec<String> =
            feature.tables.iter().map(|&table| links.table_in_cell(table)).filter(|t| !t.is_empty()).collect_vec();
        let mut words: Vec<String> = feature.description.iter().map(|d| cell_text(d)).collect_vec();
        words.push_all(feature.category.iter().map(|category| format!("Category {}", cell_text(category))));
        if feature.inferred {
            words.push("*Inferred from the references between the tables*".to_owned());
        }
        rows.push(&[format!("**{}**", text(&feature.name)), tables.join(", "), words.join(" · ")]);
    }
    block(out, &rows.finish());
}

/// The list of all tables.
fn tables(out: &mut String, input: Input, links: &Links) {
    heading(out, 2, "Tables");
    let list = table_list(input, links);
    block(out, if list.is_empty() { "The schema has no table." } else { &list });
    let partitions: Vec<usize> = (0..input.schema.tables.len()).filter(|&t| is_partition(input, t)).collect_vec();
    if !partitions.is_empty() {
        let summary = count(partitions.len(), "partition", "partitions");
        markdown::folded(out, &summary, &table_rows(input, links, &partitions));
    }
}

fn is_partition(input: Input, table: usize) -> bool {
    input.schema.tables.get(table).is_some_and(|t| t.partition_of.is_some())
}

/// `Schema | Purpose | Documentation`, one row a table; partitions stand with their tables.
pub(super) fn table_list(input: Input, links: &Links) -> String {
    let whole: Vec<usize> = (0..input.schema.tables.len()).filter(|&t| !is_partition(input, t)).collect_vec();
    table_rows(input, links, &whole)
}

/// The same for some tables.
pub(super) fn table_rows(input: Input, links: &Links, positions: &[usize]) -> String {
    let schema = input.schema;
    let mut rows = Table::new(&["Schema", "Purpose", "Documentation"]);
    for &position in positions {
        let Some(table) = schema.tables.get(position).filter(|t| !t.annotations.ignore) else { continue };
        let mut purpose: Vec<String> = Vec::new();
        if table.annotations.deprecated.is_some() {
            purpose.push("**Deprecated.**".to_owned());
        }
        let written = table.annotations.purpose.as_ref().or(table.annotations.description.as_ref());
        match (written, &table.partition_of) {
            (Some(words), _) => purpose.push(cell_text(words)),
            (None, Some(of)) => purpose.push(format!("A partition of {}.", cell_code(&schema.identifier(&of.table)))),
            (None, None) => purpose.push("*No description yet*".to_owned()),
        }
        let page = links.page(position).map(|url| markdown::link(&cell_code(input.layout.table_page(position)), &url));
        let name = format!("**{}**", cell_text(&schema.identifier(&table.id)));
        rows.push(&[name, purpose.join(" "), page.unwrap_or_default()]);
    }
    rows.finish()
}

/// How to regenerate and how to verify.
fn maintenance(out: &mut String, input: Input) {
    heading(out, 2, "How to regenerate and verify");
    block(
        out,
        "These documents are written from the schema's sources at every `cargo build` on a developer's machine, and checked in CI. \
         Describe a table where it is defined, or in `schema-doc.toml`; by hand, write only between the notes markers of a page.",
    );
    let commands = "# write the documents anew\nSCHEMA_DOC=write cargo build\n\n# fail where documents and schema differ, write nothing\n\
                    SCHEMA_DOC=check cargo build\n\n# the same without a build\ncargo schema-doc check\n";
    block(out, &fenced("bash", commands));
    let performance = &input.analysis.insights;
    let lines = |title: &str, lines: &[String]| lines.mapped(|line| format!("{title}: {}", text(line)));
    let mut items = lines("Critical index", &performance.critical_indexes);
    items.push_all(lines("Denormalized", &performance.denormalization_patterns));
    items.push_all(lines("Scaling", &performance.scaling_considerations));
    if !items.is_empty() {
        heading(out, 2, "Performance notes");
        list(out, &items);
    }
}

/// What the documents do not show, and why.
fn not_here(out: &mut String, input: Input, links: &Links) {
    let schema = input.schema;
    if !schema.left_out.is_empty() {
        heading(out, 2, "Left out");
        block(
            out,
            &format!(
                "Tables of migration tools, those behind virtual tables, and what the configuration excludes: {}.",
                words::codes(&schema.left_out)
            ),
        );
    }
    if schema.unsupported.is_empty() {
        return;
    }
    heading(out, 2, "Not understood");
    let statements = count(schema.unsupported.len(), "statement", "statements");
    block(
        out,
        &format!("{statements} of the sources could not be modelled: these documents do not show what comes of them."),
    );
    let mut rows = Table::new(&["Place", "Statement", "Reason"]);
    for unsupported in &schema.unsupported {
        let place = links.source_in_cell(unsupported.span);
        rows.push(&[place, cell_code(&unsupported.statement), cell_text(&unsupported.reason)]);
    }
    block(out, &rows.finish());
}
