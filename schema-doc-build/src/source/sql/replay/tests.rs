//! Small SQL in, what PostgreSQL 18 makes of it out.

use schema_doc_diagnostics::{Code, Diagnostics};

use crate::config::{SourceConfig, SourceKind};
use crate::files::Files;
use crate::model::{ColumnKind, KeyTarget, Schema};
use crate::source::sql::read;

/// Reads files as one folder of migrations, or one file called `schema.sql` as it is.
fn replay_files(files: &[(&str, &str)]) -> (Schema, Diagnostics) {
    let path = if files.len() == 1 { files[0].0 } else { "migrations" };
    let mut source = SourceConfig::new(SourceKind::Sql, path);
    source.dialect = Some(crate::model::System::PostgreSql);
    let files = Files::in_memory(files.iter().map(|&(path, text)| (path, text)));
    let mut schema = Schema::default();
    let mut diagnostics = Diagnostics::default();
    read(&files, &[&source], &mut schema, &mut diagnostics);
    (schema, diagnostics)
}

fn replay(sql: &str) -> Schema {
    let (schema, diagnostics) = replay_files(&[("schema.sql", sql)]);
    let found: Vec<_> = diagnostics.iter().map(|d| &d.message).collect();
    assert!(found.is_empty(), "{sql}: {found:?}");
    schema
}

/// A line a table: its columns, then constraints and indexes by name.
fn describe(schema: &Schema) -> Vec<String> {
    let mut lines = Vec::new();
    for table in &schema.tables {
        let mut line = format!("{}:", schema.identifier(&table.id));
        for column in &table.columns {
            line.push_str(&format!(" {} {}", column.name, column.data_type.native));
            if !column.nullable {
                line.push('!');
            }
            match &column.kind {
                ColumnKind::Plain => {}
                ColumnKind::Default(text) => line.push_str(&format!(" = {text}")),
                ColumnKind::Generated(generated) => line.push_str(&format!(" := {}", generated.expression)),
                ColumnKind::Identity(identity) => line.push_str(&format!(" @{}", identity.sequence.name)),
                ColumnKind::AutoIncrement => line.push_str(" auto_increment"),
            }
            line.push(',');
        }
        let mut names: Vec<String> = table.primary_key.iter().map(|k| k.name.clone()).collect();
        names.extend(table.unique.iter().map(|k| k.name.clone()));
        names.extend(table.checks.iter().map(|c| format!("{}({})", c.name, c.expression)));
        names.extend(table.exclusions.iter().map(|c| c.name.clone()));
        names.extend(
            table
                .foreign_keys
                .iter()
                .map(|k| format!("{}->{}({})", k.name, schema.identifier(&k.table), k.referenced.join(","))),
        );
        names.extend(table.indexes.iter().map(|i| i.name.clone()));
        names.extend(table.triggers.iter().map(|t| t.name.clone()));
        if !names.is_empty() {
            line.push_str(&format!(" {}", names.join(" ")));
        }
        lines.push(line.trim_end_matches([',', ':']).to_owned());
    }
    lines
}

fn check(sql: &str, expected: &[&str]) {
    assert_eq!(describe(&replay(sql)), expected, "{sql}");
}

fn check_error(sql: &str, code: Code, message: &str) {
    let (_, diagnostics) = replay_files(&[("schema.sql", sql)]);
    let found: Vec<_> = diagnostics.iter().map(|d| (d.code, d.message.as_str())).collect();
    assert_eq!(found, [(code, message)], "{sql}");
}

