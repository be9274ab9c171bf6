//! `VERIFY_SQL` on live databases: no row where they are what was read, and a row for each difference where they are not.

use std::path::{Path, PathBuf};

use schema_doc_build::Format;
use schema_doc_tests::{CorpusSchema, MARIADB, MYSQL, Oracle, POSTGRESQL, Project, Row, SQLITE, Server, corpus};

/// The constant of the module that is generated of a project.
fn verify_sql(project: &Project) -> Option<String> {
    let loaded = project.load();
    let module = loaded.render_private().find(|artifact| artifact.format == Format::Rust).unwrap().contents.to_string();
    syn::parse_file(&module).unwrap().items.into_iter().find_map(|item| match item {
        syn::Item::Const(item) if item.ident == "VERIFY_SQL" => match *item.expr {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    })
}

/// Settings under which a literal is read in another way than usual.
fn unusual(server: Server) -> &'static str {
    match server.folder {
        "postgresql" => "SET standard_conforming_strings = off; SET search_path = pg_catalog;",
        "mysql" => "SET sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES';",
        _ => "",
    }
}

/// What a schema's database has not: a statement that its server refuses.
fn refused(schema: &CorpusSchema) -> &'static [&'static str] {
    match schema.name.as_str() {
        // The stand-in for the type `vector` has no such index.
        "pagila" => &["film_embedding.film_embedding_embedding_hnsw_idx: missing index: hnsw (embedding) -> -"],
        _ => &[],
    }
}

/// `users.email: type: text -> integer`
fn line(row: &Row) -> String {
    let cell = |i: usize| row[i].as_deref().unwrap_or("-");
    format!("{}: {}: {} -> {}", cell(0), cell(1), cell(2), cell(3))
}

