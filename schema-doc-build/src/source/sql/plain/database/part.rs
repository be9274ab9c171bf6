//! Keys, checks and indexes of tables: added, found, taken away.

use schema_doc_diagnostics::{Code, Diagnostic};

use super::super::ast::Element;
use super::super::parse;
use super::{Database, names, sqlite};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{
    Action, ColumnKind, Index, IndexKey, IndexKind, KeyTarget, MigrationAction, System, Table, Unique, prefix,
};
use crate::text::first_word;

impl Database<'_> {
    /// Adds a part to a table. `creating`: with the table, so that it is no step of its own.
    pub(super) fn add(&mut self, at: usize, element: Element, creating: bool) {
        let system = self.system();
        let span = self.span;
        let element = match element {
            Element::Index(index) => match self.unique_key_of(at, index) {
                Element::Index(index) => {
                    self.index_added(at, index, false, creating);
                    return;
                }
                unique => unique,
            },
            other => other,
        };
        let reference = match &element {
            Element::ForeignKey { table, .. } => Some(self.id(table)),
            _ => None,
        };
        let Some(slot) = self.tables.get_mut(at).and_then(Option::as_mut) else { return };
        let unknown = missing_columns(system, &slot.table, &element);
        let mut detail = String::new();
        match element {
            Element::PrimaryKey(mut key) => {
                key.generated_name = key.name.is_empty() || system.is_mysql();
                spell_as_declared(system, &slot.table, &mut key.columns);
                if system == System::Sqlite && !slot.table.is_rowid(&key) {
                    // One index serves both.
                    slot.table.unique.keep(|unique| unique.columns != key.columns);
                }
                if key.generated_name {
                    key.name = names::primary_key(system, &slot.table, &key);
                }
                let may_be_null = system == System::Sqlite && !sqlite::key_is_not_null(&slot.table, &key);
                for text in &mut key.columns {
                    if let Some(name) = whole_column(&slot.table, text) {
                        *text = name;
                    }
                }
                let of_key = key.columns.mapped(|text| key_column(text));
                for column in slot.table.columns.iter_mut().filter(|column| of_key.contains(&column.name)) {
                    // SQLite lets keys be null.
                    column.nullable &= may_be_null;
                }
                if system.is_mysql() {
                    retire_served(&mut slot.table, &key.columns.mapped(String::as_str));
                }
                detail = format!("primary key {}", key.name);
                taken_by_key(system, &mut slot.table, &key.columns);
                slot.table.primary_key = Some(key);
            }
            Element::Unique(mut unique) => {
                unique.generated_name = unique.name.is_empty();
                spell_as_declared(system, &slot.table, &mut unique.columns);
                if system == System::Sqlite && sqlite::has_index(&slot.table, &unique.columns) {
                    return;
                }
                if system.is_mysql() {
                    retire_served(&mut slot.table, &unique.columns.mapped(String::as_str));
                }
                if unique.generated_name {
                    let first = unique.columns.first().map(|name| KeyTarget::Column(name.clone()));
                    unique.name = names::index(system, &slot.table, first.as_ref());
                }
                detail = format!("unique {}", unique.name);
                taken_by_key(system, &mut slot.table, &unique.columns);
                slot.table.unique.push(unique);
            }
            Element::ForeignKey { mut key, .. } => {
                key.generated_name = key.name.is_empty();
                spell_as_declared(system, &slot.table, &mut key.columns);
                key.table = reference.unwrap_or_default();
                if system == System::MariaDb && key.on_delete == Action::SetDefault {
                    // InnoDB does not set defaults.
                    key.on_delete = Action::Restrict;
                }
                // InnoDB's index for it: named as the key, or as its first column.
                let index_name = key.name.clone();
                if key.generated_name {
                    key.name = names::foreign_key(system, slot);
                }
                detail = format!("foreign key {}", key.name);
                let columns = key.columns.clone();
                slot.table.foreign_keys.push(key);
                if system.is_mysql() {
                    index_foreign_key(system, &mut slot.table, index_name, columns);
                }
            }
            Element::Check { mut check, of_column } => {
                check.generated_name = check.name.is_empty();
                if check.generated_name {
                    let column = if of_column { check.columns.first().cloned() } else { None };
                    check.name = names::check(system, slot, column.as_deref());
                }
                check.columns = named_columns(system, &slot.table, &check.expression);
                detail = format!("check {}", check.name);
                slot.table.checks.push(check);
            }
            Element::Default { name, column, expression } => {
                if let Some(column) = slot.table.columns.find_mut(|c| system.same_name(&c.name, &column.name)) {
                    column.kind = match expression {
                        text if text.eq_ignore_ascii_case("null") => ColumnKind::Plain,
                        text => ColumnKind::Default(text.into()),
                    };
                    if !name.is_empty() {
                        slot.defaults.push((name, column.name.clone()));
                    }
                    detail = format!("column {}", column.name);
                }
            }
            Element::Period { name, columns } => {
                let named = |column: &crate::model::Column| columns.any(|c| system.same_name(&c.name, &column.name));
                for column in slot.table.columns.iter_mut().filter(|column| named(column)) {
                    column.nullable = false;
                }
                // That of the system shows in its columns.
                if !name.eq_ignore_ascii_case("system_time") {
                    let columns = columns.mapped(|column| column.name.as_str()).join(", ");
                    slot.table.options.get_or_insert_default().storage.push((format!("PERIOD FOR {name}"), columns));
                }
                detail = format!("period {name}");
            }
            Element::Index(_) => {}
        }
        let partial = slot.partial;
        if !creating {
            self.step(at, MigrationAction::Added, detail.trim_end());
        }
        self.report_missing(at, &unknown, partial, span);
    }

    pub(super) fn report_missing(
        &mut self,
        at: usize,
        columns: &[String],
        partial: bool,
        span: schema_doc_diagnostics::Span,
    ) {
        if partial || self.guarded || self.blind {
            return;
        }
        let table = self.table(at).map(|table| table.id.name.clone()).unwrap_or_default();
        for column in columns {
            let message = format!("no column `{column}` in table `{table}`");
            self.diagnostics.push(Diagnostic::error(Code::UnknownObject, span, message));
        }
    }

    pub(super) fn add_index(&mut self, at: usize, index: Index, if_not_exists: bool) {
        self.index_added(at, index, if_not_exists, false);
    }

    /// MySQL's `CREATE UNIQUE INDEX`.
    pub(super) fn add_unique_key(&mut self, at: usize, element: Element, if_not_exists: bool) {
        match element {
            Element::Index(index) => self.add_index(at, index, if_not_exists),
            Element::Unique(unique) => {
                let (system, guarded) = (self.system(), self.guarded);
                let Some(table) = self.table(at) else { return };
                let name = unique.name.clone();
                let element = Element::Unique(unique);
                if !is_there(system, table, &element) {
                    self.add(at, element, false);
                } else if !if_not_exists && !guarded {
                    self.index_is_there(&name);
                }
            }
            _ => {}
        }
    }

    /// An index of a table, or the unique constraint that it is to MySQL.
    pub(super) fn unique_key_of(&mut self, at: usize, mut index: Index) -> Element {
        if !(index.unique && self.system().is_mysql()) {
            return Element::Index(index);
        }
        if let Some(table) = self.table(at) {
            for key in &mut index.keys {
                settle_prefix(table, key);
            }
        }
        parse::unique_key(index)
    }

    /// Reports it.
    pub(super) fn index_is_there(&mut self, name: &str) {
        let message = format!("index `{name}` is there already");
        self.diagnostics.push(Diagnostic::error(Code::DuplicateObject, self.span, message));
    }

    fn index_added(&mut self, at: usize, mut index: Index, if_not_exists: bool, creating: bool) {
        let system = self.system();
        index.created = self.next_created();
        let (guarded, span) = (self.guarded, self.span);
        let Some(slot) = self.tables.get_mut(at).and_then(Option::as_mut) else { return };
        index.generated_name = index.name.is_empty();
        let mut unknown = Vec::new();
        for key in &mut index.keys {
            settle_prefix(&slot.table, key);
            if let KeyTarget::Column(name) = &mut key.target {
                match slot.table.columns.find(|c| system.same_name(&c.name, name)) {
                    Some(column) => name.clone_from(&column.name),
                    None => unknown.push(name.clone()),
                }
            }
        }
        if system.is_mysql() {
            let columns: Vec<&str> = index.keys.iter().map_while(IndexKey::as_column).collect_vec();
            retire_served(&mut slot.table, &columns);
        }
        if index.generated_name {
            index.name = names::index(system, &slot.table, index.keys.first().map(|key| &key.target));
        }
        settle_method(system, &slot.table, &mut index);
        let there = slot.table.indexes.any(|other| system.same_name(&other.name, &index.name));
        if there && !index.name.is_empty() {
            if !if_not_exists && !guarded {
                self.index_is_there(&index.name);
            }
            return;
        }
        let (detail, partial) = (format!("index {}", index.name), slot.partial);
        slot.table.indexes.push(index);
        if !creating {
            self.step(at, MigrationAction::Added, detail);
        }
        self.report_missing(at, &unknown, partial, span);
    }

    /// Takes an index away, or the unique constraint behind it. `false` where there is none of that name.
    pub(super) fn take_index(&mut self, at: usize, name: &str) -> bool {
        let system = self.system();
        let Some(table) = self.table(at) else { return false };
        let before = table.indexes.len() + table.unique.len();
        table.indexes.keep(|index| !system.same_name(&index.name, name));
        table.unique.keep(|unique| !system.same_name(&unique.name, name));
        let found = table.indexes.len() + table.unique.len() < before;
        if found {
            self.step(at, MigrationAction::Dropped, format!("index {name}"));
        }
        found
    }

    /// Takes a constraint of any kind away. `false` where there is none of that name.
    pub(super) fn take_constraint(&mut self, at: usize, name: &str) -> bool {
        let system = self.system();
        let Some(table) = self.table(at) else { return false };
        let is = |other: &str| system.same_name(other, name);
        let before = parts(table);
        if table.primary_key.as_ref().is_some_and(|key| is(&key.name)) {
            table.primary_key = None;
        }
        table.unique.keep(|o| !is(&o.name));
        table.foreign_keys.keep(|o| !is(&o.name));
        table.checks.keep(|o| !is(&o.name));
        let found = parts(table) < before;
        if found {
            self.step(at, MigrationAction::Dropped, format!("constraint {name}"));
        }
        found
    }

    pub(super) fn rename_index(&mut self, at: usize, from: &str, to: &str) -> bool {
        let system = self.system();
        let Some(table) = self.table(at) else { return false };
        let index =
            table.indexes.find_mut(|o| system.same_name(&o.name, from)).map(|o| (&mut o.name, &mut o.generated_name));
        let found = index.or_else(|| {
            table.unique.find_mut(|o| system.same_name(&o.name, from)).map(|o| (&mut o.name, &mut o.generated_name))
        });
        let Some((name, generated)) = found else { return false };
        to.clone_into(name);
        *generated = false;
        self.step(at, MigrationAction::Renamed, format!("index {from} to {to}"));
        true
    }

    pub(super) fn rename_constraint(&mut self, at: usize, from: &str, to: &str) -> bool {
        let system = self.system();
        let Some(slot) = self.tables.get_mut(at).and_then(Option::as_mut) else { return false };
        let is = |other: &str| system.same_name(other, from);
        let table = &mut slot.table;
        let mut name = table.primary_key.as_mut().filter(|o| is(&o.name)).map(|o| &mut o.name);
        name = name.or_else(|| slot.defaults.find_mut(|(own, _)| is(own)).map(|(own, _)| own));
        name = name.or_else(|| table.unique.find_mut(|o| is(&o.name)).map(|o| &mut o.name));
        name = name.or_else(|| table.foreign_keys.find_mut(|o| is(&o.name)).map(|o| &mut o.name));
        name = name.or_else(|| table.checks.find_mut(|o| is(&o.name)).map(|o| &mut o.name));
        let Some(name) = name else { return false };
        to.clone_into(name);
        self.step(at, MigrationAction::Renamed, format!("constraint {from} to {to}"));
        true
    }
}

