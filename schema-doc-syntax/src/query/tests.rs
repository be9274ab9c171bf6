//! What a query is told, by system.

use super::{Catalog, Parameters, Query, Relation};

fn catalog(system: &str) -> Catalog {
    let relation = |name: &str, columns: &[&str]| Relation {
        name: name.to_owned(),
        columns: Some(columns.iter().map(|&column| column.to_owned()).collect()),
    };
    Catalog {
        system: system.to_owned(),
        default_namespace: match system {
            "postgresql" => "public",
            "mssql" => "dbo",
            _ => "",
        }
        .to_owned(),
        relations: vec![
            relation("users", &["id", "email", "name", "address"]),
            relation("orders", &["id", "user_id", "status", "total"]),
            relation("auth.sessions", &["token", "user_id"]),
            Relation { name: "active_users".to_owned(), columns: None },
        ],
        left_out: vec!["auth.trail".to_owned()],
    }
}

/// First lines, each with what it stands on: `no column …|emial`.
fn told(sql: &str, system: &str) -> Vec<String> {
    let query = match Query::parse(sql, system) {
        Ok(query) => query,
        Err(problem) => return vec![problem.message],
    };
    let first = |message: &str| message.lines().next().unwrap_or_default().to_owned();
    let problems = query.check(&catalog(system));
    let place = |place: Option<std::ops::Range<usize>>| place.map_or("", |place| &sql[place]).to_owned();
    problems.into_iter().map(|problem| format!("{}|{}", first(&problem.message), place(problem.place))).collect()
}

#[track_caller]
fn fine(system: &str, queries: &[&str]) {
    for sql in queries {
        assert_eq!(told(sql, system), Vec::<String>::new(), "{sql}");
    }
}

#[track_caller]
fn wrong(system: &str, sql: &str, expected: &[&str]) {
    assert_eq!(told(sql, system), expected, "{sql}");
}

const PG: &str = "postgresql";

#[test]
fn columns_and_tables_are_looked_up() {
    fine(
        PG,
        &[
            "SELECT id, email FROM users WHERE id = $1",
            "SELECT u.id, o.total FROM users u JOIN orders AS o ON o.user_id = u.id WHERE u.email ILIKE $1",
            "SELECT * FROM public.users; SELECT Email FROM USERS",
            "SELECT users.id, public.users.email FROM users",
            "SELECT token FROM auth.sessions",
            "SELECT whatever FROM active_users",
            "SELECT relname, anything FROM pg_class JOIN information_schema.columns c ON c.table_name = relname",
            "SELECT ctid, xmin FROM users",
            "SELECT count(*), count(u.*), count(u), row_to_json(u) FROM users u",
            "SELECT (address).city FROM users",
            "SELECT 1",
            "SELECT last_value FROM users_id_seq, _sqlx_migrations, auth.trail, apalis.jobs",
        ],
    );
    wrong(PG, "SELECT emial FROM users", &["no column `emial` in table `users`; did you mean `email`?|emial"]);
    wrong(PG, "SELECT u.emial FROM users u", &["no column `emial` in table `users`; did you mean `email`?|emial"]);
    wrong(PG, "SELECT \"Email\" FROM users", &["no column `Email` in table `users`; did you mean `email`?|\"Email\""]);
    wrong(PG, "SELECT id FROM user", &["no table `user`; did you mean `users`?|user"]);
    wrong(PG, "SELECT id FROM auth.session", &["no table `auth.session`; did you mean `auth.sessions`?|auth.session"]);
    wrong(PG, "SELECT id FROM aut.sessions", &["no table `aut.sessions`; did you mean `auth.sessions`?|aut.sessions"]);
    wrong(PG, "SELECT a.id FROM users u", &["nothing is called `a` here|a"]);
    wrong(
        PG,
        "SELECT x FROM users\n JOIN orders ON zz = user_id WHERE y > 1",
        &[
            "no column `x` in the query's tables|x",
            "no column `zz` in the query's tables|zz",
            "no column `y` in the query's tables|y",
        ],
    );
    wrong(PG, "SELECT id FROM users, orders", &["`id` is ambiguous; write `users.id` or `orders.id`|id"]);
    wrong(PG, "SELECT nothing", &["no column `nothing`: nothing here has columns|nothing"]);
}

