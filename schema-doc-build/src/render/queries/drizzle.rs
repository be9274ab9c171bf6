//! Queries as a program writes them with Drizzle, beside those in SQL: by the names that it exports.

use super::{Kind, Statements, Subject, is_writable, mutation, parents};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Column, ColumnKind, ForeignKey, Index, Named, Schema, System, Table};
use crate::ordered::Set;

/// The statements, where the schema is one of Drizzle's.
pub(crate) fn queries(subject: &Subject) -> Option<Statements> {
    let (schema, table) = (subject.input.schema, subject.table);
    schema.sources.find(|source| source.kind == "drizzle")?;
    let mut statements = Statements::default();
    for columns in keys(table) {
        let title = format!("by {}", columns.mapped(|column| property(column)).join(" and "));
        statements.read(title, format!("await db.select().from({}){};", name(table), filtered(table, &columns)));
    }
    let called = |name| table.column(name).map_or(name, property);
    for (key, parent) in parents(schema, table, called) {
        if let Some(statement) = with_parent(schema, table, key) {
            statements.read(format!("with its {parent}"), statement);
        }
    }
    if statements.list.is_empty() {
        statements.read("all rows", format!("await db.select().from({});", name(table)));
    }
    if is_writable(table) {
        changes(schema.system, table, &mut statements);
    }
    Some(statements)
}

/// The statements, with the functions that they import.
pub(crate) fn text(statements: &Statements) -> String {
    let changes = statements.text(Kind::Change, "//");
    let between = if changes.is_empty() { "" } else { "\n" };
    let text = [&statements.text(Kind::Read, "//"), between, &changes].concat();
    let used = ["and", "eq"].into_iter().filter(|function| text.contains(&format!("{function}(")));
    let used: Vec<&str> = used.collect_vec();
    let import = match used.as_slice() {
        [] => String::new(),
        used => format!("import {{ {} }} from \"drizzle-orm\";\n\n", used.join(", ")),
    };
    import + &text
}

/// The columns that keys and indexes lead by, each once: those of an expression, or of some rows, lead nowhere by equality.
fn keys(table: &Table) -> Vec<Vec<&Column>> {
    let mut all: Vec<Vec<&str>> = Vec::new();
    all.push_all(table.primary_key.iter().map(|key| key.columns.mapped(String::as_str)));
    let unique = table.unique.iter().filter(|key| !key.annotations.ignore);
    all.push_all(unique.map(|key| key.columns.mapped(String::as_str)));
    let of_all_rows = |index: &&Index| {
        let by_equality = matches!(index.method.as_str(), "" | "btree" | "hash");
        by_equality && index.predicate.is_none() && !index.annotations.ignore
    };
    let indexes = table.indexes.iter().filter(of_all_rows);
    all.push_all(indexes.filter_map(|index| index.keys.iter().map(|key| key.as_column()).collect::<Option<_>>()));
    let foreign = table.foreign_keys.iter().filter(|key| !key.annotations.ignore);
    all.push_all(foreign.map(|key| key.columns.mapped(String::as_str)));
    let mut known: Set<Vec<&str>> = Set::new();
    all.keep(|columns| !columns.is_empty() && known.insert(columns.clone()));
    let columns = |names: Vec<&str>| names.into_iter().map(|name| table.column(name)).collect::<Option<Vec<_>>>();
    all.into_iter().filter_map(columns).collect_vec()
}

/// `.where(and(eq(users.a, a), eq(users.b, b)))`
fn filtered(table: &Table, columns: &[&Column]) -> String {
    let conditions = columns.mapped(|column| format!("eq({}, {})", member(table, column), variable(column)));
    match conditions.as_slice() {
        [one] => format!(".where({one})"),
        several => format!(".where(and({}))", several.join(", ")),
    }
}

