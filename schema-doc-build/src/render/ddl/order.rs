//! In which order objects are created: each behind those that it needs.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::{Map, Set};
use crate::sort;

use super::table::{self, Form};
use super::token::{Mention, mentions};
use crate::model::{ColumnKind, Definition, KeyTarget, LogicalType, QualifiedName, Schema, System, Table, View};
use crate::render::definition::definition_text;

/// An object that is created before constraints between tables, indexes, triggers and privileges; with its position in the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Object {
    Other(usize),
    Enum(usize),
    Range(usize),
    Domain(usize),
    Composite(usize),
    Sequence(usize),
    Table(usize),
    Routine(usize),
    View(usize),
}

/// A part of a definition that can be added later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// The default of a column, by its position.
    Default(usize),
    /// A check, by its position.
    Check(usize),
}

/// The order, and what has to wait until everything is there.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) objects: Vec<Object>,
    pub(super) later: Set<(Object, Part)>,
}

/// Kinds of objects kept as text that come last, because nothing needs them.
pub(super) fn is_late(kind: &str) -> bool {
    matches!(
        kind,
        "rule"
            | "statistics"
            | "event trigger"
            | "publication"
            | "subscription"
            | "user mapping"
            | "security label"
            | "revoke"
    )
}

/// Orders the objects of a schema: by kind, then as they were created, each behind what it needs. Linear but for the sorting.
pub(super) fn plan(schema: &Schema) -> Plan {
    let graph = Graph::new(schema);
    let components = components(&graph.edges);
    let mut later = Set::new();
    let mut needs: Vec<Vec<usize>> = vec![Vec::new(); graph.objects.len()];
    for (from, edges) in graph.edges.iter().enumerate() {
        for edge in edges {
            // What a circle hangs on and can wait, waits.
            match edge.part {
                Some(part) if components[from] == components[edge.to] => {
                    later.insert((graph.objects[from], part));
                }
                _ => needs[from].push(edge.to),
            }
        }
    }
    for table in schema.tables.iter().filter(|table| table::form(schema, table) == Form::Own) {
        checks_of_heirs(schema, table, &mut later);
    }
    Plan { objects: depth_first(&needs).into_iter().map(|at| graph.objects[at]).collect_vec(), later }
}

/// An heir that names its columns itself, and has a check only from a parent, gets it when the parent does: after both are there.
fn checks_of_heirs(schema: &Schema, table: &Table, later: &mut Set<(Object, Part)>) {
    for check in table.checks.iter().filter(|check| check.inherited) {
        let mut above: Vec<&QualifiedName> = table.inherits.iter().collect_vec();
        // Parents' parents are few.
        for _ in 0..32 {
            let parents: Vec<usize> = above.drain(..).filter_map(|id| schema.table_index(id)).collect_vec();
            for at in parents {
                let parent = &schema.tables[at];
                match parent.checks.position(|theirs| theirs.name == check.name) {
                    Some(position) if !parent.checks[position].inherited => {
                        later.insert((Object::Table(at), Part::Check(position)));
                    }
                    Some(_) => above.push_all(&parent.inherits),
                    None => {}
                }
            }
        }
    }
}

/// Every node behind those that it needs, otherwise in order. An edge that closes a circle is passed over.
pub(super) fn depth_first(needs: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(needs.len());
    let mut seen = vec![false; needs.len()];
    let mut stack: Vec<(usize, usize)> = Vec::new();
    for start in 0..needs.len() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        stack.push((start, 0));
        while let Some((node, next)) = stack.last_mut() {
            let Some(&to) = needs[*node].get(*next) else {
                order.push(*node);
                stack.pop();
                continue;
            };
            *next += 1;
            if !std::mem::replace(&mut seen[to], true) {
                stack.push((to, 0));
            }
        }
    }
    order
}

pub(super) struct Edge {
    pub(super) to: usize,
    /// The part that needs it, where that can be added later.
    pub(super) part: Option<Part>,
}

/// The objects, and what each needs.
pub(super) struct Graph {
    /// In the order in which they would come without any need.
    pub(super) objects: Vec<Object>,
    pub(super) edges: Vec<Vec<Edge>>,
}

