//! Where everything is defined, file by file: what comments can belong to.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::{Map, Set};

use schema_doc_diagnostics::Span;

use super::object::{self, Object};
use super::script::{self, is_script};
use crate::analyze::{ClosedSetOrigin, literal_set, table_facts};
use crate::model::{Column, DOCUMENTS, Schema, Table};
use crate::sort;

/// How definitions nest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// A statement: `CREATE TABLE …`, `ALTER TABLE … ADD COLUMN …`.
    Statement,
    /// A column or a constraint of a table.
    Member,
    /// A constraint behind a column, a field inside one.
    Inline,
    /// A value of a closed set.
    Value,
}

/// A definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Definition {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) rank: Rank,
    pub(super) object: Object,
    /// The value of the object's closed set that it defines.
    pub(super) value: Option<String>,
}

impl Definition {
    /// The offset of its last byte.
    pub(super) fn last(&self) -> u32 {
        self.end.max(self.start + 1) - 1
    }
}

/// All definitions, one list a file, each in order: by start, outer ones first.
pub(super) fn definitions(schema: &Schema) -> Vec<Vec<Definition>> {
    let mut all = Collector { files: schema.files.iter().map(|_| Vec::new()).collect_vec() };
    for (t, table) in object::tables(schema) {
        all.table(schema, t, table);
    }
    for (v, view) in schema.views.iter().enumerate() {
        all.statement(Object::View(v), view.definition.span);
        for (i, index) in view.indexes.iter().enumerate() {
            all.statement(Object::ViewIndex(v, i), index.span);
        }
        for (i, trigger) in view.triggers.iter().enumerate() {
            all.statement(Object::ViewTrigger(v, i), trigger.definition.span);
        }
    }
    for (i, object) in schema.enums.iter().enumerate() {
        all.statement(Object::Enum(i), object.span);
        if let Some(span) = object.span {
            all.values(schema, Object::Enum(i), span, &object.values);
        }
    }
    for (d, domain) in schema.domains.iter().enumerate() {
        all.statement(Object::Domain(d), domain.span);
        for (i, check) in domain.checks.iter().enumerate() {
            all.push(Object::DomainCheck(d, i), check.span, Rank::Member);
        }
    }
    for (i, object) in schema.composites.iter().enumerate() {
        all.statement(Object::Composite(i), object.span);
    }
    for (i, object) in schema.ranges.iter().enumerate() {
        all.statement(Object::Range(i), object.span);
    }
    for (i, object) in schema.routines.iter().enumerate() {
        all.statement(Object::Routine(i), object.definition.span);
    }
    for (i, object) in schema.sequences.iter().enumerate().filter(|(_, o)| !o.implicit) {
        all.statement(Object::Sequence(i), object.span);
    }
    for (i, object) in schema.extensions.iter().enumerate() {
        all.statement(Object::Extension(i), object.span);
    }
    for (i, object) in schema.roles.iter().enumerate() {
        all.statement(Object::Role(i), object.span);
    }
    for (i, object) in schema.others.iter().enumerate() {
        all.statement(Object::Other(i), object.definition.span);
    }
    for file in &mut all.files {
        sort::by(file, |a, b| {
            (a.start, std::cmp::Reverse(a.end), a.rank, a.object).cmp(&(
                b.start,
                std::cmp::Reverse(b.end),
                b.rank,
                b.object,
            ))
        });
        file.dedup();
        file.shrink_to_fit();
    }
    all.files
}

struct Collector {
    files: Vec<Vec<Definition>>,
}

impl Collector {
    fn push(&mut self, object: Object, span: Option<Span>, rank: Rank) {
        if let Some(span) = span
            && let Some(file) = self.files.get_mut(span.file.index())
        {
            file.push(Definition { start: span.start, end: span.end, rank, object, value: None });
        }
    }

    fn statement(&mut self, object: Object, span: Option<Span>) {
        self.push(object, span, Rank::Statement);
    }

