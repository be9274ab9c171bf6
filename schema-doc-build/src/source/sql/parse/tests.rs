//! What statements are read as, what is reported of those that cannot be, and how much work it is.

use schema_doc_diagnostics::{Diagnostics, SourceMap};

use super::super::ast::{
    AlterActionKind, AlterObjectAction, ColumnConstraintKind, ColumnDef, CreateTable, KeyDefTarget, QueryOutput,
    Returns, Statement, StatementKind, TableConstraintKind, TypeName,
};
use super::super::dialect::POSTGRESQL;
use super::{Parsed, parse};

/// The statements, and each finding as `line:column: message (help)`.
fn read(text: &str) -> (Parsed, Vec<String>) {
    let mut files = SourceMap::default();
    let file = files.add("a", text);
    let mut diagnostics = Diagnostics::default();
    let parsed = parse(file, text, &POSTGRESQL, &mut diagnostics);
    diagnostics.sort();
    let found = diagnostics.iter().map(|d| {
        let place = d.span.map(|s| files.place(s)).unwrap_or_default();
        let help = d.help.as_ref().map(|h| format!(" ({h})")).unwrap_or_default();
        format!("{}: {}{help}", place.trim_start_matches("a:"), d.message)
    });
    (parsed, found.collect())
}

/// The statements of a text without findings.
fn statements(text: &str) -> Vec<Statement> {
    let (parsed, found) = read(text);
    assert!(found.is_empty(), "{text}: {found:?}");
    parsed.statements
}

fn one(text: &str) -> StatementKind {
    let mut statements = statements(text);
    assert_eq!(statements.len(), 1, "{text}");
    statements.remove(0).kind
}

fn table(text: &str) -> CreateTable {
    match one(text) {
        StatementKind::CreateTable(table) => *table,
        other => panic!("{text}: {other:?}"),
    }
}

fn action(text: &str) -> AlterActionKind {
    match one(&format!("ALTER TABLE t {text}")) {
        StatementKind::AlterTable(mut alter) => alter.actions.remove(0).kind,
        other => panic!("{text}: {other:?}"),
    }
}

/// The variant and nothing of what is in it.
fn name(kind: &StatementKind) -> String {
    match kind {
        StatementKind::Unsupported { reason } => format!("Unsupported: {reason}"),
        StatementKind::Do { statements, guarded } => {
            let names: Vec<String> = statements.iter().map(|s| name(&s.kind)).collect();
            format!("Do{}({})", if *guarded { "?" } else { "" }, names.join(", "))
        }
        kind => format!("{kind:?}").split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_owned(),
    }
}

fn names(text: &str) -> Vec<String> {
    statements(text).iter().map(|s| name(&s.kind)).collect()
}

fn print_type(data_type: &TypeName) -> String {
    let parts: Vec<&str> = data_type.name.parts.iter().map(|p| p.name.as_str()).collect();
    format!("{}|{}|{}", parts.join("."), data_type.modifiers.join(","), data_type.dimensions)
}

fn column(text: &str) -> ColumnDef {
    table(&format!("CREATE TABLE t ({text})")).columns.remove(0)
}

#[test]
fn types_are_read_with_their_words_apart_from_their_modifiers() {
    let check = |text: &str, expected: &str| {
        let data_type = column(&format!("a {text} NOT NULL")).data_type.expect(text);
        assert_eq!(print_type(&data_type), expected, "{text}");
    };
    check("int", "int||0");
    check("INTEGER[3][]", "integer||2");
    check("int ARRAY", "int||1");
    check("int ARRAY[4]", "int||1");
    check("double precision", "double precision||0");
    check("character varying(10)[]", "character varying|10|1");
    check("numeric(3, -2)", "numeric|3,-2|0");
    check("timestamp(3) with time zone", "timestamp with time zone|3|0");
    check("time without time zone", "time without time zone||0");
    check("interval day to second(3)", "interval day to second|3|0");
    check("interval(3)", "interval|3|0");
    check("bit varying(5)", "bit varying|5|0");
    check("national character varying(2)", "national character varying|2|0");
    check("geometry(Point, 4326)", "geometry|Point,4326|0");
    check("public.citext", "public.citext||0");
    check("\"my schema\".\"Weird Type\"[]", "my schema.Weird Type||1");
    check("\"char\"", "char||0");
    check("o.c%TYPE", "o.c||0");
}

#[test]
fn an_expression_of_a_default_ends_where_the_next_clause_begins() {
    let check = |text: &str, expected: &str, others: usize| {
        let column = column(&format!("a text {text}"));
        let default = column.constraints.iter().find_map(|c| match &c.kind {
            ColumnConstraintKind::Default(expr) => Some(expr.text.as_str()),
            _ => None,
        });
        assert_eq!((default, column.constraints.len() - 1), (Some(expected), others), "{text}");
    };
    check("DEFAULT now() AT TIME ZONE 'utc' NOT NULL", "now() AT TIME ZONE 'utc'", 1);
    check("NOT NULL DEFAULT 'a' COLLATE \"C\" UNIQUE", "'a'", 2);
    check("DEFAULT NULL", "NULL", 0);
    check("DEFAULT NULL NULL", "NULL", 1);
    check("DEFAULT NULL::text CHECK (a > '')", "NULL::text", 1);
    check("DEFAULT 1 IS NOT NULL NOT NULL", "1 IS NOT NULL", 1);
    check("DEFAULT x IS NOT DISTINCT FROM y", "x IS NOT DISTINCT FROM y", 0);
    check("DEFAULT (now() + '1 day'::interval) PRIMARY KEY", "(now() + '1 day'::interval)", 1);
    check("DEFAULT 'x'::character varying NOT NULL", "'x'::character varying", 1);
    check("DEFAULT ARRAY[1, 2]::int[] REFERENCES o", "ARRAY[1, 2]::int[]", 1);
    check("DEFAULT -1 CONSTRAINT c CHECK (true)", "-1", 1);
    check("DEFAULT 'a,b'  ||\n  /* c */ $$ d  e $$ -- f\n UNIQUE", "'a,b' || $$ d  e $$", 1);
    check("DEFAULT CURRENT_TIMESTAMP GENERATED BY DEFAULT AS IDENTITY", "CURRENT_TIMESTAMP", 1);
    check("DEFAULT TRUE DEFERRABLE", "TRUE", 0);
    check("DEFAULT timestamp with time zone 'epoch' NOT NULL", "timestamp with time zone 'epoch'", 1);
    check("DEFAULT '2020-01-01'::timestamp(3) with time zone UNIQUE", "'2020-01-01'::timestamp(3) with time zone", 1);
}

