//! A declaration → the system's DDL.

use schema_doc_diagnostics::Span;

use super::places::Places;
use super::{Check, Column, Declared, ForeignKey, Index, Key, Name, Table};
use crate::list::IteratorExt;
use crate::model::{Action, System, quote_identifier};
use crate::ordered::Set;

/// The statements, and what each part was written for.
pub(super) fn write(system: System, declared: &Declared) -> (String, Places) {
    let mut ddl = Ddl { system, text: String::new(), places: Places::default() };
    if matches!(system, System::PostgreSql | System::SqlServer) {
        ddl.namespaces(declared);
    }
    for found in &declared.enums {
        let values = found.values.iter().map(|value| format!("'{}'", value.replace('\'', "''"))).join(", ");
        let name = ddl.name(&found.name);
        ddl.part(found.span, |ddl| ddl.push(&format!("CREATE TYPE {name} AS ENUM ({values});\n")));
    }
    for table in &declared.tables {
        ddl.table(table);
    }
    // Behind all tables: a key may lead to a later one.
    if system != System::Sqlite {
        for table in &declared.tables {
            for key in &table.foreign_keys {
                let name = ddl.name(&table.name);
                ddl.part(key.span, |ddl| {
                    let key = ddl.foreign_key(key);
                    ddl.push(&format!("ALTER TABLE {name} ADD {key};\n"));
                });
            }
        }
    }
    for table in &declared.tables {
        for index in &table.indexes {
            ddl.index(table, index);
        }
    }
    (ddl.text, ddl.places)
}

struct Ddl {
    system: System,
    text: String,
    places: Places,
}

impl Ddl {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// What is written for a declaration's place.
    fn part(&mut self, span: Span, write: impl FnOnce(&mut Self)) {
        let part = self.places.begin(self.text.len(), span);
        write(self);
        self.places.end(part, self.text.len());
    }

    fn quoted(&self, name: &str) -> String {
        quote_identifier(self.system, name).into_owned()
    }

    fn name(&self, name: &Name) -> String {
        match &name.namespace {
            Some(namespace) => format!("{}.{}", self.quoted(namespace), self.quoted(&name.name)),
            None => self.quoted(&name.name),
        }
    }

    /// What the names name: `auth` of `auth.users`.
    fn namespaces(&mut self, declared: &Declared) {
        let mut known: Set<&str> = Set::from([self.system.default_namespace()]);
        let types = declared.enums.iter().map(|found| (&found.name, found.span));
        for (name, span) in types.chain(declared.tables.iter().map(|table| (&table.name, table.span))) {
            if let Some(namespace) = name.namespace.as_deref().filter(|namespace| known.insert(namespace)) {
                let namespace = self.quoted(namespace);
                self.part(span, |ddl| ddl.push(&format!("CREATE SCHEMA {namespace};\n")));
            }
        }
    }

    fn columns(&self, columns: &[String]) -> String {
        columns.iter().map(|column| self.quoted(column)).join(", ")
    }

    fn table(&mut self, table: &Table) {
        self.part(table.span, |ddl| {
            let name = ddl.name(&table.name);
            ddl.push(&format!("CREATE TABLE {name} ("));
            let mut separator = "\n    ";
            for column in &table.columns {
                ddl.push(separator);
                ddl.part(column.span, |ddl| ddl.column(table, column));
                separator = ",\n    ";
            }
            // SQLite counts only the column that says itself that it is the key.
            let counted = ddl.system == System::Sqlite && table.columns.iter().any(|column| column.auto_increment);
            for (words, key) in table
                .primary_key
                .iter()
                .filter(|_| !counted)
                .map(|key| ("PRIMARY KEY", key))
                .chain(table.unique.iter().map(|key| ("UNIQUE", key)))
            {
                ddl.push(separator);
                ddl.part(key.span, |ddl| ddl.key(words, key));
                separator = ",\n    ";
            }
            for Check { name, expression, span } in &table.checks {
                ddl.push(separator);
                ddl.part(*span, |ddl| {
                    let constraint = ddl.constraint(name.as_ref());
                    ddl.push(&format!("{constraint}CHECK ({expression})"));
                });
                separator = ",\n    ";
            }
            if ddl.system == System::Sqlite {
                for key in &table.foreign_keys {
                    ddl.push(separator);
                    ddl.part(key.span, |ddl| {
                        let key = ddl.foreign_key(key);
                        ddl.push(&key);
                    });
                    separator = ",\n    ";
                }
            }
            ddl.push("\n)");
        });
        self.push(";\n");
    }

