//! Const descriptors of a schema's tables, as the generated module holds them.

use std::fmt;
use std::ops::Deref;

/// A column. It is its name wherever a `&str` is wanted.
///
/// ```
/// use schema_doc_runtime::Column;
///
/// const EMAIL: Column = Column::new("users", "email", "character varying(255)", false);
///
/// assert_eq!(format!("SELECT {EMAIL} FROM {}", EMAIL.table), "SELECT email FROM users");
/// assert_eq!(EMAIL.len(), 5);
/// assert_eq!(EMAIL, "email");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Column {
    /// The table's identifier: `users`, `auth.users` outside the default namespace.
    pub table: &'static str,
    /// As in the database.
    pub name: &'static str,
    /// In the words of the system, as the database itself prints it.
    pub native_type: &'static str,
    /// Whether it may be null.
    pub nullable: bool,
}

impl Column {
    #[doc(hidden)]
    pub const fn new(table: &'static str, name: &'static str, native_type: &'static str, nullable: bool) -> Self {
        Self { table, name, native_type, nullable }
    }

    /// The name, in a const too.
    pub const fn as_str(&self) -> &'static str {
        self.name
    }
}

impl Deref for Column {
    type Target = str;

    fn deref(&self) -> &str {
        self.name
    }
}

impl AsRef<str> for Column {
    fn as_ref(&self) -> &str {
        self.name
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}

impl PartialEq<str> for Column {
    fn eq(&self, other: &str) -> bool {
        self.name == other
    }
}

impl PartialEq<&str> for Column {
    fn eq(&self, other: &&str) -> bool {
        self.name == *other
    }
}

impl From<Column> for &'static str {
    fn from(column: Column) -> Self {
        column.name
    }
}

impl From<Column> for String {
    fn from(column: Column) -> Self {
        column.name.to_owned()
    }
}

/// A table's documentation as const data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableDoc {
    /// The database schema (`public`). Empty where the system has none.
    pub namespace: &'static str,
    /// As in the database.
    pub name: &'static str,
    /// One sentence, where someone wrote one.
    pub purpose: Option<&'static str>,
    /// In declaration order.
    pub columns: &'static [Column],
    /// Names of the primary key's columns.
    pub primary_key: &'static [&'static str],
    /// Names of the columns of each unique constraint.
    pub unique_keys: &'static [&'static [&'static str]],
    /// Foreign keys as declared.
    pub foreign_keys: &'static [ForeignKeyDoc],
    /// Indexes, without those behind primary keys and unique constraints.
    pub indexes: &'static [IndexDoc],
    /// Relationships, seen from this table.
    pub relationships: &'static [RelationshipDoc],
    /// The path of its page, relative to the package root.
    pub page: Option<&'static str>,
}

impl TableDoc {
    #[doc(hidden)]
    #[expect(clippy::too_many_arguments, reason = "called by generated code alone")]
    pub const fn new(
        namespace: &'static str,
        name: &'static str,
        purpose: Option<&'static str>,
        columns: &'static [Column],
        primary_key: &'static [&'static str],
        unique_keys: &'static [&'static [&'static str]],
        foreign_keys: &'static [ForeignKeyDoc],
        indexes: &'static [IndexDoc],
        relationships: &'static [RelationshipDoc],
        page: Option<&'static str>,
    ) -> Self {
        Self { namespace, name, purpose, columns, primary_key, unique_keys, foreign_keys, indexes, relationships, page }
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// A foreign key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForeignKeyDoc {
    /// Its name.
    pub name: &'static str,
    /// The referencing columns.
    pub columns: &'static [&'static str],
    /// The identifier of the referenced table.
    pub table: &'static str,
    /// The referenced columns.
    pub referenced: &'static [&'static str],
    /// `cascade` `set_null` `set_default` `restrict` `no_action`.
    pub on_delete: &'static str,
    /// `cascade` `set_null` `set_default` `restrict` `no_action`.
    pub on_update: &'static str,
}

impl ForeignKeyDoc {
    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        columns: &'static [&'static str],
        table: &'static str,
        referenced: &'static [&'static str],
        on_delete: &'static str,
        on_update: &'static str,
    ) -> Self {
        Self { name, columns, table, referenced, on_delete, on_update }
    }
}

/// An index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct IndexDoc {
    /// Its name.
    pub name: &'static str,
    /// `btree`, `gin`, …
    pub method: &'static str,
    /// Column names, and expressions as source text, in order.
    pub keys: &'static [&'static str],
    /// Whether it is unique.
    pub unique: bool,
    /// The rows that it holds, where not all.
    pub predicate: Option<&'static str>,
}

impl IndexDoc {
    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        method: &'static str,
        keys: &'static [&'static str],
        unique: bool,
        predicate: Option<&'static str>,
    ) -> Self {
        Self { name, method, keys, unique, predicate }
    }
}

/// One end's view of a relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RelationshipDoc {
    /// The identifier of the table at the other end.
    pub table: &'static str,
    /// How many rows here and there.
    pub cardinality: Cardinality,
    /// The referencing columns; of the junction table in a many-to-many.
    pub keys: &'static [&'static str],
    /// The identifier of the junction table of a many-to-many.
    pub through: Option<&'static str>,
}

impl RelationshipDoc {
    #[doc(hidden)]
    pub const fn new(
        table: &'static str,
        cardinality: Cardinality,
        keys: &'static [&'static str],
        through: Option<&'static str>,
    ) -> Self {
        Self { table, cardinality, keys, through }
    }
}

/// How many rows at each end of a relationship, seen from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cardinality {
    /// One row here, at most one there.
    OneToOne,
    /// One row here, any number there.
    OneToMany,
    /// Any number here, one row there.
    ManyToOne,
    /// Any number at both ends, through a junction table.
    ManyToMany,
}
