//! Two schemas → changes, each with both places.
//!
//! What no document shows is no change: the order of files, spans, the spelling of an equivalent expression, what is ignored, and the
//! copies that the system makes for partitions.

mod charset;
mod column;
mod list;
mod member;
mod object;
mod prose;
mod table;
mod words;

#[cfg(test)]
mod tests;

use schema_doc_diagnostics::Span;

use crate::expression::{Equivalence, equivalent_in};
use crate::list::SliceExt;
use crate::model::{Column, QualifiedName, Schema, System, TableId};

/// A difference between two schemas.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// What it is about: `users`, `users.email`, `users.users_email_key`, `auth.role`. An identifier, without quotes for prose.
    pub object: String,
    /// What kind of object.
    pub kind: ObjectKind,
    /// What happened to it.
    pub action: ChangeAction,
    /// The table whose page shows it, if there is one.
    pub table: Option<TableId>,
    /// What changed, in one line: `column added`, ``type changed from `integer` to `bigint` ``.
    pub message: String,
    /// Two expressions or queries that are spelled otherwise, of which nobody can tell whether they say the same.
    pub undecided: bool,
    /// Its place in the old schema's files.
    pub old: Option<Span>,
    /// Its place in the new schema's files.
    pub new: Option<Span>,
}

/// What happened to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // the variants say it
pub enum ChangeAction {
    Added,
    Removed,
    Changed,
}

impl ChangeAction {
    /// In lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// What kind of object a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[allow(missing_docs)] // the words of the model
pub enum ObjectKind {
    Schema,
    Table,
    Column,
    PrimaryKey,
    Unique,
    ForeignKey,
    Check,
    Exclusion,
    Index,
    Trigger,
    Policy,
    View,
    Enum,
    Domain,
    CompositeType,
    RangeType,
    Routine,
    Sequence,
    Extension,
    Namespace,
    Role,
    Grant,
    Other,
}

impl ObjectKind {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Table => "table",
            Self::Column => "column",
            Self::PrimaryKey => "primary key",
            Self::Unique => "unique constraint",
            Self::ForeignKey => "foreign key",
            Self::Check => "check constraint",
            Self::Exclusion => "exclusion constraint",
            Self::Index => "index",
            Self::Trigger => "trigger",
            Self::Policy => "policy",
            Self::View => "view",
            Self::Enum => "enum",
            Self::Domain => "domain",
            Self::CompositeType => "composite type",
            Self::RangeType => "range type",
            Self::Routine => "routine",
            Self::Sequence => "sequence",
            Self::Extension => "extension",
            Self::Namespace => "namespace",
            Self::Role => "role",
            Self::Grant => "grant",
            Self::Other => "object",
        }
    }
}

/// All differences between two schemas, in a fixed order: tables by name with what hangs on them, then the other objects by kind and name.
/// Linear in both.
pub fn compare(old: &Schema, new: &Schema) -> Vec<Change> {
    let mut changes = Changes { list: Vec::new(), between: Between::Versions };
    for (name, was, is) in [
        ("purpose", &old.purpose, &new.purpose),
        ("architecture summary", &old.architecture_summary, &new.architecture_summary),
    ] {
        if was != is {
            let subject =
                Subject { object: new.name.clone().unwrap_or_default(), kind: ObjectKind::Schema, table: None };
            changes.push(subject.changed(list::change_of(name, was.as_deref(), is.as_deref()), (None, None)));
        }
    }
    structure(old, new, changes)
}

/// The differences that a database has from a schema, as [`compare`] orders them: what only texts can say is none, nor what a text
/// leaves to the server, nor roles and privileges.
pub fn compare_databases(schema: &Schema, database: &Schema) -> Vec<Change> {
    structure(schema, database, Changes { list: Vec::new(), between: Between::Databases })
}

fn structure(old: &Schema, new: &Schema, mut changes: Changes) -> Vec<Change> {
    table::tables(old, new, &mut changes);
    object::objects(old, new, &mut changes);
    changes.list
}

/// What was found so far.
struct Changes {
    list: Vec<Change>,
    between: Between,
}

/// What the two schemas are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Between {
    /// Versions of one: all that documents show counts.
    Versions,
    /// A schema, and a database that has it: what a database does not keep counts as little as what a text leaves to the server's
    /// settings, and what every new database has. Roles and privileges are the server's.
    Databases,
}

impl Changes {
    fn push(&mut self, change: Change) {
        self.list.push(change);
    }

    /// A change of an expression, if there is one.
    fn expression(&mut self, found: Equivalence, change: impl FnOnce() -> Change) {
        if found != Equivalence::Same {
            self.push(Change { undecided: found == Equivalence::Undecided, ..change() });
        }
    }
}

/// What expressions are over.
#[derive(Debug, Clone, Copy)]
struct Over<'a> {
    system: System,
    columns: &'a [Column],
}

impl Over<'_> {
    /// Whether two optional expressions say the same.
    fn same(self, old: Option<&str>, new: Option<&str>) -> Equivalence {
        match (old, new) {
            (Some(old), Some(new)) => equivalent_in(self.system, self.columns, old, new),
            (None, None) => Equivalence::Same,
            _ => Equivalence::Different,
        }
    }
}

/// What a change is about.
#[derive(Debug, Clone)]
struct Subject {
    object: String,
    kind: ObjectKind,
    table: Option<TableId>,
}

/// Places in the old and the new schema.
type Places = (Option<Span>, Option<Span>);

impl Subject {
    fn change(&self, action: ChangeAction, message: impl Into<String>, (old, new): Places) -> Change {
        Change {
            object: self.object.clone(),
            kind: self.kind,
            action,
            table: self.table.clone(),
            message: message.into(),
            undecided: false,
            old,
            new,
        }
    }

    fn changed(&self, message: impl Into<String>, places: Places) -> Change {
        self.change(ChangeAction::Changed, message, places)
    }

    /// `column added`, `index removed`.
    fn came_or_went(&self, action: ChangeAction, places: Places) -> Change {
        self.change(action, format!("{} {}", self.kind.as_str(), action.as_str()), places)
    }
}

/// `fillfactor=70, autovacuum_enabled=off`
fn storage(options: &[(String, String)]) -> Option<String> {
    let list: Vec<String> = options.mapped(|(name, value)| format!("{name}={}", value.trim_matches('\'')));
    (!list.is_empty()).then(|| list::names(&list))
}

/// `users.email`, `auth.users.email`.
pub(crate) fn member(schema: &Schema, table: &TableId, name: &str) -> String {
    let part = QualifiedName::new(schema.default_namespace.as_str(), name).display(&schema.default_namespace);
    format!("{}.{part}", schema.identifier(table))
}
