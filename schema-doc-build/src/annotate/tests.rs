use schema_doc_diagnostics::{Diagnostics, Severity};

use super::annotate;
use super::object::{Object, for_each};
use crate::config::{Config, SourceConfig, SourceKind, toml};
use crate::files::Files;
use crate::model::{Schema, Sensitivity, System, Tags};
use crate::source::sql;

struct Read {
    schema: Schema,
    diagnostics: Diagnostics,
}

fn read_with(files: &[(&str, &str)], overlay: &str) -> Read {
    read_as(System::PostgreSql, files, overlay)
}

fn read_as(system: System, files: &[(&str, &str)], overlay: &str) -> Read {
    let mut schema = Schema { system, default_namespace: "public".into(), ..Schema::default() };
    let mut diagnostics = Diagnostics::default();
    let config_file = schema.files.add("schema-doc.toml", overlay);
    let config =
        if overlay.is_empty() { Config::default() } else { toml::parse(overlay, config_file, &mut diagnostics) };
    let mut source = SourceConfig::new(SourceKind::Sql, if files.len() == 1 { files[0].0 } else { "m" });
    source.dialect = Some(system);
    sql::read(&Files::in_memory(files.iter().copied()), &[&source], &mut schema, &mut diagnostics);
    assert_eq!(diagnostics.iter().map(|d| d.message.as_str()).collect::<Vec<_>>(), Vec::<&str>::new());
    annotate(&mut schema, &config, &mut diagnostics);
    Read { schema, diagnostics }
}

fn read(sql: &str) -> Read {
    read_with(&[("a.sql", sql)], "")
}

impl Read {
    /// `title: description` of everything that has one, values as `title=value: words`.
    fn documented(&self) -> Vec<String> {
        let mut found = Vec::new();
        for_each(&self.schema, &mut |object, annotations| {
            let title = object.title(&self.schema);
            if let Some(description) = &annotations.description {
                found.push(format!("{title}: {description}"));
            }
            for value in &annotations.values {
                found.push(format!("{title}={}: {}", value.name, value.text.as_deref().unwrap_or_default()));
            }
        });
        found
    }

    fn findings(&self) -> Vec<String> {
        self.diagnostics
            .iter()
            .map(|d| {
                let place = d.span.map(|span| self.schema.files.place(span)).unwrap_or_default();
                let level = if d.severity == Severity::Error { "error" } else { "warning" };
                format!("{place} {level} {}: {}; {}", d.code.as_str(), d.message, d.help.as_deref().unwrap_or_default())
            })
            .collect()
    }

    fn tags(&self, wanted: &str) -> Tags {
        let mut found = None;
        for_each(&self.schema, &mut |object, annotations| {
            if object.title(&self.schema) == wanted {
                found = Some((**annotations).clone());
            }
        });
        found.unwrap_or_else(|| panic!("no {wanted}"))
    }
}

#[track_caller]
fn check(sql: &str, expected: &[&str]) {
    let read = read(sql);
    assert_eq!(read.findings(), Vec::<String>::new(), "{sql}");
    assert_eq!(read.documented(), expected, "{sql}");
}

#[test]
fn a_comment_belongs_to_the_definition_below_or_before_it() {
    check("-- People who shop.\nCREATE TABLE users (id int);", &["table `users`: People who shop."]);
    check("-- People who shop.\n\nCREATE TABLE users (id int);", &[]);
    check("-- People\n-- who shop.\nCREATE TABLE users (id int);", &["table `users`: People who shop."]);
    check("/** People\n * who shop. */\nCREATE TABLE users (id int);", &["table `users`: People who shop."]);
    check("/* People who shop. */ CREATE TABLE users (id int);", &["table `users`: People who shop."]);
    check("CREATE TABLE users ( -- people who shop\n id int\n);", &["table `users`: people who shop"]);
    check("CREATE TABLE users (id int); -- people who shop", &["table `users`: people who shop"]);
    check("CREATE TABLE users (\n id int\n); -- people who shop", &["table `users`: people who shop"]);
    check("CREATE TABLE users (\n id int\n)\n-- nothing\n;", &[]);
}

