//! The DDL of MySQL, MariaDB, SQLite, SQL Server and Oracle: tables with their parts, then what stands on them.

use super::account;
use super::order::Object;
use super::script::{Script, for_empty_database, literal};
use super::step::{On, Step};
use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::model::{Action, Schema};
use crate::model::{
    Annotations, Check, Column, ColumnKind, Definition, ForeignKey, Identity, Index, IndexKey, IndexKind, KeyTarget,
    QualifiedName, Sequence, SortOrder, System, Table, TableKind, Unique, View,
};
use crate::render::definition::definition_text;
use crate::text::starts_with;

/// The steps, in order.
pub(super) fn steps(schema: &Schema) -> Vec<Step> {
    let system = schema.system;
    let each = |count: usize| 0..count;
    let others = |first: bool| {
        let of = move |&at: &usize| comes_first(system, &schema.others[at].kind) == first;
        each(schema.others.len()).filter(of).map(|at| Step::Create(Object::Other(at)))
    };
    let mut all = Vec::new();
    let says_who = system.is_mysql() && !(schema.roles.is_empty() && schema.grants.is_empty());
    if says_who {
        all.push(Step::Roles);
    }
    all.push(Step::Namespaces);
    all.push_all(each(schema.sequences.len()).map(|at| Step::Create(Object::Sequence(at))));
    all.push_all(each(schema.domains.len()).map(|at| Step::Create(Object::Domain(at))));
    all.push_all(others(true));
    all.push_all(each(schema.tables.len()).map(|at| Step::Create(Object::Table(at))));
    for (at, table) in schema.tables.iter().enumerate() {
        if table.kind != TableKind::VirtualTable && !indexes_stand_in_table(system) {
            all.push_all(each(table.indexes.len()).map(|index| Step::Index(On::Table(at), index)));
        }
    }
    if foreign_keys_apart(system) {
        for (at, table) in schema.tables.iter().enumerate() {
            all.push_all(each(table.foreign_keys.len()).map(|key| Step::ForeignKey(at, key)));
        }
    }
    if system == System::SqlServer {
        all.push_all(each(schema.tables.len()).map(Step::SwitchedOff));
    }
    all.push_all(each(schema.routines.len()).map(|at| Step::Create(Object::Routine(at))));
    for view in in_order(&schema.views) {
        all.push(Step::Create(Object::View(view)));
        all.push_all(each(schema.views[view].indexes.len()).map(|index| Step::Index(On::View(view), index)));
    }
    for (at, table) in schema.tables.iter().enumerate() {
        all.push_all(each(table.triggers.len()).map(|trigger| Step::Trigger(On::Table(at), trigger)));
    }
    for (at, view) in schema.views.iter().enumerate() {
        all.push_all(each(view.triggers.len()).map(|trigger| Step::Trigger(On::View(at), trigger)));
    }
    all.push_all(others(false));
    all.push(Step::Comments);
    if says_who {
        all.push(Step::Grants);
    }
    if system.is_mysql() {
        all.push(Step::End);
    }
    all
}

/// The section that a step stands in.
pub(super) fn title(schema: &Schema, step: Step) -> &'static str {
    match step {
        Step::Create(Object::Other(at)) if comes_first(schema.system, &schema.others[at].kind) => "Types",
        Step::Index(On::View(_), _) => "Views",
        step => super::step::title(step),
    }
}

