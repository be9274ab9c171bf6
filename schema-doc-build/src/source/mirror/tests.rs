//! A mirror agrees with the schema, or is told where it does not.

use schema_doc_diagnostics::{Diagnostic, Diagnostics, Severity};

use crate::config::{SourceConfig, SourceKind};
use crate::files::Files;
use crate::model::{Schema, System};

/// What a mirror of that kind is told, each with its place and the schema's.
fn told(system: System, sql: &str, kind: SourceKind, mirror: &str) -> Vec<String> {
    let path = match kind {
        SourceKind::Sql => "mirror.sql",
        SourceKind::Drizzle => "mirror.ts",
        _ => "mirror.rs",
    };
    let files = Files::in_memory([("schema.sql", sql), (path, mirror)]);
    let default_namespace = system.default_namespace().to_owned();
    let mut schema = Schema { system, default_namespace, ..Schema::default() };
    let mut diagnostics = Diagnostics::default();
    let mut source = SourceConfig::new(SourceKind::Sql, "schema.sql");
    source.dialect = Some(system);
    crate::source::sql::read(&files, &[&source], &mut schema, &mut diagnostics);
    let mirror = SourceConfig { mirror: true, ..SourceConfig::new(kind, path) };
    super::check(&files, &mirror, &["hidden".to_owned()], &mut schema, &mut diagnostics);
    let say = |d: &Diagnostic| {
        let place = |span| schema.files.place(span);
        let level = if d.severity == Severity::Error { "" } else { "warning: " };
        let here = d.span.map(place).unwrap_or_default();
        let there = d.related.first().map(|(span, _)| format!(" ({})", place(*span))).unwrap_or_default();
        format!("{level}{here} {}{there}", d.message)
    };
    diagnostics.iter().map(say).collect()
}

#[track_caller]
fn check(system: System, sql: &str, mirror: &str, expected: &[&str]) {
    assert_eq!(told(system, sql, SourceKind::Diesel, mirror), expected);
}

const USERS: &str = "CREATE TYPE mood AS ENUM ('a');
CREATE DOMAIN email AS varchar(80);
CREATE TABLE users (
    id bigserial PRIMARY KEY,
    email email NOT NULL,
    name varchar(40),
    mood mood NOT NULL DEFAULT 'a',
    tags text[] NOT NULL,
    at timestamptz(3) NOT NULL
);
CREATE TABLE posts (id int PRIMARY KEY, user_id bigint NOT NULL REFERENCES users);";

#[test]
fn a_mirror_that_says_the_same_in_its_words_agrees() {
    check(
        System::PostgreSql,
        USERS,
        r#"
        mod sql_types { #[diesel(postgres_type(name = "mood"))] pub struct Mood; }
        table! { posts { id -> Integer, user_id -> BigInt } }
        table! { users { tags -> Array<Nullable<Text>>, id -> Int8, email -> Varchar, name -> Nullable<Text>, mood -> Mood, at -> Timestamptz } }
        joinable!(posts -> users (user_id));
        "#,
        &[],
    );
    check(
        System::MySql,
        "CREATE TABLE t (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, b bool NOT NULL, s enum('a)','b') NOT NULL, at datetime(6) NOT NULL, n mediumint unsigned)",
        r#"
        mod sql_types { #[diesel(mysql_type(name = "Enum"))] pub struct TSEnum; }
        table! { t { id -> Unsigned<Bigint>, b -> Bool, s -> TSEnum, at -> Datetime, n -> Nullable<Unsigned<Integer>> } }
        "#,
        &[],
    );
    check(
        System::Sqlite,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, b BOOLEAN NOT NULL, n NUMERIC NOT NULL, at DATETIME NOT NULL, j JSON NOT NULL, big BIGINT)",
        "table! { t { id -> BigInt, b -> Bool, n -> Double, at -> Timestamp, j -> Text, big -> Nullable<BigInt> } }",
        &[],
    );
}

#[test]
fn sqlites_integers_have_64_bits() {
    check(
        System::Sqlite,
        "CREATE TABLE t (id BIGINT PRIMARY KEY, size INTEGER NOT NULL, big BIGINT NOT NULL, u TEXT REFERENCES t)",
        "table! { t { id -> Integer, size -> BigInt, big -> Integer, u -> Nullable<Integer> } }",
        &[
            "mirror.rs:1:45 `t.big` is `Integer`, and `BigInt` by the schema's `BIGINT` (schema.sql:1:63)",
            "mirror.rs:1:61 `t.u` is `Integer`, and `Text` by the schema's `TEXT` (schema.sql:1:84)",
        ],
    );
}

#[test]
fn sqlites_rows_have_a_number_that_no_schema_says() {
    check(
        System::Sqlite,
        "CREATE TABLE a (n INTEGER NOT NULL); CREATE TABLE b (n INTEGER NOT NULL PRIMARY KEY) WITHOUT ROWID;",
        "table! { a (rowid) { rowid -> Integer, n -> Integer } } table! { b (n) { oid -> Integer, n -> Integer } }",
        &["mirror.rs:1:74 the schema has no column `oid` in `b` (schema.sql:1:38)"],
    );
}

#[test]
fn a_type_of_an_entity_that_nobody_explains_is_not_compared() {
    let entity = "#[derive(DeriveEntityModel)] #[sea_orm(table_name = \"users\")] struct Model {
    #[sea_orm(primary_key, auto_increment = false)] id: UserId,
    name: Name,
}";
    for (system, sql) in [
        (System::PostgreSql, "CREATE TABLE users (id varchar NOT NULL PRIMARY KEY, name jsonb)"),
        (System::Sqlite, "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, name BLOB)"),
    ] {
        let found = told(system, sql, SourceKind::SeaOrm, entity);
        let (unread, compared): (Vec<_>, Vec<_>) = found.iter().partition(|said| said.contains("is not read"));
        assert_eq!(unread.len(), 2, "{found:#?}");
        assert!(
            matches!(&compared[..], [one] if one.contains("`users.name` is not nullable, and nullable in the schema")),
            "{found:#?}"
        );
    }
}

