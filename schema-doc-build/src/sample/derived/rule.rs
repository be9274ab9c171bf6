//! What rows are held to, checks and those of domains: values are tried until every one holds.

use super::Row;
use super::row::{Maker, positions, referenced};
use super::value::of_column;
use crate::expression::{Condition, Known};
use crate::json::{Value, compact};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Column, ColumnKind, LogicalType, Schema, System, Table};
use crate::ordered::Set;
use crate::sample::{domain, misfit, position};

/// How many values are tried for a column, and how many rows for a check.
const VALUES: usize = 40;
const TRIES: usize = 20_000;

/// A condition that rows are held to.
pub(super) struct Rule {
    /// For people: a check's name, or its text.
    name: String,
    /// `None` where it is not understood.
    condition: Option<Condition>,
    /// The columns that it is about.
    columns: Vec<usize>,
    /// Of a domain's check: the column that is `VALUE`.
    value: Option<usize>,
}

/// What a default gives, where it is a constant.
pub(super) fn constant(system: System, column: &Column) -> Option<Value> {
    let default = Condition::new(system, column.default_expression()?)?;
    if !default.columns().is_empty() {
        return None;
    }
    given(&default.value(&|_| Known::Unknown), &column.data_type.logical)
}

/// The rules of a table: its checks, and those of the domains of its columns.
pub(super) fn rules(schema: &Schema, table: &Table) -> Vec<Rule> {
    let mut rules = Vec::new();
    for check in table.checks.iter().filter(|check| !check.not_enforced) {
        let condition = Condition::new(schema.system, &check.expression);
        let named = condition.iter().flat_map(Condition::columns).filter_map(|name| position(table, name));
        let mut columns = positions(table, &check.columns);
        columns.push_all(named);
        columns = columns.into_iter().collect::<Set<_>>().into_iter().collect_vec();
        let name = if check.name.is_empty() { &check.expression } else { &check.name };
        rules.push(Rule { name: name.clone(), condition, columns, value: None });
    }
    for (at, column) in table.columns.iter().enumerate() {
        let mut data_type = &column.data_type;
        // A domain over a domain has the checks of both.
        for _ in 0..8 {
            let Some(domain) = domain(schema, data_type) else { break };
            for check in &domain.checks {
                let condition = Condition::new(schema.system, &check.expression);
                let name = format!("{} of the domain {}", check.name, schema.identifier(&domain.id));
                rules.push(Rule { name, condition, columns: vec![at], value: Some(at) });
            }
            data_type = &domain.data_type;
        }
    }
    rules
}

