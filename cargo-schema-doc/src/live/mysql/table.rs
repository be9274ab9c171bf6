//! The rows of a table → its `CREATE TABLE`, laid out as `SHOW CREATE TABLE` prints it.

use super::catalog::{Catalog, Check, Column, ForeignKeyPart, IndexPart, Partition, Rule, Table};
use super::text::{literal, mysql_expression, names, parenthesized, quote, text_of_bytes};
use schema_doc_build::model::System;

/// The statement, its terminator left out.
pub(super) fn create_table(system: System, database: &str, catalog: &Catalog, table: &Table) -> String {
    let columns = rows(&catalog.columns, table);
    let checks = rows(&catalog.checks, table);
    let mut lines: Vec<String> = Vec::new();
    lines.extend(columns.iter().map(|column| column_line(system, table, column, checks)));
    lines.extend(period(columns));
    lines.extend(index_lines(system, table, rows(&catalog.indexes, table)));
    lines.extend(foreign_key_lines(system, database, rows(&catalog.foreign_keys, table), rows(&catalog.rules, table)));
    lines.extend(checks.iter().filter(|check| !is_of_column(check)).map(|check| check_line(system, check)));
    let options = options(table);
    let partitions = partition_clause(rows(&catalog.partitions, table));
    format!("CREATE TABLE {} (\n  {}\n){options}{partitions}", quote(&table.name), lines.join(",\n  "))
}

/// What the catalog does not tell of a table, and `SHOW CREATE TABLE` alone does: the tables that a `MERGE` table is of, the parser of a
/// full-text index and what stands behind a null byte in the default of bytes (MySQL), what a vector index measures, how system-versioned rows are partitioned, and periods (MariaDB, of which 11.4 is
/// the first to list them). A period's check has its name, so each check that may be one is looked at.
pub(super) fn needs_asking(system: System, catalog: &Catalog, table: &Table) -> bool {
    let columns = rows(&catalog.columns, table);
    let is_end = |name: &str| {
        let column = columns.iter().find(|column| quote(&column.name) == name);
        column.is_some_and(|column| column.nullable == "NO" && column.data_type.starts_with(['d', 't']))
    };
    let may_be_period = |check: &&Check| check.clause.split_once(" < ").is_some_and(|(a, b)| is_end(a) && is_end(b));
    let of_bytes = |column: &Column| {
        let is_hexadecimal = column.default_value.as_deref().is_some_and(|value| value.starts_with("0x"));
        is_hexadecimal && ["binary", "varbinary"].iter().any(|name| column.data_type.starts_with(name))
    };
    let method = if system == System::MySql { "FULLTEXT" } else { "VECTOR" };
    (system == System::MySql && columns.iter().any(of_bytes))
        || table.engine.as_deref() == Some("MRG_MyISAM")
        || rows(&catalog.indexes, table).iter().any(|index| index.method == method)
        || rows(&catalog.partitions, table).iter().any(|partition| partition.method == "SYSTEM_TIME")
        || (system == System::MariaDb && rows(&catalog.checks, table).iter().any(|check| may_be_period(&check)))
}

/// What `SHOW CREATE TABLE` prints, without the number that the next row gets.
pub(super) fn without_counter(statement: &str) -> String {
    let Some(at) = statement.rfind("\n) ").and_then(|at| Some(at + statement.get(at..)?.find(" AUTO_INCREMENT=")?))
    else {
        return statement.to_owned();
    };
    let (head, tail) = statement.split_at(at);
    let number = tail.trim_start_matches(" AUTO_INCREMENT=").trim_start_matches(|c: char| c.is_ascii_digit());
    format!("{head}{number}")
}

fn rows<'a, T>(grouped: &'a super::catalog::Grouped<T>, table: &Table) -> &'a [T] {
    grouped.get(&table.name).map_or(&[], Vec::as_slice)
}

