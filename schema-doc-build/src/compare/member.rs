//! Changes of what hangs on tables: keys, constraints, indexes, triggers and policies.

use schema_doc_diagnostics::Span;

use super::list::{change_of, names, pair_keys, short};
use super::{ChangeAction, Changes, ObjectKind, Over, Places, Subject, member, prose, words};
use crate::expression::{Equivalence, canonical, same_name};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{
    Action, Annotations, Check, Exclusion, ForeignKey, Index, IndexKey, KeyTarget, NullsOrder, Policy, PrimaryKey,
    Schema, SortOrder, System, Table, TableId, TableKind, Trigger, Unique, View,
};
use crate::render::definition::definition_text;
use crate::sort;

/// What hangs on two tables.
pub(super) fn of_tables(old_schema: &Schema, schema: &Schema, old: &Table, new: &Table, changes: &mut Changes) {
    let over = Over { system: schema.system, columns: &new.columns };
    let places = (old.definition.span, new.definition.span);
    let differ = Differ { schema, over, table: Some(&new.id), id: &new.id, places };
    let (system, namespace) = (schema.system, &schema.default_namespace);
    // There, a unique constraint is a unique index, and either statement makes both.
    let one_kind = system.is_mysql();
    let mut each = |kind: ObjectKind, of: &dyn Fn(&Schema, &Table) -> Vec<Member>| {
        differ.each(kind, of(old_schema, old), of(schema, new), changes);
    };
    each(ObjectKind::PrimaryKey, &|_, t| t.primary_key.iter().map(|key| primary_key(system, key)).collect_vec());
    each(ObjectKind::Unique, &|_, t| if one_kind { Vec::new() } else { t.unique.mapped(|key| unique(system, key)) });
    each(ObjectKind::ForeignKey, &|_, t| {
        // An id's type says what it references.
        let keys = t.foreign_keys.iter().filter(|k| !k.inherited && t.kind != TableKind::Document);
        keys.map(|key| foreign_key(system, key, namespace)).collect_vec()
    });
    each(ObjectKind::Check, &|_, t| t.checks.iter().filter(|c| !c.inherited).map(|c| check(system, c)).collect_vec());
    each(ObjectKind::Exclusion, &|_, t| t.exclusions.mapped(exclusion));
    each(ObjectKind::Index, &|_, t| {
        let constraints = t.unique.iter().filter(|_| one_kind).map(unique_index);
        constraints.chain(t.indexes.iter().filter(|i| !i.inherited).map(index)).collect_vec()
    });
    each(ObjectKind::Trigger, &|schema, t| triggers(schema, &t.triggers));
    each(ObjectKind::Policy, &|_, t| t.policies.mapped(policy));
}

/// What hangs on two views: indexes of materialized ones, `INSTEAD OF` triggers.
pub(super) fn of_views(old_schema: &Schema, schema: &Schema, old: &View, new: &View, changes: &mut Changes) {
    let over = Over { system: schema.system, columns: &[] };
    let places = (old.definition.span, new.definition.span);
    let differ = Differ { schema, over, table: None, id: &new.id, places };
    differ.each(ObjectKind::Index, old.indexes.mapped(index), new.indexes.mapped(index), changes);
    let (was, is) = (triggers(old_schema, &old.triggers), triggers(schema, &new.triggers));
    differ.each(ObjectKind::Trigger, was, is, changes);
}

/// What two lists of members hang on.
struct Differ<'a> {
    schema: &'a Schema,
    over: Over<'a>,
    table: Option<&'a TableId>,
    id: &'a TableId,
    /// Its own, for members that have none.
    places: Places,
}

impl Differ<'_> {
    fn each(&self, kind: ObjectKind, old: Vec<Member>, new: Vec<Member>, changes: &mut Changes) {
        for (was, is) in paired(old, new) {
            let Some(present) = is.as_ref().or(was.as_ref()) else { continue };
            // What is left out of the documents is no change.
            if [&was, &is].into_iter().flatten().any(|member| member.annotations.ignore) {
                continue;
            }
            let subject = Subject { object: present.object(self.schema, self.id), kind, table: self.table.cloned() };
            let places = (
                was.as_ref().and_then(|m| m.span).or(self.places.0),
                is.as_ref().and_then(|m| m.span).or(self.places.1),
            );
            match (&was, &is) {
                (Some(was), Some(is)) => differences(self.over, &subject, was, is, places, changes),
                (None, Some(is)) => changes.push(subject.change(ChangeAction::Added, is.words(kind, "added"), places)),
                (Some(was), None) => {
                    changes.push(subject.change(ChangeAction::Removed, was.words(kind, "removed"), places));
                }
                (None, None) => {}
            }
        }
    }
}