pub(super) fn write(script: &mut Script<'_>, step: Step) {
    let schema = script.schema;
    match step {
        Step::Namespaces => {
            for namespace in &schema.namespaces {
                let statement = format!("CREATE SCHEMA {}", script.quote(&namespace.name));
                batch(script, &statement);
            }
        }
        Step::Roles => account::roles(script),
        Step::Grants => account::grants(script),
        Step::Create(Object::Sequence(at)) => create_sequence(script, &schema.sequences[at]),
        Step::Create(Object::Domain(at)) => {
            let domain = &schema.domains[at];
            let null = if domain.nullable { "NULL" } else { "NOT NULL" };
            let name = script.qualified(&domain.id);
            script.statement(&format!("CREATE TYPE {name} FROM {} {null}", domain.data_type.native));
        }
        Step::Create(Object::Other(at)) => body(script, &schema.others[at].definition),
        Step::Create(Object::Table(at)) => create_table(script, &schema.tables[at]),
        Step::Create(Object::Routine(at)) => body(script, &schema.routines[at].definition),
        Step::Create(Object::View(at)) => {
            let text = definition_text(schema, &schema.views[at].definition);
            batch(script, &for_empty_database(&text));
        }
        Step::Index(On::Table(on), at) => {
            let table = &schema.tables[on];
            create_index(script, &table.id, &table.indexes[at]);
        }
        Step::Index(On::View(on), at) => {
            let view = &schema.views[on];
            create_index(script, &view.id, &view.indexes[at]);
        }
        Step::ForeignKey(table, at) => {
            let table = &schema.tables[table];
            let key = foreign_key(script, &table.foreign_keys[at]);
            script.statement(&format!("ALTER TABLE {} ADD {key}", script.qualified(&table.id)));
        }
        Step::SwitchedOff(at) => switched_off(script, &schema.tables[at]),
        Step::Trigger(On::Table(on), at) => body(script, &schema.tables[on].triggers[at].definition),
        Step::Trigger(On::View(on), at) => body(script, &schema.views[on].triggers[at].definition),
        Step::Comments => comments(script),
        Step::End => script.statement("SET FOREIGN_KEY_CHECKS = 1"),
        _ => {}
    }
}

fn create_sequence(script: &mut Script<'_>, sequence: &Sequence) {
    if sequence.implicit {
        return;
    }
    let options = &sequence.options;
    let mut statement = format!("CREATE SEQUENCE {}", script.qualified(&sequence.id));
    let clauses = [
        ("START WITH", options.start),
        ("INCREMENT BY", options.increment),
        ("MINVALUE", options.minimum),
        ("MAXVALUE", options.maximum),
        ("CACHE", options.cache),
    ];
    for (words, value) in clauses {
        statement.extend(value.map(|value| format!(" {words} {value}")));
    }
    if options.cycle {
        statement.push_str(" CYCLE");
    }
    script.statement(&statement);
}

/// What tables are made of: types, and how partitions are cut. A package or a synonym may name a table.
pub(super) fn comes_first(system: System, kind: &str) -> bool {
    matches!(system, System::SqlServer | System::Oracle)
        && matches!(
            kind,
            "type"
                | "partition function"
                | "partition scheme"
                | "xml schema collection"
                | "default"
                | "rule"
                | "fulltext catalog"
                | "cluster"
        )
}

/// SQL Server switches a constraint off once it is there.
fn switched_off(script: &mut Script<'_>, table: &Table) {
    let checks = table.checks.iter().filter(|check| check.not_enforced).map(|check| &check.name);
    let keys = table.foreign_keys.iter().filter(|key| key.not_enforced).map(|key| &key.name);
    let names: Vec<&String> = checks.chain(keys).collect_vec();
    if names.any(|name| name.is_empty()) && names.len() == table.checks.len() + table.foreign_keys.len() {
        script.statement(&format!("ALTER TABLE {} NOCHECK CONSTRAINT ALL", script.qualified(&table.id)));
        return;
    }
    for name in names.into_iter().filter(|name| !name.is_empty()) {
        let statement =
            format!("ALTER TABLE {} NOCHECK CONSTRAINT {}", script.qualified(&table.id), script.quote(name));
        script.statement(&statement);
    }
}

/// Views, each behind those that it names; their positions.
fn in_order(views: &[View]) -> Vec<usize> {
    let mut ordered: Vec<usize> = Vec::new();
    let mut waiting: Vec<usize> = (0..views.len()).collect_vec();
    while !waiting.is_empty() {
        let waits_for = |view: &View| {
            let is_there = |on: &QualifiedName| *on == view.id || !waiting.any(|&other| views[other].id == *on);
            !view.depends_on.all(is_there)
        };
        let (later, mut now): (Vec<usize>, Vec<usize>) = waiting.iter().partition(|&&view| waits_for(&views[view]));
        if now.is_empty() {
            ordered.push_all(later);
            break;
        }
        ordered.append(&mut now);
        waiting = later;
    }
    ordered
}

