//! `sample-data.sql`: rows that load, parents first.

use crate::json::Value;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Column, ColumnKind, Schema, System, Table};
use crate::render::example::{head, is_counted};
use crate::render::queries::mutation::row_key;
use crate::render::queries::{qualified, quoted};
use crate::render::{Input, header};
use crate::sample::{Row, literal};

pub(super) fn document(input: Input<'_>) -> String {
    let schema = input.schema;
    let samples = input.analysis.samples(schema);
    let mut out = format!("{}\n\n{}", header::SQL, begin(schema.system));
    let resting = |to: &str| {
        let of = |(table, name): &(usize, String)| match schema.tables.get(*table) {
            Some(table) => {
                format!("ALTER TABLE {} {to} TRIGGER {};\n", qualified(schema, &table.id), quoted(schema, name))
            }
            None => String::new(),
        };
        samples.triggers.iter().map(of).join("")
    };
    if !samples.triggers.is_empty() {
        out.push_str("-- They refuse rows, or do something elsewhere.\n");
        out.push_str(&resting("DISABLE"));
    }
    if !samples.variables.is_empty() {
        let variables = samples.variables.iter().map(|name| format!("@{} = 1", quoted(schema, name)));
        out.push_str(&format!("-- Triggers read these.\nSET {};\n", variables.join(", ")));
    }
    let mut left_out = String::new();
    let mut last = String::new();
    for step in &samples.order {
        let mut held = Vec::new();
        for &at in step {
            let (Some(table), Some(sample)) = (schema.tables.get(at), samples.tables.get(at)) else { continue };
            let name = schema.identifier(&table.id).replace(char::is_control, " ");
            if let Some(reason) = &sample.reason {
                let reason = reason.replace(char::is_control, " ");
                left_out.push_str(&format!("-- schema-doc: sample left out {name}: {reason}\n"));
                continue;
            }
            let rows = sample.rows.iter().map(|row| insert(schema, table, row)).collect_vec();
            for row in &sample.rows {
                last.push_str(&update(schema, table, row));
            }
            let values = sample.rows.first().map_or(&[][..], |row| &row.values);
            for (column, _) in table.columns.iter().zip(values).filter(|(_, value)| value.is_some()) {
                last.push_str(&sequence(schema, table, column));
            }
            if schema.system == System::PostgreSql && (sample.unchecked || !held.is_empty()) {
                held.push_all(rows);
                continue;
            }
            out.push_str(&format!("\n-- {name}\n"));
            let around = |to: [&str; 2]| match schema.system {
                System::SqlServer if table.columns.any(is_counted) => {
                    format!("SET IDENTITY_INSERT {} {};\n", qualified(schema, &table.id), to[0])
                }
                _ if sample.unchecked => format!("SET FOREIGN_KEY_CHECKS = {};\n", to[1]),
                _ => String::new(),
            };
            out.push_str(&around(["ON", "0"]));
            for row in rows {
                out.push_str(&row);
                out.push('\n');
            }
            out.push_str(&around(["OFF", "1"]));
        }
        out.push_str(&at_once(&held));
    }
    if !samples.triggers.is_empty() {
        last.push_str("SET CONSTRAINTS ALL IMMEDIATE;\n");
        last.push_str(&resting("ENABLE"));
    }
    for part in [&*last, &left_out] {
        if !part.is_empty() {
            out.push('\n');
            out.push_str(part);
        }
    }
    out.push_str("\nCOMMIT;\n");
    out
}

/// Inserts that refer to each other, as one statement: PostgreSQL looks at references when it ends.
fn at_once(inserts: &[String]) -> String {
    let Some((last, others)) = inserts.split_last() else { return String::new() };
    let mut out = "\n-- Rows that refer to each other.\n".to_owned();
    for (n, insert) in others.iter().enumerate() {
        let comma = if n + 1 == others.len() { "\n" } else { ",\n" };
        let with = if n == 0 { "WITH " } else { "" };
        out.push_str(&format!("{with}row_{n} AS ({}){comma}", insert.trim_end_matches(';')));
    }
    out + last + "\n"
}