#[test]
fn a_comment_behind_a_column_belongs_to_it() {
    let column = |words: &str| format!("column `t.a`: {words}");
    let check = |body: &str, expected: &[&str]| check(&format!("CREATE TABLE t (\n{body}\n);"), expected);
    check("a text, -- shown\nb int", &[&column("shown")]);
    check("a text -- shown", &[&column("shown")]);
    check("a text /* shown */, b int", &[&column("shown")]);
    check("b int, /* shown */ a text", &[&column("shown")]);
    check("a text NOT NULL CHECK (a <> ''), -- shown\nb int", &[&column("shown")]);
    check("a text\n  CHECK (a IN ('x',\n 'y')), -- shown\nb int", &[&column("shown")]);
    check("a text -- shown\n  NOT NULL,\n b int", &[&column("shown")]);
    check("a text\n  NOT NULL -- shown\n DEFAULT 'x',\n b int", &[&column("shown")]);
    check("-- shown\na text,\nb int", &[&column("shown")]);
    check("-- shown\n  a text, -- in the header\nb int", &[&column("shown\n\nin the header")]);
    check("a text, -- shown\n        -- in the header\nb int", &[&column("shown in the header")]);
    check("a text, -- shown\n-- also\nb int", &[&column("shown"), "column `t.b`: also"]);
    check("b int\n, a text -- shown", &[&column("shown")]);
    check("b int -- first\n, a text -- shown", &["column `t.b`: first", &column("shown")]);
}

#[test]
fn one_line_tables_take_the_comment_above_whole() {
    check("-- Rates.\nCREATE TABLE t (a int PRIMARY KEY, b int);", &["table `t`: Rates."]);
    check(
        "CREATE TABLE t (a int PRIMARY KEY, -- day\n b int -- rate\n);",
        &["column `t.a`: day", "column `t.b`: rate"],
    );
}

#[test]
fn every_kind_of_definition_takes_comments() {
    check(
        "-- Moods of a day.\nCREATE TYPE mood AS ENUM ('sad', 'glad');\n\
         -- Above zero.\nCREATE DOMAIN positive AS int CHECK (VALUE > 0);\n\
         -- Length and width.\nCREATE TYPE area AS (x int, y int);\n\
         -- One a bill.\nCREATE SEQUENCE bill_number;\n\
         -- Open days.\nCREATE TABLE t (\n  a int,\n  -- No past.\n  CONSTRAINT future CHECK (a > 0)\n);\n\
         -- Finds days.\nCREATE INDEX by_a ON t (a);\n\
         -- What is open.\nCREATE VIEW v AS SELECT a FROM t;\n\
         -- Adds one.\nCREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN -- not this\n RETURN NEW; END $$;\n\
         -- Keeps it true.\nCREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();\n\
         -- Own rows only.\nCREATE POLICY p ON t USING (true);\n\
         -- Reads reports.\nCREATE ROLE reader;\n\
         -- Random numbers.\nCREATE EXTENSION pgcrypto;\n",
        &[
            "table `t`: Open days.",
            "constraint `future` of `t`: No past.",
            "index `by_a` of `t`: Finds days.",
            "trigger `g` of `t`: Keeps it true.",
            "policy `p` of `t`: Own rows only.",
            "view `v`: What is open.",
            "enum `mood`: Moods of a day.",
            "domain `positive`: Above zero.",
            "type `area`: Length and width.",
            "routine `f`: Adds one.",
            "sequence `bill_number`: One a bill.",
            "extension `pgcrypto`: Random numbers.",
            "role `reader`: Reads reports.",
        ],
    );
}

