//! A table's first statements as sqlx runs them (0.8 and 0.9), with the generated module's names: what a migration drops or renames is a compile
//! error.

use std::borrow::Cow;

use schema_doc_syntax::{Style, distinct, identifier};

use super::{Subject, by_columns, by_index, keys_in_comment, mutation, one_line, qualified, quoted};
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Schema, System};
use crate::render::rust::literal;
use crate::report::visible;

/// A line of code is broken beyond this many characters.
const MARGIN: usize = 100;

/// The names that a snippet gives to its own values.
const OWN: &[&str] = &["sql", "pool", "row", "rows"];

/// The names of a table's module and of its columns' constants, each behind the column's name.
pub(crate) struct Names<'a> {
    /// The crate's module: `schema`.
    pub(crate) root: &'a str,
    /// Below it: `users`, `auth::users`.
    pub(crate) table: &'a str,
    pub(crate) columns: Vec<(&'a str, String)>,
}

/// Reading a row by its key, creating one, and reading by an index. `None` where sqlx does not know the system.
pub(crate) fn text(subject: &Subject, names: &Names) -> Option<String> {
    let (schema, table) = (subject.input.schema, subject.table);
    let database = match schema.system {
        System::PostgreSql => "Postgres",
        System::MySql | System::MariaDb => "MySql",
        System::Sqlite => "Sqlite",
        System::SqlServer | System::Oracle | System::Convex => return None,
    };
    let mut out = format!("use sqlx::{{{database}, QueryBuilder}};\n\nuse crate::{}::{};\n", names.root, names.table);
    let mut add = |title: &str, sql: &str, binding: &str, fetch: &str| {
        out.push_str(&format!(
            "\n// {}\n{}",
            visible(&one_line(title)),
            call(schema, subject, names, sql, (database, binding, fetch))
        ));
    };
    let by_key = mutation::row_key(table).map(|key| (by_columns(schema, table, &key), key));
    if let Some((sql, key)) = &by_key {
        add(&format!("by {}", key.join(" and ")), sql, "let row = ", "fetch_optional");
    }
    if super::is_writable(table) {
        let (title, sql) = mutation::insert(subject);
        let returns = sql.contains("\nRETURNING ");
        add(&title, &sql, if returns { "let row = " } else { "" }, if returns { "fetch_one" } else { "execute" });
    }
    let known = |sql: &String| by_key.as_ref().is_some_and(|(known, _)| known == sql);
    let mut indexes = table.indexes.iter().filter(|index| !index.annotations.ignore);
    let index = indexes.find_map(|index| Some((index, by_index(schema, table, index).filter(|sql| !known(sql))?)));
    if let Some((index, sql)) = index {
        add(&format!("by {} ({})", keys_in_comment(index), index.name), &sql, "let rows = ", "fetch_all");
    }
    Some(out)
}

/// `let sql = format!("… {} = $1", users::ID); let row = QueryBuilder::<Postgres>::new(sql).build().bind(id)…`
fn call(
    schema: &Schema,
    subject: &Subject,
    names: &Names,
    sql: &str,
    (database, binding, fetch): (&str, &str, &str),
) -> String {
    let Template { text, arguments, values } = template(schema, subject, names, sql.trim_end_matches(';'));
    let mut out = if arguments.is_empty() {
        format!("let sql = {};\n", literal(&text.replace("{{", "{").replace("}}", "}")))
    } else {
        formatted(&literal(&text), &arguments)
    };
    let mut calls: Vec<String> = vec![".build()".to_owned()];
    for value in values {
        calls.push(format!(".bind({value})"));
    }
    calls.push(format!(".{fetch}(pool)"));
    calls.push(".await?".to_owned());
    let first = format!("{binding}QueryBuilder::<{database}>::new(sql)");
    let line = format!("{first}{};\n", calls.iter().join(""));
    if line.chars().count() <= MARGIN {
        out.push_str(&line);
    } else {
        out.push_str(&format!("{first}\n    {};\n", calls.iter().join("\n    ")));
    }
    out
}

/// `let sql = format!("…", users::ID);`
fn formatted(text: &str, arguments: &[String]) -> String {
    let line = format!("let sql = format!({text}, {});\n", arguments.iter().join(", "));
    if line.chars().count() <= MARGIN {
        return line;
    }
    format!("let sql = format!(\n    {text},\n    {},\n);\n", arguments.iter().join(",\n    "))
}

