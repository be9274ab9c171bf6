//! A function's access pattern against the tables that its query names.
//!
//! The query is read once the index has said whose dialect it is in; then the index is asked for each table that it names, one after the
//! other, and what it answered travels along: `function (arguments) name (parameters) [answers…]`.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Error, FnArg, LitStr, Pat, Signature, Token, Visibility, bracketed, parenthesized};

use super::answer::Answer;
use super::{ask_names, message};
use crate::grammar::FunctionItem;

/// A function as it stands in the source; its body is not looked into.
pub(super) struct Function {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    signature: Signature,
    body: Group,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let place = input.span();
        let signature: Signature = input.parse().map_err(|_| message::no_function(place))?;
        if input.peek(Token![;]) {
            return Err(message::no_body(signature.ident.span()));
        }
        Ok(Self { attributes, visibility, signature, body: input.parse()? })
    }
}

impl Function {
    /// Asks the index for what the pattern has to be checked against.
    pub(super) fn ask(&self, arguments: &TokenStream) -> Result<TokenStream, Error> {
        let ident = &self.signature.ident;
        let item = FunctionItem::new(arguments.clone(), ident, &self.attributes)?;
        if let (Some(query), None, false) = (&item.query, item.unchecked, cfg!(feature = "queries")) {
            return Err(message::queries_feature(query.span()));
        }
        let parameters = self.signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => match &*typed.pat {
                Pat::Ident(pattern) => Some(&pattern.ident),
                _ => None,
            },
            FnArg::Receiver(_) => None,
        });
        Ok(ask_names(&item.paths, &quote!(function (#arguments) #ident (#(#parameters)*) [])))
    }

    /// The function with more items at the start of its body: they can stand there wherever the function does.
    pub(super) fn with(&self, items: &TokenStream) -> TokenStream {
        let Self { attributes, visibility, signature, body } = self;
        let split = |input: ParseStream<'_>| Ok((input.call(Attribute::parse_inner)?, input.parse::<TokenStream>()?));
        let (inner, statements) = split.parse2(body.stream()).unwrap_or_else(|_| (Vec::new(), body.stream()));
        let mut checked = Group::new(body.delimiter(), quote!(#(#inner)* #items #statements));
        checked.set_span(body.span());
        quote!(#(#attributes)* #visibility #signature #checked)
    }
}

/// `const QUERY: &str = "…";`, so that nobody writes the query twice. It is there whatever is wrong with the attribute: what is wrong is
/// said once.
pub(super) fn query(arguments: &TokenStream) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = arguments.clone().into_iter().collect();
    let text = tokens.windows(3).find_map(|tokens| match tokens {
        [TokenTree::Ident(key), TokenTree::Punct(equals), text] if key == "query" && equals.as_char() == '=' => {
            Some(text)
        }
        _ => None,
    })?;
    let name = Ident::new("QUERY", text.span());
    // What is no text is an error at its place already.
    let text = syn::parse2(text.to_token_stream()).unwrap_or_else(|_| LitStr::new("", text.span()));
    Some(quote!(#[allow(dead_code)] const #name: &str = #text;))
}

/// What travels from answer to answer.
pub(super) struct Request {
    /// What stands in the parentheses of the attribute.
    pub(super) arguments: TokenStream,
    pub(super) item: FunctionItem,
    /// The function's parameters.
    pub(super) parameters: Vec<Ident>,
    /// What the index answered before.
    pub(super) answers: TokenStream,
}

impl Parse for Request {
    /// `(query = "…") find_user (pool email) [[names …] [table …]]`
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (arguments, parameters, answers);
        parenthesized!(arguments in input);
        let ident: Ident = input.parse()?;
        parenthesized!(parameters in input);
        bracketed!(answers in input);
        let arguments: TokenStream = arguments.parse()?;
        let mut names = Vec::new();
        while !parameters.is_empty() {
            names.push(parameters.parse()?);
        }
        let item = FunctionItem::new(arguments.clone(), &ident, &[])?;
        Ok(Self { arguments, item, parameters: names, answers: answers.parse()? })
    }
}

impl Request {
    /// The request with one more answer.
    pub(super) fn with(&self, answer: &TokenStream) -> TokenStream {
        let Self { arguments, item: FunctionItem { ident, .. }, parameters, answers } = self;
        quote!(function (#arguments) #ident (#(#parameters)*) [#answers #answer])
    }

    /// All answers, the newest last.
    pub(super) fn all_answers(&self, answer: &TokenStream) -> Result<Vec<Answer>, Error> {
        let parse = |input: ParseStream<'_>| {
            let mut answers = Vec::new();
            while !input.is_empty() {
                answers.push(input.parse()?);
            }
            Ok(answers)
        };
        let answers = &self.answers;
        parse.parse2(quote!(#answers #answer))
    }
}