/// A statement that must stand alone in its batch.
fn batch(script: &mut Script<'_>, statement: &str) {
    match script.schema.system {
        System::SqlServer => script.raw(&format!("GO\n{statement}\nGO")),
        _ => script.statement(statement),
    }
}

/// A statement whose body has semicolons of its own.
fn body(script: &mut Script<'_>, definition: &Definition) {
    let text = definition_text(script.schema, definition);
    let text = text.trim_end().trim_end_matches(';');
    match script.schema.system {
        System::SqlServer => script.raw(&format!("GO\n{text}\nGO")),
        System::Oracle => script.raw(&format!("{text};\n/")),
        System::MySql | System::MariaDb if text.contains(';') => {
            script.raw(&format!("DELIMITER $$\n{text}$$\nDELIMITER ;"));
        }
        _ => script.statement(text),
    }
}

fn foreign_keys_apart(system: System) -> bool {
    matches!(system, System::SqlServer | System::Oracle)
}

/// MySQL's indexes are parts of their tables.
fn indexes_stand_in_table(system: System) -> bool {
    system.is_mysql()
}

fn create_table(script: &mut Script<'_>, table: &Table) {
    let system = script.schema.system;
    if table.kind == TableKind::VirtualTable {
        let text = definition_text(script.schema, &table.definition);
        script.statement(&for_empty_database(&text));
        return;
    }
    let mut parts: Vec<String> = table.columns.mapped(|column| column_part(script, table, column));
    if let Some(key) = &table.primary_key
        && !key_stands_in_column(system, table)
    {
        // MySQL's has one name.
        let nameless = key.generated_name || system.is_mysql();
        let name = if nameless { String::new() } else { constraint(script, &key.name) };
        let columns = key_columns(script, &key.columns, if key.descending { " DESC" } else { "" });
        let (clustered, conflict) = (clustered(key.clustered), on_conflict(key.on_conflict.as_deref()));
        parts.push(format!("{name}PRIMARY KEY{clustered} ({columns}){conflict}"));
    }
    parts.push_all(table.unique.iter().map(|unique| unique_part(script, unique)));
    if system.is_mysql() {
        let engine = table.options.as_ref().and_then(|options| options.engine.as_deref());
        parts.push_all(table.indexes.iter().map(|index| index_part(script, index, engine)));
    }
    if !foreign_keys_apart(system) {
        parts.push_all(table.foreign_keys.iter().map(|key| foreign_key(script, key)));
    }
    let apart = |check: &&Check| !table.columns.any(|column| is_of_column(system, check, column));
    parts.push_all(table.checks.iter().filter(apart).map(|check| check_part(script, check)));
    if system == System::SqlServer || system == System::MariaDb {
        parts.push_all(periods(script, table));
    }
    let mut statement = format!("CREATE TABLE {} (\n    {}\n)", script.qualified(&table.id), parts.join(",\n    "));
    if let Some(options) = &table.options {
        let mut clauses = Vec::new();
        if system.is_mysql() {
            clauses.push_all(options.engine.as_ref().map(|engine| format!("ENGINE = {engine}")));
            clauses.push_all(options.charset.as_ref().map(|charset| format!("DEFAULT CHARSET = {charset}")));
            clauses.push_all(options.collation.as_ref().map(|collation| format!("COLLATE = {collation}")));
        }
        for clause in clauses {
            statement.push(' ');
            statement.push_str(&clause);
        }
        for (name, value) in &options.storage {
            match system {
                System::SqlServer => statement.push_str(&format!(" WITH ({name} = {value})")),
                System::MariaDb if name == "SYSTEM_VERSIONING" => statement.push_str(" WITH SYSTEM VERSIONING"),
                System::MySql | System::MariaDb if name == "COMPRESSION" || name == "ENCRYPTION" => {
                    statement.push_str(&format!(" {name} = {}", mysql_literal(value)));
                }
                System::MySql | System::MariaDb if !name.starts_with("PERIOD FOR ") => {
                    statement.push_str(&format!(" {name} = {value}"));
                }
                _ => {}
            }
        }
        if options.without_rowid {
            statement.push_str(" WITHOUT ROWID");
        }
        if options.strict {
            statement.push_str(if options.without_rowid { ", STRICT" } else { " STRICT" });
        }
    }
    if let Some(comment) = table.annotations.comment.as_ref().filter(|_| system.is_mysql()) {
        statement.push_str(&format!(" COMMENT = {}", mysql_literal(comment)));
    }
    if let Some(partition_by) = table.options.as_ref().and_then(|options| options.partition_by.as_ref()) {
        statement.push_str(&format!("\nPARTITION BY {partition_by}"));
    }
    script.statement(&statement);
}

