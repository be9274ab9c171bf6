//! `### Common Queries`: derived from keys, indexes and foreign keys, so that each of them runs.

mod condition;
#[cfg(feature = "typescript")]
mod convex;
#[cfg(feature = "typescript")]
mod drizzle;
mod mutation;

use std::borrow::Cow;

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Map;

use super::Context;
use crate::model::{
    AccessPattern, ForeignKey, Index, KeyTarget, QualifiedName, Schema, System, Table, TableKind, quote_identifier,
};
use crate::render::markdown::{block, code, fenced, heading, list, message, text};
use crate::render::words;
use crate::text::words;

/// A longer expression is not repeated above its query.
const EXPRESSION_IN_A_TITLE: usize = 40;

/// `### Common Queries`.
pub(super) fn section(out: &mut String, context: &Context) {
    heading(out, 3, "Common Queries");
    let patterns: Vec<String> =
        context.table.annotations.access.iter().enumerate().map(|(i, p)| pattern(context, i, p)).collect_vec();
    list(out, &patterns);
    #[cfg(feature = "typescript")]
    if context.input.schema.system.has_documents() {
        return convex::queries(out, context);
    }
    let reads = reads(context);
    if !reads.is_empty() {
        block(out, &fenced("sql", &reads.finish()));
    }
    let (changes, remarks) = mutation::mutations(context);
    if !changes.is_empty() {
        block(out, "Changes:");
        block(out, &fenced("sql", &changes.finish()));
    }
    list(out, &remarks);
    #[cfg(feature = "typescript")]
    if let Some(queries) = drizzle::queries(context) {
        block(out, "With Drizzle:");
        block(out, &fenced("ts", &queries));
    }
}

/// `login`: Email-based login lookup (high frequency; served by `by_email`).
fn pattern(context: &Context, position: usize, pattern: &AccessPattern) -> String {
    let mut item = format!("**{}**", text(&pattern.name));
    if let Some(description) = &pattern.description {
        item.push_str(&format!(": {}", text(description)));
    }
    let mut facts = Vec::new();
    facts.push_all(pattern.frequency.map(|frequency| format!("{} frequency", frequency.as_str())));
    facts.push_all(pattern.pattern.as_ref().map(|pattern| text(pattern)));
    let mut served: Vec<&str> =
        context.analysis.covered_by.get(position).into_iter().flatten().map(String::as_str).collect_vec();
    served.push_all(pattern.index.as_deref().filter(|index| !served.contains(index)));
    if !served.is_empty() {
        facts.push(format!("served by {}", words::codes(served)));
    }
    facts.push_all(pattern.function.as_ref().map(|function| format!("in {}", code(function))));
    if !facts.is_empty() {
        item.push_str(&format!(" ({})", facts.join("; ")));
    }
    item
}

/// Statements, each once, under the words that lead to it.
#[derive(Debug, Default)]
pub(super) struct Statements {
    list: Vec<(String, String)>,
    known: Map<String, usize>,
}

impl Statements {
    /// Adds a statement; one that is there gets a second title.
    pub(super) fn push(&mut self, title: impl Into<String>, sql: String) {
        let title = one_line(&title.into());
        if let Some((titles, _)) = self.known.get(&sql).and_then(|&i| self.list.get_mut(i)) {
            titles.push_str("; ");
            titles.push_str(&title);
        } else {
            self.known.insert(sql.clone(), self.list.len());
            self.list.push((title, sql));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, each under its comment.
    pub(super) fn finish(&self) -> String {
        self.with_comments("--")
    }

    fn with_comments(&self, mark: &str) -> String {
        let mut out = String::with_capacity(1 << 10);
        for (titles, sql) in &self.list {
            let before = if out.is_empty() { "" } else { "\n" };
            for part in [before, mark, " ", titles, "\n", sql, "\n"] {
                out.push_str(part);
            }
        }
        out
    }
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

fn reads(context: &Context) -> Statements {
    let (schema, table) = (context.input.schema, context.table);
    let mut reads = Statements::default();
    for pattern in &table.annotations.access {
        if let Some(query) = &pattern.query {
            let query = query.trim().trim_end_matches(';').trim_end();
            reads.push(pattern.name.as_str(), format!("{query};"));
        } else if let Some(sql) = pattern.index.as_ref().and_then(|name| by_key_name(schema, table, name)) {
            reads.push(pattern.name.as_str(), sql);
        }
    }
    if let Some(key) = &table.primary_key {
        reads.push(format!("by {}", key.columns.join(" and ")), by_columns(schema, table, &key.columns));
    }
    for key in table.unique.iter().filter(|k| !k.annotations.ignore) {
        reads.push(format!("by {}", key.columns.join(" and ")), by_columns(schema, table, &key.columns));
    }
    for index in table.indexes.iter().filter(|i| !i.annotations.ignore) {
        if let Some(sql) = by_index(schema, table, index) {
            reads.push(format!("by {} ({})", keys_in_comment(index), index.name), sql);
        }
    }
    for (key, parent) in parents(schema, table, |column| column) {
        reads.push(format!("of one {parent}"), by_columns(schema, table, &key.columns));
        if let Some(sql) = with_parent(schema, table, key) {
            reads.push(format!("with its {parent}"), sql);
        }
    }
    if reads.is_empty() {
        let from = qualified(schema, &table.id);
        reads.push("all rows: no key or index leads to fewer", format!("SELECT * FROM {from};"));
    }
    reads
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
    if let Some(index) = table.indexes.iter().find(|i| i.name == name) {
        return by_index(schema, table, index);
    }
    if let Some(key) = table.unique.iter().find(|k| k.name == name) {
        return Some(by_columns(schema, table, &key.columns));
    }
    table.primary_key.as_ref().filter(|k| k.name == name).map(|key| by_columns(schema, table, &key.columns))
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
    let optional = key.columns.iter().any(|name| table.column(name).is_some_and(|c| c.nullable));
    let join = if optional { "LEFT JOIN" } else { "JOIN" };
    let mut sql = format!("SELECT {own}.*, {alias}.*\n  FROM {own}\n  {join} {from} ON {}", on.join(" AND "));
    if let Some(columns) = mutation::row_key(table) {
        let conditions = (1..)
            .zip(columns)
            .map(|(n, column)| format!("{own}.{} = {}", quoted(schema, column), parameter(schema.system, n)));
        sql.push_str(&format!("\n WHERE {}", conditions.join(" AND ")));
    }
    sql.push(';');
    Some(sql)
}

/// An identifier as it stands in a statement, on one line whatever it holds: control characters are written as their codes.
pub(super) fn quoted<'n>(schema: &Schema, name: &'n str) -> Cow<'n, str> {
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
pub(super) fn qualified<'n>(schema: &Schema, id: &'n QualifiedName) -> Cow<'n, str> {
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

/// A remark under the statements.
pub(super) fn remark(plain: &str) -> String {
    message(plain)
}
