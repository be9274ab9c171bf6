#[cfg(feature = "queries")]
use super::equivalent_in;
use super::{Equivalence, canonical, closed_set, equivalent, equivalent_values, same_bound, same_name, stated};
use crate::model::System::{self, MariaDb, PostgreSql};
#[cfg(feature = "queries")]
use crate::model::{Column, DataType, LogicalType};

#[test]
fn spellings_of_one_expression_are_the_same() {
    let check = |a: &str, b: &str| {
        assert_eq!(
            equivalent(PostgreSql, a, b),
            Equivalence::Same,
            "{a}  |  {b}  |  {:?}  |  {:?}",
            canonical(PostgreSql, a),
            canonical(PostgreSql, b)
        );
        assert_eq!(equivalent(PostgreSql, b, a), Equivalence::Same);
    };
    check("x IN ('a','b')", "x = ANY (ARRAY['a'::text, 'b'::text])");
    check("x IN ('a','b')", "((x)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))");
    check("x IN ('a','b')", "x = 'a' OR x = 'b'");
    check("x IN ('a','b')", "(((x)::text = 'a'::text) OR ((x)::text = 'b'::text))");
    check("x IN ('a','b')", "\"x\" = ANY ('{a,b}'::text[])");
    check("x IN ('b','a')", "x IN ('a','b')");
    check("x IN ('a')", "((x)::text = 'a'::text)");
    check("x NOT IN (1, 2)", "(x <> ALL (ARRAY[1, 2]))");
    check("NOT x IN (1, 2)", "(x <> ALL (ARRAY[1, 2]))");
    check("x != 1", "x<>1");
    check("age BETWEEN 0 AND 150", "((age >= 0) AND (age <= 150))");
    check("age NOT BETWEEN 0 AND 150", "((age < 0) OR (age > 150))");
    check("name LIKE 'a%'", "((name)::text ~~ 'a%'::text)");
    check("name NOT ILIKE 'a%'", "(name !~~* 'a%'::text)");
    check("email ~* '^[^@]+@[^@]+$'", "((email)::text ~* '^[^@]+@[^@]+$'::text)");
    check("x is not null", "(x IS NOT NULL)");
    check("x NOTNULL", "x IS NOT NULL");
    check("cast(x as int)", "(x)::integer");
    check("'t'::bool", "true");
    check("'{}'", "'{}'::jsonb");
    check("-1", "'-1'::integer");
    check("'-1'::integer", "(-1)");
    check("a > 0 and (b > 0 or c)", "((a > 0) AND ((b > 0) OR c))");
    check("a and b and c", "(a AND (b AND c))");
    check("nextval('t_id_seq')", "nextval('public.t_id_seq'::regclass)");
    check("now()", "pg_catalog.now()");
    check("CURRENT_TIMESTAMP", "current_timestamp");
    check("EXTRACT(year FROM d) > 1900", "(date_part('year'::text, d) > (1900)::double precision)");
    check("trim(name) <> ''", "(TRIM(BOTH FROM name) <> ''::text)");
    check("btrim(name) <> ''", "(btrim((name)::text) <> ''::text)");
    check("substring(a from 1 for 2)", "\"substring\"(a, 1, 2)");
    check("now() at time zone 'utc'", "timezone('utc'::text, now())");
    check("now() + interval '1 day'", "(now() + '1 day'::interval)");
    check("x::timestamptz", "CAST(x AS timestamp with time zone)");
    check("price * 2 + 1 > 3", "(((price * (2)::numeric) + (1)::numeric) > (3)::numeric)");
    check("a=-1", "(a = '-1'::integer)");
    check("users.age > 1", "age > 1");
    check("CASE WHEN a THEN 1 ELSE 2 END", "case when (a) then 1 else 2 end");
    check("E'a\\'b'", "'a''b'");
    check("x IS NOT DISTINCT FROM y", "(NOT (x IS DISTINCT FROM y))");
    check("tags @> ARRAY['a']", "(tags @> ARRAY['a'::text])");
    check("data ->> 'kind' = 'x'", "((data ->> 'kind'::text) = 'x'::text)");
    check("a /* why */ > 1 -- so", "a > 1");
    check("CASE st WHEN 'a' THEN i > 1 END", "\nCASE st\n    WHEN 'a'::text THEN (i > 1)\n    ELSE NULL::boolean\nEND");
    check("(i, b) = (1, 2)", "((i = 1) AND (b = 2))");
    check("ar <> '{}'", "(ar <> '{}'::text[])");
    check("iv > interval '1' day", "(iv > '1 day'::interval day)");
    check("vc LIKE 'a!%' ESCAPE '!'", "((vc)::text ~~ like_escape('a!%'::text, '!'::text))");
    check("position('a' in vc) > 0", "(POSITION(('a'::text) IN (vc)) > 0)");
    check("ip << inet '10.0.0.0/8'", "(ip << '10.0.0.0/8'::inet)");
    check("(i IS NULL) <> (b IS NULL)", "((i IS NULL) <> (b IS NULL))");
    check("EXISTS (SELECT 1 FROM t)", "exists ( select 1 from t )");
}

