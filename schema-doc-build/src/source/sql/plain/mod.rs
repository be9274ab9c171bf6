//! MySQL, MariaDB, SQLite, SQL Server and Oracle: systems whose schemas are tables, and what hangs on them. One grammar, one replay;
//! what they do not share is data, or a `match` on the system at the place.

mod ast;
pub(super) mod database;
mod irrelevant;
#[cfg(test)]
mod mysql_tests;
#[cfg(test)]
mod oracle_tests;
mod parse;
mod splitter;
pub(super) mod sql_plus;
#[cfg(test)]
mod sql_server_tests;
mod transaction;
mod types;

use schema_doc_diagnostics::{Diagnostics, FileId, Span};

use self::ast::{Statement, StatementKind};
use self::database::Database;
use self::sql_plus::Included;
use self::transaction::Transaction;
use super::dialect::Dialect;
use super::load;
use crate::model::Schema;
#[cfg(feature = "rust")]
use crate::model::{LogicalType, System};

/// Whether the system has a type of that name.
#[cfg(feature = "rust")]
pub(super) fn is_type(system: System, name: &str) -> bool {
    let written = types::Written { words: vec![name.to_owned()], text: name.to_owned(), ..types::Written::default() };
    types::data_type(system, &written).logical != LogicalType::Other
}

/// A replay of files, one after the other.
pub(super) struct Replay<'a>(Database<'a>);

impl<'a> Replay<'a> {
    /// An empty database.
    pub(super) fn new(schema: &'a mut Schema, diagnostics: &'a mut Diagnostics) -> Self {
        Self(Database::new(schema, diagnostics))
    }

    /// What is filled in, and what is reported to.
    pub(super) fn parts(&mut self) -> (&mut Schema, &mut Diagnostics) {
        (self.0.schema, self.0.diagnostics)
    }

    /// At the start of a file that is run by itself.
    pub(super) fn new_session(&mut self) {
        self.0.new_session();
    }

    /// Runs a file. `include` runs those that it names, and says whether there is such a one.
    pub(super) fn file(&mut self, file: FileId, include: &mut dyn FnMut(&mut Self, Span, &Included) -> bool) {
        let text = self.0.schema.files.file(file).shared_text();
        let dialect = Dialect::of(self.0.schema.system);
        let text = load::run_text(load::up_half(&text), dialect);
        let mut reader = parse::Reader::new(file, &text, dialect);
        let mut statements = Vec::new();
        let mut transaction = Transaction::default();
        loop {
            let more = reader.read(&mut statements);
            self.0.diagnostics.extend(std::mem::take(&mut reader.diagnostics));
            self.0.schema.comments.append(&mut reader.comments);
            for statement in statements.drain(..) {
                if transaction.take(statement) {
                    self.run(&mut transaction.held, include);
                }
            }
            if !more {
                // A tool commits what a file leaves open.
                return self.run(&mut transaction.held, include);
            }
        }
    }

    fn run(&mut self, statements: &mut Vec<Statement>, include: &mut dyn FnMut(&mut Self, Span, &Included) -> bool) {
        for statement in statements.drain(..) {
            match &statement.kind {
                StatementKind::Include(included) => {
                    if !include(self, statement.span, included) {
                        self.0.not_included(statement.span, included);
                    }
                }
                _ => self.0.run(statement),
            }
        }
    }

    /// Fills the schema with what is there at the end.
    pub(super) fn finish(self) {
        self.0.finish();
    }
}
