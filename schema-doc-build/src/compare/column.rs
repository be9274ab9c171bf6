//! Changes of columns.

use super::charset::{self, Charset};
use super::list::{change_of, pair};
use super::{Between, ChangeAction, Changes, ObjectKind, Over, Subject, member, prose};
use crate::expression::{Equivalence, equivalent_values, same_name};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Column, ColumnKind, DOCUMENTS, Schema, System, Table};

pub(super) fn columns(schema: &Schema, old: &Table, new: &Table, changes: &mut Changes) {
    fn shown(table: &Table) -> impl Iterator<Item = &Column> {
        table.columns.iter().filter(|column| !column.annotations.ignore)
    }
    let pairs = pair(shown(old), shown(new), |column| column.name.as_str());
    let of_server = changes.between == Between::Databases && schema.system.is_mysql();
    let texts = of_server.then(|| charset::tables(schema.system, old.options.as_deref(), new.options.as_deref()));
    let over = Over { system: schema.system, columns: &new.columns };
    for (was, is) in &pairs {
        let Some(name) = is.or(*was).map(|column| column.name.as_str()) else { continue };
        let subject =
            Subject { object: member(schema, &new.id, name), kind: ObjectKind::Column, table: Some(new.id.clone()) };
        let places =
            (was.and_then(|c| c.span).or(old.definition.span), is.and_then(|c| c.span).or(new.definition.span));
        match (was, is) {
            (Some(was), Some(is)) => {
                column(over, &subject, was, is, texts.as_ref(), changes);
                if DOCUMENTS {
                    fields(over, &subject, was, is, changes);
                }
            }
            (None, Some(_)) => changes.push(subject.came_or_went(ChangeAction::Added, places)),
            _ => changes.push(subject.came_or_went(ChangeAction::Removed, places)),
        }
    }
    // What both have, in the order of each.
    let kept: Vec<&str> = pairs.iter().filter_map(|(was, is)| was.and(*is)).map(|c| c.name.as_str()).collect_vec();
    let known: crate::ordered::Set<&str> = kept.iter().copied().collect();
    let before = shown(old).map(|c| c.name.as_str()).filter(|name| known.contains(name));
    if !before.eq(kept.iter().copied()) {
        let subject =
            Subject { object: schema.identifier(&new.id), kind: ObjectKind::Table, table: Some(new.id.clone()) };
        changes.push(subject.changed("order of columns changed", (old.definition.span, new.definition.span)));
    }
}

/// The fields inside: `users.address.street`.
fn fields(over: Over, of: &Subject, old: &Column, new: &Column, changes: &mut Changes) {
    if old.data_type.native == new.data_type.native && old.data_type == new.data_type {
        return;
    }
    let count = changes.list.len();
    let (was, is) = (old.nested(), new.nested());
    let (kind, table) = (ObjectKind::Column, &of.table);
    let mut whole: Option<String> = None;
    for (was, is) in pair(&was, &is, |field| field.path.as_str()) {
        let Some(field) = is.or(was) else { continue };
        // What lies in a field that came or went did so with it.
        if whole.as_ref().is_some_and(|whole| field.path.starts_with(whole)) {
            continue;
        }
        let path = field.path.get(new.name.len()..).unwrap_or_default();
        let subject = Subject { object: format!("{}{path}", of.object), kind, table: table.clone() };
        let places = (was.and_then(|f| f.column.span).or(old.span), is.and_then(|f| f.column.span).or(new.span));
        match (was, is) {
            (Some(was), Some(is)) => column(over, &subject, was.column, is.column, None, changes),
            (None, _) => changes.push(subject.came_or_went(ChangeAction::Added, places)),
            _ => changes.push(subject.came_or_went(ChangeAction::Removed, places)),
        }
        whole = was.xor(is).map(|field| format!("{}.", field.path));
    }
    let outlines = (old.data_type.outline(), new.data_type.outline());
    if changes.list.len() == count && outlines.0 == outlines.1 && old.data_type.native != new.data_type.native {
        changes.push(of.changed("order of fields changed", (old.span, new.span)));
    }
}

