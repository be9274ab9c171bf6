//! `` sql`lower(${users.email})` ``, and the functions that make such: SQL as text.
//!
//! What stands between is written as drizzle-orm's `SQL.buildQueryFromSourceParams` writes it, values in their place.

use std::rc::Rc;

use schema_doc_diagnostics::Span;

use super::Reader;
use super::chain::{self, Chain, Made};
use super::{literal, operator, types};
use crate::source::declared::Name;
use crate::source::typescript::{Slot, Symbol, SymbolKind, Value};

/// How columns are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Columns {
    /// `"users"."email"`
    OfTables,
    /// `"email"`: in an index.
    Alone,
}

/// What keeps a text from being known.
#[derive(Debug)]
pub(super) struct Unknown(pub(super) Slot);

pub(super) type Text = Result<String, Unknown>;

impl Reader<'_, '_> {
    /// The SQL of an expression. `None`, and a diagnostic, where it is not known; `what` is it of?
    pub(super) fn sql(&mut self, slot: &Slot, columns: Columns, what: &str) -> Option<String> {
        // `() => sql`…``
        let called = match &slot.value {
            Value::Function(_) => self.program.call(&slot.value, Vec::new(), slot.span),
            other => other.clone(),
        };
        match self.chunk(&called, slot.span, columns) {
            Ok(text) => Some(text.trim().to_owned()),
            Err(Unknown(cause)) => {
                self.not_known(&cause, what, slot.span);
                None
            }
        }
    }

    /// A part of a template.
    pub(super) fn chunk(&mut self, value: &Value, span: Span, columns: Columns) -> Text {
        let unknown = || Unknown(Slot { value: value.clone(), span, spread: false });
        match value {
            Value::Undefined => Ok(String::new()),
            Value::Array(_) => {
                let mut parts = Vec::new();
                for slot in value.elements().unwrap_or_default() {
                    if slot.spread {
                        return Err(Unknown(slot));
                    }
                    parts.push(self.chunk(&slot.value, slot.span, columns)?);
                }
                Ok(format!("({})", parts.join(", ")))
            }
            Value::Symbol(symbol) => self.symbol(symbol, columns).unwrap_or_else(|| Err(unknown())),
            value => literal::inline(value).ok_or_else(unknown),
        }
    }

    fn symbol(&mut self, symbol: &Rc<Symbol>, columns: Columns) -> Option<Text> {
        if let SymbolKind::Template { tag, strings, values } = &symbol.kind {
            return is_sql(tag).then(|| self.template(strings, values, columns));
        }
        if let Some((head, at)) = self.column_of(symbol) {
            let column = self.quoted(&head.columns.get(at)?.name);
            return Some(Ok(match columns {
                Columns::Alone => column,
                Columns::OfTables => format!("{}.{column}", self.name(&head.name)),
            }));
        }
        if let Some(head) = self.head(symbol) {
            return Some(Ok(self.name(&head.name)));
        }
        if let Some(found) = types::enumeration(symbol) {
            return Some(Ok(self.name(&found.name)));
        }
        if let Some(date) = literal::date(symbol) {
            return Some(Ok(literal::quoted(&date)));
        }
        let chain = Chain::of(symbol);
        if let Some(method) = chain.methods.first() {
            // What a method says of the value changes no text: `.mapWith(Number)`, `.as("total")`.
            if is_expression(&Value::Symbol(chain.base.clone())) {
                return match &*method.name {
                    "append" => Some(self.appended(&chain, columns)),
                    _ => self.symbol(&chain.base, columns),
                };
            }
            return self.query(symbol).map(|query| query.map(|query| format!("({})", query.text)));
        }
        let (package, path, arguments) = symbol.call()?;
        if !package.starts_with("drizzle-orm") {
            return None;
        }
        match path.as_slice() {
            ["sql", function] => self.sql_function(function, arguments, columns),
            [schema] if matches!(chain::made(symbol), Some(Made::Export(..))) && schema.ends_with("Schema") => {
                let name = arguments.first()?.value.as_str()?.to_string();
                Some(Ok(self.quoted(&name)))
            }
            [function] => operator::write(self, function, arguments, columns),
            _ => None,
        }
    }

