//! The columns of documents: what is inside them, and their types as a reader takes them in.

use std::borrow::Cow;

use super::{Context, columns};
use crate::analyze::{ClosedSetOrigin, ColumnFacts, field_facts};
use crate::list::{IteratorExt, VecExt};
use crate::model::{Column, DataType, LogicalType, Nested, TableId};
use crate::render::markdown::{self, cell_code};

/// A longer type is cut: the definition has it whole.
const TYPE_IN_A_CELL: usize = 60;

/// The fields inside a column that are shown, with what follows for each.
pub(super) fn inside<'c>(context: &'c Context, column: &'c Column) -> Vec<(Nested<'c>, ColumnFacts)> {
    let fields = column.nested().into_iter().filter(|field| !field.column.annotations.ignore);
    fields
        .map(|field| (field_facts(context.input.schema, field.column), field))
        .map(|(facts, field)| (field, facts))
        .collect_vec()
}

/// The name of a field inside a column, in as far as it lies in others.
pub(super) fn indented(field: &Nested<'_>) -> String {
    let variant = field.variant.map(|number| format!(" (variant {number})")).unwrap_or_default();
    format!("{}↳ {}{variant}", "&emsp;".repeat(field.depth.saturating_sub(1)), cell_code(&field.column.name))
}

/// The type without what the rows below or the list of values say.
pub(super) fn type_words(data_type: &DataType) -> String {
    let outline = match &data_type.logical {
        LogicalType::Literals(values) if values.len() > 1 => "v.union(v.literal(…))".to_owned(),
        _ => data_type.outline(),
    };
    match outline.char_indices().nth(TYPE_IN_A_CELL) {
        Some((end, _)) => format!("{}…", outline.get(..end).unwrap_or_default()),
        None => outline,
    }
}

/// `required, references users`, `optional, or null, one of a, b`.
pub(super) fn constraints(context: &Context, column: &Column, facts: &ColumnFacts) -> Vec<Cow<'static, str>> {
    let mut words: Vec<Cow<'static, str>> = Vec::new();
    if facts.in_primary_key {
        words.push("primary key".into());
        return words;
    }
    if facts.unique_by_convention {
        words.push("unique by convention".into());
    }
    words.push(if column.optional { "optional" } else { "required" }.into());
    if column.nullable {
        words.push("or null".into());
    }
    if let Some(table) = column.data_type.as_id() {
        words.push(format!("references {}", linked(context, table)).into());
    } else {
        let mut tables = Vec::new();
        ids(&column.data_type, &mut tables);
        words.push_all(tables.into_iter().map(|table| format!("ids of {}", linked(context, table)).into()));
    }
    words.push_all(columns::stated_references(context, column).map(Cow::Owned));
    words.push_all(facts.closed_set.as_ref().map(|set| match (set.values.as_slice(), &set.origin) {
        ([only], ClosedSetOrigin::Inline) => format!("always {}", cell_code(only)).into(),
        _ => columns::closed_set(set).into(),
    }));
    words
}

/// The tables whose ids a type holds, those of the fields inside apart.
fn ids<'t>(data_type: &'t DataType, found: &mut Vec<&'t TableId>) {
    if let LogicalType::Id(table) = &data_type.logical
        && !found.contains(&&**table)
    {
        found.push(table);
    }
    for part in data_type.parts() {
        ids(part, found);
    }
}

fn linked(context: &Context, table: &TableId) -> String {
    let label = cell_code(&context.input.schema.identifier(table));
    let page = context.input.schema.table_index(table).and_then(|table| context.links.page(table));
    page.map_or_else(|| label.clone(), |url| markdown::link(&label, &url))
}