#[test]
fn alterations_define_too() {
    check(
        "CREATE TABLE t (a int);\n-- What we call it.\nALTER TABLE t ADD COLUMN b text;\n-- Never negative.\nALTER TABLE t\n  ADD CONSTRAINT \
         c CHECK (a >= 0);\nALTER TABLE t\n  ADD COLUMN d int, -- day\n  ADD COLUMN e int; -- evening\n",
        &[
            "column `t.b`: What we call it.",
            "column `t.d`: day",
            "column `t.e`: evening",
            "constraint `c` of `t`: Never negative.",
        ],
    );
}

#[test]
fn comments_of_what_is_dropped_vanish_with_it() {
    check("-- Old.\nCREATE TABLE a (\n x int -- y\n);\nDROP TABLE a;\nCREATE TABLE b (x int);", &[]);
    check("-- Old.\nCREATE TABLE a (x int);\nALTER TABLE a RENAME TO b;", &["table `b`: Old."]);
}

#[test]
fn values_of_closed_sets_take_comments() {
    check(
        "CREATE TYPE mood AS ENUM (\n  'sad', -- nothing works\n  -- all is well\n  'glad'\n);",
        &["enum `mood`=sad: nothing works", "enum `mood`=glad: all is well"],
    );
    check(
        "CREATE TABLE t (\n  s text CHECK (s IN (\n    'open', -- not yet paid\n    'paid'\n  ))\n);",
        &["column `t.s`=open: not yet paid"],
    );
}

#[test]
fn columns_that_like_copies_are_not_documented_twice() {
    check("CREATE TABLE a (\n x int -- here\n);\nCREATE TABLE b (LIKE a);", &["column `a.x`: here"]);
}

#[test]
fn comments_inside_queries_and_arguments_are_no_documentation() {
    check(
        "CREATE TABLE t (a int);\nCREATE VIEW v AS\nSELECT a -- the a\nFROM t -- from there\nWHERE a > 0 -- only these\n;",
        &[],
    );
    check("CREATE FUNCTION f(\n a int, -- the a\n b int -- the b\n) RETURNS int LANGUAGE sql AS 'SELECT 1';", &[]);
}

#[test]
fn stronger_places_win_and_say_so() {
    let sql = "-- From the source. @category a\nCREATE TABLE t (a int); \nCOMMENT ON TABLE t IS 'From the database.\n@owner me';";
    let read = read_with(&[("a.sql", sql)], "[tables.t]\ncategory = \"b\"\ntag = [\"x\", \"y\"]\n");
    assert_eq!(
        read.findings(),
        [
            "a.sql:1:4 warning conflicting-annotation: the description of table `t` is not the same in two places; the later one is taken; \
             keep one of them: the one in the database's own comment or the one in the source's comment",
            "schema-doc.toml:2:1 warning conflicting-annotation: the `@category` of table `t` is not the same in two places; the later one is \
             taken; keep one of them: the one in the source's comment or the one in the configuration",
        ]
    );
    let tags = read.tags("table `t`");
    assert_eq!(tags.purpose.as_deref(), Some("From the source."));
    assert_eq!(tags.comment.as_deref(), Some("From the database.\n@owner me"));
    assert_eq!(tags.owner.as_deref(), Some("me"));
    assert_eq!(tags.category.as_deref(), Some("b"));
    assert_eq!(tags.tags, ["x", "y"]);
}