#[test]
fn keywords_are_names_where_they_are_not_reserved() {
    let words = [
        "type",
        "name",
        "value",
        "key",
        "position",
        "status",
        "date",
        "timestamp",
        "role",
        "text",
        "method",
        "level",
        "comment",
        "index",
        "format",
        "language",
        "source",
        "data",
        "interval",
        "version",
        "owner",
        "action",
        "mode",
        "period",
        "first",
        "match",
        "escape",
        "exclude",
        "generated",
        "options",
        "storage",
        "compression",
        "partition",
        "start",
        "end_",
        "no",
        "time",
        "values",
        "row",
        "set",
        "share",
        "schema",
        "sequence",
        "view",
        "year",
        "zone",
        "begin",
        "cascade",
        "out",
        "inout",
        "setof",
        "national",
        "char",
        "bit",
        "precision",
        "enforced",
        "including",
        "of",
        "deferred",
    ];
    let columns: Vec<String> =
        words.iter().map(|word| format!("{word} {}", if *word == "date" { "date" } else { "int" })).collect();
    let table = table(&format!("CREATE TABLE t ({}, \"order\" int, user_id int)", columns.join(", ")));
    assert_eq!(table.columns.len(), words.len() + 2);
    assert!(table.columns.iter().zip(words).all(|(column, word)| column.name.name == word));
    let (_, found) = read("CREATE TABLE t (a int, Order int, b int)");
    assert_eq!(
        found,
        ["1:24: expected a column name, found `Order` (`Order` is a keyword: to use it as a name, type `\"order\"`)"]
    );
}

#[test]
fn tables_are_read_with_all_their_clauses() {
    let t = table(
        "CREATE UNLOGGED TABLE IF NOT EXISTS a.\"T\" (id bigint GENERATED BY DEFAULT AS IDENTITY (START WITH -5), \
         LIKE p INCLUDING ALL EXCLUDING DEFAULTS, b text COLLATE \"C\" STORAGE EXTENDED, \
         CONSTRAINT x EXCLUDE USING gist (b WITH =, tsrange(c, d) WITH &&) WHERE (b > '') DEFERRABLE INITIALLY DEFERRED, \
         CONSTRAINT nn NOT NULL b NO INHERIT, \
         FOREIGN KEY (b, id) REFERENCES o.p (x, y) MATCH FULL ON DELETE SET NULL (b) ON UPDATE CASCADE NOT VALID) \
         INHERITS (p, q.r) PARTITION BY RANGE (lower(b) COLLATE \"C\" text_ops, (id + 1)) USING heap \
         WITH (fillfactor = 70, autovacuum_enabled) TABLESPACE ts",
    );
    assert_eq!((t.name.namespace(), t.name.name()), (Some("a"), "T"));
    assert!(t.unlogged && t.if_not_exists && !t.temporary);
    assert_eq!(t.likes[0].position, 1);
    assert_eq!(t.likes[0].options, [(true, "all".to_owned()), (false, "defaults".to_owned())]);
    assert_eq!(t.columns[1].options, ["STORAGE EXTENDED"]);
    assert_eq!(t.constraints.len(), 3);
    let TableConstraintKind::Exclude { elements, predicate, .. } = &t.constraints[0].kind else { panic!() };
    assert_eq!(elements.iter().map(|(_, operator)| operator.as_str()).collect::<Vec<_>>(), ["=", "&&"]);
    assert_eq!(predicate.as_ref().map(|p| p.text.as_str()), Some("b > ''"));
    assert_eq!(t.constraints[0].attributes.initially_deferred, Some(true));
    let TableConstraintKind::ForeignKey { references, .. } = &t.constraints[2].kind else { panic!() };
    assert!(references.match_full && references.on_delete_columns.len() == 1);
    assert!(t.constraints[2].attributes.not_valid);
    let by = t.partition_by.expect("partitioned");
    assert!(matches!(&by.keys[0].target, KeyDefTarget::Expr(e) if e.text == "lower(b)"));
    assert_eq!(by.keys[0].opclass.as_deref(), Some("text_ops"));
    assert!(matches!(&by.keys[1].target, KeyDefTarget::Expr(e) if e.text == "id + 1"));
    assert_eq!(t.storage[1], ("autovacuum_enabled".to_owned(), "true".to_owned()));
    assert_eq!((t.inherits.len(), t.tablespace.as_deref(), t.access_method.as_deref()), (2, Some("ts"), Some("heap")));
    let part =
        table("CREATE TABLE p PARTITION OF t (a WITH OPTIONS NOT NULL, b DEFAULT 1) FOR VALUES FROM (1) TO (MAXVALUE)");
    assert_eq!(part.partition_of.map(|(_, bound)| bound.text).as_deref(), Some("FOR VALUES FROM (1) TO (MAXVALUE)"));
    assert!(part.columns.iter().all(|c| c.data_type.is_none() && c.constraints.len() == 1));
    let foreign = table("CREATE FOREIGN TABLE f (a int OPTIONS (column_name 'x')) SERVER s OPTIONS (table_name 't')");
    assert_eq!((foreign.server.as_deref(), foreign.server_options.as_deref()), (Some("s"), Some("table_name 't'")));
    assert!(table("CREATE TEMP TABLE t (a int) ON COMMIT DROP").temporary);
}

