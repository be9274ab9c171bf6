use schema_doc_diagnostics::Diagnostics;

use super::resolve::Resolver;
use crate::analyze::TableAnalysis;
use crate::config::{SourceConfig, SourceKind};
use crate::files::Files;
use crate::model::{Schema, System};
use crate::source::sql;

fn schema(system: System, text: &str) -> Schema {
    let mut source = SourceConfig::new(SourceKind::Sql, "s.sql");
    source.dialect = Some(system);
    let namespace = system.default_namespace().to_owned();
    let mut schema = Schema { system, default_namespace: namespace, ..Schema::default() };
    let mut diagnostics = Diagnostics::default();
    sql::read(&Files::in_memory([("s.sql", text)]), &[&source], &mut schema, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{text}\n{diagnostics:?}");
    schema
}

/// `users by email order id: users_email_key`, with `!` behind what no index serves.
#[track_caller]
fn told(schema: &Schema, query: &str) -> Vec<String> {
    let analysis = vec![TableAnalysis::default(); schema.tables.len()];
    let access = Resolver::new(schema, &analysis).access(query, None, None);
    let problems: Vec<&str> = access.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(problems, Vec::<&str>::new(), "{query}");
    let told = access.uses.iter().map(|used| {
        let words = |name: &str, list: &[String]| match list {
            [] => String::new(),
            list => format!(" {name} {}", list.join(", ")),
        };
        format!(
            "{}{}{}:{}{}",
            schema.identifier(&schema.tables[used.table].id),
            words("by", &used.by),
            words("order", &used.order),
            words("from", &used.covered_by).replace(" from", ""),
            if used.uncovered.is_empty() { "" } else { " !" }
        )
    });
    told.collect()
}

const SHOP: &str = "
    CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, name text, active boolean, tags text[], body tsvector, place point,
        embedding text, nick text COLLATE \"C\");
    CREATE INDEX users_lower_email ON users (lower(email));
    CREATE INDEX users_active_name ON users (name) WHERE active;
    CREATE INDEX users_tags ON users USING gin (tags);
    CREATE INDEX users_body ON users USING gin (body);
    CREATE INDEX users_name_trgm ON users USING gin (name gin_trgm_ops);
    CREATE INDEX users_nick ON users (nick);
    CREATE INDEX users_place ON users USING gist (place);
    CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users, status text, placed_at timestamptz, total numeric, note text);
    CREATE INDEX orders_user_placed ON orders (user_id, placed_at DESC);
    CREATE INDEX orders_user ON orders (user_id);
    CREATE INDEX orders_open ON orders (placed_at) WHERE status IN ('open', 'late');
    CREATE INDEX orders_note ON orders (note) WHERE note IS NOT NULL;
    CREATE INDEX orders_total ON orders USING hash (total);
    CREATE INDEX orders_status_placed ON orders (status, placed_at);";

