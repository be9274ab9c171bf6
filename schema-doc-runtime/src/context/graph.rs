//! The tables and views of a manifest as a graph: who references whom, and how to join them.

use std::collections::{HashMap, HashSet, VecDeque};

use super::words::{singular, words};
use crate::manifest::{Field, FieldType, Manifest, Table, View};

/// A table or a view.
#[derive(Debug)]
pub(super) struct Node<'a> {
    /// As documents name it: `users`, `auth.users`.
    pub(super) id: String,
    pub(super) name: &'a str,
    pub(super) table: Option<&'a Table>,
    pub(super) view: Option<&'a View>,
    /// Columns, and the fields within them by path (`address.city`, `tags[]`).
    pub(super) fields: Vec<(String, &'a Field)>,
    /// Positions in the graph's edges: declared before inferred, and to tables that few reference first.
    pub(super) edges: Vec<usize>,
}

/// A reference from one table to another, or from a view to what it reads.
#[derive(Debug)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The referencing fields; none of a view.
    pub(super) keys: Vec<String>,
    pub(super) referenced: Vec<String>,
    pub(super) on_delete: Option<String>,
    pub(super) optional: bool,
    pub(super) label: Option<String>,
    /// `many_to_one`, `one_to_one`, or `reads` of a view.
    pub(super) kind: String,
    /// `declared`, `annotated` or `inferred`.
    pub(super) origin: String,
}

impl Node<'_> {
    pub(super) fn is_junction(&self) -> bool {
        self.table.is_some_and(|table| table.role.as_deref() == Some("junction"))
    }
}

#[derive(Debug, Default)]
pub(super) struct Graph<'a> {
    /// The namespace that identifiers leave out.
    default: &'a str,
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) edges: Vec<Edge>,
    /// How many tables reference each.
    pub(super) referenced: Vec<usize>,
    /// How many tables each references.
    pub(super) references: Vec<usize>,
}

impl<'a> Graph<'a> {
    /// All tables and views but partitions: they are what their table is.
    pub(super) fn new(manifest: &'a Manifest) -> Self {
        Self::of(manifest, |table| table.partition_of.is_none())
    }

    /// All views, and such tables.
    pub(super) fn of(manifest: &'a Manifest, is_wanted: impl Fn(&Table) -> bool) -> Self {
        let default = default_namespace(manifest);
        let mut graph = Self { default, ..Self::default() };
        for table in manifest.tables.iter().filter(|table| is_wanted(table)) {
            let mut fields = Vec::new();
            flatten("", &table.fields, &mut fields);
            let id = identifier(table.namespace.as_deref(), &table.name, default);
            let node = Node { id, name: &table.name, table: Some(table), view: None, fields, edges: Vec::new() };
            graph.nodes.push(node);
        }
        for view in &manifest.views {
            let id = identifier(view.namespace.as_deref(), &view.name, default);
            let node =
                Node { id, name: &view.name, table: None, view: Some(view), fields: Vec::new(), edges: Vec::new() };
            graph.nodes.push(node);
        }
        graph.connect();
        graph
    }

    /// The identifier of a table that has not been looked up.
    pub(super) fn identifier(&self, namespace: Option<&str>, name: &str) -> String {
        identifier(namespace, name, self.default)
    }

    pub(super) fn by_id(&self) -> HashMap<String, usize> {
        self.nodes.iter().enumerate().map(|(i, node)| (node.id.clone(), i)).collect()
    }

    fn connect(&mut self) {
        let positions = self.by_id();
        let mut edges = Vec::new();
        for (from, node) in self.nodes.iter().enumerate() {
            let incoming = node.table.and_then(|t| t.relationships.as_ref()).map_or(&[][..], |r| r.incoming.as_slice());
            for relationship in incoming.iter().filter(|r| r.through.is_none()) {
                let Some(&to) = positions.get(&relationship.table) else { continue };
                edges.push(Edge {
                    from,
                    to,
                    keys: relationship.keys.clone(),
                    referenced: relationship.referenced.clone(),
                    on_delete: relationship.on_delete.clone(),
                    optional: relationship.optional,
                    label: relationship.label.clone(),
                    kind: relationship.relationship_type.clone(),
                    origin: relationship.origin.clone(),
                });
            }
            for read in node.view.map_or(&[][..], |view| view.depends_on.as_slice()) {
                if let Some(&to) = positions.get(read) {
                    edges.push(Edge { kind: "reads".to_owned(), ..Edge::stated(from, to, "declared") });
                }
            }
        }
        self.infer(&mut edges);
        self.referenced = vec![0; self.nodes.len()];
        self.references = vec![0; self.nodes.len()];
        for (i, edge) in edges.iter().enumerate() {
            self.nodes[edge.from].edges.push(i);
            if edge.to != edge.from {
                self.nodes[edge.to].edges.push(i);
                self.referenced[edge.to] += 1;
                self.references[edge.from] += 1;
            }
        }
        self.edges = edges;
        for node in 0..self.nodes.len() {
            let mut own = std::mem::take(&mut self.nodes[node].edges);
            own.sort_by_key(|&edge| {
                (self.edges[edge].origin == "inferred", self.referenced[self.other(edge, node)], edge)
            });
            self.nodes[node].edges = own;
        }
    }

