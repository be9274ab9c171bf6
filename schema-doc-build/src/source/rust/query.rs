//! The SQL that the functions of a crate run: sqlx's macros and functions, `diesel::sql_query`, and the methods of drivers.
//!
//! Nothing is expanded and no type is known. What sqlx and Diesel name is SQL; elsewhere a text is where it reads as a statement that reads or
//! writes tables, and what it is handed to has a name for running such.

use proc_macro2::Delimiter;
use schema_doc_diagnostics::{Code as DiagnosticCode, Diagnostic, Diagnostics, Span};

use super::program::Program;
use super::text::{Code, Text, Texts};
use super::tokens::{Kind, Part, Row, Token};
use crate::files::Files;
use crate::json;
use crate::list::{SliceExt, VecExt};
use crate::model::{CodeQuery, Schema};
use crate::ordered::Set;
use crate::sort;
use crate::source::sql::load;

/// sqlx's macros that take SQL, without `_unchecked` (sqlx 0.9, `query!` and its kin), and what stands before it.
const MACROS: &[(&str, usize)] = &[("query", 0), ("query_scalar", 0), ("query_as", 1)];

/// sqlx's macros that take the path of a file with SQL.
const FILE_MACROS: &[(&str, usize)] = &[("query_file", 0), ("query_file_scalar", 0), ("query_file_as", 1)];

/// Functions of sqlx and of Diesel that take nothing but SQL first.
const FUNCTIONS: &[&str] = &[
    "query",
    "query_as",
    "query_scalar",
    "query_with",
    "query_as_with",
    "query_scalar_with",
    "query_with_result",
    "query_as_with_result",
    "query_scalar_with_result",
    "raw_sql",
    "sql_query",
];

/// What is in the names of functions that run SQL, in whatever driver: `query_one`, `exec_first`, `prepare_cached`, `execute_batch`,
/// `Statement::from_sql_and_values`.
const RUNS: &[&str] = &["quer", "exec", "prep", "fetch", "select", "sql", "batch", "statement", "copy_", "from_string"];

/// What names of functions begin with that make or take apart a text: Diesel's `push_sql`, `parse_sql`.
const PARTS: &[&str] = &["push", "parse", "format"];

/// What mysql's text queries are run by: `"SELECT …".with(…)`.
const RUNS_TEXT: &[&str] = &["with", "run", "ignore", "fetch", "first", "map", "reduce", "batch"];

/// Adds the queries that a program's functions run, and those that sqlx alone knows.
pub(super) fn read(
    program: &mut Program,
    crate_folder: &str,
    files: &Files,
    schema: &mut Schema,
    diagnostics: &mut Diagnostics,
) {
    let bodies = std::mem::take(&mut program.bodies);
    let texts = Texts::new(program, crate_folder, files, &schema.files);
    let mut found: Vec<CodeQuery> = Vec::new();
    for body in bodies {
        of_function(&Code::new(body), &texts, &mut found);
    }
    prepared(crate_folder, files, &mut found, schema, diagnostics);
    add(found, schema);
}

/// Adds queries to those that are there, each once, by file and place.
pub(crate) fn add(queries: Vec<CodeQuery>, schema: &mut Schema) {
    schema.code_queries.push_all(queries);
    let files = &schema.files;
    let place = |span: Span| (files.path(span), span.start, span.end);
    let key = |query: &CodeQuery| (place(query.call), place(query.span));
    sort::by(&mut schema.code_queries, |a, b| key(a).cmp(&key(b)).then_with(|| a.function.cmp(&b.function)));
    schema.code_queries.dedup_by(|a, b| key(a) == key(b) && a.function == b.function);
}