/// A text for `format!` that gives back a statement, and the values that the statement takes.
struct Template {
    text: String,
    arguments: Vec<String>,
    values: Vec<String>,
}

/// Puts constants in place of the names of the table and its columns. Each holds what it replaces, so the statement stays what it is.
fn template(schema: &Schema, subject: &Subject, names: &Names, sql: &str) -> Template {
    let (mut text, mut arguments) = (String::with_capacity(sql.len()), Vec::new());
    let module = names.table.rsplit("::").next().unwrap_or_default();
    let id = &subject.table.id;
    let (identifier, table) = (schema.identifier(id), qualified(schema, id));
    let is_insert = sql.starts_with("INSERT");
    // The columns so far, and the value at each parameter.
    let (mut columns, mut values): (Vec<&str>, Vec<(usize, String)>) = (Vec::new(), Vec::new());
    let mut last = "";
    let mut at = 0;
    while let Some(c) = sql.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = sql.get(at..).unwrap_or_default();
        if let Some(behind) = rest.strip_prefix(&*table).filter(|rest| !rest.starts_with(is_word))
            && matches!(last, "FROM" | "INTO")
            && let Some((before, after)) = table.split_once(identifier.as_str())
        {
            push_text(&mut text, before);
            text.push_str("{}");
            push_text(&mut text, after);
            arguments.push(format!("{module}::TABLE"));
            (at, last) = (sql.len() - behind.len(), "");
            continue;
        }
        let length = match c {
            '\'' => rest.get(1..).and_then(|rest| rest.find('\'')).map_or(rest.len(), |end| end + 2),
            '"' | '`' => end_of_quotes(rest, c),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            '?' if schema.system != System::PostgreSql => rest
                .get(1..)
                .and_then(|rest| rest.find(|c: char| !c.is_ascii_digit()))
                .map_or(rest.len(), |end| end + 1),
            c => c.len_utf8(),
        };
        let part = rest.get(..length).unwrap_or(rest);
        at += part.len();
        let number = part.strip_prefix(['$', '?']).map(|number| number.parse().unwrap_or(values.len() + 1));
        if let Some(number) = number.filter(|_| part.len() > 1 || c == '?') {
            let column = if is_insert { columns.get(number - 1) } else { columns.last() };
            let value = if last == "LIMIT" { "limit" } else { column.copied().unwrap_or("value") };
            if !values.any(|(known, _)| *known == number) {
                values.push((number, value.to_owned()));
            }
            push_text(&mut text, part);
        } else if let Some((name, constant)) = names.columns.find(|(name, _)| quoted(schema, name) == part) {
            match part.split_once(name) {
                Some((before, after)) => {
                    push_text(&mut text, before);
                    text.push_str("{}");
                    push_text(&mut text, after);
                    arguments.push(format!("{module}::{constant}"));
                }
                None => push_text(&mut text, part),
            }
            columns.push(name);
            last = "";
        } else {
            push_text(&mut text, if c == '\n' { " " } else { part });
            if is_word(c) {
                last = part;
            }
        }
    }
    values.sort_by_key(|(number, _)| *number);
    Template { text, arguments, values: variables(&values.mapped(|(_, name)| name.as_str())) }
}

/// Variables of the columns' names, each its own: `created_at`, `created_at_2`.
fn variables(names: &[&str]) -> Vec<String> {
    let mut numbered: Vec<String> = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let name = identifier(name, Style::Module, OWN);
        let before = names.iter().take(i).filter(|other| identifier(other, Style::Module, OWN) == name).count();
        numbered.push(if before == 0 { name } else { format!("{name}_{}", before + 1) });
    }
    let whole: Vec<(&str, Cow<str>)> = numbered.mapped(|name| (name.as_str(), name.as_str().into()));
    distinct(&whole, Style::Module, OWN)
}