/// All or nothing; what can wait for the end does.
fn begin(system: System) -> &'static str {
    match system {
        System::PostgreSql => "BEGIN;\nSET CONSTRAINTS ALL DEFERRED;\n",
        System::Sqlite => "BEGIN;\nPRAGMA defer_foreign_keys = ON;\n",
        System::MySql | System::MariaDb => "SET NAMES utf8mb4;\nSTART TRANSACTION;\n",
        System::SqlServer => "SET QUOTED_IDENTIFIER ON;\nBEGIN TRANSACTION;\n",
        System::Oracle | System::Convex => "",
    }
}

/// An `INSERT` with the numbers that the database counts up; where the system can say that, rows that are there already are no error.
fn insert(schema: &Schema, table: &Table, row: &Row) -> String {
    let given = table.columns.iter().zip(&row.values).filter_map(|(column, value)| Some((column, value.as_ref()?)));
    let (head, list) = head(schema, table, &given.collect_vec());
    let twice = match schema.system {
        _ if list.is_empty() => return head + ";",
        System::PostgreSql if has_deferred_key(table) || has_rule(schema, table) => {
            let key = key_of(schema, table, row);
            if key.is_empty() {
                return format!("{head}\nVALUES ({list});");
            }
            let into = qualified(schema, &table.id);
            return format!("{head}\nSELECT {list}\nWHERE NOT EXISTS (SELECT FROM {into} WHERE {key});");
        }
        System::PostgreSql | System::Sqlite => "\nON CONFLICT DO NOTHING".to_owned(),
        System::MySql | System::MariaDb => {
            let first = table.columns.iter().zip(&row.values).find(|(_, value)| value.is_some());
            let first = first.map(|(column, _)| quoted(schema, &column.name)).unwrap_or_default();
            format!("\nON DUPLICATE KEY UPDATE {first} = {first}")
        }
        _ => String::new(),
    };
    format!("{head}\nVALUES ({list}){twice};")
}

/// PostgreSQL 18, INSERT: a key that is checked later cannot tell of a conflict.
fn has_deferred_key(table: &Table) -> bool {
    table.primary_key.as_ref().is_some_and(|key| key.deferrable.is_some())
        || table.unique.any(|key| key.deferrable.is_some())
        || table.exclusions.any(|exclusion| exclusion.deferrable.is_some())
}

fn has_rule(schema: &Schema, table: &Table) -> bool {
    schema.others.any(|other| other.kind == "rule" && other.table.as_ref() == Some(&table.id))
}

/// `id = 1 AND …`: what tells a row from others. Empty where that is not known.
fn key_of(schema: &Schema, table: &Table, row: &Row) -> String {
    let key = row_key(table).unwrap_or_default();
    let parts = table.columns.iter().zip(&row.values).filter(|(column, _)| key.contains(&column.name));
    let parts = parts.filter_map(|(column, value)| Some(equality(schema, column, value.as_ref()?))).collect_vec();
    if parts.len() == key.len() { parts.join(" AND ") } else { String::new() }
}

fn equality(schema: &Schema, column: &Column, value: &Value) -> String {
    format!("{} = {}", quoted(schema, &column.name), literal(schema.system, &column.data_type, value))
}

/// What a row refers to that was not there yet.
fn update(schema: &Schema, table: &Table, row: &Row) -> String {
    let key = key_of(schema, table, row);
    if row.later.is_empty() || key.is_empty() {
        return String::new();
    }
    let sets = row.later.iter().filter_map(|(at, value)| Some(equality(schema, table.columns.get(*at)?, value)));
    format!("UPDATE {} SET {} WHERE {key};\n", qualified(schema, &table.id), sets.join(", "))
}

/// Lets PostgreSQL count on behind the numbers that were given.
fn sequence(schema: &Schema, table: &Table, column: &Column) -> String {
    if schema.system != System::PostgreSql {
        return String::new();
    }
    let name = quoted(schema, &column.name);
    let from = qualified(schema, &table.id);
    let text = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let counter = match &column.kind {
        ColumnKind::Identity(_) => format!("pg_get_serial_sequence({}, {})", text(&from), text(&column.name)),
        ColumnKind::Default(default) => {
            match default.strip_prefix("nextval(").and_then(|rest| rest.strip_suffix(')')) {
                Some(counter) => counter.to_owned(),
                None => return String::new(),
            }
        }
        _ => return String::new(),
    };
    format!("SELECT setval({counter}, max({name})) FROM {from};\n")
}
