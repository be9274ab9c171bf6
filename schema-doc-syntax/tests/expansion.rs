//! What the derives and the checks expand to. That it compiles, `tests/macros` shows.

#![cfg(feature = "grammar")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure is a panic")]

use proc_macro2::TokenStream;
use schema_doc_syntax::expand;

const USERS: &str = r#"[table postgresql (auth::users) "auth.users" ["users_pkey" "by_email"]
    {"id" "bigint" bigint 0 []}
    {"email" "character varying(255)" string 0 []}
    {"tags" "text[]" [text] 1 []}
    {"state" "text" text 0 ["on" "off"]}
]"#;

fn pretty(tokens: &TokenStream) -> String {
    let file = syn::parse2(tokens.clone()).unwrap_or_else(|error| panic!("{error}: {tokens}"));
    prettyplease::unparse(&file)
}

fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap()
}

#[test]
fn a_derive_asks_the_index() {
    let row = "#[schema_doc(table = \"users\", namespace = \"auth\")] struct Login { id: i64 }";
    insta::assert_snapshot!("row_asks", pretty(&expand::row(tokens(row))));
    let table = "#[schema_doc(schema = ::db::schema, crate = ::doc)] struct Users { id: i64 }";
    insta::assert_snapshot!("table_asks", pretty(&expand::table(tokens(table))));
    let enumeration = "#[schema_doc(name = \"channel\")] enum Channel { Web }";
    insta::assert_snapshot!("enum_asks", pretty(&expand::enumeration(tokens(enumeration))));
    let arguments = "table = \"users\", index = \"by_email\", pattern = \"by address\"";
    let function =
        "#[must_use] pub async fn find(&self, pool: &Pool, email: &str) -> User { #![allow(unused)] todo!() }";
    insta::assert_snapshot!("function_asks", pretty(&expand::access_pattern(&tokens(arguments), &tokens(function))));
}

#[test]
fn an_answer_that_fits_becomes_the_impl() {
    let check = |name: &str, answer: &str, item: &str| {
        insta::assert_snapshot!(name, pretty(&expand::check(tokens(&format!("{answer} {item}")))));
    };
    let row = "row #[schema_doc(table = \"auth.users\")] struct Login<'a, T: Clone> where T: 'a { id: i64, email: &'a str, \
               tags: Option<Vec<String>>, #[schema_doc(transparent)] state: T }";
    check("row_fits", USERS, row);
    check("table_fits", USERS, "table #[schema_doc(table = \"auth.users\")] struct Users { id: i64 }");
    let state = "enum #[schema_doc(table = \"auth.users\", column = \"state\")] enum State { On, Off }";
    check("enum_fits", USERS, state);
    let own = "#[schema_doc(rename_all = \"lowercase\")] enum Own { First }";
    insta::assert_snapshot!("enum_of_its_own", pretty(&expand::enumeration(tokens(own))));
}

#[test]
fn an_answer_that_does_not_fit_becomes_errors() {
    let row = "row #[schema_doc(table = \"auth.users\")] struct Login { id: i32, emial: String, tags: Vec<String> }";
    insta::assert_snapshot!("row_does_not_fit", pretty(&expand::check(tokens(&format!("{USERS} {row}")))));
    let none = "[none \"auth\" [\"users\"] []] table \"auth.users\" row #[schema_doc(table = \"auth.users\")] struct U { id: i64 }";
    insta::assert_snapshot!("asked_again_without_the_default_namespace", pretty(&expand::check(tokens(none))));
}

#[test]
fn a_pattern_asks_for_one_table_after_the_other() {
    let names = "[names postgresql \"public\" [\"auth.users\" \"orders\"] [] []]";
    let request = "(table = \"users\", namespace = \"auth\", index = \"by_emial\") find (pool email)";
    let asked = expand::check(tokens(&format!("{names} function {request} []")));
    insta::assert_snapshot!("function_asks_for_a_table", pretty(&asked));
    let answered = expand::check(tokens(&format!("{USERS} function {request} [{names}]")));
    insta::assert_snapshot!("function_does_not_fit", pretty(&answered));
    let fits = request.replace("by_emial", "by_email");
    assert!(expand::check(tokens(&format!("{USERS} function {fits} [{names}]"))).is_empty());
}
