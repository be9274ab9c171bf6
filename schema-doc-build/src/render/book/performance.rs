//! Chapter 11: slow queries, plans, partitions, statistics and space.

use super::{Chapter, Context, partition, sql};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Index, IndexKind, QualifiedName, System, TableKind};
use crate::render::Format;
use crate::render::lookup::found;
use crate::render::markdown::{Table, block, cell_code, cell_text, fenced, link, list, text};
use crate::render::queries::{self, Kind, Query, Subject};
use crate::render::relationship_analysis::pattern_table;
use crate::render::tables::keys_in_cell;

/// How many queries of the schema are explained.
const QUERIES: usize = 10;

/// How many partitions of a table are listed.
const PARTITIONS: usize = 24;

/// `## 11. Performance Optimization`
pub(super) fn performance(book: &Context) -> Chapter {
    if book.shown.is_empty() {
        return Chapter::new("11. Performance Optimization", Vec::new());
    }
    let parts = vec![
        ("11.1 Query Optimization", queries(book)),
        ("11.2 Partitioning Strategy", partitioning(book)),
        ("11.3 Statistics and Space", upkeep(book)),
    ];
    Chapter::new("11. Performance Optimization", parts)
}

fn queries(book: &Context) -> String {
    let mut out = String::new();
    let patterns = pattern_table(book.input, &book.links);
    if !patterns.is_empty() {
        block(&mut out, "The queries that the schema is made for:");
        block(&mut out, &patterns);
    }
    slow(&mut out, book);
    let (explained, left) = explained(book);
    let plans = match book.system {
        System::SqlServer => {
            "`SET SHOWPLAN_ALL ON` before a query, in a batch of its own, shows how it would be run; `SET STATISTICS IO, TIME ON`, what it took."
        }
        _ => "",
    };
    block(&mut out, plans);
    if !explained.is_empty() {
        let which = match (explained.len(), left) {
            (1, 0) => "a query".to_owned(),
            (_, 0) => "these queries, the frequent ones first".to_owned(),
            (shown, left) => format!("the {shown} most frequent of {} queries", shown + left),
        };
        block(&mut out, &format!("How the database runs {which}:"));
        sql(&mut out, &explained.iter().map(|(title, statement)| (title.as_str(), statement.clone())).collect_vec());
    }
    match book.system {
        System::PostgreSql if !explained.is_empty() => {
            block(
                &mut out,
                "`GENERIC_PLAN` is for parameters without values, from PostgreSQL 16 on. With values, `EXPLAIN (ANALYZE, BUFFERS)` also runs the query and tells what it took.",
            );
        }
        System::MySql if !explained.is_empty() => {
            block(&mut out, "`EXPLAIN ANALYZE` also runs it and tells what it took.");
        }
        System::MariaDb if !explained.is_empty() => {
            block(&mut out, "`ANALYZE` in place of `EXPLAIN` also runs it and tells what it took.");
        }
        _ => {}
    }
    let findings = book.input.analysis.findings.iter().filter(|f| book.shown.contains(&f.table)).count();
    if findings > 0 {
        let words = crate::render::markdown::count(findings, "finding", "findings");
        let place = book
            .links
            .format(Format::RelationshipAnalysis)
            .map_or_else(String::new, |url| format!(" in {}", link("the relationship analysis", &url)));
        block(&mut out, &format!("What the schema itself shows: {words}{place}, each also on its table's page."));
    }
    out
}

