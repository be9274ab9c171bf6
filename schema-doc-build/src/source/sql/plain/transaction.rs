//! SQLite's transactions: what stands in one is run once it is known that it is not rolled back (Transaction; Savepoints).

use super::ast::{Statement, StatementKind, TransactionStep};

/// The transaction that is open, if any.
#[derive(Debug, Default)]
pub(super) struct Transaction {
    /// What takes effect when it ends.
    pub(super) held: Vec<Statement>,
    /// Its beginning and the savepoints in it, each with how many statements were held then; `BEGIN` has no name.
    marks: Vec<(String, usize)>,
}

impl Transaction {
    /// Takes a statement. Whether those that are held are to be run.
    pub(super) fn take(&mut self, statement: Statement) -> bool {
        if let StatementKind::Transaction { step, savepoint } = &statement.kind {
            let whole = savepoint.is_empty();
            let place = if whole { 0 } else { self.marks.iter().rposition(|(mark, _)| mark == savepoint).unwrap_or(0) };
            match (step, self.marks.get(place)) {
                (TransactionStep::Begins, _) => self.marks.push((savepoint.clone(), self.held.len())),
                (TransactionStep::Ends, _) => self.marks.truncate(place),
                (TransactionStep::RollsBack, Some(&(_, held))) => {
                    self.held.truncate(held);
                    self.marks.truncate(if whole { 0 } else { place + 1 });
                }
                (TransactionStep::RollsBack, None) => {}
            }
        }
        self.held.push(statement);
        self.marks.is_empty()
    }
}