/// `PERIOD FOR SYSTEM_TIME (a, b)` of a table that keeps its history, and `PERIOD FOR p (a, b)` of MariaDB's application-time periods.
fn periods(script: &Script<'_>, table: &Table) -> Vec<String> {
    let bound = |which: &str| {
        let is = |option: &String| option.ends_with(which);
        table.columns.find(|column| column.options.any(is)).map(|column| script.quote(&column.name))
    };
    let mut parts = Vec::new();
    if let (Some(start), Some(end)) = (bound("AS ROW START"), bound("AS ROW END")) {
        parts.push(format!("PERIOD FOR SYSTEM_TIME ({start}, {end})"));
    }
    for (name, columns) in table.options.iter().flat_map(|options| &options.storage) {
        if let Some(name) = name.strip_prefix("PERIOD FOR ") {
            let columns = columns.split(", ").map(|column| script.quote(column)).join(", ");
            parts.push(format!("PERIOD FOR {} ({columns})", script.quote(name)));
        }
    }
    parts
}

/// SQLite counts up only in a column that says `PRIMARY KEY` itself, and only there does `DESC` make the key another than the row's number.
fn key_stands_in_column(system: System, table: &Table) -> bool {
    system == System::Sqlite
        && table.primary_key.as_ref().is_some_and(|key| {
            let counts =
                |column: &Column| key.columns == [column.name.clone()] && column.kind == ColumnKind::AutoIncrement;
            key.descending || table.columns.any(counts)
        })
}

/// ` ON CONFLICT REPLACE`.
fn on_conflict(word: Option<&str>) -> String {
    word.map(|word| format!(" ON CONFLICT {word}")).unwrap_or_default()
}

