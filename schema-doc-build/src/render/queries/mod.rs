//! The statements that a table's keys, indexes, references and closed sets lead to. Each is derived from the schema, so each runs; the page and
//! the manifest show the same ones.

mod condition;
#[cfg(feature = "typescript")]
pub(super) mod convex;
#[cfg(feature = "typescript")]
pub(super) mod drizzle;
mod inspection;
pub(super) mod mutation;
pub(super) mod sqlx;

use std::borrow::Cow;

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Map;

use super::Input;
use crate::analyze::TableAnalysis;
use crate::model::{ForeignKey, Index, KeyTarget, QualifiedName, Schema, System, Table, TableKind, quote_identifier};
use crate::render::words;
use crate::text::words;

/// A longer expression is not repeated above its query.
const EXPRESSION_IN_A_TITLE: usize = 40;

/// What a statement is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Reads rows by a key, an index, a reference or an access pattern.
    Read,
    /// Creates, changes or deletes a row.
    Change,
    /// What one asks when something is wrong.
    Inspect,
}

impl Kind {
    /// As the manifest spells it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Change => "change",
            Self::Inspect => "inspect",
        }
    }
}

/// A statement in the words of the system.
#[derive(Debug)]
pub(crate) struct Query {
    /// The words that lead to it, on one line.
    pub(crate) title: String,
    pub(crate) statement: String,
    pub(crate) kind: Kind,
}

/// Statements, each once, under the words that lead to it.
#[derive(Debug, Default)]
pub(crate) struct Statements {
    pub(crate) list: Vec<Query>,
    known: Map<String, usize>,
}

impl Statements {
    /// Adds a statement; one that is there gets a second title.
    fn push(&mut self, kind: Kind, title: impl Into<String>, query: String) {
        let title = one_line(&title.into());
        if let Some(known) = self.known.get(&query).and_then(|&i| self.list.get_mut(i)) {
            known.title.push_str("; ");
            known.title.push_str(&title);
        } else {
            self.known.insert(query.clone(), self.list.len());
            self.list.push(Query { title, statement: query, kind });
        }
    }

    fn read(&mut self, title: impl Into<String>, query: String) {
        self.push(Kind::Read, title, query);
    }

    fn change(&mut self, title: impl Into<String>, query: String) {
        self.push(Kind::Change, title, query);
    }

    fn inspect(&mut self, title: impl Into<String>, query: String) {
        self.push(Kind::Inspect, title, query);
    }

    /// Those of a kind, each under its comment. Empty where there are none.
    pub(crate) fn text(&self, kind: Kind, mark: &str) -> String {
        let mut out = String::with_capacity(1 << 10);
        for query in self.list.iter().filter(|query| query.kind == kind) {
            let before = if out.is_empty() { "" } else { "\n" };
            for part in [before, mark, " ", &query.title, "\n", &query.statement, "\n"] {
                out.push_str(part);
            }
        }
        out
    }
}

/// The table whose statements are asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) input: Input<'a>,
    pub(crate) table: &'a Table,
    pub(crate) analysis: &'a TableAnalysis,
    /// A rule may send its rows elsewhere.
    pub(crate) has_rule: bool,
}

/// The statements of a table, in SQL or with Convex's functions.
pub(crate) fn queries(subject: &Subject) -> Statements {
    let mut statements = Statements::default();
    #[cfg(feature = "typescript")]
    if subject.input.schema.system.has_documents() {
        convex::queries(&mut statements, subject);
        return statements;
    }
    reads(&mut statements, subject);
    mutation::mutations(&mut statements, subject);
    inspection::inspections(&mut statements, subject);
    statements
}

/// What else one should know when rows are written, as Markdown.
pub(crate) fn remarks(subject: &Subject) -> Vec<String> {
    #[cfg(feature = "typescript")]
    if subject.input.schema.system.has_documents() {
        return convex::delete_remark(subject).into_iter().collect_vec();
    }
    mutation::remarks(subject)
}

/// Whether a written query changes rows: its first word says so.
fn kind_of(query: &str) -> Kind {
    const CHANGES: &[&str] = &["delete", "insert", "merge", "replace", "truncate", "update", "upsert"];
    let first: String = query.trim_start().chars().take_while(char::is_ascii_alphabetic).collect();
    if CHANGES.contains(&first.to_ascii_lowercase().as_str()) { Kind::Change } else { Kind::Read }
}