/// Text of a format string.
fn push_text(out: &mut String, text: &str) {
    for c in text.chars() {
        out.push(c);
        if matches!(c, '{' | '}') {
            out.push(c);
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

/// The length of a quoted name, where two quotes are one.
fn end_of_quotes(text: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(end) = text.get(at..).and_then(|rest| rest.find(quote)) {
        at += end + 1;
        if !text.get(at..).is_some_and(|rest| rest.starts_with(quote)) {
            return at;
        }
        at += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use schema_doc_diagnostics::Diagnostics;

    use super::super::{Kind, queries};
    use super::{Names, Subject, template, text, variables};
    use crate::analyze::{analyze, table_facts};
    use crate::config::{Config, SourceConfig, SourceKind};
    use crate::files::Files;
    use crate::model::{Schema, System};
    use crate::render::layout::Layout;
    use crate::render::{Input, rust};

    /// What a function makes of each table.
    fn of_tables<T>(system: System, sql: &str, make: impl Fn(&Subject, &Names) -> T) -> Vec<T> {
        let mut source = SourceConfig::new(SourceKind::Sql, "schema.sql");
        source.dialect = Some(system);
        let default_namespace = system.default_namespace().to_owned();
        let mut schema = Schema { system, default_namespace, ..Schema::default() };
        let (files, mut diagnostics) = (Files::in_memory([("schema.sql", sql)]), Diagnostics::default());
        crate::source::sql::read(&files, &[&source], &mut schema, &mut diagnostics);
        assert!(!diagnostics.has_errors(), "{diagnostics:?}");
        let config = Config::default();
        let (analysis, layout) = (analyze(&schema, &config, &mut diagnostics), Layout::new(&schema, &config));
        let input = Input { schema: &schema, analysis: &analysis, config: &config, layout: &layout };
        let of_table = |(position, table)| {
            let facts = table_facts(&schema, table);
            let columns = facts.of(table).into_iter().map(|(column, _)| column.name.as_str());
            let columns = columns.zip(rust::constants(table, &facts)).collect();
            let module = rust::modules(&schema).swap_remove(position);
            let subject = Subject { input, table, analysis: &analysis.tables[position], has_rule: false };
            make(&subject, &Names { root: "schema", table: &module, columns })
        };
        schema.tables.iter().enumerate().map(of_table).collect()
    }

    #[test]
    fn a_row_is_read_created_and_found() {
        let found = of_tables(
            System::PostgreSql,
            "CREATE SCHEMA auth; CREATE TABLE auth.users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, \
             \"type\" text NOT NULL, \"Full Name\" text, created_at timestamptz NOT NULL, data jsonb);
             CREATE INDEX by_time ON auth.users (\"Full Name\", created_at) WHERE data <> '{}';",
            |subject, names| text(subject, names).unwrap(),
        );
        insta::assert_snapshot!("sqlx", found[0]);
        assert!(of_tables(System::Oracle, "CREATE TABLE t (a int);", text)[0].is_none());
    }

    /// With the names in their places, a statement is what the page shows beside it.
    #[test]
    fn constants_stand_for_what_they_hold() {
        let check = |system: System, sql: &str| {
            of_tables(system, sql, |subject, names| {
                let held = |argument: &String| {
                    let constant = argument.rsplit("::").next().unwrap();
                    let column = names.columns.iter().find(|(_, known)| known == constant);
                    column.map_or_else(
                        || subject.input.schema.identifier(&subject.table.id),
                        |(name, _)| (*name).to_owned(),
                    )
                };
                for query in queries(subject).list.iter().filter(|query| query.kind != Kind::Inspect) {
                    let template = template(subject.input.schema, subject, names, &query.statement);
                    let (mut statement, mut arguments) = (String::new(), template.arguments.iter());
                    let mut rest = template.text.as_str();
                    while let Some(c) = rest.chars().next() {
                        let width = if matches!(c, '{' | '}') { 2 } else { c.len_utf8() };
                        match rest.split_at(width) {
                            ("{}", _) => statement.push_str(&held(arguments.next().unwrap())),
                            _ => statement.push(c),
                        }
                        rest = &rest[width..];
                    }
                    assert_eq!(statement, query.statement.replace('\n', " "));
                }
            });
        };
        check(System::PostgreSql, include_str!("../../../../tests/fixtures/hostile/schema.sql"));
        check(
            System::MySql,
            "CREATE TABLE `order` (`id` int AUTO_INCREMENT PRIMARY KEY, `select` int NOT NULL, `a``b` int, `?` int, KEY `x` (`select`, `?`));",
        );
        check(
            System::Sqlite,
            "CREATE TABLE \"t t\" (a int, \"b\"\"c\" text DEFAULT '}', PRIMARY KEY (a, \"b\"\"c\"));",
        );
    }

    #[test]
    fn values_have_names_of_their_own() {
        let check = |names: &[&str], expected: &[&str]| assert_eq!(variables(names), expected, "{names:?}");
        check(&["id", "type", "sql", "Full Name"], &["id", "type_", "sql_", "full_name"]);
        check(&["at", "at", "at_2"], &["at", "at_2", "at_2_524c22c5"]);
    }
}
