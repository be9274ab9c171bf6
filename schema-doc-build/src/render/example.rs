//! A table's example: one that is derived where nobody wrote any, and each as `INSERT`.

use super::Input;
use super::queries::{qualified, quoted};
use crate::json::{Object, Value};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Column, ColumnKind, Schema, System, Table};
use crate::sample::{Row, literal};

/// The first row that a table has in the format `sample-data`, with its record, or why it has none. `None` where that format is not asked for: the other
/// documents are the same whatever the features are.
pub(super) fn derived(input: Input<'_>, position: usize) -> Option<Result<(Object, &Row), &str>> {
    #[cfg(feature = "samples")]
    if input.config.docs.formats.contains(&super::Format::SampleData) {
        return super::sample_data::example(input, position);
    }
    let _ = (input, position);
    None
}

/// `INSERT INTO users (email) VALUES ('user1@example.com');`, without the numbers that the database counts up.
pub(super) fn insert(schema: &Schema, table: &Table, row: &Row) -> String {
    let given = table.columns.iter().zip(&row.values).filter_map(|(column, value)| Some((column, value.as_ref()?)));
    let is_made = |column: &Column| {
        is_counted(column)
            || column.default_expression().is_some_and(|default| default.to_ascii_lowercase().starts_with("nextval("))
    };
    let (head, list) = head(schema, table, &given.filter(|(column, _)| !is_made(column)).collect_vec());
    if list.is_empty() { head + ";" } else { format!("{head}\nVALUES ({list});") }
}

/// What stands before `VALUES`, and the values; those are empty where nothing is given, and it is the whole statement.
pub(super) fn head(schema: &Schema, table: &Table, given: &[(&Column, &Value)]) -> (String, String) {
    let system = schema.system;
    let into = qualified(schema, &table.id);
    if given.is_empty() {
        let values = if system.is_mysql() { "() VALUES ()" } else { "DEFAULT VALUES" };
        return (format!("INSERT INTO {into} {values}"), String::new());
    }
    let names = given.mapped(|(column, _)| quoted(schema, &column.name));
    let values = given.mapped(|(column, value)| literal(system, &column.data_type, value));
    let always = given.any(|(column, _)| matches!(&column.kind, ColumnKind::Identity(identity) if identity.always));
    let overriding = if always && system == System::PostgreSql { " OVERRIDING SYSTEM VALUE" } else { "" };
    (format!("INSERT INTO {into} ({}){overriding}", names.join(", ")), values.join(", "))
}

pub(super) fn is_counted(column: &Column) -> bool {
    matches!(column.kind, ColumnKind::Identity(_) | ColumnKind::AutoIncrement)
}
