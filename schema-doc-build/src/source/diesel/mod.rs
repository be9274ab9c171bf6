//! Diesel's `schema.rs`: `table!`, `joinable!`, `allow_tables_to_appear_in_same_query!`.
//!
//! A table is what its macro says (Diesel, `macro.table.html`): the names of the database stand in `sql_name`, the key is `id` where none is
//! said, a column is null where its type is `Nullable`. A `joinable!` is read as a foreign key to the parent's primary key: it is where
//! `diesel print-schema` writes the database's.

mod custom;
mod grammar;
mod guess;
mod said;
#[cfg(test)]
mod tests;
mod types;

use schema_doc_diagnostics::{Diagnostics, Span};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, Item, ItemMacro};

use self::custom::Custom;
pub use self::said::said;
use super::declared::program::{self, RustFile};
use super::declared::{self, Column, Declared, ForeignKey, Key, Name, Said, Table};
use crate::config::SourceConfig;
use crate::files::Files;
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Action, Schema, System, Unsupported};

/// Macros of Diesel that say nothing about the database's tables.
const IRRELEVANT: &[&str] = &[
    "allow_tables_to_appear_in_same_query",
    "allow_columns_to_appear_in_same_group_by_clause",
    "alias",
    "sql_function",
    "define_sql_function",
    "declare_sql_function",
    "no_arg_sql_function",
    "infix_operator",
    "postfix_operator",
    "prefix_operator",
    "macro_rules",
];

/// Adds the tables of the files.
pub fn read(files: &Files, source: &SourceConfig, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    let program = program::read(files, source, schema, diagnostics);
    if program.is_empty() {
        return;
    }
    let mut found = Found::default();
    for file in &program {
        items(file, &file.items, &mut Vec::new(), &mut found);
    }
    if source.dialect.is_none() && schema.sources.len() == 1 {
        guess::system(&found, source, schema, diagnostics);
    }
    let mut reader = Reader { found: &found, schema, diagnostics, tables: Vec::new() };
    for table in &found.tables {
        let table = reader.table(table);
        reader.tables.push(table);
    }
    for joinable in &found.joinables {
        reader.joinable(joinable);
    }
    for other in &found.others {
        reader.unsupported(other.0, &other.1, "write what it stands for as `diesel::table!`");
    }
    if reader.schema.system == System::PostgreSql {
        for (name, span) in found.custom.unexplained() {
            let reason = "a type of the database: what it is made of is not in Rust".to_owned();
            reader.schema.unsupported.push(Unsupported { span, statement: name.to_owned(), reason });
        }
    }
    let tables = reader.tables;
    declared::read(&Declared { tables, ..Declared::default() }, schema, diagnostics);
}

/// What the files hold, in order.
#[derive(Default)]
struct Found<'a> {
    tables: Vec<FoundTable<'a>>,
    joinables: Vec<FoundJoinable>,
    custom: Custom,
    /// What is no such macro, or none that parses, and why it is not read.
    others: Vec<(Span, String)>,
}

/// A `table!`.
struct FoundTable<'a> {
    file: &'a RustFile,
    /// The modules around it.
    modules: Vec<String>,
    written: grammar::Table,
    span: Span,
}

/// A `joinable!`.
struct FoundJoinable {
    modules: Vec<String>,
    written: grammar::Joinable,
    span: Span,
}

/// Goes through the items of a file, and of the modules in it.
fn items<'a>(file: &'a RustFile, items: &'a [Item], modules: &mut Vec<String>, found: &mut Found<'a>) {
    let mut others: Vec<&ItemMacro> = Vec::new();
    let known = found.tables.len();
    for item in items {
        found.custom.add(item, file);
        match item {
            Item::Mod(module) => {
                if let Some((_, inside)) = &module.content {
                    modules.push(module.ident.unraw().to_string());
                    self::items(file, inside, modules, found);
                    modules.pop();
                }
            }
            Item::Macro(item) => {
                let Some(name) = item.mac.path.segments.last().map(|last| last.ident.to_string()) else { continue };
                let span = file.span(item.span());
                let modules = modules.clone();
                match name.as_str() {
                    "table" => match item.mac.parse_body() {
                        Ok(written) => found.tables.push(FoundTable { file, modules, written, span }),
                        Err(error) => found.others.push((file.span(error.span()), format!("no `table!`: {error}"))),
                    },
                    "joinable" => match item.mac.parse_body() {
                        Ok(written) => found.joinables.push(FoundJoinable { modules, written, span }),
                        Err(error) => found.others.push((file.span(error.span()), format!("no `joinable!`: {error}"))),
                    },
                    "view" => found.others.push((span, "a view, whose query is not in Rust".to_owned())),
                    "infer_schema" | "infer_table_from_schema" => {
                        found.others.push((span, "the compiler asks a database for it".to_owned()));
                    }
                    name if IRRELEVANT.contains(&name) => {}
                    _ => others.push(item),
                }
            }
            _ => {}
        }
    }
    // Beside tables, another macro may stand for some; elsewhere it is the program's own affair.
    if found.tables.len() > known {
        for item in others {
            found.others.push((file.span(item.span()), "macros are not expanded".to_owned()));
        }
    }
}

