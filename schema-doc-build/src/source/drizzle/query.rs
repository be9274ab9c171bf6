//! `qb.select({…}).from(users).where(…)` → SQL, as `buildSelectQuery` of Drizzle's dialects writes it.

use std::rc::Rc;

use schema_doc_diagnostics::Span;

use super::Reader;
use super::chain::{Chain, Method};
use super::head::Head;
use super::sql::{Columns, Unknown};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::source::typescript::{Slot, Symbol, SymbolKind, Value};

/// What the builder of a view's query is: `(qb) => qb.select()`.
const BUILDER: &str = "*builder";

/// A query.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) text: String,
}

/// What a callback of a view is called with.
pub(super) fn builder(package: &str, span: Span) -> Value {
    let kind = SymbolKind::Import { package: Rc::from(package), name: Rc::from(BUILDER) };
    Value::Symbol(Symbol::new(kind, span))
}

impl Reader<'_, '_> {
    /// The query that an expression is. `None`: it is none; an error: a part of it is not known.
    pub(super) fn query(&mut self, symbol: &Rc<Symbol>) -> Option<Result<Query, Unknown>> {
        let mut chain = Chain::of(symbol);
        let whole = Slot { value: Value::Symbol(symbol.clone()), span: symbol.span, spread: false };
        if let Some((_, path, arguments)) = chain.base.call()
            && path.first() == Some(&BUILDER)
        {
            let name = path.last().copied().map(Rc::from)?;
            chain.methods.insert(0, Method { name, arguments: arguments.to_vec(), span: chain.base.span });
        }
        let at = chain
            .methods
            .position(|method| matches!(&*method.name, "select" | "selectDistinct" | "selectDistinctOn"))?;
        // `qb.with(…)` and what else stands before it.
        if at > 0 {
            return Some(Err(Unknown(whole)));
        }
        let (select, clauses) = chain.methods.split_first()?;
        let mut parts = Clauses::default();
        for clause in clauses {
            if let Err(unknown) = self.clause(clause, &mut parts) {
                return Some(Err(unknown));
            }
        }
        if parts.not_known {
            return Some(Err(Unknown(whole)));
        }
        Some(self.written(select, &parts))
    }

    fn clause(&mut self, clause: &Method, parts: &mut Clauses) -> Result<(), Unknown> {
        let chunks = |reader: &mut Self| reader.parts(&clause.arguments, Columns::OfTables);
        let first = clause.arguments.first();
        match &*clause.name {
            "from" => {
                let Some(slot) = first else { return Ok(()) };
                let head = slot.value.as_symbol().and_then(|symbol| self.head(symbol));
                let Some(head) = head else { return Err(Unknown(slot.clone())) };
                parts.from = Some(format!(" from {}", self.name(&head.name)));
                parts.tables.push(head);
            }
            "leftJoin" | "innerJoin" | "rightJoin" | "fullJoin" | "crossJoin" => {
                let Some(slot) = first else { return Ok(()) };
                let head = slot.value.as_symbol().and_then(|symbol| self.head(symbol));
                let Some(head) = head else { return Err(Unknown(slot.clone())) };
                let word = clause.name.strip_suffix("Join").unwrap_or_default();
                let on = match clause.arguments.get(1) {
                    Some(on) => format!(" on {}", self.chunk(&on.value, on.span, Columns::OfTables)?),
                    None => String::new(),
                };
                parts.joins.push_str(&format!(" {word} join {}{on}", self.name(&head.name)));
                parts.tables.push(head);
            }
            "where" => parts.condition = format!(" where {}", chunks(self)?.iter().join("")),
            "having" => parts.having = format!(" having {}", chunks(self)?.iter().join("")),
            "groupBy" => parts.group = format!(" group by {}", chunks(self)?.iter().join(", ")),
            "orderBy" => parts.order = format!(" order by {}", chunks(self)?.iter().join(", ")),
            "limit" => parts.limit = format!(" limit {}", chunks(self)?.iter().join("")),
            "offset" => parts.offset = format!(" offset {}", chunks(self)?.iter().join("")),
            "union" | "unionAll" | "intersect" | "intersectAll" | "except" | "exceptAll" => {
                let other = first.and_then(|slot| slot.value.as_symbol()).and_then(|symbol| self.query(symbol));
                match other {
                    Some(query) => parts.sets.push((set_operator(&clause.name), query?.text)),
                    None => parts.not_known = true,
                }
            }
            // What the program makes of the query.
            "$dynamic" | "prepare" | "as" => {}
            _ => parts.not_known = true,
        }
        Ok(())
    }

