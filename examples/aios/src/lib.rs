//! The worker that reminds people of what is late. The tables are those of the TypeScript server's models.

use chrono::{DateTime, Utc};
use schema_doc_runtime::SchemaRow;

// What `server/src/models` says, read by the build script.
schema_doc_runtime::include_schema!(pub mod schema);

use schema::{TaskStatus, tasks};

/// A row of the reminder: each field is a column of the model, and an `Option` where it may be null.
#[derive(Debug, SchemaRow)]
#[schema_doc(table = "tasks")]
pub struct Late {
    #[schema_doc(as = "uuid")]
    pub id: Id,
    pub title: String,
    #[schema_doc(as = "task_status")]
    pub status: TaskStatus,
    /// Nobody's until somebody takes it.
    #[schema_doc(as = "uuid")]
    pub assignee_id: Option<Id>,
    pub due_at: Option<DateTime<Utc>>,
}

/// The identifier of a row: the bytes of a UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Id(pub [u8; 16]);

/// Whether there is something left to do: a status that the models gain does not compile before it is said here.
fn is_pending(status: TaskStatus) -> bool {
    match status {
        TaskStatus::Open | TaskStatus::InProgress => true,
        TaskStatus::Done | TaskStatus::Dropped => false,
    }
}

/// What is late at `$1`, what longest first: its condition is that of `tasks_due_at_idx`.
#[must_use]
pub fn late_query() -> String {
    let pending = TaskStatus::ALL.iter().filter(|status| is_pending(**status));
    let pending = pending.map(|status| format!("'{status}'")).collect::<Vec<_>>().join(", ");
    let columns = Late::COLUMNS.iter().map(|column| column.name).collect::<Vec<_>>().join(", ");
    format!(
        "SELECT {columns} FROM {} WHERE {} IN ({pending}) AND {due} < $1 ORDER BY {due}",
        tasks::TABLE,
        tasks::STATUS,
        due = tasks::DUE_AT,
    )
}
