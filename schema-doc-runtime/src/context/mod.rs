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
mod debugging;
mod feature;
mod graph;
mod item;
mod make;
mod markdown;
mod parts;
mod performance;
mod query;
mod rank;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeSet;

pub use budget::{Budget, ContextError, Form, estimate_tokens};
pub use debugging::DebuggingContext;
pub use feature::FeatureContext;
pub use parts::{
    About, FieldDefinition, IndexDefinition, IntegrationPoint, JoinPath, KnownIssue, LeftOut, QueryPattern,
    RelationshipDefinition, TableDefinition, Understood,
};
pub use performance::PerformanceContext;
pub use query::QueryContext;

use crate::manifest::Manifest;
use graph::Graph;
use item::Item;
use rank::Ranking;

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

impl Manifest {
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
