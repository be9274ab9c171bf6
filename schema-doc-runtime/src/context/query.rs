//! For a query on a table.

use std::collections::BTreeSet;

use schema_doc_diagnostics::nearest;
use serde::{Deserialize, Serialize};

use super::budget::{Budget, ContextError, fit};
use super::graph::Graph;
use super::item::{Item, fields_of, ordered, patterns_of, picked};
use super::make::{self, Detail};
use super::parts::{
    About, FieldDefinition, IndexDefinition, JoinPath, LeftOut, QueryPattern, TableDefinition, is_absent,
};
use crate::manifest::Manifest;

/// For a query on a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QueryContext {
    /// What was asked of which schema.
    #[serde(flatten)]
    pub about: About,
    /// The table, without its fields.
    pub table: TableDefinition,
    /// Its fields, in declaration order.
    pub fields: Vec<FieldDefinition>,
    /// Its keys and indexes.
    pub indexes: Vec<IndexDefinition>,
    /// How it is queried: documented access patterns, and statements that follow from keys and indexes.
    pub common_patterns: Vec<QueryPattern>,
    /// What bears on its performance.
    pub performance_tips: Vec<String>,
    /// How to join it with its neighbours.
    pub join_paths: Vec<JoinPath>,
    /// What the budget left out.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub left_out: LeftOut,
}

impl Manifest {
    /// What a query on a table, or a view, needs to know.
    ///
    /// # Errors
    /// Where there is no such table, or the budget is too small for anything.
    pub fn query_context(&self, table: &str, budget: Budget) -> Result<QueryContext, ContextError> {
        let graph = Graph::of(self, |_| true);
        let Some(at) = find(&graph, table) else {
            let nearest = nearest(table, graph.nodes.iter().map(|node| node.id.as_str())).map(str::to_owned);
            return Err(ContextError::UnknownTable { name: table.to_owned(), nearest });
        };
        let node = &graph.nodes[at];
        let indexes = make::indexes(node);
        let tips = make::tips(node, self);
        let neighbours = make::neighbours(&graph, at);
        let mut items: Vec<(u64, Item)> = make::notes(node).map(|i| (75, Item::Note(i))).collect();
        for position in 0..make::field_count(node) {
            let field = node.fields.get(position).map(|(_, field)| *field);
            let is_key = field.is_some_and(|field| {
                let is_of = |index: &IndexDefinition| index.keys.contains(&field.name);
                field.references.is_some() || indexes.iter().any(is_of)
            });
            let is_deprecated = field.is_some_and(|field| field.deprecated.is_some());
            items.push((
                if is_key {
                    90
                } else if is_deprecated {
                    30
                } else {
                    70
                },
                Item::Field(at, position),
            ));
        }
        items.extend((0..indexes.len()).map(|i| (85, Item::Index(at, i))));
        items.extend((0..tips.len()).map(|i| (55, Item::Tip(i))));
        items.extend(neighbours.iter().enumerate().map(|(i, (_, path))| {
            let direct = path.joins.len() == 1;
            (
                if direct && !path.inferred {
                    65
                } else if direct {
                    50
                } else {
                    35
                },
                Item::Join(i),
            )
        }));
        if let Some(table) = node.table {
            items.extend((0..table.access_patterns.len()).map(|i| (60, Item::Access(at, i))));
            items.extend(table.queries.iter().enumerate().filter_map(|(i, query)| match query.kind.as_str() {
                "read" => Some((45, Item::Query(at, i))),
                "change" => Some((40, Item::Query(at, i))),
                _ => None,
            }));
        }
        let items = ordered(items);
        let build = |chosen: &[Item]| {
            let left_out = LeftOut::of(&items, chosen);
            let chosen: BTreeSet<Item> = chosen.iter().copied().collect();
            QueryContext {
                about: self.about("query", Some(&node.id)),
                table: make::table(node, |note| chosen.contains(&Item::Note(note))),
                fields: fields_of(&graph, at, &chosen, Detail::Full),
                indexes: picked(&indexes, |i| chosen.contains(&Item::Index(at, i))),
                common_patterns: patterns_of(&graph, at, &chosen, None),
                performance_tips: picked(&tips, |i| chosen.contains(&Item::Tip(i))),
                join_paths: chosen
                    .iter()
                    .filter_map(|item| if let Item::Join(i) = item { Some(neighbours[*i].1.clone()) } else { None })
                    .collect(),
                left_out,
            }
        };
        fit(&items, budget, build, |context| context.in_form(budget.form).unwrap_or_default())
    }
}

/// The node of an identifier, else of one that differs by case alone.
fn find(graph: &Graph<'_>, table: &str) -> Option<usize> {
    let same = |exact: bool| {
        let is_it = |id: &str| if exact { id == table } else { id.to_lowercase() == table.to_lowercase() };
        graph.nodes.iter().position(|node| is_it(&node.id))
    };
    same(true).or_else(|| same(false))
}