#[test]
fn unnamed_constraints_and_indexes_are_named_as_postgres_names_them() {
    check(
        "CREATE TABLE t (a int PRIMARY KEY, b text UNIQUE CHECK (b <> ''), CHECK (a > 0 AND b <> 'x'), CHECK (a < 9), UNIQUE (b, a))",
        &[
            "t: a integer!, b text, t_pkey t_b_key t_b_a_key t_b_check(b <> '') t_check(a > 0 AND b <> 'x') t_a_check(a < 9)",
        ],
    );
    check(
        "CREATE TABLE t (a int, b text); CREATE INDEX ON t (lower(b)); CREATE INDEX ON t (lower(b)); \
         CREATE INDEX ON t ((a + 1), (a + 2)); CREATE INDEX ON t (a) INCLUDE (b); CREATE INDEX ON t ((a))",
        &["t: a integer, b text, t_lower_idx t_lower_idx1 t_expr_expr1_idx t_a_b_idx t_a_idx"],
    );
    check(
        "CREATE TABLE t (a int, b int, EXCLUDE USING btree (a WITH =, (b + 1) WITH =))",
        &["t: a integer, b integer, t_a_expr_excl"],
    );
}

#[test]
fn a_doubled_unique_is_one_index_under_the_first_name_given() {
    check("CREATE TABLE t (a int UNIQUE PRIMARY KEY)", &["t: a integer!, t_pkey"]);
    check("CREATE TABLE t (b int UNIQUE, CONSTRAINT named UNIQUE (b))", &["t: b integer, named"]);
}

#[test]
fn a_collation_of_a_key_is_apart_from_what_it_is_on() {
    let check = |key: &str, target: &str, collation: Option<&str>| {
        let schema = replay(&format!("CREATE TABLE t (a text, b text COLLATE \"C\"); CREATE INDEX i ON t ({key})"));
        let found = &schema.tables[0].indexes[0].keys[0];
        let of = match &found.target {
            KeyTarget::Column(name) | KeyTarget::Expression(name) => name.as_str(),
        };
        assert_eq!((of, found.collation.as_deref()), (target, collation), "{key}");
    };
    check("(a COLLATE \"C\")", "a", Some("\"C\""));
    check("(lower(a) COLLATE \"C\")", "lower(a)", Some("\"C\""));
    check("((lower(a) COLLATE pg_catalog.\"C\"))", "lower(a)", Some("\"C\""));
    check("((a || b) COLLATE s.x)", "(a || b)", Some("s.x"));
    check("(a || b COLLATE \"C\")", "a || b COLLATE \"C\"", None);
    check("(lower(a COLLATE \"C\"))", "lower(a COLLATE \"C\")", None);
    // The column's own.
    check("b COLLATE \"C\"", "b", None);
    check("(b COLLATE \"C\")", "b", None);
    check("b COLLATE \"POSIX\"", "b", Some("\"POSIX\""));
}

#[test]
fn a_function_returns_its_out_arguments() {
    let check = |arguments: &str, returns: Option<&str>| {
        let schema = replay(&format!("CREATE FUNCTION f({arguments}) LANGUAGE sql AS ''"));
        assert_eq!(schema.routines[0].returns.as_deref(), returns, "{arguments}");
    };
    check("a int, OUT b varchar(3)", Some("character varying"));
    check("a int, INOUT b text[]", Some("text[]"));
    check("OUT a int, OUT b int", Some("record"));
    check("a int", None);
}

#[test]
fn serial_is_read_as_the_database_stores_it() {
    check("CREATE TABLE t (id bigserial)", &["t: id bigint! = nextval('t_id_seq'::regclass)"]);
    let schema = replay("CREATE TABLE t (id smallserial)");
    let sequence = &schema.sequences[0];
    assert_eq!(sequence.options.data_type.as_deref(), Some("smallint"));
    assert_eq!(sequence.owned_by.as_ref().map(|(t, c)| (t.name.as_str(), c.as_str())), Some(("t", "id")));
    assert!(sequence.implicit);
}

#[test]
fn a_reference_without_columns_leads_to_the_primary_key() {
    check(
        "CREATE TABLE o (x int, y int, PRIMARY KEY (x, y)); CREATE TABLE t (a int, b int, FOREIGN KEY (a, b) REFERENCES o)",
        &["o: x integer!, y integer!, o_pkey", "t: a integer, b integer, t_a_b_fkey->o(x,y)"],
    );
    check(
        "CREATE TABLE t (a int PRIMARY KEY, up int REFERENCES t)",
        &["t: a integer!, up integer, t_pkey t_up_fkey->t(a)"],
    );
}

