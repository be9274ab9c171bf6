//! Structs in a crate's sources → the schema.

use schema_doc_diagnostics::Diagnostics;
use schema_doc_syntax::grammar::RustType;

use super::{column_type, read};
use crate::config::{SourceConfig, SourceKind};
use crate::files::Files;
use crate::model::{Schema, System};
use crate::source::declared::tests::described;

pub(super) fn run(system: Option<System>, files: &[(&str, &str)]) -> (Schema, Vec<String>) {
    let mut source = SourceConfig::new(SourceKind::Rust, "src");
    source.dialect = system;
    let mut schema = Schema { system: system.unwrap_or_default(), ..Schema::default() };
    schema.system.default_namespace().clone_into(&mut schema.default_namespace);
    let mut diagnostics = Diagnostics::default();
    read(&Files::in_memory(files.iter().copied()), &source, &mut schema, &mut diagnostics);
    let place = |d: &schema_doc_diagnostics::Diagnostic| d.span.map(|span| schema.files.text(span)).unwrap_or_default();
    let found = diagnostics.iter().map(|d| {
        let text = place(d).split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{text}: {}; {}", d.message, d.help.as_deref().unwrap_or_default())
    });
    let found = found.collect();
    (schema, found)
}

#[track_caller]
fn check(system: System, text: &str, expected: &str) {
    let (schema, findings) = run(Some(system), &[("src/lib.rs", text)]);
    assert_eq!((described(&schema).as_str(), findings), (expected, Vec::new()), "{text}");
}

const SHOP: &str = r#"
    /// Who may log in.
    #[derive(Debug, SchemaTable)]
    #[schema_doc(table = "users", category = "authentication", index(fields(name), impact = "Critical for search"))]
    pub struct User {
        #[schema_doc(primary_key, auto_increment)]
        pub id: i64,
        /// The address of the login.
        #[schema_doc(unique, pii, as = "varchar(80)")]
        pub email: String,
        #[schema_doc(as = "varchar(40)", default = "''", check(name = "named", expr = "name <> ''"))]
        pub name: String,
        pub settings: Option<serde_json::Value>,
        #[schema_doc(default = "CURRENT_TIMESTAMP")]
        pub created_at: DateTime<Utc>,
    }

    #[derive(schema_doc_runtime::SchemaTable)]
    #[schema_doc(primary_key(user_id, number))]
    struct OrderLine {
        #[schema_doc(references = "users(id)", on_delete = "cascade", label = "buys")]
        user_id: i64,
        number: i32,
        status: Status,
        price: f64,
        amount: i32,
        #[schema_doc(generated = "price * amount")]
        total: f64,
    }

    /// Where a line is.
    #[derive(SchemaEnum)]
    enum Status {
        /// Not yet paid, or: not known.
        Open,
        #[schema_doc(value = "in-work", purpose = "On its way")]
        InWork,
    }
"#;

#[test]
fn a_crate_is_a_schema_in_every_system() {
    check(
        System::PostgreSql,
        SHOP,
        "order_line: user_id bigint, number integer, status status, price double precision, amount integer, \
         total double precision; key user_id, number; user_id -> users on delete cascade\n\
         users: id bigint counts, email character varying(80), name character varying(40) = '', settings jsonb?, \
         created_at timestamp with time zone = CURRENT_TIMESTAMP; key id; unique email; index name\n\
         enum status: open, in-work\n",
    );
    check(
        System::MariaDb,
        SHOP,
        "order_line: user_id bigint(20), number int(11), status enum('open','in-work'), price double, amount int(11), \
         total double?; key user_id, number; user_id -> users on delete cascade on update restrict\n\
         users: id bigint(20) counts, email varchar(80), name varchar(40) = '', settings json?, \
         created_at timestamp = CURRENT_TIMESTAMP; key id; unique email; index name\n",
    );
    check(
        System::Sqlite,
        SHOP,
        "order_line: user_id integer, number integer, status text, price real, amount integer, total real; \
         key user_id, number; user_id -> users on delete cascade\n\
         users: id integer counts, email varchar(80), name varchar(40) = '', settings text?, \
         created_at datetime = CURRENT_TIMESTAMP; key id; unique email; index name\n",
    );
    check(
        System::SqlServer,
        SHOP,
        "order_line: user_id bigint, number int, status nvarchar(7), price float, amount int, total ; \
         key user_id, number; user_id -> users on delete cascade\n\
         users: id bigint counts, email varchar(80), name varchar(40) = '', settings nvarchar(max)?, \
         created_at datetimeoffset(7) = CURRENT_TIMESTAMP; key id; unique email; index name\n",
    );
}

