//! Tables: `CREATE TABLE` with columns and constraints, partitions and heirs, and what can only be said afterwards.

use std::borrow::Cow;

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Set;

use super::attached::PartitionKeys;
use super::constraint;
use super::order::{Object, Part};
use super::script::Script;
use super::sequence;
use crate::model::{Column, ColumnKind, Schema, Table, TableKind, TableOptions};

/// How a table comes to its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// It names them all.
    Own,
    /// `PARTITION OF`.
    Partition,
    /// `INHERITS`; it names those that are its own.
    Heir,
}

/// `CREATE TABLE …`, without what waits for `later`, and without foreign keys.
pub(super) fn create(script: &mut Script, at: usize, later: &Set<(Object, Part)>) {
    let schema = script.schema;
    let Some(table) = schema.tables.get(at) else { return };
    let form = form(schema, table);
    let name = script.qualified(&table.id);
    let options = table.options.as_deref();

    let mut lines = Vec::new();
    let mut columns: Vec<[Cow<str>; 3]> = Vec::new();
    let of_type = options.and_then(|options| options.of_type.as_ref());
    for (position, column) in table.columns.iter().enumerate() {
        let waits = later.contains(&(Object::Table(at), Part::Default(position)));
        let named = match form {
            Form::Own => of_type.is_none(),
            Form::Partition => false,
            Form::Heir => !column.inherited,
        };
        let clauses = column_clauses(script, table, column, waits);
        if named {
            let (data_type, clauses) = match sequence::serial(schema, table, column) {
                Some(serial) if !waits => (serial.into(), column_clauses_of_serial(script, column)),
                _ => (column_type(script, column), clauses),
            };
            columns.push([script.quote(&column.name), data_type, clauses.into()]);
        } else if of_type.is_some() && !clauses.is_empty() {
            columns.push([script.quote(&column.name), "WITH OPTIONS".into(), clauses.into()]);
        }
    }
    lines.push_all(aligned(&columns));
    // The system copies a partitioned table's keys; an heir has its own.
    let parent = table.partition_of.as_ref().filter(|_| form == Form::Partition).and_then(|p| schema.table(&p.table));
    let keys = parent.map(|parent| PartitionKeys::new(table, parent));
    let own = |name: &str| keys.as_ref().is_none_or(|keys| keys.own.contains(name));
    lines.push_all(table.primary_key.iter().filter(|k| own(&k.name)).map(|k| constraint::primary_key(script, k)));
    let unique = table.unique.iter().enumerate().filter(|(at, key)| own(&key.name) && !repeats_another(table, *at));
    lines.push_all(unique.map(|(_, key)| constraint::unique(script, key)));
    lines.push_all(table.exclusions.iter().filter(|e| own(&e.name)).map(|e| constraint::exclusion(script, e)));
    for (position, check) in table.checks.iter().enumerate() {
        let waits = later.contains(&(Object::Table(at), Part::Check(position)));
        // A partition that is attached must have its parent's checks by then.
        let own = !check.inherited || (form == Form::Own && table.partition_of.is_some());
        if !waits && own && !check.not_valid {
            lines.push(constraint::check(script, check));
        }
    }

    let mut out = format!("CREATE {}TABLE {name}", kind_words(table, options));
    match (form, of_type) {
        (Form::Partition, _) => {
            let parent = table.partition_of.as_ref().map(|p| script.qualified(&p.table)).unwrap_or_default();
            out.push_str(&format!(" PARTITION OF {parent}"));
            if !lines.is_empty() {
                out.push_str(&parenthesized(&lines));
            }
            let bound = table.partition_of.as_ref().map_or("DEFAULT", |p| p.bound.as_str());
            out.push_str(&format!("{}{bound}", if lines.is_empty() { "\n    " } else { " " }));
        }
        (_, Some(of_type)) => {
            out.push_str(&format!(" OF {}", script.qualified(of_type)));
            if !lines.is_empty() {
                out.push_str(&parenthesized(&lines));
            }
        }
        _ if lines.is_empty() => out.push_str(" ()"),
        _ => out.push_str(&parenthesized(&lines)),
    }
    if form == Form::Heir {
        let parents: Vec<String> = table.inherits.mapped(|id| script.qualified(id));
        out.push_str(&format!(" INHERITS ({})", parents.join(", ")));
    }
    out.push_str(&tail(script, table, options));
    script.statement_in(path_for(table, &out), &out);
    for (usual, real) in keys.iter().flat_map(|keys| &keys.renamed) {
        let (usual, real) = (script.quote(usual), script.quote(real));
        script.statement(&format!("ALTER TABLE {name} RENAME CONSTRAINT {usual} TO {real}"));
    }
    for (at, key) in table.unique.iter().enumerate() {
        if own(&key.name) && repeats_another(table, at) {
            let statement = format!("ALTER TABLE {name} ADD {}", constraint::unique(script, key));
            script.statement(&statement);
        }
    }
    afterwards(script, table, form);
}

