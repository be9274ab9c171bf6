//! `relations(users, ({ many }) => ({ posts: many(posts) }))` and `defineRelations(schema, (r) => …)`: what joins tables, by name.
//!
//! A relation that a foreign key holds gives its name to it; one that nothing holds is stated, as `@references` does.

use std::rc::Rc;

use schema_doc_diagnostics::Span;

use super::Reader;
use super::chain::Chain;
use super::head::Head;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Column, ForeignKey, QualifiedName, Schema, Table, TableId, Words, WordsOn};
use crate::source::declared::Name;
use crate::source::typescript::{Property, Slot, Symbol, SymbolKind, Value};

/// What the callbacks are given for `one` and `many`.
const ONE: &str = "*one";
const MANY: &str = "*many";

/// A relation, as it is written on one of its tables.
#[derive(Debug)]
pub(super) struct Relation {
    name: Rc<str>,
    many: bool,
    source: Name,
    target: Name,
    /// Pairs of columns that it joins by: of the source, of the target; none where the other side says them.
    on: Vec<(String, String)>,
    through: Option<Through>,
    /// Whether the source is the side that refers, where it says columns.
    refers: bool,
    span: Span,
}

/// A table between both of a relation.
#[derive(Debug)]
struct Through {
    table: Name,
    /// The columns of it, and what each leads to: a table and a column.
    links: Vec<(String, Name, String)>,
}

impl Reader<'_, '_> {
    /// Adds the relations that an export says. `None`: it says none.
    pub(super) fn relations(&mut self, symbol: &Rc<Symbol>, relations: &mut Vec<Relation>) -> Option<()> {
        let (package, path, arguments) = symbol.call()?;
        if !package.starts_with("drizzle-orm") {
            return None;
        }
        let (first, function) = (arguments.first()?.clone(), arguments.get(1).cloned());
        match path.as_slice() {
            ["relations"] => self.of_table(&first, &function?, relations),
            ["defineRelations" | "defineRelationsPart"] => self.of_schema(&first, &function?, relations),
            _ => return None,
        }
        Some(())
    }

    /// `relations(posts, ({ one }) => ({ author: one(users, { fields: [posts.authorId], references: [users.id] }) }))`
    fn of_table(&mut self, table: &Slot, function: &Slot, relations: &mut Vec<Relation>) {
        let Some(source) = table.value.as_symbol().and_then(|symbol| self.head(symbol)) else {
            return self.not_known(table, "the table of the relations", table.span);
        };
        let helpers = Value::object(vec![helper("one", ONE, function.span), helper("many", MANY, function.span)]);
        let found = self.program.call(&function.value, vec![helpers], function.span);
        let Some(properties) = found.properties() else {
            return self.not_known(&Slot::new(found, function.span), "the relations", function.span);
        };
        for property in properties {
            let Some((helper, path, arguments)) = helper_call(&property.slot) else {
                self.not_known(&property.slot, "the relation", property.span);
                continue;
            };
            let target = arguments.first().and_then(|slot| slot.value.as_symbol().and_then(|symbol| self.head(symbol)));
            let (Some(target), [_]) = (target, path.as_slice()) else {
                self.not_known(&property.slot, "the table of the relation", property.span);
                continue;
            };
            let config = arguments.get(1);
            let get = |key: &str| config.and_then(|slot| slot.value.get(key)).and_then(|slot| slot.value.elements());
            let on = match (get("fields"), get("references")) {
                (Some(fields), Some(references)) => self.pairs(&fields, &references, property.span),
                _ => Vec::new(),
            };
            relations.push(Relation {
                name: property.key,
                many: helper == MANY,
                source: source.name.clone(),
                target: target.name.clone(),
                on,
                through: None,
                refers: true,
                span: property.span,
            });
        }
    }