#[test]
fn renames_are_followed_everywhere() {
    check(
        "CREATE TABLE o (id serial PRIMARY KEY); CREATE TABLE t (a int REFERENCES o, CHECK (a > 0)); \
         ALTER TABLE o RENAME TO p; ALTER TABLE p RENAME COLUMN id TO \"Id\"; ALTER SEQUENCE o_id_seq RENAME TO s; \
         ALTER TABLE t RENAME COLUMN a TO \"order\"; ALTER INDEX o_pkey RENAME TO pk",
        &["p: Id integer! = nextval('s'::regclass), pk", "t: order integer, t_a_check(\"order\" > 0) t_a_fkey->p(Id)"],
    );
    check(
        "CREATE SCHEMA a; CREATE TYPE a.mood AS ENUM ('x'); CREATE TABLE t (m a.mood DEFAULT 'x'::a.mood); \
         ALTER TYPE a.mood RENAME TO feeling; ALTER SCHEMA a RENAME TO b",
        &["t: m b.feeling = 'x'::b.feeling"],
    );
}

#[test]
fn a_view_keeps_its_outputs_when_columns_are_renamed() {
    let schema = replay(
        "CREATE TABLE t (a int, b text); CREATE VIEW v AS SELECT x.a, lower(x.b) AS l FROM t x WHERE x.a > 0; \
         ALTER TABLE t RENAME COLUMN a TO c; ALTER TABLE t RENAME TO u",
    );
    let view = &schema.views[0];
    assert_eq!(view.query, "SELECT x.c AS a, lower(x.b) AS l FROM u x WHERE x.c > 0");
    assert_eq!(view.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["a", "l"]);
    assert_eq!(view.depends_on[0].name, "u");
}

#[test]
fn a_dropped_column_takes_what_hangs_on_it() {
    check(
        "CREATE TABLE t (a int PRIMARY KEY, b int, c int, CHECK (b > c), UNIQUE (c, b), CHECK (a > 0)); \
         CREATE INDEX i ON t (a) WHERE b > 0; CREATE INDEX j ON t (a); ALTER TABLE t DROP COLUMN b",
        &["t: a integer!, c integer, t_pkey t_a_check(a > 0) j"],
    );
}

#[test]
fn children_inherit_and_follow() {
    check(
        "CREATE TABLE p (a int NOT NULL, b text CHECK (b <> '')); CREATE TABLE c (d int, b text DEFAULT 'w') INHERITS (p); \
         ALTER TABLE p ADD COLUMN e int DEFAULT 1; ALTER TABLE p ALTER a TYPE bigint; ALTER TABLE p RENAME b TO bb",
        &[
            "c: a bigint!, bb text = 'w', d integer, e integer = 1, p_b_check(bb <> '')",
            "p: a bigint!, bb text, e integer = 1, p_b_check(bb <> '')",
        ],
    );
}

#[test]
fn partitions_get_keys_indexes_and_references_of_their_table() {
    check(
        "CREATE TABLE o (id int PRIMARY KEY); \
         CREATE TABLE p (a int, o int REFERENCES o, PRIMARY KEY (a)) PARTITION BY RANGE (a); CREATE INDEX mine ON p (o); \
         CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (9); CREATE INDEX ON p (o, a)",
        &[
            "o: id integer!, o_pkey",
            "p: a integer!, o integer, p_pkey p_o_fkey->o(id) mine p_o_a_idx",
            "p1: a integer!, o integer, p1_pkey p_o_fkey->o(id) p1_o_idx p1_o_a_idx",
        ],
    );
}

