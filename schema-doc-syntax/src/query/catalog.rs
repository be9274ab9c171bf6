//! The schema's tables, and how a system finds a name among them.

use sqlparser::ast::{Ident, ObjectName, ObjectNamePart};

use schema_doc_diagnostics::nearest;

use crate::is_table_of_migration_tool;

/// What a query can name.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// `postgresql`, `mysql`, …
    pub system: String,
    /// Where a name without a qualifier is looked up: `public`; empty where a system has none.
    pub default_namespace: String,
    /// Tables and views.
    pub relations: Vec<Relation>,
    /// Tables that are there and in no document.
    pub left_out: Vec<String>,
}

/// A table or a view.
#[derive(Debug, Clone)]
pub struct Relation {
    /// `users`, outside the default namespace `auth.users`.
    pub name: String,
    /// Its columns, where they are known.
    pub columns: Option<Vec<String>>,
}

impl Catalog {
    /// The relation of that name.
    pub(super) fn find(&self, name: &ObjectName) -> Option<&Relation> {
        let parts = self.parts(name);
        let (last, qualifier) = parts.split_last()?;
        let Some(namespace) = qualifier.last() else { return self.named(last) };
        let qualified = format!("{namespace}.{last}");
        let found = self.named(&qualified);
        // The name of a database is the connection's, not the schema's: `shop.users`, `shop.dbo.users`.
        let is_default = self.is_default_namespace(namespace);
        let unknown = matches!(self.system.as_str(), "mysql" | "mariadb") && !self.has_namespace(namespace);
        found.or_else(|| (is_default || unknown).then(|| self.named(last)).flatten())
    }

    fn named(&self, name: &str) -> Option<&Relation> {
        self.relations.iter().find(|relation| self.same(&relation.name, name))
    }

    /// The namespaces that have relations, beside the default one.
    fn namespaces(&self) -> impl Iterator<Item = &str> {
        self.relations.iter().filter_map(|relation| relation.name.split_once('.')).map(|(namespace, _)| namespace)
    }

    fn has_namespace(&self, namespace: &str) -> bool {
        self.is_default_namespace(namespace) || self.namespaces().any(|known| self.same(known, namespace))
    }

    fn is_default_namespace(&self, namespace: &str) -> bool {
        self.same(namespace, &self.default_namespace) || self.system == "sqlite" && self.same(namespace, "main")
    }

    /// Whether a namespace is another's (the system's, an extension's, a library's), not one of ours misspelt.
    fn is_of_others(&self, namespace: &str) -> bool {
        let ours = self.namespaces().chain([self.default_namespace.as_str()]);
        !self.has_namespace(namespace) && nearest(namespace, ours).is_none()
    }

    /// Whether a name is another's, a migration tool's, or left out: nobody declared its columns.
    pub(super) fn is_undeclared(&self, name: &ObjectName) -> bool {
        let parts = self.parts(name);
        let Some((last, qualifier)) = parts.split_last() else { return false };
        let last = last.to_ascii_lowercase();
        qualifier.last().is_some_and(|namespace| self.is_of_others(namespace))
            || is_table_of_migration_tool(&last)
            || self.left_out.iter().any(|name| self.same(name, &parts.join(".")))
            || match self.system.as_str() {
                // The sequence of a `serial` is a relation too.
                "postgresql" => last.starts_with("pg_") || last.ends_with("_seq"),
                "sqlite" => last.starts_with("sqlite_") || last.starts_with("pragma_"),
                // A temporary table, a table variable.
                "mssql" => last.starts_with(['#', '@']),
                "oracle" => ["dual", "all_", "user_", "dba_", "v$"].iter().any(|prefix| last.starts_with(prefix)),
                _ => last == "dual",
            }
    }

    /// The parts of a name, as the system compares them.
    pub(super) fn parts(&self, name: &ObjectName) -> Vec<String> {
        name.0.iter().filter_map(ObjectNamePart::as_ident).map(|ident| self.fold(ident)).collect()
    }

    /// PostgreSQL folds what is not quoted; the others compare without case.
    pub(super) fn fold(&self, ident: &Ident) -> String {
        let folds = self.system == "postgresql" && ident.quote_style.is_none();
        if folds { ident.value.to_ascii_lowercase() } else { ident.value.clone() }
    }

    /// Whether two names are one.
    pub(super) fn same(&self, one: &str, other: &str) -> bool {
        if self.system == "postgresql" { one == other } else { one.eq_ignore_ascii_case(other) }
    }

    /// Columns that every table has and none declares.
    pub(super) fn is_system_column(&self, name: &str) -> bool {
        let names: &[&str] = match self.system.as_str() {
            "postgresql" => &["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"],
            "sqlite" => &["rowid", "oid", "_rowid_"],
            "mysql" | "mariadb" => &["_rowid"],
            "mssql" => &["$action", "$identity", "$rowguid"],
            "oracle" => &["rowid", "rownum", "level", "ora_rowscn", "connect_by_isleaf", "connect_by_iscycle"],
            _ => &[],
        };
        names.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Words that look like a column and are none: `DEFAULT`, `CURRENT_USER`, `@variable`.
    pub(super) fn is_word(&self, ident: &Ident) -> bool {
        const WORDS: [&str; 15] = [
            "default",
            "current_user",
            "current_role",
            "current_catalog",
            "current_schema",
            "current_date",
            "current_time",
            "current_timestamp",
            "localtime",
            "localtimestamp",
            "session_user",
            "system_user",
            "user",
            "sysdate",
            "systimestamp",
        ];
        match ident.quote_style {
            None => ident.value.starts_with('@') || WORDS.iter().any(|word| word.eq_ignore_ascii_case(&ident.value)),
            // SQLite takes a double-quoted name that it does not find for a text, MySQL always.
            Some('"') => matches!(self.system.as_str(), "sqlite" | "mysql" | "mariadb"),
            Some(_) => false,
        }
    }
}