#[test]
fn actions_of_alter_table_are_read() {
    assert!(matches!(action("RENAME a TO b"), AlterActionKind::RenameColumn { .. }));
    assert!(matches!(action("RENAME COLUMN a TO b"), AlterActionKind::RenameColumn { .. }));
    assert!(matches!(action("RENAME CONSTRAINT a TO b"), AlterActionKind::RenameConstraint { .. }));
    assert!(matches!(action("ADD a int UNIQUE"), AlterActionKind::AddColumn { .. }));
    assert!(matches!(action("ADD CONSTRAINT u UNIQUE USING INDEX i"), AlterActionKind::AddConstraint(_)));
    assert!(matches!(action("DROP a"), AlterActionKind::DropColumn { .. }));
    assert!(matches!(action("NO FORCE ROW LEVEL SECURITY"), AlterActionKind::RowSecurity { forced: Some(false), .. }));
    assert!(matches!(
        action("ENABLE ALWAYS TRIGGER g"),
        AlterActionKind::TriggerState { state: Some("ENABLE ALWAYS"), .. }
    ));
    assert!(matches!(action("DETACH PARTITION p CONCURRENTLY"), AlterActionKind::DetachPartition(_)));
    assert!(matches!(action("ENABLE RULE r"), AlterActionKind::Unsupported { .. }));
    let StatementKind::AlterTable(alter) = one(
        "ALTER TABLE IF EXISTS ONLY a.t ALTER a TYPE numeric(10, 2) USING round(a, 2), ALTER COLUMN b SET DEFAULT f(1, 2), \
         ALTER c SET GENERATED ALWAYS SET INCREMENT BY 2 RESTART, ADD COLUMN IF NOT EXISTS d int[] DEFAULT '{}', DROP e CASCADE",
    ) else {
        panic!()
    };
    assert_eq!(alter.actions.len(), 5);
    assert!(alter.if_exists && alter.only);
}

