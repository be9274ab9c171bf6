//! For work on a feature.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::budget::{Budget, ContextError, fit};
use super::graph::Graph;
use super::item::{Item, fields_of, ordered, patterns_of, picked, words_items};
use super::make::{self, Detail};
use super::parts::{
    About, IntegrationPoint, JoinPath, LeftOut, QueryPattern, RelationshipDefinition, TableDefinition, is_absent,
};
use super::rank::{Ranking, rank};
use crate::manifest::Manifest;

/// For work on a feature.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FeatureContext {
    /// What was asked of which schema.
    #[serde(flatten)]
    pub about: About,
    /// The tables, most relevant first.
    pub relevant_tables: Vec<TableDefinition>,
    /// How they hang together.
    pub relationships: Vec<RelationshipDefinition>,
    /// How they are queried.
    pub access_patterns: Vec<QueryPattern>,
    /// Triggers, routines and functions that meet them.
    pub integration_points: Vec<IntegrationPoint>,
    /// How to join those of the tables that do not reference each other.
    pub join_paths: Vec<JoinPath>,
    /// What the budget left out.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub left_out: LeftOut,
}

impl Manifest {
    /// What work on a feature needs to know: the name of a declared feature, or any words.
    ///
    /// # Errors
    /// Where the budget is too small for anything. Words that stand nowhere in the schema are no error: the context says so.
    pub fn feature_context(&self, feature: &str, budget: Budget) -> Result<FeatureContext, ContextError> {
        let graph = Graph::new(self);
        let ranking = rank(&graph, self, feature);
        let joins = make::join_paths(&graph, &ranking);
        let integration = make::integration_points(&graph, self);
        let points = |i: usize| ranking.points[i];
        let mut items = words_items(&ranking);
        for &i in &ranking.order {
            items.push((ranking.lasting(i) * 60, Item::Table(i)));
            fields_items(&graph, &ranking, i, &mut items);
            let patterns = graph.nodes[i].table.map_or(0, |table| table.access_patterns.len());
            items.extend((0..patterns).map(|pattern| (points(i) * 20, Item::Access(i, pattern))));
        }
        let is_relevant = |i: usize| ranking.place[i].is_some();
        for (i, edge) in graph.edges.iter().enumerate().filter(|(_, e)| is_relevant(e.from) && is_relevant(e.to)) {
            items.push((points(edge.from).min(points(edge.to)) * 36, Item::Relationship(i)));
        }
        for (i, (from, to, _)) in joins.iter().enumerate() {
            items.push((points(*from).min(points(*to)) * 42, Item::Join(i)));
        }
        for (i, (met, _)) in integration.iter().enumerate() {
            let most = met.iter().filter(|&&node| is_relevant(node)).map(|&node| points(node)).max();
            items.extend(most.map(|most| (most * 24, Item::Integration(i))));
        }
        let items = ordered(items);
        let build = |chosen: &[Item]| {
            let left_out = LeftOut::of(&items, chosen);
            let chosen: BTreeSet<Item> = chosen.iter().copied().collect();
            let shown = ranking.nodes_of(&chosen, |item| if let Item::Table(i) = item { Some(i) } else { None });
            FeatureContext {
                about: self.understood("feature", feature, &graph, &ranking, &chosen),
                relevant_tables: shown
                    .iter()
                    .map(|&i| {
                        let fields = fields_of(&graph, i, &chosen, Detail::Brief);
                        let more_fields = make::field_count(&graph.nodes[i]) - fields.len();
                        TableDefinition { fields, more_fields, ..make::table(&graph.nodes[i], |note| note > 0) }
                    })
                    .collect(),
                relationships: chosen
                    .iter()
                    .filter_map(|item| if let Item::Relationship(i) = item { Some(*i) } else { None })
                    .map(|i| make::relationship(&graph, i))
                    .collect(),
                access_patterns: shown.iter().flat_map(|&i| patterns_of(&graph, i, &chosen, Some(i))).collect(),
                integration_points: chosen
                    .iter()
                    .filter_map(|item| if let Item::Integration(i) = item { integration.get(*i) } else { None })
                    .map(|(_, point)| point.clone())
                    .collect(),
                join_paths: picked(&joins, |i| chosen.contains(&Item::Join(i)))
                    .into_iter()
                    .map(|(_, _, j)| j)
                    .collect(),
                left_out,
            }
        };
        fit(&items, budget, build, |context| context.in_form(budget.form).unwrap_or_default())
    }
}

/// Fields of a relevant table: named ones, keys, then all others.
fn fields_items(graph: &Graph<'_>, ranking: &Ranking, i: usize, items: &mut Vec<(u64, Item)>) {
    let node = &graph.nodes[i];
    let key = node.table.and_then(|table| table.primary_key.as_ref()).map_or(&[][..], |key| &key.fields);
    for position in 0..make::field_count(node) {
        let share = match node.fields.get(position) {
            _ if ranking.fields.contains_key(&(i, position)) => 45,
            Some((path, field)) if field.references.is_some() || key.contains(path) => 25,
            _ if ranking.is_hit[i] => 15,
            _ => 8,
        };
        items.push((ranking.points[i] * share, Item::Field(i, position)));
    }
}
