//! What the book says of small schemas.

use schema_doc_diagnostics::Diagnostics;

use super::Book;
use crate::analyze::analyze;
use crate::analyze::build::{Build, schema, table};
use crate::config::{Config, SourceConfig, SourceKind};
use crate::files::Files;
use crate::model::{Action, Schema, System};
use crate::render::layout::Layout;
use crate::render::{Format, Input, Renderer};
use crate::source::sql::read;

fn book(schema: &Schema, config: &Config) -> String {
    let analysis = analyze(schema, config, &mut Diagnostics::default());
    let layout = Layout::new(schema, config);
    let input = Input { schema, analysis: &analysis, config, layout: &layout };
    Book.render(input).next().unwrap().contents.to_string()
}

/// The part under a heading.
fn part<'b>(book: &'b str, heading: &str) -> &'b str {
    let from = book.find(&format!("\n{heading}\n")).map(|at| &book[at + heading.len() + 2..]).unwrap_or_default();
    let end = from.find("\n### ").into_iter().chain(from.find("\n## ")).min();
    from[..end.unwrap_or(from.len())].trim()
}

/// What is run to delete a person, and what to keep the rows without the person.
fn deletion(tables: Vec<Build>) -> Vec<String> {
    let book = book(&schema(tables), &Config::default());
    let part = part(&book, "### 9.3 Data Deletion");
    let blocks = part.split("```sql\n").skip(1).filter_map(|block| block.split("\n```").next());
    blocks.map(str::to_owned).collect()
}

#[test]
fn a_person_is_deleted_with_what_is_theirs_and_nothing_else() {
    let users = || table("users").id().column("email", "text");
    let check = |tables: Vec<Build>, expected: &[&str]| {
        let expected: Vec<&str> = [&["BEGIN;"], expected, &["COMMIT;"]].concat();
        assert_eq!(deletion(tables)[0], expected.join("\n"));
    };
    let of_users =
        |name: &str, action| table(name).id().column("user_id", "bigint").references(&["user_id"], "users", action);

    check(vec![users(), of_users("sessions", Action::Cascade)], &["DELETE FROM users WHERE id = $1;"]);
    check(
        vec![users(), of_users("orders", Action::Restrict), table("items").id().reference("order_id", "orders")],
        &[
            "DELETE FROM items\n WHERE order_id IN (SELECT id FROM orders WHERE user_id = $1);",
            "DELETE FROM orders\n WHERE user_id = $1;",
            "DELETE FROM users WHERE id = $1;",
        ],
    );
    // A reference that may be null is cleared, and what is personal beside it.
    let visits = table("visits").id().null_column("ip_address", "text").null_column("user_id", "bigint");
    check(
        vec![users(), visits.references(&["user_id"], "users", Action::NoAction)],
        &[
            "UPDATE visits SET ip_address = NULL, user_id = NULL\n WHERE user_id = $1;",
            "DELETE FROM users WHERE id = $1;",
        ],
    );
    // Another person's row is not this one's.
    let staff = table("staff").id().column("email", "text");
    let shops = table("shops").id().reference("manager_id", "staff");
    let customers = table("customers").id().column("email", "text").reference("shop_id", "shops");
    check(
        vec![staff, shops, customers],
        &["UPDATE shops SET manager_id = $2\n WHERE manager_id = $1;", "DELETE FROM staff WHERE id = $1;"],
    );
    // A row never waits for itself.
    let people = table("people").id().column("email", "text").null_column("mentor_id", "bigint");
    check(
        vec![people.references(&["mentor_id"], "people", Action::NoAction)],
        &["UPDATE people SET mentor_id = NULL\n WHERE mentor_id = $1;", "DELETE FROM people WHERE id = $1;"],
    );
    // Rows of its own table that go with it, and what refers to those.
    let people = table("people").id().column("email", "text").null_column("mentor_id", "bigint");
    let people = people.references(&["mentor_id"], "people", Action::Cascade);
    let notes = table("notes").id().column("person_id", "bigint").references(&["person_id"], "people", Action::Cascade);
    check(vec![people, notes], &["DELETE FROM people WHERE id = $1;"]);
}