    /// `defineRelations(schema, (r) => ({ posts: { author: r.one.users({ from: r.posts.authorId, to: r.users.id }) } }))`
    fn of_schema(&mut self, schema: &Slot, function: &Slot, relations: &mut Vec<Relation>) {
        let Some(tables) = schema.value.properties() else {
            return self.not_known(schema, "the schema of the relations", schema.span);
        };
        let mut given = vec![helper("one", ONE, function.span), helper("many", MANY, function.span)];
        let is_table = |reader: &mut Self, property: &Property| {
            property.slot.value.as_symbol().is_some_and(|symbol| reader.head(symbol).is_some())
        };
        let tables = tables.into_iter().filter(|property| is_table(self, property)).collect_vec();
        given.push_all(tables.iter().cloned());
        let found = self.program.call(&function.value, vec![Value::object(given)], function.span);
        let Some(properties) = found.properties() else {
            return self.not_known(&Slot::new(found, function.span), "the relations", function.span);
        };
        let head_of = |reader: &mut Self, key: &str| -> Option<Rc<Head>> {
            let property = tables.find(|property| *property.key == *key)?;
            reader.head(property.slot.value.as_symbol()?)
        };
        for property in properties {
            let source = head_of(self, &property.key);
            let (Some(source), Some(inside)) = (source, property.slot.value.properties()) else {
                self.not_known(&property.slot, "the relations", property.span);
                continue;
            };
            for relation in inside {
                let call = helper_call(&relation.slot);
                let target = call.as_ref().and_then(|(_, path, _)| head_of(self, path.last()?));
                let (Some((helper, _, arguments)), Some(target)) = (call, target) else {
                    self.not_known(&relation.slot, "the relation", relation.span);
                    continue;
                };
                let read = self.joined(&arguments, relation.span);
                relations.push(Relation {
                    name: relation.key,
                    many: helper == MANY,
                    source: source.name.clone(),
                    target: target.name.clone(),
                    on: read.0,
                    through: read.1,
                    refers: helper == ONE,
                    span: relation.span,
                });
            }
        }
    }

    /// `{ from: r.posts.authorId, to: r.users.id }`, each perhaps `.through(…)` a table between.
    fn joined(&mut self, arguments: &[Slot], span: Span) -> (Vec<(String, String)>, Option<Through>) {
        let get = |key: &str| {
            let slot = arguments.first()?.value.get(key)?;
            Some(slot.value.elements().unwrap_or_else(|| vec![slot]))
        };
        let (Some(from), Some(to)) = (get("from"), get("to")) else { return (Vec::new(), None) };
        let mut between: Option<Through> = None;
        for slot in from.iter().chain(&to) {
            let Some(chain) = Chain::of_value(&slot.value) else { continue };
            let Some(through) = chain.method("through").and_then(|method| method.arguments.first().cloned()) else {
                continue;
            };
            let (Some((end, at)), Some((table, column))) =
                (self.column_or_report(slot, span), self.column_or_report(&through, span))
            else {
                continue;
            };
            let (Some(end_column), Some(own)) = (end.columns.get(at), table.columns.get(column)) else { continue };
            let link = (own.name.clone(), end.name.clone(), end_column.name.clone());
            let between = between.get_or_insert_with(|| Through { table: table.name.clone(), links: Vec::new() });
            between.links.push(link);
        }
        match between {
            Some(between) => (Vec::new(), Some(between)),
            None => (self.pairs(&from, &to, span), None),
        }
    }

    fn pairs(&mut self, own: &[Slot], other: &[Slot], span: Span) -> Vec<(String, String)> {
        let (Some(own), Some(other)) = (self.columns_of(own, span), self.columns_of(other, span)) else {
            return Vec::new();
        };
        own.columns.into_iter().zip(other.columns).collect_vec()
    }
}

/// `one` and `many`, as the callback is given them.
fn helper(key: &str, name: &str, span: Span) -> Property {
    let kind = SymbolKind::Import { package: Rc::from("drizzle-orm"), name: Rc::from(name) };
    Property::new(key, Value::Symbol(Symbol::new(kind, span)), span)
}

/// The helper that a relation is made with, what is asked of it, and the arguments.
fn helper_call(slot: &Slot) -> Option<(&'static str, Vec<String>, Vec<Slot>)> {
    let base = Chain::of(slot.value.as_symbol()?).base;
    let (_, path, arguments) = base.call()?;
    let helper = if path.first() == Some(&ONE) { ONE } else { MANY };
    let known = path.first().is_some_and(|first| *first == helper);
    known.then(|| (helper, path.mapped(|part| (*part).to_owned()), arguments.to_vec()))
}

/// A relation that is not read, and why.
pub(super) struct Open {
    pub(super) span: Span,
    pub(super) reason: String,
    pub(super) help: &'static str,
}