/// Where the system keeps what took long.
fn slow(out: &mut String, book: &Context) {
    let statements = match book.system {
        System::PostgreSql => vec![
            ("Once; with shared_preload_libraries = 'pg_stat_statements' in the server's configuration", "CREATE EXTENSION IF NOT EXISTS pg_stat_statements;".to_owned()),
            (
                "What takes most of the time",
                "SELECT calls, round(mean_exec_time::numeric, 1) AS mean_ms, round(total_exec_time::numeric) AS total_ms, rows, query\n  \
                 FROM pg_stat_statements\n ORDER BY total_exec_time DESC\n LIMIT 20;"
                    .to_owned(),
            ),
            (
                "Tables that are read from end to end",
                format!(
                    "SELECT relname AS table_name, seq_scan, seq_tup_read, idx_scan, n_live_tup\n  FROM pg_stat_user_tables\n WHERE schemaname IN ({})\n \
                     ORDER BY seq_tup_read DESC\n LIMIT 20;",
                    book.namespaces()
                ),
            ),
        ],
        System::MySql => vec![(
            "What takes most of the time",
            "SELECT digest_text, count_star, ROUND(avg_timer_wait / 1e9, 1) AS avg_ms, ROUND(sum_timer_wait / 1e9) AS total_ms, sum_rows_examined\n  \
             FROM performance_schema.events_statements_summary_by_digest\n WHERE schema_name = DATABASE()\n ORDER BY sum_timer_wait DESC\n LIMIT 20;"
                .to_owned(),
        )],
        System::MariaDb => vec![
            (
                "What takes most of the time; with performance_schema = ON in the configuration",
                "SELECT digest_text, count_star, ROUND(avg_timer_wait / 1e9, 1) AS avg_ms, ROUND(sum_timer_wait / 1e9) AS total_ms, sum_rows_examined\n  \
                 FROM performance_schema.events_statements_summary_by_digest\n WHERE schema_name = DATABASE()\n ORDER BY sum_timer_wait DESC\n LIMIT 20;"
                    .to_owned(),
            ),
            ("Where slow queries are written down, and from when on", "SHOW GLOBAL VARIABLES WHERE variable_name IN ('slow_query_log', 'slow_query_log_file', 'long_query_time');".to_owned()),
        ],
        System::SqlServer => vec![(
            "What takes most of the time, where the query store is on",
            "SELECT TOP (20) t.query_sql_text, SUM(r.count_executions) AS executions,\n       \
             SUM(r.avg_duration * r.count_executions) / 1000 AS total_ms\n  FROM sys.query_store_runtime_stats AS r\n  \
             JOIN sys.query_store_plan AS p ON p.plan_id = r.plan_id\n  JOIN sys.query_store_query AS q ON q.query_id = p.query_id\n  \
             JOIN sys.query_store_query_text AS t ON t.query_text_id = q.query_text_id\n GROUP BY t.query_sql_text\n ORDER BY total_ms DESC;"
                .to_owned(),
        )],
        System::Oracle => vec![(
            "What takes most of the time",
            "SELECT sql_id, executions, ROUND(elapsed_time / 1000) AS total_ms, buffer_gets, sql_text\n  FROM v$sqlstats\n ORDER BY elapsed_time DESC\n FETCH FIRST 20 ROWS ONLY;"
                .to_owned(),
        )],
        System::Sqlite => {
            block(out, "SQLite keeps no statistics of queries: in its shell, `.timer on` tells what one takes; in a program, the driver's tracing does.");
            Vec::new()
        }
        System::Convex => {
            block(
                out,
                "The dashboard shows under Functions how long each takes, and under Health which of them read too much or conflict; `npx convex insights` prints \
                 the same. A query reads what its index range holds: `withIndex` narrows that range, while `filter` drops documents that \
                 have been read.",
            );
            block(out, "A list that grows is read in pages:");
            if let Some((table, index)) = of_many(book).or_else(|| book.main_index()) {
                let name = book.schema.tables.get(table).map(|t| t.id.name.clone()).unwrap_or_default();
                if let Some(&column) = super::context::leading_columns(index).first() {
                    let text = format!(
                        "const page = await ctx.db\n  .query(\"{name}\")\n  .withIndex(\"{}\", (q) => q.eq(\"{column}\", value))\n  .order(\"desc\")\n  .paginate(paginationOpts);",
                        index.name
                    );
                    block(out, &fenced("typescript", &text));
                    return;
                }
            }
            let name = book.main_tables(1).first().and_then(|&at| book.schema.tables.get(at)).map(|t| t.id.name.clone());
            let text = format!("const page = await ctx.db.query(\"{}\").order(\"desc\").paginate(paginationOpts);", name.unwrap_or_default());
            block(out, &fenced("typescript", &text));
            Vec::new()
        }
    };
    sql(out, &statements);
}

