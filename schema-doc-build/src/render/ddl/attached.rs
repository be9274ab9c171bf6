//! What hangs on tables and views and comes when all of them are there: indexes, foreign keys, triggers, rules, row security.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::{Map, Set};

use super::order;
use super::script::Script;
use super::step::{On, Step};
use super::{comment, constraint, object, sequence};
use crate::model::{Index, KeyTarget, OtherObject, QualifiedName, Schema, Table, TableId, Trigger};
use crate::sort;

/// Adds the steps for all of it.
pub(super) fn steps(schema: &Schema, all: &mut Vec<Step>) {
    let tables = partitions_first(schema);
    let each = |count: usize| 0..count;
    for &table in &tables {
        index_steps(On::Table(table), &schema.tables[table].indexes, all);
    }
    for (at, view) in schema.views.iter().enumerate() {
        index_steps(On::View(at), &view.indexes, all);
    }
    for &table in &tables {
        let keys = schema.tables[table].foreign_keys.len();
        all.push_all(each(keys).map(|at| Step::ForeignKey(table, at)));
        all.push_all(each(keys).map(|at| Step::ForeignKeyComment(table, at)));
        all.push(Step::CheckComments(table));
    }
    all.push_all(triggers(schema).into_iter().map(|(on, at)| Step::Trigger(on, at)));
    let mut late: Vec<usize> = each(schema.others.len()).collect_vec();
    late.keep(|&at| order::is_late(&schema.others[at].kind) && schema.others[at].kind != "revoke");
    sort::by_key(&mut late, |&at| schema.others[at].created);
    all.push_all(late.into_iter().map(Step::Late));
    all.push_all(each(schema.tables.len()).map(Step::Settings));
    for (table, of) in schema.tables.iter().enumerate() {
        all.push(Step::RowSecurity(table));
        let mut policies = each(of.policies.len()).collect_vec();
        sort::by_key(&mut policies, |&at| of.policies[at].created);
        all.push_all(policies.into_iter().map(|at| Step::Policy(table, at)));
    }
}

/// In the order of their creation.
fn index_steps(on: On, indexes: &[Index], all: &mut Vec<Step>) {
    let mut order: Vec<usize> = (0..indexes.len()).collect_vec();
    sort::by_key(&mut order, |&at| indexes[at].created);
    all.push_all(order.into_iter().map(|at| Step::Index(on, at)));
    all.push(Step::IndexComments(on));
}

/// Of all tables and views, in the order of their creation.
fn triggers(schema: &Schema) -> Vec<(On, usize)> {
    let mut all: Vec<(On, usize, u32)> = Vec::new();
    let mut add = |on: On, triggers: &[Trigger]| {
        all.push_all(triggers.iter().enumerate().map(|(at, trigger)| (on, at, trigger.created)));
    };
    for (at, table) in schema.tables.iter().enumerate() {
        add(On::Table(at), &table.triggers);
    }
    for (at, view) in schema.views.iter().enumerate() {
        add(On::View(at), &view.triggers);
    }
    sort::by_key(&mut all, |&(_, _, created)| created);
    all.into_iter().map(|(on, at, _)| (on, at)).collect_vec()
}

/// What indexes and triggers hang on: its name, and they.
fn parts(schema: &Schema, on: On) -> (&QualifiedName, &[Index], &[Trigger]) {
    match on {
        On::View(at) => {
            let view = &schema.views[at];
            (&view.id, &view.indexes, &view.triggers)
        }
        On::Table(at) => {
            let table = &schema.tables[at];
            (&table.id, &table.indexes, &table.triggers)
        }
    }
}

pub(super) fn foreign_key(script: &mut Script, table: &Table, at: usize) {
    let key = &table.foreign_keys[at];
    if !key.inherited {
        let name = script.qualified(&table.id);
        let statement = format!("ALTER TABLE {name}\n    ADD {}", constraint::foreign_key(script, key));
        script.statement(&statement);
    }
}

pub(super) fn foreign_key_comment(script: &mut Script, table: &Table, at: usize) {
    let key = &table.foreign_keys[at];
    comment::constraint(script, table, &key.name, &key.annotations);
}

