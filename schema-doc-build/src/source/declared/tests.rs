//! A declaration is read as its DDL would be.

use schema_doc_diagnostics::{Diagnostics, SourceMap, Span};

use super::{Column, Declared, Identity, Index, Key, Name, Policy, Role, Sequence, Table, View, read};
use crate::model::{
    Action, ColumnKind, Generated, IndexKey, KeyTarget, NullsOrder, Schema, SequenceOptions, SortOrder, System,
};

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
        nullable,
        ..Column::new(name, data_type, at(start, start + 5))
    };
    let table = Table {
        columns: vec![column("id", "int8", false, 20), column("email", "varchar(40)", true, 40)],
        primary_key: Some(Key::new(None, vec!["id".into()], at(20, 25))),
        unique: vec![Key::new(None, vec!["email".into()], at(40, 45))],
        ..Table::new(Name { namespace: None, name: "users".into() }, at(10, 60))
    };
    let mut schema = Schema { system: System::PostgreSql, default_namespace: "public".into(), ..Schema::default() };
    schema.files.add("src/lib.rs", "-".repeat(60));
    let mut diagnostics = Diagnostics::default();
    read(&Declared { tables: vec![table], ..Declared::default() }, &mut schema, &mut diagnostics);
    assert_eq!(diagnostics, Diagnostics::default());
    let table = &schema.tables[0];
    assert_eq!(table.columns[1].data_type.native, "character varying(40)");
    assert_eq!(table.columns[1].span, Some(at(40, 45)));
    assert_eq!(table.definition.span, Some(at(10, 60)));
    assert_eq!(table.definition.text, Some("-".repeat(50).into()));
    assert_eq!(table.unique[0].name, "users_email_key");
    assert!(!table.columns[0].nullable && table.columns[1].nullable);
}

#[test]
fn what_few_programs_declare_is_read_too() {
    let at = at(10, 20);
    let named = |name: &str| Name { namespace: Some("shop".into()), name: name.into() };
    let count = SequenceOptions { start: Some(100), cycle: true, ..SequenceOptions::default() };
    let identity = Identity { always: true, sequence: Some(named("counter")), options: count.clone() };
    let columns = vec![
        Column { auto_increment: true, identity: Some(identity), nullable: false, ..Column::new("id", "int8", at) },
        Column::new("email", "text", at),
        Column {
            generated: Some(Generated { expression: "lower(email)".into(), stored: true }),
            ..Column::new("lower", "text", at)
        },
    ];
    let expression = IndexKey {
        order: SortOrder::Descending,
        nulls: Some(NullsOrder::Last),
        opclass: Some("text_pattern_ops".into()),
        ..IndexKey::on(KeyTarget::Expression("lower(email)".into()))
    };
    let index = Index {
        unique: true,
        method: Some("btree".into()),
        keys: vec![expression, IndexKey::column("id")],
        storage: vec![("fillfactor".into(), "70".into())],
        predicate: Some("id > 0".into()),
        ..Index::new(Some("by_email".into()), [], at)
    };
    let policy = Policy {
        name: "own rows".into(),
        permissive: false,
        command: "SELECT".into(),
        roles: vec!["current_user".into(), "Reader".into()],
        using: Some("id > 1".into()),
        with_check: None,
        span: at,
    };
    let unique = Key { nulls_not_distinct: true, ..Key::new(Some("one_email".into()), vec!["email".into()], at) };
    let users = Table {
        columns,
        unique: vec![unique],
        indexes: vec![index],
        policies: vec![policy],
        row_security: true,
        ..Table::new(named("users"), at)
    };
    let view = View {
        name: named("ids"),
        materialized: true,
        before: String::new(),
        options: String::new(),
        query: "SELECT id FROM shop.users".into(),
        behind: " WITH NO DATA".into(),
        span: at,
    };
    let declared = Declared {
        namespaces: vec![("empty".into(), at)],
        roles: vec![Role { name: "Reader".into(), options: vec!["NOINHERIT"], span: at }],
        sequences: vec![Sequence { name: named("numbers"), options: count.clone(), span: at }],
        tables: vec![users],
        views: vec![view],
        ..Declared::default()
    };
    let mut schema = Schema { system: System::PostgreSql, default_namespace: "public".into(), ..Schema::default() };
    schema.files.add("src/schema.ts", "-".repeat(60));
    let mut diagnostics = Diagnostics::default();
    read(&declared, &mut schema, &mut diagnostics);
    assert_eq!(diagnostics, Diagnostics::default());
    let namespaces: Vec<&str> = schema.namespaces.iter().map(|namespace| namespace.name.as_str()).collect();
    assert_eq!(namespaces, ["empty", "shop"]);
    assert_eq!((schema.roles[0].name.as_str(), schema.roles[0].options.as_str()), ("Reader", "NOINHERIT"));
    let numbers = schema.sequences.iter().find(|sequence| sequence.id.name == "numbers");
    assert_eq!(numbers.map(|sequence| &sequence.options), Some(&count));
    let users = &schema.tables[0];
    let ColumnKind::Identity(identity) = &users.columns[0].kind else { panic!("{:?}", users.columns[0].kind) };
    assert_eq!((identity.always, identity.sequence.name.as_str(), &identity.options), (true, "counter", &count));
    assert!(matches!(&users.columns[2].kind, ColumnKind::Generated(generated) if generated.stored));
    let index = &users.indexes[0];
    assert_eq!(index.keys[0].opclass.as_deref(), Some("text_pattern_ops"));
    assert_eq!((index.keys[0].order, index.keys[0].nulls), (SortOrder::Descending, Some(NullsOrder::Last)));
    assert_eq!((index.predicate.as_deref(), index.storage.len()), (Some("id > 0"), 1));
    assert!(users.unique[0].nulls_not_distinct && users.row_security.enabled);
    let policy = &users.policies[0];
    assert_eq!((policy.command.as_str(), policy.permissive, policy.span), ("select", false, Some(at)));
    assert_eq!(policy.roles, ["current_user", "Reader"]);
    let view = &schema.views[0];
    assert_eq!((view.materialized, view.columns[0].name.as_str(), view.definition.span), (true, "id", Some(at)));
    assert!(view.definition.text.as_deref().is_some_and(|text| text.starts_with("CREATE MATERIALIZED VIEW")));
}
