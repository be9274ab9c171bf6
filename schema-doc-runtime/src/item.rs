//! What the derive macros implement.

use crate::{Column, TableDoc};

/// A struct that is a table's definition.
///
/// With the feature `derive`, `#[derive(SchemaTable)]` implements it; the build script finds the struct in the crate's sources
/// (`[[source]] kind = "rust"`) and documents it like any other table.
///
/// ```ignore
/// /// Core user authentication.
/// #[derive(SchemaTable)]
/// #[schema_doc(table = "users", category = "authentication")]
/// struct User {
///     #[schema_doc(primary_key)]
///     id: Uuid,
///     /// Where a reply goes.
///     #[schema_doc(unique, pii)]
///     email: String,
/// }
/// ```
pub trait SchemaTable {
    /// The table as the generated module has it.
    const DOC: &'static TableDoc;
}

/// A struct that is a row of a table, or a part of one.
///
/// With the feature `derive`, `#[derive(SchemaRow)]` implements it, and checks each field against its column: that there is one, that
/// the Rust type fits its type, and that the field is an `Option` exactly where the column may be null.
///
/// ```ignore
/// #[derive(SchemaRow)]
/// #[schema_doc(table = "users")]
/// struct Login {
///     id: Uuid,
///     password_hash: Option<String>,
/// }
/// ```
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
/// ```ignore
/// #[derive(SchemaEnum)]
/// #[schema_doc(table = "orders", column = "status", rename_all = "snake_case")]
/// enum Status {
///     Pending,
///     Processing,
/// }
/// ```
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
/// ```ignore
/// /// Who logs in with an address.
/// #[access_pattern(
///     query = "SELECT id, password_hash FROM users WHERE email = $1",
///     parameters(email),
///     frequency = "high"
/// )]
/// async fn find_login(pool: &PgPool, email: &str) -> sqlx::Result<Option<Login>> {
///     sqlx::query_as(QUERY).bind(email).fetch_optional(pool).await
/// }
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