#[test]
fn different_expressions_are_different() {
    let check = |a: &str, b: &str| assert_eq!(equivalent(PostgreSql, a, b), Equivalence::Different, "{a}  |  {b}");
    check("now()", "CURRENT_TIMESTAMP");
    check("x IN ('a','b')", "x IN ('a','c')");
    check("x IN ('a','b')", "x NOT IN ('a','b')");
    check("a OR b AND c", "(a OR b) AND c");
    check("a - b - c", "a - (b - c)");
    check("x::integer", "x::bigint");
    check("x::varchar(3) = y", "x = y");
    check("x::inet = y", "x = y");
    check("\"X\" > 1", "x > 1");
    check("0", "0.00");
    check("'a'", "'A'");
    check("NEW.a > 1", "OLD.a > 1");
}

#[test]
fn an_interval_is_what_it_counts() {
    let check = |a: &str, b: &str, expected: Equivalence| {
        let [a, b] = [a, b].map(|text| format!("now() + '{text}'::interval"));
        assert_eq!(equivalent(PostgreSql, &a, &b), expected, "{a}  |  {b}");
    };
    for (a, b) in [
        ("90 day", "90 days"),
        ("3 minutes", "00:03:00"),
        ("1.5 hours", "01:30:00"),
        ("2 weeks", "14 days"),
        ("14 months", "1 year 2 mons"),
        ("1 day 2h", "1 day 02:00:00"),
        ("1 hour ago", "-01:00:00"),
        ("-1 day", "-1 days"),
        ("30", "00:00:30"),
        ("250 ms", "00:00:00.25"),
    ] {
        check(a, b, Equivalence::Same);
    }
    for (a, b) in [("1 day", "24:00:00"), ("1 month", "30 days"), ("1 day", "-1 days"), ("soon", "1 day")] {
        check(a, b, Equivalence::Different);
    }
}

#[test]
fn a_namespace_that_one_leaves_to_the_search_path_is_no_difference() {
    let check = |a: &str, b: &str, expected: Equivalence| {
        assert_eq!(equivalent(PostgreSql, a, b), expected, "{a}  |  {b}");
        assert_eq!(equivalent(PostgreSql, b, a), expected);
    };
    check("is_clean(name)", "shop.is_clean((name)::text)", Equivalence::Same);
    check("nextval('t_id_seq')", "nextval('shop.t_id_seq'::regclass)", Equivalence::Same);
    check("state::mood", "(state)::shop.mood", Equivalence::Same);
    check("f(a.g(x))", "b.f(g(x))", Equivalence::Same);
    check("a.f(x)", "b.f(x)", Equivalence::Different);
    check("f(x)", "a.g(x)", Equivalence::Different);
    check("nextval('a.t_seq'::regclass)", "nextval('b.t_seq'::regclass)", Equivalence::Different);
}

