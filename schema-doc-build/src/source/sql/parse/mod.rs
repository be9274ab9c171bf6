//! Text → statements: a recursive-descent reader that recovers at each statement and each clause.

mod alter_object;
mod alter_table;
mod column;
mod comment;
mod constraint;
#[cfg(test)]
mod corpus_tests;
mod create_table;
pub(in crate::source::sql) mod cursor;
mod data_type;
mod do_block;
mod domain;
mod drop;
mod grant;
mod index;
mod keyword;
mod other;
mod policy;
mod query;
mod query_outputs;
mod query_tables;
mod role;
mod routine;
mod schema;
mod sequence;
mod set;
mod statement;
#[cfg(test)]
mod tests;
mod trigger;
mod types;
mod view;

use schema_doc_diagnostics::{Diagnostics, FileId};

use super::ast::{Statement, StatementKind};
use super::dialect::Dialect;
use super::lexer::Lexer;
use super::splitter::{Piece, Splitter};
use super::token::Token;
use crate::list::VecExt;
use crate::model::SourceComment;

/// Reads a file a statement at a time, so that a large one need not lie in memory as a tree.
pub(crate) struct Reader<'a> {
    file: FileId,
    text: &'a str,
    dialect: &'a Dialect,
    splitter: Splitter<'a>,
    tokens: Vec<Token>,
    /// What was found up to here; the caller takes it.
    pub(crate) comments: Vec<SourceComment>,
    /// What was wrong up to here; the caller takes it.
    pub(crate) diagnostics: Diagnostics,
    /// Bytes and tokens looked at: linear in the text.
    #[cfg(test)]
    pub(crate) steps: u64,
}

impl<'a> Reader<'a> {
    /// At the start of a file.
    pub(crate) fn new(file: FileId, text: &'a str, dialect: &'a Dialect) -> Self {
        Self {
            file,
            text,
            dialect,
            splitter: Splitter::new(Lexer::new(file, text, 0, text.len(), dialect)),
            tokens: Vec::new(),
            comments: Vec::new(),
            diagnostics: Diagnostics::default(),
            #[cfg(test)]
            steps: 0,
        }
    }

    /// Adds the next statement, or the few that stand where a terminator is missing. `false` at the end of the file. What cannot
    /// be read is in `diagnostics` or among the statements as `Unsupported`.
    pub(crate) fn read(&mut self, statements: &mut Vec<Statement>) -> bool {
        let piece = self.splitter.next_piece(&mut self.tokens);
        match &piece {
            Some(Piece::Skipped(span)) => {
                statements.push(Statement { span: *span, kind: StatementKind::Irrelevant });
            }
            Some(Piece::MetaCommand(span)) => statements.push_all(statement::meta_command(self.text, *span)),
            Some(Piece::Statement) => {
                let mut cursor = cursor::Cursor::new(self.file, self.text, self.dialect, &self.tokens);
                cursor.statements(statements);
                self.diagnostics.extend(cursor.diagnostics);
                self.comments.append(&mut cursor.comments);
                #[cfg(test)]
                {
                    self.steps += cursor.steps;
                }
            }
            None => {}
        }
        self.comments.append(&mut self.splitter.lexer.comments);
        self.diagnostics.extend(std::mem::take(&mut self.splitter.lexer.diagnostics));
        piece.is_some()
    }
}

/// What a file holds.
#[cfg(test)]
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    /// In order.
    pub(crate) statements: Vec<Statement>,
    /// In order.
    pub(crate) comments: Vec<SourceComment>,
    /// Bytes and tokens looked at: linear in the text.
    pub(crate) steps: u64,
}

/// Reads a whole file.
#[cfg(test)]
pub(crate) fn parse(file: FileId, text: &str, dialect: &Dialect, diagnostics: &mut Diagnostics) -> Parsed {
    let mut reader = Reader::new(file, text, dialect);
    let mut parsed = Parsed::default();
    while reader.read(&mut parsed.statements) {}
    diagnostics.extend(reader.diagnostics);
    parsed.comments = reader.comments;
    parsed.comments.sort_by_key(|comment| comment.span.start);
    parsed.steps = reader.steps + reader.splitter.lexer.steps;
    parsed
}
