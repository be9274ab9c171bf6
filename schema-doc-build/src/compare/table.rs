//! Changes of tables and of what hangs on them.

use schema_doc_diagnostics::Span;

use crate::expression::{Equivalence, equivalent, same_bound};

use super::list::{change_of, names, pair, same_expression, short};
use super::{ChangeAction, Changes, ObjectKind, Places, Subject, column, member, prose};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{
    Action, Annotations, Check, Exclusion, ForeignKey, Index, IndexKey, KeyTarget, NullsOrder, Policy, Schema,
    SortOrder, System, Table, TableKind, TableOptions, Trigger,
};
use crate::sort;

pub(super) fn tables(old: &Schema, new: &Schema, changes: &mut Changes) {
    fn shown(schema: &Schema) -> impl Iterator<Item = &Table> {
        schema.tables.iter().filter(|table| !table.annotations.ignore)
    }
    let mut pairs = pair(shown(old), shown(new), |table| &table.id);
    sort::by_key(&mut pairs, |(was, is)| is.or(*was).map(|table| &table.id));
    for (was, is) in pairs {
        let Some(id) = is.or(was).map(|table| &table.id) else { continue };
        let subject = Subject { object: new.identifier(id), kind: ObjectKind::Table, table: Some(id.clone()) };
        let places = (was.and_then(|t| t.definition.span), is.and_then(|t| t.definition.span));
        match (was, is) {
            (Some(was), Some(is)) => table(new, &subject, was, is, changes),
            (None, Some(_)) => changes.push(subject.came_or_went(ChangeAction::Added, places)),
            _ => changes.push(subject.came_or_went(ChangeAction::Removed, places)),
        }
    }
}

fn table(schema: &Schema, subject: &Subject, old: &Table, new: &Table, changes: &mut Changes) {
    let places = (old.definition.span, new.definition.span);
    facts(schema, subject, old, new, changes);
    prose::prose(subject, &old.annotations, &new.annotations, places, changes);
    let both_partitions = old.kind == TableKind::Partition && new.kind == TableKind::Partition;
    // A partition has its parent's columns: a change is told of the parent.
    if !both_partitions {
        column::columns(schema, old, new, changes);
    }
    for (kind, was, is) in members(schema, old, new) {
        let Some(present) = is.as_ref().or(was.as_ref()) else { continue };
        let subject = Subject { object: member(schema, &new.id, &present.name), kind, table: Some(new.id.clone()) };
        let places = (
            was.as_ref().and_then(|m| m.span).or(old.definition.span),
            is.as_ref().and_then(|m| m.span).or(new.definition.span),
        );
        match (&was, &is) {
            (Some(was), Some(is)) => differences(schema.system, &subject, was, is, places, changes),
            (None, Some(is)) => changes.push(subject.change(ChangeAction::Added, is.words(kind, "added"), places)),
            (Some(was), None) => {
                changes.push(subject.change(ChangeAction::Removed, was.words(kind, "removed"), places));
            }
            (None, None) => {}
        }
    }
}

/// Changes of the table itself.
fn facts(schema: &Schema, subject: &Subject, old: &Table, new: &Table, changes: &mut Changes) {
    let places = (old.definition.span, new.definition.span);
    let mut push = |what: &str, was: Option<String>, is: Option<String>| {
        if was != is {
            changes.push(subject.changed(change_of(what, was.as_deref(), is.as_deref()), places));
        }
    };
    push("kind", Some(old.kind.as_str().replace('_', " ")), Some(new.kind.as_str().replace('_', " ")));
    let partitioning =
        |table: &Table| table.partitioning.as_ref().map(|p| format!("{} ({})", p.strategy, keys(&p.keys)));
    push("partitioning", partitioning(old), partitioning(new));
    let same_partition = match (&old.partition_of, &new.partition_of) {
        (Some(old), Some(new)) => old.table == new.table && same_bound(&old.bound, &new.bound),
        _ => false,
    };
    if !same_partition {
        let partition_of = |table: &Table| {
            let of = table.partition_of.as_ref()?;
            Some(format!("{} {}", schema.identifier(&of.table), of.bound.split_whitespace().join(" ")))
        };
        push("partition of", partition_of(old), partition_of(new));
    }
    let inherits = |table: &Table| {
        let list: Vec<String> = table.inherits.mapped(|id| schema.identifier(id));
        (!list.is_empty() && table.partition_of.is_none()).then(|| names(&list))
    };
    push("inheritance", inherits(old), inherits(new));
    let row_security = |table: &Table| match (table.row_security.enabled, table.row_security.forced) {
        (true, true) => Some("forced".to_owned()),
        (true, false) => Some("enabled".to_owned()),
        (false, true) => Some("forced, not enabled".to_owned()),
        (false, false) => None,
    };
    push("row security", row_security(old), row_security(new));
    let none = TableOptions::default();
    let (was, is) = (old.options.as_deref().unwrap_or(&none), new.options.as_deref().unwrap_or(&none));
    push("unlogged", was.unlogged.then(|| "unlogged".to_owned()), is.unlogged.then(|| "unlogged".to_owned()));
    let storage = |options: &TableOptions| {
        let list: Vec<String> = options.storage.mapped(|(name, value)| format!("{name}={value}"));
        (!list.is_empty()).then(|| names(&list))
    };
    push("storage", storage(was), storage(is));
}

