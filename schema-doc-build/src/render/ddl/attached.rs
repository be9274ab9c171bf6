//! What hangs on tables and views and comes when all of them are there: indexes, foreign keys, triggers, rules, row security.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::{Map, Set};

use super::script::Script;
use super::{access, comment, constraint, object, order, sequence};
use crate::model::{Index, KeyTarget, Schema, Table, TableId, Trigger};
use crate::sort;

pub(super) fn attached(script: &mut Script) {
    let schema = script.schema;
    let tables = partitions_first(schema);
    script.section("Indexes");
    let partitions = Partitions::new(schema);
    for table in &tables {
        for index in by_creation(&table.indexes) {
            create_index(script, table, index, &partitions);
        }
        comments_on_indexes(script, &table.id.namespace, &table.indexes);
    }
    for view in &schema.views {
        let name = script.qualified(&view.id);
        for index in by_creation(&view.indexes) {
            let statement = constraint::index(script, index, &name, false);
            script.statement_in(&view.definition.search_path, &statement);
        }
        comments_on_indexes(script, &view.id.namespace, &view.indexes);
    }
    script.section("Foreign keys");
    for table in &tables {
        let name = script.qualified(&table.id);
        for key in table.foreign_keys.iter().filter(|key| !key.inherited) {
            let statement = format!("ALTER TABLE {name}\n    ADD {}", constraint::foreign_key(script, key));
            script.statement(&statement);
        }
        for key in &table.foreign_keys {
            comment::constraint(script, table, &key.name, &key.annotations);
        }
        // Some of these waited for what they need.
        for check in &table.checks {
            comment::constraint(script, table, &check.name, &check.annotations);
        }
    }
    script.section("Triggers");
    triggers(script);
    script.section("Rules and statistics");
    let mut late: Vec<_> =
        schema.others.iter().filter(|other| order::is_late(&other.kind) && other.kind != "revoke").collect_vec();
    sort::by_key(&mut late, |other| other.created);
    for other in late {
        object::as_written(script, &other.definition, &other.kind);
        comment::other(script, other);
    }
    script.section("Settings of tables");
    for table in &schema.tables {
        settings(script, table);
    }
    script.section("Row security");
    for table in &schema.tables {
        access::row_security(script, table);
    }
}

/// Tables in the order of their creation, but partitions before what they are partitions of: the parent's index and foreign key then take up
/// those that its partitions have.
fn partitions_first(schema: &Schema) -> Vec<&Table> {
    let depth = |table: &Table| {
        let mut depth = 0_u8;
        let mut parent = table.partition_of.as_ref();
        while let Some(partition_of) = parent.filter(|_| depth < 32) {
            depth += 1;
            parent = schema.table(&partition_of.table).and_then(|table| table.partition_of.as_ref());
        }
        depth
    };
    let mut tables: Vec<(u8, &Table)> = schema.tables.mapped(|table| (depth(table), table));
    sort::by(&mut tables, |(a, x), (b, y)| b.cmp(a).then(x.created.cmp(&y.created)));
    tables.into_iter().map(|(_, table)| table).collect_vec()
}

fn by_creation(indexes: &[Index]) -> Vec<&Index> {
    let mut indexes: Vec<&Index> = indexes.iter().collect_vec();
    sort::by_key(&mut indexes, |index| index.created);
    indexes
}

/// Which indexes of partitions belong to which of the parent's.
struct Partitions<'a> {
    of: Map<&'a TableId, Vec<&'a Table>>,
}

impl<'a> Partitions<'a> {
    fn new(schema: &'a Schema) -> Self {
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
            partition.indexes.iter().find(|i| i.attached_to.as_deref() == Some(index)).map(|i| (partition, i))
        };
        partitions.iter().filter_map(of).collect_vec()
    }

    /// Whether some partition lacks its part of an index that was made on the partitioned table only.
    fn is_partial(&self, table: &Table, index: &Index) -> bool {
        let count = self.of.get(&table.id).map_or(0, Vec::len);
        index.only && self.attached(table, &index.name).len() < count
    }
}

fn create_index(script: &mut Script, table: &Table, index: &Index, partitions: &Partitions) {
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
        parent.indexes.iter().any(|i| index.attached_to.as_ref() == Some(&i.name) && partitions.is_partial(parent, i))
    };
    parent.is_some_and(above)
}

/// Whether an index bears the name that the system makes up for it: `payment_2025_customer_id_idx`.
fn has_usual_name(table: &Table, index: &Index) -> bool {
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

fn comments_on_indexes(script: &mut Script, namespace: &str, indexes: &[Index]) {
    for index in indexes {
        let id = TableId::new(namespace, index.name.clone());
        comment::object(script, "INDEX", &id, &index.annotations);
    }
}

fn triggers(script: &mut Script) {
    let schema = script.schema;
    let mut all: Vec<(&TableId, &Trigger)> = Vec::new();
    for table in &schema.tables {
        all.push_all(table.triggers.iter().map(|trigger| (&table.id, trigger)));
    }
    for view in &schema.views {
        all.push_all(view.triggers.iter().map(|trigger| (&view.id, trigger)));
    }
    sort::by_key(&mut all, |(_, trigger)| trigger.created);
    for (on, trigger) in all {
        if !trigger.inherited {
            object::as_written(script, &trigger.definition, "trigger");
        }
        if let Some(state) = &trigger.state {
            let (table, name) = (script.qualified(on), script.quote(&trigger.name));
            script.statement(&format!("ALTER TABLE {table} {state} TRIGGER {name}"));
        }
        comment::trigger(script, on, trigger);
    }
}

fn settings(script: &mut Script, table: &Table) {
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
            match theirs.iter().position(|columns| *columns == key.columns.as_slice()) {
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
