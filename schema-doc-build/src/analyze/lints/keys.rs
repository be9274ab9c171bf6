//! Keys and references: those that are missing, that lead elsewhere than they seem to, that no index serves.

use schema_doc_diagnostics::Code;

use super::{Lints, OnTable, leading, listed, named, ticked};
use crate::analyze::Analysis;
use crate::analyze::graph::{Graph, cycles};
use crate::analyze::relationships::unique_keys;
use crate::analyze::undeclared::comparable;
use crate::expression;
use crate::list::{IteratorExt, SliceExt};
use crate::model::{ForeignKey, IndexKey, IndexKind, QualifiedName, Schema, System, Table, TableId, TableKind};
use crate::ordered::Map;

/// More columns than this make a table wide, where the configuration sets no other limit.
const WIDE: u32 = 60;

/// What is found once for the whole schema.
pub(super) struct Whole<'a> {
    /// Tables of cycles that no insert can break, by the cycle's first table.
    locked: Map<usize, Vec<&'a TableId>>,
}

impl<'a> Whole<'a> {
    pub(super) fn of(schema: &'a Schema, analysis: &Analysis) -> Self {
        Self { locked: locked(schema, analysis) }
    }
}

pub(super) fn check(lints: &mut Lints<'_>, on: OnTable<'_>, whole: &Whole<'_>) {
    let (schema, table) = (lints.schema, on.table);
    if table.primary_key.is_none() && matches!(table.kind, TableKind::Table | TableKind::PartitionedTable) {
        let help = format!("add one: `ALTER TABLE {} ADD PRIMARY KEY (…)`", named(schema, table));
        let help = if schema.system == System::Sqlite { "make the table anew with one".to_owned() } else { help };
        lints.add(Code::NoPrimaryKey, on, None, None, "no primary key: rows cannot be told apart by a key", help);
    }
    let wide = lints.config.limit(Code::WideTable).unwrap_or(WIDE);
    if table.columns.len() > wide as usize {
        let message = format!("{} columns, more than {wide}", table.columns.len());
        lints.add(Code::WideTable, on, None, None, &message, "move what belongs together into a table of its own");
    }
    let narrow = lints.config.limit(Code::SingleColumnTable).unwrap_or(2);
    if table.columns.len() < narrow as usize && table.kind != TableKind::VirtualTable {
        let message = match table.columns.len() {
            0 => "no column".to_owned(),
            1 => "one column".to_owned(),
            some => format!("{some} columns, fewer than {narrow}"),
        };
        let help = "if it lists the values of a column, an enumerated type or a check may do";
        lints.add(Code::SingleColumnTable, on, None, None, &message, help);
    }
    foreign_keys(lints, on);
    undeclared(lints, on);
    orphan(lints, on);
    nullable_unique(lints, on);
    if let Some(others) = whole.locked.get(&on.position) {
        let list = others.mapped(|id| format!("`{}`", schema.identifier(id))).join(", ");
        let message = format!("references in a loop that no nullable or deferrable one breaks: {list}");
        let help = "make one of the columns nullable, or its foreign key `DEFERRABLE INITIALLY DEFERRED`";
        lints.add(Code::CircularReference, on, None, None, &message, help);
    }
    row_security(lints, on);
}

/// Nothing leads to it, nothing leads away from it.
fn orphan(lints: &mut Lints<'_>, on: OnTable<'_>) {
    let tied = lints.analysis.tables.get(on.position);
    if tied.is_some_and(|table| table.incoming.is_empty() && table.outgoing.is_empty()) {
        let help = "declare its references as foreign keys, or state them with `@references TABLE.COLUMN`";
        lints.add(Code::OrphanTable, on, None, None, "no relationship ties it to another table", help);
    }
}

