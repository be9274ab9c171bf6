//! Features: declared ones, and groups of tables that their relationships hold together.
//!
//! Inferred features are found so: every table hangs on the one table that it belongs to most (its owner): one whose name its own name
//! starts with, rather than a hub or a list of values; one that it cannot be without, rather than another. That gives trees. A tree larger
//! than a reader takes in at once is cut at its largest branches; what is too small joins the group that it has most ties with. So a
//! `users` table that everything references does not melt all into one.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::{Map, Set};
use std::cmp::Reverse;

use super::sensitivity::words;
use super::{Feature, TableAnalysis, TableRole};
use crate::config::Config;
use crate::model::Schema;
use crate::sort;

/// Fewer tables are no feature.
const MINIMUM: usize = 3;

/// Declared features in the order of the configuration, then those of `@feature` in the order of tables, then inferred ones by name.
pub(super) fn features(schema: &Schema, config: &Config, tables: &[TableAnalysis]) -> Vec<Feature> {
    let mut features = declared(schema, config);
    let taken: Set<usize> = features.iter().flat_map(|feature| feature.tables.iter().copied()).collect();
    let names: Set<String> = features.iter().map(|feature| feature.name.clone()).collect();
    features.push_all(inferred(schema, tables, &taken, &names));
    features
}

fn declared(schema: &Schema, config: &Config) -> Vec<Feature> {
    let mut features: Vec<Feature> = Vec::new();
    let mut members: Vec<Set<usize>> = Vec::new();
    let mut positions: Map<&str, usize> = Map::new();
    for said in &config.features {
        // Said twice, they are one.
        let position = *positions.or_insert(&said.name, features.len());
        if position == features.len() {
            features.push(Feature { name: said.name.clone(), ..Feature::default() });
            members.push(Set::new());
        }
        members[position]
            .extend(said.tables.iter().filter_map(|(name, _)| schema.table_index(&schema.parse_identifier(name)?)));
        features[position].description.clone_from(&said.description);
        features[position].category.clone_from(&said.category);
    }
    for (table, name) in
        schema.tables.iter().enumerate().flat_map(|(i, t)| t.annotations.features.iter().map(move |f| (i, f)))
    {
        let position = *positions.or_insert(name, features.len());
        if position == features.len() {
            features.push(Feature { name: name.clone(), ..Feature::default() });
            members.push(Set::new());
        }
        members[position].insert(table);
    }
    for (feature, members) in features.iter_mut().zip(members) {
        feature.tables =
            members.into_iter().filter(|&i| schema.tables.get(i).is_some_and(|t| !t.annotations.ignore)).collect_vec();
    }
    features
}

fn inferred(schema: &Schema, tables: &[TableAnalysis], taken: &Set<usize>, names: &Set<String>) -> Vec<Feature> {
    let free: Vec<bool> = schema
        .tables
        .iter()
        .enumerate()
        .map(|(i, t)| !taken.contains(&i) && t.partition_of.is_none() && !t.annotations.ignore)
        .collect_vec();
    let count = free.count(|free| *free);
    let maximum = (count / 8).max((count / 2).min(10)).clamp(6, 20);
    let owners = owners(schema, tables, &free);
    let group_of = cut(&owners, &free, maximum);
    // A straggler may make a full group a little larger.
    let groups = merge_small(tables, group_of, &free, maximum + maximum / 2);
    let mut features: Vec<Feature> = groups
        .into_iter()
        .filter(|group| group.len() >= MINIMUM)
        .map(|group| Feature {
            name: name(schema, tables, &group),
            tables: group,
            inferred: true,
            ..Feature::default()
        })
        .collect_vec();
    for feature in &mut features {
        while names.contains(&feature.name) {
            feature.name.push_str(" group");
        }
    }
    sort::by(&mut features, |a, b| a.name.cmp(&b.name));
    features
}

/// The table that each table belongs to; no loops.
fn owners(schema: &Schema, tables: &[TableAnalysis], free: &[bool]) -> Vec<Option<usize>> {
    let count = free.count(|free| *free);
    let popularity: Vec<usize> = tables
        .iter()
        .enumerate()
        .map(|(i, t)| {
            t.outgoing.iter().filter(|r| r.through.is_none() && r.table != i).map(|r| r.table).collect::<Set<_>>().len()
        })
        .collect_vec();
    let hub = (count / 12).max(6);
    let stems: Vec<Vec<String>> = schema.tables.mapped(|t| stems(&t.id.name));
    let mut owners = vec![None; tables.len()];
    let mut trees = Trees::new(tables.len());
    for (table, analysis) in tables.iter().enumerate().filter(|(i, _)| free[*i]) {
        let key = schema.tables[table].primary_key.as_ref();
        let mut candidates: Vec<_> = analysis
            .incoming
            .iter()
            .enumerate()
            .filter(|(_, r)| r.table != table && free.get(r.table) == Some(&true))
            .map(|(order, r)| {
                let lookup = tables[r.table].role == Some(TableRole::Lookup);
                let in_key = key.is_some_and(|key| r.keys.all(|column| key.columns.contains(column)));
                let rank = (
                    Reverse(shared(&stems[table], &stems[r.table])),
                    lookup || popularity[r.table] > hub,
                    Reverse(in_key),
                    Reverse(r.on_delete == crate::model::Action::Cascade),
                    r.optional,
                    popularity[r.table],
                    order,
                );
                // A list of values that many tables use ties none of them together.
                let loose = lookup && popularity[r.table] > 2;
                (rank, r.table, loose)
            })
            .filter(|(.., loose)| !loose)
            .collect_vec();
        sort::items(&mut candidates);
        owners[table] = candidates.into_iter().map(|(_, owner, _)| owner).find(|&owner| trees.join(table, owner));
    }
    owners
}