#[test]
fn a_time_or_json_in_an_expression_is_what_it_says() {
    let same = |a: &str, b: &str| assert_eq!(equivalent(PostgreSql, a, b), Equivalence::Same, "{a}  |  {b}");
    same("at > '2020-01-01'", "(at > '2020-01-01 00:00:00'::timestamp without time zone)");
    same("at > '2020-01-01'", "(at > '2020-01-01 00:00:00+00'::timestamp with time zone)");
    same("data @> '{\"a\":1}'", "(data @> '{\"a\": 1}'::jsonb)");
    assert_eq!(equivalent(PostgreSql, "at > '2020-01-01'", "at > '2020-01-02 00:00:00'"), Equivalence::Different);
}

#[test]
fn casts_that_types_may_ask_for_are_left_undecided() {
    let check = |a: &str, b: &str| assert_eq!(equivalent(PostgreSql, a, b), Equivalence::Undecided, "{a}  |  {b}");
    check("round(length / 60.0, 2)", "round(((length)::numeric / 60.0), 2)");
    check("greatest(i, b) > 3", "(GREATEST((i)::bigint, b) > 3)");
}

#[test]
fn a_value_is_read_as_its_column_reads_it() {
    let check = |native: &str, a: Option<&str>, b: Option<&str>, expected: Equivalence| {
        assert_eq!(equivalent_values(PostgreSql, native, a, b), expected, "{a:?}  |  {b:?}");
    };
    check("integer", Some("'0'"), Some("0"), Equivalence::Same);
    check("boolean", Some("'f'"), Some("false"), Equivalence::Same);
    check("character varying(20)", Some("NULL::character varying"), None, Equivalence::Same);
    check("text", Some("'0'"), Some("0"), Equivalence::Different);
    check("text", Some("''"), None, Equivalence::Different);
    check("timestamp with time zone", Some("now()"), Some("CURRENT_TIMESTAMP"), Equivalence::Different);
}