#[test]
fn each_disagreement_has_both_places() {
    check(
        System::PostgreSql,
        USERS,
        "table! { posts (id, user_id) {
    id -> Int8,
    user_id -> Nullable<Int8>,
    titel -> Text,
} }
table! { userz { id -> Int8 } }",
        &[
            "mirror.rs:2:5 `posts.id` is `BigInt`, and `Integer` by the schema's `integer` (schema.sql:11:21)",
            "mirror.rs:4:5 the schema has no column `titel` in `posts` (schema.sql:11:1)",
            "mirror.rs:1:17 the primary key of `posts` is (id, user_id), and (id) in the schema (schema.sql:11:28)",
            "mirror.rs:6:1 the schema has no table `userz`, but `users`",
            "warning:  the mirror does not have the table `users` (schema.sql:3:1)",
        ],
    );
    check(
        System::PostgreSql,
        "CREATE TABLE users (id int PRIMARY KEY, name text); CREATE TABLE hidden (id int);",
        "table! { users { id -> Int4 } }",
        &["mirror.rs:1:1 the column `users.name` of the schema is missing (schema.sql:1:41)"],
    );
    check(
        System::PostgreSql,
        "CREATE TABLE a (id int PRIMARY KEY, b_id int); CREATE TABLE b (id int PRIMARY KEY, n text);",
        "table! { a { id -> Int4, b_id -> Int4 } } table! { b { id -> Int4, n -> Text } } joinable!(a -> b (b_id));",
        &[
            "mirror.rs:1:26 `a.b_id` is not nullable, and nullable in the schema (schema.sql:1:37)",
            "warning: mirror.rs:1:82 the schema has no foreign key from `a` (b_id) to `b` (schema.sql:1:1)",
            "mirror.rs:1:68 `b.n` is not nullable, and nullable in the schema (schema.sql:1:84)",
        ],
    );
}

#[test]
fn a_view_may_be_a_table_of_the_mirror() {
    check(
        System::PostgreSql,
        "CREATE TABLE a (id int PRIMARY KEY); CREATE VIEW v AS SELECT id FROM a;",
        "table! { a { id -> Int4 } } table! { v { id -> Int4, n -> Int8 } }",
        &["mirror.rs:1:54 the schema's view `v` has no column `n` (schema.sql:1:38)"],
    );
}

#[test]
fn a_dump_is_held_to_all_that_it_can_say() {
    let found = told(
        System::PostgreSql,
        "CREATE TABLE a (id int PRIMARY KEY, n text DEFAULT 'x');",
        SourceKind::Sql,
        "CREATE TABLE a (id int PRIMARY KEY, n text);",
    );
    assert_eq!(
        found,
        ["mirror.sql:1:37 the mirror differs from the schema: `a.n`: default `'x'` removed (schema.sql:1:37)"]
    );
}

#[cfg(feature = "typescript")]
#[test]
fn what_drizzle_has_no_words_for_is_no_difference() {
    let sql = "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
CREATE TABLE a (id int PRIMARY KEY, c text COLLATE \"C\", n int) WITH (fillfactor = 70);
ALTER TABLE a ADD COLUMN b int;
CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE theirs (id int);";
    let models = "import { pgTable, integer, text } from 'drizzle-orm/pg-core';
export const a = pgTable('a', { id: integer().primaryKey(), b: integer(), c: text(), n: text() });";
    assert_eq!(
        told(System::PostgreSql, sql, SourceKind::Drizzle, models),
        [
            "warning:  the mirror does not have the table `theirs` (schema.sql:5:1)",
            "mirror.ts:2:86 the mirror differs from the schema: `a.n`: type changed from `integer` to `text` (schema.sql:2:57)",
        ]
    );
    let sql = "CREATE TABLE a (id int PRIMARY KEY, n varchar(9), CONSTRAINT i UNIQUE (n));
CREATE UNIQUE INDEX u ON a (n, id);";
    let models = "import { mysqlTable, int, varchar, unique, uniqueIndex } from 'drizzle-orm/mysql-core';
export const a = mysqlTable('a', { id: int().primaryKey(), n: varchar({ length: 9 }) }, (t) => [
    uniqueIndex('i').on(t.n), unique('u').on(t.n, t.id)]);";
    assert_eq!(told(System::MySql, sql, SourceKind::Drizzle, models), Vec::<String>::new());
    let sql = "CREATE TABLE a (id text PRIMARY KEY, a text CONSTRAINT fk REFERENCES a (id));";
    let models = "import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
export const a = sqliteTable('a', { id: text().primaryKey(), a: text().references(() => a.id) });";
    assert_eq!(told(System::Sqlite, sql, SourceKind::Drizzle, models), Vec::<String>::new());
}
