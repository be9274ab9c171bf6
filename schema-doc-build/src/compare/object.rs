//! Changes of what a schema has beside tables.

use schema_doc_diagnostics::Span;

use super::list::{change_of, names, pair, pair_keys, short};
use super::{Between, ChangeAction, Changes, ObjectKind, Over, Places, Subject, member, prose, words};
use crate::expression::{Equivalence, canonical, equivalent_queries, equivalent_values};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{
    Annotations, Argument, Domain, EnumType, OtherObject, QualifiedName, Routine, Schema, Sequence, SequenceOptions,
    System, View,
};
use crate::render::definition::definition_text;
use crate::sort;

pub(super) fn objects(old: &Schema, new: &Schema, changes: &mut Changes) {
    let differ = Differ { old, schema: new };
    differ.each(ObjectKind::View, &old.views, &new.views, view_of, changes, view);
    differ.each(
        ObjectKind::Enum,
        &old.enums,
        &new.enums,
        |e| object(&e.id, e.span, &e.annotations),
        changes,
        enum_type,
    );
    differ.each(
        ObjectKind::Domain,
        &old.domains,
        &new.domains,
        |d| object(&d.id, d.span, &d.annotations),
        changes,
        domain,
    );
    differ.each(
        ObjectKind::CompositeType,
        &old.composites,
        &new.composites,
        |c| object(&c.id, c.span, &c.annotations),
        changes,
        |_, subject, old, new, places, changes| {
            let attributes = |list: &[(String, crate::model::DataType, Option<String>)]| {
                list.mapped(|(name, data_type, _)| format!("{name} {}", data_type.native)).join(", ")
            };
            facts(
                subject,
                &[("attributes", attributes(&old.attributes), attributes(&new.attributes))],
                places,
                changes,
            );
        },
    );
    differ.each(
        ObjectKind::RangeType,
        &old.ranges,
        &new.ranges,
        |r| object(&r.id, r.span, &r.annotations),
        changes,
        |differ, subject, old, new, places, changes| {
            let plain = |name: &str, value: &str| {
                let of_type = (name == "subtype").then(|| canonical(differ.schema.system, &format!("x::{value}")));
                of_type.flatten().unwrap_or_else(|| value.to_owned())
            };
            let said = |list: &[(String, String)]| list.mapped(|(name, value)| plain(name, value)).join(", ");
            let options =
                |list: &[(String, String)]| list.mapped(|(name, value)| format!("{name} = {value}")).join(", ");
            if said(&old.options) == said(&new.options) {
                return;
            }
            facts(subject, &[("options", options(&old.options), options(&new.options))], places, changes);
        },
    );
    differ.each(ObjectKind::Routine, &old.routines, &new.routines, routine_of, changes, routine);
    let own = |list: &[Sequence]| -> Vec<Sequence> {
        list.iter().filter(|s| !s.implicit && !s.identity && s.owned_by.is_none()).cloned().collect_vec()
    };
    let (was, is) = (own(&old.sequences), own(&new.sequences));
    differ.each(
        ObjectKind::Sequence,
        &was,
        &is,
        |s| object(&s.id, s.span, &s.annotations),
        changes,
        |_, subject, old, new, places, changes| {
            let words = |sequence: &Sequence| sequence_words(&sequence.options);
            facts(subject, &[("options", words(old), words(new))], places, changes);
        },
    );
    owned_sequences(old, new, changes);
    let between_databases = changes.between == Between::Databases;
    // Every new database has it.
    let is_given = |name: &str| between_databases && name == "plpgsql";
    let extensions = |schema: &Schema| schema.extensions.iter().filter(|e| !is_given(&e.name)).cloned().collect_vec();
    let (mut was, is) = (extensions(old), extensions(new));
    // A comment that an extension brings itself is not read.
    let is_silent = |name: &str| is.any(|e| e.name == name && e.annotations.comment.is_none());
    for extension in was.iter_mut().filter(|e| between_databases && is_silent(&e.name)) {
        extension.annotations.comment = None;
    }
    let is_of_server = |kind: &str| between_databases && kind == "revoke";
    let others = |schema: &Schema| {
        schema.others.iter().filter(|o| !is_given(&o.id.name) && !is_of_server(&o.kind)).cloned().collect_vec()
    };
    let (other_was, other_is) = (others(old), others(new));
    differ.each(
        ObjectKind::Extension,
        &was,
        &is,
        |e| (e.name.clone(), e.name.clone(), e.span, &e.annotations),
        changes,
        |_, _, _, _, _, _| {},
    );
    differ.each(
        ObjectKind::Namespace,
        &old.namespaces,
        &new.namespaces,
        |n| (n.name.clone(), n.name.clone(), None, &n.annotations),
        changes,
        |_, _, _, _, _, _| {},
    );
    if !between_databases {
        differ.each(
            ObjectKind::Role,
            &old.roles,
            &new.roles,
            |r| (r.name.clone(), r.name.clone(), r.span, &r.annotations),
            changes,
            |_, subject, old, new, places, changes| {
                let words = |login: bool| if login { "yes" } else { "no" }.to_owned();
                facts(
                    subject,
                    &[
                        ("login", words(old.login), words(new.login)),
                        ("membership", names(&old.member_of), names(&new.member_of)),
                    ],
                    places,
                    changes,
                );
            },
        );
        grants(old, new, changes);
    }
    differ.each(
        ObjectKind::Other,
        &other_was,
        &other_is,
        |o| {
            // Most of them lie in no namespace.
            let own = Some(&o.id.namespace).filter(|n| !n.is_empty() && **n != new.default_namespace);
            let name = own.map_or_else(|| o.id.name.clone(), |namespace| format!("{namespace}.{}", o.id.name));
            (
                format!("{}\n{}", o.kind, plain_types(old.system, &o.kind, &name)),
                name,
                o.definition.span,
                &o.annotations,
            )
        },
        changes,
        other,
    );
}