    fn column(&mut self, table: &Table, column: &Column) {
        let mut text = self.quoted(&column.name);
        // SQL Server computes the type too.
        if self.system != System::SqlServer || column.generated.is_none() {
            text.push_str(&format!(" {}", column.data_type));
        }
        if let Some(expression) = &column.generated {
            text.push_str(&match self.system {
                System::SqlServer => format!(" AS ({expression}) PERSISTED"),
                System::Oracle => format!(" GENERATED ALWAYS AS ({expression}) VIRTUAL"),
                _ => format!(" GENERATED ALWAYS AS ({expression}) STORED"),
            });
        }
        if column.auto_increment {
            match self.system {
                System::PostgreSql | System::Oracle => text.push_str(" GENERATED BY DEFAULT AS IDENTITY"),
                System::MySql | System::MariaDb => text.push_str(" AUTO_INCREMENT"),
                System::SqlServer => text.push_str(" IDENTITY(1,1)"),
                System::Sqlite => {
                    let name = table.primary_key.as_ref().and_then(|key| key.name.as_ref());
                    text.push_str(&format!(" {}PRIMARY KEY AUTOINCREMENT", self.constraint(name)));
                }
                System::Convex => {}
            }
        }
        if let Some(default) = &column.default {
            text.push_str(&format!(" DEFAULT {default}"));
        }
        let in_key = table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&column.name));
        let implied = in_key && self.system == System::PostgreSql;
        // MariaDB, Generated Columns: its grammar has no place for it.
        let impossible = column.generated.is_some() && self.system == System::MariaDb;
        if !column.nullable && !implied && !impossible {
            text.push_str(" NOT NULL");
        }
        self.push(&text);
    }

    fn constraint(&self, name: Option<&String>) -> String {
        name.map(|name| format!("CONSTRAINT {} ", self.quoted(name))).unwrap_or_default()
    }

    fn key(&mut self, words: &str, key: &Key) {
        let text = format!("{}{words} ({})", self.constraint(key.name.as_ref()), self.columns(&key.columns));
        self.push(&text);
    }

    fn foreign_key(&self, key: &ForeignKey) -> String {
        let mut text = format!(
            "{}FOREIGN KEY ({}) REFERENCES {}",
            self.constraint(key.name.as_ref()),
            self.columns(&key.columns),
            self.name(&key.table)
        );
        if !key.referenced.is_empty() {
            text.push_str(&format!(" ({})", self.columns(&key.referenced)));
        }
        for (words, action) in [("ON DELETE", key.on_delete), ("ON UPDATE", key.on_update)] {
            if action != Action::NoAction {
                text.push_str(&format!(" {words} {}", action.sql()));
            }
        }
        text
    }

    fn index(&mut self, table: &Table, index: &Index) {
        let unique = if index.unique { "UNIQUE " } else { "" };
        let name = match &index.name {
            Some(name) => format!(" {}", self.quoted(name)),
            // It makes up a name of its own.
            None if self.system == System::PostgreSql => String::new(),
            None => format!(" {}", self.quoted(&format!("{}_{}_idx", table.name.name, index.columns.join("_")))),
        };
        let method = index.method.as_ref().map(|method| format!(" USING {method}")).unwrap_or_default();
        let (before, behind) = if self.system.is_mysql() { (method, String::new()) } else { (String::new(), method) };
        let predicate = index.predicate.as_ref().map(|predicate| format!(" WHERE {predicate}")).unwrap_or_default();
        let (on, columns) = (self.name(&table.name), self.columns(&index.columns));
        let text = format!("CREATE {unique}INDEX{name}{before} ON {on}{behind} ({columns}){predicate};\n");
        self.part(index.span, |ddl| ddl.push(&text));
    }
}
