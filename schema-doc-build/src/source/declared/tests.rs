//! A declaration is read as its DDL would be.

use schema_doc_diagnostics::{Diagnostics, SourceMap, Span};

use super::{Column, Declared, Key, Name, Table, read};
use crate::model::{Schema, System};

fn at(start: u32, end: u32) -> Span {
    let mut files = SourceMap::default();
    Span { file: files.add("src/lib.rs", ""), start, end }
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
    let mut schema = Schema::default();
    schema.system = System::PostgreSql;
    schema.default_namespace = "public".into();
    let mut diagnostics = Diagnostics::default();
    read(&Declared { tables: vec![table], enums: Vec::new() }, &mut schema, &mut diagnostics);
    assert_eq!(diagnostics, Diagnostics::default());
    let table = &schema.tables[0];
    assert_eq!(table.columns[1].data_type.native, "character varying(40)");
    assert_eq!(table.columns[1].span, Some(at(40, 45)));
    assert_eq!(table.definition.span, Some(at(10, 60)));
    assert_eq!(table.unique[0].name, "users_email_key");
    assert!(!table.columns[0].nullable && table.columns[1].nullable);
}
