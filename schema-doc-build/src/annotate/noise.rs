//! What stands in a comment and documents nothing: banners, headers, licences, directives, commented-out code.

use crate::list::{IteratorExt, SliceExt, VecExt};
use crate::ordered::Set;

use super::definition::{Definition, Rank};
use super::object::{self, Object};
use super::script;
use super::text::Line;
use crate::analyze::words;
use crate::model::{DOCUMENTS, Schema};
use crate::text::{self, starts_with};

/// The lines of a comment that document the object; empty where none does. Lines with tags always stay.
pub(super) fn documentation<'a>(
    schema: &Schema,
    definition: &Definition,
    lines: &[Line<'a>],
    is_script: bool,
) -> Vec<Line<'a>> {
    let object = definition.object;
    let is_tag = |line: &Line<'_>| line.text.trim_start().starts_with('@');
    if lines.any(|line| is_licence(line.text) || is_about_the_file(line.text)) {
        return Vec::new();
    }
    let mut kept: Vec<Line<'a>> = Vec::new();
    let mut in_code = false;
    let mut fenced = false;
    for line in lines {
        let text = line.text.trim();
        if text.starts_with("```") || text.starts_with("~~~") {
            fenced = !fenced;
            kept.push(*line);
            continue;
        }
        if fenced {
            kept.push(*line);
            continue;
        }
        if in_code {
            in_code = !(text.is_empty() || text.ends_with(';') || is_tag(line));
            if !is_tag(line) {
                continue;
            }
        }
        if !(DOCUMENTS && is_script) && starts_statement(text) {
            in_code = !text.ends_with(';') && !text.is_empty();
            continue;
        }
        if is_banner(text) || is_directive(text) {
            continue;
        }
        let is_noise = if DOCUMENTS && is_script {
            script::is_code(text) || script::is_directive(text) || script::is_section(text)
        } else {
            is_column(text)
        };
        if !is_noise {
            kept.push(*line);
        }
    }
    if DOCUMENTS && is_script {
        kept = without_foreign_tags(&kept);
    }
    if DOCUMENTS && is_script && definition.rank == Rank::Statement && kept.len() > 1 {
        // `Users table`, and below it what the table is for.
        let is_title =
            |line: &Line<'_>| !line.text.trim().is_empty() && !is_tag(line) && is_heading(line.text, schema, object);
        if kept.first().is_some_and(is_title) {
            kept.remove(0);
        }
    }
    let prose: Vec<&Line<'_>> = kept.iter().take_while(|line| !is_tag(line)).collect_vec();
    let words: String = prose.iter().flat_map(|line| [line.text, " "]).collect();
    // What a program says of a field stands behind it on purpose; `users` above the table `users` is a heading there too.
    let may_be_noise = definition.rank != Rank::Value && !(is_script && definition.rank != Rank::Statement);
    if words.trim().is_empty() || may_be_noise && (is_heading(&words, schema, object) || is_change(&words, definition))
    {
        let from = prose.len();
        kept.drain(..from);
    }
    while kept.last().is_some_and(|line| line.text.trim().is_empty()) {
        kept.pop();
    }
    let blank = kept.iter().take_while(|line| line.text.trim().is_empty()).count();
    kept.drain(..blank);
    kept
}

/// Leaves out `JSDoc`'s own tags, each with the lines that it runs over. What `@see` says in words is prose.
fn without_foreign_tags<'a>(lines: &[Line<'a>]) -> Vec<Line<'a>> {
    let mut kept: Vec<Line<'a>> = Vec::new();
    let (mut in_tag, mut in_example) = (false, false);
    for (at, line) in lines.iter().enumerate() {
        let starts_tag = line.text.trim_start().starts_with('@');
        if in_example && !starts_tag {
            continue;
        }
        in_example = starts_tag && script::is_example_of_code(lines.get(at..).unwrap_or_default());
        if in_example {
            continue;
        }
        if let Some(prose) = script::see_in_words(line.text) {
            let offset = line.offset + (line.text.len() - prose.len()) as u32;
            kept.extend([Line { text: "", offset }, Line { text: prose, offset }]);
            in_tag = false;
            continue;
        }
        if let Some(text) = script::foreign_tag(line.text) {
            in_tag = text.is_empty();
            if !in_tag {
                kept.push(Line { text, offset: line.offset + (line.text.len() - text.len()) as u32 });
            }
        } else if !in_tag || line.text.trim().is_empty() || line.text.trim_start().starts_with('@') {
            in_tag = false;
            kept.push(*line);
        }
    }
    kept
}