    fn table(&mut self, schema: &Schema, t: usize, table: &Table) {
        let whole = table.definition.span;
        self.statement(Object::Table(t), whole);
        // A column that `LIKE` copied, or a parent handed down, is defined elsewhere. A program's tables may share one.
        let steps: Set<Span> = table.migrations.iter().map(|step| step.span).chain(whole).collect();
        let is_own = |span: Span| {
            let before = steps.last_up_to(&Span { end: u32::MAX, ..span });
            before.is_some_and(|step| step.file == span.file && step.start <= span.start && span.end <= step.end)
                || DOCUMENTS && is_script(schema, span.file)
        };
        let mut members: Vec<(Object, Span)> = Vec::new();
        let columns: Map<Span, usize> = table
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| !column.inherited)
            .filter_map(|(i, column)| Some((column.span.filter(|&span| is_own(span))?, i)))
            .collect();
        let fields = if DOCUMENTS { table.columns.as_slice() } else { &[] };
        for (i, column) in fields.iter().enumerate() {
            self.literals(schema, Object::Column(t, i), column);
            for (n, field) in column.nested().iter().enumerate() {
                self.push(Object::Field(t, i, n), field.column.span, Rank::Inline);
                self.literals(schema, Object::Field(t, i, n), field.column);
            }
        }
        members.push_all(columns.iter().map(|(&span, &i)| (Object::Column(t, i), span)));
        let mut constraints: Vec<(Object, Option<Span>)> = Vec::new();
        constraints.push_all(table.primary_key.iter().map(|key| (Object::PrimaryKey(t), key.span)));
        for (i, key) in table.unique.iter().enumerate() {
            constraints.push((Object::Unique(t, i), key.span));
        }
        for (i, key) in table.foreign_keys.iter().enumerate().filter(|(_, key)| !key.inherited) {
            constraints.push((Object::ForeignKey(t, i), key.span));
        }
        for (i, check) in table.checks.iter().enumerate().filter(|(_, check)| !check.inherited) {
            constraints.push((Object::Check(t, i), check.span));
        }
        for (i, exclusion) in table.exclusions.iter().enumerate() {
            constraints.push((Object::Exclusion(t, i), exclusion.span));
        }
        let mut inline: Vec<(Object, Span)> = Vec::new();
        for (object, span) in constraints {
            let Some(span) = span.filter(|&span| is_own(span)) else { continue };
            let column = columns.last_up_to(&Span { end: u32::MAX, ..span });
            if column.is_some_and(|(column, _)| column.file == span.file && span.end <= column.end) {
                inline.push((object, span));
            } else {
                members.push((object, span));
            }
        }
        for &(object, span) in &members {
            self.push(object, Some(span), Rank::Member);
        }
        for &(object, span) in &inline {
            self.push(object, Some(span), Rank::Inline);
        }
        // ALTER TABLE t ADD COLUMN …, with one definition in it, is that definition.
        sort::by_key(&mut members, |&(_, span)| span);
        for &step in steps.iter().filter(|&&step| Some(step) != whole) {
            let from = members.partition_point(|&(_, span)| span < step.at_start());
            let mut inside =
                members.iter().skip(from).take_while(|(_, span)| span.file == step.file && span.start < step.end);
            if let (Some(&(object, _)), None) = (inside.next(), inside.next()) {
                self.statement(object, Some(step));
            }
        }
        for (i, index) in table.indexes.iter().enumerate().filter(|(_, index)| !index.inherited) {
            self.statement(Object::Index(t, i), index.span);
        }
        for (i, trigger) in table.triggers.iter().enumerate().filter(|(_, trigger)| !trigger.inherited) {
            self.statement(Object::Trigger(t, i), trigger.definition.span);
        }
        for (i, policy) in table.policies.iter().enumerate() {
            self.statement(Object::Policy(t, i), policy.span);
        }
        self.checked_values(schema, t, table);
    }

    /// `CHECK (status IN ('open', -- not yet paid`: the values of a column's closed set.
    fn checked_values(&mut self, schema: &Schema, t: usize, table: &Table) {
        let of_many_lines = |span: Span| schema.files.text(span).contains('\n');
        if !table.checks.any(|check| !check.inherited && check.span.is_some_and(of_many_lines)) {
            return;
        }
        for (c, facts) in table_facts(schema, table).columns.iter().enumerate() {
            let Some(set) = &facts.closed_set else { continue };
            if let ClosedSetOrigin::Check(check) = set.origin
                && let Some(span) = table.checks.get(check).and_then(|check| check.span)
            {
                self.values(schema, Object::Column(t, c), span, &set.values);
            }
        }
    }

    /// `v.union(v.literal("open"), // not yet paid`: the values of a field's union.
    fn literals(&mut self, schema: &Schema, object: Object, field: &Column) {
        if let Some(span) = field.span
            && let Some(set) = literal_set(&field.data_type)
        {
            self.values(schema, object, span, &set.values);
        }
    }

    /// The string constants in a definition of several lines: each defines a value. Those of `known` only.
    fn values(&mut self, schema: &Schema, object: Object, span: Span, known: &[String]) {
        let text = schema.files.text(span);
        if !text.contains('\n') {
            return;
        }
        let Some(file) = self.files.get_mut(span.file.index()) else { return };
        let constants =
            if DOCUMENTS && is_script(schema, span.file) { script::strings(text) } else { string_constants(text) };
        for (start, end, value) in constants {
            if known.contains(&value) {
                let (start, end) = (span.start + start as u32, span.start + end as u32);
                file.push(Definition { start, end, rank: Rank::Value, object, value: Some(value) });
            }
        }
    }
}

/// The string constants of a text: start, end, and value. Comments are passed over.
fn string_constants(text: &str) -> Vec<(usize, usize, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(['\'', '-', '/', '"'])).map(|i| i + at) {
        let rest = text.get(next..).unwrap_or_default();
        if rest.starts_with("--") {
            at = rest.find('\n').map_or(text.len(), |i| next + i + 1);
        } else if rest.starts_with("/*") {
            at = rest.find("*/").map_or(text.len(), |i| next + i + 2);
        } else if rest.starts_with(['\'', '"']) {
            let quote = if rest.starts_with('"') { "\"" } else { "'" };
            let mut value = String::new();
            let mut end = next + 1;
            loop {
                let Some(close) = text.get(end..).and_then(|rest| rest.find(quote)).map(|i| i + end) else {
                    return found;
                };
                value.push_str(text.get(end..close).unwrap_or_default());
                end = close + 1;
                if !text.get(end..).is_some_and(|rest| rest.starts_with(quote)) {
                    break;
                }
                value.push_str(quote);
                end += 1;
            }
            if quote == "'" {
                found.push((next, end, value));
            }
            at = end;
        } else {
            at = next + 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::string_constants;

    #[test]
    fn string_constants_are_found_between_comments() {
        let check = |text: &str, expected: &[&str]| {
            let values: Vec<String> = string_constants(text).into_iter().map(|(_, _, value)| value).collect();
            assert_eq!(values, expected);
        };
        check("'a', -- it's 'x'\n 'b''c' /* ' */ \"d'\" 'e'", &["a", "b'c", "e"]);
        check("'open", &[]);
        check("1 - 2 / 3", &[]);
    }
}