fn foreign_keys(lints: &mut Lints<'_>, on: OnTable<'_>) {
    let (schema, table) = (lints.schema, on.table);
    // Nobody looks up what refers to a file of Convex's own `_storage`.
    let is_system = |key: &ForeignKey| table.kind == TableKind::Document && Table::is_system(&key.table.name);
    for key in table.foreign_keys.iter().filter(|key| !key.inherited && !is_system(key)) {
        if !is_indexed(schema.system, table, &key.columns) {
            let (target, columns) = (schema.identifier(&key.table), ticked(&key.columns));
            let (subject, message) = if let (TableKind::Document, [field]) = (table.kind, key.columns.as_slice()) {
                let asked = format!("to find what refers to a document of `{target}`, a query scans this table");
                (field, format!("no index begins with {columns}: {asked}"))
            } else {
                let scanned = format!("deletes and key changes in `{target}` scan this table");
                (&key.name, format!("no index leads with {columns}: {scanned}"))
            };
            let help = if table.kind == TableKind::Document {
                format!("add `.index(\"by_{0}\", [\"{0}\"])`", key.columns.join("_"))
            } else {
                let columns = listed(schema.system, &key.columns);
                let name = format!("{}_{}_idx", table.id.name, key.columns.join("_"));
                let name = crate::model::quote_identifier(schema.system, &name);
                format!("add one: `CREATE INDEX {name} ON {} ({columns})`", named(schema, table))
            };
            lints.add(Code::UnindexedForeignKey, on, Some(subject), key.span, &message, help);
        }
        mismatched_types(lints, on, key);
    }
}

/// Whether an index over all rows starts with these columns, in any order.
fn is_indexed(system: System, table: &Table, columns: &[String]) -> bool {
    let leads = |keys: &[&str]| {
        keys.len() >= columns.len() && keys.iter().take(columns.len()).all(|key| columns.any(|c| c == key))
    };
    // MySQL 8.4, FOREIGN KEY Constraints: where there is no index, it makes one.
    if system.is_mysql() || unique_keys(table).into_iter().any(|keys| leads(&keys)) {
        return true;
    }
    table.indexes.any(|index| {
        let ordered =
            matches!(index.method.as_str(), "btree" | "hash" | "") && index.kind == IndexKind::Index && !index.staged;
        // WHERE user_id IS NOT NULL leaves out no row that references anything.
        let whole = index.predicate.as_deref().is_none_or(|predicate| {
            let predicate = expression::canonical(system, predicate);
            columns.any(|column| {
                let not_null = format!("\"{}\" IS NOT NULL", column.replace('"', "\"\""));
                predicate.is_some() && predicate == expression::canonical(system, &not_null)
            })
        });
        ordered && whole && leads(&leading(&index.keys))
    })
}

fn mismatched_types(lints: &mut Lints<'_>, on: OnTable<'_>, key: &ForeignKey) {
    let (schema, table) = (lints.schema, on.table);
    let Some(target) = schema.table(&key.table) else { return };
    for (from, to) in key.columns.iter().zip(&key.referenced) {
        let (Some(from), Some(to)) = (table.column(from), target.column(to)) else { continue };
        if comparable(schema.system, from) != comparable(schema.system, to) {
            let message = format!(
                "`{}` is `{}`, and `{}.{}`, which it references, is `{}`",
                from.name,
                from.data_type.native,
                schema.identifier(&key.table),
                to.name,
                to.data_type.native
            );
            let help = format!("give `{}` the type `{}`", from.name, to.catalog_type(schema.system));
            lints.add(Code::MismatchedReferenceType, on, Some(&key.name), key.span, &message, help);
        }
    }
}

fn undeclared(lints: &mut Lints<'_>, on: OnTable<'_>) {
    let (schema, analysis) = (lints.schema, lints.analysis);
    for reference in analysis.tables.get(on.position).into_iter().flat_map(|table| &table.undeclared) {
        let (column, key) = (reference.keys.join(""), reference.referenced.join(""));
        let Some(target) = schema.tables.get(reference.table) else { continue };
        let target = schema.identifier(&target.id);
        let message = format!("`{column}` looks like a reference to `{target}.{key}`, and no foreign key says so");
        let help = format!("add the foreign key, or state what is meant: `@references {target}.{key}`");
        let span = on.table.column(&column).and_then(|column| column.span);
        lints.add(Code::UndeclaredReference, on, Some(&column), span, &message, help);
    }
}

