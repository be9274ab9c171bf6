//! Findings: what a reader of a table's page should know. Each rests on the schema alone; nothing is guessed about rows or load.

use crate::list::{IteratorExt, SliceExt};
use crate::ordered::{Map, Set};

use super::graph::{Graph, cycles};
use super::relationships::unique_keys;
use super::{Analysis, Cardinality, Finding, Origin, Relationship, TableAnalysis};
use crate::expression;
use crate::model::{
    Column, ForeignKey, Index, IndexKey, IndexKind, LogicalType, QualifiedName, Schema, SortOrder, System, Table,
    TableId, TableKind,
};

/// More columns than this make a table wide.
const WIDE: usize = 60;

/// Everything worth saying, by table.
pub(super) fn findings(schema: &Schema, analysis: &Analysis) -> Vec<Finding> {
    let mut found = Vec::new();
    let locked = locked(schema, analysis);
    for (position, table) in schema.tables.iter().enumerate() {
        // A partition's findings are its partitioned table's.
        if table.annotations.ignore || table.partition_of.is_some() {
            continue;
        }
        let mut add = |code: &'static str, subject: Option<&str>, message: String| {
            found.push(Finding::new(code, position, subject.map(str::to_owned), message));
        };
        if table.primary_key.is_none() && matches!(table.kind, TableKind::Table | TableKind::PartitionedTable) {
            add("no-primary-key", None, "no primary key: rows cannot be told apart by a key".to_owned());
        }
        if table.columns.len() > WIDE {
            add("wide-table", None, format!("{} columns, more than {WIDE}", table.columns.len()));
        }
        foreign_keys(schema, table, &mut add);
        if let Some(analysis) = analysis.tables.get(position) {
            undeclared(schema, analysis, &mut add);
        }
        nullable_unique(table, &mut add);
        indexes(schema.system, table, &mut add);
        if let Some(others) = locked.get(&position) {
            let list = others.mapped(|id| format!("`{}`", schema.identifier(id))).join(", ");
            add(
                "circular-reference",
                None,
                format!("references in a loop that no nullable or deferrable one breaks: {list}"),
            );
        }
        row_security(table, &mut add);
        let covered = analysis.tables.get(position).map_or(&[][..], |t| &t.covered_by);
        for (pattern, covered) in table.annotations.access.iter().zip(covered) {
            if let (Some(index), true) = (&pattern.index, covered.is_empty()) {
                let message = format!(
                    "the access pattern `{}` counts on the index `{index}`, which this table does not have",
                    pattern.name
                );
                add("uncovered-access-pattern", Some(&pattern.name), message);
            }
        }
    }
    found
}

type Add<'a> = dyn FnMut(&'static str, Option<&str>, String) + 'a;

fn ticked<'a>(columns: impl IntoIterator<Item = &'a String>) -> String {
    columns.into_iter().map(|c| format!("`{c}`")).join(", ")
}

fn foreign_keys(schema: &Schema, table: &Table, add: &mut Add<'_>) {
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
            add("unindexed-foreign-key", Some(subject), message);
        }
        mismatched_types(schema, table, key, add);
    }
}

/// Whether an index over all rows starts with these columns, in any order.
fn is_indexed(system: System, table: &Table, columns: &[String]) -> bool {
    let leads = |keys: &[&str]| {
        keys.len() >= columns.len() && keys.iter().take(columns.len()).all(|key| columns.iter().any(|c| c == key))
    };
    // MySQL 8.4, FOREIGN KEY Constraints: where there is no index, it makes one.
    if system.is_mysql() || unique_keys(table).into_iter().any(|keys| leads(&keys)) {
        return true;
    }
    table.indexes.iter().any(|index| {
        let ordered =
            matches!(index.method.as_str(), "btree" | "hash" | "") && index.kind == IndexKind::Index && !index.staged;
        // WHERE user_id IS NOT NULL leaves out no row that references anything.
        let whole = index.predicate.as_deref().is_none_or(|predicate| {
            let predicate = expression::canonical(system, predicate);
            columns.iter().any(|column| {
                let not_null = format!("\"{}\" IS NOT NULL", column.replace('"', "\"\""));
                predicate.is_some() && predicate == expression::canonical(system, &not_null)
            })
        });
        let keys: Vec<&str> = index.keys.iter().map_while(IndexKey::as_column).collect_vec();
        ordered && whole && leads(&keys)
    })
}