/// `texts`: of MySQL's tables, where what one leaves out is the server's.
fn column(
    over: Over,
    subject: &Subject,
    old: &Column,
    new: &Column,
    texts: Option<&[Charset; 2]>,
    changes: &mut Changes,
) {
    let (system, places) = (over.system, (old.span, new.span));
    // What changed inside is told of the fields inside.
    let (was, is) = (old.data_type.outline(), new.data_type.outline());
    if was != is && old.catalog_type(system) != new.catalog_type(system) {
        // That of a query's column may be known to the database alone.
        let is_unknown = system == System::PostgreSql && [old, new].any(|c| c.data_type.native == "unknown");
        let found = if is_unknown { Equivalence::Undecided } else { Equivalence::Different };
        changes.expression(found, || subject.changed(change_of("type", Some(&was), Some(&is)), places));
    }
    if old.optional != new.optional {
        changes.push(subject.changed(if new.optional { "may be absent now" } else { "must be there now" }, places));
    }
    if old.nullable != new.nullable {
        changes.push(subject.changed(if new.nullable { "may be null now" } else { "must not be null now" }, places));
    }
    value(over, subject, old, new, changes);
    let [was, is] = match texts {
        Some(tables) => charset::columns(system, old, new, tables),
        None => [old, new].map(|column| Charset::of_column(system, column)),
    };
    for (what, was, is) in [("collation", was.collation, is.collation), ("character set", was.charset, is.charset)] {
        let is_same = |(was, is): (&String, &String)| system == System::PostgreSql && same_name(was, is);
        if was != is && !was.as_ref().zip(is.as_ref()).is_some_and(is_same) {
            changes.push(subject.changed(change_of(what, was.as_deref(), is.as_deref()), places));
        }
    }
    let (was, is) = (Options::of(old), Options::of(new));
    let same = over.same(was.on_update, is.on_update);
    changes.expression(same, || subject.changed(change_of("on update", was.on_update, is.on_update), places));
    if was.others != is.others {
        let joined = |options: &[&str]| (!options.is_empty()).then(|| options.join(" "));
        let message = change_of("options", joined(&was.others).as_deref(), joined(&is.others).as_deref());
        changes.push(subject.changed(message, places));
    }
    prose::prose(subject, &old.annotations, &new.annotations, places, changes);
}

/// The options of a column, by what they are about. That of its character set is looked at apart.
#[derive(Default)]
struct Options<'a> {
    /// `ON UPDATE`
    on_update: Option<&'a str>,
    others: Vec<&'a str>,
}

impl<'a> Options<'a> {
    fn of(column: &'a Column) -> Self {
        let mut options = Self::default();
        for option in column.options.iter().filter(|option| !option.starts_with("CHARACTER SET ")) {
            match option.strip_prefix("ON UPDATE ") {
                Some(expression) => options.on_update = Some(expression),
                None => options.others.push(option),
            }
        }
        options
    }
}

/// Default, generation, identity.
fn value(over: Over, subject: &Subject, old: &Column, new: &Column, changes: &mut Changes) {
    let (system, places) = (over.system, (old.span, new.span));
    let mut push = |found: Equivalence, what: &str, was: Option<&str>, is: Option<&str>| {
        changes.expression(found, || subject.changed(change_of(what, was, is), places));
    };
    // A serial column says it in its type, the database in a default.
    let counts = |column: &Column| match &column.kind {
        ColumnKind::Default(expression) => expression.starts_with("nextval("),
        kind => *kind == ColumnKind::AutoIncrement,
    };
    let one_is_serial = [old, new].any(|column| column.kind == ColumnKind::AutoIncrement);
    let both_count = system == System::PostgreSql && one_is_serial && counts(old) && counts(new);
    if !both_count {
        let (was, is) = (old.default_expression(), new.default_expression());
        push(equivalent_values(system, &new.data_type.native, was, is), "default", was, is);
    }
    let (was, is) = (generated(old), generated(new));
    let same = over.same(was.map(|g| g.0), is.map(|g| g.0));
    push(same, "generation", was.map(|g| g.0), is.map(|g| g.0));
    if same == Equivalence::Same && was.map(|g| g.1) != is.map(|g| g.1) {
        let word = |stored: bool| if stored { "stored" } else { "virtual" };
        push(Equivalence::Different, "generation", was.map(|g| word(g.1)), is.map(|g| word(g.1)));
    }
    let (was, is) = (identity(old), identity(new));
    if was != is {
        push(Equivalence::Different, "identity", was, is);
    }
    let counts = |column: &Column| column.kind == ColumnKind::AutoIncrement;
    if system != System::PostgreSql && counts(old) != counts(new) {
        let what = if counts(new) { "auto-increment added" } else { "auto-increment removed" };
        changes.push(subject.changed(what, places));
    }
}

fn generated(column: &Column) -> Option<(&str, bool)> {
    match &column.kind {
        ColumnKind::Generated(generated) => Some((&generated.expression, generated.stored)),
        _ => None,
    }
}

fn identity(column: &Column) -> Option<&'static str> {
    match &column.kind {
        ColumnKind::Identity(identity) => Some(if identity.always { "always" } else { "by default" }),
        _ => None,
    }
}