#[test]
fn every_kind_of_statement_has_its_reader() {
    let check = |text: &str, expected: &str| assert_eq!(names(text).join(" "), expected, "{text}");
    check("CREATE UNIQUE INDEX CONCURRENTLY ON t (a DESC NULLS LAST) INCLUDE (b) WHERE c", "CreateIndex");
    check("CREATE TYPE a AS ENUM ('x', $$y$$, E'z')", "CreateType");
    check("CREATE TYPE a", "CreateType");
    check("CREATE TYPE a (INPUT = f, OUTPUT = g)", "CreateType");
    check("ALTER TYPE a ADD ATTRIBUTE b int CASCADE, DROP ATTRIBUTE IF EXISTS c", "AlterType");
    check("ALTER TYPE a ADD VALUE 'x' AFTER 'y'", "AlterType");
    check("CREATE DOMAIN d AS text DEFAULT 'x' NOT NULL CONSTRAINT c CHECK (VALUE <> '')", "CreateDomain");
    check("ALTER DOMAIN d ADD CHECK (VALUE > 0) NOT VALID", "AlterDomain");
    check("CREATE SEQUENCE IF NOT EXISTS s AS integer START 1 NO CYCLE OWNED BY a.t.c", "CreateSequence");
    check("ALTER SEQUENCE s OWNED BY NONE", "AlterSequence");
    check("ALTER SEQUENCE IF EXISTS s RESTART WITH 5", "AlterSequence");
    check("CREATE OR REPLACE TEMP VIEW v (a) WITH (security_barrier) AS TABLE t WITH LOCAL CHECK OPTION", "CreateView");
    check("CREATE MATERIALIZED VIEW IF NOT EXISTS v TABLESPACE x AS SELECT 1 WITH NO DATA", "CreateView");
    check(
        "CREATE FUNCTION f(a int, VARIADIC b text[] DEFAULT '{}') RETURNS TABLE (c int) RETURN 1 + 2",
        "CreateRoutine",
    );
    check("CREATE FUNCTION f() RETURNS trigger AS 'x', 'y' LANGUAGE c SET search_path TO a, b STRICT", "CreateRoutine");
    check("CREATE AGGREGATE g(ORDER BY anyelement) (SFUNC = f, STYPE = internal)", "CreateRoutine");
    check("CREATE AGGREGATE g (basetype = text, sfunc = f, stype = text)", "CreateRoutine");
    check(
        "CREATE TRIGGER g INSTEAD OF UPDATE OF a, b OR DELETE ON v FOR EACH ROW EXECUTE PROCEDURE f()",
        "CreateTrigger",
    );
    check("CREATE POLICY p ON t AS RESTRICTIVE FOR ALL TO a, CURRENT_USER USING (x) WITH CHECK (y)", "CreatePolicy");
    check("ALTER POLICY p ON t RENAME TO q", "AlterPolicy");
    check("CREATE SCHEMA AUTHORIZATION joe", "CreateSchema");
    check("CREATE EXTENSION \"uuid-ossp\" WITH SCHEMA x VERSION '1.1' CASCADE", "CreateExtension");
    check("CREATE USER u WITH LOGIN PASSWORD 'secret' VALID UNTIL 'infinity' IN ROLE a, b", "CreateRole");
    check("ALTER ROLE u NOLOGIN", "CreateRole");
    check("ALTER ROLE u SET search_path = x", "Irrelevant");
    check("ALTER GROUP g ADD USER u", "Grant");
    check("GRANT a, b TO c WITH ADMIN OPTION", "Grant");
    check("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA a, b TO PUBLIC", "Grant");
    check("REVOKE GRANT OPTION FOR ALL PRIVILEGES ON FUNCTION f(int, text), g FROM a CASCADE", "Revoke");
    check("ALTER DEFAULT PRIVILEGES FOR ROLE x IN SCHEMA a REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC", "Revoke");
    check("DROP TRIGGER IF EXISTS g ON t CASCADE", "Drop");
    check("DROP FUNCTION f(int, VARIADIC text[]), g", "Drop");
    check("DROP OPERATOR ===(box, NONE)", "Drop");
    check("DROP CAST IF EXISTS (text AS int)", "Drop");
    check("DROP OWNED BY a, b", "Drop");
    check("DROP DATABASE x", "Irrelevant");
    check("ALTER INDEX i RENAME TO j", "Alter");
    check("ALTER VIEW v RENAME COLUMN a TO b", "Alter");
    check("ALTER TRIGGER g ON t RENAME TO h", "Alter");
    check("ALTER FUNCTION f(int) OWNER TO postgres", "Alter");
    check("ALTER EXTENSION e UPDATE TO '2'", "Alter");
    check("ALTER OPERATOR FAMILY x USING btree ADD FUNCTION 1 f(int, int)", "Alter");
    check("CREATE RULE r AS ON INSERT TO v DO INSTEAD (INSERT INTO t VALUES (1); DELETE FROM u)", "CreateOther");
    check("CREATE STATISTICS (ndistinct) ON a, b FROM t", "CreateOther");
    check("CREATE TRUSTED PROCEDURAL LANGUAGE plperl", "CreateOther");
    check("CREATE DEFAULT CONVERSION c FOR 'a' TO 'b' FROM f", "CreateOther");
    check("CREATE USER MAPPING FOR u SERVER s OPTIONS (password 'x')", "Irrelevant");
    check(
        "SET search_path = a, \"B\"; SET SCHEMA 'x'; RESET search_path; SET x TO 1; SET LOCAL search_path TO DEFAULT",
        "SetSearchPath SetSearchPath SetSearchPath Irrelevant SetSearchPath",
    );
    check(
        "BEGIN; START TRANSACTION READ ONLY; COMMIT; END; ROLLBACK; ABORT; ROLLBACK TO x",
        "Begin Begin Commit Commit Rollback Rollback Irrelevant",
    );
    check(
        "SELECT 1; WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a; (SELECT 1); VALUES (1)",
        "Irrelevant Irrelevant Irrelevant Irrelevant",
    );
    check(
        "SELECT a INTO t FROM u",
        "Unsupported: `SELECT … INTO` makes a table of whatever the query gives; type `CREATE TABLE … AS`",
    );
    check(
        "SELECT AddGeometryColumn('t', 'g', 4326, 'POINT', 2)",
        "Unsupported: `addgeometrycolumn` changes tables when it runs",
    );
    check(
        "IMPORT FOREIGN SCHEMA a FROM SERVER b INTO c",
        "Unsupported: its tables are those that the foreign server has at run time",
    );
    check("CREATE WAREHOUSE w", "Unsupported: `CREATE WAREHOUSE` is no statement that schema-doc knows");
    check(";;;", "");
}

#[test]
fn set_config_sets_the_search_path() {
    let check = |text: &str, expected: &[&str]| match one(text) {
        StatementKind::SetSearchPath { path: Some(path), .. } => assert_eq!(path, expected, "{text}"),
        other => panic!("{other:?}"),
    };
    check("SELECT pg_catalog.set_config('search_path', '', false)", &[]);
    check("SELECT set_config('search_path', 'A, \"B\"', true)", &["a", "B"]);
    check("SET search_path TO a, \"B\", 'C'", &["a", "B", "C"]);
    check("SET SESSION search_path = ''", &[]);
}

