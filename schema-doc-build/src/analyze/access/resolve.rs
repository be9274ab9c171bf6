//! The SQL of access patterns against the schema: what it names, what it asks of each table, the indexes that serve that.

use schema_doc_diagnostics::{Code, Span};
use schema_doc_syntax::query::{Action, Catalog, Key, Problem, Query, Relation, Use};

use super::serve::{Served, served};
use super::{Access, AccessProblem, TableUse};
use crate::analyze::{TableAnalysis, TableRole};
use crate::list::{SliceExt, VecExt};
use crate::model::{CodeQuery, Schema, Table, TableKind};
use crate::ordered::Map;

/// What queries are read against.
pub(super) struct Resolver<'a> {
    schema: &'a Schema,
    analysis: &'a [TableAnalysis],
    catalog: Catalog,
    /// Positions of tables by their identifiers.
    positions: Map<String, usize>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(schema: &'a Schema, analysis: &'a [TableAnalysis]) -> Self {
        let mut relations = Vec::new();
        let mut positions = Map::new();
        for (position, table) in schema.tables.iter().enumerate() {
            let name = schema.identifier(&table.id);
            positions.insert(name.clone(), position);
            relations.push(Relation { name, columns: Some(table.columns.mapped(|column| column.name.clone())) });
        }
        relations
            .push_all(schema.views.iter().map(|view| Relation { name: schema.identifier(&view.id), columns: None }));
        let catalog = Catalog {
            system: schema.system.as_str().to_owned(),
            default_namespace: schema.default_namespace.clone(),
            relations,
            left_out: schema.left_out.clone(),
        };
        Self { schema, analysis, catalog, positions }
    }

    /// What the program makes by itself is known to it alone.
    pub(super) fn leave_out_created(&mut self, queries: &[CodeQuery]) {
        for query in queries.iter().filter(|query| query.sql.to_ascii_lowercase().contains("create")) {
            if let Ok(query) = Query::parse(&query.sql, &self.catalog.system) {
                self.catalog.left_out.push_all(query.creates());
            }
        }
    }

    /// What a query asks, and what is wrong with it. `place`: of the text, or of what holds it. `claimed`: the index that the table at a position
    /// is said to serve it with.
    pub(super) fn access(&self, sql: &str, place: Option<Span>, claimed: Option<(usize, &str)>) -> Access {
        let query = match Query::parse(sql, &self.catalog.system) {
            Ok(query) => query,
            Err(problem) => {
                let code = if problem.unread { Code::UnsupportedStatement } else { Code::InvalidQuery };
                let problems = vec![self.problem(code, &problem, sql, place)];
                return Access { problems, is_known: true, ..Access::default() };
            }
        };
        let found = query.check(&self.catalog);
        let mut access = Access {
            is_known: !query.relations(&self.catalog).is_empty(),
            problems: found.mapped(|problem| self.problem(Code::InvalidQuery, problem, sql, place)),
            ..Access::default()
        };
        let uses = query.uses(&self.catalog);
        let all = uses.mapped(|what| {
            let &position = self.positions.get(&what.table)?;
            let table = self.schema.tables.get(position)?;
            Some((position, table, served(self.schema.system, table, what)))
        });
        for (what, own) in uses.iter().zip(&all) {
            let Some((position, table, found)) = own else { continue };
            // Where another table narrows by an index, this one is reached from there.
            let begins_elsewhere = what.beside_others
                || uses.iter().zip(&all).any(|(other, served)| {
                    let begins = |(at, _, found): &(usize, &Table, Served)| {
                        found.begins || other.has_values() && self.is_lookup(*at)
                    };
                    other.place == what.place && other != what && served.as_ref().is_none_or(begins)
                });
            let is_reached = !found.by.is_empty() && begins_elsewhere;
            let is_served = found.begins || found.ordered || is_reached;
            // Without values of its own it is looked for only where there is something to come from.
            let is_asked = what.narrowed && (what.has_values() || begins_elsewhere);
            let uncovered = is_asked && !is_served && !is_elsewhere(table) && !self.is_lookup(*position);
            let by = if is_served || !what.has_values() { found.by.clone() } else { Vec::new() };
            let claim = claimed.filter(|(at, index)| at == position && !found.possible.any(|p| p == index));
            let narrows = what.narrowed || !what.order.is_empty() || what.nearest.is_some();
            access.unserved_claim |= claim.is_some() && narrows;
            let used = self.used(*position, what, by, uncovered);
            if !access.uses.contains(&used) {
                access.uses.push(used);
            }
        }
        // Where it serves the table at one place of the query, it is right.
        if let Some((position, index)) = claimed {
            let serves = |used: &TableUse| used.table == position && used.covered_by.any(|name| name == index);
            access.unserved_claim &= !access.uses.any(serves);
        }
        access
    }

    /// It has few rows.
    fn is_lookup(&self, position: usize) -> bool {
        self.analysis.get(position).is_some_and(|analysis| analysis.role == Some(TableRole::Lookup))
    }

    fn used(&self, table: usize, what: &Use, covered_by: Vec<String>, uncovered: bool) -> TableUse {
        let mut by = Vec::new();
        for list in [&what.equal, &what.joined, &what.range, &what.prefix, &what.inside, &what.other] {
            by.push_all(list.iter().map(text));
        }
        let mut order = what.order.mapped(|(key, descending)| text(key) + if *descending { " DESC" } else { "" });
        order.push_all(what.nearest.iter().map(text));
        let (mut lacking, mut keys) = (Vec::new(), Vec::new());
        if uncovered {
            let joined = if what.has_values() { &[][..] } else { &what.joined };
            for list in [&what.equal, joined, &what.range, &what.prefix, &what.inside, &what.other] {
                lacking.push_all(list.iter().map(text));
            }
            for list in [&what.equal, joined, what.range.get(..1).unwrap_or_default()] {
                keys.push_all(list.iter().map(|key| match key {
                    Key::Column(name) => crate::model::quote_identifier(self.schema.system, name).into_owned(),
                    Key::Expression(text) => format!("({text})"),
                }));
            }
        }
        TableUse {
            table,
            action: match what.action {
                Action::Read => "read",
                Action::Insert => "insert",
                Action::Update => "update",
                Action::Delete => "delete",
            },
            by,
            order,
            covered_by,
            uncovered: lacking,
            index: keys,
        }
    }

    /// At its own place, where the source has the query as it is; else where the query is.
    fn problem(&self, code: Code, problem: &Problem, sql: &str, place: Option<Span>) -> AccessProblem {
        let found = place.map(|whole| {
            let text = self.schema.files.text(whole);
            let own = problem.place.clone().and_then(|own| Some((text.find(sql)?, own)));
            let offset = |at: usize| whole.start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
            own.map_or(whole, |(at, own)| Span { start: offset(at + own.start), end: offset(at + own.end), ..whole })
        });
        AccessProblem { code, span: found, message: problem.message.clone() }
    }
}

/// Its rows lie elsewhere, or are found in ways of their own.
fn is_elsewhere(table: &Table) -> bool {
    matches!(table.kind, TableKind::ForeignTable | TableKind::VirtualTable | TableKind::Document)
}

fn text(key: &Key) -> String {
    let (Key::Column(text) | Key::Expression(text)) = key;
    text.clone()
}
