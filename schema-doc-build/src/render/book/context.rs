//! What the chapters are written from.

use crate::analyze::graph::Graph;
use crate::analyze::{TableAnalysis, TableFacts, table_facts};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{
    Index, IndexKind, KeyTarget, QualifiedName, Schema, System, Table, TableKind, TableOptions, quote_identifier,
};
use crate::ordered::Set;
use crate::render::links::Links;
use crate::render::lookup::Lookup;
use crate::render::{Format, Input};
use crate::sort;

/// How many tables stand in a list before the rest is counted.
const TABLES_IN_A_LIST: usize = 20;

/// The schema, and what follows from it.
pub(super) struct Context<'a> {
    pub(super) input: Input<'a>,
    pub(super) schema: &'a Schema,
    pub(super) system: System,
    pub(super) links: Links<'a>,
    pub(super) lookup: Lookup<'a>,
    pub(super) graph: Graph,
    /// One a table, in their order.
    pub(super) facts: Vec<TableFacts>,
    /// Positions of the tables that the book is about: partitions belong to their tables.
    pub(super) shown: Vec<usize>,
}

impl<'a> Context<'a> {
    pub(super) fn new(input: Input<'a>, path: &str) -> Self {
        let schema = input.schema;
        let is_shown =
            |&at: &usize| schema.tables.get(at).is_some_and(|t| !t.annotations.ignore && t.partition_of.is_none());
        Self {
            input,
            schema,
            system: schema.system,
            links: Links::of_document(input, path),
            lookup: Lookup::new(schema),
            graph: Graph::new(schema, input.analysis),
            facts: schema.tables.mapped(|table| table_facts(schema, table)),
            shown: (0..schema.tables.len()).filter(is_shown).collect_vec(),
        }
    }

    /// The table that examples are of, by its position: one without triggers, which may refuse what is done, or write a record of it.
    pub(super) fn example(&self) -> Option<usize> {
        let tables = self.main_tables(usize::MAX);
        let is_quiet = |at: &usize| self.schema.tables.get(*at).is_some_and(|table| table.triggers.is_empty());
        tables.find(is_quiet).or(tables.first()).copied()
    }

    /// The tables that the book is about, with their positions.
    pub(super) fn tables(&self) -> impl Iterator<Item = (usize, &'a Table)> {
        let schema = self.schema;
        self.shown.iter().filter_map(move |&at| Some((at, schema.tables.get(at)?)))
    }

