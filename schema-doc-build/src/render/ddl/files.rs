//! The script in files: one for each table and view with all that hangs on it, one for what comes before them all, one for what has to
//! wait until they are there.
//!
//! A file holds whatever the files before it make possible: `orders.sql` has its foreign key to `users`, since `users.sql` loads first.
//! Where two tables reference each other, one of the keys waits.

use super::attached::{Partitions, has_usual_name};
use super::order::{ANYTHING, Class, EXPRESSION, Edge, Graph, Names, Object, components, depth_first, mentioned};
use super::script::Script;
use super::settings;
use super::step::{On, Step, Steps};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Index, KeyTarget, QualifiedName, Schema, System, Table};
use crate::ordered::{Map, Set};
use crate::render::definition::definition_text;

/// What a file of the script is about, with its position in the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Roles, namespaces, extensions, types, sequences, and functions that need no table.
    Before,
    Table(usize),
    View(usize),
    /// Keys that close circles, and whatever else needs what comes later.
    After,
}

/// The files in the order in which they load.
pub(crate) struct ScriptFiles<'a> {
    schema: &'a Schema,
    steps: Steps<'a>,
    files: Vec<(Subject, Vec<Step>)>,
}

impl<'a> ScriptFiles<'a> {
    pub(crate) fn new(schema: &'a Schema) -> Self {
        let steps = Steps::new(schema);
        let mut places = Places::new(schema, &steps);
        let mut files: Vec<(Subject, Vec<Step>)> = places.subjects().map(|subject| (subject, Vec::new())).collect_vec();
        for &step in &steps.all {
            let file = places.of_step(step);
            files[file].1.push(step);
        }
        Self { schema, steps, files }
    }

    pub(crate) fn subjects(&self) -> impl Iterator<Item = Subject> {
        self.files.iter().map(|(subject, _)| *subject)
    }

    /// The text of the file at a position of the order, behind its first lines.
    pub(crate) fn text(&self, position: usize, header: &str) -> String {
        let (subject, steps) = &self.files[position];
        let settings = if *subject == Subject::Before { settings(self.schema.system) } else { "" };
        let mut script = Script::new(self.schema, &format!("{header}{settings}"));
        self.steps.write(&mut script, steps);
        script.finish()
    }
}

/// Which file each object lies in: 0 is the one before all tables, then one a table or view, in order.
struct Places<'a> {
    schema: &'a Schema,
    names: Names<'a>,
    /// By the object's position in the graph.
    of_node: Vec<usize>,
    of_object: Map<Object, usize>,
    of_table: Vec<usize>,
    of_view: Vec<usize>,
    order: Vec<On>,
    partitions: &'a Partitions<'a>,
    /// Tables and views with an index that waits.
    index_waits: Set<On>,
    /// Tables with a default or a check that waits.
    part_waits: Set<Object>,
}

impl<'a> Places<'a> {
    fn new(schema: &'a Schema, steps: &'a Steps<'a>) -> Self {
        let (objects, needs) = graph(schema, steps);
        let mut places = Self {
            schema,
            names: Names::new(schema, &objects),
            of_node: vec![0; objects.len()],
            of_object: Map::new(),
            of_table: vec![0; schema.tables.len()],
            of_view: vec![0; schema.views.len()],
            order: Vec::new(),
            partitions: &steps.partitions,
            index_waits: Set::new(),
            part_waits: steps.plan.later.iter().map(|&(object, _)| object).collect(),
        };
        for at in depth_first(&ordered(schema, &objects, &needs)) {
            places.of_node[at] = match objects[at] {
                Object::Table(table) => {
                    places.order.push(On::Table(table));
                    places.of_table[table] = places.order.len();
                    places.order.len()
                }
                Object::View(view) => {
                    places.order.push(On::View(view));
                    places.of_view[view] = places.order.len();
                    places.order.len()
                }
                // With the last table that it needs.
                _ => needs[at].iter().map(|&need| places.of_node[need]).max().unwrap_or(0),
            };
            places.of_object.insert(objects[at], places.of_node[at]);
        }
        places
    }

    fn subjects(&self) -> impl Iterator<Item = Subject> {
        let of = |on: &On| match *on {
            On::Table(table) => Subject::Table(table),
            On::View(view) => Subject::View(view),
        };
        [Subject::Before].into_iter().chain(self.order.iter().map(of)).chain([Subject::After])
    }

    fn after(&self) -> usize {
        self.order.len() + 1
    }

