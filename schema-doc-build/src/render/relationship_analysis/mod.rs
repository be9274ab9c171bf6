//! `relationship-analysis.md`: how tables hang together, what a delete reaches, how they are joined and accessed.

mod access;
mod deletes;
mod paths;
mod structure;

#[cfg(feature = "book")]
pub(crate) use self::access::pattern_table;
use super::links::Links;
use super::markdown::{self, block, code, count, heading, text};
use super::{Artifact, Format, Input, Renderer, header};
use crate::analyze::graph::Graph;
use crate::list::{IteratorExt, VecExt};

/// Makes the relationship analysis.
#[derive(Debug)]
pub(crate) struct RelationshipAnalysis;

impl Renderer for RelationshipAnalysis {
    fn format(&self) -> Format {
        Format::RelationshipAnalysis
    }

    fn render<'a>(&'a self, input: Input<'a>) -> Box<dyn Iterator<Item = Artifact<'a>> + 'a> {
        super::single(input, |input| {
            let path = input.layout.file(Format::RelationshipAnalysis);
            Artifact::new(Format::RelationshipAnalysis, path, document(input, path))
        })
    }
}

/// What the sections are written from.
#[derive(Debug)]
struct Context<'a> {
    input: Input<'a>,
    links: Links<'a>,
    graph: Graph,
}

impl Context<'_> {
    /// Whether the table is in the documents.
    fn is_shown(&self, table: usize) -> bool {
        self.input.schema.tables.get(table).is_some_and(|t| !t.annotations.ignore)
    }

    /// A table's name as text, for words beside it.
    fn name(&self, table: usize) -> String {
        self.input.schema.tables.get(table).map(|t| self.input.schema.identifier(&t.id)).unwrap_or_default()
    }

    /// Links to tables, in a cell; beyond the limit they are counted.
    fn tables_in_cell(&self, tables: &[usize], limit: usize) -> String {
        let mut cells: Vec<String> = tables.iter().take(limit).map(|&t| self.links.table_in_cell(t)).collect_vec();
        if tables.len() > limit {
            cells.push(format!("and {} more", tables.len() - limit));
        }
        cells.join(", ")
    }
}

fn document(input: Input, path: &str) -> String {
    let context =
        Context { input, links: Links::of_document(input, path), graph: Graph::new(input.schema, input.analysis) };
    let mut out = format!("{}\n", header::MARKDOWN);
    top(&mut out, &context);
    structure::relationships(&mut out, &context);
    structure::junctions(&mut out, &context);
    structure::features(&mut out, &context);
    structure::hubs(&mut out, &context);
    deletes::blast_radius(&mut out, &context);
    deletes::order(&mut out, &context);
    deletes::cycles(&mut out, &context);
    paths::join_paths(&mut out, &context);
    access::undeclared(&mut out, &context);
    access::unindexed(&mut out, &context);
    access::patterns(&mut out, &context);
    access::insights(&mut out, &context);
    out
}

fn top(out: &mut String, context: &Context) {
    let input = context.input;
    let title = input.schema.name.as_deref().map(|name| format!(" of {}", text(name))).unwrap_or_default();
    heading(out, 1, &format!("Relationship analysis{title}"));
    let relationships = input.analysis.tables.iter().map(|t| t.incoming.len()).sum();
    let shown = input.schema.tables.iter().filter(|table| !table.annotations.ignore);
    let (partitions, tables): (Vec<_>, Vec<_>) = shown.partition(|table| table.partition_of.is_some());
    let mut facts = vec![count(tables.len(), "table", "tables")];
    facts.push_all((!partitions.is_empty()).then(|| count(partitions.len(), "partition", "partitions")));
    facts.push(count(relationships, "relationship", "relationships"));
    if !input.analysis.features.is_empty() {
        facts.push(count(input.analysis.features.len(), "feature", "features"));
    }
    facts.push_all(context.links.overview("").map(|url| markdown::link("the schema", &url)));
    block(out, &facts.join(" · "));
    if !input.analysis.fingerprint.is_empty() {
        block(out, &format!("**Fingerprint:** {}", code(&input.analysis.fingerprint)));
    }
}