fn parts(table: &Table) -> usize {
    usize::from(table.primary_key.is_some()) + table.unique.len() + table.foreign_keys.len() + table.checks.len()
}

/// MySQL 8.4, CREATE INDEX: `MEMORY` hashes where nothing is said; what else hashes is no index that can be asked for.
fn settle_method(system: System, table: &Table, index: &mut Index) {
    let engine = table.options.as_ref().and_then(|options| options.engine.as_deref()).unwrap_or_default();
    let hashes = ["memory", "heap"].any(|name| engine.eq_ignore_ascii_case(name));
    if index.method.is_empty() {
        if hashes { "hash" } else { "btree" }.clone_into(&mut index.method);
    } else if system.is_mysql() && index.method == "hash" && !hashes {
        "btree".clone_into(&mut index.method);
    }
}

/// Gives a foreign key the index that `InnoDB` needs, unless another key begins with its columns: named as the constraint, else as the first
/// column (MySQL 8.4, FOREIGN KEY Constraints).
fn index_foreign_key(system: System, table: &mut Table, name: String, columns: Vec<String>) {
    let begins = |keys: &mut dyn Iterator<Item = &str>| columns.all(|column| keys.next() == Some(column));
    let served = table.primary_key.as_ref().is_some_and(|key| begins(&mut key.columns.iter().map(String::as_str)))
        || table.unique.any(|unique| begins(&mut unique.columns.iter().map(String::as_str)))
        || table.indexes.any(|index| {
            let longer = !is_made_for_key(index) || index.keys.len() > columns.len();
            longer && index.kind == IndexKind::Index && begins(&mut index.keys.iter().map_while(IndexKey::as_column))
        });
    if served {
        return;
    }
    retire_served(table, &columns.mapped(String::as_str));
    let keys: Vec<IndexKey> = columns.into_iter().map(IndexKey::column).collect_vec();
    let name = if name.is_empty() { names::index(system, table, keys.first().map(|key| &key.target)) } else { name };
    table.indexes.push(Index { name, generated_name: true, method: "btree".to_owned(), keys, ..Index::default() });
}