#[test]
fn a_name_is_looked_up_where_it_stands() {
    fine(
        PG,
        &[
            "SELECT id FROM users WHERE EXISTS (SELECT 1 FROM orders WHERE user_id = users.id AND email = status)",
            "SELECT (SELECT max(total) FROM orders o WHERE o.user_id = u.id) AS most FROM users u ORDER BY most",
            "SELECT n FROM (SELECT name AS n FROM users) AS t",
            "SELECT a, b FROM (SELECT id, name FROM users) AS t (a, b)",
            "SELECT t.total FROM users u, LATERAL (SELECT total FROM orders WHERE user_id = u.id) t",
            "SELECT email AS e, count(*) FROM users GROUP BY e ORDER BY e, count(*)",
            "SELECT id FROM users UNION SELECT user_id FROM orders ORDER BY id",
            "SELECT user_id, sum(total) OVER w FROM orders WINDOW w AS (PARTITION BY user_id ORDER BY status)",
            "SELECT id FROM users JOIN (SELECT user_id AS id, total FROM orders) o USING (id)",
            "SELECT id, total FROM users NATURAL JOIN orders",
            "SELECT x, y.z FROM generate_series(1, 2) x, unnest($1::int[]) AS y(z), json_each($2) j WHERE j.key = value",
            "SELECT array_agg(email ORDER BY id) FILTER (WHERE name <> '') FROM users",
            "SELECT extract(epoch FROM now()), make_interval(days => id), current_user, DEFAULT FROM users",
            "SELECT DISTINCT ON (e) email AS e FROM users FOR UPDATE OF users SKIP LOCKED",
            "SELECT CASE WHEN id = ANY($1) THEN name ELSE email END FROM users LIMIT $2 OFFSET $3",
            "SELECT a.id FROM (users a JOIN orders b ON a.id = b.user_id)",
            "SELECT v.n FROM (VALUES (1, 'a')) AS v (n, t)",
        ],
    );
    wrong(
        PG,
        "SELECT id FROM users WHERE EXISTS (SELECT 1 FROM orders WHERE user_id = usr.id)",
        &["nothing is called `usr` here|usr"],
    );
    wrong(
        PG,
        "SELECT t.total FROM users u, (SELECT total FROM orders WHERE user_id = u.id) t",
        &["nothing is called `u` here|u"],
    );
    wrong(PG, "SELECT total FROM users JOIN orders USING (user_id)", &["no column `user_id` in table `users`|user_id"]);
    wrong(PG, "SELECT email FROM (SELECT name AS n FROM users) AS t", &["no column `email` in `t`|email"]);
    wrong(PG, "SELECT c FROM unnest($1::int[], $2::int[]) AS t (a, b)", &["no column `c` in `t`|c"]);
    wrong(PG, "SELECT email AS e FROM users WHERE e = 'x'", &["no column `e` in table `users`|e"]);
    wrong(PG, "SELECT emial AS emial FROM users", &["no column `emial` in table `users`; did you mean `email`?|emial"]);
    wrong(
        PG,
        "SELECT count(x.*) FROM users u FOR UPDATE OF v",
        &["nothing is called `x` here|x", "nothing is called `v` here|v"],
    );
    wrong(
        PG,
        "SELECT id FROM users UNION SELECT user FROM orders ORDER BY total",
        &["no column `total` in these rows|total"],
    );
}

#[test]
fn common_table_expressions_have_columns() {
    fine(
        PG,
        &[
            "WITH t AS (SELECT id AS i FROM users) SELECT i FROM t",
            "WITH t (a) AS (SELECT id FROM users), s AS (SELECT a FROM t) SELECT s.a FROM s JOIN t USING (a)",
            "WITH RECURSIVE r AS (SELECT id, 1 AS depth FROM users UNION ALL SELECT o.id, depth + 1 FROM orders o JOIN r ON r.id = o.id) SELECT depth FROM r",
            "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i FROM n",
            "WITH gone AS (DELETE FROM users WHERE id = $1 RETURNING id, email AS was) SELECT was FROM gone",
            "WITH orders AS (SELECT 1 AS one) SELECT one FROM orders",
        ],
    );
    wrong(PG, "WITH t AS (SELECT id FROM users) SELECT i FROM t", &["no column `i` in `t`; did you mean `id`?|i"]);
    wrong(
        PG,
        "WITH t AS (SELECT emial FROM users) SELECT id FROM s",
        &["no column `emial` in table `users`; did you mean `email`?|emial", "no table `s`|s"],
    );
    wrong(
        PG,
        "WITH RECURSIVE r AS (SELECT id FROM users UNION ALL SELECT r.idd FROM r) SELECT id FROM r",
        &["no column `idd` in `r`; did you mean `id`?|idd"],
    );
}