#[test]
fn what_others_hang_on_is_handed_over() {
    let users = || table("users").id().column("email", "text");
    let projects =
        || table("projects").id().column("owner_id", "bigint").references(&["owner_id"], "users", Action::Restrict);
    let of_project = |name: &str| {
        table(name).column("project_id", "bigint").references(&["project_id"], "projects", Action::Cascade)
    };
    let check = |tables: Vec<Build>, expected: &[&str]| {
        let expected: Vec<&str> = [&["BEGIN;"], expected, &["COMMIT;"]].concat();
        assert_eq!(deletion(tables)[0], expected.join("\n"));
    };
    let members = of_project("members").column("user_id", "bigint").key(&["project_id", "user_id"]);
    let members = members.references(&["user_id"], "users", Action::Cascade);
    check(
        vec![users(), projects(), members],
        &["UPDATE projects SET owner_id = $2\n WHERE owner_id = $1;", "DELETE FROM users WHERE id = $1;"],
    );
    // Nobody else is told by these: the rest goes.
    let notes =
        of_project("notes").id().column("author_id", "bigint").references(&["author_id"], "users", Action::Cascade);
    check(
        vec![users(), projects(), notes],
        &[
            "UPDATE projects SET owner_id = $2\n WHERE owner_id = $1\n   AND EXISTS (SELECT 1 FROM notes WHERE notes.project_id = projects.id AND NOT (author_id = $1));",
            "DELETE FROM projects\n WHERE owner_id = $1;",
            "DELETE FROM users WHERE id = $1;",
        ],
    );
}

#[test]
fn what_is_somebody_elses_too_is_handed_over() {
    let person = |name: &str| table(name).id().column("email", "text");
    let of =
        |build: Build, name: &str, key: &str| build.column(key, "bigint").references(&[key], name, Action::Restrict);
    let rentals = of(of(table("rentals").id(), "staff", "staff_id"), "customers", "customer_id");
    let first = deletion(vec![person("staff"), person("customers"), rentals]).swap_remove(0);
    assert!(first.contains("UPDATE rentals SET customer_id = $2\n WHERE customer_id = $1;"), "{first}");
    // A row of a junction table is nothing without either.
    let pairs =
        of(of(table("pairs"), "staff", "staff_id"), "customers", "customer_id").key(&["staff_id", "customer_id"]);
    let first = deletion(vec![person("staff"), person("customers"), pairs]).swap_remove(0);
    assert!(first.contains("DELETE FROM pairs\n WHERE customer_id = $1;"), "{first}");
    // One row a person is not handed over.
    let badges = of(of(table("badges"), "customers", "customer_id").key(&["customer_id"]), "staff", "staff_id");
    let first = deletion(vec![person("staff"), person("customers"), badges]).swap_remove(0);
    assert!(first.contains("DELETE FROM badges\n WHERE customer_id = $1;"), "{first}");
}

#[test]
fn rows_that_have_to_be_kept_are_kept_without_the_person() {
    let users = table("users").id().column("email", "text").unique(&["email"]).column("last_name", "text");
    let users = users.null_column("phone", "text").null_column("deleted_at", "timestamp with time zone");
    let sessions = table("sessions").id().column("ip_address", "inet").column("user_id", "bigint");
    let orders = table("orders").id().column("user_id", "bigint").null_column("phone", "text");
    let tables = vec![
        users,
        sessions.references(&["user_id"], "users", Action::Cascade),
        orders.references(&["user_id"], "users", Action::Restrict),
    ];
    let expected = [
        "BEGIN;",
        "DELETE FROM sessions\n WHERE user_id = $1;",
        "UPDATE orders SET phone = NULL\n WHERE user_id = $1;",
        "UPDATE users SET email = $2, last_name = '-', phone = NULL\n WHERE id = $1;",
        "COMMIT;",
    ];
    assert_eq!(deletion(tables)[1], expected.join("\n"));
}

/// The schema of a script for PostgreSQL.
fn of_sql(sql: &str) -> Schema {
    let mut source = SourceConfig::new(SourceKind::Sql, "schema.sql");
    source.dialect = Some(System::PostgreSql);
    let files = Files::in_memory([("schema.sql", sql)]);
    let mut schema = Schema::default();
    read(&files, &[&source], &mut schema, &mut Diagnostics::default());
    schema
}

