//! `pgView("names").as((qb) => …)` and its kin → views.

use schema_doc_diagnostics::Span;

use super::chain::Chain;
use super::head::{Head, HeadKind};
use super::names::Casing;
use super::sql::{self, Columns, Unknown};
use super::{Reader, literal, query};
use crate::list::IteratorExt;
use crate::model::System;
use crate::source::declared::{Column, Table, View};
use crate::source::typescript::{Slot, Value};

/// A view, and the columns that the program gives it.
pub(super) struct Read {
    /// `None`: the program does not make it, or its query is not known.
    pub(super) view: Option<View>,
    /// A table of the same name, for the types of the columns.
    pub(super) columns: Table,
    pub(super) materialized: bool,
}

impl Reader<'_, '_> {
    pub(super) fn view(&mut self, head: &Head, chain: &Chain, span: Span) -> Read {
        let mut columns = Table::new(head.name.clone(), span);
        for column in &head.columns {
            self.column(head, column, &mut columns);
        }
        let materialized = head.kind == HeadKind::View { materialized: true };
        let view = self.view_query(head, chain, span).map(|query| View {
            name: head.name.clone(),
            materialized,
            before: before(chain),
            options: self.options(chain),
            query: if self.system == System::Sqlite { query } else { format!("({query})") },
            behind: behind(chain),
            span,
        });
        Read { view, columns, materialized }
    }

    /// Its query, where the program makes it. What is not known is reported.
    fn view_query(&mut self, head: &Head, chain: &Chain, span: Span) -> Option<String> {
        let Some(method) = chain.method("as") else {
            if chain.method("existing").is_none() {
                self.unsupported(span, "a view without a query", "add `.as(sql`…`)`, or `.existing()`");
            }
            return None;
        };
        let slot = method.arguments.first()?;
        let value = match &slot.value {
            Value::Function(_) => {
                let builder = query::builder(head.dialect.package(), slot.span);
                self.program.call(&slot.value, vec![builder], slot.span)
            }
            other => other.clone(),
        };
        if sql::is_expression(&value) {
            let slot = Slot { value, span: slot.span, spread: false };
            return self.sql(&slot, Columns::OfTables, "the query of the view");
        }
        let found = value.as_symbol().and_then(|symbol| self.query(symbol));
        let cause = match found {
            Some(Ok(query)) => return Some(query.text),
            Some(Err(Unknown(cause))) => cause,
            None => Slot { value, span: slot.span, spread: false },
        };
        self.not_known(&cause, "the query of the view", method.span);
        None
    }

    /// What stands before `AS`.
    fn options(&mut self, chain: &Chain) -> String {
        let mut text = String::new();
        let word = |name: &str| {
            let slot = chain.method(name)?.arguments.first()?;
            slot.value.as_str().map(ToString::to_string)
        };
        if let Some(method) = word("using") {
            text.push_str(&format!(" USING {}", self.quoted(&method)));
        }
        let properties = chain.method("with").and_then(|method| method.arguments.first()?.value.properties());
        let options = properties.unwrap_or_default().into_iter().filter_map(|property| {
            let value = match &property.slot.value {
                Value::String(text) => text.to_string(),
                value => literal::inline(value)?,
            };
            Some(format!("{} = {value}", Casing::Snake.of(&property.key)))
        });
        let options = options.join(", ");
        if !options.is_empty() {
            text.push_str(&format!(" WITH ({options})"));
        }
        if let Some(tablespace) = word("tablespace") {
            text.push_str(&format!(" TABLESPACE {tablespace}"));
        }
        text
    }
}

/// MySQL's `ALGORITHM = merge SQL SECURITY definer`.
fn before(chain: &Chain) -> String {
    let word = |name: &str| chain.method(name)?.arguments.first()?.value.as_str().cloned();
    let algorithm = word("algorithm").map(|word| format!("ALGORITHM = {word} ")).unwrap_or_default();
    let security = word("sqlSecurity").map(|word| format!("SQL SECURITY {word} ")).unwrap_or_default();
    algorithm + &security
}

/// What stands behind the query.
fn behind(chain: &Chain) -> String {
    if chain.method("withNoData").is_some() {
        return " WITH NO DATA".to_owned();
    }
    let Some(check) = chain.method("withCheckOption") else { return String::new() };
    let word = check.arguments.first().and_then(|slot| slot.value.as_str().cloned());
    format!(" WITH {} CHECK OPTION", word.as_deref().unwrap_or("cascaded"))
}

/// What has a view's name and columns, for their types.
pub(super) fn as_table(columns: &Table) -> Table {
    let mut table = Table::new(columns.name.clone(), columns.span);
    table.columns = columns
        .columns
        .iter()
        .map(|column| Column::new(column.name.clone(), column.data_type.clone(), column.span))
        .collect_vec();
    table
}
