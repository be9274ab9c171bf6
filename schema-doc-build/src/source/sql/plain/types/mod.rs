//! Types as written → as the system itself prints them, and what they are in any system.

mod mysql;
mod oracle;
mod sql_server;
mod sqlite;

use schema_doc_diagnostics::Span;

use super::ast::ColumnItem;
use crate::list::SliceExt;
use crate::model::{DataType, LogicalType, System};

/// A type as written.
#[derive(Debug, Clone, Default)]
pub(super) struct Written {
    /// What stands before the dot of its name.
    pub(super) namespace: Option<String>,
    /// Whether its name is quoted.
    pub(super) quoted: bool,
    /// All of it as written, white space folded to one space; without its quotes where it is one quoted name.
    pub(super) text: String,
    /// Its words, as written.
    pub(super) words: Vec<String>,
    /// Inside the parentheses, each folded text: `255`, `10`, `'a'`, `50 CHAR`.
    pub(super) modifiers: Vec<String>,
    /// What follows the parentheses, in lower case: `unsigned`, `with time zone`.
    pub(super) tail: Vec<String>,
    pub(super) span: Option<Span>,
}

impl Written {
    /// Its words in lower case, with one space between them.
    fn name(&self) -> String {
        self.words.join(" ").to_ascii_lowercase()
    }

    fn says(&self, word: &str) -> bool {
        self.tail.any(|tail| tail == word) || self.words.any(|w| w.eq_ignore_ascii_case(word))
    }

    /// The number at a place in the parentheses.
    fn number(&self, at: usize) -> Option<u64> {
        self.modifiers.get(at)?.trim().parse().ok()
    }
}

/// What a written type is in a system.
pub(super) fn data_type(system: System, written: &Written) -> DataType {
    match system {
        System::MySql | System::MariaDb => mysql::data_type(system, written),
        System::SqlServer => sql_server::data_type(written),
        System::Oracle => oracle::data_type(written),
        System::Sqlite | System::PostgreSql | System::Convex => sqlite::data_type(written),
    }
}

pub(super) use mysql::recognize_json;

/// A type of SQLite, from its text.
pub(super) fn of_sqlite(native: &str) -> DataType {
    sqlite::data_type(&Written { text: native.to_owned(), ..Written::default() })
}

/// Gives a column its type, and what the type alone says of it: `SERIAL` is a key that counts.
pub(super) fn declare(system: System, written: Option<&Written>, item: &mut ColumnItem) {
    let none = Written::default();
    item.column.data_type = data_type(system, written.unwrap_or(&none));
    if let Some(written) = written
        && system.is_mysql()
    {
        mysql::declare(written, item);
    }
}

/// A type and what it is.
fn typed(native: impl Into<String>, logical: LogicalType) -> DataType {
    DataType { native: native.into(), logical }
}