#[test]
fn a_script_is_told_what_triggers_write_and_where() {
    let check = |body: &str, trigger: &str, expected: &str| {
        let sql = format!(
            "CREATE TABLE users (id int PRIMARY KEY, email text);
             CREATE TABLE orders (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, total int);
             CREATE TABLE order_states (id int, order_id int REFERENCES orders ON DELETE CASCADE);
             CREATE TABLE history (total int, by_email text);
             CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$;
             CREATE TRIGGER t AFTER {trigger} FOR EACH ROW EXECUTE FUNCTION f();"
        );
        let book = book(&of_sql(&sql), &Config::default());
        let part = part(&book, "### 9.3 Data Deletion");
        assert_eq!(part.matches("\nTriggers ").count(), usize::from(!expected.is_empty()), "{body}: {part}");
        assert!(part.contains(expected), "{body}: {part}");
        assert!(part.find("\nTriggers ") < part.find("\nBEGIN;"));
    };
    let into_history =
        "Triggers write into [`history`](tables/history.md) (`by_email`) when rows of [`orders`](tables/orders.md) are";
    check("INSERT INTO history (total) VALUES (OLD.total);", "DELETE ON orders", into_history);
    check("INSERT INTO public.history SELECT OLD.total;", "DELETE ON orders", into_history);
    // What goes keeps nothing, and nobody changes a total.
    check("INSERT INTO order_states (id) VALUES (1);", "UPDATE ON orders", "");
    check("INSERT INTO history (total) VALUES (1);", "UPDATE OF total ON orders", "");
    check("INSERT INTO history (total) VALUES (1);", "UPDATE ON users", "Triggers write into [`history`]");
    check("EXECUTE 'INSERT INTO ' || 'history';", "DELETE ON orders", "Triggers run when rows of [`orders`]");
}

#[test]
fn views_that_row_security_does_not_hold_for_are_listed() {
    let check = |views: &str, expected: &[&str]| {
        let sql = format!(
            "CREATE TABLE a (id int PRIMARY KEY); ALTER TABLE a ENABLE ROW LEVEL SECURITY;
             CREATE TABLE b (id int PRIMARY KEY); {views}"
        );
        let book = book(&of_sql(&sql), &Config::default());
        let part = part(&book, "### 9.1 Access Control");
        let views = part.split_once("Who may read one of these views").map(|(_, after)| after).unwrap_or_default();
        let found: Vec<&str> = views.lines().filter_map(|line| line.strip_prefix("- ")).collect();
        let found: Vec<String> = found.iter().map(|line| line.replace(['[', '`'], "")).collect();
        let names: Vec<&str> = found.iter().map(|line| line.split(']').next().unwrap_or_default()).collect();
        assert_eq!(names, expected, "{views}");
    };
    check("CREATE VIEW v AS SELECT id FROM a; CREATE VIEW w AS SELECT id FROM b;", &["v"]);
    check("CREATE VIEW v WITH (security_invoker = true) AS SELECT id FROM a;", &[]);
    check("CREATE VIEW v WITH (security_barrier, security_invoker = off) AS SELECT id FROM a;", &["v"]);
    check("CREATE MATERIALIZED VIEW m AS SELECT id FROM a;", &["m"]);
    // The inner view asks for the reader's rights behind the outer one, too.
    check("CREATE VIEW i WITH (security_invoker) AS SELECT id FROM a; CREATE VIEW o AS SELECT id FROM i;", &[]);
    check("CREATE VIEW i AS SELECT id FROM a; CREATE VIEW o WITH (security_invoker) AS SELECT id FROM i;", &["i"]);
}

