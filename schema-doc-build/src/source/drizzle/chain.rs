//! What an expression of Drizzle's is: the function that it begins with, and the methods that are called on what that gives.

use std::rc::Rc;

use schema_doc_diagnostics::Span;

use crate::list::SliceExt;
use crate::model::System;
use crate::source::typescript::{Slot, Symbol, SymbolKind, Value};

/// The package that tables, columns and keys are imported from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    PostgreSql,
    MySql,
    /// It speaks MySQL's language, and is read as MySQL.
    SingleStore,
    Sqlite,
}

impl Dialect {
    pub(super) const ALL: &[Self] = &[Self::PostgreSql, Self::MySql, Self::SingleStore, Self::Sqlite];

    /// Of `drizzle-orm/pg-core`, `drizzle-orm/pg-core/columns`.
    pub(super) fn of_package(package: &str) -> Option<Self> {
        let core = package.strip_prefix("drizzle-orm/")?.split('/').next()?;
        Self::ALL.iter().copied().find(|dialect| dialect.core() == core)
    }

    fn core(self) -> &'static str {
        match self {
            Self::PostgreSql => "pg-core",
            Self::MySql => "mysql-core",
            Self::SingleStore => "singlestore-core",
            Self::Sqlite => "sqlite-core",
        }
    }

    pub(super) fn package(self) -> &'static str {
        match self {
            Self::PostgreSql => "drizzle-orm/pg-core",
            Self::MySql => "drizzle-orm/mysql-core",
            Self::SingleStore => "drizzle-orm/singlestore-core",
            Self::Sqlite => "drizzle-orm/sqlite-core",
        }
    }

    pub(super) fn system(self) -> System {
        match self {
            Self::PostgreSql => System::PostgreSql,
            Self::MySql | Self::SingleStore => System::MySql,
            Self::Sqlite => System::Sqlite,
        }
    }
}

/// `text("name").notNull().default("x")`: the call that it begins with, and the methods in order.
#[derive(Debug)]
pub(super) struct Chain {
    pub(super) base: Rc<Symbol>,
    pub(super) methods: Vec<Method>,
}

/// `.default("x")`
#[derive(Debug)]
pub(super) struct Method {
    pub(super) name: Rc<str>,
    pub(super) arguments: Vec<Slot>,
    /// The expression up to its end.
    pub(super) span: Span,
}

impl Chain {
    pub(super) fn of(symbol: &Rc<Symbol>) -> Self {
        let (mut base, mut methods) = (symbol.clone(), Vec::new());
        while let Some((of, name, arguments)) = method(&base) {
            let (of, name, arguments) = (of.clone(), Rc::from(name), arguments.to_vec());
            methods.push(Method { name, arguments, span: base.span });
            base = of;
        }
        methods.reverse();
        Self { base, methods }
    }

    pub(super) fn method(&self, name: &str) -> Option<&Method> {
        self.methods.find(|method| &*method.name == name)
    }
}

/// A method that is called on what a function of Drizzle's gave: not `auth.table(…)`, not `t.text()`.
fn method(symbol: &Rc<Symbol>) -> Option<(&Rc<Symbol>, &str, &[Slot])> {
    let found = symbol.method()?;
    let of_package = symbol.call().is_some();
    let of_schema = matches!(made(found.0), Some(Made::Export(_, name)) if is_schema(name));
    (!of_package && !of_schema).then_some(found)
}

/// What a call makes something with.
#[derive(Debug)]
pub(super) enum Made<'a> {
    /// `text("name")`
    Export(Dialect, &'a str),
    /// `auth.table("users", {…})`: the schema, and its member.
    OfSchema(Dialect, &'a Rc<Symbol>, &'a str),
    /// `status("state")`: what is called was made itself, here of an enum.
    Called(Dialect, &'a Rc<Symbol>),
    /// `snakeCase.table("users", {…})`: the casing, and its member.
    Cased(Dialect, &'a str, &'a str),
}

impl Made<'_> {
    pub(super) fn dialect(&self) -> Dialect {
        match self {
            Self::Export(dialect, _)
            | Self::OfSchema(dialect, ..)
            | Self::Called(dialect, _)
            | Self::Cased(dialect, ..) => *dialect,
        }
    }
}

/// What a call is of, where it is one of Drizzle's.
pub(super) fn made(symbol: &Symbol) -> Option<Made<'_>> {
    if let Some((package, path, _)) = symbol.call() {
        let dialect = Dialect::of_package(package)?;
        return match path.as_slice() {
            // `pgTable.withRLS(…)`
            [name] | [name, "withRLS"] => Some(Made::Export(dialect, name)),
            ["snakeCase" | "camelCase", member] => Some(Made::Cased(dialect, path.first()?, member)),
            _ => None,
        };
    }
    let SymbolKind::Call { callee: Value::Symbol(callee), .. } = &symbol.kind else { return None };
    match &callee.kind {
        SymbolKind::Call { .. } => Some(Made::Called(made(callee)?.dialect(), callee)),
        SymbolKind::Member { of, name } => match made(of)? {
            Made::Export(dialect, schema) if is_schema(schema) => Some(Made::OfSchema(dialect, of, name)),
            // `snakeCase.schema("auth").table(…)`
            Made::Cased(dialect, _, "schema") => Some(Made::OfSchema(dialect, of, name)),
            _ => None,
        },
        _ => None,
    }
}

/// The arguments of a call.
pub(super) fn arguments(symbol: &Symbol) -> &[Slot] {
    match &symbol.kind {
        SymbolKind::Call { arguments, .. } => arguments,
        _ => &[],
    }
}

fn is_schema(name: &str) -> bool {
    matches!(name, "pgSchema" | "mysqlSchema" | "mysqlDatabase" | "singlestoreSchema" | "singlestoreDatabase")
}

/// A function that makes a table.
pub(super) fn makes_table(name: &str) -> bool {
    matches!(name, "pgTable" | "mysqlTable" | "sqliteTable" | "singlestoreTable")
}

/// A function that makes one that makes tables: `pgTableCreator((name) => …)`.
pub(super) fn makes_tables(name: &str) -> bool {
    matches!(name, "pgTableCreator" | "mysqlTableCreator" | "sqliteTableCreator" | "singlestoreTableCreator")
}

/// A function that makes a view, and whether a materialized one.
pub(super) fn makes_view(name: &str) -> Option<bool> {
    match name {
        "pgView" | "mysqlView" | "sqliteView" | "view" => Some(false),
        "pgMaterializedView" | "materializedView" => Some(true),
        _ => None,
    }
}

impl Chain {
    /// Of a value that is not known by itself.
    pub(super) fn of_value(value: &Value) -> Option<Self> {
        value.as_symbol().map(Self::of)
    }
}
