//! Functions in a crate's sources → the queries that they run.

use super::tests::run;
use crate::model::{Schema, System};

/// `function: sql [literal]`, a query a line.
fn described(schema: &Schema) -> Vec<String> {
    let line = |query: &crate::model::CodeQuery| format!("{}: {}", query.function, query.sql);
    schema.code_queries.iter().map(line).collect()
}

#[track_caller]
fn check_files(files: &[(&str, &str)], expected: &[&str]) {
    let (schema, findings) = run(Some(System::PostgreSql), files);
    assert_eq!((described(&schema), findings), (expected.iter().map(|s| (*s).to_owned()).collect(), Vec::new()));
}

/// The queries of a function `f`.
#[track_caller]
fn check(body: &str, expected: &[&str]) {
    let (schema, findings) = run(Some(System::PostgreSql), &[("src/lib.rs", &format!("fn f() {{ {body} }}"))]);
    let found: Vec<&str> = schema.code_queries.iter().map(|query| query.sql.as_str()).collect();
    assert_eq!((found.as_slice(), findings), (expected, Vec::new()), "{body}");
}

#[test]
fn what_sqlx_and_diesel_name_is_sql() {
    for call in [
        "sqlx::query!(\"Q\")",
        "sqlx::query!(\"Q\", id, \"SELECT 2\").fetch_one(&pool).await?",
        "::sqlx::query_unchecked!(\"Q\")",
        "query_scalar!(\"Q\",)",
        "sqlx::query_scalar_unchecked!(\"Q\")",
        "sqlx::query_as!(User, \"Q\", id)",
        "query_as!(db::Row<'_, u8, Vec<u8>>, \"Q\", id)",
        "query_as_unchecked!(User, \"Q\")",
        "sqlx::query(\"Q\").bind(1)",
        "sqlx::query::<Postgres>(\"Q\")",
        "query_as::<_, (i64, String)>(\"Q\")",
        "sqlx::query_as::<_, fn(u8) -> u8>(\"Q\")",
        "sqlx::query_with(\"Q\", arguments)",
        "sqlx::query_scalar(\"Q\").execute(&mut *tx)",
        "sqlx::query_scalar_with(\"Q\", arguments)",
        "sqlx::raw_sql(\"Q\")",
        "sqlx::query(AssertSqlSafe(\"Q\".to_string()))",
        "QueryBuilder::<Postgres>::new(\"Q\").build()",
        "sqlx::QueryBuilder::new(\"Q\").build_query_as::<User>()",
        "diesel::sql_query(\"Q\").load::<User>(conn)?",
        "sql_query(\"Q\").execute(conn)",
        "diesel::dsl::sql_query(\"Q\")",
        "tokio::select! { row = sqlx::query!(\"Q\").fetch_one(&pool) => row }",
        "let rows = || async move { sqlx::query(\"Q\") };",
    ] {
        check(&call.replace("\"Q\"", "\"SELECT 1\""), &["SELECT 1"]);
    }
    check("sqlx::query(\"LISTEN jobs\"); sqlx::query!(\"my_function\")", &["LISTEN jobs", "my_function"]);
    check("query(\"LISTEN jobs\"); query!(\"CREATE TABLE a (b int)\")", &["LISTEN jobs", "CREATE TABLE a (b int)"]);
    check("out.push_sql(\"SELECT *, COUNT(*) OVER () FROM (\")", &[]);
    check(
        "let mut q = QueryBuilder::new(\"SELECT 1 FROM a WHERE \"); q.push_bind(1); query!(\"my_function\"); query(\"x\")",
        &[],
    );
}

