//! What serves a query: held against the plans that the real databases make, and the program's code read beside the schema.

use std::collections::BTreeSet;

use schema_doc_build::{Builder, Format, Loaded};
use schema_doc_tests::postgresql::{Database, Server};
use schema_doc_tests::{is_clean, sqlite};
use serde_json::Value;

const SHOP: &str = r#"
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, name text, active boolean NOT NULL, tags text[], body tsvector,
    place point, nick text COLLATE "C", joined date, city text, country text, UNIQUE (country, nick));
CREATE INDEX users_lower_email ON users (lower(email));
CREATE INDEX users_active_name ON users (name) WHERE active;
CREATE INDEX users_tags ON users USING gin (tags);
CREATE INDEX users_body ON users USING gin (body);
CREATE INDEX users_place ON users USING gist (place);
CREATE INDEX users_nick ON users (nick);
CREATE INDEX users_city ON users (city text_pattern_ops);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, status text, placed_at timestamptz, total numeric, note text,
    data jsonb);
CREATE INDEX orders_user_placed ON orders (user_id, placed_at DESC);
CREATE INDEX orders_open ON orders (placed_at) WHERE status IN ('open', 'late');
CREATE INDEX orders_note ON orders (note) WHERE note IS NOT NULL;
CREATE INDEX orders_total ON orders USING hash (total);
CREATE INDEX orders_data ON orders USING gin (data);
CREATE INDEX orders_kind ON orders ((data->>'kind'));
"#;

const QUERIES: &[&str] = &[
    "SELECT * FROM users WHERE id = $1",
    "SELECT * FROM users WHERE email = $1 AND active",
    "SELECT * FROM users WHERE lower(email) = lower($1)",
    "SELECT * FROM users WHERE upper(email) = $1",
    "SELECT * FROM users WHERE active AND name = $1",
    "SELECT * FROM users WHERE name = $1",
    "SELECT * FROM users WHERE NOT active",
    "SELECT * FROM users WHERE tags @> $1",
    "SELECT * FROM users WHERE body @@ to_tsquery('simple', $1)",
    "SELECT * FROM users WHERE place <@ $1::box",
    "SELECT * FROM users WHERE nick LIKE 'ada%'",
    "SELECT * FROM users WHERE nick LIKE '%ada'",
    "SELECT * FROM users WHERE email ILIKE 'ada%'",
    "SELECT * FROM users WHERE city LIKE 'Lon%'",
    "SELECT * FROM users WHERE city > $1",
    "SELECT * FROM users WHERE city = $1",
    "SELECT * FROM users WHERE country = $1",
    "SELECT * FROM users WHERE id IN (1, 2, 3)",
    "SELECT * FROM users WHERE id = ANY($1)",
    "SELECT * FROM users WHERE joined BETWEEN $1 AND $2",
    "SELECT * FROM users ORDER BY place <-> $1::point LIMIT 3",
    "SELECT * FROM users ORDER BY email LIMIT 3",
    "SELECT * FROM users ORDER BY joined LIMIT 3",
    "SELECT * FROM orders WHERE total = $1",
    "SELECT * FROM orders WHERE total > $1",
    "SELECT * FROM orders WHERE user_id = $1",
    "SELECT * FROM orders WHERE user_id = $1 ORDER BY placed_at DESC LIMIT 9",
    "SELECT * FROM orders WHERE user_id = $1 AND placed_at > $2",
    "SELECT * FROM orders WHERE status = 'late' AND placed_at > $1",
    "SELECT * FROM orders WHERE status = 'paid'",
    "SELECT * FROM orders WHERE note = $1",
    "SELECT * FROM orders WHERE note IS NULL",
    "SELECT * FROM orders WHERE data @> $1",
    "SELECT * FROM orders WHERE data->>'kind' = $1",
    "SELECT * FROM orders WHERE data->>'sort' = $1",
    "SELECT o.* FROM orders o JOIN users u ON u.id = o.user_id WHERE u.email = $1",
    "SELECT o.* FROM orders o JOIN users u ON u.id = o.user_id WHERE o.id = $1",
    "SELECT o.*, u.nick FROM orders o LEFT JOIN users u ON u.id = o.user_id WHERE o.id = $1",
    "SELECT u.* FROM users u WHERE u.email = $1 AND EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id)",
    "UPDATE orders SET status = 'late' WHERE id = $1",
    "UPDATE orders SET status = 'late' WHERE total < $1",
    "DELETE FROM orders WHERE user_id = $1",
    "DELETE FROM users WHERE joined = $1",
];