#[test]
fn the_overlay_reaches_every_part() {
    let sql = "CREATE TYPE mood AS ENUM ('sad', 'glad');\nCREATE TABLE users (id int PRIMARY KEY, email text, age int CONSTRAINT adult \
               CHECK (age > 17));\nCREATE INDEX by_email ON users (email);\nCREATE VIEW v AS SELECT id FROM users;\n\
               CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';\nCREATE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'SELECT 1';";
    let overlay = r#"
[tables.users]
description = "People. They shop. @owner me"
rule = ["one: Only one", "two"]
example = [{ id = 1 }]
[tables.users.fields.email]
pii = true
meaning = "Login"
[tables.users.indexes.by_email]
impact = "High"
[tables.users.constraints.adult]
reason = "The law"
[[tables.users.access_patterns]]
name = "login"
query = "SELECT 1"
frequency = "high"
[views.v]
purpose = "Ids"
[views.v.fields.id]
meaning = "Key"
[enums.mood.values]
sad = "Bad day"
[routines."f(integer)"]
purpose = "Adds"
"#;
    let read = read_with(&[("a.sql", sql)], overlay);
    assert_eq!(read.findings(), Vec::<String>::new());
    let users = read.tags("table `users`");
    assert_eq!(users.purpose.as_deref(), Some("People."));
    assert_eq!(users.owner.as_deref(), Some("me"));
    assert_eq!(users.rules.len(), 2);
    assert_eq!(users.examples[0].0, "{\"id\":1}");
    assert_eq!(users.access[0].query.as_deref(), Some("SELECT 1"));
    assert_eq!(read.tags("column `users.email`").meaning.as_deref(), Some("Login"));
    assert_eq!(read.tags("index `by_email` of `users`").impact.as_deref(), Some("High"));
    assert_eq!(read.tags("constraint `adult` of `users`").reason.as_deref(), Some("The law"));
    assert_eq!(read.tags("view `v`").purpose.as_deref(), Some("Ids"));
    assert_eq!(read.tags("enum `mood`").values[0].text.as_deref(), Some("Bad day"));
    assert_eq!(read.schema.routines.iter().filter(|r| r.annotations.purpose.is_some()).count(), 1);
}

#[track_caller]
fn check_overlay(overlay: &str, expected: &str) {
    let sql = "CREATE TABLE users (id int PRIMARY KEY, email text);\nCREATE VIEW v AS SELECT id FROM users;";
    assert_eq!(read_with(&[("a.sql", sql)], overlay).findings(), [expected]);
}

#[test]
fn what_the_overlay_gets_wrong_is_said_with_the_nearest_name() {
    check_overlay(
        "[tables.usres]\ncategory = \"a\"\nowner = \"b\"\n",
        "schema-doc.toml:1:9 error stale-annotation: there is no table `usres`; did you mean `users`?",
    );
    check_overlay(
        "[tables.v]\npurpose = \"a\"\n",
        "schema-doc.toml:1:9 error stale-annotation: there is no table `v`; did you mean `[views.v]`?",
    );
    check_overlay(
        "[tables.users.fields.emial]\nmeaning = \"a\"\n",
        "schema-doc.toml:1:22 error stale-annotation: table `users` has no column `emial`; did you mean `email`?",
    );
    check_overlay(
        "[tables.users]\ncatagory = \"a\"\n",
        "schema-doc.toml:2:1 error invalid-config: there is no key `catagory`; did you mean `category`?",
    );
    check_overlay(
        "[tables.users.feilds.email]\nmeaning = \"a\"\n",
        "schema-doc.toml:1:15 error invalid-config: table `users` has no part `feilds`; did you mean `fields`?",
    );
    check_overlay(
        "[tables.users]\npii = true\n",
        "schema-doc.toml:2:1 error invalid-annotation: `pii` cannot stand here; it can stand on a column",
    );
    check_overlay(
        "[tables.users.fields.email]\nsensitivity = \"hgih\"\n",
        "schema-doc.toml:2:15 error invalid-annotation: `hgih` is no value of `@sensitivity`; write one of `public`, `internal`, \
         `confidential`, `pii`, `secret`",
    );
    check_overlay(
        "[features.shop]\ntables = [\"users\", \"orders\"]\n",
        "schema-doc.toml:2:20 error stale-annotation: the feature `shop` names a table `orders`, which is not there; remove it, or write the \
         name that the table has now",
    );
}

#[track_caller]
fn check_finding(sql: &str, expected: &str) {
    assert_eq!(read(sql).findings(), [expected], "{sql}");
}

