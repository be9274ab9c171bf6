//! The names that a system makes up. Those of SQL Server (`PK__orders__3213E83F…`) and Oracle (`SYS_C008123`) hold a number that only the
//! server knows: they stay empty, and no document states them.

use super::Slot;
use crate::list::SliceExt;
use crate::model::{KeyTarget, PrimaryKey, System, Table};

/// The name of a primary key that has none. Empty where nobody can tell it from the text.
pub(super) fn primary_key(system: System, table: &Table, key: &PrimaryKey) -> String {
    match system {
        // The row's own number has no index.
        System::Sqlite if table.is_rowid(key) => String::new(),
        System::Sqlite => sqlite_index(table),
        System::MySql | System::MariaDb => "PRIMARY".to_owned(),
        _ => String::new(),
    }
}

/// MySQL 8.4, CREATE INDEX: the first column's, then with `_2`, `_3`, …
pub(super) fn index(system: System, table: &Table, first: Option<&KeyTarget>) -> String {
    let taken = |name: &str| {
        table.indexes.any(|index| system.same_name(&index.name, name))
            || table.unique.any(|unique| system.same_name(&unique.name, name))
    };
    match system {
        System::MySql | System::MariaDb => {
            let base = match first {
                Some(KeyTarget::Column(name)) => name.clone(),
                Some(KeyTarget::Expression(text)) if !text.starts_with('(') => {
                    text.split('(').next().unwrap_or_default().trim_matches('`').to_owned()
                }
                _ => "functional_index".to_owned(),
            };
            let mut name = base.clone();
            let mut number = 2;
            while taken(&name) || name.eq_ignore_ascii_case("PRIMARY") {
                name = format!("{base}_{number}");
                number += 1;
            }
            name
        }
        System::Sqlite => sqlite_index(table),
        _ => String::new(),
    }
}

/// SQLite has no names for constraints that have none, but for the index behind a key, by its place among them: what `EXPLAIN QUERY PLAN` and
/// `PRAGMA index_list` show.
fn sqlite_index(table: &Table) -> String {
    let key = table.primary_key.as_ref().is_some_and(|key| !table.is_rowid(key));
    format!("sqlite_autoindex_{}_{}", table.id.name, table.unique.len() + usize::from(key) + 1)
}

/// The name of a foreign key that has none.
pub(super) fn foreign_key(system: System, slot: &Slot) -> String {
    let table = &slot.table;
    match system {
        System::MySql | System::MariaDb => {
            // One more than the highest in use, those counted that the same statement drops.
            let highest = highest_foreign_key(table).max(slot.last_foreign_key);
            format!("{}_ibfk_{}", table.id.name, highest.saturating_add(1))
        }
        _ => String::new(),
    }
}

/// The highest number among the names that `InnoDB` gave the foreign keys of a table.
pub(super) fn highest_foreign_key(table: &Table) -> u32 {
    let prefix = format!("{}_ibfk_", table.id.name);
    let numbers = table.foreign_keys.iter().filter_map(|key| key.name.strip_prefix(&prefix)?.parse::<u32>().ok());
    numbers.max().unwrap_or(0)
}

/// The name of a check that has none.
pub(super) fn check(system: System, slot: &Slot, column: Option<&str>) -> String {
    let table = &slot.table;
    match system {
        System::MySql => {
            let prefix = format!("{}_chk_", table.id.name);
            let highest =
                table.checks.iter().filter_map(|check| check.name.strip_prefix(&prefix)?.parse::<u32>().ok()).max();
            format!("{prefix}{}", highest.unwrap_or(0).saturating_add(1))
        }
        // MariaDB names a column's check as the column, a table's by number.
        System::MariaDb => {
            if let Some(column) = column {
                column.to_owned()
            } else {
                let highest = table
                    .checks
                    .iter()
                    .filter_map(|check| check.name.strip_prefix("CONSTRAINT_")?.parse::<u32>().ok())
                    .max();
                format!("CONSTRAINT_{}", highest.unwrap_or(0).saturating_add(1))
            }
        }
        _ => String::new(),
    }
}