#[test]
fn an_index_of_a_partition_is_its_parent_s_whoever_made_it() {
    let tables = "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);";
    let check = |sql: &str, name: &str, only: bool| {
        let schema = replay(&format!("{tables} {sql}"));
        let (parent, part) = (&schema.tables[0].indexes[0], &schema.tables[1].indexes[0]);
        assert_eq!((part.name.as_str(), part.attached_to.as_deref(), part.inherited), (name, Some("i"), true), "{sql}");
        assert_eq!(parent.only, only, "{sql}");
    };
    check("CREATE INDEX i ON p (a)", "p1_a_idx", false);
    check("CREATE INDEX mine ON p1 (a); CREATE INDEX i ON p (a)", "mine", false);
    // As `pg_dump` says it.
    check(
        "CREATE INDEX i ON ONLY p (a); CREATE INDEX mine ON p1 (a); ALTER INDEX i ATTACH PARTITION mine",
        "mine",
        false,
    );
    let second = "CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);";
    check(
        &format!("{second} CREATE INDEX i ON ONLY p (a); CREATE INDEX m ON p1 (a); ALTER INDEX i ATTACH PARTITION m"),
        "m",
        true,
    );
}

#[test]
fn a_domain_over_a_domain_takes_its_default_over() {
    let schema = replay(
        "CREATE DOMAIN a AS text DEFAULT 'x'; CREATE DOMAIN b AS a; CREATE DOMAIN c AS b DEFAULT 'y'; CREATE DOMAIN d AS a[];",
    );
    let defaults: Vec<Option<&str>> = schema.domains.iter().map(|domain| domain.default.as_deref()).collect();
    assert_eq!(defaults, [Some("'x'"), Some("'x'"), Some("'y'"), None]);
}

#[test]
fn values_of_storage_are_the_same_with_and_without_quotes() {
    let schema =
        replay("CREATE TABLE t (a int) WITH (fillfactor='70'); CREATE INDEX i ON t (a) WITH (fillfactor = 70)");
    let pair = [("fillfactor".to_owned(), "70".to_owned())];
    assert_eq!(schema.tables[0].options.as_ref().unwrap().storage, pair);
    assert_eq!(schema.tables[0].indexes[0].storage, pair);
}

#[test]
fn like_copies_what_it_is_told() {
    check(
        "CREATE TABLE s (a serial PRIMARY KEY, b text DEFAULT 'x' CHECK (b <> '')); CREATE INDEX named ON s (b); \
         CREATE TABLE t (LIKE s INCLUDING ALL EXCLUDING DEFAULTS, c int)",
        &[
            "s: a integer! = nextval('s_a_seq'::regclass), b text = 'x', s_pkey s_b_check(b <> '') named",
            "t: a integer!, b text, c integer, t_pkey s_b_check(b <> '') t_b_idx",
        ],
    );
}

#[test]
fn a_null_default_is_stored_only_where_its_length_is_coerced() {
    check(
        "CREATE TABLE t (a varchar(3) DEFAULT NULL, b text DEFAULT NULL::text, c numeric(3,1) DEFAULT NULL, d int DEFAULT (NULL))",
        &["t: a character varying(3) = NULL::character varying, b text, c numeric(3,1) = NULL::numeric, d integer"],
    );
}

#[test]
fn the_search_path_says_where_things_go() {
    check(
        "CREATE SCHEMA a; SET search_path = a, public; CREATE TABLE t (x int); SET search_path TO DEFAULT; CREATE TABLE t (y int); \
         BEGIN; SET LOCAL search_path = a; CREATE TABLE u (z int); COMMIT; CREATE TABLE v (w int)",
        &["a.t: x integer", "a.u: z integer", "t: y integer", "v: w integer"],
    );
}