fn each(schemas: &[CorpusSchema]) {
    let Some(oracle) = Oracle::from_env() else { return };
    let mut failures = Vec::new();
    for schema in schemas {
        let sql = verify_sql(&Project::of_schema(schema)).unwrap();
        for settings in ["", unusual(schema.server)] {
            let rows = oracle.rows(schema.server, schema.sed, &schema.files, settings, &sql);
            let lines: Vec<String> = rows.map_or_else(|error| vec![error], |rows| rows.iter().map(line).collect());
            if lines != refused(schema) {
                failures.push(format!("== {} {settings}\n{}", schema.name, lines.join("\n")));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// A schema of this repository.
fn own(server: Server, path: &str) -> CorpusSchema {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut files: Vec<PathBuf> = if path.is_dir() {
        std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).collect()
    } else {
        vec![path.clone()]
    };
    files.sort();
    CorpusSchema { name: path.display().to_string(), server, files, truth: None, sed: None }
}

#[test]
fn a_database_of_postgresql_is_what_was_read() {
    each(&corpus(POSTGRESQL));
}

#[test]
fn a_database_of_mysql_is_what_was_read() {
    each(&corpus(MYSQL));
    each(&corpus(MARIADB));
}

#[test]
fn a_database_of_sqlite_is_what_was_read() {
    each(&corpus(SQLITE));
}

#[test]
fn a_database_of_our_own_schemas_is_what_was_read() {
    each(&[
        own(POSTGRESQL, "fixtures/hostile/schema.sql"),
        own(POSTGRESQL, "fixtures/round_trip/schema.sql"),
        own(POSTGRESQL, "../examples/storefront/migrations"),
        own(SQLITE, "fixtures/round_trip/sqlite.sql"),
    ]);
}

/// Each change of a database, and all that it then differs in.
fn differs(server: Server, schema: &str, changes: &[(&str, &[&str])]) {
    let sql = verify_sql(&Project::of_sql(schema).dialect(server.system)).unwrap();
    let Some(oracle) = Oracle::from_env() else { return };
    let dir = tempfile::tempdir().unwrap();
    let files = [dir.path().join("1_schema.sql"), dir.path().join("2_change.sql")];
    std::fs::write(&files[0], schema).unwrap();
    for (change, expected) in changes {
        std::fs::write(&files[1], change).unwrap();
        oracle.account(server, None, &files).unwrap_or_else(|error| panic!("{change}: {error}"));
        let rows = oracle.rows(server, None, &files, "", &sql).unwrap_or_else(|error| panic!("{change}: {error}"));
        assert_eq!(rows.iter().map(line).collect::<Vec<_>>(), *expected, "{change}");
    }
}

#[test]
fn no_name_breaks_out() {
    let postgresql =
        r#"CREATE TABLE "a'b\""~u0027{expected}--/*" ("$1 ?:x" int PRIMARY KEY, "~" text UNIQUE, "\" int);"#;
    let mysql = r#"CREATE TABLE `a'b\"``~u0027{expected}--/*` (`$1 ?:x` int PRIMARY KEY, `~` varchar(9) UNIQUE,
        `\` enum('\\', '''', '"', '🎉'), `é` text, `日本``語` varchar(9), KEY (`é`(5)), KEY (`日本``語`(3)));"#;
    let sqlite =
        r#"CREATE TABLE "a'b\""~u0027{expected}--/*" ("$1 ?:x" int PRIMARY KEY, [~] "odd 'type'" UNIQUE, "🎉É" text);"#;
    for (server, schema) in [(POSTGRESQL, postgresql), (MARIADB, mysql), (SQLITE, sqlite)] {
        differs(server, schema, &[("", &[])]);
    }
}

#[test]
fn each_difference_of_postgresql_is_a_row() {
    let schema = "CREATE SCHEMA auth;
        CREATE TYPE auth.kind AS ENUM ('person', 'robot');
        CREATE TABLE users (id bigint PRIMARY KEY, email varchar(255) NOT NULL, nick text, kind auth.kind[],
            secret text, CONSTRAINT users_email_key UNIQUE (email));
        COMMENT ON COLUMN users.secret IS '@ignore';
        CREATE UNIQUE INDEX users_nick ON users (lower(nick)) WHERE nick <> '';
        CREATE TABLE auth.sessions (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users);
        CREATE INDEX sessions_user ON auth.sessions (user_id);
        CREATE TABLE log (id bigint, at date) PARTITION BY RANGE (at);
        CREATE INDEX log_at ON log (at);
        CREATE TABLE log_2025 PARTITION OF log FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');";
    differs(
        POSTGRESQL,
        schema,
        &[
            ("", &[]),
            ("CREATE TABLE other (id int); CREATE VIEW seen AS SELECT * FROM users;", &[]),
            ("ALTER TABLE users DROP COLUMN kind;", &["users.kind: missing column: auth.kind[] -> -"]),
            (
                "ALTER TABLE users DROP COLUMN nick;",
                &[
                    "users.nick: missing column: text -> -",
                    "users.users_nick: missing index: unique (...) where ... -> -",
                ],
            ),
            (
                "ALTER TABLE users ALTER email TYPE text, ALTER kind TYPE text;",
                &["users.email: type: character varying(255) -> text", "users.kind: type: auth.kind[] -> text"],
            ),
            (
                "CREATE TYPE kind AS ENUM (); ALTER TABLE users ALTER kind TYPE kind[] USING NULL;",
                &["users.kind: type: auth.kind[] -> kind[]"],
            ),
            (
                "ALTER TABLE users ALTER email DROP NOT NULL, ALTER nick SET NOT NULL;",
                &["users.email: nullability: not null -> null", "users.nick: nullability: null -> not null"],
            ),
            ("DROP TABLE auth.sessions;", &["auth.sessions: missing table: - -> -"]),
            (
                "DROP TABLE auth.sessions; CREATE VIEW auth.sessions AS SELECT 1 AS id;",
                &["auth.sessions: missing table: - -> -"],
            ),
            ("ALTER TABLE auth.sessions SET SCHEMA public;", &["auth.sessions: missing table: - -> -"]),
            ("ALTER TABLE auth.sessions ADD agent text;", &["auth.sessions.agent: extra column: - -> text"]),
            (
                "ALTER TABLE users RENAME nick TO name;",
                &["users.name: extra column: - -> text", "users.nick: missing column: text -> -"],
            ),
            ("DROP INDEX auth.sessions_user;", &["auth.sessions.sessions_user: missing index: btree (user_id) -> -"]),
            (
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'auth.sessions_user'::regclass;",
                &["auth.sessions.sessions_user: missing index: btree (user_id) -> -"],
            ),
            ("ALTER INDEX auth.sessions_user RENAME TO other; CREATE INDEX again ON users (id);", &[]),
            (
                "DROP INDEX auth.sessions_user; CREATE INDEX sessions_user ON auth.sessions USING hash (user_id);",
                &["auth.sessions.sessions_user: missing index: btree (user_id) -> -"],
            ),
            (
                "ALTER TABLE users DROP CONSTRAINT users_email_key;",
                &["users.users_email_key: missing unique constraint: unique (email) -> -"],
            ),
            ("ALTER TABLE users DROP CONSTRAINT users_email_key; CREATE UNIQUE INDEX ON users (email);", &[]),
            (
                "ALTER TABLE auth.sessions DROP CONSTRAINT sessions_pkey;",
                &["auth.sessions.sessions_pkey: missing primary key: primary key (id) -> -"],
            ),
            (
                "ALTER TABLE auth.sessions DROP CONSTRAINT sessions_user_id_fkey;",
                &[
                    "auth.sessions.sessions_user_id_fkey: missing foreign key: foreign key (user_id) references public.users (id) -> -",
                ],
            ),
            ("DROP INDEX log_at;", &["log.log_at: missing index: btree (at) -> -"]),
            ("ALTER TABLE log DETACH PARTITION log_2025;", &[]),
            ("DROP TABLE log_2025;", &["log_2025: missing table: - -> -"]),
        ],
    );
}

#[test]
fn each_difference_of_mariadb_is_a_row() {
    let schema = "CREATE TABLE users (id int PRIMARY KEY AUTO_INCREMENT, email varchar(255) NOT NULL, nick varchar(40) NULL,
            active tinyint(1) NOT NULL, kind enum('person', 'robot'), data json, UNIQUE KEY users_email (email), KEY nick (nick(10)));
        CREATE TABLE stays (room int, a date, b date, PERIOD FOR p (a, b), PRIMARY KEY (room, p WITHOUT OVERLAPS));
        CREATE TABLE Sessions (id bigint unsigned PRIMARY KEY, user_id int NOT NULL, words text, FULLTEXT KEY words (words),
            CONSTRAINT of_user FOREIGN KEY (user_id) REFERENCES users (id));";
    differs(
        MARIADB,
        schema,
        &[
            ("", &[]),
            ("CREATE TABLE other (id int); CREATE VIEW seen AS SELECT * FROM users;", &[]),
            (
                "ALTER TABLE users DROP COLUMN nick;",
                &["users.nick: missing column: varchar(40) -> -", "users.nick: missing index: index (nick(10)) -> -"],
            ),
            (
                "ALTER TABLE users MODIFY email varchar(100) NOT NULL, MODIFY kind enum('person', 'Robot'), MODIFY active tinyint NOT NULL,
                    MODIFY data longtext;",
                &[
                    "users.active: type: tinyint(1) -> tinyint",
                    "users.data: type: json -> longtext",
                    "users.email: type: varchar(255) -> varchar(100)",
                    "users.kind: type: enum('person','robot') -> enum('person','Robot')",
                ],
            ),
            ("ALTER TABLE Sessions MODIFY id bigint(8) unsigned;", &[]),
            (
                "ALTER TABLE users MODIFY email varchar(255) NULL, MODIFY nick varchar(40) NOT NULL;",
                &["users.email: nullability: not null -> null", "users.nick: nullability: null -> not null"],
            ),
            ("DROP TABLE Sessions;", &["Sessions: missing table: - -> -"]),
            ("RENAME TABLE Sessions TO sessions;", &["Sessions: missing table: - -> -"]),
            ("DROP TABLE Sessions; CREATE VIEW Sessions AS SELECT 1 AS id;", &["Sessions: missing table: - -> -"]),
            ("ALTER TABLE Sessions ADD agent text;", &["Sessions.agent: extra column: - -> text"]),
            ("ALTER TABLE users RENAME COLUMN email TO EMAIL;", &[]),
            ("ALTER TABLE users DROP KEY nick;", &["users.nick: missing index: index (nick(10)) -> -"]),
            ("ALTER TABLE users DROP KEY nick, ADD KEY nick (nick);", &["users.nick: missing index: index (nick(10)) -> -"]),
            ("ALTER TABLE users RENAME KEY nick TO other;", &[]),
            ("ALTER TABLE Sessions DROP KEY words;", &["Sessions.words: missing index: fulltext (words) -> -"]),
            ("ALTER TABLE users DROP KEY users_email;", &["users.users_email: missing unique constraint: unique (email) -> -"]),
            ("ALTER TABLE Sessions DROP PRIMARY KEY;", &["Sessions.PRIMARY: missing primary key: primary key (id) -> -"]),
            (
                "ALTER TABLE Sessions DROP FOREIGN KEY of_user;",
                &["Sessions.of_user: missing foreign key: foreign key (user_id) references users (id) -> -"],
            ),
        ],
    );
}

#[test]
fn each_difference_of_sqlite_is_a_row() {
    let schema = "CREATE TABLE users (id INTEGER PRIMARY KEY, email varchar(255) NOT NULL UNIQUE, nick TEXT, anything);
        CREATE UNIQUE INDEX users_nick ON users (lower(nick)) WHERE nick <> '';
        CREATE TABLE sessions (token TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users, at INTEGER);
        CREATE INDEX sessions_user ON sessions (user_id, (at));
        CREATE VIRTUAL TABLE words USING fts5 (title, body);";
    let sessions = |columns: &str| {
        format!(
            "DROP TABLE sessions; CREATE TABLE sessions ({columns}); CREATE INDEX sessions_user ON sessions (user_id, at);"
        )
    };
    differs(
        SQLITE,
        schema,
        &[
            ("", &[]),
            ("CREATE TABLE other (id int); CREATE VIEW seen AS SELECT * FROM users;", &[]),
            ("DROP INDEX users_nick;", &["users.users_nick: missing index: unique (...) where ... -> -"]),
            (
                "DROP INDEX users_nick; ALTER TABLE users DROP COLUMN nick;",
                &["users.nick: missing column: TEXT -> -", "users.users_nick: missing index: unique (...) where ... -> -"],
            ),
            ("ALTER TABLE users ADD COLUMN agent TEXT;", &["users.agent: extra column: - -> TEXT"]),
            ("DROP TABLE sessions;", &["sessions: missing table: - -> -"]),
            ("DROP TABLE sessions; CREATE VIEW sessions AS SELECT 1 AS id;", &["sessions: missing table: - -> -"]),
            ("DROP TABLE words;", &["words: missing table: - -> -"]),
            ("DROP INDEX sessions_user; CREATE INDEX other ON sessions (USER_ID, at);", &[]),
            (
                "DROP INDEX sessions_user; CREATE INDEX sessions_user ON sessions (at, user_id);",
                &["sessions.sessions_user: missing index: index (user_id, at) -> -"],
            ),
            (&sessions("token text PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES USERS (ID), at INTEGER"), &[]),
            (
                &sessions("token TEXT PRIMARY KEY, user_id INTEGER REFERENCES users, at TEXT"),
                &["sessions.at: type: INTEGER -> TEXT", "sessions.user_id: nullability: not null -> null"],
            ),
            (
                &sessions("token TEXT PRIMARY KEY, user_id INTEGER NOT NULL, at INTEGER"),
                &["sessions: missing foreign key: foreign key (user_id) references users (id) -> -"],
            ),
            (
                &sessions("token TEXT, user_id INTEGER NOT NULL REFERENCES users, at INTEGER"),
                &["sessions.sqlite_autoindex_sessions_1: missing primary key: primary key (token) -> -"],
            ),
            (
                "DROP TABLE users; CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(255) NOT NULL, nick TEXT, anything);
                 CREATE UNIQUE INDEX users_nick ON users (upper(nick)) WHERE nick IS NOT NULL;",
                &["users.sqlite_autoindex_users_1: missing unique constraint: unique (email) -> -"],
            ),
        ],
    );
}
