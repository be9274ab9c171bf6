//! What the derive macros implement.

use crate::{Column, TableDoc};

/// A struct that is a table's definition.
///
/// With the feature `derive`, `#[derive(SchemaTable)]` implements it; the build script finds the struct in the crate's sources
/// (`[[source]] kind = "rust"`) and documents it like any other table.
///
/// ```
/// # use schema_doc_macro_tests::defined as schema;
/// use schema_doc_runtime::SchemaTable;
///
/// /// Core user authentication and profile management.
/// #[derive(SchemaTable)]
/// #[schema_doc(table = "users", category = "authentication")]
/// struct User {
///     #[schema_doc(primary_key, auto_increment)]
///     id: i64,
///     /// Unique authentication identifier.
///     #[schema_doc(unique, pii)]
///     email: String,
///     name: Option<String>,
/// }
///
/// # fn main() {
/// assert_eq!(User::DOC, schema::users::DOC);
/// # }
/// ```
///
/// A list names fields (`a`) or columns (`"a"`).
///
/// | key on the struct | |
/// |---|---|
/// | `table = "…"`, `namespace = "…"` | the table, else the struct's name in snake case |
/// | `rename_all = "camelCase"` | the case of the columns' names, else the fields' own |
/// | `primary_key(a, b)`, `unique(a, b, name = "…")` | keys of several columns |
/// | `index(fields(a, b), name = "…", unique, where = "…", method = "…")` | an index; with `purpose` and `impact` |
/// | `check(expr = "…", name = "…")` | what holds in every row |
/// | `foreign_key(fields(a, b), references = "t(x, y)", on_delete = "…", on_update = "…", name = "…")` | a reference of several columns |
/// | `schema = ::db::schema` | the generated module, where it is not `crate::schema` |
/// | `crate = ::name` | this crate, where it has another name |
///
/// | key on a field | |
/// |---|---|
/// | `column = "…"` | the column, else the field's name |
/// | `as = "varchar(40)"` | the column's type in the system's words |
/// | `transparent` | the field's type is a struct around the value that the column holds |
/// | `skip` | the field is no column |
/// | `primary_key`, `unique`, `index`, `check = "…"` | those of this column alone; with parentheses as on the struct |
/// | `references = "users(id)"`, `on_delete = "cascade"`, `on_update = "…"` | a reference |
/// | `default = "…"`, `generated = "…"`, `auto_increment` | where its value comes from |
///
/// Doc comments describe the table and its columns, and so do the tags of annotations as keys. On both: `purpose`, `tag`, `deprecated`,
/// `since`, `see`, `rule`, `security`, `example`, `renamed_from`, `ignore`; on the struct: `category`, `feature`, `owner`, `usage`,
/// `operation`, `issue`, `access`, `planned`; on a field: `meaning`, `sensitivity`, `pii`, `secret`, `validation`, `values`, `flow`,
/// `label`, `cardinality`.
pub trait SchemaTable {
    /// The table as the generated module has it.
    const DOC: &'static TableDoc;
}

/// A struct that is a row of a table, or a part of one.
///
/// With the feature `derive`, `#[derive(SchemaRow)]` implements it, and checks each field against its column: that there is one, that
/// the Rust type fits its type, and that the field is an `Option` exactly where the column may be null.
///
/// ```
/// # use schema_doc_macro_tests::schema;
/// use schema_doc_runtime::SchemaRow;
///
/// #[derive(SchemaRow)]
/// #[schema_doc(table = "users")]
/// struct Login {
///     id: i64,
///     password_hash: Option<Vec<u8>>,
/// }
///
/// # fn main() {
/// assert_eq!(Login::COLUMNS, [schema::users::ID, schema::users::PASSWORD_HASH]);
/// # }
/// ```
///
/// | key on the struct | |
/// |---|---|
/// | `table = "…"`, `namespace = "…"` | the table, else the struct's name in snake case |
/// | `rename_all = "camelCase"` | the case of the columns' names, else the fields' own |
/// | `complete` | every column has a field |
/// | `schema = ::db::schema` | the generated module, where it is not `crate::schema` |
/// | `crate = ::name` | this crate, where it has another name |
///
/// | key on a field | |
/// |---|---|
/// | `column = "…"` | the column, else the field's name |
/// | `as = "text"` | a type of the program's own holds what a column of this type does |
/// | `transparent` | the field's type is a struct around the value; nobody looks into it |
/// | `skip` | the field is no column |
pub trait SchemaRow {
    /// The table as the generated module has it.
    const DOC: &'static TableDoc;
    /// The columns of its fields, in the order of the fields.
    const COLUMNS: &'static [Column];
}