/// What hangs on a table, as far as two of a kind are compared: its facts by name.
struct Member {
    name: String,
    /// What it is on: ``on `email` ``, ``to `users` ``.
    on: String,
    span: Option<Span>,
    facts: Vec<(&'static str, Fact)>,
    annotations: Annotations,
}

/// A fact of a member.
enum Fact {
    Text(Option<String>),
    /// An expression: its spelling does not count.
    Expression(Option<String>),
    /// Keys of an index, each with the operator that an exclusion constraint gives it.
    Keys(Vec<(IndexKey, String)>),
}

impl Fact {
    fn compare(&self, other: &Self, system: System) -> Equivalence {
        match (self, other) {
            (Self::Expression(old), Self::Expression(new)) => same_expression(system, old.as_deref(), new.as_deref()),
            (Self::Keys(old), Self::Keys(new)) => same_keys(system, old, new),
            _ if self.words() == other.words() => Equivalence::Same,
            _ => Equivalence::Different,
        }
    }

    fn words(&self) -> Option<String> {
        match self {
            Self::Text(text) | Self::Expression(text) => text.clone(),
            Self::Keys(keys) => {
                let words = keys.mapped(|(key, operator)| match operator.as_str() {
                    "" => key_words(key),
                    operator => format!("{} with {operator}", key_words(key)),
                });
                (!words.is_empty()).then(|| words.join(", "))
            }
        }
    }
}

/// Whether two lists of keys are the same: of what is undecided, all else is equal.
fn same_keys(system: System, old: &[(IndexKey, String)], new: &[(IndexKey, String)]) -> Equivalence {
    if old.len() != new.len() {
        return Equivalence::Different;
    }
    let mut found = Equivalence::Same;
    for ((was, with), (is, now_with)) in old.iter().zip(new) {
        let one = match (&was.target, &is.target) {
            _ if with != now_with => Equivalence::Different,
            _ if (IndexKey { target: is.target.clone(), ..was.clone() }) != *is => Equivalence::Different,
            (KeyTarget::Expression(was), KeyTarget::Expression(is)) => equivalent(system, was, is),
            (was, is) if was == is => Equivalence::Same,
            _ => Equivalence::Different,
        };
        match one {
            Equivalence::Same => {}
            Equivalence::Different => return one,
            Equivalence::Undecided => found = one,
        }
    }
    found
}

impl Member {
    /// ``foreign key to `users` added``.
    fn words(&self, kind: ObjectKind, what: &str) -> String {
        if self.on.is_empty() {
            format!("{} {what}", kind.as_str())
        } else {
            format!("{} {} {what}", kind.as_str(), self.on)
        }
    }
}

fn differences(system: System, subject: &Subject, old: &Member, new: &Member, places: Places, changes: &mut Changes) {
    for ((name, was), (_, is)) in old.facts.iter().zip(&new.facts) {
        let found = was.compare(is, system);
        changes.expression(found, || {
            subject.changed(change_of(name, was.words().as_deref(), is.words().as_deref()), places)
        });
    }
    prose::prose(subject, &old.annotations, &new.annotations, places, changes);
}

/// Everything that hangs on two tables, paired by name. Copies that the system makes for partitions and what is ignored are left out.
fn members(schema: &Schema, old: &Table, new: &Table) -> Vec<(ObjectKind, Option<Member>, Option<Member>)> {
    let namespace = &schema.default_namespace;
    // There, a unique constraint is a unique index, and either statement makes both.
    let one_kind = schema.system.is_mysql();
    let mut out = Vec::new();
    let mut add = |kind: ObjectKind, of: &dyn Fn(&Table) -> Vec<Member>| {
        let (old, new) = (of(old), of(new));
        let mut taken: crate::ordered::Map<String, std::collections::VecDeque<Member>> = crate::ordered::Map::new();
        let order: Vec<String> = old.mapped(|member| member.name.clone());
        for member in old {
            taken.or_default(member.name.clone()).push_back(member);
        }
        for member in new {
            let was = taken.get_mut(&member.name).and_then(std::collections::VecDeque::pop_front);
            out.push((kind, was, Some(member)));
        }
        for name in order {
            if let Some(member) = taken.get_mut(&name).and_then(std::collections::VecDeque::pop_front) {
                out.push((kind, Some(member), None));
            }
        }
    };
    add(ObjectKind::PrimaryKey, &|t| t.primary_key.iter().map(primary_key).collect_vec());
    add(ObjectKind::Unique, &|t| if one_kind { Vec::new() } else { t.unique.mapped(unique) });
    add(ObjectKind::ForeignKey, &|t| {
        // An id's type says what it references.
        let keys = t.foreign_keys.iter().filter(|k| !k.inherited && t.kind != TableKind::Document);
        keys.map(|key| foreign_key(key, namespace)).collect_vec()
    });
    add(ObjectKind::Check, &|t| t.checks.iter().filter(|c| !c.inherited).map(check).collect_vec());
    add(ObjectKind::Exclusion, &|t| t.exclusions.mapped(exclusion));
    add(ObjectKind::Index, &|t| {
        let constraints = t.unique.iter().filter(|_| one_kind).map(unique_index);
        constraints.chain(t.indexes.iter().filter(|i| !i.inherited).map(index)).collect_vec()
    });
    add(ObjectKind::Trigger, &|t| {
        t.triggers.iter().filter(|t| !t.inherited).map(|trigger| trigger_of(trigger, namespace)).collect_vec()
    });
    add(ObjectKind::Policy, &|t| t.policies.mapped(policy));
    out.keep(|(_, was, is)| ![was, is].into_iter().flatten().any(|member| member.annotations.ignore));
    out
}

fn text(value: impl Into<String>) -> Fact {
    Fact::Text(Some(value.into()))
}

fn flag(set: bool, word: &str) -> Fact {
    Fact::Text(set.then(|| word.to_owned()))
}

fn deferrable(value: Option<bool>) -> Fact {
    Fact::Text(value.map(|deferred| if deferred { "initially deferred" } else { "deferrable" }.to_owned()))
}

fn list(columns: &[String]) -> Fact {
    Fact::Text((!columns.is_empty()).then(|| names(columns)))
}

fn on(columns: &[String]) -> String {
    if columns.is_empty() { String::new() } else { format!("on `{}`", short(&names(columns))) }
}

fn primary_key(key: &crate::model::PrimaryKey) -> Member {
    Member {
        // A table has one: another name is a change of it.
        name: key.name.clone(),
        on: on(&key.columns),
        span: key.span,
        facts: vec![
            ("columns", list(&key.columns)),
            ("included columns", list(&key.include)),
            ("overlaps", flag(key.without_overlaps, "without overlaps")),
            ("deferral", deferrable(key.deferrable)),
        ],
        annotations: key.annotations.clone(),
    }
}

fn unique(key: &crate::model::Unique) -> Member {
    Member {
        name: key.name.clone(),
        on: on(&key.columns),
        span: key.span,
        facts: vec![
            ("columns", list(&key.columns)),
            ("included columns", list(&key.include)),
            ("nulls", flag(key.nulls_not_distinct, "not distinct")),
            ("overlaps", flag(key.without_overlaps, "without overlaps")),
            ("deferral", deferrable(key.deferrable)),
        ],
        annotations: key.annotations.clone(),
    }
}

/// A unique constraint as the index that it is.
fn unique_index(key: &crate::model::Unique) -> Member {
    let index = Index {
        name: key.name.clone(),
        keys: key.columns.iter().map(IndexKey::column).collect_vec(),
        unique: true,
        method: "btree".to_owned(),
        ..Index::default()
    };
    let facts = index_facts(&index);
    Member { facts, ..unique(key) }
}

fn foreign_key(key: &ForeignKey, namespace: &str) -> Member {
    let target = key.table.display(namespace);
    let action = |action: Action| text(action.sql().to_lowercase());
    Member {
        name: key.name.clone(),
        on: format!("to `{}`", short(&target)),
        span: key.span,
        facts: vec![
            ("columns", list(&key.columns)),
            ("target", text(target)),
            ("referenced columns", list(&key.referenced)),
            ("on delete", action(key.on_delete)),
            ("on delete columns", list(&key.on_delete_columns)),
            ("on update", action(key.on_update)),
            ("match", flag(key.match_full, "full")),
            ("deferral", deferrable(key.deferrable)),
            ("validation", flag(key.not_valid, "not valid")),
            ("enforcement", flag(key.not_enforced, "not enforced")),
        ],
        annotations: key.annotations.clone(),
    }
}

fn check(check: &Check) -> Member {
    Member {
        name: check.name.clone(),
        on: format!("`{}`", short(&check.expression)),
        span: check.span,
        facts: vec![
            ("expression", Fact::Expression(Some(check.expression.clone()))),
            ("inheritance", flag(check.no_inherit, "no inherit")),
            ("validation", flag(check.not_valid, "not valid")),
            ("enforcement", flag(check.not_enforced, "not enforced")),
        ],
        annotations: check.annotations.clone(),
    }
}

fn exclusion(exclusion: &Exclusion) -> Member {
    Member {
        name: exclusion.name.clone(),
        on: String::new(),
        span: exclusion.span,
        facts: vec![
            ("method", text(exclusion.method.as_str())),
            ("elements", Fact::Keys(exclusion.elements.clone())),
            ("included columns", list(&exclusion.include)),
            ("predicate", Fact::Expression(exclusion.predicate.clone())),
            ("deferral", deferrable(exclusion.deferrable)),
        ],
        annotations: exclusion.annotations.clone(),
    }
}

/// An index, for tables and for materialized views.
fn index(index: &Index) -> Member {
    Member {
        name: index.name.clone(),
        on: format!("on `{}`", short(&keys(&index.keys))),
        span: index.span,
        facts: index_facts(index),
        annotations: index.annotations.clone(),
    }
}

fn index_facts(index: &Index) -> Vec<(&'static str, Fact)> {
    vec![
        // What a method is for is the kind; where there is none the kind says it.
        ("method", text(if index.method.is_empty() { index.kind.as_str() } else { &index.method })),
        ("keys", Fact::Keys(index.keys.mapped(|key| (key.clone(), String::new())))),
        ("included columns", list(&index.include)),
        ("uniqueness", flag(index.unique, "unique")),
        ("nulls", flag(index.nulls_not_distinct, "not distinct")),
        ("predicate", Fact::Expression(index.predicate.clone())),
        ("filter fields", list(&index.filter_fields)),
        ("dimensions", Fact::Text(index.dimensions.map(|number| number.to_string()))),
        ("staging", flag(index.staged, "staged")),
    ]
}

/// The indexes of two materialized views.
pub(super) fn view_indexes(schema: &Schema, subject: &Subject, old: &[Index], new: &[Index], changes: &mut Changes) {
    for (was, is) in pair(old, new, |index| index.name.as_str()) {
        let Some(name) = is.or(was).map(|index| index.name.as_str()) else { continue };
        let own = Subject { object: format!("{}.{name}", subject.object), kind: ObjectKind::Index, table: None };
        let places = (was.and_then(|i| i.span), is.and_then(|i| i.span));
        match (was.map(index), is.map(index)) {
            (Some(was), Some(is)) => differences(schema.system, &own, &was, &is, places, changes),
            (None, Some(is)) => changes.push(own.change(ChangeAction::Added, is.words(own.kind, "added"), places)),
            (Some(was), None) => {
                changes.push(own.change(ChangeAction::Removed, was.words(own.kind, "removed"), places));
            }
            (None, None) => {}
        }
    }
}

fn trigger_of(trigger: &Trigger, namespace: &str) -> Member {
    // Their order says nothing, and databases have one of their own.
    let mut events = trigger.events.clone();
    sort::items(&mut events);
    Member {
        name: trigger.name.clone(),
        on: String::new(),
        span: trigger.definition.span,
        facts: vec![
            ("timing", text(trigger.timing.as_str())),
            ("events", list(&events)),
            ("level", text(trigger.level.as_str())),
            ("function", Fact::Text(trigger.function.as_ref().map(|id| id.display(namespace)))),
            ("condition", Fact::Expression(trigger.condition.clone())),
            ("state", Fact::Text(trigger.state.as_deref().map(str::to_owned))),
        ],
        annotations: trigger.annotations.clone(),
    }
}

fn policy(policy: &Policy) -> Member {
    Member {
        name: policy.name.clone(),
        on: format!("for {}", policy.command),
        span: policy.span,
        facts: vec![
            ("command", text(policy.command.as_str())),
            ("kind", text(if policy.permissive { "permissive" } else { "restrictive" })),
            ("roles", list(&policy.roles)),
            ("using", Fact::Expression(policy.using.clone())),
            ("with check", Fact::Expression(policy.with_check.clone())),
        ],
        annotations: policy.annotations.clone(),
    }
}

/// `email, lower(name) desc`.
fn keys(keys: &[IndexKey]) -> String {
    keys.mapped(key_words).join(", ")
}

fn key_words(key: &IndexKey) -> String {
    let mut out = match &key.target {
        KeyTarget::Column(name) => name.clone(),
        KeyTarget::Expression(expression) => expression.clone(),
    };
    for part in [&key.collation, &key.opclass].into_iter().flatten() {
        out.push(' ');
        out.push_str(part);
    }
    if key.order == SortOrder::Descending {
        out.push_str(" desc");
    }
    match key.nulls {
        Some(NullsOrder::First) => out.push_str(" nulls first"),
        Some(NullsOrder::Last) => out.push_str(" nulls last"),
        None => {}
    }
    out
}
