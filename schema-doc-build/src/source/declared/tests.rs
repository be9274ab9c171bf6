//! A declaration is read as its DDL would be.

use schema_doc_diagnostics::{Diagnostics, SourceMap, Span};

use super::{Column, Declared, Key, Name, Table, read};
use crate::model::{Action, ColumnKind, Schema, System};

fn at(start: u32, end: u32) -> Span {
    let mut files = SourceMap::default();
    Span { file: files.add("src/lib.rs", ""), start, end }
}

/// The schema's tables, a line each: `users: id integer, name text?; key id; team_id -> teams`.
pub(crate) fn described(schema: &Schema) -> String {
    let mut text = String::new();
    for table in &schema.tables {
        text.push_str(&schema.identifier(&table.id));
        let mut separator = ": ";
        for column in &table.columns {
            let null = if column.nullable { "?" } else { "" };
            let kind = match &column.kind {
                ColumnKind::Default(expression) => format!(" = {expression}"),
                ColumnKind::AutoIncrement | ColumnKind::Identity(_) => " counts".to_owned(),
                _ => String::new(),
            };
            text.push_str(&format!("{separator}{} {}{null}{kind}", column.name, column.data_type.native));
            separator = ", ";
        }
        if let Some(key) = &table.primary_key {
            text.push_str(&format!("; key {}", key.columns.join(", ")));
        }
        for key in &table.unique {
            text.push_str(&format!("; unique {}", key.columns.join(", ")));
        }
        for key in &table.foreign_keys {
            text.push_str(&format!("; {} -> {}", key.columns.join(", "), schema.identifier(&key.table)));
            for (words, action) in [("on delete", key.on_delete), ("on update", key.on_update)] {
                if action != Action::NoAction {
                    text.push_str(&format!(" {words} {}", action.sql().to_lowercase()));
                }
            }
        }
        for index in &table.indexes {
            let keys: Vec<_> = index.keys.iter().filter_map(|key| key.as_column()).collect();
            text.push_str(&format!("; index {}", keys.join(", ")));
        }
        text.push('\n');
    }
    for found in &schema.enums {
        text.push_str(&format!("enum {}: {}\n", schema.identifier(&found.id), found.values.join(", ")));
    }
    text
}

#[test]
fn a_declared_table_is_read_as_its_ddl_with_the_declarations_places() {
    let column = |name: &str, data_type: &str, nullable: bool, start: u32| Column {
        name: name.into(),
        data_type: data_type.into(),
        nullable,
        default: None,
        generated: None,
        auto_increment: false,
        span: at(start, start + 5),
        words: Vec::new(),
    };
    let table = Table {
        name: Name { namespace: None, name: "users".into() },
        columns: vec![column("id", "int8", false, 20), column("email", "varchar(40)", true, 40)],
        primary_key: Some(Key { name: None, columns: vec!["id".into()], span: at(20, 25) }),
        unique: vec![Key { name: None, columns: vec!["email".into()], span: at(40, 45) }],
        foreign_keys: Vec::new(),
        checks: Vec::new(),
        indexes: Vec::new(),
        span: at(10, 60),
        words: Vec::new(),
    };
    let mut schema = Schema { system: System::PostgreSql, default_namespace: "public".into(), ..Schema::default() };
    schema.files.add("src/lib.rs", "-".repeat(60));
    let mut diagnostics = Diagnostics::default();
    read(&Declared { tables: vec![table], enums: Vec::new() }, &mut schema, &mut diagnostics);
    assert_eq!(diagnostics, Diagnostics::default());
    let table = &schema.tables[0];
    assert_eq!(table.columns[1].data_type.native, "character varying(40)");
    assert_eq!(table.columns[1].span, Some(at(40, 45)));
    assert_eq!(table.definition.span, Some(at(10, 60)));
    assert_eq!(table.definition.text, Some("-".repeat(50).into()));
    assert_eq!(table.unique[0].name, "users_email_key");
    assert!(!table.columns[0].nullable && table.columns[1].nullable);
}
