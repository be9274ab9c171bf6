//! The rows of one table: first what types and names say, then the keys of parents, then what partitions and rules ask for.

use super::rule::{Rule, rules};
use super::triggers::Effects;
use super::value::of_column;
use super::{Pending, ROWS, Sample, is_given_early, nullable};
use crate::analyze::{table_facts, words};
use crate::expression::{Condition, Known};
use crate::json::Value;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Column, ColumnKind, ForeignKey, IndexKey, KeyTarget, LogicalType, Schema, System, Table};
use crate::ordered::Set;
use crate::sample::{Row, domain, misfit, position, written};

/// Makes the rows of a table.
pub(super) struct Maker<'s> {
    pub(super) schema: &'s Schema,
    pub(super) table: &'s Table,
    position: usize,
    pub(super) samples: &'s [Sample],
    pub(super) rules: Vec<Rule>,
    /// The sets of columns that no two rows may share.
    keys: Vec<Vec<usize>>,
    /// For each column: the values of its closed set.
    pub(super) closed: Vec<Vec<Value>>,
    /// For each column: what it is where nothing is given.
    pub(super) defaults: Vec<Option<Condition>>,
    /// Columns whose values rows of others refer to, or that tell rows apart.
    pub(super) in_key: Vec<bool>,
    effects: &'s Effects,
}

/// The values of a parent's row that a reference takes over: of the row of the same number, else of the first.
pub(super) fn partner(
    schema: &Schema,
    samples: &[Sample],
    parent: usize,
    key: &ForeignKey,
    n: usize,
) -> Option<Vec<Value>> {
    let table = schema.tables.get(parent)?;
    let rows = &samples.get(parent)?.rows;
    referenced(table, key, rows.get(n).or(rows.first())?)
}

pub(super) fn referenced(table: &Table, key: &ForeignKey, row: &Row) -> Option<Vec<Value>> {
    let names = if key.referenced.is_empty() { &table.primary_key.as_ref()?.columns } else { &key.referenced };
    let value = |name: &String| row.values.get(position(table, name)?)?.clone();
    names.iter().map(value).collect()
}

pub(super) fn positions(table: &Table, names: &[String]) -> Vec<usize> {
    names.iter().filter_map(|name| position(table, name)).collect_vec()
}

impl<'s> Maker<'s> {
    pub(super) fn new(
        schema: &'s Schema,
        table: &'s Table,
        position: usize,
        samples: &'s [Sample],
        effects: &'s Effects,
        referenced: &[&String],
    ) -> Self {
        let facts = table_facts(schema, table);
        let closed = table.columns.iter().zip(&facts.columns).map(|(column, facts)| {
            let set = facts.closed_set.as_ref();
            let values = set.into_iter().flat_map(|set| &set.values).map(|text| {
                let is_number = set.is_some_and(|set| set.numeric) && text.parse::<f64>().is_ok();
                if is_number { Value::Number(text.clone()) } else { Value::String(text.clone()) }
            });
            let mut values = values.collect_vec();
            values.keep(|value| misfit(schema, &column.data_type, value).is_none());
            values
        });
        let closed = closed.collect_vec();
        let expression = |text: &str| Condition::new(schema.system, text);
        let defaults = table.columns.mapped(|column| match &column.kind {
            ColumnKind::Default(text) => expression(text),
            ColumnKind::Generated(generated) => expression(&generated.expression),
            ColumnKind::Plain if !column.nullable || domain(schema, &column.data_type).is_some() => None,
            ColumnKind::Plain => expression("NULL"),
            ColumnKind::Identity(_) | ColumnKind::AutoIncrement => None,
        });
        let mut maker = Self {
            schema,
            table,
            position,
            samples,
            rules: rules(schema, table),
            keys: keys(schema.system, table),
            closed,
            defaults,
            in_key: vec![false; table.columns.len()],
            effects,
        };
        maker.mark_keys(referenced);
        maker
    }

    /// Those of its own keys, and those that others refer to.
    fn mark_keys(&mut self, referenced: &[&String]) {
        for at in self.keys.iter().flatten() {
            self.in_key[*at] = true;
        }
        for at in referenced.iter().filter_map(|name| position(self.table, name)) {
            self.in_key[at] = true;
        }
    }

    /// The rows, as many as differ in every key.
    pub(super) fn rows(self, waiting: &[usize], pending: &mut Vec<Pending>) -> Result<Vec<Row>, String> {
        let mut rows: Vec<Row> = Vec::new();
        for n in 0..ROWS {
            let mut awaited = Vec::new();
            let made = self.row(n, &rows, waiting, &mut awaited);
            match made {
                Ok(row) if rows.all(|other| !self.collides(other, &row)) => rows.push(row),
                Err(reason) if n == 0 => return Err(reason),
                _ => break,
            }
            pending.push_all(awaited.into_iter().map(|key| Pending { table: self.position, row: n, key }));
        }
        Ok(rows)
    }

