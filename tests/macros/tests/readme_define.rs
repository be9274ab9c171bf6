//! What the README shows of tables that structs define compiles: its code is this file's, which the build script has read
//! (`schema-doc.defined.toml`).

#![expect(dead_code, reason = "an example")]

use schema_doc_macro_tests::defined as schema;

use schema_doc_runtime::SchemaTable;

/// Core user authentication and profile management.
#[derive(SchemaTable)]
#[schema_doc(table = "users", category = "authentication", index(name = "by_name", fields(name)))]
struct User {
    #[schema_doc(primary_key, auto_increment)]
    id: i64,
    /// Unique authentication identifier.
    #[schema_doc(unique, pii)]
    email: String,
    name: Option<String>,
    #[schema_doc(references = "teams(id)", on_delete = "set null")]
    team: Option<i64>,
}

/// Users who work together.
#[derive(SchemaTable)]
#[schema_doc(table = "teams")]
struct Team {
    #[schema_doc(primary_key, auto_increment)]
    id: i64,
}

#[test]
fn the_table_is_what_the_struct_says() {
    let users = User::DOC;
    assert_eq!(users.purpose, Some("Core user authentication and profile management."));
    assert_eq!(users.columns, [schema::users::ID, schema::users::EMAIL, schema::users::NAME, schema::users::TEAM]);
    assert_eq!((users.primary_key, users.indexes[0].name), (&["id"][..], "by_name"));
    assert_eq!(Team::DOC, schema::teams::DOC);
}
