//! How a person's data is deleted: the tables that are reached from a table with personal data, in the order in which their rows go.

mod convex;

use super::Context;
use super::security::sensitive;
use crate::analyze::Relationship;
use crate::analyze::graph;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Action, Column, ColumnKind, LogicalType, Sensitivity, System, Table as ModelTable};
use crate::ordered::{Map, Set};
use crate::render::markdown::{Table, block, code, fenced, heading, text};
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
    for &root in &followed {
        let Some(table) = book.schema.tables.get(root) else { continue };
        if followed.len() > 1 {
            heading(&mut out, 4, &text(&book.schema.identifier(&table.id)));
        }
        Plan::new(book, root, &roots).write(&mut out, table);
    }
    let rest: Vec<usize> = roots.into_iter().skip(ROOTS).collect_vec();
    if !rest.is_empty() {
        block(&mut out, &format!("Other tables that a person begins in: {}.", book.table_list(&rest)));
    }
    if !followed.is_empty() {
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
    /// The database clears the reference.
    Cleared,
    /// The reference has to be cleared first.
    Opened,
    /// Others hang on it: it needs another row to refer to.
    Moved,
}

/// What a reference asks for. Whose rows others than this person hang on is not this person's.
fn effect(book: &Context, relationship: &Relationship, from: usize, root: usize, roots: &[usize]) -> Effect {
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
    Effect::Deleted
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
                let effect = effect(book, relationship, from, root, roots);
                plan.links.push(Link { from, to, relationship, effect });
                // Other rows of the root's own table are reached through nothing: the way to the root ends there.
                if from != root && matches!(effect, Effect::Goes | Effect::Deleted) && !plan.first.contains_key(&from) {
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

    fn write(&self, out: &mut String, table: &ModelTable) {
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
            return;
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
        if book.system.has_documents() {
            self.functions(out);
        } else {
            self.statements(out, &order, table);
        }
        self.remarks(out, &order);
    }

    /// What else one should know before.
    fn remarks(&self, out: &mut String, order: &[usize]) {
        let book = self.book;
        let moved =
            self.links.iter().filter(|link| link.effect == Effect::Moved).map(|link| link.from).collect::<Set<_>>();
        let moved: Vec<usize> = moved.into_iter().collect_vec();
        if !moved.is_empty() && !book.system.has_documents() {
            block(out, &format!("Before it, let the rows of {} refer to another row.", book.table_list(&moved)));
        }
        let shared = order.iter().copied().filter(|&at| {
            let edges = book.graph.references.get(at).into_iter().flatten();
            edges
                .filter(|e| !e.optional && e.table != self.root && !self.first.contains_key(&e.table))
                .any(|e| identifies(book, e.table))
        });
        let shared: Vec<usize> = shared.collect_vec();
        if !shared.is_empty() {
            block(
                out,
                &format!(
                    "Rows that belong to somebody else, too, are better given another reference: {}.",
                    book.table_list(&shared)
                ),
            );
        }
        // What is deleted by hand, and holds rows that lead to a person by another way, too.
        let to_root = |at: usize| self.links.any(|l| l.from == at && l.to == self.root && !l.relationship.optional);
        for &at in order.iter().filter(|&&at| self.links.any(|l| l.from == at && l.effect == Effect::Deleted)) {
            let held = self.links.iter().filter(|l| l.to == at && to_root(l.from)).map(|l| l.from).collect::<Set<_>>();
            let held: Vec<usize> = held.into_iter().collect_vec();
            if !held.is_empty() {
                let (name, held) = (book.links.table(at), book.table_list(&held));
                block(
                    out,
                    &format!(
                        "Rows of {name} may hold what is somebody else's ({held}): where they do, give them to another one rather than delete them."
                    ),
                );
            }
        }
        let beside = book.graph.references.get(self.root).into_iter().flatten().map(|edge| edge.table);
        let beside =
            beside.filter(|&at| at != self.root && is_personal(book, at) && !identifies(book, at)).collect::<Set<_>>();
        let beside: Vec<usize> = beside.into_iter().collect_vec();
        if !beside.is_empty() {
            block(
                out,
                &format!(
                    "What it refers to is personal, too: {}. Delete such a row where nothing else refers to it.",
                    book.table_list(&beside)
                ),
            );
        }
        // A trigger may write down what is deleted.
        let deletes = |events: &[String]| events.any(|event| event.starts_with("delete"));
        let noted =
            order.iter().copied().chain([self.root]).filter(|&at| {
                book.schema.tables.get(at).is_some_and(|table| table.triggers.any(|t| deletes(&t.events)))
            });
        let noted: Vec<usize> = noted.collect_vec();
        if !noted.is_empty() {
            let tables = book.table_list(&noted);
            block(
                out,
                &format!(
                    "Triggers run when rows of {tables} are deleted: see that they keep no copy of what is personal."
                ),
            );
        }
        let kept: Vec<usize> = order.iter().copied().filter(|&at| is_audit(book, at)).collect_vec();
        if !kept.is_empty() {
            block(out, &format!("Records of what happened are among them: {}.", book.table_list(&kept)));
        }
    }

    fn row(&self, link: &Link) -> [String; 3] {
        let keys = link.relationship.keys.iter().map(|key| crate::render::markdown::cell_code(key)).join(", ");
        let through = format!("{keys} → {}", self.book.links.table_in_cell(link.to));
        let happens = match (link.effect, link.relationship.enforced) {
            (Effect::Goes, _) => "goes with it",
            (Effect::Deleted, true) => "stands in the way: delete it first",
            (Effect::Deleted, false) => "stays, and leads nowhere: delete it first",
            (Effect::Cleared, _) if link.relationship.on_delete == Action::SetDefault => "becomes its default",
            (Effect::Cleared, _) => "becomes null",
            (Effect::Opened, true) => "stands in the way: clear the reference first",
            (Effect::Opened, false) => "stays, and leads nowhere: clear the reference",
            (Effect::Moved, _) => "others hang on it: let it refer to another row first",
        };
        [self.book.links.table_in_cell(link.from), through, happens.to_owned()]
    }

    fn statements(&self, out: &mut String, order: &[usize], table: &ModelTable) {
        let Some(key) = table.primary_key.as_ref().map(|key| key.columns.clone()) else { return };
        let mut statements = Vec::new();
        for &at in order {
            let links: Vec<&Link> =
                self.links.iter().filter(|link| link.from == at && link.effect == Effect::Deleted).collect_vec();
            let conditions: Vec<String> = links.iter().filter_map(|link| self.condition(link, &key)).collect_vec();
            if !conditions.is_empty() {
                let name = self.book.table_name(at);
                statements.push(format!("DELETE FROM {name}\n WHERE {};", conditions.join("\n    OR ")));
            }
        }
        let of_root = self.equals(&key);
        statements.splice(0..0, self.changed(&key));
        statements.push(format!("DELETE FROM {} WHERE {of_root};", self.book.table_name(self.root)));
        let (begin, end) = match self.book.system {
            System::PostgreSql | System::Sqlite => ("BEGIN;\n", "\nCOMMIT;"),
            System::MySql | System::MariaDb => ("START TRANSACTION;\n", "\nCOMMIT;"),
            System::SqlServer => ("BEGIN TRANSACTION;\n", "\nCOMMIT;"),
            System::Oracle | System::Convex => ("", "\nCOMMIT;"),
        };
        block(out, &fenced("sql", &format!("{begin}{}{end}", statements.join("\n"))));
    }

    /// Rows that stay: personal data that may be null is taken out while they still refer to the person, and with it a reference that
    /// stands in the way.
    fn changed(&self, key: &[String]) -> Vec<String> {
        let mut statements = Vec::new();
        for link in self.links.iter().filter(|link| matches!(link.effect, Effect::Cleared | Effect::Opened)) {
            let Some(table) = self.book.schema.tables.get(link.from) else { continue };
            let of_person =
                link.to == self.root && !self.first.contains_key(&link.from) && self.is_of_nobody_else(link.from);
            let columns = sensitive(self.book, link.from).into_iter().filter(|(column, level, _)| {
                let written = matches!(column.kind, ColumnKind::Plain | ColumnKind::Default(_));
                of_person && *level >= Sensitivity::Pii && column.nullable && written
            });
            let mut cleared: Vec<&str> = columns.map(|(column, ..)| column.name.as_str()).collect_vec();
            if link.effect == Effect::Opened {
                let nullable = |key: &&String| table.column(key).is_some_and(|column| column.nullable);
                cleared.push_all(link.relationship.keys.iter().filter(nullable).map(String::as_str));
            }
            cleared.dedup();
            if let Some(condition) = self.condition(link, key).filter(|_| !cleared.is_empty()) {
                let set = cleared.iter().map(|name| format!("{} = NULL", self.book.quote(name))).join(", ");
                statements.push(format!("UPDATE {} SET {set}\n WHERE {condition};", self.book.name(&table.id)));
            }
        }
        statements
    }

    /// Whether a row refers to no person but this one, and is none itself.
    fn is_of_nobody_else(&self, table: usize) -> bool {
        let edges = self.book.graph.references.get(table).into_iter().flatten();
        let mut others = edges.map(|edge| edge.table).filter(|&other| other != self.root);
        !identifies(self.book, table) && !others.any(|other| identifies(self.book, other))
    }

    /// `id = $1`
    fn equals(&self, columns: &[String]) -> String {
        crate::render::queries::equals(self.book.schema, columns, 1)
    }

    /// The rows that refer through a link to what goes.
    fn condition(&self, link: &Link, key: &[String]) -> Option<String> {
        let (from, to) = (&link.relationship.keys, &link.relationship.referenced);
        if from.is_empty() || from.len() != to.len() {
            return None;
        }
        if link.to == self.root && to == key {
            return Some(self.equals(from));
        }
        let inner = match self.first.get(&link.to).and_then(|&first| self.links.get(first)) {
            Some(first) => self.condition(first, key)?,
            None => self.equals(key),
        };
        let name = self.book.table_name(link.to);
        let [own] = from.as_slice() else {
            // SQL Server compares no rows.
            let own = self.book.table_name(link.from);
            let quote = |column: &String| self.book.quote(column);
            let on =
                from.iter().zip(to).map(|(f, t)| format!("{name}.{} = {own}.{}", quote(t), quote(f))).join(" AND ");
            return Some(format!("EXISTS (SELECT 1 FROM {name} WHERE {on} AND ({inner}))"));
        };
        Some(format!("{} IN (SELECT {} FROM {name} WHERE {inner})", self.book.quote(own), self.book.columns(to)))
    }
}

fn is_audit(book: &Context, at: usize) -> bool {
    use crate::analyze::TableRole;
    book.analysis(at).is_some_and(|a| matches!(a.role, Some(TableRole::Audit | TableRole::Log)))
}
