//! Tables that a program declares (Rust structs, Diesel's macros, entities, Drizzle's tables) → [`Schema`].
//!
//! A declaration is written out as the system's own DDL, which the SQL reader then reads: so types, names that nobody wrote and all that
//! the system implies come out as they do for migrations. Places are led back to the program's text.

#[cfg(feature = "rust")]
pub(crate) mod case;
mod ddl;
mod object;
mod places;
#[cfg(feature = "rust")]
#[cfg(feature = "rust")]
pub(crate) mod program;
mod said;
mod take_over;
#[cfg(all(test, feature = "rust"))]
pub(crate) mod tests;

pub(crate) use object::{Policy, Role, Sequence, View};
use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, Span};
pub(crate) use take_over::take_over;

use crate::config::{SourceConfig, SourceKind};
use crate::files::Files;
use crate::list::IteratorExt;
use crate::model::{Action, Generated, IndexKey, Schema, SequenceOptions, Unsupported};

/// What a program declares, in order.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    /// Those that nothing lies in are among them.
    pub(crate) namespaces: Vec<(String, Span)>,
    pub(crate) roles: Vec<Role>,
    pub(crate) enums: Vec<Enum>,
    pub(crate) sequences: Vec<Sequence>,
    pub(crate) tables: Vec<Table>,
    pub(crate) views: Vec<View>,
}

/// A name, in its namespace where it says one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) namespace: Option<String>,
    pub(crate) name: String,
}

/// A table.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: Name,
    pub(crate) columns: Vec<Column>,
    pub(crate) primary_key: Option<Key>,
    pub(crate) unique: Vec<Key>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    pub(crate) checks: Vec<Check>,
    pub(crate) indexes: Vec<Index>,
    pub(crate) policies: Vec<Policy>,
    /// `ENABLE ROW LEVEL SECURITY`.
    pub(crate) row_security: bool,
    /// Its declaration: a struct, a `table!`, an export.
    pub(crate) span: Span,
    /// What comments and attributes say of it.
    pub(crate) words: Vec<Said>,
}

/// A column.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// In the system's words (`varchar(40)`).
    pub(crate) data_type: String,
    pub(crate) nullable: bool,
    /// `DEFAULT`: an expression of the system.
    pub(crate) default: Option<String>,
    /// `GENERATED ALWAYS AS (…)`.
    pub(crate) generated: Option<Generated>,
    /// The system counts: identity, `AUTO_INCREMENT`, `AUTOINCREMENT`.
    pub(crate) auto_increment: bool,
    /// What PostgreSQL is told of the counting.
    pub(crate) identity: Option<Identity>,
    /// MySQL's `ON UPDATE`: an expression of the system.
    pub(crate) on_update: Option<String>,
    pub(crate) span: Span,
    /// What comments and attributes say of it.
    pub(crate) words: Vec<Said>,
}

/// `GENERATED … AS IDENTITY (…)`.
#[derive(Debug, Default)]
pub(crate) struct Identity {
    /// `ALWAYS`, else `BY DEFAULT`.
    pub(crate) always: bool,
    /// The sequence's name, where it is not the system's.
    pub(crate) sequence: Option<Name>,
    pub(crate) options: SequenceOptions,
}

/// A primary key or a unique constraint.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<String>,
    /// `NULLS NOT DISTINCT`.
    pub(crate) nulls_not_distinct: bool,
    pub(crate) span: Span,
}

/// A foreign key.
#[derive(Debug)]
pub(crate) struct ForeignKey {
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) table: Name,
    /// Empty: the primary key.
    pub(crate) referenced: Vec<String>,
    pub(crate) on_delete: Action,
    pub(crate) on_update: Action,
    /// `NO ACTION` is written, too: to MySQL it is another action than none.
    pub(crate) all_actions: bool,
    pub(crate) span: Span,
}

/// A check.
#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) name: Option<String>,
    pub(crate) expression: String,
    pub(crate) span: Span,
}

