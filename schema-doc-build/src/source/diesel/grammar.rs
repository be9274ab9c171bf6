//! The grammar of Diesel's macros, as `diesel_table_macro_syntax` and `joinable!` read them.

use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Ident, ItemUse, Lit, Meta, Path, Token, TypePath, braced, parenthesized};

use crate::list::SliceExt;
use crate::source::declared::program::text_of;

/// `use …; #[…] auth.users (id) { … }`
pub(super) struct Table {
    pub(super) attributes: Vec<Attribute>,
    pub(super) namespace: Option<Ident>,
    pub(super) name: Ident,
    /// `id` where it is left out.
    pub(super) key: Option<Punctuated<Ident, Token![,]>>,
    pub(super) columns: Punctuated<Column, Token![,]>,
}

impl Parse for Table {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        while input.peek(Token![use]) {
            input.parse::<ItemUse>()?;
        }
        let attributes = Attribute::parse_outer(input)?;
        let mut name = Ident::parse_any(input)?;
        let mut namespace = None;
        if input.parse::<Option<Token![.]>>()?.is_some() {
            namespace = Some(std::mem::replace(&mut name, Ident::parse_any(input)?));
        }
        let mut key = None;
        if input.peek(syn::token::Paren) {
            let inside;
            parenthesized!(inside in input);
            key = Some(inside.parse_terminated(Ident::parse_any, Token![,])?);
        }
        let inside;
        braced!(inside in input);
        let columns = inside.parse_terminated(Column::parse, Token![,])?;
        Ok(Self { attributes, namespace, name, key, columns })
    }
}

/// `#[sql_name = "type"] type_ -> Nullable<Text>`
pub(super) struct Column {
    pub(super) attributes: Vec<Attribute>,
    pub(super) name: Ident,
    pub(super) data_type: TypePath,
}

impl Parse for Column {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = Attribute::parse_outer(input)?;
        let name = Ident::parse_any(input)?;
        input.parse::<Token![->]>()?;
        Ok(Self { attributes, name, data_type: input.parse()? })
    }
}

/// `posts -> auth::users (user_id)`
pub(super) struct Joinable {
    pub(super) child: Path,
    pub(super) parent: Path,
    pub(super) column: Ident,
}

impl Parse for Joinable {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let child = input.call(Path::parse_mod_style)?;
        input.parse::<Token![->]>()?;
        let parent = input.call(Path::parse_mod_style)?;
        let inside;
        parenthesized!(inside in input);
        let column = Ident::parse_any(&inside)?;
        input.parse::<Option<Token![,]>>()?;
        Ok(Self { child, parent, column })
    }
}

/// `#[sql_name = "…"]`, else the identifier.
pub(super) fn sql_name(attributes: &[Attribute], name: &Ident) -> String {
    let said = value_of(attributes, "sql_name").and_then(text_of);
    let said = said.map(|said| said.strip_prefix("r#").map_or(said.clone(), str::to_owned));
    said.unwrap_or_else(|| name.unraw().to_string())
}

/// `#[max_length = 255]`
pub(super) fn max_length(attributes: &[Attribute]) -> Option<u64> {
    match value_of(attributes, "max_length")? {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse().ok(),
        _ => None,
    }
}

/// The value of `#[name = value]`.
fn value_of<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a Expr> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident(name) => Some(&pair.value),
        _ => None,
    })
}

/// Whether there is `#[name]`.
pub(super) fn says(attributes: &[Attribute], name: &str) -> bool {
    attributes.any(|attribute| matches!(&attribute.meta, Meta::Path(path) if path.is_ident(name)))
}
