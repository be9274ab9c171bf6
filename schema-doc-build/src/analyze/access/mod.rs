//! Access patterns: what their queries ask of the tables, the indexes that serve them, and which indexes that makes critical.

#[cfg(feature = "queries")]
mod resolve;
#[cfg(feature = "queries")]
mod serve;
#[cfg(all(test, feature = "queries"))]
mod tests;

use schema_doc_diagnostics::{Code, Span};

use super::{Insights, TableAnalysis};
use crate::config::PerformanceConfig;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{AccessPattern, Frequency, PrimaryKey, Schema, Table, TableKind};
use crate::ordered::Set;
use crate::text;

/// What analysis made of an access pattern.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Access {
    /// Names of the indexes that serve it; those of other tables than the pattern's as `table.index`.
    pub covered_by: Vec<String>,
    /// What its SQL asks of tables, in the order of the query. Empty where it has none.
    pub uses: Vec<TableUse>,
    /// What is wrong with its SQL.
    pub(crate) problems: Vec<AccessProblem>,
    /// The index that it names does not serve its SQL.
    pub(crate) unserved_claim: bool,
    /// Its SQL names tables of the schema, or is not read.
    pub(crate) is_known: bool,
}

/// What a query asks of a table at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableUse {
    /// Its position in `Schema::tables`.
    pub table: usize,
    /// `read`, `insert`, `update`, `delete`.
    pub action: &'static str,
    /// Columns and expressions that its rows are found by.
    pub by: Vec<String>,
    /// What its rows are sorted by: `placed_at DESC`.
    pub order: Vec<String>,
    /// Names of the indexes that serve that.
    pub covered_by: Vec<String>,
    /// What no index serves, though one should: columns and expressions.
    pub(crate) uncovered: Vec<String>,
    /// Keys of an index that would, as `CREATE INDEX` has them.
    pub(crate) index: Vec<String>,
}

/// What is wrong with the SQL of an access pattern.
#[derive(Debug, Clone)]
pub(crate) struct AccessProblem {
    pub(crate) code: Code,
    pub(crate) span: Option<Span>,
    /// What is wrong and what to type, in lines.
    pub(crate) message: String,
}

/// Fills what each access pattern asks for, and what serves it.
pub(super) fn fill(schema: &Schema, tables: &mut [TableAnalysis]) {
    let found = by_query(schema, tables);
    for (position, (table, found)) in schema.tables.iter().zip(found).enumerate() {
        let Some(analysis) = tables.get_mut(position) else { continue };
        for (pattern, mut access) in table.annotations.access.iter().zip(found) {
            access.covered_by = named(table, pattern);
            let is_claimed = !access.covered_by.is_empty() && pattern.index.is_some() && !access.unserved_claim;
            for (table, name) in serving(schema, position, &access) {
                let is_said = is_claimed && table == position || access.covered_by.contains(&name);
                if !is_said {
                    access.covered_by.push(name);
                }
            }
            analysis.access.push(access);
        }
    }
}

/// The indexes that serve what is asked, as the page of a table names them: those of other tables as `table.index`.
pub(super) fn serving(schema: &Schema, position: usize, access: &Access) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for used in &access.uses {
        let other = schema.tables.get(used.table).filter(|_| used.table != position);
        found.push_all(used.covered_by.iter().map(|index| match other {
            Some(other) => (used.table, format!("{}.{index}", schema.identifier(&other.id))),
            None => (used.table, index.clone()),
        }));
    }
    found
}

/// What the queries of the program's code ask, and what serves them; their positions go to the tables that they ask something of. What an
/// access pattern of the same function says already is left out.
pub(super) fn of_code(schema: &Schema, tables: &mut [TableAnalysis]) -> Vec<Access> {
    #[cfg(feature = "queries")]
    if !schema.code_queries.is_empty() {
        let found = {
            let mut resolver = resolve::Resolver::new(schema, tables);
            resolver.leave_out_created(&schema.code_queries);
            schema.code_queries.mapped(|query| resolver.access(&query.sql, Some(query.span), None))
        };
        for (position, (query, access)) in schema.code_queries.iter().zip(&found).enumerate() {
            for used in access.uses.iter().filter(|_| !is_declared(schema, query)) {
                if let Some(table) = tables.get_mut(used.table).filter(|table| table.code.last() != Some(&position)) {
                    table.code.push(position);
                }
            }
        }
        return found;
    }
    let _ = (schema, tables);
    Vec::new()
}