fn load(dir: &std::path::Path) -> Loaded {
    let loaded = Builder::default().root(dir).config_file("schema-doc.toml").load().unwrap();
    assert!(is_clean(&loaded), "{}", loaded.report(false));
    loaded
}

fn document(loaded: &Loaded, format: Format, path: &str) -> String {
    let of = |artifact: &schema_doc_build::Artifact| artifact.format == format && artifact.path.ends_with(path);
    loaded.render().find(of).unwrap().contents.to_string()
}

fn manifest(loaded: &Loaded) -> Value {
    serde_json::from_str(&document(loaded, Format::Manifest, "")).unwrap()
}

/// `table: index` of what we say that serves a query, the index empty where none does.
fn said(dialect: &str, schema: &str, query: &str) -> BTreeSet<String> {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("schema.sql"), schema).unwrap();
    let config = format!(
        "[schema]\nname = \"x\"\n[[source]]\nkind = \"sql\"\npath = \"schema.sql\"\ndialect = \"{dialect}\"\n\
         [[tables.users.access_patterns]]\nname = \"it\"\nquery = '''{query}'''\n"
    );
    std::fs::write(dir.path().join("schema-doc.toml"), config).unwrap();
    let manifest = manifest(&load(dir.path()));
    let tables = manifest["schema_manifest"]["tables"].as_array().unwrap();
    let users = tables.iter().find(|table| table["name"] == "users").unwrap();
    let uses = users["access_patterns"][0]["uses"].as_array().unwrap();
    let told = |used: &Value| {
        let table = used["table"].as_str().unwrap();
        let indexes: Vec<&str> =
            used["covered_by"].as_array().into_iter().flatten().map(|v| v.as_str().unwrap()).collect();
        format!("{table}: {}", indexes.join(", "))
    };
    uses.iter().map(told).collect()
}

/// The same, of a plan.
fn planned(plan: &Value, found: &mut BTreeSet<String>, above: &str) {
    let kind = plan["Node Type"].as_str().unwrap();
    let table = plan["Relation Name"].as_str().unwrap_or(above);
    match kind {
        "Index Scan" | "Index Only Scan" => {
            found.insert(format!("{table}: {}", plan["Index Name"].as_str().unwrap()));
        }
        "Seq Scan" => {
            found.insert(format!("{table}: "));
        }
        "Bitmap Index Scan" => {
            found.insert(format!("{above}: {}", plan["Index Name"].as_str().unwrap()));
        }
        _ => {}
    }
    for inner in plan["Plans"].as_array().into_iter().flatten() {
        planned(inner, found, table);
    }
}