    /// Adds the references that nobody declared.
    fn infer(&self, edges: &mut Vec<Edge>) {
        let targets = Targets::of(self);
        // Names repeat.
        let mut seen = HashMap::new();
        let known: HashSet<(usize, &str)> =
            edges.iter().flat_map(|e| e.keys.iter().map(|key| (e.from, key.as_str()))).collect();
        let mut found = Vec::new();
        for (from, node) in self.nodes.iter().enumerate() {
            let Some(table) = node.table else { continue };
            let prefix = prefix(table);
            let own_key = only_key(table).map(|(key, _)| key);
            for field in &table.fields {
                if own_key == Some(&field.name) || known.contains(&(from, field.name.as_str())) {
                    continue;
                }
                let bare = field.name.get(prefix..).unwrap_or_default();
                let logical = family(&field.logical_type);
                let target = seen.entry((field.name.as_str(), bare, logical));
                let target = *target.or_insert_with(|| targets.of_field(&field.name, bare, logical));
                if let Some((to, key)) = target.filter(|(to, _)| *to != from) {
                    found.push(Edge {
                        keys: vec![field.name.clone()],
                        referenced: vec![key.to_owned()],
                        optional: field.nullable == Some(true),
                        ..Edge::stated(from, to, "inferred")
                    });
                }
            }
        }
        edges.append(&mut found);
    }

    /// The other end of an edge.
    pub(super) fn other(&self, edge: usize, node: usize) -> usize {
        let edge = &self.edges[edge];
        if edge.from == node { edge.to } else { edge.from }
    }

    /// The shortest way between two tables by references, as edges; among equals, declared before inferred and over tables that few
    /// reference. `None` beyond `limit` steps.
    pub(super) fn path(&self, from: usize, to: usize, limit: usize) -> Option<Vec<usize>> {
        // The edge that each table was reached by.
        let mut came: Vec<Option<usize>> = vec![None; self.nodes.len()];
        let mut queue = VecDeque::from([(from, 0)]);
        while let Some((node, depth)) = queue.pop_front() {
            if node == to {
                let mut path = Vec::new();
                let mut at = to;
                while let Some(edge) = came[at].filter(|_| at != from) {
                    path.push(edge);
                    at = self.other(edge, at);
                }
                path.reverse();
                return Some(path);
            }
            if depth == limit {
                continue;
            }
            for &edge in self.nodes[node].edges.iter().filter(|&&edge| !self.edges[edge].keys.is_empty()) {
                let other = self.other(edge, node);
                if came[other].is_none() && other != from {
                    came[other] = Some(edge);
                    queue.push_back((other, depth + 1));
                }
            }
        }
        None
    }
}

impl Edge {
    fn stated(from: usize, to: usize, origin: &str) -> Self {
        Self {
            from,
            to,
            keys: Vec::new(),
            referenced: Vec::new(),
            on_delete: None,
            optional: false,
            label: None,
            kind: "many_to_one".to_owned(),
            origin: origin.to_owned(),
        }
    }
}

/// What a field may reference, told by names and types alone.
#[derive(Debug, Default)]
struct Targets<'a> {
    all: Vec<Target<'a>>,
    /// Positions in `all`, by the name of the key.
    by_key: HashMap<&'a str, Vec<usize>>,
    /// By the name of the table as one word.
    by_name: HashMap<String, Vec<usize>>,
    /// By the last letters of that.
    by_end: HashMap<String, Vec<usize>>,
}

/// A table with a primary key of one field.
#[derive(Debug)]
struct Target<'a> {
    node: usize,
    name: String,
    key: &'a str,
    logical: &'a str,
}

/// The letters that the end of a name is looked up by; a shorter one is none.
const END: usize = 4;

impl<'a> Targets<'a> {
    fn of(graph: &Graph<'a>) -> Self {
        let mut targets = Self::default();
        for (node, table) in graph.nodes.iter().enumerate().filter_map(|(i, node)| Some((i, node.table?))) {
            let Some((key, logical)) = only_key(table) else { continue };
            let (name, at) = (joined(&table.name), targets.all.len());
            if key.to_lowercase().ends_with("id") || joined(key).contains(&name) {
                targets.by_key.entry(key).or_default().push(at);
            }
            targets.by_end.entry(end(&name).to_owned()).or_default().push(at);
            targets.by_name.entry(name.clone()).or_default().push(at);
            targets.all.push(Target { node, name, key, logical });
        }
        targets
    }

