//! `DeriveActiveEnum`: an enum of Rust whose values are a column's.

use syn::{Expr, ItemEnum};

use super::attributes::Keys;
use super::types::{ColumnType, Defined};
use crate::list::IteratorExt;
use crate::source::declared::case::{renamed, upper_camel};
use crate::source::declared::program::{self, RustFile};

/// `#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "tea")] enum Tea { #[sea_orm(string_value = "black")] Black }`
pub(super) fn read(item: &ItemEnum, file: &RustFile) -> Option<Defined> {
    let keys = Keys::of(&item.attrs);
    let column_type = if keys.text("db_type")? == "Enum" {
        let style = keys.text("rename_all");
        let values = item.variants.iter().map(|variant| {
            let own = Keys::of(&variant.attrs);
            let name = variant.ident.to_string();
            let style = own.text("rename").or_else(|| style.clone());
            own.text("string_value").or_else(|| renamed(&name, &style?)).unwrap_or(name)
        });
        let name = keys.text("enum_name").unwrap_or_else(|| upper_camel(&item.ident.to_string()));
        ColumnType::of_enum(&name, &values.collect_vec())
    } else {
        ColumnType::read(&keys.code("db_type").filter(|code| !matches!(code, Expr::Lit(_)))?)?
    };
    let words = program::documentation(&item.attrs, file).into_iter().collect_vec();
    Some(Defined { column_type, span: file.span(item.ident.span()), words })
}