/// Each member with its other: by name; of those without one by what is the same, then by their columns.
fn paired(old: Vec<Member>, new: Vec<Member>) -> Vec<(Option<Member>, Option<Member>)> {
    let keys = |members: &[Member]| members.mapped(|member| (member.name.clone(), member.same.clone()));
    let mut pairs = pair_keys(keys(&old), keys(&new));
    let nameless = |list: &[Member], at: Option<usize>| at.filter(|&at| list[at].name.is_empty());
    let was_alone =
        pairs.iter().filter(|(_, is)| is.is_none()).filter_map(|(was, _)| nameless(&old, *was)).collect_vec();
    let is_alone =
        pairs.iter().filter(|(was, _)| was.is_none()).filter_map(|(_, is)| nameless(&new, *is)).collect_vec();
    let columns = |list: &[Member], alone: &[usize]| alone.mapped(|&at| list[at].columns.clone());
    for (was, is) in pair_keys(columns(&old, &was_alone), columns(&new, &is_alone)) {
        let (Some(was), Some(is)) = (was.map(|at| was_alone[at]), is.map(|at| is_alone[at])) else { continue };
        pairs.keep(|pair| *pair != (Some(was), None));
        if let Some(pair) = pairs.find_mut(|pair| *pair == (None, Some(is))) {
            pair.0 = Some(was);
        }
    }
    let (mut old, mut new) = (old.into_iter().map(Some).collect_vec(), new.into_iter().map(Some).collect_vec());
    let mut taken = |(was, is): (Option<usize>, Option<usize>)| {
        (was.and_then(|at| old[at].take()), is.and_then(|at| new[at].take()))
    };
    pairs.into_iter().map(&mut taken).collect_vec()
}

/// What hangs on a table, as far as two of a kind are compared: its facts by name.
struct Member {
    /// Empty where it has none that anybody gave it.
    name: String,
    /// Its columns: one without a name is named after them.
    columns: Vec<String>,
    /// What says of one without a name that it is the same as another.
    same: String,
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
    /// A statement with a body in it, which alone counts.
    Body(Option<String>),
    /// Keys of an index, each with the operator that an exclusion constraint gives it.
    Keys(Vec<(IndexKey, String)>),
}

impl Fact {
    fn compare(&self, other: &Self, over: Over) -> Equivalence {
        match (self, other) {
            (Self::Expression(old), Self::Expression(new)) => over.same(old.as_deref(), new.as_deref()),
            (Self::Keys(old), Self::Keys(new)) => same_keys(over, old, new),
            (Self::Body(Some(old)), Self::Body(Some(new))) => words::same_bodies(over.system, old, new),
            _ if self.words() == other.words() => Equivalence::Same,
            _ => Equivalence::Different,
        }
    }

