//! `VERIFY_SQL`: the query that finds what a live database and the schema differ in.
//!
//! What is expected is one JSON text, a line a table, which the query unpacks beside what the system's catalog says. It is one text in
//! all systems, and it holds no backslash: whether a literal knows escapes is a setting (`standard_conforming_strings`,
//! `NO_BACKSLASH_ESCAPES`). A tilde stands for it, which the query turns back.

use std::fmt;

use super::code::{Code, escaped};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Column, ForeignKey, Index, IndexKey, IndexKind, KeyTarget, Schema, System, Table, TableKind};

/// What follows the facts of both sides, `fact`.
const DIFFERENCE: &str = include_str!("verify/difference.sql");
/// Where a query has what is expected.
const EXPECTED: &str = "{expected}";
/// What an expression is here: each system has its own spelling of it.
const EXPRESSION: &str = "...";

/// The facts of both sides, as a system is asked for them.
fn facts(system: System) -> Option<&'static str> {
    match system {
        System::PostgreSql => Some(include_str!("verify/postgresql.sql")),
        System::MySql | System::MariaDb => Some(include_str!("verify/mysql.sql")),
        System::Sqlite => Some(include_str!("verify/sqlite.sql")),
        System::SqlServer | System::Oracle | System::Convex => None,
    }
}

/// The constant, where the system has one.
pub(super) fn constant(code: &mut Code, schema: &Schema, sink: &mut dyn fmt::Write) -> fmt::Result {
    let Some((before, after)) = facts(schema.system).and_then(|facts| facts.split_once(EXPECTED)) else {
        return Ok(());
    };
    code.docs([
        "A query that returns a row for each difference between a live database and this schema: `object`, `difference`,",
        "`expected`, `found`. No row where they agree; tables that the schema does not have are no difference.",
    ]);
    code.line("pub const VERIFY_SQL: &str = \"\\");
    let mut open = String::from(before);
    open.push('[');
    for (i, table) in schema.tables.iter().enumerate() {
        open.push_str(if i == 0 { "\n" } else { ",\n" });
        lines(code, &mut open);
        open.push_str(&expected(schema, table));
        code.flush(sink)?;
    }
    open.push(']');
    open.push_str(after);
    open.push_str(DIFFERENCE);
    lines(code, &mut open);
    code.line("\";");
    code.flush(sink)
}

/// Writes whole lines of a literal, and keeps what is behind the last line break.
fn lines(code: &mut Code, text: &mut String) {
    let end = text.rfind('\n').map_or(0, |end| end + 1);
    for line in text.get(..end).unwrap_or_default().lines() {
        code.line(&escaped(line));
    }
    text.drain(..end);
}

/// What a table has, in a line.
///
/// `["users","public","users",[["id","bigint",0]],[["primary key","users_pkey","primary key (id)"]]]`: its identifier, namespace and
/// name; columns, each with its type and whether it may be null; keys, each with what it is, its name, and what it is found by.
fn expected(schema: &Schema, table: &Table) -> String {
    let identifier = schema.identifier(&table.id);
    let mut columns = table.columns.mapped(|own| column(schema.system, own));
    // What `@ignore` takes out of the documents is there all the same.
    let ignored = schema.ignored.iter().filter(|ignored| ignored.kind == "column");
    let own = ignored.filter_map(|ignored| ignored.name.strip_prefix(&identifier)?.strip_prefix('.'));
    columns.push_all(own.map(|name| list([text(name)])));
    let mut keys = keys(schema.system, table);
    if table.kind == TableKind::VirtualTable {
        // They are its module's.
        columns.clear();
        keys.clear();
    }
    list([text(&identifier), text(&table.id.namespace), text(&table.id.name), list(columns), list(keys)])
}

fn column(system: System, column: &Column) -> String {
    let nullable = if column.nullable { "1" } else { "0" };
    list([text(&column.name), text(&column.catalog_type(system)), nullable.to_owned()])
}

/// Keys and indexes. What a partition has because its parent has it is the parent's.
fn keys(system: System, table: &Table) -> Vec<String> {
    let mut keys = Vec::new();
    let mut key = |kind: &str, name: &str, what: &str| {
        // MariaDB's catalog has the two columns of a period in the place of its name.
        if system != System::MariaDb || !what.to_ascii_uppercase().contains(" WITHOUT OVERLAPS") {
            keys.push(list([text(kind), text(name), text(what)]));
        }
    };
    if let Some(primary) = &table.primary_key {
        key("primary key", &primary.name, &on("primary key", &primary.columns));
    }
    for unique in &table.unique {
        key("unique constraint", &unique.name, &on("unique", &unique.columns));
    }
    for index in table.indexes.iter().filter(|index| !index.inherited) {
        key("index", &index.name, &index_text(system, index));
    }
    for foreign in table.foreign_keys.iter().filter(|foreign| !foreign.inherited) {
        key("foreign key", &foreign.name, &foreign_key_text(foreign));
    }
    keys
}