    /// The table that a field references, and its key: the field is named as the key is (`itemid`), or as the table itself (`rev_page` in
    /// `revision`, whose columns all begin with `rev_`), or as the table before `id`, or as the end of its name (`target_id`, `linktarget`).
    fn of_field(&self, field: &str, bare: &str, logical: &str) -> Option<(usize, &'a str)> {
        let one = |found: Option<&Vec<usize>>, is_it: &dyn Fn(&Target<'_>) -> bool| {
            let mut found =
                found.into_iter().flatten().filter_map(|&at| self.all.get(at)).filter(|target| is_it(target));
            let target = found.next().filter(|_| found.next().is_none())?;
            (family(target.logical) == logical).then_some((target.node, target.key))
        };
        let name = joined(bare);
        let bare = singular(name.strip_suffix("id").unwrap_or(&name));
        let is_any: &dyn Fn(&Target<'_>) -> bool = &|_| true;
        one(self.by_key.get(field), is_any)
            .or_else(|| one(self.by_name.get(&name).filter(|_| name.len() >= END - 1), is_any))
            .or_else(|| one(self.by_name.get(&bare).filter(|_| bare.len() >= END - 1), is_any))
            .or_else(|| {
                let is_id = bare.len() >= END && name.ends_with("id");
                one(self.by_end.get(end(&bare)).filter(|_| is_id), &|target| target.name.ends_with(&bare))
            })
    }
}

/// The last letters of a name.
fn end(name: &str) -> &str {
    name.char_indices().rev().nth(END - 1).and_then(|(at, _)| name.get(at..)).unwrap_or(name)
}

/// The field of a primary key of one, and its logical type.
fn only_key(table: &Table) -> Option<(&str, &str)> {
    let [key] = table.primary_key.as_ref()?.fields.as_slice() else { return None };
    let field = table.fields.iter().find(|field| field.name == *key)?;
    Some((key, &field.logical_type))
}

/// What may reference what.
fn family(logical: &str) -> &str {
    match logical {
        "integer" | "bigint" | "smallint" | "decimal" | "number" => "number",
        "string" | "text" => "text",
        other => other,
    }
}

/// The length of the prefix up to `_` that all columns of a table have: `rev_` of `rev_id`, `rev_page`.
fn prefix(table: &Table) -> usize {
    let Some(first) = table.fields.first().filter(|_| table.fields.len() > 1) else { return 0 };
    let Some(end) = first.name.find('_').map(|end| end + 1) else { return 0 };
    let prefix = &first.name[..end];
    if table.fields.iter().all(|field| field.name.starts_with(prefix)) { end } else { 0 }
}

/// The words of a name as one, the last in the singular.
fn joined(name: &str) -> String {
    let mut all = Vec::new();
    words(name, |word| all.push(word.to_owned()));
    if let Some(last) = all.last_mut() {
        *last = singular(last);
    }
    all.concat()
}

fn flatten<'a>(path: &str, fields: &'a [Field], out: &mut Vec<(String, &'a Field)>) {
    for field in fields {
        let name = format!("{path}{}", field.name);
        if field.fields.is_empty() && field.items.is_none() && field.variants.is_empty() && field.value.is_none() {
            out.push((name, field));
            continue;
        }
        out.push((name.clone(), field));
        flatten(&format!("{name}."), &field.fields, out);
        inside(&name, field.items.as_deref(), &field.variants, field.value.as_deref(), out);
    }
}

fn inside<'a>(
    name: &str,
    items: Option<&'a FieldType>,
    variants: &'a [FieldType],
    value: Option<&'a FieldType>,
    out: &mut Vec<(String, &'a Field)>,
) {
    let mut go = |name: String, inner: &'a FieldType| {
        flatten(&format!("{name}."), &inner.fields, out);
        inside(&name, inner.items.as_deref(), &inner.variants, inner.value.as_deref(), out);
    };
    if let Some(items) = items {
        go(format!("{name}[]"), items);
    }
    for variant in variants {
        go(name.to_owned(), variant);
    }
    if let Some(value) = value {
        go(format!("{name}.*"), value);
    }
}

/// The namespace that identifiers leave out.
fn default_namespace(manifest: &Manifest) -> &str {
    match (&manifest.default_namespace, manifest.system.as_str()) {
        (Some(namespace), _) => namespace,
        (None, "postgresql") => "public",
        (None, "mssql") => "dbo",
        _ => "",
    }
}

/// `name` in the default namespace, else `namespace.name`; what holds a dot or a quote is quoted.
fn identifier(namespace: Option<&str>, name: &str, default: &str) -> String {
    let quoted = |part: &str| {
        if part.is_empty() || part.contains(['.', '"']) {
            format!("\"{}\"", part.replace('"', "\"\""))
        } else {
            part.to_owned()
        }
    };
    match namespace.unwrap_or(default) {
        namespace if namespace == default => quoted(name),
        namespace => format!("{}.{}", quoted(namespace), quoted(name)),
    }
}