/// An index whose first field has many documents of one value: a reference, that is said to be unique nowhere.
fn of_many<'b>(book: &'b Context) -> Option<(usize, &'b Index)> {
    book.main_tables(usize::MAX).into_iter().rev().find_map(|at| {
        let (table, analysis) = (book.schema.tables.get(at)?, book.analysis(at)?);
        let leads = |index: &&Index| {
            let first = super::context::leading_columns(index).first().and_then(|first| table.column(first));
            first.is_some_and(|first| {
                let is_key = |r: &crate::analyze::Relationship| r.keys.len() == 1 && r.keys.contains(&first.name);
                !first.annotations.unique && analysis.incoming.any(is_key)
            })
        };
        Some((at, table.indexes.iter().filter(|i| i.kind == IndexKind::Index && !i.annotations.ignore).find(leads)?))
    })
}

/// The queries of the schema's access patterns, the frequent ones first, and how many are left out; where there is none, what a main index
/// is for.
fn explained(book: &Context) -> (Vec<(String, String)>, usize) {
    // PostgreSQL 16, EXPLAIN: parameters without values need GENERIC_PLAN.
    let (begin, end) = match book.system {
        System::PostgreSql => ("EXPLAIN (GENERIC_PLAN)\n", ""),
        System::MySql | System::MariaDb => ("EXPLAIN\n", ""),
        System::Sqlite => ("EXPLAIN QUERY PLAN\n", ""),
        System::Oracle => ("EXPLAIN PLAN FOR\n", "\nSELECT * FROM TABLE(DBMS_XPLAN.DISPLAY);"),
        System::SqlServer | System::Convex => return (Vec::new(), 0),
    };
    let mut patterns: Vec<(usize, Query)> = Vec::new();
    for (at, table) in book.tables().filter(|(_, table)| !table.annotations.access.is_empty()) {
        let mut reads = reads(book, at);
        for pattern in &table.annotations.access {
            let rank = pattern.frequency.map_or(3, |frequency| frequency as usize);
            let found = reads.position(|query| query.title.split("; ").any(|title| title == pattern.name));
            patterns.push_all(found.map(|found| (rank, reads.remove(found))));
        }
    }
    crate::sort::by_key(&mut patterns, |(rank, _)| *rank);
    let left = patterns.len().saturating_sub(QUERIES);
    patterns.truncate(QUERIES);
    let mut queries: Vec<Query> = patterns.into_iter().map(|(_, query)| query).collect_vec();
    if queries.is_empty()
        && let Some((table, index)) = book.main_index()
    {
        let of_index = format!("({})", index.name);
        queries.push_all(reads(book, table).into_iter().find(|query| query.title.contains(&of_index)));
    }
    let plan = |query: Query| (query.title, format!("{begin}{}{end}", query.statement));
    (queries.into_iter().map(plan).collect_vec(), left)
}

/// What reads rows of a table.
fn reads(book: &Context, at: usize) -> Vec<Query> {
    let Some((table, analysis)) = book.schema.tables.get(at).zip(book.analysis(at)) else { return Vec::new() };
    let subject = Subject { input: book.input, table, analysis, has_rule: false };
    let mut list = queries::queries(&subject).list;
    list.keep(|query| query.kind == Kind::Read);
    list
}

