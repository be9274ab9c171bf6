//! What the README shows of rows compiles: its code is this file's. And all of its Rust is in a file that compiles.

#![expect(dead_code, reason = "an example")]

use schema_doc_macro_tests::schema;
use schema_doc_runtime::{SchemaEnum, SchemaRow};

#[derive(SchemaRow)]
#[schema_doc(table = "users")]
struct Login {
    id: i64,
    email: String,
    phone: Option<String>,
}

#[derive(SchemaEnum)]
#[schema_doc(table = "orders", column = "status")]
enum Status {
    Pending,
    Shipped,
    Cancelled,
}

#[test]
fn a_row_has_its_columns() {
    assert_eq!(Login::COLUMNS, [schema::users::ID, schema::users::EMAIL, schema::users::PHONE]);
}

/// As much of a driver as the README shows.
mod sqlx {
    pub(super) struct Query(&'static str);
    pub(super) struct Row(&'static str);

    pub(super) fn query(query: &'static str) -> Query {
        Query(query)
    }

    impl Query {
        pub(super) async fn fetch_all(self, (): &()) -> Result<Vec<Row>, std::fmt::Error> {
            std::future::ready(Ok(vec![Row(self.0)])).await
        }
    }

    impl Row {
        pub(super) fn get(&self, column: &str) -> String {
            format!("{column} of {}", self.0)
        }
    }
}

#[expect(unused_variables, reason = "an example")]
async fn differences(pool: ()) -> Result<(), std::fmt::Error> {
    for row in sqlx::query(schema::VERIFY_SQL).fetch_all(&pool).await? {
        let (object, difference): (String, String) = (row.get("object"), row.get("difference"));
    }
    Ok(())
}

#[test]
fn all_rust_of_the_readme_compiles() {
    let compiled = [
        include_str!("readme.rs"),
        include_str!("readme_define.rs"),
        include_str!("readme_queries.rs"),
        include_str!("../build.rs"),
        include_str!("../src/lib.rs"),
    ]
    .map(code);
    let blocks = include_str!("../../../README.md").split("```rust").skip(1);
    for block in blocks.map(|behind| behind.split("```").next().unwrap()) {
        let (_, block) = block.split_once('\n').unwrap();
        for part in block.split("\n\n").map(code) {
            assert!(
                compiled.iter().any(|file| file.contains(&part)),
                "the README shows what no test compiles:\n{part}"
            );
        }
    }
}

/// The lines, wherever they are indented, without comments.
fn code(text: &str) -> String {
    let is_code = |line: &&str| !line.is_empty() && (line.starts_with("///") || !line.starts_with("//"));
    text.lines().map(str::trim).filter(is_code).flat_map(|line| [line, "\n"]).collect()
}