/// An enum that is a closed set of values.
///
/// With the feature `derive`, `#[derive(SchemaEnum)]` implements it, and checks the variants against the values of the database's
/// enum or of the column that the enum names.
///
/// ```
/// # use schema_doc_macro_tests::schema;
/// use schema_doc_runtime::SchemaEnum;
///
/// #[derive(SchemaEnum)]
/// #[schema_doc(table = "orders", column = "status")]
/// enum Status {
///     Pending,
///     Shipped,
///     #[schema_doc(value = "cancelled")]
///     Canceled,
/// }
///
/// # fn main() {
/// assert_eq!(Status::Canceled.as_str(), "cancelled");
/// assert!(Status::from_value("lost").is_none());
/// # }
/// ```
///
/// | key on the enum | |
/// |---|---|
/// | `table = "…"`, `column = "…"` | the column whose values these are |
/// | `name = "…"` | or the enumerated type; without either the enum itself defines the set |
/// | `namespace = "…"` | that of the table or the type |
/// | `rename_all = "UPPERCASE"` | the case of the values, else snake case |
/// | `schema = ::db::schema` | the generated module, where it is not `crate::schema` |
/// | `crate = ::name` | this crate, where it has another name |
///
/// On a variant, `value = "…"` (or `rename = "…"`) is the value. Where the build script reads the set from the enum (`kind = "rust"`), doc
/// comments describe it, and so do `purpose` on the enum and on a variant, and `tag`, `deprecated`, `since`, `see`, `values` and `ignore` on
/// the enum.
pub trait SchemaEnum: Sized + 'static {
    /// As the database spells them, in the order of the variants.
    const VALUES: &'static [&'static str];

    /// As the database spells it.
    fn as_str(&self) -> &'static str;

    /// The variant that the database spells so.
    fn from_value(value: &str) -> Option<Self>;
}

/// A function that carries one of the documented access patterns.
///
/// With the feature `queries`, every table and column that its SQL names is looked up at compile time, through joins, aliases, subqueries,
/// common table expressions and `RETURNING`; the pages of those tables name the function. In the body the SQL is `QUERY`, so it is
/// written once.
///
/// ```
/// # use schema_doc_macro_tests::schema;
/// # struct Login;
/// # struct PgPool;
/// # mod sqlx {
/// #     pub type Result<T> = std::result::Result<T, std::fmt::Error>;
/// #     pub struct Query(pub &'static str);
/// #     pub fn query_as(query: &'static str) -> Query { Query(query) }
/// #     impl Query {
/// #         pub fn bind(self, _: &str) -> Self { self }
/// #         pub async fn fetch_optional<T>(self, _: &super::PgPool) -> Result<Option<T>> { Ok(None) }
/// #     }
/// # }
/// use schema_doc_runtime::access_pattern;
///
/// /// Who logs in with an address.
/// #[access_pattern(
///     query = "SELECT id, password_hash FROM users WHERE email = $1",
///     parameters(email),
///     frequency = "high"
/// )]
/// async fn find_login(pool: &PgPool, email: &str) -> sqlx::Result<Option<Login>> {
///     sqlx::query_as(QUERY).bind(email).fetch_optional(pool).await
/// }
/// # fn main() {}
/// ```
///
/// | key | |
/// |---|---|
/// | `name = "…"` | the pattern's name, else the function's |
/// | `query = "…"` | its SQL, one statement or more |
/// | `parameters(a, b)` | the function's parameters that are bound to the query's, counted and in order; `:a` by its name |
/// | `table = "…"`, `namespace = "…"` | the table whose pattern it is, where the query does not say it |
/// | `index = "…"` | the index that serves it; it has to be there |
/// | `frequency = "…"` | `high`, `medium` or `low` |
/// | `pattern = "…"` | in words: `lookup by address` |
/// | `unchecked` | the query is documented and not looked into: SQL that the check cannot read, tables of somebody else |
/// | `schema = ::db::schema` | the generated module, where it is not `crate::schema` |
/// | `crate = ::name` | this crate, where it has another name |
#[cfg(feature = "derive")]
pub use schema_doc_macros::access_pattern;
#[cfg(feature = "derive")]
pub use schema_doc_macros::{SchemaEnum, SchemaRow, SchemaTable};