#[test]
fn what_annotations_name_has_to_be_there() {
    check_finding(
        "-- @see usres\nCREATE TABLE users (id int);",
        "a.sql:1:4 error stale-annotation: there is no table or column `usres`; did you mean `users`?",
    );
    check_finding(
        "-- @see users.di\nCREATE TABLE users (id int);",
        "a.sql:1:4 error stale-annotation: there is no table or column `users.di`; did you mean `users.id`?",
    );
    check_finding(
        "CREATE SCHEMA a;\nCREATE TABLE a.b (c int);\n-- @see a.b\nCREATE TABLE a (b int);",
        "a.sql:3:4 error invalid-annotation: `a.b` reads in two ways: as a table, and as a column of another; write the table with its \
         namespace, or the column with its table's namespace",
    );
    check_finding(
        "-- @access login: x index=by_emial\nCREATE TABLE users (email text);\nCREATE INDEX by_email ON users (email);",
        "a.sql:1:4 error stale-annotation: `users` has no index `by_emial`; did you mean `by_email`?",
    );
    check_finding(
        "CREATE TABLE t (s text CHECK (s IN ('open', 'paid')) -- @flow open -> payed\n);",
        "a.sql:1:57 error invalid-annotation: `t.s` has no state `payed`; it is one of `open`, `paid`",
    );
    check_finding(
        "CREATE TABLE t (s text -- @flow a -> b\n);",
        "a.sql:1:27 error invalid-annotation: `@flow` stands on `t.s`, which has no closed set of values; add a check or an enum, or state \
         the values with `@values a, b`",
    );
    check_finding(
        "CREATE TABLE t (s text CHECK (s IN ('open', 'paid')) -- @values open: Not paid, shut: x\n);",
        "a.sql:1:57 error stale-annotation: `t.s` has no value `shut`; it is one of `open`, `paid`",
    );
    check_finding(
        "CREATE TABLE t (s text -- @label owns\n);",
        "a.sql:1:27 error invalid-annotation: `@label` stands on column `t.s`, which references nothing; put it on a foreign key's column, or \
         say with `@references TABLE.COLUMN` what the column means",
    );
    check_finding(
        "CREATE TABLE t (s text -- @references u.id\n);",
        "a.sql:1:27 error stale-annotation: there is no column `u.id`; write `TABLE.COLUMN`",
    );
    check_finding(
        "-- @category shop\n\nCREATE TABLE t (s text);",
        "a.sql:1:4 warning invalid-annotation: `@category` stands on nothing: a blank line is between it and the definition; put the comment \
         directly above the definition",
    );
    check_finding(
        "CREATE TABLE t (s text);\nCOMMENT ON COLUMN t.s IS 'It''s. @sensitivity hgih';",
        "a.sql:2:47 error invalid-annotation: `hgih` is no value of `@sensitivity`; write one of `public`, `internal`, `confidential`, `pii`, \
         `secret`",
    );
    for sql in [
        "-- @see users.id, https://example.com/a, u\nCREATE TABLE users (id int);\nCREATE TABLE u (a int);",
        "CREATE TABLE users (id int PRIMARY KEY);\nCREATE TABLE t (a int -- @references users.id @label owns @cardinality one_or_more\n);",
        "CREATE TABLE t (s text -- @values a: One, b: Two @flow a -> b\n);",
    ] {
        assert_eq!(read(sql).findings(), Vec::<String>::new(), "{sql}");
    }
}

#[test]
fn what_is_ignored_is_in_no_list_and_counted() {
    let read = read(
        "CREATE TABLE a (id int PRIMARY KEY, secret text, -- @ignore\n b int);\nCREATE INDEX i ON a (secret);\n-- @ignore\nCREATE TABLE old (id int \
         PRIMARY KEY);\nALTER TABLE a ADD FOREIGN KEY (b) REFERENCES old;\n-- @planned 2.0\nCREATE TABLE next (id int);",
    );
    assert_eq!(read.findings(), Vec::<String>::new());
    let [table] = read.schema.tables.as_slice() else { panic!("one table") };
    assert_eq!(table.columns.len(), 2);
    assert!(table.indexes.is_empty() && table.foreign_keys.is_empty());
    let ignored: Vec<_> = read.schema.ignored.iter().map(|ignored| (ignored.kind, ignored.name.as_str())).collect();
    assert_eq!(ignored, [("table", "old"), ("column", "a.secret")]);
    assert_eq!(read.schema.planned.len(), 1);
}

