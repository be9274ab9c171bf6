//! A row against its table: columns, types, nullability, completeness.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{DeriveInput, Error, Type};

use super::answer::{Column, Logical, Table};
use super::{all, implementation, message, runtime, schema};
use crate::grammar::{RowFieldItem, RowItem, RustType, known_type};

/// The errors of all fields, or the impl of `SchemaRow`.
pub(super) fn check(table: &Table, row: &RowItem, item: &DeriveInput) -> Result<TokenStream, Error> {
    let mut errors = Vec::new();
    let mut positions = Vec::new();
    for field in &row.fields {
        match table.columns.iter().position(|column| column.name == field.column.as_str()) {
            Some(position) => {
                positions.push(position);
                errors.extend(field_error(table, &table.columns[position], field));
            }
            None => errors.push(message::no_column(field.column.span(), &field.column, table)),
        }
    }
    if let Some(complete) = row.complete {
        let missing: Vec<&Column> = table
            .columns
            .iter()
            .enumerate()
            .filter(|(i, _)| !positions.contains(i))
            .map(|(_, column)| column)
            .collect();
        if !missing.is_empty() {
            errors.push(message::incomplete(complete, table, &missing));
        }
    }
    all(errors)?;
    let (runtime, schema, path) = (runtime(&row.paths), schema(&row.paths), &table.path);
    let body = quote! {
        const DOC: &'static #runtime::TableDoc = #schema::#path::DOC;
        const COLUMNS: &'static [#runtime::Column] = &[#(#schema::#path::COLUMNS[#positions]),*];
    };
    Ok(implementation(item, &quote!(#runtime::SchemaRow), &body))
}

/// Nullability first: a type is only looked at without its `Option`.
fn field_error(table: &Table, column: &Column, field: &RowFieldItem) -> Option<Error> {
    let written = text(&field.value_type);
    if column.nullable && !field.nullable {
        return Some(message::null_unsaid(&field.ty, table, column, &written));
    }
    if !column.nullable && field.nullable {
        return Some(message::never_null(&field.ty, table, column, &written));
    }
    if let Some(data_type) = &field.data_type {
        let is = same_type(data_type, column);
        return (!is).then(|| message::wrong_as(data_type.span(), table, column, data_type));
    }
    if field.transparent {
        return None;
    }
    match known_type(&field.value_type) {
        None => Some(message::unknown_type(&field.value_type, table, column, &written)),
        Some(rust) if fits(&rust, &table.system, &column.logical) => None,
        Some(_) => {
            let fitting = fitting(&table.system, &column.logical);
            Some(message::wrong_type(&field.value_type, table, column, &written, fitting.as_deref()))
        }
    }
}

fn fits(rust: &RustType, system: &str, logical: &Logical) -> bool {
    match (rust, logical) {
        (RustType::Array(rust), Logical::Array(logical)) => fits(rust, system, logical),
        (rust, Logical::Array(_)) => rust.fits(system, "array") && !matches!(rust, RustType::Array(_)),
        (rust, Logical::Word(word)) => rust.fits(system, word),
    }
}

/// A Rust type for a column: `i64`, `Vec<uuid::Uuid>`.
fn fitting(system: &str, logical: &Logical) -> Option<String> {
    let known = [
        "bool",
        "i16",
        "i32",
        "i64",
        "f32",
        "f64",
        "rust_decimal::Decimal",
        "String",
        "Vec<u8>",
        "uuid::Uuid",
        "chrono::NaiveDate",
        "chrono::NaiveTime",
        "chrono::NaiveDateTime",
        "chrono::DateTime<Utc>",
        "time::Duration",
        "serde_json::Value",
        "std::net::IpAddr",
        "pgvector::Vector",
    ];
    let rust = |name: &str| syn::parse_str::<Type>(name).ok().and_then(|parsed| known_type(&parsed));
    let types = |logical: &Logical| -> Option<String> {
        let is = |name: &&&str| match logical {
            Logical::Word(word) => rust(name).is_some_and(|rust| rust.column_types().contains(&word.as_str())),
            Logical::Array(_) => false,
        };
        let fits = |name: &&&str| rust(name).is_some_and(|rust| fits(&rust, system, logical));
        known.iter().find(is).or_else(|| known.iter().find(fits)).map(|name| (*name).to_owned())
    };
    match logical {
        Logical::Array(inner) => types(inner).map(|inner| format!("Vec<{inner}>")),
        Logical::Word(_) => types(logical),
    }
}

/// Whether `as = "…"` names the column's type: in the system's words or the manifest's, with or without its length.
fn same_type(written: &str, column: &Column) -> bool {
    let bare = |text: &str| {
        let text = text.trim().to_ascii_lowercase();
        let name = text.split('(').next().unwrap_or_default().trim().to_owned();
        match name.as_str() {
            "varchar" => "character varying".to_owned(),
            "char" => "character".to_owned(),
            "int" | "int4" => "integer".to_owned(),
            "int8" => "bigint".to_owned(),
            "int2" => "smallint".to_owned(),
            "bool" => "boolean".to_owned(),
            "decimal" => "numeric".to_owned(),
            "timestamptz" => "timestamp with time zone".to_owned(),
            "timestamp" => "timestamp without time zone".to_owned(),
            "float8" => "double precision".to_owned(),
            "float4" => "real".to_owned(),
            _ => name,
        }
    };
    let has_length = written.contains('(');
    let logical = matches!(&column.logical, Logical::Word(word) if word == written);
    logical
        || column.native.eq_ignore_ascii_case(written)
        || (!has_length || !column.native.contains('(') || modifiers(written) == modifiers(&column.native))
            && bare(written) == bare(&column.native)
}

/// `(10, 2)` without spaces.
fn modifiers(text: &str) -> String {
    let inside = text.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(inside, _)| inside);
    inside.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A type as people write it.
fn text(written: &Type) -> String {
    let mut text = String::new();
    for c in written.to_token_stream().to_string().chars() {
        let before = text.chars().next_back();
        match c {
            // `Vec < u8 >`, `chrono :: DateTime`, `& 'a str`
            ' ' => text.push(c),
            '<' | '>' | ':' | ',' | ']' | ')' | ';' | '!' => {
                if before == Some(' ') {
                    text.pop();
                }
                text.push(c);
            }
            c => {
                if before == Some(' ') && text.trim_end().ends_with(['<', ':', '&', '[', '(', '!']) {
                    text.pop();
                }
                text.push(c);
            }
        }
    }
    text
}
