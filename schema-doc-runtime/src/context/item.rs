//! What a context may hold, part by part, and which of them a budget left out.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::graph::Graph;
use super::make::{self, Detail};
use super::parts::{FieldDefinition, LeftOut, QueryPattern};
use super::rank::Ranking;

/// A part that a context may hold; where two are as relevant, the earlier one of these goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    Table(usize),
    Note(usize),
    Word(usize),
    Field(usize, usize),
    Index(usize, usize),
    Relationship(usize),
    Join(usize),
    Access(usize, usize),
    Query(usize, usize),
    Tip(usize),
    Issue(usize),
    Integration(usize),
}

impl LeftOut {
    /// All items but those.
    pub(super) fn of(items: &[Item], chosen: &[Item]) -> Self {
        let (mut all, shown) = (Self::default(), Self::count(chosen));
        if items.len() > chosen.len() {
            all = Self::count(items);
            for (count, shown) in all.counts_mut().into_iter().zip(shown.counts()) {
                *count -= shown;
            }
        }
        all
    }

    fn count(items: &[Item]) -> Self {
        let mut counts = Self::default();
        for item in items {
            *match item {
                Item::Table(_) => &mut counts.tables,
                Item::Note(_) => &mut counts.notes,
                Item::Word(_) => &mut counts.words,
                Item::Field(..) => &mut counts.fields,
                Item::Index(..) => &mut counts.indexes,
                Item::Relationship(_) => &mut counts.relationships,
                Item::Join(_) => &mut counts.join_paths,
                Item::Access(..) | Item::Query(..) => &mut counts.patterns,
                Item::Tip(_) => &mut counts.tips,
                Item::Issue(_) => &mut counts.issues,
                Item::Integration(_) => &mut counts.integration_points,
            } += 1;
        }
        counts
    }
}

/// Items, the most relevant first.
pub(super) fn ordered(mut items: Vec<(u64, Item)>) -> Vec<Item> {
    items.sort_by_key(|&(points, item)| (Reverse(points), item));
    items.into_iter().map(|(_, item)| item).collect()
}

/// Those of a list that are chosen.
pub(super) fn picked<T: Clone>(all: &[T], is_chosen: impl Fn(usize) -> bool) -> Vec<T> {
    all.iter().enumerate().filter(|(i, _)| is_chosen(*i)).map(|(_, one)| one.clone()).collect()
}

/// The chosen fields of a node.
pub(super) fn fields_of(
    graph: &Graph<'_>,
    node: usize,
    chosen: &BTreeSet<Item>,
    detail: Detail,
) -> Vec<FieldDefinition> {
    let all = chosen.range(Item::Field(node, 0)..=Item::Field(node, usize::MAX));
    let position = |item: &Item| if let Item::Field(_, position) = item { Some(*position) } else { None };
    all.filter_map(position).map(|position| make::field(graph, node, position, detail)).collect()
}

/// The chosen access patterns and queries of a node, which `named` puts into each.
pub(super) fn patterns_of(
    graph: &Graph<'_>,
    node: usize,
    chosen: &BTreeSet<Item>,
    named: Option<usize>,
) -> Vec<QueryPattern> {
    let Some(table) = graph.nodes[node].table else { return Vec::new() };
    let access = chosen.range(Item::Access(node, 0)..=Item::Access(node, usize::MAX));
    let queries = chosen.range(Item::Query(node, 0)..=Item::Query(node, usize::MAX));
    let pattern = |item: &Item| match *item {
        Item::Access(_, i) => table.access_patterns.get(i).map(make::access_pattern),
        Item::Query(_, i) => table.queries.get(i).map(make::query),
        _ => None,
    };
    let table = named.map(|i| graph.nodes[i].id.clone());
    access.chain(queries).filter_map(pattern).map(|pattern| QueryPattern { table: table.clone(), ..pattern }).collect()
}

/// How the question was understood matters as much as the best table, word by word.
pub(super) fn words_items(ranking: &Ranking) -> Vec<(u64, Item)> {
    let most = ranking.order.first().map_or(0, |&i| ranking.points[i]);
    (0..ranking.understood.len()).map(|i| (most * 40, Item::Word(i))).collect()
}
