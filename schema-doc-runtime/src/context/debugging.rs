//! For a bug report.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::budget::{Budget, ContextError, fit};
use super::graph::Graph;
use super::item::{Item, fields_of, ordered, patterns_of, picked, words_items};
use super::make::{self, Detail};
use super::parts::{About, FieldDefinition, JoinPath, KnownIssue, LeftOut, QueryPattern, is_absent};
use super::rank::{Ranking, rank};
use crate::manifest::Manifest;

/// For a bug report.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DebuggingContext {
    /// What was asked of which schema.
    #[serde(flatten)]
    pub about: About,
    /// The fields to look at: of the most relevant table first, then in declaration order.
    pub relevant_fields: Vec<FieldDefinition>,
    /// What people know to go wrong, and what analysis found.
    pub common_issues: Vec<KnownIssue>,
    /// Statements that look at the state of things.
    pub investigation_queries: Vec<QueryPattern>,
    /// How to join the tables.
    pub join_paths: Vec<JoinPath>,
    /// What the budget left out.
    #[serde(default, skip_serializing_if = "is_absent")]
    pub left_out: LeftOut,
}

impl Manifest {
    /// What a bug report is about: its words, and names out of error messages (`users_email_key`).
    ///
    /// # Errors
    /// Where the budget is too small for anything. Words that stand nowhere in the schema are no error: the context says so.
    pub fn debugging_context(&self, issue: &str, budget: Budget) -> Result<DebuggingContext, ContextError> {
        let graph = Graph::new(self);
        let mut ranking = rank(&graph, self, issue);
        // What was logged tells what happened.
        ranking.lift(12, |i| {
            let role = graph.nodes[i].table.and_then(|table| table.role.as_deref());
            matches!(role, Some("audit" | "log"))
        });
        let joins = make::join_paths(&graph, &ranking);
        let points = |i: usize| ranking.points[i];
        let mut items = words_items(&ranking);
        let mut issues = Vec::new();
        for &i in &ranking.order {
            debugging_items(&graph, &ranking, i, &mut items);
            let (known, found) = make::issues(&graph.nodes[i], self);
            let known = known.into_iter().map(|issue| (54, issue)).chain(found.into_iter().map(|issue| (18, issue)));
            for (share, issue) in known {
                items.push((points(i) * share, Item::Issue(issues.len())));
                issues.push(issue);
            }
            let Some(table) = graph.nodes[i].table else { continue };
            let inspect = table.queries.iter().enumerate().filter(|(_, query)| query.kind == "inspect");
            for (rank, (position, _)) in inspect.enumerate() {
                items.push((points(i) * 48 / (rank as u64 + 1), Item::Query(i, position)));
            }
        }
        for (i, (from, to, _)) in joins.iter().enumerate() {
            items.push((points(*from).min(points(*to)) * 42, Item::Join(i)));
        }
        let items = ordered(items);
        let build = |chosen: &[Item]| {
            let left_out = LeftOut::of(&items, chosen);
            let chosen: BTreeSet<Item> = chosen.iter().copied().collect();
            let named = |i: usize, mut field: FieldDefinition| {
                field.table = Some(graph.nodes[i].id.clone());
                field
            };
            DebuggingContext {
                about: self.understood("debugging", issue, &graph, &ranking, &chosen),
                relevant_fields: ranking
                    .nodes_of(&chosen, |item| if let Item::Field(i, _) = item { Some(i) } else { None })
                    .into_iter()
                    .flat_map(|i| fields_of(&graph, i, &chosen, Detail::Brief).into_iter().map(move |f| (i, f)))
                    .map(|(i, field)| named(i, field))
                    .collect(),
                common_issues: picked(&issues, |i| chosen.contains(&Item::Issue(i))),
                investigation_queries: ranking
                    .nodes_of(&chosen, |item| if let Item::Query(i, _) = item { Some(i) } else { None })
                    .into_iter()
                    .flat_map(|i| patterns_of(&graph, i, &chosen, Some(i)))
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

/// Fields of a table that a bug report is about: the first stands for the table; named ones; states, times and keys; then all others.
fn debugging_items(graph: &Graph<'_>, ranking: &Ranking, i: usize, items: &mut Vec<(u64, Item)>) {
    let node = &graph.nodes[i];
    let key = node.table.and_then(|table| table.primary_key.as_ref()).map_or(&[][..], |key| &key.fields);
    let first = node.fields.iter().position(|(path, _)| key.contains(path)).unwrap_or(0);
    for position in 0..make::field_count(node) {
        let share = match node.fields.get(position) {
            _ if position == first => {
                items.push((ranking.lasting(i) * 60, Item::Field(i, position)));
                continue;
            }
            _ if ranking.fields.contains_key(&(i, position)) => 50,
            Some((_, field)) if !field.enum_values.is_empty() || is_state(&field.logical_type) => 28,
            Some((path, field)) if field.references.is_some() || key.contains(path) => 25,
            _ if ranking.is_hit[i] => 15,
            _ => 8,
        };
        items.push((ranking.points[i] * share, Item::Field(i, position)));
    }
}

/// What tells how far something has come, and when.
fn is_state(logical: &str) -> bool {
    matches!(logical, "boolean" | "enum" | "date" | "time" | "timestamp" | "timestamptz")
}