#[test]
fn routines_keep_signature_and_body() {
    let check = |text: &str, arguments: &[&str], body: &str| {
        let StatementKind::CreateRoutine(routine) = one(text) else { panic!("{text}") };
        let found: Vec<String> = routine
            .arguments
            .iter()
            .map(|a| {
                let name = a.name.as_ref().map_or("-", |n| n.name.as_str());
                let default = a.default.as_ref().map_or("", |d| d.text.as_str());
                format!("{:?} {name} {} {default}", a.mode, print_type(&a.data_type)).trim_end().to_owned()
            })
            .collect();
        assert_eq!(found, arguments, "{text}");
        let span = routine.body.expect(text);
        assert_eq!(&text[span.start as usize..span.end as usize], body);
    };
    check(
        "CREATE FUNCTION f(a int DEFAULT 1, OUT b double precision, IN OUT timestamp with time zone, date date, text = 'x, y') AS $_$ x; $_$ LANGUAGE sql",
        &[
            "In a int||0 1",
            "Out b double precision||0",
            "InOut - timestamp with time zone||0",
            "In date date||0",
            "In - text||0 'x, y'",
        ],
        " x; ",
    );
    check("CREATE FUNCTION f(integer) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 1".split("; SELECT 1").next().unwrap_or_default(), &["In - integer||0"], "BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END");
    check("CREATE PROCEDURE p() LANGUAGE plpgsql AS 'it''s'", &[], "it''s");
    let StatementKind::CreateRoutine(routine) = one(
        "CREATE FUNCTION f() RETURNS TABLE(a int, \"order\" text[]) IMMUTABLE SECURITY DEFINER LANGUAGE 'SQL' AS ''",
    ) else {
        panic!()
    };
    assert!(matches!(&routine.returns, Some(Returns::Table(columns)) if columns.len() == 2));
    assert_eq!(
        (routine.language.as_deref(), routine.volatility.as_deref(), routine.security_definer),
        (Some("sql"), Some("immutable"), true)
    );
    assert!(matches!(
        one("ALTER FUNCTION f(int) STABLE SECURITY INVOKER COST 5"),
        StatementKind::Alter(alter) if matches!(&alter.action, AlterObjectAction::RoutineOptions { security_definer: Some(false), .. })
    ));
}

#[test]
fn passwords_are_not_kept() {
    let StatementKind::CreateRole(role) = one("CREATE ROLE r PASSWORD 'secret' login connection limit 5 IN ROLE a")
    else {
        panic!()
    };
    assert_eq!((role.options.as_str(), role.login), ("PASSWORD LOGIN CONNECTION LIMIT 5", Some(true)));
    assert_eq!(role.member_of, ["a"]);
}

#[test]
fn elements_of_a_schema_are_statements() {
    let StatementKind::CreateSchema(schema) =
        one("CREATE SCHEMA s AUTHORIZATION x\n CREATE TABLE t (a int)\n CREATE INDEX ON t (a) GRANT SELECT ON t TO y")
    else {
        panic!()
    };
    assert_eq!(
        schema.elements.iter().map(|e| name(&e.kind)).collect::<Vec<_>>(),
        ["CreateTable", "CreateIndex", "Grant"]
    );
}

#[test]
fn blocks_whose_ddl_is_plain_are_read() {
    let check = |text: &str, expected: &str| assert_eq!(names(text).join(" "), expected, "{text}");
    check(
        "DO $$ BEGIN CREATE TYPE x AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN null; END $$;",
        "Do?(CreateType)",
    );
    check(
        "DO $a$ DECLARE n int := 1; BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'x') THEN CREATE TYPE x AS ENUM ('a'); END IF; END $a$ LANGUAGE plpgsql",
        "Do?(CreateType)",
    );
    check(
        "DO $$ BEGIN CREATE TABLE a (x int); BEGIN ALTER TABLE a ADD y int; EXCEPTION WHEN others THEN RAISE NOTICE 'x'; END; END $$",
        "Do(CreateTable, Do?(AlterTable))",
    );
    check("DO $$ BEGIN UPDATE t SET a = 1; PERFORM f(); RAISE NOTICE 'create table'; END $$", "Do(Call)");
    check("DO $$ BEGIN UPDATE t SET a = 1; RAISE NOTICE 'create table'; END $$", "Irrelevant");
    check("DO 'BEGIN CREATE TABLE a (x int); END'", "Do(CreateTable)");
    check(
        "DO 'BEGIN COMMENT ON TABLE a IS ''x''; END'",
        "Unsupported: a body in `'` with quotes in it is not read; quote it with `$$`",
    );
    check(
        "DO $$ BEGIN FOR r IN SELECT 1 LOOP EXECUTE format('DROP TABLE %I', r); END LOOP; END $$",
        "Do(Unsupported: `EXECUTE` runs a statement that is put together at run time)",
    );
    check("DO $$ BEGIN WHILE true LOOP CREATE TABLE x (a int); END LOOP; END $$", "Do(Unsupported: it runs in a loop)");
    check(
        "DO $$ BEGIN IF (SELECT count(*) FROM t) > 0 THEN DROP TABLE t; END IF; DROP TABLE u; END $$",
        "Do(Unsupported: it runs where a condition holds that only the database can know, Drop)",
    );
    check(
        "DO $$ BEGIN IF EXISTS (SELECT 1 FROM information_schema.columns) THEN ALTER TABLE t RENAME a TO b; ELSE CREATE TABLE t (b int); END IF; END $$",
        "Do?(AlterTable, CreateTable)",
    );
    check("DO $$ BEGIN IF to_regclass('t') IS NULL THEN CREATE TABLE t (a int); END IF; END $$", "Do?(CreateTable)");
    check("DO $$ BEGIN EXECUTE 'CREATE TABLE t (a int)'; EXECUTE 'UPDATE ' || x; END $$", "Do(CreateTable)");
    check("DO $$ BEGIN create_count := 1; comment = 'x'; SELECT a INTO b FROM c; END $$", "Irrelevant");
    check("DO $x$ BEGIN DO $y$ BEGIN CREATE TABLE t (a int); END $y$; END $x$", "Do(Do(CreateTable))");
    check("DO LANGUAGE plv8 $$ x $$", "Unsupported: a block in `plv8` is not read");
    let text = "DO $$ BEGIN\n -- about t\n CREATE TABLE t (a int);\nEND $$";
    let (parsed, _) = read(text);
    let StatementKind::Do { statements, .. } = &parsed.statements[0].kind else { panic!() };
    let span = statements[0].span;
    assert_eq!(&text[span.start as usize..span.end as usize], "CREATE TABLE t (a int)");
    assert_eq!(parsed.comments.len(), 1);
}

