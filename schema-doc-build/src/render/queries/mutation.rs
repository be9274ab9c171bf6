//! Creating, changing and deleting a row.

use std::borrow::Cow;

use super::{Statements, Subject, equals, is_writable, parameter, qualified, quoted};
use crate::analyze::{Origin, Relationship};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Action, Column, ColumnKind, LogicalType, Schema, System, Table};
use crate::render::markdown::message;
use crate::render::words;

/// With more columns than this, an insert names only those that a row needs.
const COLUMNS_OF_AN_INSERT: usize = 12;

/// Creating, changing and deleting a row.
pub(super) fn mutations(statements: &mut Statements, subject: &Subject) {
    let (schema, table) = (subject.input.schema, subject.table);
    if !is_writable(table) {
        return;
    }
    let (title, insert) = insert(subject);
    statements.change(title, insert);
    if let Some(key) = row_key(table) {
        if let Some(sql) = update(schema, table, &key) {
            statements.change("change", sql);
        }
        let condition = equals(schema, &key, 1);
        statements.change("delete", format!("DELETE FROM {} WHERE {condition};", qualified(schema, &table.id)));
    }
}

/// What else one should know about them.
pub(super) fn remarks(subject: &Subject) -> Vec<String> {
    let table = subject.table;
    let mut remarks = Vec::new();
    if !is_writable(table) {
        return remarks;
    }
    if row_key(table).is_none() {
        remarks.push("No key identifies a single row: nothing here changes or deletes just one.".to_owned());
    }
    let given = names(table, |c| matches!(&c.kind, ColumnKind::Generated(_)) || is_identity_always(c));
    if !given.is_empty() {
        remarks.push(format!("{}: always given by the database, never written.", words::codes(given)));
    }
    remarks.push_all(delete_remark(subject));
    remarks
}

/// The columns that identify a row: the primary key, else a unique key without nulls.
pub(crate) fn row_key(table: &Table) -> Option<Vec<String>> {
    if let Some(key) = &table.primary_key {
        return Some(table.columns_of_key(&key.columns));
    }
    let required = |columns: &[String]| columns.all(|name| table.column(name).is_some_and(|c| !c.nullable));
    table.unique.iter().map(|key| table.columns_of_key(&key.columns)).find(|columns| required(columns))
}

fn is_identity_always(column: &Column) -> bool {
    matches!(&column.kind, ColumnKind::Identity(identity) if identity.always)
}

fn names(table: &Table, keep: impl Fn(&Column) -> bool) -> Vec<&str> {
    table.columns.iter().filter(|c| !c.annotations.ignore && keep(c)).map(|c| c.name.as_str()).collect_vec()
}

/// Whether a trigger of the table may fill a column before a row is written.
fn fills_before(table: &Table, event: &str) -> bool {
    table.triggers.any(|t| t.timing == "before" && t.is_on(event))
}

/// The words that lead to an `INSERT`, and the statement.
pub(super) fn insert(subject: &Subject) -> (String, String) {
    let (schema, table) = (subject.input.schema, subject.table);
    let from_trigger = fills_before(table, "insert");
    let plain = |c: &&Column| {
        !c.annotations.ignore
            && matches!(c.kind, ColumnKind::Plain)
            && !(from_trigger && c.data_type.logical == LogicalType::TsVector)
    };
    let all: Vec<&Column> = table.columns.iter().filter(plain).collect_vec();
    let needed: Vec<&Column> = all.iter().copied().filter(|c| !c.nullable).collect_vec();
    let (columns, title) = if all.len() > COLUMNS_OF_AN_INSERT && !needed.is_empty() && needed.len() < all.len() {
        let optional = all.len() - needed.len();
        (needed, format!("create, with what a row needs; {optional} more columns may be null"))
    } else {
        (all, "create".to_owned())
    };
    let into = qualified(schema, &table.id);
    let columns: Vec<Cow<str>> = columns.mapped(|c| quoted(schema, &c.name));
    let key = table.primary_key.iter().flat_map(|key| &key.columns);
    let made: Vec<Cow<str>> = key
        .filter(|name| table.column(name).is_some_and(|c| !matches!(c.kind, ColumnKind::Plain)))
        .map(|name| quoted(schema, name))
        .collect_vec();
    // PostgreSQL refuses RETURNING where a rule may send the row elsewhere.
    let returned = if subject.has_rule { &[] } else { made.as_slice() };
    (title, insert_statement(schema.system, &into, &columns, returned))
}

