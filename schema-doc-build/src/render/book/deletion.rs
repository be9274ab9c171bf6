//! How a person's data is deleted: the tables that are reached from a table with personal data, in the order in which their rows go.

mod convex;
mod statements;
mod triggers;

use super::Context;
use super::security::sensitive;
use crate::analyze::graph::{self, Edge};
use crate::analyze::{Cardinality, Relationship, TableRole};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Action, Column, LogicalType, Sensitivity, Table as ModelTable};
use crate::ordered::{Map, Set};
use crate::render::markdown::{Table, block, code, heading, text};
use crate::render::words;

/// How many tables with personal data are followed.
const ROOTS: usize = 3;

/// How many tables of one person are followed.
const TABLES: usize = 40;

/// `### 9.3 Data Deletion`
pub(super) fn deletion(book: &Context) -> String {
    let mut out = String::new();
    let roots = roots(book);
    let followed: Vec<usize> = roots.iter().copied().take(ROOTS).collect_vec();
    let plans = followed.mapped(|&root| Plan::new(book, root, &roots));
    let has_statements = |plan: &Plan| {
        let table = book.schema.tables.get(plan.root);
        !plan.links.is_empty() && table.is_some_and(|table| table.primary_key.is_some())
    };
    if plans.any(has_statements) {
        block(&mut out, &statements::parameters(book.system));
    }
    let mut keeps = false;
    for plan in plans {
        let Some(table) = book.schema.tables.get(plan.root) else { continue };
        if followed.len() > 1 {
            heading(&mut out, 4, &text(&book.schema.identifier(&table.id)));
        }
        keeps |= plan.write(&mut out, table);
    }
    let rest: Vec<usize> = roots.into_iter().skip(ROOTS).collect_vec();
    if !rest.is_empty() {
        block(&mut out, &format!("Other tables that a person begins in: {}.", book.table_list(&rest)));
    }
    if !followed.is_empty() && !keeps {
        block(&mut out, "What a law asks to be kept is not deleted: take what is personal out of it instead.");
    }
    out
}

/// The tables that a person begins in: those with somebody's name or address of mail that no other such table owns. Where there is
/// none, those with personal data that refer to no other such table.
fn roots(book: &Context) -> Vec<usize> {
    let having = |keep: &dyn Fn(usize) -> bool| book.shown.iter().copied().filter(|&at| keep(at)).collect_vec();
    let mut found = having(&|at| identifies(book, at));
    if found.is_empty() {
        found = having(&|at| is_personal(book, at));
    }
    let owned = |at: usize| {
        let edges = book.graph.references.get(at).into_iter().flatten();
        edges.filter(|edge| !edge.optional && edge.table != at).any(|edge| found.contains(&edge.table))
    };
    let mut roots: Vec<usize> = found.iter().copied().filter(|&at| !owned(at)).collect_vec();
    if roots.is_empty() {
        roots.push_all(found.first().copied());
    }
    roots
}

fn is_personal(book: &Context, at: usize) -> bool {
    sensitive(book, at).any(|(_, level, _)| *level == Sensitivity::Pii)
}

/// Whether a row tells who somebody is.
fn identifies(book: &Context, at: usize) -> bool {
    const NAMES: &[&str] =
        &["email", "mail", "firstname", "lastname", "fullname", "surname", "username", "ssn", "passport"];
    let signs_in = |column: &Column| {
        let name = crate::analyze::words(&column.name).replace('_', "");
        matches!(name.as_str(), "username" | "loginname") && !column.annotations.ignore
    };
    let columns = book.schema.tables.get(at).map(|table| table.columns.as_slice()).unwrap_or_default();
    if columns.any(signs_in) {
        return true;
    }
    sensitive(book, at).iter().filter(|(_, level, _)| *level == Sensitivity::Pii).any(|(column, ..)| {
        let words = crate::analyze::words(&column.name);
        let joined = words.replace('_', "");
        NAMES.contains(&joined.as_str()) || words.split('_').any(|word| word == "email")
    })
}