/// Where it has a check and the database is SQLite, a closed set is the check.
#[test]
fn an_enum_is_a_check_where_the_system_has_no_such_type() {
    let (schema, _) = run(Some(System::Sqlite), &[("src/lib.rs", SHOP)]);
    let table = schema.tables.iter().find(|table| table.id.name == "order_line").unwrap();
    assert_eq!(table.checks[0].expression, "status IN ('open', 'in-work')");
}

#[test]
fn every_type_fits_the_column_that_it_gets() {
    let integers = [8, 16, 32, 64, 128].into_iter().flat_map(|bits| [(bits, true), (bits, false)]);
    let mut types: Vec<RustType> = integers.map(|(bits, signed)| RustType::Integer { bits, signed }).collect();
    types.extend([
        RustType::Boolean,
        RustType::Float,
        RustType::Double,
        RustType::Character,
        RustType::String,
        RustType::Bytes,
        RustType::Uuid,
        RustType::Date,
        RustType::Time,
        RustType::DateTime,
        RustType::Instant,
        RustType::Duration,
        RustType::Json,
        RustType::Decimal,
        RustType::Network,
        RustType::MacAddress,
        RustType::Array(Box::new(RustType::String)),
    ]);
    let mut misfits = Vec::new();
    for (rust, &system) in types.iter().flat_map(|rust| System::ALL.iter().map(move |system| (rust, system))) {
        let Some(words) = column_type::of(system, rust) else { continue };
        let text = format!("#[derive(SchemaTable)] struct T {{ #[schema_doc(as = \"{words}\")] c: X }}");
        let (schema, findings) = run(Some(system), &[("src/lib.rs", &text)]);
        assert_eq!(findings, Vec::<String>::new(), "{text}");
        let logical = schema.tables[0].columns[0].data_type.logical.as_str();
        if !rust.fits(system.as_str(), logical) {
            misfits.push(format!("{rust:?} in {}: {words} is {logical}", system.as_str()));
        }
    }
    assert!(misfits.is_empty(), "{misfits:#?}");
}

#[test]
fn modules_are_followed_as_rustc_does() {
    let table = |name: &str| format!("#[derive(SchemaTable)] struct {name} {{ id: i64 }}");
    let lib = format!(
        "mod a; pub mod b {{ pub mod c; #[path = \"odd.rs\"] mod d; }} #[path = \"else/where.rs\"] mod e; mod r#try; {} \
         #[cfg(test)] mod tests {{ {} }} #[cfg(all(test, unix))] mod missing; #[cfg(windows)] mod elsewhere; \
         #[cfg_attr(feature = \"db\", derive(SchemaTable), schema_doc(table = \"renamed\"))] struct Conditional {{ id: i64 }}",
        table("Root"),
        table("Hidden"),
    );
    let (schema, findings) = run(
        Some(System::Sqlite),
        &[
            ("src/lib.rs", lib.as_str()),
            ("src/main.rs", "mod a; fn main() {}"),
            ("src/a.rs", &format!("mod inner; {}", table("InA"))),
            ("src/a/inner.rs", &table("InInner")),
            ("src/b/c/mod.rs", &format!("mod deep; {}", table("InC"))),
            ("src/b/c/deep.rs", &table("InDeep")),
            ("src/b/odd.rs", &table("InD")),
            ("src/else/where.rs", &format!("mod beside; {}", table("InE"))),
            ("src/else/beside.rs", &table("InBeside")),
            ("src/try.rs", &table("InTry")),
            ("src/unused.rs", &table("Unused")),
        ],
    );
    let names: Vec<&str> = schema.tables.iter().map(|table| table.id.name.as_str()).collect();
    let expected = ["in_a", "in_beside", "in_c", "in_d", "in_deep", "in_e", "in_inner", "in_try", "renamed", "root"];
    assert_eq!((names.as_slice(), findings), (expected.as_slice(), Vec::new()));
    assert_eq!(schema.sources[0].files.len(), 10);
}

#[test]
fn what_rustc_reports_is_left_to_it() {
    let (schema, findings) =
        run(Some(System::Sqlite), &[("src/lib.rs", "mod gone; mod broken;"), ("src/broken.rs", "fn")]);
    assert_eq!(
        findings,
        [
            "gone: the module `gone` has no file: there is no `src/gone.rs` nor `src/gone/mod.rs`; `cargo check` says more",
            ": unexpected end of input, expected identifier; `cargo check` says more",
        ]
    );
    assert!(schema.tables.is_empty());
}