/// Whether nobody wrote the index: a foreign key has it.
fn is_made_for_key(index: &Index) -> bool {
    index.generated_name && index.span.is_none()
}

/// What `InnoDB` made for a foreign key goes where another key serves it.
fn retire_served(table: &mut Table, columns: &[&str]) {
    table.indexes.keep(|index| {
        let served = index.keys.len() <= columns.len()
            && index.keys.iter().zip(columns).all(|(key, column)| key.as_column() == Some(column));
        !(is_made_for_key(index) && served)
    });
}

/// Oracle Database SQL Language Reference, constraint: a key takes the index that is there on its columns, and makes none.
fn taken_by_key(system: System, table: &mut Table, columns: &[String]) {
    if system == System::Oracle {
        table
            .indexes
            .keep(|index| !index.keys.iter().map(IndexKey::as_column).eq(columns.iter().map(|c| Some(c.as_str()))));
    }
}

/// The column that a key's text is on.
pub(super) fn key_column(text: &str) -> String {
    prefix(text).map_or_else(|| text.to_owned(), |(name, _)| name)
}

/// As [`whole_column`], of a key.
fn settle_prefix(table: &Table, key: &mut IndexKey) {
    if let KeyTarget::Expression(text) = &key.target
        && let Some(name) = whole_column(table, text)
    {
        key.target = KeyTarget::Column(name);
    }
}

