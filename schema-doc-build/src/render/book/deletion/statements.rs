//! Deleting a person's rows by statements of SQL, and what is personal out of rows that stay.

use super::{Effect, Link, Plan, held, identifies, mark};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Column, ColumnKind, IndexKey, KeyTarget, LogicalType, Sensitivity, System, Table as ModelTable};
use crate::ordered::Set;
use crate::render::book::security::sensitive;
use crate::render::markdown::{block, fenced};
use crate::render::queries::{equals, parameter};
use crate::render::words::codes;

/// How the parameter of the statements is given, by a program and by hand (PostgreSQL 16, psql, `\\bind`; SQLite, Command Line Shell, 7.3; MySQL
/// 8.4, 11.4; SQL Server 2022, sqlcmd; Oracle Database 23, SQL*Plus).
pub(super) fn parameters(system: System) -> String {
    let by_hand = match system {
        System::PostgreSql => {
            "in psql, a statement ends with `\\bind 'value' \\g` in the place of its semicolon (psql 16), or has `:'id'` in the place of `$1` after \
             `\\set id value`"
        }
        System::MySql | System::MariaDb => "in the client, `@id` stands in the place of `?` after `SET @id = 'value';`",
        System::Sqlite => "in `sqlite3`, `.parameter set ?1 value` comes before",
        System::SqlServer => {
            "in `sqlcmd`, a `DECLARE` of `@p1` with its type and value comes before, in the same batch"
        }
        System::Oracle => "in SQL*Plus, `&id` stands in the place of `:1`",
        System::Convex => return String::new(),
    };
    format!("`{}` is the key of the row that goes, given by the program; {by_hand}.", parameter(system, 1))
}

/// A text that a column takes which must hold one, and nothing is known about.
const NOBODY: &str = "'-'";

