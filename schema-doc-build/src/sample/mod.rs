//! Rows of tables: what people wrote as examples and, with the feature `samples`, what a schema lets in.

#[cfg(feature = "samples")]
pub(crate) mod derived;
mod fit;
mod literal;

use crate::json::{self, Value};
use crate::list::SliceExt;
use crate::model::{ColumnKind, Schema, Table};

pub(crate) use fit::{domain, misfit};
pub(crate) use literal::literal;

/// A row.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Row {
    /// One a column; `None` where the database gives what it gives by itself: the default, what is generated, null.
    pub(crate) values: Vec<Option<Value>>,
    /// Columns that are null at first, since what they refer to is inserted later; with what they are then.
    pub(crate) later: Vec<(usize, Value)>,
}

/// The row that a written example is. `None` where it has what the table has not.
pub(crate) fn written(schema: &Schema, table: &Table, example: &str) -> Option<Row> {
    let Value::Object(entries) = json::canonical(example)? else { return None };
    let mut row = Row { values: vec![None; table.columns.len()], later: Vec::new() };
    for (name, value) in entries {
        let Some(at) = position(table, &name) else {
            // A document's own fields are given by the system.
            if table.has_column(&name) {
                continue;
            }
            return None;
        };
        let column = table.columns.get(at)?;
        let fits =
            misfit(schema, &column.data_type, &value).is_none() && !matches!(column.kind, ColumnKind::Generated(_));
        *row.values.get_mut(at)? = fits.then_some(value);
    }
    Some(row)
}

/// The column of that name, else the one that differs in capitals alone.
fn position(table: &Table, name: &str) -> Option<usize> {
    let name = table.column_of_key(name);
    let exact = table.columns.position(|column| column.name == name);
    exact.or_else(|| table.columns.position(|column| column.name.eq_ignore_ascii_case(name)))
}