/// Whether an access pattern has the query of a function.
#[cfg(feature = "queries")]
fn is_declared(schema: &Schema, query: &crate::model::CodeQuery) -> bool {
    let same = |sql: &str| sql.split_whitespace().eq(query.sql.split_whitespace());
    schema.tables.iter().flat_map(|table| &table.annotations.access).any(|pattern| {
        pattern.function.as_deref() == Some(query.function.as_str()) && pattern.query.as_deref().is_some_and(same)
    })
}

/// What the SQL of each table's patterns says. Without the feature there is none: [`sql`] is an error then.
fn by_query(schema: &Schema, tables: &[TableAnalysis]) -> Vec<Vec<Access>> {
    #[cfg(feature = "queries")]
    if schema.tables.any(|table| table.annotations.access.any(|pattern| sql(schema, pattern).is_some())) {
        let resolver = resolve::Resolver::new(schema, tables);
        let of = |(position, table): (usize, &Table)| {
            let of = |pattern: &AccessPattern| {
                let claimed = pattern.index.as_deref().map(|index| (position, index));
                sql(schema, pattern).map(|sql| resolver.access(sql, pattern.span, claimed)).unwrap_or_default()
            };
            table.annotations.access.iter().map(of).collect_vec()
        };
        return schema.tables.iter().enumerate().map(of).collect_vec();
    }
    let _ = tables;
    schema.tables.mapped(|table| table.annotations.access.mapped(|_| Access::default()))
}

/// The SQL of a pattern; its query may be code of a program: `db.query.users.findFirst(…)`.
pub(super) fn sql<'p>(schema: &Schema, pattern: &'p AccessPattern) -> Option<&'p str> {
    let query = pattern.query.as_deref()?;
    let start = query.trim_start().trim_start_matches("await ").trim_start_matches("return ");
    let name = start.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').next().unwrap_or_default();
    let is_code = !name.is_empty() && start.get(name.len()..).is_some_and(|rest| rest.starts_with('.'));
    (!is_code && !schema.system.has_documents()).then_some(query)
}

/// The row's own number, as SQLite's `EXPLAIN QUERY PLAN` calls it, which is in no index.
const ROW_NUMBER: &str = "INTEGER PRIMARY KEY";

fn key_name(key: &PrimaryKey) -> &str {
    if key.name.is_empty() { ROW_NUMBER } else { &key.name }
}

/// The index that is named, else those that the pattern's words name: `by_email index`, `primary key lookup`, `direct _id lookup`; of documents
/// those that its code names: `.withIndex("by_email", …)`.
fn named(table: &Table, pattern: &AccessPattern) -> Vec<String> {
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
    let code = pattern.query.as_ref().filter(|_| table.kind == TableKind::Document);
    let Some(words) = pattern.pattern.as_ref().or(code) else { return Vec::new() };
    let tokens: Set<&str> = text::words(words, |c| c.is_alphanumeric() || c == '_' || c == '$').collect();
    let mut found: Vec<String> = names.into_iter().filter(|name| tokens.contains(name.as_str())).cloned().collect_vec();
    let by_id = tokens.contains(Table::DOCUMENT_ID) || words.contains("db.get(");
    if let ([index, ..], true) = (table.system_indexes(), found.is_empty() && by_id) {
        found.push((*index).to_owned());
    }
    if let Some(key) = key
        && found.is_empty()
    {
        let by_key = words.to_lowercase().contains("primary key")
            || tokens.contains("_id")
            || matches!(key.columns.as_slice(), [column] if tokens.contains(column.as_str()));
        if by_key {
            found.push(key_name(key).to_owned());
        }
    }
    found
}

/// What matters for performance: what the configuration says, then the indexes that serve frequent access patterns.
pub(super) fn insights(schema: &Schema, tables: &[TableAnalysis], config: &PerformanceConfig) -> Insights {
    let mut critical = config.critical_indexes.clone();
    let mut known: Set<String> = critical.iter().cloned().collect();
    for (table, analysis) in schema.tables.iter().zip(tables).filter(|(table, _)| !table.annotations.ignore) {
        for (pattern, access) in table.annotations.access.iter().zip(&analysis.access) {
            if pattern.frequency != Some(Frequency::High) {
                continue;
            }
            for index in access.covered_by.iter().filter(|index| *index != ROW_NUMBER) {
                let name = if index.contains('.') {
                    index.clone()
                } else {
                    format!("{}.{index}", schema.identifier(&table.id))
                };
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
