//! A declaration → the system's DDL.

use schema_doc_diagnostics::Span;

use super::places::Places;
use super::{Check, Column, Declared, ForeignKey, Identity, Index, Key, Name, Policy, Role, Table, View};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{
    Action, Generated, IndexKey, KeyTarget, NullsOrder, SequenceOptions, SortOrder, System, quote_identifier,
};
use crate::ordered::Set;

/// The statements, and what each part was written for.
pub(super) fn write(system: System, declared: &Declared) -> (String, Places) {
    let mut ddl = Ddl { system, text: String::new(), places: Places::default() };
    if matches!(system, System::PostgreSql | System::SqlServer) {
        ddl.namespaces(declared);
    }
    for role in &declared.roles {
        ddl.role(role);
    }
    for found in &declared.enums {
        let values = found.values.iter().map(|value| format!("'{}'", value.replace('\'', "''"))).join(", ");
        let name = ddl.name(&found.name);
        ddl.part(found.span, |ddl| ddl.push(&format!("CREATE TYPE {name} AS ENUM ({values});\n")));
    }
    for sequence in &declared.sequences {
        let text = format!("CREATE SEQUENCE {}{};\n", ddl.name(&sequence.name), sequence_options(&sequence.options));
        ddl.part(sequence.span, |ddl| ddl.push(&text));
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
    for view in &declared.views {
        ddl.view(view);
    }
    for table in &declared.tables {
        ddl.security(table);
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
        let of_own = declared.namespaces.iter().map(|(namespace, span)| (Some(namespace), *span));
        let types = declared.enums.iter().map(|found| (&found.name, found.span));
        let sequences = declared.sequences.iter().map(|sequence| (&sequence.name, sequence.span));
        let tables = declared.tables.iter().map(|table| (&table.name, table.span));
        let views = declared.views.iter().map(|view| (&view.name, view.span));
        let named = types.chain(sequences).chain(tables).chain(views);
        for (namespace, span) in of_own.chain(named.map(|(name, span)| (name.namespace.as_ref(), span))) {
            if let Some(namespace) = namespace.filter(|namespace| known.insert(namespace.as_str())) {
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
            let counted = ddl.system == System::Sqlite && table.columns.any(|column| column.auto_increment);
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
        if let Some(Generated { expression, stored }) = &column.generated {
            text.push_str(&match self.system {
                System::SqlServer => format!(" AS ({expression}) PERSISTED"),
                _ if *stored && self.system != System::Oracle => format!(" GENERATED ALWAYS AS ({expression}) STORED"),
                _ => format!(" GENERATED ALWAYS AS ({expression}) VIRTUAL"),
            });
        }
        if column.auto_increment {
            match self.system {
                System::PostgreSql | System::Oracle => text.push_str(&self.identity(column.identity.as_ref())),
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
        if let Some(expression) = &column.on_update {
            text.push_str(&format!(" ON UPDATE {expression}"));
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

    /// ` GENERATED BY DEFAULT AS IDENTITY (START 100)`
    fn identity(&self, identity: Option<&Identity>) -> String {
        let Some(Identity { always, sequence, options }) = identity else {
            return " GENERATED BY DEFAULT AS IDENTITY".to_owned();
        };
        let always = if *always { "ALWAYS" } else { "BY DEFAULT" };
        let name = sequence.as_ref().map(|name| format!(" SEQUENCE NAME {}", self.name(name))).unwrap_or_default();
        let options = name + &sequence_options(options);
        let options = if options.is_empty() { options } else { format!(" ({})", options.trim_start()) };
        format!(" GENERATED {always} AS IDENTITY{options}")
    }

    fn constraint(&self, name: Option<&String>) -> String {
        name.map(|name| format!("CONSTRAINT {} ", self.quoted(name))).unwrap_or_default()
    }

    fn key(&mut self, words: &str, key: &Key) {
        let nulls = if key.nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
        let (constraint, columns) = (self.constraint(key.name.as_ref()), self.columns(&key.columns));
        let text = format!("{constraint}{words}{nulls} ({columns})");
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
            if key.all_actions || action != Action::NoAction {
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
            None => {
                let columns = index.keys.iter().filter_map(IndexKey::as_column).join("_");
                format!(" {}", self.quoted(&format!("{}_{columns}_idx", table.name.name)))
            }
        };
        let method = index.method.as_ref().map(|method| format!(" USING {method}")).unwrap_or_default();
        let (before, behind) = if self.system.is_mysql() { (method, String::new()) } else { (String::new(), method) };
        let predicate = index.predicate.as_ref().map(|predicate| format!(" WHERE {predicate}")).unwrap_or_default();
        let storage = match index.storage.as_slice() {
            [] => String::new(),
            storage => format!(" WITH ({})", storage.mapped(|(name, value)| format!("{name}={value}")).join(", ")),
        };
        let (on, keys) = (self.name(&table.name), index.keys.mapped(|key| self.index_key(key)).join(", "));
        let text = format!("CREATE {unique}INDEX{name}{before} ON {on}{behind} ({keys}){storage}{predicate};\n");
        self.part(index.span, |ddl| ddl.push(&text));
    }

    /// `lower(email) text_pattern_ops DESC NULLS LAST`
    fn index_key(&self, key: &IndexKey) -> String {
        let mut text = match &key.target {
            KeyTarget::Column(name) => self.quoted(name),
            // As it is written, in parentheses where the system wants them.
            KeyTarget::Expression(expression) => expression.clone(),
        };
        if let Some(collation) = &key.collation {
            text.push_str(&format!(" COLLATE {collation}"));
        }
        if let Some(opclass) = &key.opclass {
            text.push_str(&format!(" {opclass}"));
        }
        if key.order == SortOrder::Descending {
            text.push_str(" DESC");
        }
        match key.nulls {
            Some(NullsOrder::First) => text.push_str(" NULLS FIRST"),
            Some(NullsOrder::Last) => text.push_str(" NULLS LAST"),
            None => {}
        }
        text
    }

    fn view(&mut self, view: &View) {
        let kind = if view.materialized { "MATERIALIZED VIEW" } else { "VIEW" };
        let View { before, options, query, behind, .. } = view;
        let text = format!("CREATE {before}{kind} {}{options} AS {query}{behind};\n", self.name(&view.name));
        self.part(view.span, |ddl| ddl.push(&text));
    }

    fn role(&mut self, role: &Role) {
        let options = role.options.iter().map(|option| format!(" {option}")).join("");
        let text = format!("CREATE ROLE {}{options};\n", self.quoted(&role.name));
        self.part(role.span, |ddl| ddl.push(&text));
    }

    fn security(&mut self, table: &Table) {
        let name = self.name(&table.name);
        if table.row_security {
            let text = format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;\n");
            self.part(table.span, |ddl| ddl.push(&text));
        }
        for policy in &table.policies {
            let text = self.policy(&name, policy);
            self.part(policy.span, |ddl| ddl.push(&text));
        }
    }

    fn policy(&self, table: &str, policy: &Policy) -> String {
        let permissive = if policy.permissive { "PERMISSIVE" } else { "RESTRICTIVE" };
        let mut text =
            format!("CREATE POLICY {} ON {table} AS {permissive} FOR {}", self.quoted(&policy.name), policy.command);
        if !policy.roles.is_empty() {
            text.push_str(&format!(" TO {}", policy.roles.mapped(|role| self.role_name(role)).join(", ")));
        }
        for (words, expression) in [("USING", &policy.using), ("WITH CHECK", &policy.with_check)] {
            if let Some(expression) = expression {
                text.push_str(&format!(" {words} ({expression})"));
            }
        }
        text.push_str(";\n");
        text
    }

    /// PostgreSQL 18, CREATE POLICY: some words stand for roles.
    fn role_name(&self, role: &str) -> String {
        match role {
            "public" | "current_role" | "current_user" | "session_user" => role.to_owned(),
            name => self.quoted(name),
        }
    }
}

/// ` INCREMENT BY 5 MINVALUE 1 CYCLE`
fn sequence_options(options: &SequenceOptions) -> String {
    let mut text = String::new();
    if let Some(data_type) = &options.data_type {
        text.push_str(&format!(" AS {data_type}"));
    }
    for (words, number) in [
        ("INCREMENT BY", options.increment),
        ("MINVALUE", options.minimum),
        ("MAXVALUE", options.maximum),
        ("START WITH", options.start),
        ("CACHE", options.cache),
    ] {
        if let Some(number) = number {
            text.push_str(&format!(" {words} {number}"));
        }
    }
    if options.cycle {
        text.push_str(" CYCLE");
    }
    text
}