/// A type without its modifiers; `None` where it is of characters, whose types all fit one another.
fn comparable(system: System, column: &Column) -> Option<&str> {
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

fn mismatched_types(schema: &Schema, table: &Table, key: &ForeignKey, add: &mut Add<'_>) {
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
            add("mismatched-reference-type", Some(&key.name), message);
        }
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
                && !table.foreign_keys.iter().any(|f| f.columns.contains(key))
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
pub(super) fn fill_undeclared(schema: &Schema, tables: &mut [TableAnalysis]) {
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

fn undeclared(schema: &Schema, analysis: &TableAnalysis, add: &mut Add<'_>) {
    for reference in &analysis.undeclared {
        let (column, key) = (reference.keys.join(""), reference.referenced.join(""));
        let Some(target) = schema.tables.get(reference.table) else { continue };
        let message = format!(
            "`{column}` looks like a reference to `{}.{key}`, and no foreign key says so",
            schema.identifier(&target.id)
        );
        add("undeclared-reference", Some(&column), message);
    }
}

fn nullable_unique(table: &Table, add: &mut Add<'_>) {
    let constraints =
        table.unique.iter().filter(|k| !k.nulls_not_distinct).map(|k| (&k.name, k.columns.mapped(String::as_str)));
    let indexes = table
        .indexes
        .iter()
        .filter(|i| i.unique && !i.nulls_not_distinct && i.predicate.is_none())
        .map(|i| (&i.name, i.keys.iter().filter_map(IndexKey::as_column).collect_vec()));
    for (name, columns) in constraints.chain(indexes) {
        let columns: Vec<&str> = columns;
        let nullable: Vec<String> = columns
            .into_iter()
            .filter(|name| table.column(name).is_some_and(|c| c.nullable))
            .map(str::to_owned)
            .collect_vec();
        if !nullable.is_empty() {
            let verb = if nullable.len() == 1 { "is" } else { "are" };
            add(
                "nullable-unique",
                Some(name),
                format!("rows where {} {verb} null are not held unique", ticked(&nullable)),
            );
        }
    }
}

/// Method and predicate: only the like can replace each other.
type Like = (String, String);

/// One key of an index, as far as two of them are the same.
type Part = (String, bool, Option<bool>, String, String);

fn part(system: System, key: &IndexKey) -> Part {
    use crate::model::{KeyTarget, NullsOrder};
    let target = match &key.target {
        KeyTarget::Column(name) => format!("\"{name}\""),
        KeyTarget::Expression(text) => expression::canonical(system, text).unwrap_or_else(|| text.clone()),
    };
    (
        target,
        key.order == SortOrder::Descending,
        key.nulls.map(|nulls| nulls == NullsOrder::First),
        key.opclass.as_deref().unwrap_or_default().to_owned(),
        key.collation.as_deref().unwrap_or_default().to_owned(),
    )
}

/// Convex has one kind of index for equality and order, and names none.
fn method(index: &Index) -> &str {
    match index.kind {
        IndexKind::Index | IndexKind::Search if index.method.is_empty() => index.kind.as_str(),
        _ => &index.method,
    }
}

/// Indexes over the same keys, and those whose keys another starts with.
fn indexes(system: System, table: &Table, add: &mut Add<'_>) {
    struct Seen<'a> {
        name: &'a str,
        parts: Vec<Part>,
        like: Like,
        unique: bool,
        include: &'a [String],
        constraint: bool,
    }
    let of_columns = |columns: &[String]| columns.mapped(|c| part(system, &IndexKey::column(c.as_str())));
    let mut seen: Vec<Seen<'_>> = Vec::new();
    let constraints = table
        .primary_key
        .iter()
        .map(|k| (&k.name, &k.columns, &k.include))
        .chain(table.unique.iter().map(|k| (&k.name, &k.columns, &k.include)));
    for (name, columns, include) in constraints {
        let like = ("btree".to_owned(), String::new());
        seen.push(Seen { name, parts: of_columns(columns), like, unique: true, include, constraint: true });
    }
    for index in table.indexes.iter().filter(|i: &&Index| !i.inherited && i.attached_to.is_none()) {
        let predicate = index.predicate.as_deref().unwrap_or_default();
        let predicate = expression::canonical(system, predicate).unwrap_or_else(|| predicate.to_owned());
        seen.push(Seen {
            name: &index.name,
            parts: index.keys.mapped(|key| part(system, key)),
            like: (method(index).to_owned(), predicate),
            unique: index.unique,
            include: &index.include,
            constraint: false,
        });
    }
    // Every way to start an index, and the indexes that start so.
    let mut starts: Map<(&Like, &[Part]), Vec<usize>> = Map::new();
    for (position, index) in seen.iter().enumerate() {
        for length in 1..=index.parts.len() {
            if let Some(start) = index.parts.get(..length) {
                starts.or_default((&index.like, start)).push(position);
            }
        }
    }
    for (position, index) in seen.iter().enumerate().filter(|(_, index)| !index.constraint) {
        let Some(others) = starts.get(&(&index.like, index.parts.as_slice())) else { continue };
        let replaces = |other: &usize| {
            let other = &seen[*other];
            index.include.iter().all(|column| other.include.contains(column))
                && (!index.unique || (other.unique && other.parts.len() == index.parts.len()))
        };
        let others: Vec<usize> =
            others.iter().copied().filter(|&other| other != position).filter(replaces).take(8).collect_vec();
        let same = others.iter().copied().find(|&other| {
            let twin = &seen[other];
            // Of two twins the later one is too many.
            twin.parts.len() == index.parts.len()
                && (other < position || twin.unique != index.unique || twin.include.len() != index.include.len())
        });
        if let Some(other) = same {
            add(
                "duplicate-index",
                Some(index.name),
                format!("the index `{}` has the keys of `{}`", index.name, seen[other].name),
            );
        } else if let Some(&other) = others
            .iter()
            .find(|&&other| seen[other].parts.len() > index.parts.len() && matches!(&*index.like.0, "btree" | "index"))
        {
            let message =
                format!("the keys of the index `{}` are the first ones of `{}`", index.name, seen[other].name);
            add("redundant-index", Some(index.name), message);
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

fn row_security(table: &Table, add: &mut Add<'_>) {
    if !table.policies.is_empty() && !table.row_security.enabled {
        add(
            "policy-without-row-security",
            None,
            "policies are defined, and row security is not enabled: they do nothing".to_owned(),
        );
    }
    if table.policies.is_empty() && table.row_security.enabled {
        add(
            "row-security-without-policy",
            None,
            "row security is enabled without a policy: only the owner sees rows".to_owned(),
        );
    }
}
