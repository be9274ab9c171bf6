//! For what is slow.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::budget::{Budget, ContextError, fit};
use super::graph::Graph;
use super::item::{Item, ordered, patterns_of, picked};
use super::make;
use super::parts::{About, IndexDefinition, LeftOut, QueryPattern, is_absent};
use crate::manifest::Manifest;

/// For what is slow, or will be.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PerformanceContext {
    /// Of which schema.
    #[serde(flatten)]
    pub about: About,
    /// The indexes that matter most first: critical ones, then those that serve documented access patterns.
    pub indexes: Vec<IndexDefinition>,
    /// How tables are queried, the most frequent first.
    pub common_patterns: Vec<QueryPattern>,
    /// What people and analysis say.
    pub performance_tips: Vec<String>,
    /// What the budget left out.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub left_out: LeftOut,
}

impl Manifest {
    /// What bears on the performance of the whole schema.
    ///
    /// # Errors
    /// Where the budget is too small for anything.
    pub fn performance_context(&self, budget: Budget) -> Result<PerformanceContext, ContextError> {
        let graph = Graph::new(self);
        let insights = self.performance_insights.clone().unwrap_or_default();
        let findings = insights.findings.iter().map(|finding| finding.message.clone());
        let said = insights.denormalization_patterns.iter().chain(&insights.scaling_considerations).cloned();
        let tips: Vec<String> = said.chain(findings).collect();
        let all: Vec<Vec<IndexDefinition>> = graph.nodes.iter().map(make::indexes).collect();
        let critical: BTreeSet<&str> = insights.critical_indexes.iter().map(String::as_str).collect();
        let is_critical = |node: usize, index: &IndexDefinition| {
            let name = format!("{}.{}", graph.nodes[node].id, index.name.as_deref().unwrap_or_default());
            critical.contains(name.as_str())
        };
        let mut items: Vec<(u64, Item)> = (0..tips.len()).map(|i| (700, Item::Tip(i))).collect();
        for (i, indexes) in all.iter().enumerate() {
            // A table that is referenced often is joined often.
            let ties = (graph.referenced[i] as u64).min(99);
            for (position, index) in indexes.iter().enumerate() {
                let points = match () {
                    () if is_critical(i, index) => 1_000,
                    () if !index.serves.is_empty() || index.performance_impact.is_some() => 800,
                    () if index.kind == "primary_key" => 100,
                    () => 300,
                };
                items.push((points + ties, Item::Index(i, position)));
            }
            for (position, pattern) in graph.nodes[i].table.into_iter().flat_map(|t| &t.access_patterns).enumerate() {
                let points = match pattern.frequency.as_deref() {
                    Some("high") => 900,
                    Some("low") => 400,
                    _ => 600,
                };
                items.push((points + ties, Item::Access(i, position)));
            }
        }
        let items = ordered(items);
        let build = |chosen: &[Item]| {
            let set: BTreeSet<Item> = chosen.iter().copied().collect();
            let mut indexes = Vec::new();
            let mut common_patterns = Vec::new();
            for item in chosen {
                match *item {
                    Item::Index(i, position) => {
                        let table = Some(graph.nodes[i].id.clone());
                        indexes.extend(all[i].get(position).map(|index| IndexDefinition { table, ..index.clone() }));
                    }
                    Item::Access(i, _) => {
                        let only = BTreeSet::from([*item]);
                        common_patterns.extend(patterns_of(&graph, i, &only, Some(i)));
                    }
                    _ => {}
                }
            }
            PerformanceContext {
                about: self.about("performance", None),
                indexes,
                common_patterns,
                performance_tips: picked(&tips, |i| set.contains(&Item::Tip(i))),
                left_out: LeftOut::of(&items, chosen),
            }
        };
        fit(&items, budget, build, |context| context.in_form(budget.form).unwrap_or_default())
    }
}
