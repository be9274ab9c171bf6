//! Chapter 7: every index with the keys, and keeping them fit.

use super::{Chapter, Context, sql};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Annotations, Index, IndexKind, System};
use crate::render::markdown::{Table, block, cell_code, cell_text, list, message};
use crate::render::tables::keys_in_cell;

/// More rows than this are left to the pages.
const ROWS: usize = 500;

/// Findings of one kind that are named.
const FINDINGS: usize = 15;

/// `## 7. Indexes Strategy`
pub(super) fn indexes(book: &Context) -> Chapter {
    let parts = vec![
        ("7.1 Index Analysis", analysis(book)),
        ("7.2 Index Maintenance", if book.shown.is_empty() { String::new() } else { maintenance(book) }),
    ];
    Chapter::new("7. Indexes Strategy", parts)
}

fn analysis(book: &Context) -> String {
    let documents = book.system.has_documents();
    let mut rows = Table::new(&["Table", "Index", "Type", if documents { "Fields" } else { "Columns" }, "Purpose"]);
    let mut count = 0;
    let mut add = |of: String, name: &str, kind: String, columns: String, purpose: String| {
        count += 1;
        if count <= ROWS {
            let name = if name.is_empty() { String::new() } else { cell_code(name) };
            rows.push(&[of, name, kind, columns, purpose]);
        }
    };
    let of_columns = |names: &[String]| names.mapped(|name| cell_code(name)).join(", ");
    let told = |tags: &Annotations, derived: &str| {
        let words = tags.description.as_ref().or(tags.purpose.as_ref()).or(tags.reason.as_ref());
        words.map_or_else(|| derived.to_owned(), |words| cell_text(words))
    };
    let of_index = |index: &Index| format!("{}{}", keys_in_cell(&index.keys), condition(index));
    for (at, table) in book.tables() {
        let mut row = |name: &str, kind: String, columns: String, purpose: String| {
            add(book.links.table_in_cell(at), name, kind, columns, purpose);
        };
        if let Some(key) = table.primary_key.as_ref().filter(|k| !k.annotations.ignore) {
            row(
                &key.name,
                "primary key".to_owned(),
                of_columns(&key.columns),
                told(&key.annotations, "Identifies a row"),
            );
        }
        for key in table.unique.iter().filter(|k| !k.annotations.ignore) {
            row(&key.name, "unique".to_owned(), of_columns(&key.columns), told(&key.annotations, "No value twice"));
        }
        for key in table.exclusions.iter().filter(|k| !k.annotations.ignore) {
            let parts = key
                .elements
                .iter()
                .map(|(key, operator)| format!("{} {operator}", keys_in_cell(std::slice::from_ref(key))));
            row(
                &key.name,
                format!("exclusion, {}", cell_text(&key.method)),
                parts.join(", "),
                told(&key.annotations, "No two rows overlap"),
            );
        }
        for index in table.indexes.iter().filter(|i| !i.annotations.ignore) {
            row(
                &index.name,
                kind(index, documents),
                of_index(index),
                told(&index.annotations, &serves(book, at, index)),
            );
        }
    }
    for view in book.schema.views.iter().filter(|view| !view.annotations.ignore) {
        for index in view.indexes.iter().filter(|i| !i.annotations.ignore) {
            let of = cell_code(&book.schema.identifier(&view.id));
            add(of, &index.name, kind(index, documents), of_index(index), told(&index.annotations, ""));
        }
    }
    let mut out = String::new();
    block(&mut out, &rows.finish());
    if count > ROWS {
        block(&mut out, &format!("And {} more{}.", count - ROWS, book.elsewhere()));
    }
    if book.system.has_documents() && !book.shown.is_empty() {
        block(
            &mut out,
            "Every table also has `by_id` and `by_creation_time`, and every index ends with `_creationTime`, so that its documents come in \
             the order of their making.",
        );
    }
    out
}

/// Which rows a partial index holds, where that is short: the definition has it whole.
fn condition(index: &Index) -> String {
    const LONGEST: usize = 80;
    let predicate = index.predicate.as_deref().filter(|predicate| predicate.len() <= LONGEST);
    predicate.map_or_else(String::new, |predicate| format!(" where {}", cell_code(predicate)))
}

/// `B-tree, unique, partial`.
fn kind(index: &Index, documents: bool) -> String {
    let method = match (index.method.as_str(), index.kind) {
        ("", IndexKind::Index) if documents => "index".to_owned(),
        ("" | "btree", IndexKind::Index) => "B-tree".to_owned(),
        ("", kind) => kind.as_str().to_owned(),
        ("gin" | "gist" | "brin", _) => index.method.to_uppercase(),
        (method, _) => cell_text(method),
    };
    let unique = index.unique.then_some("unique");
    let partial = index.predicate.is_some().then_some("partial");
    let staged = index.staged.then_some("staged");
    [Some(method.as_str()), unique, partial, staged].into_iter().flatten().join(", ")
}