#[test]
fn what_is_rolled_back_or_temporary_is_not_there() {
    check(
        "CREATE TABLE t (a int); BEGIN; DROP TABLE t; CREATE TABLE u (b int); ROLLBACK; CREATE TEMP TABLE t (z int); \
         ALTER TABLE t ADD COLUMN y int; DROP TABLE t; ALTER TABLE t ADD COLUMN x int",
        &["t: a integer, x integer"],
    );
    let schema = replay("BEGIN; CREATE TABLE t (a int)");
    assert!(schema.tables.is_empty());
    assert_eq!(schema.unsupported.len(), 1);
}

#[test]
fn a_history_names_each_step_and_its_file() {
    let (schema, diagnostics) = replay_files(&[
        ("migrations/1_a.sql", "CREATE TABLE t (a int);"),
        (
            "migrations/2_b.sql",
            "ALTER TABLE t ADD COLUMN b int UNIQUE; CREATE INDEX i ON t (b); ALTER TABLE t RENAME TO u;",
        ),
    ]);
    assert!(diagnostics.is_empty());
    let table = &schema.tables[0];
    let steps: Vec<String> = table
        .migrations
        .iter()
        .map(|s| format!("{} {} {}", schema.files.path(s.span), s.action.as_str(), s.detail))
        .collect();
    assert_eq!(
        steps,
        [
            "migrations/1_a.sql created ",
            "migrations/2_b.sql added column b",
            "migrations/2_b.sql added index i",
            "migrations/2_b.sql renamed from t",
        ]
    );
    let added = table.columns[1].added_in.map(|f| schema.files.file(f).path().to_owned());
    assert_eq!(added.as_deref(), Some("migrations/2_b.sql"));
    assert_eq!(table.columns[1].span.map(|s| schema.files.text(s)), Some("b int UNIQUE"));
}

#[test]
fn tables_of_migration_tools_are_left_out_with_all_they_own() {
    let schema = replay(
        "CREATE TABLE _sqlx_migrations (version bigserial PRIMARY KEY); CREATE INDEX i ON _sqlx_migrations (version)",
    );
    assert!(schema.tables.is_empty() && schema.sequences.is_empty());
    assert_eq!(schema.left_out, ["_sqlx_migrations"]);
}

#[test]
fn what_is_not_there_is_an_error_with_its_place() {
    check_error(
        "CREATE TABLE users (a int); ALTER TABLE user_s ADD COLUMN b int",
        Code::UnknownObject,
        "no table `user_s`",
    );
    check_error("CREATE TABLE t (a int); CREATE INDEX i ON t (b)", Code::UnknownObject, "no column `b` in table `t`");
    check_error("CREATE TABLE t (a int); CREATE TABLE t (a int)", Code::DuplicateObject, "table `t` already exists");
    check_error(
        "CREATE TABLE t (a int REFERENCES nope)",
        Code::UnresolvedReference,
        "the referenced table `nope` does not exist",
    );
    check_error(
        "CREATE TABLE o (a int PRIMARY KEY); CREATE TABLE t (a int REFERENCES o); DROP TABLE o",
        Code::DependentObject,
        "table `o` cannot be dropped: foreign key `t_a_fkey` of table `t` depends on it",
    );
    check(
        "CREATE TABLE IF NOT EXISTS t (a int); CREATE TABLE IF NOT EXISTS t (b int); DROP TABLE IF EXISTS nope",
        &["t: a integer"],
    );
}

#[test]
fn revoked_privileges_are_gone() {
    let schema = replay(
        "CREATE ROLE r; CREATE TABLE t (a int); GRANT SELECT, INSERT ON t TO r; REVOKE INSERT ON t FROM r; GRANT ALL ON t TO PUBLIC; \
         REVOKE ALL ON t FROM PUBLIC",
    );
    let grants: Vec<_> = schema.grants.iter().map(|g| (g.privileges.join(","), g.grantees.join(","))).collect();
    assert_eq!(grants, [("SELECT".to_owned(), "r".to_owned())]);
}