    /// The file that a step stands in. Asked in the order of the steps.
    fn of_step(&mut self, step: Step) -> usize {
        let schema = self.schema;
        match step {
            Step::Roles | Step::Namespaces | Step::Extensions => 0,
            Step::Create(object) => self.of_object(object),
            Step::SequenceOwner(at) => {
                let owner = schema.sequences[at].owned_by.as_ref().and_then(|(table, _)| schema.table_index(table));
                owner.map_or(0, |table| self.of_table[table])
            }
            Step::Index(on, at) => {
                let file = self.of_index(on, at);
                if file == self.after() {
                    self.index_waits.insert(on);
                }
                file
            }
            Step::IndexComments(on) => self.unless(self.index_waits.contains(&on), self.of(on)),
            Step::ForeignKey(table, at) | Step::ForeignKeyComment(table, at) => self.of_foreign_key(table, at),
            Step::CheckComments(table) => {
                self.unless(self.part_waits.contains(&Object::Table(table)), self.of_table[table])
            }
            Step::Trigger(on, at) => self.of_trigger(on, at),
            Step::Late(at) => {
                let other = &schema.others[at];
                let table = other.table.as_ref().and_then(|id| self.of_relation(id));
                let text = definition_text(schema, &other.definition);
                table.map_or(self.after(), |own| self.with(own, &other.definition.search_path, &text, ANYTHING))
            }
            Step::Settings(table) => self.unless(self.index_waits.contains(&On::Table(table)), self.of_table[table]),
            Step::RowSecurity(table) => self.of_table[table],
            Step::Policy(table, at) => {
                let (of, policy) = (&schema.tables[table], &schema.tables[table].policies[at]);
                let text = [&policy.using, &policy.with_check].into_iter().flatten().map(String::as_str).join(" , ");
                self.with(self.of_table[table], &of.definition.search_path, &text, ANYTHING)
            }
            Step::Later(..) | Step::SwitchedOff(_) | Step::Grants | Step::Comments | Step::End => self.after(),
        }
    }

    fn of(&self, on: On) -> usize {
        match on {
            On::Table(table) => self.of_table[table],
            On::View(view) => self.of_view[view],
        }
    }

    fn of_relation(&self, id: &QualifiedName) -> Option<usize> {
        let view = || self.schema.views.binary_search_by(|view| view.id.cmp(id)).ok().map(|view| self.of_view[view]);
        self.schema.table_index(id).map(|table| self.of_table[table]).or_else(view)
    }

    fn of_object(&self, object: Object) -> usize {
        match object {
            Object::Table(table) => self.of_table[table],
            Object::View(view) => self.of_view[view],
            Object::Other(at) if self.schema.system != System::PostgreSql => {
                let is_first = super::plain::comes_first(self.schema.system, &self.schema.others[at].kind);
                self.unless(!is_first, 0)
            }
            _ => self.of_object.get(&object).copied().unwrap_or(0),
        }
    }

    fn unless(&self, waits: bool, own: usize) -> usize {
        if waits { self.after() } else { own }
    }

    /// Its own file, where what a text names is there by then.
    fn with(&self, own: usize, path: &[String], text: &str, words: &[Class]) -> usize {
        let needs = mentioned(&self.names, path, text, words);
        self.unless(needs.into_iter().any(|at| self.of_node[at] > own), own)
    }

    fn of_index(&self, on: On, at: usize) -> usize {
        let schema = self.schema;
        let own = self.of(on);
        let (index, path) = match on {
            On::Table(table) => {
                let table = &schema.tables[table];
                if !self.partitions_follow(table) {
                    return self.after();
                }
                (&table.indexes[at], &table.definition.search_path)
            }
            On::View(view) => (&schema.views[view].indexes[at], &schema.views[view].definition.search_path),
        };
        self.with(own, path, &texts(index), EXPRESSION)
    }

    fn of_foreign_key(&self, table: usize, at: usize) -> usize {
        let own = self.of_table[table];
        let key = &self.schema.tables[table].foreign_keys[at];
        let Some(referenced) = self.schema.table_index(&key.table) else { return self.after() };
        // It may be on a unique index.
        let waits = self.of_table[referenced] > own
            || self.index_waits.contains(&On::Table(referenced))
            || !self.partitions_follow(&self.schema.tables[table]);
        self.unless(waits, own)
    }