/// The column that says since when a row is out of use: `deleted_at`.
fn mark(table: &ModelTable) -> Option<&Column> {
    use LogicalType::{Date, Number, Timestamp, TimestampTz};
    const WORDS: &[&str] = &["deleted", "deactivated", "disabled", "archived", "removed", "closed", "anonymized"];
    let says = |column: &&Column| {
        let name = crate::analyze::words(&column.name);
        let (first, last) = name.rsplit_once('_').unwrap_or_default();
        (column.nullable || column.optional)
            && matches!(column.data_type.logical, Date | Number | Timestamp | TimestampTz)
            && matches!(last, "at" | "on" | "date" | "time")
            && first.split('_').any(|word| WORDS.contains(&word))
    };
    table.columns.iter().filter(|column| !column.annotations.ignore).find(says)
}

/// A reference to a table that is reached.
struct Link<'b> {
    /// The referencing table.
    from: usize,
    /// The referenced one.
    to: usize,
    relationship: &'b Relationship,
    effect: Effect,
}

/// What becomes of a row that refers to one that goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// The database deletes it.
    Goes,
    /// It has to be deleted first.
    Deleted,
    /// It has to be deleted first, but for those that rows of others hang on: they are handed over.
    Shared,
    /// The database clears the reference.
    Cleared,
    /// The reference has to be cleared first.
    Opened,
    /// It is somebody else's, too, or others hang on it: it is handed over to another row.
    Moved,
}

impl Effect {
    fn is_deleted(self) -> bool {
        matches!(self, Self::Deleted | Self::Shared)
    }
}

/// What a reference asks for. Whose rows others than this person hang on is not this person's alone.
fn effect(
    book: &Context,
    relationship: &Relationship,
    (from, to): (usize, usize),
    root: usize,
    roots: &[usize],
) -> Effect {
    match (relationship.on_delete, relationship.enforced) {
        (Action::Cascade, true) => return Effect::Goes,
        (Action::SetNull | Action::SetDefault, true) => return Effect::Cleared,
        _ if relationship.optional && !relationship.keys.is_empty() => return Effect::Opened,
        _ => {}
    }
    let mut seen = Set::from([from]);
    let mut queue = vec![from];
    while let Some(table) = queue.pop() {
        if table != root && roots.contains(&table) {
            return Effect::Moved;
        }
        let edges = book.graph.referenced_by.get(table).into_iter().flatten();
        queue.push_all(edges.filter(|edge| !edge.optional && seen.insert(edge.table)).map(|edge| edge.table));
    }
    // One row a person cannot be handed over to somebody who has his own.
    if !relationship.enforced || to != root || from == root || relationship.cardinality == Cardinality::OneToOne {
        return Effect::Deleted;
    }
    let is_junction = |at: usize| book.analysis(at).is_some_and(|a| a.role == Some(TableRole::Junction));
    let is_of_another = |edge: &Edge| edge.table != root && !edge.optional && roots.contains(&edge.table);
    // A row of a junction table says nothing without this person.
    if !is_junction(from) && book.graph.references.get(from).is_some_and(|edges| edges.any(is_of_another)) {
        return Effect::Moved;
    }
    let held = held(book, from, root, false);
    match held.any(|&at| is_junction(at)) {
        true => Effect::Moved,
        false if held.is_empty() => Effect::Deleted,
        false => Effect::Shared,
    }
}

/// The tables whose rows go with those of a table and belong to a person of the root by another reference, which may be somebody else:
/// members, notes and tasks of a project.
fn held(book: &Context, at: usize, root: usize, optional: bool) -> Vec<usize> {
    let mut found = Vec::new();
    for edge in book.graph.referenced_by.get(at).into_iter().flatten() {
        let goes = !edge.optional || (edge.on_delete == Action::Cascade && edge.enforced);
        let of_root = |table: usize| {
            let edges = book.graph.references.get(table).into_iter().flatten();
            edges.filter(|edge| edge.table == root).any(|edge| optional || !edge.optional)
        };
        let is_other = edge.table != at && edge.table != root && book.shown.contains(&edge.table);
        if goes && is_other && of_root(edge.table) && !found.contains(&edge.table) {
            found.push(edge.table);
        }
    }
    found
}

/// What is reached from a table.
struct Plan<'b> {
    book: &'b Context<'b>,
    root: usize,
    /// The reference through which each table was reached first.
    first: Map<usize, usize>,
    links: Vec<Link<'b>>,
    truncated: bool,
}