impl Graph {
    pub(super) fn new(schema: &Schema) -> Self {
        let mut objects: Vec<(u8, u32, Object)> = Vec::new();
        let others = schema.others.iter().enumerate().filter(|(_, other)| !is_late(&other.kind));
        objects.push_all(others.map(|(i, other)| (rank_of_other(&other.kind), other.created, Object::Other(i))));
        objects.push_all(schema.enums.iter().enumerate().map(|(i, e)| (1, e.created, Object::Enum(i))));
        objects.push_all(schema.ranges.iter().enumerate().map(|(i, r)| (1, r.created, Object::Range(i))));
        objects.push_all(schema.domains.iter().enumerate().map(|(i, d)| (1, d.created, Object::Domain(i))));
        objects.push_all(schema.composites.iter().enumerate().map(|(i, c)| (1, c.created, Object::Composite(i))));
        objects.push_all(schema.sequences.iter().enumerate().map(|(i, s)| (2, s.created, Object::Sequence(i))));
        objects.push_all(schema.tables.iter().enumerate().map(|(i, t)| (3, t.created, Object::Table(i))));
        objects.push_all(schema.routines.iter().enumerate().map(|(i, r)| (4, r.created, Object::Routine(i))));
        let view = |v: &View| if v.materialized { 7 } else { 6 };
        objects.push_all(schema.views.iter().enumerate().map(|(i, v)| (view(v), v.created, Object::View(i))));
        sort::items(&mut objects);
        let objects: Vec<Object> = objects.into_iter().map(|(_, _, object)| object).collect_vec();
        let names = Names::new(schema, &objects);
        let edges = objects.iter().enumerate().map(|(at, &object)| needs(schema, &names, at, object)).collect_vec();
        Self { objects, edges }
    }
}

/// For each node the number of its circle (strongly connected component). Tarjan's algorithm, without recursion.
pub(super) fn components(edges: &[Vec<Edge>]) -> Vec<usize> {
    const NONE: usize = usize::MAX;
    let count = edges.len();
    let (mut index, mut low, mut component) = (vec![NONE; count], vec![0; count], vec![NONE; count]);
    let (mut open, mut calls, mut next_index, mut next_component) = (Vec::new(), Vec::new(), 0, 0);
    for start in 0..count {
        if index[start] != NONE {
            continue;
        }
        calls.push((start, 0));
        while let Some((node, edge)) = calls.last_mut() {
            let node = *node;
            if *edge == 0 && index[node] == NONE {
                index[node] = next_index;
                low[node] = next_index;
                next_index += 1;
                open.push(node);
            }
            if let Some(to) = edges[node].get(*edge).map(|edge| edge.to) {
                *edge += 1;
                if index[to] == NONE {
                    calls.push((to, 0));
                } else if component[to] == NONE {
                    low[node] = low[node].min(index[to]);
                }
                continue;
            }
            calls.pop();
            if let Some((parent, _)) = calls.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
            if low[node] == index[node] {
                while let Some(member) = open.pop() {
                    component[member] = next_component;
                    if member == node {
                        break;
                    }
                }
                next_component += 1;
            }
        }
    }
    component
}

fn rank_of_other(kind: &str) -> u8 {
    match kind {
        "language" | "collation" | "access method" | "foreign data wrapper" | "server" | "conversion" | "type" => 0,
        _ => 5,
    }
}

/// What a name can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Type,
    Relation,
    Sequence,
    Routine,
    Other,
}

/// Which objects bear a name.
pub(super) struct Names<'a> {
    system: System,
    default_namespace: &'a str,
    by_name: Map<&'a str, Vec<(&'a str, Class, usize)>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(schema: &'a Schema, objects: &[Object]) -> Self {
        let mut by_name: Map<&str, Vec<(&str, Class, usize)>> = Map::new();
        for (at, &object) in objects.iter().enumerate() {
            let (id, class): (&QualifiedName, Class) = match object {
                Object::Other(i) => (&schema.others[i].id, Class::Other),
                Object::Enum(i) => (&schema.enums[i].id, Class::Type),
                Object::Range(i) => (&schema.ranges[i].id, Class::Type),
                Object::Domain(i) => (&schema.domains[i].id, Class::Type),
                Object::Composite(i) => (&schema.composites[i].id, Class::Type),
                Object::Sequence(i) => (&schema.sequences[i].id, Class::Sequence),
                Object::Table(i) => (&schema.tables[i].id, Class::Relation),
                Object::Routine(i) => (&schema.routines[i].id, Class::Routine),
                Object::View(i) => (&schema.views[i].id, Class::Relation),
            };
            // `===(integer, integer)`
            let name = match object {
                Object::Other(i) if schema.others[i].kind == "operator" => {
                    id.name.split('(').next().unwrap_or_default()
                }
                _ => &id.name,
            };
            by_name.or_default(name).push((&id.namespace, class, at));
        }
        Self { system: schema.system, default_namespace: &schema.default_namespace, by_name }
    }

    /// The objects of those classes that a name of one or two parts stands for: of the first namespace of the path that has any.
    fn find(&self, parts: &[String], path: &[String], classes: &[Class], mut found: impl FnMut(usize)) {
        let (namespace, name) = match parts {
            [name] => (None, name),
            [namespace, name] => (Some(namespace.as_str()), name),
            _ => return,
        };
        let Some(entries) = self.by_name.get(name.as_str()) else { return };
        let mut in_namespace = |namespace: &str| {
            let mut any = false;
            for (of, class, at) in entries {
                if *of == namespace && classes.contains(class) {
                    found(*at);
                    any = true;
                }
            }
            any
        };
        match namespace {
            Some(namespace) => {
                in_namespace(namespace);
            }
            None => {
                let _ = path.any(|namespace| in_namespace(namespace)) || in_namespace(self.default_namespace);
            }
        }
    }
}

