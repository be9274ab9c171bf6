//! How to read the entries, and what most tables of the schema have in common.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Map;

use crate::model::{Schema, Table, TableKind};
use crate::render::Input;

/// One sentence each.
pub(super) fn conventions(input: Input<'_>) -> Vec<String> {
    let schema = input.schema;
    let mut sentences = vec![if schema.system.has_documents() {
        "columns are `name type flags`, and what they are for behind `--`; `name?` may be absent, `a.b` lies in `a`, `null` is a value only \
         where it is said; every index ends with `_creationTime`"
            .to_owned()
    } else {
        "columns are `name type flags`, and what they are for behind `--`; a column is not null unless it says `null`"
            .to_owned()
    }];
    if !schema.default_namespace.is_empty() {
        sentences.push(format!("names without a namespace are in `{}`", schema.default_namespace));
    }
    let tables: Vec<&Table> = schema.tables.iter().filter(|table| table.kind != TableKind::Partition).collect_vec();
    // Of a few tables, nothing is a convention.
    if tables.len() > 4 {
        sentences.push_all(primary_keys(&tables));
        sentences.push_all(common_columns(&tables));
        sentences.push_all(naming(schema));
    }
    sentences
}

/// What most of the tables are keyed by.
fn primary_keys(tables: &[&Table]) -> Option<String> {
    let key = |table: &&Table| {
        let key = table.primary_key.as_ref()?;
        let [name] = key.columns.as_slice() else { return None };
        let column = table.column(name)?;
        Some(format!("`{name} {}`", column.data_type.native))
    };
    let (key, count) = most_frequent(tables.iter().filter_map(key))?;
    (count * 2 > tables.len()).then(|| format!("{count} of {} tables have the primary key {key}", tables.len()))
}

/// Columns beside the key that most of the tables have.
fn common_columns(tables: &[&Table]) -> Option<String> {
    let mut counts: Map<(&str, &str), usize> = Map::new();
    for column in tables.iter().flat_map(|table| &table.columns) {
        *counts.or_default((column.name.as_str(), column.data_type.native.as_str())) += 1;
    }
    let is_key = |name: &str| tables.any(|t| t.primary_key.as_ref().is_some_and(|key| key.columns == [name]));
    let most = counts.into_iter().filter(|&(_, count)| count * 2 > tables.len());
    let common: Vec<String> = most
        .filter(|((name, _), _)| !is_key(name))
        .map(|((name, native), _)| format!("`{name} {native}`"))
        .collect_vec();
    (!common.is_empty()).then(|| format!("most tables have {}", common.join(", ")))
}

fn naming(schema: &Schema) -> Option<String> {
    let snake = |name: &str| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let names = schema.tables.iter().flat_map(|t| t.columns.iter().map(|c| &c.name).chain([&t.id.name]));
    let (mut all, mut fitting) = (0_usize, 0_usize);
    for name in names {
        all += 1;
        fitting += usize::from(snake(name));
    }
    // 19 of 20.
    (fitting * 20 >= all * 19).then(|| "names are in snake_case".to_owned())
}

fn most_frequent(keys: impl Iterator<Item = String>) -> Option<(String, usize)> {
    let mut counts: Map<String, usize> = Map::new();
    for key in keys {
        *counts.or_default(key) += 1;
    }
    let mut most: Option<(String, usize)> = None;
    for (key, count) in counts {
        // Of equals the first by name.
        if most.as_ref().is_none_or(|&(_, most)| count > most) {
            most = Some((key, count));
        }
    }
    most
}