fn nullable_unique(lints: &mut Lints<'_>, on: OnTable<'_>) {
    let table = on.table;
    let constraints = table
        .unique
        .iter()
        .filter(|k| !k.nulls_not_distinct)
        .map(|k| (&k.name, k.span, k.columns.mapped(|part| table.column_of_key(part))));
    let indexes = table
        .indexes
        .iter()
        .filter(|i| i.unique && !i.nulls_not_distinct && i.predicate.is_none())
        .map(|i| (&i.name, i.span, i.keys.iter().filter_map(IndexKey::as_column).collect_vec()));
    let has_nulls = |name: &str| table.column(name).is_some_and(|column| column.nullable);
    let keys = table.primary_key.iter().map(|key| &key.columns).chain(table.unique.iter().map(|key| &key.columns));
    let strict: Vec<&Vec<String>> =
        keys.filter(|columns| !columns.any(|part| has_nulls(table.column_of_key(part)))).collect_vec();
    for (name, span, columns) in constraints.chain(indexes) {
        let columns: Vec<&str> = columns;
        // Around a key without nulls rows are unique, whatever is null besides.
        if strict.any(|key| key.all(|column| columns.contains(&table.column_of_key(column)))) {
            continue;
        }
        let count = columns.len();
        let nullable: Vec<String> = columns.into_iter().filter(|name| has_nulls(name)).map(str::to_owned).collect_vec();
        // SQL Server lets in one null; Oracle holds rows unique that are null in a part of the key.
        let free = match lints.schema.system {
            System::SqlServer => false,
            System::Oracle => !nullable.is_empty() && nullable.len() == count,
            _ => !nullable.is_empty(),
        };
        if free {
            // Oracle's are all null, the others' any of them.
            let (of, verb, columns) = match (nullable.len(), lints.schema.system) {
                (1, _) => ("", "is", "column"),
                (_, System::Oracle) => ("", "are", "columns"),
                _ => ("one of ", "is", "columns"),
            };
            let message = format!("rows where {of}{} {verb} null are not held unique", ticked(&nullable));
            let nulls =
                if lints.schema.system == System::PostgreSql { ", or the key `UNIQUE NULLS NOT DISTINCT`" } else { "" };
            let help = format!("make the {columns} `NOT NULL`{nulls}");
            lints.add(Code::NullableUnique, on, Some(name), span, &message, help);
        }
    }
}

/// Tables of cycles that no insert can break, by the cycle's first table.
fn locked<'a>(schema: &'a Schema, analysis: &Analysis) -> Map<usize, Vec<&'a TableId>> {
    let graph = Graph::new(schema, analysis);
    cycles(&graph)
        .into_iter()
        .filter(|cycle| !cycle.breakable)
        .filter_map(|cycle| {
            let first = cycle.tables.first().copied()?;
            let ids: Vec<&QualifiedName> =
                cycle.tables.iter().filter_map(|&t| schema.tables.get(t)).map(|t| &t.id).collect_vec();
            Some((first, ids))
        })
        .collect()
}

fn row_security(lints: &mut Lints<'_>, on: OnTable<'_>) {
    let (table, name) = (on.table, named(lints.schema, on.table));
    if let (Some(policy), false) = (table.policies.first(), table.row_security.enabled) {
        let message = "policies are defined, and row security is not enabled: they do nothing";
        let help = format!("`ALTER TABLE {name} ENABLE ROW LEVEL SECURITY`");
        lints.add(Code::PolicyWithoutRowSecurity, on, None, policy.span, message, help);
    }
    if table.policies.is_empty() && table.row_security.enabled {
        let message = "row security is enabled without a policy: only the owner sees rows";
        let help = format!("add one: `CREATE POLICY … ON {name} USING (…)`");
        lints.add(Code::RowSecurityWithoutPolicy, on, None, None, message, help);
    }
}