/// Collects what one object needs.
struct Needs<'a> {
    names: &'a Names<'a>,
    own: usize,
    path: &'a [String],
    edges: Vec<Edge>,
}

/// What unquoted words of a text can be.
const TYPES: &[Class] = &[Class::Type, Class::Relation, Class::Other];
/// What stands in for nothing but handlers and the like.
const PARTS: &[Class] = &[Class::Type, Class::Routine, Class::Other];
pub(super) const EXPRESSION: &[Class] = &[Class::Type, Class::Other];
pub(super) const ANYTHING: &[Class] = &[Class::Type, Class::Relation, Class::Sequence, Class::Routine, Class::Other];

impl Needs<'_> {
    fn text(&mut self, text: &str, words: &[Class], part: Option<Part>) {
        let (own, names, path, edges) = (self.own, self.names, self.path, &mut self.edges);
        let mut add = |to: usize| {
            if to != own {
                edges.push(Edge { to, part });
            }
        };
        let mut mentions = mentions(names.system, text).into_iter().peekable();
        while let Some(mention) = mentions.next() {
            match mention {
                Mention::Name(parts) => names.find(&parts, path, words, &mut add),
                Mention::Call(parts) => {
                    names.find(&parts, path, &[Class::Routine, Class::Type], &mut add);
                    if words.contains(&Class::Routine) {
                        names.find(&parts, path, words, &mut add);
                    }
                }
                Mention::Text(parts) => {
                    // `'a.b'::regclass`; of sequences also the plain name, as in `nextval('a_seq')`.
                    let is_class = matches!(mentions.peek(), Some(Mention::Name(cast)) if cast.last().is_some_and(|t| t == "regclass"));
                    let classes: &[Class] =
                        if is_class { &[Class::Sequence, Class::Relation] } else { &[Class::Sequence] };
                    names.find(&parts, path, classes, &mut add);
                }
                Mention::Operator(operator) => names.find(&[operator], path, &[Class::Other], &mut add),
            }
        }
    }

    fn named(&mut self, id: &QualifiedName, classes: &[Class]) {
        let parts = [id.namespace.clone(), id.name.clone()];
        let (own, edges) = (self.own, &mut self.edges);
        self.names.find(&parts, &[], classes, |to| {
            if to != own {
                edges.push(Edge { to, part: None });
            }
        });
    }
}

/// The objects that a text mentions, by position; `words` says what its unquoted words can be.
#[cfg(feature = "sync")]
pub(super) fn mentioned(names: &Names, path: &[String], text: &str, words: &[Class]) -> Vec<usize> {
    let mut needs = Needs { names, own: usize::MAX, path, edges: Vec::new() };
    needs.text(text, words, None);
    needs.edges.into_iter().map(|edge| edge.to).collect_vec()
}

