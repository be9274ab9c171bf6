//! Ids of other documents inside a field: in its objects, lists, maps and unions.

use crate::list::SliceExt;
use crate::model::{Column, DataType, LogicalType, TableId};

/// The id of a document, somewhere inside a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct InnerId<'a> {
    /// Whose id.
    pub(super) table: &'a TableId,
    /// The field that it stands in: the column itself, or one inside.
    pub(super) field: &'a Column,
    /// In a list or a map: a document may hold any number of them.
    pub(super) many: bool,
    /// A document may hold none.
    pub(super) optional: bool,
}

/// The ids in a column that [is none itself](DataType::as_id), each with the path of the field that it stands in: `participants`,
/// `address.country`.
pub(super) fn inner_ids(column: &Column) -> Vec<(String, InnerId<'_>)> {
    let mut found = Vec::new();
    if column.data_type.as_id().is_none() {
        of_field(&column.name, column, false, false, &mut found);
    }
    found
}

type Found<'a> = Vec<(String, InnerId<'a>)>;

fn of_field<'a>(path: &str, field: &'a Column, many: bool, optional: bool, found: &mut Found<'a>) {
    of_type(path, field, &field.data_type, many, optional || field.optional || field.nullable, found);
}

fn of_type<'a>(
    path: &str,
    field: &'a Column,
    data_type: &'a DataType,
    many: bool,
    optional: bool,
    found: &mut Found<'a>,
) {
    match &data_type.logical {
        LogicalType::Id(table) => {
            // Two variants of a union may have a field of one name.
            match found.find_mut(|(known, id)| known == path && id.table == &**table) {
                Some((_, id)) => id.many |= many,
                None => found.push((path.to_owned(), InnerId { table, field, many, optional })),
            }
        }
        LogicalType::Object(fields) => {
            for inner in fields {
                of_field(&format!("{path}.{}", inner.name), inner, many, optional, found);
            }
        }
        logical => {
            let many = many || matches!(logical, LogicalType::Array(_) | LogicalType::Record(_));
            let optional = optional || matches!(logical, LogicalType::Union(_));
            for part in data_type.parts() {
                of_type(path, field, part, many, optional, found);
            }
        }
    }
}