/// The words of a table's name, plurals folded roughly: enough to see that `order_items` starts like `orders`.
fn stems(name: &str) -> Vec<String> {
    words(name)
        .split('_')
        .filter(|word| !word.is_empty())
        .map(|word| match word.strip_suffix("ies") {
            Some(start) => format!("{start}y"),
            None => word.strip_suffix('s').filter(|s| !s.ends_with('s') && s.len() > 1).unwrap_or(word).to_owned(),
        })
        .collect_vec()
}

/// How many words two names share at their start.
fn shared(a: &[String], b: &[String]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// Sets of tables that are joined already (union-find).
struct Trees {
    parent: Vec<usize>,
}

impl Trees {
    fn new(count: usize) -> Self {
        Self { parent: (0..count).collect_vec() }
    }

    fn root(&mut self, mut table: usize) -> usize {
        while self.parent[table] != table {
            self.parent[table] = self.parent[self.parent[table]];
            table = self.parent[table];
        }
        table
    }

    /// Joins two; `false` where they were joined.
    fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.parent[a] = b;
        }
        a != b
    }
}

/// Cuts the trees into groups of at most `maximum` where branches allow it: the group of each table, by its top table.
fn cut(owners: &[Option<usize>], free: &[bool], maximum: usize) -> Vec<usize> {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); owners.len()];
    for (table, owner) in owners.iter().enumerate() {
        if let Some(owner) = owner {
            children[*owner].push(table);
        }
    }
    // From the tops down, then read backwards: children before their owners.
    let mut order: Vec<usize> = (0..owners.len()).filter(|&t| free[t] && owners[t].is_none()).collect_vec();
    let mut at = 0;
    while let Some(&table) = order.get(at) {
        order.extend(&children[table]);
        at += 1;
    }
    let mut size = vec![1_usize; owners.len()];
    let mut cut_off = vec![false; owners.len()];
    for &table in order.iter().rev() {
        let mut branches = children[table].clone();
        sort::by_key(&mut branches, |&child| (Reverse(size[child]), child));
        let mut whole = 1 + branches.iter().map(|&child| size[child]).sum::<usize>();
        for &branch in &branches {
            // The largest branches go first; single tables go only where even they are too many.
            if whole <= maximum {
                break;
            }
            whole -= size[branch];
            cut_off[branch] = true;
        }
        size[table] = whole;
    }
    let mut group: Vec<usize> = (0..owners.len()).collect_vec();
    for &table in &order {
        if let (Some(owner), false) = (owners[table], cut_off[table]) {
            group[table] = group[owner];
        }
    }
    group
}

/// Groups that are too small join the neighbour that they have most ties with, while there is room.
fn merge_small(tables: &[TableAnalysis], mut group_of: Vec<usize>, free: &[bool], maximum: usize) -> Vec<Vec<usize>> {
    let mut groups: Map<usize, Vec<usize>> = Map::new();
    for (table, &group) in group_of.iter().enumerate().filter(|(table, _)| free[*table]) {
        groups.or_default(group).push(table);
    }
    let mut small: Vec<(usize, usize)> =
        groups.iter().filter(|(_, list)| list.len() < MINIMUM).map(|(&group, list)| (list.len(), group)).collect_vec();
    // Pairs first: they draw their single neighbours.
    sort::by_key(&mut small, |&(size, group)| (Reverse(size), group));
    for (_, group) in small {
        let Some(members) = groups.get(&group).filter(|list| list.len() < MINIMUM).cloned() else { continue };
        let mut ties: Map<usize, usize> = Map::new();
        for &member in &members {
            let edges =
                tables[member].incoming.iter().chain(tables[member].outgoing.iter().filter(|r| r.through.is_none()));
            for other in edges.map(|r| r.table).filter(|&other| free[other] && group_of[other] != group) {
                *ties.or_default(group_of[other]) += 1;
            }
        }
        let room = |group: usize| groups.get(&group).map_or(0, Vec::len) + members.len() <= maximum;
        let size = |group: usize| groups.get(&group).map_or(0, Vec::len);
        let best = ties
            .into_iter()
            .filter(|&(other, _)| room(other))
            .max_by_key(|&(other, ties)| (ties, Reverse(size(other)), Reverse(other)));
        let Some((into, _)) = best else { continue };
        groups.remove(&group);
        for &member in &members {
            group_of[member] = into;
        }
        let list = groups.or_default(into);
        list.push_all(members);
        sort::items(list);
    }
    groups.into_values().collect_vec()
}

/// The name of a group: that of the table in it which most others of the group reference; a core table where there is one.
fn name(schema: &Schema, tables: &[TableAnalysis], group: &[usize]) -> String {
    let members: Set<usize> = group.iter().copied().collect();
    let ties = |table: usize| {
        let inside = |r: &&super::Relationship| r.through.is_none() && r.table != table && members.contains(&r.table);
        2 * tables[table].outgoing.iter().filter(inside).count() + tables[table].incoming.iter().filter(inside).count()
    };
    let best = group
        .iter()
        .copied()
        .max_by_key(|&table| (tables[table].role == Some(TableRole::Core), ties(table), Reverse(table)));
    best.and_then(|table| schema.tables.get(table)).map(|table| schema.identifier(&table.id)).unwrap_or_default()
}