impl Plan<'_> {
    /// The statements in one transaction: what others hang on is handed over, then what refers to others goes first; what stays is
    /// changed as late as it still refers to what goes. Whether there is another way, for what has to be kept.
    pub(super) fn statements(&self, out: &mut String, order: &[usize], table: &ModelTable) -> bool {
        let Some(key) = table.primary_key.as_ref().map(|key| key.columns.as_slice()) else { return false };
        let mut deletes = Vec::new();
        for &at in order {
            let links = self.links.iter().filter(|link| link.from == at && link.effect.is_deleted());
            let conditions: Vec<String> = links.filter_map(|link| self.condition(link, key)).collect_vec();
            if !conditions.is_empty() {
                let name = self.book.table_name(at);
                deletes.push((at, format!("DELETE FROM {name}\n WHERE {};", conditions.join("\n    OR "))));
            }
        }
        let positions: Vec<usize> = deletes.mapped(|(at, _)| *at);
        deletes
            .push((self.root, format!("DELETE FROM {} WHERE {};", self.book.table_name(self.root), self.equals(key))));
        let changed = self.changed(key, &positions);
        let mut statements = self.handed_over(key);
        let takes_over = !statements.is_empty();
        for (position, (_, delete)) in deletes.into_iter().enumerate() {
            statements.push_all(changed.iter().filter(|(at, _)| *at == position).map(|(_, change)| change.clone()));
            statements.push(delete);
        }
        if takes_over {
            let other = if self.book.system.is_mysql() {
                "the first `?` of a statement that hands over".to_owned()
            } else {
                let others = (0..key.len()).map(|n| format!("`{}`", parameter(self.book.system, key.len() + 1 + n)));
                others.join(", ")
            };
            let root = self.book.links.table(self.root);
            let mut kept = Vec::new();
            for link in self.links.iter().filter(|link| self.is_handed_over(link)) {
                let names = self.personal(link.from);
                if !names.is_empty() {
                    let names = codes(names.iter().map(|column| &column.name));
                    kept.push(format!("{} ({names})", self.book.links.table(link.from)));
                }
            }
            let kept = if kept.is_empty() {
                String::new()
            } else {
                format!(" What is personal in rows that are handed over stays there: {}.", kept.join(", "))
            };
            block(
                out,
                &format!(
                    "The row of {root} that takes over is {other}: another person's, or one made for it that names nobody.{kept}"
                ),
            );
        }
        block(out, &self.script(&statements));
        self.kept(out, order, table, key)
    }

    /// Statements in one transaction.
    fn script(&self, statements: &[String]) -> String {
        let (begin, end) = match self.book.system {
            System::PostgreSql => ("BEGIN;\n", "\nCOMMIT;"),
            // Off in each new connection, unless SQLite was built otherwise (SQLite, PRAGMA foreign_keys).
            System::Sqlite => ("PRAGMA foreign_keys = ON;\nBEGIN;\n", "\nCOMMIT;"),
            System::MySql | System::MariaDb => ("START TRANSACTION;\n", "\nCOMMIT;"),
            System::SqlServer => ("BEGIN TRANSACTION;\n", "\nCOMMIT;"),
            System::Oracle | System::Convex => ("", "\nCOMMIT;"),
        };
        fenced("sql", &format!("{begin}{}{end}", statements.join("\n")))
    }

    /// Whether a statement hands the rows over to another row of the root.
    pub(super) fn is_handed_over(&self, link: &Link) -> bool {
        let key = self.book.schema.tables.get(self.root).and_then(|table| table.primary_key.as_ref());
        matches!(link.effect, Effect::Moved | Effect::Shared)
            && !self.book.system.has_documents()
            && link.to == self.root
            && key.is_some_and(|key| key.columns == link.relationship.referenced)
            && link.relationship.keys.len() == link.relationship.referenced.len()
    }

    fn handed_over(&self, key: &[String]) -> Vec<String> {
        let mut statements = Vec::new();
        for link in self.links.iter().filter(|link| self.is_handed_over(link)) {
            let keys = &link.relationship.keys;
            let set = (key.len() + 1..)
                .zip(keys)
                .map(|(n, name)| format!("{} = {}", self.book.quote(name), parameter(self.book.system, n)));
            let (name, set) = (self.book.table_name(link.from), set.join(", "));
            let mut condition = self.equals(keys);
            if link.effect == Effect::Shared {
                let others = self.others(link.from);
                let (open, close) = if others.len() > 1 { ("(", ")") } else { ("", "") };
                condition.push_str(&format!("\n   AND {open}{}{close}", others.join("\n    OR ")));
            }
            statements.push(format!("UPDATE {name} SET {set}\n WHERE {condition};"));
        }
        statements
    }

    /// That a row of somebody else hangs on a table's row, a condition for each way.
    fn others(&self, at: usize) -> Vec<String> {
        let (book, own) = (self.book, self.book.table_name(at));
        let mut conditions = Vec::new();
        for table in held(book, at, self.root, false) {
            let name = book.table_name(table);
            let to = |other: usize| {
                let edges = book.graph.references.get(table).into_iter().flatten();
                let edges = edges.filter(|edge| edge.table == other && !edge.optional);
                edges.filter_map(|&edge| book.graph.relationship(book.input.analysis, edge)).collect_vec()
            };
            for (held, person) in to(at).iter().flat_map(|held| to(self.root).into_iter().map(move |p| (held, p))) {
                let on = held.keys.iter().zip(&held.referenced);
                let on = on.map(|(f, t)| format!("{name}.{} = {own}.{}", book.quote(f), book.quote(t))).join(" AND ");
                let is_person = self.equals(&person.keys);
                conditions.push(format!("EXISTS (SELECT 1 FROM {name} WHERE {on} AND NOT ({is_person}))"));
            }
        }
        conditions
    }

    /// Rows that stay: personal data that may be null is taken out while they still refer to the person, and with it a reference that
    /// stands in the way. Each with the position of the delete that it has to come before.
    fn changed(&self, key: &[String], deletes: &[usize]) -> Vec<(usize, String)> {
        let mut statements = Vec::new();
        for link in self.links.iter().filter(|link| matches!(link.effect, Effect::Cleared | Effect::Opened)) {
            let Some(table) = self.book.schema.tables.get(link.from) else { continue };
            let of_person =
                link.to == self.root && !self.first.contains_key(&link.from) && self.is_of_nobody_else(link.from);
            let columns = self.personal(link.from).into_iter().filter(|column| of_person && column.nullable);
            let mut cleared: Vec<&str> = columns.map(|column| column.name.as_str()).collect_vec();
            if link.effect == Effect::Opened {
                let nullable = |key: &&String| table.column(key).is_some_and(|column| column.nullable);
                cleared.push_all(link.relationship.keys.iter().filter(nullable).map(String::as_str));
            }
            cleared.dedup();
            if let Some(condition) = self.condition(link, key).filter(|_| !cleared.is_empty()) {
                let set = cleared.iter().map(|name| format!("{} = NULL", self.book.quote(name))).join(", ");
                let statement = format!("UPDATE {} SET {set}\n WHERE {condition};", self.book.name(&table.id));
                statements.push((self.goes_at(link.to, deletes, &mut Set::new()), statement));
            }
        }
        statements
    }

    /// The position of the delete that a table's rows go with first.
    fn goes_at(&self, table: usize, deletes: &[usize], seen: &mut Set<usize>) -> usize {
        let mut first = deletes.len();
        if seen.insert(table) {
            for link in self.links.iter().filter(|link| link.from == table) {
                let at = match link.effect {
                    Effect::Goes => self.goes_at(link.to, deletes, seen),
                    effect if effect.is_deleted() => deletes.position(|&at| at == table).unwrap_or(deletes.len()),
                    _ => deletes.len(),
                };
                first = first.min(at);
            }
        }
        first
    }

    /// The columns with what is personal or secret in them that a statement may write.
    pub(super) fn personal(&self, table: usize) -> Vec<&Column> {
        let Some(keys) = self.book.schema.tables.get(table) else { return Vec::new() };
        let is_key = |name: &String| {
            keys.primary_key.as_ref().is_some_and(|key| key.columns.contains(name))
                || keys.foreign_keys.any(|key| key.columns.contains(name))
        };
        let columns = sensitive(self.book, table).into_iter().filter(|(column, level, _)| {
            let is_written = matches!(column.kind, ColumnKind::Plain | ColumnKind::Default(_));
            *level >= Sensitivity::Pii && is_written && !is_key(&column.name)
        });
        columns.map(|(column, ..)| column).collect_vec()
    }

    /// The other way, where rows stand in the way of the delete, or a mark keeps them: they stay, and nobody is told by them.
    fn kept(&self, out: &mut String, order: &[usize], table: &ModelTable, key: &[String]) -> bool {
        let stands =
            |link: &Link| link.relationship.enforced && (link.effect.is_deleted() || link.effect == Effect::Moved);
        if !self.links.any(stands) && mark(table).is_none() {
            return false;
        }
        let mut statements = Vec::new();
        let mut asks = false;
        let others = self.links.iter().map(|link| link.from).filter(|at| !order.contains(at) && *at != self.root);
        let others: Set<usize> = others.filter(|&at| self.is_of_nobody_else(at)).collect();
        for at in order.iter().copied().chain(others).chain([self.root]) {
            let Some(table) = self.book.schema.tables.get(at) else { continue };
            let columns = self.personal(at);
            let Some(condition) = self.of_person(at, key).filter(|_| !columns.is_empty()) else { continue };
            let name = self.book.table_name(at);
            let is_needed = self.book.graph.referenced_by.get(at).is_some_and(|edges| edges.any(|e| e.table != at));
            let goes = self.links.iter().filter(|l| l.from == at).all(|l| l.effect == Effect::Goes);
            if at != self.root && goes && !is_needed && columns.any(|column| !column.nullable) {
                statements.push(format!("DELETE FROM {name}\n WHERE {condition};"));
                continue;
            }
            let mut next = key.len() + 1;
            let mut set = Vec::new();
            for column in columns {
                let value = nobody(table, column).map_or_else(
                    || {
                        let value = parameter(self.book.system, next);
                        next += 1;
                        asks = true;
                        value
                    },
                    str::to_owned,
                );
                set.push(format!("{} = {value}", self.book.quote(&column.name)));
            }
            statements.push(format!("UPDATE {name} SET {}\n WHERE {condition};", set.join(", ")));
        }
        if statements.is_empty() {
            return false;
        }
        let values = match (asks, self.book.system.is_mysql()) {
            (false, _) => "",
            (true, true) => " A `?` behind `SET` is a value that the column accepts and that names nobody.",
            (true, false) => " Every other parameter is a value that the column accepts and that names nobody.",
        };
        block(
            out,
            &format!(
                "What a law asks to be kept is not deleted: the rows stay, and what is personal or secret is taken out of them.{values}"
            ),
        );
        block(out, &self.script(&statements));
        true
    }

    /// The rows of a table that are the person's, and nobody else's.
    fn of_person(&self, at: usize, key: &[String]) -> Option<String> {
        if at == self.root {
            return Some(self.equals(key));
        }
        let links = self.links.iter().filter(|l| l.from == at && l.effect != Effect::Moved);
        let mut links: Vec<&Link> = links.collect_vec();
        if links.any(|l| l.to == self.root) {
            links.keep(|l| l.to == self.root);
        }
        // Whose a row is says what it goes with; who else it names does not.
        if links.any(|l| l.effect == Effect::Goes || l.effect.is_deleted()) {
            links.keep(|l| l.effect == Effect::Goes || l.effect.is_deleted());
        }
        let conditions: Vec<String> = links.iter().filter_map(|link| self.condition(link, key)).collect_vec();
        (!conditions.is_empty()).then(|| conditions.join("\n    OR "))
    }

    /// Whether a row refers to no person but this one, and is none itself.
    fn is_of_nobody_else(&self, table: usize) -> bool {
        let edges = self.book.graph.references.get(table).into_iter().flatten();
        let mut others = edges.map(|edge| edge.table).filter(|&other| other != self.root);
        !identifies(self.book, table) && !others.any(|other| identifies(self.book, other))
    }

    /// `id = $1`
    fn equals(&self, columns: &[String]) -> String {
        equals(self.book.schema, columns, 1)
    }

    /// The rows that refer through a link to what goes.
    fn condition(&self, link: &Link, key: &[String]) -> Option<String> {
        let (from, to) = (&link.relationship.keys, &link.relationship.referenced);
        if from.is_empty() || from.len() != to.len() {
            return None;
        }
        if link.to == self.root && to == key {
            return Some(self.equals(from));
        }
        let inner = match self.first.get(&link.to).and_then(|&first| self.links.get(first)) {
            Some(first) => self.condition(first, key)?,
            None => self.equals(key),
        };
        let name = self.book.table_name(link.to);
        let [own] = from.as_slice() else {
            // SQL Server compares no rows.
            let own = self.book.table_name(link.from);
            let quote = |column: &String| self.book.quote(column);
            let on =
                from.iter().zip(to).map(|(f, t)| format!("{name}.{} = {own}.{}", quote(t), quote(f))).join(" AND ");
            return Some(format!("EXISTS (SELECT 1 FROM {name} WHERE {on} AND ({inner}))"));
        };
        Some(format!("{} IN (SELECT {} FROM {name} WHERE {inner})", self.book.quote(own), self.book.columns(to)))
    }
}

/// What a column holds that tells of nobody. `None` where only who knows its checks and keys can say.
fn nobody(table: &ModelTable, column: &Column) -> Option<&'static str> {
    let checks = || table.checks.iter().filter(|check| check.columns.contains(&column.name));
    let asks_null = |expression: &str| {
        crate::text::words(expression, char::is_alphabetic).any(|word| word.eq_ignore_ascii_case("null"))
    };
    if column.nullable {
        return (!checks().any(|check| asks_null(&check.expression))).then_some("NULL");
    }
    let is_keyed = |key: &IndexKey| match &key.target {
        KeyTarget::Column(name) => *name == column.name,
        KeyTarget::Expression(text) => crate::text::words(text, |c| c.is_alphanumeric() || c == '_')
            .any(|word| word.eq_ignore_ascii_case(&column.name)),
    };
    let is_unique = table.unique.any(|unique| unique.columns.contains(&column.name))
        || table.indexes.any(|index| index.unique && index.keys.any(is_keyed));
    let is_text = matches!(column.data_type.logical, LogicalType::String | LogicalType::Text);
    (is_text && !is_unique && checks().next().is_none()).then_some(NOBODY)
}