/// `=====`, `-----`, `*****`, `#### Users ####` without the words.
fn is_banner(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_alphanumeric)
}

fn is_licence(text: &str) -> bool {
    let hints =
        ["copyright", "license", "licensed", "c", "spdx", "reserved", "redistribution", "permission", "mozilla"];
    let hint = |word: &str| hints.any(|hint| hint.eq_ignore_ascii_case(word));
    if !text.contains('©') && !text::words(text, |c| c.is_ascii_alphanumeric()).any(hint) {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    let after_copyright = lower.split("copyright").nth(1).map(str::trim_start);
    after_copyright.is_some_and(|after| after.starts_with(['©', '(']) || starts_with(after, |c| c.is_ascii_digit()))
        || ["(c) 19", "(c) 20", "© 19", "© 20"].any(|mark| lower.contains(mark))
        || [
            "spdx-license-identifier",
            "all rights reserved",
            "licensed under the",
            "general public license",
            "permission is hereby granted",
            "redistribution and use in source",
            "subject to the terms of the mozilla",
        ]
        .any(|mark| lower.contains(mark))
}

/// What a generator, or the template of a migration tool, says about the file.
fn is_about_the_file(text: &str) -> bool {
    let text = text.trim();
    [
        "this file was automatically",
        "this file is automatically",
        "this file is generated",
        "this file was generated",
        "automatically generated",
        "autogenerated",
        "auto-generated",
        "generated by ",
        "do not edit",
        "do not modify this file",
        "this file should undo anything",
        "your sql goes here",
        "add migration script here",
        "add up migration script here",
        "add down migration script here",
        "postgresql database dump",
    ]
    .any(|start| strip_start(text, start).is_some())
}

/// What stands behind a start, whatever the case of its ASCII letters.
fn strip_start<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let (begin, behind) = text.split_at_checked(start.len())?;
    begin.eq_ignore_ascii_case(start).then_some(behind)
}

/// `Add user_context column to the client tables` above an `ALTER`: what a migration does, not what the column is.
fn is_change(text: &str, definition: &Definition) -> bool {
    let words = words(text);
    let mut words = words.split('_');
    let (Some(first), Some(second)) = (words.next(), words.next()) else { return false };
    let is_member = matches!(
        definition.object,
        Object::Column(..)
            | Object::PrimaryKey(_)
            | Object::Unique(..)
            | Object::ForeignKey(..)
            | Object::Check(..)
            | Object::Exclusion(..)
    );
    let by_alter = is_member && definition.rank == Rank::Statement;
    let changes = [
        "add", "adding", "adds", "alter", "also", "and", "backfill", "change", "convert", "drop", "extend", "fix",
        "fixes", "make", "migrate", "modify", "move", "now", "recreate", "remove", "rename", "replace", "restore",
        "revert", "split", "then", "update",
    ];
    (by_alter && changes.contains(&first))
        || (matches!(first, "add" | "adding" | "adds" | "fix" | "fixes") && second == "missing")
}

/// Lines that are for a tool, or that a tool wrote.
fn is_directive(text: &str) -> bool {
    let starts = [
        "+goose",
        "+migrate",
        "migrate:",
        "> statement-breakpoint",
        "schema-doc:",
        "no-transaction",
        "+micrate",
        "rambler ",
        "liquibase formatted",
        "changeset ",
        "rollback;",
        "eslint-",
        "prettier-ignore",
        "pgformatter",
        "sqlfluff:",
        "noqa",
        "squawk-ignore",
        "atlas:",
        "vim:",
        "-*-",
        "$id",
        "$revision",
        "dumped from",
        "dumped by",
        "toc entry",
        "name: ",
        "dependencies: ",
        "generated from ",
        "source: ",
        "migration number",
        "up migration",
        "down migration",
        "write your",
        "todo",
        "fixme",
        "xxx",
        "!",
    ];
    let Some(start) = starts.find(|start| {
        strip_start(text, start).is_some_and(|behind| {
            // `todo` and not `todos of a user`.
            !start.ends_with(|c: char| c.is_ascii_alphanumeric()) || !starts_with(behind, char::is_alphanumeric)
        })
    }) else {
        return false;
    };
    match *start {
        "name: " => text.to_ascii_lowercase().contains("type: ") || text.contains(" :"),
        "source: " => text.len() > start.len(),
        _ => true,
    }
}