/// `await db.select().from(posts).innerJoin(users, eq(users.id, posts.authorId)).where(eq(posts.id, id));`
fn with_parent(schema: &Schema, table: &Table, key: &ForeignKey) -> Option<String> {
    // A table joined to itself needs another name.
    let parent = schema.table(&key.table).filter(|parent| parent.id != table.id)?;
    let column = |table: &'_ Table, name: &String| table.column(name).cloned();
    let mut on = Vec::new();
    let mut optional = false;
    for (own, referenced) in key.columns.iter().zip(&key.referenced) {
        let (own, referenced) = (column(table, own)?, column(parent, referenced)?);
        optional |= own.nullable;
        on.push(format!("eq({}, {})", member(parent, &referenced), member(table, &own)));
    }
    let on = match on.as_slice() {
        [one] => one.clone(),
        several => format!("and({})", several.join(", ")),
    };
    let join = if optional { "leftJoin" } else { "innerJoin" };
    let row: Option<Vec<&Column>> = mutation::row_key(table)?.iter().map(|name| table.column(name)).collect();
    let row = filtered(table, &row?);
    Some(format!("await db\n  .select()\n  .from({})\n  .{join}({}, {on})\n  {row};", name(table), name(parent)))
}

/// Creating, changing and deleting a row.
fn changes(system: System, table: &Table, statements: &mut Statements) {
    let needed = |column: &&Column| {
        let is_asked = !column.annotations.ignore && !column.nullable && matches!(column.kind, ColumnKind::Plain);
        is_asked && !is_given_by_application(column)
    };
    let own = name(table);
    let values = object(table.columns.iter().filter(needed));
    let returned = if system.is_mysql() { "" } else { ".returning()" };
    statements.change("create", format!("await db.insert({own}).values({values}){returned};"));
    let key: Option<Vec<&Column>> =
        mutation::row_key(table).and_then(|key| key.iter().map(|name| table.column(name)).collect());
    let Some(key) = key else { return };
    let row = filtered(table, &key);
    let is_other = |column: &Column| {
        !column.annotations.ignore
            && !key.any(|key| key.name == column.name)
            && !matches!(column.kind, ColumnKind::Generated(_))
    };
    if let Some(first) = table.columns.find(is_other) {
        statements.change("change", format!("await db.update({own}).set({}){row};", object([first])));
    }
    statements.change("delete", format!("await db.delete({own}){row};"));
}

/// `.$defaultFn(…)`, and `.$onUpdate(…)`, which gives a value to inserts, too.
fn is_given_by_application(column: &Column) -> bool {
    let says = |rule: &Named| {
        let is_of_drizzle = matches!(rule.name.as_str(), "inserts" | "updates");
        is_of_drizzle && rule.text.as_ref().is_some_and(|text| text.starts_with("the application gives "))
    };
    column.annotations.rules.any(says)
}

/// `{ email, "first-name": value }`
fn object<'c>(columns: impl IntoIterator<Item = &'c Column>) -> String {
    let mut parts = Vec::new();
    parts.push_all(columns.into_iter().map(|column| {
        let property = property(column);
        if is_identifier(property) { property.to_owned() } else { format!("{}: value", literal(property)) }
    }));
    if parts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", parts.join(", ")) }
}

/// The name that the program exports the table by.
fn name(table: &Table) -> &str {
    table.source_name.as_deref().unwrap_or(&table.id.name)
}

/// The name of the column in the program.
fn property(column: &Column) -> &str {
    column.source_name.as_deref().unwrap_or(&column.name)
}

/// `users.email`, `users["first-name"]`
fn member(table: &Table, column: &Column) -> String {
    let (table, property) = (name(table), property(column));
    if is_identifier(property) { format!("{table}.{property}") } else { format!("{table}[{}]", literal(property)) }
}

/// What holds a column's value.
fn variable(column: &Column) -> &str {
    let property = property(column);
    if is_identifier(property) { property } else { "value" }
}

fn is_identifier(name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    name.starts_with(|c: char| is_part(c) && !c.is_numeric()) && name.chars().all(is_part)
}

fn literal(text: &str) -> String {
    crate::json::compact(&crate::json::Value::String(text.to_owned()))
}