/// What an index is for, as far as the schema tells: access patterns, foreign keys.
fn serves(book: &Context, at: usize, index: &Index) -> String {
    let Some((table, analysis)) = book.schema.tables.get(at).zip(book.analysis(at)) else { return String::new() };
    let mut items = Vec::new();
    for (pattern, access) in table.annotations.access.iter().zip(&analysis.access) {
        if access.covered_by.contains(&index.name) || pattern.index.as_ref() == Some(&index.name) {
            items.push(format!("serves {}", cell_code(&pattern.name)));
        }
    }
    let leading = super::context::leading_columns(index);
    for key in table.foreign_keys.iter().filter(|k| !k.annotations.ignore && !k.columns.is_empty()) {
        let first = leading.get(..key.columns.len()).unwrap_or_default();
        if key.columns.all(|column| first.contains(&column.as_str())) {
            let target = cell_code(&book.schema.identifier(&key.table));
            items.push(format!("reference to {target}"));
        }
    }
    let mut words = items.join("; ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

fn maintenance(book: &Context) -> String {
    let mut out = String::new();
    findings(&mut out, book);
    match book.system {
        System::PostgreSql => postgresql(&mut out, book),
        System::MySql | System::MariaDb => mysql(&mut out, book),
        System::Sqlite => sqlite(&mut out, book),
        System::SqlServer => sql_server(&mut out, book),
        System::Oracle => oracle(&mut out, book),
        System::Convex => {
            block(
                &mut out,
                "Convex keeps its indexes itself: a new one is filled when it is deployed, and one whose line is taken out of the schema is \
                 dropped with the next deployment. While a large table's index is filled, the deployment waits; staged \
                 (`.index(\"name\", { fields: [...], staged: true })`), it is filled in the background, and used once `staged` is gone.",
            );
        }
    }
    out
}

/// What analysis says about indexes.
fn findings(out: &mut String, book: &Context) {
    let title =
        if book.system.has_documents() { "References without an index" } else { "Foreign keys without an index" };
    for (code, title) in [
        ("unindexed-foreign-key", title),
        ("duplicate-index", "Indexes that say the same twice"),
        ("redundant-index", "Indexes that another one makes superfluous"),
    ] {
        let found = book.input.analysis.findings.iter().filter(|f| f.code.as_str() == code);
        let mut items: Vec<String> =
            found.map(|f| format!("{}: {}", book.links.table(f.table), message(&f.message))).collect_vec();
        let more = items.len().saturating_sub(FINDINGS);
        items.truncate(FINDINGS);
        items.push_all((more > 0).then(|| format!("and {more} more")));
        if !items.is_empty() {
            block(out, &format!("{title}:"));
            list(out, &items);
        }
    }
    let critical = &book.input.analysis.insights.critical_indexes;
    if !critical.is_empty() {
        let names = crate::render::words::codes(critical.iter().take(30));
        block(out, &format!("Critical indexes: {names}."));
    }
}

fn postgresql(out: &mut String, book: &Context) {
    let namespaces = book.namespaces();
    let statements = [
        (
            "How often each index is read, and its size: the least used first",
            format!(
                "SELECT schemaname, relname AS table_name, indexrelname AS index_name, idx_scan,\n       \
                 pg_size_pretty(pg_relation_size(indexrelid)) AS size\n  FROM pg_stat_user_indexes\n WHERE schemaname IN ({namespaces})\n \
                 ORDER BY idx_scan, pg_relation_size(indexrelid) DESC;"
            ),
        ),
        (
            "Indexes that an interrupted CREATE INDEX CONCURRENTLY left behind: drop them and begin anew",
            "SELECT indexrelid::regclass AS index_name FROM pg_index WHERE NOT indisvalid;".to_owned(),
        ),
    ];
    sql(out, &statements);
    let Some((table, index)) = book.main_index() else { return };
    let name = book.index_name(table, &index.name);
    block(
        out,
        "An index that has grown beyond its rows is rebuilt while it is in use. That cannot be done inside a transaction.",
    );
    let statements = [
        ("For pgstatindex", "CREATE EXTENSION IF NOT EXISTS pgstattuple;".to_owned()),
        (
            "How full its pages are: about 90 % when it is new",
            format!("SELECT avg_leaf_density, leaf_fragmentation FROM pgstatindex({});", book.literal(&name)),
        ),
        ("Rebuild one", format!("REINDEX INDEX CONCURRENTLY {name};")),
        ("Rebuild all of a table", format!("REINDEX TABLE CONCURRENTLY {};", book.table_name(table))),
    ];
    sql(out, &statements);
}

fn mysql(out: &mut String, book: &Context) {
    if book.system == System::MariaDb {
        block(out, "MariaDB counts reads only where `performance_schema = ON` is set in its configuration.");
    }
    let mut statements = vec![
        (
            "How often each index is read: the least used first",
            "SELECT object_name AS table_name, index_name, count_read, count_write\n  \
             FROM performance_schema.table_io_waits_summary_by_index_usage\n \
             WHERE object_schema = DATABASE() AND index_name IS NOT NULL\n ORDER BY count_read, object_name, index_name;"
                .to_owned(),
        ),
        (
            "The size of each index",
            "SELECT table_name, index_name, ROUND(stat_value * @@innodb_page_size / 1024 / 1024, 1) AS mib\n  \
             FROM mysql.innodb_index_stats\n WHERE database_name = DATABASE() AND stat_name = 'size'\n ORDER BY stat_value DESC;"
                .to_owned(),
        ),
    ];
    if let Some(&table) = book.main_tables(1).first() {
        let table = book.table_name(table);
        statements.push(("Rebuild a table with its indexes", format!("OPTIMIZE TABLE {table};")));
    }
    sql(out, &statements);
    if let Some((table, index)) = book.main_index() {
        let (table, name) = (book.table_name(table), book.quote(&index.name));
        let (hidden, back) =
            if book.system == System::MariaDb { ("IGNORED", "NOT IGNORED") } else { ("INVISIBLE", "VISIBLE") };
        block(
            out,
            "Before an index is dropped, it is hidden for a while: it is kept up to date, and no query uses it.",
        );
        let statements = [
            ("Hide it", format!("ALTER TABLE {table} ALTER INDEX {name} {hidden};")),
            ("Show it again", format!("ALTER TABLE {table} ALTER INDEX {name} {back};")),
        ];
        sql(out, &statements);
    }
}

fn sqlite(out: &mut String, book: &Context) {
    block(
        out,
        "SQLite does not count how often an index is read: `EXPLAIN QUERY PLAN` tells which one a query uses (11.1).",
    );
    let mut statements = vec![
        (
            "All indexes",
            "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' ORDER BY tbl_name, name;".to_owned(),
        ),
        ("Bring the planner's statistics up to date", "ANALYZE;".to_owned()),
        (
            "What the planner knows of each index",
            "SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx;".to_owned(),
        ),
        ("The same for what has changed much: before a connection is closed", "PRAGMA optimize;".to_owned()),
    ];
    if let Some((_, index)) = book.main_index() {
        let name = book.quote(&index.name);
        statements.push(("Rebuild an index, after a collation has changed", format!("REINDEX {name};")));
    }
    sql(out, &statements);
}

fn sql_server(out: &mut String, book: &Context) {
    let mut statements = vec![
        (
            "How often each index is read since the server started: the least used first",
            "SELECT OBJECT_NAME(i.object_id) AS table_name, i.name AS index_name,\n       \
             s.user_seeks, s.user_scans, s.user_lookups, s.user_updates\n  FROM sys.indexes AS i\n  \
             LEFT JOIN sys.dm_db_index_usage_stats AS s\n    ON s.object_id = i.object_id AND s.index_id = i.index_id AND s.database_id = DB_ID()\n \
             WHERE OBJECTPROPERTY(i.object_id, 'IsUserTable') = 1 AND i.name IS NOT NULL\n \
             ORDER BY COALESCE(s.user_seeks + s.user_scans + s.user_lookups, 0), table_name;"
                .to_owned(),
        ),
        (
            "How scattered the larger ones are",
            "SELECT OBJECT_NAME(p.object_id) AS table_name, i.name AS index_name,\n       p.avg_fragmentation_in_percent, p.page_count\n  \
             FROM sys.dm_db_index_physical_stats(DB_ID(), NULL, NULL, NULL, 'LIMITED') AS p\n  \
             JOIN sys.indexes AS i ON i.object_id = p.object_id AND i.index_id = p.index_id\n WHERE p.page_count > 1000\n \
             ORDER BY p.avg_fragmentation_in_percent DESC;"
                .to_owned(),
        ),
    ];
    if let Some((table, index)) = book.main_index() {
        let (table, name) = (book.table_name(table), book.quote(&index.name));
        statements
            .push(("Compact its pages, while it is in use", format!("ALTER INDEX {name} ON {table} REORGANIZE;")));
        statements.push((
            "Rebuild it; with WITH (ONLINE = ON), where the edition has that, while it is in use",
            format!("ALTER INDEX {name} ON {table} REBUILD;"),
        ));
        statements.push(("Bring the optimizer's statistics up to date", format!("UPDATE STATISTICS {table};")));
    }
    sql(out, &statements);
}

fn oracle(out: &mut String, book: &Context) {
    let mut statements = vec![(
        "How often each index is read, as far as it was sampled: the least used first",
        "SELECT name, total_access_count, last_used\n  FROM dba_index_usage\n WHERE owner = USER\n ORDER BY total_access_count, name;"
            .to_owned(),
    )];
    if let Some((table, index)) = book.main_index() {
        let name = book.quote(&index.name);
        statements.push((
            "Rebuild it; with ONLINE behind it, where the edition has that, while it is in use",
            format!("ALTER INDEX {name} REBUILD;"),
        ));
        statements.push(("Hide it for a while before it is dropped", format!("ALTER INDEX {name} INVISIBLE;")));
        statements.push(("Show it again", format!("ALTER INDEX {name} VISIBLE;")));
        if let Some(table) = book.schema.tables.get(table) {
            let table = book.literal(&table.id.name);
            let gather = format!("BEGIN\n  DBMS_STATS.GATHER_TABLE_STATS(USER, {table});\nEND;\n/");
            statements.push(("Bring the optimizer's statistics up to date", gather));
        }
    }
    sql(out, &statements);
}