#[test]
fn what_is_not_expanded_or_evaluated_is_noted() {
    let text = "make! { #[derive(SchemaTable)] struct A { id: i64 } } other! { x } \
                #[cfg(feature = \"billing\")] #[derive(SchemaTable)] struct Bill { id: i64 }";
    let (schema, findings) = run(Some(System::Sqlite), &[("src/lib.rs", text)]);
    assert_eq!(schema.tables.len(), 1);
    assert_eq!(schema.unsupported.len(), 2);
    assert_eq!(
        findings,
        [
            "make! { #[derive(SchemaTable)] struct A { id: i64 } }: `make! { #[derive(SchemaTable)] struct A { id: i64 } }` is \
             not read: macros are not expanded; write the struct out, or leave the table to a source of another kind",
            "#[cfg(feature = \"billing\")]: `#[cfg(feature = \"billing\")]` is not read: no condition is evaluated: what stands \
             under it is documented in every build; leave the condition out, or `[lint] unsupported-statement = \"allow\"`",
        ]
    );
}

#[test]
fn types_of_the_program_are_looked_up() {
    check(
        System::PostgreSql,
        "mod ids { pub struct UserId(pub Uuid); pub struct Mail(Text); pub struct Text(String); } \
         mod a { #[derive(SchemaEnum)] #[schema_doc(name = \"kind_a\")] enum Kind { X } } \
         mod b { #[derive(SchemaEnum)] #[schema_doc(name = \"kind_b\", namespace = \"other\")] enum Kind { Y } } \
         #[derive(SchemaTable)] struct User { #[schema_doc(primary_key, transparent)] id: ids::UserId, #[schema_doc(transparent)] mail: Option<Mail>, \
         kind: b::Kind, kinds: Vec<a::Kind>, tags: Vec<String>, matrix: Vec<Vec<i32>>, hash: [u8; 32] }",
        "user: id uuid, mail text?, kind other.kind_b, kinds kind_a[], tags text[], matrix integer[], hash bytea; key id\n\
         enum other.kind_b: y\nenum kind_a: x\n",
    );
}

#[test]
fn a_table_that_cannot_be_is_reported_at_its_field() {
    let check = |system: System, text: &str, expected: &[&str]| {
        let (_, findings) = run(Some(system), &[("src/lib.rs", text)]);
        assert_eq!(findings, expected, "{text}");
    };
    let postgres = System::PostgreSql;
    check(
        postgres,
        "#[derive(SchemaTable)] struct T { id: i64, at: Moment, email: Email } struct Email(String);",
        &[
            "Moment: `Moment` is no type that is known; say which type the column has: `#[schema_doc(as = \"text\")]`; \
             derive `SchemaEnum` for a closed set",
            "Email: `Email` is a type of the program's own; say that the column holds what is in it: \
             `#[schema_doc(transparent)]`, or which type it has: `#[schema_doc(as = \"text\")]`",
        ],
    );
    check(
        postgres,
        "#[derive(SchemaTable)] struct Users { #[schema_doc(primary_key)] id: i64 } \
         #[derive(SchemaTable)] struct T { #[schema_doc(references = \"usres(id)\")] a: i64, \
         #[schema_doc(references = \"users.ic\")] b: i64 }",
        &[
            "\"usres(id)\": there is no table `usres`; did you mean `users`?",
            "\"users.ic\": the table `users` has no column `ic`; did you mean `id`?",
        ],
    );
    check(
        postgres,
        "#[derive(SchemaTable)] struct T { a: i64 } mod m { #[derive(SchemaTable)] struct T { b: i64 } }",
        &[
            "T: a second struct is the table `t`; rename one with `#[schema_doc(table = \"…\")]`, or derive `SchemaRow` for a \
           further struct of its rows",
        ],
    );
    check(
        postgres,
        "#[derive(SchemaTable)] #[schema_doc(catagory = \"x\")] struct T { #[schema_doc(primary_key)] id: Option<i64> }",
        &["catagory: unknown key `catagory`; did you mean `category`?"],
    );
    check(
        postgres,
        "#[derive(SchemaTable)] struct T { #[schema_doc(primary_key)] id: Option<i64> }",
        &["id: Option<i64>: `id` is in the primary key, which is never null; leave out `Option`"],
    );
    check(
        System::MariaDb,
        "#[derive(SchemaTable)] struct T { #[schema_doc(unique)] name: String, price: Decimal, free: String }",
        &[
            "name: String: `name` is in a key or an index, which MariaDB has on no `text`; say how long it may be: \
             `#[schema_doc(as = \"varchar(255)\")]`",
            "Decimal: MariaDB has no type of its own for `Decimal`; say which: `#[schema_doc(as = \"…\")]`",
        ],
    );
    check(
        System::Sqlite,
        "#[derive(SchemaTable)] struct T { #[schema_doc(auto_increment)] id: i64 }",
        &[
            "id: i64: `id` counts and is not the primary key: SQLite counts no other column; add `primary_key`, or leave out \
           `auto_increment`",
        ],
    );
    check(postgres, "#[derive(SchemaTable)] struct T { #[schema_doc(as = \"varchr(40)\")] name: String }", &[]);
}

