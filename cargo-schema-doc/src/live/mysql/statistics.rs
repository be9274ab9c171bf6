//! What the server estimates and counts: of tables always, of indexes where it is told to count.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schema_doc_build::model::System;
use sqlx::mysql::MySqlConnection;
use sqlx::{Executor as _, query_as, query_scalar};

use crate::live::statistics::{IndexStatistics, Statistics, TableStatistics};

/// When a table's rows were last looked at is in a table of the server's own, which few users may read.
const TABLES: &str = "SELECT CAST(NULL AS CHAR) AS `namespace`, CAST(TABLE_NAME AS CHAR) AS `name`, CAST(TABLE_ROWS AS SIGNED) AS `rows`, \
    CAST(DATA_LENGTH AS SIGNED) AS `bytes`, CAST(INDEX_LENGTH AS SIGNED) AS `index_bytes`, CAST(NULL AS CHAR) AS `analyzed` \
    FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')";

const ANALYZED: &str = "SELECT CAST(table_name AS CHAR), DATE_FORMAT(CONVERT_TZ(last_update, @@session.time_zone, '+00:00'), '%Y-%m-%dT%H:%i:%sZ') \
    FROM mysql.innodb_table_stats WHERE database_name = ? AND table_name NOT LIKE '%#%'";

const INDEXES: &str = "SELECT CAST(NULL AS CHAR) AS `namespace`, CAST(TABLE_NAME AS CHAR) AS `table`, CAST(INDEX_NAME AS CHAR) AS `name`, \
    CAST(0 AS SIGNED) AS `scans`, CAST(NULL AS SIGNED) AS `bytes`, NON_UNIQUE = 0 AS `is_unique` \
    FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ? AND SEQ_IN_INDEX = 1";

/// Where the server watches itself.
const READS: &str = "SELECT CAST(OBJECT_NAME AS CHAR), CAST(INDEX_NAME AS CHAR), CAST(COUNT_READ AS SIGNED) \
    FROM performance_schema.table_io_waits_summary_by_index_usage WHERE OBJECT_SCHEMA = ? AND INDEX_NAME IS NOT NULL";

/// MariaDB's, with `userstat`: indexes that were used.
const ROWS_READ: &str = "SELECT CAST(TABLE_NAME AS CHAR), CAST(INDEX_NAME AS CHAR), CAST(ROWS_READ AS SIGNED) \
    FROM information_schema.INDEX_STATISTICS WHERE TABLE_SCHEMA = ?";

const STARTED: &str = "SELECT DATE_FORMAT(UTC_TIMESTAMP() - INTERVAL ? SECOND, '%Y-%m-%dT%H:%i:%sZ')";

/// Of a database, inside the transaction that the connection is in.
pub(super) async fn read(
    connection: &mut MySqlConnection,
    system: System,
    database: &str,
) -> Result<Statistics, sqlx::Error> {
    if system == System::MySql {
        // Else they are those of up to a day ago.
        connection.execute("SET SESSION information_schema_stats_expiry = 0").await?;
    }
    let tables = query_as(TABLES).bind(database).fetch_all(&mut *connection).await?;
    let mut statistics = Statistics { tables, ..Statistics::default() };
    let analyzed: Result<Vec<(String, Option<String>)>, _> =
        query_as(ANALYZED).bind(database).fetch_all(&mut *connection).await;
    match analyzed {
        Ok(analyzed) => mark_analyzed(&mut statistics.tables, analyzed),
        Err(error) => {
            let why = "When a table was last analyzed is not shown: the user may not read `mysql.innodb_table_stats`.";
            statistics.remarks.push(allowed(error, why)?);
        }
    }
    match scans(connection, system, database).await {
        Ok(Some(scans)) => {
            let mut indexes: Vec<IndexStatistics> = query_as(INDEXES).bind(database).fetch_all(&mut *connection).await?;
            for index in &mut indexes {
                let of_it = scans.get(&(index.table.clone(), index.name.clone()));
                index.scans = of_it.copied().unwrap_or_default();
            }
            statistics.indexes = Some(indexes);
            statistics.remarks.push("Scans are counted in rows that were read by the index.".to_owned());
            let uptime: (String, String) = query_as("SHOW GLOBAL STATUS LIKE 'Uptime'").fetch_one(&mut *connection).await?;
            statistics.since = query_scalar(STARTED).bind(uptime.1).fetch_one(&mut *connection).await?;
        }
        Ok(None) => statistics.remarks.push(
            "Scans of indexes are not counted: the server runs without `performance_schema` (MariaDB: and without `userstat`).".to_owned(),
        ),
        Err(error) => {
            let why = "Scans of indexes are not shown: the user may not read them (SELECT on `performance_schema`; MariaDB's `userstat`: PROCESS).";
            statistics.remarks.push(allowed(error, why)?);
        }
    }
    Ok(statistics)
}

/// Reads by table and index, where they are counted.
async fn scans(
    connection: &mut MySqlConnection,
    system: System,
    database: &str,
) -> Result<Option<BTreeMap<(String, String), i64>>, sqlx::Error> {
    let is_on = |variable: Option<(String, String)>| variable.is_some_and(|(_, value)| value == "ON");
    let watches = query_as("SHOW GLOBAL VARIABLES LIKE 'performance_schema'").fetch_optional(&mut *connection).await?;
    let query = if is_on(watches) {
        READS
    } else if system == System::MariaDb
        && is_on(query_as("SHOW GLOBAL VARIABLES LIKE 'userstat'").fetch_optional(&mut *connection).await?)
    {
        ROWS_READ
    } else {
        return Ok(None);
    };
    let rows: Vec<(String, String, i64)> = query_as(query).bind(database).fetch_all(connection).await?;
    Ok(Some(rows.into_iter().map(|(table, index, scans)| ((table, index), scans)).collect()))
}

/// What to say of a query that the user may not ask; any other error stays one.
fn allowed(error: sqlx::Error, why: &str) -> Result<String, sqlx::Error> {
    let code = error.as_database_error().and_then(|error| error.code().map(Cow::into_owned));
    if matches!(code.as_deref(), Some("42000" | "28000")) { Ok(why.to_owned()) } else { Err(error) }
}

fn mark_analyzed(tables: &mut [TableStatistics], analyzed: Vec<(String, Option<String>)>) {
    let times: BTreeMap<String, Option<String>> = analyzed.into_iter().collect();
    for table in tables {
        table.analyzed = times.get(&table.name).cloned().flatten();
    }
}