/// `INSERT`, which gives back what the database made, where the system can.
fn insert_statement(system: System, into: &str, columns: &[Cow<str>], returned: &[Cow<str>]) -> String {
    let parameters: Vec<String> = (1..=columns.len()).map(|n| parameter(system, n)).collect_vec();
    let (list, values) = match (system, columns.is_empty()) {
        (_, false) => (format!(" ({})", columns.join(", ")), format!("VALUES ({})", parameters.join(", "))),
        (System::MySql | System::MariaDb, true) => (" ()".to_owned(), "VALUES ()".to_owned()),
        (System::Oracle, true) if !returned.is_empty() => {
            (format!(" ({})", returned.join(", ")), format!("VALUES ({})", vec!["DEFAULT"; returned.len()].join(", ")))
        }
        (_, true) => (String::new(), "DEFAULT VALUES".to_owned()),
    };
    let mut sql = format!("INSERT INTO {into}{list}");
    if system == System::SqlServer && !returned.is_empty() {
        let inserted: Vec<String> = returned.mapped(|name| format!("inserted.{name}"));
        sql.push_str(&format!("\nOUTPUT {}", inserted.join(", ")));
    }
    sql.push(if columns.is_empty() && list.is_empty() { ' ' } else { '\n' });
    sql.push_str(&values);
    match system {
        System::PostgreSql | System::Sqlite | System::MariaDb if !returned.is_empty() => {
            sql.push_str(&format!("\nRETURNING {}", returned.join(", ")));
        }
        System::Oracle if !returned.is_empty() => {
            let into: Vec<String> = (columns.len() + 1..).take(returned.len()).map(|n| format!(":{n}")).collect_vec();
            sql.push_str(&format!("\nRETURNING {} INTO {}", returned.join(", "), into.join(", ")));
        }
        _ => {}
    }
    sql.push(';');
    sql
}

/// Sets the column whose states flow, else the first columns that are no keys.
fn update(schema: &Schema, table: &Table, key: &[String]) -> Option<String> {
    let from_trigger = fills_before(table, "update");
    let is_made = |c: &Column| {
        matches!(c.kind, ColumnKind::Generated(_))
            || is_identity_always(c)
            || is_time_of_change(c)
            || (from_trigger && c.data_type.logical == LogicalType::TsVector)
    };
    let changes = |c: &&Column| !c.annotations.ignore && !key.contains(&c.name) && !is_made(c);
    let in_foreign_key = |c: &Column| table.foreign_keys.any(|k| k.columns.contains(&c.name));
    let candidates: Vec<&Column> = table.columns.iter().filter(changes).collect_vec();
    let flowing: Vec<&Column> = candidates.iter().copied().filter(|c| !c.annotations.flow.is_empty()).collect_vec();
    let plain: Vec<&Column> = candidates.iter().copied().filter(|c| !in_foreign_key(c)).take(2).collect_vec();
    let columns =
        [flowing, plain, candidates.into_iter().take(1).collect_vec()].into_iter().find(|list| !list.is_empty())?;
    let first = key.len() + 1;
    let mut sets: Vec<String> = (first..)
        .zip(&columns)
        .map(|(n, column)| format!("{} = {}", quoted(schema, &column.name), parameter(schema.system, n)))
        .collect_vec();
    // MySQL's `ON UPDATE` sees to itself.
    let by_itself = |c: &Column| c.options.any(|option| option.starts_with("ON UPDATE"));
    let touched = table.columns.find(|c| is_time_of_change(c) && !by_itself(c) && !key.contains(&c.name));
    if let Some(column) = touched.filter(|_| !from_trigger) {
        let now = match schema.system {
            System::PostgreSql => "now()",
            System::SqlServer => "sysdatetime()",
            System::Oracle => "systimestamp",
            System::MySql | System::MariaDb | System::Sqlite | System::Convex => "CURRENT_TIMESTAMP",
        };
        sets.push(format!("{} = {now}", quoted(schema, &column.name)));
    }
    Some(format!("UPDATE {} SET {} WHERE {};", qualified(schema, &table.id), sets.join(", "), equals(schema, key, 1)))
}

