//! An access pattern against the schema: its table, its index, and the names and parameters of its query.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, LitStr};

use super::answer::{Answer, Names, Table};
use super::function::Request;
use super::{all, ask_again, message, qualified};
use crate::grammar::{FunctionItem, Text};

/// The next question to the index, or the errors; nothing where all is well.
pub(super) fn check(request: &Request, answer: &TokenStream) -> Result<TokenStream, Error> {
    let mut answers = request.all_answers(answer)?.into_iter();
    let Some(Answer::Names(names)) = answers.next() else { return Ok(TokenStream::new()) };
    let tables: Vec<Table> = answers.filter_map(Answer::into_table).collect();
    let item = &request.item;
    let wanted = wanted(item, &names)?;
    match wanted.get(tables.len()) {
        Some(next) => {
            let name = LitStr::new(next, item.ident.span());
            Ok(ask_again(&item.paths, &quote!(table #name), &request.with(answer)))
        }
        None => found(request, &names, &tables).map(|()| TokenStream::new()),
    }
}

/// The tables that have to be known, each once: the one that the attribute names first.
fn wanted(item: &FunctionItem, names: &Names) -> Result<Vec<String>, Error> {
    let mut wanted = Vec::new();
    if let Some(table) = &item.table {
        let name = qualified(item.namespace.as_ref(), table).value();
        let in_default = name.strip_prefix(&names.default_namespace).and_then(|rest| rest.strip_prefix('.'));
        let there = [name.as_str(), in_default.unwrap_or_default()];
        match names.tables.iter().find(|table| there.contains(&table.as_str())) {
            Some(found) => wanted.push(found.clone()),
            None => return Err(message::no_table(table.span(), &name, &names.tables)),
        }
    }
    if let Some(query) = checked_query(item) {
        for name in query::tables(query, names)? {
            if !wanted.contains(&name) {
                wanted.push(name);
            }
        }
    }
    Ok(wanted)
}

/// The query, where somebody looks at it.
fn checked_query(item: &FunctionItem) -> Option<&Text> {
    item.query.as_ref().filter(|_| item.unchecked.is_none())
}

/// All that is wrong, now that every table is known.
fn found(request: &Request, names: &Names, tables: &[Table]) -> Result<(), Error> {
    let item = &request.item;
    let mut errors = Vec::new();
    if let Some(query) = checked_query(item) {
        errors.extend(query::errors(query, request, names, tables)?);
    }
    for ident in item.parameters.iter().flatten() {
        if !request.parameters.contains(ident) {
            errors.push(message::no_parameter(ident, &item.ident, &request.parameters));
        }
    }
    if let Some(index) = &item.index
        && !tables.iter().any(|table| table.indexes.iter().any(|name| name == index.as_str()))
    {
        errors.push(message::no_index(index.span(), index, tables));
    }
    all(errors)
}

#[cfg(not(feature = "queries"))]
mod query {
    //! Without the feature no query comes this far.

    use super::{Error, Names, Request, Table, Text};

    #[expect(clippy::unnecessary_wraps, reason = "as with the feature")]
    pub(super) fn tables(_: &Text, _: &Names) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }

    #[expect(clippy::unnecessary_wraps, reason = "as with the feature")]
    pub(super) fn errors(_: &Text, _: &Request, _: &Names, _: &[Table]) -> Result<Vec<Error>, Error> {
        Ok(Vec::new())
    }
}

#[cfg(feature = "queries")]
mod query {
    //! The SQL.

    use proc_macro2::Ident;

    use super::{Error, Names, Request, Table, Text, message};
    use crate::query::{Catalog, Parameters, Query, Relation};

    /// The tables that the query names.
    pub(super) fn tables(text: &Text, names: &Names) -> Result<Vec<String>, Error> {
        let catalog = catalog(names, &[]);
        let mut found = read(text, names)?.relations(&catalog);
        found.retain(|name| names.tables.contains(name));
        Ok(found)
    }

    /// What is wrong with the query.
    pub(super) fn errors(text: &Text, request: &Request, names: &Names, tables: &[Table]) -> Result<Vec<Error>, Error> {
        let query = read(text, names)?;
        let problems = query.check(&catalog(names, tables)).into_iter();
        let mut errors: Vec<Error> = problems.map(|problem| message::in_query(text, &problem)).collect();
        let found = query.parameters();
        if let (Some(number), "postgresql") = (found.unused.first(), names.system.as_str()) {
            errors.push(message::gap_in_parameters(text, *number));
        }
        if let Some(listed) = &request.item.parameters {
            parameters(&found, listed, text, &mut errors);
        }
        Ok(errors)
    }

    fn read(text: &Text, names: &Names) -> Result<Query, Error> {
        Query::parse(text, &names.system).map_err(|problem| message::in_query(text, &problem))
    }

    fn catalog(names: &Names, tables: &[Table]) -> Catalog {
        let columns = |name: &String| {
            let table = tables.iter().find(|table| table.name == *name);
            table.map(|table| table.columns.iter().map(|column| column.name.clone()).collect())
        };
        let relation = |name: &String| Relation { name: name.clone(), columns: columns(name) };
        Catalog {
            system: names.system.clone(),
            default_namespace: names.default_namespace.clone(),
            relations: names.tables.iter().chain(&names.views).map(relation).collect(),
            left_out: names.left_out.clone(),
        }
    }

    /// As many as the attribute lists; those with names by their names.
    fn parameters(found: &Parameters, listed: &[Ident], query: &Text, errors: &mut Vec<Error>) {
        if found.names.is_empty() {
            if found.count != listed.len() {
                errors.push(message::uneven_parameters(query, found.count, listed));
            }
            return;
        }
        for name in &found.names {
            if !listed.iter().any(|ident| ident == name) {
                errors.push(message::unlisted_parameter(query, name));
            }
        }
        for ident in listed {
            if !found.names.iter().any(|name| ident == name) {
                errors.push(message::unused_parameter(ident, &found.names));
            }
        }
    }
}
