//! The derive and attribute macros of schema-doc: a shell. `schema-doc-syntax` reads and checks.
//!
//! They are used through `schema-doc-runtime` with its feature `derive`, whose traits they implement.

use proc_macro::TokenStream;
use schema_doc_syntax::expand;

/// This struct **is** a table's definition; the build script finds it in the crate's sources (`kind = "rust"`).
///
/// The trait `schema_doc_runtime::SchemaTable` has an example and the keys of `#[schema_doc(…)]`.
#[proc_macro_derive(SchemaTable, attributes(schema_doc))]
pub fn schema_table(item: TokenStream) -> TokenStream {
    expand::table(item.into()).into()
}

/// This struct is a **row** of a table that is defined elsewhere: each field is checked against its column.
///
/// The trait `schema_doc_runtime::SchemaRow` has an example and the keys of `#[schema_doc(…)]`.
#[proc_macro_derive(SchemaRow, attributes(schema_doc))]
pub fn schema_row(item: TokenStream) -> TokenStream {
    expand::row(item.into()).into()
}

/// A closed set of values: defined here, or checked against the one that it names.
///
/// The trait `schema_doc_runtime::SchemaEnum` has an example and the keys of `#[schema_doc(…)]`.
#[proc_macro_derive(SchemaEnum, attributes(schema_doc))]
pub fn schema_enum(item: TokenStream) -> TokenStream {
    expand::enumeration(item.into()).into()
}

/// The function carries a documented access pattern, whose SQL is checked.
#[proc_macro_attribute]
pub fn access_pattern(arguments: TokenStream, function: TokenStream) -> TokenStream {
    expand::access_pattern(&arguments.into(), &function.into()).into()
}

/// What the generated module's index hands to the checks, with the item that asked.
#[doc(hidden)]
#[proc_macro]
pub fn __check(answer: TokenStream) -> TokenStream {
    expand::check(answer.into()).into()
}