fn column_line(system: System, table: &Table, column: &Column, checks: &[Check]) -> String {
    let extra = column.extra.to_ascii_uppercase();
    let generation = column.generation.as_deref().unwrap_or_default();
    let of_system = matches!(generation, "ROW START" | "ROW END");
    let own: Vec<&Check> = checks.iter().filter(|check| is_of_column(check) && check.name == column.name).collect();
    let is_json = own.iter().any(|check| check.clause == format!("json_valid({})", quote(&column.name)));
    let mut line = format!("{} {}", quote(&column.name), column.data_type);
    line.push_str(&charset(table, column, is_json));
    if of_system {
        line.push_str(&format!(" GENERATED ALWAYS AS {generation}"));
    } else if !generation.is_empty() {
        let text = if system == System::MySql { mysql_expression(generation) } else { generation.to_owned() };
        let kind = if extra.contains("STORED") { "STORED" } else { "VIRTUAL" };
        line.push_str(&format!(" GENERATED ALWAYS AS {} {kind}", parenthesized(&text)));
    }
    let nullable = column.nullable == "YES";
    // MariaDB takes no `NOT NULL` behind what it generates.
    if !nullable && (generation.is_empty() || system == System::MySql) {
        line.push_str(" NOT NULL");
    } else if nullable && column.data_type.starts_with("timestamp") {
        line.push_str(" NULL");
    }
    line.extend(column.srid.map(|srid| format!(" SRID {srid}")));
    if extra.contains("INVISIBLE") {
        line.push_str(" INVISIBLE");
    }
    if generation.is_empty() {
        line.extend(default(system, column).map(|text| format!(" DEFAULT {text}")));
    }
    if let Some(at) = extra.find("ON UPDATE ") {
        // `DEFAULT_GENERATED on update CURRENT_TIMESTAMP(3) INVISIBLE`
        let words = column.extra.get(at + "on update ".len()..).unwrap_or_default();
        line.push_str(&format!(" ON UPDATE {}", words.split([' ', ',']).next().unwrap_or_default()));
    }
    if extra.contains("AUTO_INCREMENT") {
        line.push_str(" AUTO_INCREMENT");
    }
    if extra.contains("WITHOUT SYSTEM VERSIONING") {
        line.push_str(" WITHOUT SYSTEM VERSIONING");
    }
    if !column.comment.is_empty() {
        line.push_str(&format!(" COMMENT {}", literal(&column.comment)));
    }
    line.extend(own.iter().map(|check| format!(" CHECK ({})", check.clause)));
    line
}

/// Character set and collation of a column where they are not those of its table. MariaDB's `json` has those of its own, whatever the table has.
fn charset(table: &Table, column: &Column, is_json: bool) -> String {
    let (Some(charset), Some(collation)) = (&column.charset, &column.collation) else { return String::new() };
    let usual = table.collation.as_ref();
    if is_json && collation == "utf8mb4_bin" {
        return format!(" CHARACTER SET {charset} COLLATE {collation}");
    }
    if usual == Some(collation) {
        return String::new();
    }
    let is_of_table = usual.is_some_and(|usual| charset_of(usual) == charset_of(collation));
    let charset = if is_of_table { String::new() } else { format!(" CHARACTER SET {charset}") };
    charset + &format!(" COLLATE {collation}")
}

/// `latin1_swedish_ci` is of `latin1`.
fn charset_of(collation: &str) -> &str {
    collation.split('_').next().unwrap_or(collation)
}

/// What stands behind `DEFAULT`. MariaDB tells it as it is written (since 11, bytes in hexadecimal digits); MySQL tells a literal's value, and an expression as text.
fn default(system: System, column: &Column) -> Option<String> {
    let Some(value) = &column.default_value else {
        let has_none = ["text", "blob", "json", "geom", "point", "line", "polygon", "multi"];
        let takes_one = !has_none.iter().any(|word| column.data_type.contains(word));
        return (system == System::MySql && column.nullable == "YES" && takes_one).then(|| "NULL".to_owned());
    };
    if system != System::MySql {
        return Some(text_of_bytes(value).map_or_else(|| value.clone(), |text| literal(&text)));
    }
    if column.extra.contains("DEFAULT_GENERATED") {
        let text = mysql_expression(value);
        let is_time = text.to_ascii_uppercase().starts_with("CURRENT_TIMESTAMP");
        return Some(if is_time { text } else { parenthesized(&text) });
    }
    Some(if is_number(&column.data_type) { value.clone() } else { literal(value) })
}

/// Whether values are written without quotes: numbers, `b'101'`.
fn is_number(data_type: &str) -> bool {
    let name = data_type.split(['(', ' ']).next().unwrap_or_default();
    matches!(
        name,
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "decimal" | "float" | "double" | "bit" | "year"
    )
}

/// `PERIOD FOR SYSTEM_TIME` shows in the columns that the system fills.
fn period(columns: &[Column]) -> Option<String> {
    let of = |what: &str| columns.iter().find(|column| column.generation.as_deref() == Some(what));
    let (start, end) = (of("ROW START")?, of("ROW END")?);
    Some(format!("PERIOD FOR SYSTEM_TIME ({}, {})", quote(&start.name), quote(&end.name)))
}