    fn row(&self, n: usize, before: &[Row], waiting: &[usize], awaited: &mut Vec<usize>) -> Result<Row, String> {
        let mut row = Row { values: Vec::new(), later: Vec::new() };
        let examples = &self.table.annotations.examples;
        let written = examples.get(n).and_then(|(text, _)| written(self.schema, self.table, text));
        for (at, column) in self.table.columns.iter().enumerate() {
            let said = written.as_ref().and_then(|row| row.values.get(at).cloned().flatten());
            row.values.push(if said.is_some() { said } else { self.first_value(at, column, n)? });
        }
        let taken = self.take_over(&mut row, n, before, waiting, awaited)?;
        self.bound(&mut row);
        self.satisfy(&mut row, n, &taken)?;
        Ok(row)
    }

    /// By type and name; nothing where the database gives a value.
    fn first_value(&self, at: usize, column: &Column, n: usize) -> Result<Option<Value>, String> {
        let explicit = self.in_key.get(at) == Some(&true);
        match &column.kind {
            ColumnKind::Generated(_) => return Ok(None),
            ColumnKind::Identity(identity) if identity.always && self.schema.system == System::Oracle => {
                return Ok(None);
            }
            ColumnKind::Default(_) | ColumnKind::Identity(_) | ColumnKind::AutoIncrement if !explicit => {
                return Ok(None);
            }
            _ => {}
        }
        // SQL Server counts these up by itself.
        if self.schema.system == System::SqlServer && column.data_type.native == "timestamp" {
            return Ok(None);
        }
        // What a trigger does with a value nobody knows, and it may refuse one.
        let is_text = matches!(column.data_type.logical, LogicalType::Text | LogicalType::String);
        let is_read = self.effects.refuses.is_some() || (self.effects.reads_json && is_text);
        if is_read && column.nullable && self.effects.looks_at.any(|name| name.eq_ignore_ascii_case(&column.name)) {
            return Ok(None);
        }
        // A row like most: neither deleted nor the like.
        if column.nullable && !explicit && is_of_few(&column.name) {
            return Ok(None);
        }
        let set = self.closed.get(at).map_or(&[][..], Vec::as_slice);
        if let Some(value) = set.get(n % set.len().max(1)) {
            return Ok(Some(value.clone()));
        }
        match of_column(self.schema, column, n) {
            Some(value) => Ok(Some(value)),
            None if column.nullable || !matches!(column.kind, ColumnKind::Plain) => Ok(None),
            None => Err(format!("no value of the type `{}` of `{}` is known", column.data_type.native, column.name)),
        }
    }

    /// Takes the keys of parents over. Gives the columns that may no longer change.
    fn take_over(
        &self,
        row: &mut Row,
        n: usize,
        before: &[Row],
        waiting: &[usize],
        awaited: &mut Vec<usize>,
    ) -> Result<Set<usize>, String> {
        let mut taken: Set<usize> = Set::new();
        let mut keys: Vec<(usize, &ForeignKey)> = self.table.foreign_keys.iter().enumerate().collect_vec();
        // Those that must lead somewhere choose first.
        crate::sort::by_key(&mut keys, |(_, key)| nullable(self.table, key).is_some());
        for (number, key) in keys {
            let columns = positions(self.table, &key.columns);
            let Some(parent) = self.schema.table_index(&key.table).filter(|_| columns.len() == key.columns.len())
            else {
                continue;
            };
            let own = parent == self.position;
            if waiting.contains(&parent) {
                awaited.push(number);
                if !is_given_early(self.schema.system, self.table, key) {
                    self.clear(row, key);
                }
                taken.extend(columns);
                continue;
            }
            let Some(table) = self.schema.tables.get(parent) else { continue };
            let is_null = nullable(self.table, key).is_some();
            let rows = if own { before } else { self.samples.get(parent).map_or(&[][..], |sample| &sample.rows) };
            let itself = [row.clone()];
            let itself = if own && !is_null { &itself[..] } else { &[] };
            let count = rows.len().max(1);
            let candidates = (0..rows.len()).map(|step| &rows[(n + step) % count]).chain(itself);
            let agreeing = candidates.filter_map(|candidate| referenced(table, key, candidate)).find(|values| {
                columns
                    .iter()
                    .zip(values)
                    .all(|(at, value)| !taken.contains(at) || row.values.get(*at) == Some(&Some(value.clone())))
            });
            match agreeing {
                Some(values) => {
                    for (at, value) in columns.iter().zip(values) {
                        if let Some(slot) = row.values.get_mut(*at) {
                            *slot = Some(value);
                        }
                    }
                }
                None if is_null => self.clear(row, key),
                // A key that a partition or a deferred check may yet serve is none of this row's.
                None if columns.any(|at| self.table.columns.get(*at).is_some_and(|c| c.nullable)) => {
                    for at in columns.iter().filter(|at| !taken.contains(at)) {
                        if self.table.columns.get(*at).is_some_and(|c| c.nullable)
                            && let Some(slot) = row.values.get_mut(*at)
                        {
                            *slot = Some(Value::Null);
                        }
                    }
                }
                None if key.not_enforced => {}
                None => {
                    return Err(format!(
                        "needs a row of `{}`, which gets none that fits",
                        self.schema.identifier(&key.table)
                    ));
                }
            }
            taken.extend(columns);
        }
        Ok(taken)
    }