/// `primary key (id)`
fn on<T: AsRef<str>>(what: &str, columns: &[T]) -> String {
    format!("{what} ({})", columns.iter().join(", "))
}

/// `unique (email)`, `gin (tags) where ...`
fn index_text(system: System, index: &Index) -> String {
    let what = match index.kind {
        IndexKind::Index | IndexKind::Vector if index.unique => "unique",
        _ if system == System::PostgreSql => &index.method,
        kind => kind.as_str(),
    };
    let mut text = on(what, &index.keys.mapped(|key| index_key(system, key)));
    if index.predicate.is_some() {
        text.push_str(" where ...");
    }
    text
}

fn index_key(system: System, key: &IndexKey) -> String {
    match &key.target {
        KeyTarget::Column(name) => name.clone(),
        // MySQL's `name(10)` is on the first characters of a column; an expression stands in parentheses.
        KeyTarget::Expression(text) if system.is_mysql() && !text.starts_with('(') => text.replace('`', ""),
        KeyTarget::Expression(_) => EXPRESSION.to_owned(),
    }
}

/// `foreign key (user_id) references public.users (id)`
fn foreign_key_text(key: &ForeignKey) -> String {
    let mut referenced = String::from("references ");
    if !key.table.namespace.is_empty() {
        referenced.push_str(&key.table.namespace);
        referenced.push('.');
    }
    referenced.push_str(&key.table.name);
    format!("{} {}", on("foreign key", &key.columns), on(&referenced, &key.referenced))
}

/// A list in JSON.
fn list(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().join(","))
}

/// A text in JSON, inside a literal of SQL.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '\'' => out.push_str("''"),
            c if c.is_control() || matches!(c, '"' | '\\' | '~') => out.push_str(&format!("~u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::{constant, expected, text};
    use crate::model::{
        Column, DataType, ForeignKey, Ignored, Index, IndexKey, KeyTarget, PrimaryKey, QualifiedName, Schema, System,
        Table, Unique,
    };
    use crate::render::rust::code::Code;

    fn column(name: &str, native: &str, nullable: bool) -> Column {
        let data_type = DataType { native: native.into(), ..DataType::default() };
        Column { name: name.into(), data_type, nullable, ..Column::default() }
    }

    fn schema(system: System) -> Schema {
        let keys = vec![IndexKey::on(KeyTarget::Expression("lower(nick)".into())), IndexKey::column("id")];
        let users = Table {
            id: QualifiedName::new("auth", "users"),
            columns: vec![column("id", "bigint", false), column("it's", "text", true)],
            primary_key: Some(PrimaryKey { name: "pk".into(), columns: vec!["id".into()], ..PrimaryKey::default() }),
            unique: vec![Unique { name: "u".into(), columns: vec!["id".into(), "it's".into()], ..Unique::default() }],
            indexes: vec![
                Index {
                    name: "i".into(),
                    method: "btree".into(),
                    keys,
                    predicate: Some("x".into()),
                    ..Index::default()
                },
                Index { name: "copy".into(), inherited: true, ..Index::default() },
            ],
            foreign_keys: vec![ForeignKey {
                name: "f".into(),
                columns: vec!["id".into()],
                table: QualifiedName::new("public", "people"),
                referenced: vec!["id".into()],
                ..ForeignKey::default()
            }],
            ..Table::default()
        };
        let ignored = vec![Ignored { kind: "column", name: "auth.users.secret".into() }];
        Schema { system, default_namespace: "public".into(), tables: vec![users], ignored, ..Schema::default() }
    }

    #[test]
    fn a_table_is_a_line() {
        let schema = schema(System::PostgreSql);
        let line = r#"["auth.users","auth","users",[["id","bigint",0],["it''s","text",1],["secret"]],["#.to_owned()
            + r#"["primary key","pk","primary key (id)"],["unique constraint","u","unique (id, it''s)"],"#
            + r#"["index","i","btree (..., id) where ..."],"#
            + r#"["foreign key","f","foreign key (id) references public.people (id)"]]]"#;
        assert_eq!(expected(&schema, &schema.tables[0]), line);
    }

    #[test]
    fn no_name_leaves_its_literal() {
        let check = |name: &str, expected: &str| assert_eq!(text(name), expected);
        check("it's", r#""it''s""#);
        check("\\'\"~\n\0", r#""~u005c''~u0022~u007e~u000a~u0000""#);
        check("日本語 🎉", "\"日本語 🎉\"");
    }

    #[test]
    fn a_system_that_is_not_asked_has_no_query() {
        for &system in System::ALL {
            let mut written = String::new();
            constant(&mut Code::default(), &schema(system), &mut written).unwrap();
            let asked = !matches!(system, System::SqlServer | System::Oracle | System::Convex);
            assert_eq!(written.contains("pub const VERIFY_SQL: &str = \"\\\nWITH "), asked, "{system:?}");
        }
    }
}