/// Gives the relations to what was read. Given back are those that nothing holds and that do not say by which columns they join, and those by a
/// column that leads elsewhere.
pub(super) fn state(relations: &[Relation], own: &mut Schema) -> Vec<Open> {
    let (mut words, mut open): (Vec<Words>, Vec<Open>) = (Vec::new(), Vec::new());
    for relation in relations {
        let Some(ends) = Ends::of(relation, own) else { continue };
        let Stated { references, label } = ends.stated(relation, own);
        open.push_all(lead(references, relation, own, &mut words));
        match label {
            // Weaker than what somebody writes as `@label`: no words of its own, which could be in conflict.
            Some((table, Label::Column(column))) => {
                let table = own.tables.find_mut(|own| own.id == table);
                let column = table.and_then(|table| table.columns.find_mut(|own| own.name == column));
                // A column may be a part of several relations: the first one names it.
                if let Some(column) = column.filter(|column| column.annotations.label.is_none()) {
                    column.annotations.label = Some(relation.name.to_string());
                }
            }
            Some((table, Label::Key(at))) => {
                let table = own.tables.find_mut(|own| own.id == table);
                if let Some(key) = table.and_then(|table| table.foreign_keys.get_mut(at)) {
                    key.annotations.label = Some(relation.name.to_string());
                }
            }
            None => {}
        }
    }
    for relation in relations.iter().filter(|relation| relation.on.is_empty() && relation.through.is_none()) {
        if is_held(relation, relations, own) {
            continue;
        }
        match by_name(relation, own) {
            Some(Reference { table, column, text }) => {
                let on = WordsOn::Column(table, column);
                words.push(Words { on, text, span: relation.span, attribute: false, value: None });
            }
            None => open.push(Open {
                span: relation.span,
                reason: "nothing says by which columns it joins".to_owned(),
                help: "add `one(…, { fields, references })` to the relations of the other table",
            }),
        }
    }
    own.words.push_all(words);
    open
}

/// States where the columns of a relation lead. A column leads to one other: where several relations share one (that of the tenant, `org_id`), their
/// other columns tell them apart; a relation that has no other is given back.
fn lead(references: Vec<Reference>, relation: &Relation, own: &Schema, words: &mut Vec<Words>) -> Option<Open> {
    let several = references.len() > 1;
    let mut elsewhere: Option<String> = None;
    let mut stated = Vec::new();
    for Reference { table, column, text } in references {
        let on = WordsOn::Column(table.clone(), column.clone());
        let before = words.find(|words| words.on == on && words.text != text);
        let has_key = || own.table(&table).is_some_and(|table| has_key_alone(table, &column));
        if let Some(before) = before {
            let target = before.text.trim_start_matches("@references ");
            elsewhere = Some(format!("the column `{column}` leads to `{target}` by another relation"));
        } else if !(several && has_key()) {
            stated.push(Words { on, text, span: relation.span, attribute: false, value: None });
        }
    }
    let open = elsewhere.filter(|_| stated.is_empty());
    words.push_all(stated);
    let help = "write in the column's comment where else it leads: a column has one target";
    open.map(|reason| Open { span: relation.span, reason, help })
}

/// Whether a foreign key is of that column and of no other.
fn has_key_alone(table: &Table, column: &str) -> bool {
    table.foreign_keys.any(|key| key.columns == [column])
}

/// `meals` has many `meal_days`, and these have a `meal_id`: the one column that is named so says by what they are joined.
fn by_name(relation: &Relation, own: &Schema) -> Option<Reference> {
    let (source, target) = (table(own, &relation.source)?, table(own, &relation.target)?);
    let other = || joined_by_name(source, target, Some(&relation.name), own).filter(|_| !relation.many);
    joined_by_name(target, source, None, own).or_else(other)
}

fn joined_by_name(table: &Table, target: &Table, name: Option<&str>, own: &Schema) -> Option<Reference> {
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    let names = [Some(target.id.name.as_str()), target.source_name.as_deref(), name];
    let mut stems: Vec<String> = names.into_iter().flatten().map(plain).collect_vec();
    let singular = stems.iter().filter_map(|stem| stem.strip_suffix('s').map(str::to_owned)).collect_vec();
    stems.push_all(singular);
    let is_its = |column: &&Column| {
        let name = plain(&column.name);
        name.strip_suffix("id").is_some_and(|stem| stems.any(|known| known == stem))
    };
    let (mut found, key) = (table.columns.iter().filter(is_its), target.primary_key.as_ref()?);
    match (found.next(), found.next(), key.columns.as_slice()) {
        (Some(column), None, [referenced]) => {
            references(own, table, &[&column.name], target, &[referenced]).into_iter().next()
        }
        _ => None,
    }
}