fn partitioning(book: &Context) -> String {
    let mut out = String::new();
    let mut rows = Table::new(&["Table", "By", "Partitions"]);
    let mut examples = Vec::new();
    for (at, table) in book.tables() {
        let native = super::context::option(table, |o| o.partition_by.as_ref());
        let by = match (&table.partitioning, native) {
            (Some(by), _) => format!("{} of {}", cell_text(&by.strategy), keys_in_cell(&by.keys)),
            (None, Some(by)) => cell_code(by),
            (None, None) => continue,
        };
        let partitions = found(&book.lookup.partitions, &&table.id);
        let mut names: Vec<String> = partitions
            .iter()
            .take(PARTITIONS)
            .map(|&p| {
                let bound =
                    book.schema.tables.get(p).and_then(|t| t.partition_of.as_ref()).map(|of| cell_code(&of.bound));
                format!("{} {}", book.links.table_in_cell(p), bound.unwrap_or_default())
            })
            .collect_vec();
        names.push_all((partitions.len() > PARTITIONS).then(|| format!("and {} more", partitions.len() - PARTITIONS)));
        rows.push(&[book.links.table_in_cell(at), by, names.join("<br>")]);
        examples.push((at, table));
    }
    block(&mut out, &rows.finish());
    let Some(&(at, table)) = examples.first() else {
        growing(&mut out, book);
        return out;
    };
    let name = book.table_name(at);
    let partitions = found(&book.lookup.partitions, &&table.id);
    match book.system {
        System::PostgreSql => {
            let bound =
                |p: usize| book.schema.tables.get(p).and_then(|t| t.partition_of.as_ref()).map(|of| of.bound.as_str());
            let has_default = partitions.any(|&p| bound(p).is_some_and(|b| b.eq_ignore_ascii_case("default")));
            let mut statements = vec![(
                "The partitions and their sizes",
                format!(
                    "SELECT c.oid::regclass AS partition, pg_get_expr(c.relpartbound, c.oid) AS bound, pg_size_pretty(pg_total_relation_size(c.oid)) AS size\n  \
                     FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid\n WHERE i.inhparent = {}::regclass\n ORDER BY 1;",
                    book.literal(&name)
                ),
            )];
            if let Some(&default) = partitions.find(|&p| bound(p).is_some_and(|b| b.eq_ignore_ascii_case("default"))) {
                statements.push((
                    "Rows that no partition was made for in time: none is what it should be",
                    format!("SELECT COUNT(*) FROM {};", book.table_name(default)),
                ));
            }
            let bounds: Vec<(&str, &str)> = partitions
                .iter()
                .filter_map(|&p| Some((book.schema.tables.get(p)?.id.name.as_str(), bound(p)?)))
                .collect_vec();
            if let Some((next, bound)) = partition::next(&bounds) {
                let next = book.name(&QualifiedName::new(table.id.namespace.as_str(), next.as_str()));
                let title = if has_default {
                    "Make the next one before its time comes: rows of it that are in the default partition already have to be moved first"
                } else {
                    "Make the next one before its time comes: until then its rows are refused"
                };
                statements.push((title, format!("CREATE TABLE {next} PARTITION OF {name} {bound};")));
            }
            if let Some(&old) = partitions.find(|&p| bound(p).is_some_and(|b| !b.eq_ignore_ascii_case("default"))) {
                let (concurrently, title) = if has_default {
                    (
                        "",
                        "Take an old one out, to archive or drop it (with a default partition there, it locks the table for a moment)",
                    )
                } else {
                    (" CONCURRENTLY", "Take an old one out, to archive or drop it, outside a transaction")
                };
                let (old_name, bound) = (book.table_name(old), bound(old).unwrap_or_default());
                statements.push((title, format!("ALTER TABLE {name} DETACH PARTITION {old_name}{concurrently};")));
                statements.push(("Put it back", format!("ALTER TABLE {name} ATTACH PARTITION {old_name} {bound};")));
            }
            sql(&mut out, &statements);
        }
        System::MySql | System::MariaDb => {
            let statement = format!(
                "SELECT partition_name, partition_description, table_rows\n  FROM information_schema.partitions\n WHERE table_schema = DATABASE() AND table_name = {}\n ORDER BY partition_ordinal_position;",
                book.literal(&table.id.name)
            );
            sql(&mut out, &[("The partitions and their rows", statement)]);
        }
        System::SqlServer => {
            let statement = format!(
                "SELECT partition_number, rows FROM sys.partitions WHERE object_id = OBJECT_ID({}) AND index_id IN (0, 1) ORDER BY partition_number;",
                book.literal(&name)
            );
            sql(&mut out, &[("The partitions and their rows", statement)]);
        }
        System::Oracle => {
            let statement = format!(
                "SELECT partition_name, high_value, num_rows FROM user_tab_partitions WHERE table_name = {} ORDER BY partition_position;",
                book.literal(&table.id.name)
            );
            sql(&mut out, &[("The partitions and their rows", statement)]);
        }
        System::Sqlite | System::Convex => {}
    }
    growing(&mut out, book);
    out
}