#[test]
fn indexes_serve_conditions_and_orders() {
    let shop = schema(System::PostgreSql, SHOP);
    let check = |query: &str, expected: &[&str]| assert_eq!(told(&shop, query), expected, "{query}");
    check("SELECT * FROM users WHERE id = $1", &["users by id: users_pkey"]);
    check("SELECT * FROM users WHERE email = $1 AND active", &["users by email, active: users_email_key"]);
    check("SELECT * FROM users WHERE lower(email) = lower($1)", &["users by lower(email): users_lower_email"]);
    check("SELECT * FROM users WHERE active", &["users by active: users_active_name"]);
    check("SELECT * FROM users WHERE NOT active", &["users by active: !"]);
    check("SELECT * FROM users", &["users:"]);
    check("INSERT INTO users (id, email) VALUES ($1, $2)", &["users:"]);
    // A partial index is for those whose conditions lie in it.
    check("SELECT * FROM users WHERE active AND name = $1", &["users by active, name: users_active_name"]);
    check("SELECT * FROM users WHERE name = $1", &["users by name: users_name_trgm"]);
    check(
        "SELECT * FROM orders WHERE status = 'late' AND placed_at < $1",
        &["orders by status, placed_at: orders_open"],
    );
    check(
        "SELECT * FROM orders WHERE status = 'paid' AND placed_at < $1",
        &["orders by status, placed_at: orders_status_placed"],
    );
    check("SELECT * FROM orders WHERE note = $1", &["orders by note: orders_note"]);
    check("SELECT * FROM orders WHERE note IS NULL", &["orders by note: !"]);
    check("SELECT * FROM orders WHERE status IN ('late', 'open')", &["orders by status: orders_open"]);
    check("SELECT * FROM users WHERE active ORDER BY name, id", &["users by active order name, id: users_active_name"]);
    // Operators ask for indexes of their own.
    check("SELECT * FROM users WHERE tags @> $1", &["users by tags: users_tags"]);
    check("SELECT * FROM users WHERE body @@ to_tsquery($1)", &["users by body: users_body"]);
    check("SELECT * FROM users WHERE name ILIKE '%ada%'", &["users by name: users_name_trgm"]);
    check("SELECT * FROM users WHERE email LIKE 'ada%'", &["users by email: !"]);
    check("SELECT * FROM users WHERE nick LIKE 'ada%'", &["users by nick: users_nick"]);
    check("SELECT * FROM users ORDER BY place <-> $1 LIMIT 3", &["users order place: users_place"]);
    check("SELECT * FROM orders WHERE total = $1", &["orders by total: orders_total"]);
    check("SELECT * FROM orders WHERE total > $1", &["orders by total: !"]);
    // Of two that do, the one that does more.
    check("SELECT * FROM orders WHERE user_id = $1", &["orders by user_id: orders_user"]);
    check(
        "SELECT * FROM orders WHERE user_id = $1 ORDER BY placed_at DESC",
        &["orders by user_id order placed_at DESC: orders_user_placed"],
    );
    check(
        "SELECT * FROM orders WHERE user_id = $1 ORDER BY placed_at",
        &["orders by user_id order placed_at: orders_user_placed"],
    );
    check("SELECT * FROM orders WHERE user_id = $1 ORDER BY total", &["orders by user_id order total: orders_user"]);
    check("SELECT * FROM users ORDER BY email LIMIT 9", &["users order email: users_email_key"]);
    check("SELECT * FROM users ORDER BY active", &["users order active:"]);
    check(
        "SELECT * FROM orders WHERE status = $1 ORDER BY status, placed_at",
        &["orders by status order status, placed_at: orders_status_placed"],
    );
    check("DELETE FROM orders WHERE placed_at < $1", &["orders by placed_at: !"]);
}

#[test]
fn joins_are_served_from_the_side_that_is_narrowed() {
    let shop = schema(System::PostgreSql, SHOP);
    let check = |query: &str, expected: &[&str]| assert_eq!(told(&shop, query), expected, "{query}");
    check(
        "SELECT o.* FROM orders o JOIN users u ON u.id = o.user_id WHERE u.email = $1",
        &["orders by user_id: orders_user", "users by email, id: users_email_key"],
    );
    // Nothing to begin with: each of the two is reached from the other only.
    check(
        "SELECT o.* FROM orders o JOIN users u ON u.id = o.user_id WHERE u.place = $1",
        &["orders by user_id: orders_user", "users by place, id: users_place"],
    );
    check(
        "SELECT o.* FROM orders o JOIN users u ON u.id = o.user_id WHERE u.embedding = $1",
        &["orders by user_id: orders_user", "users by embedding, id: !"],
    );
    check(
        "SELECT o.* FROM orders o JOIN users u ON u.id = o.user_id WHERE u.embedding = $1 AND o.total = $2",
        &["orders by total, user_id: orders_total", "users by embedding, id: users_pkey"],
    );
    check(
        "WITH late AS (SELECT user_id FROM orders WHERE total = $1) SELECT * FROM users u JOIN late ON late.user_id = u.id WHERE u.embedding = $2",
        &["orders by total: orders_total", "users by embedding, id: users_pkey"],
    );
    check(
        "SELECT u.name FROM users u JOIN orders o ON o.user_id = u.id WHERE o.note LIKE '%late%' ORDER BY o.placed_at",
        &["users by id: users_pkey", "orders by user_id, note order placed_at: !"],
    );
    check(
        "SELECT o.*, u.name FROM orders o JOIN users u ON u.id = o.user_id",
        &["orders by user_id:", "users by id: users_pkey"],
    );
    check(
        "SELECT u.name FROM users u JOIN orders o ON o.note = u.name WHERE u.id = $1",
        &["users by id, name: users_pkey", "orders by note: orders_note"],
    );
    check(
        "SELECT u.name FROM users u JOIN orders o ON o.total = u.place WHERE u.id = $1 AND o.status <> 'void'",
        &["users by id, place: users_pkey", "orders by total: orders_total"],
    );
}