#[test]
fn changes_name_columns_of_their_table() {
    fine(
        PG,
        &[
            "INSERT INTO users (id, email) VALUES ($1, $2), (3, DEFAULT) RETURNING id, email AS e",
            "INSERT INTO users (id, email) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET email = excluded.email WHERE users.name IS NULL RETURNING *",
            "INSERT INTO users AS u (id) SELECT user_id FROM orders WHERE total > $1 ON CONFLICT (email) DO UPDATE SET name = u.name || EXCLUDED.name",
            "INSERT INTO users DEFAULT VALUES",
            "UPDATE users SET email = $1, (name, address) = ($2, $3) WHERE id = $4 RETURNING email, old.email, new.name",
            "UPDATE users u SET email = o.status FROM orders o WHERE o.user_id = u.id",
            "UPDATE users SET address.city = $1",
            "DELETE FROM users u USING orders o WHERE o.user_id = u.id AND status = 'x' RETURNING u.email",
            "MERGE INTO users u USING orders o ON u.id = o.user_id WHEN MATCHED THEN UPDATE SET name = o.status WHEN NOT MATCHED THEN INSERT (id, email) VALUES (o.user_id, 'x')",
            "EXPLAIN SELECT email FROM users",
            "COPY users (id, email) FROM STDIN",
            "TRUNCATE orders, users",
            "BEGIN; CREATE TEMPORARY TABLE t (a int)",
        ],
    );
    wrong(
        PG,
        "INSERT INTO users (id, emial) VALUES ($1) RETURNING idd",
        &[
            "no column `emial` in table `users`; did you mean `email`?|emial",
            "2 columns and 1 value; give as many values as columns|($1)",
            "no column `idd` in table `users`; did you mean `id`?|idd",
        ],
    );
    wrong(
        PG,
        "INSERT INTO users (id) VALUES (1) ON CONFLICT (key) DO UPDATE SET nam = excluded.nme, email = email2",
        &[
            "no column `key` in table `users`|key",
            "no column `nam` in table `users`; did you mean `name`?|nam",
            "no column `nme` in table `users`; did you mean `name`?|nme",
            "no column `email2` in table `users`; did you mean `email`?|email2",
        ],
    );
    wrong(
        PG,
        "UPDATE users u SET total = 1 FROM orders o WHERE users.id = o.user_id",
        &["no column `total` in table `users`|total", "nothing is called `users` here|users"],
    );
    wrong(PG, "DELETE FROM users WHERE stauts = 1", &["no column `stauts` in table `users`|stauts"]);
    wrong(PG, "TRUNCATE order", &["no table `order`; did you mean `orders`?|order"]);
}

