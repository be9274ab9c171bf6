//! SQLite keeps the statements themselves, with what `ALTER TABLE` made of them.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};

use super::connection::Problem;
use super::{Live, Options};
use schema_doc_build::model::System;

/// In the order of their creation. A virtual table's own tables (`docs_data` of `docs`) are its affair, `sqlite_sequence` and its like are
/// the system's.
const STATEMENTS: &str = "\
    SELECT sql FROM sqlite_schema \
    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
      AND tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow') \
    ORDER BY rowid";

pub(super) async fn read(path: &Path, _: &Options) -> Result<Live, Problem> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true).create_if_missing(false);
    let mut connection = options.connect().await?;
    let statements = statements(&mut connection).await?;
    connection.close().await?;
    let mut ddl = String::new();
    for statement in statements {
        ddl.push_str(&statement);
        // The last line may be a comment.
        ddl.push_str("\n;\n");
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Live { system: System::Sqlite, name, ddl, gaps: Vec::new() })
}

/// One statement reads one state of the database: it needs no transaction around it.
async fn statements(connection: &mut SqliteConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(STATEMENTS).fetch_all(connection).await
}