pub(super) fn check_comments(script: &mut Script, table: &Table) {
    for check in &table.checks {
        comment::constraint(script, table, &check.name, &check.annotations);
    }
}

pub(super) fn late(script: &mut Script, other: &OtherObject) {
    object::as_written(script, &other.definition, &other.kind);
    comment::other(script, other);
}

/// Tables in the order of their creation, but partitions before what they are partitions of: the parent's index and foreign key then take up
/// those that its partitions have.
fn partitions_first(schema: &Schema) -> Vec<usize> {
    let depth = |table: &Table| {
        let mut depth = 0_u8;
        let mut parent = table.partition_of.as_ref();
        while let Some(partition_of) = parent.filter(|_| depth < 32) {
            depth += 1;
            parent = schema.table(&partition_of.table).and_then(|table| table.partition_of.as_ref());
        }
        depth
    };
    let mut tables: Vec<(u8, u32, usize)> = Vec::with_capacity(schema.tables.len());
    tables.push_all(schema.tables.iter().enumerate().map(|(at, table)| (depth(table), table.created, at)));
    sort::by(&mut tables, |(a, x, _), (b, y, _)| b.cmp(a).then(x.cmp(y)));
    tables.into_iter().map(|(_, _, table)| table).collect_vec()
}

/// Which indexes of partitions belong to which of the parent's.
pub(super) struct Partitions<'a> {
    of: Map<&'a TableId, Vec<&'a Table>>,
}

impl<'a> Partitions<'a> {
    pub(super) fn new(schema: &'a Schema) -> Self {
        let mut of: Map<&TableId, Vec<&Table>> = Map::new();
        for table in &schema.tables {
            if let Some(partition_of) = &table.partition_of {
                of.or_default(&partition_of.table).push(table);
            }
        }
        Self { of }
    }

    /// The indexes attached to this one.
    fn attached(&self, table: &Table, index: &str) -> Vec<(&'a Table, &'a Index)> {
        let partitions = self.of.get(&table.id).map_or(&[] as &[&Table], Vec::as_slice);
        let of = |partition: &&'a Table| {
            let partition = *partition;
            partition.indexes.find(|i| i.attached_to.as_deref() == Some(index)).map(|i| (partition, i))
        };
        partitions.iter().filter_map(of).collect_vec()
    }

    /// The partitions of a table.
    #[cfg(feature = "sync")]
    pub(super) fn of(&self, table: &Table) -> &[&'a Table] {
        self.of.get(&table.id).map_or(&[], Vec::as_slice)
    }

    /// Whether some partition lacks its part of an index that was made on the partitioned table only.
    pub(super) fn is_partial(&self, table: &Table, index: &Index) -> bool {
        let count = self.of.get(&table.id).map_or(0, Vec::len);
        index.only && self.attached(table, &index.name).len() < count
    }
}

pub(super) fn index(script: &mut Script, on: On, at: usize, partitions: &Partitions) {
    let schema = script.schema;
    match on {
        On::Table(table) => {
            let table = &schema.tables[table];
            table_index(script, table, &table.indexes[at], partitions);
        }
        On::View(view) => {
            let view = &schema.views[view];
            let name = script.qualified(&view.id);
            let statement = constraint::index(script, &view.indexes[at], &name, false);
            script.statement_in(&view.definition.search_path, &statement);
        }
    }
}

fn table_index(script: &mut Script, table: &Table, index: &Index, partitions: &Partitions) {
    if index.inherited && has_usual_name(table, index) && !is_part_of_partial(script.schema, table, index, partitions) {
        return;
    }
    // One that every partition has a part of is whole: made for all, it takes the parts up.
    let only = partitions.is_partial(table, index);
    let name = script.qualified(&table.id);
    let statement = constraint::index(script, index, &name, only);
    script.statement_in(&table.definition.search_path, &statement);
    if only {
        for (partition, part) in partitions.attached(table, &index.name) {
            let name = script.qualified(&TableId::new(table.id.namespace.clone(), index.name.clone()));
            let part = script.qualified(&TableId::new(partition.id.namespace.clone(), part.name.clone()));
            script.statement(&format!("ALTER INDEX {name} ATTACH PARTITION {part}"));
        }
    }
    if let Some(tablespace) = &index.tablespace {
        script.remark(&format!("{} lies in the tablespace {tablespace}", index.name));
    }
}

