//! What the evaluator is told of Drizzle: members and calls that give plain values.

use std::rc::Rc;

use schema_doc_diagnostics::Span;

use super::chain::{self, Chain, Dialect, Made};
use super::head;
use crate::list::{IteratorExt, SliceExt};
use crate::source::typescript::{Library, Program, Property, Slot, Symbol, SymbolKind, Value, symbol_key};

pub(super) struct Drizzle;

impl Library for Drizzle {
    fn module(&self, specifier: &str) -> Option<&'static str> {
        match specifier {
            "drizzle-orm/neon" | "drizzle-orm/neon/rls" => Some(include_str!("packages/neon.ts")),
            "drizzle-orm/supabase" | "drizzle-orm/supabase/rls" => Some(include_str!("packages/supabase.ts")),
            _ => None,
        }
    }

    fn knows(&self, package: &str) -> bool {
        package.starts_with("drizzle-orm")
    }

    fn member(&self, program: &mut Program<'_>, of: &Rc<Symbol>, name: &str) -> Option<Value> {
        if let SymbolKind::Member { of: table, name: column } = &of.kind {
            return member_of_column(program, &Chain::of(table).base, column, name);
        }
        let chain = Chain::of(of);
        // `table[Symbol.for("drizzle:Name")]`
        if name == symbol_key("drizzle:Name") && head::is_head(&chain.base) {
            return head::name(program, &chain.base).map(|slot| slot.value);
        }
        match (chain::made(&chain.base)?, name) {
            (Made::Export(Dialect::PostgreSql, "pgEnum") | Made::OfSchema(Dialect::PostgreSql, _, "enum"), _) => {
                let [enum_name, values, ..] = chain::arguments(&chain.base) else { return None };
                match name {
                    "enumName" => Some(enum_name.value.clone()),
                    "enumValues" => Some(list(&values.value)),
                    _ => None,
                }
            }
            (Made::Export(_, "pgRole"), "name") => Some(chain::arguments(&chain.base).first()?.value.clone()),
            (Made::Export(_, schema), "schemaName") if schema.ends_with("Schema") => {
                Some(chain::arguments(&chain.base).first()?.value.clone())
            }
            _ => None,
        }
    }

    fn call(&self, program: &mut Program<'_>, callee: &Rc<Symbol>, arguments: &[Slot], span: Span) -> Option<Value> {
        let (package, path) = callee.path()?;
        if package != "drizzle-orm" {
            return None;
        }
        let table = Chain::of(arguments.first()?.value.as_symbol()?).base;
        match path.as_slice() {
            ["getTableColumns" | "getColumns" | "getViewSelectedFields"] => {
                let columns = head::columns(program, &table)?;
                Some(Value::object(members(&table, &columns, span)?))
            }
            ["getTableName" | "getViewName"] if head::is_head(&table) => {
                head::name(program, &table).map(|slot| slot.value)
            }
            _ => None,
        }
    }
}

/// `users.email.table`, `users.email.name`: what a column says of itself.
fn member_of_column(program: &mut Program<'_>, table: &Rc<Symbol>, column: &str, name: &str) -> Option<Value> {
    if !head::is_head(table) {
        return None;
    }
    match name {
        "table" => Some(Value::Symbol(table.clone())),
        // The name as it is before the casing of the configuration.
        "name" => {
            let column = head::columns(program, table)?.as_object()?.property(column)?;
            let chain = Chain::of_value(&column.slot.value)?;
            Some(head::given_name(&chain).map_or(Value::String(column.key), Value::string))
        }
        _ => None,
    }
}

/// Each column of a table as the member of it.
fn members(table: &Rc<Symbol>, columns: &Value, span: Span) -> Option<Vec<Property>> {
    let properties = columns.properties()?;
    if properties.any(|property| property.slot.spread) {
        return None;
    }
    let member = |property: Property| {
        let kind = SymbolKind::Member { of: table.clone(), name: property.key.clone() };
        Property::new(property.key, Value::Symbol(Symbol::new(kind, span)), span)
    };
    Some(properties.into_iter().map(member).collect_vec())
}

/// The values of an enum: of an object, those of its properties.
fn list(values: &Value) -> Value {
    match values.properties() {
        Some(properties) => Value::array(properties.into_iter().map(|property| property.slot).collect_vec()),
        None => values.clone(),
    }
}