/// `(public.color AS int4)` → `(color AS integer)`: the types in the name of a cast or an operator, as the system prints them.
fn plain_types(system: System, kind: &str, name: &str) -> String {
    let group = |name: &str| Some((name.find('(')?, name.rfind(')')?));
    let separator = match kind {
        "cast" => " as ",
        "operator" => ", ",
        _ => return name.to_owned(),
    };
    let Some((open, close)) = group(name).filter(|(open, close)| open < close) else { return name.to_owned() };
    let lower = name.get(open + 1..close).unwrap_or_default().replace(" AS ", " as ");
    let types =
        lower.split(separator).map(|of| canonical(system, &format!("x::{of}")).unwrap_or_else(|| of.to_owned()));
    format!("{}({})", name.get(..open).unwrap_or_default(), types.join(separator))
}

/// The key, the name to show, the place and the prose of an object.
type Described<'a> = (String, String, Option<Span>, &'a Annotations);

/// An object that its qualified name identifies; the name is completed by [`Differ::each`].
fn object<'a>(id: &QualifiedName, span: Option<Span>, annotations: &'a Annotations) -> Described<'a> {
    (id.display("\u{0}"), id.display("\u{0}"), span, annotations)
}

/// Two schemas.
struct Differ<'a> {
    old: &'a Schema,
    schema: &'a Schema,
}