#[test]
fn the_overlay_plans_tables() {
    let sql = "CREATE TABLE a (id int);\n-- @planned 2.0\nCREATE TABLE next (id int);";
    let read = read_with(
        &[("a.sql", sql)],
        "[planned.messages]\nversion = \"3.0\"\npurpose = \"Chat.\"\ndefinition = \"CREATE TABLE messages (id int)\"\n\
         [planned.next]\npurpose = \"Soon.\"\n[planned.a]\nversion = \"1\"\n[planned.b]\nverson = \"1\"\nversion = 1\n",
    );
    assert_eq!(
        read.findings(),
        [
            "schema-doc.toml:7:10 error stale-annotation: table `a` is planned here, and is there already; describe it in `[tables.a]`",
            "schema-doc.toml:10:1 error unknown-annotation: a planned table has no key `verson`; did you mean `version`?",
            "schema-doc.toml:11:11 error invalid-annotation: `version` of a planned table is a string; type `version = \"…\"`",
        ]
    );
    let planned = read.schema.planned.iter().map(|table| {
        let tags = &table.annotations;
        format!(
            "{} {:?} {:?}",
            table.id.name,
            tags.planned.as_deref().unwrap_or("-"),
            tags.purpose.as_deref().unwrap_or("-")
        )
    });
    let planned: Vec<String> = planned.collect();
    assert_eq!(planned, ["next \"2.0\" \"Soon.\"", "messages \"3.0\" \"Chat.\"", "b \"\" \"-\""]);
}

#[test]
fn the_worked_example_reads_as_specified() {
    let read = read(
        "-- Core user authentication and profile management.
-- @category authentication
-- @operation create_user, authenticate
-- @access login: Email-based login lookup index=by_email frequency=high
CREATE TABLE users (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    -- Unique authentication identifier. @pii
    -- @meaning The user's primary contact and login identifier
    -- @validation Email format required
    -- @rule email_format
    email      varchar(255) NOT NULL,
    status     text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'deleted')), -- @flow active -> suspended -> active, active -> deleted
    created_at timestamptz NOT NULL DEFAULT now()
);
-- Fast authentication lookups
-- @impact Critical for login performance
CREATE UNIQUE INDEX by_email ON users (email);

/** One signed-in device. @owner identity-team */
CREATE TABLE sessions (
    id      bigserial PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE, -- @label opens
    ip      inet
);",
    );
    assert_eq!(read.findings(), Vec::<String>::new());
    let users = read.tags("table `users`");
    assert_eq!(users.purpose.as_deref(), Some("Core user authentication and profile management."));
    assert_eq!(users.category.as_deref(), Some("authentication"));
    assert_eq!(users.operations.iter().map(|o| o.name.as_str()).collect::<Vec<_>>(), ["create_user", "authenticate"]);
    assert_eq!(users.access[0].index.as_deref(), Some("by_email"));
    let email = read.tags("column `users.email`");
    assert_eq!(email.purpose.as_deref(), Some("Unique authentication identifier."));
    assert_eq!(email.meaning.as_deref(), Some("The user's primary contact and login identifier"));
    assert_eq!(email.validation.as_deref(), Some("Email format required"));
    assert_eq!(email.sensitivity, Some(Sensitivity::Pii));
    assert_eq!(email.rules[0].name, "email_format");
    assert_eq!(read.tags("column `users.status`").flow.len(), 3);
    let index = read.tags("index `by_email` of `users`");
    assert_eq!(index.purpose.as_deref(), Some("Fast authentication lookups"));
    assert_eq!(index.impact.as_deref(), Some("Critical for login performance"));
    let sessions = read.tags("table `sessions`");
    assert_eq!(sessions.purpose.as_deref(), Some("One signed-in device."));
    assert_eq!(sessions.owner.as_deref(), Some("identity-team"));
    assert_eq!(read.tags("column `sessions.user_id`").label.as_deref(), Some("opens"));
    assert_eq!(Object::Table(0).title(&read.schema), "table `sessions`");
}