impl<'b> Plan<'b> {
    fn new(book: &'b Context<'b>, root: usize, roots: &[usize]) -> Self {
        let mut plan = Self { book, root, first: Map::new(), links: Vec::new(), truncated: false };
        let mut queue = vec![root];
        let mut next = 0;
        while let Some(&to) = queue.get(next) {
            next += 1;
            for &edge in book.graph.referenced_by.get(to).into_iter().flatten() {
                let from = edge.table;
                let Some(relationship) = book.graph.relationship(book.input.analysis, edge) else { continue };
                // A row never waits for what it was reached from; others of its table may refer to it.
                let is_sibling = from == root && to == root && relationship.optional;
                if !book.shown.contains(&from) || (!is_sibling && plan.leads_to(to, from)) {
                    continue;
                }
                let is_full = plan.first.len() >= TABLES && !plan.first.contains_key(&from);
                if is_full || plan.links.len() >= 3 * TABLES {
                    plan.truncated = true;
                    continue;
                }
                let at = plan.links.len();
                let effect = effect(book, relationship, (from, to), root, roots);
                plan.links.push(Link { from, to, relationship, effect });
                // Other rows of the root's own table are reached through nothing: the way to the root ends there.
                if from != root && (effect == Effect::Goes || effect.is_deleted()) && !plan.first.contains_key(&from) {
                    plan.first.insert(from, at);
                    queue.push(from);
                }
            }
        }
        plan
    }

    /// Whether a table was reached through another one.
    fn leads_to(&self, table: usize, other: usize) -> bool {
        let mut at = table;
        loop {
            if at == other {
                return true;
            }
            match self.first.get(&at).and_then(|&link| self.links.get(link)) {
                Some(link) => at = link.to,
                None => return false,
            }
        }
    }