#[test]
fn each_system_has_its_own_words() {
    fine(
        "mysql",
        &[
            "SELECT `id`, Email FROM shop.users WHERE name = \"text\" AND id = ? LIMIT ?, ?",
            "INSERT INTO users (id, name) VALUES (?, ?) ON DUPLICATE KEY UPDATE name = VALUES(name), email = name",
            "INSERT INTO users SET id = ?, email = ?",
            "INSERT INTO users (id, name) VALUES (1, 'a') AS new ON DUPLICATE KEY UPDATE name = new.name",
            "UPDATE users u JOIN orders o ON o.user_id = u.id SET u.email = ?, status = 'x' WHERE o.total > 1",
            "DELETE u FROM users u JOIN orders o ON o.user_id = u.id",
            "SELECT TIMESTAMPDIFF(SECOND, name, email), @row := 1, DATE_ADD(name, INTERVAL 1 DAY) FROM users",
            "SELECT name AS n FROM users HAVING n > 1",
            "SELECT id FROM users WHERE MATCH (name, email) AGAINST (?)",
            "REPLACE INTO users (id) VALUES (?)",
            "SELECT 1 FROM dual",
        ],
    );
    wrong("mysql", "SELECT `emial` FROM users", &["no column `emial` in table `users`; did you mean `email`?|`emial`"]);
    wrong(
        "mysql",
        "SELECT TIMESTAMPDIFF(SECOND, nmae, email) FROM users",
        &["no column `nmae` in table `users`; did you mean `name`?|nmae"],
    );
    fine(
        "sqlite",
        &[
            "SELECT rowid, Email FROM main.Users WHERE name = \"text\" AND id = ?1 AND email = :email",
            "INSERT OR REPLACE INTO users (id, email) VALUES (?, ?) RETURNING id",
            "INSERT INTO users (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            "SELECT name AS n FROM users WHERE n > 1 GROUP BY n HAVING n > 2",
            "SELECT name FROM sqlite_schema",
            "SELECT value FROM json_each(?1)",
        ],
    );
    wrong("sqlite", "SELECT 1 FROM main.user", &["no table `main.user`; did you mean `users`?|main.user"]);
    wrong("sqlite", "SELECT emial FROM users", &["no column `emial` in table `users`; did you mean `email`?|emial"]);
    fine(
        "mssql",
        &[
            "SELECT TOP (10) [id], u.Email FROM dbo.users AS u WHERE id = @P1 AND DATEADD(day, 1, name) > 0",
            "INSERT INTO users (id) OUTPUT inserted.id VALUES (@P1)",
            "UPDATE u SET u.email = @P1 FROM users u JOIN orders o ON o.user_id = u.id",
            "SELECT id FROM #temporary",
        ],
    );
    fine("oracle", &["SELECT id, ROWNUM, sysdate FROM users WHERE id = :1", "SELECT seq.NEXTVAL FROM dual"]);
}

#[test]
fn what_is_no_sql_is_told_with_its_place() {
    let told = |sql: &str| {
        let problem = Query::parse(sql, PG).err();
        problem.map(|problem| (problem.message, problem.place)).unwrap_or_default()
    };
    let (message, place) = told("SELECT id\nFORM users WHERE");
    assert_eq!(message, "cannot read the query: expected end of statement, found users");
    assert_eq!(place.map(|place| place.start), Some(15));
    assert_eq!(told("").0, "the query is empty; write its SQL");
    assert!(told("SELECT 'open").0.starts_with("cannot read the query: Unterminated string literal"));
    assert_eq!(told("SELECT 1").0, "");
}

#[test]
fn parameters_are_counted() {
    let check = |system: &str, sql: &str, count: usize, names: &[&str], unused: &[usize]| {
        let found = Query::parse(sql, system).map(|query| query.parameters());
        let names = names.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(found, Ok(Parameters { count, names, unused: unused.to_vec() }), "{sql}");
    };
    check(PG, "SELECT 1", 0, &[], &[]);
    check(PG, "SELECT $2, $1, $2 FROM users WHERE id = (SELECT $4)", 4, &[], &[3]);
    check("mysql", "SELECT ? FROM users WHERE id IN (?, ?) LIMIT ?", 4, &[], &[]);
    check("sqlite", "SELECT ?1, ?1, ?2", 2, &[], &[]);
    check("sqlite", "SELECT :a, :b, :a", 2, &["a", "b"], &[]);
    check("mssql", "SELECT @P1, @id, @@rowcount", 2, &["P1", "id"], &[]);
    check("mysql", "SELECT '?', \"?\" -- ?\n", 0, &[], &[]);
}

#[test]
fn what_is_too_deep_or_too_long_is_told() {
    let nested = |depth: usize| format!("SELECT {}1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(told(&nested(490), PG)[0].starts_with("the query is nested too deeply"));
    assert!(told(&nested(5000), PG)[0].starts_with("the query has 10002 words, 1000 are looked into"));
    let chain = |length: usize| format!("SELECT id FROM users WHERE {}id = 1", "id = 0 OR ".repeat(length));
    fine(PG, &[&chain(247)]);
    fine(PG, &[&format!("SELECT {}id FROM users", "1 + ".repeat(490))]);
    assert!(told(&chain(500), PG)[0].starts_with("the query has 2008 words"));
}