#[test]
fn queries_tell_their_columns_and_tables() {
    let check = |query: &str, outputs: Option<&str>, tables: &str| {
        let StatementKind::CreateView(view) = one(&format!("CREATE VIEW v AS {query}")) else { panic!() };
        let found = view.query.outputs.as_ref().map(|outputs| {
            let text = outputs.iter().map(|output| match output {
                QueryOutput::Wildcard(None) => "*".to_owned(),
                QueryOutput::Wildcard(Some(table)) => format!("{}.*", table.name),
                QueryOutput::Named { name, column, cast, .. } => {
                    let column = column.as_ref().map_or(String::new(), |c| {
                        format!("={}", c.parts.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join("."))
                    });
                    let cast = cast.as_ref().map_or(String::new(), |c| format!("::{}", c.name.name()));
                    format!("{name}{column}{cast}")
                }
            });
            text.collect::<Vec<_>>().join(", ")
        });
        assert_eq!(found.as_deref(), outputs, "{query}");
        let found: Vec<String> = view
            .query
            .tables
            .iter()
            .map(|(name, alias)| {
                let name = name.parts.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(".");
                alias.as_ref().map_or(name.clone(), |alias| format!("{name} {}", alias.name))
            })
            .collect();
        assert_eq!(found.join(", "), tables, "{query}");
    };
    check("SELECT * FROM a.t", Some("*"), "a.t");
    check(
        "SELECT t.*, u.a, b AS \"C\", c d FROM t JOIN u AS w ON t.x = u.y, ONLY z",
        Some("t.*, a=u.a, C=b, d=c"),
        "t, u w, z",
    );
    check(
        "SELECT (cu.a)::text AS n, count(*), sum(x) OVER w, 1, 'a', x::int, 1::bigint FROM cu",
        Some("n=cu.a::text, count, sum, ?column?, ?column?, x=x::int, int8::bigint"),
        "cu",
    );
    check(
        "SELECT a || b, a || b c, CASE WHEN x THEN y END, CASE WHEN x THEN 1 ELSE y END, coalesce(a, b), NOT a",
        Some("?column?, c, case, y, coalesce, ?column?"),
        "",
    );
    check(
        "SELECT extract(year FROM d), x IS DISTINCT FROM y FROM t WHERE EXISTS (SELECT 1 FROM u)",
        Some("extract, ?column?"),
        "t, u",
    );
    check(
        "WITH RECURSIVE c AS (SELECT 1 FROM t), d (x) AS MATERIALIZED (SELECT 2 FROM c) SELECT a FROM d LEFT JOIN (SELECT b FROM u) s USING (a)",
        Some("a=a"),
        "t, u",
    );
    check("VALUES (1, 'a'), (2, 'b')", Some("column1, column2"), "");
    check("SELECT (SELECT x FROM t) FROM u", None, "t, u");
    check(
        "SELECT (SELECT x FROM t) y, now() AT TIME ZONE 'utc', CAST(a AS text), true, NULL, a.b.c, array[1], trim(x), date '2020-01-01'",
        Some("y, timezone, a=a::text, bool, ?column?, c=a.b.c, array, btrim, date")
            .map(|s| s.replace("a=a::text", "a"))
            .as_deref(),
        "t",
    );
    check(
        "SELECT DISTINCT ON (a, b) a, f.b FROM generate_series(1, 2) g, LATERAL unnest(x) f WHERE a",
        Some("a=a, b=f.b"),
        "",
    );
    check("(SELECT a FROM t) UNION SELECT b FROM u ORDER BY 1", Some("a=a"), "t, u");
    check("SELECT (r).* FROM t r", None, "t r");
    check(
        "SELECT a[1], x.f(1), current_date, interval '1 day' FROM (t CROSS JOIN u) j",
        Some("a, f, current_date, interval"),
        "t, u",
    );
}

#[test]
fn text_of_a_query_keeps_its_lines_and_loses_its_comments() {
    let StatementKind::CreateView(view) =
        one("CREATE VIEW v AS SELECT a, -- the a\r\n  b /* x */ + 1\n\nFROM t -- end")
    else {
        panic!()
    };
    assert_eq!(view.query.text, "SELECT a,\n  b + 1\n\nFROM t");
}

#[test]
fn lines_of_psql_and_data_of_copy_are_no_statements() {
    let text = "\\connect db\nCOPY t (a) FROM stdin;\n1\t;'$$\n\\N\n\\.\n\\i 'x y.sql'\n\\ir b.sql\nSELECT 'x' \\gexec\nCREATE TABLE t (a int);\n\\restrict abc";
    let found = names(text);
    assert_eq!(found[..4], ["Irrelevant", "Irrelevant", "Include", "Include"]);
    assert_eq!(found[4], "Irrelevant");
    assert!(found[5].starts_with("Unsupported: `\\gexec`"));
    assert_eq!(found[6..], ["CreateTable", "Irrelevant"]);
    assert!(matches!(&statements(text)[2].kind, StatementKind::Include { path, relative: false } if path == "x y.sql"));
    let (parsed, found) = read("COPY t FROM stdin;\r\n1\r\n\\.\r\nCREATE TABLE t (a int);");
    assert_eq!((parsed.statements.len(), found.len()), (2, 0));
    assert_eq!(
        read("COPY t FROM stdin;\n1\n").1,
        ["1:1: the data of this `COPY` has no end (type a line `\\.` behind its last row)"]
    );
    assert_eq!(
        names("CREATE TABLE :schema.t (a int)"),
        ["Unsupported: `:schema` is set when psql runs; give its value in the source's `replace`"]
    );
}