/// What a relation says of columns: of which table, on which one, what; and what its name is on.
#[derive(Default)]
struct Stated {
    references: Vec<Reference>,
    label: Option<(TableId, Label)>,
}

/// A column that leads to another: `@references users.id`.
struct Reference {
    table: TableId,
    column: String,
    text: String,
}

/// What bears the name of a relation.
enum Label {
    Column(String),
    /// The foreign key of that position: it has several columns.
    Key(usize),
}

/// Whether a foreign key, or the relation of the other side, says how both tables are joined.
fn is_held(relation: &Relation, relations: &[Relation], own: &Schema) -> bool {
    let ends = |a: &Name, b: &Name| {
        (*a == relation.source && *b == relation.target) || (*a == relation.target && *b == relation.source)
    };
    let by_other =
        relations.any(|other| !(other.on.is_empty() && other.through.is_none()) && ends(&other.source, &other.target));
    let (Some(source), Some(target)) = (table(own, &relation.source), table(own, &relation.target)) else {
        // It is no table of the schema.
        return true;
    };
    by_other
        || source.foreign_keys.any(|key| key.table == target.id)
        || target.foreign_keys.any(|key| key.table == source.id)
}

fn id(schema: &Schema, name: &Name) -> TableId {
    let namespace = name.namespace.as_ref().unwrap_or(&schema.default_namespace);
    QualifiedName::new(namespace.as_str(), name.name.as_str())
}

fn table<'a>(schema: &'a Schema, name: &Name) -> Option<&'a Table> {
    schema.table(&id(schema, name))
}

/// Both tables of a relation.
struct Ends<'a> {
    source: &'a Table,
    target: &'a Table,
}

impl<'a> Ends<'a> {
    fn of(relation: &Relation, own: &'a Schema) -> Option<Self> {
        Some(Self { source: table(own, &relation.source)?, target: table(own, &relation.target)? })
    }

    fn stated(&self, relation: &Relation, own: &Schema) -> Stated {
        if let Some(through) = &relation.through {
            let Some(between) = table(own, &through.table) else { return Stated::default() };
            let links = through.links.iter().filter_map(|(column, end, referenced)| {
                Some(references(own, between, &[column], table(own, end)?, &[referenced]))
            });
            return Stated { references: links.flatten().collect_vec(), label: None };
        }
        let (sources, targets): (Vec<&String>, Vec<&String>) = relation.on.iter().map(|(a, b)| (a, b)).unzip();
        if sources.is_empty() {
            return Stated::default();
        }
        let refers = if key_of(self.source, &sources, self.target).is_some() {
            true
        } else if key_of(self.target, &targets, self.source).is_some() {
            false
        } else {
            // One to one, written on the side that is referred to.
            relation.refers && (!is_key(self.source, &sources) || is_key(self.target, &targets))
        };
        if refers {
            let references = references(own, self.source, &sources, self.target, &targets);
            let label = match (sources.as_slice(), key_of(self.source, &sources, self.target)) {
                ([one], _) => Some(Label::Column((*one).clone())),
                (_, key) => key.map(Label::Key),
            };
            let label = label.filter(|_| !relation.many).map(|label| (self.source.id.clone(), label));
            Stated { references, label }
        } else {
            Stated { references: references(own, self.target, &targets, self.source, &sources), label: None }
        }
    }
}

/// The position of a table's foreign key from columns to another table, whatever their order.
fn key_of(table: &Table, columns: &[&String], target: &Table) -> Option<usize> {
    let is = |key: &ForeignKey| {
        key.table == target.id
            && key.columns.len() == columns.len()
            && key.columns.all(|column| columns.contains(&column))
    };
    table.foreign_keys.position(is)
}

fn is_key(table: &Table, columns: &[&String]) -> bool {
    table.primary_key.as_ref().is_some_and(|key| key.columns.iter().eq(columns.iter().copied()))
}

/// `@references users.id`, where no foreign key says the same.
fn references(
    own: &Schema,
    table: &Table,
    columns: &[&String],
    target: &Table,
    referenced: &[&String],
) -> Vec<Reference> {
    if key_of(table, columns, target).is_some() {
        return Vec::new();
    }
    let pairs = columns.iter().zip(referenced).map(|(column, referenced)| {
        let alone = QualifiedName::new("", referenced.as_str()).display("");
        let text = format!("@references {}.{alone}", own.identifier(&target.id));
        Reference { table: table.id.clone(), column: (*column).clone(), text }
    });
    pairs.collect_vec()
}