#[test]
fn plans_of_postgresql_use_what_we_name() {
    let Some(database) = Database::of_sql(Server::Newest, "access", SHOP) else { return };
    let mut wrong = Vec::new();
    for query in QUERIES {
        // A table without rows is scanned wherever that is allowed.
        let explain = format!(
            "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; EXPLAIN (GENERIC_PLAN, FORMAT JSON) {query}"
        );
        let text = database.psql(&explain);
        let json: Value = serde_json::from_str(&text[text.find('[').unwrap()..]).unwrap();
        let mut plan = BTreeSet::new();
        planned(&json[0]["Plan"], &mut plan, "");
        let said = said("postgresql", SHOP, query);
        if plan != said {
            wrong.push(format!("{query}\n  plan: {plan:?}\n  said: {said:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Tables and indexes that SQLite knows by other words.
const NOTES: &str = "
CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL UNIQUE, nick text COLLATE NOCASE, city text, active integer);
CREATE INDEX users_nick ON users (nick);
CREATE INDEX users_city ON users (city);
CREATE INDEX users_lower ON users (lower(email));
CREATE INDEX users_active ON users (city, nick) WHERE active = 1;
CREATE TABLE notes (user_id integer NOT NULL REFERENCES users, position integer, title text, PRIMARY KEY (user_id, position));
CREATE INDEX notes_title ON notes (title);
";

#[test]
fn plans_of_sqlite_use_what_we_name() {
    let queries = [
        "SELECT * FROM users WHERE id = ?",
        "SELECT * FROM users WHERE id > ?",
        "SELECT * FROM users WHERE email = ?",
        "SELECT * FROM users WHERE lower(email) = ?",
        "SELECT * FROM users WHERE upper(email) = ?",
        "SELECT * FROM users WHERE nick LIKE 'ada%'",
        "SELECT * FROM users WHERE city LIKE 'ada%'",
        "SELECT * FROM users WHERE city = ? ORDER BY id",
        "SELECT * FROM users WHERE city IN (?, ?)",
        "SELECT * FROM users WHERE active = 1 AND city = ? AND nick = ?",
        "SELECT * FROM users WHERE active = ?",
        "SELECT * FROM users ORDER BY city",
        "SELECT * FROM notes WHERE user_id = ?",
        "SELECT * FROM notes WHERE position = ?",
        "SELECT * FROM notes WHERE user_id = ? AND position BETWEEN ? AND ?",
        "SELECT * FROM notes WHERE title >= ?",
        "SELECT * FROM notes n JOIN users u ON u.id = n.user_id WHERE n.title = ?",
        "SELECT * FROM users u JOIN notes n ON n.user_id = u.id WHERE u.email = ?",
        "UPDATE notes SET title = '' WHERE title = ?",
        "DELETE FROM notes WHERE position < ?",
    ];
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("notes.db");
    sqlite::make(&database, NOTES);
    let program = "import json\ndb = sqlite3.connect(file)\n\
        plans = [[row[3] for row in db.execute('EXPLAIN QUERY PLAN ' + query, [None] * query.count('?'))] for query in json.loads(text)]\n\
        open(file + '.json', 'w').write(json.dumps(plans))";
    sqlite::python(&database, program, &serde_json::to_string(&queries).unwrap());
    let plans = std::fs::read_to_string(dir.path().join("notes.db.json")).unwrap();
    let plans: Vec<Vec<String>> = serde_json::from_str(&plans).unwrap();
    let mut wrong = Vec::new();
    for (query, plan) in queries.iter().zip(&plans) {
        let found: BTreeSet<String> = plan.iter().filter_map(|line| step(line)).collect();
        let said = said("sqlite", NOTES, query);
        if found != said {
            wrong.push(format!("{query}\n  plan: {plan:?}\n  said: {said:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `SEARCH n USING INDEX notes_title (title=?)` → `notes: notes_title`.
fn step(line: &str) -> Option<String> {
    let mut words = line.split(' ');
    let kind = words.next()?;
    let table = words.next().filter(|_| matches!(kind, "SEARCH" | "SCAN"))?;
    let table = if table.starts_with('u') { "users" } else { "notes" };
    let rest = words.collect::<Vec<_>>().join(" ");
    let index = rest.trim_start_matches("USING ").trim_start_matches("COVERING ").trim_start_matches("INDEX ");
    Some(format!("{table}: {}", index.split(" (").next().unwrap_or_default()))
}

/// A package of migrations and functions.
fn package(code: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for folder in ["migrations", "src"] {
        std::fs::create_dir(dir.path().join(folder)).unwrap();
    }
    std::fs::write(dir.path().join("migrations/0001_init.sql"), SHOP).unwrap();
    std::fs::write(dir.path().join("src/lib.rs"), code).unwrap();
    let config = "[schema]\nname = \"x\"\n[[source]]\nkind = \"sql\"\npath = \"migrations\"\n[[source]]\nkind = \"rust\"\npath = \"src\"\n\
        [docs]\nlines = \"all\"\n[lint]\nmissing-table-purpose = \"allow\"\nunannotated-sensitive-column = \"allow\"\n";
    std::fs::write(dir.path().join("schema-doc.toml"), config).unwrap();
    dir
}

#[test]
fn functions_stand_on_the_pages_of_the_tables_that_they_touch() {
    let code = r#"
mod db {
    impl Users {
        pub async fn find(pool: &PgPool, email: &str) -> Result<User> {
            sqlx::query_as!(User, "SELECT id, email FROM users WHERE email = $1", email).fetch_one(pool).await
        }
    }
    pub fn of_user(connection: &mut PgConnection) {
        diesel::sql_query("DELETE FROM orders WHERE user_id = (SELECT id FROM users WHERE lower(email) = $1)").execute(connection);
    }
    fn late(connection: &mut PgConnection) {
        diesel::sql_query("CREATE TEMPORARY TABLE late (id bigint)").execute(connection);
        diesel::sql_query("INSERT INTO late SELECT id FROM orders WHERE status = 'late'").execute(connection);
    }
    fn elsewhere(connection: &mut PgConnection) {
        diesel::sql_query("SELECT nothing FROM another_database").execute(connection);
    }
}
"#;
    let dir = package(code);
    let loaded = load(dir.path());
    assert_eq!(loaded.diagnostics().iter().count(), 0, "{}", loaded.report(false));
    let listed = |page: &str| {
        let text = document(&loaded, Format::Tables, page);
        let (_, list) = text.split_once("In the code:\n\n").unwrap();
        list.lines().take_while(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        listed("users.md"),
        [
            "- `crate::db::Users::find` ([`src/lib.rs:5`](../../../src/lib.rs#L5)): reads by `email` (served by `users_email_key`)",
            "- `crate::db::of_user` ([`src/lib.rs:9`](../../../src/lib.rs#L9)): reads by `lower(email)` (served by `users_lower_email`)",
        ]
    );
    assert_eq!(
        listed("orders.md"),
        [
            "- `crate::db::of_user` ([`src/lib.rs:9`](../../../src/lib.rs#L9)): deletes rows by `user_id` (served by `orders_user_placed`)",
            "- `crate::db::late` ([`src/lib.rs:13`](../../../src/lib.rs#L13)): reads by `status` (served by `orders_open`)",
        ]
    );
    let before = manifest(&loaded);
    let tables = before["schema_manifest"]["tables"].as_array().unwrap();
    let users = tables.iter().find(|table| table["name"] == "users").unwrap();
    let pattern = &users["access_patterns"][1];
    assert_eq!(pattern["origin"], "inferred");
    assert_eq!(
        pattern["location"],
        serde_json::json!({ "file": "src/lib.rs", "line": 9, "function": "crate::db::of_user" })
    );
    assert_eq!(pattern["covered_by"], serde_json::json!(["orders.orders_user_placed", "users_lower_email"]));
}

#[test]
fn documents_change_with_the_queries_of_the_code_and_not_with_the_rest() {
    let code = "pub fn find(c: &mut Connection) { diesel::sql_query(\"SELECT id FROM users\").execute(c); }\n";
    let hash = |code: &str| manifest(&load(package(code).path()))["schema_manifest"]["source_hash"].clone();
    let before = hash(code);
    assert_eq!(hash(&format!("//! Other words.\nfn more() -> u8 {{ 7 }}\n{code}")), before);
    assert_ne!(hash(&code.replace("id", "email")), before);
    assert_ne!(hash(&code.replace("find", "look_up")), before);
}

#[test]
fn queries_in_the_code_are_held_to_the_schema() {
    let code = "
pub fn find(connection: &mut PgConnection) {
    diesel::sql_query(\"SELECT id FROM users WHERE emial = $1\").execute(connection);
    diesel::sql_query(\"SELECT id FROM users WHERE joined = $1\").execute(connection);
    // schema-doc: allow(uncovered-access-pattern) once a year
    let who = diesel::sql_query(
        \"SELECT id FROM users WHERE joined < $1\",
    )
    .execute(connection);
    diesel::sql_query(\"SELECT id FROM users WHERE id = (\").execute(connection);
    diesel::sql_query(\"SELECT kind, size, owner FROM users WHERE id = 1\").execute(connection);
}
";
    let dir = package(code);
    let loaded = Builder::default().root(dir.path()).config_file("schema-doc.toml").load().unwrap();
    let files = &loaded.schema().files;
    let told: Vec<String> = loaded
        .diagnostics()
        .iter()
        .map(|found| {
            let place = found.span.map(|span| files.place(span)).unwrap_or_default();
            format!("{place} {} {}", found.code.as_str(), found.message)
        })
        .collect();
    assert_eq!(
        told,
        [
            "src/lib.rs:3:51 invalid-query the query in `crate::find`: no column `emial` in table `users`; did you mean `email`?",
            "src/lib.rs:4:23 uncovered-access-pattern `users`: `crate::find` finds rows by `joined`, which no index is for",
            "src/lib.rs:10:23 unsupported-statement the query in `crate::find`: cannot read the query: expected an expression, found EOF",
            "src/lib.rs:11:31 invalid-query the query in `crate::find`: no column `kind` in table `users`; nor 2 other things that it names",
        ]
    );
}