/// An index.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) name: Option<String>,
    pub(crate) unique: bool,
    /// `gin`; the system's own where left out.
    pub(crate) method: Option<String>,
    pub(crate) keys: Vec<IndexKey>,
    /// The rows that it holds.
    pub(crate) predicate: Option<String>,
    /// `WITH (fillfactor=70)`: names and values.
    pub(crate) storage: Vec<(String, String)>,
    pub(crate) span: Span,
    /// What attributes say of it.
    pub(crate) words: Vec<Said>,
}

/// An enumerated type of the system (PostgreSQL).
#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) name: Name,
    pub(crate) values: Vec<String>,
    pub(crate) span: Span,
    pub(crate) words: Vec<Said>,
}

/// Words on an object, in the grammar of annotations.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) span: Span,
    /// In an attribute, else in a comment.
    pub(crate) attribute: bool,
    /// The value of the object's closed set that they are about.
    pub(crate) value: Option<String>,
}

impl Table {
    /// A table without columns.
    pub(crate) fn new(name: Name, span: Span) -> Self {
        Self {
            name,
            columns: Vec::new(),
            primary_key: None,
            unique: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            indexes: Vec::new(),
            policies: Vec::new(),
            row_security: false,
            span,
            words: Vec::new(),
        }
    }
}

impl Column {
    /// A column that may be null, and of which nothing more is said.
    pub(crate) fn new(name: impl Into<String>, data_type: impl Into<String>, span: Span) -> Self {
        Self {
            name: name.into(),
            data_type: data_type.into(),
            nullable: true,
            default: None,
            generated: None,
            auto_increment: false,
            identity: None,
            on_update: None,
            span,
            words: Vec::new(),
        }
    }
}

impl Key {
    /// A key on columns.
    pub(crate) fn new(name: Option<String>, columns: Vec<String>, span: Span) -> Self {
        Self { name, columns, nulls_not_distinct: false, span }
    }
}

impl Index {
    /// An index on columns.
    pub(crate) fn new(name: Option<String>, columns: impl IntoIterator<Item = String>, span: Span) -> Self {
        Self {
            name,
            unique: false,
            method: None,
            keys: columns.into_iter().map(IndexKey::column).collect_vec(),
            predicate: None,
            storage: Vec::new(),
            span,
            words: Vec::new(),
        }
    }
}

/// Adds what is declared to the schema, which has its system.
#[cfg(feature = "rust")]
pub(crate) fn read(declared: &Declared, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    let own = read_apart(declared, schema, diagnostics);
    take_over(own, schema, diagnostics);
}

/// What is declared, as a schema of its own.
pub(crate) fn read_apart(declared: &Declared, schema: &Schema, diagnostics: &mut Diagnostics) -> Schema {
    let (text, places) = ddl::write(schema.system, declared);
    let default_namespace = schema.default_namespace.clone();
    let mut own = Schema { system: schema.system, default_namespace, ..Schema::default() };
    let mut found = Diagnostics::default();
    let mut source = SourceConfig::new(SourceKind::Sql, "declared.sql");
    source.dialect = Some(schema.system);
    super::sql::read(&Files::in_memory([("declared.sql", text.as_str())]), &[&source], &mut own, &mut found);
    for mut diagnostic in found {
        places.lead_back(&mut diagnostic);
        diagnostics.push(diagnostic);
    }
    places.of_schema(&mut own, &schema.files);
    own.words = said::words(declared, &own);
    own
}

/// Notes what is there and not modelled, and says so.
pub(crate) fn unsupported(span: Span, reason: &str, help: &str, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    let statement = schema.files.text(span).split_whitespace().join(" ").chars().take(120).collect();
    let message = format!("`{statement}` is not read: {reason}");
    diagnostics.push(Diagnostic::warning(Code::UnsupportedStatement, span, message).with_help(help));
    schema.unsupported.push(Unsupported { span, statement, reason: reason.to_owned() });
}