/// A title fits into a comment that ends at its line.
fn one_line(title: &str) -> String {
    let mut line = String::with_capacity(title.len());
    for word in words(title, |c| !c.is_whitespace() && !c.is_control()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

fn reads(reads: &mut Statements, subject: &Subject) {
    let (schema, table) = (subject.input.schema, subject.table);
    for pattern in &table.annotations.access {
        if let Some(query) = &pattern.query {
            let query = query.trim().trim_end_matches(';').trim_end();
            reads.push(kind_of(query), pattern.name.as_str(), format!("{query};"));
        } else if let Some(sql) = pattern.index.as_ref().and_then(|name| by_key_name(schema, table, name)) {
            reads.read(pattern.name.as_str(), sql);
        }
    }
    if let Some(key) = &table.primary_key {
        let columns = table.columns_of_key(&key.columns);
        reads.read(format!("by {}", columns.join(" and ")), by_columns(schema, table, &columns));
    }
    for key in table.unique.iter().filter(|k| !k.annotations.ignore) {
        let columns = table.columns_of_key(&key.columns);
        reads.read(format!("by {}", columns.join(" and ")), by_columns(schema, table, &columns));
    }
    for index in table.indexes.iter().filter(|i| !i.annotations.ignore) {
        if let Some(sql) = by_index(schema, table, index) {
            reads.read(format!("by {} ({})", keys_in_comment(index), index.name), sql);
        }
    }
    for (key, parent) in parents(schema, table, |column| column) {
        reads.read(format!("of one {parent}"), by_columns(schema, table, &key.columns));
        if let Some(sql) = with_parent(schema, table, key) {
            reads.read(format!("with its {parent}"), sql);
        }
    }
    if reads.list.is_empty() {
        let from = qualified(schema, &table.id);
        reads.read("all rows: no key or index leads to fewer", format!("SELECT * FROM {from};"));
    }
}

/// The foreign keys, and what a row is called that each leads to: `user`, or `user, by author_id` where several lead to one table. `name`: what a
/// column is called.
fn parents<'t>(schema: &Schema, table: &'t Table, name: impl Fn(&'t str) -> &'t str) -> Vec<(&'t ForeignKey, String)> {
    let keys = || table.foreign_keys.iter().filter(|k| !k.annotations.ignore && !k.columns.is_empty());
    let mut to: Map<&QualifiedName, usize> = Map::new();
    for key in keys() {
        *to.or_default(&key.table) += 1;
    }
    let parent = |key: &'t ForeignKey| {
        let row = row_in_comment(schema, &key.table);
        if to.get(&key.table).is_some_and(|&count| count > 1) {
            let columns = key.columns.iter().map(|column| name(column));
            return (key, format!("{row}, by {}", columns.join(" and ")));
        }
        (key, row)
    };
    keys().map(parent).collect_vec()
}

/// The keys of an index, where they are short enough for a comment.
fn keys_in_comment(index: &Index) -> String {
    let names: Vec<&str> = index.keys.mapped(|key| match &key.target {
        KeyTarget::Column(name) => name.as_str(),
        KeyTarget::Expression(expression) if expression.len() > EXPRESSION_IN_A_TITLE => "an expression",
        KeyTarget::Expression(expression) => expression.as_str(),
    });
    names.join(" and ")
}

/// `users` → `user`: a word in a comment.
fn row_in_comment(schema: &Schema, id: &QualifiedName) -> String {
    let row = words::row_of(schema, id);
    if row.contains('`') { schema.identifier(id) } else { row }
}

/// The query of the index or key of that name.
fn by_key_name(schema: &Schema, table: &Table, name: &str) -> Option<String> {
    if let Some(index) = table.indexes.find(|i| i.name == name) {
        return by_index(schema, table, index);
    }
    if let Some(key) = table.unique.find(|k| k.name == name) {
        return Some(by_columns(schema, table, &table.columns_of_key(&key.columns)));
    }
    let key = table.primary_key.as_ref().filter(|k| k.name == name)?;
    Some(by_columns(schema, table, &table.columns_of_key(&key.columns)))
}

/// `SELECT * FROM users WHERE id = $1;`
fn by_columns(schema: &Schema, table: &Table, columns: &[String]) -> String {
    ["SELECT * FROM ", &*qualified(schema, &table.id), " WHERE ", &*equals(schema, columns, 1), ";"].concat()
}

/// `a = $1 AND b = $2`.
pub(super) fn equals(schema: &Schema, columns: &[String], first: usize) -> String {
    let mut conditions = String::with_capacity(32);
    for (n, column) in (first..).zip(columns) {
        if n > first {
            conditions.push_str(" AND ");
        }
        for part in [&*quoted(schema, column), " = ", &*parameter(schema.system, n)] {
            conditions.push_str(part);
        }
    }
    conditions
}

/// The n-th parameter of a statement, as the system's drivers write it.
pub(super) fn parameter(system: System, n: usize) -> String {
    match system {
        System::PostgreSql => format!("${n}"),
        System::MySql | System::MariaDb | System::Convex => "?".to_owned(),
        System::Sqlite => format!("?{n}"),
        System::SqlServer => format!("@p{n}"),
        System::Oracle => format!(":{n}"),
    }
}

/// What an index is for: equality on its keys, an order, or the operator of its method. `None` where nobody can tell.
fn by_index(schema: &Schema, table: &Table, index: &Index) -> Option<String> {
    let parts = condition::parts(schema, table, index)?;
    let mut sql = format!("SELECT * FROM {}", qualified(schema, &table.id));
    let mut conditions = parts.conditions;
    conditions.push_all(index.predicate.as_ref().map(|predicate| condition::parenthesized(predicate)));
    if !conditions.is_empty() {
        sql.push_str(&format!(" WHERE {}", conditions.join(" AND ")));
    }
    if let Some(order) = parts.order {
        sql.push_str(&format!(" ORDER BY {order}"));
    }
    if let Some(limit) = parts.limit {
        let limit = parameter(schema.system, limit);
        sql.push_str(&match schema.system {
            System::SqlServer => format!(" OFFSET 0 ROWS FETCH NEXT {limit} ROWS ONLY"),
            System::Oracle => format!(" FETCH FIRST {limit} ROWS ONLY"),
            _ => format!(" LIMIT {limit}"),
        });
    }
    sql.push(';');
    Some(sql)
}

/// `SELECT … FROM sessions JOIN users ON users.id = sessions.user_id WHERE sessions.id = $1;`
fn with_parent(schema: &Schema, table: &Table, key: &ForeignKey) -> Option<String> {
    let parent = schema.table(&key.table)?;
    let referenced = if key.referenced.is_empty() { &parent.primary_key.as_ref()?.columns } else { &key.referenced };
    if referenced.len() != key.columns.len() {
        return None;
    }
    let own = qualified(schema, &table.id);
    let name = qualified(schema, &parent.id);
    // A table joined to itself needs a second name, and so do tables of one name.
    let (from, alias) = if parent.id.name == table.id.name {
        // Oracle takes no AS here.
        let alias = if schema.system == System::Oracle { "parent" } else { "AS parent" };
        (format!("{name} {alias}").into(), "parent".into())
    } else {
        (name.clone(), name)
    };
    let on = key.columns.iter().zip(referenced);
    let on: Vec<String> =
        on.map(|(c, r)| format!("{alias}.{} = {own}.{}", quoted(schema, r), quoted(schema, c))).collect_vec();
    let optional = key.columns.any(|name| table.column(name).is_some_and(|c| c.nullable));
    let join = if optional { "LEFT JOIN" } else { "JOIN" };
    let mut sql = format!("SELECT {own}.*, {alias}.*\n  FROM {own}\n  {join} {from} ON {}", on.join(" AND "));
    if let Some(columns) = mutation::row_key(table) {
        let conditions = (1..)
            .zip(columns)
            .map(|(n, column)| format!("{own}.{} = {}", quoted(schema, &column), parameter(schema.system, n)));
        sql.push_str(&format!("\n WHERE {}", conditions.join(" AND ")));
    }
    sql.push(';');
    Some(sql)
}

/// An identifier as it stands in a statement, on one line whatever it holds: control characters are written as their codes.
pub(crate) fn quoted<'n>(schema: &Schema, name: &'n str) -> Cow<'n, str> {
    if !name.contains(char::is_control) || schema.system != System::PostgreSql {
        return quote_identifier(schema.system, name);
    }
    // U&"a\000Ab": PostgreSQL 18, Identifiers and Key Words
    let mut out = String::from("U&\"");
    for c in name.chars() {
        match c {
            '"' => out.push_str("\"\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out.into()
}

/// A table's name as it stands in a statement.
pub(crate) fn qualified<'n>(schema: &Schema, id: &'n QualifiedName) -> Cow<'n, str> {
    if id.namespace == schema.default_namespace || id.namespace.is_empty() {
        quoted(schema, &id.name)
    } else {
        format!("{}.{}", quoted(schema, &id.namespace), quoted(schema, &id.name)).into()
    }
}

/// Whether rows are written to it.
pub(super) fn is_writable(table: &Table) -> bool {
    !matches!(table.kind, TableKind::VirtualTable)
}
