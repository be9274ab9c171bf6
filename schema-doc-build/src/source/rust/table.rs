//! Structs → tables.

use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, Span, nearest};
use schema_doc_syntax::grammar::{FieldItem, ForeignKeyItem, IndexItem, KeyItem, ReferentialAction, TableItem, Text};
use syn::spanned::Spanned;

use super::column_type::{self, ColumnType};
use super::enumeration;
use super::program::{Declaration, Program};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Action, Generated, Schema, System, quote_identifier};
use crate::source::declared::{Check, Column, ForeignKey, Index, Key, Name, Table};

/// The tables that the structs define. What is wrong is reported at its field; a table that it is wrong in is read without it.
pub(super) fn declare(program: &Program, schema: &Schema, diagnostics: &mut Diagnostics) -> Vec<Table> {
    let mut reader = Reader { program, schema, diagnostics };
    let mut tables: Vec<Table> = Vec::new();
    for (at, table) in program.tables.iter().enumerate() {
        let earlier = program.tables.get(..at).unwrap_or_default();
        if let Some(earlier) = earlier.find(|other| reader.same_table(table, other)) {
            reader.second_table(table, earlier);
        } else {
            tables.push(reader.table(table));
        }
    }
    tables
}

fn name(namespace: Option<&Text>, name: &Text) -> Name {
    Name { namespace: namespace.map(|namespace| namespace.to_string()), name: name.to_string() }
}

fn texts(list: &[Text]) -> Vec<String> {
    list.mapped(|text| text.to_string())
}

fn action(action: ReferentialAction) -> Action {
    match action {
        ReferentialAction::NoAction => Action::NoAction,
        ReferentialAction::Restrict => Action::Restrict,
        ReferentialAction::Cascade => Action::Cascade,
        ReferentialAction::SetNull => Action::SetNull,
        ReferentialAction::SetDefault => Action::SetDefault,
    }
}

fn key<T>(declared: &Declaration<T>, key: &KeyItem) -> Key {
    let name = key.name.as_ref().map(|name| name.to_string());
    Key::new(name, texts(&key.columns), declared.place(key.span))
}

fn index<T>(declared: &Declaration<T>, index: &IndexItem) -> Index {
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.to_string());
    Index {
        unique: index.unique,
        method: text(&index.method),
        predicate: text(&index.predicate),
        words: index.tags.iter().map(|tag| declared.said(tag, true)).collect_vec(),
        ..Index::new(text(&index.name), texts(&index.columns), declared.place(index.span))
    }
}

struct Reader<'a> {
    program: &'a Program,
    schema: &'a Schema,
    diagnostics: &'a mut Diagnostics,
}

type Declared<'a> = &'a Declaration<TableItem>;

