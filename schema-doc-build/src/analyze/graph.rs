//! Questions about how tables hang together: what a delete reaches, in which order rows load, cycles, hubs, join paths.
//!
//! Pure functions over a [`Graph`]. Tables are their positions in `Schema::tables`. Nothing here recurses: a chain may be as long as the schema.

use crate::list::{IteratorExt, SliceExt};
use crate::ordered::Set;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::{Analysis, Cardinality, Relationship};
use crate::model::{Action, Schema};
use crate::sort;

/// The references between the tables of a schema, from both ends.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Graph {
    /// For each table, its references to others, in declaration order.
    pub references: Vec<Vec<Edge>>,
    /// For each table, the references to it, by referencing table.
    pub referenced_by: Vec<Vec<Edge>>,
}

/// A reference, seen from one of its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edge {
    /// The table at the other end.
    pub table: usize,
    /// The referencing table, and the position of the relationship in its `incoming`.
    pub relationship: (usize, usize),
    /// `ON DELETE`.
    pub on_delete: Action,
    /// The referencing columns may be null.
    pub optional: bool,
    /// Checked at the end of the transaction, where it asks for that.
    pub deferrable: bool,
    /// The system enforces it; else it is stated only.
    pub enforced: bool,
}

impl Graph {
    /// The graph of a schema's declared and annotated relationships.
    pub fn new(schema: &Schema, analysis: &Analysis) -> Self {
        let count = analysis.tables.len();
        let mut graph = Self { references: vec![Vec::new(); count], referenced_by: vec![Vec::new(); count] };
        for (from, table) in analysis.tables.iter().enumerate() {
            for (position, relationship) in table.incoming.iter().enumerate() {
                let key = relationship
                    .foreign_key
                    .and_then(|key| schema.tables.get(from).and_then(|table| table.foreign_keys.get(key)));
                let edge = Edge {
                    table: relationship.table,
                    relationship: (from, position),
                    on_delete: relationship.on_delete,
                    optional: relationship.optional,
                    deferrable: key.is_some_and(|key| key.deferrable.is_some()),
                    enforced: relationship.enforced,
                };
                graph.references[from].push(edge);
                if let Some(list) = graph.referenced_by.get_mut(relationship.table) {
                    list.push(Edge { table: from, ..edge });
                }
            }
        }
        graph
    }

    /// Has a table wait for another one's rows, which no reference says.
    #[cfg(feature = "samples")]
    pub(crate) fn follow(&mut self, table: usize, earlier: usize) {
        let edge = Edge {
            table: earlier,
            relationship: (table, usize::MAX),
            on_delete: Action::NoAction,
            optional: true,
            deferrable: true,
            enforced: true,
        };
        if let Some(references) = self.references.get_mut(table) {
            references.push(edge);
        }
    }

    /// The relationship behind an edge, as the referencing end sees it.
    pub fn relationship<'a>(&self, analysis: &'a Analysis, edge: Edge) -> Option<&'a Relationship> {
        analysis.tables.get(edge.relationship.0)?.incoming.get(edge.relationship.1)
    }

    fn len(&self) -> usize {
        self.references.len()
    }
}

/// What a delete does to another table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Effect {
    /// The table whose rows change, or stand in the way.
    pub table: usize,
    /// The table whose deleted rows do that.
    pub by: usize,
    /// The reference that carries it.
    pub edge: Edge,
}

/// Everything that deleting rows of one table reaches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteEffects {
    /// Rows that are deleted too, nearest first.
    pub deleted: Vec<Effect>,
    /// Rows whose reference becomes null.
    pub set_null: Vec<Effect>,
    /// Rows whose reference becomes its default.
    pub set_default: Vec<Effect>,
    /// Rows that forbid the delete while they are there (`RESTRICT`, `NO ACTION`).
    pub blocked_by: Vec<Effect>,
    /// There is more, beyond the limit.
    pub truncated: bool,
}