/// What sqlx knows of queries that no function was seen to run: other macros make them (`.sqlx/query-….json`, `cargo sqlx prepare`).
fn prepared(
    crate_folder: &str,
    files: &Files,
    found: &mut Vec<CodeQuery>,
    schema: &mut Schema,
    diagnostics: &mut Diagnostics,
) {
    let folder = super::module::join(crate_folder, ".sqlx");
    if !files.is_dir(&folder) {
        return;
    }
    let known: Set<String> = found.iter().map(|query| query.sql.clone()).collect();
    for path in files.list(&folder).unwrap_or_default() {
        let name = path.rsplit('/').next().and_then(|name| name.strip_suffix(".json"));
        if !name.is_some_and(|name| name.starts_with("query-")) {
            continue;
        }
        let Some(text) = load::text(files, &path) else { continue };
        match json::parse(&text) {
            Ok(parsed) => {
                let Some(value) = parsed.value.get("query") else { continue };
                let Some(sql) = value.as_text().filter(|&sql| !known.contains(sql)).map(str::to_owned) else {
                    continue;
                };
                let start = parsed.offset_of(value) as u32;
                let file = schema.files.add(path, text.as_str());
                let line = schema.files.file(file).line(start);
                let end = schema.files.file(file).line_range(line).map_or(start, |(_, end)| end);
                let span = Span { file, start, end };
                found.push(CodeQuery { function: String::new(), sql, span, call: span });
            }
            Err(error) => {
                let file = schema.files.add(path, text.as_str());
                let span = Span { file, start: error.offset as u32, end: error.offset as u32 };
                let message = format!("this is no JSON: {}", error.message);
                let diagnostic = Diagnostic::warning(DiagnosticCode::UnreadableFile, span, message);
                diagnostics.push(diagnostic.with_help("run `cargo sqlx prepare`"));
            }
        }
    }
}

/// Adds the queries of a function, and of those in it.
fn of_function(code: &Code, texts: &Texts<'_>, found: &mut Vec<CodeQuery>) {
    let row = code.row();
    let pushed = last_push(row);
    let mut inner: Vec<(usize, String)> = Vec::new();
    for at in 0..row.0.len() {
        while inner.last().is_some_and(|&(end, _)| end < at) {
            inner.pop();
        }
        let name = match &row.0[at].kind {
            Kind::Word(word) => word,
            Kind::Literal(_) => {
                if row.is_sign(at + 1, '.') && row.word(at + 2).is_some_and(|word| RUNS_TEXT.contains(&word)) {
                    let text = texts.text(code, &(at..at + 1)).filter(|text| is_statement(&text.text));
                    push(text, code, &inner, &(at..at + 1), found);
                }
                continue;
            }
            _ => continue,
        };
        if name == "fn" {
            if let (Some(name), Some(end)) = (row.word(at + 1), body_of(row, at)) {
                inner.push((end, name.to_owned()));
            }
            continue;
        }
        if row.is_sign(at + 1, '!') {
            if let Some((_, inside)) = row.group(at + 2) {
                let text = of_macro(code, texts, at, name, inside.clone());
                push(text, code, &inner, &(at..inside.end + 1), found);
            }
        } else if let Some((Delimiter::Parenthesis, inside)) = row.group(row.behind_generics(at + 1)) {
            let text = of_call(code, texts, at, inside.clone(), pushed);
            push(text, code, &inner, &(at..inside.end + 1), found);
        }
    }
}

fn push(text: Option<Text>, code: &Code, inner: &[(usize, String)], call: &Part, found: &mut Vec<CodeQuery>) {
    let (Some(text), Some(call)) = (text, code.span(call)) else { return };
    let mut function = code.path.clone();
    for (_, name) in inner {
        function.push_str("::");
        function.push_str(name);
    }
    found.push(CodeQuery { function, sql: text.text, span: text.span, call });
}

/// Where the body of a function ends that is written in another one.
fn body_of(row: Row<'_>, at: usize) -> Option<usize> {
    let mut next = at + 2;
    while !row.is_sign(next, ';') {
        match row.group(next) {
            Some((Delimiter::Brace, inside)) => return Some(inside.end),
            _ => next = row.behind(next),
        }
        if matches!(row.0.get(next), None | Some(Token { kind: Kind::Close, .. })) {
            return None;
        }
    }
    None
}

/// `query!("…")`, `query_file_as!(User, "…")`
fn of_macro(code: &Code, texts: &Texts<'_>, at: usize, name: &str, inside: Part) -> Option<Text> {
    let row = code.row();
    let name = name.strip_suffix("_unchecked").unwrap_or(name);
    let argument = |list: &[(&str, usize)]| list.find(|(other, _)| *other == name).map(|&(_, argument)| argument);
    if let Some(argument) = argument(FILE_MACROS) {
        let path = texts.text(code, row.split(inside, ',', argument > 0).get(argument)?)?;
        let text = texts.file(&super::module::join(texts.folder, &path.text))?;
        return Some(Text { text, span: path.span });
    }
    let argument = argument(MACROS)?;
    let arguments = row.split(inside, ',', argument > 0);
    if row.qualifiers(at).first() == Some(&"sqlx") {
        return texts.text(code, arguments.get(argument)?);
    }
    // Macros of that name of others take the database first.
    arguments.iter().skip(argument).take(2).find_map(|part| texts.text(code, part)).filter(|text| is_sql(&text.text))
}

