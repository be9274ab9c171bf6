//! What an agent, or a person, needs to know of a schema for the task at hand, and no more than fits.
//!
//! Four questions are answered from a [`Manifest`]:
//!
//! | | for | members |
//! |---|---|---|
//! | [`Manifest::query_context`] | a query on a table | `fields`, `indexes`, `common_patterns`, `performance_tips` |
//! | [`Manifest::feature_context`] | work on a feature | `relevant_tables`, `relationships`, `access_patterns`, `integration_points` |
//! | [`Manifest::debugging_context`] | a bug report | `relevant_fields`, `common_issues`, `investigation_queries` |
//! | [`Manifest::performance_context`] | what is slow | `indexes`, `common_patterns`, `performance_tips` |
//!
//! Each has the schema's fingerprint, says how to join the tables, how the question was understood, and what was left out.
//!
//! ```
//! use schema_doc_runtime::context::Budget;
//! use schema_doc_runtime::manifest::Manifest;
//!
//! let text = r#"{ "schema_manifest": {
//!     "version": "1.0.0", "fingerprint": "sha256:0", "sources": [], "system": "postgresql",
//!     "tables": [
//!         { "name": "sessions", "kind": "table", "purpose": "Who is signed in", "fields": [
//!             { "name": "user_id", "type": "bigint", "native_type": "bigint" },
//!             { "name": "expires_at", "type": "timestamptz", "native_type": "timestamp with time zone" }
//!         ] },
//!         { "name": "prices", "kind": "table", "fields": [] }
//!     ]
//! } }"#;
//! let manifest = Manifest::from_json(text)?;
//! let context = manifest.debugging_context("Sessions expire too early", Budget::markdown(1_000))?;
//! assert_eq!(context.relevant_fields[1].name, "expires_at");
//! assert!(context.to_markdown().contains("### `sessions`"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Relevance
//!
//! The words of the question are looked up in the names of tables and fields (split at `_` and where the case rises, in singular and
//! plural, abbreviated or joined: `usrgrp`, `categorylinks`), in prose, features, categories, roles, access patterns, rules, known
//! issues and closed sets. Rare words count more than frequent ones, names more than prose. Then neighbours gain a share over
//! relationships, less with distance and less where there are many, so that a table that everything references does not pull
//! everything in; and what lies on the ways between the best tables is needed to join them. References that nobody declared are told
//! from names and types, and marked `inferred`. No word, feature or task is known beforehand.
//!
//! # Budget
//!
//! A context is cut to a number of tokens by [`estimate_tokens`] for the form that it will be written in; what is least relevant
//! goes first, fields of distant tables before tables. The same manifest, question and budget give the same bytes.

mod budget;
mod graph;
mod make;
mod markdown;
mod parts;
mod rank;
#[cfg(test)]
mod tests;
mod words;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use budget::{Budget, ContextError, Form, estimate_tokens};
pub use parts::{
    About, FieldDefinition, IndexDefinition, IntegrationPoint, JoinPath, KnownIssue, LeftOut, QueryPattern,
    RelationshipDefinition, TableDefinition, Understood,
};

use crate::manifest::Manifest;
use budget::fit;
use graph::Graph;
use make::Detail;
use parts::is_absent;
use rank::{Ranking, rank};
use words::nearest;

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

macro_rules! forms {
    ($($context:ident)*) => {$(
        impl $context {
            /// As Markdown: names and prose of the schema come out as text, whatever they hold.
            pub fn to_markdown(&self) -> String {
                markdown::Page::of(|page| self.write(page))
            }

            /// As JSON on one line, with a newline at its end.
            ///
            /// # Errors
            /// Where a value cannot be written as JSON; none of this crate's making can be so.
            pub fn to_json(&self) -> Result<String, serde_json::Error> {
                Ok(serde_json::to_string(self)? + "\n")
            }

            /// As Markdown or as JSON.
            ///
            /// # Errors
            /// As [`Self::to_json`].
            pub fn in_form(&self, form: Form) -> Result<String, serde_json::Error> {
                match form {
                    Form::Markdown => Ok(self.to_markdown()),
                    Form::Json => self.to_json(),
                }
            }
        }
    )*};
}
forms! { QueryContext FeatureContext DebuggingContext PerformanceContext }

/// A part that a context may hold; where two are as relevant, the earlier one of these goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Table(usize),
    Note(usize),
    Word(usize),
    Field(usize, usize),
    Index(usize, usize),
    Relationship(usize),
    Join(usize),
    Access(usize, usize),
    Query(usize, usize),
    Tip(usize),
    Issue(usize),
    Integration(usize),
}

impl LeftOut {
    /// All items but those.
    fn of(items: &[Item], chosen: &[Item]) -> Self {
        let (mut all, shown) = (Self::default(), Self::count(chosen));
        if items.len() > chosen.len() {
            all = Self::count(items);
            for (count, shown) in all.counts_mut().into_iter().zip(shown.counts()) {
                *count -= shown;
            }
        }
        all
    }

