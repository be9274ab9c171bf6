//! `schema.rs` → tables.

use schema_doc_diagnostics::Diagnostics;

use crate::config::{SourceConfig, SourceKind};
use crate::files::Files;
use crate::model::{Schema, System};
use crate::source::declared::tests::described;

fn read(files: &[(&str, &str)], system: Option<System>) -> (Schema, Diagnostics) {
    let own = system.unwrap_or_default();
    let default_namespace = own.default_namespace().to_owned();
    let mut schema = Schema { system: own, default_namespace, ..Schema::default() };
    let mut source = SourceConfig::new(SourceKind::Diesel, "src");
    source.dialect = system;
    let mut diagnostics = Diagnostics::default();
    super::read(&Files::in_memory(files.iter().copied()), &source, &mut schema, &mut diagnostics);
    (schema, diagnostics)
}

#[track_caller]
fn check(system: System, rust: &str, expected: &str) {
    let (schema, diagnostics) = read(&[("src/schema.rs", rust)], Some(system));
    assert_eq!(diagnostics.iter().map(|d| d.message.as_str()).collect::<Vec<_>>(), Vec::<&str>::new());
    assert_eq!(described(&schema), expected);
}

/// One column of that type.
#[track_caller]
fn check_type(system: System, written: &str, expected: &str) {
    let (attributes, name) = written.rsplit_once(' ').unwrap_or(("", written));
    let rust = format!("diesel::table! {{ t (id) {{ id -> Integer, {attributes} a -> {name}, }} }}");
    let (schema, diagnostics) = read(&[("src/schema.rs", &rust)], Some(system));
    assert_eq!(diagnostics.len(), 0, "{written}");
    let column = &schema.tables[0].columns[1];
    let null = if column.nullable { "?" } else { "" };
    assert_eq!(format!("{}{null}", column.data_type.native), expected, "{written}");
}

/// The places and messages of what is reported.
#[track_caller]
fn check_findings(rust: &str, expected: &[&str]) {
    let (schema, diagnostics) = read(&[("src/schema.rs", rust)], Some(System::PostgreSql));
    let say = |d: &schema_doc_diagnostics::Diagnostic| {
        format!("{} {}: {}", schema.files.place(d.span.unwrap()), d.code.as_str(), d.message)
    };
    assert_eq!(diagnostics.iter().map(say).collect::<Vec<_>>(), expected);
}