/// Whether a unique constraint asks what a key before it asks: in `CREATE TABLE` the two would be one.
fn repeats_another(table: &Table, at: usize) -> bool {
    let Some(key) = table.unique.get(at) else { return false };
    let of_primary = table
        .primary_key
        .as_ref()
        .is_some_and(|p| p.columns == key.columns && p.include == key.include && p.deferrable == key.deferrable);
    of_primary && !key.nulls_not_distinct
        || table.unique.iter().take(at).any(|other| {
            other.columns == key.columns
                && other.include == key.include
                && other.deferrable == key.deferrable
                && other.nulls_not_distinct == key.nulls_not_distinct
        })
}

/// The search path of the definition, where anything but types and tables can depend on it: those are written with their namespaces.
fn path_for<'a>(table: &'a Table, statement: &str) -> &'a [String] {
    let said = ["CHECK (", "DEFAULT ", "GENERATED ALWAYS AS (", "EXCLUDE ", "PARTITION BY "];
    let plain = said.all(|word| !statement.contains(word));
    if plain { &[] } else { &table.definition.search_path }
}

fn parenthesized(lines: &[String]) -> String {
    format!(" (\n    {}\n)", lines.join(",\n    "))
}

fn kind_words(table: &Table, options: Option<&TableOptions>) -> &'static str {
    match table.kind {
        TableKind::ForeignTable => "FOREIGN ",
        _ if options.is_some_and(|options| options.server.is_some()) => "FOREIGN ",
        _ if options.is_some_and(|options| options.unlogged) => "UNLOGGED ",
        _ => "",
    }
}

/// What stands behind the parentheses.
fn tail(script: &Script, table: &Table, options: Option<&TableOptions>) -> String {
    let mut out = String::new();
    if let Some(partitioning) = &table.partitioning {
        let keys: Vec<String> = partitioning.keys.mapped(|key| constraint::key(script, key));
        out.push_str(&format!(" PARTITION BY {} ({})", partitioning.strategy.to_uppercase(), keys.join(", ")));
    }
    let Some(options) = options else { return out };
    if let Some(method) = &options.access_method {
        out.push_str(&format!(" USING {}", script.quote(method)));
    }
    if let Some(server) = &options.server {
        out.push_str(&format!(" SERVER {}", script.quote(server)));
        if let Some(server_options) = &options.server_options {
            out.push_str(&format!(" OPTIONS ({server_options})"));
        }
    }
    if !options.storage.is_empty() {
        out.push_str(&format!(" WITH ({})", constraint::storage(&options.storage)));
    }
    out
}