    fn clear(&self, row: &mut Row, key: &ForeignKey) {
        for at in nullable(self.table, key).unwrap_or_default() {
            if let Some(slot) = row.values.get_mut(at) {
                *slot = Some(Value::Null);
            }
        }
    }

    /// Values that a partition takes: those of the first bound, on every level.
    fn bound(&self, row: &mut Row) {
        let mut table = self.table;
        for _ in 0..16 {
            let Some(partitioning) = table.partitioning.as_deref() else { return };
            let parts = self
                .schema
                .tables
                .iter()
                .filter(|part| part.partition_of.as_ref().is_some_and(|of| of.table == table.id));
            let parts = parts.collect_vec();
            let is_default =
                |part: &&Table| part.partition_of.as_ref().is_some_and(|of| of.bound.eq_ignore_ascii_case("default"));
            let Some(part) = parts.find(|part| !is_default(part)).or(parts.first()) else { return };
            let bound = part.partition_of.as_ref().map_or("", |of| of.bound.as_str());
            let list = bound.find('(').and_then(|at| bound.get(at..));
            // FROM (…) TO (…): the lower bound belongs to it, the upper one does not.
            let lists = list.map(|list| list.split(" TO ").collect_vec()).unwrap_or_default();
            let constants = lists.mapped(|list| constants(list));
            for (number, key) in partitioning.keys.iter().enumerate() {
                let Some(at) = key.as_column().and_then(|name| position(self.table, name)) else { continue };
                if partitioning.strategy == "hash" {
                    continue;
                }
                let lower = constants.first().and_then(|list| list.get(number)).and_then(Option::as_ref);
                let upper = constants.get(1).and_then(|list| list.get(number)).and_then(Option::as_ref);
                let value = match (lower, upper) {
                    (Some(lower), _) => lower.clone(),
                    (None, Some(Value::Number(upper))) => match upper.parse::<i64>() {
                        Ok(upper) => Value::Number((upper - 1).to_string()),
                        Err(_) => continue,
                    },
                    _ => continue,
                };
                if let Some(slot) = row.values.get_mut(at) {
                    *slot = Some(match (&self.table.columns[at].data_type.logical, value) {
                        (LogicalType::SmallInt | LogicalType::Integer | LogicalType::BigInt, Value::String(text)) => {
                            Value::Number(text)
                        }
                        (_, value) => value,
                    });
                }
            }
            table = part;
        }
    }

    /// Whether two rows share a key.
    fn collides(&self, one: &Row, other: &Row) -> bool {
        let same = |key: &Vec<usize>| {
            key.all(|&at| match (self.known(one, at), self.known(other, at)) {
                // What the database makes up differs where it is a key.
                (Known::Unknown, Known::Unknown) => {
                    matches!(self.table.columns[at].kind, ColumnKind::Plain | ColumnKind::Generated(_))
                }
                (Known::Null, Known::Null) => {
                    self.schema.system == System::SqlServer || self.table.unique.any(|key| key.nulls_not_distinct)
                }
                // Collations may tell no capitals.
                (Known::Text(one), Known::Text(other)) => one.eq_ignore_ascii_case(&other),
                (one, other) => one == other,
            })
        };
        !self.table.exclusions.is_empty() || self.keys.any(same)
    }
}

/// What has a value in few rows, by its name.
pub(super) fn is_of_few(name: &str) -> bool {
    words(name).split('_').any(|word| {
        matches!(
            word,
            "deleted" | "cancelled" | "canceled" | "archived" | "revoked" | "disabled" | "banned" | "failed" | "error"
        )
    })
}

/// The sets of columns that no two rows share; of an expression, the columns that it names.
fn keys(system: System, table: &Table) -> Vec<Vec<usize>> {
    let mut keys = Vec::new();
    keys.push_all(table.primary_key.iter().map(|key| positions(table, &key.columns)));
    keys.push_all(table.unique.iter().map(|key| positions(table, &key.columns)));
    for index in table.indexes.iter().filter(|index| index.unique) {
        let columns = |key: &IndexKey| match &key.target {
            KeyTarget::Column(name) => position(table, name).into_iter().collect_vec(),
            KeyTarget::Expression(text) => {
                let expression = Condition::new(system, text);
                expression.iter().flat_map(Condition::columns).filter_map(|name| position(table, name)).collect_vec()
            }
        };
        keys.push(index.keys.iter().flat_map(columns).collect_vec());
    }
    keys
}

/// The constants of `('a', 1, MINVALUE)`; `None` for what is none.
fn constants(list: &str) -> Vec<Option<Value>> {
    let inside = list.trim().trim_start_matches('(').trim_end_matches(')');
    let constant = |text: &str| {
        let text = text.trim();
        match text.strip_prefix('\'') {
            Some(rest) => rest.rsplit_once('\'').map(|(text, _)| Value::String(text.replace("''", "'"))),
            None if text.parse::<f64>().is_ok() => Some(Value::Number(text.to_owned())),
            None if matches!(text, "true" | "false") => Some(Value::Boolean(text == "true")),
            None => None,
        }
    };
    inside.split(',').map(constant).collect_vec()
}