/// The words that statements start with, and what follows them; empty: anything.
#[rustfmt::skip]
const STATEMENTS: &[(&str, &[&str])] = &[
    ("CREATE", &[
        "TABLE", "INDEX", "UNIQUE", "VIEW", "OR", "TYPE", "FUNCTION", "PROCEDURE", "TRIGGER", "SEQUENCE",
        "EXTENSION", "SCHEMA", "POLICY", "DOMAIN", "ROLE", "USER", "DATABASE", "MATERIALIZED", "TEMP",
        "TEMPORARY", "UNLOGGED", "RULE",
    ]),
    ("ALTER", &[
        "TABLE", "INDEX", "VIEW", "TYPE", "FUNCTION", "SEQUENCE", "SCHEMA", "DOMAIN", "ROLE", "USER",
        "DATABASE", "DEFAULT", "COLUMN", "POLICY",
    ]),
    ("DROP", &[
        "TABLE", "INDEX", "VIEW", "TYPE", "FUNCTION", "PROCEDURE", "TRIGGER", "SEQUENCE", "EXTENSION",
        "SCHEMA", "POLICY", "DOMAIN", "ROLE", "USER", "DATABASE", "COLUMN", "CONSTRAINT",
    ]),
    ("INSERT", &["INTO"]),
    ("DELETE", &["FROM"]),
    ("TRUNCATE", &["TABLE"]),
    ("COMMENT", &["ON"]),
    ("ADD", &["CONSTRAINT", "COLUMN", "PRIMARY", "FOREIGN", "UNIQUE"]),
    ("CONSTRAINT", &[]),
    ("PRIMARY", &["KEY"]),
    ("FOREIGN", &["KEY"]),
    ("GRANT", &[]),
    ("REVOKE", &[]),
    ("SELECT", &[]),
    ("UPDATE", &[]),
    ("SET", &[]),
    ("WITH", &[]),
    ("BEGIN", &[]),
    ("COMMIT", &[]),
    ("ROLLBACK", &[]),
    ("REFERENCES", &[]),
    ("CHECK", &[]),
    ("UNIQUE", &[]),
];

/// Whether a line starts commented-out SQL. `create table for new users` does not: SQL has punctuation, or ends like SQL.
fn starts_statement(text: &str) -> bool {
    let mut words = text::words(text, |c| !c.is_whitespace() && !matches!(c, '(' | ';' | ','));
    let Some(first) = words.next() else { return false };
    let second = words.next().unwrap_or_default();
    let Some((_, follows)) = STATEMENTS.find(|(word, _)| word.eq_ignore_ascii_case(first)) else {
        return false;
    };
    if !follows.is_empty() && !follows.any(|word| word.eq_ignore_ascii_case(second)) {
        return false;
    }
    // CREATE TABLE users (
    let shouted = !first.chars().any(char::is_lowercase) && first.len() > 1;
    let punctuated =
        text.ends_with([';', '(', ',']) || text.ends_with(");") || (text.contains('(') && text.ends_with(')'));
    let keyword = |word: &str| text.split_whitespace().any(|other| other == word);
    let sql_words =
        ["FROM", "SET", "ON", "TO", "VALUES", "REFERENCES", "ADD", "DROP", "TABLE", "INDEX", "KEY", "IF", "COLUMN"];
    text.ends_with(';')
        || (punctuated && (shouted || !follows.is_empty()))
        || (text.contains('(') && text.ends_with(','))
        || (shouted && sql_words.any(|word| keyword(word)))
}

/// The first words of the types that columns have.
#[rustfmt::skip]
const TYPES: &[&str] = &[
    "bigint", "bigserial", "bit", "bool", "boolean", "bytea", "char", "character", "cidr", "citext", "date",
    "decimal", "double", "float", "float4", "float8", "inet", "int", "int2", "int4", "int8", "integer",
    "interval", "json", "jsonb", "macaddr", "money", "numeric", "real", "serial", "smallint", "smallserial",
    "text", "time", "timestamp", "timestamptz", "tsvector", "uuid", "varchar", "xml",
];