    fn of_trigger(&self, on: On, at: usize) -> usize {
        let schema = self.schema;
        let own = self.of(on);
        let trigger = match on {
            On::Table(table) => &schema.tables[table].triggers[at],
            On::View(view) => &schema.views[view].triggers[at],
        };
        if schema.system != System::PostgreSql {
            // What a body names is looked up when it runs.
            return own;
        }
        if trigger.inherited {
            return self.after();
        }
        let text = definition_text(schema, &trigger.definition);
        self.with(own, &trigger.definition.search_path, &text, ANYTHING)
    }

    /// Whether the partitions of a table get its indexes and foreign keys as they are made, under the names that they have. Where they
    /// have other ones, or lack some, these are made first, and the table's take them up.
    fn partitions_follow(&self, table: &Table) -> bool {
        let partitions = self.partitions.of(table);
        let whole = partitions.is_empty() || !table.indexes.any(|index| self.partitions.is_partial(table, index));
        whole
            && partitions.all(|partition| {
                let indexes = partition.indexes.all(|index| index.inherited && has_usual_name(partition, index));
                let known = |name: &String| table.foreign_keys.any(|theirs| theirs.name == *name);
                let keys = partition.foreign_keys.all(|key| key.inherited && known(&key.name));
                indexes && keys && self.partitions_follow(partition)
            })
    }
}

/// The expressions of an index.
fn texts(index: &Index) -> String {
    let mut texts: Vec<&str> = index.predicate.as_deref().into_iter().collect_vec();
    for key in &index.keys {
        if let KeyTarget::Expression(expression) = &key.target {
            texts.push(expression);
        }
        texts.push_all(key.opclass.as_deref());
        texts.push_all(key.collation.as_deref());
    }
    texts.into_iter().join(" , ")
}

/// The objects in the order in which they would come without any need, and what each needs to be created.
fn graph(schema: &Schema, steps: &Steps<'_>) -> (Vec<Object>, Vec<Vec<usize>>) {
    if schema.system != System::PostgreSql {
        return plain_graph(schema);
    }
    let graph = Graph::new(schema);
    let waits = |from: usize, edge: &Edge| {
        edge.part.is_some_and(|part| steps.plan.later.contains(&(graph.objects[from], part)))
    };
    let needs = graph
        .edges
        .iter()
        .enumerate()
        .map(|(from, edges)| edges.iter().filter(|edge| !waits(from, edge)).map(|edge| edge.to).collect_vec());
    let needs = needs.collect_vec();
    (graph.objects, needs)
}

/// Where a table needs nothing to be created, and a view what it reads.
fn plain_graph(schema: &Schema) -> (Vec<Object>, Vec<Vec<usize>>) {
    let tables = schema.tables.len();
    let mut objects: Vec<Object> = (0..tables).map(Object::Table).collect_vec();
    objects.push_all((0..schema.views.len()).map(Object::View));
    let mut needs = vec![Vec::new(); objects.len()];
    let views: Map<&QualifiedName, usize> =
        schema.views.iter().enumerate().map(|(at, v)| (&v.id, tables + at)).collect();
    for (at, view) in schema.views.iter().enumerate() {
        let of = |id: &QualifiedName| schema.table_index(id).or_else(|| views.get(id).copied());
        needs[tables + at].push_all(view.depends_on.iter().filter_map(of).filter(|&need| need != tables + at));
    }
    (objects, needs)
}

/// What each object stands behind: what it needs, and the tables that it references, unless those reference it in turn.
fn ordered(schema: &Schema, objects: &[Object], needs: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut node_of = vec![0; schema.tables.len()];
    for (at, object) in objects.iter().enumerate() {
        if let Object::Table(table) = object {
            node_of[*table] = at;
        }
    }
    let references = objects.iter().enumerate().map(|(at, object)| match object {
        Object::Table(table) => {
            let keys = schema.tables[*table].foreign_keys.iter();
            let referenced = keys.filter_map(|key| schema.table_index(&key.table)).map(|table| node_of[table]);
            referenced.filter(|&to| to != at).collect_vec()
        }
        _ => Vec::new(),
    });
    let references: Vec<Vec<usize>> = references.collect_vec();
    let edges = needs
        .iter()
        .zip(&references)
        .map(|(needs, references)| needs.iter().chain(references).map(|&to| Edge { to, part: None }).collect_vec());
    let circles = components(&edges.collect_vec());
    let behind = needs.iter().zip(&references).enumerate().map(|(from, (needs, references))| {
        let apart = references.iter().filter(|&&to| circles[to] != circles[from]);
        needs.iter().chain(apart).copied().collect_vec()
    });
    behind.collect_vec()
}
