//! Changes of columns.

use super::list::{change_of, pair, same_expression};
use super::{Between, ChangeAction, Changes, ObjectKind, Subject, member, prose};
use crate::expression::{Equivalence, equivalent_values};
use crate::list::IteratorExt;
use crate::model::{Column, ColumnKind, DOCUMENTS, Schema, System, Table};

pub(super) fn columns(schema: &Schema, old: &Table, new: &Table, changes: &mut Changes) {
    fn shown(table: &Table) -> impl Iterator<Item = &Column> {
        table.columns.iter().filter(|column| !column.annotations.ignore)
    }
    let pairs = pair(shown(old), shown(new), |column| column.name.as_str());
    for (was, is) in &pairs {
        let Some(name) = is.or(*was).map(|column| column.name.as_str()) else { continue };
        let subject =
            Subject { object: member(schema, &new.id, name), kind: ObjectKind::Column, table: Some(new.id.clone()) };
        let places =
            (was.and_then(|c| c.span).or(old.definition.span), is.and_then(|c| c.span).or(new.definition.span));
        match (was, is) {
            (Some(was), Some(is)) => {
                column(schema.system, &subject, was, is, changes);
                if DOCUMENTS {
                    fields(schema.system, &subject, was, is, changes);
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
fn fields(system: System, of: &Subject, old: &Column, new: &Column, changes: &mut Changes) {
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
            (Some(was), Some(is)) => column(system, &subject, was.column, is.column, changes),
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

fn column(system: System, subject: &Subject, old: &Column, new: &Column, changes: &mut Changes) {
    let places = (old.span, new.span);
    // What changed inside is told of the fields inside.
    let (was, is) = (old.data_type.outline(), new.data_type.outline());
    if was != is && old.catalog_type(system) != new.catalog_type(system) {
        changes.push(subject.changed(change_of("type", Some(&was), Some(&is)), places));
    }
    if old.optional != new.optional {
        changes.push(subject.changed(if new.optional { "may be absent now" } else { "must be there now" }, places));
    }
    if old.nullable != new.nullable {
        changes.push(subject.changed(if new.nullable { "may be null now" } else { "must not be null now" }, places));
    }
    value(system, subject, old, new, changes);
    let (was, is) = (collation(system, old), collation(system, new));
    // A text may leave both to the table or the database.
    let of_server = changes.between == Between::Databases && system.is_mysql();
    let left_out = |was: bool, is: bool| of_server && was != is;
    if was != is && !left_out(was.is_some(), is.is_some()) {
        changes.push(subject.changed(change_of("collation", was.as_deref(), is.as_deref()), places));
    }
    let (was, is) = (Options::of(system, old), Options::of(system, new));
    if was.charset != is.charset && !left_out(was.charset.is_some(), is.charset.is_some()) {
        changes
            .push(subject.changed(change_of("character set", was.charset.as_deref(), is.charset.as_deref()), places));
    }
    let same = same_expression(system, was.on_update, is.on_update);
    changes.expression(same, || subject.changed(change_of("on update", was.on_update, is.on_update), places));
    if was.others != is.others {
        let joined = |options: &[&str]| (!options.is_empty()).then(|| options.join(" "));
        let message = change_of("options", joined(&was.others).as_deref(), joined(&is.others).as_deref());
        changes.push(subject.changed(message, places));
    }
    prose::prose(subject, &old.annotations, &new.annotations, places, changes);
}

/// The options of a column, by what they are about.
#[derive(Default)]
struct Options<'a> {
    /// `CHARACTER SET`
    charset: Option<String>,
    /// `ON UPDATE`
    on_update: Option<&'a str>,
    others: Vec<&'a str>,
}

impl<'a> Options<'a> {
    fn of(system: System, column: &'a Column) -> Self {
        let mut options = Self::default();
        for option in &column.options {
            if let Some(name) = option.strip_prefix("CHARACTER SET ").filter(|_| system.is_mysql()) {
                options.charset = Some(utf8mb3(name));
            } else if let Some(expression) = option.strip_prefix("ON UPDATE ") {
                options.on_update = Some(expression);
            } else {
                options.others.push(option);
            }
        }
        options
    }
}

fn collation(system: System, column: &Column) -> Option<String> {
    let name = column.collation.as_deref()?;
    Some(if system.is_mysql() { utf8mb3(name) } else { name.to_owned() })
}

/// `utf8` is another name of `utf8mb3`, for character sets and their collations.
fn utf8mb3(name: &str) -> String {
    match name.strip_prefix("utf8") {
        Some(rest) if rest.is_empty() || rest.starts_with('_') => format!("utf8mb3{rest}"),
        _ => name.to_owned(),
    }
}

/// Default, generation, identity.
fn value(system: System, subject: &Subject, old: &Column, new: &Column, changes: &mut Changes) {
    let places = (old.span, new.span);
    let mut push = |found: Equivalence, what: &str, was: Option<&str>, is: Option<&str>| {
        changes.expression(found, || subject.changed(change_of(what, was, is), places));
    };
    // A serial column says it in its type, the database in a default.
    let counts = |column: &Column| match &column.kind {
        ColumnKind::Default(expression) => expression.starts_with("nextval("),
        kind => *kind == ColumnKind::AutoIncrement,
    };
    let one_is_serial = [old, new].iter().any(|column| column.kind == ColumnKind::AutoIncrement);
    let both_count = system == System::PostgreSql && one_is_serial && counts(old) && counts(new);
    if !both_count {
        let (was, is) = (old.default_expression(), new.default_expression());
        push(equivalent_values(system, &new.data_type.native, was, is), "default", was, is);
    }
    let (was, is) = (generated(old), generated(new));
    let same = same_expression(system, was.map(|g| g.0), is.map(|g| g.0));
    push(same, "generation", was.map(|g| g.0), is.map(|g| g.0));
    if same == Equivalence::Same && was.map(|g| g.1) != is.map(|g| g.1) {
        let word = |stored: bool| if stored { "stored" } else { "virtual" };
        push(Equivalence::Different, "generation", was.map(|g| word(g.1)), is.map(|g| word(g.1)));
    }
    let (was, is) = (identity(old), identity(new));
    if was != is {
        push(Equivalence::Different, "identity", was, is);
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
