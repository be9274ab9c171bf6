//! What the worker asks the database.

use aios::{late_query, schema};

#[test]
fn the_query_asks_for_what_its_index_holds() {
    assert_eq!(
        late_query(),
        "SELECT id, title, status, assignee_id, due_at FROM tasks \
         WHERE status IN ('open', 'in_progress') AND due_at < $1 ORDER BY due_at"
    );
    assert_eq!(schema::tasks::indexes::TASKS_DUE_AT_IDX, "tasks_due_at_idx");
}