/// A partition or an heir whose columns are not those that the short form would give it names them itself and is attached.
pub(super) fn form(schema: &Schema, table: &Table) -> Form {
    if let Some(partition_of) = &table.partition_of {
        let parent = schema.table(&partition_of.table);
        let same = parent.is_some_and(|parent| {
            parent.columns.len() == table.columns.len()
                && parent
                    .columns
                    .iter()
                    .zip(&table.columns)
                    .all(|(theirs, ours)| theirs.name == ours.name && theirs.data_type == ours.data_type)
        });
        return if same { Form::Partition } else { Form::Own };
    }
    if table.inherits.is_empty() {
        return Form::Own;
    }
    let mut expected: Vec<&str> = Vec::new();
    let mut seen = Set::new();
    for parent in &table.inherits {
        let Some(parent) = schema.table(parent) else { return Form::Own };
        expected.push_all(parent.columns.iter().map(|c| c.name.as_str()).filter(|name| seen.insert(*name)));
    }
    let inherited = seen.clone();
    expected.push_all(table.columns.iter().map(|c| c.name.as_str()).filter(|name| seen.insert(*name)));
    let same = expected.len() == table.columns.len()
        && expected.iter().zip(&table.columns).all(|(name, column)| *name == column.name)
        // An heir that was made one later has declared all its columns itself.
        && table.columns.any(|c| c.inherited) != inherited.is_empty();
    if same { Form::Heir } else { Form::Own }
}

/// What is no clause of `CREATE TABLE`.
fn afterwards(script: &mut Script, table: &Table, form: Form) {
    let schema = script.schema;
    let name = script.qualified(&table.id);
    let path = &table.definition.search_path;
    if form != Form::Own {
        differences(script, table);
    } else if let Some(partition_of) = &table.partition_of {
        let parent = script.qualified(&partition_of.table);
        let attach = format!("ALTER TABLE {parent} ATTACH PARTITION {name} {}", partition_of.bound);
        script.statement_in(path, &attach);
    } else {
        for parent in &table.inherits {
            let inherit = format!("ALTER TABLE {name} INHERIT {}", script.qualified(parent));
            script.statement(&inherit);
        }
    }
    for check in table.checks.iter().filter(|check| check.not_valid && !check.inherited) {
        let statement = format!("ALTER TABLE {name} ADD {}", constraint::check(script, check));
        script.statement_in(path, &statement);
    }
    for column in &table.columns {
        for option in column.options.iter().filter(|option| !option.starts_with("OPTIONS")) {
            let column = script.quote(&column.name);
            script.statement(&format!("ALTER TABLE {name} ALTER COLUMN {column} SET {option}"));
        }
    }
    let Some(options) = table.options.as_deref() else { return };
    if let Some(tablespace) = &options.tablespace {
        script.remark(&format!("{} lies in the tablespace {tablespace}", schema.identifier(&table.id)));
    }
    if let Some(owner) = options.owner.as_ref().filter(|owner| schema.roles.any(|role| role.name == **owner)) {
        let owner = script.quote(owner);
        script.statement(&format!("ALTER TABLE {name} OWNER TO {owner}"));
    }
}

/// Where columns that come from a parent differ from the parent's.
fn differences(script: &mut Script, table: &Table) {
    let schema = script.schema;
    let name = script.qualified(&table.id);
    let parents: Vec<&Table> = table
        .partition_of
        .iter()
        .map(|p| &p.table)
        .chain(&table.inherits)
        .filter_map(|parent| schema.table(parent))
        .collect_vec();
    let whole = table.partition_of.is_some();
    for column in table.columns.iter().filter(|column| whole || column.inherited) {
        let Some(theirs) = parents.iter().find_map(|p| p.columns.find(|c| c.name == column.name)) else {
            continue;
        };
        let quoted = script.quote(&column.name);
        match (theirs.default_expression(), column.default_expression()) {
            (theirs, Some(ours)) if theirs != Some(ours) => {
                let statement = format!("ALTER TABLE ONLY {name} ALTER COLUMN {quoted} SET DEFAULT {ours}");
                script.statement_in(&table.definition.search_path, &statement);
            }
            (Some(_), None) if matches!(column.kind, ColumnKind::Plain) => {
                script.statement(&format!("ALTER TABLE ONLY {name} ALTER COLUMN {quoted} DROP DEFAULT"));
            }
            _ => {}
        }
        if theirs.nullable && !column.nullable && !in_primary_key(table, column) {
            script.statement(&format!("ALTER TABLE ONLY {name} ALTER COLUMN {quoted} SET NOT NULL"));
        }
    }
}

