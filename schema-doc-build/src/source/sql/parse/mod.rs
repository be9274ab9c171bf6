//! Text → statements: a recursive-descent reader that recovers at each statement and each clause.

mod alter_object;
mod alter_table;
mod column;
mod comment;
mod constraint;
#[cfg(test)]
mod corpus_tests;
mod create_table;
mod cursor;
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
use crate::model::SourceComment;

/// What a file holds.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    /// In order.
    pub(crate) statements: Vec<Statement>,
    /// In order.
    pub(crate) comments: Vec<SourceComment>,
    /// Bytes and tokens looked at: linear in the text.
    #[cfg_attr(not(test), allow(dead_code))] // tests measure the work by it
    pub(crate) steps: u64,
}

/// Reads a file. What cannot be read is in `diagnostics` or among the statements as `Unsupported`.
pub(crate) fn parse(file: FileId, text: &str, dialect: &Dialect, diagnostics: &mut Diagnostics) -> Parsed {
    let mut splitter = Splitter::new(Lexer::new(file, text, 0, text.len(), dialect));
    let mut parsed = Parsed::default();
    let mut tokens = Vec::new();
    while let Some(piece) = splitter.next_piece(&mut tokens) {
        match piece {
            Piece::Skipped(span) => {
                parsed.statements.push(Statement { span, kind: StatementKind::Irrelevant });
            }
            Piece::MetaCommand(span) => parsed.statements.extend(statement::meta_command(text, span)),
            Piece::Statement => {
                let mut cursor = cursor::Cursor::new(file, text, dialect, &tokens);
                cursor.statements(&mut parsed.statements);
                parsed.steps += cursor.steps;
                diagnostics.extend(cursor.diagnostics);
                parsed.comments.append(&mut cursor.comments);
            }
        }
    }
    parsed.steps += splitter.lexer.steps;
    parsed.comments.append(&mut splitter.lexer.comments);
    parsed.comments.sort_by_key(|comment| comment.span.start);
    diagnostics.extend(std::mem::take(&mut splitter.lexer.diagnostics));
    parsed
}
