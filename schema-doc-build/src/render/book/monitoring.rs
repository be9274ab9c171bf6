//! Chapter 12: what is asked of a running database, and where to look when something is wrong.

use super::{Chapter, Context, shell, sql};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{ColumnKind, System};
use crate::render::markdown::{block, code, list, text};

/// How many known issues are listed.
const ISSUES: usize = 50;

/// `## 12. Monitoring and Debugging`
pub(super) fn monitoring(book: &Context) -> Chapter {
    if book.shown.is_empty() {
        return Chapter::new("12. Monitoring and Debugging", Vec::new());
    }
    let mut checks = String::new();
    sql(&mut checks, &health(book));
    let mut debugging = String::new();
    issues(&mut debugging, book);
    sql(&mut debugging, &stuck(book));
    block(&mut debugging, end(book.system));
    if book.system.has_documents() {
        convex(&mut checks, &mut debugging, book);
    }
    if let Some(url) = book.links.overview("") {
        let pages = crate::render::markdown::link("each table's page", &url);
        block(&mut debugging, &format!("Queries that look into one table stand on {pages}, under Common Queries."));
    }
    let mut replicas = String::new();
    sql(&mut replicas, &replication(book.system));
    let parts = vec![("12.1 Health Checks", checks), ("12.2 Replication", replicas), ("12.3 Debugging", debugging)];
    Chapter::new("12. Monitoring and Debugging", parts)
}

