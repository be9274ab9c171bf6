//! SQLite.

use schema_doc_build::model::System;
use schema_doc_tests::{Oracle, SQLITE, corpus, sqlite};

use super::{Difference, Texts, failure, is_the_same, project};

const SCHEMA: &str = include_str!("../../fixtures/verify/sqlite.sql");

/// What the database was made of says otherwise, and what differs then.
const CHANGES: &[(&str, &str, &[Difference])] = &[
    (
        "id INTEGER PRIMARY KEY DESC",
        "id INTEGER PRIMARY KEY",
        &[(20, "notes.id", "primary key: order `descending` removed")],
    ),
    ("age INT DEFAULT 18", "age BIGINT DEFAULT 18", &[(5, "users.age", "type changed from `INT` to `BIGINT`")]),
    (
        "NUMERIC(10, 2)",
        "NUMERIC(12, 2)",
        &[(6, "users.balance", "type changed from `NUMERIC(10, 2)` to `NUMERIC(12, 2)`")],
    ),
    (
        "phone TEXT COLLATE NOCASE",
        "phone TEXT COLLATE RTRIM",
        &[(4, "users.phone", "collation changed from `NOCASE` to `RTRIM`")],
    ),
    ("phone TEXT COLLATE NOCASE", "phone TEXT", &[(4, "users.phone", "collation `NOCASE` removed")]),
    ("phone TEXT COLLATE NOCASE", "phone TEXT NOT NULL COLLATE NOCASE", &[(4, "users.phone", "must not be null now")]),
    (
        "email TEXT NOT NULL ON CONFLICT ABORT",
        "email TEXT",
        &[(3, "users.email", "may be null now"), (3, "users.email", "options `ON CONFLICT ABORT` removed")],
    ),
    (
        "NOT NULL ON CONFLICT ABORT",
        "NOT NULL ON CONFLICT IGNORE",
        &[(3, "users.email", "options changed from `ON CONFLICT ABORT` to `ON CONFLICT IGNORE`")],
    ),
    ("NOT NULL ON CONFLICT ABORT", "NOT NULL", &[(3, "users.email", "options `ON CONFLICT ABORT` removed")]),
    ("DEFAULT 18", "DEFAULT 21", &[(5, "users.age", "default changed from `18` to `21`")]),
    ("INT DEFAULT 18", "INT", &[(5, "users.age", "default `18` removed")]),
    (
        "DEFAULT CURRENT_TIMESTAMP",
        "DEFAULT CURRENT_DATE",
        &[(8, "users.created_at", "default changed from `CURRENT_TIMESTAMP` to `CURRENT_DATE`")],
    ),
    ("PRIMARY KEY AUTOINCREMENT", "PRIMARY KEY", &[(2, "users.id", "auto-increment removed")]),
    (
        "PRIMARY KEY AUTOINCREMENT",
        "",
        &[(2, "users.id", "auto-increment removed"), (2, "users.id", "primary key on `id` is missing in the database")],
    ),
    (
        "coalesce(phone, '')) STORED",
        "coalesce(phone, '')) VIRTUAL",
        &[(9, "users.label", "generation changed from `stored` to `virtual`")],
    ),
    (
        "coalesce(phone, '')) STORED",
        "coalesce(phone, '-')) STORED",
        &[(
            9,
            "users.label",
            "generation changed from `email || ' ' || coalesce(phone, '')` to `email || ' ' || coalesce(phone, '-')`",
        )],
    ),
    (
        "GENERATED ALWAYS AS (email || ' ' || coalesce(phone, '')) STORED",
        "",
        &[(9, "users.label", "generation `email || ' ' || coalesce(phone, '')` removed")],
    ),
    (
        "UNIQUE (email) ON CONFLICT REPLACE",
        "UNIQUE (email)",
        &[(11, "users.email", "unique constraint: conflict clause `REPLACE` removed")],
    ),
    (
        "UNIQUE (email) ON CONFLICT REPLACE",
        "UNIQUE (email, phone) ON CONFLICT REPLACE",
        &[
            (1, "users", "unique constraint on `email, phone` is in the database only"),
            (11, "users.email", "unique constraint on `email` is missing in the database"),
        ],
    ),
    (
        "    UNIQUE (email) ON CONFLICT REPLACE,",
        "",
        &[(11, "users.email", "unique constraint on `email` is missing in the database")],
    ),
    (
        "IN ('draft', 'paid')",
        "IN ('draft', 'paid', 'lost')",
        &[(
            7,
            "users.status",
            "check constraint: expression changed from `status IN ('draft', 'paid')` to `status IN ('draft', 'paid', 'lost')`",
        )],
    ),
    (
        "    CONSTRAINT users_age CHECK (age BETWEEN 0 AND 150)",
        "    CONSTRAINT users_age CHECK (age BETWEEN 0 AND 120)",
        &[(12, "users.users_age", "expression changed from `age BETWEEN 0 AND 150` to `age BETWEEN 0 AND 120`")],
    ),
    ("STRICT, WITHOUT ROWID", "WITHOUT ROWID", &[(14, "orders", "option `strict` removed")]),
    ("STRICT, WITHOUT ROWID", "STRICT", &[(14, "orders", "option `without rowid` removed")]),
    (
        "PRIMARY KEY (number, user_id)",
        "PRIMARY KEY (user_id, number)",
        &[(18, "orders", "primary key: columns changed from `number, user_id` to `user_id, number`")],
    ),
    (
        "PRIMARY KEY (number, user_id)",
        "PRIMARY KEY (number, user_id) ON CONFLICT IGNORE",
        &[(18, "orders", "primary key: conflict clause `IGNORE` added")],
    ),
    (
        " ON DELETE CASCADE",
        " ON DELETE SET NULL ON UPDATE CASCADE",
        &[
            (16, "orders.user_id", "foreign key: on delete changed from `cascade` to `set null`"),
            (16, "orders.user_id", "foreign key: on update changed from `no action` to `cascade`"),
        ],
    ),
    (
        " REFERENCES users (id) ON DELETE CASCADE",
        "",
        &[(16, "orders.user_id", "foreign key to `users` is missing in the database")],
    ),
    (
        "REFERENCES users (id) ON DELETE",
        "REFERENCES users (email) ON DELETE",
        &[(16, "orders.user_id", "foreign key: referenced columns changed from `id` to `email`")],
    ),
    (
        "DEFERRABLE INITIALLY DEFERRED",
        "",
        &[(20, "notes.parent", "foreign key: deferral `initially deferred` removed")],
    ),
    (
        "CREATE INDEX orders_user ON orders (user_id);",
        "",
        &[(21, "orders.orders_user", "index on `user_id` is missing in the database")],
    ),
    (
        "ON orders (user_id)",
        "ON orders (user_id DESC)",
        &[(21, "orders.orders_user", "keys changed from `user_id` to `user_id desc`")],
    ),
    (
        "ON orders (user_id)",
        "ON orders (user_id COLLATE NOCASE)",
        &[(21, "orders.orders_user", "keys changed from `user_id` to `user_id NOCASE`")],
    ),
    ("CREATE UNIQUE INDEX", "CREATE INDEX", &[(22, "users.users_grown", "uniqueness `unique` removed")]),
    (
        "WHERE age > 20",
        "WHERE age > 21",
        &[(22, "users.users_grown", "predicate changed from `age > 20` to `age > 21`")],
    ),
    (" WHERE age > 20", "", &[(22, "users.users_grown", "predicate `age > 20` removed")]),
    (
        "lower(email)",
        "upper(email)",
        &[(23, "users.users_lower", "keys changed from `lower(email)` to `upper(email)`")],
    ),
    (
        "phone DESC, age",
        "age, phone DESC",
        &[(22, "users.users_grown", "keys changed from `phone desc, age` to `age, phone desc`")],
    ),
    (
        "tokenize = 'porter'",
        "tokenize = 'ascii'",
        &[(24, "search", "options changed from `tokenize = 'porter'` to `tokenize = 'ascii'`")],
    ),
    (
        "USING fts5 (body, title, tokenize = 'porter')",
        "USING fts5 (body, tokenize = 'porter')",
        &[(24, "search.title", "column is missing in the database")],
    ),
    (
        "USING fts5 (body, title, tokenize = 'porter')",
        "USING fts4 (body, title, tokenize=porter)",
        &[
            (24, "search", "module changed from `fts5` to `fts4`"),
            (24, "search", "options changed from `tokenize = 'porter'` to `tokenize = porter`"),
        ],
    ),
    ("u.age > 17", "u.age > 18", &[(25, "grown_up", "query changed")]),
    (
        "SELECT u.email, u.age",
        "SELECT u.email",
        &[(25, "grown_up", "columns changed from `email, age` to `email`"), (25, "grown_up", "query changed")],
    ),
    (
        "AFTER DELETE ON users",
        "BEFORE DELETE ON users",
        &[(26, "users.users_gone", "timing changed from `after` to `before`")],
    ),
    (
        "DELETE FROM orders WHERE user_id = OLD.id;",
        "DELETE FROM notes WHERE parent = OLD.id;",
        &[(26, "users.users_gone", "body changed")],
    ),
    (
        "CREATE VIEW grown_up",
        "CREATE VIEW grown",
        &[(0, "grown", "view is in the database only"), (25, "grown_up", "view is missing in the database")],
    ),
    (
        "CREATE TRIGGER users_gone",
        "CREATE TRIGGER users_went",
        &[
            (1, "users.users_went", "trigger is in the database only"),
            (26, "users.users_gone", "trigger is missing in the database"),
        ],
    ),
];