/// `sqlx::query_as::<_, User>("…")`, `client.query_one("…", &[])`; where a text is pushed to last, a builder's is not whole.
fn of_call(code: &Code, texts: &Texts<'_>, at: usize, inside: Part, pushed: Option<usize>) -> Option<Text> {
    let row = code.row();
    let name = row.word(at)?;
    let is_method = at > 0 && row.is_sign(at - 1, '.');
    let qualifiers = row.qualifiers(at);
    let holder = qualifiers.first().copied().unwrap_or_default();
    let end = inside.end;
    let arguments = row.split(inside, ',', false);
    let first = || texts.text(code, arguments.first()?);
    if FUNCTIONS.contains(&name) && !is_method {
        let is_theirs = matches!(holder, "sqlx" | "diesel" | "diesel_async" | "dsl");
        return first().filter(|text| is_theirs || is_sql(&text.text));
    }
    match (holder, name) {
        ("QueryBuilder", "new" | "with_arguments") => {
            first().filter(|text| is_statement(&text.text) && pushed.is_none_or(|pushed| pushed < end))
        }
        // tiberius
        ("Query", "new") => first().filter(|text| is_statement(&text.text)),
        _ if RUNS.any(|part| name.contains(part)) && !PARTS.any(|part| name.starts_with(part)) => {
            let mut texts = arguments.iter().take(2).filter_map(|part| texts.text(code, part));
            texts.find(|text| is_statement(&text.text))
        }
        _ => None,
    }
}

/// Where a function adds to a text last: `builder.push(…)`.
fn last_push(row: Row<'_>) -> Option<usize> {
    (0..row.0.len()).rev().find(|&at| {
        row.is_sign(at, '.') && row.word(at + 1).is_some_and(|word| word.starts_with("push") || word == "separated")
    })
}

/// Whether a text begins as SQL does.
fn is_sql(text: &str) -> bool {
    const OTHERS: &[&str] = &[
        "create",
        "alter",
        "drop",
        "set",
        "begin",
        "start",
        "commit",
        "rollback",
        "savepoint",
        "release",
        "lock",
        "listen",
        "unlisten",
        "notify",
        "pragma",
        "explain",
        "analyze",
        "vacuum",
        "refresh",
        "values",
        "table",
        "show",
        "grant",
        "revoke",
        "reset",
        "do",
        "declare",
        "fetch",
        "close",
        "exec",
        "execute",
        "use",
        "attach",
        "detach",
        "reindex",
        "optimize",
        "kill",
        "if",
        "discard",
        "cluster",
        "comment",
        "prepare",
        "deallocate",
        "checkpoint",
    ];
    is_statement(text) || keyword(text).is_some_and(|(word, _)| OTHERS.contains(&word.as_str()))
}

/// Whether a text reads as a statement that reads or writes tables.
fn is_statement(text: &str) -> bool {
    let Some((word, rest)) = keyword(text) else { return false };
    let mut words = rest.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let mut has = |expected: &[&str]| words.any(|word| expected.any(|other| word.eq_ignore_ascii_case(other)));
    match word.as_str() {
        "select" | "truncate" | "call" => !rest.trim().is_empty(),
        "insert" | "replace" => has(&["into"]),
        "update" => has(&["set"]),
        "delete" => has(&["from"]),
        "with" => has(&["as"]),
        "merge" => has(&["using"]),
        "copy" => has(&["from", "to"]),
        _ => false,
    }
}

/// The first word of SQL, in lower case, and what follows it. A word with one capital letter (`Select a file`) begins a sentence.
fn keyword(text: &str) -> Option<(String, &str)> {
    let mut text = text;
    loop {
        text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '(' || c == ';');
        if let Some(comment) = text.strip_prefix("--") {
            text = comment.split_once('\n')?.1;
        } else if let Some(comment) = text.strip_prefix("/*") {
            text = comment.split_once("*/")?.1;
        } else {
            break;
        }
    }
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let is_one_case = [u8::is_ascii_lowercase, u8::is_ascii_uppercase].any(|case| word.bytes().all(|b| case(&b)));
    (is_one_case && !word.is_empty()).then(|| (word.to_ascii_lowercase(), rest))
}