#[test]
fn spans_leave_the_terminator_and_comments_around_out() {
    let text = "-- a\nCREATE TABLE t (a int) ; -- b\n/* c */ INSERT INTO t VALUES (';') ;\nDROP TABLE t";
    let (parsed, _) = read(text);
    let found: Vec<&str> =
        parsed.statements.iter().map(|s| &text[s.span.start as usize..s.span.end as usize]).collect();
    assert_eq!(found, ["CREATE TABLE t (a int)", "INSERT INTO t VALUES (';')", "DROP TABLE t"]);
    let comments: Vec<&str> =
        parsed.comments.iter().map(|c| &text[c.span.start as usize..c.span.end as usize]).collect();
    assert_eq!(comments, ["-- a", "-- b", "/* c */"]);
}

#[test]
fn what_is_no_sql_is_reported_with_its_place_and_what_to_type() {
    let check = |text: &str, expected: &[&str]| assert_eq!(read(text).1, expected, "{text}");
    check("CRAETE TABLE t (a int)", &["1:1: expected a statement, found `CRAETE` (did you mean `CREATE`?)"]);
    check("CREATE TABEL t (a int)", &["1:8: expected a kind of object, found `TABEL` (did you mean `TABLE`?)"]);
    check("CREATE TABLE t (a int", &["1:16: this parenthesis is not closed (type `)` where it ends)"]);
    check(
        "CREATE TABLE t (a int,)",
        &["1:22: expected a column or a constraint behind this comma, found `)` (take the comma out)"],
    );
    check("CREATE TABLE t (a int b int)", &["1:23: expected `,`, `)` or a constraint, found `b`"]);
    check("CREATE TABLE t (a)", &["1:17: column `a` has no type (type one behind its name)"]);
    check(
        "CREATE TABLE t (a int NOT NUL, b int DEFUALT 1)",
        &[
            "1:27: expected `NULL`, found `NUL` (did you mean `NULL`?)",
            "1:38: expected `,`, `)` or a constraint, found `DEFUALT` (did you mean `DEFAULT`?)",
        ],
    );
    check(
        "CREATE TABLE t (a int REFERENCES o ON DELETE CASCAD)",
        &[
            "1:46: expected `CASCADE`, `RESTRICT`, `NO ACTION`, `SET NULL` or `SET DEFAULT`, found `CASCAD` (did you mean `CASCADE`?)",
        ],
    );
    check(
        "DROP TABLE a\nDROP TABLE b;",
        &["2:1: expected `;` or the end of the statement, found `DROP` (type `;` before it)"],
    );
    check(
        "ALTER TABLE t ADD a int, RENAM b TO c, ADD d int",
        &["1:26: expected an action of `ALTER TABLE`, found `RENAM` (did you mean `RENAME`?)"],
    );
    check(
        "{{ x }}",
        &[
            "1:1: expected a statement, found `{` (a template's placeholder gets its value in the source's `replace`: `replace = { \"{{ name }}\" = \"value\" }`)",
        ],
    );
    check(
        "CREATE TABLE t (a text DEFAULT 'x);\nCREATE TABLE u (a int);",
        &[
            "1:16: this parenthesis is not closed (type `)` where it ends)",
            "1:32: this string is not closed (type `'` at its end)",
        ],
    );
    check("/* a", &["1:1: this comment is not closed (type `*/` at its end)"]);
    check(
        "CREATE FUNCTION f() AS $a$ x; LANGUAGE sql;\nCREATE TABLE t (a int)",
        &["1:24: the text quoted with `$a$` is not closed (type `$a$` at its end)"],
    );
}

#[test]
fn reading_goes_on_behind_an_error() {
    let kinds = |text: &str| read(text).0.statements.iter().map(|s| name(&s.kind)).collect::<Vec<_>>().join(" ");
    assert_eq!(kinds("CREATE TABLE a (x int, y ();\nCREATE TABLE b (x int);"), "CreateTable");
    assert_eq!(
        kinds("CREATE TABLE a (x int)\n\nCREATE TABLE b (x int)\nCOMMENT ON TABLE b IS 'x'"),
        "CreateTable CreateTable Comment"
    );
    assert_eq!(kinds("COMMENT ON TABLE a IS 'x;\nCREATE TABLE b (x int);"), "Comment CreateTable");
    assert_eq!(kinds("CREATE TABLE a (\"x int);\nCREATE TABLE b (x int);"), "CreateTable");
    assert_eq!(kinds("DO $a$ BEGIN;\nCREATE TABLE b (x int);"), "Irrelevant CreateTable");
    assert_eq!(kinds("/* /* a */\nCREATE TABLE b (x int);"), "CreateTable");
    let (parsed, found) = read("CREATE TABLE a (x int, y int DEFAULT, z int)");
    let StatementKind::CreateTable(table) = &parsed.statements[0].kind else { panic!() };
    assert_eq!((table.columns.len(), found.len()), (3, 1));
}