fn column_part(script: &Script<'_>, table: &Table, column: &Column) -> String {
    let system = script.schema.system;
    let mut clauses = vec![script.quote(&column.name).into_owned()];
    let computed = matches!(column.kind, ColumnKind::Generated(_)) && system == System::SqlServer;
    if !column.data_type.native.is_empty() && !computed {
        clauses.push(column.data_type.native.clone());
    }
    if system.is_mysql() {
        clauses.push_all(column.options.iter().filter(|option| option.starts_with("CHARACTER SET")).cloned());
    }
    clauses.push_all(column.collation.as_ref().map(|collation| format!("COLLATE {collation}")));
    match &column.kind {
        ColumnKind::Generated(generated) => {
            let stored = match (system, generated.stored) {
                (System::SqlServer, true) => " PERSISTED",
                (System::SqlServer, false) => "",
                (System::Oracle, true) => " MATERIALIZED",
                (_, true) => " STORED",
                (_, false) => " VIRTUAL",
            };
            let always = if system == System::SqlServer { "" } else { "GENERATED ALWAYS " };
            clauses.push(format!("{always}AS ({}){stored}", generated.expression));
        }
        ColumnKind::Identity(identity) => clauses.push(identity_clause(system, identity)),
        _ => {}
    }
    // Oracle wants the default first.
    let default =
        column.default_expression().map(|expression| format!("DEFAULT {}", default_text(system, column, expression)));
    if system == System::Oracle {
        clauses.push_all(default.clone());
    }
    if system == System::SqlServer {
        clauses.push_all(column.options.iter().cloned());
    }
    if !column.nullable {
        // SQL Server, computed_column_definition: only a persisted one says it.
        let unsaid = match system {
            System::SqlServer => matches!(&column.kind, ColumnKind::Generated(generated) if !generated.stored),
            // MariaDB, System-Versioned Tables: GENERATED ALWAYS AS ROW START
            System::MariaDb => column.options.any(|option| option.starts_with("GENERATED")),
            _ => false,
        };
        if !unsaid {
            clauses.push("NOT NULL".to_owned());
        }
        if system == System::Sqlite {
            clauses.push_all(column.options.iter().cloned());
        }
    } else if system.is_mysql() && column.data_type.native.starts_with("timestamp") {
        clauses.push("NULL".to_owned());
    }
    if system != System::Oracle {
        clauses.push_all(default);
    }
    let key = table.primary_key.as_ref().filter(|key| key.columns == [column.name.as_str()]);
    if let Some(key) = key.filter(|_| key_stands_in_column(system, table)) {
        let descending = if key.descending { " DESC" } else { "" };
        let counts = if column.kind == ColumnKind::AutoIncrement { " AUTOINCREMENT" } else { "" };
        clauses.push(format!("PRIMARY KEY{descending}{}{counts}", on_conflict(key.on_conflict.as_deref())));
    } else if column.kind == ColumnKind::AutoIncrement {
        clauses.push("AUTO_INCREMENT".to_owned());
    }
    let apart = |option: &&String| {
        !matches!(system, System::SqlServer | System::Sqlite) && !option.starts_with("CHARACTER SET")
    };
    clauses.push_all(column.options.iter().filter(apart).cloned());
    if let Some(comment) = column.annotations.comment.as_ref().filter(|_| system.is_mysql()) {
        clauses.push(format!("COMMENT {}", mysql_literal(comment)));
    }
    let checks = table.checks.iter().filter(|check| is_of_column(system, check, column));
    clauses.push_all(checks.map(|check| format!("CHECK ({})", check.expression)));
    clauses.join(" ")
}

/// MariaDB keeps the check of a column with it, under the column's name.
fn is_of_column(system: System, check: &Check, column: &Column) -> bool {
    system == System::MariaDb && check.generated_name && check.name == column.name
}

/// MySQL and SQLite want parentheses around what is neither a constant nor the time.
fn default_text(system: System, column: &Column, expression: &str) -> String {
    let plain = match system {
        System::MySql => is_mysql_literal(expression) && !is_large(&column.data_type.native),
        System::MariaDb => is_mysql_literal(expression),
        System::Sqlite => is_sqlite_literal(expression),
        _ => true,
    };
    if plain { expression.to_owned() } else { format!("({expression})") }
}

/// What MySQL takes behind `DEFAULT` without parentheses: a constant, or the time and nothing else.
fn is_mysql_literal(expression: &str) -> bool {
    let upper = expression.to_ascii_uppercase();
    let time = upper
        .split_once('(')
        .map_or(upper.as_str(), |(name, rest)| if rest.find(')') == Some(rest.len() - 1) { name } else { "" });
    let constant = expression.starts_with(['\'', '"', '-', '+', '.'])
        || starts_with(expression, |c| c.is_ascii_digit())
        || ["NULL", "TRUE", "FALSE"].contains(&upper.as_str())
        || upper.starts_with("X'")
        || upper.starts_with("B'");
    constant && !expression.contains(" + ")
        || ["NOW", "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP"].contains(&time)
}

/// MySQL 8.4, Data Type Default Values: of such a type a constant, too, stands in parentheses.
fn is_large(native: &str) -> bool {
    let name = native.split(['(', ' ']).next().unwrap_or_default();
    ["text", "blob", "json", "geometry", "point", "linestring", "polygon", "collection"]
        .any(|kind| name.ends_with(kind))
}