#[test]
fn methods_of_drivers_are_known_by_their_names_and_their_text() {
    for call in [
        "client.query(\"Q\", &[&id])",
        "client.query_opt(\"Q\", &[])",
        "tx.prepare_cached(\"Q\")",
        "client.query_typed(\"Q\", &[])",
        "conn.query_row(\"Q\", [id], |row| row.get(0))",
        "conn.execute_batch(\"Q\")",
        "conn.exec_first(\"Q\", ())",
        "pool.fetch_all(\"Q\")",
        "\"Q\".with(params).run(&mut conn)",
        "r\"Q\".ignore(&mut conn)",
        "Query::new(\"Q\")",
        "db.execute_unprepared(\"Q\")",
        "Statement::from_string(DbBackend::Postgres, \"Q\".to_owned())",
        "Statement::from_sql_and_values(backend, \"Q\", [1.into()])",
        "worker::query!(&db, \"Q\", id)",
        "self.run_sql(&self.pool, \"Q\")",
    ] {
        check(&call.replace("\"Q\"", "\"SELECT 1\""), &["SELECT 1"]);
    }
    for statement in [
        "-- why\\n/* and */ select a from b",
        "(SELECT 1)",
        "INSERT INTO a VALUES (1)",
        "insert or ignore into a values (1)",
        "UPDATE ONLY a SET b = 1",
        "DELETE FROM a",
        "WITH x AS (SELECT 1) SELECT * FROM x",
        "REPLACE INTO a VALUES (1)",
        "MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE",
        "COPY a FROM STDIN",
        "TRUNCATE a",
        "CALL refresh()",
    ] {
        check(&format!("client.execute(\"{statement}\", &[])"), &[&statement.replace("\\n", "\n")]);
    }
    for other in [
        "client.execute(\"CREATE TABLE a (b int)\", &[])",
        "client.execute(\"Select a file\")",
        "client.execute(\"Update the list\")",
        "client.execute(\"update it\")",
        "client.execute(name, id, \"SELECT 1\")",
        "client.execute(b\"SELECT 1\")",
        "log(\"SELECT 1\")",
        "assert_eq!(text, \"SELECT 1\")",
        "a != \"SELECT 1\"",
        "params.query(\"name\")",
        "with(\"DELETE FROM a\")",
        "http.fetch(\"https://example.com\")",
        "client.query(sql, &[])",
        "out.push_sql(\"SELECT *, COUNT(*) OVER () FROM (\")",
        "Parser::parse_sql(&dialect, \"SELECT 1\")",
    ] {
        check(other, &[]);
    }
}

#[test]
fn a_text_is_put_together_as_the_program_does() {
    for (expression, expected) in [
        ("r#\"SELECT \"a\"\"#", "SELECT \"a\""),
        ("\"SELECT 1 \\\n      FROM a\"", "SELECT 1 FROM a"),
        ("\"SELECT\\t'\\u{e9}'\"", "SELECT\t'é'"),
        ("concat!(\"SELECT \", 1, concat!(\", \", \"2\"))", "SELECT 1, 2"),
        ("const_format::concatcp!(\"SELECT \", COLUMNS)", "SELECT id, name"),
        ("\"SELECT a \" + \"FROM b\"", "SELECT a FROM b"),
        ("(&\"SELECT 1\".to_owned())", "SELECT 1"),
        ("&*FIND", ""),
        ("&FIND", "SELECT 1"),
        ("FIND", "SELECT 1"),
        ("Self::FIND", "SELECT 1"),
        ("crate::FIND", "SELECT 1"),
        ("inner::ALL", "SELECT id, name FROM a"),
        ("ALL", "SELECT id, name FROM a"),
        ("TWICE", ""),
        ("a::TWICE", "SELECT 'a'"),
        ("unknown::FIND", ""),
        ("INSIDE", "SELECT 3"),
        ("local", "SELECT 2"),
        ("changed", ""),
        ("gone", ""),
        ("format!(\"SELECT {COLUMNS} FROM {}\", \"a\")", "SELECT id, name FROM a"),
        ("format!(\"SELECT {1}, {0}, {x}, '{{}}'\", \"a\", \"b\", x = COLUMNS)", "SELECT b, a, id, name, '{}'"),
        ("&format!(\"SELECT {} FROM a\", columns())", ""),
        ("format!(\"SELECT {COLUMNS:?} FROM a\")", ""),
        ("format!(\"SELECT {}\")", ""),
        ("format!(\"SELECT {\")", ""),
        ("format!(\"SELECT }\")", ""),
        ("indoc! {\"SELECT 1\"}", "SELECT 1"),
        ("String::from(\"SELECT 1\")", "SELECT 1"),
        ("include_str!(\"../sql/find.sql\")", "SELECT 4\n"),
        ("include_str!(\"gone.sql\")", ""),
        ("shadowed", "SELECT 5"),
    ] {
        let text = format!(
            "const FIND: &str = \"SELECT 1\"; static COLUMNS: &str = \"id, name\"; \
             mod inner {{ pub const ALL: &str = const_format::formatcp!(\"SELECT {{}} FROM a\", super::COLUMNS); }} \
             mod a {{ pub const TWICE: &str = \"SELECT 'a'\"; }} mod b {{ pub const TWICE: &str = \"SELECT 'b'\"; }} \
             fn f() {{ let local = \"SELECT 2\"; let mut changed = \"SELECT 2\"; {{ let gone: &str = \"SELECT 2\"; }} \
             const INSIDE: &str = \"SELECT 3\"; let shadowed = \"SELECT 2\"; let shadowed = \"SELECT 5\"; \
             let a = b;let x = sqlx::query({expression}).bind(1); let local = 3; }}"
        );
        let (schema, findings) =
            run(Some(System::Sqlite), &[("src/lib.rs", text.as_str()), ("sql/find.sql", "\u{feff}SELECT 4\n")]);
        let found: Vec<&str> = schema.code_queries.iter().map(|query| query.sql.as_str()).collect();
        let expected: &[&str] = if expected.is_empty() { &[] } else { &[expected] };
        assert_eq!((found.as_slice(), findings), (expected, Vec::new()), "{expression}");
    }
}

