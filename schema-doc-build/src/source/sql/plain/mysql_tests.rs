//! Scripts for MySQL, and what its catalog tells of them: MySQL 9.7's own account.

use schema_doc_diagnostics::Diagnostics;

use crate::compare::compare_databases;
use crate::config::{SourceConfig, SourceKind};
use crate::files::Files;
use crate::model::{Schema, System};
use crate::source::sql;

#[track_caller]
fn read(text: &str) -> Schema {
    let mut source = SourceConfig::new(SourceKind::Sql, "s.sql");
    source.dialect = Some(System::MySql);
    let mut schema = Schema { system: System::MySql, ..Schema::default() };
    let mut diagnostics = Diagnostics::default();
    sql::read(&Files::in_memory([("s.sql", text)]), &[&source], &mut schema, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{text}\n{diagnostics:?}");
    schema
}

#[track_caller]
fn check(text: &str, database: &str, expected: &[&str]) {
    let changes = compare_databases(&read(text), &read(database));
    let found: Vec<String> = changes.iter().map(|change| format!("{}: {}", change.object, change.message)).collect();
    assert_eq!(found, expected, "{text}\n{database}");
}

#[test]
fn what_the_catalog_spells_in_another_way_is_no_difference() {
    let same = |text: &str, database: &str| check(text, database, &[]);
    same(
        "CREATE TABLE t (a datetime DEFAULT NOW(), b datetime(3) DEFAULT NOW(3) ON UPDATE NOW(3), c date DEFAULT (current_date))",
        "CREATE TABLE t (a datetime DEFAULT CURRENT_TIMESTAMP, b datetime(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), c date DEFAULT (curdate()))",
    );
    same(
        "CREATE TABLE t (a int PRIMARY KEY COMMENT 'the key', b int UNIQUE COMMENT 'one')",
        "CREATE TABLE t (a int NOT NULL COMMENT 'the key', b int COMMENT 'one', PRIMARY KEY (a), UNIQUE KEY b (b))",
    );
    same(
        "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE t (a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (a) ON DELETE NO ACTION ON UPDATE RESTRICT)",
        "CREATE TABLE p (a int NOT NULL, PRIMARY KEY (a)); CREATE TABLE t (a int, KEY f (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES p (a))",
    );
    same(
        "CREATE TABLE t (a varchar(20), j json, CHECK (a LIKE '%\\_x'), n varchar(9) AS (j->>'$.n'))",
        "CREATE TABLE t (a varchar(20), j json, n varchar(9) AS (json_unquote(json_extract(`j`,'$.n'))), CONSTRAINT t_chk_1 CHECK ((`a` like '%\\\\_x')))",
    );
    same(
        "CREATE TABLE t (a int) PARTITION BY KEY ALGORITHM = 2 (a) PARTITIONS 4",
        "CREATE TABLE t (a int)\nPARTITION BY KEY (`a`) PARTITIONS 4",
    );
    same(
        "CREATE TABLE t (a int) KEY_BLOCK_SIZE = 0 STATS_PERSISTENT = DEFAULT AUTO_INCREMENT = 7, row_format Compressed",
        "CREATE TABLE t (a int) ENGINE=InnoDB ROW_FORMAT=COMPRESSED",
    );
}

#[test]
fn a_unique_key_on_a_whole_column_is_one_whatever_length_it_says() {
    let text = "CREATE TABLE t (a varchar(191), b int, UNIQUE KEY u (a(191), b)); CREATE UNIQUE INDEX v ON t (a(191))";
    let schema = read(text);
    let unique: Vec<&[String]> = schema.tables[0].unique.iter().map(|unique| &unique.columns[..]).collect();
    assert_eq!(unique, [&["a".to_owned(), "b".to_owned()][..], &["a".to_owned()][..]]);
    assert!(schema.tables[0].indexes.is_empty());
}

#[test]
fn the_columns_of_a_view_are_those_that_a_star_stands_for_as_far_as_the_text_tells() {
    let check = |query: &str, expected: &[&str]| {
        let schema = read(&format!(
            "CREATE TABLE t (id int, a int); CREATE VIEW v AS SELECT * FROM t; CREATE VIEW w AS {query}"
        ));
        let columns: Vec<&str> = schema.views[1].columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(columns, expected, "{query}");
    };
    check("SELECT * FROM v", &["id", "a"]);
    check("SELECT v.*, 1 AS n FROM v JOIN (SELECT 2 AS m) x", &["id", "a", "n"]);
    check("SELECT * FROM (SELECT a FROM t) x", &[]);
    check("WITH c AS (SELECT a AS b FROM t) SELECT * FROM c", &[]);
    check("SELECT * FROM t JOIN v USING (id)", &[]);
}

#[test]
fn options_of_tables_and_columns_are_compared() {
    check(
        "CREATE TABLE t (a int, b int, PRIMARY KEY (a DESC, b DESC))",
        "CREATE TABLE t (a int, b int, PRIMARY KEY (a, b))",
        &["t.PRIMARY: order `descending` removed"],
    );
    check(
        "CREATE TABLE t (a int, g point NOT NULL SRID 4326) ROW_FORMAT=DYNAMIC STATS_SAMPLE_PAGES=20",
        "CREATE TABLE t (a int, g point NOT NULL) STATS_SAMPLE_PAGES=30 ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8",
        &[
            "t: storage changed from `ROW_FORMAT=DYNAMIC, STATS_SAMPLE_PAGES=20` to `KEY_BLOCK_SIZE=8, ROW_FORMAT=COMPRESSED, STATS_SAMPLE_PAGES=30`",
            "t.g: options `SRID 4326` removed",
        ],
    );
    let schema = read("CREATE TABLE t (a int) ROW_FORMAT=DYNAMIC, PACK_KEYS=1; ALTER TABLE t ROW_FORMAT=DEFAULT");
    assert_eq!(schema.tables[0].options.as_ref().unwrap().storage, [("PACK_KEYS".to_owned(), "1".to_owned())]);
}

/// `SELECT on table t to app@%`
fn access(schema: &Schema) -> Vec<String> {
    let roles = schema.roles.iter().map(|role| format!("role {} of {}", role.name, role.member_of.join(", ")));
    let grants = schema.grants.iter().map(|grant| {
        let option = if grant.with_grant_option { " to pass on" } else { "" };
        let target = if grant.target.is_some() { "" } else { "?" };
        let (what, to) = (grant.privileges.join(", "), grant.grantees.join(", "));
        format!("{what} on {} {}{target} to {to}{option}", grant.object_kind, grant.object)
    });
    roles.chain(grants).collect()
}

#[test]
fn grants_are_read_and_what_is_revoked_is_gone() {
    let check = |text: &str, expected: &[&str]| {
        let schema = read(&format!("CREATE TABLE t (a int, b int); {text}"));
        assert_eq!(access(&schema), expected, "{text}");
        assert!(!format!("{:?}", schema.grants).contains("secret"));
    };
    check(
        "GRANT SELECT (a, `b`), INSERT ON TABLE shop.t TO 'app'@'localhost' IDENTIFIED BY 'secret', reader WITH GRANT OPTION",
        &[
            "SELECT (a, b), INSERT on table t to app@localhost to pass on",
            "SELECT (a, b), INSERT on table t to reader@% to pass on",
        ],
    );
    check(
        "GRANT ALL PRIVILEGES ON `shop`.* TO app; GRANT EXECUTE ON PROCEDURE p TO app@'10.%'; GRANT SELECT ON * TO app; GRANT SELECT ON gone TO app",
        &[
            "ALL on database shop.*? to app@%",
            "EXECUTE on procedure p? to app@10.%",
            "SELECT on database *? to app@%",
            "SELECT on table gone? to app@%",
        ],
    );
    check(
        "CREATE ROLE r, 's'; GRANT r TO s, app WITH ADMIN OPTION; GRANT SELECT ON t TO r",
        &["role r@% of ", "role s@% of r@%", "r@% on role ? to app@% to pass on", "SELECT on table t to r@%"],
    );
    check(
        "GRANT SELECT, DELETE ON t TO a, b; REVOKE DELETE ON t FROM b; REVOKE ALL ON t FROM a",
        &["SELECT on table t to b@%"],
    );
    check(
        "GRANT ALL ON t TO a; REVOKE INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, ALTER, TRIGGER ON t FROM a",
        &["SELECT, INDEX, CREATE VIEW, SHOW VIEW on table t to a@%"],
    );
    check("GRANT SELECT ON t TO a; GRANT INSERT ON u TO a; REVOKE ALL PRIVILEGES, GRANT OPTION FROM a", &[]);
    check("CREATE ROLE r; GRANT SELECT ON t TO r; GRANT r TO a; DROP ROLE r", &[]);
    check("GRANT PROXY ON a TO b; CREATE USER u IDENTIFIED BY 'secret'; SET DEFAULT ROLE r TO u", &[]);
}