    fn count(items: &[Item]) -> Self {
        let mut counts = Self::default();
        for item in items {
            *match item {
                Item::Table(_) => &mut counts.tables,
                Item::Note(_) => &mut counts.notes,
                Item::Word(_) => &mut counts.words,
                Item::Field(..) => &mut counts.fields,
                Item::Index(..) => &mut counts.indexes,
                Item::Relationship(_) => &mut counts.relationships,
                Item::Join(_) => &mut counts.join_paths,
                Item::Access(..) | Item::Query(..) => &mut counts.patterns,
                Item::Tip(_) => &mut counts.tips,
                Item::Issue(_) => &mut counts.issues,
                Item::Integration(_) => &mut counts.integration_points,
            } += 1;
        }
        counts
    }
}

/// Items, the most relevant first.
fn ordered(mut items: Vec<(u64, Item)>) -> Vec<Item> {
    items.sort_by_key(|&(points, item)| (Reverse(points), item));
    items.into_iter().map(|(_, item)| item).collect()
}

impl Manifest {
    /// What a query on a table, or a view, needs to know.
    ///
    /// # Errors
    /// Where there is no such table, or the budget is too small for anything.
    pub fn query_context(&self, table: &str, budget: Budget) -> Result<QueryContext, ContextError> {
        let graph = Graph::of(self, |_| true);
        let Some(at) = find(&graph, table) else {
            let nearest = nearest(table, 3, graph.nodes.iter().map(|node| node.id.as_str())).map(str::to_owned);
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

    fn about(&self, context: &str, asked: Option<&str>) -> About {
        About {
            context: context.to_owned(),
            asked: asked.map(str::to_owned),
            schema: self.name.clone(),
            system: self.system.clone(),
            fingerprint: self.fingerprint.clone(),
            ..About::default()
        }
    }

    fn understood(
        &self,
        context: &str,
        asked: &str,
        graph: &Graph<'_>,
        ranking: &Ranking,
        chosen: &BTreeSet<Item>,
    ) -> About {
        let words = ranking.understood.iter().enumerate().filter(|(i, _)| chosen.contains(&Item::Word(*i)));
        let understood = words.map(|(_, (word, nodes))| {
            let first_typed = ranking.taken_for.iter().find(|(_, known)| known == word);
            Understood {
                word: first_typed.map_or(word, |(typed, _)| typed).clone(),
                taken_for: first_typed.map(|(_, known)| known.clone()),
                tables: nodes.iter().take(TABLES_OF_A_WORD).map(|&i| graph.nodes[i].id.clone()).collect(),
                more: nodes.len().saturating_sub(TABLES_OF_A_WORD),
            }
        });
        About {
            features: ranking.features.clone(),
            understood: understood.collect(),
            unknown_words: ranking.unknown.iter().take(UNKNOWN_WORDS).cloned().collect(),
            ..self.about(context, Some(&shortened(asked)))
        }
    }
}

/// The tables that are named for a word.
const TABLES_OF_A_WORD: usize = 3;
/// The unknown words that are named.
const UNKNOWN_WORDS: usize = 8;
/// The characters of a question that are repeated.
const QUESTION: usize = 160;

fn shortened(question: &str) -> String {
    let folded = question.split_whitespace().collect::<Vec<_>>().join(" ");
    if folded.chars().count() <= QUESTION {
        return folded;
    }
    folded.chars().take(QUESTION).chain(['…']).collect()
}

/// The node of an identifier, else of one that differs by case alone.
fn find(graph: &Graph<'_>, table: &str) -> Option<usize> {
    let same = |exact: bool| {
        let is_it = |id: &str| if exact { id == table } else { id.to_lowercase() == table.to_lowercase() };
        graph.nodes.iter().position(|node| is_it(&node.id))
    };
    same(true).or_else(|| same(false))
}

fn picked<T: Clone>(all: &[T], is_chosen: impl Fn(usize) -> bool) -> Vec<T> {
    all.iter().enumerate().filter(|(i, _)| is_chosen(*i)).map(|(_, one)| one.clone()).collect()
}

fn fields_of(graph: &Graph<'_>, node: usize, chosen: &BTreeSet<Item>, detail: Detail) -> Vec<FieldDefinition> {
    let all = chosen.range(Item::Field(node, 0)..=Item::Field(node, usize::MAX));
    let position = |item: &Item| if let Item::Field(_, position) = item { Some(*position) } else { None };
    all.filter_map(position).map(|position| make::field(graph, node, position, detail)).collect()
}

/// The chosen access patterns and queries of a node, which `named` puts into each.
fn patterns_of(graph: &Graph<'_>, node: usize, chosen: &BTreeSet<Item>, named: Option<usize>) -> Vec<QueryPattern> {
    let Some(table) = graph.nodes[node].table else { return Vec::new() };
    let access = chosen.range(Item::Access(node, 0)..=Item::Access(node, usize::MAX));
    let queries = chosen.range(Item::Query(node, 0)..=Item::Query(node, usize::MAX));
    let pattern = |item: &Item| match *item {
        Item::Access(_, i) => table.access_patterns.get(i).map(make::access_pattern),
        Item::Query(_, i) => table.queries.get(i).map(make::query),
        _ => None,
    };
    let table = named.map(|i| graph.nodes[i].id.clone());
    access.chain(queries).filter_map(pattern).map(|pattern| QueryPattern { table: table.clone(), ..pattern }).collect()
}

/// How the question was understood matters as much as the best table, word by word.
fn words_items(ranking: &Ranking) -> Vec<(u64, Item)> {
    let most = ranking.order.first().map_or(0, |&i| ranking.points[i]);
    (0..ranking.understood.len()).map(|i| (most * 40, Item::Word(i))).collect()
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