    /// The tables whose rows go, in the order in which they do: what refers to others first.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = graph::insert_order(&self.book.graph).concat();
        order.reverse();
        order.keep(|table| self.first.contains_key(table));
        if self.book.system.has_documents() {
            // Nothing is enforced: what was reached last goes first.
            let depth = |table: usize| self.path(table).len();
            crate::sort::by_key(&mut order, |&table| (std::cmp::Reverse(depth(table)), table));
        }
        order
    }

    /// The references from a table to the root.
    fn path(&self, table: usize) -> Vec<&Link<'b>> {
        let mut path = Vec::new();
        let mut at = table;
        while let Some(link) = self.first.get(&at).and_then(|&link| self.links.get(link)) {
            path.push(link);
            at = link.to;
        }
        path
    }

    /// Whether there is another way among what is written, for what has to be kept.
    fn write(&self, out: &mut String, table: &ModelTable) -> bool {
        let book = self.book;
        let (row, name) = (words::row(book.system), book.links.table(self.root));
        if let Some(column) = mark(table) {
            let mark = code(&column.name);
            block(
                out,
                &format!(
                    "{mark} marks a {row} of {name} that is out of use, and keeps it. What follows is for one whose data has to go."
                ),
            );
        }
        if self.links.is_empty() {
            block(out, &format!("Nothing refers to a {row} of {name}: to delete it is enough."));
            return false;
        }
        block(out, &format!("What refers to a {row} of {name}, in the order in which it goes:"));
        let mut rows = Table::new(&["Table", "Through", "What happens"]);
        let order = self.order();
        for &at in &order {
            let effects = self.links.iter().filter(|link| link.from == at);
            for link in effects {
                rows.push(&self.row(link));
            }
        }
        for link in self.links.iter().filter(|link| !self.first.contains_key(&link.from)) {
            rows.push(&self.row(link));
        }
        block(out, &rows.finish());
        if self.truncated {
            block(out, &format!("And more: {TABLES} tables were followed, and what follows is about these alone."));
        }
        self.warnings(out, &order);
        self.beside(out);
        if book.system.has_documents() {
            self.functions(out);
            return false;
        }
        self.statements(out, &order, table)
    }

    /// What one should know before anything is deleted.
    fn warnings(&self, out: &mut String, order: &[usize]) {
        let book = self.book;
        let rows = if book.system.has_documents() { "Documents" } else { "Rows" };
        let moved = self.links.iter().filter(|link| link.effect == Effect::Moved && !self.is_handed_over(link));
        let moved: Vec<usize> = moved.map(|link| link.from).collect::<Set<_>>().into_iter().collect_vec();
        if !moved.is_empty() {
            let row = words::row(book.system);
            block(out, &format!("First let the {row}s of {} refer to another {row}.", book.table_list(&moved)));
        }
        // By another reference than the one that leads to this person, of which a junction table has two by its nature.
        let is_junction = |at: usize| book.analysis(at).is_some_and(|a| a.role == Some(TableRole::Junction));
        let shared = order.iter().copied().filter(|&at| {
            let edges = book.graph.references.get(at).map(Vec::as_slice).unwrap_or_default();
            let to_root = edges.count(|e| !e.optional && e.table == self.root);
            let is_other = |e: &Edge| !e.optional && e.table != self.root && !self.first.contains_key(&e.table);
            (to_root > 1 && !is_junction(at)) || edges.any(|e| is_other(e) && identifies(book, e.table))
        });
        let shared: Vec<usize> = shared.collect_vec();
        if !shared.is_empty() {
            block(
                out,
                &format!(
                    "{rows} that belong to somebody else, too, are better given another reference: {}.",
                    book.table_list(&shared)
                ),
            );
        }
        // What goes and takes along what leads to a person by another way, too.
        for &at in order {
            let goes =
                |l: &Link| l.from == at && l.to == self.root && (l.effect == Effect::Goes || l.effect.is_deleted());
            if !self.links.any(goes) {
                continue;
            }
            let parted = self.links.any(|l| l.from == at && l.effect == Effect::Shared);
            let mut held = held(book, at, self.root, true);
            if parted {
                // The others keep theirs: what they hang on is handed over.
                let kept = self::held(book, at, self.root, false);
                held.keep(|table| !kept.contains(table));
            }
            if !held.is_empty() {
                let row = words::row(book.system);
                block(
                    out,
                    &format!(
                        "{rows} of {} take along others that may be somebody else's: {}. Where they do, hand the {row} over to another one of {} \
                         instead of deleting it.",
                        book.links.table(at),
                        book.table_list(&held),
                        book.links.table(self.root),
                    ),
                );
            }
        }
        self.copies(out, order);
        let kept: Vec<usize> = order.iter().copied().filter(|&at| is_audit(book, at)).collect_vec();
        if !kept.is_empty() {
            block(out, &format!("Records of what happened are among them: {}.", book.table_list(&kept)));
        }
    }

    /// What is personal, and reached the other way.
    fn beside(&self, out: &mut String) {
        let book = self.book;
        let beside = book.graph.references.get(self.root).into_iter().flatten().map(|edge| edge.table);
        let beside =
            beside.filter(|&at| at != self.root && is_personal(book, at) && !identifies(book, at)).collect::<Set<_>>();
        let beside: Vec<usize> = beside.into_iter().collect_vec();
        if !beside.is_empty() {
            let row = words::row(book.system);
            block(
                out,
                &format!(
                    "What it refers to is personal, too: {}. Delete such a {row} where nothing else refers to it.",
                    book.table_list(&beside)
                ),
            );
        }
    }

    fn row(&self, link: &Link) -> [String; 3] {
        let keys = link.relationship.keys.iter().map(|key| crate::render::markdown::cell_code(key)).join(", ");
        let through = format!("{keys} → {}", self.book.links.table_in_cell(link.to));
        let happens = match (link.effect, link.relationship.enforced) {
            (Effect::Goes, _) => "goes with it",
            (Effect::Deleted, true) => "stands in the way: delete it first",
            (Effect::Shared, _) => "stands in the way: hand over what others' rows hang on, delete the rest first",
            (Effect::Deleted, false) => "stays, and leads nowhere: delete it first",
            (Effect::Cleared, _) if link.relationship.on_delete == Action::SetDefault => "becomes its default",
            (Effect::Cleared, _) => "becomes null",
            (Effect::Opened, true) => "stands in the way: clear the reference first",
            (Effect::Opened, false) => "stays, and leads nowhere: clear the reference",
            (Effect::Moved, false) => "is not this one's alone: hand it over first",
            (Effect::Moved, true) => "stands in the way, and is not this one's alone: hand it over first",
        };
        [self.book.links.table_in_cell(link.from), through, happens.to_owned()]
    }
}

fn is_audit(book: &Context, at: usize) -> bool {
    book.analysis(at).is_some_and(|a| matches!(a.role, Some(TableRole::Audit | TableRole::Log)))
}
