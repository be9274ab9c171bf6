//! MariaDB.

use schema_doc_build::model::System;
use schema_doc_tests::mysql::Database;
use schema_doc_tests::{MYSQL, corpus};

use super::{Difference, Texts, failure, is_the_same, project};

const SCHEMA: &str = include_str!("../../fixtures/verify/mariadb.sql");

/// What is done to the database, and what differs then.
type Change = (&'static str, &'static [Difference]);

const CHANGES: &[Change] = &[
    (
        "ALTER TABLE users MODIFY age bigint DEFAULT 18",
        &[(5, "users.age", "type changed from `int(11)` to `bigint(20)`")],
    ),
    (
        "ALTER TABLE users MODIFY age int unsigned DEFAULT 18",
        &[(5, "users.age", "type changed from `int(11)` to `int(10) unsigned`")],
    ),
    (
        "ALTER TABLE users MODIFY balance decimal(12, 2) NOT NULL DEFAULT 0",
        &[(6, "users.balance", "type changed from `decimal(10,2)` to `decimal(12,2)`")],
    ),
    (
        "ALTER TABLE orders MODIFY placed_at datetime DEFAULT NULL",
        &[(26, "orders.placed_at", "type changed from `datetime(3)` to `datetime`")],
    ),
    ("ALTER TABLE users MODIFY phone varchar(20) NOT NULL", &[(4, "users.phone", "must not be null now")]),
    ("ALTER TABLE users MODIFY email varchar(255) COMMENT 'Login'", &[(3, "users.email", "may be null now")]),
    (
        "ALTER TABLE users MODIFY phone varchar(20) COLLATE utf8mb4_bin",
        &[(4, "users.phone", "collation changed from `utf8mb4_general_ci` to `utf8mb4_bin`")],
    ),
    (
        "ALTER TABLE users MODIFY nick varchar(30) CHARACTER SET latin1 COLLATE latin1_swedish_ci",
        &[(9, "users.nick", "collation changed from `latin1_bin` to `latin1_swedish_ci`")],
    ),
    (
        "ALTER TABLE users MODIFY nick varchar(30) CHARACTER SET ascii COLLATE ascii_bin",
        &[
            (9, "users.nick", "collation changed from `latin1_bin` to `ascii_bin`"),
            (9, "users.nick", "character set changed from `latin1` to `ascii`"),
        ],
    ),
    (
        "ALTER TABLE users MODIFY nick varchar(30)",
        &[
            (9, "users.nick", "collation changed from `latin1_bin` to `utf8mb4_general_ci`"),
            (9, "users.nick", "character set changed from `latin1` to `utf8mb4`"),
        ],
    ),
    (
        "ALTER TABLE shards ROW_FORMAT = COMPRESSED, KEY_BLOCK_SIZE = 8",
        &[(38, "shards", "storage `KEY_BLOCK_SIZE=8, ROW_FORMAT=COMPRESSED` added")],
    ),
    ("ALTER TABLE users ALTER age SET DEFAULT 21", &[(5, "users.age", "default changed from `18` to `21`")]),
    ("ALTER TABLE users ALTER age DROP DEFAULT", &[(5, "users.age", "default `18` removed")]),
    ("ALTER TABLE users ALTER phone SET DEFAULT 'none'", &[(4, "users.phone", "default `'none'` added")]),
    (
        "ALTER TABLE users MODIFY settings json DEFAULT ('{}')",
        &[(10, "users.settings", "default changed from `'{\"theme\":\"dark\"}'` to `'{}'`")],
    ),
    (
        "ALTER TABLE users MODIFY touched_at timestamp NOT NULL DEFAULT current_timestamp()",
        &[(11, "users.touched_at", "on update `current_timestamp()` removed")],
    ),
    (
        "ALTER TABLE users MODIFY touched_at timestamp(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6)",
        &[
            (11, "users.touched_at", "type changed from `timestamp` to `timestamp(6)`"),
            (11, "users.touched_at", "default changed from `current_timestamp()` to `current_timestamp(6)`"),
            (11, "users.touched_at", "on update changed from `current_timestamp()` to `current_timestamp(6)`"),
        ],
    ),
    ("ALTER TABLE users MODIFY id bigint unsigned NOT NULL", &[(2, "users.id", "auto-increment removed")]),
    (
        "ALTER TABLE users DROP COLUMN is_adult, ADD COLUMN is_adult boolean AS (age >= 21) VIRTUAL AFTER label",
        &[(13, "users.is_adult", "generation changed from `age >= 18` to ``age` >= 21`")],
    ),
    (
        "ALTER TABLE users DROP COLUMN is_adult, ADD COLUMN is_adult boolean AS (age >= 18) STORED AFTER label",
        &[(13, "users.is_adult", "generation changed from `virtual` to `stored`")],
    ),
    ("ALTER TABLE users MODIFY phone varchar(20) INVISIBLE", &[(4, "users.phone", "options `INVISIBLE` added")]),
    ("ALTER TABLE users MODIFY COLUMN phone varchar(20) FIRST", &[(1, "users", "order of columns changed")]),
    ("ALTER TABLE users DROP COLUMN settings", &[(10, "users.settings", "column is missing in the database")]),
    ("ALTER TABLE users ADD COLUMN fax varchar(20)", &[(1, "users.fax", "column is in the database only")]),
    (
        "ALTER TABLE users MODIFY status enum('draft', 'paid', 'shipped', 'lost') NOT NULL DEFAULT 'draft'",
        &[(
            7,
            "users.status",
            "type changed from `enum('draft','paid','shipped')` to `enum('draft','paid','shipped','lost')`",
        )],
    ),
    (
        "ALTER TABLE users MODIFY rights set('read') DEFAULT NULL",
        &[(8, "users.rights", "type changed from `set('read','write')` to `set('read')`")],
    ),
    (
        "ALTER TABLE shards REMOVE PARTITIONING; ALTER TABLE shards DROP PRIMARY KEY",
        &[
            (38, "shards", "partitioning `HASH (id) PARTITIONS 4` removed"),
            (38, "shards.PRIMARY", "primary key on `id` is missing in the database"),
        ],
    ),
    (
        "ALTER TABLE orders DROP PRIMARY KEY, ADD PRIMARY KEY (id, user_id)",
        &[(22, "orders.PRIMARY", "columns changed from `id` to `id, user_id`")],
    ),
    (
        "ALTER TABLE users DROP INDEX users_email",
        &[(16, "users.users_email", "index on `email` is missing in the database")],
    ),
    (
        "ALTER TABLE users DROP INDEX users_email, ADD INDEX users_email (email)",
        &[(16, "users.users_email", "uniqueness `unique` removed")],
    ),
    ("ALTER TABLE users ADD UNIQUE (nick)", &[(1, "users.nick", "index on `nick` is in the database only")]),
    (
        "ALTER TABLE users DROP INDEX users_phone, ADD INDEX users_phone (phone(6) DESC, age)",
        &[(17, "users.users_phone", "keys changed from `phone(4) desc, age` to `phone(6) desc, age`")],
    ),
    (
        "ALTER TABLE users DROP INDEX users_phone, ADD INDEX users_phone (phone(4), age)",
        &[(17, "users.users_phone", "keys changed from `phone(4) desc, age` to `phone(4), age`")],
    ),
    (
        "ALTER TABLE users DROP INDEX users_phone, ADD INDEX users_phone (age, phone(4) DESC)",
        &[(17, "users.users_phone", "keys changed from `phone(4) desc, age` to `age, phone(4) desc`")],
    ),
    (
        "ALTER TABLE users ALTER INDEX users_phone IGNORED",
        &[(17, "users.users_phone", "storage `INVISIBLE=YES` added")],
    ),
    (
        "ALTER TABLE users DROP INDEX users_phone, ADD INDEX users_phone (phone(4) DESC, age) COMMENT 'Who called'",
        &[(17, "users.users_phone", "comment added")],
    ),
    (
        "ALTER TABLE users DROP INDEX users_label",
        &[(18, "users.users_label", "index on `label` is missing in the database")],
    ),
    (
        "ALTER TABLE users DROP INDEX users_label, ADD INDEX users_label (label)",
        &[(18, "users.users_label", "method changed from `fulltext` to `btree`")],
    ),
    (
        "DROP INDEX orders_placed ON orders",
        &[(29, "orders.orders_placed", "index on `placed_at` is missing in the database")],
    ),
    (
        "ALTER TABLE orders DROP FOREIGN KEY orders_user",
        &[(27, "orders.orders_user", "foreign key to `users` is missing in the database")],
    ),
    (
        "ALTER TABLE orders DROP FOREIGN KEY orders_user; ALTER TABLE orders DROP KEY orders_user, ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE CASCADE",
        &[
            (27, "orders.orders_user", "on delete changed from `cascade` to `restrict`"),
            (27, "orders.orders_user", "on update changed from `restrict` to `cascade`"),
        ],
    ),
    (
        "ALTER TABLE orders DROP FOREIGN KEY orders_user, ADD CONSTRAINT orders_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE",
        &[
            (21, "orders.orders_users", "foreign key to `users` is in the database only"),
            (27, "orders.orders_user", "foreign key to `users` is missing in the database"),
            (21, "orders.orders_users", "index on `user_id` is in the database only"),
            (21, "orders.orders_user", "index on `user_id` is missing in the database"),
        ],
    ),
    (
        "ALTER TABLE users DROP CONSTRAINT users_age",
        &[(19, "users.users_age", "check constraint `age BETWEEN 0 AND 150` is missing in the database")],
    ),
    (
        "ALTER TABLE users DROP CONSTRAINT users_age, ADD CONSTRAINT users_age CHECK (age BETWEEN 0 AND 120)",
        &[(19, "users.users_age", "expression changed from `age BETWEEN 0 AND 150` to ``age` between 0 and 120`")],
    ),
    (
        "ALTER TABLE users MODIFY height int",
        &[(14, "users.height", "check constraint `height > 0` is missing in the database")],
    ),
    (
        "ALTER TABLE users MODIFY height int CHECK (height > 1)",
        &[(14, "users.height", "expression changed from `height > 0` to ``height` > 1`")],
    ),
    ("ALTER TABLE users COMMENT = 'Everybody'", &[(1, "users", "comment changed")]),
    ("ALTER TABLE users MODIFY email varchar(255) NOT NULL", &[(3, "users.email", "comment removed")]),
    (
        "ALTER TABLE orders DEFAULT CHARACTER SET latin1",
        &[(21, "orders", "character set changed from `utf8mb4` to `latin1`")],
    ),
    (
        "ALTER TABLE users DEFAULT COLLATE utf8mb4_bin",
        &[(1, "users", "collation changed from `utf8mb4_general_ci` to `utf8mb4_bin`")],
    ),
    (
        "ALTER TABLE events REORGANIZE PARTITION later INTO (PARTITION p2026 VALUES LESS THAN (2027), PARTITION later VALUES LESS THAN MAXVALUE)",
        &[(
            30,
            "events",
            "partitioning changed from `RANGE (year(happened_on)) ( PARTITION p2025 VALUES LESS THAN (2026), PARTITION …` to `RANGE (year(`happened_on`)) (PARTITION `p2025` VALUES LESS THAN (2026), PARTITI…`",
        )],
    ),
    (
        "ALTER TABLE events REMOVE PARTITIONING",
        &[(
            30,
            "events",
            "partitioning `RANGE (year(happened_on)) ( PARTITION p2025 VALUES LESS THAN (2026), PARTITION …` removed",
        )],
    ),
    (
        "ALTER TABLE shards COALESCE PARTITION 2",
        &[(38, "shards", "partitioning changed from `HASH (id) PARTITIONS 4` to `HASH (`id`) PARTITIONS 2`")],
    ),
    (
        "ALTER TABLE orders DROP FOREIGN KEY orders_user; ALTER TABLE orders PARTITION BY HASH(id) PARTITIONS 2",
        &[
            (21, "orders", "partitioning `HASH (`id`) PARTITIONS 2` added"),
            (27, "orders.orders_user", "foreign key to `users` is missing in the database"),
        ],
    ),
    ("DROP VIEW open_orders", &[(39, "open_orders", "view is missing in the database")]),
    (
        "CREATE OR REPLACE VIEW open_orders AS SELECT id, total FROM orders WHERE total > 5 ORDER BY 2 DESC",
        &[(39, "open_orders", "query changed")],
    ),
    (
        "CREATE OR REPLACE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW open_orders AS SELECT o.id, o.total FROM orders o WHERE o.total > 0 ORDER BY 2 DESC",
        &[(39, "open_orders", "options `algorithm merge, sql security invoker` added")],
    ),
    ("DROP TRIGGER orders_before", &[(40, "orders.orders_before", "trigger is missing in the database")]),
    (
        "CREATE OR REPLACE TRIGGER orders_before BEFORE INSERT ON orders FOR EACH ROW SET NEW.note = upper(NEW.note)",
        &[(40, "orders.orders_before", "body changed")],
    ),
    (
        "CREATE OR REPLACE TRIGGER orders_before AFTER UPDATE ON orders FOR EACH ROW SET @a = 1",
        &[
            (40, "orders.orders_before", "timing changed from `before` to `after`"),
            (40, "orders.orders_before", "events changed from `insert` to `update`"),
            (40, "orders.orders_before", "body changed"),
        ],
    ),
    ("DROP SEQUENCE invoice_number", &[(41, "invoice_number", "sequence is missing in the database")]),
    (
        "ALTER SEQUENCE invoice_number START WITH 2000 INCREMENT BY 5",
        &[(41, "invoice_number", "options changed from `start 1000` to `start 2000, increment 5`")],
    ),
    ("DROP FUNCTION twice", &[(43, "twice(int(11))", "routine is missing in the database")]),
    (
        "CREATE OR REPLACE FUNCTION twice(x bigint) RETURNS bigint DETERMINISTIC RETURN x * 2",
        &[
            (0, "twice(bigint(20))", "routine is in the database only"),
            (43, "twice(int(11))", "routine is missing in the database"),
        ],
    ),
    (
        "CREATE OR REPLACE FUNCTION twice(x int) RETURNS int DETERMINISTIC RETURN x + x",
        &[(43, "twice(int(11))", "body changed")],
    ),
    (
        "CREATE OR REPLACE FUNCTION twice(x int) RETURNS int NOT DETERMINISTIC READS SQL DATA RETURN x * 2",
        &[
            (43, "twice(int(11))", "volatility `immutable` removed"),
            (43, "twice(int(11))", "characteristics `reads sql data` added"),
        ],
    ),
    ("DROP EVENT tidy", &[(45, "tidy", "object is missing in the database")]),
    (
        "ALTER EVENT tidy ON SCHEDULE EVERY 2 DAY",
        &[(45, "tidy", "interval changed from `every 1 day` to `every 2 day`")],
    ),
    ("CREATE TABLE carts (id int)", &[(0, "carts", "table is in the database only")]),
    ("DROP TABLE orders", &[(21, "orders", "table is missing in the database")]),
    (
        "ALTER TABLE orders RENAME COLUMN total TO amount",
        &[
            (21, "orders.amount", "column is in the database only"),
            (24, "orders.total", "column is missing in the database"),
            (24, "orders.total", "check constraint `total >= 0` is missing in the database"),
        ],
    ),
    (
        "RENAME TABLE orders TO purchases",
        &[(21, "orders", "table is missing in the database"), (0, "purchases", "table is in the database only")],
    ),
    ("ALTER TABLE shards ADD SYSTEM VERSIONING", &[(38, "shards", "storage `SYSTEM_VERSIONING=ON` added")]),
    (
        "ALTER TABLE orders DROP FOREIGN KEY orders_user; ALTER TABLE orders ENGINE = Aria",
        &[
            (21, "orders", "engine changed from `InnoDB` to `Aria`"),
            (27, "orders.orders_user", "foreign key to `users` is missing in the database"),
        ],
    ),
    ("ALTER EVENT tidy DISABLE", &[(45, "tidy", "state `disabled` added")]),
    (
        "CREATE OR REPLACE VIEW open_orders AS SELECT o.id, o.total FROM orders o WHERE o.total > 0 ORDER BY 2 DESC WITH CHECK OPTION",
        &[(39, "open_orders", "options `with cascaded check option` added")],
    ),
];