/// Commented-out columns: `phone varchar(20) NOT NULL,`.
fn is_column(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let (Some(name), Some(second)) = (words.next(), words.next()) else { return false };
    let name = name.trim_matches('"');
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.is_empty();
    let base = second.split('(').next().unwrap_or_default().trim_end_matches(',').trim_end_matches("[]");
    if !is_name || !TYPES.any(|name| name.eq_ignore_ascii_case(base)) {
        return false;
    }
    let rest = text.to_ascii_uppercase();
    second.contains('(')
        || text.ends_with(',')
        || [" NOT NULL", " DEFAULT ", " PRIMARY KEY", " REFERENCES ", " UNIQUE", " NULL"]
            .any(|clause| rest.contains(clause))
        || (name.contains('_') && words.next().is_none())
}

/// Words of headings: a text of nothing but these and the object's own names says nothing.
#[rustfmt::skip]
const HEADING: &[&str] = &[
    "missing", "a", "after", "before", "delete", "each", "insert", "row", "add", "adding", "adds", "all",
    "alter", "altering", "an", "and", "as", "begin", "check", "column", "columns", "comment", "constraint",
    "constraints", "create", "created", "creates", "creating", "data", "database", "db", "ddl", "default",
    "define", "defines", "definition", "definitions", "domain", "drop", "end", "enum", "enums", "exist",
    "exists", "extension", "extensions", "field", "fields", "file", "fk", "fks", "for", "foreign", "from",
    "function", "functions", "grant", "grants", "id", "if", "in", "index", "indexes", "indices", "init",
    "initial", "is", "it", "its", "key", "keys", "make", "materialized", "migration", "migrations", "name",
    "new", "not", "object", "objects", "of", "on", "our", "owner", "pk", "policies", "policy", "primary",
    "procedure", "procedures", "reference", "references", "referencing", "role", "roles", "rule", "rules",
    "schema", "schemas", "section", "sequence", "sequences", "setup", "sql", "start", "statement", "statements",
    "structure", "table", "tables", "that", "the", "then", "this", "to", "trigger", "triggers", "type", "types",
    "unique", "up", "update", "user_defined", "value", "values", "version", "view", "views", "with",
];

/// Words that headings of dumps and migrations start with, full stop or not.
#[rustfmt::skip]
const STRUCTURE: &[&str] = &[
    "add", "adding", "alter", "create", "creates", "creating", "drop", "structure", "table", "index", "indexes",
    "trigger", "constraint",
];

/// Kinds in the plural: `Lookup tables` heads a section.
#[rustfmt::skip]
const SECTIONS: &[&str] = &[
    "tables", "views", "types", "enums", "functions", "procedures", "triggers", "indexes", "indices",
    "constraints", "sequences", "policies", "grants", "roles", "extensions", "domains", "keys", "definitions",
    "columns",
];

/// Whether a text is a heading: it repeats names and kinds (`Table structure for table users`, `CreateTable`), or names a section
/// (`Auth tables`).
fn is_heading(text: &str, schema: &Schema, object: Object) -> bool {
    let words = words(text);
    if words.is_empty() {
        return true;
    }
    let words = words.split('_').collect_vec();
    let ends_sentence = text.trim_end().ends_with(['.', '!', '?', '。']);
    if !ends_sentence && words.len() <= 5 && words.last().is_some_and(|last| SECTIONS.contains(last)) {
        return true;
    }
    let structural = words.first().is_some_and(|first| STRUCTURE.contains(first));
    if (ends_sentence && !structural) || words.len() > 16 {
        return false;
    }
    let mut own: Set<String> = Set::new();
    for name in names(schema, object) {
        own.extend(crate::analyze::words(name).split('_').map(stem));
    }
    // `Users` above `users`, `user id` above `user_id`. Who writes a full stop means a sentence.
    words.all(|word| HEADING.contains(word) || own.contains(&stem(word)) || word.bytes().all(|b| b.is_ascii_digit()))
}