impl Reader<'_> {
    fn error(&mut self, span: Span, message: String, help: String) {
        self.diagnostics.push(Diagnostic::error(Code::InvalidDeclaration, span, message).with_help(help));
    }

    fn system(&self) -> System {
        self.schema.system
    }

    fn namespace<'b>(&'b self, table: &'b TableItem) -> &'b str {
        table.namespace.as_ref().map_or(self.schema.default_namespace.as_str(), |namespace| namespace.as_str())
    }

    fn same_table(&self, a: Declared<'_>, b: Declared<'_>) -> bool {
        self.namespace(&a.item) == self.namespace(&b.item) && self.system().same_table(&a.item.table, &b.item.table)
    }

    fn second_table(&mut self, table: Declared<'_>, earlier: Declared<'_>) {
        let message = format!("a second struct is the table `{}`", *table.item.table);
        let help =
            "rename one with `#[schema_doc(table = \"…\")]`, or derive `SchemaRow` for a further struct of its rows";
        let diagnostic = Diagnostic::error(Code::DuplicateObject, table.place(table.item.table.span()), message);
        let first = earlier.place(earlier.item.ident.span());
        self.diagnostics.push(diagnostic.with_help(help).with_related(first, "the first one"));
    }

    fn table(&mut self, declared: Declared<'_>) -> Table {
        let item = &declared.item;
        let mut table = Table {
            primary_key: item.primary_key.as_ref().map(|item| key(declared, item)),
            unique: item.unique.mapped(|item| key(declared, item)),
            checks: item.checks.mapped(|check| Check {
                name: check.name.as_ref().map(|name| name.to_string()),
                expression: check.expression.to_string(),
                span: declared.place(check.span),
            }),
            indexes: item.indexes.mapped(|item| index(declared, item)),
            words: declared.words(&item.words),
            ..Table::new(name(item.namespace.as_ref(), &item.table), declared.span)
        };
        for field in &item.fields {
            self.column(declared, field, &mut table);
        }
        for key in &item.foreign_keys {
            if let Some(key) = self.foreign_key(declared, key) {
                table.foreign_keys.push(key);
            }
        }
        table
    }

    /// Adds a field's column, and the check that its closed set needs.
    fn column(&mut self, declared: Declared<'_>, field: &FieldItem, table: &mut Table) {
        let span = declared.place(field.ident.span()).to(declared.place(field.ty.span()));
        let data_type =
            column_type::of_field(self.program, self.schema, declared, field).unwrap_or_else(|diagnostic| {
                self.diagnostics.push(diagnostic);
                // So that what names the column finds it.
                ColumnType { words: "integer".to_owned(), ..ColumnType::default() }
            });
        let in_primary_key = table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&field.column));
        if in_primary_key && field.nullable && self.system() != System::Sqlite {
            let message = format!("`{}` is in the primary key, which is never null", field.ident);
            self.error(span, message, "leave out `Option`".to_owned());
        }
        if field.auto_increment.is_some() && self.system() == System::Sqlite && !is_alone_in_key(table, &field.column) {
            let message = format!("`{}` counts and is not the primary key: SQLite counts no other column", field.ident);
            self.error(span, message, "add `primary_key`, or leave out `auto_increment`".to_owned());
        }
        if data_type.derived
            && column_type::has_no_limit(self.system(), &data_type.words)
            && is_in_key(table, declared, field)
        {
            let (system, words) = (self.system().title(), &data_type.words);
            let message = format!("`{}` is in a key or an index, which {system} has on no `{words}`", field.ident);
            self.error(span, message, "say how long it may be: `#[schema_doc(as = \"varchar(255)\")]`".to_owned());
        }
        if !data_type.values.is_empty() {
            let column = quote_identifier(self.system(), &field.column);
            let expression = format!("{column} IN ({})", enumeration::literals(self.system(), &data_type.values));
            table.checks.push(Check { name: None, expression, span });
        }
        let mut words = declared.words(&field.words);
        words.push_all(data_type.said);
        table.columns.push(Column {
            nullable: field.nullable,
            default: field.default.as_ref().map(|default| default.to_string()),
            generated: field
                .generated
                .as_ref()
                .map(|expression| Generated { expression: expression.to_string(), stored: true }),
            auto_increment: field.auto_increment.is_some(),
            words,
            ..Column::new(field.column.to_string(), data_type.words, span)
        });
    }

    fn foreign_key(&mut self, declared: Declared<'_>, key: &ForeignKeyItem) -> Option<ForeignKey> {
        let span = declared.place(key.span);
        let reference = &key.references;
        let own = self.namespace(&declared.item).to_owned();
        let default = self.schema.default_namespace.clone();
        let namespaces = match &reference.namespace {
            Some(namespace) => vec![namespace.clone()],
            None => vec![own, default],
        };
        let target = namespaces.iter().find_map(|namespace| {
            self.program.tables.find(|table| {
                self.namespace(&table.item) == namespace
                    && self.system().same_table(&table.item.table, &reference.table)
            })
        });
        let Some(target) = target else {
            let message = format!("there is no table `{}`", reference.table);
            let near = nearest(&reference.table, self.program.tables.iter().map(|table| table.item.table.as_str()));
            let help = near.map_or("derive `SchemaTable` for the struct that it is".to_owned(), |near| {
                format!("did you mean `{near}`?")
            });
            self.diagnostics.push(Diagnostic::error(Code::UnresolvedReference, span, message).with_help(help));
            return None;
        };
        let fields = &target.item.fields;
        for column in &reference.columns {
            if !fields.any(|field| self.system().same_name(&field.column, column)) {
                let message = format!("the table `{}` has no column `{column}`", *target.item.table);
                let near = nearest(column, fields.iter().map(|field| field.column.as_str()));
                let help = near.map_or("name one of its columns".to_owned(), |near| format!("did you mean `{near}`?"));
                self.diagnostics.push(Diagnostic::error(Code::UnresolvedReference, span, message).with_help(help));
                return None;
            }
        }
        Some(ForeignKey {
            name: key.name.as_ref().map(|name| name.to_string()),
            columns: texts(&key.columns),
            table: name(target.item.namespace.as_ref(), &target.item.table),
            referenced: reference.columns.clone(),
            on_delete: action(key.on_delete),
            on_update: action(key.on_update),
            all_actions: false,
            span,
        })
    }
}

fn is_alone_in_key(table: &Table, column: &str) -> bool {
    table.primary_key.as_ref().is_some_and(|key| key.columns == [column])
}

/// Whether a key or an index, a foreign key's among them, has the field's column.
fn is_in_key(table: &Table, declared: Declared<'_>, field: &FieldItem) -> bool {
    let column: &String = &field.column;
    table.primary_key.iter().chain(&table.unique).any(|key| key.columns.contains(column))
        || table.indexes.any(|index| index.keys.any(|key| key.as_column() == Some(column.as_str())))
        || declared.item.foreign_keys.any(|key| key.columns.any(|other| **other == *column))
}