/// What deleting rows of a table removes, sets to null or is blocked by, through all cascades; at most `limit` effects.
pub fn delete_effects(graph: &Graph, table: usize, limit: usize) -> DeleteEffects {
    let mut effects = DeleteEffects::default();
    let mut reached = Set::from([table]);
    let mut queue = VecDeque::from([table]);
    let mut count = 0;
    while let Some(by) = queue.pop_front() {
        for &edge in graph.referenced_by.get(by).into_iter().flatten().filter(|e| e.enforced) {
            if edge.on_delete == Action::Cascade && reached.contains(&edge.table) {
                continue;
            }
            if count == limit {
                effects.truncated = true;
                return effects;
            }
            count += 1;
            let effect = Effect { table: edge.table, by, edge };
            match edge.on_delete {
                Action::Cascade => {
                    reached.insert(edge.table);
                    queue.push_back(edge.table);
                    effects.deleted.push(effect);
                }
                Action::SetNull => effects.set_null.push(effect),
                Action::SetDefault => effects.set_default.push(effect),
                Action::NoAction | Action::Restrict => effects.blocked_by.push(effect),
            }
        }
    }
    effects
}

/// The order in which rows can be inserted: referenced tables first, by position where the schema leaves it open. Each step is one table, or
/// the tables of a cycle. Deletes run the other way round.
pub fn insert_order(graph: &Graph) -> Vec<Vec<usize>> {
    let components = components(graph, |edge| edge.enforced);
    let mut component_of = vec![0; graph.len()];
    for (number, tables) in components.iter().enumerate() {
        for &table in tables {
            component_of[table] = number;
        }
    }
    let mut waiting = vec![0_usize; components.len()];
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); components.len()];
    for (from, edges) in graph.references.iter().enumerate() {
        for edge in edges.iter().filter(|e| e.enforced && component_of[from] != component_of[e.table]) {
            waiting[component_of[from]] += 1;
            followers[component_of[edge.table]].push(component_of[from]);
        }
    }
    let first = |number: usize| components[number].first().copied().unwrap_or_default();
    let mut ready: BinaryHeap<Reverse<(usize, usize)>> =
        (0..components.len()).filter(|&c| waiting[c] == 0).map(|c| Reverse((first(c), c))).collect();
    let mut order = Vec::with_capacity(components.len());
    while let Some(Reverse((_, component))) = ready.pop() {
        order.push(components[component].clone());
        for &follower in &followers[component] {
            waiting[follower] -= 1;
            if waiting[follower] == 0 {
                ready.push(Reverse((first(follower), follower)));
            }
        }
    }
    order
}

/// Tables that reference each other in a loop.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cycle {
    /// The tables, by position; one that references itself stands alone.
    pub tables: Vec<usize>,
    /// Rows can be inserted: a reference in every loop may be null or is checked at the end of the transaction.
    pub breakable: bool,
}

/// All cycles, by their first table. Loops that share a table are one.
pub fn cycles(graph: &Graph) -> Vec<Cycle> {
    let loops = |component: &Vec<usize>, keep: fn(&Edge) -> bool| match component.as_slice() {
        [table] => graph.references[*table].any(|e| e.table == *table && keep(e)),
        _ => true,
    };
    let strict = |edge: &Edge| edge.enforced && !edge.optional && !edge.deferrable;
    let hard: Set<usize> = components(graph, strict).into_iter().filter(|c| c.len() > 1).flatten().collect();
    let mut cycles: Vec<Cycle> = components(graph, |edge| edge.enforced)
        .into_iter()
        .filter(|component| loops(component, |edge| edge.enforced))
        // A row may reference itself: a table's loop on itself never stops an insert.
        .map(|tables| Cycle { breakable: !tables.any(|t| hard.contains(t)), tables })
        .collect_vec();
    sort::by(&mut cycles, |a, b| a.tables.cmp(&b.tables));
    cycles
}

/// A table that many others reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hub {
    /// The table.
    pub table: usize,
    /// How many other tables reference it.
    pub referenced_by: usize,
    /// How many other tables it references.
    pub references: usize,
}

/// Tables that at least `minimum` others reference, the most referenced first.
pub fn hubs(graph: &Graph, minimum: usize) -> Vec<Hub> {
    let others =
        |edges: &[Edge], table: usize| edges.iter().map(|e| e.table).filter(|&t| t != table).collect::<Set<_>>().len();
    let mut hubs: Vec<Hub> = (0..graph.len())
        .map(|table| Hub {
            table,
            referenced_by: others(&graph.referenced_by[table], table),
            references: others(&graph.references[table], table),
        })
        .filter(|hub| hub.referenced_by >= minimum)
        .collect_vec();
    sort::by_key(&mut hubs, |hub| (Reverse(hub.referenced_by), hub.table));
    hubs
}