/// Sizes, connections, what is about to run out.
fn health(book: &Context) -> Vec<(&'static str, String)> {
    let own = |statement: &str| statement.to_owned();
    match book.system {
        System::PostgreSql => {
            let namespaces = book.namespaces();
            let mut statements = vec![
                ("The size of the database", own("SELECT pg_size_pretty(pg_database_size(current_database()));")),
                (
                    "The largest tables, with their indexes",
                    format!(
                        "SELECT schemaname, relname AS table_name, pg_size_pretty(pg_total_relation_size(relid)) AS size, n_live_tup AS rows\n  \
                         FROM pg_stat_user_tables\n WHERE schemaname IN ({namespaces})\n ORDER BY pg_total_relation_size(relid) DESC\n LIMIT 20;"
                    ),
                ),
                (
                    "Connections by state, and how many there may be",
                    own(
                        "SELECT state, COUNT(*), current_setting('max_connections') AS most\n  FROM pg_stat_activity\n WHERE datname = current_database()\n GROUP BY state;",
                    ),
                ),
                (
                    "How many reads the cache answers: 0.99 and more is usual",
                    own(
                        "SELECT round(blks_hit::numeric / NULLIF(blks_hit + blks_read, 0), 4) AS from_cache, deadlocks, temp_files\n  FROM pg_stat_database\n WHERE datname = current_database();",
                    ),
                ),
            ];
            if counts_up(book) {
                statements.push((
                    "How far the sequences are from their end",
                    format!(
                        "SELECT schemaname, sequencename, last_value, round(100.0 * last_value / max_value, 2) AS percent\n  FROM pg_sequences\n WHERE schemaname IN ({namespaces}) AND last_value IS NOT NULL\n ORDER BY percent DESC;"
                    ),
                ));
            }
            statements
        }
        System::MySql | System::MariaDb => {
            let mut statements = vec![
                (
                    "The largest tables, with their indexes",
                    own(
                        "SELECT table_name, ROUND((data_length + index_length) / 1024 / 1024, 1) AS mib, table_rows\n  FROM information_schema.tables\n WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'\n ORDER BY data_length + index_length DESC\n LIMIT 20;",
                    ),
                ),
                (
                    "Connections, now and at most",
                    own(
                        "SHOW GLOBAL STATUS WHERE variable_name IN ('Threads_connected', 'Threads_running', 'Max_used_connections');\nSHOW GLOBAL VARIABLES LIKE 'max_connections';",
                    ),
                ),
                (
                    "Reads that went to the disk, of all",
                    own(
                        "SHOW GLOBAL STATUS WHERE variable_name IN ('Innodb_buffer_pool_reads', 'Innodb_buffer_pool_read_requests');",
                    ),
                ),
            ];
            if counts_up(book) {
                statements.push((
                    "How far the counters of keys are: an INT ends at 2147483647, an INT UNSIGNED at 4294967295",
                    own(
                        "SELECT t.table_name, c.column_name, c.column_type, t.auto_increment\n  FROM information_schema.tables AS t\n  JOIN information_schema.columns AS c ON c.table_schema = t.table_schema AND c.table_name = t.table_name\n WHERE t.table_schema = DATABASE() AND c.extra LIKE '%auto_increment%'\n ORDER BY t.auto_increment DESC;",
                    ),
                ));
            }
            statements
        }
        System::Sqlite => {
            let counts: Vec<String> = book
                .tables()
                .filter(|(_, t)| t.kind != crate::model::TableKind::VirtualTable)
                .take(50)
                .map(|(_, t)| {
                    format!(
                        "SELECT {} AS table_name, COUNT(*) AS rows FROM {}",
                        book.literal(&t.id.name),
                        book.name(&t.id)
                    )
                })
                .collect_vec();
            let mut statements = vec![
                (
                    "The size of the file",
                    own("SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size();"),
                ),
                ("Whether the file is whole: `ok`", own("PRAGMA integrity_check;")),
                ("References that lead nowhere: none", own("PRAGMA foreign_key_check;")),
                ("How it is written: `wal` lets others read meanwhile", own("PRAGMA journal_mode;")),
                ("How long a connection waits for another one, in milliseconds", own("PRAGMA busy_timeout;")),
            ];
            if !counts.is_empty() {
                statements.push(("Rows by table", format!("{};", counts.join("\nUNION ALL\n"))));
            }
            statements
        }
        System::SqlServer => vec![
            (
                "The largest tables, with their indexes",
                own(
                    "SELECT OBJECT_SCHEMA_NAME(object_id) AS schema_name, OBJECT_NAME(object_id) AS table_name,\n       SUM(reserved_page_count) * 8 / 1024 AS mib, SUM(CASE WHEN index_id IN (0, 1) THEN row_count ELSE 0 END) AS rows\n  FROM sys.dm_db_partition_stats\n WHERE OBJECTPROPERTY(object_id, 'IsUserTable') = 1\n GROUP BY object_id\n ORDER BY mib DESC;",
                ),
            ),
            (
                "Connections by state",
                own(
                    "SELECT status, COUNT(*) AS sessions FROM sys.dm_exec_sessions WHERE is_user_process = 1 GROUP BY status;",
                ),
            ),
            (
                "How full the log is",
                own(
                    "SELECT total_log_size_in_bytes / 1048576 AS mib, used_log_space_in_percent FROM sys.dm_db_log_space_usage;",
                ),
            ),
            ("Whether the database is whole", own("DBCC CHECKDB WITH NO_INFOMSGS;")),
        ],
        System::Oracle => vec![
            (
                "The largest segments",
                own(
                    "SELECT segment_name, segment_type, ROUND(bytes / 1024 / 1024, 1) AS mib FROM user_segments ORDER BY bytes DESC FETCH FIRST 20 ROWS ONLY;",
                ),
            ),
            (
                "Connections by state",
                own("SELECT status, COUNT(*) FROM v$session WHERE type = 'USER' GROUP BY status;"),
            ),
            (
                "How full the tablespaces are",
                own(
                    "SELECT tablespace_name, ROUND(used_percent, 1) AS percent FROM dba_tablespace_usage_metrics ORDER BY percent DESC;",
                ),
            ),
            (
                "What does not compile",
                own(
                    "SELECT object_type, object_name FROM user_objects WHERE status = 'INVALID' ORDER BY object_type, object_name;",
                ),
            ),
        ],
        System::Convex => Vec::new(),
    }
}

