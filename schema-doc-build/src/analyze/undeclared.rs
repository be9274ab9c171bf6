//! References that no key declares, by names and types.

use super::{Cardinality, Origin, Relationship, TableAnalysis};
use crate::list::SliceExt;
use crate::model::{Column, DataType, LogicalType, Schema, System, Table};
use crate::ordered::{Map, Set};

/// A type without its modifiers; `None` where it is of characters, whose types all fit one another.
pub(super) fn comparable(system: System, column: &Column) -> Option<&str> {
    if system == System::Sqlite {
        return Some(DataType::affinity(&column.data_type.native));
    }
    match column.data_type.logical {
        LogicalType::String | LogicalType::Text => None,
        _ => Some(match column.data_type.native.split('(').next().unwrap_or_default() {
            // A type that counts is written in the programs of some tools, and in no database.
            "serial" if system.is_mysql() => "bigint unsigned",
            "smallserial" => "smallint",
            "serial" => "integer",
            "bigserial" => "bigint",
            other => other,
        }),
    }
}

/// What names of columns may refer to.
struct Names<'a> {
    schema: &'a Schema,
    /// Tables by namespace and name in lower case.
    tables: Map<(&'a str, String), usize>,
    /// Tables with a primary key of one column, by that column's name; only where a single table has it.
    keys: Map<&'a str, Option<usize>>,
}

impl<'a> Names<'a> {
    fn of(schema: &'a Schema) -> Self {
        let mut names = Self { schema, tables: Map::new(), keys: Map::new() };
        for (position, table) in schema.tables.iter().enumerate() {
            if table.partition_of.is_some() || table.annotations.ignore {
                continue;
            }
            names.tables.insert((table.id.namespace.as_str(), table.id.name.to_lowercase()), position);
            if let Some([key]) = table.primary_key.as_ref().map(|k| k.columns.as_slice())
                && !table.foreign_keys.any(|f| f.columns.contains(key))
            {
                let already = names.keys.contains_key(key.as_str());
                names.keys.insert(key, (!already).then_some(position));
            }
        }
        names
    }

    /// The table whose primary key a column looks like a reference to: `user_id` beside `users`, or the name of the key itself.
    fn target(&self, table: &Table, column: &Column) -> Option<(usize, &'a str)> {
        let lower = column.name.to_lowercase();
        let stem = lower
            .strip_suffix("_id")
            .or_else(|| column.name.strip_suffix("Id").map(|_| lower.get(..lower.len() - 2).unwrap_or_default()));
        let by_stem = stem.filter(|stem| !stem.is_empty()).and_then(|stem| {
            let plural = stem.strip_suffix('y').map(|s| format!("{s}ies"));
            [stem.to_owned(), format!("{stem}s"), format!("{stem}es")]
                .into_iter()
                .chain(plural)
                .find_map(|name| self.tables.get(&(table.id.namespace.as_str(), name)).copied())
        });
        let position = by_stem.or_else(|| {
            self.keys.get(column.name.as_str()).copied().flatten().filter(|_| lower != "id" && lower.contains("id"))
        })?;
        let (target, system) = (self.schema.tables.get(position)?, self.schema.system);
        let [key] = target.primary_key.as_ref()?.columns.as_slice() else { return None };
        let fits = target.column(key).is_some_and(|key| comparable(system, key) == comparable(system, column));
        (fits && target.id != table.id).then_some((position, key))
    }
}

/// Finds the references that no key declares. A partition's are its partitioned table's.
pub(super) fn fill(schema: &Schema, tables: &mut [TableAnalysis]) {
    let names = Names::of(schema);
    for (table, analysis) in schema.tables.iter().zip(tables) {
        if !table.annotations.ignore && table.partition_of.is_none() {
            analysis.undeclared = undeclared_references(&names, analysis, table);
        }
    }
}

fn undeclared_references(names: &Names<'_>, analysis: &TableAnalysis, table: &Table) -> Vec<Relationship> {
    let declared = table.foreign_keys.iter().flat_map(|key| &key.columns);
    // The partitions may declare what the partitioned table does not.
    let known = analysis.incoming.iter().flat_map(|relationship| &relationship.keys);
    let referencing: Set<&str> = declared.chain(known).map(String::as_str).collect();
    let mut found = Vec::new();
    for column in &table.columns {
        if referencing.contains(column.name.as_str())
            || column.annotations.references.is_some()
            || column.annotations.ignore
        {
            continue;
        }
        let own_key =
            table.primary_key.as_ref().is_some_and(|k| matches!(k.columns.as_slice(), [only] if *only == column.name));
        if own_key {
            continue;
        }
        if let Some((target, key)) = names.target(table, column) {
            found.push(Relationship {
                keys: vec![column.name.clone()],
                referenced: vec![key.to_owned()],
                optional: column.nullable,
                ..Relationship::new(target, Cardinality::ManyToOne, Origin::Inferred)
            });
        }
    }
    found
}