    pub(super) fn analysis(&self, table: usize) -> Option<&'a TableAnalysis> {
        self.input.analysis.tables.get(table)
    }

    /// The lines of a key of `[book]`; none where it is not written, or empty.
    pub(super) fn said(&self, key: &str) -> &'a [String] {
        let lines = self.input.config.book.lines.find(|(name, _)| name == key);
        let lines = lines.map_or(&[][..], |(_, lines)| lines.as_slice());
        if lines.all(|line| line.trim().is_empty()) { &[] } else { lines }
    }

    /// A name as it stands in a statement.
    pub(super) fn quote(&self, name: &str) -> String {
        quote_identifier(self.system, name).into_owned()
    }

    /// A qualified name as it stands in a statement.
    pub(super) fn name(&self, id: &QualifiedName) -> String {
        if id.namespace.is_empty() || id.namespace == self.schema.default_namespace {
            self.quote(&id.name)
        } else {
            format!("{}.{}", self.quote(&id.namespace), self.quote(&id.name))
        }
    }

    /// The name of the table at a position, as it stands in a statement.
    pub(super) fn table_name(&self, table: usize) -> String {
        self.schema.tables.get(table).map(|t| self.name(&t.id)).unwrap_or_default()
    }

    /// Columns as they stand in a statement: `a, b`.
    pub(super) fn columns(&self, names: &[String]) -> String {
        names.mapped(|name| self.quote(name)).join(", ")
    }

    /// A text in quotes, as it stands in a statement.
    pub(super) fn literal(&self, text: &str) -> String {
        let text = if self.system.is_mysql() { text.replace('\\', "\\\\") } else { text.to_owned() };
        format!("'{}'", text.replace('\'', "''"))
    }

    /// The namespaces of the tables, as a list of texts: `'public', 'auth'`.
    pub(super) fn namespaces(&self) -> String {
        let mut names: Set<&str> = Set::from([self.schema.default_namespace.as_str()]);
        for (_, table) in self.tables() {
            names.insert(&table.id.namespace);
        }
        names.into_iter().map(|name| self.literal(name)).join(", ")
    }

    /// The schema's name where it can be part of a file's, else `schema`.
    pub(super) fn file_name(&self) -> &'a str {
        let is_plain =
            |name: &&str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        self.schema.name.as_deref().filter(is_plain).filter(|name| !name.starts_with('-')).unwrap_or("schema")
    }

    /// Links to tables; beyond twenty they are counted.
    pub(super) fn table_list(&self, tables: &[usize]) -> String {
        let mut names: Vec<String> =
            tables.iter().take(TABLES_IN_A_LIST).map(|&table| self.links.table(table)).collect_vec();
        if tables.len() > TABLES_IN_A_LIST {
            names.push(format!("and {} more", tables.len() - TABLES_IN_A_LIST));
        }
        names.join(", ")
    }

    /// Where the rest of a list is: `, on the pages of their tables`, where there are pages.
    pub(super) fn elsewhere(&self) -> &'static str {
        if self.links.writes(Format::Tables) { ", on the pages of their tables" } else { "" }
    }

    /// The tables that most others refer to, as examples for commands: ordinary tables only.
    pub(super) fn main_tables(&self, most: usize) -> Vec<usize> {
        let is_plain = |table: &Table| {
            let options = table.options.as_deref();
            matches!(table.kind, TableKind::Table | TableKind::Document)
                && !table.columns.is_empty()
                && table.inherits.is_empty()
                && options.is_none_or(|o| o.partition_by.is_none() && o.server.is_none() && o.of_type.is_none())
        };
        let mut plain: Vec<usize> = self.tables().filter(|(_, t)| is_plain(t)).map(|(at, _)| at).collect_vec();
        let references = |at: usize| {
            let edges = self.graph.referenced_by.get(at).map(Vec::as_slice).unwrap_or_default();
            edges.iter().map(|edge| edge.table).filter(|&other| other != at).collect::<Set<_>>().len()
        };
        let deprecated = |at: usize| self.schema.tables.get(at).is_some_and(|t| t.annotations.deprecated.is_some());
        sort::by_key(&mut plain, |&at| (deprecated(at), std::cmp::Reverse(references(at)), at));
        plain.truncate(most);
        plain
    }

    /// An ordinary index with its table, as an example for commands: a critical one, else one of a main table, else any.
    pub(super) fn main_index(&self) -> Option<(usize, &'a Index)> {
        let is_plain = |index: &&Index| {
            !index.inherited
                && !index.annotations.ignore
                && index.kind == IndexKind::Index
                && matches!(index.method.as_str(), "" | "btree")
                && !index.name.is_empty()
        };
        let mut tables = self.main_tables(usize::MAX);
        let critical = &self.input.analysis.insights.critical_indexes;
        let is_critical = |at: usize, index: &Index| {
            let name = self.schema.tables.get(at).map(|t| format!("{}.{}", self.schema.identifier(&t.id), index.name));
            name.is_some_and(|name| critical.contains(&name))
        };
        let of = |at: usize| self.schema.tables.get(at).into_iter().flat_map(|t| &t.indexes).filter(is_plain);
        let marked = tables.iter().find_map(|&at| Some((at, of(at).find(|index| is_critical(at, index))?)));
        tables.keep(|&at| of(at).next().is_some());
        marked.or_else(|| tables.first().and_then(|&at| Some((at, of(at).next()?))))
    }

    /// An index's own name as it stands in a statement: of PostgreSQL with the namespace of its table.
    pub(super) fn index_name(&self, table: usize, index: &str) -> String {
        match self.schema.tables.get(table) {
            Some(table) if self.system == System::PostgreSql => {
                self.name(&QualifiedName::new(table.id.namespace.as_str(), index))
            }
            _ => self.quote(index),
        }
    }

    /// A column of that name that a table lacks: `note`, `note_2`.
    pub(super) fn new_column(&self, table: &Table, name: &str) -> String {
        let taken = |name: &str| table.columns.any(|c| c.name.eq_ignore_ascii_case(name));
        let fold = |name: &str| self.system.fold(name);
        let mut candidate = fold(name);
        let mut number = 1;
        while taken(&candidate) {
            number += 1;
            candidate = fold(&format!("{name}_{number}"));
        }
        candidate
    }
}

/// The plain columns of an index's keys, as far as they come first.
pub(super) fn leading_columns(index: &Index) -> Vec<&str> {
    let mut columns = Vec::new();
    for key in &index.keys {
        match &key.target {
            KeyTarget::Column(name) => columns.push(name.as_str()),
            KeyTarget::Expression(_) => break,
        }
    }
    columns
}

/// What few tables have.
pub(super) fn option<'t>(table: &'t Table, of: fn(&'t TableOptions) -> Option<&'t String>) -> Option<&'t str> {
    table.options.as_deref().and_then(of).map(String::as_str)
}