/// Changes that have nothing to do with each other, which one database can have together: a new one takes longer than all else.
fn rounds() -> Vec<Vec<&'static Change>> {
    let is_about = |one: &str, other: &str| {
        let is_in = |part: &str, whole: &str| part.strip_prefix(whole).is_some_and(|rest| rest.starts_with('.'));
        one == other || is_in(one, other) || is_in(other, one)
    };
    let mut rounds: Vec<Vec<&Change>> = Vec::new();
    for change in CHANGES {
        let is_near = |other: &&Change| {
            other.1.iter().any(|(_, theirs, _)| change.1.iter().any(|(_, own, _)| is_about(own, theirs)))
        };
        match rounds.iter_mut().find(|round| !round.iter().any(is_near)) {
            Some(round) => round.push(change),
            None => rounds.push(vec![change]),
        }
    }
    rounds
}

#[test]
fn each_change_is_found_and_named_and_placed_and_nothing_else() {
    let Some(database) = Database::of_sql("verify", SCHEMA) else { return };
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("schema.sql");
    std::fs::write(&file, SCHEMA).unwrap();
    let project = project(System::MariaDb, &[&file]);
    is_the_same(project.path(), &database.url("root"));
    let mut failures = Vec::new();
    for round in rounds() {
        database.renew(SCHEMA);
        let statements: Vec<&str> = round.iter().map(|(change, _)| *change).collect();
        let statements = statements.join(";\n");
        database.sql(&statements);
        let differences: Vec<_> = round.iter().flat_map(|(_, differences)| differences.iter().copied()).collect();
        failures.extend(failure(project.path(), &database.url("root"), &statements, &differences));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_database_is_what_its_text_says() {
    let mut texts = Texts::default();
    for schema in corpus(MYSQL) {
        let Some(database) = Database::of_schema("text", &schema) else { return };
        let project = project(System::MariaDb, &schema.files);
        texts.look_at(&schema.name, project.path(), &database.url("root"));
    }
    texts.are_the_same();
}