#[test]
fn tables_have_the_names_that_the_database_has() {
    check(
        System::PostgreSql,
        r#"
        diesel::table! { users { id -> Int4, r#type -> Text, #[sql_name = "self"] self_ -> Nullable<Bool>, } }
        table! {
            use diesel::sql_types::*;
            use super::sql_types::Mood;

            #[sql_name = "user posts"]
            auth.user_posts (user_, at) { #[sql_name = "user"] user_ -> Int8, at -> Timestamptz }
        }
        pub mod billing {
            diesel::table! { billing.users (id) { id -> Int4 } }
            diesel::table! { billing.invoices (id) { id -> Int4, user_id -> Int4, payer -> Int4 } }
            diesel::joinable!(invoices -> users (user_id));
            diesel::joinable!(invoices -> crate::schema::users::table (payer));
        }
        diesel::allow_tables_to_appear_in_same_query!(users, user_posts,);
        "#,
        "auth.user posts: user bigint, at timestamp with time zone; key user, at
billing.invoices: id integer, user_id integer, payer integer; key id; user_id -> billing.users; payer -> users
billing.users: id integer; key id
users: id integer, type text, self boolean?; key id
",
    );
}

#[test]
fn types_are_in_the_words_of_the_system() {
    for (written, postgresql, mysql, sqlite) in [
        ("Bool", "boolean", "tinyint(1)", "boolean"),
        ("Int4", "integer", "int", "integer"),
        ("Bigint", "bigint", "bigint", "bigint"),
        ("Nullable<SmallInt>", "smallint?", "smallint?", "smallint?"),
        ("Double", "double precision", "double", "double"),
        ("#[max_length = 40] Varchar", "character varying(40)", "varchar(40)", "text"),
        ("Nullable<VarChar>", "character varying?", "text?", "text?"),
        ("diesel::sql_types::Text", "text", "text", "text"),
        ("Binary", "bytea", "blob", "blob"),
        ("Timestamp", "timestamp without time zone", "timestamp", "timestamp"),
        ("Numeric", "numeric", "decimal(10,0)", "numeric"),
    ] {
        check_type(System::PostgreSql, written, postgresql);
        check_type(System::MySql, written, mysql);
        check_type(System::Sqlite, written, sqlite);
    }
    for (written, expected) in [
        ("Nullable<Array<Nullable<Text>>>", "text[]?"),
        ("Array<Array<Int4>>", "integer[]"),
        ("Range<Timestamptz>", "tstzrange"),
        ("Int4multirange", "int4multirange"),
        ("#[max_length = 2] Bpchar", "character(2)"),
        ("CChar", "\"char\""),
        ("MacAddr8", "macaddr8"),
        ("diesel_full_text_search::Tsvector", "tsvector"),
        ("Ltree", "ltree"),
        ("PgLsn", "pg_lsn"),
    ] {
        check_type(System::PostgreSql, written, expected);
    }
    for (written, expected) in [
        ("Unsigned<Bigint>", "bigint unsigned"),
        ("Nullable<Unsigned<Integer>>", "int unsigned?"),
        ("Datetime", "datetime"),
        ("Longtext", "longtext"),
        ("Year", "year"),
    ] {
        check_type(System::MySql, written, expected);
    }
}

#[test]
fn types_that_the_file_defines_are_the_databases_by_name() {
    check(
        System::PostgreSql,
        r#"
        pub mod sql_types {
            #[derive(diesel::sql_types::SqlType)]
            #[diesel(postgres_type(name = "mood", schema = "auth"))]
            pub struct Mood;
            #[derive(SqlType)]
            #[postgres(type_name = "Colour")]
            pub struct Colour;
        }
        diesel::table! {
            use super::sql_types::Mood;
            t (id) { id -> Int4, mood -> Mood, colours -> Array<Colour> }
        }
        "#,
        "t: id integer, mood auth.mood, colours \"Colour\"[]; key id\n",
    );
}

#[test]
fn what_a_type_is_made_of_is_not_in_rust() {
    let rust = r#"
        #[diesel(postgres_type(name = "mood"))] pub struct Mood;
        #[diesel(postgres_type(name = "ltree"))] pub struct Ltree;
        table! { t { id -> Int4, mood -> Mood, path -> Ltree } }"#;
    let (schema, diagnostics) = read(&[("src/schema.rs", rust)], Some(System::PostgreSql));
    assert!(diagnostics.is_empty());
    let found: Vec<_> = schema.unsupported.iter().map(|u| (schema.files.text(u.span), u.statement.as_str())).collect();
    assert_eq!(found, [("Mood", "mood")]);
}

#[test]
fn a_counter_of_mysql_counts() {
    check(
        System::MySql,
        "table! { t { #[auto_increment] id -> Unsigned<Bigint>, n -> Integer } }",
        "t: id bigint unsigned counts, n int; key id\n",
    );
}

#[test]
fn comments_are_words_but_for_those_that_diesel_makes_up() {
    let (schema, _) = read(
        &[(
            "src/schema.rs",
            r#"diesel::table! {
                /// Who can sign in.
                /// @category auth
                users (id) {
                    /// The `id` column of the `users` table.
                    ///
                    /// (Automatically generated by Diesel.)
                    id -> Int4,
                    #[doc = "Where mail goes."]
                    email -> Text,
                }
            }"#,
        )],
        None,
    );
    let said: Vec<_> = schema.words.iter().map(|words| words.text.as_str()).collect();
    assert_eq!(said, ["Who can sign in.\n@category auth", "Where mail goes."]);
    assert_eq!(schema.files.text(schema.tables[0].columns[1].span.unwrap()), "email -> Text");
}

#[test]
fn the_types_names_tell_the_system() {
    let check = |rust: &str, system: System, evidence: Option<&str>| {
        let (schema, _) = read(&[("src/schema.rs", rust)], None);
        assert_eq!((schema.system, schema.system_evidence.as_deref()), (system, evidence), "{rust}");
    };
    check("table! { t { id -> Nullable<Int4> } }", System::PostgreSql, Some("`Int4` in src/schema.rs:1"));
    check("table! {\n t { id -> Unsigned<Integer> } }", System::MySql, Some("`Unsigned` in src/schema.rs:2"));
    check("table! { t { id -> Integer } }", System::PostgreSql, None);
    let (schema, _) = read(&[("src/sqlite/schema.rs", "table! { t { id -> Integer } }")], None);
    assert_eq!(schema.system, System::Sqlite);
}

#[test]
fn what_is_not_read_is_reported() {
    check_findings(
        "table! { t (id) { id => Int4 } }",
        &["src/schema.rs:1:22 unsupported-statement: `=` is not read: no `table!`: expected `->`"],
    );
    check_findings(
        "table! { t { id -> Int4, a -> Mood } }\nmore_tables!(x);\njoinable!(t -> u (a));",
        &[
            "src/schema.rs:1:31 unsupported-statement: `Mood` is not read: `Mood` is taken for the type `mood` of the database",
            "src/schema.rs:3:1 unsupported-statement: `joinable!(t -> u (a));` is not read: it names a table or a column that no `table!` of the source has",
            "src/schema.rs:2:1 unsupported-statement: `more_tables!(x);` is not read: macros are not expanded",
        ],
    );
    check_findings(
        "infer_schema!(\"dotenv:URL\");",
        &[
            "src/schema.rs:1:1 unsupported-statement: `infer_schema!(\"dotenv:URL\");` is not read: the compiler asks a database for it",
        ],
    );
    check_findings(
        "table! { t { id -> Int4 }",
        &["src/schema.rs:1:8 rust-syntax: cannot parse string into token stream"],
    );
}