#[test]
fn the_system_has_to_be_said() {
    let (schema, findings) = run(None, &[("src/lib.rs", "#[derive(SchemaTable)] struct T { id: i64 }")]);
    assert!(schema.tables.is_empty());
    assert_eq!(
        findings,
        [
            ": nothing tells which system these structs are tables of; type `dialect = \"postgresql\"` in the source, or \
          `mysql`, `mariadb`, `sqlite`, `mssql`, `oracle`"
        ]
    );
    let (_, findings) = run(None, &[("src/lib.rs", "struct Other;")]);
    assert_eq!(findings, Vec::<String>::new());
    let (_, findings) = run(None, &[("other/lib.rs", "")]);
    assert_eq!(
        findings,
        [
            ": no crate in `src`; set `path` to the folder of `lib.rs` or `main.rs` (`path = \"src\"`), or to such a file"
        ]
    );
}

/// Comments that allow a finding → where it is allowed.
#[test]
fn comments_allow_findings_by_place() {
    let check = |text: &str, expected: &[&str], warnings: usize| {
        let (mut schema, findings) = run(Some(System::Sqlite), &[("src/lib.rs", text)]);
        assert_eq!(findings, Vec::<String>::new(), "{text}");
        let mut diagnostics = Diagnostics::default();
        crate::annotate::annotate(&mut schema, &crate::config::Config::default(), &mut diagnostics);
        let line = |(code, span): &(schema_doc_diagnostics::Code, _)| {
            let place = schema.files.text(*span).split_whitespace().collect::<Vec<_>>().join(" ");
            format!("{}: {place}", code.as_str())
        };
        let allowed: Vec<String> = schema.allowed.iter().map(line).collect();
        assert_eq!(
            (allowed.iter().map(String::as_str).collect::<Vec<_>>(), diagnostics.iter().count()),
            (expected.to_vec(), warnings),
            "{text}"
        );
        assert_eq!(schema.tables[0].annotations.description.as_deref().unwrap_or("Prose."), "Prose.");
    };
    let whole = "#[derive(SchemaTable)] struct T { id: i64, }";
    for text in [
        "// schema-doc: allow(no-primary-key) a log\n#[derive(SchemaTable)]\nstruct T {\n    id: i64,\n}",
        "// Other words.\n\n//schema-doc:allow(no-primary-key)\n#[derive(SchemaTable)]\nstruct T { id: i64, }",
        "/* schema-doc: allow(no-primary-key) */\n#[derive(SchemaTable)]\nstruct T { id: i64, }",
        "fn f() { let x = \"\n// schema-doc: allow(wide-table)\n\"; }\n// schema-doc: allow(no-primary-key)\n// that is why\n\
         #[derive(SchemaTable)]\nstruct T { id: i64, }",
    ] {
        check(text, &[&format!("no-primary-key: {whole}")], 0);
    }
    check(
        "#[derive(SchemaTable)]\n// schema-doc: allow(no-primary-key, wide-table)\npub struct T { id: i64 }",
        &[
            "no-primary-key: #[derive(SchemaTable)] // schema-doc: allow(no-primary-key, wide-table) pub struct T { id: i64 }",
            "wide-table: #[derive(SchemaTable)] // schema-doc: allow(no-primary-key, wide-table) pub struct T { id: i64 }",
        ],
        0,
    );
    for field in [
        "// schema-doc: allow(quoted-name)\nid: i64,",
        "id: i64, // schema-doc: allow(quoted-name)",
        "// schema-doc: allow(quoted-name) so it is\n// called elsewhere\n/// The number.\n#[schema_doc(primary_key, check = \"id <> ']'\")]\n\
         #[serde(\nrename = \"x\")]\npub(crate) id: i64,",
        "/// The number.\n// schema-doc: allow(quoted-name)\n#[schema_doc(primary_key)]\nid: i64,",
    ] {
        let text = format!("/// Prose.\n#[derive(SchemaTable)]\nstruct T {{\n{field}\nother: i32,\n}}");
        check(&text, &["quoted-name: id: i64"], 0);
    }
    check("#[derive(SchemaTable)]\nstruct T {\n// schema-doc: allow(quoted-name)\n\nid: i64 }", &[], 1);
    check("#[derive(SchemaTable)]\nstruct T { id: i64 }\n// schema-doc: allow(quoted-name)\nfn f() {}", &[], 1);
    check("#[derive(SchemaTable)]\nstruct T { id: i64 }\n// schema-doc: allow(quoted-nam)", &[], 1);
    check(
        "#[derive(SchemaTable)]\n/// Prose.\nstruct T { id: i64 }\nconst A: &str = \"// schema-doc: allow(x)\";",
        &[],
        0,
    );
}

