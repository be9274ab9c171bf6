//! The grammar of `#[schema_doc(…)]` and `#[access_pattern(…)]`: Rust items → plain declarations.
//!
//! The derive macros and the build script read one grammar, so a struct means the same to both. An item is read in two steps: its
//! attributes against one table of keys (`key`), which says where each key can stand and what value it has; then its shape
//! into a declaration ([`TableItem`], [`RowItem`], [`EnumItem`], [`FunctionItem`]). All that is wrong with an item is reported
//! at once, each at its own tokens; a message reads `what is wrong; what to type`.
//!
//! Names that nobody wrote: a table is the struct's name in snake case (`OrderLine` → `order_line`), a column the field's name without
//! `r#`, an enumerated type the enum's name in snake case, a value the variant's name in snake case. `rename_all` changes columns and
//! values, `table`, `column`, `name` and `value` say one name.
//!
//! ```
//! use schema_doc_syntax::grammar::TableItem;
//!
//! let item = syn::parse_str(
//!     r#"
//!     /// Who may log in.
//!     #[schema_doc(table = "users", category = "authentication")]
//!     struct User {
//!         #[schema_doc(primary_key, auto_increment)]
//!         id: i64,
//!         #[schema_doc(unique, pii)]
//!         email: String,
//!     }
//!     "#,
//! )?;
//! let table = TableItem::from_derive_input(&item)?;
//! assert_eq!(table.table.as_str(), "users");
//! assert_eq!(table.words.docs.unwrap().as_str(), "Who may log in.");
//! assert_eq!(table.fields[1].words.tags[0].as_str(), "@pii");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod attribute;
mod case;
mod enumeration;
mod error;
mod field;
mod function;
mod key;
mod list;
mod reference;
mod row;
mod rust_type;
mod table;
mod words;

pub use darling::{Error, util::SpannedValue};
pub use enumeration::{EnumItem, VariantItem};
pub use field::{FieldItem, RowFieldItem};
pub use function::FunctionItem;
pub use key::tag_names;
pub use list::{CheckItem, ForeignKeyItem, IndexItem, KeyItem};
pub use reference::{Reference, ReferentialAction};
pub use row::RowItem;
pub use rust_type::{RustType, array_element, known_type, option_inner};
pub use table::TableItem;
pub use words::Words;

/// Text and its place.
pub type Text = SpannedValue<String>;

/// The paths that an expansion starts from.
#[derive(Debug, Clone, Default)]
pub struct Paths {
    /// `crate = "…"`: the runtime crate.
    pub runtime: Option<syn::Path>,
    /// `schema = ::db::schema`: the generated module.
    pub schema: Option<syn::Path>,
}

#[cfg(test)]
mod tests;