#[test]
fn work_is_linear_whatever_is_unclosed_or_nested() {
    let check = |what: &str, text: &str| {
        let (parsed, _) = read(text);
        assert!(
            parsed.steps <= 60 * text.len() as u64 + 1000,
            "{what}: {} steps for {} bytes",
            parsed.steps,
            text.len()
        );
    };
    let n = 20_000;
    let tags = (0..n).fold(String::new(), |tags, i| tags + "$a" + &i.to_string() + "$ ");
    check("tags in one line", &tags);
    check("tags with semicolons", &tags.replace(' ', ";\n"));
    check("one tag", &"$a$ ".repeat(n));
    check("comments", &"/* ".repeat(n));
    check("comments that end", &"/* /* */;\n".repeat(n));
    check("strings", &"E'\\';\n".repeat(n));
    check("quotes", &"'''\n;".repeat(n));
    check("names", &"\"\"\";\n".repeat(n));
    let nested = |open: &str, close: &str| format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
    check("check", &format!("CREATE TABLE t (a int CHECK ({}))", nested("(", ")")));
    check("default", &format!("CREATE TABLE t (a int DEFAULT {})", nested("(", ")")));
    check("index", &format!("CREATE INDEX ON t ({})", nested("(", ")")));
    check("array", &format!("CREATE VIEW v AS SELECT {}", nested("ARRAY[", "]")));
    check("query", &format!("CREATE VIEW v AS SELECT a FROM {}", nested("(SELECT a FROM ", ")")));
    check("output", &format!("CREATE VIEW v AS SELECT {}", nested("(", ")")));
    check("case", &format!("CREATE VIEW v AS SELECT {}", nested("CASE WHEN a THEN 1 ELSE ", " END")));
    check("unclosed", &format!("CREATE TABLE t {}", "(".repeat(n)));
    check("blocks", &format!("DO $$ {} {} $$", "BEGIN ".repeat(10_000), "END; ".repeat(10_000)));
    check(
        "bodies",
        &(0..100).fold("BEGIN CREATE TABLE t (a int); END".to_owned(), |body, i| {
            format!("BEGIN DO $t{i}$ {body} $t{i}$; END")
        }),
    );
    check("line", &format!("INSERT INTO t VALUES {}(1)", "(1, 'it''s'), ".repeat(70_000)));
    check("columns", &format!("CREATE TABLE t ({} z int)", "a int NOT NULL DEFAULT 1, ".repeat(n)));
    check("bad columns", &format!("CREATE TABLE t ({} z int)", "a int int, ".repeat(n)));
    check("statements without semicolons", &"CREATE TABLE t (a int)\n".repeat(n));
    check("copy", &format!("COPY t FROM stdin;\n{}", "1\t2\n".repeat(n)));
    check("parens", &")".repeat(n));
    check("outputs", &format!("CREATE VIEW v AS SELECT {} 1", "a::text b, ".repeat(n)));
}

#[test]
fn any_order_of_pieces_is_read_without_a_panic() {
    const PIECES: &[&str] = &[
        "CREATE",
        "TABLE",
        "ALTER",
        "DROP",
        "INDEX",
        "VIEW",
        "AS",
        "SELECT",
        "FROM",
        "JOIN",
        "WITH",
        "CASE",
        "WHEN",
        "THEN",
        "ELSE",
        "END",
        "BEGIN",
        "ATOMIC",
        "DO",
        "IF",
        "NOT",
        "EXISTS",
        "NULL",
        "DEFAULT",
        "CHECK",
        "PRIMARY",
        "KEY",
        "UNIQUE",
        "REFERENCES",
        "CONSTRAINT",
        "ADD",
        "COLUMN",
        "TYPE",
        "ENUM",
        "DOMAIN",
        "FUNCTION",
        "RETURNS",
        "LANGUAGE",
        "TRIGGER",
        "ON",
        "EXECUTE",
        "POLICY",
        "USING",
        "GRANT",
        "TO",
        "COMMENT",
        "IS",
        "SEQUENCE",
        "SCHEMA",
        "PARTITION",
        "OF",
        "FOR",
        "VALUES",
        "IN",
        "SET",
        "COPY",
        "stdin",
        "INSERT",
        "INTO",
        "EXCEPTION",
        "LOOP",
        "UESCAPE",
        "OPERATOR",
        "CAST",
        "a",
        "t",
        "\"é\"",
        "\"",
        "'",
        "''",
        "'x'",
        "E'\\'",
        "U&'\\00",
        "U&\"",
        "$$",
        "$a$",
        "$1",
        "$",
        "(",
        ")",
        "[",
        "]",
        ",",
        ";",
        ".",
        "::",
        ":",
        "=",
        "*",
        "-",
        "--",
        "/*",
        "*/",
        "\\",
        "\\i x",
        "\\.",
        "\\gexec",
        "\n",
        "\r\n",
        "1",
        "1.",
        ".5",
        "0x",
        "1e",
        "é",
        "\u{1f600}",
        "\0",
        "CREATE TABLE t (",
        "CREATE VIEW v AS SELECT",
        "ALTER TABLE t",
        "DO $$ BEGIN",
        "END $$;",
        "CREATE FUNCTION f(",
        "CREATE INDEX ON t (",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for _ in 0..4000 {
        let separator = if random(3) == 0 { "" } else { " " };
        let pieces: Vec<&str> = (0..random(40)).map(|_| PIECES[random(PIECES.len())]).collect();
        let text = pieces.join(separator);
        let (parsed, _) = read(&text);
        for statement in &parsed.statements {
            let (start, end) = (statement.span.start as usize, statement.span.end as usize);
            assert!(text.get(start..end).is_some_and(|s| !s.is_empty()), "{text:?}: {statement:?}");
        }
        assert!(
            parsed.comments.iter().all(|c| text.get(c.span.start as usize..c.span.end as usize).is_some()),
            "{text:?}"
        );
        assert!(parsed.steps <= 60 * text.len() as u64 + 1000, "{text:?}");
    }
}