#[test]
fn the_place_is_that_of_the_text() {
    let text = "const A: &str = \"SELECT 1\"; fn f() { sqlx::query(A); sqlx::query(concat!(\"SELECT\", 2)); \
                let b = \"SELECT 3\"; client.query(b, &[]); query_file!(\"q.sql\"); }";
    let (schema, _) = run(Some(System::Sqlite), &[("src/lib.rs", text), ("q.sql", "SELECT 4")]);
    let places = schema.code_queries.iter().map(|q| (schema.files.text(q.span), schema.files.text(q.call)));
    assert_eq!(
        places.collect::<Vec<_>>(),
        [
            ("\"SELECT 1\"", "query(A)"),
            ("concat!(\"SELECT\", 2)", "query(concat!(\"SELECT\", 2))"),
            ("\"SELECT 3\"", "query(b, &[])"),
            ("\"q.sql\"", "query_file!(\"q.sql\")"),
        ]
    );
}

#[test]
fn a_function_is_named_by_its_path() {
    let db = "pub const FIND: &str = \"SELECT 2\"; \
              pub struct Users; impl Users { const ALL: &str = \"SELECT 3\"; \
              pub async fn r#find(&self) { async { sqlx::query(Self::ALL); }.await; } \
              #[cfg(test)] fn tested() { sqlx::query(\"SELECT 8\"); } } \
              #[async_trait] impl<T> Store<T> for Box<Users> where T: Copy { fn all() -> [u8; 2] { \
              fn inner(x: [u8; 2]) where u8: Copy { |x| { sqlx::query(\"SELECT 4\") } } sqlx::query(FIND); } } \
              trait Default { const D: &str = \"SELECT 5\"; fn none(); fn some() { sqlx::query(Self::D); } }";
    let main = "mod db; fn main() { sqlx::query(db::FIND); sqlx::query(\"SELECT 1\"); sqlx::query(\"SELECT 1\"); } \
                #[cfg(test)] mod tests { fn t() { sqlx::query(\"SELECT 6\"); } } #[tokio::test] async fn t() { sqlx::query(\"SELECT 7\"); } \
                #[cfg(test)] fn u() { sqlx::query(\"SELECT 8\"); } #[cfg(test)] const FIND: &str = \"SELECT 9\"; \
                #[cfg(feature = \"x\")] fn x() { sqlx::query(\"SELECT 10\"); } macro_rules! m { () => { sqlx::query!(\"SELECT 11\") } }";
    check_files(
        &[("src/db.rs", db), ("src/main.rs", main), ("tests/t.rs", "fn t() { sqlx::query(\"SELECT 12\"); }")],
        &[
            "crate::db::Users::find: SELECT 3",
            "crate::db::Box::all::inner: SELECT 4",
            "crate::db::Box::all: SELECT 2",
            "crate::db::Default::some: SELECT 5",
            "crate::main: SELECT 2",
            "crate::main: SELECT 1",
            "crate::main: SELECT 1",
            "crate::x: SELECT 10",
        ],
    );
}

/// sqlx looks for `query_file!`'s path in the folder of the crate's `Cargo.toml`.
#[test]
fn queries_in_files_are_the_crates() {
    let lib = "mod db;";
    let db = "fn f() { sqlx::query_file!(\"sql/a.sql\", 1); query_file_as_unchecked!(User<'_>, \"sql/a.sql\"); \
              sqlx::query_file_scalar!(\"sql/gone.sql\"); }";
    let expected: &[&str] = &["crate::db::f: SELECT 1", "crate::db::f: SELECT 1"];
    check_files(&[("src/lib.rs", lib), ("src/db.rs", db), ("sql/a.sql", "SELECT 1")], expected);
    check_files(
        &[("src/lib.rs", lib), ("src/db.rs", db), ("src/Cargo.toml", ""), ("src/sql/a.sql", "SELECT 1")],
        expected,
    );
}