/// Whether a key counts up, and so has an end.
fn counts_up(book: &Context) -> bool {
    let counts = |kind: &ColumnKind| match kind {
        ColumnKind::AutoIncrement | ColumnKind::Identity(_) => true,
        ColumnKind::Default(expression) => expression.starts_with("nextval("),
        _ => false,
    };
    book.tables().any(|(_, table)| table.columns.any(|c| counts(&c.kind)))
}

/// What stands still, and who keeps it.
fn stuck(book: &Context) -> Vec<(&'static str, String)> {
    let own = |statement: &str| statement.to_owned();
    match book.system {
        System::PostgreSql => vec![
            (
                "Who waits for whom",
                own(
                    "SELECT pid, pg_blocking_pids(pid) AS waits_for, wait_event_type, now() - query_start AS since, query\n  FROM pg_stat_activity\n WHERE cardinality(pg_blocking_pids(pid)) > 0;",
                ),
            ),
            (
                "Transactions that have been open for long: they keep vacuum from clearing away",
                own(
                    "SELECT pid, usename, state, now() - xact_start AS since, query\n  FROM pg_stat_activity\n WHERE xact_start < now() - interval '5 minutes'\n ORDER BY xact_start;",
                ),
            ),
        ],
        System::MySql => vec![
            ("What runs", own("SHOW FULL PROCESSLIST;")),
            (
                "Who waits for whom",
                own(
                    "SELECT waiting_pid, blocking_pid, wait_age, waiting_query, blocking_query FROM sys.innodb_lock_waits;",
                ),
            ),
            (
                "Transactions that have been open for long",
                own(
                    "SELECT trx_mysql_thread_id, trx_started, trx_rows_locked, trx_query FROM information_schema.innodb_trx ORDER BY trx_started;",
                ),
            ),
            ("The last deadlock, among much else", own("SHOW ENGINE INNODB STATUS;")),
        ],
        System::MariaDb => vec![
            ("What runs", own("SHOW FULL PROCESSLIST;")),
            (
                "Who waits for whom",
                own(
                    "SELECT r.trx_mysql_thread_id AS waiting, b.trx_mysql_thread_id AS blocking, r.trx_query AS waiting_query, b.trx_query AS blocking_query\n  FROM information_schema.innodb_lock_waits AS w\n  JOIN information_schema.innodb_trx AS r ON r.trx_id = w.requesting_trx_id\n  JOIN information_schema.innodb_trx AS b ON b.trx_id = w.blocking_trx_id;",
                ),
            ),
            (
                "Transactions that have been open for long",
                own(
                    "SELECT trx_mysql_thread_id, trx_started, trx_rows_locked, trx_query FROM information_schema.innodb_trx ORDER BY trx_started;",
                ),
            ),
            ("The last deadlock, among much else", own("SHOW ENGINE INNODB STATUS;")),
        ],
        System::SqlServer => vec![
            (
                "Who waits for whom",
                own(
                    "SELECT r.session_id, r.blocking_session_id, r.wait_type, r.wait_time, t.text\n  FROM sys.dm_exec_requests AS r\n CROSS APPLY sys.dm_exec_sql_text(r.sql_handle) AS t\n WHERE r.blocking_session_id <> 0;",
                ),
            ),
            (
                "Transactions that have been open for long",
                own(
                    "SELECT s.session_id, a.transaction_begin_time, a.name\n  FROM sys.dm_tran_active_transactions AS a\n  JOIN sys.dm_tran_session_transactions AS s ON s.transaction_id = a.transaction_id\n ORDER BY a.transaction_begin_time;",
                ),
            ),
        ],
        System::Oracle => vec![
            (
                "Who waits for whom",
                own(
                    "SELECT sid, serial#, blocking_session, event, seconds_in_wait, sql_id FROM v$session WHERE blocking_session IS NOT NULL;",
                ),
            ),
            (
                "Transactions that have been open for long",
                own(
                    "SELECT s.sid, s.serial#, s.username, t.start_date, t.used_urec FROM v$transaction t JOIN v$session s ON s.taddr = t.addr ORDER BY t.start_date;",
                ),
            ),
        ],
        System::Sqlite | System::Convex => Vec::new(),
    }
}

