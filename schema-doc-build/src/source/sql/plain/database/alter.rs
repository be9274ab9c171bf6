//! `ALTER TABLE`.

use schema_doc_diagnostics::{Code, Diagnostic, nearest};

use super::super::ast::{Action, ColumnItem, Element, Position};
use super::super::parse::INVISIBLE;
use super::part::{is_there, key_column, named_columns};
use super::rewrite::column_in_expression;
use super::{Database, charset, names};
use crate::list::{SliceExt, VecExt};
use crate::model::prefix;
use crate::model::{Check, ColumnKind, KeyTarget, MigrationAction, QualifiedName, System};
use crate::source::sql::ast::{Ident, ObjectName};

impl Database<'_> {
    pub(super) fn alter_table(&mut self, name: &ObjectName, if_exists: bool, actions: Vec<Action>) {
        let Some(at) = self.find(name, if_exists) else { return };
        if let Some(slot) = self.tables[at].as_mut() {
            slot.last_foreign_key = names::highest_foreign_key(&slot.table);
        }
        let mut actions = actions;
        if self.system().is_mysql() {
            // What the options say holds for the columns that the same statement adds.
            crate::sort::by_key(&mut actions, |action| !matches!(action, Action::Options(_)));
        }
        for action in actions {
            self.alter(at, action);
        }
    }

    fn alter(&mut self, at: usize, action: Action) {
        let system = self.system();
        match action {
            Action::AddColumn { column, if_not_exists } => self.add_column(at, *column, if_not_exists),
            Action::ReplaceColumn { old, column } => self.replace_column(at, &old, *column),
            Action::ModifyColumn { column } => self.modify_column(at, *column),
            Action::Add { element, if_not_exists } => {
                if !(if_not_exists && self.table(at).is_some_and(|table| is_there(system, table, &element))) {
                    self.add(at, *element, false);
                }
            }
            Action::DropColumn(column) => self.drop_column(at, &column),
            Action::DropPrimaryKey => {
                if let Some(table) = self.table(at) {
                    table.primary_key = None;
                }
                self.step(at, MigrationAction::Dropped, "primary key");
            }
            Action::DropConstraint(name) => {
                let dropped = self.take_constraint(at, &name.name)
                    || self.take_default(at, &name.name)
                    || self.take_made_up(at, &name.name);
                if !dropped {
                    self.unknown_part(at, "constraint", &name);
                }
            }
            Action::DropForeignKey(name) => {
                let Some(table) = self.table(at) else { return };
                let before = table.foreign_keys.len();
                table.foreign_keys.keep(|key| !system.same_name(&key.name, &name.name));
                let found = table.foreign_keys.len() < before;
                if found {
                    self.step(at, MigrationAction::Dropped, format!("foreign key {}", name.name));
                } else {
                    self.unknown_part(at, "foreign key", &name);
                }
            }
            Action::DropIndex(name) => {
                if name.name.eq_ignore_ascii_case("primary") && system.is_mysql() {
                    self.alter(at, Action::DropPrimaryKey);
                } else if !self.take_index(at, &name.name) {
                    self.unknown_part(at, "index", &name);
                }
            }
            Action::DropUnique(columns) => {
                if let Some(table) = self.table(at) {
                    table.unique.keep(|unique| !unique.columns.iter().eq(columns.iter().map(|c| &c.name)));
                }
                self.step(at, MigrationAction::Dropped, "unique constraint");
            }
            Action::RenameTo(name) => self.rename_table(at, name.name().to_owned()),
            Action::RenameColumn { from, to } => self.rename_column(at, &from, &to),
            Action::RenameIndex { from, to } => {
                if !self.rename_index(at, &from.name, &to.name) {
                    self.unknown_part(at, "index", &from);
                }
            }
            Action::RenameConstraint { from, to } => {
                if !self.rename_constraint(at, &from.name, &to.name) {
                    self.unknown_part(at, "constraint", &from);
                }
            }
            Action::SetDefault { column, default } => {
                let Some(place) = self.column(at, &column) else { return };
                if let Some(column) = self.table(at).and_then(|table| table.columns.get_mut(place)) {
                    column.kind = match default {
                        Some(text) if !text.eq_ignore_ascii_case("null") => ColumnKind::Default(text.into()),
                        _ => ColumnKind::Plain,
                    };
                }
                self.step(at, MigrationAction::Changed, format!("column {}", column.name));
            }
            Action::SetNullable { column, nullable } => {
                let Some(place) = self.column(at, &column) else { return };
                if let Some(column) = self.table(at).and_then(|table| table.columns.get_mut(place)) {
                    column.nullable = nullable;
                }
                self.step(at, MigrationAction::Changed, format!("column {}", column.name));
            }
            Action::SetOption { column, option, on } => {
                let Some(place) = self.column(at, &column) else { return };
                let Some(column) = self.table(at).and_then(|table| table.columns.get_mut(place)) else { return };
                if let ColumnKind::Generated(generated) = &mut column.kind {
                    generated.stored = on;
                } else {
                    column.options.keep(|other| *other != option);
                    if on {
                        column.options.push(option);
                    }
                }
                let detail = format!("column {}", column.name);
                self.step(at, MigrationAction::Changed, detail);
            }
            Action::Enforce { name, enforced } => {
                if !self.enforce(at, name.as_ref().map(|name| name.name.as_str()), enforced)
                    && let Some(name) = name
                {
                    self.unknown_part(at, "constraint", &name);
                }
            }
            Action::Options(clauses) => {
                if let Some(table) = self.table(at) {
                    super::apply_clauses(system, &clauses, table);
                }
            }
            Action::ShowIndex { name, visible } => {
                let indexes = self.table(at).map(|table| &mut table.indexes);
                let index = indexes.and_then(|all| all.find_mut(|o| system.same_name(&o.name, &name.name)));
                if let Some(index) = index {
                    index.storage.keep(|(option, _)| option != INVISIBLE[0]);
                    if !visible {
                        index.storage.push(INVISIBLE.map(str::to_owned).into());
                    }
                }
            }
            Action::IfExists(action) => {
                let guarded = std::mem::replace(&mut self.guarded, true);
                self.alter(at, *action);
                self.guarded = guarded;
            }
            Action::DropPeriod(name) => {
                let period = format!("PERIOD FOR {name}");
                if let Some(options) = self.table(at).and_then(|table| table.options.as_mut()) {
                    options.storage.keep(|(name, _)| !system.same_name(name, &period));
                }
            }
            Action::Repartition { removes } => {
                let options = self.table(at).and_then(|table| table.options.as_mut());
                if let Some(options) = options.filter(|_| removes) {
                    options.partition_by = None;
                } else if !removes {
                    self.unsupported(self.span, "the partitions are shown as they were before this");
                }
            }
            Action::Nothing => {}
            Action::Unsupported { span, reason } => {
                if let Some(slot) = self.tables[at].as_mut() {
                    slot.partial = true;
                }
                self.unsupported(span, reason);
            }
        }
    }

    /// Where a column stands; reports one that is not there.
    fn column(&mut self, at: usize, name: &Ident) -> Option<usize> {
        let system = self.system();
        let found = self.table(at)?.columns.position(|column| system.same_name(&column.name, &name.name));
        if found.is_none() {
            self.unknown_part(at, "column", name);
        }
        found
    }

    fn unknown_part(&mut self, at: usize, noun: &str, name: &Ident) {
        let partial = self.tables.get(at).and_then(Option::as_ref).is_some_and(|slot| slot.partial);
        if self.guarded {
            return;
        }
        if partial || self.blind {
            self.unsupported(self.span, format!("{noun} `{}` may be made by what was not read", name.name));
            return;
        }
        let Some(table) = self.table(at) else { return };
        let mut diagnostic = Diagnostic::error(
            Code::UnknownObject,
            name.span,
            format!("no {noun} `{}` in table `{}`", name.name, table.id.name),
        );
        let near = match noun {
            "column" => nearest(&name.name, table.columns.iter().map(|c| c.name.as_str())),
            "index" => nearest(&name.name, table.indexes.iter().map(|i| i.name.as_str())),
            _ => None,
        };
        if let Some(near) = near {
            diagnostic = diagnostic.with_help(format!("did you mean `{near}`?"));
        }
        self.diagnostics.push(diagnostic);
    }

    fn add_column(&mut self, at: usize, item: ColumnItem, if_not_exists: bool) {
        let system = self.system();
        let file = self.span.file;
        let Some(table) = self.table(at) else { return };
        let name = item.column.name.clone();
        if table.columns.any(|column| system.same_name(&column.name, &name)) {
            if !if_not_exists && !self.guarded {
                let message = format!("column `{name}` is there already");
                let span = item.column.span.unwrap_or(self.span);
                self.diagnostics.push(Diagnostic::error(Code::DuplicateObject, span, message));
            }
            return;
        }
        let is_key = |element: &Element| matches!(element, Element::PrimaryKey(_) | Element::Unique(_));
        if system == System::Sqlite && item.elements.any(is_key) {
            let message = format!("column `{name}` cannot be added with a key");
            let help = "add it without PRIMARY KEY or UNIQUE, and CREATE UNIQUE INDEX";
            let span = item.column.span.unwrap_or(self.span);
            self.diagnostics.push(Diagnostic::error(Code::SyntaxError, span, message).with_help(help));
            return;
        }
        let mut column = item.column;
        column.added_in = Some(file);
        if system.is_mysql() {
            charset::settle(table, &mut column);
        }
        let place = place_of(system, &table.columns, item.position.as_ref());
        table.columns.insert(place.unwrap_or(table.columns.len()), column);
        self.step(at, MigrationAction::Added, format!("column {name}"));
        for element in item.elements {
            self.add(at, element, true);
        }
    }

    /// MySQL's `MODIFY` and `CHANGE`, SQL Server's `ALTER COLUMN`: what is not said is gone.
    fn replace_column(&mut self, at: usize, old: &Ident, item: ColumnItem) {
        let system = self.system();
        let Some(place) = self.column(at, old) else { return };
        let new = item.column.name.clone();
        let Some(table) = self.table(at) else { return };
        let before = table.columns[place].clone();
        let mut column = item.column;
        if system.is_mysql() {
            charset::settle(table, &mut column);
        }
        column.added_in = before.added_in;
        column.annotations.purpose.clone_from(&before.annotations.purpose);
        if system == System::SqlServer {
            // ALTER COLUMN changes the type and whether it may be null, nothing else.
            column.kind = before.kind.clone();
            column.annotations = before.annotations.clone();
            column.name.clone_from(&before.name);
        }
        let in_key = table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&before.name));
        column.nullable &= !in_key;
        table.columns[place] = column;
        if let Some(position) = &item.position {
            let moved = table.columns.remove(place);
            let to = place_of(system, &table.columns, Some(position)).unwrap_or(place);
            table.columns.insert(to, moved);
        }
        if before.name != new && system != System::SqlServer {
            self.column_renamed(at, &before.name, &new);
            self.step(at, MigrationAction::Renamed, format!("column {} to {new}", before.name));
        } else {
            self.step(at, MigrationAction::Changed, format!("column {new}"));
        }
        for element in item.elements {
            self.add(at, element, true);
        }
    }

    /// Oracle's `MODIFY`: what is not said stays.
    fn modify_column(&mut self, at: usize, item: ColumnItem) {
        let name = Ident { name: item.column.name.clone(), span: item.column.span.unwrap_or(self.span) };
        let Some(place) = self.column(at, &name) else { return };
        if let Some(column) = self.table(at).and_then(|table| table.columns.get_mut(place)) {
            if item.has_type {
                column.data_type = item.column.data_type;
            }
            if item.says_nullable {
                column.nullable = item.column.nullable;
            }
            if item.says_default || item.column.kind != ColumnKind::Plain {
                column.kind = item.column.kind;
            }
        }
        self.step(at, MigrationAction::Changed, format!("column {}", name.name));
        for element in item.elements {
            self.add(at, element, true);
        }
    }

    fn drop_column(&mut self, at: usize, name: &Ident) {
        let system = self.system();
        let Some(place) = self.column(at, name) else { return };
        if system == System::Sqlite && self.keeps_column(at, name) {
            return;
        }
        let Some(table) = self.table(at) else { return };
        let gone = table.columns.remove(place).name;
        if system.is_mysql() {
            // MySQL 8.4, ALTER TABLE: a column is taken out of its indexes; one that is left without columns goes.
            for index in &mut table.indexes {
                index.keys.keep(|key| match &key.target {
                    KeyTarget::Column(text) | KeyTarget::Expression(text) => key_column(text) != gone,
                });
            }
            table.indexes.keep(|index| !index.keys.is_empty());
            for unique in &mut table.unique {
                unique.columns.keep(|column| *column != gone);
            }
            table.unique.keep(|unique| !unique.columns.is_empty());
            if let Some(key) = &mut table.primary_key {
                key.columns.keep(|column| key_column(column) != gone);
                if key.columns.is_empty() {
                    table.primary_key = None;
                }
            }
            table.checks.keep(|check| !(check.columns.len() == 1 && check.columns.contains(&gone)));
        } else {
            table.indexes.keep(|index| !index.keys.any(|key| key.as_column() == Some(&gone)));
            table.unique.keep(|unique| !unique.columns.contains(&gone));
            let alone = |check: &Check| check.columns.len() == 1 || system == System::Sqlite;
            table.checks.keep(|check| !(alone(check) && check.columns.contains(&gone)));
            table.foreign_keys.keep(|key| !key.columns.contains(&gone));
        }
        self.step(at, MigrationAction::Dropped, format!("column {gone}"));
    }

    pub(super) fn rename_column(&mut self, at: usize, from: &Ident, to: &Ident) {
        let Some(place) = self.column(at, from) else { return };
        let Some(column) = self.table(at).and_then(|table| table.columns.get_mut(place)) else { return };
        let old = std::mem::replace(&mut column.name, to.name.clone());
        self.column_renamed(at, &old, &to.name);
        self.step(at, MigrationAction::Renamed, format!("column {old} to {}", to.name));
    }

    /// Carries a column's new name to what names it: keys, indexes, foreign keys of other tables, expressions.
    fn column_renamed(&mut self, at: usize, old: &str, new: &str) {
        let (system, file) = (self.system(), self.span.file);
        let renamed = |text: &str| column_in_expression(system, file, text, old, new);
        let rename = |names: &mut [String]| {
            for name in names.iter_mut().filter(|name| system.same_name(name, old)) {
                new.clone_into(name);
            }
        };
        let Some(slot) = self.tables.get_mut(at).and_then(Option::as_mut) else { return };
        for (_, column) in &mut slot.defaults {
            rename(std::slice::from_mut(column));
        }
        let table = &mut slot.table;
        let id = table.id.clone();
        // title(20)
        let renamed_prefix = |text: &str| {
            let (_, length) = prefix(text).filter(|(name, _)| system.is_mysql() && system.same_name(name, old))?;
            Some(format!("{}{length}", crate::model::quote_identifier(system, new)))
        };
        if let Some(key) = &mut table.primary_key {
            rename(&mut key.columns);
            for text in &mut key.columns {
                if let Some(renamed) = renamed_prefix(text) {
                    *text = renamed;
                }
            }
        }
        for unique in &mut table.unique {
            rename(&mut unique.columns);
        }
        for key in &mut table.foreign_keys {
            rename(&mut key.columns);
        }
        for index in &mut table.indexes {
            rename(&mut index.include);
            if let Some(predicate) = &mut index.predicate {
                *predicate = renamed(predicate);
            }
            for key in &mut index.keys {
                match &mut key.target {
                    KeyTarget::Column(name) => rename(std::slice::from_mut(name)),
                    KeyTarget::Expression(text) => *text = renamed_prefix(text).unwrap_or_else(|| renamed(text)),
                }
            }
        }
        for column in &mut table.columns {
            if let ColumnKind::Generated(generated) = &mut column.kind {
                generated.expression = renamed(&generated.expression);
            }
        }
        let mut checks = std::mem::take(&mut table.checks);
        for check in &mut checks {
            check.expression = renamed(&check.expression);
            check.columns = named_columns(system, table, &check.expression);
        }
        table.checks = checks;
        for slot in self.tables.iter_mut().flatten() {
            for key in slot.table.foreign_keys.iter_mut().filter(|key| same_id(system, &key.table, &id)) {
                rename(&mut key.referenced);
            }
        }
        self.rename_column_in_statements(&id.name, old, new);
    }

    pub(super) fn rename_table(&mut self, at: usize, to: String) {
        let Some(table) = self.table(at) else { return };
        let id = QualifiedName::new(table.id.namespace.clone(), to);
        self.move_table(at, id);
    }

    /// Gives a table another name, or another namespace: SQL Server's `ALTER SCHEMA … TRANSFER`.
    pub(super) fn move_table(&mut self, at: usize, id: QualifiedName) {
        let Some(table) = self.table(at) else { return };
        let from = table.id.clone();
        if self.names.get(&self.key(&id)).is_some_and(|&other| other != at) {
            let message = format!("table `{}` is there already", id.name);
            self.diagnostics.push(Diagnostic::error(Code::DuplicateObject, self.span, message));
            return;
        }
        let old_key = self.key(&from);
        self.names.remove(&old_key);
        self.names.insert(self.key(&id), at);
        let new_name = id.name.clone();
        let system = self.system();
        if system != System::Sqlite || self.settings.renames_references() {
            for slot in self.tables.iter_mut().flatten() {
                for key in slot.table.foreign_keys.iter_mut().filter(|key| same_id(system, &key.table, &from)) {
                    key.table = id.clone();
                }
            }
        }
        if let Some(table) = self.table(at) {
            table.id = id;
            if system.is_mysql() {
                // InnoDB gives the names that it made the table's new one.
                for key in &mut table.foreign_keys {
                    if let Some(number) = key.name.strip_prefix(&format!("{}_ibfk_", from.name)) {
                        key.name = format!("{new_name}_ibfk_{number}");
                    }
                }
            }
            if system == System::Sqlite {
                let names = table.unique.iter_mut().map(|unique| &mut unique.name);
                for name in names.chain(table.primary_key.iter_mut().map(|key| &mut key.name)) {
                    if let Some(number) = name.strip_prefix(&format!("sqlite_autoindex_{}_", from.name)) {
                        *name = format!("sqlite_autoindex_{new_name}_{number}");
                    }
                }
            }
        }
        self.rename_in_statements(&from.name, &new_name);
        self.step(at, MigrationAction::Renamed, format!("from {}", from.name));
    }
}

/// Where a column goes among the others.
fn place_of(system: System, columns: &[crate::model::Column], position: Option<&Position>) -> Option<usize> {
    match position? {
        Position::First => Some(0),
        Position::After(name) => columns.position(|c| system.same_name(&c.name, &name.name)).map(|place| place + 1),
    }
}

/// Whether two names are one table's.
fn same_id(system: System, a: &QualifiedName, b: &QualifiedName) -> bool {
    system.same_table(&a.name, &b.name) && system.same_name(&a.namespace, &b.namespace)
}
