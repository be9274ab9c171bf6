//! The grammar, from text to declarations.

use syn::{DeriveInput, parse_str};

use super::key::{Key, On};
use super::{EnumItem, Error, FunctionItem, RowItem, RustType, TableItem, Text, known_type, option_inner};

fn input(text: &str) -> DeriveInput {
    parse_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn table(text: &str) -> TableItem {
    TableItem::from_derive_input(&input(text)).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn texts(list: &[Text]) -> Vec<&str> {
    list.iter().map(|text| text.as_str()).collect()
}

/// Every message, with the text that it stands on.
fn messages<T>(read: Result<T, Error>) -> Vec<String> {
    let Err(errors) = read else { return Vec::new() };
    errors.flatten().into_iter().map(|error| error.to_string()).collect()
}

#[track_caller]
fn check_table(text: &str, expected: &[&str]) {
    assert_eq!(messages(TableItem::from_derive_input(&input(text))), expected, "{text}");
}

#[test]
fn a_struct_is_a_table() {
    let table = table(
        r#"
        /// Who may log in.
        ///
        /// One account an address.
        #[schema_doc(namespace = "auth", category = "authentication", rule = "a: b", rule = "c")]
        #[schema_doc(primary_key(id, r#type), index(name = "by_email", fields(email), unique, where = "email <> ''"))]
        struct UserAccount<'a> {
            id: i64,
            r#type: i16,
            #[schema_doc(column = "mail", pii, unique, check = "mail <> ''")]
            email: Option<Cow<'a, str>>,
            #[schema_doc(references = "org.users.id", on_delete = "SET NULL", index)]
            /** Who asked
              * them. */
            invited_by: Option<i64>,
            #[schema_doc(skip)]
            cached: Cell<bool>,
        }
        "#,
    );
    assert_eq!((table.table.as_str(), table.namespace.unwrap().as_str()), ("user_account", "auth"));
    assert_eq!(table.words.docs.unwrap().as_str(), "Who may log in.\n\nOne account an address.");
    assert_eq!(texts(&table.words.tags), ["@category authentication", "@rule a: b", "@rule c"]);
    let names: Vec<_> = table.fields.iter().map(|field| (field.column.as_str(), field.nullable)).collect();
    assert_eq!(names, [("id", false), ("type", false), ("mail", true), ("invited_by", true)]);
    assert_eq!(texts(&table.primary_key.unwrap().columns), ["id", "type"]);
    assert_eq!(texts(&table.unique[0].columns), ["mail"]);
    assert_eq!(texts(&table.fields[2].words.tags), ["@pii"]);
    assert_eq!(known_type(&table.fields[2].value_type), Some(RustType::String));
    assert_eq!(table.checks[0].expression.as_str(), "mail <> ''");
    assert_eq!(table.fields[3].words.docs.as_ref().unwrap().as_str(), "Who asked\nthem.");
    assert_eq!((texts(&table.indexes[0].columns), table.indexes[0].unique), (vec!["invited_by"], false));
    assert_eq!((texts(&table.indexes[1].columns), table.indexes[1].unique), (vec!["mail"], true));
    let key = &table.foreign_keys[0];
    assert_eq!((key.references.namespace.as_deref(), key.references.table.as_str()), (Some("org"), "users"));
    assert_eq!(key.on_delete, super::ReferentialAction::SetNull);
}

#[test]
fn names_come_in_the_case_that_is_asked_for() {
    let check = |case: &str, expected: &str| {
        let table = table(&format!("#[schema_doc(rename_all = \"{case}\")] struct T {{ first_name: String }}"));
        assert_eq!(table.fields[0].column.as_str(), expected);
    };
    check("lowercase", "first_name");
    check("UPPERCASE", "FIRST_NAME");
    check("camelCase", "firstName");
    check("PascalCase", "FirstName");
    check("kebab-case", "first-name");
    check("SCREAMING-KEBAB-CASE", "FIRST-NAME");
}

#[test]
fn primary_key_on_several_fields_is_one_key() {
    let table = table("struct Line { #[schema_doc(primary_key)] a: i64, b: i64, #[schema_doc(primary_key)] c: i64 }");
    assert_eq!(texts(&table.primary_key.unwrap().columns), ["a", "c"]);
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    check_table(
        r#"
        #[schema_doc(catagory = "x", pii, unique(emial), complete)]
        struct User {
            #[schema_doc(primary_key = "yes", referencse = "x")]
            id: i64,
            #[schema_doc(pii, pii, on_delete = "cascade")]
            email: String,
        }
        "#,
        &[
            "unknown key `catagory`; did you mean `category`?",
            "`pii` cannot stand on a `SchemaTable` struct; it can stand on a field of a `SchemaTable` struct",
            "`complete` cannot stand on a `SchemaTable` struct; it can stand on a `SchemaRow` struct",
            "`primary_key` has a value of another kind; write `primary_key`",
            "unknown key `referencse`; did you mean `references`?",
            "`pii` is given twice; keep one of them",
            "`on_delete` stands on a field that references nothing; add `references = \"users(id)\"`",
            "no field `emial`; did you mean `email`?",
        ],
    );
}

#[test]
fn each_mistake_says_what_to_type() {
    let check = |attribute: &str, expected: &str| {
        check_table(&format!("#[schema_doc({attribute})] struct T {{ a: i64, b: i64 }}"), &[expected]);
    };
    check("table", "`table` has a value of another kind; write `table = \"users\"`");
    check("table = 1", "`table` has a value of another kind; write `table = \"users\"`");
    check("table = struct", "`table` has a value of another kind; write `table = \"users\"`");
    check("unique(a, foo = 1)", "unknown key `foo`; it can be `name`");
    check("table = \"\"", "`table` is empty; write `table = \"users\"`");
    check("table: \"users\"", "expected `,`; write `key`, `key = \"value\"` or `key(…)`, with `,` between");
    check("\"x\"", "a value without a key; write `key = \"value\"`");
    check("index(name = \"x\")", "`index` names no field; write `index(fields(a, b))`");
    check("unique(\"cc\")", "no column `cc`; it can be `a`, `b`");
    check("unique(a, a)", "`a` is given twice; keep one of them");
    check("check(name = \"x\")", "`expr` is missing; write `check(name = \"positive\", expr = \"price > 0\")`");
    check("foreign_key(fields(a))", "`references` is missing; write `references = \"users(id)\"`");
    check("foreign_key(fields(a), references = \"(id)\")", "`(id)` names no table; write `references = \"users(id)\"`");
    check(
        "foreign_key(fields(a, b), references = \"t(x)\")",
        "2 columns reference 1 column; name as many on both ends",
    );
    check(
        "foreign_key(fields(a), references = \"t\", on_delete = \"cascad\")",
        "`cascad` is no action; did you mean `cascade`? It is one of `no action`, `restrict`, `cascade`, `set null`, `set default`",
    );
    check("crate = \"a b\"", "`crate` needs a path; write `crate = schema_doc_runtime`");
    check_table("struct T(i64);", &["`SchemaTable` needs a struct with named fields"]);
    check_table("struct T {}", &["a table without a field; add one"]);
    check_table(
        "struct T { a: i64, #[schema_doc(column = \"a\")] b: i64 }",
        &["a second column `a`; rename one of the fields with `#[schema_doc(column = \"…\")]`"],
    );
    check_table(
        "#[schema_doc(primary_key(a))] struct T { #[schema_doc(primary_key)] a: i64 }",
        &["a second primary key; write `primary_key(a, b)` on the struct, or `primary_key` on its fields"],
    );
}

/// One mistake is one message: what was not understood is not missing, too.
#[test]
fn a_mistake_is_said_once() {
    let check = |attribute: &str, expected: &[&str]| {
        check_table(&format!("#[schema_doc({attribute})] struct T {{ a: i64, b: i64 }}"), expected);
    };
    check(
        "foreign_key(fields(a::c, 3), references = \"t(x, y)\")",
        &["no field `a::c`; it can be `a`, `b`", "`fields` lists fields; write `fields(a, b)`"],
    );
    check("foreign_key(filds(a), references = \"t\")", &["unknown key `filds`; did you mean `fields`?"]);
    check("foreign_key(fields(a), refrences = \"t\")", &["unknown key `refrences`; did you mean `references`?"]);
    check("check(exp = \"a > 0\")", &["unknown key `exp`; did you mean `expr`?"]);
    check("unique(nam = \"a\")", &["unknown key `nam`; did you mean `name`?"]);
    check(
        "foreign_key(fields(a) references = \"t\")",
        &["expected `,`; write `key`, `key = \"value\"` or `key(…)`, with `,` between"],
    );
    let field = |attribute: &str, expected: &[&str]| {
        check_table(&format!("struct T {{ #[schema_doc({attribute})] a: i64, b: i64 }}"), expected);
    };
    field("refrences = \"t\", on_delete = \"cascade\"", &["unknown key `refrences`; did you mean `references`?"]);
    field("unique(cc)", &["no field `cc`; it can be `a`, `b`"]);
    field(
        "auto_increment, default = \"1\", generated = \"2\"",
        &[
            "`auto_increment` and `default` exclude each other; keep one of them",
            "`auto_increment` and `generated` exclude each other; keep one of them",
        ],
    );
    field("skip, column = \"c\"", &["`skip` and `column` exclude each other; keep one of them"]);
    check_table("struct T;", &["`SchemaTable` needs a struct with named fields"]);
    check_table("struct T { #[schema_doc(skip)] a: i64 }", &["a table without a field; add one"]);
}

/// The documentation of each trait, and of the attribute, has the keys that can stand on its items.
#[test]
fn every_key_is_documented() {
    let documentation = include_str!("../../../schema-doc-runtime/src/item.rs");
    let check = |of: &str, on: On| {
        let before = documentation.split(of).next().unwrap();
        let section = before.rsplit("\n}\n").next().unwrap();
        let code = section.split('`').skip(1).step_by(2);
        let words: Vec<&str> = code.flat_map(|code| code.split(|c: char| !c.is_alphanumeric() && c != '_')).collect();
        let keys = Key::all().filter(|key| key.on.holds(on));
        assert_eq!(keys.map(|key| key.name).find(|name| !words.contains(name)), None, "{of}");
    };
    check("\npub trait SchemaTable", On::TABLE.or(On::FIELD).or(On::INDEX).or(On::CHECK).or(On::FOREIGN_KEY));
    check("\npub trait SchemaRow", On::ROW.or(On::ROW_FIELD));
    check("\npub trait SchemaEnum", On::ENUM.or(On::VARIANT));
    check("\npub use schema_doc_macros::access_pattern", On::FUNCTION);
}

#[test]
fn a_row_has_fields_and_no_definition() {
    let row = RowItem::from_derive_input(&input(
        "#[schema_doc(table = \"users\", complete, schema = ::db::schema, crate = \"my::runtime\")] struct Row { \
         #[schema_doc(as = \"citext\")] email: Email, #[schema_doc(skip)] x: i64 }",
    ))
    .unwrap();
    assert_eq!((row.table.as_str(), row.complete.is_some(), row.fields.len()), ("users", true, 1));
    assert_eq!(row.paths.schema.unwrap().segments.len(), 2);
    assert_eq!(row.paths.runtime.unwrap().segments.len(), 2);
    assert_eq!(row.fields[0].data_type.as_ref().unwrap().as_str(), "citext");
    let wrong = RowItem::from_derive_input(&input("struct Row { #[schema_doc(primary_key)] id: i64 }"));
    assert_eq!(
        messages(wrong),
        [
            "`primary_key` cannot stand on a field of a `SchemaRow` struct; it can stand on a `SchemaTable` struct or on a field of a `SchemaTable` struct"
        ]
    );
}

#[test]
fn an_enum_is_a_closed_set() {
    let read = |text: &str| EnumItem::from_derive_input(&input(text));
    let item = read(
        "/// Where an order is.\n enum OrderStatus { /// Not yet paid.\n Open, InWork, #[schema_doc(value = \"sent\")] Shipped }",
    )
    .unwrap();
    assert_eq!(item.name.as_str(), "order_status");
    let values: Vec<_> = item.variants.iter().map(|variant| variant.value.as_str()).collect();
    assert_eq!(values, ["open", "in_work", "sent"]);
    assert_eq!(item.variants[0].words.docs.as_ref().unwrap().as_str(), "Not yet paid.");
    let item =
        read("#[schema_doc(table = \"t\", column = \"c\", rename_all = \"UPPERCASE\")] enum E { Open }").unwrap();
    assert_eq!(item.variants[0].value.as_str(), "OPEN");
    assert_eq!(
        item.of_column.map(|(table, column)| (table.to_string(), column.to_string())),
        Some(("t".into(), "c".into()))
    );
    assert_eq!(
        messages(read("#[schema_doc(column = \"c\")] enum E { A(i64), #[schema_doc(rename = \"a\")] B }")),
        [
            "`column` needs the table that has it; add `table = \"…\"`",
            "the variant `A` has fields, but stands for one value; write `A`",
            "a second value `a`; change one of the variants with `#[schema_doc(value = \"…\")]`",
        ]
    );
}

#[test]
fn a_function_carries_an_access_pattern() {
    let read = |arguments: &str| {
        let function: syn::ItemFn = parse_str("/// Finds a user.\n fn find_user() {}").unwrap();
        FunctionItem::new(arguments.parse().unwrap(), &function.sig.ident, &function.attrs)
    };
    let item = read("query = \"SELECT 1\", frequency = \"high\"").unwrap();
    assert_eq!((item.name.as_str(), item.docs.unwrap().as_str()), ("find_user", "Finds a user."));
    assert_eq!(
        messages(read("frequency = \"hihg\"")),
        [
            "`hihg` is no frequency; did you mean `high`? It is one of `high`, `medium`, `low`",
            "`query` is missing; write `query = \"SELECT * FROM users WHERE id = $1\"`",
        ]
    );
}

#[test]
fn rust_types_are_known_by_their_paths() {
    let check = |written: &str, expected: Option<RustType>| {
        let written: syn::Type = parse_str(written).unwrap();
        assert_eq!(known_type(option_inner(&written).unwrap_or(&written)), expected, "{}", quote::quote!(#written));
    };
    let integer = |bits, signed| Some(RustType::Integer { bits, signed });
    let array = |element| Some(RustType::Array(Box::new(element)));
    check("i64", integer(64, true));
    check("usize", integer(64, false));
    check("core::primitive::u8", integer(8, false));
    for text in ["String", "std::string::String", "&'static str", "Cow<'_, str>", "Box<str>", "std::sync::Arc<str>"] {
        check(text, Some(RustType::String));
    }
    for bytes in ["Vec<u8>", "[u8; 16]", "&[u8]", "Cow<'a, [u8]>", "Box<[u8]>", "bytes::Bytes"] {
        check(bytes, Some(RustType::Bytes));
    }
    check("Vec<String>", array(RustType::String));
    check("Vec<Option<i32>>", array(RustType::Integer { bits: 32, signed: true }));
    check("[f32; 3]", array(RustType::Float));
    check("Option<Vec<Vec<u8>>>", array(RustType::Bytes));
    check("Uuid", Some(RustType::Uuid));
    check("sqlx::types::Uuid", Some(RustType::Uuid));
    check("chrono::DateTime<chrono::Utc>", Some(RustType::Instant));
    check("DateTime<Utc>", Some(RustType::Instant));
    check("jiff::civil::DateTime", Some(RustType::DateTime));
    check("time::OffsetDateTime", Some(RustType::Instant));
    check("std::option::Option<time::Date>", Some(RustType::Date));
    check("serde_json::Value", Some(RustType::Json));
    check("sqlx::types::Json<Settings>", Some(RustType::Json));
    check("Json<Settings>", Some(RustType::Json));
    check("std::net::IpAddr", Some(RustType::Network));
    for unknown in ["Status", "crate::Uuid", "my::Value", "HashMap<String, String>", "(i32, i32)", "<T as X>::Y"] {
        check(unknown, None);
    }
}

#[test]
fn a_type_fits_what_its_drivers_read() {
    let check = |written: &str, system: &str, column: &str, expected: bool| {
        let found = known_type(&parse_str(written).unwrap()).unwrap();
        assert_eq!(found.fits(system, column), expected, "{written} {system} {column}");
    };
    check("i32", "postgresql", "integer", true);
    check("i32", "postgresql", "bigint", false);
    check("i64", "postgresql", "integer", false);
    check("i64", "sqlite", "integer", true);
    check("String", "postgresql", "text", true);
    check("String", "postgresql", "uuid", false);
    check("uuid::Uuid", "mysql", "bytes", true);
    check("uuid::Uuid", "postgresql", "text", false);
    check("chrono::DateTime<Utc>", "postgresql", "timestamp", false);
    check("chrono::DateTime<Utc>", "sqlite", "timestamp", true);
    check("u16", "mysql", "smallint", true);
    check("Vec<i32>", "postgresql", "array", true);
}
