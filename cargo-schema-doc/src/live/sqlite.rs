//! SQLite keeps the statements themselves, with what `ALTER TABLE` made of them.

mod statistics;

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, FromRow, Row as _};

use super::connection::Problem;
use super::{Live, Options, Statistics};
use schema_doc_build::model::System;

/// In the order of their creation. A virtual table's own tables (`docs_data` of `docs`) are its affair, `sqlite_sequence` and its like are
/// the system's.
const STATEMENTS: &str = "\
    SELECT name, sql FROM sqlite_schema \
    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
      AND tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow') \
    ORDER BY rowid";

pub(super) async fn read(path: &Path, wanted: &Options) -> Result<Live, Problem> {
    is_file(path)?;
    let options = SqliteConnectOptions::new().filename(path).read_only(true).create_if_missing(false);
    let found = match found(options.clone(), wanted).await {
        // A database with a write-ahead log wants a file beside it, which nobody may write in a folder that can only be read. Where there is no
        // log, what the file holds is all there is.
        Err(error) if cannot_open(&error) && !has_log(path) => found(options.immutable(true), wanted).await?,
        other => other?,
    };
    let (mut ddl, mut gaps) = (String::new(), Vec::new());
    for Statement { name, text, is_whole } in found.0 {
        ddl.push_str(&text);
        // The last line may be a comment.
        ddl.push_str("\n;\n");
        if !is_whole {
            let message =
                format!("the statement that made `{name}` is not UTF-8: what cannot be read of it is `\u{fffd}`");
            gaps.push((message, "make it anew with a client that writes UTF-8".to_owned()));
        }
    }
    if wanted.privileges {
        let help = "who may read or write the file may do all that is in it: leave `--privileges` out";
        gaps.push(("SQLite has no roles and no privileges: there are none to read".to_owned(), help.to_owned()));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Live { system: System::Sqlite, name, ddl, gaps, left_out: Vec::new(), statistics: found.1 })
}

/// What made an object.
struct Statement {
    name: String,
    text: String,
    /// SQLite takes any bytes for text.
    is_whole: bool,
}

impl FromRow<'_, SqliteRow> for Statement {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        let name = row.try_get("name")?;
        if let Ok(text) = row.try_get("sql") {
            return Ok(Self { name, text, is_whole: true });
        }
        let bytes: Vec<u8> = row.try_get_unchecked("sql")?;
        Ok(Self { name, text: String::from_utf8_lossy(&bytes).into_owned(), is_whole: false })
    }
}

/// One state of the database: its statements, and what is measured where that is asked for.
async fn found(
    options: SqliteConnectOptions,
    wanted: &Options,
) -> Result<(Vec<Statement>, Option<Statistics>), sqlx::Error> {
    let mut connection: SqliteConnection = options.connect().await?;
    connection.execute("BEGIN").await?;
    let statements = sqlx::query_as(STATEMENTS).fetch_all(&mut connection).await?;
    let statistics = if wanted.statistics { Some(statistics::read(&mut connection).await?) } else { None };
    connection.execute("ROLLBACK").await?;
    connection.close().await?;
    Ok((statements, statistics))
}

/// SQLite says no more than that it cannot open what is no file.
#[expect(clippy::disallowed_methods, reason = "a database is no file of the project")]
fn is_file(path: &Path) -> Result<(), Problem> {
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => {
            Err(Problem::new("this is a folder").with_help("name the file of the database in it"))
        }
        Ok(_) => Ok(()),
        Err(error) => {
            let here = std::env::current_dir().map(|folder| folder.display().to_string()).unwrap_or_default();
            let help = format!("a path in `sqlite:PATH` that does not begin with `/` is looked for in {here}");
            Err(Problem::new(error.to_string()).with_help(help))
        }
    }
}

/// `SQLITE_CANTOPEN` and its kinds.
fn cannot_open(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    code.is_some_and(|code| matches!(code & 0xff, 14 | 8))
}

/// Whether a write-ahead log lies beside the file.
#[expect(clippy::disallowed_methods, reason = "a database is no file of the project")]
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    Path::new(&log).exists()
}