#[test]
fn a_dropped_object_takes_its_dependents_where_it_may() {
    check(
        "CREATE TABLE o (a int PRIMARY KEY); CREATE TABLE t (a int REFERENCES o); CREATE VIEW v AS SELECT a FROM o; DROP TABLE o CASCADE",
        &["t: a integer"],
    );
    check("CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (a e, b int); DROP TYPE e CASCADE", &["t: b integer"]);
    check("CREATE SEQUENCE s; CREATE TABLE t (a int DEFAULT nextval('s')); DROP SEQUENCE s CASCADE", &["t: a integer"]);
}

/// The reasons of what is not modelled; no finding else.
#[test]
fn a_default_is_called_as_its_value_is() {
    check(
        "CREATE TYPE e AS ENUM ('it''s', 'b'); CREATE TABLE t (a e DEFAULT 'it''s', b e DEFAULT 'it''s'::e, c text DEFAULT 'it''s'); \
         ALTER TYPE e RENAME VALUE 'it''s' TO 'A'",
        &["t: a e = 'A', b e = 'A'::e, c text = 'it''s'"],
    );
}

fn check_unsupported(sql: &str, expected: &[&str]) {
    let schema = replay(sql);
    let found: Vec<&str> = schema.unsupported.iter().map(|u| u.reason.as_ref()).collect();
    assert_eq!(found, expected, "{sql}");
}

#[test]
fn statements_in_statements_shape_nothing() {
    check("CREATE TABLE t (a int);\nWITH x AS (SELECT 1)\nINSERT INTO t SELECT * FROM x;", &["t: a integer"]);
    check("CREATE TABLE t (a int);\nWITH x AS (SELECT 1)\nDELETE FROM t USING x;", &["t: a integer"]);
    check("CREATE TABLE t (a int);\nPREPARE p AS\nINSERT INTO t VALUES (1);", &["t: a integer"]);
    check(
        "CREATE TABLE t (a int); CREATE RULE r AS ON UPDATE TO t DO ALSO\nINSERT INTO t VALUES (1);",
        &["t: a integer"],
    );
}

#[test]
fn a_view_stays_where_a_column_that_it_does_not_read_is_dropped() {
    let sql = "CREATE TABLE a (id int, n int, x int); CREATE TABLE b (id int); \
        CREATE VIEW v AS SELECT b.id, n FROM a JOIN b ON b.id = n;";
    let views = |sql: &str| replay(sql).views.len();
    assert_eq!(views(&format!("{sql} ALTER TABLE a DROP COLUMN id;")), 1);
    assert_eq!(views(&format!("{sql} ALTER TABLE a DROP COLUMN id CASCADE;")), 1);
    assert_eq!(views(&format!("{sql} ALTER TABLE a DROP COLUMN n CASCADE;")), 0);
}

#[test]
fn what_is_said_of_an_object_kept_as_text_stands_behind_it() {
    let check = |sql: &str, expected: &str| {
        let schema = replay(sql);
        assert_eq!(schema.others[0].definition.text.as_deref(), Some(expected), "{sql}");
    };
    let (create, map) = ("CREATE TEXT SEARCH CONFIGURATION c (COPY = english)", "ADD MAPPING FOR word WITH simple");
    check(
        &format!("{create}; ALTER TEXT SEARCH CONFIGURATION c {map}; ALTER TEXT SEARCH CONFIGURATION c RENAME TO d;"),
        &format!("{};\nALTER TEXT SEARCH CONFIGURATION d {map}", create.replace(" c ", " d ")),
    );
    // It may hold a password.
    let create = "CREATE SERVER s FOREIGN DATA WRAPPER w";
    let (schema, _) = replay_files(&[("schema.sql", &format!("{create}; ALTER SERVER s OPTIONS (ADD password 'x');"))]);
    assert_eq!(schema.others[0].definition.text, None);
}