/// What SQLite takes behind `DEFAULT` without parentheses: a string, a signed number, a word.
fn is_sqlite_literal(expression: &str) -> bool {
    let words = expression.strip_prefix(['-', '+']).unwrap_or(expression);
    if words.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.')) {
        return true;
    }
    let quoted = expression.strip_prefix(['x', 'X']).unwrap_or(expression);
    ['\'', '"'].into_iter().any(|quote| {
        let inside = quoted.strip_prefix(quote).and_then(|text| text.strip_suffix(quote));
        inside.is_some_and(|text| !text.replace(&format!("{quote}{quote}"), "").contains(quote))
    })
}

fn identity_clause(system: System, identity: &Identity) -> String {
    let options = &identity.options;
    if system == System::SqlServer {
        format!("IDENTITY({}, {})", options.start.unwrap_or(1), options.increment.unwrap_or(1))
    } else {
        let always = if identity.always { "ALWAYS" } else { "BY DEFAULT" };
        let mut inside = String::new();
        inside.extend(options.start.map(|start| format!(" START WITH {start}")));
        inside.extend(options.increment.map(|increment| format!(" INCREMENT BY {increment}")));
        inside.extend(options.minimum.map(|minimum| format!(" MINVALUE {minimum}")));
        inside.extend(options.maximum.map(|maximum| format!(" MAXVALUE {maximum}")));
        inside.extend(options.cache.map(|cache| format!(" CACHE {cache}")));
        if options.cycle {
            inside.push_str(" CYCLE");
        }
        let inside = if inside.is_empty() { inside } else { format!(" ({})", inside.trim_start()) };
        format!("GENERATED {always} AS IDENTITY{inside}")
    }
}

/// `CONSTRAINT name `, for a name that someone wrote.
fn constraint(script: &Script<'_>, name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("CONSTRAINT {} ", script.quote(name)) }
}

fn key_columns(script: &Script<'_>, columns: &[String], order: &str) -> String {
    // A key with a prefix is its text.
    let quoted = |name: &String| {
        let name = if name.ends_with(')') && name.contains('(') { name.into() } else { script.quote(name) };
        format!("{name}{order}")
    };
    columns.mapped(quoted).join(", ")
}

fn unique_part(script: &Script<'_>, unique: &Unique) -> String {
    let columns = key_columns(script, &unique.columns, "");
    if script.schema.system.is_mysql() {
        return format!("UNIQUE KEY {} ({columns})", script.quote(&unique.name));
    }
    let name = if unique.generated_name { String::new() } else { constraint(script, &unique.name) };
    let (clustered, conflict) = (clustered(unique.clustered), on_conflict(unique.on_conflict.as_deref()));
    format!("{name}UNIQUE{clustered} ({columns}){conflict}")
}

fn clustered(said: Option<bool>) -> &'static str {
    match said {
        Some(true) => " CLUSTERED",
        Some(false) => " NONCLUSTERED",
        None => "",
    }
}

fn check_part(script: &Script<'_>, check: &Check) -> String {
    let name = if check.generated_name { String::new() } else { constraint(script, &check.name) };
    let enforced = match script.schema.system {
        System::MySql if check.not_enforced => " NOT ENFORCED",
        System::Oracle if check.not_enforced => " DISABLE",
        _ => "",
    };
    format!("{name}CHECK ({}){enforced}", check.expression)
}