/// The names that a heading above the object would repeat.
fn names(schema: &Schema, object: Object) -> Vec<&str> {
    let mut names = vec![object.name(schema)];
    let Some(table) = object.table().and_then(|t| object::table_at(schema, t)) else {
        return names;
    };
    names.push(&table.id.name);
    names.push(&table.id.namespace);
    let columns: Option<&[String]> = match object {
        Object::Unique(_, i) => table.unique.get(i).map(|o| o.columns.as_slice()),
        Object::PrimaryKey(_) => table.primary_key.as_ref().map(|o| o.columns.as_slice()),
        Object::ForeignKey(_, i) => table.foreign_keys.get(i).map(|key| {
            names.push(&key.table.name);
            names.push_all(key.referenced.iter().map(String::as_str));
            key.columns.as_slice()
        }),
        Object::Index(_, i) => {
            if let Some(index) = table.indexes.get(i) {
                names.push_all(index.keys.iter().filter_map(|key| key.as_column()));
            }
            None
        }
        _ => None,
    };
    names.push_all(columns.unwrap_or_default().iter().map(String::as_str));
    names
}

/// Singular and plural are one word.
fn stem(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let stem =
        word.strip_suffix("es").filter(|stem| stem.ends_with(['s', 'x', 'h'])).or_else(|| word.strip_suffix('s'));
    stem.unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::documentation;
    use crate::annotate::definition::{Definition, Rank};
    use crate::annotate::object::Object;
    use crate::annotate::text::Line;
    use crate::model::{Column, Schema, Table, TableId};

    fn schema() -> Schema {
        let table = Table {
            id: TableId::new("public", "order_items"),
            columns: vec![Column { name: "unit_price".into(), ..Default::default() }],
            ..Table::default()
        };
        Schema { tables: vec![table], ..Schema::default() }
    }

    #[track_caller]
    fn check(object: Object, text: &str, expected: &str) {
        let lines: Vec<Line> = text.lines().map(|text| Line { text, offset: 0 }).collect();
        let definition = Definition { start: 0, end: 0, rank: Rank::Statement, object, value: None };
        let kept = documentation(&schema(), &definition, &lines, false);
        let kept: Vec<&str> = kept.iter().map(|line| line.text).collect();
        assert_eq!(kept.join("\n"), expected, "{text}");
    }

    #[test]
    fn banners_headers_licences_and_directives_are_no_documentation() {
        for text in [
            "=====================",
            "Name: order_items; Type: TABLE; Schema: public; Owner: postgres",
            "Table structure for table order_items",
            "OrderItem",
            "Order items table",
            "Table structure for table order_items.",
            "CreateTable",
            "AddForeignKey",
            "create the order_items table",
            "> statement-breakpoint",
            "+goose Up",
            "migrate:up",
            "schema-doc: allow(no-primary-key) it is a log",
            "Copyright (c) 2020 Someone\nmore text",
            "SPDX-License-Identifier: MIT",
            "Your SQL goes here",
            "Do not edit.\nGenerated from tables.json",
            "Add missing indexes on keys of orders",
            "------\nOrder Items\n------",
            "Lookup tables",
            "TODO: rename",
            "DROP TABLE order_items;",
            "CREATE TABLE old (\n  a int,\n  b int\n);",
            "phone varchar(20) NOT NULL,",
            "note text,",
            "SELECT * FROM order_items",
            "CONSTRAINT x CHECK (a > 0)",
            "ALTER TABLE order_items ADD COLUMN x int;",
        ] {
            check(Object::Table(0), text, "");
        }
    }

    #[test]
    fn prose_stays() {
        for text in [
            "Lines of an order.",
            "Order items.",
            "Order items are never changed",
            "Update when the price changes",
            "Create one for each line of the cart",
            "Select which plan applies (monthly or yearly)",
            "Copyright holder of the work",
            "Set by the importer",
            "todos of a user",
            "Unique within an order",
            "Name: as printed on the bill",
            "text shown below the price",
            "Example:\n```sql\nSELECT 1;\n```",
            "Constraint of the law",
        ] {
            check(Object::Table(0), text, text);
        }
        check(Object::Column(0, 0), "Net, in cents", "Net, in cents");
        check(Object::Column(0, 0), "unit price", "");
        check(Object::Column(0, 0), "Add the price of one unit", "");
    }

    #[test]
    fn prose_beside_noise_stays() {
        check(Object::Table(0), "=====\nLines of an order.\n=====\nDROP TABLE x;", "Lines of an order.");
        check(Object::Table(0), "CreateTable\n@category sales", "@category sales");
        check(Object::Table(0), "Lines of an order.\n@category sales", "Lines of an order.\n@category sales");
    }
}
