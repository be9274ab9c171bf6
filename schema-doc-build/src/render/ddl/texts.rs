//! Constraints and indexes, each alone, as a catalog prints them: `FOREIGN KEY (user_id) REFERENCES users (id)`.

use super::constraint;
use super::script::Script;
use crate::model::{Check, Exclusion, ForeignKey, Index, PrimaryKey, Schema, Table, Unique};

/// What constraints and indexes of a schema say.
pub(crate) struct Texts<'a>(Script<'a>);

impl<'a> Texts<'a> {
    pub(crate) fn new(schema: &'a Schema) -> Self {
        Self(Script::new(schema, ""))
    }

    pub(crate) fn primary_key(&self, key: &PrimaryKey) -> String {
        self.unnamed(&key.name, constraint::primary_key(&self.0, key))
    }

    pub(crate) fn unique(&self, key: &Unique) -> String {
        self.unnamed(&key.name, constraint::unique(&self.0, key))
    }

    pub(crate) fn foreign_key(&self, key: &ForeignKey) -> String {
        self.unnamed(&key.name, constraint::foreign_key(&self.0, key))
    }

    pub(crate) fn check(&self, check: &Check) -> String {
        self.unnamed(&check.name, constraint::check(&self.0, check))
    }

    pub(crate) fn exclusion(&self, exclusion: &Exclusion) -> String {
        self.unnamed(&exclusion.name, constraint::exclusion(&self.0, exclusion))
    }

    /// `CREATE INDEX users_name ON users (name)`
    pub(crate) fn index(&self, index: &Index, table: &Table) -> String {
        constraint::index(&self.0, index, &self.0.qualified(&table.id), false)
    }

    /// Without `CONSTRAINT name`.
    fn unnamed(&self, name: &str, text: String) -> String {
        match text.strip_prefix(&constraint::named(&self.0, name)) {
            Some(rest) => rest.to_owned(),
            None => text,
        }
    }
}