/// The primary key first, then what is unique, then the others, by name.
fn index_lines(system: System, table: &Table, parts: &[IndexPart]) -> Vec<String> {
    let mut indexes: Vec<(u8, &str)> = Vec::new();
    for part in parts.iter().filter(|part| part.position == 1) {
        let rank = if part.name == "PRIMARY" { 0 } else { 1 + u8::from(part.non_unique == 1) };
        indexes.push((rank, &part.name));
    }
    indexes.sort_unstable();
    let of_index = |name: &str| parts.iter().filter(|part| part.name == name).collect::<Vec<_>>();
    indexes.iter().filter_map(|(_, name)| index_line(system, table, &of_index(name))).collect()
}

fn index_line(system: System, table: &Table, parts: &[&IndexPart]) -> Option<String> {
    let first = parts.first()?;
    let keys: Vec<String> = parts.iter().map(|part| index_key(part)).collect();
    let kind = match first.method.as_str() {
        _ if first.name == "PRIMARY" => "PRIMARY KEY".to_owned(),
        "FULLTEXT" => format!("FULLTEXT KEY {}", quote(&first.name)),
        "SPATIAL" | "RTREE" => format!("SPATIAL KEY {}", quote(&first.name)),
        _ if first.non_unique == 0 => format!("UNIQUE KEY {}", quote(&first.name)),
        _ => format!("KEY {}", quote(&first.name)),
    };
    let mut line = format!("{kind} ({})", keys.join(","));
    // What the engine takes where nothing is said is not said.
    let in_memory = table.engine.as_deref() == Some("MEMORY");
    match first.method.as_str() {
        "HASH" if !in_memory => line.push_str(" USING HASH"),
        "BTREE" if in_memory => line.push_str(" USING BTREE"),
        _ => {}
    }
    if !first.comment.is_empty() {
        line.push_str(&format!(" COMMENT {}", literal(&first.comment)));
    }
    if first.visible == "NO" {
        line.push_str(if system == System::MySql { " INVISIBLE" } else { " IGNORED" });
    }
    Some(line)
}

/// "`a`(10) DESC", "(lower(`a`))"
fn index_key(part: &IndexPart) -> String {
    let mut key = match (&part.column_name, &part.expression) {
        (_, Some(expression)) => format!("({})", inner(&mysql_expression(expression))),
        (Some(name), None) => quote(name),
        (None, None) => String::new(),
    };
    if !matches!(part.method.as_str(), "SPATIAL" | "RTREE" | "FULLTEXT") {
        key.extend(part.prefix.map(|length| format!("({length})")));
    }
    if part.direction.as_deref() == Some("D") {
        key.push_str(" DESC");
    }
    key
}

/// What stands in the parentheses, where they are around all of it.
fn inner(expression: &str) -> &str {
    let wrapped = parenthesized(expression) == expression;
    let inside = expression.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    inside.filter(|_| wrapped).unwrap_or(expression)
}

fn foreign_key_lines(system: System, database: &str, parts: &[ForeignKeyPart], rules: &[Rule]) -> Vec<String> {
    let mut names_of_keys: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    names_of_keys.sort_unstable();
    names_of_keys.dedup();
    let line = |name: &&str| {
        let own: Vec<&ForeignKeyPart> = parts.iter().filter(|part| part.name == *name).collect();
        let first = own.first()?;
        let mut line = format!(
            "CONSTRAINT {} FOREIGN KEY ({}) REFERENCES ",
            quote(name),
            names(own.iter().map(|part| part.column_name.as_str()))
        );
        if first.referenced_schema != database {
            line.push_str(&format!("{}.", quote(&first.referenced_schema)));
        }
        let referenced = names(own.iter().map(|part| part.referenced_column.as_str()));
        line.push_str(&format!("{} ({referenced})", quote(&first.referenced_table)));
        // What is not said is MySQL's `NO ACTION` and MariaDB's `RESTRICT`: for InnoDB they are one.
        let unsaid = if system == System::MySql { "NO ACTION" } else { "RESTRICT" };
        if let Some(rule) = rules.iter().find(|rule| rule.name == *name) {
            for (words, action) in [("ON DELETE", &rule.on_delete), ("ON UPDATE", &rule.on_update)] {
                if action != unsaid {
                    line.push_str(&format!(" {words} {action}"));
                }
            }
        }
        Some(line)
    };
    names_of_keys.iter().filter_map(line).collect()
}

/// MariaDB keeps the check of a column with it, under the column's name.
fn is_of_column(check: &Check) -> bool {
    check.level.as_deref() == Some("Column")
}