/// How what stands in the way is ended.
fn end(system: System) -> &'static str {
    match system {
        System::PostgreSql => {
            "`SELECT pg_cancel_backend(pid)` ends what a connection does, `SELECT pg_terminate_backend(pid)` the connection."
        }
        System::MySql | System::MariaDb => "`KILL QUERY id` ends what a connection does, `KILL id` the connection.",
        System::SqlServer => "`KILL session_id` ends a connection and rolls back what it did.",
        System::Oracle => "`ALTER SYSTEM KILL SESSION 'sid,serial#'` ends a connection and rolls back what it did.",
        System::Sqlite => {
            "`database is locked` means that another connection was writing for longer than this one waits: one writes at a time, so keep \
             transactions short, begin those that write with `BEGIN IMMEDIATE`, and let connections wait (`PRAGMA busy_timeout`)."
        }
        System::Convex => "",
    }
}

fn replication(system: System) -> Vec<(&'static str, String)> {
    let own = |statement: &str| statement.to_owned();
    match system {
        System::PostgreSql => vec![
            (
                "On the primary: who follows, and how far behind",
                own("SELECT application_name, state, sync_state, write_lag, replay_lag FROM pg_stat_replication;"),
            ),
            (
                "On the primary: slots that keep the write-ahead log from being deleted",
                own(
                    "SELECT slot_name, active, pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)) AS kept FROM pg_replication_slots;",
                ),
            ),
            (
                "On a replica: how old what it shows is",
                // While nothing is written, the last transaction grows old on a replica that has all of it.
                own(
                    "SELECT CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN interval '0'\n            ELSE now() - pg_last_xact_replay_timestamp() END AS behind;",
                ),
            ),
        ],
        System::MySql | System::MariaDb => {
            vec![("On a replica: how far behind, and what stopped it", own("SHOW REPLICA STATUS;"))]
        }
        System::SqlServer => vec![(
            "Replicas of the availability group, and how far behind",
            own(
                "SELECT DB_NAME(database_id) AS name, synchronization_state_desc, log_send_queue_size, redo_queue_size FROM sys.dm_hadr_database_replica_states;",
            ),
        )],
        System::Oracle => vec![(
            "On a standby: how far behind",
            own(
                "SELECT name, value, time_computed FROM v$dataguard_stats WHERE name IN ('transport lag', 'apply lag');",
            ),
        )],
        System::Sqlite | System::Convex => Vec::new(),
    }
}

/// What is known to go wrong.
fn issues(out: &mut String, book: &Context) {
    let mut items = Vec::new();
    for (at, table) in book.tables() {
        for issue in &table.annotations.issues {
            let words = issue.text.as_ref().map(|words| format!(": {}", text(words))).unwrap_or_default();
            items.push(format!("{}, {}{words}", book.links.table(at), code(&issue.name)));
        }
    }
    let more = items.len().saturating_sub(ISSUES);
    items.truncate(ISSUES);
    items.push_all((more > 0).then(|| format!("and {more} more")));
    if !items.is_empty() {
        block(out, "Known issues:");
        list(out, &items);
    }
}

fn convex(checks: &mut String, debugging: &mut String, book: &Context) {
    block(
        checks,
        "The dashboard (2.1) shows documents, functions, their logs and how they do. From a terminal, of production:",
    );
    let commands = [("What reads too much, or conflicts with itself", "npx convex insights --prod".to_owned())];
    shell(checks, &commands);
    let mut commands = vec![("The logs of functions, as they run", "npx convex logs --prod".to_owned())];
    if let Some(table) = book.main_tables(1).first().and_then(|&at| book.schema.tables.get(at)) {
        commands.push((
            "The newest documents of a table",
            format!("npx convex data {} --prod --limit 20 --order desc", table.id.name),
        ));
    }
    shell(debugging, &commands);
}
