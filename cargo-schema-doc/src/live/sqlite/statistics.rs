//! What `ANALYZE` left of a file, and how its pages are divided. SQLite counts no scans.

use std::collections::BTreeMap;

use sqlx::sqlite::SqliteConnection;
use sqlx::{query_as, query_scalar};

use crate::live::statistics::{Statistics, TableStatistics};

/// Virtual tables hold nothing themselves.
const TABLES: &str = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

/// `4000 1`: the rows, then how many a value of the first columns has.
const ANALYZED: &str = "SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl";

/// Every page of the file is read for it.
const PAGES: &str = "\
    SELECT coalesce(m.tbl_name, d.name), m.type = 'index', sum(d.pgsize) \
    FROM dbstat AS d LEFT JOIN sqlite_schema AS m ON m.name = d.name \
    WHERE d.aggregate = TRUE GROUP BY 1, 2";

/// Of a file, inside the transaction that the connection is in.
pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Statistics, sqlx::Error> {
    let names: Vec<String> = query_scalar(TABLES).fetch_all(&mut *connection).await?;
    let mut statistics =
        Statistics { remarks: vec!["SQLite counts no scans of indexes.".to_owned()], ..Statistics::default() };
    let rows = if has_table(connection, "sqlite_stat1").await? {
        query_as(ANALYZED).fetch_all(&mut *connection).await?
    } else {
        statistics.remarks.push("Rows are not estimated: nobody has typed `ANALYZE`.".to_owned());
        Vec::new()
    };
    let rows: BTreeMap<String, i64> = rows.into_iter().collect();
    let mut bytes: BTreeMap<(String, bool), i64> = BTreeMap::new();
    if has_module(connection, "dbstat").await? {
        let pages: Vec<(String, Option<bool>, i64)> = query_as(PAGES).fetch_all(&mut *connection).await?;
        bytes.extend(pages.into_iter().map(|(table, is_index, size)| ((table, is_index == Some(true)), size)));
    } else {
        statistics.remarks.push("Sizes are not known: this SQLite is built without `dbstat`.".to_owned());
    }
    let of_table = |name: String| TableStatistics {
        namespace: None,
        rows: rows.get(&name).copied(),
        bytes: bytes.get(&(name.clone(), false)).copied(),
        index_bytes: bytes.get(&(name.clone(), true)).copied(),
        analyzed: None,
        name,
    };
    statistics.tables = names.into_iter().map(of_table).collect();
    Ok(statistics)
}

async fn has_table(connection: &mut SqliteConnection, name: &str) -> Result<bool, sqlx::Error> {
    query_scalar("SELECT count(*) > 0 FROM sqlite_schema WHERE name = ?").bind(name).fetch_one(connection).await
}

async fn has_module(connection: &mut SqliteConnection, name: &str) -> Result<bool, sqlx::Error> {
    query_scalar("SELECT count(*) > 0 FROM pragma_module_list WHERE name = ?").bind(name).fetch_one(connection).await
}