/// What grows, as it is stated.
fn growing(out: &mut String, book: &Context) {
    let lines = &book.input.config.performance.scaling_considerations;
    if !lines.is_empty() {
        block(out, "What grows:");
        list(out, &lines.mapped(|line| text(line)));
    }
    // What is written for each event grows with the use.
    let unbounded = book.tables().filter(|(at, table)| {
        let log = book
            .analysis(*at)
            .is_some_and(|a| matches!(a.role, Some(crate::analyze::TableRole::Log | crate::analyze::TableRole::Audit)));
        let by = super::context::option(table, |o| o.partition_by.as_ref()).is_some();
        log && table.kind != TableKind::PartitionedTable && !by
    });
    let unbounded: Vec<usize> = unbounded.map(|(at, _)| at).collect_vec();
    if !unbounded.is_empty() {
        block(out, &format!("Logs that nothing divides by time: {}.", book.table_list(&unbounded)));
    }
}

fn upkeep(book: &Context) -> String {
    let mut out = String::new();
    let tables = book.main_tables(3);
    let Some(&first) = tables.first() else { return out };
    let name = book.table_name(first);
    match book.system {
        System::PostgreSql => {
            block(
                &mut out,
                "Autovacuum clears away what updates and deletes leave, and gathers the planner's statistics. By hand after a large change:",
            );
            let names: Vec<String> = tables.mapped(|&at| book.table_name(at));
            let statements = [
                ("Outside a transaction", format!("VACUUM (ANALYZE) {};", names.join(", "))),
                (
                    "Where autovacuum is behind",
                    format!(
                        "SELECT relname AS table_name, n_live_tup, n_dead_tup, last_autovacuum, last_autoanalyze\n  FROM pg_stat_user_tables\n WHERE schemaname IN ({})\n ORDER BY n_dead_tup DESC\n LIMIT 20;",
                        book.namespaces()
                    ),
                ),
            ];
            sql(&mut out, &statements);
        }
        System::MySql | System::MariaDb => {
            let statements = [
                ("Gather the optimizer's statistics, after a large change", format!("ANALYZE TABLE {name};")),
                (
                    "Space that deleted rows left behind: OPTIMIZE TABLE gives it back",
                    "SELECT table_name, ROUND(data_free / 1024 / 1024, 1) AS free_mib\n  FROM information_schema.tables\n WHERE table_schema = DATABASE() AND data_free > 0\n ORDER BY data_free DESC;".to_owned(),
                ),
            ];
            sql(&mut out, &statements);
        }
        System::Sqlite => {
            let statements = [
                (
                    "How many pages there are, and how many of them are free",
                    "SELECT page_count, freelist_count FROM pragma_page_count(), pragma_freelist_count();".to_owned(),
                ),
                ("Give free pages back: writes the whole file anew, outside a transaction", "VACUUM;".to_owned()),
                (
                    "What is in the write-ahead log into the file, where there is one",
                    "PRAGMA wal_checkpoint(TRUNCATE);".to_owned(),
                ),
            ];
            sql(&mut out, &statements);
        }
        System::SqlServer => sql(
            &mut out,
            &[(
                "Gather the optimizer's statistics, after a large change",
                format!("UPDATE STATISTICS {name} WITH FULLSCAN;"),
            )],
        ),
        System::Oracle => {
            let gather = "BEGIN\n  DBMS_STATS.GATHER_SCHEMA_STATS(USER);\nEND;\n/".to_owned();
            let stale = "SELECT table_name, num_rows, last_analyzed FROM user_tab_statistics WHERE stale_stats = 'YES' ORDER BY table_name;".to_owned();
            sql(
                &mut out,
                &[
                    ("Gather the optimizer's statistics, after a large change", gather),
                    ("Tables whose statistics are stale", stale),
                ],
            );
        }
        System::Convex => {}
    }
    out
}