fn foreign_key(script: &Script<'_>, key: &ForeignKey) -> String {
    let system = script.schema.system;
    let name = if key.generated_name && !system.is_mysql() { String::new() } else { constraint(script, &key.name) };
    let referenced = if key.referenced.is_empty() || key.referenced_unsaid {
        String::new()
    } else {
        format!(" ({})", script.names(&key.referenced))
    };
    let mut text = format!(
        "{name}FOREIGN KEY ({}) REFERENCES {}{referenced}",
        script.names(&key.columns),
        script.qualified(&key.table)
    );
    let unsaid = if system.is_mysql() { Action::Restrict } else { Action::NoAction };
    if key.on_delete != unsaid {
        text.push_str(&format!(" ON DELETE {}", key.on_delete.sql()));
    }
    if key.on_update != unsaid && system != System::Oracle {
        text.push_str(&format!(" ON UPDATE {}", key.on_update.sql()));
    }
    match key.deferrable {
        Some(true) => text.push_str(" DEFERRABLE INITIALLY DEFERRED"),
        Some(false) => text.push_str(" DEFERRABLE"),
        None => {}
    }
    if key.not_enforced && system == System::Oracle {
        text.push_str(" DISABLE");
    }
    text
}

fn index_key(script: &Script<'_>, key: &IndexKey) -> String {
    let mut text = match &key.target {
        KeyTarget::Column(name) => script.quote(name).into_owned(),
        KeyTarget::Expression(text) => text.clone(),
    };
    if let Some(collation) = &key.collation {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    if key.order == SortOrder::Descending {
        text.push_str(" DESC");
    }
    text
}

/// An index as a part of a table: MySQL's.
fn index_part(script: &Script<'_>, index: &Index, engine: Option<&str>) -> String {
    let kind = match index.kind {
        IndexKind::Fulltext => "FULLTEXT KEY",
        IndexKind::Spatial => "SPATIAL KEY",
        _ if index.method == "vector" => "VECTOR INDEX",
        _ if index.unique => "UNIQUE KEY",
        _ => "KEY",
    };
    let keys: Vec<String> = index.keys.mapped(|key| index_key(script, key));
    let mut text = format!("{kind} {} ({})", script.quote(&index.name), keys.join(", "));
    // What the engine takes where nothing is said is not said.
    match (index.method.as_str(), engine.is_some_and(|engine| engine.eq_ignore_ascii_case("memory"))) {
        ("hash", false) => text.push_str(" USING HASH"),
        ("btree", true) => text.push_str(" USING BTREE"),
        _ => {}
    }
    for (name, value) in &index.storage {
        match (name.as_str(), script.schema.system) {
            ("M" | "DISTANCE", _) => text.push_str(&format!(" {name} = {value}")),
            ("PARSER", _) => text.push_str(&format!(" WITH PARSER {value}")),
            ("INVISIBLE", System::MariaDb) => text.push_str(" IGNORED"),
            ("INVISIBLE", _) => text.push_str(" INVISIBLE"),
            _ => {}
        }
    }
    if let Some(comment) = &index.annotations.comment {
        text.push_str(&format!(" COMMENT {}", mysql_literal(comment)));
    }
    text
}

fn create_index(script: &mut Script<'_>, table: &crate::model::TableId, index: &Index) {
    let keys: Vec<String> = index.keys.mapped(|key| index_key(script, key));
    let unique = if index.unique { "UNIQUE " } else { "" };
    if script.schema.system == System::SqlServer && index.kind == IndexKind::Fulltext {
        let key = index.storage.find(|(name, _)| name == "KEY INDEX");
        let key = key.map(|(_, key)| format!(" KEY INDEX {}", script.quote(key))).unwrap_or_default();
        let statement = format!("CREATE FULLTEXT INDEX ON {} ({}){key}", script.qualified(table), keys.join(", "));
        script.statement(&statement);
        return;
    }
    let method = match (script.schema.system, index.method.as_str()) {
        (System::SqlServer, "xml") => "PRIMARY XML ".to_owned(),
        (System::SqlServer, _) if index.kind == IndexKind::Spatial => "SPATIAL ".to_owned(),
        (System::Oracle, "bitmap") => "BITMAP ".to_owned(),
        (System::SqlServer, method) if method != "btree" => format!("{} ", method.to_ascii_uppercase()),
        _ => String::new(),
    };
    let mut statement =
        format!("CREATE {unique}{method}INDEX {} ON {}", script.quote(&index.name), script.qualified(table));
    if !keys.is_empty() {
        statement.push_str(&format!(" ({})", keys.join(", ")));
    }
    if !index.include.is_empty() {
        statement.push_str(&format!(" INCLUDE ({})", script.names(&index.include)));
    }
    if let Some(predicate) = &index.predicate {
        statement.push_str(&format!(" WHERE {predicate}"));
    }
    if script.schema.system == System::Oracle && !matches!(index.method.as_str(), "btree" | "bitmap" | "") {
        statement.push_str(&format!(" INDEXTYPE IS {}", index.method.to_ascii_uppercase()));
    }
    script.statement(&statement);
}

/// MySQL reads backslashes in strings.
fn mysql_literal(text: &str) -> String {
    literal(&text.replace('\\', "\\\\"))
}

/// Comments, where they are statements of their own.
fn comments(script: &mut Script<'_>) {
    let schema = script.schema;
    for table in &schema.tables {
        comment(script, "TABLE", &table.id, None, &table.annotations);
        for column in &table.columns {
            comment(script, "TABLE", &table.id, Some(("COLUMN", &column.name)), &column.annotations);
        }
        if schema.system == System::SqlServer {
            descriptions(script, table);
        }
    }
    for view in &schema.views {
        comment(script, "VIEW", &view.id, None, &view.annotations);
        for column in &view.columns {
            comment(script, "VIEW", &view.id, Some(("COLUMN", &column.name)), &column.annotations);
        }
    }
    if schema.system == System::SqlServer {
        for namespace in &schema.namespaces {
            let id = QualifiedName::new(namespace.name.as_str(), "");
            comment(script, "", &id, None, &namespace.annotations);
        }
        for routine in &schema.routines {
            comment(script, &routine.kind.as_str().to_uppercase(), &routine.id, None, &routine.annotations);
        }
    }
}

/// SQL Server: what is said of a table's indexes, constraints and triggers.
fn descriptions(script: &mut Script<'_>, table: &Table) {
    for index in &table.indexes {
        comment(script, "TABLE", &table.id, Some(("INDEX", &index.name)), &index.annotations);
    }
    for trigger in &table.triggers {
        comment(script, "TABLE", &table.id, Some(("TRIGGER", &trigger.name)), &trigger.annotations);
    }
    let mut constraint = |name: &str, annotations: &Annotations| {
        comment(script, "TABLE", &table.id, Some(("CONSTRAINT", name)), annotations);
    };
    if let Some(key) = &table.primary_key {
        constraint(&key.name, &key.annotations);
    }
    for key in &table.unique {
        constraint(&key.name, &key.annotations);
    }
    for key in &table.foreign_keys {
        constraint(&key.name, &key.annotations);
    }
    for check in &table.checks {
        constraint(&check.name, &check.annotations);
    }
}

fn comment(
    script: &mut Script<'_>,
    kind: &str,
    id: &QualifiedName,
    part: Option<(&str, &str)>,
    annotations: &Annotations,
) {
    let Some(comment) = &annotations.comment else { return };
    match script.schema.system {
        System::Oracle => {
            let name = script.qualified(id);
            let on = match part {
                Some((_, column)) => format!("COLUMN {name}.{}", script.quote(column)),
                // Oracle comments on views as on tables.
                None => format!("TABLE {name}"),
            };
            script.statement(&format!("COMMENT ON {on} IS {}", literal(comment)));
        }
        System::SqlServer => {
            let namespace = if id.namespace.is_empty() { "dbo" } else { &id.namespace };
            let mut statement = format!(
                "EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = N{}, @level0type = N'SCHEMA', @level0name = N{}",
                literal(comment),
                literal(namespace)
            );
            let below = (1, kind, id.name.as_str());
            let levels = [Some(below).filter(|_| !kind.is_empty()), part.map(|(kind, name)| (2, kind, name))];
            for (level, kind, name) in levels.into_iter().flatten() {
                statement.push_str(&format!(", @level{level}type = N'{kind}', @level{level}name = N{}", literal(name)));
            }
            script.statement(&statement);
        }
        _ => {}
    }
}