#[test]
fn what_sqlx_alone_knows_keeps_its_file() {
    let files = [
        ("src/lib.rs", "fn f() { sqlx::query!(\"SELECT 1\"); }"),
        (".sqlx/query-1.json", "{\"db_name\": \"PostgreSQL\", \"query\": \"SELECT 1\"}"),
        (
            ".sqlx/query-2.json",
            "{\n  \"db_name\": \"PostgreSQL\",\n  \"query\": \"SELECT\\n2\",\n  \"describe\": {}\n}",
        ),
        (".sqlx/query-3.json", "{\"query\": 3}"),
        (".sqlx/query-4.json", "{"),
        (".sqlx/other.json", "{\"query\": \"SELECT 5\"}"),
    ];
    let (schema, findings) = run(Some(System::PostgreSql), &files);
    assert_eq!(described(&schema), [": SELECT\n2", "crate::f: SELECT 1"]);
    assert_eq!(schema.files.text(schema.code_queries[0].span), "\"SELECT\\n2\",");
    assert_eq!(findings, [": this is no JSON: expected a key in double quotes; run `cargo sqlx prepare`"]);
}

/// Whatever the source is, and however much of it: what it nests, how its names refer to each other, and how long its texts grow.
#[test]
fn any_source_is_survived() {
    let wrap = |body: String| format!("fn f() {{ {body} }}");
    let times = 5_000;
    let double = |first: &str| {
        let lets = (0..64).map(|_| "let a = format!(\"{a}{a}\");").collect::<String>();
        wrap(format!("let a = \"{first}\"; {lets} sqlx::query(a);"))
    };
    let mut sources = vec![
        double(""),
        double("x"),
        wrap("const A: &str = B; const B: &str = A; sqlx::query(A);".to_owned()),
        wrap("let a = a; sqlx::query(a);".to_owned()),
        "const A: &str = Self::A; fn f() { sqlx::query(A) }".to_owned(),
        "const A: &str = concat!(A, A); fn f() { sqlx::query(A) }".to_owned(),
    ];
    for (open, close) in [
        ("query(", ")"),
        ("query!(", ")"),
        ("sqlx::query_as::<", ">"),
        ("sqlx::", ""),
        ("concat!(", ")"),
        ("query(concat!(", "))"),
        ("query(format!(\"{}\",", "))"),
        ("query(\"SELECT \" + ", ")"),
        ("fn a() {", "}"),
        ("fn a", ""),
        ("let a = {", "};"),
        ("let", ""),
        ("const a = ", ""),
        ("!", ""),
        (".query(", ")"),
        ("\"SELECT 1\".with(", ")"),
        (">::query(\"SELECT 1\")", ""),
        ("::<query(", ")"),
        ("query::<->", ""),
        ("&query(&", ")"),
        ("query_file!(", ")"),
        ("QueryBuilder::new(\"SELECT 1\").", ""),
    ] {
        sources.push(wrap(format!("{}{}", open.repeat(times), close.repeat(times))));
        sources.push(wrap(format!("{open}{close}").repeat(times)));
        sources.push(wrap(format!("sqlx::query({}{})", open.repeat(40), close.repeat(40))));
    }
    for source in &sources {
        let _ = run(Some(System::Sqlite), &[("src/lib.rs", source.as_str())]);
    }
    // Cut anywhere: what is left lexes only where brackets are closed.
    let text = include_str!("query_tests.rs");
    for end in (0..text.len()).filter(|&end| text.is_char_boundary(end)).step_by(97) {
        let _ = run(Some(System::Sqlite), &[("src/lib.rs", &text[..end])]);
        let _ = run(Some(System::Sqlite), &[("src/lib.rs", &text[end..])]);
    }
    // Tokens in any order.
    let tokens = [
        "query",
        "sqlx",
        "::",
        "!",
        "(",
        ")",
        "{",
        "}",
        "<",
        ">",
        "\"SELECT 1\"",
        "let",
        "a",
        "=",
        ";",
        ",",
        "fn",
        ".",
        "+",
        "&",
        "concat!(",
        "format!(",
        "\"{a}\"",
        "const",
        "[",
        "]",
        "-",
        "new",
        "QueryBuilder",
        "_as",
        "query_as",
        ":",
        "mut",
        "",
    ];
    let mut state = 1_u64;
    for _ in 0..3_000 {
        let mut body = String::new();
        for _ in 0..24 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            body.push_str(tokens[(state >> 33) as usize % tokens.len()]);
            body.push(' ');
        }
        let _ = run(Some(System::Sqlite), &[("src/lib.rs", &wrap(body))]);
    }
}
