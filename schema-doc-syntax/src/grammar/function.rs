//! `#[access_pattern(…)]`: a function that carries a documented access pattern.

use darling::Error;
use darling::error::Accumulator;
use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Token};

use super::attribute::{Entries, Entry, Value};
use super::key::On;
use super::words::docs;
use super::{Paths, Text, error};

/// A function that carries an access pattern.
#[derive(Debug, Clone)]
pub struct FunctionItem {
    /// The function.
    pub ident: Ident,
    /// `name = "…"`, else the function's name.
    pub name: Text,
    /// `table = "…"`: the table whose pattern it is, where the query does not say it.
    pub table: Option<Text>,
    /// `namespace = "…"`.
    pub namespace: Option<Text>,
    /// `query = "…"`: SQL.
    pub query: Option<Text>,
    /// `parameters(email, limit)`: the function's parameters that the query's are bound to, in their order.
    pub parameters: Option<Vec<Ident>>,
    /// `unchecked`: nobody looks at the query. Its place.
    pub unchecked: Option<Span>,
    /// `pattern = "…"`: in words (`lookup by address`).
    pub pattern: Option<Text>,
    /// `frequency = "…"`: `high`, `medium`, `low`.
    pub frequency: Option<Text>,
    /// `index = "…"`: the index that serves it.
    pub index: Option<Text>,
    /// `crate` and `schema`.
    pub paths: Paths,
    /// The doc comments.
    pub docs: Option<Text>,
}

impl FunctionItem {
    /// Reads what stands in the parentheses of `#[access_pattern(…)]` on a function of that name with those attributes.
    ///
    /// # Errors
    /// All that is wrong with it, each at its tokens.
    pub fn new(arguments: TokenStream, function: &Ident, attributes: &[Attribute]) -> Result<Self, Error> {
        const FREQUENCIES: [&str; 3] = ["high", "medium", "low"];
        let mut errors = Error::accumulator();
        let mut entries = Entries::of_tokens(arguments, On::FUNCTION, &mut errors);
        let default_name = || Text::new(function.unraw().to_string(), function.span());
        let item = Self {
            ident: function.clone(),
            name: entries.take_text("name").unwrap_or_else(default_name),
            table: entries.take_text("table"),
            namespace: entries.take_text("namespace"),
            query: entries.take_text("query"),
            parameters: entries.take("parameters").and_then(|entry| parameters(entry, &mut errors)),
            unchecked: entries.take_flag("unchecked"),
            pattern: entries.take_text("pattern"),
            frequency: entries.take_text("frequency"),
            index: entries.take_text("index"),
            paths: entries.take_paths(),
            docs: docs(attributes),
        };
        if let Some(frequency) = item.frequency.as_ref().filter(|text| !FREQUENCIES.contains(&text.as_str())) {
            let span = frequency.span();
            errors.push(error::unknown_value(&span, "frequency", frequency, FREQUENCIES.into_iter()));
        }
        if item.table.is_none() && item.query.is_none() && !entries.flawed {
            errors.push(error::missing_key(&function.span(), "query", "query = \"SELECT * FROM users WHERE id = $1\""));
        }
        errors.finish_with(item)
    }
}

/// `email, limit`.
fn parameters(entry: Entry, errors: &mut Accumulator) -> Option<Vec<Ident>> {
    let Value::List(tokens) = entry.value else { return None };
    let names = Punctuated::<Ident, Token![,]>::parse_terminated.parse2(tokens);
    let names = names.map_err(|_| error::wrong_value(&entry.span, entry.key));
    errors.handle(names).map(|names| names.into_iter().collect())
}