fn needs(schema: &Schema, names: &Names, own: usize, object: Object) -> Vec<Edge> {
    let path: &[String] = match object {
        Object::Other(i) => &schema.others[i].definition.search_path,
        Object::Table(i) => &schema.tables[i].definition.search_path,
        Object::Routine(i) => &schema.routines[i].definition.search_path,
        Object::View(i) => &schema.views[i].definition.search_path,
        _ => &[],
    };
    let mut needs = Needs { names, own, path, edges: Vec::new() };
    match object {
        Object::Enum(_) | Object::Sequence(_) => {}
        Object::Other(i) => {
            let other = &schema.others[i];
            // `CREATE LANGUAGE` names no table `language`.
            let words = if rank_of_other(&other.kind) == 0 { PARTS } else { ANYTHING };
            needs.text(&whole(schema, &other.definition), words, None);
        }
        Object::Range(i) => {
            for (_, value) in &schema.ranges[i].options {
                needs.text(value, &[Class::Type, Class::Relation, Class::Routine, Class::Other], None);
            }
        }
        Object::Domain(i) => {
            let domain = &schema.domains[i];
            needs.text(&domain.data_type.native, TYPES, None);
            if let Some(collation) = &domain.collation {
                needs.text(collation, EXPRESSION, None);
            }
            if let Some(default) = &domain.default {
                needs.text(default, EXPRESSION, Some(Part::Default(0)));
            }
            for (at, check) in domain.checks.iter().enumerate() {
                needs.text(&check.expression, EXPRESSION, Some(Part::Check(at)));
            }
        }
        Object::Composite(i) => {
            for (_, data_type, collation) in &schema.composites[i].attributes {
                needs.text(&data_type.native, TYPES, None);
                needs.text(collation.as_deref().unwrap_or_default(), EXPRESSION, None);
            }
        }
        Object::Table(i) => table_needs(&mut needs, &schema.tables[i]),
        Object::Routine(i) => {
            let routine = &schema.routines[i];
            for argument in &routine.arguments {
                needs.text(&argument.data_type, TYPES, None);
                needs.text(argument.default.as_deref().unwrap_or_default(), EXPRESSION, None);
            }
            needs.text(routine.returns.as_deref().unwrap_or_default(), TYPES, None);
            // A body in quotes is not looked at when it is created; `BEGIN ATOMIC …`, and an aggregate's parts, are.
            needs.text(behind_arguments(&whole(schema, &routine.definition)), ANYTHING, None);
        }
        Object::View(i) => {
            let view = &schema.views[i];
            for id in &view.depends_on {
                needs.named(id, &[Class::Relation, Class::Sequence]);
            }
            let words = if view.depends_on.is_empty() { TYPES } else { EXPRESSION };
            needs.text(&view.query, words, None);
        }
    }
    needs.edges
}

fn whole(schema: &Schema, definition: &Definition) -> String {
    definition_text(schema, definition)
}

/// `CREATE FUNCTION f(users text) RETURNS text …` → ` RETURNS text …`: the name of an argument is nothing that it needs.
fn behind_arguments(definition: &str) -> &str {
    let mut depth = 0_u32;
    let mut quote = None;
    for (at, c) in definition.char_indices() {
        match quote {
            Some(end) if c == end => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '(' => depth += 1,
            None if c == ')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return definition.get(at + 1..).unwrap_or_default();
                }
            }
            _ => {}
        }
    }
    definition
}

fn table_needs(needs: &mut Needs, table: &Table) {
    if let Some(partition_of) = &table.partition_of {
        needs.named(&partition_of.table, &[Class::Relation]);
        needs.text(&partition_of.bound, EXPRESSION, None);
    }
    for parent in &table.inherits {
        needs.named(parent, &[Class::Relation]);
    }
    if let Some(options) = &table.options {
        if let Some(of_type) = &options.of_type {
            needs.named(of_type, &[Class::Type]);
        }
        for other in [&options.server, &options.access_method].into_iter().flatten() {
            needs.text(other, &[Class::Other], None);
        }
    }
    for (at, column) in table.columns.iter().enumerate() {
        // Most types are the system's own.
        if column.data_type.logical == LogicalType::Other
            || matches!(column.data_type.logical, LogicalType::Enum(_) | LogicalType::Array(_))
            || column.data_type.native.contains(['.', '"'])
            || names_a_type(needs.names, &column.data_type.native)
        {
            needs.text(&column.data_type.native, TYPES, None);
        }
        if let Some(collation) = &column.collation {
            needs.text(collation, &[Class::Other], None);
        }
        match &column.kind {
            ColumnKind::Default(expression) => needs.text(expression, EXPRESSION, Some(Part::Default(at))),
            ColumnKind::Generated(generated) => needs.text(&generated.expression, EXPRESSION, None),
            ColumnKind::Plain | ColumnKind::Identity(_) | ColumnKind::AutoIncrement => {}
        }
    }
    for (at, check) in table.checks.iter().enumerate() {
        needs.text(&check.expression, EXPRESSION, Some(Part::Check(at)));
    }
    let partition_keys = table.partitioning.iter().flat_map(|partitioning| &partitioning.keys);
    for key in table.exclusions.iter().flat_map(|e| e.elements.iter().map(|(key, _)| key)).chain(partition_keys) {
        if let KeyTarget::Expression(expression) = &key.target {
            needs.text(expression, EXPRESSION, None);
        }
        for other in [&key.opclass, &key.collation].into_iter().flatten() {
            needs.text(other, &[Class::Other], None);
        }
    }
    for exclusion in &table.exclusions {
        needs.text(exclusion.predicate.as_deref().unwrap_or_default(), EXPRESSION, None);
        for (_, operator) in &exclusion.elements {
            needs.text(operator, EXPRESSION, None);
        }
    }
}

/// Whether a plain type name is one of the schema's (a domain has the logical type of what is under it).
fn names_a_type(names: &Names, native: &str) -> bool {
    let word = native.split(['(', '[']).next().unwrap_or_default().trim();
    names.by_name.contains_key(word)
}
