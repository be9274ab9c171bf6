//! `diagrams/*.mmd`: Mermaid `erDiagram`s of the whole schema, of each feature and of each table with its neighbours.

mod diagram;
mod text;

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::{Map, Set};

use super::{Artifact, Format, Input, Renderer, header};
use crate::analyze::{Cardinality, Relationship};
use crate::model::{DOCUMENTS, Schema};
use diagram::{Detail, Diagram, Edge};

/// Makes the diagrams.
#[derive(Debug)]
pub(crate) struct Mermaid;

impl Renderer for Mermaid {
    fn format(&self) -> Format {
        Format::Mermaid
    }

    fn render<'a>(&'a self, input: Input<'a>) -> Box<dyn Iterator<Item = Artifact<'a>> + 'a> {
        let artifact = |path: String, diagram: String| {
            Artifact::new(Format::Mermaid, path, format!("{}\n{diagram}", header::MERMAID))
        };
        let whole = std::iter::once_with(move || artifact(overview_path(input), overview(input)));
        let features = feature_paths(input)
            .into_iter()
            .enumerate()
            .map(move |(position, path)| artifact(path, feature(input, position)));
        let tables = (0..input.schema.tables.len())
            .map(move |table| artifact(input.layout.table_diagram(table), table_neighbourhood(input, table)));
        Box::new(whole.chain(features).chain(tables))
    }
}

/// Where the overview lies.
pub(crate) fn overview_path(input: Input) -> String {
    input.layout.diagram("overview")
}

/// Where each feature's diagram lies, in the order of the features. Names that would be the same file get a hash.
pub(crate) fn feature_paths(input: Input) -> Vec<String> {
    let mut taken = Set::from([overview_path(input).to_ascii_lowercase()]);
    let mut path_of = |feature: &crate::analyze::Feature| {
        let path = input.layout.diagram(&feature.name);
        if taken.insert(path.to_ascii_lowercase()) {
            return path;
        }
        input.layout.diagram(&text::hashed_id(&feature.name))
    };
    input.analysis.features.mapped(&mut path_of)
}

/// The whole schema: every table with its keys; where that is too much for one diagram, the features and the references between them.
pub(crate) fn overview(input: Input) -> String {
    let tables: Vec<usize> = (0..input.schema.tables.len()).filter(|&t| root(input.schema, t) == t).collect_vec();
    let edges = edges_of(input, 0..input.schema.tables.len());
    let whole = [Detail::Keys, Detail::Name].into_iter().find_map(|detail| whole(input, &tables, &edges, detail));
    match whole {
        Some(text) => text,
        None if input.analysis.features.len() > 1 => features_overview(input, &edges),
        None => cut(input, &tables, &edges),
    }
}

/// A feature: its tables with all columns, and the tables that they reference. A large one shows less of each.
pub(crate) fn feature(input: Input, position: usize) -> String {
    of_feature(input, position, Detail::Full)
}

/// The same without words, for a text that has them elsewhere.
#[cfg(feature = "book")]
pub(crate) fn feature_without_words(input: Input, position: usize) -> String {
    of_feature(input, position, Detail::Columns)
}

fn of_feature(input: Input, position: usize, most: Detail) -> String {
    let Some(feature) = input.analysis.features.get(position) else { return "erDiagram\n".to_owned() };
    let mut seen = Set::new();
    let tables: Vec<usize> =
        feature.tables.iter().map(|&t| root(input.schema, t)).filter(|&t| seen.insert(t)).collect_vec();
    let edges = edges_of(input, feature.tables.iter().copied());
    [most, Detail::Keys, Detail::Name]
        .into_iter()
        .find_map(|detail| whole(input, &tables, &edges, detail))
        .unwrap_or_else(|| cut(input, &tables, &edges))
}

/// A table with all columns, and its neighbours with the keys that they meet in. A hub with too many neighbours is cut, and says so.
pub(crate) fn table_neighbourhood(input: Input, table: usize) -> String {
    let schema = input.schema;
    let Some((own, analysis)) = schema.tables.get(table).zip(input.analysis.tables.get(table)) else {
        return "erDiagram\n".to_owned();
    };
    let mut edges: Vec<Edge> = Vec::new();
    if let Some(parent) = own.partition_of.as_ref() {
        edges.push_all(schema.table_index(&parent.table).map(|at| Edge::partition(at, table, &parent.bound)));
    }
    // A foreign key that each partition of a neighbour has is one line.
    let mut seen = Set::new();
    let folded = |other: usize| if own.partition_of.is_some() { other } else { root(schema, other) };
    for relationship in &analysis.incoming {
        let edge = Edge::new(folded(relationship.table), table, relationship);
        edges.push_all(seen.insert(edge.clone()).then_some(edge));
    }
    for relationship in &analysis.outgoing {
        let other = folded(relationship.table);
        let edge = match relationship.through {
            Some(junction) if relationship.cardinality == Cardinality::ManyToMany => {
                let name = schema.tables.get(junction).map(|t| schema.identifier(&t.id)).unwrap_or_default();
                Edge::through(table, other, &name)
            }
            // A self reference stands in both lists.
            _ if other == table => continue,
            _ => Edge::new(table, other, relationship),
        };
        edges.push_all(seen.insert(edge.clone()).then_some(edge));
    }

    let mut diagram = Diagram::new(schema);
    let shown = [Detail::Full, Detail::Keys, Detail::Name].into_iter().any(|detail| diagram.table(table, detail, &[]));
    let mut left_out = edges.len();
    for edge in &edges {
        let other = if edge.referenced == table { edge.referencing } else { edge.referenced };
        let keys = if edge.referencing == other { edge.keys.as_slice() } else { &[] };
        if !shown || !diagram.neighbour(other, keys, edge) {
            break;
        }
        left_out -= 1;
    }
    diagram.finish((left_out > 0).then(|| format!("and {left_out} more relationships")))
}

