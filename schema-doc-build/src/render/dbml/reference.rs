//! Foreign keys as `Ref`s, and those that DBML has no place for.

use crate::list::{IteratorExt, SliceExt};
use crate::ordered::{Map, Set};
use crate::sort;

use super::{qualified, text};
use crate::model::{Action, ForeignKey, KeyTarget, Schema, Table};

/// All references of a schema.
pub(super) struct References {
    text: String,
    left_out: Map<usize, Vec<String>>,
}

impl References {
    pub(super) fn new(schema: &Schema) -> Self {
        let mut references = Self { text: String::new(), left_out: Map::new() };
        let mut endpoints = Set::new();
        for (position, table) in schema.tables.iter().enumerate() {
            for key in &table.foreign_keys {
                match pairs(schema, position, table, key, &mut endpoints) {
                    Ok(pairs) => references.text.push_str(&reference(table, key, &pairs)),
                    Err(reason) => {
                        let columns = key.columns.join(", ");
                        let target = format!("{} ({})", schema.identifier(&key.table), key.referenced.join(", "));
                        references
                            .left_out
                            .or_default(position)
                            .push(format!("Reference {}: ({columns}) to {target}: {reason}", key.name));
                    }
                }
            }
        }
        references
    }

    /// The `Ref`s.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// A table's references that are no `Ref`, each with the reason.
    pub(super) fn left_out(&self, table: usize) -> &[String] {
        self.left_out.get(&table).map_or(&[], Vec::as_slice)
    }
}

/// The two ends of a reference as DBML tells them apart: whichever is first, and in whatever order their columns are.
type Endpoints<'a> = [(usize, Vec<&'a str>); 2];

/// The pairs of columns of a `Ref`, or why there can be none.
///
/// DBML has no two references between the same columns. Another one repeats a pair, which says the same:
/// `a.(x, x) > b.(id, id)`.
fn pairs<'a>(
    schema: &Schema,
    position: usize,
    table: &Table,
    key: &'a ForeignKey,
    endpoints: &mut Set<Endpoints<'a>>,
) -> Result<Vec<(&'a str, &'a str)>, &'static str> {
    let target = schema.table_index(&key.table).ok_or("the table is not in this schema")?;
    let columns = |table: &Table, names: &[String]| names.all(|name| table.has_column(name));
    let known = schema.tables.get(target).is_some_and(|target| columns(target, &key.referenced));
    if !known || !columns(table, &key.columns) || key.columns.is_empty() || key.columns.len() != key.referenced.len() {
        return Err("a column is not in this schema");
    }
    let mut pairs: Vec<(&str, &str)> =
        key.columns.iter().zip(&key.referenced).map(|(from, to)| (from.as_str(), to.as_str())).collect_vec();
    let pair = pairs.iter().copied().find(|(from, to)| position != target || from != to);
    let pair = pair.ok_or("both ends are the same")?;
    loop {
        let sorted = |mut names: Vec<&'a str>| {
            sort::items(&mut names);
            names
        };
        let mut ends =
            [(position, sorted(pairs.mapped(|(from, _)| *from))), (target, sorted(pairs.mapped(|(_, to)| *to)))];
        sort::items(&mut ends);
        if ends[0] != ends[1] && endpoints.insert(ends) {
            return Ok(pairs);
        }
        pairs.push(pair);
    }
}