impl Maker<'_> {
    /// What a column is in a row.
    pub(super) fn known(&self, row: &Row, at: usize) -> Known {
        let Some(column) = self.table.columns.get(at) else { return Known::Unknown };
        match row.values.get(at) {
            Some(Some(value)) => known(value, self.base(column)),
            _ => match self.defaults.get(at) {
                Some(Some(default)) => default.value(&|name| match position(self.table, name) {
                    // A generated column is made of plain ones.
                    Some(other) if other != at && matches!(row.values.get(other), Some(Some(_))) => {
                        self.known(row, other)
                    }
                    _ => Known::Unknown,
                }),
                _ => Known::Unknown,
            },
        }
    }

    /// What a column is, of a domain what that is over.
    fn base<'c>(&'c self, column: &'c Column) -> &'c LogicalType {
        let mut data_type = &column.data_type;
        for _ in 0..8 {
            let Some(domain) = domain(self.schema, data_type) else { break };
            data_type = &domain.data_type;
        }
        &data_type.logical
    }

    fn holds(&self, rule: &Rule, row: &Row) -> Option<bool> {
        let by_itself = |at: &usize| match row.values.get(*at) {
            Some(Some(value)) => *value == Value::Null,
            _ => true,
        };
        let result = rule.condition.as_ref().map_or(Known::Unknown, |condition| {
            condition.value(&|name| match rule.value.filter(|_| name == "value").or_else(|| position(self.table, name))
            {
                Some(at) => self.known(row, at),
                None => Known::Unknown,
            })
        });
        match result {
            Known::Null | Known::Boolean(true) => Some(true),
            Known::Boolean(false) => Some(false),
            Known::Number(number) => Some(number != 0.0),
            // Who wrote a default or let null in wrote the check as well.
            _ if !rule.columns.is_empty() && rule.columns.all(by_itself) => Some(true),
            _ => None,
        }
    }

    /// Tries values until every rule holds.
    pub(super) fn satisfy(&self, row: &mut Row, n: usize, taken: &Set<usize>) -> Result<(), String> {
        let mut settled: Set<usize> = Set::new();
        for (number, rule) in self.rules.iter().enumerate() {
            if self.holds(rule, row) != Some(true) {
                self.search(row, n, rule, &settled, taken).map_err(|()| match self.holds(rule, row) {
                    None => format!("whether it may hold to the check `{}` is not known", rule.name),
                    _ => format!("no row was found that holds to the check `{}`", rule.name),
                })?;
            }
            settled.insert(number);
        }
        Ok(())
    }

    /// Changes the columns of a rule, as little as it takes, so that it holds and those before still do.
    fn search(&self, row: &mut Row, n: usize, rule: &Rule, settled: &Set<usize>, taken: &Set<usize>) -> Result<(), ()> {
        let columns =
            rule.columns.iter().copied().filter(|at| !matches!(self.table.columns[*at].kind, ColumnKind::Generated(_)));
        let columns = columns.collect_vec();
        let choices = columns.mapped(|at| self.choices(row, n, *at, rule, taken));
        let others = self.rules.iter().enumerate().filter(|(number, _)| settled.contains(number)).map(|(_, rule)| rule);
        let others = others.filter(|other| other.columns.any(|at| columns.contains(at))).collect_vec();
        let most: usize = choices.iter().map(|choices| choices.len() - 1).sum();
        let mut tries = 0;
        for total in 0..=most {
            let mut picks = vec![0; columns.len()];
            let mut more = first(&mut picks, &choices, total);
            while more {
                tries += 1;
                if tries > TRIES {
                    return Err(());
                }
                let mut changed = row.clone();
                for ((at, choices), pick) in columns.iter().zip(&choices).zip(&picks) {
                    changed.values[*at].clone_from(&choices[*pick]);
                }
                if self.holds(rule, &changed) == Some(true)
                    && others.all(|other| self.holds(other, &changed) == Some(true))
                {
                    *row = changed;
                    return Ok(());
                }
                more = next(&mut picks, &choices);
            }
        }
        Err(())
    }

    /// What may be tried for a column: first what it is.
    fn choices(&self, row: &Row, n: usize, at: usize, rule: &Rule, taken: &Set<usize>) -> Vec<Option<Value>> {
        let column = &self.table.columns[at];
        let mut choices = vec![row.values[at].clone()];
        let mut add = |choice: Option<Value>| {
            // Nothing is a choice of its own, below.
            let fits = choice.as_ref().is_some_and(|value| misfit(self.schema, &column.data_type, value).is_none());
            if fits && choices.len() < VALUES && !choices.contains(&choice) {
                choices.push(choice);
            }
        };
        let has_default = !matches!(column.kind, ColumnKind::Plain);
        let may_be_null =
            column.nullable && domain(self.schema, &column.data_type).is_none_or(|domain| domain.nullable);
        if taken.contains(&at) {
            for key in self.table.foreign_keys.iter().filter(|key| key.columns == [column.name.as_str()]) {
                let parent = self.schema.table_index(&key.table);
                let rows = parent.and_then(|parent| self.samples.get(parent)).map_or(&[][..], |sample| &sample.rows);
                for other in rows {
                    let table = parent.and_then(|parent| self.schema.tables.get(parent));
                    add(table.and_then(|table| referenced(table, key, other)?.pop()));
                }
            }
            if may_be_null {
                add(Some(Value::Null));
            }
            return choices;
        }
        for value in self.closed.get(at).into_iter().flatten() {
            add(Some(value.clone()));
        }
        for other in 0..4 {
            add(of_column(self.schema, column, n + other));
        }
        let hints = rule.condition.as_ref().map(|condition| condition.hints(n)).unwrap_or_default();
        for value in &hints.values {
            add(given(value, &column.data_type.logical));
        }
        // Well above, for what has to be more than another that is: `high >= low + 5`.
        for value in &hints.values {
            if let Known::Number(number) = value {
                add(given(&Known::Number(number * 10.0), &column.data_type.logical));
            }
        }
        for other in rule.columns.iter().filter(|other| **other != at) {
            let known = self.known(row, *other);
            add(given(&known, &column.data_type.logical));
            if let Known::Number(number) = known {
                add(given(&Known::Number(number + 1.0), &column.data_type.logical));
                add(given(&Known::Number(number - 1.0), &column.data_type.logical));
            }
        }
        if may_be_null {
            add(Some(Value::Null));
        }
        if let Some(Some(Value::String(text))) = row.values.get(at) {
            add(Some(Value::String(text.to_lowercase())));
            add(Some(Value::String(text.to_uppercase())));
            add(Some(Value::String(text.replace(' ', ""))));
        }
        let logical = self.base(column);
        let is_text = matches!(logical, LogicalType::String | LogicalType::Text | LogicalType::Other);
        for length in hints.lengths.iter().flat_map(|&length| [length, length + 1, length.saturating_sub(1)]) {
            if is_text {
                let letter = if n == 0 { "a" } else { "b" };
                add(Some(Value::String(letter.repeat(length))));
            } else if *logical == LogicalType::Bytes {
                add(Some(Value::String(format!("{:0>width$x}", n + 1, width = length * 2))));
            } else if let (LogicalType::Array(_), Some(Value::Array(items))) = (logical, &row.values[at]) {
                add(items.first().map(|item| Value::Array(vec![item.clone(); length.min(64)])));
            }
        }
        match column.data_type.logical {
            LogicalType::Json => {
                add(Some(Value::Array(Vec::new())));
                add(Some(Value::String("value".to_owned())));
            }
            LogicalType::Boolean => {
                add(Some(Value::Boolean(true)));
                add(Some(Value::Boolean(false)));
            }
            LogicalType::Date => add(Some(Value::String("2999-12-31".to_owned()))),
            LogicalType::Timestamp | LogicalType::TimestampTz if !self.schema.system.is_mysql() => {
                add(Some(Value::String("2999-12-31 00:00:00".to_owned())));
            }
            LogicalType::Array(_) => add(Some(Value::Array(Vec::new()))),
            _ => {}
        }
        if self.in_key.get(at) != Some(&true) && has_default && !choices.contains(&None) {
            choices.insert(1, None);
        }
        choices
    }
}