#[test]
fn who_may_insert_needs_the_sequence() {
    let check = |grants: &str, expected: bool| {
        let sql = format!(
            "CREATE ROLE app; CREATE TABLE a (id serial PRIMARY KEY); CREATE TABLE b (id int GENERATED ALWAYS AS IDENTITY); {grants}"
        );
        let book = book(&of_sql(&sql), &Config::default());
        assert_eq!(book.contains("\n- `app`: `a_id_seq`\n"), expected, "{grants}");
        assert!(!book.contains("b_id_seq`"), "{grants}");
    };
    check("GRANT INSERT ON a, b TO app;", true);
    check("GRANT ALL ON ALL TABLES IN SCHEMA public TO app;", true);
    check("GRANT SELECT ON a TO app;", false);
    check("GRANT INSERT ON a TO app; GRANT USAGE ON SEQUENCE a_id_seq TO app;", false);
    check("GRANT INSERT ON a TO app; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO PUBLIC;", false);
    check("GRANT INSERT ON a TO app; GRANT SELECT ON SEQUENCE a_id_seq TO app;", true);
}

#[test]
fn what_is_missing_is_asked_for_once_and_what_is_said_stands_in_its_place() {
    let schema = schema([table("users").id()]);
    let empty = book(&schema, &Config::default());
    assert!(part(&empty, "## To Fill In").contains("| `[book] version` | the version of the schema | front |"));
    assert!(!empty.contains("**Version:**") && !empty.contains("2.2 Performance Settings"));

    let mut config = Config::default();
    let mut say = |key: &str, lines: &[&str]| {
        config.book.lines.push((key.to_owned(), lines.iter().map(|&line| line.to_owned()).collect()));
    };
    say("version", &["1.2.0"]);
    say("architecture", &["flowchart LR\n    a --> b"]);
    say("settings", &["max_connections = 200", "work_mem = 10MB"]);
    say("growth", &["a <b> | day"]);
    config.book.environments.push(vec![("name".into(), "Staging".into()), ("host".into(), "db|1".into())]);
    let said = book(&schema, &config);
    for (heading, expected) in [
        ("# Database Schema", "**Version:** 1.2.0"),
        ("### 1.2 Architecture", "```mermaid\nflowchart LR\n    a --> b\n```"),
        ("### 1.3 Key Metrics", "- **Growth Rate:** a \\<b> \\| day"),
        ("### 2.1 Connection Details", "| Staging | `db\\|1` | | | |"),
        ("### 2.2 Performance Settings", "```ini\nmax_connections = 200\nwork_mem = 10MB\n```"),
    ] {
        assert!(part(&said, heading).contains(expected), "{heading}: {}", part(&said, heading));
    }
    for key in ["version", "architecture", "settings", "growth", "environments"] {
        assert!(!part(&said, "## To Fill In").contains(&format!("`[book] {key}`")), "{key}");
    }
}

#[test]
fn a_part_without_content_is_absent_and_keeps_its_number() {
    let book = book(&schema([table("a").id()]), &Config::default());
    let headings: Vec<&str> = book.lines().filter(|line| line.starts_with("## ")).collect();
    assert!(
        headings.contains(&"## 4. Table Definitions") && headings.contains(&"## 7. Indexes Strategy"),
        "{headings:?}"
    );
    assert!(
        !headings.iter().any(|heading| heading.starts_with("## 5.") || heading.starts_with("## 6.")),
        "{headings:?}"
    );
}

#[test]
fn every_system_has_its_book_whatever_is_in_the_schema() {
    for &system in System::ALL {
        for tables in
            [vec![], vec![table("a\nb").column("c`|", "text")], vec![table("users").id().column("email", "text")]]
        {
            let mut schema = schema(tables);
            schema.system = system;
            let book = book(&schema, &Config::default());
            assert!(book.ends_with('\n') && !book.contains("\n\n\n"), "{system:?}");
        }
    }
}

#[test]
fn a_large_schema_has_a_book_of_a_readable_size() {
    let tables = (0..1000).map(|i| {
        let mut build = table(&format!("table_{i}"))
            .id()
            .column("email", "text")
            .reference("other_id", &format!("table_{}", i / 2));
        for column in 0..9 {
            build = build.column(&format!("column_{column}"), "timestamp with time zone");
        }
        build.index(&format!("table_{i}_other"), &["other_id"])
    });
    let config = Config::default();
    let book = book(&schema(tables), &config);
    assert!(config.docs.formats.contains(&Format::Tables));
    // GitHub shows no Markdown of more than 512 KB.
    assert!(book.len() < 512 << 10, "{}", book.len());
}
