//! The derives in crates of every kind: without the prelude, with other names, under every lint, in both editions.

use schema_doc_tests::Package;
use schema_doc_tests::package::build_script;

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

const SCHEMA: &str = "CREATE TYPE channel AS ENUM ('web', 'post');\n\
    CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, phone text,\n    \
    state text NOT NULL CHECK (state IN ('on', 'off')));\n\
    CREATE SCHEMA auth; CREATE TABLE auth.keys (id bigint PRIMARY KEY);\n";

/// Rows with lifetimes, parameters and bounds, enums, also in a function.
const ROWS: &str = "
/// A row that borrows.
#[derive(::core::fmt::Debug, ::doc::SchemaRow)]
#[schema_doc(table = \"users\", crate = ::doc)]
pub struct Login<'a, Phone: ::core::fmt::Debug>
where
    Phone: ::core::marker::Sized,
{
    /// The key.
    pub id: i64,
    /// An address.
    pub email: &'a str,
    /// Whatever holds it.
    #[schema_doc(transparent)]
    pub phone: ::core::option::Option<Phone>,
}

/// A closed set.
#[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy, ::doc::SchemaEnum)]
#[schema_doc(table = \"users\", column = \"state\", crate = ::doc)]
pub enum State {
    /// Shown.
    On,
    /// Hidden.
    Off,
}

/// A type of the database.
#[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy, ::doc::SchemaEnum)]
#[schema_doc(name = \"channel\", crate = ::doc)]
pub enum Channel {
    /// Online.
    Web,
    /// By letter.
    Post,
}

/// Who has an address.
#[::doc::access_pattern(query = \"SELECT id FROM users WHERE email = $1\", parameters(email), crate = ::doc)]
#[must_use]
pub const fn by_email(email: &str) -> (&str, &'static str) {
    (email, QUERY)
}

/// A function without a query.
#[::doc::access_pattern(table = \"keys\", namespace = \"auth\", pattern = \"all of them\", crate = ::doc)]
pub const fn keys() {}

/// Something with methods.
pub trait Store {
    /// One of them.
    #[::doc::access_pattern(query = \"DELETE FROM users WHERE id = $1\", crate = ::doc)]
    fn delete(&self) -> usize {
        QUERY.len()
    }
}

impl Store for () {}

/// Says what is known.
#[must_use]
pub fn known() -> usize {
    /// A row that nobody else sees.
    #[derive(::core::fmt::Debug, ::doc::SchemaRow)]
    #[schema_doc(table = \"keys\", namespace = \"auth\", crate = ::doc)]
    struct Key {
        id: i64,
    }
    let key = Key { id: 0 };
    ::std::println!(\"{}\", key.id);
    let phones = <Login<'static, u8> as ::doc::SchemaRow>::COLUMNS.len();
    let values = <State as ::doc::SchemaEnum>::VALUES.len() + <Channel as ::doc::SchemaEnum>::VALUES.len();
    keys();
    let (address, query) = by_email(\"a\");
    let queries = address.len() + query.len() + Store::delete(&());
    phones + values + queries + <Key as ::doc::SchemaRow>::COLUMNS.len()
}
";

const ATTRIBUTES: &str =
    "#![no_implicit_prelude]\n#![deny(warnings, missing_docs, unreachable_pub, unused, clippy::pedantic)]\n";

/// A package with the schema, whose runtime has another name and that feature.
fn package(name: &str, edition: &str, feature: &str) -> Package {
    let package = Package::empty(SCRATCH, name);
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    package.write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"hygiene\"\nversion = \"0.0.0\"\nedition = \"{edition}\"\n[workspace]\n\n[dependencies]\n\
             doc = {{ package = \"schema-doc-runtime\", path = \"{0}/schema-doc-runtime\", features = [\"{feature}\"] }}\n\n\
             [build-dependencies]\nschema-doc-build = {{ path = \"{0}/schema-doc-build\" }}\n",
            root.display()
        ),
    );
    package.write("build.rs", &build_script("schema_doc_build::generate()"));
    package.write(
        "schema-doc.toml",
        "[[source]]\nkind = \"sql\"\npath = \"schema.sql\"\ndialect = \"postgresql\"\n[drift]\nmode = \"off\"\n",
    );
    package.write("schema.sql", SCHEMA);
    package
}

#[test]
fn an_expansion_is_at_home_anywhere() {
    for edition in ["2021", "2024"] {
        let package = package(&format!("hygiene-{edition}"), edition, "queries");
        let include = "::doc::include_schema!(\n    /// The schema.\n    pub mod schema\n);\n";
        let main = "\nfn main() {\n    ::std::assert!(known() == 77);\n}\n";
        let test = "\n#[test]\nfn all_is_known() {\n    ::std::assert!(known() == 77);\n}\n";
        package.write("src/lib.rs", &format!("//! A library.\n{ATTRIBUTES}\n{include}{ROWS}"));
        package.write("src/main.rs", &format!("//! A binary.\n{ATTRIBUTES}\n{include}{ROWS}{main}"));
        package.write(
            "examples/example.rs",
            &format!("//! An example.\n{ATTRIBUTES}\nuse ::hygiene::schema;\n{ROWS}{main}"),
        );
        package.write("tests/test.rs", &format!("//! A test.\n{ATTRIBUTES}\nuse ::hygiene::schema;\n{ROWS}{test}"));
        package.cargo(&["clippy", "--all-targets"], &[]).ok();
        package.cargo(&["test"], &[]).ok();
        package.cargo(&["run"], &[]).ok();
    }
}

#[test]
fn without_the_feature_a_query_is_no_pattern_that_is_checked() {
    let package = package("no-queries", "2024", "derive");
    package.write(
        "src/lib.rs",
        "//! A library.\ndoc::include_schema!(pub mod schema);\n\
         #[doc::access_pattern(query = \"SELECT id FROM users\", crate = doc)]\npub fn checked() {}\n\
         #[doc::access_pattern(query = \"SELECT id FROM users\", unchecked, crate = doc)]\npub fn unchecked() {}\n",
    );
    let said = package.cargo(&["check"], &[]).failed();
    let message = "error: the SQL is checked by the feature `queries`; write in Cargo.toml\n       \
        schema-doc-runtime = { version = \"…\", features = [\"queries\"] }\n       \
        or add `unchecked`\n --> src/lib.rs:3:31\n";
    assert!(said.contains(message), "{said}");
    assert!(said.contains("due to 1 previous error"), "{said}");
}
