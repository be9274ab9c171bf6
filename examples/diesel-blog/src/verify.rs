//! Is the live database what this program was built for?

use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use crate::database::VERIFY_SQL;

/// A row of `VERIFY_SQL`.
#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    object: String,
    #[diesel(sql_type = Text)]
    difference: String,
    #[diesel(sql_type = Nullable<Text>)]
    expected: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    found: Option<String>,
}

/// Where the database differs from the migrations as they were when this was compiled, a line each.
pub fn differences(connection: &mut SqliteConnection) -> QueryResult<Vec<String>> {
    let rows = diesel::sql_query(VERIFY_SQL).load(connection)?;
    Ok(rows.into_iter().map(line).collect())
}

/// `posts.slug: type, expected TEXT, found INTEGER`.
fn line(row: Row) -> String {
    let expected = row.expected.map(|expected| format!(", expected {expected}")).unwrap_or_default();
    let found = row.found.map(|found| format!(", found {found}")).unwrap_or_default();
    format!("{}: {}{expected}{found}", row.object, row.difference)
}