impl Diagram<'_> {
    /// A neighbour's box with the columns that it is met in, and the line to it; both or none.
    fn neighbour(&mut self, table: usize, keys: &[String], edge: &Edge) -> bool {
        let mark = self.mark();
        let added = self.table(table, Detail::Name, keys) && self.edge(edge);
        if !added {
            self.back_to(mark);
        }
        added
    }
}

/// The tables and lines in one diagram, if there is room. Tables that are only referenced show their name.
fn whole(input: Input, tables: &[usize], edges: &[Edge], detail: Detail) -> Option<String> {
    let mut diagram = Diagram::new(input.schema);
    let room = tables.all(|&table| diagram.table(table, detail, &[]))
        && edges.all(|edge| diagram.table(edge.referenced, Detail::Name, &[]))
        && edges.all(|edge| diagram.edge(edge))
        && input.schema.planned.all(|table| diagram.planned(table))
        && (!DOCUMENTS || input.schema.planned.all(|table| diagram.planned_edges(table)));
    room.then(|| diagram.finish(None))
}

/// As many of the lines as one diagram takes, and a note on the rest.
fn cut(input: Input, tables: &[usize], edges: &[Edge]) -> String {
    let mut diagram = Diagram::new(input.schema);
    let lines = edges.iter().take_while(|edge| diagram.edge(edge)).count();
    let mut shown: Set<usize> = edges.iter().take(lines).flat_map(|edge| [edge.referenced, edge.referencing]).collect();
    for &table in tables {
        if !shown.contains(&table) && diagram.table(table, Detail::Name, &[]) {
            shown.insert(table);
        }
    }
    let tables = tables.count(|table| !shown.contains(table));
    let edges = edges.len() - lines;
    diagram.finish((tables + edges > 0).then(|| format!("and {tables} more tables, {edges} more relationships")))
}

/// One box a feature, one line for all references from one feature to another.
fn features_overview(input: Input, edges: &[Edge]) -> String {
    let mut feature_of: Map<usize, usize> = Map::new();
    for (position, feature) in input.analysis.features.iter().enumerate() {
        for &table in &feature.tables {
            feature_of.or_insert(root(input.schema, table), position);
        }
    }
    let mut references: Map<(usize, usize), usize> = Map::new();
    for edge in edges {
        let ends = (feature_of.get(&edge.referenced), feature_of.get(&edge.referencing));
        if let (Some(&to), Some(&from)) = ends
            && from != to
        {
            *references.or_default((to, from)) += 1;
        }
    }
    let mut diagram = Diagram::new(input.schema);
    let ids: Vec<String> = input.analysis.features.mapped(|f| text::hashed_id(&f.name));
    let counted = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let boxes = input.analysis.features.iter().zip(&ids).take_while(|(feature, id)| {
        let name = text::shortened(&feature.name, 100);
        let shown = text::quoted(&format!("{name} ({})", counted(feature.tables.len(), "table")));
        diagram.push(&format!("    {id}[{shown}]\n"))
    });
    let boxes = boxes.count();
    let mut lines = 0;
    for ((to, from), count) in &references {
        let (Some(to), Some(from)) = (ids.get(*to).filter(|_| *to < boxes), ids.get(*from).filter(|_| *from < boxes))
        else {
            continue;
        };
        if diagram.line(&format!("    {to} ||--o{{ {from} : \"{}\"\n", counted(*count, "reference"))) {
            lines += 1;
        }
    }
    let (boxes, lines) = (ids.len() - boxes, references.len() - lines);
    diagram.finish((boxes + lines > 0).then(|| format!("and {boxes} more features, {lines} more lines")))
}

/// The lines from those tables to the tables that they reference, each once; partitions count as their parents.
fn edges_of(input: Input, tables: impl Iterator<Item = usize>) -> Vec<Edge> {
    let mut seen = Set::new();
    let mut edges = Vec::new();
    for table in tables {
        let incoming: &[Relationship] = input.analysis.tables.get(table).map_or(&[], |t| &t.incoming);
        for relationship in incoming {
            let edge = Edge::new(root(input.schema, relationship.table), root(input.schema, table), relationship);
            if seen.insert(edge.clone()) {
                edges.push(edge);
            }
        }
    }
    edges
}

/// The partitioned table that a partition belongs to in the end; any other table itself.
fn root(schema: &Schema, table: usize) -> usize {
    let mut at = table;
    // A partition's parents are few; a circle cannot be, but would not hang us.
    for _ in 0..32 {
        let parent = schema.tables.get(at).and_then(|t| t.partition_of.as_ref());
        match parent.and_then(|parent| schema.table_index(&parent.table)) {
            Some(parent) => at = parent,
            None => break,
        }
    }
    at
}