impl Differ<'_> {
    /// Pairs two lists of one kind, and reports what came, went and changed, by name.
    fn each<'a, T>(
        &self,
        kind: ObjectKind,
        old: &'a [T],
        new: &'a [T],
        describe: impl Fn(&'a T) -> Described<'a>,
        changes: &mut Changes,
        compare: impl Fn(&Self, &Subject, &'a T, &'a T, Places, &mut Changes),
    ) {
        let described: [Vec<Described>; 2] = [old.mapped(&describe), new.mapped(&describe)];
        for (subject, was, is, places) in self.subjects(kind, &described) {
            match (was, is) {
                (Some(was), Some(is)) => {
                    compare(self, &subject, &old[was], &new[is], places, changes);
                    prose::prose(&subject, described[0][was].3, described[1][is].3, places, changes);
                }
                (None, Some(_)) => changes.push(subject.came_or_went(ChangeAction::Added, places)),
                _ => changes.push(subject.came_or_went(ChangeAction::Removed, places)),
            }
        }
    }

    /// Every object of either list, by its key: where it stands in the old list, and in the new.
    fn subjects(
        &self,
        kind: ObjectKind,
        [old, new]: &[Vec<Described>; 2],
    ) -> Vec<(Subject, Option<usize>, Option<usize>, Places)> {
        let keys = |list: &[Described]| list.mapped(|described| described.0.clone());
        let mut pairs = pair_keys(keys(old), keys(new));
        let either =
            |was: Option<usize>, is: Option<usize>| is.map_or_else(|| was.map(|at| &old[at]), |at| Some(&new[at]));
        sort::by(&mut pairs, |a, b| either(a.0, a.1).map(|d| &d.0).cmp(&either(b.0, b.1).map(|d| &d.0)));
        // The default namespace is not written.
        let nameless = QualifiedName::new(self.schema.default_namespace.as_str(), "").display("\u{0}");
        let prefix = nameless.strip_suffix("\"\"").unwrap_or_default();
        let mut subjects = Vec::new();
        for (was, is) in pairs {
            // What is left out of the documents is there in neither.
            let was = was.filter(|&at| !old[at].3.ignore);
            let is = is.filter(|&at| !new[at].3.ignore);
            let Some((_, name, ..)) = either(was, is) else { continue };
            let name = name.strip_prefix(prefix).unwrap_or(name).to_owned();
            let places = (was.and_then(|at| old[at].2), is.and_then(|at| new[at].2));
            subjects.push((Subject { object: name, kind, table: None }, was, is, places));
        }
        subjects
    }
}

/// Facts that are text: each that differs is a change.
fn facts(subject: &Subject, facts: &[(&str, String, String)], places: Places, changes: &mut Changes) {
    for (name, old, new) in facts {
        if old != new {
            let present = |text: &String| (!text.is_empty()).then(|| text.clone());
            changes.push(subject.changed(change_of(name, present(old).as_deref(), present(new).as_deref()), places));
        }
    }
}

fn view_of(view: &View) -> Described<'_> {
    object(&view.id, view.definition.span, &view.annotations)
}

fn view(differ: &Differ<'_>, subject: &Subject, old: &View, new: &View, places: Places, changes: &mut Changes) {
    let system = differ.schema.system;
    let options = |schema: &Schema, view: &View| {
        words::view_options(system, &definition_text(schema, &view.definition)).join(", ")
    };
    let kind = |view: &View| if view.materialized { "materialized view" } else { "view" }.to_owned();
    // Of `SELECT *` the text does not always tell.
    let are_known = changes.between == Between::Versions || !(old.columns.is_empty() || new.columns.is_empty());
    let columns = |view: &View| {
        if are_known { view.columns.mapped(|c| c.name.as_str()).join(", ") } else { String::new() }
    };
    facts(
        subject,
        &[
            ("kind", kind(old), kind(new)),
            ("columns", columns(old), columns(new)),
            ("options", options(differ.old, old), options(differ.schema, new)),
        ],
        places,
        changes,
    );
    // A manifest has the whole definition, and may lack the query apart.
    if !old.query.is_empty() && !new.query.is_empty() {
        let same = equivalent_queries(system, asked(&old.query), asked(&new.query));
        changes.expression(same, || subject.changed("query changed", places));
    }
    member::of_views(differ.old, differ.schema, old, new, changes);
}

/// The query of a view; `… WITH NO DATA` says nothing of it.
fn asked(text: &str) -> &str {
    let text = text.trim().trim_end_matches(';').trim_end();
    // What stands before a last word.
    let without = |text: &str, word: &str| {
        let start = text.len().checked_sub(word.len())?;
        text.get(start..)?.eq_ignore_ascii_case(word).then_some(start)
    };
    let Some(data) = without(text, "data") else { return text };
    let head = text.get(..data).unwrap_or_default().trim_end();
    let head = without(head, "no").and_then(|no| head.get(..no)).unwrap_or(head).trim_end();
    without(head, "with").and_then(|with| text.get(..with)).map_or(text, str::trim_end)
}

