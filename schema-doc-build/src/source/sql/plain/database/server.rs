//! What SQL Server and Oracle alone have: defaults that are constraints, types with a nullability of their own, constraints that are switched
//! off, names that only the server knows.

use super::Database;
use crate::list::{SliceExt, VecExt};
use crate::model::{ColumnKind, LogicalType, MigrationAction, QualifiedName, System, Table};

impl Database<'_> {
    /// SQL Server: drops the default that is a constraint of that name.
    pub(super) fn take_default(&mut self, at: usize, name: &str) -> bool {
        let system = self.system();
        let Some(slot) = self.tables.get_mut(at).and_then(Option::as_mut) else { return false };
        let Some(place) = slot.defaults.position(|(own, _)| system.same_name(own, name)) else { return false };
        let (_, column) = slot.defaults.remove(place);
        if let Some(column) = slot.table.columns.find_mut(|c| system.same_name(&c.name, &column)) {
            column.kind = ColumnKind::Plain;
        }
        self.step(at, MigrationAction::Changed, format!("column {column}"));
        true
    }

    /// Drops a constraint by the name that the server made up: `PK__orders__3213E83F…`, `DF__orders__qty__…`, where one alone can be meant.
    /// `true` as well where it cannot be told which one is: that is reported.
    pub(super) fn take_made_up(&mut self, at: usize, name: &str) -> bool {
        let system = self.system();
        let prefix = name.get(..4).unwrap_or_default().to_ascii_uppercase();
        let made_up = match system {
            System::SqlServer => matches!(prefix.as_str(), "PK__" | "UQ__" | "FK__" | "CK__" | "DF__"),
            System::Oracle => name.starts_with("SYS_C"),
            _ => false,
        };
        if !made_up {
            return false;
        }
        let Some(table) = self.table(at) else { return false };
        let mut dropped = true;
        match prefix.as_str() {
            "PK__" if table.primary_key.as_ref().is_some_and(|key| key.generated_name) => table.primary_key = None,
            "UQ__" if table.unique.count(|o| o.generated_name) == 1 => {
                table.unique.keep(|o| !o.generated_name);
            }
            "FK__" if table.foreign_keys.count(|o| o.generated_name) == 1 => {
                table.foreign_keys.keep(|o| !o.generated_name);
            }
            "CK__" if table.checks.count(|o| o.generated_name) == 1 => {
                table.checks.keep(|o| !o.generated_name);
            }
            "DF__" => dropped = drop_default(table, name),
            _ => dropped = false,
        }
        if dropped {
            self.step(at, MigrationAction::Dropped, format!("constraint {name}"));
        } else {
            self.unsupported(self.span, format!("which constraint the server named `{name}` cannot be told"));
        }
        true
    }

    /// Switches checks and foreign keys on or off, all where no name is said. `false` where there is no constraint of that name.
    pub(super) fn enforce(&mut self, at: usize, name: Option<&str>, enforced: bool) -> bool {
        let system = self.system();
        let Some(table) = self.table(at) else { return true };
        let is = |own: &str| name.is_none_or(|name| system.same_name(own, name));
        let mut found = name.is_none();
        for check in table.checks.iter_mut().filter(|check| is(&check.name)) {
            check.not_enforced = !enforced;
            found = true;
        }
        for key in table.foreign_keys.iter_mut().filter(|key| is(&key.name)) {
            key.not_enforced = !enforced;
            found = true;
        }
        found
            || table.primary_key.as_ref().is_some_and(|key| is(&key.name))
            || table.unique.any(|unique| is(&unique.name))
            // The name of a `NOT NULL`, which the model has not.
            || system == System::Oracle
    }

    /// SQL Server, CREATE TYPE: a column that says neither `NULL` nor `NOT NULL` has its type's nullability.
    pub(super) fn nulls_of_types(&self, silent: &[usize], table: &mut Table) {
        for &place in silent {
            let Some(column) = table.columns.get_mut(place) else { continue };
            if let Some(domain) = self.domain_of(&column.data_type.native) {
                column.nullable &= domain.nullable;
            }
        }
    }

    /// Gives the columns of a type of the schema's own what that type is.
    pub(super) fn resolve_types(&mut self) {
        if self.schema.domains.is_empty() {
            return;
        }
        for at in 0..self.tables.len() {
            let count = self.table(at).map_or(0, |table| table.columns.len());
            for place in 0..count {
                let Some(column) = self.tables[at].as_ref().and_then(|slot| slot.table.columns.get(place)) else {
                    continue;
                };
                let Some(logical) =
                    self.domain_of(&column.data_type.native).map(|domain| domain.data_type.logical.clone())
                else {
                    continue;
                };
                if let Some(column) = self.table(at).and_then(|table| table.columns.get_mut(place))
                    && column.data_type.logical == LogicalType::Other
                {
                    column.data_type.logical = logical;
                }
            }
        }
    }

    fn domain_of(&self, native: &str) -> Option<&crate::model::Domain> {
        let id = match native.split_once('.') {
            Some((namespace, name)) => QualifiedName::new(namespace, name),
            None => QualifiedName::new(&self.schema.default_namespace, native),
        };
        let key = self.key(&id);
        self.schema.domains.find(|domain| self.key(&domain.id) == key)
    }
}

/// `DF__` + nine letters of the table + `__` + five of the column + `__` + a number.
fn drop_default(table: &mut Table, name: &str) -> bool {
    let mut parts = name.get(4..).unwrap_or_default().rsplitn(3, "__");
    let (Some(_), Some(start)) = (parts.next(), parts.next()) else { return false };
    let begins = |own: &str| own.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    let mut found = table.columns.iter_mut().filter(|c| begins(&c.name) && c.default_expression().is_some());
    match (found.next(), found.next()) {
        (Some(column), None) => {
            column.kind = ColumnKind::Plain;
            true
        }
        _ => false,
    }
}
