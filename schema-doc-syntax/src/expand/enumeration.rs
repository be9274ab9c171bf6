//! An enum against the closed set that it names; or an enum that defines one.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use schema_doc_diagnostics::nearest;
use syn::{DeriveInput, Error};

use super::answer::{Enum, Table};
use super::{all, message, runtime};
use crate::grammar::EnumItem;

/// Against the values of a column.
pub(super) fn of_column(table: &Table, found: &EnumItem, item: &DeriveInput) -> Result<TokenStream, Error> {
    let Some((_, name)) = &found.of_column else { return Ok(implementation(found, item)) };
    let Some(column) = table.columns.iter().find(|column| column.name == name.as_str()) else {
        return Err(message::no_column(name.span(), name, table));
    };
    if column.values.is_empty() {
        return Err(message::no_closed_set(name.span(), table, column));
    }
    check(found, &column.values, &format!("`{}.{}`", table.name, column.name), item)
}

/// Against an enumerated type.
pub(super) fn of_type(of: &Enum, found: &EnumItem, item: &DeriveInput) -> Result<TokenStream, Error> {
    check(found, &of.values, &format!("`{}`", of.name), item)
}

fn check(found: &EnumItem, values: &[String], of: &str, item: &DeriveInput) -> Result<TokenStream, Error> {
    let mut errors = Vec::new();
    // A value that a variant has, or seems to mean, is not missing.
    let mut said = Vec::new();
    for variant in &found.variants {
        let value = variant.value.as_str();
        if values.iter().any(|other| other == value) {
            said.push(value);
        } else {
            errors.push(message::no_value(variant.value.span(), value, of, values));
            said.extend(nearest(value, values.iter().map(String::as_str)));
        }
    }
    let missing: Vec<&str> = values.iter().map(String::as_str).filter(|value| !said.contains(value)).collect();
    if !missing.is_empty() {
        errors.push(message::values_missing(found.ident.span(), &missing, of));
    }
    all(errors)?;
    Ok(implementation(found, item))
}

/// The impl of `SchemaEnum`.
pub(super) fn implementation(found: &EnumItem, item: &DeriveInput) -> TokenStream {
    let runtime = runtime(&found.paths);
    let (variants, values): (Vec<_>, Vec<_>) =
        found.variants.iter().map(|variant| (&variant.ident, Literal::string(&variant.value))).unzip();
    let body = quote! {
        const VALUES: &'static [&'static str] = &[#(#values),*];

        fn as_str(&self) -> &'static str {
            match self {
                #(Self::#variants => #values,)*
            }
        }

        fn from_value(value: &str) -> ::core::option::Option<Self> {
            match value {
                #(#values => ::core::option::Option::Some(Self::#variants),)*
                _ => ::core::option::Option::None,
            }
        }
    };
    super::implementation(item, &quote!(#runtime::SchemaEnum), &body)
}