#[test]
fn long_comments_take_linear_time() {
    for unit in ["@a ", "@pii ", ".", "`", "\" @x", "- ", "@example \"", "(", "a.b ", "--\n"] {
        let text = unit.repeat(40_000 / unit.len());
        let read =
            read(&format!("/* {text} */\nCREATE TABLE t (\n  a int -- @example {}\n);", text.replace('\n', " ")));
        assert!(read.schema.tables.len() == 1);
    }
}

#[test]
fn an_example_may_lack_what_is_filled_by_others() {
    let check = |system: System, table: &str, behind: &str, expected: &[&str]| {
        let sql = format!("-- @example {{}}\nCREATE TABLE t (\n    {table}\n);\n{behind}");
        let read = read_as(system, &[("a.sql", &sql)], "");
        let lacks = read.diagnostics.iter().filter_map(|d| d.message.split_once(" lacks ")?.1.split_once(", without"));
        let found: Vec<&str> = lacks.map(|(names, _)| names).collect();
        assert_eq!(found, expected, "{sql} {:?}", read.diagnostics);
    };
    let trigger = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.a := 1; RETURN NEW; END $$;
                   CREATE TRIGGER t BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();";
    check(System::PostgreSql, "a int, b int NOT NULL", "", &["`b`"]);
    check(System::PostgreSql, "a serial, b int NOT NULL DEFAULT 1, c int GENERATED ALWAYS AS IDENTITY", "", &[]);
    check(System::PostgreSql, "a int NOT NULL, b int NOT NULL", trigger, &["`b`"]);
    check(System::PostgreSql, "a int NOT NULL", &trigger.replace("BEFORE", "AFTER"), &["`a`"]);
    check(System::Sqlite, "a INTEGER PRIMARY KEY NOT NULL, b TEXT NOT NULL", "", &["`b`"]);
    check(System::Sqlite, "a INT PRIMARY KEY NOT NULL", "", &["`a`"]);
    check(System::MySql, "a enum('x', 'y') NOT NULL, b int NOT NULL", "", &["`b`"]);
    check(System::SqlServer, "a rowversion NOT NULL, b int NOT NULL", "", &["`b`"]);
}

#[test]
fn examples_are_held_to_their_columns() {
    let check = |example: &str, on_column: &str, expected: &[&str]| {
        let sql = format!(
            "-- @example {example}\nCREATE TABLE t (\n    id integer PRIMARY KEY,\n    -- @example {on_column}\n    code varchar(3) NOT NULL,\n    \
             state text CHECK (state IN ('on', 'off')),\n    amount numeric(4, 2)\n);"
        );
        let read = read(&sql);
        let found: Vec<&str> = read.diagnostics.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(found, expected, "{sql}");
        assert!(read.diagnostics.iter().all(|d| d.span.is_some() && d.help.is_some()), "{sql}");
    };
    check(r#"{"id": 1, "code": "abc", "state": "on", "amount": 99.5}"#, "\"x\"", &[]);
    check(r#"{"id": 1, "code": "abc", "state": null}"#, "\"x\"", &[]);
    check(r#"{"state": null}"#, "\"x\"", &["an example of `t` lacks `id`, `code`, without which no row is let in"]);
    check(r#"{"id": 1, "cod": "abc"}"#, "\"x\"", &["an example of `t` has `cod`, which is no column of it"]);
    check(
        r#"{"id": "one", "code": null, "state": "of", "amount": 100, "cod": 1}"#,
        "\"abcd\"",
        &[
            "the example `\"one\"` of `t.id` is no integer",
            "the example `null` of `t.code` may not be null",
            "the example `\"of\"` of `t.state` is none of `on`, `off`",
            "the example `100` of `t.amount` has more than 2 digits before the point",
            "the example `\"abcd\"` of `t.code` has more than 3 characters",
            "an example of `t` has `cod`, which is no column of it",
        ],
    );
}