fn enum_type(_: &Differ<'_>, subject: &Subject, old: &EnumType, new: &EnumType, places: Places, changes: &mut Changes) {
    let mut same = true;
    for (was, is) in pair(&old.values, &new.values, String::as_str) {
        match (was, is) {
            (None, Some(value)) => changes.push(subject.changed(format!("value `{}` added", short(value)), places)),
            (Some(value), None) => changes.push(subject.changed(format!("value `{}` removed", short(value)), places)),
            _ => continue,
        }
        same = false;
    }
    if same && old.values != new.values {
        changes.push(subject.changed("order of values changed", places));
    }
}

fn domain(differ: &Differ<'_>, subject: &Subject, old: &Domain, new: &Domain, places: Places, changes: &mut Changes) {
    let schema = differ.schema;
    let native = |domain: &Domain| domain.data_type.native.clone();
    facts(subject, &[("type", native(old), native(new))], places, changes);
    if old.nullable != new.nullable {
        changes.push(subject.changed(if new.nullable { "may be null now" } else { "must not be null now" }, places));
    }
    let (was, is) = (old.default.as_deref(), new.default.as_deref());
    let same = equivalent_values(schema.system, &new.data_type.native, was, is);
    changes.expression(same, || subject.changed(change_of("default", was, is), places));
    for (was, is) in pair(&old.checks, &new.checks, |check| check.name.as_str()) {
        let (was, is) = (was.map(|c| c.expression.as_str()), is.map(|c| c.expression.as_str()));
        let same = Over { system: schema.system, columns: &[] }.same(was, is);
        changes.expression(same, || subject.changed(change_of("check", was, is), places));
    }
}

/// The key of a routine holds the types of its arguments.
fn routine_of(routine: &Routine) -> Described<'_> {
    let (key, name, span, annotations) = object(&routine.id, routine.definition.span, &routine.annotations);
    let arguments: Vec<&str> = routine.arguments.mapped(|a| a.data_type.as_str());
    (format!("{key}({})", arguments.join(", ")), format!("{name}({})", arguments.join(", ")), span, annotations)
}

fn routine(
    differ: &Differ<'_>,
    subject: &Subject,
    old: &Routine,
    new: &Routine,
    places: Places,
    changes: &mut Changes,
) {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let system = differ.schema.system;
    // What is not said is what the system takes.
    let language =
        |routine: &Routine| routine.language.clone().filter(|l| !(system.is_mysql() && l == "sql")).unwrap_or_default();
    let volatility = |routine: &Routine| routine.volatility.clone().filter(|v| v != "volatile").unwrap_or_default();
    let arguments = |list: &[Argument]| {
        list.mapped(|a| {
            [a.name.as_deref(), Some(a.data_type.as_str()), a.default.as_deref()].into_iter().flatten().join(" ")
        })
        .join(", ")
    };
    // Defaults that say the same are spelled the same.
    let mut were = old.arguments.clone();
    for (was, is) in
        were.iter_mut().zip(&new.arguments).filter(|(was, is)| was.default.is_some() && is.default.is_some())
    {
        let same = equivalent_values(system, &is.data_type, was.default.as_deref(), is.default.as_deref());
        if same == Equivalence::Same {
            was.default.clone_from(&is.default);
        }
    }
    facts(
        subject,
        &[
            ("kind", old.kind.as_str().to_owned(), new.kind.as_str().to_owned()),
            ("arguments", arguments(&were), arguments(&new.arguments)),
            ("return type", text(&old.returns), text(&new.returns)),
            ("language", language(old), language(new)),
            ("volatility", volatility(old), volatility(new)),
        ],
        places,
        changes,
    );
    if system == System::PostgreSql {
        let definer = |routine: &Routine| if routine.security_definer { "definer" } else { "" }.to_owned();
        facts(subject, &[("security", definer(old), definer(new))], places, changes);
        let body = |schema, routine: &Routine| words::quoted_body(&definition_text(schema, &routine.definition));
        if let (Some(was), Some(is)) = (body(differ.old, old), body(differ.schema, new))
            && was != is
        {
            changes.push(subject.changed("body changed", places));
        }
    }
    if system.is_mysql() {
        let text = |schema, routine: &Routine| words::routine(system, &definition_text(schema, &routine.definition));
        if let (Some(was), Some(is)) = (text(differ.old, old), text(differ.schema, new)) {
            let words = |text: &words::RoutineText| names(&text.characteristics);
            facts(subject, &[("characteristics", words(&was), words(&is))], places, changes);
            if was.body != is.body {
                changes.push(subject.changed("body changed", places));
            }
        }
    }
}