/// A time of the last change, by its usual names.
fn is_time_of_change(column: &Column) -> bool {
    const NAMES: &[&str] = &["updated_at", "modified_at", "changed_at", "last_update", "last_updated", "last_modified"];
    matches!(column.data_type.logical, LogicalType::Timestamp | LogicalType::TimestampTz)
        && matches!(column.kind, ColumnKind::Plain | ColumnKind::Default(_))
        && NAMES.contains(&column.name.to_ascii_lowercase().as_str())
}

/// What a delete takes along, and what stands in its way.
fn delete_remark(subject: &Subject) -> Option<String> {
    let schema = subject.input.schema;
    let of = |keep: fn(&Relationship) -> bool| {
        let declared = subject.analysis.outgoing.iter().filter(|r| r.origin == Origin::Declared && r.through.is_none());
        let mut names: Vec<String> = declared
            .filter(|r| keep(r))
            .filter_map(|r| schema.tables.get(r.table))
            .map(|table| format!("`{}`", schema.identifier(&table.id)))
            .collect_vec();
        names.dedup();
        names
    };
    let gone = of(|r| r.on_delete == Action::Cascade);
    let cleared = of(|r| matches!(r.on_delete, Action::SetNull | Action::SetDefault));
    let blocking = of(|r| matches!(r.on_delete, Action::NoAction | Action::Restrict));
    let mut parts = Vec::new();
    if !gone.is_empty() {
        parts.push(format!("takes its rows in {} along", gone.join(", ")));
    }
    if !cleared.is_empty() {
        parts.push(format!("clears the references of {}", cleared.join(", ")));
    }
    if !blocking.is_empty() {
        parts.push(format!("is refused while {} refer to it", blocking.join(", ")));
    }
    (!parts.is_empty()).then(|| message(&format!("A delete {}.", parts.join(", and "))))
}

#[cfg(test)]
mod tests {
    use super::insert_statement;
    use crate::model::System;

    #[test]
    fn a_row_is_created_in_each_systems_words() {
        let check = |system, columns: &[&str], expected: &str| {
            let columns: Vec<_> = columns.iter().map(|&c| c.into()).collect();
            assert_eq!(insert_statement(system, "t", &columns, &["id".into()]), expected);
        };
        check(System::PostgreSql, &["a", "b"], "INSERT INTO t (a, b)\nVALUES ($1, $2)\nRETURNING id;");
        check(System::PostgreSql, &[], "INSERT INTO t DEFAULT VALUES\nRETURNING id;");
        check(System::MySql, &["a", "b"], "INSERT INTO t (a, b)\nVALUES (?, ?);");
        check(System::MySql, &[], "INSERT INTO t ()\nVALUES ();");
        check(System::MariaDb, &["a"], "INSERT INTO t (a)\nVALUES (?)\nRETURNING id;");
        check(System::Sqlite, &["a"], "INSERT INTO t (a)\nVALUES (?1)\nRETURNING id;");
        check(System::SqlServer, &["a"], "INSERT INTO t (a)\nOUTPUT inserted.id\nVALUES (@p1);");
        check(System::SqlServer, &[], "INSERT INTO t\nOUTPUT inserted.id DEFAULT VALUES;");
        check(System::Oracle, &["a"], "INSERT INTO t (a)\nVALUES (:1)\nRETURNING id INTO :2;");
        check(System::Oracle, &[], "INSERT INTO t (id)\nVALUES (DEFAULT)\nRETURNING id INTO :1;");
    }
}
