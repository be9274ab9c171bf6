//! What the generated module's index answers: a table with its columns, an enum with its values, what there is by name, or that there is
//! none of that name.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, ExprLit, Ident, Lit, LitInt, LitStr, Result, braced, bracketed, parenthesized};

/// An answer.
pub(super) enum Answer {
    Table(Table),
    Enum(Enum),
    Names(Names),
    Missing(Missing),
}

impl Answer {
    pub(super) fn into_table(self) -> Option<Table> {
        match self {
            Self::Table(table) => Some(table),
            Self::Enum(_) | Self::Names(_) | Self::Missing(_) => None,
        }
    }
}

/// A table of the schema.
pub(super) struct Table {
    /// `postgresql`, `mysql`, …
    pub(super) system: String,
    /// Its module, seen from the generated one: `users`, `auth::users`.
    pub(super) path: TokenStream,
    pub(super) name: String,
    /// The names of its indexes.
    pub(super) indexes: Vec<String>,
    pub(super) columns: Vec<Column>,
}

/// A column of the schema.
pub(super) struct Column {
    pub(super) name: String,
    /// In the system's words.
    pub(super) native: String,
    pub(super) logical: Logical,
    pub(super) nullable: bool,
    /// The texts that it may hold, where they are a closed set.
    pub(super) values: Vec<String>,
}

/// A type in any system, in the manifest's words.
pub(super) enum Logical {
    Word(String),
    Array(Box<Logical>),
}

/// An enumerated type of the schema.
pub(super) struct Enum {
    pub(super) name: String,
    pub(super) values: Vec<String>,
}

/// What a query can name.
#[cfg_attr(not(feature = "queries"), expect(dead_code, reason = "only queries ask for all of it"))]
pub(super) struct Names {
    pub(super) system: String,
    pub(super) default_namespace: String,
    pub(super) tables: Vec<String>,
    pub(super) views: Vec<String>,
    /// Tables that are in no document.
    pub(super) left_out: Vec<String>,
}

/// There is none of that name.
pub(super) struct Missing {
    pub(super) default_namespace: String,
    pub(super) tables: Vec<String>,
    pub(super) enums: Vec<String>,
    /// `table`, `enum`.
    pub(super) kind: Ident,
    /// What was asked for, as it stands in the item.
    pub(super) name: LitStr,
}

impl Parse for Answer {
    /// `[table postgresql (users) "users" ["users_email_key" …] {"id" "bigint" bigint 0 []} …]`
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let answer;
        bracketed!(answer in input);
        let kind = answer.call(Ident::parse_any)?;
        if kind == "none" {
            let default_namespace = answer.parse::<LitStr>()?.value();
            let (tables, enums) = (strings(&answer)?, strings(&answer)?);
            let (kind, name) = (input.call(Ident::parse_any)?, literal(input)?);
            return Ok(Self::Missing(Missing { default_namespace, tables, enums, kind, name }));
        }
        let system = answer.parse::<Ident>()?.to_string();
        if kind == "names" {
            let default_namespace = answer.parse::<LitStr>()?.value();
            let (tables, views, left_out) = (strings(&answer)?, strings(&answer)?, strings(&answer)?);
            return Ok(Self::Names(Names { system, default_namespace, tables, views, left_out }));
        }
        let path;
        parenthesized!(path in answer);
        let path = path.parse()?;
        let name = answer.parse::<LitStr>()?.value();
        if kind == "enum" {
            return Ok(Self::Enum(Enum { name, values: strings(&answer)? }));
        }
        let indexes = strings(&answer)?;
        let mut columns = Vec::new();
        while !answer.is_empty() {
            columns.push(answer.parse()?);
        }
        Ok(Self::Table(Table { system, path, name, indexes, columns }))
    }
}

impl Parse for Column {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let column;
        braced!(column in input);
        Ok(Self {
            name: column.parse::<LitStr>()?.value(),
            native: column.parse::<LitStr>()?.value(),
            logical: column.parse()?,
            nullable: column.parse::<LitInt>()?.base10_digits() == "1",
            values: strings(&column)?,
        })
    }
}

impl Parse for Logical {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.peek(syn::token::Bracket) {
            let inner;
            bracketed!(inner in input);
            return Ok(Self::Array(Box::new(inner.parse()?)));
        }
        Ok(Self::Word(input.call(Ident::parse_any)?.to_string()))
    }
}

fn strings(input: ParseStream<'_>) -> Result<Vec<String>> {
    let list;
    bracketed!(list in input);
    let mut strings = Vec::new();
    while !list.is_empty() {
        strings.push(list.parse::<LitStr>()?.value());
    }
    Ok(strings)
}

/// A literal that a macro handed on stands in a group that nobody sees.
fn literal(input: ParseStream<'_>) -> Result<LitStr> {
    let mut expression: Expr = input.parse()?;
    while let Expr::Group(group) = expression {
        expression = *group.expr;
    }
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Ok(text),
        other => Err(syn::Error::new_spanned(other, "expected a name")),
    }
}
