//! Types that the source's files define for Diesel.

use schema_doc_diagnostics::Span;
use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, Item, Meta, Token};

use crate::list::{IteratorExt, SliceExt};
use crate::model::System;
use crate::ordered::Map;
use crate::source::declared::program::{RustFile, text_of};
use crate::source::sql;

/// What `#[diesel(postgres_type(name = "…", schema = "…"))]` says of each struct, and the values of its enum.
#[derive(Default)]
pub(super) struct Custom {
    types: Map<String, Type>,
}

#[derive(Default)]
struct Type {
    span: Option<Span>,
    /// Of PostgreSQL.
    namespace: Option<String>,
    name: Option<String>,
    /// `mysql_type`, `mariadb_type`: how values are sent (`String`, `Enum`).
    mysql: Option<String>,
    /// `sqlite_type`: one of its storage classes.
    sqlite: Option<String>,
}

impl Custom {
    /// Takes in an item that defines a type.
    pub(super) fn add(&mut self, item: &Item, file: &RustFile) {
        let Item::Struct(item) = item else { return };
        if !matches!(item.fields, Fields::Unit) {
            return;
        }
        let mut found = Type { span: Some(file.span(item.ident.span())), ..Type::default() };
        for (name, inside) in said(&item.attrs) {
            let value = |key: &str| inside.find(|(name, _)| name == key).map(|(_, value)| value.clone());
            match name.as_str() {
                "postgres_type" => (found.name, found.namespace) = (value("name"), value("schema")),
                "mysql_type" | "mariadb_type" => found.mysql = value("name"),
                "sqlite_type" => found.sqlite = value("name"),
                _ => {}
            }
        }
        if found.name.is_some() || found.mysql.is_some() || found.sqlite.is_some() {
            self.types.insert(item.ident.to_string(), found);
        }
    }

    /// The types of PostgreSQL that only their names are known of.
    pub(super) fn unexplained(&self) -> impl Iterator<Item = (&str, Span)> {
        let explained = |name: &str| sql::is_type(System::PostgreSql, name);
        let named = self.types.iter().filter_map(|(_, found)| Some((found.name.as_deref()?, found.span?)));
        named.filter(move |(name, _)| !explained(name))
    }

    /// The type in the system's words.
    pub(super) fn words(&self, system: System, name: &str) -> Option<String> {
        let found = self.types.get(name)?;
        if system.is_mysql() {
            // the wire's names: `String`, `Blob`, `LongLong`, …
            return Some(match found.mysql.as_deref()? {
                "Tiny" => "tinyint".to_owned(),
                "Short" => "smallint".to_owned(),
                "Long" => "int".to_owned(),
                "LongLong" => "bigint".to_owned(),
                "Numeric" => "decimal".to_owned(),
                "String" => "text".to_owned(),
                other => other.to_lowercase(),
            });
        }
        if system == System::Sqlite {
            return Some(match found.sqlite.as_deref()? {
                "Long" => "bigint".to_owned(),
                "Binary" => "blob".to_owned(),
                other => other.to_lowercase(),
            });
        }
        let quoted = |part: &str| crate::model::quote_identifier(system, part).into_owned();
        let name = quoted(found.name.as_deref()?);
        Some(found.namespace.as_deref().map_or(name.clone(), |namespace| format!("{}.{name}", quoted(namespace))))
    }
}

/// `#[diesel(postgres_type(name = "mood", schema = "auth"))]`, and the older `#[postgres(type_name = "mood")]`: the key, and the texts in it.
fn said(attributes: &[Attribute]) -> Vec<(String, Vec<(String, String)>)> {
    let mut all = Vec::new();
    for attribute in attributes {
        let Meta::List(list) = &attribute.meta else { continue };
        let (Some(own), Some(inside)) = (list.path.get_ident(), metas(list)) else { continue };
        match own.to_string().as_str() {
            "diesel" => {
                for meta in &inside {
                    if let Meta::List(list) = meta
                        && let (Some(key), Some(inside)) = (list.path.get_ident(), metas(list))
                    {
                        all.push((key.to_string(), texts(&inside)));
                    }
                }
            }
            "postgres" => {
                let renamed = |(key, value): (String, String)| {
                    (if key == "type_name" { "name" } else { "schema" }.to_owned(), value)
                };
                all.push(("postgres_type".to_owned(), texts(&inside).into_iter().map(renamed).collect_vec()));
            }
            _ => {}
        }
    }
    all
}

fn metas(list: &syn::MetaList) -> Option<Punctuated<Meta, Token![,]>> {
    list.parse_args_with(Punctuated::parse_terminated).ok()
}

fn texts(metas: &Punctuated<Meta, Token![,]>) -> Vec<(String, String)> {
    let text = |meta: &Meta| match meta {
        Meta::NameValue(pair) => Some((pair.path.get_ident()?.to_string(), text_of(&pair.value)?)),
        _ => None,
    };
    metas.iter().filter_map(text).collect_vec()
}