/// `Ref orders_user_id_fkey: orders.user_id > users.id [delete: cascade]`
fn reference(table: &Table, key: &ForeignKey, pairs: &[(&str, &str)]) -> String {
    let name = if key.name.is_empty() { String::new() } else { format!(" {}", text::name(&key.name)) };
    let operator = if is_unique(table, &key.columns) { '-' } else { '>' };
    let mut settings = Vec::new();
    for (event, action) in [("delete", key.on_delete), ("update", key.on_update)] {
        if action != Action::NoAction {
            settings.push(format!("{event}: {}", action.sql().to_ascii_lowercase()));
        }
    }
    let settings = if settings.is_empty() { String::new() } else { format!(" [{}]", settings.join(", ")) };
    let (from, to): (Vec<String>, Vec<String>) =
        pairs.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).unzip();
    let end = |id, columns: &[String]| format!("{}.{}", qualified(id), column_list(columns));
    let repeated = if pairs.len() > key.columns.len() {
        "// Another reference has the same ends; the repeated columns tell this one apart.\n"
    } else {
        ""
    };
    format!("{repeated}Ref{name}: {} {operator} {}{settings}\n", end(&table.id, &from), end(&key.table, &to))
}

/// `id`, `(a, b)`
pub(super) fn column_list(columns: &[String]) -> String {
    match columns {
        [column] => text::name(column).into_owned(),
        _ => format!("({})", columns.mapped(|c| text::name(c)).join(", ")),
    }
}

/// Whether no two rows can have the same values there.
fn is_unique(table: &Table, columns: &[String]) -> bool {
    let same = |key: &[String]| key.len() == columns.len() && key.all(|column| columns.contains(column));
    table.primary_key.as_ref().is_some_and(|key| same(&key.columns))
        || table.unique.any(|key| same(&key.columns))
        || table.indexes.any(|index| {
            index.unique
                && index.predicate.is_none()
                && index.keys.len() == columns.len()
                && index.keys.all(|key| match &key.target {
                    KeyTarget::Column(name) => columns.contains(name),
                    KeyTarget::Expression(_) => false,
                })
        })
}

#[cfg(test)]
mod tests {
    use super::References;
    use crate::model::{Column, ForeignKey, Schema, Table, TableId};

    fn table(name: &str, columns: &[&str], keys: &[(&[&str], &str, &[&str])]) -> Table {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        Table {
            id: TableId::new("public", name),
            columns: columns.iter().map(|&name| Column { name: name.into(), ..Default::default() }).collect(),
            foreign_keys: keys
                .iter()
                .map(|(columns, target, referenced)| ForeignKey {
                    columns: owned(columns),
                    table: TableId::new("public", *target),
                    referenced: owned(referenced),
                    ..ForeignKey::default()
                })
                .collect(),
            ..Table::default()
        }
    }

    #[test]
    fn references_that_dbml_would_take_for_one_are_told_apart() {
        let check = |tables: Vec<Table>, expected: &[&str], left_out: usize| {
            let schema = Schema { default_namespace: "public".into(), tables, ..Schema::default() };
            let references = References::new(&schema);
            let lines: Vec<&str> = references.text().lines().filter(|line| !line.starts_with("//")).collect();
            assert_eq!(lines, expected);
            assert_eq!(references.left_out(0).len(), left_out);
        };
        let b = || table("b", &["id"], &[]);
        check(vec![table("a", &["x"], &[(&["x"], "b", &["id"])]), b()], &["Ref: a.x > b.id"], 0);
        check(
            vec![table("a", &["x"], &[(&["x"], "b", &["id"]), (&["x"], "b", &["id"])]), b()],
            &["Ref: a.x > b.id", "Ref: a.(x, x) > b.(id, id)"],
            0,
        );
        let back = table("b", &["id"], &[(&["id"], "a", &["x"])]);
        check(
            vec![table("a", &["x"], &[(&["x"], "b", &["id"])]), back],
            &["Ref: a.x > b.id", "Ref: b.(id, id) > a.(x, x)"],
            0,
        );
        let crossed: &[(&[&str], &str, &[&str])] = &[(&["x", "y"], "a", &["y", "x"])];
        check(vec![table("a", &["x", "y"], crossed)], &["Ref: a.(x, y, x) > a.(y, x, y)"], 0);
        check(vec![table("a", &["x"], &[(&["x"], "a", &["x"]), (&["x"], "c", &["id"])])], &[], 2);
    }
}
