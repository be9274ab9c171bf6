//! What Drizzle's users write in other words than the database prints, and what the database adds to it.
//!
//! `serial` is an integer, a sequence and a default to PostgreSQL, and to MySQL a unique key, too; MySQL makes an index for a foreign key
//! that has none. drizzle-kit knows of none of these.

use crate::list::{SliceExt, VecExt};
use crate::model::{Column, ColumnKind, QualifiedName, Schema, Table};
use crate::source::declared::{self, Declared};

/// Gives what was declared its words back; what the database made of it goes.
pub(super) fn as_written(declared: &Declared, own: &mut Schema) {
    for table in &declared.tables {
        let namespace = table.name.namespace.clone().unwrap_or_else(|| own.default_namespace.clone());
        let id = QualifiedName::new(namespace, table.name.name.clone());
        let Some(read) = own.tables.find_mut(|read| read.id == id) else { continue };
        let made_for_key = |name: &str| read.foreign_keys.any(|key| key.name == name);
        let made = read.indexes.iter().filter(|index| index.generated_name && made_for_key(&index.name));
        let made: Vec<String> = made.map(|index| index.name.clone()).collect();
        read.indexes.keep(|index| !made.contains(&index.name));
        for column in &table.columns {
            if is_serial(&column.data_type) {
                serial(column, read);
                let is_its = |owner: &Option<(QualifiedName, String)>| {
                    owner.as_ref().is_some_and(|(table, owned)| *table == id && *owned == column.name)
                };
                own.sequences.keep(|sequence| !(sequence.implicit && is_its(&sequence.owned_by)));
            } else if is_numeric(&column.data_type)
                && let Some(found) = column_of(read, &column.name)
            {
                column.data_type.clone_into(&mut found.data_type.native);
            }
        }
    }
}

fn serial(column: &declared::Column, table: &mut Table) {
    table.unique.keep(|unique| !(unique.generated_name && unique.columns == [column.name.as_str()]));
    let Some(found) = column_of(table, &column.name) else { return };
    column.data_type.clone_into(&mut found.data_type.native);
    if found.default_expression().is_none_or(|default| default.starts_with("nextval(")) {
        found.kind = ColumnKind::AutoIncrement;
    }
}

fn column_of<'a>(table: &'a mut Table, name: &str) -> Option<&'a mut Column> {
    table.columns.find_mut(|column| column.name == name)
}

fn is_serial(data_type: &str) -> bool {
    matches!(data_type, "serial" | "bigserial" | "smallserial")
}

/// `numeric(6)`, which PostgreSQL prints with its scale.
fn is_numeric(data_type: &str) -> bool {
    let inside = data_type.strip_prefix("numeric(").and_then(|rest| rest.strip_suffix(')'));
    inside.is_some_and(|inside| inside.bytes().all(|byte| byte.is_ascii_digit()))
}