/// MySQL's events; of all else the name is what counts.
fn other(
    differ: &Differ<'_>,
    subject: &Subject,
    old: &OtherObject,
    new: &OtherObject,
    places: Places,
    changes: &mut Changes,
) {
    let system = differ.schema.system;
    let event = |schema, other: &OtherObject| words::event(system, &definition_text(schema, &other.definition));
    if !(system.is_mysql() && new.kind == "event") {
        return;
    }
    let (Some([every, state, body]), Some([now_every, now_state, now_body])) =
        (event(differ.old, old), event(differ.schema, new))
    else {
        return;
    };
    facts(subject, &[("interval", every, now_every), ("state", state, now_state)], places, changes);
    if body != now_body {
        changes.push(subject.changed("body changed", places));
    }
}

/// What is counted for a column, where both say how.
fn owned_sequences(old: &Schema, new: &Schema, changes: &mut Changes) {
    let owned = |s: &&Sequence| s.implicit || s.identity || s.owned_by.is_some();
    let pairs = pair(old.sequences.iter().filter(owned), new.sequences.iter().filter(owned), |s| &s.id);
    for (was, is) in pairs {
        let (Some(was), Some(is)) = (was, is) else { continue };
        let subject = Subject { object: new.identifier(&is.id), kind: ObjectKind::Sequence, table: None };
        let words =
            |sequence: &Sequence| sequence_words(&SequenceOptions { data_type: None, ..sequence.options.clone() });
        facts(&subject, &[("options", words(was), words(is))], (was.span, is.span), changes);
    }
}

/// `start 1000, increment 5, cycle`; what is as usual is not said.
fn sequence_words(options: &SequenceOptions) -> String {
    let numbers = [
        ("start", options.start),
        ("increment", options.increment),
        ("minimum", options.minimum),
        ("maximum", options.maximum),
        ("cache", options.cache),
    ];
    let numbers = numbers.into_iter().filter_map(|(word, number)| Some(format!("{word} {}", number?)));
    let data_type = options.data_type.as_ref().map(|name| format!("as {name}"));
    data_type.into_iter().chain(numbers).chain(options.cycle.then(|| "cycle".to_owned())).join(", ")
}

/// Privileges, each granted to each.
fn grants(old: &Schema, new: &Schema, changes: &mut Changes) {
    let words = |schema: &Schema| -> Vec<(String, String, Option<Span>)> {
        schema
            .grants
            .iter()
            .flat_map(|grant| {
                grant.grantees.iter().map(|grantee| {
                    let option = if grant.with_grant_option { " with grant option" } else { "" };
                    let what = format!("{} on {} {}", grant.privileges.join(", "), grant.object_kind, grant.object);
                    (grant.object.clone(), format!("{what} to {grantee}{option}"), grant.span)
                })
            })
            .collect_vec()
    };
    let (was, is) = (words(old), words(new));
    for (was, is) in pair(&was, &is, |grant| &grant.1) {
        let (grant, action, places) = match (was, is) {
            (None, Some(grant)) => (grant, ChangeAction::Added, (None, grant.2)),
            (Some(grant), None) => (grant, ChangeAction::Removed, (grant.2, None)),
            _ => continue,
        };
        let subject = Subject { object: grant.0.clone(), kind: ObjectKind::Grant, table: None };
        changes.push(subject.change(action, format!("grant `{}` {}", short(&grant.1), action.as_str()), places));
    }
}