#[test]
fn what_others_make_is_no_error() {
    check_unsupported("CREATE TRIGGER t BEFORE INSERT ON __diesel_schema_migrations EXECUTE FUNCTION f()", &[]);
    check_unsupported(
        "CREATE TABLE p (id uuid REFERENCES auth.users (id))",
        &["the referenced table `auth.users` is not made by these files"],
    );
    check_unsupported(
        "CREATE SCHEMA IF NOT EXISTS auth; CREATE INDEX ON auth.users (id)",
        &["table `auth.users` is not made by these files"],
    );
    check_unsupported(
        "CREATE EXTENSION timescaledb; DROP VIEW rollups",
        &["view `rollups` is not made by these files"],
    );
    check_error("CREATE EXTENSION pgcrypto; DROP VIEW rollups", Code::UnknownObject, "no view `rollups`");
}

#[test]
fn what_a_statement_that_was_not_read_may_have_made_is_no_error() {
    let dynamic = "`EXECUTE` runs a statement that is put together at run time";
    check_unsupported(
        "DO $$ BEGIN EXECUTE format('CREATE TABLE %I (a int)', 'x'); END $$; DROP TABLE x",
        &[dynamic, "table `x` may be made by a statement that was not read"],
    );
    check_unsupported(
        "CREATE FUNCTION track(t regclass) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'ALTER TABLE ' || t || ' ADD c int'; END $$; \
         CREATE TABLE x (a int); SELECT track('x'); ALTER TABLE x DROP c",
        &[
            "`track` creates, changes or drops objects when it runs",
            "column `c` of `x` may be made by what was not read",
        ],
    );
}

#[test]
fn columns_that_only_the_database_knows_are_no_error() {
    let query = "WITH q AS (SELECT * FROM f()) SELECT * FROM q";
    let unknown = "the columns of this query are not known without a database";
    check_unsupported(
        &format!(
            "CREATE MATERIALIZED VIEW v AS {query}; CREATE INDEX ON v (a); COMMENT ON COLUMN v.b IS 'x'; \
             CREATE TABLE t AS SELECT * FROM v; CREATE INDEX ON t (c); ALTER TABLE t ADD PRIMARY KEY (d); \
             ALTER TABLE t ALTER COLUMN a SET NOT NULL"
        ),
        &[unknown, "column `a` of `t` may be made by what was not read"],
    );
}

#[test]
fn the_half_of_a_file_that_takes_back_is_not_replayed() {
    check("-- +goose Up\nCREATE TABLE t (a int);\n-- +goose Down\nDROP TABLE t;\n", &["t: a integer"]);
    check("-- migrate:up\nCREATE TABLE t (a int);\n-- migrate:down\nDROP TABLE t;\n", &["t: a integer"]);
}

#[test]
fn what_calls_a_dropped_function_goes_with_it() {
    check(
        "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; \
         CREATE TABLE t (a int DEFAULT f(1), b int CHECK (f(b) > 0), c int, f int, g int GENERATED ALWAYS AS (public.f(c)) STORED, CHECK (f > 1)); \
         CREATE INDEX i ON t (f(c)); CREATE INDEX j ON t (f); DROP FUNCTION f CASCADE",
        &["t: a integer, b integer, c integer, f integer, t_f_check(f > 1) j"],
    );
}

#[test]
fn a_comment_on_a_not_null_is_no_error() {
    check_unsupported(
        "CREATE TABLE t (a int CONSTRAINT there NOT NULL, b int NOT NULL); COMMENT ON CONSTRAINT there ON t IS 'x'; \
         COMMENT ON CONSTRAINT t_b_not_null ON t IS 'y'",
        &["a comment on a NOT NULL constraint is not kept", "a comment on a NOT NULL constraint is not kept"],
    );
    check_error(
        "CREATE TABLE t (a int); COMMENT ON CONSTRAINT t_a_not_null ON t IS 'x'",
        Code::UnknownObject,
        "no constraint `t_a_not_null` in table `t`",
    );
}