    fn words(&self) -> Option<String> {
        match self {
            Self::Text(text) | Self::Expression(text) => text.clone(),
            Self::Body(_) => None,
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
fn same_keys(over: Over, old: &[(IndexKey, String)], new: &[(IndexKey, String)]) -> Equivalence {
    if old.len() != new.len() {
        return Equivalence::Different;
    }
    let mut found = Equivalence::Same;
    for ((was, with), (is, now_with)) in old.iter().zip(new) {
        let one = match (&was.target, &is.target) {
            _ if with != now_with => Equivalence::Different,
            _ if !same_path(was.collation.as_deref(), is.collation.as_deref())
                || !same_path(was.opclass.as_deref(), is.opclass.as_deref())
                || (was.order, was.nulls) != (is.order, is.nulls) =>
            {
                Equivalence::Different
            }
            (KeyTarget::Expression(was), KeyTarget::Expression(is)) => over.same(Some(was), Some(is)),
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

/// Whether two collations or operator classes are one: `public.gist_trgm_ops (siglen = 32)`, `gist_trgm_ops (siglen='32')`.
fn same_path(a: Option<&str>, b: Option<&str>) -> bool {
    let plain = |text: &str| text.replace([' ', '\''], "");
    match (a, b) {
        (Some(a), Some(b)) => same_name(&plain(a), &plain(b)),
        (a, b) => a == b,
    }
}

impl Member {
    /// `users.users_email_key`; of one without a name `users.email` where it is on one column, else `users`.
    fn object(&self, schema: &Schema, of: &TableId) -> String {
        match (self.name.as_str(), self.columns.as_slice()) {
            ("", [column]) => member(schema, of, column),
            ("", _) => schema.identifier(of),
            (name, _) => member(schema, of, name),
        }
    }

    /// ``foreign key to `users` added``.
    fn words(&self, kind: ObjectKind, what: &str) -> String {
        if self.on.is_empty() {
            format!("{} {what}", kind.as_str())
        } else {
            format!("{} {} {what}", kind.as_str(), self.on)
        }
    }
}

fn differences(over: Over, subject: &Subject, old: &Member, new: &Member, places: Places, changes: &mut Changes) {
    for ((name, was), (_, is)) in old.facts.iter().zip(&new.facts) {
        let found = was.compare(is, over);
        changes.expression(found, || {
            let change = change_of(name, was.words().as_deref(), is.words().as_deref());
            // The object is called as its column is.
            let of = if new.name.is_empty() { format!("{}: ", subject.kind.as_str()) } else { String::new() };
            subject.changed(format!("{of}{change}"), places)
        });
    }
    prose::prose(subject, &old.annotations, &new.annotations, places, changes);
}

/// A name that SQLite made up is nobody's, and counts what stands before it.
fn given_name(system: System, name: &str, is_generated: bool) -> String {
    if system == System::Sqlite && is_generated { String::new() } else { name.to_owned() }
}

fn text(value: impl Into<String>) -> Fact {
    Fact::Text(Some(value.into()))
}

fn word(value: Option<&str>) -> Fact {
    Fact::Text(value.map(str::to_owned))
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

fn primary_key(system: System, key: &PrimaryKey) -> Member {
    Member {
        name: given_name(system, &key.name, key.generated_name),
        columns: key.columns.clone(),
        // A table has one.
        same: String::new(),
        on: on(&key.columns),
        span: key.span,
        facts: vec![
            ("columns", list(&key.columns)),
            ("order", flag(key.descending, "descending")),
            ("included columns", list(&key.include)),
            ("overlaps", flag(key.without_overlaps, "without overlaps")),
            ("deferral", deferrable(key.deferrable)),
            ("conflict clause", word(key.on_conflict.as_deref())),
        ],
        annotations: key.annotations.clone(),
    }
}

fn unique(system: System, key: &Unique) -> Member {
    Member {
        name: given_name(system, &key.name, key.generated_name),
        columns: key.columns.clone(),
        same: names(&key.columns),
        on: on(&key.columns),
        span: key.span,
        facts: vec![
            ("columns", list(&key.columns)),
            ("included columns", list(&key.include)),
            ("nulls", flag(key.nulls_not_distinct, "not distinct")),
            ("overlaps", flag(key.without_overlaps, "without overlaps")),
            ("deferral", deferrable(key.deferrable)),
            ("conflict clause", word(key.on_conflict.as_deref())),
        ],
        annotations: key.annotations.clone(),
    }
}

/// A unique constraint as the index that it is.
fn unique_index(key: &Unique) -> Member {
    let like = Index {
        name: key.name.clone(),
        keys: key.columns.iter().map(IndexKey::column).collect_vec(),
        unique: true,
        method: "btree".to_owned(),
        ..Index::default()
    };
    Member { on: on(&key.columns), span: key.span, annotations: key.annotations.clone(), ..index(&like) }
}

fn foreign_key(system: System, key: &ForeignKey, namespace: &str) -> Member {
    let target = key.table.display(namespace);
    let action = |action: Action| text(action.in_system(system).sql().to_lowercase());
    Member {
        name: key.name.clone(),
        columns: key.columns.clone(),
        same: names(&key.columns),
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

fn check(system: System, check: &Check) -> Member {
    let is_nameless = check.name.is_empty();
    let same = if is_nameless { canonical(system, &check.expression).unwrap_or_default() } else { String::new() };
    Member {
        name: check.name.clone(),
        columns: check.columns.clone(),
        same,
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
        columns: Vec::new(),
        same: String::new(),
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
        columns: Vec::new(),
        same: String::new(),
        on: format!("on `{}`", short(&keys(&index.keys))),
        span: index.span,
        facts: vec![
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
            ("storage", Fact::Text(super::storage(&index.storage))),
        ],
        annotations: index.annotations.clone(),
    }
}

fn triggers(schema: &Schema, triggers: &[Trigger]) -> Vec<Member> {
    triggers.iter().filter(|trigger| !trigger.inherited).map(|trigger| trigger_of(schema, trigger)).collect_vec()
}

fn trigger_of(schema: &Schema, trigger: &Trigger) -> Member {
    let function = trigger.function.as_ref().map(|id| id.display(&schema.default_namespace));
    // Their order says nothing, and databases have one of their own.
    let mut events = trigger.events.clone();
    sort::items(&mut events);
    let definition = definition_text(schema, &trigger.definition);
    let is_called = schema.system == System::PostgreSql && function.is_some();
    let arguments = is_called.then(|| words::trigger_arguments(&definition)).flatten().unwrap_or_default();
    let deferral = is_called.then(|| words::trigger_deferral(&definition)).flatten();
    let body = function.is_none().then_some(definition);
    Member {
        name: trigger.name.clone(),
        columns: Vec::new(),
        same: String::new(),
        on: String::new(),
        span: trigger.definition.span,
        facts: vec![
            ("timing", text(trigger.timing.as_str())),
            ("events", list(&events)),
            ("level", text(trigger.level.as_str())),
            ("function", Fact::Text(function)),
            ("arguments", list(&arguments)),
            ("constraint", word(deferral)),
            ("condition", Fact::Expression(trigger.condition.clone())),
            ("state", word(trigger.state.as_deref())),
            ("body", Fact::Body(body)),
        ],
        annotations: trigger.annotations.clone(),
    }
}

fn policy(policy: &Policy) -> Member {
    Member {
        name: policy.name.clone(),
        columns: Vec::new(),
        same: String::new(),
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
pub(super) fn keys(keys: &[IndexKey]) -> String {
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