/// A prefix as long as its column is none.
fn whole_column(table: &Table, text: &str) -> Option<String> {
    let (name, length) = prefix(text)?;
    let column = table.columns.find(|column| column.name == name)?;
    (column.data_type.native.contains("char") && column.data_type.native.ends_with(length)).then_some(name)
}

/// Whether a table has a part of that name, or a primary key.
pub(super) fn is_there(system: System, table: &Table, element: &Element) -> bool {
    let is = |own: &str, other: &str| !own.is_empty() && system.same_name(own, other);
    match element {
        Element::PrimaryKey(_) => table.primary_key.is_some(),
        Element::Index(Index { name, .. }) | Element::Unique(Unique { name, .. }) => {
            table.indexes.any(|o| is(name, &o.name)) || table.unique.any(|o| is(name, &o.name))
        }
        Element::ForeignKey { key, .. } => table.foreign_keys.any(|o| is(&key.name, &o.name)),
        Element::Check { check, .. } => table.checks.any(|o| is(&check.name, &o.name)),
        _ => false,
    }
}

/// Gives names of columns the spelling that the table has.
fn spell_as_declared(system: System, table: &Table, names: &mut [String]) {
    for name in names {
        if let Some(column) = table.columns.find(|c| system.same_name(&c.name, name)) {
            name.clone_from(&column.name);
        }
    }
}

/// The columns that an element names and its table lacks.
fn missing_columns(system: System, table: &Table, element: &Element) -> Vec<String> {
    let named: &[String] = match element {
        Element::PrimaryKey(key) => &key.columns,
        Element::Unique(unique) => &unique.columns,
        Element::ForeignKey { key, .. } => &key.columns,
        _ => return Vec::new(),
    };
    let known = |name: &String| table.columns.any(|c| system.same_name(&c.name, name));
    // A key with a prefix or an expression is its text.
    let is_expression = |name: &String| name.contains('(') || name.ends_with(" WITHOUT OVERLAPS");
    named.iter().filter(|name| !is_expression(name) && !known(name)).cloned().collect_vec()
}

/// The columns that an expression names, in order of the table.
pub(super) fn named_columns(system: System, table: &Table, expression: &str) -> Vec<String> {
    let mut words: Vec<&str> = Vec::new();
    let mut rest = expression;
    while let Some(start) = rest.find(|c: char| c.is_alphanumeric() || matches!(c, '_' | '\'')) {
        rest = rest.get(start..).unwrap_or_default();
        if let Some(text) = rest.strip_prefix('\'') {
            rest = text.split_once('\'').map_or("", |(_, after)| after);
            continue;
        }
        let (word, behind) = first_word(rest, |c| c.is_alphanumeric() || matches!(c, '_' | '$' | '#'));
        words.push(word);
        rest = behind;
    }
    let is_named = |name: &str| {
        words.any(|word| word.eq_ignore_ascii_case(name)) || (name.contains(' ') && expression.contains(name))
    };
    let _ = system;
    table.columns.iter().filter(|column| is_named(&column.name)).map(|column| column.name.clone()).collect_vec()
}