fn check_line(system: System, check: &Check) -> String {
    let clause = if system == System::MySql { mysql_expression(&check.clause) } else { check.clause.clone() };
    let enforced = if check.enforced.as_deref() == Some("NO") { " NOT ENFORCED" } else { "" };
    format!("CONSTRAINT {} CHECK {}{enforced}", quote(&check.name), parenthesized(&clause))
}

/// What stands behind the parentheses.
fn options(table: &Table) -> String {
    let mut text = String::new();
    text.extend(table.engine.as_ref().map(|engine| format!(" ENGINE={engine}")));
    if let Some(collation) = &table.collation {
        // Which one a character set has where none is said differs from version to version.
        text.push_str(&format!(" DEFAULT CHARSET={} COLLATE={collation}", charset_of(collation)));
    }
    for option in table.options.as_deref().unwrap_or_default().split(' ') {
        let Some((name, value)) = option.split_once('=') else { continue };
        let name = name.trim_matches('`').to_ascii_uppercase();
        // Engines for tables of other servers (CONNECT, FEDERATED) keep passwords there.
        if !["PASSWORD", "CONNECTION"].iter().any(|word| name.contains(word)) {
            text.push_str(&format!(" {name}={value}"));
        }
    }
    if let Some(comment) = table.comment.as_deref().filter(|comment| !comment.is_empty()) {
        text.push_str(&format!(" COMMENT={}", literal(comment)));
    }
    if table.kind == "SYSTEM VERSIONED" {
        text.push_str(" WITH SYSTEM VERSIONING");
    }
    text
}

/// ` PARTITION BY RANGE (year(d)) (PARTITION p0 VALUES LESS THAN (2000), …)`
fn partition_clause(rows: &[Partition]) -> String {
    let Some(first) = rows.first() else { return String::new() };
    let expression = first.expression.as_deref().unwrap_or_default();
    let mut clause = format!("\nPARTITION BY {} ({expression})", first.method);
    let firsts: Vec<&Partition> = rows.iter().filter(|row| row.subposition.is_none_or(|at| at == 1)).collect();
    let mut names_subpartitions = false;
    if let Some(method) = &first.submethod {
        let expression = first.subexpression.as_deref().unwrap_or_default();
        clause.push_str(&format!("\nSUBPARTITION BY {method} ({expression})"));
        let made_up = |row: &Partition| {
            let at = row.subposition.unwrap_or(1) - 1;
            row.subpartition.as_deref() == Some(&format!("{}sp{at}", row.name))
        };
        names_subpartitions = !rows.iter().all(made_up);
        if !names_subpartitions {
            let count = rows.iter().filter(|row| row.name == first.name).count();
            clause.push_str(&format!("\nSUBPARTITIONS {count}"));
        }
    }
    let by_number = first.method.ends_with("HASH") || first.method.ends_with("KEY");
    let made_up = |(at, row): (usize, &&Partition)| row.name == format!("p{at}") && row.comment.is_empty();
    if by_number && firsts.iter().enumerate().all(made_up) {
        return clause + &format!("\nPARTITIONS {}", firsts.len());
    }
    let partitions: Vec<String> = firsts
        .iter()
        .map(|partition| {
            let mut text = format!("PARTITION {}{}", quote(&partition.name), values(partition));
            if !partition.comment.is_empty() {
                text.push_str(&format!(" COMMENT = {}", literal(&partition.comment)));
            }
            if names_subpartitions {
                let own = rows.iter().filter(|row| row.name == partition.name);
                let own: Vec<String> = own
                    .filter_map(|row| row.subpartition.as_ref())
                    .map(|name| format!("SUBPARTITION {}", quote(name)))
                    .collect();
                text.push_str(&format!(" ({})", own.join(", ")));
            }
            text
        })
        .collect();
    clause + &format!("\n({})", partitions.join(",\n "))
}

/// ` VALUES LESS THAN (2000)`, ` VALUES IN ('a','b')`
fn values(partition: &Partition) -> String {
    let described = partition.description.as_deref();
    if partition.method.starts_with("RANGE") {
        match described {
            Some("MAXVALUE") if partition.method == "RANGE" => " VALUES LESS THAN MAXVALUE".to_owned(),
            bound => format!(" VALUES LESS THAN ({})", bound.unwrap_or_default()),
        }
    } else if partition.method.starts_with("LIST") {
        match described {
            // MariaDB, LIST Partitioning Type: what is in none of the others.
            Some("MAXVALUE") => " DEFAULT".to_owned(),
            list => format!(" VALUES IN ({})", list.unwrap_or("NULL")),
        }
    } else {
        String::new()
    }
}
