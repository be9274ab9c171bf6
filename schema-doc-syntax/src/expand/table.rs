//! A struct that is a table's definition, found again in what the build script read.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Error};

use super::answer::Table;
use super::{all, implementation, message, runtime, schema};
use crate::grammar::TableItem;

/// The impl of `SchemaTable`: the table is what the build script made of the struct.
pub(super) fn check(table: &Table, definition: &TableItem, item: &DeriveInput) -> Result<TokenStream, Error> {
    // A struct that was edited since the build script ran is read again before this is compiled; a field that is not there means
    // another source defines the table.
    let errors = definition
        .fields
        .iter()
        .filter(|field| !table.columns.iter().any(|column| column.name == field.column.as_str()));
    all(errors.map(|field| message::no_column(field.column.span(), &field.column, table)).collect())?;
    let (runtime, schema, path) = (runtime(&definition.paths), schema(&definition.paths), &table.path);
    let body = quote!(const DOC: &'static #runtime::TableDoc = #schema::#path::DOC;);
    Ok(implementation(item, &quote!(#runtime::SchemaTable), &body))
}