#[test]
fn a_constant_is_what_its_column_holds() {
    let check = |system: System, native: &str, a: &str, b: &str, expected: Equivalence| {
        assert_eq!(equivalent_values(system, native, Some(a), Some(b)), expected, "{native}: {a}  |  {b}");
    };
    let same = |system: System, native: &str, a: &str, b: &str| check(system, native, a, b, Equivalence::Same);
    same(PostgreSql, "double precision", "'0.0000'", "'0'::double precision");
    same(PostgreSql, "numeric(10,2)", "-01.50", "'-1.5'::numeric");
    same(PostgreSql, "bytea", "''", "'\\x'::bytea");
    same(PostgreSql, "bytea", "'ab'", "'\\x6162'::bytea");
    same(
        PostgreSql,
        "timestamp without time zone",
        "'2020-01-01'",
        "'2020-01-01 00:00:00'::timestamp without time zone",
    );
    same(PostgreSql, "jsonb", "'{\"b\":1,\"a\":[]}'", "'{\"a\": [], \"b\": 1}'::jsonb");
    same(PostgreSql, "uuid", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid");
    same(MariaDb, "int(11)", "'0'", "0");
    same(MariaDb, "tinyint(1)", "TRUE", "1");
    same(MariaDb, "double", "'1e3'", "1000");
    same(MariaDb, "binary(4)", "''", "'\\0\\0\\0\\0'");
    same(MariaDb, "binary(4)", "'ab'", "x'61620000'");
    same(MariaDb, "varbinary(10)", "'ab'", "X'6162'");
    same(MariaDb, "varbinary(10)", "0x6162", "x'6162'");
    same(MariaDb, "varbinary(4)", "0xDEADBEEF", "x'deadbeef'");
    same(MariaDb, "varchar(5)", "x'6162'", "'ab'");
    same(MariaDb, "int(11)", "0x10", "16");
    same(PostgreSql, "integer", "0x10", "16");
    for (native, a, b) in [
        ("double precision", "'0.5'", "'0'::double precision"),
        ("bytea", "'a'", "'\\x6162'::bytea"),
        ("mood", "'sad'", "'happy'::mood"),
        ("date", "'2020-01-01'", "'2020-01-02'::date"),
    ] {
        check(PostgreSql, native, a, b, Equivalence::Different);
    }
    let zoned = "timestamp with time zone";
    same(PostgreSql, zoned, "'2022-04-01 01:00:00+01'", "'2022-04-01 00:00:00+00'::timestamp with time zone");
    same(PostgreSql, zoned, "'2022-03-31T18:30:00.50-05:30'", "'2022-04-01 00:00:00.5+00'::timestamp with time zone");
    check(PostgreSql, zoned, "'2022-04-01 01:00:00+01'", "'2022-04-01 01:00:00+00'", Equivalence::Different);
    same(PostgreSql, zoned, "'epoch'", "'1970-01-01 00:00:00+00'::timestamp with time zone");
    // It is in the time zone of the server.
    same(PostgreSql, zoned, "'2022-04-01'", "'2022-04-01 00:00:00+00'");
    check(PostgreSql, zoned, "'2022-04-01'", "'2022-03-31 22:00:00+00'", Equivalence::Undecided);
    let without = "timestamp without time zone";
    same(PostgreSql, without, "'2022-04-01 01:00:00+05:00'", "'2022-04-01 01:00:00'::timestamp without time zone");
    same(PostgreSql, "interval", "'24 hours'", "'24:00:00'::interval");
    check(PostgreSql, "interval", "'24 hours'", "'1 day'::interval", Equivalence::Different);
    check(PostgreSql, "interval", "'P1D'", "'1 day'::interval", Equivalence::Undecided);
    check(PostgreSql, "inet", "'::1'", "'::1/128'::inet", Equivalence::Undecided);
}

#[test]
fn what_is_not_understood_is_left_undecided() {
    let deep = format!("{}x{}", "(".repeat(10_000), ")".repeat(10_000));
    let chain = format!("{}x", "NOT ".repeat(10_000));
    let sum = vec!["x"; 10_000].join(" + ");
    let casts = format!("x{}", "::a".repeat(10_000));
    let between = format!("{}x{}", "(".repeat(60), " BETWEEN 1 AND 2)".repeat(60));
    for text in [
        deep.as_str(),
        &chain,
        &sum,
        &casts,
        &between,
        "(SELECT 1) > a",
        "'open",
        "a ))",
        "",
        "\u{0}",
        "a AND",
        "U&'\\0061'",
        "f(DISTINCT x)",
    ] {
        assert_eq!(equivalent(PostgreSql, text, "y"), Equivalence::Undecided, "{}", text.get(..20).unwrap_or(text));
        assert_eq!(equivalent(PostgreSql, text, text), Equivalence::Same);
    }
    let wide = vec!["x = 1"; 10_000].join(" OR ");
    assert_eq!(equivalent(PostgreSql, &wide, "x = 1"), Equivalence::Different);
}

#[test]
fn a_closed_set_is_found_in_every_spelling() {
    let check = |expression: &str, expected: &[&str]| {
        let found = closed_set(PostgreSql, expression, "status").map(|(values, _)| values).unwrap_or_default();
        assert_eq!(found, expected, "{expression}");
    };
    check("status IN ('new', 'old')", &["new", "old"]);
    check(
        "(status)::text = ANY ((ARRAY['new'::character varying, 'old'::character varying])::text[])",
        &["new", "old"],
    );
    check("status = ANY ('{new,\"o,ld\"}'::text[])", &["new", "o,ld"]);
    check("status = 'new' OR status = 'old'", &["new", "old"]);
    check("status IS NULL OR status IN ('new', 'old')", &["new", "old"]);
    check("status IN ('new', 'old') OR status IS NULL", &["new", "old"]);
    check("status IN ('new', NULL, 'new')", &["new"]);
    check("upper(status) IN ('NEW', 'OLD')", &["NEW", "OLD"]);
    check("upper((status)::text) = ANY (ARRAY['NEW'::text, 'OLD'::text])", &["NEW", "OLD"]);
    check("a > 0 AND status IN ('new', 'old') AND b IN (1, 2)", &["new", "old"]);
    check("status IN (1, 2)", &["1", "2"]);
    check("status IN (-1, 2)", &["-1", "2"]);
    check("status = 1", &["1"]);
    check("'new' = status", &["new"]);
    check("t.\"status\" IN ('it''s')", &["it's"]);
    check("status NOT IN ('new', 'old')", &[]);
    check("status IN ('new', 'old') OR other = 'x'", &[]);
    check("status IS NULL", &[]);
    check("status IN ('new', lower('X'))", &[]);
    check("other IN ('new')", &[]);
    check("status IN (SELECT 1)", &[]);
    assert_eq!(closed_set(PostgreSql, "status IN (1, 2)", "status"), Some((vec!["1".into(), "2".into()], true)));
}

#[test]
fn rules_are_said_in_words() {
    let check = |expression: &str, expected: &[(&str, &str)]| {
        let found = stated(PostgreSql, expression).rules;
        let found: Vec<(&str, &str)> = found.iter().map(|(c, r)| (c.as_str(), r.as_str())).collect();
        assert_eq!(found, expected, "{expression}");
    };
    check("price > 0", &[("price", "greater than 0")]);
    check("(price >= (0)::numeric)", &[("price", "at least 0")]);
    check("0 < price", &[("price", "greater than 0")]);
    check("rating BETWEEN 1 AND 5", &[("rating", "from 1 to 5")]);
    check("length(name) > 0", &[("name", "not empty")]);
    check("char_length(trim(name)) <= 80", &[("name", "at most 80 characters")]);
    check("name <> ''", &[("name", "not empty")]);
    check("email ~ '^.+@.+$'", &[("email", "matches `^.+@.+$`")]);
    check("ends > starts", &[("ends", "greater than `starts`"), ("starts", "less than `ends`")]);
    check("((name)::text = lower((name)::text))", &[("name", "lower case")]);
    check("x IS NULL OR x > 3", &[("x", "greater than 3")]);
    check("x > 3 OR y > 3", &[]);
    check("status IN ('a')", &[]);
}

#[cfg(feature = "queries")]
#[test]
fn casts_that_types_ask_for_say_nothing() {
    let column = |(name, logical): (&str, LogicalType)| Column {
        name: name.to_owned(),
        data_type: DataType { native: String::new(), logical },
        ..Column::default()
    };
    let columns = [
        ("i", LogicalType::Integer),
        ("b", LogicalType::BigInt),
        ("n", LogicalType::Decimal),
        ("r", LogicalType::Float),
        ("d", LogicalType::Double),
    ];
    let columns = columns.map(column);
    let check = |written: &str, printed: &str, expected: Equivalence| {
        assert_eq!(equivalent_in(PostgreSql, &columns, written, printed), expected, "{written}  |  {printed}");
        assert_eq!(equivalent_in(PostgreSql, &columns, printed, written), expected, "{printed}  |  {written}");
    };
    let same = |written: &str, printed: &str| check(written, printed, Equivalence::Same);
    same("n = n * i - 1", "(n = ((n * (i)::numeric) - (1)::numeric))");
    same("round(i / 60.0, 2)", "round(((i)::numeric / 60.0), 2)");
    same("i > n AND b <= n", "(((i)::numeric > n) AND ((b)::numeric <= n))");
    same("NOT i + b > 1.5", "(NOT (((i + b))::numeric > 1.5))");
    same("d > i", "(d > (i)::double precision)");
    same("r > i", "(r > (i)::double precision)");
    same("r * n > 0", "((r * (n)::double precision) > (0)::double precision)");
    same("i * 1.5 > d", "((((i)::numeric * 1.5))::double precision > d)");
    same("coalesce(i, 1.5) > 0", "(COALESCE((i)::numeric, 1.5) > (0)::numeric)");
    same("i IN (1, 2.5)", "((i)::numeric = ANY (ARRAY[(1)::numeric, 2.5]))");
    same("i BETWEEN 1.5 AND n", "(((i)::numeric >= 1.5) AND ((i)::numeric <= n))");
    same("abs(i) > floor(n)", "((abs(i))::numeric > floor(n))");
    same("ceil(i) > r", "(ceil((i)::double precision) > r)");
    same("length(t) / 2.0 > n", "(((length(t))::numeric / 2.0) > n)");
    same("CASE WHEN i > n THEN -i * n ELSE 1 END", "CASE WHEN ((i)::numeric > n) THEN ((- i)::numeric * n) ELSE 1 END");
    // Such a cast is nothing that the system adds.
    let undecided = |written: &str, printed: &str| check(written, printed, Equivalence::Undecided);
    undecided("i / b", "((i)::numeric / (b)::numeric)");
    undecided("r > d", "((r)::double precision > d)");
    undecided("(i / b) * n", "((((i)::numeric / (b)::numeric)) * n)");
    undecided("unknown * n", "((unknown)::numeric * n)");
}

#[cfg(feature = "queries")]
#[test]
fn queries_ask_the_same_however_they_are_spelled() {
    use super::equivalent_queries;
    let check = |a: &str, b: &str, expected: Equivalence| {
        assert_eq!(equivalent_queries(PostgreSql, a, b), expected, "{a}  |  {b}");
        assert_eq!(equivalent_queries(PostgreSql, b, a), expected, "{b}  |  {a}");
    };
    let same = |a: &str, b: &str| check(a, b, Equivalence::Same);
    same("SELECT id, name FROM users u", " SELECT u.id,\n    u.name\n   FROM public.users u;");
    same(
        "select a x from t as s where x in ('a','b')",
        "SELECT a AS y FROM t s WHERE ((x)::text = ANY (ARRAY['a'::text, 'b'::text]))",
    );
    same(
        "SELECT a.x FROM a INNER JOIN b ON a.i = b.i LEFT OUTER JOIN c USING (k)",
        "SELECT a.x FROM ((a JOIN b ON ((a.i = b.i))) LEFT JOIN c USING (k))",
    );
    same(
        "SELECT g, count(*) AS n FROM t GROUP BY 1 ORDER BY n DESC, 1",
        "SELECT t.g, count(*) AS n FROM t GROUP BY t.g ORDER BY (count(*)) DESC, t.g",
    );
    same("SELECT * FROM t", "SELECT t.a, t.b FROM t");
    same(
        "SELECT 1 AS a UNION SELECT 2 UNION ALL SELECT 3",
        "SELECT 1 AS a UNION SELECT 2 AS b UNION ALL SELECT 3 AS c",
    );
    same(
        "WITH w AS (SELECT a FROM t) SELECT a FROM w WHERE EXISTS (SELECT 1 FROM u WHERE u.a = w.a) LIMIT 5",
        "WITH w AS ( SELECT t.a FROM t ) SELECT w.a FROM w WHERE (EXISTS ( SELECT 1 FROM u WHERE (u.a = w.a))) LIMIT 5",
    );
    same(
        "SELECT sum(x) FILTER (WHERE y > 0), row_number() OVER (PARTITION BY a ORDER BY b DESC) FROM t",
        "SELECT sum(t.x) FILTER (WHERE (t.y > 0)) AS sum, row_number() OVER (PARTITION BY t.a ORDER BY t.b DESC) AS row_number FROM t",
    );
    same(
        "SELECT (SELECT max(f.x) FROM f WHERE f.i = t.i) FROM t JOIN f ON true",
        "SELECT ( SELECT max(f_1.x) AS max FROM f f_1 WHERE (f_1.i = t.i)) AS max FROM (t JOIN f ON (true))",
    );
    check("SELECT a FROM t", "SELECT a FROM u", Equivalence::Different);
    check("SELECT a FROM t", "SELECT upper(a) FROM t WHERE gone IS NULL", Equivalence::Different);
    check("SELECT a FROM t WHERE b = 'x'", "SELECT a FROM t WHERE b = 'y'", Equivalence::Different);
    check("SELECT a FROM t WHERE b > 1", "SELECT a FROM t WHERE b < 1", Equivalence::Undecided);
    check("SELECT * FROM t", "SELECT upper(t.a) AS a, t.b FROM t", Equivalence::Undecided);
    check("SELECT x.a, y.b FROM t x, t y", "SELECT y.a, x.b FROM t x, t y", Equivalence::Undecided);
    check("SELECT a FROM t TABLESAMPLE system (1)", "SELECT a FROM t", Equivalence::Undecided);
    let deep = format!("{}SELECT 1{}", "SELECT (".repeat(5_000), ")".repeat(5_000));
    check(&deep, "SELECT 1", Equivalence::Undecided);
}

#[test]
fn a_bound_in_the_time_zone_of_the_server_is_the_same_in_any_spelling() {
    let check = |a: &str, b: &str, expected: bool| {
        assert_eq!(same_bound(a, b), expected, "{a} and {b}");
        assert_eq!(same_bound(b, a), expected, "{b} and {a}");
    };
    let january = "FOR VALUES FROM ('2026-01-01') TO (MAXVALUE)";
    check(january, "FOR VALUES  FROM ('2026-01-01 00:00:00+02') TO (MAXVALUE)", true);
    check(january, "FOR VALUES FROM ('2026-01-01 00:00:00') TO (MAXVALUE)", true);
    check(january, "FOR VALUES FROM ('2026-01-01 01:00:00+00') TO (MAXVALUE)", false);
    check(january, "FOR VALUES FROM ('2026-01-02') TO (MAXVALUE)", false);
    check("IN ('2026-01-01 00:00:00+00')", "IN ('2026-01-01 02:00:00+02')", true);
    check("IN ('2026-01-01 00:00:00+00')", "IN ('2026-01-01 00:00:00+02')", false);
    check("IN ('a', 'b')", "IN ('a', 'b', 'c')", false);
    check("IN ('a-b c-d')", "IN ('a-b c-e')", false);
    check("for values in ('a',\n  10)", "FOR VALUES IN ('a', '10')", true);
    check("for values in ('a')", "FOR VALUES IN ('A')", false);
    check("default", "DEFAULT", true);
}

#[test]
fn a_name_without_a_namespace_may_be_one_with() {
    let check = |a: &str, b: &str, expected: bool| assert_eq!(same_name(a, b), expected, "{a}  |  {b}");
    check("public.gin_trgm_ops", "gin_trgm_ops", true);
    check("a.c", "b.c", false);
    check("a.c", "d", false);
}

#[test]
fn mysql_has_several_names_for_one_thing() {
    for system in [System::MySql, MariaDb] {
        let check = |a: &str, b: &str| assert_eq!(equivalent(system, a, b), Equivalence::Same, "{a}  |  {b}");
        check("NOW()", "CURRENT_TIMESTAMP");
        check("now(3)", "CURRENT_TIMESTAMP(3)");
        check("LOCALTIME", "current_timestamp()");
        check("current_date", "curdate()");
        check(r"a like '%\_x'", r"(`a` like '%\\_x')");
    }
    let (short, long) = ("d->>'$.name'", "json_unquote(json_extract(`d`,'$.name'))");
    assert_eq!(equivalent(System::MySql, short, long), Equivalence::Same);
    assert_eq!(equivalent(PostgreSql, "now()", "CURRENT_TIMESTAMP"), Equivalence::Different);
}