    fn written(&mut self, select: &Method, parts: &Clauses) -> Result<Query, Unknown> {
        let (words, fields) = match &*select.name {
            "selectDistinct" => ("select distinct ".to_owned(), select.arguments.first()),
            "selectDistinctOn" => {
                let Some(on) = select.arguments.first() else { return Err(not_known(select)) };
                let on = on.value.elements().ok_or_else(|| Unknown(on.clone()))?;
                let on = self.parts(&on, Columns::OfTables)?.iter().join(", ");
                (format!("select distinct on ({on}) "), select.arguments.get(1))
            }
            _ => ("select ".to_owned(), select.arguments.first()),
        };
        let single = parts.tables.len() == 1;
        let mut items = Vec::new();
        match fields {
            Some(slot) if !matches!(slot.value, Value::Undefined) => self.fields(slot, single, &mut items)?,
            _ => {
                for head in &parts.tables {
                    self.all_columns(head, single, &mut items);
                }
            }
        }
        let Clauses { from, joins, condition, group, having, order, limit, offset, .. } = parts;
        let from = from.as_deref().unwrap_or_default();
        let mut text = format!("{words}{}{from}{joins}{condition}{group}{having}", items.join(", "));
        for (operator, other) in &parts.sets {
            text = format!("({text}) {operator} ({other})");
        }
        text.push_str(&format!("{order}{limit}{offset}"));
        Ok(Query { text })
    }

    fn all_columns(&self, head: &Head, single: bool, items: &mut Vec<String>) {
        let prefix = if single { String::new() } else { format!("{}.", self.name(&head.name)) };
        items.push_all(head.columns.iter().map(|column| format!("{prefix}{}", self.quoted(&column.name))));
    }

    /// `{ id: users.id, posts: count().as("posts"), author: { name: users.name } }`
    fn fields(&mut self, slot: &Slot, single: bool, items: &mut Vec<String>) -> Result<(), Unknown> {
        let columns = if single { Columns::Alone } else { Columns::OfTables };
        for property in slot.value.properties().ok_or_else(|| Unknown(slot.clone()))? {
            let field = &property.slot;
            if field.spread {
                return Err(Unknown(field.clone()));
            }
            if matches!(field.value, Value::Object(_)) {
                self.fields(field, single, items)?;
                continue;
            }
            let Some(symbol) = field.value.as_symbol() else { return Err(Unknown(field.clone())) };
            if self.column_of(symbol).is_none()
                && let Some(head) = self.head(symbol)
            {
                self.all_columns(&head, single, items);
                continue;
            }
            let text = self.chunk(&field.value, field.span, columns)?;
            items.push(match alias(symbol) {
                Some(alias) => format!("{text} as {}", self.quoted(&alias)),
                None => text,
            });
        }
        Ok(())
    }
}

/// The parts of a query, as they are written.
#[derive(Default)]
struct Clauses {
    tables: Vec<Rc<Head>>,
    from: Option<String>,
    joins: String,
    condition: String,
    group: String,
    having: String,
    order: String,
    limit: String,
    offset: String,
    /// Operators and queries.
    sets: Vec<(&'static str, String)>,
    not_known: bool,
}

fn not_known(method: &Method) -> Unknown {
    Unknown(Slot { value: Value::Undefined, span: method.span, spread: false })
}

/// `n` of `count().as("n")`.
fn alias(symbol: &Rc<Symbol>) -> Option<String> {
    Chain::of(symbol).method("as")?.arguments.first()?.value.as_str().map(ToString::to_string)
}

fn set_operator(method: &str) -> &'static str {
    match method {
        "union" => "union",
        "unionAll" => "union all",
        "intersect" => "intersect",
        "intersectAll" => "intersect all",
        "except" => "except",
        _ => "except all",
    }
}