#[test]
fn functions_carry_access_patterns() {
    let text = "#[derive(SchemaTable)] struct Users { id: i64 } struct Db; impl Db { \
         /// By its number.\n #[access_pattern(query = \"SELECT \\\"id\\\" FROM \\\"users\\\" WHERE id = $1\", frequency = \"high\")] \
         async fn find(&self) {} } \
         #[schema_doc_runtime::access_pattern(name = \"all\", table = \"users\", pattern = \"every row\")] fn all() {} \
         #[access_pattern(query = \"SELECT 1\")] fn one() {} #[access_pattern(table = \"user\")] fn two() {}";
    let (schema, findings) = run(Some(System::PostgreSql), &[("src/lib.rs", text)]);
    assert_eq!(
        findings,
        [
            "\"SELECT 1\": the query names no table of the schema; say which: `table = \"users\"`",
            "\"user\": there is no table `user`; did you mean `users`?",
        ]
    );
    let words: Vec<&str> = schema.words.iter().map(|words| words.text.as_str()).collect();
    assert_eq!(
        words,
        [
            "@access find: By its number. query=\"SELECT \\\"id\\\" FROM \\\"users\\\" WHERE id = $1\" frequency=\"high\" \
             function=\"crate::Db::find\"",
            "@access all pattern=\"every row\" function=\"crate::all\"",
        ]
    );
}

#[test]
fn nothing_nests_too_deep_to_be_survived() {
    let table = "#[derive(SchemaTable)] struct T { id: i64 }";
    for (before, open, close, after) in [
        ("const X: () = ", "(", ")", ";"),
        ("const X: bool = ", "!", "true", ";"),
        ("const X: i32 = 0", " + 1", "", ";"),
        ("fn f() ", "{", "}", ""),
        ("fn f() { ", "if x {} else ", "", "{} }"),
        ("impl X { fn f(&self) { ", "[", "]", " } }"),
        ("type X = ", "(", ",)", ";"),
        ("type X = ", "Option<", "u8>", ";"),
        ("type X = ", "&", "u8", ";"),
        ("struct X { x: ", "&", "u8", " }"),
        ("#[x = ", "(", ")", "] struct X;"),
        ("", "mod m { ", "}", ""),
        ("make! ", "{", "}", ""),
    ] {
        let text = format!("{before}{}{}{after} {table}", open.repeat(10_000), close.repeat(10_000));
        let (schema, findings) = run(Some(System::Sqlite), &[("src/lib.rs", &text)]);
        assert!(
            schema.tables.len() == 1
                || findings.iter().any(|f| f.contains("deeper"))
                || findings[0].contains("cargo check"),
            "{before}{open}"
        );
    }
}

#[test]
fn bodies_and_values_are_left_out_and_nothing_else() {
    check(
        System::Sqlite,
        "#!/usr/bin/env cargo\nconst fn a(f: fn(u8) -> u8) -> [u8; { 2 }] { 1 + } const B: Option<fn()> = None; \
         static C: &str = \"}\"; impl Trait for fn(u8) { const D: u8 = { 1 }; fn e() where Self: Sized { ( } } \
         extern \"C\" { fn f(); } struct Sized<const N: usize = 3> { a: u8 } impl<const N: usize> Sized<N> { const A: u8 = 1; } \
         pub(crate) extern \"C\" fn g() { 1 + 1 } #[derive(SchemaTable)] struct T { id: i64, f: Box<str> }"
            .replace("( }", "() }")
            .as_str(),
        "t: id integer, f text\n",
    );
}

#[test]
fn a_definition_is_the_struct_without_its_comments() {
    let text = "mod db {\n    /// Who may log in.\n    #[derive(SchemaTable)]\n    struct User {\n        // Counted.\n        \
                #[schema_doc(primary_key)]\n        id: i64,\n    }\n}\n";
    let (schema, findings) = run(Some(System::Sqlite), &[("src/lib.rs", text)]);
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!(
        schema.tables[0].definition.text.as_deref(),
        Some("#[derive(SchemaTable)]\nstruct User {\n    #[schema_doc(primary_key)]\n    id: i64,\n}")
    );
}