/// One join of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Join {
    /// The table that the path comes from.
    pub from: usize,
    /// The table that it leads to.
    pub to: usize,
    /// The referencing table, and the position of the relationship in its `incoming`.
    pub relationship: (usize, usize),
}

/// The shortest join paths from one table to all others.
#[derive(Debug, Clone)]
pub struct JoinPaths {
    from: usize,
    /// For each table that is reached: the join that reaches it.
    last: Vec<Option<Join>>,
}

/// The shortest join paths from a table, along references in either direction; of equals the one through the earlier tables.
pub fn join_paths(graph: &Graph, from: usize) -> JoinPaths {
    let mut last = vec![None; graph.len()];
    let mut queue = VecDeque::from([from]);
    while let Some(table) = queue.pop_front() {
        let (Some(to), Some(by)) = (graph.references.get(table), graph.referenced_by.get(table)) else { continue };
        for edge in to.iter().chain(by) {
            if edge.table != from && last[edge.table].is_none() {
                last[edge.table] = Some(Join { from: table, to: edge.table, relationship: edge.relationship });
                queue.push_back(edge.table);
            }
        }
    }
    JoinPaths { from, last }
}

impl JoinPaths {
    /// The joins that lead to a table; empty for the start itself, `None` where no path leads there.
    pub fn to(&self, table: usize) -> Option<Vec<Join>> {
        let mut path = Vec::new();
        let mut at = table;
        while at != self.from {
            let join = self.last.get(at).copied().flatten()?;
            path.push(join);
            at = join.from;
        }
        path.reverse();
        Some(path)
    }
}

/// A junction table and the two tables that it ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Junction {
    /// The junction table.
    pub table: usize,
    /// The tables that it ties, by position; the same twice where it ties a table to itself.
    pub ends: (usize, usize),
}

/// All junction tables, by position.
pub fn junctions(analysis: &Analysis) -> Vec<Junction> {
    let mut junctions = Set::new();
    for (here, table) in analysis.tables.iter().enumerate() {
        for relationship in table.outgoing.iter().filter(|r| r.cardinality == Cardinality::ManyToMany) {
            if let Some(through) = relationship.through {
                let ends = (here.min(relationship.table), here.max(relationship.table));
                junctions.insert(Junction { table: through, ends });
            }
        }
    }
    junctions.into_iter().collect_vec()
}

/// Strongly connected components along the references that `keep` lets through, each sorted (Tarjan's algorithm with its stack on the heap).
fn components(graph: &Graph, keep: impl Fn(&Edge) -> bool) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let count = graph.len();
    let (mut number, mut low) = (vec![UNSEEN; count], vec![0; count]);
    let mut on_stack = vec![false; count];
    let (mut stack, mut next, mut found) = (Vec::new(), 0, Vec::new());
    for root in 0..count {
        if number[root] != UNSEEN {
            continue;
        }
        // A table, and how many of its references have been followed.
        let mut work = vec![(root, 0)];
        while let Some((table, followed)) = work.pop() {
            if followed == 0 {
                (number[table], low[table]) = (next, next);
                next += 1;
                stack.push(table);
                on_stack[table] = true;
            }
            let Some(edge) = graph.references[table].get(followed) else {
                if low[table] == number[table] {
                    let mut component = Vec::new();
                    while let Some(member) = stack.pop() {
                        on_stack[member] = false;
                        component.push(member);
                        if member == table {
                            break;
                        }
                    }
                    sort::items(&mut component);
                    found.push(component);
                }
                if let Some(&(parent, _)) = work.last() {
                    low[parent] = low[parent].min(low[table]);
                }
                continue;
            };
            work.push((table, followed + 1));
            if keep(edge) {
                if number[edge.table] == UNSEEN {
                    work.push((edge.table, 0));
                } else if on_stack[edge.table] {
                    low[table] = low[table].min(number[edge.table]);
                }
            }
        }
    }
    found
}