fn in_primary_key(table: &Table, column: &Column) -> bool {
    table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&column.name))
}

/// The type, with `COLLATE` and a foreign column's `OPTIONS`.
fn column_type<'c>(script: &Script, column: &'c Column) -> Cow<'c, str> {
    let mut out = Cow::Borrowed(column.data_type.native.as_str());
    for options in column.options.iter().filter(|option| option.starts_with("OPTIONS")) {
        out.to_mut().push_str(&format!(" {options}"));
    }
    if let Some(collation) = &column.collation {
        out.to_mut().push_str(&format!(" COLLATE {}", script.printed(collation)));
    }
    out
}

fn not_null(script: &Script, column: &Column) -> Option<String> {
    let name = column.not_null_name.as_ref().map(|name| format!("CONSTRAINT {} ", script.quote(name)));
    (!column.nullable).then(|| format!("{}NOT NULL", name.unwrap_or_default()))
}

fn column_clauses_of_serial(script: &Script, column: &Column) -> String {
    column.not_null_name.as_ref().and_then(|_| not_null(script, column)).unwrap_or_default()
}

/// `NOT NULL DEFAULT now()`
fn column_clauses(script: &Script, table: &Table, column: &Column, waits: bool) -> String {
    let mut clauses = Vec::new();
    // A primary key says it, and an identity.
    let is_identity = matches!(column.kind, ColumnKind::Identity(_)) && table.partition_of.is_none();
    let said = in_primary_key(table, column) || is_identity;
    if !said || column.not_null_name.is_some() {
        clauses.push_all(not_null(script, column));
    }
    match &column.kind {
        ColumnKind::Default(expression) if !waits => clauses.push(format!("DEFAULT {expression}")),
        ColumnKind::Plain | ColumnKind::Default(_) | ColumnKind::AutoIncrement => {}
        ColumnKind::Generated(generated) => clauses.push(format!(
            "GENERATED ALWAYS AS ({}) {}",
            generated.expression,
            if generated.stored { "STORED" } else { "VIRTUAL" }
        )),
        // A partition's is the partitioned table's.
        ColumnKind::Identity(_) if !is_identity => {}
        ColumnKind::Identity(identity) => {
            let always = if identity.always { "ALWAYS" } else { "BY DEFAULT" };
            let options = sequence::identity_options(script, table, column, identity);
            clauses.push(format!("GENERATED {always} AS IDENTITY{options}"));
        }
    }
    clauses.join(" ")
}

/// Names, types and clauses in columns.
fn aligned(columns: &[[Cow<str>; 3]]) -> Vec<String> {
    const WIDEST: usize = 32;
    let width = |part: usize, of: fn(&[Cow<str>; 3]) -> bool| {
        let widths = columns.iter().filter(|c| of(c)).map(|c| c[part].chars().count());
        widths.filter(|width| *width <= WIDEST).max().unwrap_or(0)
    };
    let widths = [width(0, |_| true), width(1, |c| !c[2].is_empty())];
    columns.mapped(|[name, data_type, clauses]| {
        let room = name.len() + data_type.len() + clauses.len() + widths[0] + widths[1] + 2;
        let mut line = String::with_capacity(room);
        for (part, width) in [name, data_type].into_iter().zip(widths) {
            line.push_str(part);
            // One at least: what is wider than most stands out.
            let own = part.chars().count();
            for _ in own..=width.max(own) {
                line.push(' ');
            }
        }
        line.push_str(clauses);
        line.truncate(line.trim_end().len());
        line
    })
}