#[test]
fn a_comment_on_an_attribute_of_a_type_is_no_error() {
    let sql = "CREATE TYPE c AS (a int); COMMENT ON COLUMN c.";
    check_unsupported(&format!("{sql}a IS 'x'"), &["a comment on an attribute of a composite type is not kept"]);
    check_error(&format!("{sql}b IS 'x'"), Code::UnknownObject, "no attribute `b` in type `c`");
}

#[test]
fn what_postgres_takes_is_taken() {
    check(
        "CREATE TABLE p (id int NOT NULL) PARTITION BY LIST (id); CREATE TABLE p1 (id int NOT NULL); \
         ALTER TABLE ONLY p ATTACH PARTITION p1 FOR VALUES IN (1); ALTER TABLE ONLY p ADD CONSTRAINT k PRIMARY KEY (id); \
         ALTER TABLE ONLY p1 ADD CONSTRAINT k1 PRIMARY KEY (id); ALTER INDEX k ATTACH PARTITION k1",
        &["p: id integer!, k", "p1: id integer!, k1"],
    );
    check(
        "CREATE TABLE a (x int NOT NULL); CREATE TABLE b (LIKE a, y int) INHERITS (a)",
        &["a: x integer!", "b: x integer!, y integer"],
    );
    check(
        "CREATE SCHEMA s CREATE INDEX i ON t (a) CREATE VIEW v AS SELECT a FROM t CREATE TABLE t (a int)",
        &["s.t: a integer, i"],
    );
    check("CREATE TEMP TABLE x (a int) ON COMMIT DROP; CREATE TEMP TABLE x (b int)", &[]);
    check(
        "CREATE TABLE p (a int GENERATED ALWAYS AS IDENTITY); CREATE TABLE c () INHERITS (p); ALTER TABLE p ALTER a DROP IDENTITY",
        &["c: a integer!", "p: a integer!"],
    );
    check(
        "CREATE SEQUENCE s; CREATE TABLE t (a int DEFAULT nextval('s'::text)); DROP SEQUENCE s",
        &["t: a integer = nextval('s'::text)"],
    );
    check(
        "CREATE TABLE p (a text, b text) PARTITION BY LIST (a); CREATE TABLE c PARTITION OF p (b COLLATE \"C\") FOR VALUES IN ('x')",
        &["c: a text, b text", "p: a text, b text"],
    );
    check(
        "CREATE TABLE t (a int);\nALTER PUBLICATION p\n  DROP TABLE t;\nALTER EXTENSION e\n  DROP TABLE t;",
        &["t: a integer"],
    );
    check("ALTER TEXT SEARCH DICTIONARY d (CaseSensitive = 1)", &[]);
    check("CREATE AGGREGATE a (sfunc = f, basetype = int4, stype = int); COMMENT ON AGGREGATE a (int) IS 'x'", &[]);
}

#[test]
fn options_of_views_stand_in_their_definitions() {
    let check = |statements: &str, expected: &str| {
        let schema = replay(&format!("CREATE TABLE t (a int); {statements}"));
        assert_eq!(schema.views[0].definition.text.as_deref(), Some(expected), "{statements}");
    };
    let view = "CREATE VIEW v (b) AS SELECT a FROM t";
    check(
        &format!("{view}; ALTER VIEW v SET (security_invoker, security_barrier = off)"),
        "CREATE VIEW v (b) WITH (security_invoker=true, security_barrier=off) AS\nSELECT a FROM t",
    );
    let with = "CREATE VIEW v WITH (security_invoker = true, check_option = local) AS SELECT a FROM t";
    check(
        &format!("{with}; ALTER VIEW v RESET (security_invoker)"),
        "CREATE VIEW v WITH (check_option=local) AS\nSELECT a FROM t",
    );
    check(
        &format!("{with}; ALTER TABLE v SET (check_option = cascaded)"),
        "CREATE VIEW v WITH (security_invoker=true, check_option=cascaded) AS\nSELECT a FROM t",
    );
    check(&format!("{with}; ALTER VIEW v RESET (security_invoker, check_option)"), "CREATE VIEW v AS\nSELECT a FROM t");
}
