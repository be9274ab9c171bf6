//! Tables and views as expressions name them: what they are called, and what columns they have.

use std::rc::Rc;

use schema_doc_diagnostics::Span;

use super::Reader;
use super::chain::{self, Chain, Dialect, Made};
use super::names::Casing;
use crate::list::SliceExt;
use crate::source::declared::Name;
use crate::source::typescript::{Program, Slot, Symbol, SymbolKind, Value};

/// A table or a view.
#[derive(Debug)]
pub(super) struct Head {
    /// The call that makes it: `pgTable("users", {…})`.
    pub(super) base: Rc<Symbol>,
    pub(super) kind: HeadKind,
    pub(super) dialect: Dialect,
    pub(super) name: Name,
    pub(super) columns: Vec<ColumnHead>,
    /// What was spread into the columns and is not known.
    pub(super) unknown: Vec<Slot>,
    /// The third argument of a table: keys and indexes.
    pub(super) extra: Option<Slot>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeadKind {
    Table,
    View { materialized: bool },
}

/// A column, before what is said of it is read.
#[derive(Debug)]
pub(super) struct ColumnHead {
    /// Its name in the program.
    pub(super) key: Rc<str>,
    /// The name that it is given, else its key: what made-up names are made of.
    pub(super) written: String,
    /// Its name in the database.
    pub(super) name: String,
    pub(super) value: Slot,
    /// The whole property.
    pub(super) span: Span,
}

impl ColumnHead {
    /// Its builder: `text("name").notNull()`.
    pub(super) fn chain(&self) -> Option<Chain> {
        let chain = Chain::of(self.value.value.as_symbol()?);
        chain::made(&chain.base).is_some().then_some(chain)
    }
}

/// The parts of a call that makes a table or a view.
struct Call {
    kind: HeadKind,
    dialect: Dialect,
    namespace: Option<Slot>,
    casing: Option<Casing>,
    /// What a creator makes of the name.
    rename: Option<Slot>,
}

fn call(base: &Symbol) -> Option<Call> {
    let found = chain::made(base)?;
    let dialect = found.dialect();
    let kind = |name: &str| match chain::makes_view(name) {
        Some(materialized) => Some(HeadKind::View { materialized }),
        None => (chain::makes_table(name) || name == "table").then_some(HeadKind::Table),
    };
    let new = |kind| Call { kind, dialect, namespace: None, casing: None, rename: None };
    match found {
        Made::Export(_, name) if name != "table" => Some(new(kind(name)?)),
        Made::Export(..) => None,
        Made::OfSchema(_, schema, member) => {
            let casing = match chain::made(schema) {
                Some(Made::Cased(_, casing, _)) => Casing::from_name(casing),
                _ => None,
            };
            let namespace = chain::arguments(schema).first().cloned();
            Some(Call { namespace, casing, ..new(kind(member)?) })
        }
        Made::Cased(_, casing, member) => {
            let casing = Casing::from_name(casing);
            Some(Call { casing, ..new(kind(member)?) })
        }
        Made::Called(_, creator) => match chain::made(creator)? {
            Made::Export(_, name) if chain::makes_tables(name) => {
                let rename = chain::arguments(creator).first().cloned();
                Some(Call { rename, ..new(HeadKind::Table) })
            }
            _ => None,
        },
    }
}

/// Whether a call makes a table or a view.
pub(super) fn is_head(base: &Symbol) -> bool {
    call(base).is_some()
}

/// The name of a table or a view; where a creator makes another of it, that one.
pub(super) fn name(program: &mut Program<'_>, base: &Rc<Symbol>) -> Option<Slot> {
    let written = chain::arguments(base).first()?.clone();
    let Some(rename) = call(base)?.rename.filter(|_| written.value.as_str().is_some()) else { return Some(written) };
    Some(Slot::new(program.call(&rename.value, vec![written.value], rename.span), rename.span))
}

/// The columns of a table or a view: an object, a callback's called. A view may have none.
pub(super) fn columns(program: &mut Program<'_>, base: &Rc<Symbol>) -> Option<Value> {
    let dialect = call(base)?.dialect;
    let written = chain::arguments(base).get(1)?.clone();
    match written.value {
        Value::Function(_) => {
            let kind = SymbolKind::Import { package: Rc::from(dialect.package()), name: Rc::from("*") };
            let builders = Value::Symbol(Symbol::new(kind, written.span));
            Some(program.call(&written.value, vec![builders], written.span))
        }
        other => Some(other),
    }
}

impl Reader<'_, '_> {
    /// The table or view that an expression is.
    pub(super) fn head(&mut self, symbol: &Rc<Symbol>) -> Option<Rc<Head>> {
        let chain = Chain::of(symbol);
        let key = Rc::as_ptr(&chain.base) as usize;
        if let Some(known) = self.heads.get(&key) {
            return Some(known.clone());
        }
        let found = Rc::new(self.new_head(&chain.base)?);
        self.heads.insert(key, found.clone());
        Some(found)
    }

    /// The column that an expression is: `users.id`.
    pub(super) fn column_of(&mut self, symbol: &Rc<Symbol>) -> Option<(Rc<Head>, usize)> {
        let SymbolKind::Member { of, name } = &symbol.kind else { return None };
        // Drizzle gives the columns by themselves, too: `users._.columns.id`.
        let of = match &of.kind {
            SymbolKind::Member { of: inner, name } if &**name == "columns" => match &inner.kind {
                SymbolKind::Member { of: table, name } if &**name == "_" => table,
                _ => of,
            },
            _ => of,
        };
        let head = self.head(of)?;
        let at = head.columns.position(|column| column.key == *name)?;
        Some((head, at))
    }

    fn new_head(&mut self, base: &Rc<Symbol>) -> Option<Head> {
        let Call { kind, dialect, namespace, casing, .. } = call(base)?;
        let name = name(self.program, base);
        let name = self.text(name.as_ref(), "the name of the table", base.span)?;
        let namespace = match namespace {
            Some(namespace) => Some(self.text(Some(&namespace), "the name of the schema", base.span)?),
            None => None,
        };
        let casing = casing.unwrap_or(self.casing);
        let (mut heads, mut unknown) = (Vec::new(), Vec::new());
        let written = columns(self.program, base);
        for property in written.as_ref().and_then(Value::properties).unwrap_or_default() {
            if property.slot.spread {
                unknown.push(property.slot);
                continue;
            }
            let given = Chain::of_value(&property.slot.value).and_then(|chain| given_name(&chain));
            let name = given.clone().unwrap_or_else(|| casing.of(&property.key));
            heads.push(ColumnHead {
                written: given.unwrap_or_else(|| property.key.to_string()),
                key: property.key,
                name,
                value: property.slot,
                span: property.span,
            });
        }
        if let Some(value @ Value::Symbol(_)) = written {
            unknown.push(Slot { value, span: base.span, spread: false });
        }
        Some(Head {
            base: base.clone(),
            kind,
            dialect,
            name: Name { namespace, name },
            columns: heads,
            unknown,
            extra: chain::arguments(base).get(2).cloned(),
        })
    }
}

/// `name` of `text("name", {…})`; an empty one is none.
pub(super) fn given_name(chain: &Chain) -> Option<String> {
    let first = chain::arguments(&chain.base).first()?;
    first.value.as_str().filter(|name| !name.is_empty()).map(ToString::to_string)
}
