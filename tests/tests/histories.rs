//! Migrations, one after the other: what is there at the end is what the real database has at the end.

use schema_doc_build::Format;
use schema_doc_tests::{MARIADB, MYSQL, Oracle, Project, Server};
use serde_json::Value;

/// Name, and statements in order.
type History = (&'static str, &'static str);

/// Runs each history here and in the server, and compares.
fn check(server: Server, histories: &[History]) {
    let Some(oracle) = Oracle::from_env() else { return };
    let failures: Vec<String> = histories
        .iter()
        .filter_map(|(name, sql)| differences(&oracle, server, sql).err().map(|e| format!("== {name}\n{e}")))
        .collect();
    assert!(failures.is_empty(), "{} of {}\n{}", failures.len(), histories.len(), failures.join("\n"));
}

fn differences(oracle: &Oracle, server: Server, sql: &str) -> Result<(), String> {
    let project = Project::of_sql(sql).dialect(server.system);
    let loaded = project.load();
    if loaded.diagnostics().has_errors() {
        return Err(loaded.report(false));
    }
    project.write(&loaded);
    let history = project.docs().join("history.sql");
    std::fs::write(&history, sql).unwrap();
    let account = oracle.account(server, None, &[history])?;
    let truth = project.docs().join("truth.json");
    std::fs::write(&truth, &account).unwrap();
    let facts = project.docs().join("facts.json");
    let mut manifest: Value = serde_json::from_str(&std::fs::read_to_string(project.manifest()).unwrap()).unwrap();
    for table in manifest["schema_manifest"]["tables"].as_array_mut().unwrap() {
        table.as_object_mut().unwrap().remove("relationships");
    }
    std::fs::write(&facts, manifest.to_string()).unwrap();
    let more = [std::path::PathBuf::from("--show"), "20".into()];
    oracle.run(None, ["compare".into(), truth, facts].iter().chain(&more))?;
    names(&serde_json::from_str(&account).unwrap(), &manifest["schema_manifest"])
}

/// What the comparison does not look at: the order of columns, and the names of keys and checks.
fn names(account: &Value, manifest: &Value) -> Result<(), String> {
    let of = |list: &Value| -> Vec<String> {
        list.as_array()
            .into_iter()
            .flatten()
            .map(|value| value.as_str().or(value["name"].as_str()).unwrap().to_owned())
            .collect()
    };
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    for (ours, theirs) in manifest["tables"].as_array().unwrap().iter().zip(account["tables"].as_array().unwrap()) {
        let indexes = [of(&ours["unique"]), of(&ours["indexes"])].concat();
        let pairs = [
            ("columns", of(&theirs["columns"]), of(&ours["fields"])),
            ("indexes", sorted(of(&theirs["indexes"])), sorted(indexes)),
            ("foreign keys", sorted(of(&theirs["foreignKeys"])), sorted(of(&ours["foreign_keys"]))),
            ("triggers", sorted(of(&theirs["triggers"])), sorted(of(&ours["triggers"]))),
        ];
        for (what, expected, found) in pairs {
            if expected != found {
                return Err(format!("{what} of {}: expected {expected:?}, found {found:?}", theirs["name"]));
            }
        }
    }
    Ok(())
}

#[test]
fn histories_of_mysql_end_as_in_the_database() {
    check(MYSQL, MYSQL_HISTORIES);
    check(MARIADB, MYSQL_HISTORIES);
    check(MARIADB, MARIADB_HISTORIES);
}

