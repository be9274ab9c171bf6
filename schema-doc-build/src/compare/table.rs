//! Changes of tables and of what hangs on them.

use super::charset::{self, Charset};
use super::list::{change_of, names, pair};
use super::member::keys;
use super::{Between, ChangeAction, Changes, ObjectKind, Subject, column, member, prose, storage, words};
use crate::expression::{Equivalence, same_bound};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Schema, Table, TableKind, TableOptions};
use crate::render::definition::definition_text;
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
            (Some(was), Some(is)) => table(old, new, &subject, was, is, changes),
            (None, Some(_)) => changes.push(subject.came_or_went(ChangeAction::Added, places)),
            _ => changes.push(subject.came_or_went(ChangeAction::Removed, places)),
        }
    }
}

fn table(old_schema: &Schema, schema: &Schema, subject: &Subject, old: &Table, new: &Table, changes: &mut Changes) {
    let places = (old.definition.span, new.definition.span);
    facts(schema, subject, old, new, changes);
    if old.kind == TableKind::VirtualTable {
        let options = |schema, table: &Table| {
            let options = words::module_options(&definition_text(schema, &table.definition));
            (!options.is_empty()).then(|| names(&options))
        };
        let (was, is) = (options(old_schema, old), options(schema, new));
        if was != is {
            changes.push(subject.changed(change_of("options", was.as_deref(), is.as_deref()), places));
        }
    }
    prose::prose(subject, &old.annotations, &new.annotations, places, changes);
    let both_partitions = old.kind == TableKind::Partition && new.kind == TableKind::Partition;
    // A partition has its parent's columns: a change is told of the parent.
    if !both_partitions {
        column::columns(schema, old, new, changes);
    }
    member::of_tables(old_schema, schema, old, new, changes);
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
    push("storage", storage(&was.storage), storage(&is.storage));
    push("access method", was.access_method.clone(), is.access_method.clone());
    push("replica identity", was.replica_identity.clone(), is.replica_identity.clone());
    push("cluster", was.cluster_on.clone(), is.cluster_on.clone());
    push("server", was.server.clone(), is.server.clone());
    let of_server = |options: &TableOptions| Some(options.server_options.as_deref()?.split_whitespace().join(" "));
    push("options", of_server(was), of_server(is));
    let word = |set: bool, word: &str| set.then(|| word.to_owned());
    push("option", word(was.strict, "strict"), word(is.strict, "strict"));
    push("option", word(was.without_rowid, "without rowid"), word(is.without_rowid, "without rowid"));
    let engine = |options: &TableOptions| options.engine.as_deref().map(str::to_ascii_lowercase);
    let mut texts = [was, is].map(|options| Charset::of_table(schema.system, Some(options)));
    // What a text leaves out is the server's to choose.
    let of_server = changes.between == Between::Databases && schema.system.is_mysql();
    let is_said = was.engine.is_some() == is.engine.is_some();
    if of_server {
        texts = charset::tables(schema.system, Some(was), Some(is));
    }
    let mut push = |what: &str, was: Option<&str>, is: Option<&str>| {
        changes.push(subject.changed(change_of(what, was, is), places));
    };
    if engine(was) != engine(is) && (is_said || !of_server) {
        let what = if new.kind == TableKind::VirtualTable { "module" } else { "engine" };
        push(what, was.engine.as_deref(), is.engine.as_deref());
    }
    let [was_text, is_text] = &texts;
    if was_text.charset != is_text.charset {
        push("character set", was_text.charset.as_deref(), is_text.charset.as_deref());
    } else if was_text.collation != is_text.collation {
        push("collation", was_text.collation.as_deref(), is_text.collation.as_deref());
    }
    let found = match (&was.partition_by, &is.partition_by) {
        (Some(was), Some(is)) => words::same_partitioning(schema.system, was, is),
        (None, None) => Equivalence::Same,
        _ => Equivalence::Different,
    };
    let (was, is) = (was.partition_by.as_deref(), is.partition_by.as_deref());
    changes.expression(found, || subject.changed(change_of("partitioning", was, is), places));
}