fn known(value: &Value, logical: &LogicalType) -> Known {
    match value {
        Value::Null => Known::Null,
        Value::Boolean(value) => Known::Boolean(*value),
        Value::Number(text) => text.parse().map_or(Known::Unknown, Known::Number),
        Value::String(digits) if *logical == LogicalType::Bytes => Known::Text(bytes(digits)),
        Value::String(text) if *logical != LogicalType::Json => Known::Text(text.clone()),
        Value::Array(items) if matches!(logical, LogicalType::Array(_)) => {
            Known::Text(format!("{{{}}}", vec!["x"; items.len()].join(",")))
        }
        value => Known::Text(compact(value)),
    }
}

/// A character for each byte, so that conditions that ask for their number are answered; `digits` are hexadecimal.
fn bytes(digits: &str) -> String {
    let of_pair = |at: usize| digits.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()).unwrap_or(0);
    (0..digits.len() / 2).map(|pair| char::from(of_pair(pair * 2) & 0x7F)).collect()
}

/// A value of a column, of what is known.
fn given(known: &Known, logical: &LogicalType) -> Option<Value> {
    let is_number = matches!(
        logical,
        LogicalType::SmallInt
            | LogicalType::Integer
            | LogicalType::BigInt
            | LogicalType::Decimal
            | LogicalType::Float
            | LogicalType::Double
    );
    Some(match known {
        Known::Boolean(value) => Value::Boolean(*value),
        Known::Number(number) => Value::Number(number.to_string()),
        Known::Text(text) if is_number => Value::Number(text.parse::<f64>().ok()?.to_string()),
        Known::Text(text) if *logical == LogicalType::Json => crate::json::parse(text).ok()?.value,
        // The text of an array is not its own, nor is the present.
        Known::Text(text) if matches!(logical, LogicalType::Array(_)) || text.starts_with("2100-") => return None,
        Known::Text(text) => Value::String(text.clone()),
        Known::Null | Known::Unknown => return None,
    })
}

/// The first choice of one value a column whose numbers add up to a total.
fn first(picks: &mut [usize], choices: &[Vec<Option<Value>>], total: usize) -> bool {
    let mut left = total;
    for (pick, choices) in picks.iter_mut().zip(choices).rev() {
        *pick = left.min(choices.len() - 1);
        left -= *pick;
    }
    left == 0
}

/// The next one of the same total.
fn next(picks: &mut [usize], choices: &[Vec<Option<Value>>]) -> bool {
    let mut behind = 0;
    for at in (0..picks.len()).rev() {
        if behind > 0 && picks[at] + 1 < choices[at].len() {
            picks[at] += 1;
            return first(&mut picks[at + 1..], &choices[at + 1..], behind - 1);
        }
        behind += picks[at];
    }
    false
}