#[test]
fn what_only_mariadb_and_mysql_have_stands_in_our_ddl() {
    let check = |server: Server, sql: &str, expected: &[&str]| {
        let loaded = Project::of_sql(sql).dialect(server.system).load();
        assert!(!loaded.diagnostics().has_errors(), "{}", loaded.report(false));
        let ddl = loaded.render().find(|artifact| artifact.format == Format::Ddl).unwrap().contents.to_string();
        for part in expected {
            assert!(ddl.contains(part), "{part}\n{ddl}");
        }
        // Our own DDL reads as the schema.
        let again = Project::of_sql(&ddl).dialect(server.system).load();
        assert!(!again.diagnostics().has_errors(), "{}", again.report(false));
        let twice = again.render().find(|artifact| artifact.format == Format::Ddl).unwrap().contents.to_string();
        let body = |text: &str| text.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
        assert_eq!(body(&ddl), body(&twice));
    };
    check(
        MARIADB,
        "CREATE TABLE a (x int WITHOUT SYSTEM VERSIONING, y int) WITH SYSTEM VERSIONING;
         CREATE TABLE b (x int, s timestamp(6) GENERATED ALWAYS AS ROW START, e timestamp(6) GENERATED ALWAYS AS ROW END INVISIBLE,
           PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING;
         CREATE TABLE c (x int, d1 date, d2 date, PERIOD FOR p (d1, d2));
         CREATE TABLE d (x int, d1 date, d2 date);
         ALTER TABLE d ADD PERIOD FOR q (d1, d2), ADD SYSTEM VERSIONING;
         ALTER TABLE a DROP SYSTEM VERSIONING;",
        &[
            "x int(11) WITHOUT SYSTEM VERSIONING,\n    y int(11)\n);",
            "PERIOD FOR SYSTEM_TIME (s, e)\n) WITH SYSTEM VERSIONING;",
            "d2 date NOT NULL,\n    PERIOD FOR p (d1, d2)\n);",
            "PERIOD FOR q (d1, d2)\n) WITH SYSTEM VERSIONING;",
        ],
    );
    check(
        MYSQL,
        "CREATE TABLE t (a int CHECK (a > 0), b varchar(9), c text, KEY i (a) INVISIBLE COMMENT 'x', KEY j (b), FULLTEXT KEY f (c) WITH PARSER ngram);
         ALTER TABLE t ALTER CHECK t_chk_1 NOT ENFORCED, ALTER INDEX i VISIBLE, ALTER INDEX j INVISIBLE;",
        &["CHECK (a > 0) NOT ENFORCED", "KEY i (a) COMMENT 'x'", "KEY j (b) INVISIBLE", "f (c) WITH PARSER ngram"],
    );
}

const MYSQL_HISTORIES: &[History] = &[
    (
        "change keeps nothing that is not said",
        "CREATE TABLE t (a int NOT NULL DEFAULT 1 COMMENT 'x', b int UNIQUE, c int, KEY (a, b));
         ALTER TABLE t CHANGE a z bigint unsigned AFTER c;
         ALTER TABLE t CHANGE COLUMN b b varchar(20) CHARACTER SET latin1 NOT NULL FIRST;",
    ),
    (
        "modify moves columns, and a key's column stays not null",
        "CREATE TABLE t (a int, b int, c int, PRIMARY KEY (b, a));
         ALTER TABLE t MODIFY c int FIRST, MODIFY a bigint NULL DEFAULT 3 AFTER c, MODIFY COLUMN b tinyint(1);
         ALTER TABLE t ADD COLUMN (d int, e text), ADD f date AFTER a, ADD COLUMN g int FIRST;",
    ),
    (
        "renames carry to keys of this and other tables",
        "CREATE TABLE o (id int PRIMARY KEY, k int, KEY (k));
         CREATE TABLE t (a int, o_id int, FOREIGN KEY (o_id) REFERENCES o (id) ON DELETE CASCADE, CHECK (a > 0));
         ALTER TABLE o RENAME COLUMN id TO key_id;
         RENAME TABLE o TO owners, t TO things;
         ALTER TABLE things RENAME COLUMN a TO amount, RENAME KEY o_id TO by_owner;
         ALTER TABLE owners CHANGE key_id owner_id int NOT NULL;
         ALTER TABLE things RENAME TO stuff;
         ALTER TABLE stuff ADD FOREIGN KEY (amount) REFERENCES owners (k);
         ALTER TABLE stuff DROP FOREIGN KEY stuff_ibfk_2, ADD FOREIGN KEY (amount) REFERENCES owners (owner_id);",
    ),
    (
        "a dropped column leaves its keys, and takes those that are empty then",
        "CREATE TABLE t (a int, b int, c int, KEY ab (a, b), UNIQUE ub (b), KEY c (c), PRIMARY KEY (c, a));
         ALTER TABLE t DROP b;
         ALTER TABLE t DROP PRIMARY KEY, DROP COLUMN c, ADD PRIMARY KEY (a);",
    ),
    (
        "an index that a foreign key made goes when another serves",
        "CREATE TABLE o (id int PRIMARY KEY, a int, b int, KEY (a, b));
         CREATE TABLE t (x int, y int, z int, CONSTRAINT f FOREIGN KEY (x) REFERENCES o (id), FOREIGN KEY i (y) REFERENCES o (id), FOREIGN KEY (z, y) REFERENCES o (a, b));
         CREATE INDEX xy ON t (x, y);
         ALTER TABLE t ADD UNIQUE (y);
         ALTER TABLE t DROP FOREIGN KEY f, ADD FOREIGN KEY (z) REFERENCES o (id);
         ALTER TABLE t ADD CONSTRAINT g FOREIGN KEY (x, z) REFERENCES o (a, b);",
    ),
    (
        "numbers of generated names go on",
        "CREATE TABLE o (id int PRIMARY KEY);
         CREATE TABLE t (a int, b int, c int, FOREIGN KEY (a) REFERENCES o (id), FOREIGN KEY (b) REFERENCES o (id));
         ALTER TABLE t DROP FOREIGN KEY t_ibfk_1;
         ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES o (id);
         ALTER TABLE t DROP FOREIGN KEY t_ibfk_3;
         ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES o (id), ADD KEY (a), ADD INDEX (a, b), ADD UNIQUE (a, c);
         RENAME TABLE t TO u;
         ALTER TABLE u DROP FOREIGN KEY u_ibfk_2, DROP KEY a_2;",
    ),
    (
        "like takes columns and keys, and no foreign key",
        "CREATE TABLE o (id int PRIMARY KEY);
         CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, a int COMMENT 'x', v int AS (a + 1) STORED, KEY (a), FOREIGN KEY (a) REFERENCES o (id)) COMMENT 'of t';
         CREATE TABLE l LIKE t;
         CREATE TABLE m (LIKE t);
         DROP TABLE IF EXISTS t, nothing;
         ALTER TABLE l DROP KEY a, MODIFY id int NOT NULL, DROP PRIMARY KEY, RENAME m2;",
    ),
    (
        "defaults and nulls are altered alone",
        "CREATE TABLE t (a int NOT NULL, b varchar(9) DEFAULT 'x', c timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP);
         ALTER TABLE t ALTER a SET DEFAULT 5, ALTER COLUMN b DROP DEFAULT, COMMENT = 'it''s';
         ALTER TABLE t ADD d datetime(3) DEFAULT NOW(3) ON UPDATE NOW(3), ADD e enum('x', \"y\") NOT NULL DEFAULT 'y' AFTER a;
         ALTER TABLE t MODIFY e set('p','q''r') NULL, ENGINE = InnoDB, AUTO_INCREMENT = 9;",
    ),
    (
        "indexes are made and dropped in both ways",
        "CREATE TABLE t (a int, b varchar(300), c text, KEY a (a), UNIQUE (b(10)));
         CREATE FULLTEXT INDEX f ON t (c);
         CREATE UNIQUE INDEX u ON t (a, b (20) DESC) USING BTREE COMMENT 'x';
         DROP INDEX a ON t;
         ALTER TABLE t DROP INDEX b, ADD INDEX IF NOT EXISTS f (a), ADD KEY a (c(7)), DROP KEY IF EXISTS nothing;",
    ),
    (
        "bodies and views come and go",
        "CREATE TABLE t (a int, b int);
         CREATE VIEW v AS SELECT a, b AS bee FROM t;
         CREATE OR REPLACE VIEW v AS SELECT b FROM t;
         DELIMITER //
         CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; IF NEW.b THEN SET NEW.b = 2; END IF; END//
         CREATE PROCEDURE p() BEGIN DECLARE i INT DEFAULT 0; WHILE i < 3 DO SET i = i + 1; END WHILE; END//
         DELIMITER ;
         CREATE TRIGGER h AFTER DELETE ON t FOR EACH ROW DELETE FROM t WHERE a = OLD.a;
         DROP TRIGGER g;
         DROP PROCEDURE IF EXISTS p;
         RENAME TABLE t TO s;",
    ),
    (
        "text grows with the character set that it is converted to",
        "CREATE TABLE t (a text, b varchar(10), c tinytext, d mediumtext, e char(3) CHARACTER SET latin1) DEFAULT CHARSET = latin1;
         ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
         ALTER TABLE t ADD f text, DEFAULT CHARACTER SET latin1, ADD g text(200), ADD h text(70000) CHARACTER SET ucs2;
         ALTER TABLE t CONVERT TO CHARACTER SET utf8mb3;
         CREATE TABLE b (a varchar(10), b text, c text(70000), d enum('x'), e char(3), f varchar(9) CHARACTER SET latin1) DEFAULT CHARSET = binary;
         CREATE TABLE c (a char(3) CHARACTER SET binary, b char(2) BYTE, c long, d varchar(9) BINARY, e char(5) ASCII, f nchar(4), g text(100), h text(60) COLLATE latin1_bin) COLLATE utf8mb4_bin;
         ALTER TABLE c CONVERT TO CHARACTER SET binary;",
    ),
    (
        "a key on the first characters of a column goes with the column",
        "CREATE TABLE t (a int, b varchar(300), c text, PRIMARY KEY (a, b(10)), KEY k (c(5), b(7)), UNIQUE KEY u (b(4)));
         ALTER TABLE t RENAME COLUMN b TO d;
         ALTER TABLE t CHANGE c ef text;
         CREATE TABLE w (x varchar(100), y int, PRIMARY KEY (x(5)), KEY kk (x(3), y), KEY full_length (x(100)));
         ALTER TABLE w DROP COLUMN x;
         CREATE TABLE v (x varchar(50), KEY k (x(50)), PRIMARY KEY (x(50)));",
    ),
    (
        "statements that are made of strings are run",
        "CREATE TABLE t (a int, KEY k (a));
         SET @there := (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 't' AND column_name = 'b');
         SET @s = IF(@there = 0, 'ALTER TABLE t ADD COLUMN b varchar(9) DEFAULT ''x'';', 'SELECT \"is there\"');
         PREPARE p FROM @s; EXECUTE p; DEALLOCATE PREPARE p;
         SET @table = \"t\", @column = \"c\";
         SET @s = (SELECT IF((SELECT COUNT(*) FROM INFORMATION_SCHEMA.COLUMNS WHERE table_name = @table AND table_schema = DATABASE() AND column_name = @column) > 0,
           \"SELECT 1\", CONCAT(\"ALTER TABLE \", @table, \" ADD \", @column, \" TINYINT DEFAULT 0 AFTER `a`\")));
         PREPARE add_column FROM @s; EXECUTE add_column; DROP PREPARE add_column;
         SELECT COUNT(*) INTO @there FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 't' AND index_name = 'k';
         SELECT IF(@there > 0, 'DROP INDEX k ON t', 'DO 0') INTO @s;
         PREPARE p FROM @s; EXECUTE p;
         PREPARE q FROM 'CREATE TABLE u (id int PRIMARY KEY)'; EXECUTE q;
         SET @s = CONCAT('INSERT INTO u SELECT ', 1); PREPARE q FROM @s; EXECUTE q;",
    ),
    (
        "procedures that are called change tables",
        // Names of its own: one of the procedures looks for keys in every database.
        "CREATE TABLE called (a int);
         DELIMITER ;;
         CREATE PROCEDURE up() BEGIN
           DECLARE n int;
           IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'called' AND column_name = 'b') THEN
             ALTER TABLE called ADD b int, ADD c int AS (CASE WHEN a > 0 THEN 1 ELSE 2 END) STORED;
           END IF;
           IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'called' AND column_name = 'a') THEN
             ALTER TABLE called ADD a int;
           END IF;
           SET @s = CONCAT('CREATE INDEX i ON called (', 'b)');
           PREPARE p FROM @s; EXECUTE p;
         END;;
         CREATE PROCEDURE all_of_it() BEGIN CALL up(); END;;
         DELIMITER ;
         CALL all_of_it();
         DROP PROCEDURE up; DROP PROCEDURE all_of_it;
         DELIMITER $$
         CREATE PROCEDURE `AddKey`(IN tableName VARCHAR(128), IN columns VARCHAR(128), n INT)
         BEGIN
           DECLARE there INT DEFAULT 0;
           SELECT COUNT(1) INTO there FROM information_schema.statistics WHERE TABLE_NAME = tableName AND INDEX_NAME = 'PRIMARY';
           IF there > 0 THEN
             SELECT CONCAT('there is one of ', tableName);
           ELSE
             SET @s = CONCAT('ALTER TABLE `', tableName, '` ADD PRIMARY KEY (', columns, '), ADD z varchar(', n, ')');
             PREPARE p FROM @s;
             EXECUTE p;
           END IF;
         END$$
         DELIMITER ;
         CREATE TABLE called_too (a int, b int);
         CALL AddKey('called', 'a', 5);
         CALL AddKey('called_too', 'a, b', 7);",
    ),
    (
        "checks are dropped by the names that the server gave",
        "CREATE TABLE t (a int, b int, c int CHECK (c > 0), CONSTRAINT positive CHECK (a > 0), PRIMARY KEY (a));
         ALTER TABLE t DROP CONSTRAINT positive, ADD CONSTRAINT k UNIQUE (b);
         ALTER TABLE t DROP CONSTRAINT k, ADD CONSTRAINT small CHECK (b < 10);
         ALTER TABLE t DROP COLUMN c;",
    ),
];

const MARIADB_HISTORIES: &[History] = &[
    (
        "what is there already, or is not there, is passed over where the statement says so",
        "CREATE TABLE t (a int);
         CREATE OR REPLACE TABLE t (a int, b int);
         CREATE OR REPLACE VIEW v AS SELECT a FROM t;
         CREATE OR REPLACE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;
         CREATE OR REPLACE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 2;
         CREATE OR REPLACE PROCEDURE p() SELECT 1;
         CREATE OR REPLACE PROCEDURE p() SELECT 2;
         CREATE OR REPLACE INDEX i ON t (a);
         CREATE OR REPLACE INDEX i ON t (b);
         CREATE INDEX IF NOT EXISTS i ON t (a);
         ALTER TABLE t ADD INDEX IF NOT EXISTS i (a), ADD COLUMN IF NOT EXISTS a bigint, ADD COLUMN IF NOT EXISTS c int;
         ALTER TABLE t DROP COLUMN IF EXISTS zz, DROP INDEX IF EXISTS zz, DROP FOREIGN KEY IF EXISTS zz, DROP CONSTRAINT IF EXISTS zz;
         ALTER TABLE t MODIFY COLUMN IF EXISTS zz int, CHANGE COLUMN IF EXISTS yy xx int, CHANGE COLUMN IF EXISTS c d int;
         ALTER TABLE t RENAME COLUMN IF EXISTS qq TO ww, RENAME INDEX IF EXISTS qq TO ww;
         ALTER TABLE IF EXISTS nothing ADD a int;
         ALTER TABLE t ADD UNIQUE INDEX IF NOT EXISTS u (a), ADD CONSTRAINT IF NOT EXISTS positive CHECK (a > 0);
         ALTER TABLE t ADD UNIQUE INDEX IF NOT EXISTS u (b), ADD CONSTRAINT IF NOT EXISTS positive CHECK (a > 1);
         ALTER TABLE t ADD FOREIGN KEY IF NOT EXISTS k (a) REFERENCES t (b), ADD FOREIGN KEY IF NOT EXISTS k (a) REFERENCES t (b);
         DROP INDEX IF EXISTS nothing ON t;",
    ),
    (
        "words of columns and indexes that only MariaDB has",
        "CREATE TABLE a (x int INVISIBLE, y int NOT NULL DEFAULT 1 INVISIBLE, v int CHECK (v > 0), u uuid DEFAULT uuid(), i inet6, i4 inet4);
         CREATE TABLE b (id int AUTO_INCREMENT, a int PRIMARY KEY UNIQUE, KEY (id));
         CREATE TABLE c (id int, KEY k (id) IGNORED, KEY j (id) NOT IGNORED COMMENT 'x', KEY l (id) KEY_BLOCK_SIZE=4);
         ALTER TABLE c ALTER INDEX k NOT IGNORED, ALTER KEY j IGNORED, ADD m int;
         ALTER TABLE c RENAME INDEX k TO kk, RENAME KEY j TO jj, RENAME COLUMN m TO mm, ALGORITHM=INPLACE, LOCK=NONE;
         CREATE TABLE o (id int PRIMARY KEY);
         CREATE TABLE f (a int, CONSTRAINT FOREIGN KEY (a) REFERENCES o (id) ON DELETE SET DEFAULT);",
    ),
];

#[test]
fn what_mariadb_prints_is_what_was_written() {
    let check = |written: &str, printed: &str| {
        let fingerprint = |sql: &str| {
            let loaded = Project::of_sql(sql).dialect(MARIADB.system).load();
            assert!(!loaded.diagnostics().has_errors(), "{}", loaded.report(false));
            loaded.analysis().fingerprint.clone()
        };
        assert_eq!(fingerprint(written), fingerprint(printed), "{written}\n{printed}");
    };
    check(
        "CREATE TABLE t (a json)",
        "CREATE TABLE `t` (`a` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`a`)))",
    );
    check(
        "CREATE TABLE t (a int); CREATE UNIQUE INDEX i ON t (a)",
        "CREATE TABLE `t` (`a` int(11), UNIQUE KEY `i` (`a`))",
    );
    check(
        "CREATE TABLE t (a int); CREATE UNIQUE INDEX i ON t (a DESC)",
        "CREATE TABLE `t` (`a` int(11), UNIQUE KEY `i` (`a` DESC))",
    );
    check(
        "CREATE TABLE t (a int, KEY i (a) USING HASH)",
        "CREATE TABLE `t` (`a` int(11), KEY `i` (`a`)) ENGINE=InnoDB",
    );
    check(
        "CREATE TABLE t (a int, KEY i (a)) ENGINE=MEMORY",
        "CREATE TABLE `t` (`a` int(11), KEY `i` (`a`) USING HASH) ENGINE=MEMORY",
    );
}