/// Whether an index is a part of one that does not make its parts itself.
fn is_part_of_partial(schema: &Schema, table: &Table, index: &Index, partitions: &Partitions) -> bool {
    let parent = table.partition_of.as_ref().and_then(|partition_of| schema.table(&partition_of.table));
    let above = |parent: &Table| {
        parent.indexes.any(|i| index.attached_to.as_ref() == Some(&i.name) && partitions.is_partial(parent, i))
    };
    parent.is_some_and(above)
}

/// Whether an index bears the name that the system makes up for it: `payment_2025_customer_id_idx`.
pub(super) fn has_usual_name(table: &Table, index: &Index) -> bool {
    let columns: Option<Vec<&str>> = index
        .keys
        .iter()
        .map(|key| match &key.target {
            KeyTarget::Column(name) => Some(name.as_str()),
            KeyTarget::Expression(_) => None,
        })
        .collect();
    let columns = columns.map(|mut columns| {
        columns.push_all(index.include.iter().map(String::as_str));
        columns.join("_")
    });
    columns.is_some_and(|columns| index.name == sequence::default_name(&table.id.name, &columns, "idx"))
}

pub(super) fn index_comments(script: &mut Script, on: On) {
    let (of, indexes, _) = parts(script.schema, on);
    for index in indexes {
        let id = TableId::new(of.namespace.as_str(), index.name.clone());
        comment::object(script, "INDEX", &id, &index.annotations);
    }
}

pub(super) fn trigger(script: &mut Script, on: On, at: usize) {
    let (on, _, triggers) = parts(script.schema, on);
    let trigger = &triggers[at];
    if !trigger.inherited {
        object::as_written(script, &trigger.definition, "trigger");
    }
    if let Some(state) = &trigger.state {
        let (table, name) = (script.qualified(on), script.quote(&trigger.name));
        script.statement(&format!("ALTER TABLE {table} {state} TRIGGER {name}"));
    }
    comment::trigger(script, on, trigger);
}

pub(super) fn settings(script: &mut Script, table: &Table) {
    let Some(options) = table.options.as_deref() else { return };
    let name = script.qualified(&table.id);
    if let Some(identity) = &options.replica_identity {
        script.statement(&format!("ALTER TABLE {name} REPLICA IDENTITY {identity}"));
    }
    if let Some(index) = &options.cluster_on {
        let index = script.quote(index);
        script.statement(&format!("ALTER TABLE {name} CLUSTER ON {index}"));
    }
}

/// The keys that a partition has from its parent and that bear other names than the system makes up; and those that are its own.
pub(super) struct PartitionKeys<'a> {
    pub(super) own: Set<&'a str>,
    pub(super) renamed: Vec<(String, &'a str)>,
}

impl<'a> PartitionKeys<'a> {
    pub(super) fn new(table: &'a Table, parent: &Table) -> Self {
        let mut keys = Self { own: Set::new(), renamed: Vec::new() };
        if let Some(key) = &table.primary_key {
            if parent.primary_key.is_none() {
                keys.own.insert(&key.name);
            } else {
                keys.taken_over(&key.name, sequence::default_name(&table.id.name, "", "pkey"));
            }
        }
        let mut theirs: Vec<&[String]> = parent.unique.mapped(|key| key.columns.as_slice());
        for key in &table.unique {
            match theirs.position(|columns| *columns == key.columns.as_slice()) {
                None => {
                    keys.own.insert(&key.name);
                }
                Some(at) => {
                    theirs.swap_remove(at);
                    keys.taken_over(&key.name, sequence::default_name(&table.id.name, &key.columns.join("_"), "key"));
                }
            }
        }
        keys.own.extend(table.exclusions.iter().skip(parent.exclusions.len()).map(|e| e.name.as_str()));
        keys
    }

    fn taken_over(&mut self, name: &'a str, usual: String) {
        if usual != name {
            self.renamed.push((usual, name));
        }
    }
}