    fn template(&mut self, strings: &[Rc<str>], values: &[Slot], columns: Columns) -> Text {
        let mut text = String::new();
        let mut values = values.iter();
        for string in strings {
            text.push_str(string);
            if let Some(slot) = values.next() {
                text.push_str(&self.chunk(&slot.value, slot.span, columns)?);
            }
        }
        Ok(text)
    }

    /// `` sql`a`.append(sql`b`) ``
    fn appended(&mut self, chain: &Chain, columns: Columns) -> Text {
        let mut text = self.chunk(&Value::Symbol(chain.base.clone()), chain.base.span, columns)?;
        for method in chain.methods.iter().filter(|method| &*method.name == "append") {
            for slot in &method.arguments {
                text.push_str(&self.chunk(&slot.value, slot.span, columns)?);
            }
        }
        Ok(text)
    }

    /// `sql.raw("now()")`
    fn sql_function(&mut self, function: &str, arguments: &[Slot], columns: Columns) -> Option<Text> {
        let first = arguments.first();
        Some(match function {
            "empty" => Ok(String::new()),
            "raw" => match first?.value.as_str() {
                Some(text) => Ok(text.to_string()),
                None => Err(Unknown(first?.clone())),
            },
            "identifier" => match first?.value.as_str() {
                Some(name) => Ok(self.quoted(name)),
                None => Err(Unknown(first?.clone())),
            },
            "param" => self.chunk(&first?.value, first?.span, columns),
            "join" | "fromList" => {
                let separator = match arguments.get(1) {
                    Some(slot) => match self.chunk(&slot.value, slot.span, columns) {
                        Ok(text) => text,
                        unknown => return Some(unknown),
                    },
                    None => String::new(),
                };
                let list = first?;
                match list.value.elements() {
                    Some(parts) => self.parts(&parts, columns).map(|parts| parts.join(&separator)),
                    None => Err(Unknown(list.clone())),
                }
            }
            _ => return None,
        })
    }

    pub(super) fn parts(&mut self, slots: &[Slot], columns: Columns) -> Result<Vec<String>, Unknown> {
        let mut parts = Vec::new();
        for slot in slots {
            if slot.spread {
                return Err(Unknown(slot.clone()));
            }
            parts.push(self.chunk(&slot.value, slot.span, columns)?);
        }
        Ok(parts)
    }

    /// A name in the quotes that Drizzle writes: PostgreSQL's for SQLite, too.
    pub(super) fn quoted(&self, name: &str) -> String {
        let quote = if self.system.is_mysql() { "`" } else { "\"" };
        format!("{quote}{}{quote}", name.replace(quote, &quote.repeat(2)))
    }

    pub(super) fn name(&self, name: &Name) -> String {
        match &name.namespace {
            Some(namespace) => format!("{}.{}", self.quoted(namespace), self.quoted(&name.name)),
            None => self.quoted(&name.name),
        }
    }
}

/// `sql` of `drizzle-orm`.
pub(super) fn is_sql(symbol: &Symbol) -> bool {
    symbol.path().is_some_and(|(package, path)| package.starts_with("drizzle-orm") && path == ["sql"])
}

/// Whether a value is SQL, and no value of the language.
pub(super) fn is_expression(value: &Value) -> bool {
    let Some(chain) = Chain::of_value(value) else { return false };
    match &chain.base.kind {
        SymbolKind::Template { tag, .. } => is_sql(tag),
        _ => chain.base.call().is_some_and(|(package, path, _)| {
            package.starts_with("drizzle-orm")
                && path.first().is_some_and(|first| *first == "sql" || operator::is_known(first))
        }),
    }
}
