//! What fits compiles, and implements what it says.

use std::borrow::Cow;

use schema_doc_macro_tests::schema;
use schema_doc_runtime::{SchemaEnum, SchemaRow, SchemaTable, access_pattern};

/// A part of a row.
#[derive(SchemaRow)]
#[schema_doc(table = "users")]
struct Login<'a> {
    id: i64,
    email: Cow<'a, str>,
    password_hash: Option<Vec<u8>>,
    #[schema_doc(column = "phone", as = "text")]
    number: Option<Phone>,
    #[schema_doc(skip)]
    #[expect(dead_code, reason = "not a column")]
    attempts: u8,
}

#[expect(dead_code, reason = "of a type that nothing is known of")]
struct Phone(String);

#[derive(SchemaRow)]
#[schema_doc(table = "auth.sessions", complete)]
#[expect(dead_code, reason = "only its columns matter")]
struct Session<Token>
where
    Token: AsRef<str>,
{
    #[schema_doc(transparent)]
    token: Token,
    user_id: i64,
}

#[derive(SchemaRow)]
#[schema_doc(table = "sessions", namespace = "auth", schema = schema_doc_macro_tests::schema)]
#[expect(dead_code, reason = "only its columns matter")]
struct Token {
    token: String,
}

#[derive(SchemaRow)]
#[schema_doc(table = "public.users")]
#[expect(dead_code, reason = "only its columns matter")]
struct Tags {
    tags: Vec<String>,
    scores: Option<Vec<Option<i32>>>,
}

#[derive(Debug, PartialEq, SchemaEnum)]
#[schema_doc(table = "orders", column = "status")]
enum Status {
    Pending,
    Shipped,
    #[schema_doc(value = "cancelled")]
    Canceled,
}

#[derive(Debug, PartialEq, SchemaEnum)]
#[schema_doc(name = "channel")]
enum Channel {
    Web,
    Phone,
    Post,
}

#[derive(SchemaTable)]
#[schema_doc(table = "users")]
#[expect(dead_code, reason = "only its columns matter")]
struct User {
    #[schema_doc(primary_key)]
    id: i64,
}

/// The query is its author's word.
#[access_pattern(query = "UPDATE users SET scores[$1] = 0", parameters(score), unchecked)]
fn reset(score: i32) -> (i32, &'static str) {
    (score, QUERY)
}

/// A table of another crate's schema.
#[access_pattern(table = "users", index = "users_email_key", schema = schema_doc_macro_tests::schema)]
fn by_address<T: Default>() -> T {
    T::default()
}

/// Everything that a query can be made of.
#[access_pattern(
    name = "spenders",
    query = r#"
        WITH spent (user_id, "Sum") AS (SELECT user_id, sum(total) FROM orders GROUP BY user_id)
        INSERT INTO auth.sessions AS s (token, user_id)
        SELECT u.email, u.id FROM public.users u JOIN spent ON user_id = u.id WHERE spent."Sum" > $1
        ON CONFLICT (token) DO UPDATE SET user_id = excluded.user_id WHERE s.user_id <> excluded.user_id
        RETURNING token
    "#
)]
fn spenders() -> usize {
    QUERY.lines().count()
}

#[test]
fn a_function_has_its_query() {
    assert_eq!(reset(1), (1, "UPDATE users SET scores[$1] = 0"));
    assert_eq!((by_address::<u8>(), spenders()), (0, 7));
}

/// As a macro writes rows.
macro_rules! row {
    ($name:ident of $table:literal, $field:ident: $type:ty) => {
        #[derive(SchemaRow)]
        #[schema_doc(table = $table)]
        #[expect(dead_code, reason = "only its columns matter")]
        struct $name {
            $field: $type,
        }
    };
}

row!(Address of "users", email: String);
row!(Number of "users", phone: Option<String>);

#[derive(SchemaRow)]
#[schema_doc()]
#[cfg_attr(all(), schema_doc(table = "users"))]
#[expect(dead_code, reason = "only its columns matter")]
struct Odd {
    r#id: i64,
    #[cfg(any())]
    nowhere: Nothing,
    #[cfg_attr(all(), schema_doc(column = "email"))]
    address: String,
}

#[test]
fn a_row_may_stand_anywhere() {
    #[derive(SchemaRow)]
    #[schema_doc(table = "orders")]
    #[expect(dead_code, reason = "only its columns matter")]
    struct Quantity {
        quantity: i16,
    }
    assert_eq!(Quantity::COLUMNS, [schema::orders::QUANTITY]);
    assert_eq!((Address::COLUMNS, Number::COLUMNS), (&[schema::users::EMAIL][..], &[schema::users::PHONE][..]));
    assert_eq!(Odd::COLUMNS, [schema::users::ID, schema::users::EMAIL]);
}

#[test]
fn a_row_knows_its_table_and_columns() {
    assert_eq!(Login::DOC, schema::users::DOC);
    assert_eq!(
        Login::COLUMNS,
        [schema::users::ID, schema::users::EMAIL, schema::users::PASSWORD_HASH, schema::users::PHONE]
    );
    assert_eq!(Session::<String>::DOC, schema::auth::sessions::DOC);
    assert_eq!(Token::COLUMNS, [schema::auth::sessions::TOKEN]);
    assert_eq!(Tags::COLUMNS.len(), 2);
    assert_eq!(User::DOC.purpose, Some("People who may log in."));
    let login = Login { id: 1, email: "a".into(), password_hash: None, number: None, attempts: 0 };
    assert_eq!((login.id, &*login.email, login.password_hash, login.number.is_none()), (1, "a", None, true));
}

#[test]
fn an_enum_reads_what_it_writes() {
    assert_eq!(Status::VALUES, ["pending", "shipped", "cancelled"]);
    assert_eq!(Status::from_value("cancelled"), Some(Status::Canceled));
    assert_eq!(Status::Pending.as_str(), "pending");
    assert_eq!(Status::from_value("lost"), None);
    assert_eq!(Channel::VALUES, ["web", "phone", "post"]);
    assert_eq!((Channel::Phone.as_str(), Status::Shipped.as_str()), ("phone", "shipped"));
    assert_eq!((Channel::from_value("web"), Channel::Post.as_str()), (Some(Channel::Web), "post"));
}