/// Turns what was found into declarations.
struct Reader<'a, 'b> {
    found: &'b Found<'a>,
    schema: &'b mut Schema,
    diagnostics: &'b mut Diagnostics,
    /// Those of `found.tables`, as far as they are read.
    tables: Vec<Table>,
}

impl Reader<'_, '_> {
    fn unsupported(&mut self, span: Span, reason: &str, help: &str) {
        declared::unsupported(span, reason, help, self.schema, self.diagnostics);
    }

    fn table(&mut self, found: &FoundTable<'_>) -> Table {
        let written = &found.written;
        let mut columns: Vec<Column> = Vec::new();
        for column in &written.columns {
            let column = self.column(found.file, column);
            columns.push(column);
        }
        let (key, key_span) = match &written.key {
            Some(key) => (key.iter().map(|name| name.unraw().to_string()).collect_vec(), key.span()),
            None => (vec!["id".to_owned()], written.name.span()),
        };
        // `(user_id)` names columns as Rust does
        let of_database =
            |name: &String| written.columns.iter().position(|column| column.name.unraw() == name.as_str());
        let key: Vec<String> =
            key.iter().filter_map(|name| columns.get(of_database(name)?)).map(|c| c.name.clone()).collect_vec();
        if self.schema.system == System::Sqlite && key.len() != 1 {
            for column in &mut columns {
                column.auto_increment = false;
            }
        }
        let span = found.file.span(key_span);
        let name = Name {
            namespace: written.namespace.as_ref().map(|namespace| namespace.unraw().to_string()),
            name: grammar::sql_name(&written.attributes, &written.name),
        };
        Table {
            columns,
            primary_key: (!key.is_empty()).then_some(Key::new(None, key, span)),
            words: words(&written.attributes, found.file),
            ..Table::new(name, found.span)
        }
    }

    fn column(&mut self, file: &RustFile, column: &grammar::Column) -> Column {
        let length = grammar::max_length(&column.attributes);
        let data_type = types::written(self.schema.system, &column.data_type, length, &self.found.custom);
        if let Some(unknown) = &data_type.unknown {
            let reason = format!("`{unknown}` is taken for the type `{}` of the database", data_type.words);
            let help = "give `path` the file with its `postgres_type(name = \"…\")`, too";
            self.unsupported(file.span(column.data_type.span()), &reason, help);
        }
        let name = grammar::sql_name(&column.attributes, &column.name);
        let span = file.span(column.name.span()).to(file.span(column.data_type.span()));
        Column {
            nullable: data_type.nullable,
            auto_increment: grammar::says(&column.attributes, "auto_increment"),
            words: words(&column.attributes, file),
            ..Column::new(name, data_type.words, span)
        }
    }

    /// `joinable!(posts -> users (user_id))`: a foreign key of `posts`.
    fn joinable(&mut self, joinable: &FoundJoinable) {
        let grammar::Joinable { child, parent, column } = &joinable.written;
        let (child, parent) = (self.table_of(child, &joinable.modules), self.table_of(parent, &joinable.modules));
        let columns = child.and_then(|child| self.column_of(child, column));
        let parent = parent.and_then(|parent| self.tables.get(parent)).map(|parent| parent.name.clone());
        let child = child.and_then(|child| self.tables.get_mut(child));
        let (Some(child), Some(table), Some(column)) = (child, parent, columns) else {
            let help = "give `path` the file with both tables, too";
            return self.unsupported(
                joinable.span,
                "it names a table or a column that no `table!` of the source has",
                help,
            );
        };
        child.foreign_keys.push(ForeignKey {
            name: None,
            columns: vec![column],
            table,
            referenced: Vec::new(),
            on_delete: Action::NoAction,
            on_update: Action::NoAction,
            all_actions: false,
            span: joinable.span,
        });
    }

    /// The table of a Rust path: the one in the same module, where there are several of that name.
    fn table_of(&self, path: &syn::Path, modules: &[String]) -> Option<usize> {
        let mut names: Vec<String> =
            path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect_vec();
        names.keep(|name| !matches!(name.as_str(), "crate" | "self" | "super"));
        if names.last().is_some_and(|last| last == "table") && names.len() > 1 {
            names.pop();
        }
        let name = names.pop()?;
        let around = if names.is_empty() { modules } else { names.as_slice() };
        let called = |table: &FoundTable<'_>| table.written.name.unraw() == name.as_str();
        let mut all = self.found.tables.iter().enumerate().filter(|(_, table)| called(table)).collect_vec();
        if all.any(|(_, table)| table.modules.ends_with(around)) {
            all.keep(|(_, table)| table.modules.ends_with(around));
        }
        all.first().map(|&(at, _)| at)
    }

    /// The column's name in the database.
    fn column_of(&self, table: usize, column: &Ident) -> Option<String> {
        let found = self.found.tables.get(table)?;
        let at = found.written.columns.iter().position(|written| written.name.unraw() == column.unraw())?;
        Some(self.tables.get(table)?.columns.get(at)?.name.clone())
    }
}

/// What comments say, but for those that `diesel print-schema` writes where the database has none.
fn words(attributes: &[syn::Attribute], file: &RustFile) -> Vec<Said> {
    let said = program::documentation(attributes, file);
    said.into_iter()
        .filter(|said| !said.text.trim_end().ends_with("(Automatically generated by Diesel.)"))
        .collect_vec()
}
