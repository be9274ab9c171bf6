//! Items with a derive → their checks and impls.
//!
//! It takes two steps, because what the build script read reaches the macros as tokens. The derive reads the item by the grammar, and
//! expands to a call of the generated module's index with the table's name: `crate::schema::__index! { table "users" […] row struct … }`.
//! The index hands the table's columns and the item to [`check`], which compares the two: errors at the item's own tokens, or the impl.

mod answer;
mod enumeration;
mod function;
mod message;
mod pattern;
mod row;
mod table;

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{DeriveInput, Error, LitStr, Path, parse_quote};

use self::answer::{Answer, Missing};
use self::function::{Function, Request};
use crate::grammar::{EnumItem, Paths, RowItem, TableItem, Text};

/// `#[derive(SchemaTable)]`.
pub fn table(item: TokenStream) -> TokenStream {
    derive(item, |item| {
        let table = TableItem::from_derive_input(item)?;
        let name = qualified(table.namespace.as_ref(), &table.table);
        Ok(ask(&table.paths, &quote!(table), &name, &quote!(table #item)))
    })
}

/// `#[derive(SchemaRow)]`.
pub fn row(item: TokenStream) -> TokenStream {
    derive(item, |item| {
        let row = RowItem::from_derive_input(item)?;
        let name = qualified(row.namespace.as_ref(), &row.table);
        Ok(ask(&row.paths, &quote!(table), &name, &quote!(row #item)))
    })
}

/// `#[derive(SchemaEnum)]`.
pub fn enumeration(item: TokenStream) -> TokenStream {
    derive(item, |item| {
        let found = EnumItem::from_derive_input(item)?;
        if !found.named {
            return Ok(enumeration::implementation(&found, item));
        }
        let (kind, name) = match &found.of_column {
            Some((table, _)) => (quote!(table), qualified(found.namespace.as_ref(), table)),
            None => (quote!(enum), qualified(found.namespace.as_ref(), &found.name)),
        };
        Ok(ask(&found.paths, &kind, &name, &quote!(enum #item)))
    })
}

/// `#[access_pattern(…)]`: the function, with its query and the check in its body.
pub fn access_pattern(arguments: &TokenStream, function: &TokenStream) -> TokenStream {
    let parsed = match syn::parse2::<Function>(function.clone()) {
        Ok(parsed) => parsed,
        Err(error) => {
            let error = error.into_compile_error();
            return quote!(#error #function);
        }
    };
    let check = parsed.ask(arguments).unwrap_or_else(Error::into_compile_error);
    let query = function::query(arguments);
    parsed.with(&quote!(#query #check))
}

fn derive(item: TokenStream, expand: impl FnOnce(&DeriveInput) -> Result<TokenStream, Error>) -> TokenStream {
    match syn::parse2(item) {
        Ok(item) => expand(&item).unwrap_or_else(Error::into_compile_error),
        Err(error) => error.into_compile_error(),
    }
}

/// `auth.users`, at the place of the table's own name.
fn qualified(namespace: Option<&Text>, name: &Text) -> LitStr {
    let text =
        namespace.map_or_else(|| name.to_string(), |namespace| format!("{}.{}", namespace.as_str(), name.as_str()));
    LitStr::new(&text, name.span())
}

/// Asks the index: what it answers, it hands to [`check`] with the request.
fn ask(paths: &Paths, kind: &TokenStream, name: &LitStr, request: &TokenStream) -> TokenStream {
    let question = ask_again(paths, &quote!(#kind #name), request);
    let probe = probe(paths);
    quote!(#question #probe)
}

/// Asks the index what there is by name.
fn ask_names(paths: &Paths, request: &TokenStream) -> TokenStream {
    let question = ask_again(paths, &quote!(names), request);
    let probe = probe(paths);
    quote!(#question #probe)
}

/// Asks an index that has answered before.
fn ask_again(paths: &Paths, question: &TokenStream, request: &TokenStream) -> TokenStream {
    let (schema, runtime) = (schema(paths), runtime(paths));
    // A module that has none lacks it where it is named.
    let named = paths.schema.as_ref().and_then(|path| path.segments.last());
    let index = Ident::new("__index", named.map_or_else(Span::call_site, |last| last.ident.span()));
    quote!(#schema::#index! { #question [#runtime::__private::__check] #request })
}

/// Says what to write where the crate has no module `schema`.
fn probe(paths: &Paths) -> Option<TokenStream> {
    let runtime = runtime(paths);
    paths.schema.is_none().then(|| quote!(#runtime::__private::__probe! {}))
}

fn runtime(paths: &Paths) -> Path {
    paths.runtime.clone().unwrap_or_else(|| parse_quote!(::schema_doc_runtime))
}

fn schema(paths: &Paths) -> Path {
    paths.schema.clone().unwrap_or_else(|| parse_quote!(crate::schema))
}

/// The index's answer to a request: the errors, or the impl.
pub fn check(answer: TokenStream) -> TokenStream {
    let checked = syn::parse2::<Reply>(answer).and_then(|reply| match &reply {
        Reply::Item(reply) => reply.check(),
        Reply::Function(answer, request) => pattern::check(request, answer),
    });
    checked.unwrap_or_else(Error::into_compile_error)
}

/// An answer, and what asked for it.
enum Reply {
    Item(ItemReply),
    Function(TokenStream, Request),
}

/// An answer to an item with a derive.
struct ItemReply {
    answer: Answer,
    /// `row`, `table`, `enum`.
    request: Ident,
    item: DeriveInput,
}

impl Parse for Reply {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ahead = input.fork();
        let tokens: Group = ahead.parse()?;
        if ahead.parse::<Ident>().is_ok_and(|request| request == "function") {
            input.parse::<Group>()?;
            input.parse::<Ident>()?;
            return Ok(Self::Function(quote!(#tokens), input.parse()?));
        }
        let answer = input.parse()?;
        let request = input.call(syn::ext::IdentExt::parse_any)?;
        Ok(Self::Item(ItemReply { answer, request, item: input.parse()? }))
    }
}

impl ItemReply {
    fn check(&self) -> Result<TokenStream, Error> {
        let Self { answer, request, item } = self;
        match answer {
            Answer::Missing(missing) => self.missing(missing),
            Answer::Names(_) => Ok(TokenStream::new()),
            Answer::Table(table) if request == "row" => row::check(table, &RowItem::from_derive_input(item)?, item),
            Answer::Table(table) if request == "table" => {
                table::check(table, &TableItem::from_derive_input(item)?, item)
            }
            Answer::Table(table) => enumeration::of_column(table, &EnumItem::from_derive_input(item)?, item),
            Answer::Enum(found) => enumeration::of_type(found, &EnumItem::from_derive_input(item)?, item),
        }
    }

    /// `public.users` is `users` where `public` is the default namespace; else there is none of that name.
    fn missing(&self, missing: &Missing) -> Result<TokenStream, Error> {
        let Self { request, item, .. } = self;
        let name = missing.name.value();
        let default = format!("{}.", missing.default_namespace);
        if let Some(short) = name.strip_prefix(&default).filter(|short| !short.is_empty() && default.len() > 1) {
            let paths = match request.to_string().as_str() {
                "row" => RowItem::from_derive_input(item)?.paths,
                "table" => TableItem::from_derive_input(item)?.paths,
                _ => EnumItem::from_derive_input(item)?.paths,
            };
            let kind = &missing.kind;
            let short = LitStr::new(short, missing.name.span());
            return Ok(ask(&paths, &quote!(#kind), &short, &quote!(#request #item)));
        }
        Err(if request == "table" {
            message::not_read(missing.name.span(), &name, &missing.tables)
        } else if missing.kind == "enum" {
            message::no_enum(missing.name.span(), &name, &missing.enums)
        } else {
            message::no_table(missing.name.span(), &name, &missing.tables)
        })
    }
}

/// `impl Trait for Item { … }`, with the item's own parameters.
fn implementation(item: &DeriveInput, trait_path: &TokenStream, body: &TokenStream) -> TokenStream {
    let ident = &item.ident;
    let (parameters, arguments, bounds) = item.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #parameters #trait_path for #ident #arguments #bounds {
            #body
        }
    }
}

/// All errors of an item as one.
fn all(errors: Vec<Error>) -> Result<(), Error> {
    let mut errors = errors.into_iter();
    let Some(mut first) = errors.next() else { return Ok(()) };
    first.extend(errors);
    Err(first)
}