#[test]
fn each_system_has_its_own_indexes() {
    let check = |system: System, text: &str, query: &str, expected: &[&str]| {
        assert_eq!(told(&schema(system, text), query), expected, "{query}");
    };
    let orders = "CREATE TABLE users (id int PRIMARY KEY);
        CREATE TABLE orders (id int PRIMARY KEY, user_id int, note varchar(99), CONSTRAINT of_user FOREIGN KEY (user_id) REFERENCES users (id));";
    // MySQL makes an index for each foreign key, the others do not.
    check(System::MySql, orders, "SELECT * FROM orders WHERE user_id = ?", &["orders by user_id: of_user"]);
    check(System::Sqlite, orders, "SELECT * FROM orders WHERE user_id = ?", &["orders by user_id: !"]);
    let notes = "CREATE TABLE notes (id integer PRIMARY KEY, title varchar(99), body varchar(99) COLLATE NOCASE);
        CREATE INDEX by_title ON notes (title); CREATE INDEX by_body ON notes (body);";
    check(System::Sqlite, notes, "SELECT * FROM notes WHERE title LIKE 'a%'", &["notes by title: !"]);
    check(System::Sqlite, notes, "SELECT * FROM notes WHERE body LIKE 'a%'", &["notes by body: by_body"]);
    check(System::Sqlite, notes, "SELECT * FROM notes WHERE rowid = ?", &["notes:"]);
    let posts = "CREATE TABLE posts (id int PRIMARY KEY, title varchar(99), body text, FULLTEXT KEY words (title, body), KEY by_title (title));";
    check(
        System::MySql,
        posts,
        "SELECT * FROM posts WHERE MATCH (title, body) AGAINST (?)",
        &["posts by title, body: words"],
    );
    check(System::MySql, posts, "SELECT * FROM posts WHERE title LIKE 'a%'", &["posts by title: by_title"]);
    check(System::MySql, posts, "SELECT * FROM posts WHERE title LIKE '%a'", &["posts by title: !"]);
    // The key of the rows stands behind those of each index.
    check(System::MySql, posts, "SELECT * FROM posts ORDER BY title, id", &["posts order title, id: by_title"]);
    check(System::MySql, posts, "SELECT * FROM posts ORDER BY title, body", &["posts order title, body:"]);
}

#[test]
fn what_is_not_there_is_told_at_its_place() {
    let mut shop = schema(System::PostgreSql, SHOP);
    let text = "-- @access a: b query=\"SELECT emial FROM users\"\n";
    let file = shop.files.add("q.sql", text);
    let whole = schema_doc_diagnostics::Span { file, start: 3, end: 47 };
    let analysis = vec![TableAnalysis::default(); shop.tables.len()];
    let access = Resolver::new(&shop, &analysis).access("SELECT emial FROM users", Some(whole), None);
    let told: Vec<String> = access
        .problems
        .iter()
        .map(|problem| {
            let place = problem.span.map(|span| shop.files.place(span)).unwrap_or_default();
            format!("{place} {} {}", problem.code.as_str(), problem.message.lines().next().unwrap_or_default())
        })
        .collect();
    assert_eq!(told, ["q.sql:1:31 invalid-query no column `emial` in table `users`; did you mean `email`?"]);
}
