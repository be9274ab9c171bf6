//! The schema. `docs/schema/ddl.sql` is what it is in SQLite's words.

use chrono::{DateTime, Utc};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use schema_doc_runtime::{SchemaEnum, SchemaTable};

/// Whoever asks and answers.
#[derive(Debug, SchemaTable)]
#[schema_doc(table = "people")]
pub struct Person {
    #[schema_doc(primary_key, auto_increment)]
    pub id: i64,
    /// Where answers are sent.
    #[schema_doc(unique(name = "people_email"), check(name = "people_reachable", expr = "email LIKE '_%@_%'"), pii)]
    pub email: String,
}

/// A question, until it is answered.
#[derive(Debug, SchemaTable)]
#[schema_doc(
    table = "tickets",
    usage = "Opened by `ask`, and never deleted but with the person who asked.",
    index(
        name = "tickets_queue",
        fields(state, opened_at),
        where = "state <> 'closed'",
        purpose = "What somebody has to look at, without the closed ones, which are most."
    ),
    check(name = "tickets_closed", expr = "(state = 'closed') = (closed_at IS NOT NULL)")
)]
pub struct Ticket {
    /// Its number, which no other ever gets.
    #[schema_doc(primary_key, auto_increment)]
    pub id: i64,
    /// Who wants to know.
    #[schema_doc(
        references = "people(id)",
        on_delete = "cascade",
        label = "asks",
        index(name = "tickets_asked_by", purpose = "What somebody asked.")
    )]
    pub asked_by: i64,
    /// Who found it interesting; null until somebody does.
    #[schema_doc(
        references = "people(id)",
        on_delete = "set null",
        label = "takes",
        index(name = "tickets_taken_by", purpose = "What somebody took.")
    )]
    pub taken_by: Option<i64>,
    /// The question in one line.
    #[schema_doc(check(name = "tickets_in_one_line", expr = "subject <> '' AND length(subject) <= 80"))]
    pub subject: String,
    #[schema_doc(default = "'open'", flow = "open -> waiting -> open -> closed, waiting -> closed")]
    pub state: State,
    #[schema_doc(default = "CURRENT_TIMESTAMP")]
    pub opened_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
}

/// Where a ticket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SchemaEnum)]
pub enum State {
    /// Somebody has to answer.
    Open,
    /// Whoever asked has to say more.
    Waiting,
    /// Answered, or given up.
    Closed,
}

/// What was said to a ticket.
#[derive(Debug, SchemaTable)]
#[schema_doc(table = "messages", primary_key(ticket_id, position))]
pub struct Message {
    #[schema_doc(references = "tickets(id)", on_delete = "cascade", label = "holds")]
    pub ticket_id: i64,
    /// In its ticket, from one on.
    pub position: i64,
    #[schema_doc(
        references = "people(id)",
        on_delete = "cascade",
        label = "writes",
        index(name = "messages_author", purpose = "What somebody said.")
    )]
    pub author: i64,
    pub body: String,
    #[schema_doc(default = "CURRENT_TIMESTAMP")]
    pub sent_at: DateTime<Utc>,
}

impl FromSql for State {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::from_value(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}
