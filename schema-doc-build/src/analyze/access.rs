//! Access patterns: the indexes that serve them, and which indexes that makes critical.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Set;

use super::{Insights, TableAnalysis};
use crate::config::PerformanceConfig;
use crate::model::{AccessPattern, Frequency, Schema, Table};
use crate::text;

/// Fills the indexes that serve each access pattern.
pub(super) fn fill(schema: &Schema, tables: &mut [TableAnalysis]) {
    for (table, analysis) in schema.tables.iter().zip(tables) {
        if !table.annotations.access.is_empty() {
            analysis.covered_by = table.annotations.access.mapped(|pattern| covered_by(table, pattern));
        }
    }
}

/// The index that is named, else those that the pattern's words name: `by_email index`, `primary key lookup`, `direct _id lookup`.
fn covered_by(table: &Table, pattern: &AccessPattern) -> Vec<String> {
    let key = table.primary_key.as_ref();
    let mut names: Vec<&String> = key.map(|k| &k.name).into_iter().collect_vec();
    names.push_all(table.unique.iter().map(|u| &u.name));
    names.push_all(table.indexes.iter().map(|i| &i.name));
    if let Some(index) = &pattern.index {
        if table.system_indexes().contains(&index.as_str()) {
            return vec![index.clone()];
        }
        return names.into_iter().filter(|name| *name == index).cloned().collect_vec();
    }
    let Some(words) = &pattern.pattern else { return Vec::new() };
    let tokens: Set<&str> = text::words(words, |c| c.is_alphanumeric() || c == '_' || c == '$').collect();
    let mut found: Vec<String> = names.into_iter().filter(|name| tokens.contains(name.as_str())).cloned().collect_vec();
    if let ([by_id, ..], true) = (table.system_indexes(), found.is_empty() && tokens.contains(Table::DOCUMENT_ID)) {
        found.push((*by_id).to_owned());
    }
    if let Some(key) = key
        && found.is_empty()
    {
        let by_key = words.to_lowercase().contains("primary key")
            || tokens.contains("_id")
            || matches!(key.columns.as_slice(), [column] if tokens.contains(column.as_str()));
        if by_key {
            found.push(key.name.clone());
        }
    }
    found
}

/// What matters for performance: what the configuration says, then the indexes that serve frequent access patterns.
pub(super) fn insights(schema: &Schema, tables: &[TableAnalysis], config: &PerformanceConfig) -> Insights {
    let mut critical = config.critical_indexes.clone();
    let mut known: Set<String> = critical.iter().cloned().collect();
    for (table, analysis) in schema.tables.iter().zip(tables).filter(|(table, _)| !table.annotations.ignore) {
        for (pattern, indexes) in table.annotations.access.iter().zip(&analysis.covered_by) {
            if pattern.frequency != Some(Frequency::High) {
                continue;
            }
            for index in indexes {
                let name = format!("{}.{index}", schema.identifier(&table.id));
                if known.insert(name.clone()) {
                    critical.push(name);
                }
            }
        }
    }
    Insights {
        critical_indexes: critical,
        denormalization_patterns: config.denormalization_patterns.clone(),
        scaling_considerations: config.scaling_considerations.clone(),
    }
}