#[test]
fn each_change_is_found_and_named_and_placed_and_nothing_else() {
    if Oracle::from_env().is_none() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let (file, database) = (dir.path().join("schema.sql"), dir.path().join("app.db"));
    std::fs::write(&file, SCHEMA).unwrap();
    let project = project(System::Sqlite, &[&file]);
    let url = format!("sqlite:{}", database.display());
    sqlite::make(&database, SCHEMA);
    is_the_same(project.path(), &url);
    let mut failures = Vec::new();
    for (from, to, expected) in CHANGES {
        let changed = SCHEMA.replacen(from, to, 1);
        assert_ne!(changed, SCHEMA, "{from}");
        std::fs::remove_file(&database).unwrap();
        sqlite::make(&database, &changed);
        failures.extend(failure(project.path(), &url, &format!("{from} → {to}"), expected));
    }
    assert!(failures.is_empty(), "{} of {}\n{}", failures.len(), CHANGES.len(), failures.join("\n"));
}

#[test]
fn a_database_is_what_its_text_says() {
    let Some(oracle) = Oracle::from_env() else { return };
    let mut texts = Texts::default();
    for schema in corpus(SQLITE) {
        let dir = tempfile::tempdir().unwrap();
        let (out, vacuum) = (dir.path().join("app.db"), dir.path().join("vacuum.sql"));
        // The oracle's own database, written out.
        std::fs::write(&vacuum, format!("VACUUM INTO '{}';\n", out.display())).unwrap();
        oracle.account(SQLITE, schema.sed, &[schema.files.clone(), vec![vacuum]].concat()).unwrap();
        let project = project(System::Sqlite, &schema.files);
        texts.look_at(&schema.name, project.path(), &format!("sqlite:{}", out.display()));
    }
    texts.are_the_same();
}
